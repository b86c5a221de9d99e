//! FSRS-6: the formulas that turn an answer into a new memory state.
//!
//! Source: the description of the algorithm by its authors (open-spaced-repetition, "The Algorithm", FSRS-6) with the default
//! parameters of the `fsrs` packages 6.x. `tests/memory.rs` holds this file to histories computed by py-fsrs 6.3.2.

use super::state::{Phase, Review, State, elapsed_days, later};
use super::{Grade, spread_range};
use jiff::civil::Date;

/// The 21 parameters of FSRS-6: w0–w3 first stability by grade, w4–w7 difficulty, w8–w10 growth after success, w11–w14 stability
/// after failure, w15 factor for hard, w16 for easy, w17–w19 answers on the same day, w20 decay of the forgetting curve.
pub type Parameters = [f64; 21];

/// The parameters published with FSRS-6, fitted to some hundred million reviews.
pub const DEFAULT_PARAMETERS: Parameters = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614,
    0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];

/// Keeps what was learnt fresh with few reviews.
pub const RETENTION_REFRESH: f64 = 0.85;
/// The usual trade of reviews for recall.
pub const RETENTION_NORMAL: f64 = 0.90;
/// Before an exam or an interview.
pub const RETENTION_EXAM: f64 = 0.95;
/// A hundred years, in days.
pub const MAXIMUM_INTERVAL: u32 = 36_500;

/// Shortest stability, in days.
const STABILITY_MIN: f64 = 0.001;
/// Retentions outside are refused: below, most of what comes up is forgotten; above, intervals shrink to a fifth and less.
const RETENTIONS: std::ops::RangeInclusive<f64> = 0.70..=0.97;

/// Turns answers into memory states. A value: the same answers give the same states, bit for bit.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheduler {
    parameters: Parameters,
    desired_retention: f64,
    maximum_interval: u32,
    /// −w20.
    decay: f64,
    /// Chosen so that recall after `stability` days is 90 %.
    factor: f64,
}

/// A setting that the model does not take.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SchedulerError {
    /// The desired retention is out of range.
    #[error(
        "a desired retention of {found} is not possible; it is accepted from 0.70 to 0.97 (0.90 is usual)"
    )]
    Retention {
        /// The number given.
        found: f64,
    },
    /// The maximum interval is zero.
    #[error("a maximum interval of 0 days is not possible; it is accepted from 1 day")]
    MaximumInterval,
}

impl Default for Scheduler {
    fn default() -> Self {
        Self::of(RETENTION_NORMAL, MAXIMUM_INTERVAL)
    }
}

impl Scheduler {
    /// A scheduler with the default parameters that lets the predicted recall fall to `desired_retention` (0.70 to 0.97), but never
    /// waits longer than `maximum_interval` days.
    pub fn new(desired_retention: f64, maximum_interval: u32) -> Result<Self, SchedulerError> {
        if !RETENTIONS.contains(&desired_retention) {
            return Err(SchedulerError::Retention { found: desired_retention });
        }
        if maximum_interval == 0 {
            return Err(SchedulerError::MaximumInterval);
        }
        Ok(Self::of(desired_retention, maximum_interval))
    }

    fn of(desired_retention: f64, maximum_interval: u32) -> Self {
        let parameters = DEFAULT_PARAMETERS;
        let decay = -parameters[20];
        let factor = 0.9_f64.powf(1.0 / decay) - 1.0;
        Self { parameters, desired_retention, maximum_interval, decay, factor }
    }

    /// The model's parameters.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Predicted recall at which an item is due.
    pub fn desired_retention(&self) -> f64 {
        self.desired_retention
    }

    /// Longest interval, in days.
    pub fn maximum_interval(&self) -> u32 {
        self.maximum_interval
    }

    /// Probability of recall `days` after the latest answer: (1 + factor · t / S)^decay.
    pub fn retrievability(&self, stability: f64, days: f64) -> f64 {
        (1.0 + self.factor * days.max(0.0) / stability.max(STABILITY_MIN)).powf(self.decay)
    }

    /// Whole days until the predicted recall is the desired retention: S / factor · (r^(1/decay) − 1), from 1 to the maximum.
    pub fn interval(&self, stability: f64) -> u32 {
        let days = stability / self.factor * (self.desired_retention.powf(1.0 / self.decay) - 1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast saturates, and the result is clamped"
        )]
        let days = days.round() as u32;
        days.clamp(1, self.maximum_interval)
    }

    /// The state after an answer on `day`; `None` stands for an item that was never answered.
    pub fn next(&self, state: Option<&State>, review: Review) -> State {
        let Review { day, grade } = review;
        let Some(before) = state else {
            return self.scheduled(
                self.first_stability(grade),
                self.first_difficulty(grade).clamp(1.0, 10.0),
                1,
                0,
                day,
                Phase::New.after(grade),
            );
        };
        let days = elapsed_days(before.last, day);
        let stability = if days == 0 {
            self.stability_same_day(before.stability, grade)
        } else {
            let recall = self.retrievability(before.stability, f64::from(days));
            match grade {
                Grade::Again => self.stability_forgotten(before, recall),
                Grade::Hard | Grade::Good | Grade::Easy => self.stability_recalled(before, recall, grade),
            }
        };
        let lapsed = grade == Grade::Again && before.phase == Phase::Review;
        self.scheduled(
            stability,
            self.next_difficulty(before.difficulty, grade),
            before.reps.saturating_add(1),
            before.lapses.saturating_add(u32::from(lapsed)),
            before.last.max(day),
            before.phase.after(grade),
        )
    }

    /// The state after all of `reviews`, oldest first; `None` where there are none.
    pub fn replay(&self, reviews: impl IntoIterator<Item = Review>) -> Option<State> {
        reviews.into_iter().fold(None, |state, review| Some(self.next(state.as_ref(), review)))
    }

    /// The inclusive range of days that spreading may choose from for a state.
    pub fn spread_range(&self, state: &State) -> std::ops::RangeInclusive<u32> {
        spread_range(state.interval_days, self.maximum_interval)
    }

    fn scheduled(
        &self,
        stability: f64,
        difficulty: f64,
        reps: u32,
        lapses: u32,
        last: Date,
        phase: Phase,
    ) -> State {
        let stability = stability.max(STABILITY_MIN);
        let interval_days = self.interval(stability);
        State {
            stability,
            difficulty,
            reps,
            lapses,
            last,
            due: later(last, interval_days),
            interval_days,
            phase,
        }
    }

    fn first_stability(&self, grade: Grade) -> f64 {
        match grade {
            Grade::Again => self.parameters[0],
            Grade::Hard => self.parameters[1],
            Grade::Good => self.parameters[2],
            Grade::Easy => self.parameters[3],
        }
    }

    /// D0(g) = w4 − e^(w5 · (g − 1)) + 1, not yet clamped.
    fn first_difficulty(&self, grade: Grade) -> f64 {
        let w = &self.parameters;
        w[4] - (w[5] * (grade.number() - 1.0)).exp() + 1.0
    }

    /// A step of w6 per grade away from good, damped toward 10, then drawn by w7 toward the first difficulty of easy.
    fn next_difficulty(&self, difficulty: f64, grade: Grade) -> f64 {
        let w = &self.parameters;
        let stepped = difficulty - w[6] * (grade.number() - 3.0) * (10.0 - difficulty) / 9.0;
        (w[7] * self.first_difficulty(Grade::Easy) + (1.0 - w[7]) * stepped).clamp(1.0, 10.0)
    }

    /// S · e^(w17 · (g − 3 + w18)) · S^(−w19); an answer that was recalled never lowers S.
    fn stability_same_day(&self, stability: f64, grade: Grade) -> f64 {
        let w = &self.parameters;
        let growth = (w[17] * (grade.number() - 3.0 + w[18])).exp() * stability.powf(-w[19]);
        stability * if grade == Grade::Again { growth } else { growth.max(1.0) }
    }

    /// S · (1 + e^w8 · (11 − D) · S^(−w9) · (e^(w10 · (1 − R)) − 1) · [w15 if hard] · [w16 if easy]).
    fn stability_recalled(&self, before: &State, recall: f64, grade: Grade) -> f64 {
        let w = &self.parameters;
        let by_grade = match grade {
            Grade::Hard => w[15],
            Grade::Easy => w[16],
            Grade::Again | Grade::Good => 1.0,
        };
        let growth = w[8].exp()
            * (11.0 - before.difficulty)
            * before.stability.powf(-w[9])
            * ((w[10] * (1.0 - recall)).exp() - 1.0)
            * by_grade;
        before.stability * (1.0 + growth)
    }

    /// The smaller of w11 · D^(−w12) · ((S + 1)^w13 − 1) · e^(w14 · (1 − R)) and S / e^(w17 · w18).
    fn stability_forgotten(&self, before: &State, recall: f64) -> f64 {
        let w = &self.parameters;
        let forgotten = w[11]
            * before.difficulty.powf(-w[12])
            * ((before.stability + 1.0).powf(w[13]) - 1.0)
            * (w[14] * (1.0 - recall)).exp();
        forgotten.min(before.stability / (w[17] * w[18]).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn settings_out_of_range_are_refused() {
        for retention in [0.0, 0.69, 0.98, 1.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Scheduler::new(retention, 100).is_err(), "{retention}");
        }
        assert_eq!(Scheduler::new(0.9, 0), Err(SchedulerError::MaximumInterval));
        assert_eq!(Scheduler::new(0.9, MAXIMUM_INTERVAL), Ok(Scheduler::default()));
    }

    #[test]
    fn phases_and_lapses_follow_the_answers() {
        use Phase::{Learning, Relearning, Review as Known};
        let scheduler = Scheduler::default();
        let day = date(2026, 1, 5);
        let mut state = None;
        let mut seen = Vec::new();
        for grade in
            [Grade::Again, Grade::Again, Grade::Good, Grade::Again, Grade::Again, Grade::Hard, Grade::Again]
        {
            let next = scheduler.next(state.as_ref(), Review { day, grade });
            seen.push((next.phase, next.lapses));
            state = Some(next);
        }
        assert_eq!(
            seen,
            [
                (Learning, 0),
                (Learning, 0),
                (Known, 0),
                (Relearning, 1),
                (Relearning, 1),
                (Known, 1),
                (Relearning, 2)
            ]
        );
    }

    #[test]
    fn a_day_in_the_past_counts_as_the_same_day_and_keeps_the_latest() {
        let scheduler = Scheduler::default();
        let good = |day| Review { day, grade: Grade::Good };
        let first = scheduler.next(None, good(date(2026, 1, 10)));
        let same = scheduler.next(Some(&first), good(date(2026, 1, 10)));
        let back = scheduler.next(Some(&first), good(date(2026, 1, 3)));
        assert_eq!(same, back);
    }

    #[test]
    fn no_history_leaves_the_ranges() {
        let scheduler = Scheduler::default();
        for (first, then, gap) in [
            (Grade::Again, Grade::Again, 1),
            (Grade::Easy, Grade::Easy, 4000),
            (Grade::Again, Grade::Again, 0),
        ] {
            let mut day = date(2000, 1, 1);
            let mut state = scheduler.next(None, Review { day, grade: first });
            for _ in 0..2_000 {
                day = later(day, gap);
                state = scheduler.next(Some(&state), Review { day, grade: then });
                assert!(state.stability.is_finite() && state.stability >= STABILITY_MIN, "{state:?}");
                assert!((1.0..=10.0).contains(&state.difficulty), "{state:?}");
                assert!((1..=MAXIMUM_INTERVAL).contains(&state.interval_days), "{state:?}");
            }
        }
    }
}
