//! What a session runs by: its clock and the mark to pass. Time comes in as milliseconds; whoever has a clock measures it.

use super::mode::Mode;
use super::session::{Session, Step, TurnState};
use serde::{Deserialize, Serialize};

/// Questions of an exam where nothing else is said.
pub const EXAM_QUESTIONS: usize = 30;
/// Seconds of an exam for each of its questions.
pub const EXAM_SECONDS_EACH: u64 = 90;
/// Share of an exam that must be right to pass, in per cent.
pub const EXAM_PASS_PERCENT: u8 = 70;
/// Seconds for each question of a blitz.
pub const BLITZ_SECONDS: u64 = 20;
/// Seconds to answer a question of an interview.
pub const INTERVIEW_SECONDS: u64 = 180;

/// The limits of a session. Without any, it takes the time it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Milliseconds for all questions together.
    pub total_ms: Option<u64>,
    /// Milliseconds for each question.
    pub each_ms: Option<u64>,
    /// Share of the questions that must be right to pass, in per cent.
    pub pass_percent: Option<u8>,
}

impl Terms {
    /// The usual terms of a mode with so many questions.
    pub fn of(mode: Mode, questions: usize) -> Self {
        let count = u64::try_from(questions).unwrap_or(u64::MAX);
        match mode {
            Mode::Exam => Self {
                total_ms: Some(count.saturating_mul(EXAM_SECONDS_EACH * 1_000)),
                each_ms: None,
                pass_percent: Some(EXAM_PASS_PERCENT),
            },
            Mode::Blitz => Self { each_ms: Some(BLITZ_SECONDS * 1_000), ..Self::default() },
            Mode::Interview => Self { each_ms: Some(INTERVIEW_SECONDS * 1_000), ..Self::default() },
            _ => Self::default(),
        }
    }
}

/// Which clock has run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOut {
    /// The time of the whole session: it is over.
    Session,
    /// The time of the open question.
    Question,
}

impl Session {
    /// Sets the terms of a session that has just been started.
    #[must_use]
    pub fn with_terms(mut self, terms: Terms) -> Self {
        self.terms = terms;
        self
    }

    /// Questions answered, where the session is judged as a whole or by the clock and has been begun: no other takes its place unasked.
    pub fn at_stake(&self) -> Option<usize> {
        let answered = self.turns().iter().filter(|turn| turn.is_answered()).count();
        (self.terms() != Terms::default() && answered > 0).then_some(answered)
    }

    /// The terms that the session runs by.
    pub fn terms(&self) -> Terms {
        self.terms
    }

    /// Milliseconds that have passed in questions that are done, or were left open when the session was interrupted.
    pub fn spent_ms(&self) -> u64 {
        self.spent_ms
    }

    /// Counts time that passed without an answer: a question that was skipped, or left open at an interruption.
    /// (An answer brings its own time.)
    pub fn pass_time(&mut self, ms: u64) {
        self.spent_ms = self.spent_ms.saturating_add(ms);
    }

    /// Milliseconds that are left, with the open question having been shown for `shown_ms`; `None` without a clock.
    pub fn left_ms(&self, shown_ms: u64) -> Option<u64> {
        let of_session =
            self.terms.total_ms.map(|total| total.saturating_sub(self.spent_ms.saturating_add(shown_ms)));
        let of_question = self.terms.each_ms.map(|each| each.saturating_sub(shown_ms));
        [of_session, of_question].into_iter().flatten().min()
    }

    /// Which clock has run out, with the open question having been shown for `shown_ms`.
    pub fn run_out(&self, shown_ms: u64) -> Option<RunOut> {
        let open = self.turn().is_some_and(|turn| turn.state == TurnState::Open);
        if !open || self.is_finished() {
            return None;
        }
        let over = |limit: Option<u64>, spent: u64| limit.is_some_and(|limit| spent >= limit);
        if over(self.terms.total_ms, self.spent_ms.saturating_add(shown_ms)) {
            Some(RunOut::Session)
        } else if over(self.terms.each_ms, shown_ms) && self.mode() != Mode::Interview {
            // An interviewer lets a sentence end; the time is told, and the text is kept.
            Some(RunOut::Question)
        } else {
            None
        }
    }

    /// The time of the open question is over: it counts as not known in time, and nothing goes to the log, since slowness is
    /// not forgetting. Its key can be looked at; [`Session::advance`] goes on.
    pub fn time_out(&mut self) -> bool {
        let each = self.terms.each_ms.unwrap_or_default();
        let Some(turn) = self.open_turn() else { return false };
        turn.state = TurnState::Late;
        self.pass_time(each);
        true
    }

    /// Puts the open question behind all others, to be asked again later; at the end there is nothing behind which it could go,
    /// and it is skipped.
    pub fn postpone(&mut self) -> Step {
        if self.queue.is_empty() || self.open_turn().is_none() {
            return self.skip();
        }
        if let Some(turn) = self.turns.pop() {
            self.queue.push_back(turn.pick);
        }
        self.ask()
    }
}
