//! The text of a document: headings, paragraphs, lists, tables and notes, with
//! links, references and marks where a registrar would have put them.

use super::archive::Archive;
use super::case::Kind;
use super::random::Random;

/// A block of a text.
pub enum Block {
    /// A heading: its level, its words, and the role of the section that it opens.
    Heading(usize, &'static str, Option<&'static str>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list, numbered or not.
    List(bool, Vec<String>),
    /// A table: a name, an amount and a body in each row.
    Table(Vec<(String, usize, usize)>),
    /// The text of the footnote.
    Note(String),
}

/// A piece of a paragraph.
pub enum Inline {
    /// Words as they are.
    Words(String),
    /// Words that stand out.
    Strong(String),
    /// A link to a document: its case, its place there, the words.
    Document(usize, usize, String),
    /// A reference to a case, with the words.
    Case(usize, String),
    /// A body of the same municipality, by its name.
    Body(usize),
    /// Marked words, and what they say: `stance:opposes?claim=1`.
    Mark(String, String),
    /// Where the footnote is called for.
    Note,
}

const HEADINGS: [&str; 14] = [
    "Bakgrund",
    "Ärendet",
    "Beredning",
    "Bedömning",
    "Synpunkter och skäl",
    "Ekonomiska konsekvenser",
    "Remissinstanserna",
    "Barnperspektivet",
    "Jämställdhet",
    "Miljö och klimat",
    "Tidplan",
    "Juridiska förutsättningar",
    "Nämndens överväganden",
    "Uppföljning",
];

/// A stance as an answer writes it.
const STANCES: [(&str, &str); 5] = [
    ("supports", "tillstyrker motionens förslag"),
    ("partly", "instämmer i huvudsak i motionen"),
    ("opposes", "avstyrker motionens förslag"),
    ("no_position", "tar inte ställning till motionen"),
    ("no_objection", "har inget att erinra mot motionen"),
];

/// A ground.
const GROUNDS: [(&str, &str); 4] = [
    ("no_funding", "medel saknas i budgeten"),
    ("underway", "arbetet redan pågår"),
    ("sufficient_today", "det som görs i dag räcker"),
    ("outside_competence", "det inte är en kommunal uppgift"),
];

/// What is proposed and decided.
const OUTCOMES: [(&str, &str); 4] = [
    ("approved", "bifalls"),
    ("partly_approved", "bifalls delvis"),
    ("rejected", "avslås"),
    ("answered", "anses besvarad"),
];

/// Writes the text of one document.
pub struct Writer<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// The document's case.
    pub case: usize,
    /// Its place there, from 1.
    pub place: usize,
    /// How many claims the motion makes.
    pub claims: usize,
}

/// A text as far as it has come.
struct Draft {
    blocks: Vec<Block>,
    length: usize,
}

impl Draft {
    fn push(&mut self, block: Block) {
        self.length += block.len() + 2;
        self.blocks.push(block);
    }
}

impl Writer<'_> {
    /// A text of about `length` bytes.
    pub fn text(&self, random: &mut Random, kind: Kind, body: usize, length: usize) -> Vec<Block> {
        let mut draft = Draft { blocks: Vec::new(), length: 0 };
        let mut phrases = self.phrases(random, kind, body);
        let mut headings = headings(random, 2 + length / 2500);
        let section = (length / (headings.len() + 1)).max(500);
        let mut next_heading = section / 2;
        let mut table_at = random.percent(12).then_some(length / 3);
        while draft.length < length || !phrases.is_empty() {
            if draft.length >= next_heading
                && let Some(heading) = headings.pop()
            {
                draft.push(Block::Heading(if random.percent(75) { 2 } else { 3 }, heading, None));
                next_heading += section;
            }
            if table_at.is_some_and(|at| draft.length >= at) {
                table_at = None;
                draft.push(self.table(random));
            } else if random.percent(13) {
                draft.push(self.list(random));
            } else {
                let phrase = (random.percent(60) || draft.length >= length).then(|| phrases.pop()).flatten();
                draft.push(self.paragraph(random, phrase));
            }
        }
        if kind == Kind::Statement {
            self.propose(random, &mut draft);
        }
        if random.percent(15) {
            self.note(random, &mut draft);
        }
        draft.blocks
    }

    /// The sentences that mean something, the first one last.
    fn phrases(&self, random: &mut Random, kind: Kind, body: usize) -> Vec<Vec<Inline>> {
        let mut phrases = self.links(random);
        let place = self.case / self.archive.municipalities.len();
        if place > 0 {
            let number = self.archive.case_number(self.earlier_here(random));
            phrases.push(vec![Inline::Words(format!("Ärendet har samband med dnr {number}."))]);
        }
        if random.percent(25) {
            phrases.push(vec![Inline::Words("Samråd har skett med ".to_owned()), Inline::Body(body), words(".")]);
        }
        match kind {
            Kind::Response => phrases.extend((1..=self.claims).rev().map(|claim| position(self, random, claim))),
            Kind::Decision => {
                phrases.extend((1..=self.claims).rev().map(|claim| self.outcome(random, claim, "beslutar")));
            }
            _ => {}
        }
        phrases
    }

    /// To a document of the same case, and to one to three anywhere before.
    fn links(&self, random: &mut Random) -> Vec<Vec<Inline>> {
        let mut targets = Vec::new();
        let own = self.archive.size(self.case);
        if own > 1 {
            let other = random.between(1, own - 1);
            targets.push((self.case, if other < self.place { other } else { other + 1 }));
        }
        for _ in 0..random.between(1, 3) {
            // The root of an even chance: newer cases are pointed at more often.
            let case = (self.case as f64 * random.unit().sqrt()) as usize;
            let target = (case, random.between(1, self.archive.size(case)));
            if target != (self.case, self.place) && !targets.contains(&target) {
                targets.push(target);
            }
        }
        let as_reference = random.percent(30);
        targets.into_iter().enumerate().map(|(at, target)| self.link(target, as_reference && at == 1)).collect()
    }

    fn link(&self, (case, place): (usize, usize), as_reference: bool) -> Vec<Inline> {
        let number = self.archive.case_number(case);
        if as_reference {
            return vec![words("Jämför "), Inline::Case(case, format!("ärende {number}")), words(".")];
        }
        let label = Kind::at(place, self.archive.size(case)).label();
        let link = Inline::Document(case, place, format!("{label} i ärende {number}"));
        vec![Inline::Words(format!("Se {} ", label.to_lowercase())), link, words(".")]
    }

    /// An earlier case of the same municipality: only there does its number lead to it.
    fn earlier_here(&self, random: &mut Random) -> usize {
        let count = self.archive.municipalities.len();
        self.case % count + count * random.below(self.case / count)
    }

    /// One proposed or decided outcome.
    fn outcome(&self, random: &mut Random, claim: usize, verb: &str) -> Vec<Inline> {
        // What was proposed is mostly what is decided.
        let usual = (self.case + claim) % OUTCOMES.len();
        let (value, said) = OUTCOMES[if random.percent(90) { usual } else { random.below(OUTCOMES.len()) }];
        let about = self.archive.words.several(random, 4);
        let mark =
            Inline::Mark(format!("motionen {said} i fråga om {about}"), format!("outcome:{value}?claim={claim}"));
        let who = if verb == "beslutar" { "Kommunfullmäktige" } else { "Kommunstyrelsen" };
        vec![Inline::Words(format!("{who} {verb} att ")), mark, words(".")]
    }

    fn propose(&self, random: &mut Random, draft: &mut Draft) {
        draft.push(Block::Heading(2, "Förslag till beslut", Some("proposal")));
        for claim in 1..=self.claims {
            draft.push(Block::Paragraph(self.outcome(random, claim, "föreslår")));
        }
    }

    fn paragraph(&self, random: &mut Random, phrase: Option<Vec<Inline>>) -> Block {
        let count = random.between(2, 5);
        let at = random.between(1, count);
        let mut inlines = vec![Inline::Words(self.sentences(random, at))];
        if let Some(phrase) = phrase {
            inlines.push(words(" "));
            inlines.extend(phrase);
        }
        if at < count {
            inlines.push(Inline::Words(format!(" {}", self.sentences(random, count - at))));
        }
        if random.percent(10) {
            inlines.push(words(" "));
            inlines.push(Inline::Strong(self.sentences(random, 1)));
        }
        Block::Paragraph(inlines)
    }

    fn sentences(&self, random: &mut Random, count: usize) -> String {
        let sentences: Vec<_> = (0..count).map(|_| self.archive.words.sentence(random) + ".").collect();
        sentences.join(" ")
    }

    fn list(&self, random: &mut Random) -> Block {
        let is_numbered = random.percent(40);
        let count = random.between(2, 5);
        Block::List(is_numbered, (0..count).map(|_| self.sentences(random, 1)).collect())
    }

    fn table(&self, random: &mut Random) -> Block {
        let count = random.between(3, 8);
        let row = |_| {
            let name = self.archive.words.several(random, 2);
            (name, random.between(10, 9000), random.below(self.archive.bodies()))
        };
        Block::Table((0..count).map(row).collect())
    }

    /// A footnote to the first paragraph.
    fn note(&self, random: &mut Random, draft: &mut Draft) {
        let paragraph = draft.blocks.iter_mut().find_map(|block| match block {
            Block::Paragraph(inlines) => Some(inlines),
            _ => None,
        });
        if let Some(inlines) = paragraph {
            inlines.push(Inline::Note);
            draft.push(Block::Note(self.sentences(random, 1)));
        }
    }
}

/// What an answer says of one claim: always a stance, often a ground.
fn position(writer: &Writer, random: &mut Random, claim: usize) -> Vec<Inline> {
    let (value, said) = random.pick(&STANCES);
    let about = writer.archive.words.several(random, 4);
    let stance = Inline::Mark(format!("{said} i fråga om {about}"), format!("stance:{value}?claim={claim}"));
    let mut inlines = vec![words("Nämnden "), stance];
    if random.percent(60) {
        let (value, said) = random.pick(&GROUNDS);
        inlines.push(words(", eftersom "));
        inlines.push(Inline::Mark(said.to_owned(), format!("ground:{value}?claim={claim}")));
    }
    inlines.push(words("."));
    inlines
}

/// Some of the headings, each once.
fn headings(random: &mut Random, count: usize) -> Vec<&'static str> {
    let mut headings = HEADINGS.to_vec();
    for at in (1..headings.len()).rev() {
        headings.swap(at, random.below(at + 1));
    }
    headings.truncate(count);
    headings
}

fn words(words: &str) -> Inline {
    Inline::Words(words.to_owned())
}

impl Block {
    /// About how many bytes it takes, whatever format it is written in.
    fn len(&self) -> usize {
        match self {
            Self::Heading(_, words, _) => words.len() + 3,
            Self::Paragraph(inlines) => inlines.iter().map(Inline::len).sum(),
            Self::List(_, items) => items.iter().map(|item| item.len() + 3).sum(),
            Self::Table(rows) => rows.len() * 50,
            Self::Note(words) => words.len() + 6,
        }
    }
}

impl Inline {
    fn len(&self) -> usize {
        match self {
            Self::Words(words) | Self::Strong(words) => words.len(),
            Self::Document(_, _, words) | Self::Case(_, words) | Self::Mark(words, _) => words.len() + 30,
            Self::Body(_) => 30,
            Self::Note => 4,
        }
    }
}
