//! Randomness for identifiers and seeds.

use std::hash::{BuildHasher, RandomState};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

/// 128 random bits that no other call and no other process gets. For identifiers and seeds; not for secrets.
///
/// The standard library keys `RandomState` from the system's random source; its keyed hash of different inputs is as good as a
/// random number for telling things apart, on every platform and without a further crate. The clock and the process id are hashed
/// in, should a system start two processes with the same key.
pub fn random_u128() -> u128 {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let state = RandomState::new();
    let half = |half: u8| state.hash_one((half, call, process::id(), super::now().as_nanosecond()));
    (u128::from(half(0)) << 64) | u128::from(half(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_varies_and_nothing_repeats() {
        let numbers: std::collections::BTreeSet<u128> = (0..1_000).map(|_| random_u128()).collect();
        assert_eq!(numbers.len(), 1_000);
        let (all, any) =
            numbers.iter().fold((u128::MAX, 0), |(all, any), number| (all & number, any | number));
        assert_eq!((all, any), (0, u128::MAX));
    }
}
