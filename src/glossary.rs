//! Words of municipal administration with what they mean, and where a text uses them.
//!
//! The theme has a register of terms in each language; `glossary.toml` in the
//! content folder lays the archive's own over it. Takes both as text; gives the
//! terms, and finds them in HTML.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

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
    finder: OnceLock<Finder>,
}

/// Finds forms by the three bytes that they begin with. Its tables are small: between two
/// texts a page is made, which leaves nothing of large ones in the processor's cache.
#[derive(Debug)]
struct Finder {
    /// By their keys, of one key the longest first.
    forms: Vec<Form>,
    /// Where the forms of each key begin, and at the end how many there are.
    starts: Box<[u32; KEYS + 1]>,
}

#[derive(Debug)]
struct Form {
    key: usize,
    written: String,
    /// The index of its term.
    term: usize,
}

/// How many keys there are.
const KEYS: usize = 1 << 12;

/// The key of three bytes.
fn key(bytes: [u8; 3]) -> usize {
    let [first, second, third] = bytes.map(u32::from);
    // Multiplied so, what differs in any of them differs in the highest bits.
    let mixed = (first | second << 8 | third << 16).wrapping_mul(0x9E37_79B1);
    (mixed >> (u32::BITS - KEYS.ilog2())) as usize
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
        let finder = self.finder.get_or_init(|| Finder::new(&self.terms));
        let (mut done, mut was_in_word) = (0, false);
        html.as_bytes().windows(3).enumerate().filter_map(move |(at, bytes)| {
            let is_in_word = was_in_word;
            was_in_word = bytes[0].is_ascii_alphanumeric();
            let forms = finder.beginning_with([bytes[0], bytes[1], bytes[2]]);
            // One branch where few words go on, instead of two that no processor foresees.
            if is_in_word | forms.is_empty() | (at < done) {
                return None;
            }
            let range = |form: &Form| at..at + form.written.len();
            let is_here = |form: &&Form| html[at..].starts_with(&form.written) && is_word(html, &range(form));
            let form = html.is_char_boundary(at).then(|| forms.iter().find(is_here)).flatten()?;
            done = range(form).end;
            Some((range(form), form.term))
        })
    }
}

impl Finder {
    fn new(terms: &[Term]) -> Self {
        let mut written = BTreeMap::new();
        for (term, of) in terms.iter().enumerate() {
            for form in std::iter::once(&of.name).chain(&of.forms) {
                written.insert(capitalised(form), term);
                written.insert(form.clone(), term);
            }
        }
        let mut forms: Vec<_> = written.into_iter().flat_map(|(written, term)| Form::of(&written, term)).collect();
        forms.sort_by_key(|form| (form.key, Reverse(form.written.len())));
        let mut starts = Box::new([0; KEYS + 1]);
        for (key, start) in starts.iter_mut().enumerate() {
            let before = forms.partition_point(|form| form.key < key);
            *start = u32::try_from(before).expect("a glossary has fewer than four billion forms");
        }
        Self { forms, starts }
    }

    /// Forms that may begin so.
    fn beginning_with(&self, bytes: [u8; 3]) -> &[Form] {
        let key = key(bytes);
        &self.forms[self.starts[key] as usize..self.starts[key + 1] as usize]
    }
}

impl Form {
    /// A form under the keys that it may begin with: a short one goes on with anything.
    fn of(written: &str, term: usize) -> Vec<Self> {
        let keys: BTreeSet<_> = match *written.as_bytes() {
            [] => BTreeSet::new(),
            [_] => (0..KEYS).collect(),
            [first, second] => (0..=u8::MAX).map(|third| key([first, second, third])).collect(),
            [first, second, third, ..] => BTreeSet::from([key([first, second, third])]),
        };
        keys.into_iter().map(|key| Self { key, written: written.to_owned(), term }).collect()
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
