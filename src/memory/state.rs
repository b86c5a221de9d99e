//! What is known about one item's memory after its answers so far.

use super::{Grade, Scheduler, spread};
use jiff::{Span, Unit, civil::Date};
use serde::{Deserialize, Serialize};

/// One answer as the memory model sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    /// The learner's calendar day.
    pub day: Date,
    /// How it went.
    pub grade: Grade,
}

/// The memory of one item. An item that was never answered has none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Days until the probability of recall has fallen to 90 %.
    pub stability: f64,
    /// How hard it is to raise the stability: 1 (easy) to 10 (hard).
    pub difficulty: f64,
    /// Answers so far.
    pub reps: u32,
    /// How often it was forgotten after it had been known.
    pub lapses: u32,
    /// Day of the latest answer; never goes back.
    pub last: Date,
    /// Day on which the predicted recall reaches the desired retention.
    pub due: Date,
    /// Days from `last` to `due`; at least 1.
    pub interval_days: u32,
    /// Where the item stands.
    pub phase: Phase,
}

impl State {
    /// Predicted probability of recall on `day`; 1 on the day of the latest answer and before it.
    pub fn recall(&self, scheduler: &Scheduler, day: Date) -> f64 {
        scheduler.retrievability(self.stability, f64::from(elapsed_days(self.last, day)))
    }

    /// Whether the item should be asked on `day`.
    pub fn is_due(&self, day: Date) -> bool {
        self.due <= day
    }

    /// `due`, brought forward by a few days so that what was learnt together does not come back together for ever; never put off,
    /// so that what is due is asked. The state itself stays as it is, and a replay does not depend on the seed.
    /// See [`spread`](super::spread()).
    pub fn spread_due(&self, scheduler: &Scheduler, seed: u64) -> Date {
        let days = spread(self.interval_days, scheduler.maximum_interval(), seed);
        later(self.last, days.min(self.interval_days))
    }
}

/// Where an item stands. There are no timed steps, so the phase does not enter the formulas; it tells a session what to ask again today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Never answered.
    New,
    /// Answered, but not yet once remembered.
    Learning,
    /// Remembered at the latest answer.
    Review,
    /// Forgotten after it had been remembered, and not yet remembered again.
    Relearning,
}

impl Phase {
    /// The name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Learning => "learning",
            Self::Review => "review",
            Self::Relearning => "relearning",
        }
    }

    /// The phase after an answer.
    pub(super) fn after(self, grade: Grade) -> Self {
        match (self, grade) {
            (Self::New | Self::Learning, Grade::Again) => Self::Learning,
            (Self::Review | Self::Relearning, Grade::Again) => Self::Relearning,
            (_, Grade::Hard | Grade::Good | Grade::Easy) => Self::Review,
        }
    }
}

/// Whole calendar days from `from` to `to`; zero where the clock went back.
pub fn elapsed_days(from: Date, to: Date) -> u32 {
    let days = from.until((Unit::Day, to)).map_or(0, |span| span.get_days());
    u32::try_from(days).unwrap_or(0)
}

/// `days` after `day`, at most the last day of the calendar.
pub(super) fn later(day: Date, days: u32) -> Date {
    let longest = elapsed_days(day, Date::MAX);
    day.saturating_add(Span::new().days(days.min(longest)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_clock_that_went_back_elapses_nothing() {
        assert_eq!(elapsed_days(date(2026, 3, 10), date(2026, 3, 8)), 0);
        assert_eq!(elapsed_days(date(2026, 2, 27), date(2026, 3, 1)), 2);
        assert_eq!(elapsed_days(Date::MAX, Date::MIN), 0);
        assert_eq!(elapsed_days(date(2025, 1, 1), date(2026, 1, 1)), 365);
    }

    #[test]
    fn the_calendar_ends_without_a_panic() {
        assert_eq!(later(date(2026, 12, 31), 1), date(2027, 1, 1));
        assert_eq!(later(date(9999, 12, 1), u32::MAX), Date::MAX);
        assert_eq!(later(Date::MIN, u32::MAX), Date::MAX);
    }
}
