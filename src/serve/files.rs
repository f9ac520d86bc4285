//! From the path of a request to a file of the site, and to nothing else.

use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

/// The file below `folder` that a request's path names. An address that ends in
/// `/` names the `index.html` there. A path that would lead out of the folder
/// names nothing, by whatever means it would.
pub fn find(folder: &Path, path: &str) -> Option<PathBuf> {
    let path = path.strip_prefix('/')?;
    let mut names: Vec<String> = path.split('/').map(decode).collect::<Option<_>>()?;
    if names.last().is_some_and(String::is_empty) {
        names.pop();
        names.push("index.html".to_owned());
    }
    let is_sound = names.iter().all(|name| is_name(name));
    let file = is_sound.then(|| names.iter().fold(folder.to_owned(), |path, name| path.join(name)))?;
    // The site holds no symbolic links. Should somebody make one, it leads nowhere.
    let real = file.canonicalize().ok()?;
    (real == file && real.is_file()).then_some(file)
}

/// Undoes percent-encoding once, after the path has been taken apart: an encoded
/// `/` does not part names.
fn decode(part: &str) -> Option<String> {
    percent_decode_str(part).decode_utf8().ok().map(Into::into)
}

/// Whether this is the name of one file, here and on Windows.
fn is_name(name: &str) -> bool {
    let mut components = Path::new(name).components();
    let is_one =
        matches!((components.next(), components.next()), (Some(Component::Normal(part)), None) if part == name);
    is_one && !name.contains(['/', '\\', '\0'])
}

/// Whether a browser would show it as a page.
pub fn is_page(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("html") || extension == "htm")
}
