//! Does somebody know what they know? What was said before answering, and what the model predicted, against what came out.

use super::queue::identity;
use super::standing::Standing;
use crate::memory::{Grade, Review, State, elapsed_days};
use crate::progress::Certainty;
use std::collections::BTreeMap;

/// What was said and what came out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Calibration {
    /// Answers and right ones among them, of those that were called sure.
    pub sure: (u32, u32),
    /// The same of those that were called unsure.
    pub unsure: (u32, u32),
    /// The same of those that were called a guess.
    pub guess: (u32, u32),
    /// Marks for knowing what one knows: 3, 2, 1 for right answers and −6, −2, 0 for wrong ones (Moodle's certainty-based marking).
    pub marks: i64,
    /// Reviews on a later day than the answer before.
    pub reviews: u32,
    /// How many of them were recalled.
    pub recalled: u32,
    /// How many the model had predicted.
    pub predicted: f64,
}

/// The share of right answers that each word should have: above 80 % sure, 67 to 80 % unsure, below a guess (the marks make
/// nothing else worth while).
pub fn calibration(standing: &Standing<'_>) -> Calibration {
    let mut found = Calibration::default();
    let scheduler = standing.progress.scheduler();
    let calendar = standing.progress.calendar();
    let mut states: BTreeMap<String, State> = BTreeMap::new();
    for attempt in standing.progress.attempts().iter().filter(|attempt| !attempt.undone) {
        if let Some(certainty) = attempt.certainty {
            found.say(certainty, attempt.correct);
        }
        let Some(known) = identity(standing, &attempt.question) else { continue };
        let day = calendar.day_of(attempt);
        let before = states.get(&known.item);
        if let Some(before) = before.filter(|before| elapsed_days(before.last, day) > 0) {
            found.reviews += 1;
            found.recalled += u32::from(attempt.grade != Grade::Again);
            found.predicted += before.recall(scheduler, day);
        }
        let next = scheduler.next(before, Review { day, grade: attempt.grade });
        states.insert(known.item, next);
    }
    found
}

impl Calibration {
    fn say(&mut self, certainty: Certainty, correct: bool) {
        let (counts, right, wrong) = match certainty {
            Certainty::Sure => (&mut self.sure, 3, -6),
            Certainty::Unsure => (&mut self.unsure, 2, -2),
            Certainty::Guess => (&mut self.guess, 1, 0),
        };
        counts.0 += 1;
        counts.1 += u32::from(correct);
        self.marks += if correct { right } else { wrong };
    }

    /// Answers whose certainty was said.
    pub fn said(&self) -> u32 {
        self.sure.0 + self.unsure.0 + self.guess.0
    }

    /// What the figures say, in a sentence; `None` while there are too few.
    pub fn advice(&self) -> Option<&'static str> {
        const FEW: u32 = 10;
        let share = |(of, right): (u32, u32)| (of >= FEW).then(|| f64::from(right) / f64::from(of));
        if share(self.sure).is_some_and(|share| share < 0.8) {
            Some("You are sure more often than you are right: say unsure when in doubt.")
        } else if share(self.guess).is_some_and(|share| share > 0.67) {
            Some("You know more than you think: most of your guesses are right.")
        } else if share(self.unsure).is_some_and(|share| share > 0.9) {
            Some("You can trust yourself more: you are nearly always right when unsure.")
        } else if share(self.sure).is_some() {
            Some("You know what you know.")
        } else {
            None
        }
    }
}
