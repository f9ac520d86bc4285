//! Which shard to load for a key: the names of all shards of a kind, in files of
//! their own, so that the one file which names these stays small however many
//! shards there are.

use std::io;

use super::kept::Named;
use super::partition::{self, Size};
use super::script::{self, Put, push_string};
use super::shelf::Shard;
use super::words::fold;
use crate::text::digest;

/// How long a file of names is at most, in bytes: some tens of shards.
const LONGEST: u64 = 2 << 10;

/// Shards or files of names, in the order of what they hold: what tells each from the one before it, and its name.
#[derive(Debug, Default)]
pub struct Directory {
    /// The least that can be looked up in each, without the marks of its letters.
    firsts: Vec<String>,
    names: Vec<Box<str>>,
}

impl Directory {
    /// That of shards.
    pub fn of(shards: &[Shard]) -> Self {
        let before = [None].into_iter().chain(shards.iter().map(|shard| Some(&*shard.last)));
        let first = |(before, shard): (Option<&str>, &Shard)| {
            before.map(|before| telling(before, &shard.first)).unwrap_or_default()
        };
        Self {
            firsts: before.zip(shards).map(first).collect(),
            names: shards.iter().map(|shard| shard.name.clone()).collect(),
        }
    }

    /// Writes all of it in files of names, and gives the directory of these.
    ///
    /// # Errors
    /// Those of `put`.
    pub fn write(&self, put: Put) -> io::Result<Self> {
        let size = |first: &String| Size {
            bytes: (first.len() + 1 + script::SHARD_NAME) as u64,
            digest: digest(first.as_bytes()),
        };
        let sizes: Vec<_> = self.firsts.iter().map(size).collect();
        let mut upper = Self::default();
        for range in partition::shards(&sizes, LONGEST) {
            let part = Self { firsts: self.firsts[range.clone()].to_vec(), names: self.names[range.clone()].to_vec() };
            upper.firsts.push(self.firsts[range.start].clone());
            upper.names.push(script::put(FOLDER, &part.to_data(), put)?.into());
        }
        Ok(upper)
    }

    /// The names of what it leads to.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    /// The directory as an expression: the firsts with spaces between, and the names, which are all as long.
    pub fn to_data(&self) -> String {
        let mut data = String::from("[");
        push_string(&mut data, &self.firsts.join(" "));
        data.push(',');
        push_string(&mut data, &self.names.concat());
        data.push(']');
        data
    }
}

/// As much of a key, without marks, as tells it from the one before.
fn telling(before: &str, key: &str) -> String {
    let (before, key) = (fold(before), fold(key));
    let shared = before.chars().zip(key.chars()).take_while(|(a, b)| a == b).count();
    key.chars().take(shared + 1).collect()
}

/// How many blocks of rows a file of names has, as a power of two.
pub const BLOCKS: u32 = 6;

/// Stands for a block that has no rows, and for 64 such.
pub const NONE: &str = "----------";

/// Where files of names are.
pub const FOLDER: &str = "d/";

/// Writes the names of blocks of rows, given with their places, in files of names,
/// each for as many blocks; gives the names of these.
///
/// # Errors
/// Those of `put`.
pub fn write_blocks(blocks: &[Named], put: Put) -> io::Result<Vec<String>> {
    let mut upper = Vec::new();
    for group in blocks.chunk_by(|(a, _), (b, _)| a >> BLOCKS == b >> BLOCKS) {
        upper.resize(group[0].0 >> BLOCKS, NONE.to_owned());
        let mut names = vec![NONE; 1 << BLOCKS];
        group.iter().for_each(|(block, name)| names[block % (1 << BLOCKS)] = name);
        let mut data = String::new();
        push_string(&mut data, &names.concat());
        upper.push(script::put(FOLDER, &data, put)?);
    }
    Ok(upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_told_from_the_one_before_by_as_little_as_it_takes() {
        for (before, key, expected) in
            [("avgift", "avtal", "avt"), ("åker", "äkta", "akt"), ("bad", "badhus", "badh"), ("", "b", "b")]
        {
            assert_eq!(telling(before, key), expected, "{before} {key}");
        }
    }
}
