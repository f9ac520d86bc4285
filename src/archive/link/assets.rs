//! Attached files and images: found inside the content folder, of a kind that
//! may be published, and none of them left unsaid.

use std::collections::BTreeMap;

use crate::archive::Archive;
use crate::archive::case::Asset;
use crate::archive::ids::AssetId;
use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::slug::{is_reserved, slug};
use crate::source::front_matter::Written;
use crate::text::FileId;

/// The files beside the texts, and which of them are published.
pub struct Assets {
    others: BTreeMap<String, FileId>,
    ids: BTreeMap<String, AssetId>,
}

impl Assets {
    /// All files that are not texts or registers, none of them published yet.
    pub fn new(others: BTreeMap<String, FileId>) -> Self {
        Self { others, ids: BTreeMap::new() }
    }
}

/// Finds an attachment or image, which must be a file of the content folder.
pub fn asset(
    archive: &mut Archive,
    assets: &mut Assets,
    from: &str,
    written: &Written,
    diagnostics: &mut Diagnostics,
) -> Option<AssetId> {
    let decoded = decode(&written.value);
    let Some(path) = resolve(from, &decoded) else {
        diagnostics.push(
            Diagnostic::error("outside", written.span, format!("`{}` lies outside the content folder", written.value))
                .help("put the file beside the document"),
        );
        return None;
    };
    if let Some(id) = assets.ids.get(&path) {
        return Some(*id);
    }
    let Some(file) = assets.others.get(&path) else {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let beside = assets.others.keys().filter_map(|other| other.strip_prefix(folder)?.strip_prefix('/'));
        diagnostics.push(
            Diagnostic::error("missing-file", written.span, format!("there is no file `{}` here", written.value))
                .did_you_mean(nearest(&written.value, beside))
                .help("put the file beside the document, or take the name out"),
        );
        return None;
    };
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    if name.contains(|c: char| c.is_control() || r#"<>:"|?*\"#.contains(c))
        || name.ends_with(['.', ' '])
        || is_reserved(&slug(stem))
    {
        diagnostics.push(
            Diagnostic::error("no-address", written.span, format!("no address can be made of the name `{name}`"))
                .help(r#"rename the file without < > : " | ? * \ and without a dot or space at its end"#),
        );
        return None;
    }
    if !is_publishable(name) {
        diagnostics.push(
            Diagnostic::error("active-file", written.span, format!("a file such as `{name}` is not published"))
                .help("a browser might run it; publish documents, tables, images, sound or film: pdf, docx, odt, xlsx, csv, txt, png, jpg, svg and the like"),
        );
        return None;
    }
    let id = archive.assets.push(Asset { file: *file, path: path.clone() });
    assets.ids.insert(path, id);
    Some(id)
}

/// Files that nothing names are not published, which somebody may not expect;
/// nor are those of documents that are kept back, wherever else they are named.
pub fn unused(archive: &Archive, assets: &Assets, kept_back: &[(String, Vec<Written>)], diagnostics: &mut Diagnostics) {
    let mut files = BTreeMap::new();
    for (from, written) in kept_back.iter().flat_map(|(from, files)| files.iter().map(move |file| (from, file))) {
        files.extend(resolve(from, &decode(&written.value)).map(|path| (path, written.span)));
    }
    for (path, file) in &assets.others {
        match (assets.ids.get(path), files.get(path)) {
            (Some(id), Some(span)) => diagnostics.push(
                Diagnostic::error("kept-back-file", *span, "this file is named by a published text, too")
                    .help("a file of a withheld, withdrawn or draft document is not published; take its name out of the other text")
                    .help(format!("the file is {}", archive.assets[*id].path)),
            ),
            (None, None) => diagnostics.push(
                Diagnostic::file_warning("unused-file", *file, "nothing names this file, so it is not published")
                    .help("list it under `attachments` of the document that it belongs to"),
            ),
            _ => {}
        }
    }
}

/// File kinds that a browser shows or saves and never runs. SVG is checked when it is read.
const PUBLISHABLE: [&str; 38] = [
    "pdf", "txt", "csv", "tsv", "json", "geojson", "rtf", "doc", "docx", "odt", "xls", "xlsx", "ods", "ppt", "pptx",
    "odp", "zip", "png", "jpg", "jpeg", "gif", "webp", "avif", "tif", "tiff", "svg", "mp3", "m4a", "ogg", "oga",
    "opus", "wav", "flac", "mp4", "m4v", "webm", "ogv", "epub",
];

fn is_publishable(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| PUBLISHABLE.contains(&ending.as_str()))
}

pub fn decode(address: &str) -> String {
    percent_encoding::percent_decode_str(address).decode_utf8_lossy().into_owned()
}

/// The path, from the content folder, of `address` as written in the file `from`. `None` when it leads out.
pub fn resolve(from: &str, address: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    if address.starts_with('/') || address.contains('\\') {
        return None;
    }
    for part in address.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
