//! A session as text, to be continued later, perhaps by another version of the program with another course.

use super::question::QuestionId;
use super::session::{Session, TurnState, VERSION};
use serde_json::Value;

/// A session that was read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resumed {
    /// The session, at the place where it was left.
    pub session: Session,
    /// Questions that were still to be asked and that the course has no more.
    pub dropped: Vec<QuestionId>,
}

/// Why a saved session cannot be continued. It is dropped then; answers are in the log and are not lost.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResumeError {
    /// Not a saved session, or a damaged one.
    #[error("the interrupted session cannot be continued: {why}. Its answers are kept; start a new one")]
    Unreadable {
        /// What is wrong with it.
        why: String,
    },
    /// Another form than this program knows.
    #[error(
        "the interrupted session was saved by another version of coldstart (form {found}, this one knows {known}). Its answers are kept; start a new one"
    )]
    OtherVersion {
        /// The form of the saved session.
        found: u64,
        /// The form that this program knows.
        known: u64,
    },
    /// All questions that were left are gone from the course.
    #[error(
        "no question of the interrupted session is left in the course. Its answers are kept; start a new one"
    )]
    NothingLeft,
}

impl Session {
    /// The session as JSON, for [`Session::from_json`].
    pub fn to_json(&self) -> String {
        // Serialising cannot fail: there are no maps with other keys than strings, and no writer but memory.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a saved session. Questions that are not `known` any more are left out.
    pub fn from_json(json: &str, known: &dyn Fn(&str) -> bool) -> Result<Resumed, ResumeError> {
        let unreadable = |why: String| ResumeError::Unreadable { why };
        let value: Value = serde_json::from_str(json).map_err(|error| unreadable(error.to_string()))?;
        let found = value
            .get("version")
            .and_then(Value::as_u64)
            .ok_or_else(|| unreadable("it has no version".to_owned()))?;
        if !(1..=VERSION).contains(&found) {
            return Err(ResumeError::OtherVersion { found, known: VERSION });
        }
        let mut session: Self =
            serde_json::from_value(value).map_err(|error| unreadable(error.to_string()))?;
        session.version = VERSION;
        session.check().map_err(|why| unreadable(why.to_owned()))?;
        let dropped = session.drop_unknown(known);
        if session.finished
            && !dropped.is_empty()
            && !session.turns.iter().any(|turn| known(&turn.pick.question))
        {
            return Err(ResumeError::NothingLeft);
        }
        Ok(Resumed { session, dropped })
    }

    /// What every session keeps to, however it came about.
    fn check(&self) -> Result<(), &'static str> {
        let last = self.turns.len().saturating_sub(1);
        let open = |at: usize| self.turns.get(at).is_some_and(|turn| turn.state == TurnState::Open);
        if (0..last).any(open) {
            Err("a question before the last one is open")
        } else if self.finished && (open(last) || !self.queue.is_empty()) {
            Err("it is over and yet asks something")
        } else if self.cursor > self.turns.len() || (self.cursor == self.turns.len() && !self.finished) {
            Err("it stands outside of its questions")
        } else {
            Ok(())
        }
    }

    fn drop_unknown(&mut self, known: &dyn Fn(&str) -> bool) -> Vec<QuestionId> {
        let mut dropped = Vec::new();
        let mut keep = |question: &QuestionId| {
            let is_known = known(question);
            if !is_known && !dropped.contains(question) {
                dropped.push(question.clone());
            }
            is_known
        };
        let open_is_gone =
            self.turns.last().is_some_and(|turn| turn.state == TurnState::Open && !keep(&turn.pick.question));
        self.queue.retain(|pick| keep(&pick.question));
        self.returning.retain(|failed| keep(&failed.pick.question));
        self.gone = self
            .turns
            .iter()
            .map(|turn| &turn.pick.question)
            .filter(|question| !known(question))
            .cloned()
            .collect();
        let looks_at_gone = self.turn().is_some_and(|turn| self.gone.contains(&turn.pick.question));
        if open_is_gone {
            let looked_back = self.cursor;
            self.turns.pop();
            self.ask();
            if looked_back < self.turns.len() && !looks_at_gone {
                self.cursor = looked_back;
            }
        } else if looks_at_gone {
            self.advance();
        }
        dropped
    }
}
