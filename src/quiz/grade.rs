//! Grading: an answer against the key, with the reason for every option, and the grade that the memory model is given.

use super::answer::{Answer, AnswerError, expected_of, no_such_option, wrong_kind};
use super::kinds::{CodeAsk, Judged, judge_order};
use super::mode::Certainty;
use super::numeric::{self, Match};
use super::question::{Choice, Form, Kind, Question};
use crate::memory::Grade;
use std::collections::BTreeSet;

/// What an answer was worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it was right.
    pub correct: bool,
    /// How much of it was right.
    pub credit: Credit,
    /// Every option in the file's order. A claim has two: that it holds, and that it does not. Empty where nothing is chosen.
    pub options: Vec<OptionState>,
    /// Places, pairs, gaps, points of a rubric, or lines: what the answer was made of. Empty where it was one thing.
    pub parts: Vec<Part>,
    /// What went wrong, where a wrong answer has a known cause.
    pub mistake: Option<String>,
    /// What there is to say about an answer that counts as right, such as how it is spelt.
    pub note: Option<String>,
    /// The key for people: the right options, joined by `; `, `true` or `false`, the number with its unit, the words, the items in
    /// order, or a model answer.
    pub key: String,
}

/// How much of an answer was right, in parts or points. Part of it never makes an answer right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    /// What was reached.
    pub got: u32,
    /// What there was to reach, at least 1.
    pub of: u32,
}

impl Credit {
    /// Whether nothing is missing.
    pub fn is_full(self) -> bool {
        self.got >= self.of
    }

    /// Whether there is something between nothing and all.
    pub fn is_partial(self) -> bool {
        self.got > 0 && !self.is_full()
    }

    pub(super) fn of_parts(parts: &[Part]) -> Self {
        let count = |parts: usize| u32::try_from(parts).unwrap_or(u32::MAX);
        Self { got: count(parts.iter().filter(|part| part.correct).count()), of: count(parts.len()) }
    }
}

/// A part of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is: a place or the number of a gap or line, the left item of a pair, a point of a rubric.
    pub text: String,
    /// What was answered to it; empty for a point of a rubric.
    pub given: String,
    /// What is right; empty where `correct` says it all.
    pub key: String,
    /// Whether it was right, or made.
    pub correct: bool,
    /// What there is to say about it.
    pub why: Option<String>,
}

impl Verdict {
    fn of_options(correct: bool, credit: Credit, options: Vec<OptionState>, key: String) -> Self {
        Self { correct, credit, options, parts: Vec::new(), mistake: None, note: None, key }
    }

    fn of_judged(judged: Judged) -> Self {
        let Judged { correct, credit, parts, mistake, note, key } = judged;
        Self { correct, credit, options: Vec::new(), parts, mistake, note, key }
    }

    /// The grade for the memory model: that of [`memory_grade`], and at most `Hard` where something was missing.
    pub fn memory_grade(&self, certainty: Option<Certainty>, hints: u32) -> Grade {
        match memory_grade(self.correct, certainty, hints) {
            Grade::Good if !self.credit.is_full() => Grade::Hard,
            grade => grade,
        }
    }
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

/// How much of an answer was right, in words: `2 of 3 gaps`. `None` where it was right, or nothing of it was.
pub fn partial(question: &Question, verdict: &Verdict) -> Option<String> {
    if !verdict.credit.is_partial() {
        return None;
    }
    let of = match question.kind.form() {
        Form::Options { .. } => "options, less the wrong ones",
        Form::Order(_) => "pairs of items the right way round",
        Form::Match(_) => "pairs",
        Form::Gaps(_) => "gaps",
        Form::Open(_) => "points",
        Form::Claim | Form::Number(_) | Form::Text(_) | Form::Line(_) => return None,
    };
    Some(format!("{} of {} {of}", verdict.credit.got, verdict.credit.of))
}

/// Grades `answer`. A `multi` is right when all right options were chosen and no other.
///
/// # Errors
/// Where it is no answer to this question, or a part of it is missing.
pub fn grade(question: &Question, answer: &Answer) -> Result<Verdict, AnswerError> {
    let empty = || AnswerError::Empty { expected: expected_of(question) };
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
            let credit = Credit { got: u32::from(claim == key), of: 1 };
            let sides = vec![side(true, why_true), side(false, why_false)];
            Ok(Verdict::of_options(claim == key, credit, sides, key.to_string()))
        }
        (Kind::Numeric(key), Answer::Quantity(typed)) => {
            let given = numeric::read(&key.unit, &question.prompt, typed)?;
            let found = numeric::compare(key, given)
                .ok_or_else(|| AnswerError::NoKey { question: question.id.clone() })?;
            let correct = found == Match::Right;
            Ok(Verdict {
                correct,
                credit: Credit { got: u32::from(correct), of: 1 },
                options: Vec::new(),
                parts: Vec::new(),
                mistake: match found {
                    Match::Mistake(why) => Some(why.to_owned()),
                    Match::Right | Match::Wrong => None,
                },
                note: None,
                key: key.shown.clone().unwrap_or_else(|| numeric::show(&key.unit, key.value)),
            })
        }
        (Kind::Text(key), Answer::Text(typed)) => {
            if typed.trim().is_empty() {
                return Err(empty());
            }
            Ok(Verdict::of_judged(key.judge(typed)))
        }
        (Kind::Order(items), Answer::Order(given)) => {
            if !is_order(given, items.len()) {
                return Err(wrong_kind(&answer.to_json().to_string(), &question.kind));
            }
            Ok(Verdict::of_judged(judge_order(items, given)))
        }
        (Kind::Match(matching), Answer::Pairs(given)) => {
            let known = given.iter().all(|right| *right < matching.rights.len());
            if given.len() != matching.pairs.len() || !known {
                return Err(wrong_kind(&answer.to_json().to_string(), &question.kind));
            }
            Ok(Verdict::of_judged(matching.judge(given)))
        }
        (Kind::Cloze(cloze), Answer::Gaps(given)) => {
            if given.len() != cloze.gaps().count() {
                return Err(wrong_kind(&answer.to_json().to_string(), &question.kind));
            }
            if given.iter().all(|typed| typed.trim().is_empty()) {
                return Err(empty());
            }
            Ok(Verdict::of_judged(cloze.judge(given)))
        }
        (Kind::Open(open), Answer::Open { points, flags, .. }) => {
            let known = points.iter().all(|point| *point < open.rubric.len())
                && flags.iter().all(|flag| *flag < open.red_flags.len());
            if !known {
                return Err(wrong_kind(&answer.to_json().to_string(), &question.kind));
            }
            Ok(Verdict::of_judged(open.judge(points, flags)))
        }
        (Kind::Code(code), answer) => match (&code.ask, answer) {
            (CodeAsk::Line { right, notes }, Answer::Line(line)) => {
                if !(1..=code.lines().count()).contains(line) {
                    return Err(no_such_option(line.to_string(), &question.kind));
                }
                Ok(Verdict::of_judged(code.judge_line(right, notes, *line)))
            }
            (CodeAsk::Output(_), Answer::Text(typed)) if typed.trim().is_empty() => Err(empty()),
            (CodeAsk::Output(key), Answer::Text(typed)) => Ok(Verdict::of_judged(key.judge(typed))),
            (CodeAsk::Choice(options), Answer::Choice(chosen)) => {
                grade_options(question, options, &BTreeSet::from([*chosen]))
            }
            _ => Err(wrong_kind(&answer.to_json().to_string(), &question.kind)),
        },
        (Kind::Generated(_) | Kind::Predict(_), _) => {
            Err(AnswerError::NoKey { question: question.id.clone() })
        }
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
    // Each wrong choice takes a right one back, so that choosing everything earns nothing.
    let hits = states.iter().filter(|state| state.chosen && state.correct).count();
    let misses = states.iter().filter(|state| state.chosen && !state.correct).count();
    let credit = Credit {
        got: u32::try_from(hits.saturating_sub(misses)).unwrap_or(u32::MAX),
        of: u32::try_from(right.len()).unwrap_or(u32::MAX),
    };
    let correct = states.iter().all(|state| state.chosen == state.correct);
    Ok(Verdict::of_options(correct, credit, states, right.join("; ")))
}

/// Whether `given` has every one of `count` items once.
fn is_order(given: &[usize], count: usize) -> bool {
    given.len() == count
        && given.iter().collect::<BTreeSet<_>>().len() == count
        && given.iter().all(|at| *at < count)
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
