//! Numbers as typed, kept digit for digit until a unit says what they are worth.

use rust_decimal::Decimal;

/// Digits that an exact number may have: what a [`Decimal`] keeps.
const MAX_SCALE: u32 = Decimal::MAX_SCALE;
/// First integer that a [`Decimal`] cannot hold: its mantissa has 96 bits.
const MANTISSA_END: u128 = 1 << 96;

/// Why a run of digits, points, commas and underscores is not a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NumberFault {
    /// A separator that stands where none belongs; the text says which.
    Separator(&'static str),
    /// A comma where a decimal point belongs; the number with the point.
    DecimalComma(String),
}

/// Why an exact value cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RangeFault {
    /// The whole part is too large.
    TooLarge,
    /// More digits than are kept exactly.
    TooManyDigits,
}

/// A number as typed: all of its digits, of which the last `scale` are decimals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Digits {
    digits: String,
    scale: i64,
}

impl Digits {
    /// Reads digits with `_` or well-placed `,` between thousands, a decimal point and an exponent.
    pub(super) fn read(lexeme: &str) -> Result<Self, NumberFault> {
        let (number, exponent) = match lexeme.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent.parse::<i64>().unwrap_or(i64::from(i32::MAX))),
            None => (lexeme, 0),
        };
        let joined = join_thousands(number)?;
        let (whole, decimals) = joined.split_once('.').unwrap_or((&joined, ""));
        if decimals.contains('.') {
            return Err(NumberFault::Separator("it has more than one decimal point"));
        }
        if joined.ends_with('.') {
            return Err(NumberFault::Separator("digits are missing after the point"));
        }
        let all = format!("{whole}{decimals}");
        let digits = all.trim_start_matches('0').to_owned();
        let scale = i64::try_from(decimals.len()).unwrap_or(i64::MAX).saturating_sub(exponent);
        Ok(Self { digits, scale })
    }

    pub(super) fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// The exact value of this number of units that are each worth `multiplier` × 10^-`shift`.
    pub(super) fn exact(&self, multiplier: u64, shift: u32) -> Result<Exact, RangeFault> {
        let significant = self.digits.trim_end_matches('0');
        if significant.is_empty() {
            return Ok(Exact { mantissa: 0, scale: 0 });
        }
        let dropped = i64::try_from(self.digits.len() - significant.len()).unwrap_or(i64::MAX);
        let scale = self.scale.saturating_sub(dropped).saturating_add(i64::from(shift));
        let fault = if scale <= 0 { RangeFault::TooLarge } else { RangeFault::TooManyDigits };
        let mantissa = significant.parse::<u128>().map_err(|_| fault)?;
        Exact::new(mantissa.checked_mul(u128::from(multiplier)).ok_or(fault)?, scale)
    }

    /// This number of units of `nanoseconds` each, rounded to whole nanoseconds, half up; `None` beyond 64 bits.
    /// Any number of digits counts, as in long multiplication on paper.
    pub(super) fn nanoseconds(&self, nanoseconds: u64) -> Option<u64> {
        let mut carry = 0u128;
        let mut product: Vec<u8> = Vec::with_capacity(self.digits.len() + 20);
        for digit in self.digits.bytes().rev() {
            let sum = u128::from(digit - b'0') * u128::from(nanoseconds) + carry;
            product.push(u8::try_from(sum % 10).unwrap_or(0));
            carry = sum / 10;
        }
        while carry > 0 {
            product.push(u8::try_from(carry % 10).unwrap_or(0));
            carry /= 10;
        }
        if product.is_empty() {
            return Some(0);
        }
        let (whole, round_up) = match usize::try_from(self.scale) {
            Ok(scale) => {
                let half = scale.checked_sub(1).and_then(|at| product.get(at)).copied().unwrap_or(0);
                (product.get(scale..).unwrap_or_default().to_vec(), half >= 5)
            }
            Err(_) if self.scale < -20 => return None,
            Err(_) => {
                let zeros = usize::try_from(-self.scale).ok()?;
                ([vec![0; zeros], product].concat(), false)
            }
        };
        let total = whole
            .iter()
            .rev()
            .try_fold(0u64, |sum, &digit| sum.checked_mul(10)?.checked_add(u64::from(digit)))?;
        total.checked_add(u64::from(round_up))
    }
}

/// The number without its thousands separators, or why they are not some.
fn join_thousands(number: &str) -> Result<String, NumberFault> {
    let underscore_is_placed = number.match_indices('_').all(|(at, _)| {
        let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        at > 0 && digit(number.as_bytes().get(at - 1)) && digit(number.as_bytes().get(at + 1))
    });
    if !underscore_is_placed {
        return Err(NumberFault::Separator("`_` may only stand between digits"));
    }
    let number = number.replace('_', "");
    if !number.contains(',') {
        return Ok(number);
    }
    let (whole, decimals) = number.split_once('.').unwrap_or((&number, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let well_placed = !first.starts_with('0')
        && (1..=3).contains(&first.len())
        && groups.all(|group| group.len() == 3)
        && !decimals.contains(',');
    if well_placed {
        return Ok(number.replace(',', ""));
    }
    match number.split_once(',') {
        // `4,37` and `1.234,5`: one comma, with digits after it, and not in the place of a thousands separator.
        Some((before, after)) if !after.is_empty() && !before.is_empty() && !after.contains([',', '.']) => {
            Err(NumberFault::DecimalComma(format!("{}.{after}", before.replace('.', ""))))
        }
        _ => Err(NumberFault::Separator("thousands are separated in threes, as in `3,000,000`")),
    }
}

/// A non-negative decimal fraction that can be kept exactly: `mantissa` × 10^-`scale`, without trailing zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exact {
    mantissa: u128,
    scale: u32,
}

impl Exact {
    fn new(mut mantissa: u128, mut scale: i64) -> Result<Self, RangeFault> {
        if mantissa == 0 {
            return Ok(Self { mantissa, scale: 0 });
        }
        while mantissa.is_multiple_of(10) && scale > 0 {
            mantissa /= 10;
            scale -= 1;
        }
        let scale = match u32::try_from(scale) {
            Ok(scale) => scale,
            Err(_) if scale > 0 => return Err(RangeFault::TooManyDigits),
            Err(_) => {
                let power =
                    u32::try_from(scale.unsigned_abs()).ok().and_then(|zeros| 10u128.checked_pow(zeros));
                mantissa = power.and_then(|power| mantissa.checked_mul(power)).ok_or(RangeFault::TooLarge)?;
                0
            }
        };
        let whole = 10u128.checked_pow(scale).map_or(0, |power| mantissa / power);
        if whole >= MANTISSA_END {
            Err(RangeFault::TooLarge)
        } else if mantissa >= MANTISSA_END || scale > MAX_SCALE {
            Err(RangeFault::TooManyDigits)
        } else {
            Ok(Self { mantissa, scale })
        }
    }

    /// The absolute value of `value`.
    pub(super) fn of(value: Decimal) -> Self {
        let value = value.normalize();
        Self { mantissa: value.mantissa().unsigned_abs(), scale: value.scale() }
    }

    pub(super) fn plus(self, other: Self) -> Result<Self, RangeFault> {
        let scale = self.scale.max(other.scale);
        let widen = |value: Self| {
            10u128.checked_pow(scale - value.scale).and_then(|power| value.mantissa.checked_mul(power))
        };
        let sum = widen(self).zip(widen(other)).and_then(|(a, b)| a.checked_add(b));
        Self::new(sum.ok_or(RangeFault::TooManyDigits)?, i64::from(scale))
    }

    /// `self` × `multiplier` × 10^-`shift`.
    pub(super) fn times(self, multiplier: u64, shift: u32) -> Result<Self, RangeFault> {
        let mantissa = self.mantissa.checked_mul(u128::from(multiplier)).ok_or(RangeFault::TooManyDigits)?;
        Self::new(mantissa, i64::from(self.scale) + i64::from(shift))
    }

    /// The quotient where it ends after few digits, else `None`. `divisor` is a product of 2, 3 and 5 below 10^6.
    pub(super) fn divided_by(self, divisor: u32) -> Option<Self> {
        (0..=8u32).find_map(|zeros| {
            let widened = self.mantissa.checked_mul(10u128.pow(zeros))?;
            if !widened.is_multiple_of(u128::from(divisor)) {
                return None;
            }
            Self::new(widened / u128::from(divisor), i64::from(self.scale) + i64::from(zeros)).ok()
        })
    }

    pub(super) fn decimal(self) -> Decimal {
        // `new` and `of` keep both within what a decimal holds.
        let mantissa = i128::try_from(self.mantissa).unwrap_or_default();
        Decimal::try_from_i128_with_scale(mantissa, self.scale).unwrap_or_default()
    }
}
