//! The theme: templates, locale files, and files published as they are.
//!
//! The default theme is part of the program. A site lays its own folder over
//! it: a file of the same name replaces the built-in one, a locale file replaces
//! single words, a new file under `static` is published beside the others.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use include_dir::{Dir, include_dir};
use walkdir::WalkDir;

use crate::config::{Config, Language};
use crate::diag::{Diagnostic, Diagnostics};
use crate::fields::Vocabulary;
use crate::locale::Locale;
use crate::source::read_text;
use crate::text::{FileId, Sources};

static DEFAULT: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// A theme, read.
pub struct Theme {
    /// Templates by name, such as `case.html`, with where each was read.
    pub templates: BTreeMap<String, (FileId, String)>,
    /// Files published as they are, by their address.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The words.
    pub locale: Locale,
    /// The register of terms, with where it was read.
    pub glossary: (FileId, String),
}

/// The built-in words of a language.
///
/// # Panics
/// When the program was built without them.
pub fn built_in_locale(language: Language) -> Locale {
    let path = format!("locales/{}.toml", language.word());
    let text = DEFAULT.get_file(&path).and_then(include_dir::File::contents_utf8);
    Locale::built_in(language, text.expect("every language has a locale file"))
}

/// The built-in terms of a language.
fn built_in_glossary(language: Language, sources: &mut Sources) -> (FileId, String) {
    let path = format!("glossary/{}.toml", language.word());
    let text = DEFAULT.get_file(&path).and_then(include_dir::File::contents_utf8);
    let text = text.expect("every language has a register of terms");
    (sources.add_embedded(format!("(default theme)/{path}"), text), text.to_owned())
}

/// Reads the default theme and, over it, the site's own.
///
/// # Errors
/// When the site's theme folder cannot be read.
pub fn load(root: &Path, config: &Config, sources: &mut Sources, diagnostics: &mut Diagnostics) -> io::Result<Theme> {
    let mut theme = Theme {
        templates: BTreeMap::new(),
        files: BTreeMap::new(),
        locale: built_in_locale(config.language),
        glossary: built_in_glossary(config.language, sources),
    };
    for file in files(&DEFAULT) {
        let path = file.path().to_string_lossy().replace('\\', "/");
        if let Some(name) = path.strip_prefix("templates/") {
            let text = file.contents_utf8().expect("built-in templates are UTF-8");
            let id = sources.add_embedded(format!("(default theme)/{path}"), text);
            theme.templates.insert(name.to_owned(), (id, text.to_owned()));
        } else if let Some(name) = path.strip_prefix("static/") {
            theme.files.insert(name.to_owned(), file.contents().to_vec());
        }
    }
    if let Some(folder) = &config.theme {
        lay_over(&mut theme, root, folder, config.language, sources, diagnostics)?;
    }
    Ok(theme)
}

fn files<'d>(dir: &'d Dir<'d>) -> Vec<&'d include_dir::File<'d>> {
    let mut found: Vec<_> = dir.files().collect();
    found.extend(dir.dirs().flat_map(files));
    found
}

/// Replaces and adds what the site's theme folder holds.
fn lay_over(
    theme: &mut Theme,
    root: &Path,
    folder: &Path,
    language: Language,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> io::Result<()> {
    let base = root.join(folder);
    if !base.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotFound, format!("there is no theme folder {}", base.display())));
    }
    let is_shown = |entry: &walkdir::DirEntry| !entry.file_name().to_string_lossy().starts_with('.');
    for entry in WalkDir::new(&base).min_depth(1).sort_by_file_name().into_iter().filter_entry(is_shown) {
        let entry = entry?;
        if !entry.file_type().is_file() {
            continue;
        }
        let below = entry.path().strip_prefix(&base).expect("the walk stays below its root");
        let path = below.to_string_lossy().replace('\\', "/");
        let shown = folder.join(below).to_string_lossy().replace('\\', "/");
        if let Some(name) = path.strip_prefix("templates/") {
            let id = sources.add(shown, entry.path().to_owned());
            if let Some(text) = read_text(id, sources, diagnostics) {
                theme.templates.insert(name.to_owned(), (id, text));
            }
        } else if let Some(name) = path.strip_prefix("static/") {
            let id = sources.add(shown, entry.path().to_owned());
            theme.files.insert(name.to_owned(), sources.read_bytes(id)?);
        } else if path == format!("locales/{}.toml", language.word()) {
            let id = sources.add(shown, entry.path().to_owned());
            if let Some(text) = read_text(id, sources, diagnostics) {
                theme.locale = theme.locale.clone().overlaid(id, &text, diagnostics);
            }
        } else if !Language::ALL.iter().any(|other| path == format!("locales/{}.toml", other.word())) {
            let id = sources.add(shown, entry.path().to_owned());
            diagnostics
                .push(Diagnostic::file_warning("unused-file", id, "the theme has no use for this file").help(
                    "templates lie in templates, words in locales/sv.toml or en.toml, everything else in static",
                ));
        }
    }
    Ok(())
}
