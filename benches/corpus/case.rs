//! A case with its documents, made of nothing but its number.

use jiff::ToSpan;
use jiff::civil::Date;

use super::archive::{ASKED, Archive, BOARD, COUNCIL};
use super::random::Random;
use super::text::{Block, Writer};

/// A case.
pub struct Case {
    /// Which one it is.
    pub index: usize,
    /// Its municipality.
    pub municipality: usize,
    /// What it is about.
    pub title: String,
    /// Its topics.
    pub topics: Vec<usize>,
    /// Its referral, when it has come so far.
    pub referral: Option<Referral>,
    /// Its documents in order.
    pub documents: Vec<Document>,
}

/// A referral round.
pub struct Referral {
    /// When it was sent.
    pub sent: Date,
    /// The last day for answers. Some come later.
    pub deadline: Date,
    /// The bodies that were asked. Some never answer.
    pub asked: Vec<usize>,
}

/// A document.
pub struct Document {
    /// What it is.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// Its date.
    pub date: Date,
    /// The body that issued it.
    pub body: usize,
    /// Who wrote it.
    pub people: Vec<usize>,
    /// What it claims: a motion only.
    pub claims: Vec<String>,
    /// Its text.
    pub text: Vec<Block>,
}

/// What a document is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Motion.
    Motion,
    /// Remiss.
    Referral,
    /// Remissvar.
    Response,
    /// Utlåtande.
    Statement,
    /// Beslut.
    Decision,
}

impl Kind {
    /// The kind of the document that stands at `place`, from 1, in a case of so many.
    pub fn at(place: usize, size: usize) -> Self {
        // A case too short for a single answer and a decision is still under way.
        let is_closed = size >= 7;
        match place {
            1 => Self::Motion,
            2 => Self::Referral,
            _ if is_closed && place == size => Self::Decision,
            _ if is_closed && place + 1 == size => Self::Statement,
            _ => Self::Response,
        }
    }

    /// Its Swedish name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Motion => "Motion",
            Self::Referral => "Remiss",
            Self::Response => "Remissvar",
            Self::Statement => "Utlåtande",
            Self::Decision => "Beslut",
        }
    }

    /// Its name in the front matter of diarium.
    pub fn word(self) -> &'static str {
        match self {
            Self::Motion => "motion",
            Self::Referral => "referral",
            Self::Response => "referral_response",
            Self::Statement => "statement",
            Self::Decision => "decision",
        }
    }

    /// How long it is beside the mean of a case, in hundredths.
    fn length(self) -> usize {
        match self {
            Self::Motion => 80,
            Self::Referral => 50,
            Self::Response => 100,
            Self::Statement => 180,
            Self::Decision => 90,
        }
    }
}

/// The mean length of a text in bytes, before its last paragraph is finished:
/// files come out at 6 KB.
const LENGTH: usize = 4820;
const SPREAD: f64 = 0.8;

/// Makes case number `index`.
pub fn make(archive: &Archive, index: usize) -> Case {
    let random = &mut archive.chance(index);
    let address = archive.address(index);
    let title = archive.words.title(random);
    let topic_count = random.pick(&[1, 2, 2, 3]);
    let topics = archive.topic_rank.several(random, topic_count);
    let claims: Vec<_> = (0..random.between(1, 3)).map(|_| claim(archive, random)).collect();
    let size = archive.size(index);
    let mut date = address.opened;
    let mut documents = Vec::with_capacity(size);
    for place in 1..=size {
        let writer = Writer { archive, case: index, place, claims: claims.len() };
        documents.push(document(&writer, random, address.municipality, &title, date));
        date += i64::try_from(random.between(3, 44)).expect("days are few").days();
    }
    documents[0].claims = claims;
    let referral = documents.get(1).map(|document| document.date);
    let referral = referral.map(|sent| round(archive, random, sent, &documents));
    Case { index, municipality: address.municipality, title, topics, referral, documents }
}

fn claim(archive: &Archive, random: &mut Random) -> String {
    let count = random.between(5, 12);
    format!("att {}", archive.words.several(random, count))
}

fn document(writer: &Writer, random: &mut Random, municipality: usize, title: &str, date: Date) -> Document {
    let archive = writer.archive;
    let kind = Kind::at(writer.place, archive.size(writer.case));
    let (body, people) = match kind {
        Kind::Motion => (COUNCIL, random.pick(&[1, 1, 2])),
        Kind::Referral => (BOARD, 1),
        Kind::Response => (ASKED + archive.body_rank.pick(random), 1),
        Kind::Statement => (BOARD, 2),
        Kind::Decision => (COUNCIL, random.between(2, 4)),
    };
    let title = match kind {
        Kind::Response => format!("{} från {}: {title}", kind.label(), archive.body(municipality, body)),
        _ => format!("{}: {title}", kind.label()),
    };
    let length = (random.spread(SPREAD) * (LENGTH * kind.length() / 100) as f64) as usize;
    Document {
        kind,
        title,
        date,
        body,
        people: archive.person_rank.several(random, people),
        claims: Vec::new(),
        text: writer.text(random, kind, body, length.clamp(300, 120_000)),
    }
}

/// Those who answered were asked, and now and then one more who did not answer.
fn round(archive: &Archive, random: &mut Random, sent: Date, documents: &[Document]) -> Referral {
    let mut asked = Vec::new();
    let answers = documents.iter().filter(|document| document.kind == Kind::Response);
    for body in answers.map(|document| document.body) {
        if !asked.contains(&body) {
            asked.push(body);
        }
    }
    let silent = ASKED + archive.body_rank.pick(random);
    if asked.is_empty() || random.percent(20) && !asked.contains(&silent) {
        asked.push(silent);
    }
    Referral { sent, deadline: sent + 120.days(), asked }
}
