//! What the program has said in passing, kept for those who did not see it in time.

use super::message::Now;
use super::sheet::{Row, Tone};
use super::{Model, Toast};
use crate::text::lines;
use std::collections::VecDeque;
use std::time::Duration;

/// How many messages are kept.
pub const KEPT: usize = 50;
/// How long a passing message stays.
const STAYS: Duration = Duration::from_secs(4);

/// A message of this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// When.
    pub at: jiff::Timestamp,
    /// What.
    pub text: String,
    /// True for something that went wrong.
    pub bad: bool,
}

/// The messages of this run, the latest first.
pub type Log = VecDeque<Said>;

impl Model {
    /// Says something in passing; it can be looked up later.
    pub fn say(&mut self, text: &str, bad: bool, now: Now) {
        self.toast = Some(Toast { text: text.to_owned(), bad, until: now.tick + STAYS });
        self.log.push_front(Said { at: now.at, text: text.to_owned(), bad });
        self.log.truncate(KEPT);
    }

    /// The rows of the messages, the latest first.
    pub(super) fn message_rows(&self, columns: usize) -> Vec<Row> {
        let mut rows =
            vec![Row::of("Messages", Tone::Accent).and("   the latest first", Tone::Muted), Row::blank()];
        if self.log.is_empty() {
            rows.push(Row::of("Nothing has been said so far.", Tone::Muted));
        }
        let zone = self.record.progress.calendar().zone();
        for said in &self.log {
            let time = said.at.to_zoned(zone.clone()).time();
            let mut lead = Row::of(
                format!("{:02}:{:02}:{:02}  ", time.hour(), time.minute(), time.second()),
                Tone::Muted,
            )
            .and(if said.bad { "✗ " } else { "  " }, Tone::Wrong);
            for line in lines(&said.text, columns.saturating_sub(12).max(10)) {
                let next = Row::of(" ".repeat(12), Tone::Text);
                rows.push(std::mem::replace(&mut lead, next).and(line, Tone::Text));
            }
        }
        rows
    }
}
