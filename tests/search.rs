//! The page for searching, in real browsers, from disk and from a server, and what it
//! must know as the program does.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;

use std::fs;
use std::path::Path;

use common::{Site, browser, build, files, repository};
use diarium::search::card::number_key;
use diarium::search::script::push_string;
use diarium::search::words::{self, Room, fold};

/// A document that would run if anything of it became HTML or script. What parts
/// lines for JavaScript, and turns them for readers, stands in it, too.
const HOSTILE: &str = "=== content/prov/2020/vag/yttrande.md
+++
type  = \"referral_response\"
body  = \"Socialnämnden\"
date  = 2020-03-01
title = \"</script><script>window.ran=1</script> \\\"citat\\\" 'x' &amp; 😀 שלום\"
+++

Ett zebraord: <script>window.ran=1</script> </script> \"citat\" 'x' \\\\u0041 😀 שלום עולם \u{2028} rad \u{2029} slut.
";

/// Texts that are hard to take apart, of which the program and the page must make the same.
const TEXTS: [&str; 14] = [
    "Återvandringsbidrag, 2018!",
    "KS 2023/1387, p. 4 a",
    "e-förslag i Hässelby-Vällingby; 1.5.1-135-2012",
    "A\u{30a}terva\u{ad}ndring E\u{301}TE\u{301} b\u{301}ad å\u{308}",
    "a😀bc𐐷de «fg» עברית العربية 東京 ½ ² Ⅷ ９",
    "ΣΊΣΥΦΟΣ Σ ΟΔΟΣ İstanbul ẞ Straße ÆØÅ æøå Łódź đ ð þ",
    "x² m³ H₂O 5 % §12 №7 ª º ﬁn ǅ",
    "don’t o'clock snake_case a\u{200b}b a\u{200d}b\u{feff}c",
    "\u{37e} \u{344} \u{345}\u{384} \u{2126} \u{212b}ngström",
    "motion 2017:040 Dnr 000 007",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxyyyyyyyyyy",
    "åååååååååååååååååååååååååååååååååååååååååååååååååå",
    "\u{ad}\u{ad} \u{ad}1\u{ad} 1 a å",
    "",
];

/// The words of the texts, their forms without marks, and what each is as a number, for the page to compare.
fn words() -> String {
    let mut out = String::from("[");
    for (at, text) in TEXTS.into_iter().enumerate() {
        let mut found = Vec::new();
        words::each(text, &mut Room::default(), |_, word| found.push(String::from_utf8(word.to_vec()).unwrap()));
        let folded: Vec<_> = found.iter().map(|word| fold(word).into_owned()).collect();
        out.push_str(if at > 0 { ",\n{\"text\":" } else { "{\"text\":" });
        push_string(&mut out, text);
        for (name, words) in [("words", &found), ("folded", &folded)] {
            out.push_str(&format!(",\"{name}\":["));
            for (at, word) in words.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                push_string(&mut out, word);
            }
            out.push(']');
        }
        out.push_str(",\"key\":");
        push_string(&mut out, &number_key(&words::composed(text)));
        out.push('}');
    }
    out.push(']');
    out
}

/// A copy of a site without the shards of its index.
fn copy_without_shards(site: &Path, to: &Path) {
    for (path, bytes) in files(site).into_iter().filter(|(path, _)| !path.starts_with("sok/s/")) {
        let path = to.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn readers_find_what_they_look_for() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path();
    build(repository(), Some(&folder.join("arkiv")));
    copy_without_shards(&folder.join("arkiv"), &folder.join("halv"));
    build(&Site::over_base(HOSTILE).root(), Some(&folder.join("elak")));
    fs::write(folder.join("words.json"), words()).unwrap();
    let Some(said) = browser::run("search.mjs", [folder]) else { return };
    // Once for all: words; in two browsers: without scripts and, in two ways, all else;
    // in Chromium, in four windows: what axe finds, what is too wide or small, what moves.
    assert_eq!(said.out, format!("checked {} times\n", 1 + 2 * (1 + 2 * 53) + 4 * 3), "{}", said.err);
}

#[test]
fn only_its_page_has_the_scripts_for_searching() {
    let dir = tempfile::tempdir().unwrap();
    let output = dir.path().join("public");
    build(repository(), Some(&output));
    for (path, bytes) in files(&output).into_iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = String::from_utf8(bytes).unwrap();
        let scripts: Vec<_> = text.split("<script").skip(1).map(|script| script.split('>').next().unwrap()).collect();
        // The page for what is not there is shown at any address.
        let root = if path == "404.html" { "/".to_owned() } else { "../".repeat(path.matches('/').count()) };
        let script = |name: &str| format!(" src=\"{root}{name}.js\" defer");
        let expected: &[&str] =
            if path == "sok.html" { &["reading", "search-index", "search-query", "search"] } else { &["reading"] };
        assert_eq!(scripts, expected.iter().map(|name| script(name)).collect::<Vec<_>>(), "{path}");
    }
}
