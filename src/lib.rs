//! diarium: a static site generator for municipal decision archives.
//!
//! It turns annotated case files (Markdown with TOML front matter) into a
//! website of plain files: who was asked, what they said, and what came of it.
//!
//! # The road of the data
//!
//! [`pipeline::build`] takes a folder and names every stage in order:
//!
//! 1. [`source::walk`] finds the files; [`source::read`] takes each apart once, into
//!    what is known about it and its text as HTML with holes. A [`record::Record`]
//!    of the last build spares those that have not changed.
//! 2. [`archive::link::Linking`] turns names into ids and marked words into positions,
//!    answers and decisions. The [`archive::Archive`] is then only read.
//! 3. [`index::Indexes`] gathers what belongs on which list, [`routes::Routes`] plans
//!    every address, [`theme::Theme`] brings templates and words.
//! 4. [`render::Renderer`] prepares one page at a time, in parallel, as a value, and
//!    renders it from that, unless it stands already.
//!    [`search::write`] writes the index that the search page loads.
//! 5. [`publish::Output`] puts in place what has changed.
//!
//! Mistakes of the content are [`diag::Diagnostic`]s, collected on the way. A
//! module imports only those that stand before it in `tests/architecture.rs`.
//!
//! # Words
//!
//! | here | in Swedish | is |
//! |---|---|---|
//! | case | ärende | everything that belongs to one matter |
//! | document | handling | one file of a case |
//! | body | organ | a council, board, committee, administration or company |
//! | referral, round | remiss | a question to several bodies, with a last day |
//! | response | remissvar, yttrande | a body's answer to it |
//! | act | åtgärd | what a body formally does, such as referring to a report |
//! | position | ställningstagande | what one holder says of one target |
//! | stance, ground | för eller emot; skäl | whether, and why: two things, often only one is said |
//! | proposal | förslag till beslut | what is proposed: never a decision |
//! | resolution, outcome | beslut, utgång | what is proposed or decided, and what comes of it |
//! | dissent | reservation, särskilt uttalande | what a minority has had recorded |

pub mod archive;
pub mod cli;
pub mod config;
pub mod diag;
pub mod fields;
pub mod glossary;
pub mod index;
pub mod locale;
pub mod per_thread;
pub mod pipeline;
pub mod publish;
pub mod record;
pub mod render;
pub mod routes;
pub mod search;
pub mod serve;
pub mod slug;
pub mod source;
pub mod store;
pub mod text;
pub mod theme;
