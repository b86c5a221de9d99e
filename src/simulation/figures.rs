//! The figures of a run.

use rust_decimal::Decimal;

use super::event::Outcome;
use super::math::{count_to_f64, sum_to_f64};
use crate::sketch::Sketch;

/// What a run is summed up in, counted in one pass.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Requests that arrived.
    pub requests: u64,
    /// Attempts after the first.
    pub retries: u64,
    /// Requests that got their answer, errors included.
    pub completed: u64,
    /// Invocations in a new environment.
    pub cold_starts: u64,
    /// Requests that were refused at their last attempt.
    pub throttled: u64,
    /// Attempts that were refused.
    pub throttled_attempts: u64,
    /// Invocations that ended with an error, a crash or a time-out.
    pub errors: u64,
    /// Invocations that ended by time-out.
    pub timeouts: u64,
    /// Requests that came as records of a queue or a stream, which mappings put into batches.
    pub records: u64,
    /// Invocations that failed because a database had no connection left.
    pub connections_refused: u64,
    /// Batches that were attempted.
    pub batches: u64,
    /// Greatest age of the newest record of a stream's batch when it was sent, in nanoseconds; `None` where no stream was read.
    pub iterator_age_ns: Option<u64>,
    /// Requests given up other than by a throttle.
    pub dropped: u64,
    /// Requests that went to a dead-letter queue.
    pub dead_lettered: u64,
    /// Environments made, the provisioned ones at the start included.
    pub environments_created: u64,
    /// Environments that ended.
    pub environments_ended: u64,
    /// Most invocations at once.
    pub max_busy: u64,
    /// Times from a request's arrival to its answer, in nanoseconds.
    pub latency: Sketch,
    /// What is to be paid.
    pub usage: Usage,
    pub(super) busy_ns: u128,
    pub(super) idle_ns: u128,
    pub(super) life_ns: u128,
}

/// What a function used, for a price book to price. Only invocations that ended count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Billed requests: invocations that ended.
    pub requests: u64,
    /// Billed milliseconds of on-demand invocations, each rounded up, INIT not counted.
    pub on_demand_ms: u64,
    /// What INIT or RESTORE adds to them: the rounded-up sum less the rounded-up duration.
    pub init_ms: u64,
    /// Billed milliseconds of invocations in provisioned environments, each rounded up.
    pub provisioned_ms: u64,
    /// Environments restored from a snapshot.
    pub restores: u64,
    /// All billed milliseconds times the function's memory in MB.
    pub billed_mb_ms: u128,
    /// Provisioned environments times their nanoseconds times the function's memory in MB.
    pub provisioned_mb_ns: u128,
}

impl Usage {
    /// Billed GB-seconds of all kinds, exact (1 GB is 1,024 MB).
    pub fn billed_gb_s(&self) -> Decimal {
        // 1 / (1024 × 1000) is 9,765,625 / 10^13.
        let scaled = self.billed_mb_ms.checked_mul(9_765_625).and_then(|sum| i128::try_from(sum).ok());
        scaled
            .and_then(|sum| Decimal::try_from_i128_with_scale(sum, 13).ok())
            .map_or(Decimal::MAX, |exact| exact.normalize())
    }

    fn merge(&mut self, other: &Self) {
        self.requests += other.requests;
        self.on_demand_ms += other.on_demand_ms;
        self.init_ms += other.init_ms;
        self.provisioned_ms += other.provisioned_ms;
        self.restores += other.restores;
        self.billed_mb_ms += other.billed_mb_ms;
        self.provisioned_mb_ns += other.provisioned_mb_ns;
    }
}

/// What an invocation adds to the figures when it ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Receipt {
    pub(super) is_provisioned: bool,
    pub(super) duration_ms: u64,
    pub(super) billed_ms: u64,
    pub(super) outcome: Outcome,
    /// From the request's arrival, where this is its answer.
    pub(super) latency_ns: Option<u64>,
}

impl Tally {
    /// Counts an invocation that has ended.
    #[inline]
    pub(super) fn enter(&mut self, receipt: &Receipt) {
        let usage = &mut self.usage;
        usage.requests += 1;
        if receipt.is_provisioned {
            usage.provisioned_ms += receipt.duration_ms;
        } else {
            usage.on_demand_ms += receipt.duration_ms;
            usage.init_ms += receipt.billed_ms - receipt.duration_ms;
        }
        if receipt.outcome != Outcome::Success {
            self.errors += 1;
            self.timeouts += u64::from(receipt.outcome == Outcome::Timeout);
        }
        if let Some(latency) = receipt.latency_ns {
            self.completed += 1;
            self.latency.add(latency);
        }
    }

    /// Adds another function's figures. `max_busy` is not a sum and stays as it is.
    pub(super) fn merge(&mut self, other: &Self) {
        self.requests += other.requests;
        self.retries += other.retries;
        self.completed += other.completed;
        self.cold_starts += other.cold_starts;
        self.throttled += other.throttled;
        self.throttled_attempts += other.throttled_attempts;
        self.errors += other.errors;
        self.timeouts += other.timeouts;
        self.records += other.records;
        self.batches += other.batches;
        self.connections_refused += other.connections_refused;
        self.iterator_age_ns = self.iterator_age_ns.max(other.iterator_age_ns);
        self.dropped += other.dropped;
        self.dead_lettered += other.dead_lettered;
        self.environments_created += other.environments_created;
        self.environments_ended += other.environments_ended;
        self.latency.merge(&other.latency);
        self.usage.merge(&other.usage);
        self.busy_ns += other.busy_ns;
        self.idle_ns += other.idle_ns;
        self.life_ns += other.life_ns;
    }
}

/// The figures of a run: of each function, and of all together.
#[derive(Debug, Clone)]
pub struct Figures {
    /// Seed of the run.
    pub seed: u64,
    /// When the run ended, in nanoseconds of virtual time, warm-up included.
    pub simulated_ns: u64,
    /// All functions together.
    pub total: FunctionFigures,
    /// Each function, in the order of the file.
    pub functions: Vec<FunctionFigures>,
}

impl Figures {
    /// When the run ended, in seconds of virtual time, warm-up included.
    pub fn simulated_s(&self) -> f64 {
        seconds(self.simulated_ns)
    }
}

/// The figures of one function, or of all.
#[derive(Debug, Clone)]
pub struct FunctionFigures {
    /// The function's name; `total` for all.
    pub name: String,
    /// Time over which means are taken, in nanoseconds: the run less the warm-up.
    pub span_ns: u64,
    /// Counts and sums.
    pub tally: Tally,
}

impl FunctionFigures {
    /// Attempts: requests and retries, where a batch counts as one.
    pub fn invocations(&self) -> u64 {
        (self.tally.requests + self.tally.batches + self.tally.retries).saturating_sub(self.tally.records)
    }

    /// Requests less throttled ones, where a batch counts as one.
    pub fn served(&self) -> u64 {
        (self.tally.requests + self.tally.batches).saturating_sub(self.tally.records + self.tally.throttled)
    }

    /// Requests that are neither answered nor given up when the run ends.
    pub fn waiting(&self) -> u64 {
        let tally = &self.tally;
        tally.requests.saturating_sub(tally.completed + tally.throttled + tally.dropped + tally.dead_lettered)
    }

    /// Cold starts over served requests; `None` where there are none.
    pub fn cold_start_probability(&self) -> Option<f64> {
        ratio(self.tally.cold_starts, self.served())
    }

    /// Throttled requests over all; `None` where there are none.
    pub fn throttle_probability(&self) -> Option<f64> {
        ratio(self.tally.throttled, self.tally.requests)
    }

    /// Mean number of environments, busy or idle.
    pub fn mean_environments(&self) -> f64 {
        self.over_span(self.tally.busy_ns + self.tally.idle_ns)
    }

    /// Mean number of busy environments, INIT included.
    pub fn mean_busy(&self) -> f64 {
        self.over_span(self.tally.busy_ns)
    }

    /// Mean number of idle environments, provisioned ones included.
    pub fn mean_idle(&self) -> f64 {
        self.over_span(self.tally.idle_ns)
    }

    /// Mean time from creation to shutdown in seconds, of environments that ended; `None` where none did.
    pub fn mean_lifespan_s(&self) -> Option<f64> {
        let ended = self.tally.environments_ended;
        (ended > 0).then(|| sum_to_f64(self.tally.life_ns) / count_to_f64(ended) / 1e9)
    }

    /// Mean latency in milliseconds; `None` where nothing completed.
    pub fn mean_latency_ms(&self) -> Option<f64> {
        self.tally.latency.mean().map(|ns| ns / 1e6)
    }

    /// A percentile of the latency in milliseconds, by thousandths, within [`Sketch::RELATIVE_ERROR`].
    pub fn latency_ms(&self, per_mille: u64) -> Option<f64> {
        self.tally.latency.quantile(per_mille).map(|ns| count_to_f64(ns) / 1e6)
    }

    /// Every figure that is a whole number, under its name in [`Self::entries`].
    pub fn counts(&self) -> Vec<(&'static str, u64)> {
        let tally = &self.tally;
        vec![
            ("requests", tally.requests),
            ("invocations", self.invocations()),
            ("completed", tally.completed),
            ("cold_starts", tally.cold_starts),
            ("throttled", tally.throttled),
            ("errors", tally.errors),
            ("timeouts", tally.timeouts),
            ("retries", tally.retries),
            ("dropped", tally.dropped),
            ("dead_lettered", tally.dead_lettered),
            ("environments_created", tally.environments_created),
            ("max_busy", tally.max_busy),
        ]
    }

    /// Every figure under its name in `coldstart.simulate/1` but `cost`, with nested names joined by a dot; `None` where there is none.
    pub fn entries(&self) -> Vec<(&'static str, Option<f64>)> {
        let tally = &self.tally;
        let count = |value: u64| Some(count_to_f64(value));
        vec![
            ("requests", count(tally.requests)),
            ("invocations", count(self.invocations())),
            ("completed", count(tally.completed)),
            ("cold_starts", count(tally.cold_starts)),
            ("cold_start_probability", self.cold_start_probability()),
            ("throttled", count(tally.throttled)),
            ("throttle_probability", self.throttle_probability()),
            ("errors", count(tally.errors)),
            ("timeouts", count(tally.timeouts)),
            ("retries", count(tally.retries)),
            ("dropped", count(tally.dropped)),
            ("dead_lettered", count(tally.dead_lettered)),
            ("environments_created", count(tally.environments_created)),
            ("mean_environments", Some(self.mean_environments())),
            ("mean_busy", Some(self.mean_busy())),
            ("mean_idle", Some(self.mean_idle())),
            ("max_busy", count(tally.max_busy)),
            ("mean_lifespan_s", self.mean_lifespan_s()),
            ("latency_ms.mean", self.mean_latency_ms()),
            ("latency_ms.p50", self.latency_ms(500)),
            ("latency_ms.p90", self.latency_ms(900)),
            ("latency_ms.p95", self.latency_ms(950)),
            ("latency_ms.p99", self.latency_ms(990)),
            ("latency_ms.p999", self.latency_ms(999)),
            ("latency_ms.max", self.latency_ms(1000).map(|_| count_to_f64(tally.latency.max()) / 1e6)),
            ("billed_gb_s", Some(sum_to_f64(tally.usage.billed_mb_ms) / 1_024_000.0)),
        ]
    }

    fn over_span(&self, sum: u128) -> f64 {
        if self.span_ns == 0 { 0.0 } else { sum_to_f64(sum) / count_to_f64(self.span_ns) }
    }
}

/// Nanoseconds as seconds.
pub fn seconds(ns: u64) -> f64 {
    count_to_f64(ns) / 1e9
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| count_to_f64(part) / count_to_f64(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_among_the_entries() {
        let mut tally = Tally { requests: 7, retries: 2, throttled: 1, max_busy: 3, ..Tally::default() };
        (tally.completed, tally.errors, tally.timeouts) = (6, 5, 4);
        let figures = FunctionFigures { name: String::new(), span_ns: 1, tally };
        let entries = figures.entries();
        for (name, count) in figures.counts() {
            assert!(entries.contains(&(name, Some(count_to_f64(count)))), "{name}");
        }
    }

    #[test]
    fn gigabyte_seconds_are_exact() {
        // A million invocations of 500 ms at 512 MB are 250,000 GB-s.
        let usage = Usage { billed_mb_ms: 512 * 500 * 1_000_000, ..Usage::default() };
        assert_eq!(usage.billed_gb_s().to_string(), "250000");
        // One millisecond at 128 MB.
        let usage = Usage { billed_mb_ms: 128, ..Usage::default() };
        assert_eq!(usage.billed_gb_s().to_string(), "0.000125");
    }
}
