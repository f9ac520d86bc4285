//! Alphabetical order as the site's language has it: in Swedish å, ä, ö come last.
//!
//! Every name is compared once, when the site is planned; lists then sort by number.

use icu_collator::CollatorBorrowed;
use icu_collator::options::CollatorOptions;

use crate::archive::Archive;
use crate::archive::ids::{BodyId, Id, PersonId, Table, TopicId};
use crate::config::Language;
use crate::fields::Vocabulary;

/// The place of each name among its like.
pub struct Order {
    bodies: Vec<usize>,
    people: Vec<usize>,
    topics: Vec<usize>,
}

impl Order {
    /// Sorts the names of the archive.
    pub fn new(archive: &Archive, language: Language) -> Self {
        let collator = collator(language);
        let by_surname =
            |name: &str| name.rsplit_once(' ').map_or(name.to_owned(), |(first, last)| format!("{last} {first}"));
        Self {
            bodies: ranks(&collator, &archive.bodies, |body| body.name.clone()),
            people: ranks(&collator, &archive.people, |person| by_surname(&person.name)),
            topics: ranks(&collator, &archive.topics, |topic| topic.name.clone()),
        }
    }

    /// The place of a body's name.
    pub fn body(&self, id: BodyId) -> usize {
        self.bodies[id.index()]
    }

    /// The place of a person's surname.
    pub fn person(&self, id: PersonId) -> usize {
        self.people[id.index()]
    }

    /// The place of a topic's name.
    pub fn topic(&self, id: TopicId) -> usize {
        self.topics[id.index()]
    }
}

/// Compares words as a language does.
///
/// # Panics
/// Never: the data of every language is part of the program.
pub fn collator(language: Language) -> CollatorBorrowed<'static> {
    let locale: icu_locale_core::Locale = language.word().parse().expect("our language words are locale names");
    CollatorBorrowed::try_new(locale.into(), CollatorOptions::default()).expect("collation data is compiled in")
}

fn ranks<I: Id, T>(collator: &CollatorBorrowed, table: &Table<I, T>, name: impl Fn(&T) -> String) -> Vec<usize> {
    let mut sorted: Vec<(usize, String)> = table.iter().map(&name).enumerate().collect();
    sorted.sort_by(|(a, one), (b, other)| collator.compare(one, other).then(a.cmp(b)));
    let mut ranks = vec![0; sorted.len()];
    for (rank, (index, _)) in sorted.iter().enumerate() {
        ranks[*index] = rank;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swedish_letters_come_last() {
        let mut names = ["Örebro", "Åmål", "Ängelholm", "Zinkgruvan", "Askersund", "ale"];
        let collator = collator(Language::Swedish);
        names.sort_by(|one, other| collator.compare(one, other));
        assert_eq!(names, ["ale", "Askersund", "Zinkgruvan", "Åmål", "Ängelholm", "Örebro"]);
    }
}
