//! What is wrong with a quantity, said to the person who typed it.

use super::units::Kind;
use std::fmt;
use std::ops::Range;

/// Why a text is not a quantity of the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuantityError {
    /// The whole text, as typed.
    pub typed: String,
    /// Byte range of the offending part in `typed`.
    pub span: Range<usize>,
    /// What was asked for.
    pub kind: Kind,
    /// What is wrong.
    pub fault: Fault,
    /// What was probably meant: a unit's nearest spelling, or the whole quantity in a form that is accepted.
    pub suggestion: Option<String>,
}

/// The ways in which a quantity can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Nothing was typed.
    Empty,
    /// No number where one belongs.
    NoNumber,
    /// A minus sign.
    Negative,
    /// A number without the unit that it needs.
    MissingUnit,
    /// A word that is no unit of this kind.
    UnknownUnit,
    /// A unit of another kind.
    UnitOf(Kind),
    /// A separator in the wrong place; the text says what is wrong.
    Separator(&'static str),
    /// A decimal comma.
    DecimalComma,
    /// A space between digits.
    SpaceInNumber,
    /// A bare number from 1 on, where a share was asked for.
    BareShare,
    /// More than 100 %.
    MoreThanWhole,
    /// A fraction, where only whole numbers make sense.
    NotWhole,
    /// Parts of a duration that do not go from the largest unit to the smallest.
    PartOrder,
    /// More digits than are kept exactly.
    TooManyDigits,
    /// Beyond the largest value that can be kept.
    TooLarge,
    /// Something after the end.
    Trailing,
}

impl QuantityError {
    /// The offending part of what was typed.
    pub fn offending(&self) -> &str {
        self.typed.get(self.span.clone()).unwrap_or_default()
    }

    /// What is wrong, without what was typed: for places that show the text and mark [`Self::span`].
    pub fn reason(&self) -> String {
        let part = shown(self.offending());
        match self.fault {
            Fault::Empty => "nothing was typed".to_owned(),
            Fault::NoNumber if part.is_empty() => "a number is missing".to_owned(),
            Fault::NoNumber => format!("a number is missing where `{part}` stands"),
            Fault::Negative => "it cannot be negative".to_owned(),
            Fault::MissingUnit => format!("the unit after `{part}` is missing"),
            Fault::UnknownUnit => format!("`{part}` is no unit of {}", self.kind.measure()),
            Fault::UnitOf(kind) => {
                format!("`{part}` is a unit of {}, not of {}", kind.measure(), self.kind.measure())
            }
            Fault::Separator(what) => what.to_owned(),
            Fault::DecimalComma => format!("`{part}` has a decimal comma"),
            Fault::SpaceInNumber => "there is a space inside the number".to_owned(),
            Fault::BareShare => format!("`{part}` could be a percentage or a fraction"),
            Fault::MoreThanWhole => "a share is at most 100%".to_owned(),
            Fault::NotWhole => "it must be a whole number".to_owned(),
            Fault::PartOrder => {
                format!("`{part}` does not follow from a larger unit to a smaller one")
            }
            Fault::TooManyDigits => "it has more digits than can be kept exactly (28)".to_owned(),
            Fault::TooLarge => "it is too large".to_owned(),
            Fault::Trailing => format!("`{part}` does not belong to it"),
        }
    }

    /// What to do: the nearest valid spelling where there is one, and what is accepted.
    pub fn help(&self) -> String {
        let examples = format!("write it like {}", self.kind.examples());
        match (&self.suggestion, self.fault) {
            (Some(meant), Fault::UnknownUnit) => format!("did you mean `{meant}`? {examples}"),
            (Some(meant), Fault::DecimalComma) => format!("write a point: `{meant}`"),
            (Some(meant), _) => format!("write {meant}"),
            (None, _) => examples,
        }
    }
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.fault != Fault::Empty {
            write!(f, "`{}` is not {}: ", shown(&self.typed), self.kind.name())?;
        }
        write!(f, "{}; {}", self.reason(), self.help())
    }
}

impl std::error::Error for QuantityError {}

/// At most 40 characters of what was typed, without control characters: an error must fit a line and change no terminal.
fn shown(typed: &str) -> String {
    let typed = typed.trim();
    let mut shown: String =
        typed.chars().take(40).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if typed.chars().nth(40).is_some() {
        shown.push('…');
    }
    shown
}
