//! Writes an archive in which everything is as large, as long or as little as it may
//! be: forty answers to one referral, a body with two thousand positions of thirty
//! years, a document of two hundred pages, titles of three hundred characters, words of
//! eighty letters, and a case that is hardly there.
//!
//! It is made of nothing but this file, and so is the same on every machine.

use std::fmt::Write as _;
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

/// A word of eighty letters, as long as they get in Swedish minutes, with no place at which it might be broken.
pub const WORD: &str = "gatubelysningsunderhållsentreprenadupphandlingsdokumentationsgranskningskommitté";
/// The bodies that one referral asks.
pub const ASKED: usize = 44;
/// Those of them that have not answered.
pub const SILENT: usize = 4;
/// What the motion behind it claims, on each of which every answer takes a stance and gives a ground.
const CLAIMS: usize = 3;
/// The positions of the body that has most.
pub const POSITIONS: usize = 2000;

const YEARS: RangeInclusive<usize> = 1996..=2025;

const PLACES: [&str; 11] =
    ["Norra", "Södra", "Östra", "Västra", "Hässel", "Vällinge", "Skarpa", "Enskede", "Björk", "Ånge", "Ljus"];
const ENDINGS: [&str; 4] = ["byns", "torps", "holmens", "bergens"];
const STANCES: [&str; 6] = ["supports", "partly", "opposes", "no_position", "no_objection", "noted"];
const GROUNDS: [&str; 5] = ["outside_competence", "sufficient_today", "underway", "no_funding", "insufficient_basis"];
const OUTCOMES: [&str; CLAIMS] = ["approved", "partly_approved", "rejected"];
const TOPICS: [&str; 5] = ["Gator", "Parker", "Vatten", "Avfall", "Belysning"];

const WORDS: &str = "nämnden kommunen förslaget gatan vägen budgeten året planen arbetet skolan parken underlaget \
    kostnaden ansvaret frågan bedömningen uppdraget verksamheten trafiken belysningen underhållet investeringen \
    anser föreslår beskriver redovisar bekostar prövar utreder behöver innebär förutsätter bygger minskar ökar \
    och som att med för till av om vid under efter enligt samt men inte redan också därför större mindre nya \
    gemensamma långsiktiga tekniska ekonomiska boende gående cyklister barn äldre företag föreningar stadsdelen";

/// Writes the archive into a folder.
pub fn write(root: &Path) {
    let out = Folder(root);
    out.write("site.toml", "title = \"Ytterligheternas arkiv\"\n");
    registers(&out);
    forty_answers(&out);
    thirty_years(&out);
    two_hundred_pages(&out);
    long_titles(&out);
    long_words(&out);
    hardly_there(&out);
}

struct Folder<'a>(&'a Path);

impl Folder<'_> {
    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes `case.md` or a document of a case: its front matter, line by line, and its text.
    fn file(&self, path: &str, front: &[String], text: &str) {
        let text = format!("+++\n{}\n+++\n\n{text}\n", front.join("\n"));
        self.write(&format!("content/storkoping/{path}.md"), &text);
    }
}

/// A line of front matter: a text in quotes.
fn line(key: &str, value: &str) -> String {
    format!("{key} = \"{value}\"")
}

/// A line of front matter: whatever is not a text.
fn bare(key: &str, value: &str) -> String {
    format!("{key} = {value}")
}

fn list(key: &str, values: &[String]) -> String {
    format!("{key} = [\"{}\"]", values.join("\", \""))
}

/// Words one after the other, always the same.
struct Speech(u64);

impl Speech {
    fn word(&mut self) -> &'static str {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let count = WORDS.split_whitespace().count();
        WORDS.split_whitespace().nth((self.0 >> 33) as usize % count).unwrap()
    }

    fn words(&mut self, count: usize) -> String {
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    /// Sentences, until they have so many bytes.
    fn paragraph(&mut self, length: usize) -> String {
        let mut text = String::new();
        while text.len() < length {
            let words = self.words(14);
            let (first, rest) = words.split_at(words.chars().next().unwrap().len_utf8());
            write!(text, "{}{rest}. ", first.to_uppercase()).unwrap();
        }
        text.trim_end().to_owned()
    }

    /// Just so many characters, a word at the end perhaps broken off.
    fn title(&mut self, length: usize) -> String {
        self.paragraph(2 * length).replace('.', "").chars().take(length - 1).chain(['e']).collect()
    }
}

/// The bodies that are asked.
fn asked() -> Vec<String> {
    let names = ENDINGS.map(|ending| PLACES.map(|place| format!("{place}{ending} stadsdelsnämnd")));
    names.concat()
}

/// The person whose name is as long.
fn long_name() -> String {
    format!("Bo {}", WORD.replacen('g', "G", 1))
}

fn registers(out: &Folder) {
    let topics = TOPICS.map(|topic| format!("[[topic]]\nname = \"{topic}\"\n\n")).concat();
    let long = ["[[topic]]", &line("name", &format!("Om {WORD}")), &list("aliases", &[WORD.to_owned()])].join("\n");
    out.write("content/topics.toml", &format!("{topics}{long}\ndescription = \"Allt om {WORD}.\"\n"));
    out.write("content/pages/om.md", &format!("+++\ntitle = \"Om arkivet\"\n+++\n\n# {WORD}\n\nOm {WORD}.\n"));
    let parties = [("A", "Allapartiet"), ("B", "Bypartiet")];
    let parties = parties.map(|(code, name)| format!("\n[[party]]\ncode = \"{code}\"\nname = \"{name}\"\n")).concat();
    let names = [line("name", "Storköpings kommun"), list("aliases", &[WORD.to_owned()])].join("\n");
    out.write("content/storkoping/municipality.toml", &format!("{names}\n{parties}"));
    let mut bodies = String::new();
    let mut body = |name: &str, kind: &str, rest: &str| {
        writeln!(bodies, "[[body]]\nname = \"{name}\"\nkind = \"{kind}\"\n{rest}\n").unwrap();
    };
    body("Kommunfullmäktige", "council", "");
    body("Kommunstyrelsen", "executive_board", "prefixes = [\"KS\"]");
    body("Tekniska nämnden", "committee", "prefixes = [\"TN\"]");
    body(&format!("Nämnden för {WORD}"), "committee", &line("description", &format!("Svarar för {WORD}.")));
    asked().iter().for_each(|name| body(name, "district_committee", ""));
    body("Stadsdelsförvaltningen", "administration", &line("parent", &asked()[ASKED - 1]));
    out.write("content/storkoping/bodies.toml", &bodies);
    let roles = "roles = [{ body = \"Kommunfullmäktige\", title = \"ledamot\", party = \"A\" }]";
    let people = ["Anna Ek".to_owned(), long_name()].map(|name| format!("[[person]]\nname = \"{name}\"\n{roles}\n\n"));
    out.write("content/storkoping/people.toml", &people.concat());
}

/// Every second answer is a document, the others stand in the statement. Three of the
/// documents are late, and two say that the body does not answer. Of one body that has
/// not answered, the answer that its administration proposed is known.
fn forty_answers(out: &Folder) {
    let speech = &mut Speech(1);
    let (bodies, claims) = (asked(), (1..=CLAIMS).map(|_| format!("att {}", speech.words(25))).collect::<Vec<_>>());
    let of_motion = |kind| [line("type", kind), line("answers", "motion.md")];
    let folder = |name: &str| format!("2024/fyrtio-svar/{name}");
    assert_eq!(bodies.len(), ASKED);

    let mut front = vec![line("title", "Fyrtio svar om belysningen"), list("numbers", &["KS 2024/40".to_owned()])];
    front.extend([
        list("topics", &["Belysning".to_owned(), "Gator".to_owned()]),
        "[referral]".to_owned(),
        line("from", "Kommunstyrelsen"),
    ]);
    front.extend([bare("sent", "2024-02-01"), bare("deadline", "2024-05-31"), list("to", &bodies)]);
    out.file(&folder("case"), &front, &speech.paragraph(900));

    let mut front = vec![line("type", "motion"), line("title", "Motion om belysningen"), bare("date", "2024-01-15")];
    front.extend([list("authors", &["Anna Ek".to_owned()]), list("claims", &claims)]);
    out.file(&folder("motion"), &front, &speech.paragraph(2000));

    let mut sections = String::new();
    for (at, body) in bodies.iter().enumerate().take(ASKED - SILENT) {
        let opinion = opinion(speech, at);
        if at % 2 == 0 {
            let day = 1 + at % 28;
            writeln!(sections, "### {body} {{.response decided=2024-05-{day:02} report=2024-04-11}}\n").unwrap();
            writeln!(sections, "Nämnden [hänvisar till tjänsteutlåtandet](act:refers_to_report).\n\n{opinion}")
                .unwrap();
            continue;
        }
        let mut front = of_motion("referral_response").to_vec();
        front.extend([line("body", body), bare("date", if at % 14 == 1 { "2024-06-11" } else { "2024-05-14" })]);
        let text = match at {
            5 | 25 => "Nämnden [avstår från att yttra sig](act:abstains) över motionen.".to_owned(),
            _ => format!("Nämnden [lämnar ett eget yttrande](act:own_opinion).\n\n{opinion}"),
        };
        out.file(&folder(&format!("remissvar-{at:02}")), &front, &text);
    }
    let mut front = of_motion("official_report").to_vec();
    front.extend([line("body", "Stadsdelsförvaltningen"), line("to", &bodies[ASKED - 1]), bare("date", "2024-05-02")]);
    out.file(&folder("tjansteutlatande"), &front, &opinion(speech, ASKED - 1));

    let mut front = of_motion("statement").to_vec();
    front.extend([
        line("title", "Utlåtande om belysningen"),
        line("body", "Kommunstyrelsen"),
        bare("date", "2024-09-11"),
    ]);
    front.extend([line("to", "Kommunfullmäktige"), line("presented_by", "Anna Ek")]);
    let proposal =
        "## Förslag till beslut {.proposal}\n\n[Motionen ska anses besvarad](outcome:answered).\n\n## Svaren";
    out.file(&folder("utlatande"), &front, &format!("{proposal}\n\n{sections}"));

    let mut text = String::new();
    for (at, outcome) in OUTCOMES.iter().enumerate() {
        writeln!(text, "- [{}](outcome:{outcome}?claim={})", speech.words(12), at + 1).unwrap();
    }
    write!(text, "\n## Reservation {{.reservation party=A,B}}\n\n{}", speech.paragraph(600)).unwrap();
    let mut front = of_motion("decision").to_vec();
    front.extend([line("body", "Kommunfullmäktige"), bare("meeting", "2024-11-04")]);
    out.file(&folder("beslut"), &front, &text);
}

/// What a body says of the claims, one paragraph for each.
fn opinion(speech: &mut Speech, body: usize) -> String {
    let mut text = String::new();
    for claim in 1..=CLAIMS {
        let (stance, ground) = (STANCES[(body + claim) % STANCES.len()], GROUNDS[(body * claim) % GROUNDS.len()]);
        write!(text, "Nämnden menar att [{}](stance:{stance}?claim={claim}), ", speech.words(9)).unwrap();
        write!(text, "för [{}](ground:{ground}?claim={claim}). ", speech.words(12)).unwrap();
        writeln!(text, "{}\n", speech.paragraph(300)).unwrap();
    }
    text
}

/// How many positions the body took in a year, each in a document of its own. In four
/// years both are just as many as one list shows, in one year twice as many and more.
fn positions_in(year: usize) -> usize {
    match year {
        2000 | 2007 | 2014 | 2021 => 75,
        2010 => 300,
        _ => 56,
    }
}

fn thirty_years(out: &Folder) {
    let speech = &mut Speech(2);
    assert_eq!(YEARS.map(positions_in).sum::<usize>(), POSITIONS);
    for (year, at) in YEARS.flat_map(|year| (0..positions_in(year)).map(move |at| (year, at))) {
        let folder = format!("{year}/arende-{at:03}");
        let numbers = list("numbers", &[format!("TN {year}/{}", at + 1)]);
        let topics = list("topics", &[TOPICS[at % TOPICS.len()].to_owned()]);
        let front = [line("title", &format!("Ärende om {}", speech.words(6))), numbers, topics];
        out.file(&format!("{folder}/case"), &front, "");
        let mut front = vec![line("type", "official_report"), line("body", "Tekniska nämnden")];
        front.push(bare("date", &format!("{year}-{:02}-{:02}", 1 + at % 12, 1 + at % 28)));
        front.push(list("authors", &["Anna Ek".to_owned()]));
        let (stance, ground) = (STANCES[at % STANCES.len()], GROUNDS[at % GROUNDS.len()]);
        let mut text = format!("Nämnden menar att [{}](stance:{stance}?target=motion), ", speech.words(12));
        write!(text, "för [{}](ground:{ground}?target=motion).", speech.words(15)).unwrap();
        out.file(&format!("{folder}/yttrande"), &front, &text);
    }
}

/// Ten parts of five chapters of four sections, and a table in every chapter.
fn two_hundred_pages(out: &Folder) {
    let (speech, mut text) = (&mut Speech(3), String::new());
    for part in 1..=10 {
        writeln!(text, "## {part} {}\n\n{}\n", speech.title(40), speech.paragraph(800)).unwrap();
        for chapter in 1..=5 {
            writeln!(text, "### {part}.{chapter} {}\n", speech.title(45)).unwrap();
            writeln!(text, "| År | Sträcka | Kostnad | Anmärkning |\n|---|---|---|---|").unwrap();
            for year in 2025..=2032 {
                writeln!(text, "| {year} | {} | {year} 000 kr | {} |", speech.words(3), speech.words(8)).unwrap();
            }
            for section in 1..=4 {
                writeln!(text, "\n#### {part}.{chapter}.{section} {}\n", speech.title(50)).unwrap();
                (0..4).for_each(|_| writeln!(text, "{}\n", speech.paragraph(550)).unwrap());
            }
        }
    }
    let front = [line("title", "Översiktsplan"), list("numbers", &["KS 2025/200".to_owned()])];
    out.file("2025/oversiktsplan/case", &front, "");
    let mut front = vec![line("type", "official_report"), line("title", "Översiktsplan på tvåhundra sidor")];
    front.extend([line("body", "Kommunstyrelsen"), bare("date", "2025-03-01")]);
    out.file("2025/oversiktsplan/plan", &front, &text);
}

fn long_titles(out: &Folder) {
    let speech = &mut Speech(4);
    let front = [line("title", &speech.title(300)), list("numbers", &["KS 2025/300".to_owned()])];
    out.file("2025/langa-rubriker/case", &front, &speech.paragraph(300));
    let mut front = vec![line("type", "statement"), line("title", &speech.title(300))];
    front.extend([line("body", "Kommunstyrelsen"), bare("date", "2025-02-03")]);
    let text = format!("## {}\n\n{}", speech.title(300), speech.paragraph(600));
    out.file("2025/langa-rubriker/utlatande", &front, &text);
}

/// The word wherever there may be words.
fn long_words(out: &Folder) {
    let folder = |name: &str| format!("2025/langa-ord/{name}");
    let titled = |title: &str| line("title", &format!("{title} om {WORD}"));
    let long_body = format!("Nämnden för {WORD}");

    let mut front = vec![titled("Ärende"), list("numbers", &["KS 2025/80".to_owned()])];
    front.extend([list("topics", &[format!("Om {WORD}")]), "[referral]".to_owned(), line("from", "Kommunstyrelsen")]);
    front.push(list("to", &[long_body.clone(), "Tekniska nämnden".to_owned()]));
    out.file(&folder("case"), &front, &format!("Det gäller {WORD}."));

    let mut front = vec![line("type", "motion"), titled("Motion"), bare("date", "2025-01-15")];
    front.extend([list("authors", &[long_name()]), list("claims", &[format!("att {WORD} införs")])]);
    let text =
        format!("## {WORD}\n\n{WORD} {WORD}\n\n> {WORD}\n\n- {WORD}\n- **{WORD}**\n\n`{WORD}`\n\n    {WORD} {WORD}");
    out.file(&folder("motion"), &front, &text);

    let mut front = vec![line("type", "referral_response"), line("body", &long_body), bare("date", "2025-03-04")];
    front.extend([line("answers", "motion.md"), line("item", &format!("§ {WORD}")), "[original]".to_owned()]);
    front.extend([line("institution", &format!("Arkivet för {WORD}")), line("checksum", WORD)]);
    let said = format!("[avstyrker {WORD}](stance:opposes?claim=1), för [{WORD} saknas](ground:no_funding?claim=1)");
    let table = format!("| {WORD} | {WORD} |\n|---|---|\n| {WORD} | 1 |");
    let link = format!("Se [{WORD}](https://ord.example/{WORD}) och {WORD}[^1].\n\n[^1]: {WORD}");
    let text = format!("# Svar om {WORD}\n\n## {WORD}\n\nNämnden {said}, se [[{long_body}]].\n\n{table}\n\n{link}");
    out.file(&folder("remissvar"), &front, &text);

    for state in ["missing", "withheld", "withdrawn"] {
        let mut front = vec![line("type", "attachment"), titled("Bilaga"), line("state", state)];
        front.extend((state != "missing").then(|| line("reason", &format!("Enligt {WORD}"))));
        out.file(&folder(&format!("bilaga-{state}")), &front, "");
    }

    let mut front = vec![line("type", "decision"), titled("Beslut"), line("answers", "motion.md")];
    front.extend([line("body", "Kommunfullmäktige"), bare("meeting", "2025-06-16")]);
    let dissent = format!("## {WORD} {{.reservation by=\"{}\"}}\n\nJag reserverar mig mot {WORD}.", long_name());
    out.file(&folder("beslut"), &front, &format!("[Motionen om {WORD} avslås](outcome:rejected).\n\n{dissent}"));
}

/// A case must have a title and a document, and a document a type. All that this one has to say is its number.
fn hardly_there(out: &Folder) {
    let front = [line("title", "KS 2025/1"), list("numbers", &["KS 2025/1".to_owned()])];
    out.file("2025/nummer/case", &front, "");
    out.file("2025/nummer/bilaga", &[line("type", "attachment")], "");
}
