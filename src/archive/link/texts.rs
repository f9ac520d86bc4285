//! What texts say and where they point: each is fetched once, for its marks and its uses.

use std::collections::BTreeMap;
use std::io;

use rayon::prelude::*;

use super::assets::{Assets, asset, unused};
use super::cases::Placed;
use super::names::Names;
use super::references::{Linked, Linker};
use super::{Unlinked, marks};
use crate::archive::Archive;
use crate::archive::case::{Entity, Link};
use crate::diag::Diagnostics;
use crate::source::outline::Outline;
use crate::store::Store;
use crate::text::FileId;

/// How many outlines are fetched at once.
const AT_ONCE: usize = 4096;

/// Links every text and every attachment, and turns the links around.
///
/// # Errors
/// When `store`, where the outlines lie, is damaged.
pub fn link(
    archive: &mut Archive,
    placed: &Placed,
    store: &Store,
    names: &Names,
    others: BTreeMap<String, FileId>,
    diagnostics: &mut Diagnostics,
) -> io::Result<()> {
    let mut assets = Assets::new(others);
    for (document, path, attachments) in &placed.attachments {
        for written in attachments {
            let id = asset(archive, &mut assets, path, written, diagnostics);
            archive.documents[*document].attachments.extend(id);
        }
    }
    let by_entity = placed.texts.iter().map(|text| (text.entity, text)).collect();
    let mut chunks = placed.texts.chunks(AT_ONCE);
    let mut next = chunks.next().map(|texts| (texts, fetch(texts, store)));
    while let Some((texts, outlines)) = next {
        let outlines = outlines?;
        let linker = Linker { archive, placed, store, names, by_entity: &by_entity };
        let linked = texts.par_iter().zip(&outlines).with_max_len(64);
        let linked: io::Result<Vec<_>> = linked.map(|(text, outline)| linker.text(text, &outline.uses)).collect();
        let linked = linked?;
        // What changes the archive is done in order, while the next outlines are fetched.
        let take = || {
            for ((text, outline), linked) in texts.iter().zip(outlines).zip(linked) {
                marks::link(archive, text.entity, &outline, names, diagnostics);
                take_links(archive, text, linked, &mut assets, diagnostics);
            }
        };
        ((), next) = rayon::join(take, || chunks.next().map(|texts| (texts, fetch(texts, store))));
    }
    turn_around(archive);
    unused(archive, &assets, &placed.kept_back, diagnostics);
    Ok(())
}

fn fetch(texts: &[Unlinked], store: &Store) -> io::Result<Vec<Outline>> {
    texts.par_iter().with_max_len(64).map(|text| text.outline(store)).collect()
}

fn take_links(
    archive: &mut Archive,
    text: &Unlinked,
    linked: Linked,
    assets: &mut Assets,
    diagnostics: &mut Diagnostics,
) {
    let Linked { mut links, images, found } = linked;
    diagnostics.append(found);
    for (at, written) in images {
        let image = asset(archive, assets, &text.text.path, &written, diagnostics);
        links[at] = image.map_or(Link::Nowhere, Link::Asset);
    }
    let links = links.into();
    match text.entity {
        Entity::Case(id) => archive.cases[id].text.links = links,
        Entity::Document(id) => archive.documents[id].text.links = links,
        Entity::Page(id) => archive.pages[id].text.links = links,
        _ => unreachable!("only cases, documents and pages have texts"),
    }
}

/// Notes for everything which texts refer to it.
fn turn_around(archive: &mut Archive) {
    let texts: Vec<_> = archive.texts().collect();
    let references = texts.par_iter().flat_map_iter(|(from, text)| {
        text.links.iter().filter_map(move |link| match link {
            Link::To(to, _) | Link::Number(_, to) if to != from => Some((*to, *from)),
            _ => None,
        })
    });
    let mut references: Vec<_> = references.collect();
    references.par_sort_unstable();
    references.dedup();
    references.shrink_to_fit();
    archive.references = references;
}
