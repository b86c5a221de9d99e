//! Facts about AWS Lambda: a statement, perhaps a value, always a source and a date.

use super::unit;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A dotted identifier such as `limits.timeout.max`; stable for ever.
pub type FactId = String;

/// One dated, sourced statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Stable identifier.
    pub id: FactId,
    /// The fact in one sentence of our own.
    pub statement: String,
    /// The figure or date that the statement turns on, if it has one.
    pub value: Option<Value>,
    /// Unit of a numeric value, as people write it: `MB`, `seconds`, `concurrent executions`.
    pub unit: Option<String>,
    /// When the source said so.
    pub as_of: AsOf,
    /// Where it is said.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
    /// What older sources say, and until when it was right.
    pub supersedes: Option<String>,
}

impl Fact {
    /// Its number, in its own unit; `None` where its value is none.
    pub fn number(&self) -> Option<Decimal> {
        match &self.value {
            Some(Value::Number(number)) => Some(number.normalize()),
            _ => None,
        }
    }

    /// Its number in `unit`; `None` where it has none, or in a unit that does not convert.
    pub fn number_in(&self, unit: &str) -> Option<Decimal> {
        let given = unit::without_note(self.unit.as_deref().unwrap_or_default());
        unit::convert(self.number()?, &given, unit).map(|number| number.normalize())
    }
}

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// An exact number, with the digits that the file gives.
    Number(Decimal),
    /// A date or a word.
    Text(String),
}

/// The date of a fact, as exact as its source allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsOf {
    /// `2026`, `2026-08` or `2026-08-31` (ISO 8601, reduced where the source is vague).
    pub date: String,
    /// Says what is vague about the date, where something is.
    pub note: Option<String>,
}

/// A page that a fact belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Title of the page.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// How far a fact can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Could not be verified.
    Low,
    /// Derived, second hand, or contradicted by another copy.
    Medium,
    /// Read in an official page or price list.
    High,
}

impl Confidence {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}
