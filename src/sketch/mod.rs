//! Percentiles in one pass and bounded memory.
//!
//! Owns: the histogram that the simulator and the log reader share. Must not know: what its values mean.

/// Bits of precision below the leading one: 128 buckets for each doubling.
const PRECISION: u32 = 7;
const PER_DOUBLING: usize = 1 << PRECISION;
const BUCKETS: usize = (64 - PRECISION as usize + 1) * PER_DOUBLING;

/// A histogram of times in nanoseconds whose buckets grow with the value, like those of `HdrHistogram`.
///
/// Values below 256 ns are exact. Above, a percentile is the middle of its bucket, which is at most 1/256 (0.4 %) from
/// the true order statistic; the least and the greatest value are exact. The bucket is the value's leading bits: no logarithm, no rounding.
#[derive(Debug, Clone)]
pub struct Sketch {
    buckets: Vec<u64>,
    count: u64,
    sum: u128,
    min: u64,
    max: u64,
}

impl Default for Sketch {
    fn default() -> Self {
        Self { buckets: vec![0; BUCKETS], count: 0, sum: 0, min: u64::MAX, max: 0 }
    }
}

impl Sketch {
    /// The most a percentile may be off, relative to the true value.
    pub const RELATIVE_ERROR: f64 = 1.0 / 256.0;

    /// Counts one value.
    #[inline]
    pub fn add(&mut self, value: u64) {
        if let Some(bucket) = self.buckets.get_mut(bucket_of(value)) {
            *bucket += 1;
        }
        self.count += 1;
        self.sum += u128::from(value);
        self.min = self.min.min(value);
        self.max = self.max.max(value);
    }

    /// How many values were counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Greatest value, exact; 0 where there is none.
    pub fn max(&self) -> u64 {
        self.max
    }

    /// Exact mean; `None` where there is no value.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| sum_to_f64(self.sum) / count_to_f64(self.count))
    }

    /// The value that `per_mille` thousandths of the values do not exceed (the nearest-rank percentile); `None` where there is no value.
    pub fn quantile(&self, per_mille: u64) -> Option<u64> {
        if self.count == 0 {
            return None;
        }
        let rank = (u128::from(self.count) * u128::from(per_mille)).div_ceil(1000).max(1);
        let mut below = 0_u128;
        let bucket = self.buckets.iter().position(|&count| {
            below += u128::from(count);
            below >= rank
        })?;
        let (low, width) = bounds_of(bucket);
        Some(if rank == u128::from(self.count) {
            self.max
        } else {
            (low + width / 2).clamp(self.min, self.max)
        })
    }

    /// The buckets that hold something: least value, how many values lie in it, and how many were counted.
    pub fn buckets(&self) -> impl Iterator<Item = (u64, u64, u64)> {
        self.buckets.iter().enumerate().filter(|(_, count)| **count > 0).map(|(bucket, count)| {
            let (low, width) = bounds_of(bucket);
            (low, width, *count)
        })
    }

    /// Least value, exact; `None` where there is none.
    pub fn min(&self) -> Option<u64> {
        (self.count > 0).then_some(self.min)
    }

    /// Counts everything that `other` counted.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.buckets.iter_mut().zip(&other.buckets) {
            *mine += theirs;
        }
        self.count += other.count;
        self.sum += other.sum;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }
}

/// A count as a float; exact up to 2^53, rounded to nearest above.
#[expect(clippy::cast_precision_loss, reason = "rounded to nearest, as documented")]
const fn count_to_f64(count: u64) -> f64 {
    count as f64
}

/// A sum as a float, rounded to nearest.
#[expect(clippy::cast_precision_loss, reason = "rounded to nearest, as documented")]
const fn sum_to_f64(sum: u128) -> f64 {
    sum as f64
}

#[inline]
fn bucket_of(value: u64) -> usize {
    let shift = (63 - PRECISION).saturating_sub((value | 1).leading_zeros());
    #[expect(clippy::cast_possible_truncation, reason = "the leading eight bits")]
    let leading = (value >> shift) as usize;
    shift as usize * PER_DOUBLING + leading
}

/// Least value of a bucket, and how many values it holds.
fn bounds_of(bucket: usize) -> (u64, u64) {
    if bucket < 2 * PER_DOUBLING {
        return (bucket as u64, 1);
    }
    let shift = bucket / PER_DOUBLING - 1;
    let leading = (bucket - shift * PER_DOUBLING) as u64;
    (leading << shift, 1 << shift)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_value_falls_into_a_bucket_that_holds_it() {
        for value in (0..70_000).chain((0..64).flat_map(|bit| [1_u64 << bit, (1 << bit) - 1, (1 << bit) | 1]))
        {
            let bucket = bucket_of(value);
            let (low, width) = bounds_of(bucket);
            assert!(bucket < BUCKETS && low <= value && value - low < width, "{value}: {low} and {width}");
        }
        assert!(bucket_of(u64::MAX) == BUCKETS - 1);
    }

    proptest! {
        #[test]
        fn quantiles_are_within_the_stated_error(
            mut values in prop::collection::vec(prop_oneof![0..1000_u64, 0..u64::from(u32::MAX), 0..u64::MAX / 4], 1..400),
            per_mille in 0..=1000_u64,
        ) {
            let mut sketch = Sketch::default();
            for &value in &values {
                sketch.add(value);
            }
            values.sort_unstable();
            let rank = (values.len() as u64 * per_mille).div_ceil(1000).max(1);
            let exact = values[usize::try_from(rank - 1).unwrap()];
            let found = sketch.quantile(per_mille).unwrap();
            prop_assert!(
                count_to_f64(found.abs_diff(exact)) <= Sketch::RELATIVE_ERROR * count_to_f64(exact),
                "{found} against {exact}"
            );
        }

        #[test]
        fn merging_is_counting_both(values in prop::collection::vec(0..1u64 << 50, 0..200), cut in 0..200_usize) {
            let mut whole = Sketch::default();
            let mut parts = [Sketch::default(), Sketch::default()];
            for (at, &value) in values.iter().enumerate() {
                whole.add(value);
                parts[usize::from(at < cut)].add(value);
            }
            let [mut first, second] = parts;
            first.merge(&second);
            for per_mille in [0, 500, 900, 999, 1000] {
                prop_assert_eq!(first.quantile(per_mille), whole.quantile(per_mille));
            }
            prop_assert_eq!(first.mean(), whole.mean());
            prop_assert_eq!(first.max(), whole.max());
        }
    }
}
