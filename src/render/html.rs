//! A text as HTML: its nodes with their links, sections, marks and anchors.
//!
//! Nothing that an author wrote reaches the page unescaped. The pieces that are
//! written here as HTML hold only slugs, numbers and words that went through
//! [`escape`]; everything else goes through pulldown-cmark's own writer, to
//! which raw HTML is never handed.

use jiff::civil::Date;
use pulldown_cmark::{Alignment, CowStr, Event, Tag, TagEnd, html};
use serde::Serialize;

use super::highlight;
use super::site::Site;
use crate::archive::case::{Entity, Link, Text};
use crate::archive::ids::BodyId;
use crate::fields::Vocabulary;
use crate::source::annotation::{Attributes, MarkValue};
use crate::source::markup::{Node, Parsed};
use crate::source::outline::{Mark, Outline};
use crate::source::vocabulary::{Role, Target};
use crate::text::Spanned;

/// A line of a contents list.
#[derive(Debug, Serialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its words.
    pub text: String,
    /// Its fragment.
    pub anchor: String,
}

/// A text as templates see it.
#[derive(Debug, Default, Serialize)]
pub struct Html {
    /// The text.
    pub body: String,
    /// Its headings, for a contents list.
    pub headings: Vec<Heading>,
    /// Whether something in it is coloured.
    pub has_code: bool,
}

/// Escapes for text and for attributes in double quotes.
pub fn escape(text: &str) -> String {
    let mut escaped = Vec::with_capacity(text.len());
    tera::escape_html(text, &mut escaped).expect("writing to memory does not fail");
    String::from_utf8(escaped).expect("escaping keeps text UTF-8")
}

/// Writes a text. `root` leads from its page to the root of the site; `skip_title`
/// leaves out the heading that the page shows as its title.
pub fn write(parsed: Parsed, text: &Text, site: &Site, root: &str, skip_title: bool) -> Html {
    let Parsed { outline, nodes } = parsed;
    let defined = nodes.iter().filter_map(|node| match node {
        Node::Plain(Event::Start(Tag::FootnoteDefinition(name))) => Some(name.to_string()),
        _ => None,
    });
    let mut writer = Writer {
        site,
        root,
        text,
        outline: &outline,
        skip_title,
        out: vec![Vec::with_capacity(nodes.len() * 2)],
        open_uses: Vec::new(),
        notes: Notes { defined: defined.collect(), numbers: Vec::new(), texts: Vec::new() },
        has_code: false,
        paragraph: None,
        alignments: Vec::new(),
        cell: 0,
        in_head: false,
    };
    for node in nodes {
        writer.node(node);
    }
    writer.footnotes();
    let has_code = writer.has_code;
    let mut body = String::new();
    html::push_html(&mut body, writer.out.into_iter().flatten());
    Html { body, headings: headings(&outline), has_code }
}

fn headings(outline: &Outline) -> Vec<Heading> {
    let named = outline.sections.iter().filter(|section| !section.heading.is_empty());
    named
        .map(|section| Heading { level: section.level, text: section.heading.clone(), anchor: section.anchor.clone() })
        .collect()
}

struct Notes {
    defined: Vec<String>,
    /// Names in the order of their first references.
    numbers: Vec<String>,
    /// The texts by name, as pieces of output.
    texts: Vec<(String, Vec<Event<'static>>)>,
}

struct Writer<'a> {
    site: &'a Site<'a>,
    root: &'a str,
    text: &'a Text,
    outline: &'a Outline,
    skip_title: bool,
    /// The output; a footnote that is open has one of its own on top.
    out: Vec<Vec<Event<'static>>>,
    /// Whether each open use is written as a link.
    open_uses: Vec<bool>,
    notes: Notes,
    has_code: bool,
    /// The anchor of the paragraph that is open.
    paragraph: Option<String>,
    /// The alignment of the open table's columns, and where in it the writer is.
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
}

impl Writer<'_> {
    fn push(&mut self, event: Event<'static>) {
        self.out.last_mut().expect("there is always an output").push(event);
    }

    fn html(&mut self, html: String) {
        self.push(Event::InlineHtml(html.into()));
    }

    fn node(&mut self, node: Node) {
        match node {
            Node::SectionStart(index) => self.section(index),
            Node::SectionEnd => self.html("</section>\n".to_owned()),
            Node::HeadingStart(level) => self.html(format!("<h{}>", level.max(2))),
            Node::HeadingEnd(level, section) => self.heading_end(level.max(2), section),
            Node::Title(words) if !self.skip_title => self.html(format!("<h2>{}</h2>\n", escape(&words))),
            Node::Title(_) => {}
            Node::ParagraphStart(anchor) => {
                self.html(format!("<p id=\"{anchor}\">"));
                self.paragraph = Some(anchor);
            }
            Node::ItemStart(Some(anchor)) => self.html(format!("<li id=\"{anchor}\">")),
            Node::ItemStart(None) => self.html("<li>".to_owned()),
            Node::MarkStart(index) => self.mark_start(index),
            Node::MarkEnd => self.html("</mark>".to_owned()),
            Node::UseStart(index) => self.use_start(index),
            Node::UseEnd => {
                if self.open_uses.pop() == Some(true) {
                    self.html("</a>".to_owned());
                }
            }
            Node::LinkStart(address) => self.html(format!("<a href=\"{}\" rel=\"external\">", escape(&address))),
            Node::LinkEnd => self.html("</a>".to_owned()),
            Node::Image(index, alternative) => self.image(index, &alternative),
            Node::Number(index, written, readings) => self.number(index, &written, &readings),
            Node::Code(language, code) => self.code(&language, &code),
            Node::RawHtml(html) => self.push(Event::Text(html.into())),
            Node::Plain(event) => self.plain(event),
        }
    }

    fn section(&mut self, index: usize) {
        let section = &self.outline.sections[index];
        let role = section.attributes.role.as_ref().map(|role| role.value);
        let class = role.map(|role| format!(" class=\"role {}\"", role.word())).unwrap_or_default();
        self.html(format!("<section id=\"{}\"{class}>\n", escape(&section.anchor)));
        if let Some(role) = role.filter(|_| section.heading.is_empty()) {
            self.role(role, index);
        }
    }

    /// The end of a heading brings its permanent link and, where its section has a role, what that is.
    fn heading_end(&mut self, level: u8, section: Option<usize>) {
        let Some(index) = section else {
            self.html(format!("</h{level}>\n"));
            return;
        };
        let section = &self.outline.sections[index];
        let label = escape(self.site.locale.word("text.section_link"));
        let anchor = escape(&section.anchor);
        self.html(format!(" <a class=\"anchor\" href=\"#{anchor}\" aria-label=\"{label}\">#</a></h{level}>\n"));
        if let Some(role) = &section.attributes.role {
            self.role(role.value, index);
        }
    }

    fn role(&mut self, role: Role, index: usize) {
        let section = &self.outline.sections[index];
        let sections = &self.text.sections;
        let actors = sections.binary_search_by_key(&index, |actors| actors.index).ok().map(|at| &sections[at]);
        let mut parts = vec![escape(self.site.locale.word(&format!("role.{}", role.word())))];
        if let Some(to) = actors.and_then(|actors| actors.to) {
            parts.push(format!("{} {}", escape(self.site.locale.word("role.to")), self.link_to_body(to)));
        }
        if let Some(body) = actors.and_then(|actors| actors.body) {
            parts.push(self.link_to_body(body));
        }
        if let Some(person) = actors.and_then(|actors| actors.person) {
            let name = escape(&self.site.archive.people[person].name);
            parts.push(self.link_to(Entity::Person(person), None, &name));
        }
        parts.extend(self.dates(&section.attributes));
        parts.extend(section.attributes.party.iter().map(|party| escape(&party.value)));
        self.html(format!("<p class=\"says-role\">{}</p>\n", parts.join(" · ")));
    }

    fn link_to_body(&self, body: BodyId) -> String {
        self.link_to(Entity::Body(body), None, &escape(&self.site.archive.bodies[body].name))
    }

    fn dates(&self, attributes: &Attributes) -> Vec<String> {
        let locale = self.site.locale;
        let date = |word: &str, date: &Option<Spanned<Date>>| {
            let day = date.as_ref()?.value;
            Some(format!("{} <time datetime=\"{day}\">{}</time>", escape(locale.word(word)), escape(&locale.day(day))))
        };
        [date("text.decided", &attributes.decided), date("text.report", &attributes.report)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// Marked words: a quiet underline, and beside it what they say.
    fn mark_start(&mut self, index: usize) {
        let mark = &self.outline.marks[index];
        let (kind, value) = kind_and_value(mark.address.value);
        let says = escape(&self.says(mark, kind, value));
        self.html(format!(
            "<mark class=\"{kind} {value}\" id=\"{}\"><span class=\"says\">{says}</span>",
            escape(&mark.anchor)
        ));
    }

    fn says(&self, mark: &Mark, kind: &str, value: &str) -> String {
        let locale = self.site.locale;
        let mut says = locale.word(&format!("{kind}.{value}")).to_owned();
        if let Some(claim) = &mark.address.claim {
            says += &format!(", {}", locale.word("text.claim").replace("{n}", &claim.value.to_string()));
        }
        if mark.address.target.as_ref().is_some_and(|target| target.value == Target::Proposal) {
            says += &format!(", {}", locale.word("target.proposal"));
        }
        says
    }

    fn link_to(&self, entity: Entity, fragment: Option<&str>, words: &str) -> String {
        format!("<a href=\"{}\">{words}</a>", self.address(entity, fragment))
    }

    fn address(&self, entity: Entity, fragment: Option<&str>) -> String {
        let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        escape(&format!("{}{}{fragment}", self.root, self.site.routes.of(entity).as_str()))
    }

    fn use_start(&mut self, index: usize) {
        let address = match self.text.links.get(index) {
            Some(Link::To(entity, fragment)) => Some(self.address(*entity, fragment.as_deref())),
            _ => None,
        };
        self.open_uses.push(address.is_some());
        if let Some(address) = address {
            self.html(format!("<a href=\"{address}\">"));
        }
    }

    fn image(&mut self, index: usize, alternative: &str) {
        if let Some(Link::Asset(asset)) = self.text.links.get(index) {
            let address = escape(&format!("{}{}", self.root, self.site.routes.asset_link(*asset)));
            self.html(format!("<img src=\"{address}\" alt=\"{}\" loading=\"lazy\">", escape(alternative)));
        }
    }

    fn number(&mut self, index: usize, written: &str, readings: &[std::ops::Range<usize>]) {
        let Some(Link::Number(reading, entity)) = self.text.links.get(index) else {
            self.push(Event::Text(CowStr::from(written.to_owned())));
            return;
        };
        let range = readings[*reading].clone();
        let link = self.link_to(*entity, None, &escape(&written[range.clone()]));
        self.html(format!("{}{link}{}", escape(&written[..range.start]), escape(&written[range.end..])));
    }

    fn code(&mut self, language: &str, code: &str) {
        let coloured = if language.is_empty() { None } else { highlight::code(language, code) };
        self.has_code |= coloured.is_some();
        let body = coloured.unwrap_or_else(|| escape(code));
        self.html(format!("<pre tabindex=\"0\"><code>{body}</code></pre>\n"));
    }

    fn plain(&mut self, event: Event) {
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => self.out.push(Vec::new()),
            Event::End(TagEnd::FootnoteDefinition) => {
                let text = self.out.pop().expect("a note that ends was begun");
                // Definitions come in the order in which their names were collected.
                let name = self.notes.defined[self.notes.texts.len()].clone();
                self.notes.texts.push((name, text));
            }
            Event::FootnoteReference(name) => self.footnote_reference(&name),
            Event::End(TagEnd::Paragraph) => self.paragraph_end(),
            Event::Start(Tag::Table(alignments)) => self.table_start(alignments),
            Event::End(TagEnd::Table) => self.html("</tbody></table></div>\n".to_owned()),
            Event::Start(tag @ (Tag::TableHead | Tag::TableRow)) => {
                self.cell = 0;
                self.in_head = tag == Tag::TableHead;
                self.html(if self.in_head { "<thead><tr>" } else { "<tr>" }.to_owned());
            }
            Event::End(TagEnd::TableHead) => self.html("</tr></thead>\n<tbody>\n".to_owned()),
            Event::End(TagEnd::TableRow) => self.html("</tr>\n".to_owned()),
            Event::Start(Tag::TableCell) => self.cell_start(),
            Event::End(TagEnd::TableCell) => self.html(if self.in_head { "</th>" } else { "</td>" }.to_owned()),
            event => self.push(event.into_static()),
        }
    }

    /// A paragraph ends with a link to itself, for those who cite it. It is no tab
    /// stop and is not read aloud: there is one for every paragraph.
    fn paragraph_end(&mut self) {
        if let Some(anchor) = self.paragraph.take() {
            let label = escape(self.site.locale.word("text.paragraph_link"));
            self.html(format!(
                "<a class=\"pilcrow\" href=\"#{anchor}\" title=\"{label}\" tabindex=\"-1\" aria-hidden=\"true\">¶</a>"
            ));
        }
        self.html("</p>\n".to_owned());
    }

    /// Tables are written here and not by the library, which aligns cells by inline styles.
    fn table_start(&mut self, alignments: Vec<Alignment>) {
        self.alignments = alignments;
        let label = escape(self.site.locale.word("text.table"));
        self.html(format!("<div class=\"table\" role=\"region\" aria-label=\"{label}\" tabindex=\"0\"><table>\n"));
    }

    fn cell_start(&mut self) {
        let class = match self.alignments.get(self.cell) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        self.cell += 1;
        self.html(if self.in_head { format!("<th scope=\"col\"{class}>") } else { format!("<td{class}>") });
    }

    fn footnote_reference(&mut self, name: &str) {
        if !self.notes.defined.iter().any(|defined| defined == name) {
            self.push(Event::Text(format!("[^{name}]").into()));
            return;
        }
        let known = self.notes.numbers.iter().position(|other| other == name);
        let number = known.unwrap_or_else(|| {
            self.notes.numbers.push(name.to_owned());
            self.notes.numbers.len() - 1
        }) + 1;
        let id = if known.is_none() { format!(" id=\"fnref_{number}\"") } else { String::new() };
        self.html(format!("<sup{id}><a href=\"#fn_{number}\" class=\"footnote\">{number}</a></sup>"));
    }

    /// Notes stand after the text, in the order of their references; one that nothing refers to comes last.
    fn footnotes(&mut self) {
        if self.notes.texts.is_empty() {
            return;
        }
        let mut texts = std::mem::take(&mut self.notes.texts);
        let numbers = std::mem::take(&mut self.notes.numbers);
        let place = |name: &str| numbers.iter().position(|other| other == name).unwrap_or(usize::MAX);
        texts.sort_by_key(|(name, _)| place(name));
        self.html("<ol class=\"footnotes\">\n".to_owned());
        for (index, (name, text)) in texts.into_iter().enumerate() {
            let number = index + 1;
            self.html(format!("<li id=\"fn_{number}\">"));
            text.into_iter().for_each(|event| self.push(event));
            if place(&name) != usize::MAX {
                let label = escape(self.site.locale.word("text.back_to_text"));
                self.html(format!("<a href=\"#fnref_{number}\" class=\"back\" aria-label=\"{label}\">↩</a>"));
            }
            self.html("</li>\n".to_owned());
        }
        self.html("</ol>\n".to_owned());
    }
}

fn kind_and_value(value: MarkValue) -> (&'static str, &'static str) {
    match value {
        MarkValue::Stance(stance) => ("stance", stance.word()),
        MarkValue::Ground(ground) => ("ground", ground.word()),
        MarkValue::Act(act) => ("act", act.word()),
        MarkValue::Outcome(outcome) => ("outcome", outcome.word()),
    }
}
