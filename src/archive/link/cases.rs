//! Cases, documents and pages take their places: states are settled, names in
//! front matter become ids, paths become known. Texts are linked afterwards,
//! when everything that they can point at is there.

use std::collections::HashMap;

use jiff::civil::Date;

use super::names::Names;
use super::registers::{find_body, local};
use super::{Moment, Unlinked};
use crate::archive::Archive;
use crate::archive::case::{Case, Document, Entity, Nameplate, Page, Text};
use crate::archive::ids::{BodyId, CaseId, DocumentId, MunicipalityId, PersonId, TopicId};
use crate::archive::position::Status;
use crate::archive::register::{Person, Topic};
use crate::diag::{Diagnostic, Diagnostics};
use crate::slug::{is_reserved, slug};
use crate::source::front_matter::{DocumentFields, NumberSource, Written};
use crate::source::vocabulary::State;
use crate::source::walk::Count;
use crate::source::{CaseSource, DocumentSource, PageSource, TextSource};
use crate::text::Span;

/// What became of a path of the content folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It has a page.
    Entity(Entity),
    /// It is a draft, and absent.
    Draft,
}

/// What is left to link once every case and document has its id.
#[derive(Default)]
pub struct Placed {
    /// Texts with the uses and marks that are to be linked.
    pub texts: Vec<Unlinked>,
    /// What each file and case folder became.
    pub places: HashMap<String, Place>,
    /// The round tables of each case, still with names.
    pub referrals: Vec<(CaseId, Vec<crate::source::front_matter::ReferralSource>)>,
    /// The paths of related cases.
    pub related: Vec<(CaseId, Written)>,
    /// What each document answers, by path.
    pub answers: Vec<(DocumentId, String, Written)>,
    /// Attachments by document, with the document's path.
    pub attachments: Vec<(DocumentId, String, Vec<Written>)>,
    /// Files of documents whose text is kept back: named, and not published.
    pub kept_back: Vec<(String, Vec<Written>)>,
}

impl Placed {
    /// Nothing yet, with room for so many texts.
    pub fn with_room_for(count: Count) -> Self {
        let texts = count.cases + count.documents + count.pages;
        Self {
            texts: Vec::with_capacity(texts),
            places: HashMap::with_capacity(texts + count.cases), // a case is known by its folder, too
            ..Self::default()
        }
    }
}

/// Gives cases, documents and pages their places, in the order in which they come.
pub struct Placer<'a> {
    /// Where they go.
    pub archive: &'a mut Archive,
    /// All names; what no register lists is added.
    pub names: &'a mut Names,
    /// What decides what is published.
    pub moment: Moment,
    /// What is left to link.
    pub placed: &'a mut Placed,
    /// What is wrong with them.
    pub diagnostics: &'a mut Diagnostics,
}

impl Placer<'_> {
    /// Places a case with its documents.
    pub fn case(&mut self, source: CaseSource) {
        let folder = source.folder.split('/').next().unwrap_or_default();
        let Some(municipality) = self.names.municipalities.find(folder) else { return };
        if !self.moment.drafts && is_draft(&source) {
            self.draft_case(source);
            return;
        }
        let id = self.archive.cases.next_id();
        let address = self.address(&source.folder, source.fields.slug.as_ref());
        let topics = self.topics(&source.fields.topics);
        let place = Place::Entity(Entity::Case(id));
        self.placed.places.insert(source.folder.clone(), place);
        self.placed.places.insert(source.text.path.clone(), place);
        let asked_by = source.fields.referrals.first().and_then(|referral| referral.from.as_ref());
        let asked_by = asked_by.and_then(|from| local(self.names, municipality).bodies.find(&from.value));
        let numbers = self.numbers(source.fields.numbers, (municipality, id, None), asked_by);
        self.placed.related.extend(source.fields.related.into_iter().map(|related| (id, related)));
        if !source.fields.referrals.is_empty() {
            self.placed.referrals.push((id, source.fields.referrals));
        }
        let declared = source.fields.title.as_ref().map_or(Span::new(source.text.file, 0..0), |title| title.span);
        self.archive.cases.push(Case {
            municipality,
            nameplate: Nameplate::new(&address, source.fields.title.as_ref().map(|title| title.value.as_str())),
            numbers,
            topics,
            rounds: Vec::new(),
            related: Vec::new(),
            documents: Vec::new(),
            opened: source.fields.opened,
            closed: source.fields.closed,
            positions: Vec::new(),
            resolutions: Vec::new(),
            dissents: Vec::new(),
            status: Status::default(),
            text: text(&source.text),
            extra: source.fields.extra,
        });
        self.placed.texts.push(Unlinked::new(Entity::Case(id), source.text));
        for document in source.documents {
            self.document(document, id, municipality, (&source.folder, &address));
        }
        self.order_documents(id, declared);
    }

    /// A case of which nothing is published yet is not published either.
    fn draft_case(&mut self, source: CaseSource) {
        self.placed.places.insert(source.folder, Place::Draft);
        self.placed.places.insert(source.text.path.clone(), Place::Draft);
        self.keep_back(&source.text, Vec::new());
        for document in source.documents {
            self.placed.places.insert(document.text.path.clone(), Place::Draft);
            self.keep_back(&document.text, document.fields.attachments);
        }
    }

    /// Documents stand by date; those without one by file name, after the others.
    fn order_documents(&mut self, case: CaseId, declared: Span) {
        let documents = &self.archive.documents;
        let mut ids: Vec<_> = documents.ids().rev().take_while(|id| documents[*id].case == case).collect();
        if ids.is_empty() {
            self.diagnostics.push(Diagnostic::error("empty-case", declared, "this case has no documents").help(
                "put at least one document beside it; one that is known but not at hand has state = \"missing\"",
            ));
        }
        ids.sort_by_key(|id| (documents[*id].day().is_none(), documents[*id].day(), *id));
        self.archive.cases[case].documents = ids;
    }

    fn document(
        &mut self,
        source: DocumentSource,
        case: CaseId,
        municipality: MunicipalityId,
        case_paths: (&str, &str),
    ) {
        let DocumentSource { text: source, fields } = source;
        let (state, withdrawn) = self.state(&fields);
        if state == State::Draft && !self.moment.drafts {
            self.placed.places.insert(source.path.clone(), Place::Draft);
            self.keep_back(&source, fields.attachments);
            return;
        }
        let Some(kind) = fields.kind else { return };
        if state == State::Missing && source.brief.has_text {
            self.diagnostics.push(
                Diagnostic::warning("missing-with-text", fields.state.span, "a document that is not in this archive has a text here")
                    .help("take the text out; or, if you have retold it, let the state be published and the rendition summary"),
            );
        }
        let id = self.archive.documents.next_id();
        let (folder, case_address) = case_paths;
        let below = source.path.strip_prefix(folder).and_then(|path| path.strip_suffix(".md")).unwrap_or_default();
        let address = self.address(below.trim_start_matches('/'), fields.slug.as_ref());
        let address = format!("{case_address}/{address}");
        self.placed.places.insert(source.path.clone(), Place::Entity(Entity::Document(id)));
        let body = self.body(municipality, fields.body.as_ref());
        let to = self.body(municipality, fields.to.as_ref());
        let numbers = self.numbers(fields.numbers, (municipality, case, Some(id)), body);
        self.placed.answers.extend(fields.answers.map(|answers| (id, source.path.clone(), answers)));
        // What is kept back publishes neither its text nor its files.
        let is_open = !matches!(state, State::Withheld | State::Withdrawn);
        if !is_open {
            self.keep_back(&source, fields.attachments);
        } else if !fields.attachments.is_empty() {
            self.placed.attachments.push((id, source.path.clone(), fields.attachments));
        }
        // A heading of a text that is kept back is part of that text.
        let heading = source.brief.title.clone().filter(|_| is_open);
        let title_in_text =
            fields.title.is_none() || fields.title.as_ref().map(|title| &title.value) == source.brief.title.as_ref();
        let claims =
            if is_open { fields.claims.into_iter().map(|claim| claim.value).collect() } else { Box::default() };
        let document = Document {
            case,
            nameplate: Nameplate::new(&address, fields.title.map(|title| title.value).or(heading).as_deref()),
            kind,
            title_in_text,
            date: fields.date.map(|date| date.value),
            meeting: fields.meeting.map(|date| date.value),
            item: fields.item.map(Into::into),
            body,
            to,
            numbers,
            authors: fields.authors.iter().map(|author| self.person(municipality, author)).collect(),
            presented_by: fields.presented_by.as_ref().map(|person| self.person(municipality, person)),
            answers: None,
            answered_by: Vec::new(),
            claims,
            topics: self.topics(&fields.topics).into(),
            attachments: Vec::new(),
            original: fields.original,
            has_language: fields.language.is_some(),
            language: fields.language.map(Into::into),
            state,
            reason: fields.reason.map(Into::into),
            withdrawn,
            noindex: fields.noindex,
            rendition: fields.rendition,
            text: text(&source),
            extra: fields.extra.filter(|_| is_open),
        };
        self.archive.documents.push(document);
        let mut unlinked = Unlinked::new(Entity::Document(id), source);
        if !is_open {
            unlinked.withhold();
            self.archive.documents[id].text = text(&unlinked.text);
        }
        self.placed.texts.push(unlinked);
    }

    fn keep_back(&mut self, source: &TextSource, attachments: Vec<Written>) {
        let images = source.brief.images.iter().cloned();
        let files: Vec<_> = attachments.into_iter().chain(images).collect();
        if !files.is_empty() {
            self.placed.kept_back.push((source.path.clone(), files));
        }
    }

    /// The state on the day of the build, and the day on which a withdrawn document was withdrawn.
    fn state(&mut self, fields: &DocumentFields) -> (State, Option<Date>) {
        if let Some(day) =
            fields.withdrawn.into_iter().chain(fields.expires).filter(|day| *day <= self.moment.as_of).min()
            && fields.state.value == State::Published
        {
            return (State::Withdrawn, Some(day));
        }
        if fields.state.value == State::Withheld && fields.reason.is_none() {
            self.diagnostics.push(
                Diagnostic::error("no-reason", fields.state.span, "a withheld document is listed with its reason")
                    .help("add a line such as reason = \"Sekretess enligt 26 kap. 1 § offentlighets- och sekretesslagen\""),
            );
        }
        (fields.state.value, fields.withdrawn)
    }

    /// Places a plain page.
    pub fn page(&mut self, source: PageSource) {
        let path = source.text.path.strip_prefix("pages/").and_then(|path| path.strip_suffix(".md"));
        let page = Page {
            address: self.address(path.unwrap_or_default(), None),
            title: source.fields.title.map(|title| title.value).unwrap_or_default(),
            language: source.fields.language,
            text: text(&source.text),
            extra: source.fields.extra,
        };
        let id = self.archive.pages.push(page);
        self.placed.places.insert(source.text.path.clone(), Place::Entity(Entity::Page(id)));
        self.placed.texts.push(Unlinked::new(Entity::Page(id), source.text));
    }

    /// The address of a path: every part a slug, the last one as `slug` says.
    fn address(&mut self, path: &str, last: Option<&Written>) -> String {
        let mut parts: Vec<_> = path.split('/').map(slug).collect();
        if let (Some(written), Some(part)) = (last, parts.last_mut()) {
            *part = slug(&written.value);
            if part.is_empty() || is_reserved(part) {
                let message = format!("no address can be made of the slug `{}`", written.value);
                self.diagnostics.push(
                    Diagnostic::error("no-address", written.span, message)
                        .help("write it with letters a to z, digits and hyphens"),
                );
            }
        }
        parts.join("/")
    }

    fn body(&mut self, municipality: MunicipalityId, written: Option<&Written>) -> Option<BodyId> {
        find_body(local(self.names, municipality), written?, self.diagnostics)
    }

    /// Registers numbers, and gives them back as written.
    fn numbers(
        &mut self,
        numbers: Vec<NumberSource>,
        of: (MunicipalityId, CaseId, Option<DocumentId>),
        body: Option<BodyId>,
    ) -> Box<[Box<str>]> {
        let add = |NumberSource { written, number }| {
            self.archive.numbers.add(number, written.clone(), of, body);
            written
        };
        numbers.into_iter().map(add).collect()
    }

    fn topics(&mut self, written: &[Written]) -> Vec<TopicId> {
        let mut topics: Vec<_> = written.iter().map(|topic| self.topic(topic)).collect();
        topics.dedup();
        topics
    }

    /// A topic that no register lists is taken as it is, with one warning.
    fn topic(&mut self, written: &Written) -> TopicId {
        if let Some(topic) = self.names.topics.find(&written.value) {
            return topic;
        }
        let near = self.names.topics.nearest(&written.value);
        self.diagnostics.push(
            Diagnostic::warning(
                "unregistered-topic",
                written.span,
                format!("no register lists the topic `{}`", written.value),
            )
            .did_you_mean(near)
            .help("it gets a page all the same; register it in content/topics.toml"),
        );
        let id = self.archive.topics.push(Topic {
            declared: written.span,
            slug: slug(&written.value),
            name: written.value.clone(),
            broader: None,
            narrower: Vec::new(),
            aliases: Vec::new(),
            description: None,
        });
        self.names.topics.add(id, &written.value, Some(written.span));
        id
    }

    /// A person whom no register lists is taken as named, with one warning.
    fn person(&mut self, municipality: MunicipalityId, written: &Written) -> PersonId {
        use crate::archive::ids::Id;
        let people = &mut self.names.local[municipality.index()].people;
        if let Some(person) = people.find(&written.value) {
            return person;
        }
        let near = people.nearest(&written.value);
        self.diagnostics.push(
            Diagnostic::warning(
                "unregistered-person",
                written.span,
                format!("no register lists the person `{}`", written.value),
            )
            .did_you_mean(near)
            .help("the person gets a page all the same; register elected people in the municipality's people.toml"),
        );
        let slug = slug(&written.value);
        let name = written.value.clone();
        let id = self.archive.people.push(Person {
            municipality,
            declared: written.span,
            slug,
            name,
            aliases: Vec::new(),
            offices: Vec::new(),
        });
        people.add(id, &written.value, Some(written.span));
        id
    }
}

/// Whether a case has documents, and all of them are drafts.
fn is_draft(case: &CaseSource) -> bool {
    !case.documents.is_empty() && case.documents.iter().all(|document| document.fields.state.value == State::Draft)
}

fn text(source: &TextSource) -> Text {
    Text {
        file: source.file,
        digest: source.known.digest,
        body: source.known.body,
        wording: source.known.wording,
        links: Box::default(),
        sections: Vec::new(),
        has_code: source.brief.has_code,
        has_text: source.brief.has_text,
    }
}
