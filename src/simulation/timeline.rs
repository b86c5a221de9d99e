//! Concurrency over time in bounded memory.

use super::math::count_to_f64;

/// Slices that are kept; when there are more, neighbours become one.
const SLICES: usize = 4096;
/// First length of a slice where the length of the run is not known: a millisecond.
const FIRST_WIDTH: u64 = 1_000_000;

/// How many invocations ran at once in each slice of a run. Its memory does not grow with the run: where the end is not
/// known, slices grow.
#[derive(Debug, Clone)]
pub struct Timeline {
    width: u64,
    slices: Vec<Slice>,
    end: u64,
}

/// What is kept of a slice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Slice {
    /// Sum of the concurrency at evenly spaced instants.
    sum: u64,
    instants: u64,
    peak: u64,
}

/// A part of a time line.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Column {
    /// Mean concurrency, by samples.
    pub mean: f64,
    /// Greatest concurrency, exact.
    pub peak: u64,
}

impl Timeline {
    pub(super) fn new(end: Option<u64>) -> Self {
        let width = end.map_or(FIRST_WIDTH, |end| end.div_ceil(SLICES as u64).max(1));
        Self { width, slices: Vec::new(), end: 0 }
    }

    /// Where the slice ends that is being watched.
    pub(super) fn slice_end(&self) -> u64 {
        self.width.saturating_mul(self.slices.len() as u64 + 1)
    }

    /// Time has come to `now`, past one slice or several: `peak` was the greatest concurrency in the first of them, `busy`
    /// the concurrency at its end and in those after it.
    pub(super) fn pass(&mut self, now: u64, busy: u64, peak: u64) {
        let mut peak = peak.max(busy);
        while self.slice_end() <= now {
            self.slices.push(Slice { sum: busy, instants: 1, peak });
            peak = busy;
            if self.slices.len() > SLICES {
                self.halve();
            }
        }
    }

    /// The run ends at `now`.
    pub(super) fn end(&mut self, now: u64, busy: u64, peak: u64) {
        self.pass(now, busy, peak);
        let begins = self.width.saturating_mul(self.slices.len() as u64);
        if now > begins {
            self.slices.push(Slice { sum: busy, instants: 1, peak: peak.max(busy) });
        }
        self.end = now;
    }

    fn halve(&mut self) {
        self.slices = self
            .slices
            .chunks(2)
            .map(|pair| {
                let last = pair.last().copied().unwrap_or_default();
                pair.iter().rev().skip(1).fold(last, |sum, slice| Slice {
                    sum: sum.sum + slice.sum,
                    instants: sum.instants + slice.instants,
                    peak: sum.peak.max(slice.peak),
                })
            })
            .collect();
        self.width = self.width.saturating_mul(2);
    }

    /// When the run ended, in nanoseconds; 0 before that.
    pub fn end_ns(&self) -> u64 {
        self.end
    }

    /// The run in at most `count` parts of about the same length.
    pub fn columns(&self, count: usize) -> Vec<Column> {
        let count = count.min(self.slices.len());
        (0..count)
            .map(|column| {
                let at = |column: usize| column * self.slices.len() / count;
                let slices = self.slices.get(at(column)..at(column + 1)).unwrap_or_default();
                let (sum, instants) = slices
                    .iter()
                    .fold((0, 0), |(sum, instants), slice| (sum + slice.sum, instants + slice.instants));
                Column {
                    mean: count_to_f64(sum) / count_to_f64(instants.max(1)),
                    peak: slices.iter().map(|slice| slice.peak).max().unwrap_or_default(),
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_end_divides_the_run_evenly() {
        let mut line = Timeline::new(Some(4096 * 10));
        line.pass(20_480, 3, 7);
        line.end(40_960, 1, 2);
        let columns = line.columns(4);
        assert_eq!(columns.iter().map(|it| it.peak).collect::<Vec<_>>(), [7, 3, 2, 1]);
        assert!((columns[0].mean - 3.0).abs() < 1e-12 && (columns[3].mean - 1.0).abs() < 1e-12);
        assert_eq!(line.end_ns(), 40_960);
    }

    #[test]
    fn an_unknown_end_takes_no_more_memory() {
        let mut line = Timeline::new(None);
        let second = 1_000_000_000;
        for at in 1..=100_000 {
            line.pass(at * second, at % 5, 9);
        }
        line.end(100_001 * second, 0, 0);
        assert!(line.slices.len() <= SLICES + 1);
        let columns = line.columns(60);
        assert_eq!(columns.len(), 60);
        for column in &columns[..59] {
            assert!(column.peak == 9 && (column.mean - 2.0).abs() < 0.1, "{column:?}");
        }
        assert!(Timeline::new(None).columns(60).is_empty());
    }
}
