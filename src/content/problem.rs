//! What a loader found wrong: where, what, and what would be right.

use crate::text::printable;
use std::fmt;
use std::ops::Range;

/// One finding about a content file. The text says what is wrong; `help` says what to do. Whatever of the file is quoted in it is
/// printable: the file may be anybody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path of the file inside its pack, for example `quizzes/limits.toml`.
    pub file: String,
    /// Byte range of the offending text in the file; empty where a whole file is meant.
    pub span: Range<usize>,
    /// Line of the first offending byte, from 1.
    pub line: usize,
    /// Column of the first offending character, from 1, counted in characters.
    pub column: usize,
    /// The offending text itself, at most one line of it.
    pub found: String,
    /// What is wrong, in one sentence without a final full stop.
    pub message: String,
    /// What is accepted, or the nearest valid spelling.
    pub help: Option<String>,
}

impl Problem {
    /// A problem about `span` of `text`, which is the content of `file`.
    pub fn at(file: &str, text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        let start = floor_boundary(text, span.start);
        let end = floor_boundary(text, span.end.max(start));
        let before = text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let found = text.get(start..end).unwrap_or_default();
        Self {
            file: one_line(file),
            span: start..end,
            line: before.matches('\n').count() + 1,
            column: text.get(line_start..start).unwrap_or_default().chars().count() + 1,
            found: one_line(found.lines().next().unwrap_or_default()),
            message: shortened(&message.into()),
            help: None,
        }
    }

    /// A problem about a whole file.
    pub fn about_file(file: &str, message: impl Into<String>) -> Self {
        Self::at(file, "", 0..0, message)
    }

    /// The same problem with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(shortened(&help.into()));
        self
    }

    /// The same problem with "did you mean …?" where one of `candidates` is near to what was found.
    #[must_use]
    pub fn with_nearest<'a>(self, wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        match crate::text::nearest(wrong, candidates) {
            Some(right) => self.with_help(format!("did you mean `{right}`?")),
            None => self,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        if let Some(help) = &self.help {
            write!(f, " ({help})")?;
        }
        Ok(())
    }
}

/// Problems of one file that are reported: a file of nothing but faults needs no line for each, nor a search for the nearest
/// spelling.
pub(crate) const MOST_PROBLEMS: usize = 200;

/// Characters of a message that are kept: one that quotes a word of a megabyte helps nobody.
const LONGEST: usize = 2_000;

fn one_line(text: &str) -> String {
    shortened(text).replace('\n', "\u{FFFD}")
}

fn shortened(text: &str) -> String {
    let text = printable(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.into_owned(),
    }
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn position_counts_characters_from_one() {
        let text = "a = 1\nñ = \"wörld\"\n";
        let at = text.find("\"w").unwrap();
        let problem = Problem::at("x.toml", text, at..at + 8, "bad value");
        assert_eq!((problem.line, problem.column), (2, 5));
        assert_eq!(problem.found, "\"wörld\"");
    }

    #[test]
    fn what_is_quoted_of_a_file_cannot_act_on_a_terminal() {
        let problem = Problem::at("q\u{1b}[2J.toml", "a\u{7}", 0..2, "`\u{1b}]0;x\u{7}`").with_help("\u{9b}");
        let shown = problem.to_string() + &problem.found;
        assert!(!shown.contains(crate::text::is_unprintable), "{shown:?}");
    }

    #[test]
    fn a_span_outside_the_text_is_clamped() {
        let problem = Problem::at("x", "ab", 5..9, "gone");
        assert_eq!((problem.line, problem.column, problem.span), (1, 3, 2..2));
    }
}
