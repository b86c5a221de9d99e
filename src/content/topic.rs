//! The front matter of a topic: what stands in the table of contents.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Identifier of a topic, which is also the stem of its quiz file: `execution-model`.
pub type TopicId = String;

/// A topic and the Markdown that its page is parsed from when it is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Stable identifier.
    pub id: TopicId,
    /// Title as shown.
    pub title: String,
    /// Place in the course; unique.
    pub order: u32,
    /// One or two sentences: what the reader will know afterwards.
    pub summary: String,
    /// Topics to have read before.
    pub prerequisites: Vec<TopicId>,
    /// Reading time in minutes.
    pub minutes: u32,
    /// File that it was read from.
    pub file: String,
    /// Markdown below the front matter. Borrowed from the program itself for the built-in course.
    pub body: Cow<'static, str>,
    /// Line of the file on which the body begins, from 1.
    pub body_line: usize,
    /// Byte of the file at which the body begins.
    pub body_start: usize,
}
