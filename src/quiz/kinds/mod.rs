//! The kinds of question beyond choices and numbers: key, grading, and how an answer is typed, one file for each.

mod cloze;
mod code;
mod matching;
mod open;
mod order;
mod predict;
mod typed;

pub use cloze::{Cloze, Piece};
pub use code::{Code, CodeAsk, LineNote};
pub use matching::{Matching, Pair};
pub use open::{Open, PASS_PERCENT, RubricPoint};
pub use predict::{Figure, FigureKind, PredictedMistake, Prediction, figure_names};
pub use typed::{Compare, Near, TextKey, TextMatch};

pub(super) use matching::read as read_pairs;
pub(super) use open::read as read_ticks;
pub(super) use order::judge as judge_order;
pub(super) use order::read as read_order;

use super::grade::{Credit, Part};

/// What an answer came to, part by part.
pub(super) struct Judged {
    /// Whether all of it is right.
    pub correct: bool,
    /// How much of it is.
    pub credit: Credit,
    /// The parts.
    pub parts: Vec<Part>,
    /// What went wrong, where that is known.
    pub mistake: Option<String>,
    /// What to say about an answer that is right nevertheless.
    pub note: Option<String>,
    /// The key for people.
    pub key: String,
}

impl Judged {
    /// Right if every part is.
    fn of_parts(parts: Vec<Part>, key: String) -> Self {
        let credit = Credit::of_parts(&parts);
        Self { correct: credit.is_full(), credit, parts, mistake: None, note: None, key }
    }
}

/// The place that a letter (`a`, `B`) or digit (`1`) stands for, from 0.
fn place_of(mark: char) -> Option<usize> {
    let place = match mark.to_ascii_lowercase() {
        letter @ 'a'..='z' => u32::from(letter) - u32::from('a'),
        digit @ '1'..='9' => u32::from(digit) - u32::from('1'),
        _ => return None,
    };
    usize::try_from(place).ok()
}
