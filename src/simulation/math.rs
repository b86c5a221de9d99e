//! Elementary functions that give the same bits on every machine.
//!
//! The standard library's `ln`, `exp` and `cos` are the platform's own and differ in the last bit from one to the next.
//! These use nothing but IEEE 754 additions, multiplications and divisions, whose results are fixed by the standard, in
//! an order that Rust never changes. They are `const`, so tables made with them are made at compile time.

use std::f64::consts::{LOG2_E, PI, SQRT_2};

const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// Reciprocals of 13!, 12!, … 1!, 0!: the Taylor coefficients of the exponential, highest power first.
const EXP_TERMS: [f64; 14] = {
    let mut terms = [1.0; 14];
    let mut factorial = 1.0;
    let mut n = 1;
    let mut as_float = 1.0;
    while n < 14 {
        factorial *= as_float;
        terms[13 - n] = 1.0 / factorial;
        as_float += 1.0;
        n += 1;
    }
    terms
};

/// `e` to the power `x`: relative error below 4e-16; 0 below −708, infinite above 709.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the power of two is within ±1022"
)]
#[inline]
pub(super) const fn exp(x: f64) -> f64 {
    if x > 709.0 {
        return f64::INFINITY;
    }
    if x < -708.0 {
        return 0.0;
    }
    let power = (x * LOG2_E + if x < 0.0 { -0.5 } else { 0.5 }) as i64;
    let k = power_to_f64(power);
    let rest = (x - k * LN2_HIGH) - k * LN2_LOW;
    let mut sum = EXP_TERMS[0];
    let mut term = 1;
    while term < EXP_TERMS.len() {
        sum = sum * rest + EXP_TERMS[term];
        term += 1;
    }
    sum * f64::from_bits(((power + 1023) as u64) << 52)
}

/// Natural logarithm of a positive, normal, finite number: absolute error below 3e-16 near 1, relative error below 4e-16 elsewhere.
#[expect(clippy::cast_possible_wrap, reason = "eleven bits of exponent")]
#[inline]
pub(super) const fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut power = ((bits >> 52) & 0x7ff) as i64 - 1023;
    let mut mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    if mantissa > SQRT_2 {
        mantissa *= 0.5;
        power += 1;
    }
    // ln m = 2 artanh s, and |s| < 0.172, so twelve terms leave less than 1e-18.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let mut sum = 0.0;
    let mut odd = 23.0;
    while odd > 1.0 {
        sum = (sum + 1.0 / odd) * square;
        odd -= 2.0;
    }
    let k = power_to_f64(power);
    k * LN2_HIGH + (2.0 * s + (2.0 * s * sum + k * LN2_LOW))
}

/// Cosine of `turns` full turns, for zero or more turns: absolute error below 1e-15.
#[inline]
pub(super) fn cos_turns(turns: f64) -> f64 {
    let part = turns - turns.floor();
    let part = if part > 0.5 { 1.0 - part } else { part };
    let (part, sign) = if part > 0.25 { (0.5 - part, -1.0) } else { (part, 1.0) };
    let angle = 2.0 * PI * part;
    let square = angle * angle;
    let mut sum = 1.0;
    let mut n = 22.0;
    while n > 0.0 {
        sum = 1.0 - sum * square / (n * (n - 1.0));
        n -= 2.0;
    }
    sign * sum
}

/// Square root for tables made at compile time; at run time `f64::sqrt` is exact everywhere.
pub(super) const fn const_sqrt(x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let mut root = if x > 1.0 { x } else { 1.0 };
    let mut round = 0;
    while round < 64 {
        root = 0.5 * (root + x / root);
        round += 1;
    }
    root
}

/// The 97.5 % point of Student's t with `freedom` degrees, for two-sided 95 % intervals.
///
/// The first thirty are from the usual table (NIST/SEMATECH e-Handbook, 1.3.6.7.2); beyond, the Cornish-Fisher expansion
/// of the normal quantile, whose error there is below 1e-4.
pub(super) fn student_975(freedom: usize) -> f64 {
    const TABLE: [f64; 30] = [
        12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788,
        2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639,
        2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
    ];
    match freedom {
        0 => f64::INFINITY,
        1..=30 => TABLE[freedom - 1],
        _ => {
            let z = 1.959_963_984_540_054;
            let n = count_to_f64(freedom as u64);
            let cube = z * z * z;
            z + (cube + z) / (4.0 * n) + (5.0 * cube * z * z + 16.0 * cube + 3.0 * z) / (96.0 * n * n)
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "powers of two of a float are below 1100")]
const fn power_to_f64(power: i64) -> f64 {
    power as f64
}

/// A count or a time in nanoseconds as a float; exact up to 2^53, rounded to nearest above.
#[expect(clippy::cast_precision_loss, reason = "rounded to nearest, as documented")]
#[inline]
pub(super) const fn count_to_f64(count: u64) -> f64 {
    count as f64
}

/// A sum of times as a float, rounded to nearest.
#[expect(clippy::cast_precision_loss, reason = "rounded to nearest, as documented")]
#[inline]
pub(super) const fn sum_to_f64(sum: u128) -> f64 {
    sum as f64
}

/// The nearest whole number; negative numbers and NaN give 0, what is too large the largest.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, as documented")]
#[inline]
pub(super) const fn round_to_u64(x: f64) -> u64 {
    const TWO_52: f64 = 4_503_599_627_370_496.0;
    if x >= 0.0 && x < 0.5 * TWO_52 {
        // Between 2^52 and 2^53 the last bit of a float is worth 1, so the addition rounds and the mantissa is the number:
        // a third of the time of a conversion that saturates.
        return (x + TWO_52).to_bits() & ((1 << 52) - 1);
    }
    (x + 0.5) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_and_ln_are_within_their_accuracy() {
        let mut x = -700.0;
        while x < 700.0 {
            let (ours, theirs) = (exp(x), f64::exp(x));
            assert!(((ours - theirs) / theirs).abs() < 5e-16, "exp({x}): {ours} against {theirs}");
            x += 0.137;
        }
        let mut x: f64 = 1e-300;
        while x < 1e300 {
            let (ours, theirs) = (ln(x), x.ln());
            assert!(
                (ours - theirs).abs() <= 5e-16 * theirs.abs().max(1.0),
                "ln({x}): {ours} against {theirs}"
            );
            x *= 1.0173;
        }
        assert_eq!(exp(0.0).to_bits(), 1.0_f64.to_bits());
        assert_eq!(ln(1.0).to_bits(), 0.0_f64.to_bits());
        assert_eq!(exp(-800.0).to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn the_bits_are_pinned() {
        // Computed once; a machine or a compiler that gives other bits breaks "same seed, same figures".
        assert_eq!(exp(1.0).to_bits(), 0x4005_bf0a_8b14_576a);
        assert_eq!(ln(10.0).to_bits(), 0x4002_6bb1_bbb5_5516);
    }

    #[test]
    fn cosine_of_turns() {
        for step in 0..=100_u32 {
            let turns = f64::from(step) / 100.0;
            assert!((cos_turns(turns) - (2.0 * PI * turns).cos()).abs() < 2e-15, "{turns}");
            assert!((cos_turns(turns + 3.0) - cos_turns(turns)).abs() < 5e-15, "{turns}");
        }
    }

    #[test]
    fn students_t_joins_its_expansion() {
        assert!((student_975(31) - 2.0395).abs() < 1e-4);
        assert!((student_975(99) - 1.9842).abs() < 1e-4);
        assert!((student_975(1_000_000) - 1.95997).abs() < 1e-5);
    }

    #[test]
    fn rounding_saturates() {
        for (x, whole) in [
            (0.0, 0),
            (0.4, 0),
            (1.6, 2),
            (7.0, 7),
            (2e15 + 0.75, 2_000_000_000_000_001),
            (3e15, 3_000_000_000_000_000),
        ] {
            assert_eq!(round_to_u64(x), whole, "{x}");
        }
        assert_eq!(round_to_u64(-3.0), 0);
        assert_eq!(round_to_u64(f64::NAN), 0);
        assert_eq!(round_to_u64(1e300), u64::MAX);
    }
}
