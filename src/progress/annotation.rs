//! What learners put on a page themselves.

use serde::{Deserialize, Serialize};

/// The longest note, in characters.
pub const NOTE_LIMIT: usize = 4_000;

/// A bookmark or a note, or both, on a section of a page. It is the learner's own and no part of what is exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    /// Topic.
    pub topic: String,
    /// Anchor of the section's heading, empty for the top of the page.
    pub anchor: String,
    /// Words of the heading, so that a note still says where it belongs once the heading has another name.
    pub title: String,
    /// Whether there is a bookmark.
    pub bookmarked: bool,
    /// The note, in lines; empty where there is none.
    pub note: String,
    /// When it was last changed.
    pub at: jiff::Timestamp,
}

impl Annotation {
    /// Whether nothing is left of it.
    pub fn is_empty(&self) -> bool {
        !self.bookmarked && self.note.is_empty()
    }
}
