//! The theme's templates, compiled, and their mistakes as diagnostics.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};
use tera::{Context, ErrorKind, Kwargs, State, Tera, Value};

use super::SiteView;
use super::html::marks::ROOT;
use super::html::{escape, write_escaped};
use super::views::View;
use crate::diag::Diagnostic;
use crate::glossary::{Glossary, Term};
use crate::per_thread::PerThread;
use crate::text::{FileId, Span, digest};
use crate::theme::Theme;

/// Compiled templates.
pub struct Templates {
    /// One for each thread: what all pages share is counted by who uses it, and
    /// two threads that count the same thing wait for each other.
    engines: PerThread<Tera>,
    files: BTreeMap<String, FileId>,
    /// Where each component's name stands.
    components: BTreeMap<String, Span>,
    /// The digest of everything that a page's HTML depends on beside the page.
    digest: u64,
    /// The pages that the head of every page names.
    named: BTreeSet<String>,
}

impl Templates {
    /// Compiles a theme's templates. `site` and the words are known in all of them.
    ///
    /// # Errors
    /// What is wrong with the templates.
    pub fn compile(theme: &Theme, glossary: &Glossary, site: &SiteView) -> Result<Self, Vec<Diagnostic>> {
        let files = theme.templates.iter().map(|(name, (file, _))| (name.clone(), *file)).collect();
        let components = theme.templates.values().flat_map(|(file, text)| components(*file, text)).collect();
        let mut engine = Tera::new();
        engine.autoescape_on(vec![".html"]);
        engine.set_escape_fn(write_escaped);
        engine.register_filter("fill", fill);
        engine.register_filter("plural", plural);
        engine.register_filter("explained", explained(glossary, site.glossary_path()));
        let texts = theme.templates.iter().map(|(name, (_, text))| (name.as_str(), text.as_str()));
        let added = engine.add_raw_templates(texts);
        let engines = PerThread::new(|| {
            let mut engine = engine.clone();
            engine.global_context().insert("t", &Words(&theme.locale.words));
            engine.global_context().insert("site", site);
            engine
        });
        let (digest, named) = (digest_of(theme, glossary, site), site.named());
        let templates = Self { engines, files, components, digest, named };
        match added {
            Ok(()) => Ok(templates),
            Err(error) => Err(templates.diagnostics(&error, theme)),
        }
    }

    /// A digest of what a page's HTML depends on beside the page itself: the templates, the words, the site.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// Prints a page with marks: for the way to the root, and for whatever `view`
    /// and `text` have slots. `path` is where the page stands, if its head names it.
    ///
    /// # Errors
    /// What is wrong with the template.
    pub fn page(
        &self,
        name: &str,
        view: &dyn View,
        text: &impl Serialize,
        path: &str,
    ) -> Result<String, Box<Diagnostic>> {
        #[derive(Serialize)]
        struct Header<'a> {
            path: &'a str,
        }
        #[derive(Serialize)]
        struct Footer {}
        let root = &ROOT.to_string();
        let mut variables = view.variables();
        variables.insert_value("root", Value::safe_string(root));
        variables.insert("text", text);
        variables.insert_value("header", Value::safe_string(&self.component("site_header", &Header { path }, root)?));
        variables.insert_value("footer", Value::safe_string(&self.component("site_footer", &Footer {}, root)?));
        self.engines.own().render(name, &variables).map_err(|error| Box::new(self.diagnostic(&error)))
    }

    /// The path of a page as its head has to know it: none, unless it is one of those that every head names.
    pub fn path_in_head<'p>(&self, path: &'p str) -> &'p str {
        if self.named.contains(path) { path } else { "" }
    }

    /// Renders a component with the arguments of `view`; `root` is what it sees as the way to the root.
    ///
    /// # Errors
    /// What is wrong with the component.
    pub fn component(&self, name: &str, view: &impl Serialize, root: &str) -> Result<String, Box<Diagnostic>> {
        let mut implicits = Context::new();
        implicits.insert_value("root", Value::safe_string(root));
        let arguments = Context::from_serialize(view);
        let rendered = arguments
            .and_then(|view| self.engines.own().render_component_with_implicits(name, &view, &implicits, None, true));
        rendered.map_err(|error| Box::new(self.diagnostic(&error)))
    }

    /// That a template or component does more with a piece of HTML than to print it.
    pub fn cuts_pieces(&self, name: &str) -> Diagnostic {
        let diagnostic = match (self.components.get(name), self.files.get(name)) {
            (Some(place), _) => {
                Diagnostic::error("bad-template", *place, format!("the component `{name}` changes a piece of HTML"))
            }
            (None, file) => Diagnostic::file_error(
                "bad-template",
                file.copied().unwrap_or_else(|| self.any_file()),
                format!("the template `{name}` changes a piece of HTML"),
            ),
        };
        diagnostic.help("pieces are printed as they are, without filters; docs/theme.md says which are")
    }

    /// What is wrong with templates taken together (a component that none of them
    /// defines) comes as one text, a report after the other.
    fn diagnostics(&self, error: &tera::Error, theme: &Theme) -> Vec<Diagnostic> {
        let ErrorKind::Msg(text) = error.kind() else { return vec![self.diagnostic(error)] };
        let reports: Vec<_> = text.split("error: ").skip(1).filter_map(|report| located(report, theme)).collect();
        if reports.is_empty() { vec![self.diagnostic(error)] } else { reports }
    }

    fn any_file(&self) -> FileId {
        *self.files.values().next().expect("a theme has templates")
    }

    fn diagnostic(&self, error: &tera::Error) -> Diagnostic {
        let anywhere = || self.any_file();
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let message = format!("the template is faulty: {}", lower_first(report.message()));
                match self.files.get(report.filename()) {
                    Some(file) => {
                        Diagnostic::error("bad-template", Span::new(*file, report.span().range.clone()), message)
                            .help(HELP)
                    }
                    None => Diagnostic::file_error("bad-template", anywhere(), message).help(HELP),
                }
            }
            ErrorKind::MissingParent { current, .. } | ErrorKind::CircularExtend { tpl: current, .. } => {
                let file = self.files.get(current).copied().unwrap_or_else(anywhere);
                Diagnostic::file_error("bad-template", file, lower_first(&error.to_string())).help(HELP)
            }
            _ => Diagnostic::file_error("bad-template", anywhere(), lower_first(&error.to_string())).help(HELP),
        }
    }
}

/// The names of the components that a template defines.
fn components(file: FileId, text: &str) -> impl Iterator<Item = (String, Span)> {
    const DEFINES: &str = "{% component ";
    text.match_indices(DEFINES).filter_map(move |(at, _)| {
        let start = at + DEFINES.len();
        let length = text[start..].find('(')?;
        Some((text[start..start + length].to_owned(), Span::new(file, start..start + length)))
    })
}

fn digest_of(theme: &Theme, glossary: &Glossary, site: &SiteView) -> u64 {
    let templates: Vec<_> = theme.templates.iter().map(|(name, (_, text))| (name, text)).collect();
    let words = theme.locale.words.to_string();
    digest(&postcard::to_stdvec(&(templates, words, glossary.digest(), site)).expect("a view can be written down"))
}

const HELP: &str = "docs/theme.md says what each template is given";

/// Reads one report of Tera's: a message, `--> NAME:LINE:COLUMN`, the line, and a row of carets.
fn located(report: &str, theme: &Theme) -> Option<Diagnostic> {
    let mut lines = report.lines();
    let message = lines.next()?;
    let mut place = lines.next()?.trim().strip_prefix("--> ")?.rsplitn(3, ':');
    let (column, line): (usize, usize) = (place.next()?.parse().ok()?, place.next()?.parse().ok()?);
    let (file, text) = theme.templates.get(place.next()?)?;
    let carets = report.lines().find(|line| line.contains('^'))?.matches('^').count();
    let start_of_line: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let offset =
        |count: usize| text[start_of_line..].char_indices().nth(count).map_or(text.len(), |(at, _)| start_of_line + at);
    let span = Span::new(*file, offset(column - 1)..offset(column - 1 + carets));
    let message = format!("the template is faulty: {}", lower_first(message));
    Some(Diagnostic::error("bad-template", span, message).help(HELP))
}

/// Messages are lower case, as our own are.
fn lower_first(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// The words of the locale for templates: escaped once, and not each time that they are printed.
struct Words<'a>(&'a toml::Table);

impl Serialize for Words<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, word)| (key, Word(word))))
    }
}

struct Word<'a>(&'a toml::Value);

impl Serialize for Word<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            toml::Value::Table(words) => Words(words).serialize(serializer),
            toml::Value::String(word) => Value::safe_string(&escape(word)).serialize(serializer),
            other => other.serialize(serializer),
        }
    }
}

fn html(value: &Value) -> String {
    if value.is_safe() { value.to_string() } else { escape(&value.to_string()) }
}

#[expect(clippy::needless_pass_by_value, reason = "the signature that Tera wants")]
/// `"{n} handlingar" | fill(n=3)`: puts values, pieces of HTML among them, into a text of the locale.
fn fill(text: Value, values: Kwargs, _: &State) -> Value {
    let filled =
        values.iter().fold(html(&text), |text, (name, value)| text.replace(&format!("{{{name}}}"), &html(value)));
    Value::safe_string(&filled)
}

#[expect(clippy::needless_pass_by_value, reason = "the signature that Tera wants")]
/// `t.count.documents | plural(n=3)`: the text under `one` or `other`, filled.
fn plural(forms: Value, values: Kwargs, _: &State) -> tera::TeraResult<Value> {
    let number: i64 = values.must_get("n")?;
    let form = if number == 1 { "one" } else { "other" };
    let text = forms.get_from_path(form).filter(|text| text.as_str().is_some());
    let text = text.ok_or_else(|| tera::Error::message(format!("`plural` needs a table with a text `{form}`")))?;
    Ok(Value::safe_string(&html(text).replace("{n}", &number.to_string())))
}

/// `{{ t.type[kind] | explained(root=root) }}`: a word of the locale, as a link to what it
/// means when the glossary has it; `root` leads to the root of the site, `path` is the glossary's.
fn explained(glossary: &Glossary, path: &str) -> impl Fn(Value, Kwargs, &State) -> tera::TeraResult<Value> + use<> {
    let forms = |term: &Term| std::iter::once(&term.name).chain(&term.forms).map(|form| form.to_lowercase()).collect();
    let link = |term: &Term| format!("{path}#{}\" title=\"{}", term.slug, escape(&term.explanation));
    let entries = glossary.terms().iter().flat_map(|term| {
        let forms: Vec<String> = forms(term);
        let link = link(term);
        forms.into_iter().map(move |form| (escape(&form), link.clone()))
    });
    let links: BTreeMap<String, String> = entries.collect();
    move |word: Value, values: Kwargs, _: &State| {
        let word = html(&word);
        let root: String = values.must_get("root")?;
        Ok(Value::safe_string(&match links.get(&word.to_lowercase()) {
            Some(link) => format!("<a class=\"term\" href=\"{root}{link}\">{word}</a>"),
            None => word,
        }))
    }
}
