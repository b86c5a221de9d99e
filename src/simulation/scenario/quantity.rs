//! Quantities as people type them, in the units that a scenario needs. Each error says what is accepted.

use super::super::math::count_to_f64;

const TIME: &str = "a time with its unit, such as `250ms`, `1.5s`, `10m`, `6h` or `1m30s`";
const COUNT: &str = "a whole number, such as `1000`, `10_000`, `1.5k` or `2M`";
const RATE: &str = "a number of requests a second, or a rate such as `100/s` or `6k/min`";
const MEMORY: &str = "a memory size, such as `512MB` or `1GB`";
const SHARE: &str = "a share, such as `0.01` or `1%`";

/// A number with its decimal places: digits before and after the point.
struct Decimal<'a> {
    whole: u128,
    decimals: &'a str,
}

/// Splits the number at the front from what follows it, spaces in between left out.
fn number(text: &str) -> Option<(Decimal<'_>, &str)> {
    let text = text.trim_start();
    let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '_')).unwrap_or(text.len());
    let (whole, rest) = text.split_at(digits);
    let whole = whole.replace('_', "");
    let (decimals, rest) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())),
        None => ("", rest),
    };
    if whole.is_empty() && decimals.is_empty() {
        return None;
    }
    let whole = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    Some((Decimal { whole, decimals }, rest.trim_start()))
}

impl Decimal<'_> {
    /// The number times `unit`, and what is left in billionths of a billionth, so that several can be rounded as one.
    fn times(&self, unit: u128) -> Option<(u128, u128)> {
        const PARTS: u128 = 1_000_000_000_000_000_000;
        let mut parts = 0_u128;
        let mut place = PARTS / 10;
        for digit in self.decimals.bytes().take(18) {
            parts += u128::from(digit - b'0') * place;
            place /= 10;
        }
        let scaled = parts.checked_mul(unit)?;
        Some((self.whole.checked_mul(unit)?.checked_add(scaled / PARTS)?, scaled % PARTS))
    }

    /// The number times `unit`, rounded half up.
    fn rounded(&self, unit: u128) -> Option<u64> {
        let (whole, parts) = self.times(unit)?;
        u64::try_from(whole + u128::from(parts >= 500_000_000_000_000_000)).ok()
    }
}

/// A duration in nanoseconds, rounded to the nearest.
pub(super) fn duration(text: &str) -> Result<u64, String> {
    let mut rest = text.trim();
    let mut sum = 0_u64;
    if rest.is_empty() {
        return Err(format!("`{text}` is not {TIME}"));
    }
    while !rest.is_empty() {
        let (value, after) = number(rest).ok_or_else(|| format!("`{text}` is not {TIME}"))?;
        let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let ns = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" | "sec" => 1_000_000_000,
            "m" | "min" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            "d" => 86_400_000_000_000,
            "" => return Err(format!("`{text}` has no unit: write {TIME}")),
            _ => return Err(format!("`{unit}` is not a unit of time: write {TIME}")),
        };
        sum = value
            .rounded(ns)
            .and_then(|part| sum.checked_add(part))
            .ok_or_else(|| format!("`{text}` is longer than a run can be (about 584 years)"))?;
        rest = after.trim_start();
    }
    Ok(sum)
}

/// A time of day in nanoseconds after midnight.
pub(super) fn time_of_day(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is not a time of day, such as `14:00`");
    let (hours, minutes) = text.trim().split_once(':').ok_or_else(wrong)?;
    let part =
        |text: &str, below: u64| text.parse::<u64>().ok().filter(|value| *value < below && text.len() <= 2);
    let (hours, minutes) = part(hours, 24).zip(part(minutes, 60)).ok_or_else(wrong)?;
    Ok((hours * 60 + minutes) * 60_000_000_000)
}

fn magnitude(unit: &str) -> Option<u128> {
    Some(match unit {
        "" => 1,
        "k" | "K" => 1_000,
        "M" => 1_000_000,
        "B" | "G" => 1_000_000_000,
        _ => return None,
    })
}

/// A whole number.
pub(super) fn count(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is not {COUNT}");
    let (value, unit) = number(text.trim()).ok_or_else(wrong)?;
    let (whole, parts) = value.times(magnitude(unit).ok_or_else(wrong)?).ok_or_else(wrong)?;
    if parts > 0 {
        return Err(wrong());
    }
    u64::try_from(whole).map_err(|_| wrong())
}

/// Requests a second.
pub(super) fn rate(text: &str) -> Result<f64, String> {
    let wrong = || format!("`{text}` is not {RATE}");
    let text = text.trim();
    if text.starts_with('-') {
        return Err(format!("`{text}` is negative: write {RATE}"));
    }
    if let Ok(plain) = text.replace('_', "").parse::<f64>() {
        return if plain.is_finite() { Ok(plain) } else { Err(wrong()) };
    }
    let (amount, per) = text.split_once('/').unwrap_or((text, "s"));
    let (value, unit) = number(amount).ok_or_else(wrong)?;
    let seconds = match per.trim() {
        "s" | "sec" | "second" => 1.0,
        "m" | "min" | "minute" => 60.0,
        "h" | "hour" => 3600.0,
        "d" | "day" => 86_400.0,
        _ => return Err(wrong()),
    };
    let decimals: f64 = format!("{}.{}", value.whole, value.decimals).parse().map_err(|_| wrong())?;
    let times = magnitude(unit.trim()).and_then(|times| u64::try_from(times).ok()).ok_or_else(wrong)?;
    Ok(decimals * count_to_f64(times) / seconds)
}

/// Memory in MB; 1 GB is 1,024 MB.
pub(super) fn memory(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is not {MEMORY}");
    let (value, unit) = number(text.trim()).ok_or_else(wrong)?;
    let unit = match unit.to_ascii_lowercase().as_str() {
        "" | "mb" | "mib" => 1,
        "gb" | "gib" => 1024,
        _ => return Err(wrong()),
    };
    match value.times(unit) {
        Some((whole, 0)) => u64::try_from(whole).map_err(|_| wrong()),
        _ => Err(format!("`{text}` is not a whole number of MB")),
    }
}

/// A share between 0 and 1. A bare `1` could mean one percent, so it is refused.
pub(super) fn share(text: &str) -> Result<f64, String> {
    let wrong = || format!("`{text}` is not {SHARE}");
    let trimmed = text.trim();
    let (digits, percent) =
        trimmed.strip_suffix('%').map_or((trimmed, false), |digits| (digits.trim_end(), true));
    if trimmed == "1" {
        return Err("`1` could be read as 1% or 100%: write one of these".to_owned());
    }
    let value: f64 = digits.replace('_', "").parse().map_err(|_| wrong())?;
    let value = if percent { value / 100.0 } else { value };
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(format!("`{text}` is not between 0 and 100%")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_every_unit() {
        let cases = [
            ("250ms", 250_000_000),
            ("1.5s", 1_500_000_000),
            ("1.991 s", 1_991_000_000),
            ("10m", 600_000_000_000),
            ("1m30s", 90_000_000_000),
            ("24h", 86_400_000_000_000),
            ("0s", 0),
            ("1_000us", 1_000_000),
            ("0.0000000004s", 0),
            ("0.0000000005s", 1),
            ("0.33333333333333333333333s", 333_333_333),
        ];
        for (text, ns) in cases {
            assert_eq!(duration(text), Ok(ns), "{text}");
        }
        for text in ["", "5", "s", "-1s", "1x", "1s-", "600000000000000000000s", "1e3s"] {
            assert!(duration(text).is_err(), "{text}");
        }
        assert!(duration("24").unwrap_err().contains("no unit"));
        assert_eq!(time_of_day("14:30"), Ok(52_200_000_000_000));
        assert!(time_of_day("24:00").is_err() && time_of_day("14").is_err());
    }

    #[test]
    fn counts_rates_memory_and_shares() {
        assert_eq!(count("1.5k"), Ok(1500));
        assert_eq!(count("10_000"), Ok(10_000));
        assert_eq!(count("2M"), Ok(2_000_000));
        assert!(count("1.5").is_err() && count("-1").is_err());
        assert_eq!(rate("0.9"), Ok(0.9));
        assert_eq!(rate("6k/min"), Ok(100.0));
        assert!(rate("-1/s").unwrap_err().contains("negative") && rate("1/x").is_err());
        assert_eq!(memory("1.5GB"), Ok(1536));
        assert_eq!(memory("512"), Ok(512));
        assert!(memory("0.3MB").is_err());
        assert_eq!(share("1%"), Ok(0.01));
        assert_eq!(share("0.25"), Ok(0.25));
        assert!(share("1").is_err() && share("101%").is_err() && share("-0.1").is_err());
    }
}
