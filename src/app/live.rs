//! Calculators as they stand in a page: inputs and result in a few rows; a key opens them.

use super::Model;
use super::sheet::{Row, Tone};
use crate::calculator::{BreakevenInputs, Calculator, ConcurrencyInputs, CostInputs};
use crate::content::{Live, Preset};
use crate::input::Action;
use crate::text::truncate;

/// Rows of a calculator in a page.
pub(super) const ROWS: u16 = 4;

impl Model {
    /// The rows of a calculator's or an animation's block, the page's live block `at`, in a page of `columns` cells.
    pub fn live_rows(&self, at: usize, live: &Live, columns: usize) -> Vec<Row> {
        match live {
            Live::Cost(preset) => self.calculator_card(Calculator::Cost, preset, columns),
            Live::Concurrency(preset) => self.calculator_card(Calculator::Concurrency, preset, columns),
            Live::Animation(preset) => self.animation_rows(at, preset, columns),
            Live::Quiz { .. } => Vec::new(),
        }
    }

    fn calculator_card(&self, calculator: Calculator, preset: &Preset, columns: usize) -> Vec<Row> {
        let (title, open) = match calculator {
            Calculator::Cost => ("What it costs", Action::OpenCost),
            Calculator::Concurrency => ("How much runs at once", Action::OpenConcurrency),
            Calculator::Breakeven => ("Which one is cheaper", Action::OpenBreakeven),
        };
        let inputs: Vec<String> =
            preset.inputs.iter().map(|(key, text)| format!("{} {text}", key.replace('-', " "))).collect();
        let room = columns.saturating_sub(2);
        let lead = || Row::of("▌ ", Tone::Accent);
        let result = self.result_of(calculator, preset);
        vec![
            lead().and(title, Tone::Accent),
            lead().and(truncate(&inputs.join(" · "), room).into_owned(), Tone::Text),
            lead().and(truncate(&result, room).into_owned(), Tone::Title),
            lead()
                .and(self.key_of(open), Tone::Key)
                .and(" opens the calculator with these inputs", Tone::Muted),
        ]
    }

    fn result_of(&self, calculator: Calculator, preset: &Preset) -> String {
        let tools = match self.tools() {
            Ok(tools) => tools,
            Err(why) => return why.to_owned(),
        };
        let pairs = calculator.with_examples(&preset.inputs);
        match calculator {
            Calculator::Cost => CostInputs::parse(&pairs)
                .map_err(|problems| problems.first().map(ToString::to_string).unwrap_or_default())
                .and_then(|inputs| inputs.bill(&tools.book, &tools.rules).map_err(|error| error.to_string()))
                .map_or_else(
                    |why| why,
                    |bill| format!("= ${} a month in {}", bill.total.rounded(), bill.price_book.region),
                ),
            Calculator::Breakeven => BreakevenInputs::parse(&pairs, &tools.rules)
                .map_err(|problems| problems.first().map(ToString::to_string).unwrap_or_default())
                .and_then(|inputs| {
                    inputs.work_out(&tools.book, &tools.rules).map_err(|error| error.to_string())
                })
                .map_or_else(|why| why, |verdict| verdict.sentence),
            Calculator::Concurrency => ConcurrencyInputs::parse(&pairs, &tools.rules)
                .map_err(|problems| problems.first().map(ToString::to_string).unwrap_or_default())
                .and_then(|inputs| inputs.plan().map_err(|error| error.to_string()))
                .map_or_else(
                    |why| why,
                    |plan| match plan.required {
                        Some(required) => format!(
                            "= {} environments busy on average, {} available",
                            (required * 100.0).round() / 100.0,
                            plan.available
                        ),
                        None => format!("= {} environments available", plan.available),
                    },
                ),
        }
    }
}
