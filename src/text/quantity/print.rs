//! From quantity to text: an exact form that reads back to the same value, and a short one for people.

use super::number::Exact;
use super::{Count, Duration, Memory, Money, Rate, Share};
use rust_decimal::{Decimal, RoundingStrategy::MidpointAwayFromZero};
use std::fmt;

/// `value` with all its digits and commas between thousands: `1,234,567.5`.
pub fn grouped(value: Decimal) -> String {
    let text = value.abs().to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let mut shown = String::from(if value.is_sign_negative() && !value.is_zero() { "-" } else { "" });
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if !decimals.is_empty() {
        shown.push('.');
        shown.push_str(decimals);
    }
    shown
}

/// `value` rounded half away from zero to at most `places` decimals, without trailing zeros.
fn rounded(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, MidpointAwayFromZero).normalize()
}

/// `value` × `multiplier` × 10^-`shift`, exactly where the digits suffice, else rounded to 28 digits.
fn scaled(value: Decimal, multiplier: u64, shift: u32) -> Decimal {
    match Exact::of(value).times(multiplier, shift) {
        Ok(exact) => exact.decimal(),
        Err(_) => value
            .checked_mul(Decimal::from(multiplier))
            .and_then(|product| product.checked_mul(Decimal::new(1, shift)))
            .unwrap_or(value),
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.value())
    }
}

impl Count {
    /// For people: `1,000`, `12.5`; at most three decimals.
    pub fn pretty(self) -> String {
        grouped(rounded(self.value(), 3))
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = self.ms();
        let whole = |unit: i64| !ms.is_zero() && (ms % Decimal::from(unit)).is_zero();
        if whole(3_600_000) {
            write!(f, "{}h", (ms / Decimal::from(3_600_000)).normalize())
        } else if whole(60_000) {
            write!(f, "{}m", (ms / Decimal::from(60_000)).normalize())
        } else if ms >= Decimal::ONE_THOUSAND {
            write!(f, "{}s", scaled(ms, 1, 3))
        } else {
            write!(f, "{ms}ms")
        }
    }
}

impl Duration {
    /// For people, to a thousandth of a millisecond below a second and to a millisecond above:
    /// `250 µs`, `1.5 s`, `15 min`, `1 min 30 s`, `6 h`, `2 d 3 h`.
    pub fn pretty(self) -> String {
        let fine = rounded(self.ms(), 3);
        if fine.is_zero() && !self.ms().is_zero() {
            return format!("{} ns", rounded(scaled(self.ms(), 1_000_000, 0), 3));
        }
        if fine < Decimal::ONE && !fine.is_zero() {
            return format!("{} µs", rounded(scaled(self.ms(), 1_000, 0), 3));
        }
        if fine < Decimal::ONE_THOUSAND {
            return format!("{fine} ms");
        }
        let ms = u64::try_from(rounded(self.ms(), 0)).unwrap_or(u64::MAX);
        let parts = [(ms / 86_400_000, "d"), (ms / 3_600_000 % 24, "h"), (ms / 60_000 % 60, "min")];
        let mut shown: Vec<String> = parts
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, unit)| format!("{} {unit}", grouped(Decimal::from(number))))
            .collect();
        let below_a_minute = Decimal::from(ms % 60_000);
        if !below_a_minute.is_zero() {
            shown.push(format!("{} s", scaled(below_a_minute, 1, 3)));
        }
        shown.join(" ")
    }

    /// For people who compare: at most four digits that matter, from a minute on whole seconds: `12.35 ms`, `1.5 s`, `2 h 11 min 5 s`.
    pub fn brief(self) -> String {
        let ms = self.ms();
        let places = match ms {
            ms if ms < Decimal::ONE => 4,
            ms if ms < Decimal::ONE_HUNDRED => 2,
            ms if ms < Decimal::ONE_THOUSAND => 1,
            ms if ms < Decimal::from(60_000) => {
                return Self::of_ms(rounded(ms / Decimal::TEN, 0) * Decimal::TEN);
            }
            ms => return Self::of_ms(rounded(ms / Decimal::ONE_THOUSAND, 0) * Decimal::ONE_THOUSAND),
        };
        Self::of_ms(rounded(ms, places))
    }

    fn of_ms(ms: Decimal) -> String {
        Self::from_ms(ms).map_or_else(|| format!("{ms} ms"), Self::pretty)
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}MB", self.mb())
    }
}

impl Memory {
    /// For people: `512 MB`, `1,769 MB`, `1 GB`, `1.5 GB`, `400 KB`; at most two decimals.
    pub fn pretty(self) -> String {
        let mb = self.mb();
        let larger = [(1_048_576, "TB"), (1_024, "GB")].into_iter().find_map(|(worth, unit): (u32, _)| {
            let number = (mb / Decimal::from(worth)).normalize();
            let readable = number >= Decimal::ONE && number.scale() <= 1;
            readable.then(|| format!("{} {unit}", grouped(number)))
        });
        let smaller = || {
            let bytes = scaled(mb, 1_048_576, 0);
            if bytes < Decimal::from(1_024) {
                format!("{} B", rounded(bytes, 2))
            } else {
                format!("{} KB", grouped(rounded(scaled(mb, 1_024, 0), 2)))
            }
        };
        match larger {
            Some(shown) => shown,
            None if mb.is_zero() || mb >= Decimal::ONE => format!("{} MB", grouped(rounded(mb, 2))),
            None => smaller(),
        }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A percentage has two decimals fewer, but is read with two more; the smallest shares stay fractions.
        if self.fraction().scale() > 26 {
            write!(f, "{}", self.fraction())
        } else {
            write!(f, "{}%", scaled(self.fraction(), 100, 0))
        }
    }
}

impl Share {
    /// For people: `1.2 %`; two decimals, or two digits that are not zero where it is smaller.
    pub fn pretty(self) -> String {
        let percent = scaled(self.fraction(), 100, 0);
        let shown = if percent >= Decimal::new(1, 1) {
            rounded(percent, 2)
        } else {
            percent.round_sf_with_strategy(2, MidpointAwayFromZero).unwrap_or(percent).normalize()
        };
        format!("{shown} %")
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.amount(), per(self.seconds()))
    }
}

impl Rate {
    /// For people, over the shortest time in which it happens at least once: `100/s`, `30/min`, `2/h`; at most three
    /// decimals.
    pub fn pretty(self) -> String {
        let (amount, seconds) = (self.amount(), self.seconds());
        if seconds > 1 {
            return format!("{}{}", grouped(rounded(amount, 3)), per(seconds));
        }
        let in_second = self.per_second();
        let (number, seconds) = [1, 60, 3_600, 86_400]
            .into_iter()
            .map(|seconds| (scaled(in_second, seconds, 0), seconds))
            .find(|(number, _)| *number >= Decimal::ONE || number.is_zero())
            .unwrap_or((scaled(in_second, 86_400, 0), 86_400));
        format!("{}{}", grouped(rounded(number, 3)), per(u32::try_from(seconds).unwrap_or(1)))
    }
}

fn per(seconds: u32) -> &'static str {
    match seconds {
        60 => "/min",
        3_600 => "/h",
        86_400 => "/day",
        _ => "/s",
    }
}

impl fmt::Display for Money {
    /// All digits, at least two decimals: `$0.0000166667`, `$5.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dollars = self.dollars();
        let places = usize::try_from(dollars.scale()).unwrap_or(0).max(2);
        let sign = if dollars.is_sign_negative() && !dollars.is_zero() { "-" } else { "" };
        write!(f, "{sign}${:.places$}", dollars.abs())
    }
}

impl Money {
    /// Rounded to cents, half away from zero, with both decimals: the twin for people of an exact amount.
    pub fn rounded(self) -> Decimal {
        let mut cents = self.dollars().round_dp_with_strategy(2, MidpointAwayFromZero);
        cents.rescale(2);
        cents
    }

    /// For people: `$4.37`, `$1,234.50`.
    pub fn pretty(self) -> String {
        let shown = grouped(self.rounded());
        match shown.strip_prefix('-') {
            Some(positive) => format!("-${positive}"),
            None => format!("${shown}"),
        }
    }
}
