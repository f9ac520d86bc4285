//! Every file under `tests/suite` is a small site: its files over those of
//! `base.txt`, and what is expected of building it.
//!
//! `=== expect` is everything that the terminal shows, to the letter. `UPDATE=1`
//! writes down what it shows now. `=== expect PATH` lists what the page must
//! hold, one piece of HTML or text a line; a line that begins with `!` must not
//! be there.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;

use std::fs;
use std::path::Path;

use common::{Entry, Site, entries, repository};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let root = repository().join("tests/suite");
    let files = walkdir::WalkDir::new(&root).min_depth(2).sort_by_file_name();
    let files = files.into_iter().map(|entry| entry.expect("the suite can be listed").into_path());
    let trials = files.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    let name =
        |path: &Path| path.strip_prefix(&root).expect("below the suite").with_extension("").display().to_string();
    let trials: Vec<_> = trials.map(|path| Trial::test(name(&path), move || run(&path))).collect();
    libtest_mimic::run(&arguments, trials).exit();
}

fn run(path: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let files = entries(&text);
    let site = Site::over_base(&text);
    let actual = site.messages().trim_end().to_owned();
    if std::env::var_os("UPDATE").is_some() {
        return update(path, &text, &actual);
    }
    let Some(Entry::Text(expected)) = files.get("expect") else { return Err("there is no `=== expect`".into()) };
    if actual != expected.trim_end() {
        return Err(format!("expected:\n{}\n\nactual:\n{actual}\n", expected.trim_end()).into());
    }
    for (head, entry) in &files {
        if let (Some(page), Entry::Text(pieces)) = (head.strip_prefix("expect "), entry) {
            check_page(&site, page, pieces)?;
        }
    }
    Ok(())
}

fn check_page(site: &Site, page: &str, pieces: &str) -> Result<(), Failed> {
    let exists = site.output().join(page).exists();
    if pieces.trim() == "!" {
        return if exists { Err(format!("{page} should not be there").into()) } else { Ok(()) };
    }
    if !exists {
        return Err(format!("there is no page {page}").into());
    }
    let html = site.page(page);
    for piece in pieces.lines().filter(|piece| !piece.is_empty()) {
        let (wanted, piece) = piece.strip_prefix('!').map_or((true, piece), |piece| (false, piece));
        if html.contains(piece) != wanted {
            let verb = if wanted { "lacks" } else { "holds" };
            return Err(format!("{page} {verb}: {piece}\n\n{html}").into());
        }
    }
    Ok(())
}

fn update(path: &Path, text: &str, actual: &str) -> Result<(), Failed> {
    let (before, after) = match text.split_once("=== expect\n") {
        Some((before, after)) if after.starts_with("=== ") => (before, after),
        Some((before, after)) => (before, after.find("\n=== ").map_or("", |at| &after[at + 1..])),
        None => (text, ""),
    };
    let body = if actual.is_empty() { String::new() } else { format!("{actual}\n") };
    fs::write(path, format!("{before}=== expect\n{body}{after}")).map_err(|error| error.to_string().into())
}
