//! Grading: an answer against the key, with the reason for every option, and the grade that the memory model is given.

use super::answer::{Answer, AnswerError, expected, no_such_option, wrong_kind};
use super::mode::Certainty;
use super::numeric::{self, Match};
use super::question::{Choice, Kind, Question};
use crate::memory::Grade;
use std::collections::BTreeSet;

/// What an answer was worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it was right.
    pub correct: bool,
    /// Every option in the file's order. A claim has two: that it holds, and that it does not. Empty for numbers.
    pub options: Vec<OptionState>,
    /// What went wrong, where a wrong number has a known cause.
    pub mistake: Option<String>,
    /// The key for people: the right options, joined by `; `, `true` or `false`, or the number with its unit.
    pub key: String,
}

/// An option after the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionState {
    /// Whether the learner chose it.
    pub chosen: bool,
    /// Whether it is right.
    pub correct: bool,
    /// Why it is right or wrong.
    pub why: String,
}

/// Grades `answer`. A `multi` is right when all right options were chosen and no other.
pub fn grade(question: &Question, answer: &Answer) -> Result<Verdict, AnswerError> {
    let empty = || AnswerError::Empty { expected: expected(&question.kind) };
    match (&question.kind, answer) {
        (Kind::Single(options), Answer::Choice(chosen)) => {
            grade_options(question, options, &BTreeSet::from([*chosen]))
        }
        (Kind::Multi(_), Answer::Choices(chosen)) if chosen.is_empty() => Err(empty()),
        (Kind::Multi(options), Answer::Choices(chosen)) => grade_options(question, options, chosen),
        (Kind::TrueFalse { answer: key, why_true, why_false }, Answer::Claim(claim)) => {
            let side = |side: bool, why: &String| OptionState {
                chosen: *claim == side,
                correct: *key == side,
                why: why.clone(),
            };
            Ok(Verdict {
                correct: claim == key,
                options: vec![side(true, why_true), side(false, why_false)],
                mistake: None,
                key: key.to_string(),
            })
        }
        (Kind::Numeric(key), Answer::Quantity(typed)) => {
            let given = numeric::read(&key.unit, typed)?;
            let found = numeric::compare(key, given)
                .ok_or_else(|| AnswerError::NoKey { question: question.id.clone() })?;
            Ok(Verdict {
                correct: found == Match::Right,
                options: Vec::new(),
                mistake: match found {
                    Match::Mistake(why) => Some(why.to_owned()),
                    Match::Right | Match::Wrong => None,
                },
                key: key.shown.clone().unwrap_or_else(|| numeric::show(&key.unit, key.value)),
            })
        }
        (Kind::Generated(_), _) => Err(AnswerError::NoKey { question: question.id.clone() }),
        _ => Err(wrong_kind(&answer.to_json().to_string(), &question.kind)),
    }
}

fn grade_options(
    question: &Question,
    options: &[Choice],
    chosen: &BTreeSet<usize>,
) -> Result<Verdict, AnswerError> {
    if let Some(unknown) = chosen.iter().find(|option| **option >= options.len()) {
        return Err(no_such_option(unknown.saturating_add(1).to_string(), &question.kind));
    }
    let states: Vec<OptionState> = options
        .iter()
        .enumerate()
        .map(|(at, option)| OptionState {
            chosen: chosen.contains(&at),
            correct: option.correct,
            why: option.why.clone(),
        })
        .collect();
    let right: Vec<&str> =
        options.iter().filter(|option| option.correct).map(|option| option.text.as_str()).collect();
    Ok(Verdict {
        correct: states.iter().all(|state| state.chosen == state.correct),
        options: states,
        mistake: None,
        key: right.join("; "),
    })
}

/// The grade of an answer for the memory model. A right answer that was a guess, or that needed more than the first
/// hint, does not count as known. Where nothing was said about certainty, a right answer counts as sure. `Easy` is never
/// given here: the learner asks for it.
pub fn memory_grade(correct: bool, certainty: Option<Certainty>, hints: u32) -> Grade {
    match (correct, certainty, hints) {
        (false, _, _) | (_, Some(Certainty::Guess), _) | (_, _, 2..) => Grade::Again,
        (_, Some(Certainty::Unsure), _) | (_, _, 1) => Grade::Hard,
        (true, Some(Certainty::Sure) | None, 0) => Grade::Good,
    }
}
