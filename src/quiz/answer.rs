//! An answer in terms of the question's file: independent of the order in which options were shown.

use super::question::{Kind, Question};
use crate::text::quantity::QuantityError;
use serde_json::Value;
use std::collections::BTreeSet;

/// What a learner answered. Options are indices into the file's order, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// One option of a `single`.
    Choice(usize),
    /// The options of a `multi`.
    Choices(BTreeSet<usize>),
    /// Whether the claim of a `true_false` holds.
    Claim(bool),
    /// The text typed for a `numeric`.
    Quantity(String),
}

/// Why an answer cannot be graded. Nothing is recorded then: the question is asked again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// No option chosen, or nothing typed.
    #[error("nothing was answered; {expected}")]
    Empty {
        /// What the question takes.
        expected: String,
    },
    /// An answer to another kind of question, or something that is no answer.
    #[error("`{given}` does not answer this question; {expected}")]
    WrongKind {
        /// What was given.
        given: String,
        /// What the question takes.
        expected: String,
    },
    /// An option that the question does not have.
    #[error("there is no option {number}; {expected}")]
    NoSuchOption {
        /// As it was given: a letter, or a number from 1.
        number: String,
        /// What the question takes.
        expected: String,
    },
    /// A number that could mean different things; a question back, not a wrong answer.
    #[error("`{typed}` of which unit? Accepted: {}", .accepted.join(", "))]
    NeedsUnit {
        /// The number.
        typed: String,
        /// Units that may be given.
        accepted: Vec<&'static str>,
    },
    /// Not a quantity.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// The key's own unit is unknown, so nothing can be compared with it.
    #[error("the key of {question} cannot be read; `coldstart check` says why")]
    NoKey {
        /// The question.
        question: String,
    },
}

impl Answer {
    /// The form of the answer log: an option's number from 1, a sorted list of them, a boolean, or the text typed.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Choice(option) => Value::from(option.saturating_add(1)),
            Self::Choices(options) => {
                options.iter().map(|option| Value::from(option.saturating_add(1))).collect()
            }
            Self::Claim(claim) => Value::from(*claim),
            Self::Quantity(typed) => Value::from(typed.as_str()),
        }
    }

    /// Reads the form of the answer log.
    pub fn from_json(value: &Value, question: &Question) -> Result<Self, AnswerError> {
        let wrong_kind =
            || AnswerError::WrongKind { given: value.to_string(), expected: expected(&question.kind) };
        let option = |value: &Value, options: usize| {
            let number = value.as_u64().ok_or_else(wrong_kind)?;
            number
                .checked_sub(1)
                .and_then(|index| usize::try_from(index).ok())
                .filter(|index| *index < options)
                .ok_or_else(|| no_such_option(number.to_string(), &question.kind))
        };
        match &question.kind {
            Kind::Single(options) => option(value, options.len()).map(Self::Choice),
            Kind::Multi(options) => {
                let numbers = value.as_array().ok_or_else(wrong_kind)?;
                let chosen: Result<BTreeSet<usize>, _> =
                    numbers.iter().map(|number| option(number, options.len())).collect();
                chosen.map(Self::Choices)
            }
            Kind::TrueFalse { .. } => value.as_bool().map(Self::Claim).ok_or_else(wrong_kind),
            Kind::Numeric(_) | Kind::Generated(_) => {
                value.as_str().map(|typed| Self::Quantity(typed.to_owned())).ok_or_else(wrong_kind)
            }
        }
    }

    /// Reads what was typed in answer to a question whose options were shown in `order` (indices into the file's
    /// order): letters or numbers of options (`b`, `2`, `a c`, `a,c`, `ac`), `true` or `false`, or a quantity.
    pub fn from_typed(typed: &str, question: &Question, order: &[usize]) -> Result<Self, AnswerError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(AnswerError::Empty { expected: expected(&question.kind) });
        }
        match &question.kind {
            Kind::Single(_) => {
                let chosen = options_typed(typed, question, order)?;
                match chosen.first() {
                    Some(option) if chosen.len() == 1 => Ok(Self::Choice(*option)),
                    _ => Err(wrong_kind(typed, &question.kind)),
                }
            }
            Kind::Multi(_) => options_typed(typed, question, order).map(Self::Choices),
            Kind::TrueFalse { .. } => match typed.to_lowercase().as_str() {
                "true" | "t" | "yes" | "y" | "a" | "1" => Ok(Self::Claim(true)),
                "false" | "f" | "no" | "n" | "b" | "2" => Ok(Self::Claim(false)),
                _ => Err(wrong_kind(typed, &question.kind)),
            },
            Kind::Numeric(_) | Kind::Generated(_) => Ok(Self::Quantity(typed.to_owned())),
        }
    }
}

fn options_typed(typed: &str, question: &Question, order: &[usize]) -> Result<BTreeSet<usize>, AnswerError> {
    let separates = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ')' | '+' | '.');
    let mut chosen = BTreeSet::new();
    for mark in typed.chars().filter(|c| !separates(*c)) {
        let shown = match mark.to_ascii_lowercase() {
            letter @ 'a'..='z' => u32::from(letter) - u32::from('a'),
            digit @ '1'..='9' => u32::from(digit) - u32::from('1'),
            _ => return Err(wrong_kind(typed, &question.kind)),
        };
        let option = usize::try_from(shown).ok().and_then(|shown| order.get(shown));
        let known = option.ok_or_else(|| {
            // `no idea` is no list of options that happens to contain wrong letters.
            if typed.chars().filter(|c| !separates(*c)).count() > order.len() {
                wrong_kind(typed, &question.kind)
            } else {
                no_such_option(mark.to_string(), &question.kind)
            }
        })?;
        chosen.insert(*known);
    }
    if chosen.is_empty() {
        Err(AnswerError::Empty { expected: expected(&question.kind) })
    } else {
        Ok(chosen)
    }
}

/// The letter of the option that is shown at place `shown`, from 0: `a` to `z`.
pub fn letter(shown: usize) -> char {
    u8::try_from(shown).ok().filter(|shown| *shown < 26).map_or('?', |shown| char::from(b'a' + shown))
}

/// What a question of this kind takes, as an instruction.
pub fn expected(kind: &Kind) -> String {
    let last = |options: usize| letter(options.saturating_sub(1));
    match kind {
        Kind::Single(options) => format!("choose one letter from a to {}", last(options.len())),
        Kind::Multi(options) => {
            format!("choose the letter of every right option, a to {}, such as `a c`", last(options.len()))
        }
        Kind::TrueFalse { .. } => "answer `true` or `false`".to_owned(),
        Kind::Numeric(numeric) => super::numeric::expected(&numeric.unit),
        Kind::Generated(template) => super::numeric::expected(&template.unit),
    }
}

pub(super) fn wrong_kind(given: &str, kind: &Kind) -> AnswerError {
    let given: String = given.chars().take(40).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    AnswerError::WrongKind { given, expected: expected(kind) }
}

pub(super) fn no_such_option(number: String, kind: &Kind) -> AnswerError {
    AnswerError::NoSuchOption { number, expected: expected(kind) }
}
