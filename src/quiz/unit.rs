//! Values in question files: what an author writes, in the unit of the question's key.

use super::question::{Tolerance, Unit};
use crate::content::{decimal, unit};
use rust_decimal::Decimal;

/// Units of time that a key may be given in.
const TIME: [&str; 5] = ["ms", "s", "min", "h", "d"];
/// Units of memory that a key may be given in.
const MEMORY: [&str; 3] = ["KB", "MB", "GB"];

/// The unit that a question file names.
pub(super) fn named(name: &str) -> Unit {
    match name {
        "share" => Unit::Share,
        "rate" => Unit::Rate,
        "USD" => Unit::Money,
        _ if TIME.contains(&name) => Unit::Duration(name.to_owned()),
        _ if MEMORY.contains(&name) => Unit::Memory(name.to_owned()),
        _ => Unit::Count(name.to_owned()),
    }
}

/// `text` in `unit`: `90s`, `1m30s`, `1.5GB`, `1%`, `100/s`, `$0.20`, `1.5k`. The error says what is accepted.
pub(super) fn value(unit: &Unit, text: &str) -> Result<Decimal, String> {
    let text = text.trim();
    match unit {
        Unit::Duration(name) => measured(text, name, name, "90s, 1m30s, 500ms, 15min, 6h"),
        Unit::Memory(name) => measured(text, name, "MB", "512MB, 1.5GB; a bare number is MB"),
        Unit::Share => share(text),
        Unit::Rate => rate(text),
        Unit::Money => number(text.strip_prefix('$').unwrap_or(text)).ok_or("accepted: $0.20 or 0.20"),
        Unit::Count(_) => counted(text).ok_or("accepted: 1000, 1_000, 1.5k, 2M"),
    }
    .map_err(str::to_owned)
}

/// The value of a fact, given in `from`, in `unit`. The error says why it does not convert.
pub(super) fn from_fact(unit: &Unit, value: Decimal, from: Option<&str>) -> Result<Decimal, String> {
    let from = from.map(unit::without_note).unwrap_or_default();
    let converted = match unit {
        Unit::Duration(to) | Unit::Memory(to) => unit::convert(value, &from, to),
        Unit::Share if from.starts_with("percent") => value.checked_div(Decimal::ONE_HUNDRED),
        Unit::Share => from.is_empty().then_some(value),
        Unit::Rate => from.contains("/s").then_some(value),
        Unit::Money => from.starts_with("USD").then_some(value),
        Unit::Count(_) => unit::dimension(&from).is_none().then_some(value),
    };
    converted.ok_or_else(|| {
        let given = if from.is_empty() { "no unit".to_owned() } else { format!("`{from}`") };
        format!("its value has {given}, which does not convert to {}", shown(unit))
    })
}

/// A tolerance: `1%` is a share of the key, anything else a distance in the key's unit. For keys that are shares
/// themselves, `1%` is a share of the key too.
pub(super) fn tolerance(unit: &Unit, text: &str) -> Result<Tolerance, String> {
    let text = text.trim();
    let tolerance = if text.ends_with('%') {
        Tolerance::Relative(share(text).map_err(str::to_owned)?)
    } else if let Some(number) = number(text).filter(Decimal::is_zero) {
        Tolerance::Absolute(number)
    } else {
        Tolerance::Absolute(value(unit, text)?)
    };
    let (Tolerance::Absolute(distance) | Tolerance::Relative(distance)) = tolerance;
    if distance.is_sign_negative() && !distance.is_zero() {
        return Err("a tolerance is not negative".to_owned());
    }
    Ok(tolerance)
}

fn shown(unit: &Unit) -> String {
    match unit {
        Unit::Duration(name) | Unit::Memory(name) => format!("`{name}`"),
        Unit::Share => "a share".to_owned(),
        Unit::Rate => "a rate per second".to_owned(),
        Unit::Money => "US dollars".to_owned(),
        Unit::Count(word) => format!("a count of {word}"),
    }
}

fn number(text: &str) -> Option<Decimal> {
    if text.contains("__") || text.starts_with('_') || text.ends_with('_') {
        return None;
    }
    decimal(&text.replace('_', ""))
}

fn counted(text: &str) -> Option<Decimal> {
    let (figure, factor) = match text.chars().last()? {
        'k' | 'K' => (text.get(..text.len() - 1)?, 1_000),
        'M' => (text.get(..text.len() - 1)?, 1_000_000),
        'B' => (text.get(..text.len() - 1)?, 1_000_000_000),
        _ => (text, 1),
    };
    number(figure.trim_end())?.checked_mul(Decimal::from(factor))
}

fn share(text: &str) -> Result<Decimal, &'static str> {
    const ACCEPTED: &str = "accepted: 1% or 0.01";
    if let Some(percent) = text.strip_suffix('%') {
        return number(percent.trim_end()).and_then(|n| n.checked_div(Decimal::ONE_HUNDRED)).ok_or(ACCEPTED);
    }
    match number(text).ok_or(ACCEPTED)? {
        // A bare 1 may mean 1% or all.
        one if one == Decimal::ONE => Err("write 1% or 100%"),
        share => Ok(share),
    }
}

fn rate(text: &str) -> Result<Decimal, &'static str> {
    const ACCEPTED: &str = "accepted: 100/s, 6k/min, 1M/h";
    let (count, per) = text.split_once('/').unwrap_or((text, "s"));
    let second = unit::convert(Decimal::ONE, per.trim(), "s").ok_or(ACCEPTED)?;
    counted(count.trim()).and_then(|count| count.checked_div(second)).ok_or(ACCEPTED)
}

/// A number with a unit, or several one after another (`1m30s`); a bare number is in `bare`.
fn measured(text: &str, to: &str, bare: &str, accepted: &'static str) -> Result<Decimal, &'static str> {
    if let Some(number) = number(text) {
        return unit::convert(number, bare, to).ok_or(accepted);
    }
    let mut total = Decimal::ZERO;
    let mut rest = text;
    while !rest.is_empty() {
        let figure = rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_')).ok_or(accepted)?;
        let (digits, tail) = rest.split_at(figure);
        let tail = tail.trim_start();
        let end = tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len());
        let (name, after) = tail.split_at(end);
        let name = match name {
            "m" => "min",
            "KiB" => "KB",
            "MiB" => "MB",
            "GiB" => "GB",
            other => other,
        };
        let part = number(digits).and_then(|n| unit::convert(n, name, to)).ok_or(accepted)?;
        total = total.checked_add(part).ok_or(accepted)?;
        rest = after.trim_start();
    }
    if text.is_empty() { Err(accepted) } else { Ok(total) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        decimal(text).unwrap()
    }

    #[test]
    fn values_are_read_in_the_unit_of_the_key() {
        for (unit, text, expected) in [
            ("s", "90s", "90"),
            ("s", "1m30s", "90"),
            ("s", "1.5 min", "90"),
            ("s", "90", "90"),
            ("ms", "0.5s", "500"),
            ("min", "900s", "15"),
            ("GB", "512", "0.5"),
            ("MB", "10.5 GiB", "10752"),
            ("share", "1%", "0.01"),
            ("share", "0.25", "0.25"),
            ("rate", "6k/min", "100"),
            ("rate", "100", "100"),
            ("USD", "$0.20", "0.2"),
            ("environments", "1.5k", "1500"),
            ("environments", "10_000", "10000"),
        ] {
            assert_eq!(value(&named(unit), text), Ok(d(expected)), "{text} in {unit}");
        }
    }

    #[test]
    fn values_that_do_not_fit_are_refused() {
        for (unit, text) in [
            ("s", "5GB"),
            ("s", ""),
            ("s", "s"),
            ("s", "1..5s"),
            ("MB", "soon"),
            ("share", "1"),
            ("rate", "5/GB"),
            ("USD", "€5"),
            ("environments", "ten"),
            ("environments", "1__0"),
            ("d", "99999999999999999999999999999s"),
        ] {
            assert!(value(&named(unit), text).is_err(), "{text} in {unit}");
        }
    }

    #[test]
    fn facts_convert_within_their_dimension() {
        assert_eq!(from_fact(&named("min"), d("900"), Some("seconds (maximum)")), Ok(d("15")));
        assert_eq!(from_fact(&named("GB"), d("10240"), Some("MB")), Ok(d("10")));
        assert_eq!(from_fact(&named("share"), d("1"), Some("percent")), Ok(d("0.01")));
        assert_eq!(
            from_fact(&named("environments"), d("1000"), Some("environments per 10 s")),
            Ok(d("1000"))
        );
        assert!(from_fact(&named("s"), d("128"), Some("MB")).is_err());
        assert!(from_fact(&named("environments"), d("128"), Some("MB")).is_err());
        assert!(from_fact(&named("USD"), d("1"), None).is_err());
    }

    #[test]
    fn tolerances_are_distances_or_shares() {
        let s = named("s");
        assert_eq!(tolerance(&s, "0"), Ok(Tolerance::Absolute(d("0"))));
        assert_eq!(tolerance(&s, "1%"), Ok(Tolerance::Relative(d("0.01"))));
        assert_eq!(tolerance(&s, "5ms"), Ok(Tolerance::Absolute(d("0.005"))));
        assert!(tolerance(&s, "-1%").is_err());
        assert!(tolerance(&s, "a bit").is_err());
    }
}
