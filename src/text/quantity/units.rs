//! The one table of units: what the parser reads, the printer writes and help texts show.

use super::number::Exact;
use rust_decimal::Decimal;
use std::fmt::Write as _;

/// The kinds of quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// How many: requests, environments.
    Count,
    /// How long.
    Duration,
    /// Memory, and volumes of data.
    Memory,
    /// A part of a whole.
    Share,
    /// How many in a time.
    Rate,
    /// US dollars.
    Money,
}

impl Kind {
    /// All kinds, in the order of the help text.
    pub const ALL: [Self; 6] =
        [Self::Count, Self::Duration, Self::Memory, Self::Share, Self::Rate, Self::Money];

    /// With its article: `a duration`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "a count",
            Self::Duration => "a duration",
            Self::Memory => "an amount of memory",
            Self::Share => "a share",
            Self::Rate => "a rate",
            Self::Money => "an amount of money",
        }
    }

    /// What its units measure: `time`.
    pub fn measure(self) -> &'static str {
        match self {
            Self::Count => "counts",
            Self::Duration => "time",
            Self::Memory => "memory",
            Self::Share => "shares",
            Self::Rate => "rates",
            Self::Money => "money",
        }
    }

    /// Examples of what is accepted, ready for a sentence.
    pub fn examples(self) -> &'static str {
        match self {
            Self::Count => "`1000`, `10_000`, `1.5k`, `1M` or `2B`",
            Self::Duration => "`100ms`, `1.5s`, `15m`, `6h` or `1m30s`",
            Self::Memory => "`512` (MB), `512MB`, `1GB` or `10.5 GiB`",
            Self::Share => "`1%` or `0.01`",
            Self::Rate => "`100/s`, `6k/min` or `2/h`",
            Self::Money => "`$0.20` or `0.20 USD`",
        }
    }

    /// The units of this kind, smallest first, as they are printed.
    pub fn units(self) -> impl Iterator<Item = &'static Unit> {
        UNITS.iter().filter(move |unit| unit.kind == self)
    }
}

/// A unit that may be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// What it measures.
    pub kind: Kind,
    /// As it is printed.
    pub symbol: &'static str,
    /// Everything that is read as this unit. Upper and lower case are alike, except that `M` is no duration.
    pub spellings: &'static [&'static str],
    /// What one of it is worth, for people.
    pub meaning: &'static str,
    /// One of it is `multiplier` × 10^-`shift` of the kind's base: 1, ms, MB, the whole, seconds (of a rate's time), US dollars.
    pub(super) multiplier: u64,
    pub(super) shift: u32,
}

const fn unit(
    kind: Kind,
    symbol: &'static str,
    spellings: &'static [&'static str],
    meaning: &'static str,
    (multiplier, shift): (u64, u32),
) -> Unit {
    Unit { kind, symbol, spellings, meaning, multiplier, shift }
}

use Kind::{Count, Duration, Memory, Money, Rate, Share};

/// Every unit, by kind and size. 1 GB is 1,024 MB, as AWS Lambda counts it.
#[rustfmt::skip]
pub static UNITS: &[Unit] = &[
    unit(Count, "k", &["k", "thousand"], "1,000", (1_000, 0)),
    unit(Count, "M", &["m", "mn", "million", "millions"], "1,000,000", (1_000_000, 0)),
    unit(Count, "B", &["b", "bn", "billion", "billions"], "1,000,000,000", (1_000_000_000, 0)),
    unit(Duration, "ns", &["ns", "nanosecond", "nanoseconds"], "0.000001 ms", (1, 6)),
    unit(Duration, "µs", &["us", "\u{b5}s", "\u{3bc}s", "microsecond", "microseconds"], "0.001 ms", (1, 3)),
    unit(Duration, "ms", &["ms", "msec", "millis", "millisecond", "milliseconds"], "a thousandth of a second", (1, 0)),
    unit(Duration, "s", &["s", "sec", "secs", "second", "seconds"], "1,000 ms", (1_000, 0)),
    unit(Duration, "min", &["m", "min", "mins", "minute", "minutes"], "60 s", (60_000, 0)),
    unit(Duration, "h", &["h", "hr", "hrs", "hour", "hours"], "60 min", (3_600_000, 0)),
    unit(Duration, "d", &["d", "day", "days"], "24 h", (86_400_000, 0)),
    unit(Memory, "B", &["b", "byte", "bytes"], "a byte; 1,024 are 1 KB", (95_367_431_640_625, 20)),
    unit(Memory, "KB", &["kb", "k", "kib", "kilobyte", "kilobytes"], "1,024 bytes", (9_765_625, 10)),
    unit(Memory, "MB", &["mb", "m", "mib", "megabyte", "megabytes"], "1,024 KB; a bare number is MB", (1, 0)),
    unit(Memory, "GB", &["gb", "g", "gib", "gigabyte", "gigabytes"], "1,024 MB", (1_024, 0)),
    unit(Memory, "TB", &["tb", "t", "tib", "terabyte", "terabytes"], "1,024 GB", (1_048_576, 0)),
    unit(Share, "%", &["%", "percent", "pct"], "a hundredth; without it, a fraction below 1", (1, 2)),
    unit(Rate, "/s", &["s", "sec", "second"], "in each second; also `rps` and `per second`", (1, 0)),
    unit(Rate, "/min", &["min", "m", "minute"], "in each minute", (60, 0)),
    unit(Rate, "/h", &["h", "hr", "hour"], "in each hour", (3_600, 0)),
    unit(Rate, "/day", &["day", "d"], "in each day of 24 h", (86_400, 0)),
    unit(Money, "$", &["$", "usd", "us$", "dollar", "dollars"], "US dollar; a bare number is dollars", (1, 0)),
];

/// The unit of `kind` that is spelled `word`.
pub(super) fn find(kind: Kind, word: &str) -> Option<&'static Unit> {
    // Somebody who writes `15M` may mean minutes, months or millions.
    if kind == Duration && word == "M" {
        return None;
    }
    let word = word.to_lowercase();
    kind.units().find(|unit| unit.spellings.contains(&word.as_str()))
}

/// `value` of the unit that is spelled `word`, in the base of its kind: 1, ms, MB, the whole, or dollars. `None` for an
/// unknown unit, for rates (they are quotients), and where the result cannot be kept exactly.
pub fn to_base(kind: Kind, value: Decimal, word: &str) -> Option<Decimal> {
    let unit = find(kind, word).filter(|_| kind != Rate)?;
    let size = Exact::of(value).times(unit.multiplier, unit.shift).ok()?.decimal();
    Some(if value.is_sign_negative() { -size } else { size })
}

/// The table for help texts: a line for each unit, with everything that is read as it and what it is worth.
pub fn unit_table() -> String {
    let mut table = String::new();
    for kind in Kind::ALL {
        let name = kind.name().trim_start_matches("an ").trim_start_matches("a ");
        // Writing to a string cannot fail.
        let _ = writeln!(table, "{name}: {}", kind.examples().replace('`', ""));
        for unit in kind.units() {
            let spellings = unit.spellings.join(", ");
            let _ = writeln!(table, "  {:<5} {:<40} {}", unit.symbol, spellings, unit.meaning);
        }
    }
    table
}
