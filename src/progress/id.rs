//! Identifiers of attempts.

use jiff::Timestamp;

/// Crockford's base 32: digits and capitals without I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// An identifier for an attempt made at `at`: a ULID, which is 48 bits of milliseconds since 1970 and the lower 80 bits of `random`
/// in 26 characters. Sorted as text, identifiers are in the order of their milliseconds.
pub fn attempt_id(random: u128, at: Timestamp) -> String {
    let milliseconds = u128::try_from(at.as_millisecond()).unwrap_or(0) & ((1 << 48) - 1);
    let number = (milliseconds << 80) | (random & ((1 << 80) - 1));
    (0..26)
        .rev()
        .map(|place| {
            let digit = usize::try_from((number >> (5 * place)) & 31).unwrap_or(0);
            char::from(ALPHABET[digit])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_a_ulid() {
        // The example of the ULID specification: its time part for 1469918176385 ms is 01ARYZ6S41.
        let at = Timestamp::from_millisecond(1_469_918_176_385).unwrap();
        assert_eq!(attempt_id(0, at), "01ARYZ6S410000000000000000");
        assert_eq!(attempt_id(u128::MAX, at), "01ARYZ6S41ZZZZZZZZZZZZZZZZ");
        assert_eq!(attempt_id(0, Timestamp::MIN), "0".repeat(26));
    }

    #[test]
    fn sorts_by_time_whatever_the_randomness() {
        let at = |ms| Timestamp::from_millisecond(ms).unwrap();
        assert!(attempt_id(u128::MAX, at(1_767_600_000_000)) < attempt_id(0, at(1_767_600_000_001)));
        assert!(attempt_id(7, at(5)) < attempt_id(8, at(5)));
    }
}
