//! The time that the present question has been looked at.

use crate::app::message::Now;
use std::time::Duration;

/// A stopwatch that stands still while something covers the question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stopwatch {
    shown_at: Duration,
    /// What was used before: by an answer that was taken back.
    used_ms: u64,
    /// When it was last looked at.
    tick: Duration,
    /// Since when something covers the question.
    covered: Option<Duration>,
    /// What it showed when it was stopped.
    stopped_ms: Option<u64>,
}

impl Stopwatch {
    /// A stopwatch that starts now.
    pub(super) fn start(now: Now) -> Self {
        Self { shown_at: now.tick, used_ms: 0, tick: now.tick, covered: None, stopped_ms: None }
    }

    /// Starts again at `used_ms`. What covers the question still does.
    pub(super) fn restart(&mut self, used_ms: u64, now: Now) {
        *self = Self { covered: self.covered, used_ms, ..Self::start(now) };
    }

    /// Counts from now.
    pub(super) fn begin(&mut self, now: Now) {
        self.shown_at = now.tick;
    }

    /// Counts from now, since what was counted before has been accounted for.
    pub(super) fn lap(&mut self, now: Now) {
        self.used_ms = 0;
        self.shown_at = now.tick;
        self.tick = now.tick;
    }

    /// Something covers the question now, or no longer does.
    pub(super) fn cover(&mut self, covered: bool, now: Now) {
        match (covered, self.covered) {
            (true, None) => self.covered = Some(now.tick),
            (false, Some(since)) => {
                // What was begun underneath has not been seen before now.
                let hidden = now.tick.saturating_sub(since.max(self.shown_at));
                self.shown_at += hidden;
                self.tick = now.tick;
                self.covered = None;
            }
            _ => {}
        }
    }

    /// Whether something covers the question.
    pub(super) fn is_covered(&self) -> bool {
        self.covered.is_some()
    }

    /// Looks at the clock.
    pub(super) fn look(&mut self, now: Now) {
        self.tick = now.tick;
    }

    /// When it was last looked at.
    pub(super) fn looked_at(&self) -> Duration {
        self.tick
    }

    /// Stops at what it shows now.
    pub(super) fn stop(&mut self, now: Now) {
        self.stopped_ms = Some(self.shown_ms(now));
    }

    /// Milliseconds until now, or until it was stopped.
    pub(super) fn shown_ms(&self, now: Now) -> u64 {
        self.stopped_ms.unwrap_or_else(|| self.running_ms(now.tick))
    }

    /// Milliseconds until it was last looked at, or until it was stopped.
    pub(super) fn looked_ms(&self) -> u64 {
        self.stopped_ms.unwrap_or_else(|| self.running_ms(self.tick))
    }

    fn running_ms(&self, now: Duration) -> u64 {
        let until = self.covered.unwrap_or(now);
        let shown = u64::try_from(until.saturating_sub(self.shown_at).as_millis()).unwrap_or(u64::MAX);
        self.used_ms.saturating_add(shown)
    }
}
