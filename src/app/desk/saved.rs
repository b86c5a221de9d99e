//! Calculations that the learner has given a name: kept, loaded again, and compared side by side.

use super::figures::aligned;
use super::{Desk, Tools};
use crate::app::sheet::{Row, Tone};
use crate::calculator::{BreakevenInputs, Calculator, ConcurrencyInputs, CostInputs, field};
use crate::text::{Side, pad, printable, truncate, width};
use serde::{Deserialize, Serialize};

/// A calculation under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Its name, unique among the calculations of its kind.
    pub name: String,
    /// `cost` or `concurrency`.
    pub calculator: String,
    /// The fields that are filled in.
    pub inputs: Vec<(String, String)>,
}

impl Saved {
    /// Whether the other one bears the same name among the calculations of its kind.
    pub fn is_called_as(&self, other: &Self) -> bool {
        self.calculator == other.calculator && self.name == other.name
    }

    /// What is lost with it, in a sentence.
    pub fn lost(&self) -> Vec<String> {
        let inputs: Vec<String> =
            self.inputs.iter().map(|(key, text)| format!("{key} {}", printable(text))).collect();
        vec![format!("Its inputs: {}.", inputs.join(", "))]
    }
}

/// The form of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Document {
    schema: String,
    calculations: Vec<Saved>,
}

const SCHEMA: &str = "coldstart.calculations/1";

/// Reads the file of named calculations.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub fn from_text(text: &str) -> Result<Vec<Saved>, String> {
    let document: Document = serde_json::from_str(text)
        .map_err(|error| format!("the saved calculations cannot be read: {error}"))?;
    if document.schema != SCHEMA {
        return Err(format!(
            "the saved calculations have the form `{}`; this coldstart reads `{SCHEMA}`",
            document.schema
        ));
    }
    Ok(document.calculations)
}

/// The file of named calculations.
pub fn to_text(saved: &[Saved]) -> String {
    let document = Document { schema: SCHEMA.to_owned(), calculations: saved.to_vec() };
    // Strings and lists of strings always have a JSON form.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

impl Desk {
    /// The present inputs under a name.
    pub(super) fn named(&self, name: &str) -> Saved {
        Saved {
            name: name.to_owned(),
            calculator: self.calculator.name().to_owned(),
            inputs: self.values.iter().map(|(key, text)| ((*key).to_owned(), text.clone())).collect(),
        }
    }

    /// Takes the inputs of a saved calculation over.
    pub(super) fn load(&mut self, saved: &Saved, tools: &Tools) {
        self.values = saved
            .inputs
            .iter()
            .filter_map(|(key, text)| Some((field(self.calculator, key)?.key, text.clone())))
            .collect();
        self.fresh = true;
        self.work_out(tools);
    }

    /// Keeps the cursor within the saved calculations after a change of them.
    pub(in crate::app) fn fit_saved(&mut self, saved: &[Saved]) {
        self.saved_cursor = self.saved_cursor.min(self.own(saved).len());
    }

    /// The saved calculations of this calculator.
    pub(super) fn own<'s>(&self, saved: &'s [Saved]) -> Vec<&'s Saved> {
        saved.iter().filter(|one| one.calculator == self.calculator.name()).collect()
    }

    /// What is on the screen beside every saved calculation.
    pub(super) fn saved_rows(&self, saved: &[Saved], tools: &Tools, columns: usize) -> Vec<Row> {
        let own = self.own(saved);
        let mut names = vec!["now".to_owned()];
        names.extend(own.iter().map(|one| printable(&one.name).into_owned()));
        let mut results = vec![outcome(self.calculator, &self.named("").inputs, tools)];
        results.extend(own.iter().map(|one| outcome(self.calculator, &one.inputs, tools)));
        let wide = names.iter().map(|name| width(name)).max().unwrap_or(0).min(columns / 2);
        let mut rows = vec![Row::of(
            match self.calculator {
                Calculator::Cost => "Dollars a month",
                Calculator::Concurrency => "Environments busy on average",
                Calculator::Breakeven => "Requests a month (or ms) at the crossing",
            },
            Tone::Title,
        )];
        for (at, (name, result)) in names.iter().zip(aligned(&results)).enumerate() {
            let chosen = self.results_have_focus && at == self.saved_cursor;
            rows.push(
                Row::of(if chosen { "› " } else { "  " }, Tone::Accent)
                    .and(
                        pad(&truncate(name, wide), wide, Side::Left),
                        if at == 0 { Tone::Accent } else { Tone::Text },
                    )
                    .and("  ", Tone::Text)
                    .and(result, Tone::Text)
                    .selected(chosen),
            );
        }
        rows.push(Row::blank());
        let hint = if own.is_empty() {
            "Ctrl-S keeps these inputs under a name."
        } else {
            "Enter loads, Delete forgets, Ctrl-S keeps these inputs."
        };
        rows.push(Row::of(hint, Tone::Muted));
        rows
    }
}

/// The figure that calculations are compared by, or a dash where the inputs give none.
fn outcome(calculator: Calculator, inputs: &[(String, String)], tools: &Tools) -> String {
    let none = || "–".to_owned();
    match calculator {
        Calculator::Cost => CostInputs::parse(inputs)
            .ok()
            .and_then(|inputs| inputs.bill(&tools.book, &tools.rules).ok())
            .map_or_else(none, |bill| bill.total.rounded()),
        Calculator::Breakeven => BreakevenInputs::parse(inputs, &tools.rules)
            .ok()
            .and_then(|inputs| inputs.work_out(&tools.book, &tools.rules).ok()?.meet)
            .map_or_else(none, crate::text::quantity::grouped),
        Calculator::Concurrency => ConcurrencyInputs::parse(inputs, &tools.rules)
            .ok()
            .and_then(|inputs| inputs.plan().ok()?.required)
            .map_or_else(none, |required| format!("{required:.2}")),
    }
}
