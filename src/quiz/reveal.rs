//! The key of a question without an answer: for what was not answered in time, for the review of an exam, for a cheat sheet.

use super::grade::{Credit, OptionState, Part, Verdict};
use super::kinds::{Code, CodeAsk, judge_order};
use super::numeric;
use super::question::{Choice, Kind, Question};
use std::collections::BTreeSet;

/// The verdict on no answer at all: nothing chosen, not right, with the key and the reason for every option.
pub fn reveal(question: &Question) -> Verdict {
    let state = |correct: bool, why: &str| OptionState { chosen: false, correct, why: why.to_owned() };
    let of = |options: &[Choice]| -> Vec<OptionState> {
        options.iter().map(|option| state(option.correct, &option.why)).collect()
    };
    let options = match &question.kind {
        Kind::Single(options)
        | Kind::Multi(options)
        | Kind::Code(Code { ask: CodeAsk::Choice(options), .. }) => of(options),
        Kind::TrueFalse { answer, why_true, why_false } => {
            vec![state(*answer, why_true), state(!*answer, why_false)]
        }
        _ => Vec::new(),
    };
    let parts = unanswered(&question.kind);
    Verdict {
        correct: false,
        credit: Credit { got: 0, of: 1 },
        options,
        parts,
        mistake: None,
        note: None,
        key: key(&question.kind),
    }
}

/// The parts of an answer that was not given.
fn unanswered(kind: &Kind) -> Vec<Part> {
    let nothing = BTreeSet::new();
    match kind {
        Kind::Order(items) => judge_order(items, &vec![usize::MAX; items.len()]).parts,
        Kind::Match(matching) => matching.judge(&vec![usize::MAX; matching.pairs.len()]).parts,
        Kind::Cloze(cloze) => cloze.judge(&[]).parts,
        Kind::Open(open) => open.judge(&nothing, &nothing).parts,
        Kind::Code(code) => match &code.ask {
            CodeAsk::Line { right, notes } => {
                let mut parts = code.judge_line(right, notes, 0).parts;
                parts.retain(|part| part.correct);
                parts
            }
            CodeAsk::Output(_) | CodeAsk::Choice(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The key for people; empty where it depends on what is drawn.
fn key(kind: &Kind) -> String {
    match kind {
        Kind::Single(options)
        | Kind::Multi(options)
        | Kind::Code(Code { ask: CodeAsk::Choice(options), .. }) => {
            let right: Vec<&str> =
                options.iter().filter(|option| option.correct).map(|option| option.text.as_str()).collect();
            right.join("; ")
        }
        Kind::TrueFalse { answer, .. } => answer.to_string(),
        Kind::Numeric(key) => key.shown.clone().unwrap_or_else(|| numeric::show(&key.unit, key.value)),
        Kind::Generated(_) | Kind::Predict(_) => String::new(),
        Kind::Text(key) | Kind::Code(Code { ask: CodeAsk::Output(key), .. }) => key.key().to_owned(),
        Kind::Order(items) => judge_order(items, &[]).key,
        Kind::Match(matching) => matching.judge(&[]).key,
        Kind::Cloze(cloze) => cloze.judge(&[]).key,
        Kind::Open(open) => open.model_answer.clone(),
        Kind::Code(code) => match &code.ask {
            CodeAsk::Line { right, notes } => code.judge_line(right, notes, 0).key,
            CodeAsk::Output(_) | CodeAsk::Choice(_) => String::new(),
        },
    }
}
