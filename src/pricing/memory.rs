//! A model of how duration depends on memory, and what each size would cost.
//!
//! CPU grows in proportion to memory, up to one full vCPU at a size that is a fact. For one thread,
//! time(m) = wait + cpu × max(1, full / m): waiting takes as long at every size, computing shrinks until the thread has a
//! core to itself. So the cost of pure computing is flat below that size and rises above it, and the cost of pure waiting
//! is proportional to memory. It is a model, and the outputs say so.

use super::bill::Bill;
use super::book::PriceBook;
use super::error::PricingError;
use super::meters::bill;
use super::usage::{Account, Limits};
use rust_decimal::Decimal;

/// Share of a duration that computes, per cent, where nothing was measured: half waits, half computes. An assumption of this program,
/// named wherever it is used and open to change there.
pub const ASSUMED_CPU_SHARE: u8 = 50;

/// Duration as a function of memory, for one thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryModel {
    /// Time that does not depend on memory, ms.
    pub wait_ms: Decimal,
    /// Computing time on a full vCPU, ms.
    pub cpu_ms: Decimal,
    /// Memory at which there is one full vCPU, MB.
    pub full_vcpu_mb: Decimal,
}

impl MemoryModel {
    /// Time at `memory_mb`, ms, to a millionth of a millisecond.
    pub fn time_ms(&self, memory_mb: Decimal) -> Decimal {
        (self.wait_ms + self.cpu_ms * slowdown(memory_mb, self.full_vcpu_mb)).round_dp(6).normalize()
    }

    /// The model through two measured points (MB, ms), one of them at least below a full vCPU.
    pub fn fit(
        a: (Decimal, Decimal),
        b: (Decimal, Decimal),
        full_vcpu_mb: Decimal,
    ) -> Result<Self, PricingError> {
        for (memory, time) in [a, b] {
            if memory <= Decimal::ZERO || time < Decimal::ZERO {
                let point = format!("{} MB, {} ms", memory.normalize(), time.normalize());
                return Err(PricingError::input(
                    "measured",
                    point,
                    "memory must be above zero and time not below it",
                ));
            }
        }
        let (small, large) = if a.0 <= b.0 { (a, b) } else { (b, a) };
        let points = format!(
            "{} MB: {} ms, {} MB: {} ms",
            small.0.normalize(),
            small.1.normalize(),
            large.0.normalize(),
            large.1.normalize()
        );
        let (slow, fast) = (slowdown(small.0, full_vcpu_mb), slowdown(large.0, full_vcpu_mb));
        if slow == fast {
            let message = format!(
                "one thread runs as fast at both sizes; measure one below {} MB and one at another size",
                full_vcpu_mb.normalize()
            );
            return Err(PricingError::input("measured", points, message));
        }
        let cpu = (small.1 - large.1) / (slow - fast);
        let wait = large.1 - cpu * fast;
        if cpu < Decimal::ZERO {
            return Err(PricingError::input(
                "measured",
                points,
                "the larger size is slower, which memory does not explain",
            ));
        }
        // Measured times scatter: a wait of slightly less than nothing is a wait of nothing.
        if wait < -large.1 / Decimal::TEN {
            let message = "the larger size gains more than in proportion to its memory, which the model for one thread \
                           does not explain (more cores, or less garbage collection?)";
            return Err(PricingError::input("measured", points, message));
        }
        Ok(Self { wait_ms: wait.max(Decimal::ZERO), cpu_ms: cpu, full_vcpu_mb })
    }
}

/// A measured duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// Memory, MB.
    pub memory_mb: Decimal,
    /// Mean duration, ms.
    pub duration_ms: Decimal,
    /// How many invocations the mean is of; at least 1.
    pub invocations: u64,
}

impl MemoryModel {
    /// The model nearest to measured points, by least squares of the durations, each point as often as it was measured. Two sizes are met
    /// exactly, as by [`Self::fit`].
    ///
    /// # Errors
    /// Fewer than two sizes that differ in speed, or durations that grow with memory.
    pub fn fit_all(points: &[Measured], full_vcpu_mb: Decimal) -> Result<Self, PricingError> {
        let mut sizes: Vec<(Decimal, Decimal, Decimal)> = Vec::new();
        for point in points {
            let weight = Decimal::from(point.invocations.max(1));
            let time = point.duration_ms * weight;
            match sizes.iter_mut().find(|(memory, ..)| *memory == point.memory_mb) {
                Some((_, sum, weights)) => {
                    *sum += time;
                    *weights += weight;
                }
                None => sizes.push((point.memory_mb, time, weight)),
            }
        }
        let means: Vec<(Decimal, Decimal, Decimal)> =
            sizes.into_iter().map(|(memory, sum, weight)| (memory, sum / weight, weight)).collect();
        match means.as_slice() {
            [] | [_] => {
                let message = "durations at two memory sizes at least are needed";
                return Err(PricingError::input("measured", format!("{} size(s)", means.len()), message));
            }
            [(a, time_a, _), (b, time_b, _)] => return Self::fit((*a, *time_a), (*b, *time_b), full_vcpu_mb),
            _ => {}
        }
        // Durations against slowdown: a line whose foot is the wait and whose slope is the computing.
        let all: Decimal = means.iter().map(|(.., weight)| weight).sum();
        let mean = |of: &dyn Fn(Decimal, Decimal) -> Decimal| -> Decimal {
            let sum: Decimal = means
                .iter()
                .map(|(memory, time, weight)| of(slowdown(*memory, full_vcpu_mb), *time) * (weight / all))
                .sum();
            sum
        };
        let (mean_slow, mean_time) = (mean(&|slow, _| slow), mean(&|_, time| time));
        let spread = mean(&|slow, _| (slow - mean_slow) * (slow - mean_slow));
        let told = || format!("{} sizes", means.len());
        if spread.is_zero() {
            let message = format!(
                "one thread runs as fast at all of them; measure one below {} MB and one at another size",
                full_vcpu_mb.normalize()
            );
            return Err(PricingError::input("measured", told(), message));
        }
        let cpu_ms = mean(&|slow, time| (slow - mean_slow) * (time - mean_time)) / spread;
        if cpu_ms < Decimal::ZERO {
            let message = "larger sizes are slower, which memory does not explain";
            return Err(PricingError::input("measured", told(), message));
        }
        let wait_ms = mean_time - cpu_ms * mean_slow;
        if wait_ms >= Decimal::ZERO {
            return Ok(Self { wait_ms, cpu_ms, full_vcpu_mb });
        }
        // There is no wait of less than nothing: the best line through zero.
        let cpu_ms = mean(&|slow, time| slow * time) / mean(&|slow, _| slow * slow);
        Ok(Self { wait_ms: Decimal::ZERO, cpu_ms, full_vcpu_mb })
    }
}

/// The point of a curve that keeps time and cost low together: the least mean of both, each as a share of its greatest, as AWS Lambda
/// Power Tuning balances them. Of equals the first; `None` of no points.
pub fn balanced(points: &[CurvePoint]) -> Option<usize> {
    let most = |of: &dyn Fn(&CurvePoint) -> f64| points.iter().map(of).fold(f64::MIN_POSITIVE, f64::max);
    let cost = |point: &CurvePoint| point.bill.total.exact.to_f64();
    let time = |point: &CurvePoint| f64::try_from(point.duration_ms).unwrap_or(f64::MAX);
    let (most_cost, most_time) = (most(&cost), most(&time));
    let both = |point: &CurvePoint| cost(point) / most_cost + time(point) / most_time;
    (0..points.len()).min_by(|a, b| both(&points[*a]).total_cmp(&both(&points[*b])))
}

/// vCPUs that a function of `memory_mb` has the time of.
pub fn vcpus(memory_mb: Decimal, full_vcpu_mb: Decimal) -> Decimal {
    memory_mb / full_vcpu_mb
}

fn slowdown(memory_mb: Decimal, full_vcpu_mb: Decimal) -> Decimal {
    (full_vcpu_mb / memory_mb).max(Decimal::ONE)
}

/// One size of a [`memory_curve`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurvePoint {
    /// Memory, MB.
    pub memory_mb: Decimal,
    /// Duration by the model, ms.
    pub duration_ms: Decimal,
    /// The month at this size.
    pub bill: Bill,
    /// True for the cheapest size; of several the fastest.
    pub cheapest: bool,
    /// True for the fastest size; of several the cheapest.
    pub fastest: bool,
}

/// Prices `account` with its first function at each of `sizes_mb`, its duration taken from `model`. INIT is left as it is:
/// for small functions it does not depend on memory (measured by lambda-perf). A size at which the model exceeds the
/// longest timeout is left out.
pub fn memory_curve(
    book: &PriceBook,
    limits: &Limits,
    account: &Account,
    model: &MemoryModel,
    sizes_mb: &[Decimal],
) -> Result<Vec<CurvePoint>, PricingError> {
    let mut points = Vec::new();
    for &memory_mb in sizes_mb {
        let duration_ms = model.time_ms(memory_mb);
        if duration_ms > limits.duration_max_ms {
            continue;
        }
        let mut account = account.clone();
        if let Some(function) = account.functions.first_mut() {
            function.memory_mb = memory_mb;
            function.duration_ms = duration_ms;
            if let Some(provisioned) = &mut function.provisioned {
                provisioned.duration_ms = None;
            }
        }
        let bill = bill(book, limits, &account)?;
        points.push(CurvePoint { memory_mb, duration_ms, bill, cheapest: false, fastest: false });
    }
    let cost = |point: &CurvePoint| point.bill.total.exact;
    let cheapest = (0..points.len()).min_by_key(|&at| (cost(&points[at]), points[at].duration_ms));
    let fastest = (0..points.len()).min_by_key(|&at| (points[at].duration_ms, cost(&points[at])));
    if let (Some(cheapest), Some(fastest)) = (cheapest, fastest) {
        points[cheapest].cheapest = true;
        points[fastest].fastest = true;
    }
    Ok(points)
}
