//! Finding things: topics, sections, facts, questions, and whatever else a caller adds.
//!
//! Owns: what of a course can be found, the index of its words, fuzzy matching, ranking, excerpts.
//! Must not know: what is done with a find, keys, the terminal.

mod document;
mod engine;
mod excerpt;
mod fuzzy;
mod index;
mod words;

#[cfg(test)]
mod tests;

pub use document::{Document, Kind, Target, documents};
pub use engine::{Engine, Found, Hit, Nearest, Wanted};
