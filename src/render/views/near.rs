//! What stands beside a document: before and after it, in its case and among what
//! its body wrote, and the answers inside it.

use serde::Serialize;

use crate::archive::case::{Case, Document, Entity};
use crate::archive::ids::DocumentId;
use crate::index::Subject;
use crate::render::html::push_escaped;
use crate::render::patterns::{Pieces, Slot};
use crate::render::pictures::Shape;
use crate::render::site::Site;

/// The documents before and after one.
#[derive(Debug, Serialize)]
pub struct NearView {
    /// The one before it in its case.
    earlier: Slot,
    /// The one after it.
    later: Slot,
    /// The body's name, when it has documents before or after.
    body: Slot,
    /// The one before it among its body's.
    earlier_of_body: Slot,
    /// The one after it.
    later_of_body: Slot,
}

/// Makes the view of what comes before and after a document. Undated ones are the last of all.
pub fn near(site: &Site, pieces: &mut Pieces, id: DocumentId) -> NearView {
    let document = &site.archive.documents[id];
    let in_case = &site.archive.cases[document.case].documents;
    let at = in_case.iter().position(|other| *other == id);
    let nth = |at: Option<usize>| at.and_then(|at| in_case.get(at)).copied();
    let (earlier, later) = (nth(at.and_then(|at| at.checked_sub(1))), nth(at.map(|at| at + 1)));
    let (before, after) = of_body(site, document, id);
    let mut anchor = |id: Option<DocumentId>| site.anchors(pieces, id.map(Entity::Document));
    let [earlier, later, earlier_of_body, later_of_body] = [earlier, later, before, after].map(&mut anchor);
    let body = document.body.filter(|_| before.or(after).is_some());
    let body = pieces.add_some(body, |out, body| {
        push_escaped(out, site.archive.bodies[body].name_on(document.day()));
    });
    NearView { earlier, later, body, earlier_of_body, later_of_body }
}

/// What its body wrote before and after it. The body's list has the newest first, and
/// among that also what others wrote to it or about it.
fn of_body(site: &Site, document: &Document, id: DocumentId) -> (Option<DocumentId>, Option<DocumentId>) {
    let Some(body) = document.body else { return (None, None) };
    let all = &site.indexes.of(Subject::Body(body)).documents;
    let key = |(day, id): &(Option<_>, DocumentId)| (std::cmp::Reverse(*day), *id);
    let Ok(at) = all.binary_search_by_key(&key(&(document.day(), id)), key) else { return (None, None) };
    let is_own = |other: &&(Option<_>, DocumentId)| site.archive.documents[other.1].body == Some(body);
    let own = |other: Option<&(Option<_>, DocumentId)>| other.map(|(_, id)| *id);
    (own(all[at + 1..].iter().find(is_own)), own(all[..at].iter().rev().find(is_own)))
}

/// The answers that stand inside a document as links to them, each with the shapes of its stances, as items of a list.
pub fn answers_within(site: &Site, pieces: &mut Pieces, case: &Case, id: DocumentId) -> Slot {
    let archive = site.archive;
    let responses = case.responses().map(|id| &archive.responses[id]);
    let mut within: Vec<_> =
        responses.filter(|response| response.document == id && response.section.is_some()).collect();
    within.sort_by_key(|response| response.section);
    pieces.add(|out| {
        for response in within {
            out.push_str("<li><a href=\"#");
            push_escaped(out, response.anchor.as_deref().unwrap_or_default());
            out.push_str("\">");
            push_escaped(out, archive.bodies[response.body].name_on(response.day()));
            out.push_str("</a>");
            let stances = response.positions.iter().flat_map(|id| &archive.positions[*id].stances);
            let mut shapes: Vec<_> = stances.map(|said| Shape::Of(said.value)).collect();
            shapes.dedup();
            for shape in shapes {
                out.push_str(" <span>");
                shape.push(out);
                site.push_word(out, &shape.word());
                out.push_str("</span>");
            }
            out.push_str("</li>\n");
        }
    })
}
