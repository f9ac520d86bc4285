//! What all cases share: municipalities, bodies, topics, people, and which case
//! stands where.
//!
//! Nothing is kept for each case or person. A case's size and address and a
//! person's name follow from their numbers, so that a million documents need no
//! more memory than a thousand.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::random::{Random, Ranked};
use super::words::{Words, list};

const FIRST_DAY: Date = date(2005, 1, 3);
const DAYS: usize = 7600;
const DOCUMENTS_PER_MUNICIPALITY: usize = 20_000;
const DOCUMENTS_PER_PERSON: usize = 25;
const TOPICS: usize = 200;

const PLACE_BEGINNINGS: &str = "Sjö Björk Lind Älv Väster Åker Granö Hassel Mörk Tall Öster Häll Ljus Sol Eke";
const PLACE_ENDINGS: &str = "hult ås berga torp köping vik sund näs bro mo forsa hamn tuna by lycka";

/// The council, the executive board, then those that are asked for their views.
const BODIES: [&str; 30] = [
    "Kommunfullmäktige",
    "Kommunstyrelsen",
    "Socialnämnden",
    "Tekniska nämnden",
    "Barn- och utbildningsnämnden",
    "Byggnadsnämnden",
    "Miljönämnden",
    "Kulturnämnden",
    "Fritidsnämnden",
    "Äldrenämnden",
    "Omsorgsnämnden",
    "Trafiknämnden",
    "Fastighetsnämnden",
    "Gymnasienämnden",
    "Arbetsmarknadsnämnden",
    "Exploateringsnämnden",
    "Norra stadsdelsnämnden",
    "Södra stadsdelsnämnden",
    "Västra stadsdelsnämnden",
    "Östra stadsdelsnämnden",
    "Räddningsnämnden",
    "Överförmyndarnämnden",
    "Valnämnden",
    "Kyrkogårdsnämnden",
    "Personalutskottet",
    "Planutskottet",
    "Näringslivsutskottet",
    "Kommunrevisionen",
    "Ungdomsrådet",
    "Pensionärsrådet",
];
/// The council, by its index.
pub const COUNCIL: usize = 0;
/// The executive board.
pub const BOARD: usize = 1;
/// The first of those that are asked.
pub const ASKED: usize = 2;

const FIRST_NAMES: &str = "Anna Eva Maria Karin Kristina Lena Sara Malin Ingrid Åsa Märta Elin Sofia Hanna Ulrika \
    Birgitta Annika Helena Linnéa Ebba Alva Signe Tuva Lars Mikael Anders Johan Erik Per Peter Karl Jan Göran Håkan \
    Björn Sven Olof Åke Östen Torbjörn Emil Viktor Gustav Nils Henrik Mattias Fredrik Jonas Tomas Amina Ali Fatima \
    Leila Yusuf Mira Jasmin Zoran Milica";
const SURNAME_BEGINNINGS: &str = "Lind Berg Sjö Hed Ek Gran Löv Sand Sten Ström Dal Back Blom Ceder Fors Häll Ahl \
    Bok Edel Eng Fager Falk Gyll Hag Holm Kron Kvist Ljung Lund Malm Mark Molin Nord Palm Ros Rud Skog Söder Tall Ung \
    Vester Vik Åker Älv Öst";
const SURNAME_ENDINGS: &str =
    "berg ström qvist gren lund man mark dahl stedt holm sson feldt blad stam hammar borg bäck rot skog";

/// A municipality.
pub struct Municipality {
    /// Its folder.
    pub folder: String,
    /// Its name.
    pub name: String,
}

/// Where a case stands.
pub struct Address {
    /// The municipality, by its index.
    pub municipality: usize,
    /// The day on which it begins.
    pub opened: Date,
    /// Its running number in the municipality.
    pub number: usize,
}

/// The archive around the cases.
pub struct Archive {
    /// How many documents there are in all.
    pub documents: usize,
    /// How many cases.
    pub cases: usize,
    /// Its words.
    pub words: Words,
    /// Its municipalities.
    pub municipalities: Vec<Municipality>,
    /// The names of its topics.
    pub topics: Vec<String>,
    /// How many people each municipality has.
    pub people: usize,
    /// Which topics come up often.
    pub topic_rank: Ranked,
    /// Which bodies are asked often.
    pub body_rank: Ranked,
    /// Which people write often.
    pub person_rank: Ranked,
    seed: u64,
    last_case: usize,
    names: Names,
}

impl Archive {
    /// An archive of so many documents.
    pub fn new(documents: usize, seed: u64) -> Self {
        let (cases, last_case) = count_cases(documents, seed);
        let count = documents.div_ceil(DOCUMENTS_PER_MUNICIPALITY);
        let people = (documents / DOCUMENTS_PER_PERSON / count).max(12);
        let words = Words::new(seed);
        Self {
            documents,
            cases,
            municipalities: municipalities(count),
            topics: words.topics(TOPICS),
            topic_rank: Ranked::new(TOPICS, 1.0),
            body_rank: Ranked::new(BODIES.len() - ASKED, 1.0),
            person_rank: Ranked::new(people, 3.0),
            words,
            people,
            seed,
            last_case,
            names: Names::default(),
        }
    }

    /// The chance of one case: the same whichever case was made before it.
    pub fn chance(&self, case: usize) -> Random {
        Random::new(self.seed, "case", case)
    }

    /// How many documents a case has. The last one may not be closed yet.
    pub fn size(&self, case: usize) -> usize {
        if case + 1 == self.cases { self.last_case } else { size(case, self.seed) }
    }

    /// Where a case stands.
    pub fn address(&self, case: usize) -> Address {
        let count = self.municipalities.len();
        let (municipality, place) = (case % count, case / count);
        let day = place * DAYS / self.cases.div_ceil(count);
        Address {
            municipality,
            opened: FIRST_DAY + i64::try_from(day).expect("days are few").days(),
            number: place + 1,
        }
    }

    /// The folder of a case in its municipality's: year and number.
    pub fn case_folder(&self, case: usize) -> (i16, String) {
        let address = self.address(case);
        (address.opened.year(), format!("{:05}", address.number))
    }

    /// Its case number (*diarienummer*).
    pub fn case_number(&self, case: usize) -> String {
        let (year, number) = self.case_folder(case);
        format!("KS {year}/{number}")
    }

    /// The name of a body. It names its municipality, for the peers know only one list of bodies.
    pub fn body(&self, municipality: usize, body: usize) -> String {
        format!("{} i {}", BODIES[body], self.municipalities[municipality].name)
    }

    /// How many bodies each municipality has.
    pub fn bodies(&self) -> usize {
        BODIES.len()
    }

    /// The name of a person, which no other person has.
    pub fn person(&self, municipality: usize, person: usize) -> String {
        self.names.of(municipality * self.people + person)
    }
}

/// Cases until all documents have one, and how many are left for the last.
fn count_cases(documents: usize, seed: u64) -> (usize, usize) {
    let (mut cases, mut left) = (0, documents);
    while left > size(cases, seed) {
        left -= size(cases, seed);
        cases += 1;
    }
    (cases + 1, left)
}

/// A motion, a referral, three to eight answers, a statement and a decision.
fn size(case: usize, seed: u64) -> usize {
    let at = Random::new(seed, "size", case).below(100);
    let answers = [48, 74, 87, 94, 98, 100].iter().position(|limit| at < *limit).map_or(8, |index| 3 + index);
    4 + answers
}

fn municipalities(count: usize) -> Vec<Municipality> {
    let (beginnings, endings) = (list(PLACE_BEGINNINGS), list(PLACE_ENDINGS));
    assert!(count <= beginnings.len() * endings.len(), "there are not names enough for {count} municipalities");
    // Side by side in the lists they would all begin alike.
    let name = |index: usize| {
        let ending = (index + index / beginnings.len()) % endings.len();
        format!("{}{}", beginnings[index % beginnings.len()], endings[ending])
    };
    (0..count).map(name).map(|name| Municipality { folder: diarium::slug::slug(&name), name }).collect()
}

/// All names that the lists can make, in an order that looks like none.
struct Names {
    first: Vec<&'static str>,
    beginnings: Vec<&'static str>,
    endings: Vec<&'static str>,
}

impl Default for Names {
    fn default() -> Self {
        Self { first: list(FIRST_NAMES), beginnings: list(SURNAME_BEGINNINGS), endings: list(SURNAME_ENDINGS) }
    }
}

impl Names {
    /// A prime larger than any of the lists is long: steps of it visit every name once.
    const STRIDE: usize = 7919;

    fn of(&self, index: usize) -> String {
        let count = self.first.len() * self.beginnings.len() * self.endings.len();
        assert!(index < count, "there are not names enough for {index} people");
        let at = index * Self::STRIDE % count;
        let (first, at) = (self.first[at % self.first.len()], at / self.first.len());
        let (beginning, ending) =
            (self.beginnings[at % self.beginnings.len()], self.endings[at / self.beginnings.len()]);
        format!("{first} {beginning}{ending}")
    }
}
