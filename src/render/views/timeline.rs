//! What happened in a case, in order: as a picture, and as the rows of a table.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::archive::case::{Case, Entity, Round};
use crate::archive::ids::{CaseId, DocumentId};
use crate::archive::position::Response;
use crate::render::entries::DocumentCard;
use crate::render::html::{push_link, push_listed};
use crate::render::patterns::{Pieces, Slot};
use crate::render::pictures::{self, Happening, days_between};
use crate::render::site::Site;
use crate::routes::Page;

/// What happened in a case.
#[derive(Debug, Serialize)]
pub struct TimelineView {
    /// Its picture; nothing when it all happened in a day or on days that are not known.
    picture: Slot,
    /// What the picture's marks stand for, as items of a list.
    legend: Slot,
    /// What happened, as rows of a table.
    events: Slot,
}

/// Something that happened: a row of the timeline.
#[derive(Serialize)]
struct EventEntry {
    date: Slot,
    /// `document`, `sent`, `deadline` or `answer`.
    kind: &'static str,
    document: Option<DocumentCard>,
    /// Who asked, or who answered, as links to the answers.
    body: Slot,
    /// How many were asked.
    number: Slot,
    /// How long after the event before it.
    wait: Slot,
}

/// Something that happened.
enum Event<'a> {
    Document(DocumentId),
    Sent(&'a Round),
    Deadline,
    /// Answers inside documents, all of one day.
    Answers(Vec<&'a Response>),
}

/// Makes the view of what happened in a case. What has no date comes last.
pub fn timeline(site: &Site, pieces: &mut Pieces, id: CaseId) -> TimelineView {
    let case = &site.archive.cases[id];
    let events = events(site, case);
    let (picture, legend) = picture(site, pieces, case, &events);
    let events = pieces.add(|out| {
        let mut before = None;
        for (day, event) in &events {
            let wait = before.zip(*day).map(|(before, day)| days_between(before, day)).filter(|days| *days > 0);
            before = day.or(before);
            site.push_entry(out, "event_entry", |pieces| EventEntry {
                wait: pieces.add_some(wait, |out, days| out.push_str(&site.days(days))),
                ..site.event(pieces, *day, event)
            });
        }
    });
    TimelineView { picture, legend, events }
}

fn events<'a>(site: &Site<'a>, case: &'a Case) -> Vec<(Option<Date>, Event<'a>)> {
    let archive = site.archive;
    let documents = case.documents.iter().map(|id| (archive.documents[*id].day(), Event::Document(*id)));
    let mut events: Vec<_> = documents.collect();
    for round in &case.rounds {
        events.extend(round.sent.map(|day| (Some(day), Event::Sent(round))));
        events.extend(round.deadline.map(|day| (Some(day), Event::Deadline)));
        let answers = round.asked.iter().flat_map(|asked| &asked.answers).map(|id| &archive.responses[*id]);
        let mut days: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for response in answers.filter(|response| response.section.is_some() && response.day().is_some()) {
            days.entry(response.day()).or_default().push(response);
        }
        events.extend(days.into_iter().map(|(day, responses)| (day, Event::Answers(responses))));
    }
    events.sort_by_key(|(day, _)| (day.is_none(), *day));
    events
}

/// The picture of what happened, and what its marks stand for.
fn picture(site: &Site, pieces: &mut Pieces, case: &Case, events: &[(Option<Date>, Event)]) -> (Slot, Slot) {
    let kinds = documents_that_matter(site, case);
    let marks = |(day, event): &(Option<Date>, Event)| {
        let Some(day) = *day else { return Vec::new() };
        match event {
            Event::Document(id) => {
                vec![pictures::Event { day, what: kinds.get(id).copied().unwrap_or(Happening::Document) }]
            }
            Event::Answers(responses) => vec![pictures::Event { day, what: Happening::Answer }; responses.len()],
            Event::Sent(_) | Event::Deadline => Vec::new(),
        }
    };
    let marks: Vec<_> = events.iter().flat_map(marks).collect();
    let periods: Vec<_> = case.rounds.iter().filter_map(|round| round.sent.zip(round.deadline)).collect();
    let periods: Vec<_> = periods.into_iter().filter(|(sent, deadline)| sent < deadline).collect();
    let days = || events.iter().filter_map(|(day, _)| *day);
    let says = days().min().zip(days().max()).map(|(first, last)| {
        let says = site.locale.counted("picture.timeline", marks.len());
        says.replace("{from}", &site.locale.day(first)).replace("{to}", &site.locale.day(last))
    });
    let draw = |out: &mut String, says: String| {
        pictures::Event::draw(out, &marks, &periods, &says, |days| site.about(days));
    };
    let picture = pieces.add_some(says, draw);
    if picture == Slot::Empty {
        return (Slot::Empty, Slot::Empty);
    }
    let met = Happening::ALL.into_iter().filter(|what| marks.iter().any(|mark| mark.what == *what));
    let legend = pieces.add(|out| {
        for what in met {
            out.push_str("<li>");
            what.push(out);
            site.push_word(out, &format!("picture.{}", what.class()));
            out.push_str("</li>");
        }
        if !periods.is_empty() {
            out.push_str("<li><span class=\"period\"></span>");
            site.push_word(out, "picture.period");
            out.push_str("</li>");
        }
    });
    (picture, legend)
}

/// The documents that answer, propose or decide something, each as the weightiest that it is.
fn documents_that_matter(site: &Site, case: &Case) -> BTreeMap<DocumentId, Happening> {
    let archive = site.archive;
    let responses = case.responses().map(|id| &archive.responses[id]);
    let answers = responses.filter(|response| response.section.is_none()).map(|response| {
        let what = if response.is_proposed { Happening::ProposedAnswer } else { Happening::Answer };
        (response.document, what)
    });
    let resolutions = case.resolutions.iter().map(|id| &archive.resolutions[*id]).flat_map(|resolution| {
        let what = if resolution.is_decided { Happening::Decision } else { Happening::Proposal };
        resolution.evidence.iter().map(move |evidence| (evidence.document, what))
    });
    let mut kinds = BTreeMap::new();
    for (document, what) in answers.chain(resolutions) {
        kinds.entry(document).and_modify(|kind| *kind = what.max(*kind)).or_insert(what);
    }
    kinds
}

impl Site<'_> {
    fn event(&self, pieces: &mut Pieces, day: Option<Date>, event: &Event) -> EventEntry {
        let date = self.time(pieces, day);
        let [body, number, wait] = [Slot::Empty; 3];
        let entry = EventEntry { date, kind: "deadline", document: None, body, number, wait };
        match event {
            Event::Document(id) => {
                EventEntry { kind: "document", document: Some(self.document_card(pieces, *id, false)), ..entry }
            }
            Event::Sent(round) => EventEntry {
                kind: "sent",
                body: self.body_anchor(pieces, round.from, round.sent),
                number: pieces.number(round.asked.iter().filter(|asked| asked.was_asked).count()),
                ..entry
            },
            Event::Deadline => entry,
            Event::Answers(responses) => EventEntry {
                kind: "answer",
                body: pieces.add(|out| push_listed(out, responses, |out, response| self.push_answer(out, response))),
                ..entry
            },
        }
    }

    /// Adds a link to an answer, in the name of the body that gave it.
    fn push_answer(&self, out: &mut String, response: &Response) {
        let page = Page::Of(Entity::Document(response.document));
        let name = self.archive.bodies[response.body].name_on(response.day());
        push_link(out, self, page, response.anchor.as_deref(), name);
    }

    /// So many days, in words: 31 dagar.
    fn days(&self, days: i64) -> String {
        self.locale.counted("picture.days", usize::try_from(days).unwrap_or_default())
    }

    /// About how long so many days are, in words: 14 månader.
    fn about(&self, days: i64) -> String {
        let days = usize::try_from(days).unwrap_or_default();
        match days {
            0..60 => self.locale.counted("picture.days", days),
            60..730 => self.locale.counted("picture.months", (days * 12 + 182) / 365),
            _ => self.locale.counted("picture.years", (days + 182) / 365),
        }
    }
}
