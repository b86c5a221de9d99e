//! One answer, as it stands in the log for ever.

use crate::memory::Grade;
use crate::quiz::QuestionId;
pub use crate::quiz::{Certainty, Mode};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// An answer to a question. The log of attempts is append-only and everything else about a learner follows from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// Unique over all learners and machines.
    pub id: String,
    /// The question that was asked; may be unknown to this version of the course.
    pub question: QuestionId,
    /// Its revision when it was asked.
    pub rev: u32,
    /// When the answer was given (RFC 3339, UTC in the exchange form).
    pub at: Timestamp,
    /// The learner's calendar day; taken from `at` and the local zone where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    /// Kind of session.
    pub mode: Mode,
    /// What was answered, in terms of the question file: option numbers from 1, `true`, or the text typed.
    pub answer: Option<serde_json::Value>,
    /// Whether it was right.
    pub correct: bool,
    /// The grade that the memory model is given.
    pub grade: Grade,
    /// How sure the learner was, where it was said.
    pub certainty: Option<Certainty>,
    /// Number of hints looked at before answering.
    pub hints: u32,
    /// Milliseconds from seeing the question to answering it.
    pub took_ms: u64,
    /// True where the learner took the answer back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undone: bool,
}
