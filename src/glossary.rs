//! Words of municipal administration with what they mean, and where a text uses them.
//!
//! The theme has a register of terms in each language; `glossary.toml` in the
//! content folder lays the archive's own over it. Takes both as text; gives the
//! terms, and finds them in HTML.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::fields::{self, Fields};
use crate::slug::slug;
use crate::text::{FileId, Spanned, digest};

/// A word and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The word.
    pub name: String,
    /// Its anchor on the page of all terms.
    pub slug: String,
    /// What it means.
    pub explanation: String,
    /// The forms that are explained where they stand, beside the name.
    pub forms: Vec<String>,
}

/// Terms by name, and what finds them.
#[derive(Debug, Default)]
pub struct Glossary {
    terms: Vec<Term>,
    /// Finds forms; made when it is first asked.
    finder: OnceLock<Option<Finder>>,
}

#[derive(Debug)]
struct Finder {
    forms: AhoCorasick,
    /// Which term each form is of.
    terms: Vec<usize>,
}

/// A register of terms, as written.
#[derive(Default)]
struct Register {
    terms: Vec<Option<Term>>,
    remove: Vec<Spanned<String>>,
}

impl Glossary {
    /// Reads the built-in register and, over it, the archive's own. A term of the
    /// archive's takes the place of the built-in one of its name; what stands in
    /// `remove` is left out.
    pub fn read(built_in: (FileId, &str), own: Option<(FileId, &str)>, diagnostics: &mut Diagnostics) -> Self {
        let mut terms = BTreeMap::new();
        let lay = |terms: &mut BTreeMap<String, Term>, register: Register| {
            terms.extend(register.terms.into_iter().flatten().map(|term| (term.slug.clone(), term)));
        };
        lay(&mut terms, register(built_in, diagnostics));
        if let Some(own) = own {
            let mut own = register(own, diagnostics);
            for name in std::mem::take(&mut own.remove) {
                if terms.remove(&slug(&name.value)).is_none() {
                    let near = nearest(&name.value, terms.values().map(|term| term.name.as_str()));
                    let message = format!("the glossary has no term `{}`", name.value);
                    diagnostics.push(Diagnostic::error("unknown-term", name.span, message).did_you_mean(near));
                }
            }
            lay(&mut terms, own);
        }
        Self { terms: terms.into_values().collect(), finder: OnceLock::new() }
    }

    /// All terms, by their anchors.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// A digest of all that pages show of it.
    pub fn digest(&self) -> u64 {
        digest(format!("{:?}", self.terms).as_bytes())
    }

    /// Where forms of terms stand in `html` as whole words, and the index of the
    /// term; the longest where several begin. What is a tag is not told apart.
    pub fn find<'h>(&self, html: &'h str) -> impl Iterator<Item = (Range<usize>, usize)> + use<'h, '_> {
        let finder = self.finder.get_or_init(|| Finder::new(&self.terms)).as_ref();
        let found = finder.into_iter().flat_map(move |finder| {
            finder.forms.find_iter(html).map(|found| (found.range(), finder.terms[found.pattern().as_usize()]))
        });
        found.filter(move |(range, _)| is_word(html, range))
    }
}

impl Finder {
    fn new(terms: &[Term]) -> Option<Self> {
        let mut forms = BTreeMap::new();
        for (index, term) in terms.iter().enumerate() {
            for form in std::iter::once(&term.name).chain(&term.forms) {
                forms.insert(capitalised(form), index);
                forms.insert(form.clone(), index);
            }
        }
        let (forms, terms): (Vec<_>, Vec<_>) = forms.into_iter().unzip();
        // Of texts in which every tenth word may be a form, the table is read fastest, and looking ahead gains nothing.
        let mut builder = AhoCorasick::builder();
        builder.kind(Some(AhoCorasickKind::DFA)).match_kind(MatchKind::LeftmostLongest).prefilter(false);
        let forms = builder.build(forms);
        forms.ok().filter(|forms| forms.patterns_len() > 0).map(|forms| Self { forms, terms })
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Whether a range is a word of its own: `remiss` is none in `remisstid` and in `EU-remiss`.
fn is_word(html: &str, range: &Range<usize>) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\u{ad}' | '\u{2011}');
    let before = html[..range.start].chars().next_back();
    let after = html[range.end..].chars().next();
    !before.is_some_and(is_part) && !after.is_some_and(is_part)
}

fn register((file, text): (FileId, &str), diagnostics: &mut Diagnostics) -> Register {
    fields::parse(file, text, 0, diagnostics, |mut fields| {
        let register = Register { remove: fields.texts("remove"), terms: fields.tables("term", term) };
        fields.finish();
        register
    })
}

fn term(mut fields: Fields) -> Option<Term> {
    let name = fields.required_text("name", "\"återremiss\"");
    let explanation = fields.required_text("explanation", "\"Att ett ärende skickas tillbaka.\"");
    let forms = fields.texts("forms").into_iter().map(|form| form.value).collect();
    let slug = name.as_ref().map(|name| slug(&name.value)).unwrap_or_default();
    if let Some(name) = name.as_ref().filter(|_| slug.is_empty()) {
        let message = format!("no address can be made of the term `{}`", name.value);
        let diagnostic = Diagnostic::error("no-address", name.span, message);
        fields.diagnostics().push(diagnostic.help("give it a name with letters a to z or digits"));
    }
    fields.finish();
    let (name, explanation) = (name.filter(|_| !slug.is_empty())?, explanation?);
    Some(Term { name: name.value, slug, explanation: explanation.value, forms })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(html: &str) -> Vec<&str> {
        let term = |name: &str, forms: &[&str]| Term {
            name: name.to_owned(),
            slug: slug(name),
            explanation: String::new(),
            forms: forms.iter().map(|form| (*form).to_owned()).collect(),
        };
        let terms = vec![term("återremiss", &["återremissen"]), term("remiss", &["på remiss"]), term("KF", &["§"])];
        Glossary { terms, finder: OnceLock::new() }.find(html).map(|(range, _)| &html[range]).collect()
    }

    #[test]
    fn whole_words_are_found_and_the_longest_of_several() {
        assert_eq!(found("Återremissen gick på remiss, en remiss."), ["Återremissen", "på remiss", "remiss"]);
        assert_eq!(found("”Remiss” – «remiss»\u{a0}remiss"), ["Remiss", "remiss", "remiss"]);
        assert_eq!(found("<p>KF, 4 § KFN, av KF</p>"), ["KF", "§", "KF"]);
        assert_eq!(found("på remisser, på remiss"), ["på remiss"]);
        assert_eq!(found("remisstid, EU-remiss, remiss-, förremiss, åremiss"), [""; 0]);
    }

    #[test]
    fn no_terms_find_nothing() {
        assert_eq!(Glossary::default().find("remiss").count(), 0);
    }
}
