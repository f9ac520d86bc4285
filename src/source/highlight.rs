//! Code and annotated files in colour, as classes that a stylesheet colours.
//!
//! The syntaxes are large, so they are loaded when the first piece of code is
//! met, and not at all in an archive without any.

use std::sync::OnceLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::{SyntaxDefinition, SyntaxReference, SyntaxSet, SyntaxSetBuilder};
use syntect::util::LinesWithEndings;

/// Classes are written `c-string`, so that they meet no other class of a theme.
const STYLE: ClassStyle = ClassStyle::SpacedPrefixed { prefix: "c-" };

/// Beyond this a block is data, not reading matter, and is shown uncoloured.
const LIMIT: usize = 200_000;

/// Colours code of a language, by its name or file extension. `None` when the language is not known.
pub fn code(language: &str, code: &str) -> Option<String> {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    if code.len() > LIMIT {
        return None;
    }
    if language.eq_ignore_ascii_case("toml") {
        return toml(code);
    }
    let syntaxes = SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines);
    colour(syntaxes, syntaxes.find_syntax_by_token(language)?, code)
}

/// Colours an annotated file: its front matter as TOML, its text as Markdown.
/// `front` is where the front matter ends, its closing fence included.
pub fn annotated(text: &str, front: usize) -> Option<String> {
    Some(toml(&text[..front])? + &code("md", &text[front..])?)
}

/// syntect's own collection has no TOML; this definition is ours.
fn toml(code: &str) -> Option<String> {
    static TOML: OnceLock<SyntaxSet> = OnceLock::new();
    let syntaxes = TOML.get_or_init(|| {
        let definition = SyntaxDefinition::load_from_str(include_str!("toml.sublime-syntax"), true, None);
        let mut builder = SyntaxSetBuilder::new();
        builder.add(definition.expect("our own definition is sound"));
        builder.build()
    });
    colour(syntaxes, syntaxes.find_syntax_by_extension("toml")?, code)
}

fn colour(syntaxes: &SyntaxSet, syntax: &SyntaxReference, code: &str) -> Option<String> {
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, syntaxes, STYLE);
    for line in LinesWithEndings::from(code) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(generator.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_escaped_and_classed() {
        let html = code("json", "{\"<script>\": 1}\n").unwrap();
        assert!(html.contains("&lt;script&gt;") && html.contains("class=\"c-"), "{html}");
        assert!(!html.contains("style="), "{html}");
        assert_eq!(code("no such language", "x"), None);
    }

    #[test]
    fn front_matter_is_read_as_toml() {
        let text = "+++\ntype = \"motion\"\ndate = 2018-04-25\n+++\n# Rubrik\n";
        let html = annotated(text, text.find('#').unwrap()).unwrap();
        assert!(html.contains("c-constant"), "{html}");
        assert!(html.contains("c-markup c-heading"), "{html}");
    }
}
