//! Times of arrivals, one after the other.

use super::math::{cos_turns, count_to_f64, round_to_u64};
use super::random::Rng;
use super::scenario::Arrivals;
use super::ziggurat::exponential;

const SECOND: f64 = 1e9;
const DAY: f64 = 86_400e9;

/// Where a source stands.
#[derive(Debug, Clone)]
pub(super) struct ArrivalProcess {
    arrivals: Arrivals,
    rng: Rng,
    /// The last arrival (random gaps), or the last candidate.
    last: u64,
    /// How many have come.
    count: u64,
    /// Expected number of arrivals until the last one, where the rate changes.
    passed: f64,
    /// Mean gap in nanoseconds, where there is one.
    mean_gap: f64,
}

impl ArrivalProcess {
    pub(super) fn new(arrivals: &Arrivals, rng: Rng) -> Self {
        let mean_gap = match *arrivals {
            Arrivals::Poisson { rate } | Arrivals::Constant { rate } | Arrivals::Daily { high: rate, .. } => {
                SECOND / rate
            }
            _ => 0.0,
        };
        Self { arrivals: arrivals.clone(), rng, last: 0, count: 0, passed: 0.0, mean_gap }
    }

    /// The next arrival; `u64::MAX` where there is none any more. Never earlier than the one before.
    #[inline]
    pub(super) fn next(&mut self) -> u64 {
        if let Arrivals::Poisson { .. } = self.arrivals {
            self.last = self.last.saturating_add(round_to_u64(exponential(&mut self.rng) * self.mean_gap));
            return self.last;
        }
        self.next_other()
    }

    #[inline(never)]
    fn next_other(&mut self) -> u64 {
        let count = self.count;
        self.count += 1;
        match &self.arrivals {
            Arrivals::Poisson { .. } => self.last,
            Arrivals::Constant { rate } => round_to_u64(count_to_f64(count) * SECOND / rate),
            Arrivals::Gaps(law) => {
                self.last = self.last.saturating_add(law.draw(&mut self.rng));
                self.last
            }
            Arrivals::Burst { requests, .. } if count >= *requests => u64::MAX,
            Arrivals::Burst { at_ns, requests, over_ns } => {
                let share = u128::from(*over_ns) * u128::from(count) / u128::from(*requests);
                at_ns.saturating_add(u64::try_from(share).unwrap_or(u64::MAX))
            }
            Arrivals::Times(times) => {
                usize::try_from(count).ok().and_then(|at| times.get(at)).copied().unwrap_or(u64::MAX)
            }
            Arrivals::Ramp { from, to, over_ns } => {
                let (from, to, over) = (from / SECOND, to / SECOND, count_to_f64(*over_ns));
                self.passed += exponential(&mut self.rng);
                self.last = self.last.max(round_to_u64(ramp_time(self.passed, from, to, over)));
                self.last
            }
            Arrivals::Daily { low, high, peak_ns } => {
                if *high <= 0.0 {
                    return u64::MAX;
                }
                // Thinning: candidates at the greatest rate, each kept with the share that the rate then has of it.
                let (low, high, peak) = (*low, *high, count_to_f64(*peak_ns));
                loop {
                    self.last =
                        self.last.saturating_add(round_to_u64(exponential(&mut self.rng) * self.mean_gap));
                    let turns = (count_to_f64(self.last) + DAY - peak) / DAY;
                    let rate = low + (high - low) * 0.5 * (1.0 + cos_turns(turns));
                    if self.last == u64::MAX || self.rng.unit() * high < rate {
                        return self.last;
                    }
                }
            }
        }
    }
}

/// When the expected number of arrivals reaches `passed`, for a rate (per nanosecond) that goes from `from` to `to` in `over` and then stays.
fn ramp_time(passed: f64, from: f64, to: f64, over: f64) -> f64 {
    let in_ramp = 0.5 * (from + to) * over;
    if passed >= in_ramp {
        return over + (passed - in_ramp) / to;
    }
    // from t + (to − from) t² / (2 over) = passed, in the form that keeps its digits.
    let slope = (to - from) / over;
    2.0 * passed / (from + (from * from + 2.0 * slope * passed).max(0.0).sqrt())
}

#[cfg(test)]
mod tests {
    use super::super::Distribution;
    use super::super::random::Purpose;
    use super::*;

    fn until(arrivals: &Arrivals, end: u64) -> Vec<u64> {
        let mut process = ArrivalProcess::new(arrivals, Rng::stream(5, Purpose::Arrivals, 0));
        std::iter::repeat_with(|| process.next()).take_while(|&at| at < end).collect()
    }

    const S: u64 = 1_000_000_000;

    #[test]
    fn constant_and_burst_and_times_are_exact() {
        assert_eq!(until(&Arrivals::Constant { rate: 4.0 }, S), [0, S / 4, S / 2, 3 * S / 4]);
        assert_eq!(until(&Arrivals::Constant { rate: 3.0 }, 100 * S).len(), 300);
        assert_eq!(
            until(&Arrivals::Burst { at_ns: S, requests: 4, over_ns: 2 * S }, 60 * S),
            [S, S + S / 2, 2 * S, 2 * S + S / 2]
        );
        assert_eq!(until(&Arrivals::Burst { at_ns: S, requests: 3, over_ns: 0 }, 60 * S), [S, S, S]);
        assert_eq!(until(&Arrivals::Times([0, S, S].into()), 60 * S), [0, S, S]);
        assert_eq!(until(&Arrivals::Gaps(Distribution::Constant(S)), 4 * S), [S, 2 * S, 3 * S]);
        assert!(until(&Arrivals::Poisson { rate: 0.0 }, u64::MAX).is_empty());
        assert!(until(&Arrivals::Constant { rate: 0.0 }, u64::MAX).len() <= 1);
    }

    /// The number of arrivals is within five standard deviations of what is expected.
    fn about(arrivals: &Arrivals, end: u64, expected: f64) {
        let found = count_to_f64(until(arrivals, end).len() as u64);
        assert!((found - expected).abs() < 5.0 * expected.sqrt(), "{arrivals:?}: {found} against {expected}");
    }

    #[test]
    fn random_arrivals_come_in_their_number() {
        about(&Arrivals::Poisson { rate: 50.0 }, 2000 * S, 100_000.0);
        let ramp = Arrivals::Ramp { from: 0.0, to: 100.0, over_ns: 1000 * S };
        about(&ramp, 500 * S, 12_500.0);
        about(&ramp, 1000 * S, 50_000.0);
        about(&ramp, 1500 * S, 100_000.0);
        about(&Arrivals::Ramp { from: 100.0, to: 0.0, over_ns: 1000 * S }, u64::MAX, 50_000.0);
        about(&Arrivals::Ramp { from: 10.0, to: 10.0, over_ns: 0 }, 1000 * S, 10_000.0);
        let daily = Arrivals::Daily { low: 1.0, high: 3.0, peak_ns: 14 * 3600 * S };
        about(&daily, 86_400 * S, 172_800.0);
        // The six hours around the peak: 6 h × (2 + (2 / π) × sin(π / 4) × …), by integrating the cosine.
        let around = until(&daily, 17 * 3600 * S).len() - until(&daily, 11 * 3600 * S).len();
        let expected = 21_600.0 * 2.0 + 86_400.0 / std::f64::consts::PI * std::f64::consts::FRAC_PI_4.sin();
        assert!(
            (count_to_f64(around as u64) - expected).abs() < 5.0 * expected.sqrt(),
            "{around} against {expected}"
        );
    }
}
