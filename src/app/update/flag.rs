//! Questions that the learner flags to come back to.

use crate::app::Model;
use crate::app::message::{Effect, Now};
use crate::app::panel::{Panel, Shown};
use crate::app::sheet::{Row, Tone};

/// The sign of a flagged question.
const SIGN: &str = "⚑ ";

impl Model {
    /// Flags the question on the screen, or takes its flag away.
    pub(in crate::app) fn turn_flag(&mut self, now: Now) -> Vec<Effect> {
        let Some(question) = self.panel().and_then(Panel::question).map(|question| question.id.clone())
        else {
            return Vec::new();
        };
        let flag = self.record.progress.turn_flag(&question, now.at);
        let said = if flag.flagged {
            "flagged; “Flagged” in the list of sessions asks it again"
        } else {
            "no longer flagged"
        };
        self.say(said, false, now);
        vec![Effect::SaveFlag(flag)]
    }

    /// Puts the sign before the head of a question that is flagged.
    pub fn mark_flagged(&self, panel: &Panel, shown: &mut Shown) {
        let flagged = panel.question().is_some_and(|question| self.record.progress.is_flagged(&question.id));
        if let Some(head) = shown.rows.first_mut().filter(|_| flagged) {
            let row = Row::of(SIGN, Tone::Accent);
            let pieces = std::mem::take(&mut head.pieces);
            *head = pieces.into_iter().fold(row, |row, piece| row.and(piece.text, piece.tone));
        }
    }
}
