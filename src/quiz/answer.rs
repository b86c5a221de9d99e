//! An answer in terms of the question's file: independent of the order in which options were shown.

use super::kinds::{Open, read_order, read_pairs, read_ticks};
use super::question::{Form, Kind, Question};
use crate::text::quantity::QuantityError;
use serde_json::{Value, json};
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
    /// The words typed.
    Text(String),
    /// Every item of an `order`, in the order that was given.
    Order(Vec<usize>),
    /// For each left item of a `match`, its partner's place among the right ones.
    Pairs(Vec<usize>),
    /// What was typed into each gap of a `cloze`.
    Gaps(Vec<String>),
    /// A line of code, from 1.
    Line(usize),
    /// An answer in free words, and how the learner judged it.
    Open {
        /// The words; perhaps none, where they were spoken.
        text: String,
        /// Points of the rubric that it makes.
        points: BTreeSet<usize>,
        /// Red flags that it raises.
        flags: BTreeSet<usize>,
    },
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
    #[error("`{typed}` of which unit? Write {}", written(.typed, .accepted))]
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
    /// The form of the answer log: an option's number from 1, a list of numbers, a boolean, the text typed, a list of such, or
    /// for an open answer an object of `text`, `points` and `red_flags`.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Choice(option) => Value::from(option.saturating_add(1)),
            Self::Choices(options) => {
                options.iter().map(|option| Value::from(option.saturating_add(1))).collect()
            }
            Self::Claim(claim) => Value::from(*claim),
            Self::Quantity(typed) | Self::Text(typed) => Value::from(typed.as_str()),
            Self::Order(places) | Self::Pairs(places) => numbers(places),
            Self::Gaps(typed) => typed.iter().map(|typed| Value::from(typed.as_str())).collect(),
            Self::Line(line) => Value::from(*line),
            Self::Open { text, points, flags } => json!({
                "text": text,
                "points": numbers(points),
                "red_flags": numbers(flags),
            }),
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
        let indices = |value: &Value, below: usize| -> Result<Vec<usize>, AnswerError> {
            value.as_array().ok_or_else(wrong_kind)?.iter().map(|number| option(number, below)).collect()
        };
        let text = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(wrong_kind);
        match question.kind.form() {
            Form::Options { options, several: false } => option(value, options.len()).map(Self::Choice),
            Form::Options { options, several: true } => {
                Ok(Self::Choices(indices(value, options.len())?.into_iter().collect()))
            }
            Form::Claim => value.as_bool().map(Self::Claim).ok_or_else(wrong_kind),
            Form::Number(_) => text(value).map(Self::Quantity),
            Form::Text(_) => text(value).map(Self::Text),
            Form::Order(items) => indices(value, items.len()).map(Self::Order),
            Form::Match(matching) => indices(value, matching.rights.len()).map(Self::Pairs),
            Form::Gaps(_) => {
                let gaps = value.as_array().ok_or_else(wrong_kind)?;
                gaps.iter().map(text).collect::<Result<_, _>>().map(Self::Gaps)
            }
            Form::Line(code) => option(value, code.lines().count()).map(|at| Self::Line(at + 1)),
            Form::Open(open) => {
                let list = |name: &str, below: usize| -> Result<BTreeSet<usize>, AnswerError> {
                    Ok(indices(value.get(name).ok_or_else(wrong_kind)?, below)?.into_iter().collect())
                };
                Ok(Self::Open {
                    text: value.get("text").map_or_else(|| Ok(String::new()), text)?,
                    points: list("points", open.rubric.len())?,
                    flags: list("red_flags", open.red_flags.len())?,
                })
            }
        }
    }

    /// Reads what was typed in answer to a question whose options were shown in `order` (indices into the file's
    /// order): letters or numbers of options (`b`, `2`, `a c`, `a,c`, `ac`), `true` or `false`, a quantity, words, letters in their
    /// order (`c a b`), pairs (`1b 2a`), what belongs in gaps (`one; two`), or the number of a line.
    pub fn from_typed(typed: &str, question: &Question, order: &[usize]) -> Result<Self, AnswerError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(AnswerError::Empty { expected: expected_of(question) });
        }
        let not_this = || wrong_kind(typed, &question.kind);
        match question.kind.form() {
            Form::Options { several: false, .. } => {
                let chosen = options_typed(typed, question, order)?;
                match chosen.first() {
                    Some(option) if chosen.len() == 1 => Ok(Self::Choice(*option)),
                    _ => Err(not_this()),
                }
            }
            Form::Options { several: true, .. } => options_typed(typed, question, order).map(Self::Choices),
            Form::Claim => match typed.to_lowercase().as_str() {
                "true" | "t" | "yes" | "y" | "a" | "1" => Ok(Self::Claim(true)),
                "false" | "f" | "no" | "n" | "b" | "2" => Ok(Self::Claim(false)),
                _ => Err(not_this()),
            },
            Form::Number(_) => Ok(Self::Quantity(typed.to_owned())),
            Form::Text(_) => Ok(Self::Text(typed.to_owned())),
            Form::Order(_) => read_order(typed, order).map(Self::Order).ok_or_else(not_this),
            Form::Match(matching) => {
                read_pairs(typed, matching.pairs.len(), order).map(Self::Pairs).ok_or_else(not_this)
            }
            Form::Gaps(cloze) => {
                let gaps: Vec<String> = if cloze.gaps().count() == 1 {
                    vec![typed.to_owned()]
                } else {
                    typed.split(';').map(|gap| gap.trim().to_owned()).collect()
                };
                if gaps.len() == cloze.gaps().count() { Ok(Self::Gaps(gaps)) } else { Err(not_this()) }
            }
            Form::Line(code) => {
                let number = typed.strip_prefix("line").unwrap_or(typed).trim();
                let line = number.parse::<usize>().map_err(|_| not_this())?;
                if (1..=code.lines().count()).contains(&line) {
                    Ok(Self::Line(line))
                } else {
                    Err(no_such_option(line.to_string(), &question.kind))
                }
            }
            // The words alone; how they are judged is asked for by `ticked`.
            Form::Open(_) => {
                Ok(Self::Open { text: typed.to_owned(), points: BTreeSet::new(), flags: BTreeSet::new() })
            }
        }
    }

    /// An open answer with what the learner ticked in the rubric: numbers of points and letters of red flags (`1 3 b`), or `none`.
    ///
    /// # Errors
    /// Where that is something else, or the question is not an open one.
    pub fn ticked(text: String, ticks: &str, question: &Question) -> Result<Self, AnswerError> {
        let Kind::Open(open) = &question.kind else { return Err(wrong_kind(ticks, &question.kind)) };
        let (points, flags) = read_ticks(ticks, open).ok_or_else(|| AnswerError::WrongKind {
            given: shortened(ticks),
            expected: ticks_expected(open),
        })?;
        Ok(Self::Open { text, points, flags })
    }
}

/// What is to be ticked in a rubric, as an instruction.
pub fn ticks_expected(open: &Open) -> String {
    let points =
        format!("type the numbers of the points that your answer makes (1 to {})", open.rubric.len());
    let flags = match open.red_flags.len() {
        0 => String::new(),
        1 => ", the letter a if it raises the red flag".to_owned(),
        flags => format!(", and the letters of the red flags that it raises (a to {})", letter(flags - 1)),
    };
    format!("{points}{flags}, or `none`")
}

fn numbers<'a>(indices: impl IntoIterator<Item = &'a usize>) -> Value {
    indices.into_iter().map(|index| Value::from(index.saturating_add(1))).collect()
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

/// A number with each of some units: `250ms`, `250s` or `250min`.
fn written(typed: &str, units: &[&str]) -> String {
    let written: Vec<String> = units.iter().map(|unit| format!("`{typed}{unit}`")).collect();
    match written.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => written.concat(),
    }
}

/// What this question takes, as an instruction.
pub fn expected_of(question: &Question) -> String {
    match question.kind.form() {
        Form::Number(unit) => super::numeric::expected_to(unit, &question.prompt),
        _ => expected(&question.kind),
    }
}

/// What a question of this kind takes, as an instruction.
pub fn expected(kind: &Kind) -> String {
    let last = |options: usize| letter(options.saturating_sub(1));
    match kind.form() {
        Form::Options { options, several: false } => {
            format!("choose one letter from a to {}", last(options.len()))
        }
        Form::Options { options, several: true } => {
            format!("choose the letter of every right option, a to {}, such as `a c`", last(options.len()))
        }
        Form::Claim => "answer `true` or `false`".to_owned(),
        Form::Number(unit) => super::numeric::expected(unit),
        Form::Text(_) => "type a few words".to_owned(),
        Form::Order(items) => {
            let example: Vec<String> = (0..items.len()).rev().map(|at| letter(at).to_string()).collect();
            format!("give every letter once, in the right order, such as `{}`", example.join(" "))
        }
        Form::Match(matching) => format!(
            "give every number the letter that belongs to it, a to {}, such as `1b 2a`; a letter may serve twice or never",
            last(matching.rights.len())
        ),
        Form::Gaps(cloze) => match cloze.gaps().count() {
            1 => "type what belongs in the gap".to_owned(),
            gaps => format!("type what belongs in the {gaps} gaps, with `;` between them"),
        },
        Form::Line(code) => format!("type the number of a line, 1 to {}", code.lines().count()),
        Form::Open(_) => "answer in your own words; then compare with the rubric".to_owned(),
    }
}

pub(super) fn wrong_kind(given: &str, kind: &Kind) -> AnswerError {
    AnswerError::WrongKind { given: shortened(given), expected: expected(kind) }
}

fn shortened(given: &str) -> String {
    given.chars().take(40).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

pub(super) fn no_such_option(number: String, kind: &Kind) -> AnswerError {
    AnswerError::NoSuchOption { number, expected: expected(kind) }
}
