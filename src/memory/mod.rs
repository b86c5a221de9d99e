//! The memory model: when is an item about to be forgotten, and when should it be asked again?
//!
//! Owns: FSRS-6, grades, the replay of a log into memory states.
//! Must not know: questions, stores, the clock (days come in as numbers and dates).

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
