//! Decimal numbers that are exact or an error, never rounded in silence.
//!
//! A month of 20 billion requests of 900 s at 10,240 MB and a rate of ten decimals takes 34 digits (the division of MB by
//! 1,024 alone adds ten decimals), more with shares of requests. The 28 digits of [`Decimal`] round such a product without
//! a word, and even `i128` ends at 38. So a number here is a sign, an integer of 256 bits (77 digits) and a count of
//! decimals: sums and products are exact, and what does not fit is [`BeyondExactRange`]. Only the functions that have
//! `rounded` or `over` in their name ever drop a digit.

use super::wide::Wide;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::ops::Neg;

/// A result needs more than 77 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the result needs more than 77 digits and cannot be given exactly; use smaller figures or fewer decimals"
)]
pub struct BeyondExactRange;

/// A decimal number of up to 77 digits. Equal values are equal in every field: trailing zeros are not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Exact {
    negative: bool,
    magnitude: Wide,
    scale: u32,
}

/// A quotient and whether it is the whole truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotient {
    /// The quotient, rounded half away from zero where it does not end.
    pub value: Exact,
    /// False where digits were dropped.
    pub exact: bool,
}

impl Exact {
    /// Zero.
    pub const ZERO: Self = Self { negative: false, magnitude: Wide::ZERO, scale: 0 };
    /// One.
    pub const ONE: Self = Self { negative: false, magnitude: Wide::ONE, scale: 0 };

    fn new(negative: bool, mut magnitude: Wide, mut scale: u32) -> Self {
        while scale > 0 {
            let (quotient, rest) = magnitude.div_rem_small(10);
            if rest != 0 {
                break;
            }
            magnitude = quotient;
            scale -= 1;
        }
        Self { negative: negative && !magnitude.is_zero(), magnitude, scale }
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Result<Self, BeyondExactRange> {
        let scale = self.scale.max(other.scale);
        let (a, b) = (self.at_scale(scale)?, other.at_scale(scale)?);
        if self.negative == other.negative {
            return Ok(Self::new(self.negative, a.checked_add(b).ok_or(BeyondExactRange)?, scale));
        }
        Ok(match a.checked_sub(b) {
            Some(rest) => Self::new(self.negative, rest, scale),
            None => Self::new(other.negative, b.checked_sub(a).ok_or(BeyondExactRange)?, scale),
        })
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Result<Self, BeyondExactRange> {
        self.plus(-other)
    }

    /// The product.
    pub fn times(self, other: Self) -> Result<Self, BeyondExactRange> {
        let magnitude = self.magnitude.checked_mul(other.magnitude).ok_or(BeyondExactRange)?;
        Ok(Self::new(self.negative != other.negative, magnitude, self.scale + other.scale))
    }

    /// The quotient, to at most `places` decimals. An error for a divisor of zero.
    pub fn over(self, divisor: Self, places: u32) -> Result<Quotient, BeyondExactRange> {
        // self / divisor = (a / b) · 10^(divisor.scale − self.scale)
        let up = places + divisor.scale;
        let a = self.magnitude.checked_mul(Wide::power_of_ten(up).ok_or(BeyondExactRange)?);
        let b = divisor.magnitude.checked_mul(Wide::power_of_ten(self.scale).ok_or(BeyondExactRange)?);
        let (a, b) = (a.ok_or(BeyondExactRange)?, b.ok_or(BeyondExactRange)?);
        let (mut quotient, rest) = a.div_rem(b).ok_or(BeyondExactRange)?;
        if b.checked_sub(rest).is_some_and(|missing| rest >= missing) {
            quotient = quotient.checked_add(Wide::ONE).ok_or(BeyondExactRange)?;
        }
        let value = Self::new(self.negative != divisor.negative, quotient, places);
        Ok(Quotient { value, exact: rest.is_zero() })
    }

    /// The least whole number that is not below this one.
    #[must_use]
    pub fn ceil(self) -> Self {
        let (whole, rest) = self.split();
        let up = !rest && !self.negative;
        Self::new(self.negative, if up { whole.checked_add(Wide::ONE).unwrap_or(whole) } else { whole }, 0)
    }

    /// Rounded half away from zero to `places` decimals.
    #[must_use]
    pub fn rounded(self, places: u32) -> Self {
        if places >= self.scale {
            return self;
        }
        let mut magnitude = self.magnitude;
        let mut last = 0;
        for _ in places..self.scale {
            (magnitude, last) = magnitude.div_rem_small(10);
        }
        if last >= 5 {
            magnitude = magnitude.checked_add(Wide::ONE).unwrap_or(magnitude);
        }
        Self::new(self.negative, magnitude, places)
    }

    /// Rounded half away from zero and written with exactly `places` decimals: `4.37`, `162000.20`.
    pub fn fixed(self, places: u32) -> String {
        let rounded = self.rounded(places);
        let mut text = rounded.to_string();
        if places > rounded.scale {
            if rounded.scale == 0 {
                text.push('.');
            }
            (rounded.scale..places).for_each(|_| text.push('0'));
        }
        text
    }

    /// All digits, with commas between the thousands, and a minus sign, for sentences and formulas: `−20,000,000,000`, `0.0000166667`.
    pub fn grouped(self) -> String {
        let text = self.to_string();
        let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
        let digits = whole.trim_start_matches('-');
        let mut out = if self.negative { "−".to_owned() } else { String::new() };
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index) % 3 == 0 {
                out.push(',');
            }
            out.push(digit);
        }
        out + fraction
    }

    /// The quotient where it ends, else an error: for divisors such as 1,024 and 1,000.
    pub(super) fn over_exactly(self, divisor: Self) -> Result<Self, BeyondExactRange> {
        // 1/1,024 ends after ten decimals: a product needs far fewer digits than a division.
        let inverse = Self::ONE.over(divisor, 30)?;
        if inverse.exact {
            return self.times(inverse.value);
        }
        let quotient = self.over(divisor, self.scale + 16)?;
        if quotient.exact { Ok(quotient.value) } else { Err(BeyondExactRange) }
    }

    /// The nearest float, for charts and elasticities.
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The same number as a [`Decimal`], where its 28 digits hold it exactly.
    pub fn to_decimal(self) -> Option<Decimal> {
        let mantissa = i128::try_from(self.magnitude.to_u128()?).ok()?;
        Decimal::try_from_i128_with_scale(if self.negative { -mantissa } else { mantissa }, self.scale).ok()
    }

    /// True for numbers below zero.
    pub fn is_negative(self) -> bool {
        self.negative
    }

    /// True for zero.
    pub fn is_zero(self) -> bool {
        self.magnitude.is_zero()
    }

    /// True where there is nothing after the point.
    pub fn is_whole(self) -> bool {
        self.scale == 0
    }

    fn at_scale(self, scale: u32) -> Result<Wide, BeyondExactRange> {
        let factor = Wide::power_of_ten(scale - self.scale).ok_or(BeyondExactRange)?;
        self.magnitude.checked_mul(factor).ok_or(BeyondExactRange)
    }

    /// Whole part of the magnitude, and whether that is all.
    fn split(self) -> (Wide, bool) {
        let mut whole = self.magnitude;
        for _ in 0..self.scale {
            whole = whole.div_rem_small(10).0;
        }
        (whole, self.scale == 0)
    }
}

impl Neg for Exact {
    type Output = Self;

    fn neg(self) -> Self {
        Self { negative: !self.negative && !self.magnitude.is_zero(), ..self }
    }
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Self {
        let mantissa = value.mantissa();
        Self::new(mantissa < 0, Wide::from_u128(mantissa.unsigned_abs()), value.scale())
    }
}

impl From<u128> for Exact {
    fn from(value: u128) -> Self {
        Self::new(false, Wide::from_u128(value), 0)
    }
}

impl From<u32> for Exact {
    fn from(value: u32) -> Self {
        Self::from(u128::from(value))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            _ => {}
        }
        let scale = self.scale.max(other.scale);
        let size = match (self.at_scale(scale), other.at_scale(scale)) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            // Only the number with fewer decimals is multiplied; where that does not fit, it is the larger one.
            (Err(_), _) => Ordering::Greater,
            (_, Err(_)) => Ordering::Less,
        };
        if self.negative { size.reverse() } else { size }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.magnitude.digits();
        let scale = self.scale as usize;
        let digits =
            if digits.len() <= scale { format!("{digits:0>width$}", width = scale + 1) } else { digits };
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let sign = if self.negative { "-" } else { "" };
        if fraction.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{fraction}") }
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exact(text: &str) -> Exact {
        Exact::from(Decimal::from_str_exact(text).unwrap())
    }

    #[test]
    fn the_largest_month_is_exact() {
        let requests = exact("20000000000");
        let seconds = exact("900");
        let gigabytes = exact("10240").times(exact("0.0009765625")).unwrap();
        let share = exact("0.0123456789");
        let product = requests.times(seconds).unwrap().times(gigabytes).unwrap();
        let product = product.times(share).unwrap().times(exact("0.0000166667")).unwrap();
        // 20e9 · 900 · 10 = 1.8e14; 1.8e14 · 0.0123456789 = 2222222202000; × 0.0000166667
        assert_eq!(product.to_string(), "37037110.7740734");
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let huge = exact("79228162514264337593543950335");
        assert_eq!(huge.times(huge).and_then(|square| square.times(huge)), Err(BeyondExactRange));
        assert_eq!(exact("1").over(Exact::ZERO, 2), Err(BeyondExactRange));
    }

    #[test]
    fn rounds_half_away_from_zero_once() {
        assert_eq!(exact("28.835").fixed(2), "28.84");
        assert_eq!(exact("-28.835").fixed(2), "-28.84");
        assert_eq!(exact("0.0049999").fixed(2), "0.00");
        assert_eq!(exact("162000.2").fixed(2), "162000.20");
        assert_eq!(exact("7").fixed(2), "7.00");
        assert_eq!(exact("3").over(exact("7"), 4).unwrap().value.to_string(), "0.4286");
        assert!(exact("1").over(exact("8"), 3).unwrap().exact);
    }

    #[test]
    fn ceilings() {
        for (from, to) in [("0.4", "1"), ("1.00", "1"), ("99.01", "100"), ("-1.5", "-1"), ("0", "0")] {
            assert_eq!(exact(from).ceil().to_string(), to);
        }
    }

    proptest! {
        #[test]
        fn agrees_with_decimal_where_decimal_is_exact(a in -1_000_000_000_i64..1_000_000_000, b in -1_000_000_000_i64..1_000_000_000,
                                                      p in 0_u32..6, q in 0_u32..6) {
            let (x, y) = (Decimal::new(a, p), Decimal::new(b, q));
            let (ex, ey) = (Exact::from(x), Exact::from(y));
            prop_assert_eq!(ex.plus(ey).unwrap(), Exact::from(x + y));
            prop_assert_eq!(ex.minus(ey).unwrap(), Exact::from(x - y));
            prop_assert_eq!(ex.times(ey).unwrap(), Exact::from(x * y));
            prop_assert_eq!(ex.cmp(&ey), x.cmp(&y));
            prop_assert_eq!(ex.ceil(), Exact::from(x.ceil()));
            prop_assert_eq!(ex.to_string(), x.normalize().to_string());
            prop_assert_eq!(ex.to_decimal().map(Exact::from), Some(ex));
        }
    }
}
