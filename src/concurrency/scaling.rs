//! How fast a function gains environments: a bucket of the scaling rate, refilled continuously, full at the start.

use super::demand::{Burst, Quotas};
use rust_decimal::Decimal;
use serde::Serialize;

/// What becomes of a burst.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BurstResult {
    /// Requests that find or get an environment.
    pub served: u64,
    /// Requests that are refused.
    pub throttled: u64,
    /// When the first one is refused, seconds after the start; `None` where none is.
    pub first_throttle_s: Option<f64>,
}

/// Seconds from nothing to `target` environments at `rate` environments per period; a rate of 0 is no limit.
/// max(0, target − rate) / (rate / period).
pub fn time_to_scale_s(target: u64, rate: u64, quotas: &Quotas) -> Decimal {
    if rate == 0 || target <= rate {
        return Decimal::ZERO;
    }
    Decimal::from(target - rate) * quotas.scaling_period_s / Decimal::from(rate)
}

/// The same counted in whole periods, as the older description of the rule has it.
pub fn time_to_scale_stepwise_s(target: u64, rate: u64, quotas: &Quotas) -> Decimal {
    if rate == 0 || target <= rate {
        return Decimal::ZERO;
    }
    Decimal::from((target - rate).div_ceil(rate)) * quotas.scaling_period_s
}

/// Seconds until `environments` are provisioned, once allocation has begun.
pub fn provisioning_s(environments: u64, quotas: &Quotas) -> Decimal {
    Decimal::from(environments) * Decimal::from(60) / quotas.provisioned_per_minute
}

/// Follows a burst: warm environments are used first, then new ones as the bucket allows, and never more than `available`.
/// Environments are not set free again within the burst.
pub(super) fn follow(burst: Burst, available: u64, rate: u64, quotas: &Quotas) -> BurstResult {
    let warm = burst.warm.min(available).min(burst.requests);
    let asked = burst.requests - warm;
    let room = available - warm;
    #[expect(clippy::cast_precision_loss, reason = "counts of requests are far below 2^53")]
    let float = |count: u64| count as f64;
    let over = decimal(burst.over_s);
    let pace = if over > 0.0 { float(burst.requests) / over } else { f64::INFINITY };
    let start = if pace.is_finite() { float(warm) / pace } else { 0.0 };
    let refill = float(rate) / decimal(quotas.scaling_period_s);

    // The bucket: everything where there is no limit, or where it refills faster than it is drawn from.
    let allowed = if rate == 0 || pace <= refill {
        asked
    } else {
        let new = Decimal::from(rate) * (Decimal::ONE + remaining(burst, warm) / quotas.scaling_period_s);
        asked.min(u64::try_from(new.round_dp(9).floor()).unwrap_or(u64::MAX))
    };
    let new = allowed.min(room);
    let bucket_empty =
        (allowed < asked).then(|| start + if pace.is_finite() { float(rate) / (pace - refill) } else { 0.0 });
    let ceiling = (room < asked).then(|| if pace.is_finite() { float(available) / pace } else { 0.0 });
    let first_throttle_s = match (bucket_empty, ceiling) {
        // The ceiling counts only if it is reached before the bucket slows the growth down.
        (Some(bucket), Some(ceiling)) => Some(bucket.min(ceiling)),
        (bucket, ceiling) => bucket.or(ceiling),
    };
    BurstResult { served: warm + new, throttled: asked - new, first_throttle_s }
}

/// Time of the burst after its warm environments are used up, seconds.
fn remaining(burst: Burst, warm: u64) -> Decimal {
    if burst.requests == 0 {
        return Decimal::ZERO;
    }
    burst.over_s * Decimal::from(burst.requests - warm) / Decimal::from(burst.requests)
}

pub(super) fn decimal(value: Decimal) -> f64 {
    f64::try_from(value).unwrap_or(f64::NAN)
}
