//! What a log says of the work of its functions, for calculators: how often, how long, at which memory.

use super::figures::Figures;
use crate::pricing::{Limits, Measured};
use rust_decimal::Decimal;

/// Nanoseconds of an hour: a log that covers less says nothing of a month.
const HOUR_NS: u64 = 3_600_000_000_000;
/// Invocations in environments that were there below which a size of a log says too little.
pub const ENOUGH_OF_A_SIZE: u64 = 5;

/// The work in a log.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Workload {
    /// Invocations.
    pub requests: u64,
    /// From the first to the last of them in nanoseconds; `None` where not every line has a time.
    pub span_ns: Option<u64>,
    /// Mean duration in milliseconds, INIT left out.
    pub duration_ms: f64,
    /// The memory that most invocations had, in MB.
    pub memory_mb: Option<u32>,
    /// Share of the invocations that INIT preceded, and how long it took on average in milliseconds.
    pub cold: Option<(f64, f64)>,
    /// Environments that were restored from a snapshot.
    pub restores: u64,
}

impl Workload {
    /// The work that figures tell of; `None` where there is no invocation.
    pub fn of(figures: &Figures) -> Option<Self> {
        let mean_ns = figures.durations.mean().filter(|_| figures.reports > 0)?;
        let share = as_f64(figures.inits.count()) / as_f64(figures.reports);
        Some(Self {
            requests: figures.reports,
            span_ns: figures.span_ns(),
            duration_ms: mean_ns / 1e6,
            memory_mb: figures.main_size().map(|(mb, _)| mb),
            cold: figures.inits.mean().map(|init_ns| (share, init_ns / 1e6)),
            restores: figures.restores,
        })
    }

    /// `count` of the log's things scaled to so many hours; `None` where the log has no times or covers less than an hour.
    pub fn in_hours(&self, count: u64, hours: f64) -> Option<f64> {
        let span_ns = self.span_ns.filter(|span| *span >= HOUR_NS)?;
        Some(as_f64(count) * hours * as_f64(HOUR_NS) / as_f64(span_ns))
    }

    /// Invocations a second on average; `None` where the log has no times or covers less than a second.
    pub fn per_second(&self) -> Option<f64> {
        let span_ns = self.span_ns.filter(|span| *span >= 1_000_000_000)?;
        Some(as_f64(self.requests) * 1e9 / as_f64(span_ns))
    }

    /// Duration, cold share and INIT as inputs of a calculator, written as on the command line.
    pub fn time_inputs(&self) -> Vec<(&'static str, String)> {
        let mut inputs = vec![("duration", format!("{:.3}ms", self.duration_ms))];
        if let Some((share, init_ms)) = self.cold {
            inputs.push(("cold-share", format!("{:.6}%", share * 100.0)));
            inputs.push(("init", format!("{init_ms:.3}ms")));
        }
        inputs
    }
}

impl Figures {
    /// Mean durations of warm invocations at each memory size that Lambda has and that was called often enough: what a memory size is
    /// chosen from. Time-outs are left out.
    pub fn measured(&self, limits: &Limits) -> Vec<Measured> {
        let points = self.sizes.iter().filter(|(_, size)| size.warm >= ENOUGH_OF_A_SIZE);
        let points = points.filter_map(|(mb, size)| {
            let memory_mb = Decimal::from(*mb);
            let duration_ms = Decimal::try_from(size.warm_mean_ns()? / 1e6).ok()?.round_dp(3);
            let sold = (limits.memory_min_mb..=limits.memory_max_mb).contains(&memory_mb)
                && duration_ms <= limits.duration_max_ms;
            sold.then_some(Measured { memory_mb, duration_ms, invocations: size.warm })
        });
        points.collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "a mean or a rate")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    /// `count` invocations, a second apart, the first of them cold.
    fn figures(count: u32) -> Figures {
        let mut log = String::new();
        for at in 0..count {
            let init = if at == 0 { "Init Duration: 250.00 ms\t" } else { "" };
            writeln!(
                log,
                "2026-11-02T{:02}:{:02}:{:02}.000Z REPORT RequestId: 0b6c1d52-7f0e\tDuration: 100.00 ms\tBilled Duration: 100 ms\t\
                 Memory Size: 512 MB\tMax Memory Used: 90 MB\t{init}",
                at / 3600,
                at / 60 % 60,
                at % 60
            )
            .unwrap();
        }
        let mut figures = Figures::default();
        super::super::read(log.as_bytes(), &mut figures, |_, _| true).unwrap();
        figures
    }

    #[test]
    fn a_log_of_hours_is_scaled_and_a_shorter_one_is_not() {
        let work = Workload::of(&figures(7_201)).unwrap();
        // 7,201 invocations over 2 hours are 3,600.5 an hour.
        assert_eq!(work.in_hours(work.requests, 730.0), Some(3_600.5 * 730.0));
        assert_eq!(work.per_second(), Some(7_201.0 / 7_200.0));
        assert_eq!((work.memory_mb, work.duration_ms), (Some(512), 100.0));
        assert_eq!(work.cold, Some((1.0 / 7_201.0, 250.0)));
        let short = Workload::of(&figures(60)).unwrap();
        assert_eq!((short.requests, short.in_hours(60, 730.0)), (60, None));
        assert_eq!(Workload::of(&figures(0)), None);
    }
}
