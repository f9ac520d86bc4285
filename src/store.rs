//! Keeps on disk what would be too much for memory: one file, to which bytes
//! are added and from which they are read again by their [`Place`].

use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::per_thread::PerThread;
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

/// A file to which many threads add and from which they read. Each thread fills
/// an extent of its own, which is written when it is full: what was put can be got
/// after a [`Store::flush`].
#[derive(Debug)]
pub struct Store {
    file: File,
    /// Where the next extent begins.
    end: AtomicU64,
    open: PerThread<Mutex<Extent>>,
}

/// A part of the file that is being filled.
#[derive(Debug, Default)]
struct Extent {
    at: u64,
    length: u64,
    bytes: Vec<u8>,
}

impl Extent {
    fn is_overfull(&self) -> bool {
        self.bytes.len() as u64 > self.length
    }
}

impl Store {
    /// A store in `file`, whose first `end` bytes are kept.
    pub fn new(file: File, end: u64) -> Self {
        Self { file, end: AtomicU64::new(end), open: PerThread::new(Mutex::default) }
    }

    /// A store that is gone when it is dropped.
    ///
    /// # Errors
    /// When the system has no place for temporary files.
    pub fn temporary() -> io::Result<Self> {
        Ok(Self::new(tempfile::tempfile()?, 0))
    }

    /// Adds the bytes that `write` appends to what it is given.
    ///
    /// # Errors
    /// When bytes cannot be written, or these are more than 4 GiB.
    pub fn put(&self, write: impl FnOnce(&mut Vec<u8>)) -> io::Result<Place> {
        let extent = &mut *lock(self.open.own());
        let mut start = extent.bytes.len();
        write(&mut extent.bytes);
        let bytes = &extent.bytes[start..];
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        let digest = digest(bytes);
        if extent.is_overfull() {
            let bytes = extent.bytes.split_off(start);
            self.write(extent)?;
            extent.length = self.usual_length().max(length.into());
            extent.at = self.end.fetch_add(extent.length, Ordering::Relaxed);
            extent.bytes.extend(bytes);
            start = 0;
        }
        Ok(Place { at: extent.at + start as u64, length, digest })
    }

    /// Adds a value.
    ///
    /// # Errors
    /// As for [`Self::put`].
    pub fn put_value(&self, value: &impl Serialize) -> io::Result<Place> {
        self.put(|bytes| write_value(value, bytes))
    }

    /// Extents grow with the store: long ones are written with few calls of the
    /// system, and what stays empty of them is little beside the rest.
    fn usual_length(&self) -> u64 {
        (self.end() / 256).clamp(SHORTEST, LONGEST)
    }

    fn write(&self, extent: &mut Extent) -> io::Result<()> {
        let written = write_at(&self.file, &extent.bytes, extent.at);
        extent.bytes.clear();
        written
    }

    /// Lets everything that was put be got.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn flush(&self) -> io::Result<()> {
        for extent in self.open.all() {
            let extent = &mut *lock(extent);
            let (end, used) = (extent.at + extent.length, extent.at + extent.bytes.len() as u64);
            self.write(extent)?;
            // The rest of the last extent is given back.
            self.end.compare_exchange(end, used, Ordering::Relaxed, Ordering::Relaxed).ok();
            *extent = Extent::default();
        }
        Ok(())
    }

    /// Reads what was put at a place.
    ///
    /// # Errors
    /// When it cannot be read, or is no longer what was put there.
    pub fn get(&self, place: Place) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; place.length as usize];
        self.read(place, &mut bytes)?;
        Ok(bytes)
    }

    fn read(&self, place: Place, bytes: &mut [u8]) -> io::Result<()> {
        read_at(&self.file, bytes, place.at).map_err(|_| damaged())?;
        if digest(bytes) == place.digest { Ok(()) } else { Err(damaged()) }
    }

    /// Reads one thing after the other.
    pub fn reader(&self) -> Reader<'_> {
        Reader { store: self, room: Vec::new() }
    }

    /// Reads a value that was put at a place.
    ///
    /// # Errors
    /// As for [`Self::get`].
    pub fn get_value<T: DeserializeOwned>(&self, place: Place) -> io::Result<T> {
        postcard::from_bytes(&self.get(place)?).map_err(|_| damaged())
    }

    /// How many bytes of the file are its.
    pub fn end(&self) -> u64 {
        self.end.load(Ordering::Relaxed)
    }
}

/// The shortest and the longest extents of small and large stores, in bytes.
const SHORTEST: u64 = 4 << 10;
const LONGEST: u64 = 256 << 10;

/// Reads a store into one room, which grows as it must and is not cleared in between.
pub struct Reader<'s> {
    store: &'s Store,
    room: Vec<u8>,
}

impl Reader<'_> {
    /// Reads what was put at a place.
    ///
    /// # Errors
    /// As for [`Store::get`].
    pub fn get(&mut self, place: Place) -> io::Result<&[u8]> {
        let length = place.length as usize;
        if self.room.len() < length {
            self.room.resize(length, 0);
        }
        let bytes = &mut self.room[..length];
        self.store.read(place, bytes)?;
        Ok(bytes)
    }
}

fn lock(extent: &Mutex<Extent>) -> MutexGuard<'_, Extent> {
    extent.lock().expect("no thread fails while it holds the lock")
}

/// Appends a value to bytes.
///
/// # Panics
/// Never: memory takes everything.
pub fn write_value(value: &impl Serialize, bytes: &mut Vec<u8>) {
    *bytes = postcard::to_extend(value, std::mem::take(bytes)).expect("memory takes everything");
}

/// Appends a value and, after it, a text.
pub fn write_with_text(value: &impl Serialize, text: &str, bytes: &mut Vec<u8>) {
    write_value(value, bytes);
    bytes.extend_from_slice(text.as_bytes());
}

/// What [`write_with_text`] wrote. `None` when it wrote none such.
pub fn read_with_text<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> Option<(T, &'b str)> {
    let (value, text) = postcard::take_from_bytes(bytes).ok()?;
    Some((value, simdutf8::basic::from_utf8(text).ok()?))
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
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn what_is_put_is_got() {
        let store = Store::temporary().unwrap();
        let texts = ["a".to_owned(), String::new(), "b".repeat(5000), "c".repeat(3000), "d".repeat(2000)];
        let put = |text: &String| store.put(|bytes| bytes.extend_from_slice(text.as_bytes())).unwrap();
        let places: Vec<_> = texts.iter().map(put).collect();
        store.flush().unwrap();
        let got: Vec<_> = places.iter().map(|place| store.get(*place).unwrap()).collect();
        assert_eq!(got, texts.each_ref().map(String::as_bytes));
        let mut reader = store.reader();
        for (place, text) in places.iter().zip(&texts) {
            assert_eq!(reader.get(*place).unwrap(), text.as_bytes());
        }
    }

    #[test]
    fn many_threads_put_and_nothing_is_lost() {
        let text = |number: usize| number.to_string().repeat(number % 700).into_bytes();
        let more_than_usual = 4 * rayon::current_num_threads();
        for threads in [rayon::current_num_threads(), more_than_usual] {
            let store = Store::temporary().unwrap();
            let put = |number| store.put(|bytes| bytes.extend(text(number))).unwrap();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let places: Vec<_> = pool.install(|| (0..20_000).into_par_iter().map(put).collect());
            store.flush().unwrap();
            let sum: u64 = places.iter().map(|place| place.length()).sum();
            assert!(store.end() < sum + sum / 8, "{} for {sum} bytes", store.end());
            for (number, place) in places.into_iter().enumerate() {
                assert_eq!(store.get(place).unwrap(), text(number));
            }
        }
    }

    #[test]
    fn what_is_put_alone_leaves_no_gap() {
        let store = Store::temporary().unwrap();
        for _ in 0..3 {
            store.put(|bytes| bytes.push(b'a')).unwrap();
            store.flush().unwrap();
        }
        assert_eq!(store.end(), 3);
    }

    #[test]
    fn damage_is_seen() {
        let store = Store::temporary().unwrap();
        let place = store.put(|bytes| bytes.extend(b"abc")).unwrap();
        store.flush().unwrap();
        write_at(&store.file, b"x", place.at + 1).unwrap();
        assert_eq!(store.get(place).unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert!(is_damage(&store.reader().get(place).unwrap_err()));
    }
}
