//! The least that a build could take: reads every source and writes every file
//! of the site, with two threads, and does nothing else.
//!
//! ```text
//! floor pack SITE PACK                   puts a finished site into one file
//! floor run SOURCES PACK DEST            reads SOURCES, writes the site to DEST
//! floor run SOURCES PACK DEST RECORD     writes what a build records, too
//! ```
//!
//! `run` lists the sources itself, as any build has to. The bytes to write must
//! come from somewhere: a thread takes those of one file at a time from the
//! pack, without keeping them. That is the one thing that a build, which has
//! just made them, does not do, and is timed apart.
//!
//! With RECORD, the size of diarium's record in bytes, it writes as many beside
//! DEST, a run of them after each source that it reads, and reads each once
//! before it writes a file: no text may wait in memory until its page is made.

#![allow(clippy::disallowed_methods, reason = "it measures the reading and writing of files and nothing else")]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const THREADS: usize = 2;

fn main() -> io::Result<()> {
    let args: Vec<_> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["pack", site, pack] => write_pack(Path::new(site), Path::new(pack)),
        ["run", sources, pack, dest] => run(Path::new(sources), Path::new(pack), Path::new(dest), 0),
        ["run", sources, pack, dest, record] => {
            let record = record.parse().map_err(io::Error::other)?;
            run(Path::new(sources), Path::new(pack), Path::new(dest), record)
        }
        _ => Err(io::Error::other("usage: floor pack SITE PACK | floor run SOURCES PACK DEST [RECORD]")),
    }
}

/// Every file below a folder.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            list(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// A pack is the bytes of all files, after a list beside it of their lengths and names.
fn write_pack(site: &Path, pack: &Path) -> io::Result<()> {
    let mut files = Vec::new();
    list(site, &mut files)?;
    files.sort();
    let mut bytes = BufWriter::new(File::create(pack)?);
    let mut names = BufWriter::new(File::create(names(pack))?);
    for file in files {
        let length = io::copy(&mut File::open(&file)?, &mut bytes)?;
        let name = file.strip_prefix(site).map_err(io::Error::other)?;
        writeln!(names, "{length} {}", name.display())?;
    }
    names.flush()?;
    bytes.flush()
}

fn names(pack: &Path) -> PathBuf {
    pack.with_extension("names")
}

/// A file to write, and where its bytes stand in the pack.
struct Planned {
    path: PathBuf,
    start: u64,
    length: usize,
}

fn read_names(pack: &Path, dest: &Path) -> io::Result<Vec<Planned>> {
    let mut start = 0;
    let text = fs::read_to_string(names(pack))?;
    let lines = text.lines().map(|line| {
        let (length, name) = line.split_once(' ').ok_or_else(|| io::Error::other("a line without a name"))?;
        let length: usize = length.parse().map_err(io::Error::other)?;
        let planned = Planned { path: dest.join(name), start, length };
        start += length as u64;
        Ok(planned)
    });
    lines.collect()
}

fn run(sources: &Path, pack: &Path, dest: &Path, record: usize) -> io::Result<()> {
    let planned = read_names(pack, dest)?;
    let began = Instant::now();
    let mut files = Vec::new();
    list(sources, &mut files)?;
    let listed = began.elapsed();
    let (folders, ()) = timed(|| make_folders(&planned, dest))?;
    let kept = Kept::new(&dest.with_extension("record"), record)?;
    let (read, bytes_read) = timed(|| read_all(&files, &kept))?;
    let (written, fetching) = timed(|| write_all(&planned, &File::open(pack)?, &kept))?;
    let bytes_written: usize = planned.iter().map(|file| file.length).sum();
    println!(
        "list {:.4} read {:.4} folders {:.4} write {:.4} fetch {:.4}",
        listed.as_secs_f64(),
        read.as_secs_f64(),
        folders.as_secs_f64(),
        (written - fetching).as_secs_f64(),
        fetching.as_secs_f64()
    );
    println!(
        "{} files of {bytes_read} bytes read, {} files of {bytes_written} bytes written",
        files.len(),
        planned.len()
    );
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> io::Result<T>) -> io::Result<(Duration, T)> {
    let began = Instant::now();
    let value = work()?;
    Ok((began.elapsed(), value))
}

/// Does something to every item, on all threads. Each has a buffer of its own.
fn on_all_threads<T: Sync>(items: &[T], work: impl Fn(&T, &mut Vec<u8>) -> io::Result<()> + Sync) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let work_off = || {
        let mut buffer = Vec::new();
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(item, &mut buffer)?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work_off)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().expect("no thread panics"))
    })
}

/// What a build keeps on disk for itself.
struct Kept {
    file: File,
    length: usize,
    end: AtomicUsize,
    read: AtomicUsize,
}

impl Kept {
    fn new(path: &Path, length: usize) -> io::Result<Self> {
        let file = File::options().read(true).write(true).create(true).truncate(true).open(path)?;
        Ok(Self { file, length, end: AtomicUsize::new(0), read: AtomicUsize::new(0) })
    }

    /// Adds one of `count` equal runs of bytes.
    fn put(&self, buffer: &mut Vec<u8>, count: usize) -> io::Result<()> {
        buffer.resize(self.length / count, b' ');
        let at = self.end.fetch_add(buffer.len(), Ordering::Relaxed);
        self.file.write_all_at(buffer, at as u64)
    }

    /// Reads the next of `count` equal runs of bytes.
    fn get(&self, buffer: &mut Vec<u8>, count: usize) -> io::Result<()> {
        buffer.resize(self.end.load(Ordering::Relaxed) / count, 0);
        let at = self.read.fetch_add(buffer.len(), Ordering::Relaxed);
        self.file.read_exact_at(buffer, at as u64)
    }
}

fn read_all(files: &[PathBuf], kept: &Kept) -> io::Result<usize> {
    let total = AtomicUsize::new(0);
    on_all_threads(files, |file, buffer| {
        buffer.clear();
        total.fetch_add(File::open(file)?.read_to_end(buffer)?, Ordering::Relaxed);
        kept.put(buffer, files.len())
    })?;
    Ok(total.into_inner())
}

fn make_folders(planned: &[Planned], dest: &Path) -> io::Result<()> {
    fs::create_dir_all(dest)?;
    let folders: BTreeSet<_> = planned.iter().filter_map(|file| file.path.parent()).collect();
    folders.into_iter().try_for_each(fs::create_dir_all)
}

/// Writes every file. Gives back how much of the time went to the pack.
fn write_all(planned: &[Planned], pack: &File, kept: &Kept) -> io::Result<Duration> {
    let fetching = AtomicU64::new(0);
    on_all_threads(planned, |file, buffer| {
        kept.get(buffer, planned.len())?;
        let began = Instant::now();
        buffer.resize(file.length, 0);
        pack.read_exact_at(buffer, file.start)?;
        let nanoseconds = u64::try_from(began.elapsed().as_nanos()).map_err(io::Error::other)?;
        fetching.fetch_add(nanoseconds, Ordering::Relaxed);
        File::create_new(&file.path)?.write_all(buffer)
    })?;
    Ok(Duration::from_nanos(fetching.into_inner() / THREADS as u64))
}
