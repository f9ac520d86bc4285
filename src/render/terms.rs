//! Terms of the glossary in the HTML of a text: the first use of each becomes a link
//! to what it means.
//!
//! Only paragraphs are looked at, because headings, tables and code say what they
//! say; in these only what is neither a link nor marked words, of which the first
//! cannot hold another link and the second are evidence.

use std::iter::Peekable;
use std::ops::Range;

use memchr::memchr;

use super::html::push_escaped;
use crate::glossary::Glossary;

/// The HTML of one text, on its way to a page.
pub struct Terms<'a, F: Iterator<Item = (Range<usize>, usize)>> {
    html: &'a str,
    glossary: &'a Glossary,
    /// The address of the page of all terms, from the text's page.
    address: &'a str,
    found: Peekable<F>,
    /// Which terms have been explained.
    explained: Vec<bool>,
    /// How far tags have been looked at.
    at: usize,
    in_paragraph: bool,
    /// How many elements are open in which nothing is explained.
    closed: usize,
}

/// The terms of a text; none are explained where `address` is empty.
pub fn terms<'a>(
    html: &'a str,
    glossary: &'a Glossary,
    address: &'a str,
) -> Terms<'a, impl Iterator<Item = (Range<usize>, usize)> + use<'a>> {
    let found = (!address.is_empty()).then(|| glossary.find(html)).into_iter().flatten().peekable();
    let explained = vec![false; glossary.terms().len()];
    Terms { html, glossary, address, found, explained, at: 0, in_paragraph: false, closed: 0 }
}

impl<F: Iterator<Item = (Range<usize>, usize)>> Terms<'_, F> {
    /// Adds a part of the HTML; `in_link` when it stands in a link that is no part of it. Parts come in their order.
    pub fn push(&mut self, range: Range<usize>, in_link: bool, out: &mut String) {
        let mut done = range.start;
        while let Some((place, term)) = self.found.next_if(|(place, _)| place.start < range.end) {
            // What was found across a hole is not a word there.
            if self.explained[term] || place.start < done || place.end > range.end || in_link {
                continue;
            }
            if !self.may_explain(&place) {
                continue;
            }
            self.explained[term] = true;
            out.push_str(&self.html[done..place.start]);
            self.link(term, &self.html[place.clone()], out);
            done = place.end;
        }
        out.push_str(&self.html[done..range.end]);
    }

    /// Whether a place is the text of a paragraph, and in no element where nothing is explained.
    fn may_explain(&mut self, place: &Range<usize>) -> bool {
        let bytes = self.html.as_bytes();
        while let Some(length) = bytes.get(self.at..place.start).and_then(|bytes| memchr(b'<', bytes)) {
            let tag = self.at + length;
            let Some(end) = memchr(b'>', &bytes[tag..]) else { return false };
            self.pass(&self.html[tag + 1..tag + end]);
            self.at = tag + end + 1;
        }
        // A tag that ends behind the beginning of the place holds it.
        self.at <= place.start && self.in_paragraph && self.closed == 0
    }

    fn pass(&mut self, tag: &str) {
        match tag.split(' ').next().unwrap_or_default() {
            "p" => (self.in_paragraph, self.closed) = (true, 0),
            "/p" => self.in_paragraph = false,
            "a" | "mark" | "code" => self.closed += 1,
            "/a" | "/mark" | "/code" => self.closed = self.closed.saturating_sub(1),
            _ => {}
        }
    }

    fn link(&self, term: usize, words: &str, out: &mut String) {
        let term = &self.glossary.terms()[term];
        out.push_str("<a class=\"term\" href=\"");
        push_escaped(out, self.address);
        out.push('#');
        out.push_str(&term.slug);
        out.push_str("\" title=\"");
        push_escaped(out, &term.explanation);
        out.push_str("\">");
        out.push_str(words);
        out.push_str("</a>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Diagnostics;
    use crate::text::Sources;

    fn explained(html: &str) -> String {
        let register = "[[term]]\nname = \"remiss\"\nexplanation = \"Frågan <till> \\\"andra\\\".\"\n";
        let file = Sources::default().add_embedded("register".to_owned(), register);
        let glossary = Glossary::read((file, register), None, &mut Diagnostics::default());
        let mut out = String::new();
        let (middle, mut terms) = (html.len() / 2, terms(html, &glossary, "o.html"));
        let middle = (middle..html.len()).find(|at| html.is_char_boundary(*at)).unwrap_or(html.len());
        terms.push(0..middle, false, &mut out);
        terms.push(middle..html.len(), false, &mut out);
        out
    }

    #[test]
    fn the_first_use_is_explained() {
        let link =
            "<a class=\"term\" href=\"o.html#remiss\" title=\"Frågan &lt;till&gt; &quot;andra&quot;.\">Remiss</a>";
        let html = "<h2>Remiss</h2><p id=\"remiss\">Remiss, och en remiss till, som är längre.</p>";
        assert_eq!(explained(html), html.replacen(">Remiss,", &format!(">{link},"), 1));
    }

    #[test]
    fn links_evidence_and_code_are_left_alone() {
        for html in [
            "<p>x <a href=\"remiss\">remiss</a> y</p><p>y",
            "<p>x <mark>en <em>remiss</em></mark> <code>remiss</code></p>",
            "<td>remiss</td>",
            "<p>x</p> remiss",
        ] {
            assert_eq!(explained(html), html);
        }
    }
}
