//! Presets of pages: whether the calculators can work with them.

use super::breakeven::BreakevenInputs;
use super::concurrency::ConcurrencyInputs;
use super::cost::CostInputs;
use super::field::Calculator;
use super::inputs::InputProblem;
use super::rules::Rules;
use crate::content::{Live, Preset, Problem};
use crate::course::Course;
use crate::pricing::PriceBook;

/// What is wrong with the inputs of a `cost` or `concurrency` block: unknown keys, texts that cannot be read, inputs that AWS
/// refuses. A required field that the block leaves open begins with its example.
pub fn check_preset(
    calculator: Calculator,
    preset: &Preset,
    book: &PriceBook,
    rules: &Rules,
) -> Vec<InputProblem> {
    let pairs = calculator.with_examples(&preset.inputs);
    match calculator {
        Calculator::Cost => match CostInputs::parse(&pairs) {
            Ok(inputs) => match inputs.bill(book, rules) {
                Ok(_) => Vec::new(),
                Err(error) => vec![inputs.problem(&error, book, rules)],
            },
            Err(problems) => problems,
        },
        Calculator::Breakeven => match BreakevenInputs::parse(&pairs, rules) {
            Ok(inputs) => match inputs.work_out(book, rules) {
                Ok(_) => Vec::new(),
                Err(error) => vec![inputs.problem(&error, book, rules)],
            },
            Err(problems) => problems,
        },
        Calculator::Concurrency => match ConcurrencyInputs::parse(&pairs, rules) {
            Ok(inputs) => match inputs.plan() {
                Ok(_) => Vec::new(),
                Err(error) => vec![inputs.problem(&error)],
            },
            Err(problems) => problems,
        },
    }
}

/// The same for every calculator in the pages of `course`, with the place of each problem in the topic's file.
pub fn check_pages(course: &Course, book: &PriceBook, rules: &Rules) -> Vec<Problem> {
    let mut found = Vec::new();
    for topic in course.topics() {
        let Some(page) = course.page(&topic.id) else { continue };
        for (live, span) in page.live_blocks() {
            let (calculator, preset) = match live {
                Live::Cost(preset) => (Calculator::Cost, preset),
                Live::Concurrency(preset) => (Calculator::Concurrency, preset),
                Live::Quiz { .. } | Live::Animation(_) => continue,
            };
            let written = topic.body.get(span.clone()).unwrap_or_default();
            for problem in check_preset(calculator, preset, book, rules) {
                let mut at = span.start;
                let line = written.split_inclusive('\n').find(|line| {
                    let here =
                        line.split('=').next().is_some_and(|key| key.trim().replace('_', "-") == problem.key);
                    at += if here { 0 } else { line.len() };
                    here
                });
                let place = line.map_or(span.clone(), |line| at..at + line.trim_end().len());
                let message = match problem.key.as_str() {
                    "" => problem.message,
                    key => format!("`{key}`: {}", problem.message),
                };
                let placed = topic.problem_in_body(place, message);
                found.push(match problem.help {
                    Some(help) => placed.with_help(help.replace("--", "")),
                    None => placed,
                });
            }
        }
    }
    found
}

impl Calculator {
    /// `pairs`, and the example of every required field that they leave open: what a new calculator starts with.
    pub fn with_examples(self, pairs: &[(String, String)]) -> Vec<(String, String)> {
        let given = |key: &str| pairs.iter().any(|(other, _)| other.replace('_', "-") == key);
        let open = self
            .fields()
            .iter()
            .filter(|field| field.required && !given(field.key))
            .filter(|field| !field.excludes.iter().any(|other| given(other)));
        open.map(|field| (field.key.to_owned(), field.example.to_owned()))
            .chain(pairs.iter().cloned())
            .collect()
    }
}
