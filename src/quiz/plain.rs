//! A question as bare lines, for screen readers, pipes and recordings: nothing is told by colour or place alone.

use super::answer::expected_of;
use super::grade::{Verdict, partial};
use super::mode::Certainty;
use super::question::{Kind, Question};
use super::summary::Summary;
use crate::content::{Fact, TopicId};
use crate::text::quantity::Duration;

/// How lines are made; both functions belong to the caller, who knows Markdown and the course.
#[derive(Clone, Copy)]
pub struct Plain<'a> {
    /// Columns of a line, at least 20.
    pub width: usize,
    /// Markdown as bare lines of at most so many columns.
    pub markdown: &'a dyn Fn(&str, usize) -> Vec<String>,
    /// The fact of an id.
    pub fact: &'a dyn Fn(&str) -> Option<Fact>,
}

impl Plain<'_> {
    /// The question: its place in the session (`(number, total)`), prompt, options in `order`, and what to answer.
    pub fn question(
        &self,
        question: &Question,
        order: &[usize],
        (number, total): (usize, usize),
    ) -> Vec<String> {
        let mut lines = vec![format!("Question {number} of {total} ({})", question.topic), String::new()];
        if let Some(chain) = &question.chain {
            lines.push(format!("The situation (question {} of {} about it):", chain.step, chain.of));
            lines.extend(self.text("", &chain.situation));
            lines.push(String::new());
        }
        lines.extend(self.text("", &question.prompt));
        lines.extend(self.material(question, order));
        lines.push(String::new());
        lines.extend(self.text("", &instruction(question)));
        if matches!(question.kind, Kind::Open(_)) {
            lines.extend(self.text("", "An empty line ends the answer."));
        }
        lines
    }

    /// A hint, with its number and how many there are.
    pub fn hint(&self, question: &Question, number: u32, hint: &str) -> Vec<String> {
        self.text(&format!("Hint {number} of {}: ", question.hints.len()), hint)
    }

    /// The verdict: right or not, the key, the reason for every option, the explanation, and where it is said.
    pub fn verdict(&self, question: &Question, order: &[usize], verdict: &Verdict) -> Vec<String> {
        let mut lines = vec![match (verdict.correct, partial(question, verdict)) {
            (true, None) => "Right.".to_owned(),
            (true, Some(part)) => format!("Right: {part}."),
            (false, None) => "Not right.".to_owned(),
            (false, Some(part)) => format!("Not right: {part}."),
        }];
        lines.extend(self.judged(question, order, verdict));
        lines.push(String::new());
        lines.extend(self.text("", &question.explain));
        lines.extend(self.sources(question));
        if let Some(see) = &question.see {
            let (topic, anchor) = see.split_once('#').unwrap_or((see, ""));
            let part = if anchor.is_empty() {
                String::new()
            } else {
                format!(", under \"{}\"", anchor.replace('-', " "))
            };
            lines.push(format!("Read on: coldstart read {topic}{part}"));
        }
        lines
    }

    /// The result of a session.
    pub fn summary(summary: &Summary, title: &dyn Fn(&TopicId) -> String) -> Vec<String> {
        let mut lines = vec![format!("{} of {} right", summary.right, summary.total)];
        if summary.recovered > 0 {
            lines.push(format!("{} more right the second time", summary.recovered));
        }
        if summary.skipped > 0 {
            lines.push(format!("{} skipped", summary.skipped));
        }
        let seconds = summary.took_ms.saturating_add(500) / 1000;
        if let Some(took) = Duration::from_ms((seconds * 1000).into()).filter(|_| seconds > 0) {
            lines.push(format!("{} of thinking", took.pretty()));
        }
        if summary.topics.len() > 1 {
            for score in &summary.topics {
                lines.push(format!("  {}: {} of {}", title(&score.topic), score.right, score.total));
            }
        }
        lines
    }

    /// The facts that the key rests on, with date and address; each page once.
    fn sources(&self, question: &Question) -> Vec<String> {
        let mut sources: Vec<String> = Vec::new();
        for fact in question.facts.iter().filter_map(|id| (self.fact)(id)) {
            let source = format!("{} ({}), {}", fact.source.title, fact.as_of.date, fact.source.url);
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        if sources.is_empty() {
            return sources;
        }
        let heading = if sources.len() == 1 { "Source:" } else { "Sources:" };
        // An address is copied; it is never broken over lines.
        let listed = sources.into_iter().map(|source| format!("  {source}"));
        [String::new(), heading.to_owned()].into_iter().chain(listed).collect()
    }

    /// Markdown behind `head`, further lines indented to stand below its first one.
    pub(super) fn text(&self, head: &str, markdown: &str) -> Vec<String> {
        let indent = head.chars().count();
        let lines = (self.markdown)(markdown, self.width.max(20).saturating_sub(indent).max(10));
        let blank = " ".repeat(indent);
        lines
            .into_iter()
            .enumerate()
            .map(|(at, line)| {
                let before = if at == 0 { head } else { &blank };
                format!("{before}{line}").trim_end().to_owned()
            })
            .collect()
    }
}

/// The question whether the learner is sure, and the answers that are read.
pub fn certainty_prompt() -> &'static str {
    "How sure are you? sure, unsure or guess"
}

/// Reads how sure a learner is: the word or its first letter.
pub fn read_certainty(typed: &str) -> Option<Certainty> {
    match typed.trim().to_lowercase().as_str() {
        "sure" | "s" => Some(Certainty::Sure),
        "unsure" | "u" => Some(Certainty::Unsure),
        "guess" | "g" => Some(Certainty::Guess),
        _ => None,
    }
}

/// What a question takes, as a sentence.
pub fn instruction(question: &Question) -> String {
    sentence(&expected_of(question))
}

pub(super) fn sentence(instruction: &str) -> String {
    let mut letters = instruction.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}
