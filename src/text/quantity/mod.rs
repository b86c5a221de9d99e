//! Quantities as people type and read them: the one parser and printer for the command line, the calculators'
//! fields, scenario files and numeric answers.
//!
//! Every value is exact. What cannot be kept exactly (more than 28 digits) is an error, never a rounded value; the
//! one exception is asked for by name, [`Duration::parse_nanoseconds`]. `Display` writes a form that parses back to
//! the same value; `pretty` writes a rounded one for people.

mod error;
mod number;
mod parse;
mod print;
mod units;

#[cfg(test)]
mod tests;

pub use error::{Fault, QuantityError};
pub use print::grouped;
pub use units::{Kind, UNITS, Unit, to_base, unit_table};

use number::Exact;
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use std::str::FromStr;

/// How many: never negative, perhaps a fraction (`1.5`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Count(Decimal);

impl Count {
    /// `None` for a negative number.
    pub fn new(value: Decimal) -> Option<Self> {
        not_negative(value).map(Self)
    }

    /// Reads `1000`, `10_000`, `3,000,000`, `1.5k`, `1M`, `2B`.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        parse::count(text, "").map(Self)
    }

    /// The same, where words of `noun` may follow, in singular or plural: `1k environments`.
    pub fn parse_of(text: &str, noun: &str) -> Result<Self, QuantityError> {
        parse::count(text, noun).map(Self)
    }

    /// Reads a whole number: `1.5k` is one, `1.5` is an error.
    pub fn parse_whole(text: &str) -> Result<u64, QuantityError> {
        parse::whole(text, "")
    }

    /// The number.
    pub fn value(self) -> Decimal {
        self.0
    }
}

/// How long: 0 to about 584 years (2^64 nanoseconds), exact beyond the nanosecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duration(Decimal);

impl Duration {
    /// The longest duration, in milliseconds.
    pub const MAX_MS: Decimal = Decimal::from_parts(u32::MAX, u32::MAX, 0, false, 6);

    /// From milliseconds; `None` where negative or above [`Self::MAX_MS`].
    pub fn from_ms(ms: Decimal) -> Option<Self> {
        not_negative(ms).filter(|ms| *ms <= Self::MAX_MS).map(Self)
    }

    /// From nanoseconds.
    pub fn from_nanoseconds(nanoseconds: u64) -> Self {
        Self((Decimal::from(nanoseconds) / Decimal::from(1_000_000)).normalize())
    }

    /// Reads `100ms`, `1.5s`, `15m`, `6h`, `1m30s`, `2 d`, `250us`. A number without a unit is an error, except 0.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        parse::duration(text).map(Self)
    }

    /// Reads the same with any number of digits, rounded half up to whole nanoseconds: for simulated time.
    pub fn parse_nanoseconds(text: &str) -> Result<u64, QuantityError> {
        parse::nanoseconds(text)
    }

    /// Exact milliseconds.
    pub fn ms(self) -> Decimal {
        self.0
    }

    /// Exact seconds, wherever 28 digits hold them.
    pub fn seconds(self) -> Decimal {
        (self.0 / Decimal::ONE_THOUSAND).normalize()
    }

    /// Nanoseconds, rounded half up.
    pub fn nanoseconds(self) -> u64 {
        let whole = self.0.round_dp_with_strategy(6, RoundingStrategy::MidpointAwayFromZero);
        (whole * Decimal::from(1_000_000)).to_u64().unwrap_or(u64::MAX)
    }
}

/// Memory or a volume of data. 1 GB is 1,024 MB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Memory(Decimal);

impl Memory {
    /// From MB; `None` where negative.
    pub fn from_mb(mb: Decimal) -> Option<Self> {
        not_negative(mb).map(Self)
    }

    /// Reads `512` (MB), `512MB`, `1GB`, `10.5 GiB`, `400KB`.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        parse::memory(text, false).map(Self)
    }

    /// The same, where a number without a unit is an error, except 0.
    pub fn parse_with_unit(text: &str) -> Result<Self, QuantityError> {
        parse::memory(text, true).map(Self)
    }

    /// Exact MB.
    pub fn mb(self) -> Decimal {
        self.0
    }

    /// GB of 1,024 MB; exact wherever 28 digits hold them.
    pub fn gb(self) -> Decimal {
        (self.0 / Decimal::from(1_024)).normalize()
    }
}

/// A part of a whole, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Share(Decimal);

impl Share {
    /// From a fraction; `None` outside 0 to 1.
    pub fn new(fraction: Decimal) -> Option<Self> {
        not_negative(fraction).filter(|fraction| *fraction <= Decimal::ONE).map(Self)
    }

    /// Reads `1%`, `0.01`. A number from 1 on needs its `%`.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        parse::share(text).map(Self)
    }

    /// The fraction: 0.01 for `1%`.
    pub fn fraction(self) -> Decimal {
        self.0
    }
}

/// How many in a time. Kept as a count over a second, minute, hour or day, so that `100/h` is exact; equal rates
/// are equal however they were typed (`6k/min` is `100/s`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rate {
    amount: Decimal,
    seconds: u32,
}

impl Rate {
    /// From a count per second; `None` where negative.
    pub fn from_per_second(count: Decimal) -> Option<Self> {
        not_negative(count).map(|amount| Self { amount, seconds: 1 })
    }

    /// Reads `100/s`, `6k/min`, `2/h`, `50 per second`, `100 rps`. A number without a unit is an error, except 0.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        parse::rate(text, false).map(|(amount, seconds)| Self::in_shortest_time(amount, seconds))
    }

    /// The same, where a bare number is per second.
    pub fn parse_or_per_second(text: &str) -> Result<Self, QuantityError> {
        parse::rate(text, true).map(|(amount, seconds)| Self::in_shortest_time(amount, seconds))
    }

    /// Over the shortest of the known times for which the count is a finite decimal.
    fn in_shortest_time(amount: Exact, seconds: u32) -> Self {
        [1, 60, 3_600, 86_400]
            .into_iter()
            .filter(|shorter| *shorter < seconds)
            .find_map(|shorter| {
                let amount = amount.divided_by(seconds / shorter)?.decimal();
                Some(Self { amount, seconds: shorter })
            })
            .unwrap_or(Self { amount: amount.decimal(), seconds })
    }

    /// The count over [`Self::seconds`]; the quotient of the two is the exact rate.
    pub fn amount(self) -> Decimal {
        self.amount
    }

    /// The time that [`Self::amount`] is over: 1, 60, 3,600 or 86,400 seconds.
    pub fn seconds(self) -> u32 {
        self.seconds
    }

    /// The rate per second, rounded to 28 digits where it does not end.
    pub fn per_second(self) -> Decimal {
        (self.amount / Decimal::from(self.seconds)).normalize()
    }
}

/// US dollars. What is typed is never negative; what is computed may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(Decimal);

impl Money {
    /// From dollars.
    pub fn from_dollars(dollars: Decimal) -> Self {
        Self(dollars.normalize())
    }

    /// Reads `$0.20`, `0.20 USD`, `0.20`, `$1.5k`.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        parse::money(text).map(Self)
    }

    /// Exact dollars.
    pub fn dollars(self) -> Decimal {
        self.0
    }
}

fn not_negative(value: Decimal) -> Option<Decimal> {
    (value.is_zero() || value.is_sign_positive()).then(|| value.abs().normalize())
}

macro_rules! from_str {
    ($($quantity:ident),*) => {$(
        impl FromStr for $quantity {
            type Err = QuantityError;

            fn from_str(text: &str) -> Result<Self, QuantityError> {
                Self::parse(text)
            }
        }
    )*};
}

from_str!(Count, Duration, Memory, Share, Rate, Money);
