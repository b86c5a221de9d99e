//! Markdown to blocks.
//!
//! [`Page::parse`] reads a topic's body and reports everything that is wrong with it at once, each finding with its place
//! in the topic's file. What is wrong still reaches the page as text, so that a reader sees it and nothing is lost.

mod inline;
mod live;
mod outline;
mod parser;
mod scan;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::block::Page;
use super::expand::{ExpandError, Expansion};
use super::problem::{MOST_PROBLEMS, Problem};
use super::topic::Topic;

pub use outline::{OutlineEntry, anchor_of, plain_text};

/// Gives the value for what stands between `{fact:` and `}`: `limits.timeout.max` or `limits.timeout.max|minutes`.
pub type Expand<'a> = dyn Fn(&str) -> Result<Expansion, ExpandError> + 'a;

/// A finding before it has a file: bytes of the body, what is wrong, advice.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    span: Range<usize>,
    message: String,
    help: Option<String>,
}

impl Finding {
    fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Advice with the nearest of the accepted words, else with all of them.
    fn one_of(self, wrong: &str, accepted: &[&str]) -> Self {
        let help = match crate::text::nearest(wrong, accepted.iter().copied()) {
            Some(right) => format!("did you mean `{right}`?"),
            None => format!("accepted are {}", accepted.join(", ")),
        };
        self.help(help)
    }
}

impl Page {
    /// Parses a topic's body. Facts are looked up through `expand`. The problems are in the order of the file.
    pub fn parse(topic: &Topic, expand: &Expand<'_>) -> (Self, Vec<Problem>) {
        let (page, mut findings) =
            parser::parse(&topic.body, &topic.id, topic.body_line.saturating_sub(1), Some(expand));
        findings.sort_by_key(|finding| finding.span.start);
        findings.truncate(MOST_PROBLEMS);
        let problems = findings
            .into_iter()
            .map(|finding| {
                let problem = topic.problem_in_body(finding.span, finding.message);
                match finding.help {
                    Some(help) => problem.with_help(help),
                    None => problem,
                }
            })
            .collect();
        (page, problems)
    }

    /// Parses a text that has no place in a topic and whose facts have been put in: a question's prompt, an
    /// explanation. Links without a topic (`#anchor`) are taken as links into `topic`.
    pub fn from_markdown(text: &str, topic: &str) -> Self {
        parser::parse(text, topic, 0, None).0
    }
}

impl Topic {
    /// A problem about bytes of the body, with their place in the topic's file.
    pub fn problem_in_body(&self, span: Range<usize>, message: impl Into<String>) -> Problem {
        let mut problem = Problem::at(&self.file, &self.body, span, message);
        problem.line += self.body_line.saturating_sub(1);
        problem.span = problem.span.start + self.body_start..problem.span.end + self.body_start;
        problem
    }
}
