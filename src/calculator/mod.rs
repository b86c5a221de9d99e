//! The calculators' inputs: from what people write to an [`Account`](crate::pricing::Account) or a
//! [`Demand`](crate::concurrency::Demand).
//!
//! Owns: the tables of fields (the flags of `coldstart cost`, `concurrency` and `breakeven`, the keys of `cost` and `concurrency`
//! blocks in pages, the fields on the screen), AWS's bounds as the course's facts give them.
//! Must not know: the arithmetic, files, the command line, the terminal.

mod breakeven;
mod breakeven_fields;
mod concurrency;
mod concurrency_fields;
mod cost;
mod cost_fields;
mod field;
mod inputs;
mod preset;
mod read;
mod rules;

#[cfg(test)]
mod tests;

pub use breakeven::{BreakevenInputs, Verdict};
pub use breakeven_fields::BREAKEVEN_FIELDS;
pub use concurrency::ConcurrencyInputs;
pub use concurrency_fields::CONCURRENCY_FIELDS;
pub use cost::CostInputs;
pub use cost_fields::COST_FIELDS;
pub use field::{Calculator, Field, Input, Standard, Step, field};
pub use inputs::{InputProblem, NormalValue};
pub use preset::{check_pages, check_preset};
pub use rules::{FargateSize, MissingFact, Rules};
