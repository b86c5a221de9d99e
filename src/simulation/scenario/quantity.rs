//! Quantities in the units that a scenario needs, read by the program's one parser.

use crate::text::quantity::{Count, Duration, Memory, QuantityError, Rate, Share};
use rust_decimal::Decimal;

/// Why a value is not what it has to be, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl From<String> for Fault {
    fn from(message: String) -> Self {
        Self { message, help: None }
    }
}

impl From<QuantityError> for Fault {
    fn from(error: QuantityError) -> Self {
        let article = error.kind.name();
        Self {
            message: format!("`{}` is not {article}: {}", error.typed.trim(), error.reason()),
            help: Some(error.help()),
        }
    }
}

pub(super) type Result<T> = std::result::Result<T, Fault>;

/// A duration in nanoseconds, rounded to the nearest.
pub(super) fn duration(text: &str) -> Result<u64> {
    Ok(Duration::parse_nanoseconds(text)?)
}

/// A time of day in nanoseconds after midnight.
pub(super) fn time_of_day(text: &str) -> Result<u64> {
    let wrong = || Fault::from(format!("`{text}` is not a time of day, such as `14:00`"));
    let (hours, minutes) = text.trim().split_once(':').ok_or_else(wrong)?;
    let part =
        |text: &str, below: u64| text.parse::<u64>().ok().filter(|value| *value < below && text.len() <= 2);
    let (hours, minutes) = part(hours, 24).zip(part(minutes, 60)).ok_or_else(wrong)?;
    Ok((hours * 60 + minutes) * 60_000_000_000)
}

/// A whole number.
pub(super) fn count(text: &str) -> Result<u64> {
    Ok(Count::parse_whole(text)?)
}

/// Requests a second; a bare number is per second.
pub(super) fn rate(text: &str) -> Result<f64> {
    let rate = Rate::parse_or_per_second(text)?;
    Ok(nearest_f64(rate.amount()) / f64::from(rate.seconds()))
}

/// Memory in whole MB; 1 GB is 1,024 MB.
pub(super) fn memory(text: &str) -> Result<u64> {
    let mb = Memory::parse(text)?.mb();
    let whole = mb.is_integer().then(|| u64::try_from(mb).ok()).flatten();
    whole.ok_or_else(|| format!("`{text}` is not a whole number of MB").into())
}

/// A size in KB, rounded up.
pub(super) fn kilobytes(text: &str) -> Result<u64> {
    let kb = Memory::parse(text)?.mb() * Decimal::from(1024);
    u64::try_from(kb.ceil()).map_err(|_| format!("`{text}` is too much").into())
}

/// A share between 0 and 1. A bare `1` could mean one percent, so it is refused.
pub(super) fn share(text: &str) -> Result<f64> {
    Ok(nearest_f64(Share::parse(text)?.fraction()))
}

/// The nearest floating-point number, which is the same on every machine: reading decimal text is rounded correctly.
fn nearest_f64(value: Decimal) -> f64 {
    value.to_string().parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_nanoseconds() {
        for (text, ns) in [
            ("250ms", 250_000_000),
            ("1.991 s", 1_991_000_000),
            ("1m30s", 90_000_000_000),
            ("24h", 86_400_000_000_000),
            ("0.0000000004s", 0),
            ("0.0000000005s", 1),
            ("0.33333333333333333333333s", 333_333_333),
        ] {
            assert_eq!(duration(text), Ok(ns), "{text}");
        }
        for text in ["", "5", "s", "-1s", "1x", "1s-", "600000000000000000000s"] {
            assert!(duration(text).is_err(), "{text}");
        }
        assert_eq!(time_of_day("14:30"), Ok(52_200_000_000_000));
        assert!(time_of_day("24:00").is_err() && time_of_day("14").is_err());
    }

    #[test]
    fn counts_rates_memory_and_shares() {
        assert_eq!(count("1.5k"), Ok(1500));
        assert!(count("1.5").is_err() && count("-1").is_err());
        assert_eq!((rate("0.9"), rate("6k/min"), rate("0.9 per second")), (Ok(0.9), Ok(100.0), Ok(0.9)));
        assert!(rate("-1/s").is_err() && rate("1/x").is_err());
        assert_eq!((memory("1.5GB"), memory("512")), (Ok(1536), Ok(512)));
        assert!(memory("0.3MB").unwrap_err().message.contains("whole number of MB"));
        assert_eq!((share("1%"), share("0.25"), share("0.0")), (Ok(0.01), Ok(0.25), Ok(0.0)));
        assert!(share("1").is_err() && share("101%").is_err() && share("-0.1").is_err());
    }
}
