//! Pages as a reader's program sees them.

#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::{BTreeMap, BTreeSet};

use scraper::{Html, Selector};

/// The text of every element that a selector finds, with single spaces.
pub fn texts(page: &str, selector: &str) -> Vec<String> {
    let document = Html::parse_document(page);
    let found: Vec<_> = document.select(&Selector::parse(selector).unwrap()).map(|element| words(&element)).collect();
    found
}

fn words(element: &scraper::ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Rows of the tables that a selector finds: the text of each cell.
pub fn rows(page: &str, table: &str) -> Vec<Vec<String>> {
    let document = Html::parse_document(page);
    let (row, cell) = (Selector::parse(&format!("{table} tbody tr")).unwrap(), Selector::parse("th, td").unwrap());
    let rows: Vec<_> = document.select(&row).map(|row| row.select(&cell).map(|cell| words(&cell)).collect()).collect();
    rows
}

/// The values of an attribute on the elements that a selector finds.
pub fn attributes(page: &str, selector: &str, attribute: &str) -> Vec<String> {
    let document = Html::parse_document(page);
    let selector = Selector::parse(selector).unwrap();
    let found = document.select(&selector);
    let found: Vec<_> = found.filter_map(|element| element.attr(attribute).map(str::to_owned)).collect();
    found
}

/// What is wrong with the links, requests and ids of a site, given all its files.
pub fn faults(files: &BTreeMap<String, Vec<u8>>, base_path: &str) -> Vec<String> {
    let pages: BTreeMap<&str, Html> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (path.as_str(), Html::parse_document(std::str::from_utf8(bytes).unwrap())))
        .collect();
    let any = Selector::parse("*").unwrap();
    let mut faults = Vec::new();
    let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (path, page) in &pages {
        for element in page.select(&any) {
            if let Some(id) = element.attr("id")
                && !ids.entry(path).or_default().insert(id)
            {
                faults.push(format!("{path}: the id {id} is given twice"));
            }
        }
    }
    for (path, page) in &pages {
        for element in page.select(&any) {
            for (name, value) in element.value().attrs() {
                let fault = match (element.value().name(), name) {
                    ("a" | "link", "href") | ("img" | "script" | "source", "src") => {
                        let is_link = element.value().name() == "a";
                        link_fault(path, value, is_link, files, &ids, base_path)
                    }
                    (
                        _,
                        "src" | "srcset" | "action" | "formaction" | "data" | "poster" | "background" | "ping"
                        | "xlink:href",
                    ) => Some("is an attribute that loads something".to_owned()),
                    (_, "style") => Some("is an inline style".to_owned()),
                    (_, name) if name.starts_with("on") => Some("is an inline script".to_owned()),
                    _ => None,
                };
                faults.extend(
                    fault.map(|fault| format!("{path}: <{} {name}=\"{value}\"> {fault}", element.value().name())),
                );
            }
        }
        for forbidden in [
            "script:not([src])",
            "style",
            "iframe",
            "object",
            "embed",
            "form:not([role=search])",
            "base",
            "meta[http-equiv=refresh]",
        ] {
            if page.select(&Selector::parse(forbidden).unwrap()).next().is_some() {
                faults.push(format!("{path}: holds <{forbidden}>"));
            }
        }
    }
    faults
}

/// What is wrong with one link. Requests stay on the site; links may leave it,
/// by the schemes that cannot run anything.
fn link_fault(
    from: &str,
    address: &str,
    is_link: bool,
    files: &BTreeMap<String, Vec<u8>>,
    ids: &BTreeMap<&str, BTreeSet<&str>>,
    base_path: &str,
) -> Option<String> {
    if ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme)) {
        return (!is_link).then(|| "asks for something from outside".to_owned());
    }
    if address == "data:," && !is_link {
        return None; // the empty icon, without which browsers ask for /favicon.ico
    }
    let (path, fragment) = address.split_once('#').map_or((address, None), |(path, fragment)| (path, Some(fragment)));
    let target = match path.strip_prefix('/') {
        // Only the page that a host shows anywhere counts from the site's root.
        Some(_) if from != "404.html" => return Some("is relative to the host".to_owned()),
        Some(_) => path.strip_prefix(base_path)?.to_owned(),
        None if path.is_empty() => from.to_owned(),
        None => resolve(from, path)?,
    };
    if !files.contains_key(&target) {
        return Some(format!("leads to {target}, which is not there"));
    }
    // What stands behind the page for searching is a question.
    let is_question = fragment.is_some_and(|fragment| target == "sok.html" && fragment.contains('='));
    let is_there = is_question
        || fragment.is_none_or(|fragment| ids.get(target.as_str()).is_some_and(|ids| ids.contains(fragment)));
    (!is_there).then(|| "leads to a place that is not there".to_owned())
}

fn resolve(from: &str, path: &str) -> Option<String> {
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in decoded.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
