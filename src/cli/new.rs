//! `diarium new`: a case file or document with the right front matter, where it belongs.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use super::Outcome;
use super::args::{NewArgs, NewKind};
use crate::config::Config;
use crate::diag::Diagnostics;
use crate::fields::Vocabulary;
use crate::locale::Locale;
use crate::publish::with_path;
use crate::slug::slug;
use crate::source::vocabulary::DocumentType;
use crate::text::Sources;
use crate::theme::built_in_locale;

pub fn run(args: &NewArgs) -> io::Result<Outcome> {
    let site = args.root.join("site.toml");
    let mut sources = Sources::default();
    let file = sources.add("site.toml".to_owned(), site.clone());
    let text = sources.read(file).map_err(|_| {
        io::Error::other(format!("there is no {} to read; name the archive's folder with --root", site.display()))
    })?;
    let config = Config::parse(file, &text, &mut Diagnostics::default());
    check_case_path(&args.case)?;
    let folder = args.root.join(&config.content).join(&args.case);
    let locale = built_in_locale(config.language);
    let (name, text) = match document_type(args.kind) {
        None => ("case.md".to_owned(), case(args)),
        Some(kind) => {
            if !folder.join("case.md").is_file() {
                let message =
                    format!("{} is no case yet; make it with: diarium new case {}", folder.display(), args.case);
                return Err(io::Error::new(io::ErrorKind::NotFound, message));
            }
            (format!("{}.md", file_name(args, kind, &locale)?), document(args, kind))
        }
    };
    let path = folder.join(name);
    write_new(&path, &text)?;
    println!("wrote {}", path.display());
    Ok(Outcome::Fine)
}

/// A case lies below its municipality, in folders that are addresses.
fn check_case_path(case: &str) -> io::Result<()> {
    let is_address = case.split('/').all(|part| !part.is_empty() && slug(part) == part);
    if is_address && case.contains('/') {
        return Ok(());
    }
    let parts: Vec<_> = case.split('/').map(slug).filter(|part| !part.is_empty()).collect();
    let hint = if parts.len() > 1 { format!("; try {}", parts.join("/")) } else { String::new() };
    let message =
        format!("`{case}` is no address for a case: write municipality/year/name in lower case with hyphens{hint}");
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}

fn document_type(kind: NewKind) -> Option<DocumentType> {
    Some(match kind {
        NewKind::Case => return None,
        NewKind::Motion => DocumentType::Motion,
        NewKind::Interpellation => DocumentType::Interpellation,
        NewKind::Question => DocumentType::Question,
        NewKind::CitizenProposal => DocumentType::CitizenProposal,
        NewKind::Communication => DocumentType::Communication,
        NewKind::Referral => DocumentType::Referral,
        NewKind::OfficialReport => DocumentType::OfficialReport,
        NewKind::Response => DocumentType::ReferralResponse,
        NewKind::Statement => DocumentType::Statement,
        NewKind::Answer => DocumentType::Answer,
        NewKind::Decision => DocumentType::Decision,
        NewKind::MinutesExtract => DocumentType::MinutesExtract,
        NewKind::Reservation => DocumentType::Reservation,
        NewKind::Attachment => DocumentType::Attachment,
    })
}

/// The name asked for, else what the site's language calls the type, with the
/// body where several of the type are usual: `remissvar-socialnamnden`.
fn file_name(args: &NewArgs, kind: DocumentType, locale: &Locale) -> io::Result<String> {
    if let Some(name) = &args.name {
        let name = name.strip_suffix(".md").unwrap_or(name);
        if slug(name) == name {
            return Ok(name.to_owned());
        }
        return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("`{name}` is no address; try {}", slug(name))));
    }
    let mut name = slug(locale.word(&format!("type.{}", kind.word())));
    if let (DocumentType::ReferralResponse | DocumentType::OfficialReport, Some(body)) = (kind, &args.body) {
        name = format!("{name}-{}", slug(body));
    }
    Ok(name)
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn case(args: &NewArgs) -> String {
    let title =
        args.title.clone().unwrap_or_else(|| args.case.rsplit('/').next().unwrap_or_default().replace('-', " "));
    format!(
        "+++\ntitle   = {}\n# numbers = [\"KS 2026/1\"]\n# topics  = [\"Trafik\"]\n\n# [referral]\n# from     = \"Kommunstyrelsen\"\n# sent     = 2026-01-15\n# deadline = 2026-04-15\n# to       = [\"Socialnämnden\"]\n+++\n",
        quoted(&title)
    )
}

fn document(args: &NewArgs, kind: DocumentType) -> String {
    let mut text = format!("+++\ntype    = \"{}\"\n", kind.word());
    let mut line = |key: &str, value: Option<String>, example: &str| {
        let (comment, value) = value.map_or(("# ", example.to_owned()), |value| ("", value));
        writeln!(text, "{comment}{key:<7} = {value}").expect("writing to memory does not fail");
    };
    line("title", args.title.as_deref().map(quoted), "\"else the first heading\"");
    line("date", args.date.map(|date| date.to_string()), "2026-01-15");
    line("body", args.body.as_deref().map(quoted), "\"Kommunstyrelsen\"");
    if matches!(
        kind,
        DocumentType::Motion | DocumentType::Interpellation | DocumentType::Question | DocumentType::Reservation
    ) || !args.authors.is_empty()
    {
        let authors = args.authors.iter().map(|author| quoted(author)).collect::<Vec<_>>().join(", ");
        line("authors", (!args.authors.is_empty()).then(|| format!("[{authors}]")), "[\"Anna Ek\"]");
    }
    match kind {
        DocumentType::Motion | DocumentType::CitizenProposal => line("claims", None, "[\"att kommunen utreder …\"]"),
        DocumentType::Referral => line("to", None, "\"Socialnämnden\""),
        DocumentType::Statement
        | DocumentType::OfficialReport
        | DocumentType::ReferralResponse
        | DocumentType::Answer => {
            line("to", None, "\"Kommunfullmäktige\"");
            line("answers", None, "\"motion.md\"");
        }
        _ => {}
    }
    text.push_str("+++\n\n");
    text.push_str(match kind {
        DocumentType::Statement | DocumentType::OfficialReport => {
            "## Förslag till beslut {.proposal to=Kommunfullmäktige}\n"
        }
        DocumentType::Decision | DocumentType::MinutesExtract => "## Beslut {.decision}\n",
        _ => "",
    });
    text
}

/// Writes a file that is not there yet.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().expect("a file in the content folder has a folder");
    make_folder(folder)?;
    match fs::OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map_err(|error| with_path(error, path)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let message =
                format!("{} exists already and was left as it is; give another name with --name", path.display());
            Err(io::Error::new(io::ErrorKind::AlreadyExists, message))
        }
        Err(error) => Err(with_path(error, path)),
    }
}

#[expect(clippy::disallowed_methods, reason = "new makes the folder of the case that the user asked for")]
fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder).map_err(|error| with_path(error, folder))
}
