//! What the program needs of a place that keeps progress. `store` implements it; tests use a list in memory.

use super::annotation::Annotation;
use super::attempt::Attempt;
use super::flag::Flag;
use super::goal::Goal;
use serde::{Deserialize, Serialize};

/// Keeps one learner's answers, places and an interrupted session.
pub trait Store {
    /// Appends `attempt` and returns only when it is safe on disk. An id that is already there counts once: `Ok(false)`.
    fn append(&mut self, attempt: &Attempt) -> Result<bool, StoreError>;
    /// Appends many at once: all or none. Returns how many were new.
    fn append_all(&mut self, attempts: &[Attempt]) -> Result<usize, StoreError>;
    /// Marks an attempt as taken back; the attempt itself stays in the log.
    fn undo(&mut self, attempt_id: &str) -> Result<(), StoreError>;
    /// Every attempt of this learner in the order of `at`, then `id`; undone ones carry the mark.
    fn attempts(&self) -> Result<Vec<Attempt>, StoreError>;
    /// Where the learner stopped reading in each topic, most recent first.
    fn places(&self) -> Result<Vec<Place>, StoreError>;
    /// Remembers a reading place; one per topic.
    fn save_place(&mut self, place: &Place) -> Result<(), StoreError>;
    /// The session that was interrupted, as it was saved.
    fn session(&self) -> Result<Option<String>, StoreError>;
    /// Saves the running session (`None` forgets it).
    fn save_session(&mut self, session: Option<&str>) -> Result<(), StoreError>;
    /// The day that the learner learns toward.
    fn goal(&self) -> Result<Option<Goal>, StoreError>;
    /// Keeps that day (`None` forgets it).
    fn save_goal(&mut self, goal: Option<&Goal>) -> Result<(), StoreError>;
    /// The latest sessions with a clock that are over, newest first, at most [`RESULTS`].
    fn results(&self) -> Result<Vec<PastSession>, StoreError>;
    /// Keeps a session that is over.
    fn save_result(&mut self, result: &PastSession) -> Result<(), StoreError>;
    /// The learner's bookmarks and notes, in the order of topics and anchors.
    fn annotations(&self) -> Result<Vec<Annotation>, StoreError>;
    /// Keeps a bookmark or a note, one per section; an empty one is forgotten.
    fn save_annotation(&mut self, annotation: &Annotation) -> Result<(), StoreError>;
    /// The latest word on every question that was ever flagged, in the order of questions.
    fn flags(&self) -> Result<Vec<Flag>, StoreError>;
    /// Keeps flags, all or none; one that is older than what is known of its question changes nothing. Returns how many did.
    fn save_flags(&mut self, flags: &[Flag]) -> Result<usize, StoreError>;
    /// Whether another process has written since this one last read.
    fn changed_outside(&mut self) -> Result<bool, StoreError>;
}

/// Past sessions that are read back at most.
pub const RESULTS: usize = 100;

/// A session that is over, to be looked at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastSession {
    /// When it ended.
    pub at: jiff::Timestamp,
    /// The session in its own form.
    pub session: String,
}

/// A place in a topic that survives edits of the text: a block, and the line within it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Topic.
    pub topic: String,
    /// Anchor of the nearest heading above, empty at the top of the page.
    pub anchor: String,
    /// Blocks below that heading.
    pub block: u32,
    /// Lines of that block above the screen; used where the width of the page is the same again.
    pub line: u32,
    /// Share of the page that lies above, in per cent; for the table of contents.
    pub percent: u8,
    /// True once the end of the page has been seen.
    pub finished: bool,
    /// When it was saved.
    pub at: jiff::Timestamp,
}

/// Why progress cannot be read or kept. The text is for the learner: what, where, what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file belongs to a newer program.
    #[error(
        "{path} was written by a newer coldstart (format {found}, this one knows {known}); update coldstart, or set COLDSTART_HOME to another folder"
    )]
    Newer {
        /// The database.
        path: String,
        /// Its format.
        found: i64,
        /// The newest format that this program knows.
        known: i64,
    },
    /// No permission to write.
    #[error(
        "{path} cannot be written ({why}); reading works, but answers are not kept. Make the folder writable or set COLDSTART_HOME to one that is"
    )]
    ReadOnly {
        /// The database or its folder.
        path: String,
        /// The system's reason.
        why: String,
    },
    /// No room.
    #[error(
        "the disk that holds {path} is full; the last answer was not kept. Free some space and answer again"
    )]
    Full {
        /// The database.
        path: String,
    },
    /// Not a database, or a damaged one.
    #[error(
        "{path} is damaged ({why}); move it away to start afresh, or import an export with `coldstart progress import FILE`"
    )]
    Damaged {
        /// The database.
        path: String,
        /// What SQLite says.
        why: String,
    },
    /// Another process holds the file.
    #[error("{path} is in use by another program that does not let go; close it and try again")]
    Busy {
        /// The database.
        path: String,
    },
    /// Anything else.
    #[error("{path}: {why}")]
    Other {
        /// The database.
        path: String,
        /// What happened.
        why: String,
    },
}
