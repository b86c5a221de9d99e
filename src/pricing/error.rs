//! What can be wrong with a question about money.

use super::exact::BeyondExactRange;
use super::meter::{Arch, FigureName, Meter};

/// Why there is no bill. The text is for people: what is wrong, and what is accepted or known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PricingError {
    /// An input is outside what AWS accepts, or makes no sense.
    #[error("{field} {value}: {message}")]
    Input {
        /// The input's name as the command line has it, without dashes: `memory`.
        field: &'static str,
        /// The value that was given.
        value: String,
        /// What is wrong and what is accepted.
        message: String,
    },
    /// The Region has no row in the book.
    #[error("no prices are known for the Region `{region}`{}; known: {}", did_you_mean(nearest.as_deref()), known.join(", "))]
    UnknownRegion {
        /// What was asked for.
        region: String,
        /// The nearest name.
        nearest: Option<String>,
        /// Regions that have prices.
        known: Vec<String>,
    },
    /// The Region is known, this price is not.
    #[error("the price of {meter} in {region}{}{} is not known; {}", on(*arch), of_tier(*tier), known_for(known))]
    MissingPrice {
        /// What costs it.
        meter: Meter,
        /// Where.
        region: String,
        /// On which architecture.
        arch: Option<Arch>,
        /// In which tier.
        tier: u32,
        /// Where it is known.
        known: Vec<String>,
    },
    /// The book lacks a figure.
    #[error("the price book does not say {name} (`{}`)", name.name())]
    MissingFigure {
        /// Which.
        name: FigureName,
    },
    /// The numbers are too long to be exact.
    #[error(transparent)]
    BeyondExactRange(#[from] BeyondExactRange),
}

impl PricingError {
    pub(super) fn input(
        field: &'static str,
        value: impl std::fmt::Display,
        message: impl Into<String>,
    ) -> Self {
        Self::Input { field, value: value.to_string(), message: message.into() }
    }
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|near| format!(" (did you mean `{near}`?)")).unwrap_or_default()
}

fn on(arch: Option<Arch>) -> String {
    arch.map(|arch| format!(" on {arch}")).unwrap_or_default()
}

fn of_tier(tier: u32) -> String {
    if tier > 1 { format!(" in price tier {tier}") } else { String::new() }
}

fn known_for(known: &[String]) -> String {
    if known.is_empty() {
        "a price file can add it (--prices FILE)".to_owned()
    } else {
        format!("known: {}; a price file can add it (--prices FILE)", known.join(", "))
    }
}
