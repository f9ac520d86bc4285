//! How long each stage of a build takes, over a made-up archive of 2,000 documents.
//!
//! `cargo bench` runs them all, `cargo bench -- render` one. A stage takes what
//! the one before it gives, made anew and not timed where it is used up.

mod corpus;

use std::path::Path;
use std::sync::LazyLock;

use diarium::archive::Archive;
use diarium::archive::link::{Linking, Moment};
use diarium::config::Config;
use diarium::diag::Diagnostics;
use diarium::glossary::Glossary;
use diarium::index::Indexes;
use diarium::publish::Output;
use diarium::record::Record;
use diarium::render::entries::Siblings;
use diarium::render::html::Labels;
use diarium::render::order::Order;
use diarium::render::patterns::Patterns;
use diarium::render::site::Site;
use diarium::render::templates::Templates;
use diarium::render::{Renderer, site_view};
use diarium::routes::address::{OutPath, Viewpoint};
use diarium::routes::{Page, Routes};
use diarium::source::walk::{self, Count};
use diarium::source::{self, CaseSource, Registers, Rest, front_matter, markup};
use diarium::text::{FileId, Sources};
use diarium::theme::{self, Theme};
use divan::{Bencher, black_box};
use jiff::civil::date;
use rayon::prelude::*;
use tempfile::TempDir;

const DOCUMENTS: usize = 2000;
const SEED: u64 = 1;

fn main() {
    divan::main();
}

/// The corpus, written once for all benches.
static CORPUS: LazyLock<TempDir> = LazyLock::new(|| {
    let dir = tempfile::tempdir().expect("there is a folder for temporary files");
    corpus::write(DOCUMENTS, SEED, corpus::Format::Diarium, dir.path()).expect("the corpus can be written");
    dir
});

/// What the stages before rendering have made of the corpus.
struct Prepared {
    sources: Sources,
    site_file: FileId,
    config: Config,
    theme: Theme,
    archive: Archive,
    record: Record,
}

static PREPARED: LazyLock<Prepared> = LazyLock::new(|| {
    let mut sources = Sources::default();
    let site_file = sources.add("site.toml".to_owned(), CORPUS.path().join("site.toml"));
    let text = sources.read(site_file).expect("the corpus has a site.toml");
    let config = Config::parse(site_file, &text, &mut Diagnostics::default());
    let theme = theme::load(CORPUS.path(), &config, &mut sources, &mut Diagnostics::default());
    let theme = theme.expect("the default theme is part of the program");
    let record = nothing();
    let content = read(&mut sources, &record);
    Prepared { archive: link_up(content, &record), sources, site_file, config, theme, record }
});

/// A record that remembers nothing.
fn nothing() -> Record {
    Record::none().expect("there is a place for temporary files")
}

/// What reading gives.
struct Content {
    count: Count,
    registers: Registers,
    cases: Vec<CaseSource>,
    rest: Rest,
}

fn read(sources: &mut Sources, record: &Record) -> Content {
    let mut diagnostics = Diagnostics::default();
    let found = walk::list(&CORPUS.path().join("content"), "content").expect("the corpus can be listed");
    let files = walk::add(found, sources, &mut diagnostics);
    let tree = walk::sort(files, &mut diagnostics);
    let count = tree.count();
    let registers = source::registers(&tree, sources, &mut diagnostics);
    let mut cases = Vec::with_capacity(count.cases);
    let mut take = |some, _: &mut Diagnostics| cases.extend::<Vec<_>>(some);
    let rest = source::read(tree, sources, &record.texts, record, &|| {}, &mut take, &mut diagnostics);
    Content { count, registers, rest: rest.expect("texts can be kept"), cases }
}

fn link_up(content: Content, record: &Record) -> Archive {
    let Content { count, registers, cases, rest } = content;
    let moment = Moment { as_of: date(2026, 1, 1), drafts: false };
    let mut diagnostics = Diagnostics::default();
    let mut linking = Linking::begin(registers, count, moment, &mut diagnostics);
    linking.place(cases, &mut diagnostics);
    linking.end(rest, &record.texts.outlines, &mut diagnostics).expect("texts can be fetched")
}

fn plan<'a>(prepared: &'a Prepared, indexes: &Indexes) -> Routes<'a> {
    let Prepared { archive, config, theme, site_file, .. } = prepared;
    let taken = theme.files.keys().map(String::as_str);
    Routes::plan(archive, indexes, config, &theme.locale, *site_file, taken, &mut Diagnostics::default())
}

/// Does something with a renderer of the whole site.
fn with_renderer<T>(work: impl FnOnce(&Renderer) -> T) -> T {
    let Prepared { archive, config, theme, sources, record, .. } = &*PREPARED;
    let indexes = Indexes::gather(archive);
    let routes = plan(&PREPARED, &indexes);
    let order = Order::new(archive, config.language);
    let (file, terms) = &theme.glossary;
    let glossary = Glossary::read((*file, terms), None, &mut Diagnostics::default());
    let templates = Templates::compile(theme, &glossary, &site_view(archive, &routes, config));
    let templates = templates.expect("the default theme is sound");
    let (patterns, labels) = (Patterns::new(&templates), Labels::new(&theme.locale));
    let site = Site {
        archive,
        indexes: &indexes,
        routes: &routes,
        locale: &theme.locale,
        glossary: &glossary,
        config,
        order: &order,
        patterns: &patterns,
        siblings: &Siblings::default(),
        labels: &labels,
        from: &Viewpoint::default(),
    };
    work(&Renderer { site, templates: &templates, bodies: &record.texts.bodies, sources })
}

fn page(renderer: &Renderer, page: Page) -> Vec<u8> {
    renderer.render(&mut renderer.prepare(page)).expect("every page can be rendered").html.into_bytes()
}

fn render(renderer: &Renderer) {
    renderer.site.routes.pages.par_iter().for_each(|of| drop(black_box(page(renderer, *of))));
}

#[divan::bench(sample_count = 20)]
fn read_all_files(bencher: Bencher) {
    LazyLock::force(&CORPUS);
    bencher.with_inputs(nothing).bench_refs(|record| read(&mut Sources::default(), record));
}

#[divan::bench(sample_count = 20)]
fn link_names(bencher: Bencher) {
    let record = nothing();
    let input = || read(&mut Sources::default(), &record);
    bencher.with_inputs(input).bench_values(|content| link_up(content, &record));
}

#[divan::bench(sample_count = 20)]
fn plan_indexes_and_routes(bencher: Bencher) {
    let prepared = &*PREPARED;
    bencher.bench(|| plan(prepared, &Indexes::gather(&prepared.archive)).pages.len());
}

#[divan::bench(sample_count = 10)]
fn render_every_page(bencher: Bencher) {
    with_renderer(|renderer| bencher.bench_local(|| render(renderer)));
}

/// What a build does for a page that stands already: gather what it shows, and digest it.
#[divan::bench(sample_count = 10)]
fn fingerprint_every_page(bencher: Bencher) {
    with_renderer(|renderer| {
        let digest = |of: &Page| {
            black_box(renderer.prepare(*of).fingerprint(0));
        };
        bencher.bench_local(|| renderer.site.routes.pages.par_iter().for_each(digest));
    });
}

/// The pages of the site, rendered once.
fn pages() -> Vec<(OutPath, Vec<u8>)> {
    with_renderer(|renderer| {
        let routes = renderer.site.routes;
        routes.pages.iter().map(|of| (routes.path(*of), page(renderer, *of))).collect()
    })
}

fn publish(pages: &[(OutPath, Vec<u8>)], target: &Path) {
    let output = Output::open(target).expect("the folder can be used");
    pages.par_iter().for_each(|(path, bytes)| {
        output.put(path, bytes).expect("the page can be written");
    });
    black_box(output.finish(|| Ok(Vec::new())).expect("the site can be put in place"));
}

/// Into an empty folder.
#[divan::bench(sample_count = 10)]
fn publish_a_new_site(bencher: Bencher) {
    let pages = pages();
    let folder = || tempfile::tempdir().expect("there is a folder for temporary files");
    bencher.with_inputs(folder).bench_values(|folder| {
        publish(&pages, &folder.path().join("public"));
        folder // removed after the clock has stopped
    });
}

/// Onto a site that is already as it should be.
#[divan::bench(sample_count = 10)]
fn publish_an_unchanged_site(bencher: Bencher) {
    let pages = pages();
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let target = folder.path().join("public");
    publish(&pages, &target);
    bencher.bench(|| publish(&pages, &target));
}

/// One document of the usual length, with links, marks and a case number.
#[divan::bench]
fn parse_one_document(bencher: Bencher) {
    let name = "document.md";
    let path = typical(&CORPUS.path().join("content"));
    let mut sources = Sources::default();
    let file = sources.add(name.to_owned(), path);
    let text = sources.read(file).expect("the document can be read");
    let split = front_matter::split(file, &text, &mut Diagnostics::default()).expect("the document has front matter");
    bencher
        .counter(divan::counter::BytesCount::of_str(split.body))
        .bench(|| markup::parse(file, black_box(split.body), split.body_at, &mut Diagnostics::default()).0.uses.len());
}

/// The answer to a referral whose length comes nearest to the mean of 6 KB.
fn typical(content: &Path) -> std::path::PathBuf {
    let files = walkdir::WalkDir::new(content).sort_by_file_name().into_iter().flatten();
    let answers = files.filter(|entry| entry.file_name() == "03.md");
    let distance = |entry: &walkdir::DirEntry| entry.metadata().map_or(u64::MAX, |data| data.len().abs_diff(6000));
    answers.min_by_key(distance).expect("some case has been answered").into_path()
}
