//! Code to read.

use super::{Judged, TextKey};
use crate::quiz::grade::{Credit, Part};
use crate::quiz::question::Choice;
use serde::{Deserialize, Serialize};

/// A question about a piece of code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The language, as a code block of a page names it: `python`.
    pub lang: String,
    /// The code, without control characters but newlines.
    pub source: String,
    /// What is asked about it.
    pub ask: CodeAsk,
}

/// What is asked about code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeAsk {
    /// Which line: any of `right`, counted from 1.
    Line {
        /// The right lines.
        right: Vec<usize>,
        /// What to say about lines.
        notes: Vec<LineNote>,
    },
    /// What it prints, returns or is called.
    Output(TextKey),
    /// Which of these, for instance which change mends it.
    Choice(Vec<Choice>),
}

/// What there is to say about a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineNote {
    /// The line, from 1.
    pub line: usize,
    /// Why it is right or wrong.
    pub why: String,
}

impl Code {
    /// The lines of the code.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.source.lines()
    }

    /// Grades a chosen line, from 1.
    pub(in crate::quiz) fn judge_line(&self, right: &[usize], notes: &[LineNote], given: usize) -> Judged {
        let note = |line: usize| notes.iter().find(|note| note.line == line).map(|note| note.why.clone());
        let text =
            |line: usize| self.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim().to_owned();
        let correct = right.contains(&given);
        let key: Vec<String> = right.iter().map(|line| format!("line {line}: `{}`", text(*line))).collect();
        let part = |line: usize, correct: bool| Part {
            text: line.to_string(),
            given: text(line),
            key: String::new(),
            correct,
            why: note(line),
        };
        let mut parts = vec![part(given, correct)];
        parts.extend(right.iter().filter(|line| **line != given).map(|line| part(*line, true)));
        Judged {
            correct,
            credit: Credit { got: u32::from(correct), of: 1 },
            parts,
            mistake: None,
            note: None,
            key: key.join(" or "),
        }
    }
}
