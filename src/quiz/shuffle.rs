//! The order in which options are shown.

use super::question::{Kind, Question};
use crate::text::random::{Random, seed_from};

/// The seed of a showing: the same question shown to the same profile for the `showing`-th time looks the same on every
/// machine, and different the next time.
pub fn showing_seed(question_id: &str, profile: &str, showing: u64) -> u64 {
    seed_from(&["options", question_id, profile], showing)
}

/// For each place on the screen, the index of the option (in the file's order) that stands there. True and false keep
/// their places; a number has no options.
pub fn option_order(question: &Question, seed: u64) -> Vec<usize> {
    match &question.kind {
        Kind::Single(options) | Kind::Multi(options) => {
            let mut order: Vec<usize> = (0..options.len()).collect();
            Random::new(seed).shuffle(&mut order);
            order
        }
        Kind::TrueFalse { .. } => vec![0, 1],
        Kind::Numeric(_) | Kind::Generated(_) => Vec::new(),
    }
}
