//! Answers in free words, judged by the learner against a rubric, point by point.

use super::Judged;
use crate::content::FactId;
use crate::quiz::grade::{Credit, Part};
use crate::quiz::question::QuestionId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Share of the rubric's weight, in per cent, from which an answer that makes every point that it must counts as right.
pub const PASS_PERCENT: u32 = 60;

/// A question that is answered in free words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// What a good answer says; never empty.
    pub rubric: Vec<RubricPoint>,
    /// What a good answer never says.
    pub red_flags: Vec<String>,
    /// An answer that makes every point.
    pub model_answer: String,
    /// Questions that lead further.
    pub follow_up: Vec<QuestionId>,
}

/// A point of a rubric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RubricPoint {
    /// What the answer says: `says that …`.
    pub text: String,
    /// What it is worth beside the others, from 1.
    pub weight: u32,
    /// Whether an answer without it is not right, whatever else it says.
    pub must: bool,
    /// Whether it adds to an answer without being missed.
    pub bonus: bool,
    /// Facts behind it.
    pub facts: Vec<FactId>,
    /// What an interviewer asks where it was missing.
    pub follow_up: Option<String>,
}

impl Open {
    /// What stands above the model answer. A question that asks back about one point has only that point to compare with, and it
    /// may be worded as what was left out.
    pub fn key_heading(&self) -> &'static str {
        match self.rubric.as_slice() {
            [only] if only.text == self.model_answer => "The point that it asks about",
            _ => "A good answer",
        }
    }

    /// Points that were made, and red flags that were raised, by their places in the file. An answer is right if it makes every
    /// point that it must, raises no red flag, and reaches [`PASS_PERCENT`] of the weight of all points but the bonuses.
    pub(in crate::quiz) fn judge(&self, points: &BTreeSet<usize>, flags: &BTreeSet<usize>) -> Judged {
        let made = |at: usize| points.contains(&at);
        let mut credit = Credit { got: 0, of: 0 };
        let mut musts = true;
        let mut parts = Vec::with_capacity(self.rubric.len());
        for (at, point) in self.rubric.iter().enumerate() {
            if made(at) {
                credit.got = credit.got.saturating_add(point.weight);
            }
            if !point.bonus {
                credit.of = credit.of.saturating_add(point.weight);
            }
            musts &= made(at) || !point.must;
            parts.push(Part {
                text: point.text.clone(),
                given: String::new(),
                key: String::new(),
                correct: made(at),
                why: point.follow_up.clone().filter(|_| !made(at)),
            });
        }
        credit.got = credit.got.min(credit.of);
        let raised: Vec<&str> =
            flags.iter().filter_map(|at| self.red_flags.get(*at)).map(String::as_str).collect();
        let enough = u64::from(credit.got) * 100 >= u64::from(credit.of) * u64::from(PASS_PERCENT);
        Judged {
            correct: musts && enough && raised.is_empty(),
            credit,
            parts,
            mistake: (!raised.is_empty()).then(|| raised.join("; ")),
            note: None,
            key: self.model_answer.clone(),
        }
    }

    /// The points that an answer did not make, those that it must make first.
    pub fn missing(&self, points: &BTreeSet<usize>) -> Vec<&RubricPoint> {
        let missed = self.rubric.iter().enumerate().filter(|(at, _)| !points.contains(at));
        let mut missed: Vec<&RubricPoint> =
            missed.map(|(_, point)| point).filter(|point| !point.bonus).collect();
        missed.sort_by_key(|point| !point.must);
        missed
    }
}

/// Reads what a learner ticks: numbers of points, letters of red flags (`1 3 b`), or `none`. `None` where it is neither.
pub(in crate::quiz) fn read(typed: &str, open: &Open) -> Option<(BTreeSet<usize>, BTreeSet<usize>)> {
    let (mut points, mut flags) = (BTreeSet::new(), BTreeSet::new());
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    if matches!(typed.to_lowercase().as_str(), "none" | "0") {
        return Some((points, flags));
    }
    for word in
        typed.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|word| !word.is_empty())
    {
        if let Ok(number) = word.parse::<usize>() {
            let at = number.checked_sub(1).filter(|at| *at < open.rubric.len())?;
            points.insert(at);
            continue;
        }
        let mut letters = word.chars();
        let at = super::place_of(letters.next()?).filter(|at| *at < open.red_flags.len())?;
        if letters.next().is_some() {
            return None;
        }
        flags.insert(at);
    }
    Some((points, flags))
}
