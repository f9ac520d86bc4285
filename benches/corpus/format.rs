//! The same cases as files of diarium, Zola or Hugo.
//!
//! What a peer has no notion of, such as a mark or a register, becomes plain
//! words there: it is spared work, never given more.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use super::archive::{Archive, BOARD, COUNCIL};
use super::case::{Case, Document};
use super::text::{Block, Inline};

/// Whose files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// diarium's.
    Diarium,
    /// Zola's.
    Zola,
    /// Hugo's.
    Hugo,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Diarium, Self::Zola, Self::Hugo];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Diarium => "diarium",
            Self::Zola => "zola",
            Self::Hugo => "hugo",
        }
    }
}

/// Writes what stands around the cases: the site's settings and its registers.
pub fn write_frame(archive: &Archive, format: Format, root: &Path) -> io::Result<()> {
    match format {
        Format::Diarium => write_registers(archive, root),
        Format::Zola => write(&root.join("content/_index.md"), "+++\ntitle = \"Arkivet\"\n+++\n"),
        Format::Hugo => {
            write(&root.join("content/_index.md"), "+++\ntitle = \"Arkivet\"\n+++\n")?;
            // The folder of all cases would otherwise get a page that lists every document.
            let silent = "+++\ntitle = \"Ärenden\"\n[build]\nrender = \"never\"\n+++\n";
            write(&root.join("content/arenden/_index.md"), silent)
        }
    }
}

fn write_registers(archive: &Archive, root: &Path) -> io::Result<()> {
    // The other generators make no index for search; to measure ours, take that line away.
    let site =
        "title     = \"Arkivet\"\nbase_url  = \"https://arkiv.example/\"\nlanguages = [\"sv\"]\nsearch    = false\n";
    write(&root.join("site.toml"), site)?;
    let topics: String = archive.topics.iter().map(|topic| format!("[[topic]]\nname = \"{topic}\"\n\n")).collect();
    write(&root.join("content/topics.toml"), &topics)?;
    for (index, municipality) in archive.municipalities.iter().enumerate() {
        let folder = root.join("content").join(&municipality.folder);
        write(&folder.join("municipality.toml"), &format!("name = \"{}\"\n", municipality.name))?;
        let bodies: String = (0..archive.bodies()).map(|body| register_body(archive, index, body)).collect();
        write(&folder.join("bodies.toml"), &bodies)?;
        let council = archive.body(index, COUNCIL);
        let person = |person| {
            let name = archive.person(index, person);
            format!("[[person]]\nname = \"{name}\"\nroles = [{{ body = \"{council}\" }}]\n\n")
        };
        write(&folder.join("people.toml"), &(0..archive.people).map(person).collect::<String>())?;
    }
    Ok(())
}

fn register_body(archive: &Archive, municipality: usize, body: usize) -> String {
    let (kind, more) = match body {
        COUNCIL => ("council", ""),
        BOARD => ("executive_board", "prefixes = [\"KS\"]\n"),
        _ => ("committee", ""),
    };
    format!("[[body]]\nname = \"{}\"\nkind = \"{kind}\"\n{more}\n", archive.body(municipality, body))
}

/// Writes a case. Gives back how many bytes its documents have.
pub fn write_case(archive: &Archive, case: &Case, format: Format, root: &Path) -> io::Result<u64> {
    let folder = root.join("content").join(folder(archive, case.index, format));
    fs::create_dir_all(&folder)?;
    let (name, head) = match format {
        Format::Diarium => ("case.md", diarium_case(archive, case)),
        Format::Zola => ("_index.md", peer_case(archive, case, "extra")),
        Format::Hugo => ("_index.md", peer_case(archive, case, "params")),
    };
    fs::write(folder.join(name), head)?;
    let mut bytes = 0;
    for (at, document) in case.documents.iter().enumerate() {
        let mut out = match format {
            Format::Diarium => diarium_document(archive, case, document),
            Format::Zola => zola_document(archive, case, at + 1, document),
            Format::Hugo => hugo_document(archive, case, at + 1, document),
        };
        let mut text = Text { archive, municipality: case.municipality, format, out: &mut out };
        document.text.iter().for_each(|block| text.block(block));
        bytes += out.len() as u64;
        fs::write(folder.join(format!("{:02}.md", at + 1)), out)?;
    }
    Ok(bytes)
}

/// The folder of a case, from the content folder.
fn folder(archive: &Archive, case: usize, format: Format) -> String {
    let (year, number) = archive.case_folder(case);
    let municipality = &archive.municipalities[archive.address(case).municipality].folder;
    match format {
        Format::Diarium => format!("{municipality}/{year}/{number}"),
        Format::Zola | Format::Hugo => format!("arenden/{municipality}/{year}-{number}"),
    }
}

fn diarium_case(archive: &Archive, case: &Case) -> String {
    let number = archive.case_number(case.index);
    let mut out = format!(
        "+++\ntitle = \"{}\"\nnumbers = [\"{number}\"]\ntopics = {}\nopened = {}\n",
        case.title,
        strings(case.topics.iter().map(|topic| archive.topics[*topic].clone())),
        archive.address(case.index).opened,
    );
    if let Some(referral) = &case.referral {
        let from = archive.body(case.municipality, BOARD);
        let asked = strings(referral.asked.iter().map(|body| archive.body(case.municipality, *body)));
        let (sent, deadline) = (referral.sent, referral.deadline);
        out += &format!("\n[referral]\nfrom = \"{from}\"\nsent = {sent}\ndeadline = {deadline}\nto = {asked}\n");
    }
    out + "+++\n"
}

fn diarium_document(archive: &Archive, case: &Case, document: &Document) -> String {
    let mut out = format!(
        "+++\ntype = \"{}\"\ntitle = \"{}\"\ndate = {}\nbody = \"{}\"\nauthors = {}\nnumbers = [\"{}\"]\n",
        document.kind.word(),
        document.title,
        document.date,
        archive.body(case.municipality, document.body),
        people(archive, case, document),
        archive.case_number(case.index),
    );
    if !document.claims.is_empty() {
        out += &format!("claims = {}\n", strings(document.claims.iter().cloned()));
    }
    out + "+++\n"
}

/// `table` is where the peer keeps values of one's own.
fn peer_case(archive: &Archive, case: &Case, table: &str) -> String {
    let (title, number) = (&case.title, archive.case_number(case.index));
    let topics = strings(case.topics.iter().map(|topic| archive.topics[*topic].clone()));
    format!("+++\ntitle = \"{title}\"\n[{table}]\nnumber = \"{number}\"\ntopics = {topics}\n+++\n")
}

fn zola_document(archive: &Archive, case: &Case, place: usize, document: &Document) -> String {
    format!(
        "+++\ntitle = \"{}\"\ndate = {}\n[taxonomies]\n{}year = [\"{}\"]\n[extra]\n{}+++\n",
        document.title,
        document.date,
        terms(archive, case, document),
        document.date.year(),
        particulars(archive, case, place, document),
    )
}

fn hugo_document(archive: &Archive, case: &Case, place: usize, document: &Document) -> String {
    format!(
        "+++\ntitle = \"{}\"\ndate = {}\n{}[params]\n{}+++\n",
        document.title,
        document.date,
        terms(archive, case, document),
        particulars(archive, case, place, document),
    )
}

fn terms(archive: &Archive, case: &Case, document: &Document) -> String {
    format!(
        "body = [\"{}\"]\ntopic = {}\nperson = {}\n",
        archive.body(case.municipality, document.body),
        strings(case.topics.iter().map(|topic| archive.topics[*topic].clone())),
        people(archive, case, document),
    )
}

fn particulars(archive: &Archive, case: &Case, place: usize, document: &Document) -> String {
    let (label, number) = (document.kind.label(), archive.case_number(case.index));
    format!("kind = \"{label}\"\nnumber = \"{number}\"\nid = \"{number}/{place:02}\"\n")
}

fn people(archive: &Archive, case: &Case, document: &Document) -> String {
    strings(document.people.iter().map(|person| archive.person(case.municipality, *person)))
}

fn strings(values: impl Iterator<Item = String>) -> String {
    let values: Vec<_> = values.map(|value| format!("\"{value}\"")).collect();
    format!("[{}]", values.join(", "))
}

/// Writes Markdown.
struct Text<'a> {
    archive: &'a Archive,
    municipality: usize,
    format: Format,
    out: &'a mut String,
}

impl Text<'_> {
    fn block(&mut self, block: &Block) {
        self.out.push('\n');
        match block {
            Block::Heading(level, words, role) => self.heading(*level, words, *role),
            Block::Paragraph(inlines) => {
                inlines.iter().for_each(|inline| self.inline(inline));
                self.out.push('\n');
            }
            Block::List(is_numbered, items) => self.list(*is_numbered, items),
            Block::Table(rows) => self.table(rows),
            Block::Note(words) => self.add(format_args!("[^1]: {words}\n")),
        }
    }

    fn heading(&mut self, level: usize, words: &str, role: Option<&str>) {
        self.add(format_args!("{} {words}", "#".repeat(level)));
        if let (Some(role), Format::Diarium) = (role, self.format) {
            let to = diarium::slug::slug(&self.archive.body(self.municipality, COUNCIL));
            self.add(format_args!(" {{.{role} to={to}}}"));
        }
        self.out.push('\n');
    }

    fn list(&mut self, is_numbered: bool, items: &[String]) {
        for (at, item) in items.iter().enumerate() {
            match is_numbered {
                true => self.add(format_args!("{}. {item}\n", at + 1)),
                false => self.add(format_args!("- {item}\n")),
            }
        }
    }

    fn table(&mut self, rows: &[(String, usize, usize)]) {
        self.out.push_str("| Post | Belopp | Ansvarig |\n| --- | ---: | --- |\n");
        for (name, amount, body) in rows {
            let body = self.archive.body(self.municipality, *body);
            self.add(format_args!("| {name} | {amount} tkr | {body} |\n"));
        }
    }

    fn inline(&mut self, inline: &Inline) {
        match (inline, self.format) {
            (Inline::Words(words), _) => self.out.push_str(words),
            (Inline::Strong(words), _) => self.add(format_args!("**{words}**")),
            (Inline::Note, _) => self.out.push_str("[^1]"),
            (Inline::Document(case, place, words), _) => self.link(*case, *place, words),
            (Inline::Case(case, words), Format::Diarium) => {
                let folder = folder(self.archive, *case, self.format);
                self.add(format_args!("[[{folder}|{words}]]"));
            }
            (Inline::Case(case, words), _) => self.link(*case, 1, words),
            (Inline::Body(body), format) => {
                let name = self.archive.body(self.municipality, *body);
                self.out.push_str(&if format == Format::Diarium { format!("[[{name}]]") } else { name });
            }
            (Inline::Mark(words, value), Format::Diarium) => self.add(format_args!("[{words}]({value})")),
            (Inline::Mark(words, _), _) => self.out.push_str(words),
        }
    }

    fn link(&mut self, case: usize, place: usize, words: &str) {
        let folder = folder(self.archive, case, self.format);
        let from_here = match self.format {
            Format::Diarium => "../../../",
            Format::Zola => "@/",
            Format::Hugo => "/",
        };
        self.add(format_args!("[{words}]({from_here}{folder}/{place:02}.md)"));
    }

    fn add(&mut self, text: std::fmt::Arguments) {
        self.out.write_fmt(text).expect("a string takes everything");
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
