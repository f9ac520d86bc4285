//! Files of the index as classic scripts, which a page from disk may load: each
//! calls one function with its own name and its data.

use std::io;
use std::sync::Mutex;

use crate::text::digest;

/// The function that every file calls.
const FUNCTION: &str = "diarium";

/// How names are written: five bits a character, and the same in a file system that ignores case.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// How many characters the name of a shard has, of a kind of which there are thousands.
pub const SHARD_NAME: usize = 10;

/// How many the name of a text has, of which there may be millions.
pub const TEXT_NAME: usize = 12;

/// The name of a file by a digest of what it holds: what is changed has another name, and what is not keeps its own.
pub fn name(digest: u64, length: usize) -> String {
    (0..length).map(|at| char::from(LETTERS[(digest >> (59 - 5 * at)) as usize % 32])).collect()
}

/// A file that hands its data, an expression, to the page.
pub fn file(name: &str, data: &str) -> Vec<u8> {
    [FUNCTION, "(\"", name, "\",", data, ");\n"].concat().into_bytes()
}

/// A file whose name is made of a digest of its data, with that name. `write` adds the data; `room` says how many
/// bytes they may take, so that a text is written once and not moved about.
pub fn named_file(
    (digest, length): (impl FnOnce(&[u8]) -> u64, usize),
    room: usize,
    write: impl FnOnce(&mut String),
) -> (String, u64, Vec<u8>) {
    let mut out = String::with_capacity(room + FUNCTION.len() + length + 8);
    out.extend([FUNCTION, "(\""]);
    let named = out.len()..out.len() + length;
    out.extend(std::iter::repeat_n('-', length));
    out.push_str("\",");
    let data = out.len();
    write(&mut out);
    let digest = digest(&out.as_bytes()[data..]);
    out.push_str(");\n");
    let name = name(digest, length);
    let mut bytes = out.into_bytes();
    bytes[named].copy_from_slice(name.as_bytes());
    (name, digest, bytes)
}

/// Where a file stands in the index.
pub fn path(folder: &str, name: &str) -> String {
    [folder, name, ".js"].concat()
}

/// The text that a shard holds as a literal. `None` when the file is no shard of that name, as it was put.
pub fn shard_text<'b>(name_of: &str, bytes: &'b [u8]) -> Option<&'b str> {
    let head = [FUNCTION, "(\"", name_of, "\","].concat();
    let literal = std::str::from_utf8(bytes).ok()?.strip_prefix(&head)?.strip_suffix(");\n")?;
    let is_whole = name(digest(literal.as_bytes()), SHARD_NAME) == name_of;
    let text = literal.strip_prefix('"')?.strip_suffix('"')?;
    (is_whole && !text.contains('\\')).then_some(text)
}

/// A file of the index.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path below the folder of the index.
    pub path: String,
    /// A digest of what it holds.
    pub digest: u64,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Takes a file of the index.
pub type Put<'a> = &'a (dyn Fn(File) -> io::Result<()> + Sync);

/// Files that were put, in memory.
#[derive(Debug, Default)]
pub struct Files(Mutex<Vec<File>>);

impl Files {
    /// Takes a file, as a [`Put`] does.
    ///
    /// # Errors
    /// None.
    pub fn put(&self, file: File) -> io::Result<()> {
        self.0.lock().expect("no thread fails while it holds the lock").push(file);
        Ok(())
    }

    /// All of them.
    pub fn into_all(self) -> Vec<File> {
        self.0.into_inner().expect("no thread failed while it held the lock")
    }
}

/// Puts a shard into a folder and gives its name.
///
/// # Errors
/// Those of `put`.
pub fn put(folder: &str, data: &str, put: Put) -> io::Result<String> {
    let digest = digest(data.as_bytes());
    let name = name(digest, SHARD_NAME);
    put(File { path: path(folder, &name), digest, bytes: file(&name, data) })?;
    Ok(name)
}

/// Adds a text as a string literal.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    let mut done = 0;
    // Nearly all of a text may stand as it is, and is looked at many bytes at a time.
    for (number, chunk) in text.as_bytes().chunks(CHUNK).enumerate() {
        if !chunk.iter().fold(false, |any, byte| any | is_suspect(*byte)) {
            continue;
        }
        for (at, byte) in chunk.iter().enumerate().map(|(at, byte)| (number * CHUNK + at, *byte)) {
            if !is_suspect(byte) || byte == SEPARATOR && !is_separator(&text[at..]) {
                continue;
            }
            out.push_str(&text[done..at]);
            done = at + 1;
            match byte {
                b'"' => out.push_str("\\\""),
                b'\\' => out.push_str("\\\\"),
                b'\n' => out.push_str("\\n"),
                SEPARATOR => {
                    out.push_str(if text[at..].starts_with('\u{2028}') { "\\u2028" } else { "\\u2029" });
                    done = at + 3;
                }
                _ => out.push_str(&format!("\\u{byte:04x}")),
            }
        }
    }
    out.push_str(&text[done..]);
    out.push('"');
}

/// So many bytes are looked at together.
const CHUNK: usize = 64;

/// U+2028 and U+2029, which end a line for older readers of scripts, begin with this byte.
const SEPARATOR: u8 = 0xE2;

fn is_separator(text: &str) -> bool {
    text.starts_with(['\u{2028}', '\u{2029}'])
}

/// Whether a byte may not stand in a literal as it is.
fn is_suspect(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\' || byte == SEPARATOR
}

/// Adds literals as a list.
pub fn push_strings<'t>(out: &mut String, texts: impl IntoIterator<Item = &'t str>) {
    out.push('[');
    for (index, text) in texts.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        push_string(out, text);
    }
    out.push(']');
}

/// Adds a table of words as an object.
pub fn push_table(out: &mut String, table: &toml::Table) {
    out.push('{');
    for (index, (key, value)) in table.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        push_string(out, key);
        out.push(':');
        match value {
            toml::Value::Table(inner) => push_table(out, inner),
            toml::Value::String(text) => push_string(out, text),
            other => push_string(out, &other.to_string()),
        }
    }
    out.push('}');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_literal() {
        let mut out = String::new();
        push_string(&mut out, "</script>\"'\\\n\u{2028}\u{2029}\0\u{1}€å😀");
        assert_eq!(out, r#""</script>\"'\\\n\u2028\u2029\u0000\u0001€å😀""#);
    }

    #[test]
    fn a_file_may_be_named_when_it_is_written() {
        let (name, digest, bytes) = named_file((digest, TEXT_NAME), 5, |out| out.push_str("[1]"));
        assert_eq!((name.len(), digest), (TEXT_NAME, crate::text::digest(b"[1]")));
        assert_eq!(bytes, file(&name, "[1]"));
    }

    #[test]
    fn names_are_as_long_as_they_are_asked_to_be() {
        assert_eq!(name(0, 10), "aaaaaaaaaa");
        assert_eq!(name(u64::MAX, 12), "777777777777");
        assert_ne!(name(1 << 4, 12), name(0, 12), "all that there is room for counts");
    }
}
