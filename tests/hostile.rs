//! Content is untrusted: hostile words in every place where an author can put
//! words, and on no page does one of them become anything but words.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;

use common::html::{faults, texts};
use common::{Entry, Site, files};
use diarium::diag::Severity;
use scraper::{Html, Selector};
use std::collections::BTreeMap;

/// Each holds `xss`, so that an address can be made of it, and would show as an
/// element, an attribute or a script if it got through.
const HOSTILE: [&str; 14] = [
    r#""><xss onload=alert(1)>"#,
    "'><xss a='",
    "</title></a></h1><xss>",
    "</script><script>xss()</script>",
    "<img src=x onerror=xss()>",
    r#"" onmouseover="xss()"#,
    "<!--<xss>",
    "]]><xss/>",
    "{{ 7 * 191 }}{% raw %}xss",
    "&lt;xss&gt;&quot;",
    "<svg/onload=xss()>",
    "\u{202e}xss\u{200b}<xss>",
    "<style>*{background:url(//xss)}</style>",
    "<iframe srcdoc=xss>",
];

fn toml(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Words as Markdown would need them escaped to be words; raw ones are tried beside them.
fn markdown(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_ascii_punctuation() { vec!['\\', c] } else { vec![c] }).collect()
}

fn site(bad: &str) -> Site {
    let (t, m) = (toml(bad), markdown(bad));
    let named = |prefix: &str| toml(&format!("{prefix} {bad}"));
    let mut files: BTreeMap<String, Entry> = BTreeMap::new();
    let mut file = |path: &str, text: String| drop(files.insert(path.to_owned(), Entry::Text(text)));
    let said = format!("publisher = {t}\nmethod = {t}\nphone = {t}\ndeficiencies = [{t}]\n");
    let setting = format!("title = {t}\ndescription = {t}\nsource_pages = true\n[extra]\nnote = {t}\n");
    file("site.toml", format!("{setting}[accessibility]\n{said}"));
    file(
        "content/glossary.toml",
        format!("[[term]]\nname = {}\nforms = [\"text\", {t}]\nexplanation = {t}\n", named("f")),
    );
    file("content/topics.toml", format!("[[topic]]\nname = {t}\naliases = [{}]\ndescription = {t}\n", named("a")));
    file(
        "content/k/municipality.toml",
        format!("name = {t}\naliases = [{}]\n[[party]]\ncode = {t}\nname = {}\n", named("b"), named("c")),
    );
    file(
        "content/k/bodies.toml",
        format!(
            "[[body]]\nname = {t}\nkind = \"committee\"\naliases = [{}]\nprefixes = [{t}]\ndescription = {t}\nformer_names = [{{ name = {}, until = 2000-01-01 }}]\n",
            named("d"),
            named("e")
        ),
    );
    file(
        "content/k/people.toml",
        format!(
            "[[person]]\nname = {t}\naliases = [{}]\nroles = [{{ body = {t}, title = {t}, party = {t} }}]\n",
            named("f")
        ),
    );
    file("content/pages/sida.md", format!("+++\ntitle = {t}\n+++\n\n# {bad}\n\n{bad}\n\n{m}\n"));
    file(
        "content/k/2020/x/case.md",
        format!(
            "+++\ntitle = {t}\nnumbers = [\"KS 2020/1\"]\ntopics = [{t}]\n[referral]\nfrom = {t}\nsent = 2020-01-01\nto = [{t}]\n[extra]\nx = {t}\n+++\n\n{bad}\n"
        ),
    );
    file(
        "content/k/2020/x/motion.md",
        format!(
            "+++\ntype = \"motion\"\ntitle = {t}\nauthors = [{t}]\nclaims = [{t}, {t}]\n[extra]\nx = {t}\n+++\n\n{bad}\n"
        ),
    );
    file(
        "content/k/2020/x/svar.md",
        format!(
            "+++\ntype = \"statement\"\nbody = {t}\nto = {t}\nitem = {t}\npresented_by = {t}\nanswers = \"motion.md\"\nattachments = [\"it's & 100% #1.txt\"]\n\
             [original]\ninstitution = {t}\naddress = \"https://example.org/?a=1&b='<xss>\"\nchecksum = {t}\n+++\n\n\
             # {bad}\n\n## {bad} {{#egen-plats}}\n\n## {m} {{.response body={}}}\n\n\
             {bad} och [{m}](stance:opposes?claim=1) och [{m}](act:own_opinion).\n\n[{m}](https://example.org/?\"><xss>) [{m}](<https://example.org/'\" onclick=xss()>) <https://example.org/\"xss> <a@b.se>\n\n\
             [[{}|{}]] ![{m}](it's%20&%20100%25%20%231.txt)\n\n```json \"><xss>\n{bad}\n```\n\n```\n{bad}\n```\n\n`{bad}`\n\n| {} |\n|---|\n| {} |\n\n\
             Not[^\"><xss>].\n\n[^\"><xss>]: {bad}\n\n> {bad}\n\n- {bad}\n\n## {{.reservation party={} by={}}}\n\n{m}\n\n## {{.proposal to={}}}\n\n[{m}](outcome:rejected?claim=2)\n",
            "plain",
            "KS 2020/1",
            bad.replace(['[', ']', '|', '\n'], ""),
            m.replace('|', ""),
            m.replace('|', ""),
            "plain",
            "plain",
            "plain"
        ),
    );
    file("content/k/2020/x/it's & 100% #1.txt", "text\n".to_owned());
    for state in ["withheld", "withdrawn", "missing"] {
        let text = if state == "missing" { bad.to_owned() } else { format!("HEMLIG {bad}") };
        file(
            &format!("content/k/2020/x/{state}.md"),
            format!("+++\ntype = \"attachment\"\nstate = \"{state}\"\ntitle = {t}\nreason = {t}\n+++\n\n{text}\n"),
        );
    }
    // Attributes of headings cannot hold every character; they name the entities by a plain alias.
    for (path, key) in [("content/k/bodies.toml", "aliases = ["), ("content/k/people.toml", "aliases = [")] {
        if let Some(Entry::Text(text)) = files.get_mut(path) {
            *text = text.replacen(key, "aliases = [\"plain\", ", 1);
        }
    }
    if let Some(Entry::Text(text)) = files.get_mut("content/k/municipality.toml") {
        *text += "[[party]]\ncode = \"plain\"\nname = \"Plain\"\n";
    }
    Site::new(&files)
}

/// Whether it is a picture of ours, or a part of one.
fn is_picture(found: &scraper::ElementRef) -> bool {
    let pictures = ["shape", "square", "along", "strip", "years"];
    let around = found.ancestors().filter_map(scraper::ElementRef::wrap);
    around
        .chain([*found])
        .any(|one| one.value().name() == "svg" && one.value().classes().any(|class| pictures.contains(&class)))
}

#[test]
fn hostile_words_stay_words_on_every_page() {
    for bad in HOSTILE {
        let site = site(bad);
        let report = site.build();
        let errors: Vec<_> = report.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{bad}: {}", common::messages(&report));
        let files = files(&site.output());
        for (path, bytes) in &files {
            let shows = String::from_utf8_lossy(bytes).to_uppercase().contains("HEMLIG");
            assert!(!shows, "{bad}: {path} shows what is kept back");
        }
        let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
        let mut count = 0;
        for (path, bytes) in pages {
            let page = std::str::from_utf8(bytes).unwrap();
            let parsed = Html::parse_document(page);
            for forbidden in [
                "xss",
                "script",
                "svg",
                "iframe",
                "style",
                "[onload]",
                "[onerror]",
                "[onmouseover]",
                "[srcdoc]",
                "[onclick]",
            ] {
                // The theme's scripts; the page for searching has more, and no words of anybody.
                let is_own = |found: &scraper::ElementRef| {
                    found.attr("src").is_some_and(|src| path == "sok.html" || src.ends_with("reading.js"))
                        || (forbidden == "svg" && is_picture(found))
                };
                let selector = Selector::parse(forbidden).unwrap();
                let found = parsed.select(&selector).find(|found| !is_own(found));
                assert!(found.is_none(), "{bad}: {path} holds {forbidden}: {}", found.unwrap().html());
            }
            assert!(!page.contains("1337"), "{bad}: {path} ran a template inside a value");
            count += 1;
        }
        let faults = faults(&files, "/");
        assert!(faults.is_empty(), "{bad}: {}", faults.join("\n"));
        assert!(count > 20, "every kind of page is there: {count}");
        let title = texts(std::str::from_utf8(&files["index.html"]).unwrap(), "h1");
        let shown = bad.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(title, [shown], "what was written is what is read");
    }
}

/// Nothing is written outside the output, whatever paths and slugs say.
#[test]
fn slugs_and_paths_cannot_leave_the_output() {
    let site = Site::over_base(
        "=== content/prov/2020/vag/svar.md\n+++\ntype = \"answer\"\nslug = \"../../../../utanfor\"\n+++\n\nText.\n\
         === content/prov/2020/bro/case.md\n+++\ntitle = \"Bro\"\nslug = \"/etc/passwd\"\n+++\n\
         === content/prov/2020/bro/x.md\n+++\ntype = \"motion\"\nslug = \"..\"\n+++\n",
    );
    let before = files(site.root().parent().unwrap()).len();
    let messages = site.messages();
    assert!(messages.contains("error[no-address]"), "{messages}");
    assert_eq!(files(site.root().parent().unwrap()).len(), before, "a faulty build writes nothing");
}

/// Some characters stand for something while a page is made. In a text that holds them they stand for nothing.
#[test]
fn what_stands_for_something_in_pages_under_way_is_a_letter_in_texts() {
    let site = Site::over_base(
        "=== content/prov/2020/vag/svar.md\n+++\ntype = \"answer\"\ntitle = \"A\\uFDD0B\\uFDD1C\\uFDD1<aB>0\\uFDD2\"\nclaims = [\"D\\uFDD0\\uFDD1\\uFDD2E\"]\n\
         [original]\naddress = \"https://example.org/\\uFDD1F\\uFDD0G\"\n+++\n\n## H\u{FDD1}I\n\nJ\u{FDD0}\u{FDD1}\\<aB>0\u{FDD2}K [L\u{FDD1}M](https://example.org/\u{FDD1}N) SLUT.\n",
    );
    assert_eq!(site.messages(), "");
    let page = site.page("prov/2020/vag/svar.html");
    assert_eq!(page.matches("SLUT.").count(), 1, "{page}");
    for text in [
        "<h1>A\u{FDD0}B\u{FDD1}C\u{FDD1}&lt;aB&gt;0\u{FDD2}</h1>",
        "<li>D\u{FDD0}\u{FDD1}\u{FDD2}E</li>",
        "https://example.org/\u{FDD1}F\u{FDD0}G\"",
    ] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
    let all = files(&site.output());
    assert!(faults(&all, "/").is_empty(), "{:?}", faults(&all, "/"));
    for (path, bytes) in all {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("../../B") && !text.contains("../G"), "{path}");
    }
}
