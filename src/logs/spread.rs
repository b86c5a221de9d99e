//! How values are spread: exactly while there are few, by a sketch beyond.

use crate::sketch::Sketch;

/// Values that are kept one by one.
const KEPT: usize = 32_768;

/// Values in one pass and bounded memory. Percentiles of up to 32,768 values are exact; of more they are within
/// [`Sketch::RELATIVE_ERROR`]. Count, mean and greatest value are always exact.
#[derive(Debug, Clone, Default)]
pub struct Spread {
    first: Vec<u64>,
    all: Sketch,
}

impl Spread {
    /// Counts a value.
    pub fn add(&mut self, value: u64) {
        if self.first.len() < KEPT {
            self.first.push(value);
        }
        self.all.add(value);
    }

    /// How many values were counted.
    pub fn count(&self) -> u64 {
        self.all.count()
    }

    /// Exact mean; `None` where there is no value.
    pub fn mean(&self) -> Option<f64> {
        self.all.mean()
    }

    /// Greatest value; `None` where there is none.
    pub fn max(&self) -> Option<u64> {
        (self.count() > 0).then(|| self.all.max())
    }

    /// The buckets of the sketch, for pictures.
    pub fn sketch(&self) -> &Sketch {
        &self.all
    }

    fn is_whole(&self) -> bool {
        self.all.count() == self.first.len() as u64
    }

    /// The nearest-rank percentiles, by thousandths in rising order; `None` where there is no value.
    pub fn quantiles<const N: usize>(&self, per_mille: [u64; N]) -> [Option<u64>; N] {
        if !self.is_whole() || self.first.is_empty() {
            return per_mille.map(|per_mille| self.all.quantile(per_mille));
        }
        let sorted = self.sorted();
        per_mille.map(|per_mille| {
            let rank = (sorted.len() as u64 * per_mille.min(1000)).div_ceil(1000).max(1);
            sorted.get(usize::try_from(rank - 1).ok()?).copied()
        })
    }

    fn sorted(&self) -> Vec<u64> {
        let mut values = self.first.clone();
        values.sort_unstable();
        values
    }

    /// All values in rising order where there are at most `most`; else so many that stand for equal parts of them.
    pub fn sample(&self, most: u32) -> Vec<u64> {
        if self.is_whole() && self.first.len() <= most as usize {
            return self.sorted();
        }
        let parts = u64::from(most).clamp(1, 1000);
        (1..=parts).filter_map(|part| self.all.quantile(1000 * part / parts)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_are_exact_and_many_are_close() {
        let mut spread = Spread::default();
        for value in (1..=1000_u64).rev() {
            spread.add(value * 1_000_003);
        }
        assert_eq!(spread.quantiles([500, 990, 1000]), [500, 990, 1000].map(|at| Some(at * 1_000_003)));
        assert_eq!((spread.sample(4096).len(), spread.sample(10).len()), (1000, 10));
        for value in 0..40_000_u64 {
            spread.add(value * 1_000_003);
        }
        let [median] = spread.quantiles([500]);
        assert!(median.unwrap().abs_diff(19_500 * 1_000_003) < 19_500 * 1_000_003 / 250, "{median:?}");
        assert_eq!(Spread::default().quantiles([500]), [None]);
    }
}
