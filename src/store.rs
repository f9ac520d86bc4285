//! Keeps on disk what would be too much for memory: one file, to which bytes
//! are added and from which they are read again by their [`Place`].

use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::text::digest;

/// Where bytes lie in a [`Store`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    at: u64,
    length: u32,
    digest: u64,
}

impl Place {
    /// The digest of the bytes.
    pub fn digest(self) -> u64 {
        self.digest
    }

    /// How many bytes lie there.
    pub fn length(self) -> u64 {
        self.length.into()
    }
}

/// A file to which many threads add and from which they read.
#[derive(Debug)]
pub struct Store {
    file: File,
    end: AtomicU64,
}

impl Store {
    /// A store in `file`, whose first `end` bytes are kept.
    pub fn new(file: File, end: u64) -> Self {
        Self { file, end: AtomicU64::new(end) }
    }

    /// A store that is gone when it is dropped.
    ///
    /// # Errors
    /// When the system has no place for temporary files.
    pub fn temporary() -> io::Result<Self> {
        Ok(Self::new(tempfile::tempfile()?, 0))
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// When they cannot be written, or are more than 4 GiB.
    pub fn put(&self, bytes: &[u8]) -> io::Result<Place> {
        self.put_all([bytes]).map(|[place]| place)
    }

    /// Adds several runs of bytes at once.
    ///
    /// # Errors
    /// When they cannot be written, or are more than 4 GiB.
    pub fn put_all<const N: usize>(&self, parts: [&[u8]; N]) -> io::Result<[Place; N]> {
        let bytes = parts.concat();
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        let mut at = self.end.fetch_add(length.into(), Ordering::Relaxed);
        write_at(&self.file, &bytes, at)?;
        Ok(parts.map(|part| {
            let length = u32::try_from(part.len()).expect("a part is no longer than the whole");
            let place = Place { at, length, digest: digest(part) };
            at += u64::from(length);
            place
        }))
    }

    /// Reads what was put at a place.
    ///
    /// # Errors
    /// When it cannot be read, or is no longer what was put there.
    pub fn get(&self, place: Place) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; place.length as usize];
        read_at(&self.file, &mut bytes, place.at).map_err(|_| damaged())?;
        if digest(&bytes) == place.digest { Ok(bytes) } else { Err(damaged()) }
    }

    /// How many bytes it holds.
    pub fn end(&self) -> u64 {
        self.end.load(Ordering::Relaxed)
    }
}

#[derive(Debug)]
struct Damaged;

impl std::error::Error for Damaged {}

impl std::fmt::Display for Damaged {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("what was kept of a text is damaged")
    }
}

/// The error for what is no longer as it was put.
pub fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, Damaged)
}

/// Whether an error is that of [`damaged`]: whoever kept the bytes can make them again.
pub fn is_damage(error: &io::Error) -> bool {
    matches!(error.get_ref(), Some(inner) if inner.is::<Damaged>())
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, at)?;
        bytes = &bytes[written..];
        at += written as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[read..];
        at += read as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_is_got() {
        let store = Store::temporary().unwrap();
        let places: Vec<_> = ["a", "", "bcd"].map(|text| store.put(text.as_bytes()).unwrap()).into();
        let got: Vec<_> = places.iter().map(|place| store.get(*place).unwrap()).collect();
        assert_eq!(got, [&b"a"[..], b"", b"bcd"]);
    }

    #[test]
    fn damage_is_seen() {
        let store = Store::temporary().unwrap();
        let place = store.put(b"abc").unwrap();
        write_at(&store.file, b"x", 1).unwrap();
        assert_eq!(store.get(place).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
