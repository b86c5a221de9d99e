//! Figures over time in bounded memory.

use super::record::Report;
use std::collections::BTreeMap;

/// Slots that are kept; when there are more, neighbours become one.
const SLOTS: usize = 1024;
/// First width of a slot: a second.
const FIRST_WIDTH: i64 = 1_000_000_000;

/// Reports in slots of time. The slots grow with the span of the log, so their number does not.
#[derive(Debug, Clone)]
pub struct Series {
    width: i64,
    slots: BTreeMap<i64, Slot>,
    first: Option<i64>,
    last: Option<i64>,
}

/// What happened in a slot of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Slot {
    /// Invocations.
    pub reports: u64,
    /// Of these, first ones of an environment.
    pub cold_starts: u64,
    /// Sum of the durations in nanoseconds, INIT left out.
    pub duration_ns: u128,
    /// Longest duration in nanoseconds, INIT left out.
    pub longest_ns: u64,
}

impl Slot {
    fn merge(&mut self, other: Self) {
        self.reports += other.reports;
        self.cold_starts += other.cold_starts;
        self.duration_ns += other.duration_ns;
        self.longest_ns = self.longest_ns.max(other.longest_ns);
    }

    /// Mean duration in nanoseconds; `None` without reports.
    pub fn mean_ns(&self) -> Option<u64> {
        u64::try_from(self.duration_ns.checked_div(u128::from(self.reports))?).ok()
    }
}

impl Default for Series {
    fn default() -> Self {
        Self { width: FIRST_WIDTH, slots: BTreeMap::new(), first: None, last: None }
    }
}

impl Series {
    pub(super) fn add(&mut self, report: &Report) {
        let Some(time) = report.time_ns else { return };
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = Some(self.last.map_or(time, |last| last.max(time)));
        let slot = Slot {
            reports: 1,
            cold_starts: u64::from(report.is_cold()),
            duration_ns: u128::from(report.duration_ns),
            longest_ns: report.duration_ns,
        };
        self.slots.entry(time.div_euclid(self.width)).or_default().merge(slot);
        while self.slots.len() > SLOTS {
            self.width = self.width.saturating_mul(2);
            for (at, slot) in std::mem::take(&mut self.slots) {
                self.slots.entry(at.div_euclid(2)).or_default().merge(slot);
            }
        }
    }

    /// First and last time stamp, in nanoseconds since 1970; `None` where no report has a time.
    pub fn span(&self) -> Option<(i64, i64)> {
        self.first.zip(self.last)
    }

    /// Nanoseconds from the first to the last time stamp.
    pub fn length_ns(&self) -> u64 {
        self.span().map_or(0, |(first, last)| last.abs_diff(first))
    }

    /// The span in `columns` parts of equal length; empty where no report has a time.
    pub fn columns(&self, columns: usize) -> Vec<Slot> {
        let Some((first, last)) = self.span() else { return Vec::new() };
        let mut parts = vec![Slot::default(); columns.max(1)];
        let length = i128::from(last) - i128::from(first) + 1;
        for (at, slot) in &self.slots {
            // The middle of the slot stands for it.
            let middle = i128::from(*at) * i128::from(self.width) + i128::from(self.width) / 2;
            let from = (middle - i128::from(first)).clamp(0, length - 1);
            let part = usize::try_from(from * parts.len() as i128 / length).unwrap_or(0);
            if let Some(part) = parts.get_mut(part) {
                part.merge(*slot);
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_grow_and_lose_nothing() {
        let mut series = Series::default();
        for at in (0..5000_i64).rev() {
            let cold = (at % 100 == 0).then_some(1);
            series.add(&Report {
                time_ns: Some(at * 60 * FIRST_WIDTH),
                duration_ns: 7,
                init_ns: cold,
                ..Report::default()
            });
        }
        assert!(series.slots.len() <= SLOTS);
        let columns = series.columns(50);
        assert_eq!(columns.iter().map(|it| it.reports).sum::<u64>(), 5000);
        assert_eq!(columns.iter().map(|it| it.cold_starts).sum::<u64>(), 50);
        assert!(columns.iter().all(|it| it.mean_ns() == Some(7) && (90..=110).contains(&it.reports)));
        assert!(Series::default().columns(9).is_empty());
    }
}
