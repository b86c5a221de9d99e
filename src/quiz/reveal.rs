//! The key of a question without an answer: for what was not answered in time, for the review of an exam, for a cheat sheet.

use super::grade::{OptionState, Verdict};
use super::numeric;
use super::question::{Choice, Kind, Question};

/// The verdict on no answer at all: nothing chosen, not right, with the key and the reason for every option.
pub fn reveal(question: &Question) -> Verdict {
    let state = |correct: bool, why: &str| OptionState { chosen: false, correct, why: why.to_owned() };
    let of = |options: &[Choice]| -> Vec<OptionState> {
        options.iter().map(|option| state(option.correct, &option.why)).collect()
    };
    let options = match &question.kind {
        Kind::Single(options) | Kind::Multi(options) => of(options),
        Kind::TrueFalse { answer, why_true, why_false } => {
            vec![state(*answer, why_true), state(!*answer, why_false)]
        }
        Kind::Numeric(_) | Kind::Generated(_) => Vec::new(),
    };
    Verdict { correct: false, options, mistake: None, key: key(&question.kind) }
}

/// The key for people; empty where it depends on what is drawn.
fn key(kind: &Kind) -> String {
    match kind {
        Kind::Single(options) | Kind::Multi(options) => {
            let right: Vec<&str> =
                options.iter().filter(|option| option.correct).map(|option| option.text.as_str()).collect();
            right.join("; ")
        }
        Kind::TrueFalse { answer, .. } => answer.to_string(),
        Kind::Numeric(key) => key.shown.clone().unwrap_or_else(|| numeric::show(&key.unit, key.value)),
        Kind::Generated(_) => String::new(),
    }
}
