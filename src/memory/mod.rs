//! The memory model: when is an item about to be forgotten, and when should it be asked again?
//!
//! Owns: FSRS-6, grades, the replay of a log into memory states.
//! Must not know: questions, stores, the clock (days come in as numbers and dates).

mod scheduler;
mod spread;
mod state;

pub use scheduler::{
    DEFAULT_PARAMETERS, MAXIMUM_INTERVAL, Parameters, RETENTION_EXAM, RETENTION_NORMAL, RETENTION_REFRESH,
    Scheduler, SchedulerError,
};
pub use spread::{spread, spread_range, spread_seed};
pub use state::{Phase, Review, State, elapsed_days};

use serde::{Deserialize, Serialize};

/// How well an answer went, as the memory model counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Forgotten, or only guessed.
    Again,
    /// Recalled with trouble.
    Hard,
    /// Recalled.
    Good,
    /// Recalled without thinking.
    Easy,
}

impl Grade {
    /// Every grade, worst first.
    pub const ALL: [Self; 4] = [Self::Again, Self::Hard, Self::Good, Self::Easy];

    /// The name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Hard => "hard",
            Self::Good => "good",
            Self::Easy => "easy",
        }
    }

    /// Its number in the formulas: 1 (again) to 4 (easy).
    fn number(self) -> f64 {
        match self {
            Self::Again => 1.0,
            Self::Hard => 2.0,
            Self::Good => 3.0,
            Self::Easy => 4.0,
        }
    }
}
