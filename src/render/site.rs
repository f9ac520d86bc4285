//! Everything that a page is made of, in one place: read by all, changed by none.

use super::entries::Siblings;
use super::html::Labels;
use super::order::Order;
use super::patterns::Patterns;
use crate::archive::Archive;
use crate::config::Config;
use crate::glossary::Glossary;
use crate::index::Indexes;
use crate::locale::Locale;
use crate::routes::Routes;
use crate::routes::address::Viewpoint;

/// A site, planned and ready to be rendered, as it is seen from one page.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    /// What it is about.
    pub archive: &'a Archive,
    /// What belongs on which page.
    pub indexes: &'a Indexes,
    /// Where pages stand.
    pub routes: &'a Routes<'a>,
    /// Its words.
    pub locale: &'a Locale,
    /// Words that are explained.
    pub glossary: &'a Glossary,
    /// Its settings.
    pub config: &'a Config,
    /// Names in alphabetical order.
    pub order: &'a Order,
    /// What the theme's templates print.
    pub patterns: &'a Patterns<'a>,
    /// The documents of the case that is being rendered.
    pub siblings: &'a Siblings,
    /// The words that stand in every text.
    pub labels: &'a Labels,
    /// Where that page stands.
    pub from: &'a Viewpoint,
}

impl<'a> Site<'a> {
    /// The site as it is seen from a page.
    pub fn seen_from<'b>(self, from: &'b Viewpoint) -> Site<'b>
    where
        'a: 'b,
    {
        Site { from, ..self }
    }
}
