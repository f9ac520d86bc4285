//! diarium: a static site generator for municipal decision archives.
pub mod archive;
pub mod cli;
pub mod config;
pub mod diag;
pub mod fields;
pub mod index;
pub mod locale;
pub mod pipeline;
pub mod publish;
pub mod render;
pub mod routes;
pub mod slug;
pub mod source;
pub mod text;
pub mod theme;
