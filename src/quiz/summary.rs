//! How a session went.

use super::question::QuestionId;
use super::session::{Turn, TurnState};
use crate::content::TopicId;

/// The result of a session. The first answer to a question counts; its return in the same session is told apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Questions answered rightly at first.
    pub right: u32,
    /// Questions answered.
    pub total: u32,
    /// Questions left out.
    pub skipped: u32,
    /// Questions that were not answered in time.
    pub late: u32,
    /// Questions answered wrongly at first and rightly when they came back.
    pub recovered: u32,
    /// Time spent on all answers, in milliseconds.
    pub took_ms: u64,
    /// The same by topic, in the order in which topics came up.
    pub topics: Vec<TopicScore>,
    /// Questions answered wrongly at first, in the order in which they were asked.
    pub missed: Vec<QuestionId>,
}

/// The result in one topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicScore {
    /// The topic.
    pub topic: TopicId,
    /// Questions answered rightly at first.
    pub right: u32,
    /// Questions answered.
    pub total: u32,
}

impl Summary {
    pub(super) fn of(turns: &[Turn]) -> Self {
        let mut summary = Self::default();
        for turn in turns {
            match &turn.state {
                TurnState::Answered { took_ms, .. } if turn.probe.is_some() => {
                    summary.took_ms = summary.took_ms.saturating_add(*took_ms);
                }
                TurnState::Skipped if turn.probe.is_some() => {}
                TurnState::Answered { correct, took_ms, .. } => {
                    summary.took_ms = summary.took_ms.saturating_add(*took_ms);
                    if turn.again {
                        summary.recovered += u32::from(*correct);
                    } else {
                        summary.count(turn, *correct);
                    }
                }
                TurnState::Skipped if !turn.again => summary.skipped += 1,
                TurnState::Late => summary.late += 1,
                TurnState::Skipped | TurnState::Open => {}
            }
        }
        summary
    }

    fn count(&mut self, turn: &Turn, correct: bool) {
        let right = u32::from(correct);
        self.total += 1;
        self.right += right;
        if !correct {
            self.missed.push(turn.pick.question.clone());
        }
        match self.topics.iter_mut().find(|score| score.topic == *turn.topic()) {
            Some(score) => {
                score.total += 1;
                score.right += right;
            }
            None => self.topics.push(TopicScore { topic: turn.topic().clone(), right, total: 1 }),
        }
    }
}
