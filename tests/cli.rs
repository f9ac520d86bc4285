//! The program as people call it.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;

use common::{Entry, Site, files, repository};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn diarium(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diarium"));
    command.current_dir(folder).args(arguments).output().unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn init_writes_an_archive_that_builds_without_a_word() {
    let dir = tempfile::tempdir().unwrap();
    let made = diarium(dir.path(), &["init", "arkiv"]);
    assert_eq!(status(&made), 0, "{}", err(&made));
    let built = diarium(dir.path(), &["build", "--root", "arkiv", "--strict"]);
    assert_eq!((status(&built), err(&built).as_str()), (0, ""));
    let lines: Vec<_> = out(&built).lines().map(str::to_owned).collect();
    assert_eq!(lines[0], "read 3 documents");
    assert!(lines[1].starts_with("render ") && lines[1].ends_with(" pages"), "{lines:?}");
    assert!(lines[2].starts_with("built 1 case, 3 documents, ") && lines.len() == 3, "{lines:?}");
    assert!(dir.path().join("arkiv/public/exempelkommunen/2026/cykelvag-till-stationen.html").exists());
    let again = diarium(dir.path(), &["init", "arkiv"]);
    assert_eq!(status(&again), 2);
    assert_eq!(err(&again), "error: arkiv is not empty; name a folder that does not exist yet\n");
}

#[test]
fn new_writes_every_kind_of_document_and_overwrites_none() {
    let dir = tempfile::tempdir().unwrap();
    diarium(dir.path(), &["init", "."]);
    let case = "exempelkommunen/2026/badhus";
    let early = diarium(dir.path(), &["new", "motion", case]);
    assert_eq!(status(&early), 2);
    assert!(
        err(&early).contains("is no case yet; make it with: diarium new case exempelkommunen/2026/badhus"),
        "{}",
        err(&early)
    );

    let made = diarium(dir.path(), &["new", "case", case, "--title", "Ett \"nytt\" badhus"]);
    assert_eq!((status(&made), out(&made).as_str()), (0, "wrote ./content/exempelkommunen/2026/badhus/case.md\n"));
    let kinds = [
        ("motion", "motion"),
        ("interpellation", "interpellation"),
        ("question", "enkel-fraga"),
        ("citizen-proposal", "medborgarforslag"),
        ("communication", "skrivelse"),
        ("referral", "remiss"),
        ("official-report", "tjansteutlatande-tekniska-namnden"),
        ("response", "remissvar-tekniska-namnden"),
        ("statement", "utlatande"),
        ("answer", "svar"),
        ("decision", "beslut"),
        ("minutes-extract", "protokollsutdrag"),
        ("reservation", "reservation"),
        ("attachment", "bilaga"),
    ];
    for (kind, file) in kinds {
        let arguments =
            ["new", kind, case, "--body", "Tekniska nämnden", "--author", "Anna Exempel", "--date", "2026-05-01"];
        let made = diarium(dir.path(), &arguments);
        assert_eq!(status(&made), 0, "{kind}: {}", err(&made));
        let path = dir.path().join("content").join(case).join(format!("{file}.md"));
        let before = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let again = diarium(dir.path(), &arguments);
        assert_eq!(status(&again), 2);
        assert!(err(&again).contains("exists already and was left as it is"), "{}", err(&again));
        assert_eq!(fs::read(&path).unwrap(), before);
    }
    let built = diarium(dir.path(), &["build", "--strict"]);
    assert_eq!((status(&built), err(&built).as_str()), (0, ""));
}

#[test]
fn new_says_what_an_address_must_be() {
    let dir = tempfile::tempdir().unwrap();
    diarium(dir.path(), &["init", "."]);
    let bad = diarium(dir.path(), &["new", "case", "Exempelkommunen/2026/Nytt badhus"]);
    assert_eq!(status(&bad), 2);
    assert!(err(&bad).contains("try exempelkommunen/2026/nytt-badhus"), "{}", err(&bad));
    for outside in ["../x/y", "/etc/x", "exempelkommunen"] {
        assert_eq!(status(&diarium(dir.path(), &["new", "case", outside])), 2, "{outside}");
    }
}

#[test]
fn the_exit_status_says_whose_mistake_it_was() {
    let site = Site::over_base("");
    let root = site.root();
    assert_eq!(status(&diarium(&root, &["check"])), 0);
    assert_eq!(status(&diarium(&root, &["chek"])), 2);
    assert_eq!(status(&diarium(&root, &["build", "--as-of", "igår"])), 2);
    assert_eq!(status(&diarium(&root, &["build", "--base-url", "arkiv.example"])), 2);
    let nowhere = diarium(&root, &["build", "--root", "finns-inte"]);
    assert_eq!(status(&nowhere), 2);
    assert!(err(&nowhere).contains("there is no site.toml in finns-inte"), "{}", err(&nowhere));
    site.write("content/prov/2020/vag/svar.md", &Entry::Text("+++\ntype = \"sv\"\n+++\n".to_owned()));
    let faulty = diarium(&root, &["build"]);
    assert_eq!(status(&faulty), 1);
    assert!(err(&faulty).contains("\nnot built: 1 error; 1 case, 1 document, "), "{}", err(&faulty));
    assert!(!root.join("public").exists());
}

#[test]
fn check_finds_the_same_and_writes_nothing() {
    let site = Site::over_base("");
    let before = files(&site.root());
    let checked = diarium(&site.root(), &["check", "--timings"]);
    assert!(out(&checked).contains("\nchecked 1 case, 1 document, "), "{}", out(&checked));
    for stage in ["read", "link", "plan", "render", "publish"] {
        assert!(err(&checked).contains(stage), "{}", err(&checked));
    }
    assert_eq!(files(&site.root()), before);
}

#[test]
fn quiet_says_nothing_when_all_is_well() {
    let site = Site::over_base("");
    let built = diarium(&site.root(), &["build", "--quiet"]);
    assert_eq!((status(&built), out(&built), err(&built)), (0, String::new(), String::new()));
}

#[test]
fn help_completions_and_man_page_come_from_one_definition() {
    let here = repository();
    for command in ["init", "new", "build", "serve", "check", "completions", "man"] {
        let help = out(&diarium(here, &[command, "--help"]));
        assert!(help.contains("Example"), "{command} has no example: {help}");
        assert!(out(&diarium(here, &["completions", "bash"])).contains(command));
        assert!(out(&diarium(here, &["man"])).contains(command));
    }
    for option in ["--root", "--output", "--strict", "--base-url", "--as-of", "--quiet", "--timings"] {
        assert!(out(&diarium(here, &["build", "--help"])).contains(option), "{option}");
        assert!(
            out(&diarium(here, &["man"])).contains(option.trim_start_matches("--").split('-').next().unwrap()),
            "{option}"
        );
    }
}

/// What decides the pages can be said to `build` and `serve` alike, so that one shows what the other writes.
#[test]
fn serve_takes_what_decides_the_pages() {
    let here = repository();
    let help = |command: &str| out(&diarium(here, &[command, "--help"]));
    let options = |help: &str| -> Vec<String> {
        let words = help.split_whitespace().filter(|word| word.starts_with("--"));
        words.map(|word| word.trim_end_matches([',', '.']).to_owned()).collect()
    };
    let of_output = ["--output", "--quiet", "--timings"];
    let build: Vec<_> =
        options(&help("build")).into_iter().filter(|name| !of_output.contains(&name.as_str())).collect();
    let serve = options(&help("serve"));
    assert!(build.iter().all(|name| serve.contains(name)), "{build:?} {serve:?}");
    for option in ["--port", "--open", "--drafts"] {
        assert!(serve.iter().any(|name| name == option), "{option}");
    }
    assert!(help("serve").contains(&format!("[default: {}, or the next free one]", diarium::serve::DEFAULT_PORT)));
    let nowhere = diarium(here, &["serve", "--root", "finns-inte", "--port", "0"]);
    assert_eq!(status(&nowhere), 2);
    assert_eq!(
        err(&nowhere),
        "error: there is no site.toml in finns-inte; name the archive's folder with --root, or make one with `diarium init`\n"
    );
}

/// What the README shows is what the program reads and says.
#[test]
fn the_examples_of_the_readme_are_true() {
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let block = |opening: &str| readme.split(opening).nth(1).unwrap().split("```").next().unwrap().to_owned();
    let dir = tempfile::tempdir().unwrap();
    diarium(dir.path(), &["init", "."]);
    let response = "content/exempelkommunen/2026/cykelvag-till-stationen/remissvar-tekniska-namnden.md";
    fs::write(dir.path().join(response), block("```markdown\n")).unwrap();
    let built = diarium(dir.path(), &["build", "--strict"]);
    assert_eq!((status(&built), err(&built).as_str()), (0, ""));
    let page = dir.path().join("public").join(response.strip_prefix("content/").unwrap()).with_extension("html");
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains(">KS 2026/12</a>") && page.contains("class=\"ground no_funding\""), "{page}");

    let message =
        block("```text\n").lines().map(|line| line.strip_prefix("  ").unwrap_or(line)).collect::<Vec<_>>().join("\n");
    let suite = fs::read_to_string(repository().join("tests/suite/mistakes/unknown-body.txt")).unwrap();
    assert!(suite.contains(message.trim_end()), "{message}");
    for command in ["cargo run --release -- build", "tests/run"] {
        assert!(readme.contains(&format!("```sh\n{command}\n```")), "{command}");
    }
}
