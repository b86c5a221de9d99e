//! Presets of pages: whether the calculators can work with them.

use super::concurrency::ConcurrencyInputs;
use super::cost::CostInputs;
use super::field::Calculator;
use super::inputs::InputProblem;
use super::rules::Rules;
use crate::content::Preset;
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
        Calculator::Concurrency => match ConcurrencyInputs::parse(&pairs, rules) {
            Ok(inputs) => match inputs.plan() {
                Ok(_) => Vec::new(),
                Err(error) => vec![inputs.problem(&error)],
            },
            Err(problems) => problems,
        },
    }
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
