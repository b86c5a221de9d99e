//! Spreading: an interval moved by a few days, so that items which were learnt together part company.
//!
//! The range is Anki's: one day, and 15 % of the part of the interval between 2.5 and 7 days, 10 % of the part between 7 and 20,
//! 5 % of the part above. Every day of the range is equally likely.

use std::ops::RangeInclusive;

/// The days that an interval of `interval` days may be moved to; the interval alone where it is below 2.5 days.
pub fn spread_range(interval: u32, maximum: u32) -> RangeInclusive<u32> {
    let days = f64::from(interval);
    if days < 2.5 {
        return interval..=interval;
    }
    let part = |from: f64, to: f64| (days.min(to) - from).max(0.0);
    let delta = 1.0 + 0.15 * part(2.5, 7.0) + 0.10 * part(7.0, 20.0) + 0.05 * part(20.0, f64::INFINITY);
    let lower = whole(days - delta).max(2).min(maximum);
    let upper = whole(days + delta).min(maximum);
    lower..=upper.max(lower)
}

/// A day of [`spread_range`], chosen by `seed` alone: undo and redo give the same day.
pub fn spread(interval: u32, maximum: u32, seed: u64) -> u32 {
    let range = spread_range(interval, maximum);
    let width = u128::from(range.end() - range.start()) + 1;
    let offset = (u128::from(mix(seed)) * width) >> 64;
    range.start() + u32::try_from(offset).unwrap_or(0)
}

/// The seed of one scheduling: of a learner, an item, and its number of answers so far. The same on every machine (FNV-1a).
pub fn spread_seed(profile: &str, item: &str, reps: u32) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    // A byte that no UTF-8 text contains stands between the parts, so that ("a", "bc") and ("ab", "c") differ.
    let parts = profile.bytes().chain([0xff]).chain(item.bytes()).chain([0xff]).chain(reps.to_le_bytes());
    parts.fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

/// The finalizer of `SplitMix64`: neighbouring seeds give unrelated numbers.
fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The nearest whole number of days.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and days are not negative"
)]
fn whole(days: f64) -> u32 {
    days.round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_the_range_is_about_equally_likely() {
        let mut days = std::collections::BTreeMap::new();
        for reps in 0..10_000 {
            *days.entry(spread(10, 36_500, spread_seed("ana", "item", reps))).or_insert(0) += 1;
        }
        assert_eq!(days.keys().copied().collect::<Vec<_>>(), [8, 9, 10, 11, 12]);
        assert!(days.values().all(|&count| (1_800..2_200).contains(&count)), "{days:?}");
    }

    #[test]
    fn the_maximum_holds() {
        assert_eq!(spread_range(60, 60), 55..=60);
        assert_eq!(spread_range(3, 1), 1..=1);
        assert_eq!(*spread_range(u32::MAX, u32::MAX).end(), u32::MAX);
        assert_eq!(*spread_range(0, 10).start(), 0);
    }

    #[test]
    fn seeds_tell_their_parts_apart() {
        assert_ne!(spread_seed("a", "bc", 1), spread_seed("ab", "c", 1));
        assert_ne!(spread_seed("a", "b", 1), spread_seed("a", "b", 2));
    }
}
