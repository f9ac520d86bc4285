//! Everything that a page is made of, in one place: read by all, changed by none.

use crate::archive::Archive;
use crate::config::Config;
use crate::index::Indexes;
use crate::locale::Locale;
use crate::render::entries::Entries;
use crate::render::html::Labels;
use crate::render::order::Order;
use crate::routes::Routes;

/// A site, planned and ready to be rendered.
pub struct Site<'a> {
    /// What it is about.
    pub archive: &'a Archive,
    /// What belongs on which page.
    pub indexes: &'a Indexes,
    /// Where pages stand.
    pub routes: &'a Routes<'a>,
    /// Its words.
    pub locale: &'a Locale,
    /// Its settings.
    pub config: &'a Config,
    /// Names in alphabetical order.
    pub order: Order,
    /// The entries of lists.
    pub entries: Entries<'a>,
    /// The words that stand in every text.
    pub labels: Labels,
}
