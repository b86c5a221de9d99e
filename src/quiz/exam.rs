//! The result of an exam: questions that were not answered count as not right.

use super::mode::Mode;
use super::session::{Session, Turn, TurnState};
use super::summary::TopicScore;
use super::terms::EXAM_PASS_PERCENT;

/// How an exam went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamResult {
    /// Questions answered rightly.
    pub right: u32,
    /// Questions answered.
    pub answered: u32,
    /// All questions.
    pub of: u32,
    /// The share that must be right, in per cent.
    pub pass_percent: u8,
    /// By topic, weakest first; `total` counts what was not answered, too.
    pub topics: Vec<TopicScore>,
}

impl ExamResult {
    /// The share that was right, in whole per cent, rounded down: 69.9 % is not yet 70 %.
    pub fn percent(&self) -> u32 {
        self.right.saturating_mul(100).checked_div(self.of).unwrap_or(0)
    }

    /// Whether it was passed.
    pub fn passed(&self) -> bool {
        self.of > 0 && u64::from(self.right) * 100 >= u64::from(self.pass_percent) * u64::from(self.of)
    }
}

impl Session {
    /// The result, where this is an exam that is over.
    pub fn exam_result(&self) -> Option<ExamResult> {
        if self.mode() != Mode::Exam || !self.is_finished() {
            return None;
        }
        let mut result = ExamResult {
            right: 0,
            answered: 0,
            of: 0,
            pass_percent: self.terms().pass_percent.unwrap_or(EXAM_PASS_PERCENT),
            topics: Vec::new(),
        };
        for turn in self.turns() {
            result.count(turn);
        }
        // Stable, so that topics with the same share stay in the order in which they came up.
        result.topics.sort_by(|a, b| {
            (u64::from(a.right) * u64::from(b.total)).cmp(&(u64::from(b.right) * u64::from(a.total)))
        });
        Some(result)
    }
}

impl ExamResult {
    fn count(&mut self, turn: &Turn) {
        let right = u32::from(turn.correct() == Some(true));
        self.of += 1;
        self.right += right;
        self.answered += u32::from(matches!(turn.state, TurnState::Answered { .. }));
        match self.topics.iter_mut().find(|score| score.topic == *turn.topic()) {
            Some(score) => {
                score.total += 1;
                score.right += right;
            }
            None => self.topics.push(TopicScore { topic: turn.topic().clone(), right, total: 1 }),
        }
    }
}
