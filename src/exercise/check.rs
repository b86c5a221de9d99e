//! Checks of generated questions that take the calculators.

use super::calc::{CALCS, Measure};
use super::draw::{draw, values};
use super::{DrawError, Engines, calc};
use crate::calculator::{Calculator, field};
use crate::content::{Problem, Sources};
use crate::course::Course;
use crate::quiz::{
    Calculation, Kind, Question, STEPS, Template, TemplatePlaces, Tolerance, Working, placeholders,
    template_places,
};
use crate::text::random::Random;
use rust_decimal::Decimal;
use std::ops::Range;

/// Draws that are tried of a question that has more.
const TRIED: u64 = 300;

/// Whether the calculators can work out every generated question of `sources`, which `course` was loaded from: functions and
/// inputs exist, AWS refuses no draw, no mistake lies within the tolerance of the key. Questions with a few hundred draws are
/// tried in all of them, others in a few hundred. And whether the simulator can run every prediction.
pub fn check(course: &Course, sources: &Sources, engines: Engines<'_>) -> Vec<Problem> {
    let mut problems = super::predict::check(course, sources);
    for places in template_places(sources) {
        let Some(question) = course.question(&places.question) else { continue };
        let Kind::Generated(template) = &question.kind else { continue };
        let text = sources.get(&places.file).unwrap_or_default();
        let checked = Checked { question, template, places: &places, text, engines };
        let found = checked.names();
        problems.extend(if found.is_empty() { checked.draws() } else { found });
    }
    problems
}

struct Checked<'c> {
    question: &'c Question,
    template: &'c Template,
    places: &'c TemplatePlaces,
    text: &'c str,
    engines: Engines<'c>,
}

impl Checked<'_> {
    fn problem(&self, span: &Range<usize>, message: impl Into<String>) -> Problem {
        Problem::at(&self.places.file, self.text, span.clone(), message)
    }

    /// Functions and inputs by their names, and what the functions give.
    fn names(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        // Formulas were read with the question: they name nothing that is unknown here.
        let Working::Calculation(answer) = &self.template.answer else { return problems };
        let slips = self.template.mistakes.iter().zip(&self.places.mistakes).filter_map(|(slip, span)| {
            let Working::Calculation(calculation) = &slip.working else { return None };
            Some((calculation, span))
        });
        let calculations = std::iter::once((answer, &self.places.answer)).chain(slips);
        let calculator = calc(&answer.name).map(|calc| calc.calculator);
        for (at, (calculation, span)) in calculations.enumerate() {
            let is_key = at == 0;
            problems.extend(self.calculation(calculation, span, is_key, calculator));
        }
        let Some(calculator) = calculator else { return problems };
        for (name, span) in &self.places.params {
            if field(calculator, name).is_none() {
                let message = format!("`{name}` is no input of the {} calculator", calculator.name());
                problems.push(self.problem(span, message).with_nearest(name, keys(calculator)));
            }
        }
        problems
    }

    fn calculation(
        &self,
        calculation: &Calculation,
        span: &Range<usize>,
        is_key: bool,
        calculator: Option<Calculator>,
    ) -> Vec<Problem> {
        let name = calculation.name.as_str();
        let Some(function) = calc(name) else {
            let names = || CALCS.iter().copied().flatten().map(|calc| calc.name);
            let listed: Vec<&str> = names().filter(|name| is_key != name.contains(".mistake.")).collect();
            let problem = self
                .problem(span, format!("there is no calculation `{name}`"))
                .with_help(format!("known are {}", listed.join(", ")))
                .with_nearest(name, names());
            return vec![problem];
        };
        if is_key && function.mistake {
            return vec![self.problem(span, format!("`{name}` is a mistake, not a key"))];
        }
        if calculator.is_some_and(|calculator| calculator != function.calculator) {
            let message = format!("`{name}` belongs to the {} calculator", function.calculator.name());
            return vec![self.problem(span, message).with_help("key and mistakes come from the same one")];
        }
        let mut problems = Vec::new();
        if is_key && !function.has_steps() && placeholders(&self.question.explain).any(|(_, it)| it == STEPS)
        {
            let message = format!("`{name}` has no steps that `explain` could show");
            problems.push(self.problem(span, message).with_help("write them in words"));
        }
        for key in calculation.inputs.iter().map(|(key, _)| key).chain(&calculation.without) {
            if field(function.calculator, key).is_none() {
                let message = format!("`{key}` is no input of the {} calculator", function.calculator.name());
                problems.push(self.problem(span, message).with_nearest(key, keys(function.calculator)));
            }
        }
        if function.measure.in_unit(Decimal::ONE, &self.template.unit).is_none() {
            let (span, message) = (
                if is_key { &self.places.unit } else { span },
                format!("`{name}` gives {}, which is not in this unit", function.measure.name()),
            );
            let problem = self.problem(span, message);
            problems.push(if is_key {
                problem.with_help(match function.measure {
                    Measure::Money => "write unit = \"USD\"",
                    Measure::Count => "write the word for what is counted: unit = \"environments\"",
                    Measure::Seconds => "write a unit of time: unit = \"s\"",
                    Measure::Share => "write unit = \"share\"",
                    Measure::Rate => "write unit = \"rate\"",
                })
            } else {
                problem
            });
        }
        problems
    }

    /// Every draw, or a few hundred of them: the first problem of each kind.
    fn draws(&self) -> Vec<Problem> {
        let all = self.template.draws();
        let mut random = Random::new(all);
        let numbers = (0..all.min(TRIED)).map(|at| if all <= TRIED { at } else { random.below(all) });
        let mut told = vec![false; self.template.mistakes.len()];
        let mut problems = Vec::new();
        for number in numbers {
            let drawn = self.template.draw(number);
            let of = || {
                let pairs: Vec<String> = drawn.iter().map(|(name, text)| format!("{name} {text}")).collect();
                format!("in the draw of {}", pairs.join(", "))
            };
            let values = match values(self.template, &drawn, self.engines) {
                Ok(values) => values,
                Err(DrawError(why)) => {
                    let message = format!("a draw cannot be worked out: {why}");
                    return vec![self.problem(&self.places.answer, message).with_help(of())];
                }
            };
            let mistakes = self.places.mistakes.iter().zip(&values.mistakes);
            for ((span, mistake), told) in mistakes.zip(&mut told) {
                if !*told && within(values.key, *mistake, self.template.tolerance) {
                    *told = true;
                    let message = "the mistake would count as right: it lies within the tolerance of the key";
                    let help = format!("{}, {} against {}", of(), mistake, values.key);
                    problems.push(self.problem(span, message).with_help(help));
                }
            }
        }
        if problems.is_empty()
            && let Err(DrawError(why)) = draw(self.question, self.template, 0, self.engines)
        {
            problems.push(self.problem(&self.places.answer, why));
        }
        problems
    }
}

/// Whether an answer of `value` would be taken for `key`.
fn within(key: Decimal, value: Decimal, tolerance: Tolerance) -> bool {
    let allowed = match tolerance {
        Tolerance::Absolute(distance) => distance,
        Tolerance::Relative(share) => share * key.abs(),
    };
    (value - key).abs() <= allowed
}

fn keys(calculator: Calculator) -> impl Iterator<Item = &'static str> {
    calculator.fields().iter().map(|field| field.key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_on_the_border_of_the_tolerance_counts_as_right() {
        let percent = Tolerance::Relative(Decimal::new(1, 2));
        assert!(within(Decimal::ONE_HUNDRED, Decimal::from(101), percent));
        assert!(!within(Decimal::ONE_HUNDRED, Decimal::new(10_101, 2), percent));
        assert!(within(Decimal::ONE_HUNDRED, Decimal::from(99), percent));
        assert!(!within(Decimal::ONE, Decimal::TWO, Tolerance::Absolute(Decimal::ZERO)));
    }
}
