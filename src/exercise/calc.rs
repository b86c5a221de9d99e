//! The functions of the calculators that question files name, and what they are worked out from.

use super::concurrency_calcs::{CONCURRENCY_CALCS, Situation};
use super::cost_calcs::{COST_CALCS, Month};
use super::{DrawError, Engines};
use crate::calculator::{Calculator, ConcurrencyInputs, CostInputs};
use crate::concurrency::Plan;
use crate::pricing::{Bill, PricingError};
use crate::quiz::Unit;
use crate::text::quantity::{Kind, to_base};
use rust_decimal::Decimal;

/// A function of a calculator with the name that question files call it by.
#[derive(Debug, Clone, Copy)]
pub struct Calc {
    /// The name: `cost.total`.
    pub name: &'static str,
    /// The calculator whose inputs it takes.
    pub calculator: Calculator,
    /// What it gives.
    pub measure: Measure,
    /// Whether it is a typical mistake, and so never a key.
    pub mistake: bool,
    pub(super) value: Value,
    pub(super) steps: Steps,
}

/// What a function gives, and in which unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Dollars.
    Money,
    /// A bare count.
    Count,
    /// Seconds.
    Seconds,
    /// A share, from 0 to 1.
    Share,
    /// A rate per second.
    Rate,
}

impl Measure {
    /// For messages: `gives dollars`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Money => "dollars",
            Self::Count => "a count",
            Self::Seconds => "a duration",
            Self::Share => "a share",
            Self::Rate => "a rate",
        }
    }

    /// `value` in `unit`; `None` where the unit measures something else.
    pub fn in_unit(self, value: Decimal, unit: &Unit) -> Option<Decimal> {
        match (self, unit) {
            (Self::Money, Unit::Money)
            | (Self::Count, Unit::Count(_))
            | (Self::Share, Unit::Share)
            | (Self::Rate, Unit::Rate) => Some(value),
            (Self::Seconds, Unit::Duration(word)) => {
                let worth = to_base(Kind::Duration, Decimal::ONE, word)?;
                value.checked_mul(Decimal::ONE_THOUSAND)?.checked_div(worth)
            }
            _ => None,
        }
    }
}

/// How a function gets its value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    Cost(fn(&Month<'_>) -> Result<Decimal, PricingError>),
    Concurrency(fn(&Situation<'_>) -> Option<Decimal>),
}

/// What of the engine's steps leads to the value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Steps {
    /// A mistake has none.
    None,
    /// Every step and line of the bill, and the total.
    Bill,
    /// Steps of the bill with these labels, and lines of these items.
    Part(&'static [&'static str], &'static [crate::pricing::Item]),
    /// The bill and what it means for a million requests.
    PerMillion,
    /// Steps of the plan, each with its name for people.
    Plan(&'static [(&'static str, &'static str)]),
}

/// Every function.
pub static CALCS: &[&[Calc]] = &[COST_CALCS, CONCURRENCY_CALCS];

/// The function `name`.
pub fn calc(name: &str) -> Option<&'static Calc> {
    CALCS.iter().copied().flatten().find(|calc| calc.name == name)
}

/// What a calculator makes of a set of inputs.
#[derive(Debug, Clone)]
pub enum Worked {
    /// The priced month.
    Cost(Box<CostInputs>, Box<Bill>),
    /// The plan.
    Concurrency(Box<ConcurrencyInputs>, Box<Plan>),
}

/// Works `pairs` out: keys of the calculator's fields, and texts as people write them.
pub fn work(
    calculator: Calculator,
    pairs: &[(String, String)],
    engines: Engines<'_>,
) -> Result<Worked, DrawError> {
    let told = |problems: &[crate::calculator::InputProblem]| {
        DrawError(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
    };
    match calculator {
        Calculator::Cost => {
            let inputs = CostInputs::parse(pairs).map_err(|problems| told(&problems))?;
            match inputs.bill(engines.book, engines.rules) {
                Ok(bill) => Ok(Worked::Cost(Box::new(inputs), Box::new(bill))),
                Err(error) => Err(told(&[inputs.problem(&error, engines.book, engines.rules)])),
            }
        }
        Calculator::Concurrency => {
            let inputs = ConcurrencyInputs::parse(pairs, engines.rules).map_err(|found| told(&found))?;
            match inputs.plan() {
                Ok(plan) => Ok(Worked::Concurrency(Box::new(inputs), Box::new(plan))),
                Err(error) => Err(told(&[inputs.problem(&error)])),
            }
        }
        Calculator::Breakeven => Err(DrawError("generated questions do not compare two ways".to_owned())),
    }
}

impl Calc {
    /// The value that follows from `worked`, in the unit of [`Self::measure`].
    pub fn value(&self, worked: &Worked, engines: Engines<'_>) -> Result<Decimal, DrawError> {
        let value = match (self.value, worked) {
            (Value::Cost(value), Worked::Cost(inputs, bill)) => {
                let month = Month { account: &inputs.to_account(), bill, engines };
                value(&month).map_err(|error| DrawError(error.to_string()))?
            }
            (Value::Concurrency(value), Worked::Concurrency(inputs, plan)) => {
                let situation = Situation { demand: &inputs.to_demand(), plan, engines };
                value(&situation)
                    .ok_or_else(|| DrawError(format!("the inputs do not give `{}`", self.name)))?
            }
            _ => return Err(DrawError(format!("`{}` belongs to another calculator", self.name))),
        };
        Ok(value.normalize())
    }

    /// Whether the engine says how it comes to the value.
    pub(super) fn has_steps(&self) -> bool {
        !matches!(self.steps, Steps::None | Steps::Plan([]))
    }

    /// The engine's steps to the value, as a Markdown list.
    pub(super) fn steps(&self, worked: &Worked) -> String {
        let mut lines: Vec<String> = Vec::new();
        match (self.steps, worked) {
            (Steps::Plan(labels), Worked::Concurrency(_, plan)) => {
                for (label, words) in labels {
                    let found = plan.steps.iter().find(|step| step.label == *label);
                    lines.extend(found.map(|step| format!("{words}: {} = {}", step.formula, step.result)));
                }
            }
            (Steps::Bill | Steps::PerMillion, Worked::Cost(_, bill)) => {
                lines.extend(bill.steps.iter().map(step));
                lines.extend(bill.lines.iter().map(line));
                lines.push(format!("total: ${}", bill.total.exact.grouped()));
                if let (Steps::PerMillion, Some(per)) = (self.steps, bill.per_million_requests) {
                    lines.push(format!("for a million requests: ${}", per.exact.rounded(6).grouped()));
                }
            }
            (Steps::Part(labels, items), Worked::Cost(_, bill)) => {
                lines
                    .extend(bill.steps.iter().filter(|step| labels.contains(&step.label.as_str())).map(step));
                lines.extend(bill.lines.iter().filter(|line| items.contains(&line.item)).map(line));
            }
            _ => {}
        }
        lines.into_iter().map(|line| format!("- {}", literal(&line))).collect::<Vec<_>>().join("\n")
    }
}

fn step(step: &crate::pricing::Step) -> String {
    format!("{}: {} = {} {}", step.label, step.formula, step.value.grouped(), step.unit)
}

fn line(line: &crate::pricing::Line) -> String {
    format!("{}: {}", line.item.name().replace('_', " "), line.formula)
}

/// `text` so that Markdown shows it as it is.
fn literal(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// A sum of money as a decimal.
pub(super) fn decimal(amount: crate::pricing::Exact) -> Result<Decimal, PricingError> {
    Ok(amount.rounded(18).to_decimal().ok_or(crate::pricing::BeyondExactRange)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculator::Rules;
    use crate::course::Course;
    use crate::pricing::PriceBook;
    use std::collections::BTreeSet;

    fn pairs(inputs: &[(&str, &str)]) -> Vec<(String, String)> {
        inputs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn every_function_has_its_name_alone_and_gives_a_value() {
        let rules = Rules::of(&Course::built_in()).unwrap();
        let engines = Engines { book: PriceBook::built_in(), rules: &rules };
        let month = pairs(&[
            ("requests", "2M"),
            ("duration", "120ms"),
            ("memory", "1536MB"),
            ("ephemeral", "2GB"),
            ("cold-share", "10%"),
            ("init", "700ms"),
            ("provisioned", "10"),
            ("spillover", "20%"),
        ]);
        let demand = pairs(&[
            ("rps", "3000/s"),
            ("duration", "20ms"),
            ("reserved", "200"),
            ("others-reserved", "300"),
            ("provisioned", "80"),
            ("promise", "1%"),
            ("burst", "3000"),
            ("scale-to", "4000"),
            ("sqs", "true"),
            ("db-connections", "300"),
        ]);
        let cost = work(Calculator::Cost, &month, engines).unwrap();
        let concurrency = work(Calculator::Concurrency, &demand, engines).unwrap();
        let mut names = BTreeSet::new();
        for function in CALCS.iter().copied().flatten() {
            let name = function.name;
            assert!(names.insert(name), "{name} stands there twice");
            assert!(name.starts_with(&format!("{}.", function.calculator.name())), "{name}");
            assert_eq!(name.contains(".mistake."), function.mistake, "{name}");
            let (own, other) = match function.calculator {
                Calculator::Cost => (&cost, &concurrency),
                Calculator::Concurrency | Calculator::Breakeven => (&concurrency, &cost),
            };
            assert!(function.value(own, engines).unwrap() >= Decimal::ZERO, "{name}");
            assert!(function.value(other, engines).is_err(), "{name} takes the other calculator's inputs");
            assert_eq!(function.has_steps(), !function.steps(own).is_empty(), "{name}");
        }
    }

    #[test]
    fn seconds_become_the_unit_of_the_question() {
        let minutes = Unit::Duration("min".to_owned());
        assert_eq!(Measure::Seconds.in_unit(Decimal::from(90), &minutes), Some(Decimal::new(15, 1)));
        assert_eq!(Measure::Seconds.in_unit(Decimal::ONE, &Unit::Share), None);
        assert_eq!(Measure::Money.in_unit(Decimal::TEN, &Unit::Money), Some(Decimal::TEN));
    }
}
