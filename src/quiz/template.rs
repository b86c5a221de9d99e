//! Generated questions: values are drawn for each showing, and the key is worked out from them by a calculator, which this
//! module knows by name only.

use super::formula::Formula;
use super::question::{Tolerance, Unit};
use crate::text::random::Random;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What stands for the calculator's own steps in the explanation.
pub const STEPS: &str = "steps";

/// The key of a generated question before anything is drawn. The texts of its question name parameters in braces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// What is drawn, by name.
    pub params: Vec<Param>,
    /// How the key is worked out.
    pub answer: Working,
    /// Unit of the key.
    pub unit: Unit,
    /// Largest accepted distance from the key.
    pub tolerance: Tolerance,
    /// Wrong values with a known cause.
    pub mistakes: Vec<Slip>,
}

/// A value that is drawn: an input of the calculator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Param {
    /// The input's key, and the name in texts.
    pub name: String,
    /// What it can be, as people write it; at least one.
    pub choices: Vec<String>,
}

/// How a value is worked out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Working {
    /// By a calculator.
    Calculation(Calculation),
    /// By arithmetic, in the unit of the key.
    Formula(Formula),
}

/// A function of a calculator, and what it is given beside the parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calculation {
    /// The function's name: `cost.total`.
    pub name: String,
    /// Inputs that are the same in every draw; they take the place of a parameter of the same name.
    pub inputs: Vec<(String, String)>,
    /// Inputs that are left out.
    pub without: Vec<String>,
}

/// A mistake that leads to a value of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// How the wrong value comes about. It starts from the inputs of the key.
    pub working: Working,
    /// What to say to somebody who gives it.
    pub why: String,
}

impl Template {
    /// How many different draws there are.
    pub fn draws(&self) -> u64 {
        self.params.iter().fold(1, |product: u64, param| {
            product.saturating_mul(u64::try_from(param.choices.len()).unwrap_or(u64::MAX))
        })
    }

    /// Name and value of every parameter in draw number `number`, counted from 0 and around.
    pub fn draw(&self, number: u64) -> Vec<(&str, &str)> {
        let mut rest = number;
        self.params
            .iter()
            .filter_map(|param| {
                let choices = u64::try_from(param.choices.len()).ok().filter(|count| *count > 0)?;
                let at = usize::try_from(rest % choices).ok()?;
                rest /= choices;
                Some((param.name.as_str(), param.choices.get(at)?.as_str()))
            })
            .collect()
    }

    /// The number of the draw that belongs to the seed of a showing ([`super::showing_seed`]).
    pub fn number(&self, seed: u64) -> u64 {
        Random::new(seed).below(self.draws())
    }
}

/// Every name in braces in `text`, with its place.
pub fn placeholders(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    text.match_indices('{').filter_map(move |(start, _)| {
        let rest = text.get(start + 1..)?;
        let end = rest.find('}')?;
        let name = rest.get(..end)?;
        let plain = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        plain.then_some((start..start + end + 2, name))
    })
}

/// `text` with every name in braces replaced for which `value` has something.
pub fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut copied = 0;
    for (place, name) in placeholders(text) {
        if let Some(value) = value(name) {
            filled.push_str(text.get(copied..place.start).unwrap_or_default());
            filled.push_str(&value);
            copied = place.end;
        }
    }
    filled.push_str(text.get(copied..).unwrap_or_default());
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;
    use std::collections::BTreeSet;

    fn template(choices: &[usize]) -> Template {
        let params = choices.iter().enumerate().map(|(at, count)| Param {
            name: format!("p{at}"),
            choices: (0..*count).map(|value| value.to_string()).collect(),
        });
        Template {
            params: params.collect(),
            answer: Working::Calculation(Calculation {
                name: "cost.total".to_owned(),
                inputs: Vec::new(),
                without: Vec::new(),
            }),
            unit: Unit::Money,
            tolerance: Tolerance::Absolute(Decimal::ZERO),
            mistakes: Vec::new(),
        }
    }

    #[test]
    fn draws_are_all_combinations_each_once() {
        let template = template(&[3, 1, 4]);
        assert_eq!(template.draws(), 12);
        let all: BTreeSet<Vec<(&str, &str)>> = (0..12).map(|number| template.draw(number)).collect();
        assert_eq!(all.len(), 12);
        assert_eq!(template.draw(12), template.draw(0));
        assert!(all.iter().all(|draw| draw.len() == 3));
    }

    #[test]
    fn a_seed_gives_the_same_draw_for_ever() {
        let template = template(&[7, 11, 13]);
        assert_eq!([0, 1, 2, u64::MAX].map(|seed| template.number(seed)), [324, 812, 766, 339]);
    }

    #[test]
    fn only_names_in_braces_are_replaced() {
        let text = "{memory} of {a}, {fact:x.y}, {}, {Memory}, {two words}, {{memory}}, {open";
        let names: Vec<&str> = placeholders(text).map(|(_, name)| name).collect();
        assert_eq!(names, ["memory", "a", "memory"]);
        let filled = fill(text, |name| (name == "memory").then(|| "512 MB".to_owned()));
        assert_eq!(filled, "512 MB of {a}, {fact:x.y}, {}, {Memory}, {two words}, {512 MB}, {open");
        assert_eq!(fill("é{memory}ü", |_| Some("{memory}".to_owned())), "é{memory}ü");
    }
}
