//! What is wrong with a scenario file, and where.

use std::fmt;
use std::ops::Range;

/// One problem of a scenario file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioError {
    /// The file's name, as the caller gave it.
    pub file: String,
    /// Byte range of the offending text.
    pub span: Range<usize>,
    /// Line of the first offending byte, from 1.
    pub line: usize,
    /// Column of the first offending character, from 1, counted in characters.
    pub column: usize,
    /// The offending text, at most one line of it.
    pub found: String,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What is accepted, or the nearest valid spelling.
    pub help: Option<String>,
}

impl ScenarioError {
    pub(super) fn at(file: &str, text: &str, span: Range<usize>, message: String) -> Self {
        let boundary = |mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = boundary(span.start);
        let end = boundary(span.end.max(start));
        let before = text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            file: file.to_owned(),
            span: start..end,
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            found: text.get(start..end).unwrap_or_default().lines().next().unwrap_or_default().to_owned(),
            message,
            help: None,
        }
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, " ({help})"))
    }
}

impl std::error::Error for ScenarioError {}
