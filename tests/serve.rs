//! `diarium serve`, on copies of the example archive.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]
#![cfg(unix)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use common::server::{Archive, Server, served_folder, target};
use common::{browser, build, build_with, files, messages, options, skipped};

const FILE: &str = "content/stockholm/2017/kommunalt-atervandringsbidrag/utlatande.md";
const PAGE: &str = "/stockholm/2017/kommunalt-atervandringsbidrag/utlatande.html";
/// Words of that file which nothing else depends on.
const WORDS: &str = "Motionärerna vill att staden";

#[test]
fn what_is_served_is_what_build_writes() {
    let archive = Archive::example();
    archive.write("tema/static/film/å b.txt", "Text");
    archive.edit("site.toml", "source_pages", "theme = \"tema\"\nsource_pages");
    let output = archive.beside("built");
    build(&archive.root(), Some(&output));
    let server = archive.start(&[]);

    let built = files(&output);
    assert!(built.len() > 250, "{}", built.len());
    for (path, bytes) in &built {
        let answer = server.get(&target(path));
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        let kind = answer.header("content-type").unwrap();
        if path.ends_with(".html") {
            assert_eq!(kind, "text/html; charset=utf-8", "{path}");
            assert!(answer.without_script() == *bytes, "{path} differs");
        } else {
            assert!(answer.body == *bytes, "{path} differs");
            let expected = match path.rsplit('.').next().unwrap() {
                "css" => "text/css; charset=utf-8",
                "js" => "text/javascript; charset=utf-8",
                "csv" => "text/csv; charset=utf-8",
                "svg" => "image/svg+xml",
                "txt" => "text/plain; charset=utf-8",
                other => panic!("{other} has no content type here"),
            };
            assert_eq!(kind, expected, "{path}");
        }
    }
    assert_eq!(files(&served_folder(&archive.temporary())), built, "and nothing else is there");
    assert_eq!(server.get("/").without_script(), built["index.html"]);
    assert_eq!(server.get("/index.html?some=thing").without_script(), built["index.html"]);
    for unknown in ["/nowhere.html", "/stockholm/", "/stockholm", "/_diarium/", "/_diarium/style.css", "/INDEX.html"] {
        let answer = server.get(unknown);
        assert_eq!((answer.status, answer.without_script()), (404, built["404.html"].clone()), "{unknown}");
    }
    assert!(!archive.root().join("public").exists(), "the user's own output is left alone");
}

#[test]
fn answers_are_http() {
    let archive = Archive::example();
    let server = archive.start(&[]);
    let head = server.ask("HEAD", PAGE, "");
    let whole = server.get(PAGE);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), whole.header("content-length"));
    assert_eq!(server.ask("POST", PAGE, "Content-Length: 0\r\n").status, 405);
    let css = server.get("/style.css");
    let part = server.ask("GET", "/style.css", "Range: bytes=10-19\r\n");
    assert_eq!((part.status, part.body.as_slice()), (206, &css.body[10..20]));
    // A page is never given in parts, nor said to be unchanged: its script would be missing or old.
    let page = server.ask("GET", PAGE, "Range: bytes=10-19\r\nIf-Modified-Since: Sun, 06 Nov 2094 08:49:37 GMT\r\n");
    assert_eq!((page.status, page.body), (200, whole.body));
}

#[test]
fn an_edit_is_shown() {
    let archive = Archive::example();
    let server = archive.start(&[]);
    assert!(server.beginning[0].starts_with("built 12 cases, 58 documents, "), "{:?}", server.beginning);
    let before = server.get(PAGE);
    archive.edit(FILE, WORDS, "Nu ändrat: motionärerna vill att staden");
    server.wait_for_newer(&before);
    assert!(server.get(PAGE).text().contains("Nu ändrat: "));
    let line = server.next_line();
    assert!(line.starts_with(&format!("{FILE}: ")) && line.contains(" files written, "), "{line}");
    assert!(line.ends_with(" s"), "{line}");
    assert_eq!(server.complaints(), [""; 0]);
}

#[test]
fn a_new_case_is_shown_and_one_that_goes_is_not() {
    let archive = Archive::example();
    let server = archive.start(&[]);
    let folder = "content/stockholm/2024/bro";
    archive.write(&format!("{folder}/case.md"), "+++\ntitle = \"Bron\"\n+++\n");
    archive.write(&format!("{folder}/motion.md"), "+++\ntype = \"motion\"\ndate = 2024-01-02\n+++\n\nEn bro.\n");
    server.wait_for("/stockholm/2024/bro.html", |page| page.status == 200);
    // The folder is watched too by now.
    archive.edit(&format!("{folder}/motion.md"), "En bro.", "Två broar.");
    server.wait_for("/stockholm/2024/bro/motion.html", |page| page.text().contains("Två broar."));
    fs::remove_dir_all(archive.root().join(folder)).unwrap();
    server.wait_for("/stockholm/2024/bro.html", |page| page.status == 404);
}

/// Editors save by writing beside and renaming, by moving the old one away, or in place.
#[test]
fn every_way_of_saving_is_noticed() {
    let archive = Archive::example();
    let server = archive.start(&[]);
    let path = archive.root().join(FILE);
    let says = |number: usize| {
        move |text: String| text.replacen(WORDS, &format!("Gång {number}. Motionärerna vill att staden"), 1)
    };
    let original = archive.read(FILE);
    let shows = |number: usize| {
        server.wait_for(PAGE, |page| page.text().contains(&format!("Gång {number}. ")));
    };

    let beside = path.with_file_name(".utlatande.md.tmp");
    fs::write(&beside, says(1)(original.clone())).unwrap();
    fs::rename(&beside, &path).unwrap();
    shows(1);

    let backup = path.with_file_name("utlatande.md~");
    fs::rename(&path, &backup).unwrap();
    fs::write(&path, says(2)(original.clone())).unwrap();
    fs::remove_file(&backup).unwrap();
    shows(2);

    fs::write(&path, says(3)(original.clone())).unwrap();
    shows(3);

    // A checkout may replace the whole folder.
    let content = archive.root().join("content");
    fs::rename(&content, archive.beside("old")).unwrap();
    server.wait_for(PAGE, |page| page.status == 500);
    fs::rename(archive.beside("old"), &content).unwrap();
    shows(3);
    archive.write(FILE, says(4)(original));
    shows(4);
}

#[test]
fn what_changes_no_page_reloads_none() {
    let archive = Archive::example();
    let server = archive.start(&[]);
    let before = server.get("/").token();
    archive.write(FILE, archive.read(FILE));
    let line = server.next_line();
    assert!(line.starts_with(&format!("{FILE}: nothing new, ")), "{line}");
    assert_eq!(server.get("/").token(), before);
    // Neither these nor the built site of the same folder are read by a build.
    archive.write("public/index.html", "x");
    archive.write("content/.git/index", "x");
    archive.edit(FILE, WORDS, "Nu ändrat: motionärerna vill att staden");
    let line = server.next_line();
    assert!(line.starts_with(&format!("{FILE}: ")) && line.contains(" files written, "), "{line}");
}

#[test]
fn a_mistake_is_shown_as_the_terminal_shows_it_until_it_is_mended() {
    let archive = Archive::example();
    let server = archive.start(&[]);
    let good = server.get("/");
    archive.edit(FILE, "stance:opposes", "stance:<oposes>");
    server.wait_for_newer(&good);
    let faulty = server.get("/");
    let line = server.next_line();
    assert!(line.contains("utlatande.md: not built: 1 error, "), "{line}");
    let terminal = server.complaints_until(str::is_empty).join("\n");
    assert!(terminal.starts_with("error[unknown-stance]: `<oposes>` is not a stance"), "{terminal}");
    assert_eq!(format!("{terminal}\n"), messages(&build(&archive.root(), None)), "check says the same");

    assert_eq!((faulty.status, faulty.header("content-type")), (500, Some("text/html; charset=utf-8")));
    let text = faulty.text();
    let shown = text.split("<pre tabindex=\"0\">").nth(1).unwrap().split("</pre>").next().unwrap();
    assert!(shown.contains("&lt;oposes&gt;") && !shown.contains('<'), "{shown}");
    assert_eq!(quick_xml::escape::unescape(shown).unwrap(), format!("{terminal}\n"));
    assert!(!text.contains("style=") && !text.contains("<style") && text.contains("default-src 'none'"));
    for page in [PAGE, "/nowhere.html", "/nowhere"] {
        assert_eq!(server.get(page).status, 500, "{page}");
    }
    let css = server.get("/style.css");
    assert_eq!((css.status, css.header("content-type")), (200, Some("text/css; charset=utf-8")));
    assert_eq!(server.get("/_diarium/fault.css").status, 200);

    archive.edit(FILE, "stance:<oposes>", "stance:opposes");
    server.wait_for_newer(&faulty);
    assert_eq!(server.get("/").without_script(), good.without_script());
}

#[test]
fn a_fault_of_the_environment_is_shown_and_ends_nothing() {
    let archive = Archive::example();
    let server = archive.start(&[]);
    let settings = archive.read("site.toml");
    fs::remove_file(archive.root().join("site.toml")).unwrap();
    let faulty = server.wait_for(PAGE, |page| page.status == 500);
    assert!(faulty.text().contains("error: there is no site.toml in "), "{}", faulty.text());
    assert_eq!(server.next_line(), "site.toml: not built");
    assert!(server.complaints_until(|_| true)[0].starts_with("error: there is no site.toml in "));
    archive.write("site.toml", settings);
    server.wait_for(PAGE, |page| page.status == 200);
}

#[test]
fn the_first_build_may_have_mistakes_but_not_the_call() {
    let archive = Archive::example();
    archive.edit(FILE, "stance:opposes", "stance:oposes");
    let server = archive.start(&[]);
    assert!(server.beginning[0].starts_with("not built: 1 error; "), "{:?}", server.beginning);
    let faulty = server.get("/");
    assert_eq!((faulty.status, server.get("/style.css").status), (500, 500));
    archive.edit(FILE, "stance:oposes", "stance:opposes");
    server.wait_for_newer(&faulty);
    assert_eq!((server.get("/").status, server.get("/style.css").status), (200, 200));
    drop(server);

    fs::remove_file(archive.root().join("site.toml")).unwrap();
    let refused = archive.serve(&[]).output().unwrap();
    let err = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2), "{err}");
    assert!(err.starts_with("error: there is no site.toml in "), "{err}");
}

#[test]
fn settings_and_theme_are_watched() {
    let archive = Archive::example();
    let server = archive.start(&[]);
    archive.edit("site.toml", "Exempelarkivet", "Ett annat arkiv");
    server.wait_for("/", |page| page.text().contains("Ett annat arkiv"));
    // A theme that comes while the server stands.
    archive.edit("site.toml", "source_pages", "theme = \"tema/eget\"\nsource_pages");
    server.wait_for("/", |page| page.text().contains("there is no theme folder"));
    archive.write("tema/eget/static/style.css", "body { color: red }\n");
    server.wait_for("/", |page| page.status == 200);
    assert_eq!(server.get("/style.css").text(), "body { color: red }\n");
    let before = server.get("/");
    archive.write("tema/eget/static/style.css", "body { color: blue }\n");
    server.wait_for_newer(&before);
    assert_eq!(server.get("/style.css").text(), "body { color: blue }\n");
    archive.write("tema/eget/locales/sv.toml", "[footer]\nmade = \"Kommunkansliet\"\n");
    server.wait_for("/", |page| page.text().contains("Kommunkansliet"));
    // And one that goes and comes back.
    fs::rename(archive.root().join("tema"), archive.beside("tema")).unwrap();
    server.wait_for("/", |page| page.status == 500);
    fs::rename(archive.beside("tema"), archive.root().join("tema")).unwrap();
    server.wait_for("/", |page| page.status == 200);
    archive.write("tema/eget/locales/sv.toml", "[footer]\nmade = \"Stadskansliet\"\n");
    server.wait_for("/", |page| page.text().contains("Stadskansliet"));
}

#[test]
fn fifty_saves_lead_to_a_few_builds_and_to_the_last_state() {
    let archive = Archive::example();
    let server = archive.start(&[]);
    let original = archive.read(FILE);
    let began = Instant::now();
    for number in 1..=50_u32 {
        let text = original.replacen(WORDS, &format!("Gång {number}. Motionärerna vill att staden"), 1);
        fs::write(archive.root().join(FILE), text).unwrap();
        // The saves are spread over a second: this is the load, not a wait.
        thread::sleep((Duration::from_millis(20) * number).saturating_sub(began.elapsed()));
    }
    server.wait_for(PAGE, |page| page.text().contains("Gång 50. "));
    // Whatever was built after that came of something later.
    archive.write(FILE, &original);
    server.wait_for(PAGE, |page| !page.text().contains("Gång"));
    archive.edit("site.toml", "Exempelarkivet", "Slutet");
    let builds = server.lines_until(|line| line.contains("site.toml")).len();
    assert!((3..=10).contains(&builds), "{builds} builds");
}

/// While builds put files in place, no answer joins the page of one to the number of another.
#[test]
fn an_answer_is_of_one_build() {
    let archive = Archive::example();
    let server = archive.start(&[]);
    let original = archive.read("site.toml");
    let mut seen: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut edits = 0;
    let mut last = String::new();
    // The title stands on every page, so that every file is put in place each time.
    while edits < 10 {
        let page = server.get(PAGE);
        let (token, body) = (page.token(), page.without_script());
        if let Some(known) = seen.insert(token.clone(), body.clone()) {
            assert!(known == body, "two pages of {token}");
        }
        if token != last {
            edits += 1;
            last = token;
            archive.write("site.toml", original.replace("Exempelarkivet", &format!("Arkiv {edits}")));
        }
    }
    assert_eq!(seen.len(), 10);
}

#[test]
fn drafts_are_shown_when_asked_for() {
    let archive = Archive::example();
    archive.edit(FILE, "rendition ", "state = \"draft\"\nrendition ");
    let server = archive.start(&[]);
    assert_eq!(server.get(PAGE).status, 404);
    drop(server);
    let server = archive.start(&["--drafts"]);
    let page = server.get(PAGE);
    assert_eq!(page.status, 200);
    let output = archive.beside("built");
    let mut with_drafts = options(&archive.root(), Some(&output));
    with_drafts.drafts = true;
    build_with(&with_drafts).unwrap();
    assert_eq!(page.without_script(), fs::read(output.join(&PAGE[1..])).unwrap());
}

#[test]
fn nothing_outside_the_site_is_served() {
    let archive = Archive::example();
    let server = archive.start(&[]);
    let secret = "nobody's business";
    let site = served_folder(&archive.temporary());
    for place in [archive.beside("secret.txt"), archive.temporary().join("secret.txt"), site.join("../secret.txt")] {
        fs::write(place, secret).unwrap();
    }
    symlink(site.join("../secret.txt"), site.join("link.txt")).unwrap();
    symlink(archive.temporary(), site.join("linked")).unwrap();
    let absolute = archive.beside("secret.txt").to_str().unwrap().to_owned();
    let up = ["..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "..%00", "%c0%ae%c0%ae", "..;", "...."];
    let between = ["/", "%2f", "%2F", "\\", "%5c", "%5C", "%255c", "//", "/./"];
    let mut targets: Vec<String> = Vec::new();
    for up in up {
        for between in between {
            for depth in 1..=3 {
                let climb = format!("{up}{between}").repeat(depth);
                targets.push(format!("/{climb}secret.txt"));
                targets.push(format!("/stockholm/2017/{up}{between}{up}{between}{climb}secret.txt"));
            }
        }
    }
    for absolute in
        [absolute.clone(), format!("/{absolute}"), absolute.replace('/', "%2f"), format!("file://{absolute}")]
    {
        targets.extend([absolute.clone(), format!("/{absolute}"), format!("/{absolute}%00.html")]);
    }
    targets.extend(
        [
            "/link.txt",
            "/linked/secret.txt",
            "/../.site.diarium/manifest",
            "/C:/secret.txt",
            "/%00",
            "/\\\\secret.txt",
            "/",
        ]
        .map(str::to_owned),
    );
    let front = server.get("/").body;
    for target in &targets {
        let answer = server.get(target);
        let text = String::from_utf8_lossy(&answer.body);
        assert!(!text.contains(secret) && !text.contains("diarium 1\n"), "{target} leads outside: {text}");
        let is_front = answer.status == 200 && answer.body == front;
        assert!([400, 404].contains(&answer.status) || is_front, "{target}: {}", answer.status);
        assert!(!is_front || target == "/", "{target} is answered with the front page");
    }
    // What is no address at all.
    for target in ["..", "../secret.txt", "secret.txt", "/\0", "*", "\\..\\secret.txt"] {
        let answer = server.get(target);
        assert!([400, 403, 404].contains(&answer.status), "{target}: {}", answer.status);
    }
}

/// A page elsewhere could have its name lead to this machine.
#[test]
fn only_names_of_this_machine_are_answered() {
    let archive = Archive::example();
    let server = archive.start(&[]);
    let ask = |target: &str, host: &str| {
        server.ask_raw(format!("GET {target} HTTP/1.1\r\n{host}Connection: close\r\n\r\n").as_bytes())
    };
    let port = server.port;
    for host in ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"] {
        assert_eq!(ask("/", &format!("Host: {host}:{port}\r\n")).status, 200, "{host}");
        assert_eq!(ask("/", &format!("Host: {host}\r\n")).status, 200, "{host}");
    }
    for host in
        ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "0.0.0.0", ""]
    {
        for target in ["/", "/style.css", "/_diarium/client.js", "/_diarium/next.js?after=x"] {
            let answer = ask(target, &format!("Host: {host}\r\n"));
            assert_eq!(answer.status, 403, "{host} {target}");
            assert_eq!(answer.text(), "diarium serve answers only under the names localhost and 127.0.0.1.\n");
        }
    }
    assert_eq!(ask("/", "").status, 403, "no name at all");
    assert_eq!(ask("/", "Host: localhost\r\nHost: evil.example\r\n").status, 403, "two names");
    assert_eq!(ask("http://evil.example/", "Host: localhost\r\n").status, 403, "a name in the address");
    assert_eq!(ask("http://localhost/", "Host: localhost\r\n").status, 200);
}

#[test]
fn nothing_is_bound_but_the_loopback() {
    let archive = Archive::example();
    let server = archive.start(&[]);
    let Ok(descriptors) = fs::read_dir(format!("/proc/{}/fd", server.pid())) else {
        skipped("this system has no /proc that lists sockets");
        return;
    };
    let links = descriptors.filter_map(|entry| fs::read_link(entry.unwrap().path()).ok());
    let name = |link: &Path| link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']').map(str::to_owned);
    let sockets: Vec<String> = links.filter_map(|link| name(&link)).collect();
    let mut listening = Vec::new();
    for table in ["tcp", "tcp6", "udp", "udp6"] {
        let text = fs::read_to_string(format!("/proc/{}/net/{table}", server.pid())).unwrap_or_default();
        for fields in text.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>()) {
            if sockets.contains(&fields[9].to_owned()) {
                listening.push(fields[1].to_owned());
            }
        }
    }
    assert_eq!(listening, [format!("0100007F:{:04X}", server.port)]);
}

#[test]
fn a_taken_port_is_said_and_another_offered() {
    let archive = Archive::example();
    // Whoever has it, it is taken.
    let usual = TcpListener::bind((Ipv4Addr::LOCALHOST, 4000));
    let server = Server::start(&mut archive.serve_somewhere());
    assert!(server.port > 4000 && server.port <= 4100, "{}", server.port);
    let said = "port 4000 is taken by another program, so another is used; --port chooses one";
    assert_eq!(server.beginning[server.beginning.len() - 2], said);
    assert_eq!(server.get("/").status, 200);
    drop((usual, server));

    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let refused = archive.serve_somewhere().args(["--port", &port.to_string()]).output().unwrap();
    let err = String::from_utf8(refused.stderr).unwrap();
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(2), 0), "{err}");
    let free = err.strip_prefix(&format!("error: port {port} is taken by another program; port ")).expect(&err);
    let (free, rest) = free.split_once(' ').unwrap();
    assert_eq!(rest, format!("is free: pass --port {free}\n"));
    assert!(free.parse::<u16>().unwrap() > port, "{err}");
}

#[test]
fn it_stops_when_told_and_leaves_nothing_behind() {
    let archive = Archive::example();
    for signal in ["INT", "TERM", "HUP"] {
        let server = archive.start(&[]);
        let token = server.get("/").token();
        // Pages that wait for something newer keep nobody.
        let port = server.port;
        let waiting = std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        let request = format!("GET /_diarium/next.js?after={token} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        std::io::Write::write_all(&mut &waiting, request.as_bytes()).unwrap();
        assert!(served_folder(&archive.temporary()).exists());
        assert_eq!(server.stop(signal).code(), Some(0), "{signal}");
        assert_eq!(fs::read_dir(archive.temporary()).unwrap().count(), 0, "{signal}");
    }
}

/// Where a site will stand in a folder, its page for unknown addresses links to there.
#[test]
fn the_folder_of_the_base_address_leads_to_the_site() {
    let archive = Archive::example();
    let server = archive.start(&["--base-url", "https://kommun.example/ett/arkiv"]);
    assert!(server.get("/nowhere").text().contains("href=\"/ett/arkiv/style.css\""));
    assert_eq!(server.get("/ett/arkiv/style.css").body, server.get("/style.css").body);
    assert_eq!(server.get("/ett/arkiv/").body, server.get("/").body);
    assert_eq!(server.get("/ett/arkivet").status, 404);
    assert_eq!(server.get("/ett/arkiv/../../../secret.txt").status, 404);
}

#[test]
fn strict_makes_mistakes_of_warnings() {
    let archive = Archive::example();
    archive.edit(FILE, WORDS, "Enligt 2017/000999 vill de <b>att</b> staden");
    let server = archive.start(&["--strict"]);
    assert_eq!(server.get("/").status, 500);
    drop(server);
    let server = archive.start(&[]);
    assert_eq!(server.get("/").status, 200);
    server.complaints_until(|line| line.starts_with("warning[raw-html]"));
}

#[test]
fn open_opens_the_browser() {
    let archive = Archive::example();
    let bin = archive.beside("bin");
    fs::create_dir_all(&bin).unwrap();
    let pipe = archive.beside("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let browser = bin.join("xdg-open");
    fs::write(&browser, format!("#!/bin/sh\necho \"$1\" > {}\n", pipe.display())).unwrap();
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).unwrap();
    if !cfg!(target_os = "linux") {
        skipped("another system opens the browser by another program");
        return;
    }
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let server = Server::start(archive.serve(&["--open"]).env("PATH", path));
    assert_eq!(fs::read_to_string(pipe).unwrap(), format!("http://127.0.0.1:{}/\n", server.port));
}

/// Under the site's own content security policy.
#[test]
fn the_page_reloads_by_itself_and_keeps_its_place_in_chromium() {
    the_page_reloads_by_itself_and_keeps_its_place("chromium");
}

#[test]
fn the_page_reloads_by_itself_and_keeps_its_place_in_firefox() {
    the_page_reloads_by_itself_and_keeps_its_place("firefox");
}

fn the_page_reloads_by_itself_and_keeps_its_place(browser: &str) {
    let archive = Archive::example();
    let server = archive.start(&[]);
    let site = format!("http://localhost:{}/", server.port);
    let file = archive.root().join(FILE);
    let arguments = [browser.as_ref(), site.as_ref(), PAGE[1..].as_ref(), file.as_os_str()];
    let Some(said) = browser::run("reload.mjs", arguments) else { return };
    assert_eq!(said.out, "reloaded 7 times\n", "{} {:#?}", said.err, server.complaints());
}
