//! Placeholder while the module is written.
use std::ops::Range;
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Number { pub prefix: Option<String>, pub key: String }
pub struct Mention { pub readings: Vec<Reading> }
pub struct Reading { pub range: Range<usize>, pub number: Number }
pub fn parse(text: &str) -> Option<Number> { text.chars().any(|c| c.is_ascii_digit()).then(|| Number { prefix: None, key: text.to_owned() }) }
pub fn mentions(_text: &str) -> Vec<Mention> { Vec::new() }
