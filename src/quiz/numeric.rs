//! Numeric answers: what was typed and the key, brought to one unit.

use super::answer::AnswerError;
use super::question::{Numeric, Tolerance, Unit};
use crate::text::quantity::{
    Count, Duration, Fault, Kind, Memory, Money, QuantityError, Rate, Share, grouped, to_base,
};
use rust_decimal::{Decimal, RoundingStrategy};

/// Reads `typed` as an answer in `unit` to `prompt`. The value is in the base of its kind: counts, milliseconds, MB, a fraction,
/// per second, or dollars. A bare number is accepted where it can only mean one thing: for counts, for dollars, and where the
/// prompt says the unit.
pub fn read(unit: &Unit, prompt: &str, typed: &str) -> Result<Decimal, AnswerError> {
    match read_exactly(unit, typed) {
        Err(AnswerError::NeedsUnit { .. }) if asks_in(unit, prompt).is_some() => {
            let (Unit::Duration(word) | Unit::Memory(word) | Unit::Count(word)) = unit else {
                return read_exactly(unit, typed);
            };
            read_exactly(unit, &format!("{typed} {word}"))
        }
        read => read,
    }
}

/// The unit that `prompt` asks for in so many words (`How many **minutes** …`, `… in milliseconds?`), as it is written there.
pub fn asks_in(unit: &Unit, prompt: &str) -> Option<&'static str> {
    let asked = match unit {
        Unit::Duration(word) => match word.as_str() {
            "ms" => "milliseconds",
            "s" => "seconds",
            "min" => "minutes",
            "h" => "hours",
            "d" => "days",
            _ => return None,
        },
        Unit::Memory(word) if word == "MB" => "MB",
        Unit::Memory(word) if word == "GB" => "GB",
        _ => return None,
    };
    let is_part = |c: char| !c.is_alphanumeric();
    let words: Vec<&str> = prompt.split(is_part).filter(|word| !word.is_empty()).collect();
    let many = ["how", "many", asked];
    let says = |said: &[&str], wanted: &[&str]| {
        said.iter().zip(wanted).all(|(said, wanted)| said.eq_ignore_ascii_case(wanted))
    };
    let asks = words.windows(3).any(|said| says(said, &many))
        || words.windows(2).any(|said| says(said, &["in", asked]));
    asks.then_some(asked)
}

fn read_exactly(unit: &Unit, typed: &str) -> Result<Decimal, AnswerError> {
    let read = match unit {
        Unit::Count(noun) => Count::parse_of(typed, noun).map(Count::value),
        Unit::Duration(_) => Duration::parse(typed).map(Duration::ms),
        Unit::Memory(_) => Memory::parse_with_unit(typed).map(Memory::mb),
        Unit::Share => Share::parse(typed).map(Share::fraction),
        Unit::Rate => Rate::parse(typed).map(Rate::per_second),
        Unit::Money => Money::parse(typed).map(Money::dollars),
    };
    read.map_err(|error| match error.fault {
        Fault::Empty => AnswerError::Empty { expected: expected(unit) },
        Fault::MissingUnit | Fault::BareShare => {
            AnswerError::NeedsUnit { typed: typed.trim().to_owned(), accepted: accepted(&error) }
        }
        _ => AnswerError::Quantity(error),
    })
}

/// The symbols that may stand after the number; the smallest and largest units are left to those who know them.
fn accepted(error: &QuantityError) -> Vec<&'static str> {
    let unusual = ["ns", "µs", "B", "TB"];
    error.kind.units().map(|unit| unit.symbol).filter(|symbol| !unusual.contains(symbol)).collect()
}

/// A key's value, given in `unit`, in the base of its kind; `None` for an unknown unit or a value beyond all bounds.
pub fn base_of_key(unit: &Unit, value: Decimal) -> Option<Decimal> {
    match unit {
        Unit::Duration(word) => to_base(Kind::Duration, value, word),
        Unit::Memory(word) => to_base(Kind::Memory, value, word),
        Unit::Count(_) | Unit::Share | Unit::Rate | Unit::Money => Some(value),
    }
}

/// A value in `unit` for people: `900 s`, `1,000 environments`, `1.2 %`, `100/s`, `$0.20`.
pub fn show(unit: &Unit, value: Decimal) -> String {
    match unit {
        Unit::Count(word) | Unit::Duration(word) | Unit::Memory(word) => {
            format!("{} {word}", grouped(value.normalize())).trim_end().to_owned()
        }
        Unit::Share => Share::new(value).map_or_else(|| value.to_string(), Share::pretty),
        Unit::Rate => Rate::from_per_second(value).map_or_else(|| value.to_string(), Rate::pretty),
        Unit::Money => Money::from_dollars(value).to_string(),
    }
}

/// What to type in answer to `prompt`, as an instruction that does not give the key away.
pub(super) fn expected_to(unit: &Unit, prompt: &str) -> String {
    match (asks_in(unit, prompt), unit) {
        (Some(asked), Unit::Duration(_)) => format!("type a number of {asked}, or a duration like `1m30s`"),
        (Some(asked), _) => format!("type a number of {asked}, or an amount with another unit"),
        (None, _) => expected(unit),
    }
}

/// The same where the prompt does not say in which unit.
pub(super) fn expected(unit: &Unit) -> String {
    match unit {
        Unit::Count(noun) if noun.is_empty() => "type a number".to_owned(),
        Unit::Count(noun) => format!("type a number of {noun}"),
        Unit::Duration(_) => format!("type a duration with its unit, like {}", Kind::Duration.examples()),
        Unit::Memory(_) => "type an amount of memory with its unit, like `512MB` or `1GB`".to_owned(),
        Unit::Share => format!("type a share, like {}", Kind::Share.examples()),
        Unit::Rate => format!("type a rate, like {}", Kind::Rate.examples()),
        Unit::Money => format!("type an amount, like {}", Kind::Money.examples()),
    }
}

/// What a numeric answer turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match<'a> {
    /// Within the tolerance of the key.
    Right,
    /// Within the same tolerance of a known mistake: its reason.
    Mistake(&'a str),
    /// Anything else.
    Wrong,
}

/// Compares `given`, in the base of its kind, with the key and then with the known mistakes, of which the nearest counts.
/// Bounds are inclusive. `None` where the key cannot be brought to the base.
pub(super) fn compare(key: &Numeric, given: Decimal) -> Option<Match<'_>> {
    let distance = |value: Decimal| {
        let target = base_of_key(&key.unit, value)?;
        let allowed = match key.tolerance {
            Tolerance::Absolute(allowed) => base_of_key(&key.unit, allowed)?,
            Tolerance::Relative(share) => target.abs().checked_mul(share)?,
        };
        let distance = given.checked_sub(target)?.abs();
        Some((distance, distance <= allowed))
    };
    if distance(key.value)?.1 {
        return Some(Match::Right);
    }
    let nearest = key
        .mistakes
        .iter()
        .filter_map(|mistake| {
            distance(mistake.value).filter(|(_, near)| *near).map(|(far, _)| (far, mistake))
        })
        .min_by_key(|(far, _)| *far);
    Some(nearest.map_or(Match::Wrong, |(_, mistake)| Match::Mistake(&mistake.why)))
}

/// The key with as many digits as its tolerance gives a meaning to.
pub fn rounded(key: Decimal, tolerance: Tolerance, unit: &Unit) -> String {
    let allowed = match tolerance {
        Tolerance::Absolute(distance) => distance,
        Tolerance::Relative(share) => share * key.abs(),
    };
    let fewest = if *unit == Unit::Money { 2 } else { 0 };
    let short = (fewest..12)
        .map(|places| key.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero))
        .find(|short| (*short - key).abs() * Decimal::TEN <= allowed)
        .unwrap_or(key);
    match unit {
        Unit::Money if short.normalize().scale() <= 2 => Money::from_dollars(short).pretty(),
        _ => show(unit, short),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(key: &str, tolerance: Tolerance, unit: &Unit) -> String {
        rounded(key.parse().unwrap(), tolerance, unit)
    }

    #[test]
    fn a_key_is_shown_with_the_digits_that_its_tolerance_leaves_a_meaning() {
        let percent = Tolerance::Relative(Decimal::new(1, 2));
        let exact = Tolerance::Absolute(Decimal::ZERO);
        let count = Unit::Count("environments".to_owned());
        assert_eq!(shown("54.3333444", percent, &Unit::Money), "$54.33");
        assert_eq!(shown("1234.5", percent, &Unit::Money), "$1,234.50");
        assert_eq!(shown("0.0412345678", percent, &Unit::Money), "$0.0412");
        assert_eq!(shown("0.0412345678", exact, &Unit::Money), "$0.0412345678");
        assert_eq!(shown("27.2", percent, &count), "27.2 environments");
        assert_eq!(shown("3600000.4", percent, &count), "3,600,000 environments");
        assert_eq!(shown("12.3456789012345678", exact, &count), "12.3456789012345678 environments");
    }
}
