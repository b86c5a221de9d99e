//! The order in which options are shown.

use super::question::{Form, Question};
use crate::text::random::{Random, seed_from};

/// The seed of a showing: the same question shown to the same profile for the `showing`-th time looks the same on every
/// machine, and different the next time.
pub fn showing_seed(question_id: &str, profile: &str, showing: u64) -> u64 {
    seed_from(&["options", question_id, profile], showing)
}

/// For each place on the screen, the index of what stands there, in the file's order: options, items to arrange, or what
/// items are paired with. True and false keep their places; other questions have nothing to shuffle. Items to arrange never
/// stand in the right order.
pub fn option_order(question: &Question, seed: u64) -> Vec<usize> {
    let shuffled = |count: usize| {
        let mut order: Vec<usize> = (0..count).collect();
        Random::new(seed).shuffle(&mut order);
        order
    };
    match question.kind.form() {
        Form::Options { options, .. } => shuffled(options.len()),
        Form::Claim => vec![0, 1],
        Form::Order(items) => {
            let mut order = shuffled(items.len());
            if order.is_sorted() {
                order.rotate_left(1);
            }
            order
        }
        Form::Match(matching) => shuffled(matching.rights.len()),
        Form::Number(_) | Form::Text(_) | Form::Gaps(_) | Form::Line(_) | Form::Open(_) => Vec::new(),
    }
}
