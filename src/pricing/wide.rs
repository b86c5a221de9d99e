//! Unsigned integers of 256 bits: what the exact decimals of [`super::Exact`] are kept in.

use std::cmp::Ordering;

const LIMBS: usize = 4;

/// An unsigned integer below 2^256, least significant limb first. Every operation says when it does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Wide([u64; LIMBS]);

impl Wide {
    pub(super) const ZERO: Self = Self([0; LIMBS]);
    pub(super) const ONE: Self = Self([1, 0, 0, 0]);

    pub(super) const fn from_u128(value: u128) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "the two halves of the value")]
        Self([value as u64, (value >> 64) as u64, 0, 0])
    }

    pub(super) fn to_u128(self) -> Option<u128> {
        (self.0[2] == 0 && self.0[3] == 0).then(|| u128::from(self.0[1]) << 64 | u128::from(self.0[0]))
    }

    pub(super) fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    pub(super) fn checked_add(self, other: Self) -> Option<Self> {
        let mut sum = [0; LIMBS];
        let mut carry = false;
        for ((out, a), b) in sum.iter_mut().zip(self.0).zip(other.0) {
            let (part, first) = a.overflowing_add(b);
            let (part, second) = part.overflowing_add(u64::from(carry));
            *out = part;
            carry = first || second;
        }
        (!carry).then_some(Self(sum))
    }

    pub(super) fn checked_sub(self, other: Self) -> Option<Self> {
        let mut difference = [0; LIMBS];
        let mut borrow = false;
        for ((out, a), b) in difference.iter_mut().zip(self.0).zip(other.0) {
            let (part, first) = a.overflowing_sub(b);
            let (part, second) = part.overflowing_sub(u64::from(borrow));
            *out = part;
            borrow = first || second;
        }
        (!borrow).then_some(Self(difference))
    }

    pub(super) fn checked_mul(self, other: Self) -> Option<Self> {
        let mut product = [0_u64; LIMBS];
        for (i, &a) in self.0.iter().enumerate().filter(|(_, a)| **a != 0) {
            let mut carry = 0_u128;
            for (j, &b) in other.0.iter().enumerate() {
                let below = product.get(i + j).copied().map_or(0, u128::from);
                let part = u128::from(a) * u128::from(b) + below + carry;
                carry = part >> 64;
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "the lower half; the upper is carried on"
                )]
                let low = part as u64;
                match product.get_mut(i + j) {
                    Some(out) => *out = low,
                    None if low == 0 => {}
                    None => return None,
                }
            }
            if carry != 0 {
                return None;
            }
        }
        Some(Self(product))
    }

    /// Ten to the power of `exponent`; fits up to 10^77.
    pub(super) fn power_of_ten(exponent: u32) -> Option<Self> {
        (0..exponent).try_fold(Self::ONE, |power, _| power.checked_mul(Self::from_u128(10)))
    }

    /// Quotient and remainder by a small divisor, which must not be zero.
    pub(super) fn div_rem_small(self, divisor: u64) -> (Self, u64) {
        let mut quotient = [0; LIMBS];
        let mut rest = 0_u64;
        for (out, &limb) in quotient.iter_mut().zip(&self.0).rev() {
            let part = u128::from(rest) << 64 | u128::from(limb);
            #[expect(clippy::cast_possible_truncation, reason = "rest is below the divisor")]
            {
                *out = (part / u128::from(divisor)) as u64;
                rest = (part % u128::from(divisor)) as u64;
            }
        }
        (Self(quotient), rest)
    }

    /// Quotient and remainder, bit by bit; `None` for a divisor of zero.
    pub(super) fn div_rem(self, divisor: Self) -> Option<(Self, Self)> {
        if divisor.is_zero() {
            return None;
        }
        let mut quotient = [0_u64; LIMBS];
        let mut rest = Self::ZERO;
        for bit in (0..LIMBS * 64).rev() {
            let overflows = rest.0[LIMBS - 1] >> 63 == 1;
            rest = rest.doubled();
            rest.0[0] |= self.0[bit / 64] >> (bit % 64) & 1;
            if overflows || rest >= divisor {
                rest = rest.wrapping_sub(divisor);
                quotient[bit / 64] |= 1 << (bit % 64);
            }
        }
        Some((Self(quotient), rest))
    }

    fn doubled(self) -> Self {
        let mut out = [0; LIMBS];
        let mut carry = 0;
        for (out, limb) in out.iter_mut().zip(self.0) {
            *out = limb << 1 | carry;
            carry = limb >> 63;
        }
        Self(out)
    }

    fn wrapping_sub(self, other: Self) -> Self {
        let mut difference = [0; LIMBS];
        let mut borrow = false;
        for ((out, a), b) in difference.iter_mut().zip(self.0).zip(other.0) {
            let (part, first) = a.overflowing_sub(b);
            let (part, second) = part.overflowing_sub(u64::from(borrow));
            *out = part;
            borrow = first || second;
        }
        Self(difference)
    }

    /// The decimal digits, `0` for zero.
    pub(super) fn digits(mut self) -> String {
        const CHUNK: u64 = 10_000_000_000_000_000_000;
        let mut chunks = Vec::with_capacity(LIMBS + 1);
        loop {
            let (quotient, rest) = self.div_rem_small(CHUNK);
            chunks.push(rest);
            self = quotient;
            if self.is_zero() {
                break;
            }
        }
        chunks
            .iter()
            .rev()
            .enumerate()
            .map(|(index, chunk)| if index == 0 { chunk.to_string() } else { format!("{chunk:019}") })
            .collect()
    }
}

impl Ord for Wide {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }
}

impl PartialOrd for Wide {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MAX: Wide = Wide([u64::MAX; LIMBS]);

    proptest! {
        #[test]
        fn small_arithmetic_is_that_of_u128(a: u64, b: u64) {
            let (x, y) = (Wide::from_u128(a.into()), Wide::from_u128(b.into()));
            prop_assert_eq!(x.checked_mul(y), Some(Wide::from_u128(u128::from(a) * u128::from(b))));
            prop_assert_eq!(x.checked_add(y), Some(Wide::from_u128(u128::from(a) + u128::from(b))));
            prop_assert_eq!(x.checked_sub(y).is_some(), a >= b);
            prop_assert_eq!(x.digits(), a.to_string());
        }

        #[test]
        fn division_undoes_multiplication(a: [u64; 4], b: [u64; 4], narrow in 0_usize..4) {
            let mut b = b;
            b[narrow + 1..].fill(0);
            let (a, b) = (Wide(a), Wide(b));
            if let Some((quotient, rest)) = a.div_rem(b) {
                prop_assert!(rest < b);
                prop_assert_eq!(quotient.checked_mul(b).and_then(|whole| whole.checked_add(rest)), Some(a));
            }
        }
    }

    #[test]
    fn overflow_is_told() {
        assert_eq!(MAX.checked_add(Wide::ONE), None);
        assert_eq!(Wide::ZERO.checked_sub(Wide::ONE), None);
        assert_eq!(MAX.checked_mul(Wide::from_u128(2)), None);
        assert_eq!(MAX.checked_mul(Wide::ONE), Some(MAX));
        assert!(Wide::power_of_ten(77).is_some());
        assert_eq!(Wide::power_of_ten(78), None);
        assert_eq!(
            MAX.digits(),
            "115792089237316195423570985008687907853269984665640564039457584007913129639935"
        );
    }
}
