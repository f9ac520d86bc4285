//! Builds the program anew when what is embedded in it changes, and gives it the
//! digest of its own sources, by which it knows the records that it wrote.

#![allow(clippy::disallowed_methods, reason = "the program's own sources are no content")]

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

fn main() {
    let mut hasher = DefaultHasher::new();
    let mut files = Vec::new();
    for place in ["src", "themes/default", "Cargo.toml", "Cargo.lock"] {
        println!("cargo:rerun-if-changed={place}");
        list(Path::new(place), &mut files);
    }
    files.sort();
    for file in files {
        hasher.write(file.to_string_lossy().as_bytes());
        hasher.write(&fs::read(&file).expect("the sources can be read"));
    }
    println!("cargo:rustc-env=DIARIUM_SOURCES={:016x}", hasher.finish());
}

fn list(place: &Path, files: &mut Vec<PathBuf>) {
    match fs::read_dir(place) {
        Ok(entries) => entries.for_each(|entry| list(&entry.expect("the sources can be listed").path(), files)),
        Err(_) => files.push(place.to_owned()),
    }
}
