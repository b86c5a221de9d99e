//! A mock interview: what is asked next depends on what an answer left out, and a written report says what is missing.

use super::answer::Answer;
use super::grade::grade;
use super::mode::Mode;
use super::pick::Pick;
use super::question::{Kind, Question, QuestionId};
use super::session::{Session, Turn};
use crate::text::quantity::Duration;
use std::borrow::Cow;
use std::fmt::Write as _;

impl Session {
    /// After an answer in an interview that left out a point: lets the question's follow-up come next that was not asked yet.
    /// `pick` makes a pick of a question that the course has. Returns the question that was put in.
    pub fn follow_up(
        &mut self,
        question: &Question,
        answer: &Answer,
        pick: &dyn Fn(&str) -> Option<Pick>,
    ) -> Option<QuestionId> {
        let (Kind::Open(open), Answer::Open { points, .. }) = (&question.kind, answer) else { return None };
        if self.mode() != Mode::Interview || open.missing(points).is_empty() {
            return None;
        }
        let is_asked = |id: &QuestionId| self.turns.iter().any(|turn| turn.pick.question == *id);
        let next = open.follow_up.iter().find(|id| !is_asked(id))?;
        let next = pick(next)?;
        let id = next.question.clone();
        // It may have been waiting further behind.
        self.queue.retain(|waiting| waiting.question != id);
        self.queue.push_front(next);
        Some(id)
    }

    /// The report of an interview, in Markdown: every question with its share of the rubric, its time, and what was missing. `ask` gives
    /// the question of a turn.
    pub fn interview_report<'q>(&self, ask: &dyn Fn(&Turn) -> Option<Cow<'q, Question>>) -> String {
        let mut text = String::from("# Mock interview\n");
        let mut missing: Vec<String> = Vec::new();
        for turn in self.turns().iter().filter(|turn| turn.is_answered()) {
            let Some(question) = ask(turn) else { continue };
            let Some(answer) = turn.answer(&question) else { continue };
            let Ok(verdict) = grade(&question, &answer) else { continue };
            let _ = writeln!(text, "\n## {}\n", question.listed_prompt().replace('\n', " "));
            let credit = verdict.credit;
            let word = if verdict.correct { "Good enough" } else { "Not yet" };
            let _ = write!(text, "{word}: {} of {} points.", credit.got, credit.of);
            if let Some(took) = turn.took_ms().and_then(|ms| Duration::from_ms((ms / 1_000 * 1_000).into())) {
                let over = self.terms().each_ms.is_some_and(|each| turn.took_ms() > Some(each));
                let _ = write!(
                    text,
                    " {}{}.",
                    took.pretty(),
                    if over { ", longer than the time given" } else { "" }
                );
            }
            text.push('\n');
            let (Kind::Open(open), Answer::Open { points, .. }) = (&question.kind, &answer) else { continue };
            if let Some(said) = &verdict.mistake {
                let _ = writeln!(text, "\nA red flag: {said}.");
                missing.push(said.clone());
            }
            let missed = open.missing(points);
            if !missed.is_empty() {
                text.push_str("\nMissing:\n\n");
            }
            for point in missed {
                let must = if point.must { " (a must)" } else { "" };
                let _ = writeln!(text, "- {}{must}", point.text);
                if let Some(follow_up) = &point.follow_up {
                    let _ = writeln!(text, "  - \"{follow_up}\"");
                }
                if point.must {
                    missing.push(point.text.clone());
                }
            }
        }
        text.push_str("\n## Weak spots\n\n");
        if missing.is_empty() {
            text.push_str("No point was missed that an answer must make.\n");
        }
        for point in missing {
            let _ = writeln!(text, "- {point}");
        }
        text
    }
}

impl Turn {
    /// Milliseconds from seeing the question to answering it.
    fn took_ms(&self) -> Option<u64> {
        match self.state {
            super::session::TurnState::Answered { took_ms, .. } => Some(took_ms),
            _ => None,
        }
    }
}
