//! A demand and its answers.

use super::demand::{ConcurrencyError, Demand, Quotas, Source};
use super::pollers::{self, Driven};
use super::queueing::{erlang_b, poisson_quantiles, servers_for};
use super::scaling::{self, BurstResult, decimal, time_to_scale_s};
use rust_decimal::Decimal;
use serde::Serialize;

/// Everything that follows from a demand. Names are those of the contract (`coldstart.concurrency/1`); what lacks an input
/// is `None`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// Environments that are busy on average: rate × mean time, INIT included (Little's law).
    pub required: Option<f64>,
    /// What the function can have: its reservation, else the account less the others' reservations.
    pub available: u64,
    /// Requests a second that do not fit, if they came evenly.
    pub throttled_rps: Option<f64>,
    /// Share of requests that do not fit when they come at random (Erlang B at `available`).
    pub throttled_share: Option<f64>,
    /// Requests a second that are let through at most.
    pub rps_cap: f64,
    /// Account concurrency that the load needs: for its environments and for its rate.
    pub account_needed: Option<f64>,
    /// Busy environments without any limit (M/G/∞).
    pub occupancy: Option<Occupancy>,
    /// Seconds from nothing to the environments asked for.
    pub time_to_scale_s: Option<f64>,
    /// What becomes of a burst.
    pub burst: Option<BurstResult>,
    /// AWS's rule: the load and a buffer.
    pub provisioned_recommended: Option<u64>,
    /// Least provisioned concurrency that keeps the promise.
    pub provisioned_for_promise: Option<u64>,
    /// Provisioned concurrency at the usual target utilization.
    pub provisioned_for_target: Option<u64>,
    /// Share of requests that find no provisioned environment free (Erlang B).
    pub provisioned_spill_share: Option<f64>,
    /// Share of the provisioned environments that is busy on average.
    pub provisioned_utilization: Option<f64>,
    /// Requests a second from which provisioned concurrency spills over whatever the duration.
    pub provisioned_rps_cap: Option<f64>,
    /// Seconds to allocate the provisioned concurrency, once allocation has begun.
    pub provisioned_ramp_s: Option<f64>,
    /// What is left for functions without a reservation.
    pub unreserved_left: u64,
    /// What can still be reserved.
    pub still_reservable: u64,
    /// Concurrent invocations that the event source mapping drives.
    pub poller_concurrency: Option<u64>,
    /// Seconds from its initial pollers to its maximum or ceiling.
    pub poller_ramp_s: Option<f64>,
    /// Reservation that keeps a database's connections from running out.
    pub db_reserved_concurrency: Option<u64>,
    /// What to look out for, in sentences.
    pub warnings: Vec<String>,
    /// How the figures came about.
    pub steps: Vec<Step>,
}

/// Quantiles of the number of busy environments.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Occupancy {
    /// Mean.
    pub mean: f64,
    /// Not exceeded in 95 % of all instants.
    pub p95: u64,
    /// In 99 %.
    pub p99: u64,
    /// In 99.9 %.
    pub p999: u64,
}

/// One step of the arithmetic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The key that it explains.
    pub label: &'static str,
    /// The formula with its numbers.
    pub formula: String,
    /// The result as text.
    pub result: String,
}

/// Answers `demand`. Inputs that make no sense and combinations that AWS refuses are errors; demand above a limit is a
/// warning.
pub fn plan(demand: &Demand, quotas: &Quotas) -> Result<Plan, ConcurrencyError> {
    demand.check(quotas)?;
    let unreserved_left = demand.unreserved(quotas)?;
    let from_pool = if demand.reserved.is_none() { demand.provisioned.unwrap_or(0) } else { 0 };
    let available = demand.reserved.unwrap_or(demand.account_limit - demand.others_reserved);
    let mut notes = Notes::default();
    notes.step(
        "available",
        match demand.reserved {
            Some(reserved) => format!("reserved {reserved}"),
            None => format!("{} − {} reserved by others", demand.account_limit, demand.others_reserved),
        },
        available,
    );
    let rps_cap = decimal(quotas.requests_per_concurrency * Decimal::from(available));
    notes.step("rps_cap", format!("{} × {available}", quotas.requests_per_concurrency), rps_cap);

    let steady = steady(demand, quotas, available, &mut notes);
    let (burst, time_to_scale) = growth(demand, quotas, available, &mut notes);
    let driven = demand.source.map(|source| polled(source, demand, quotas, available, &mut notes));
    let db_reserved_concurrency = database(demand, available, &mut notes);
    notes.step(
        "unreserved_left",
        format!("{} − {} − {}", demand.account_limit, demand.others_reserved, demand.reserved.unwrap_or(0)),
        unreserved_left,
    );
    let still_reservable =
        unreserved_left.saturating_sub(quotas.unreserved_minimum).saturating_sub(from_pool);
    let taken =
        if from_pool > 0 { format!(" − {from_pool} provisioned from the pool") } else { String::new() };
    notes.step(
        "still_reservable",
        format!("{unreserved_left} − {}{taken}", quotas.unreserved_minimum),
        still_reservable,
    );

    let provisioned = demand.provisioned;
    Ok(Plan {
        available,
        rps_cap,
        burst,
        time_to_scale_s: time_to_scale,
        provisioned_rps_cap: provisioned
            .map(|count| decimal(quotas.requests_per_concurrency * Decimal::from(count))),
        provisioned_ramp_s: provisioned.map(|count| decimal(scaling::provisioning_s(count, quotas))),
        unreserved_left,
        still_reservable,
        poller_concurrency: driven.map(|driven| driven.concurrency),
        poller_ramp_s: driven.and_then(|driven| driven.ramp_s).map(decimal),
        db_reserved_concurrency,
        warnings: notes.warnings,
        steps: notes.steps,
        required: steady.required,
        throttled_rps: steady.throttled_rps,
        throttled_share: steady.throttled_share,
        account_needed: steady.account_needed,
        occupancy: steady.occupancy,
        provisioned_recommended: steady.recommended,
        provisioned_for_promise: steady.for_promise,
        provisioned_for_target: steady.for_target,
        provisioned_spill_share: steady.spill,
        provisioned_utilization: steady.utilization,
    })
}

/// Utilizations at which auto scaling adds and takes away environments for a target: the target, and a share of it.
pub fn autoscaling_alarms(target: Decimal, quotas: &Quotas) -> (Decimal, Decimal) {
    (target, (target * quotas.scale_in_share).normalize())
}

#[derive(Default)]
struct Notes {
    warnings: Vec<String>,
    steps: Vec<Step>,
}

impl Notes {
    fn step(&mut self, label: &'static str, formula: String, result: impl std::fmt::Display) {
        self.steps.push(Step { label, formula, result: result.to_string() });
    }

    fn warn(&mut self, sentence: String) {
        self.warnings.push(sentence);
    }
}

#[derive(Default)]
struct Steady {
    required: Option<f64>,
    throttled_rps: Option<f64>,
    throttled_share: Option<f64>,
    account_needed: Option<f64>,
    occupancy: Option<Occupancy>,
    recommended: Option<u64>,
    for_promise: Option<u64>,
    for_target: Option<u64>,
    spill: Option<f64>,
    utilization: Option<f64>,
}

fn steady(demand: &Demand, quotas: &Quotas, available: u64, notes: &mut Notes) -> Steady {
    let (Some(rps), Some(duration)) = (demand.rps, demand.duration_s) else { return Steady::default() };
    let mean = duration + demand.cold_share * demand.init_s;
    let exact = (rps * mean).round_dp(12).normalize();
    let required = decimal(exact);
    let cold = if demand.cold_share.is_zero() {
        String::new()
    } else {
        format!(" + {} × {} s", demand.cold_share.normalize(), demand.init_s.normalize())
    };
    notes.step("required", format!("{}/s × ({} s{cold})", rps.normalize(), duration.normalize()), exact);

    let cap = quotas.requests_per_concurrency * Decimal::from(available);
    let served = if mean.is_zero() { cap } else { (Decimal::from(available) / mean).min(cap) };
    let throttled = (rps - served).max(Decimal::ZERO).round_dp(12).normalize();
    notes.step(
        "throttled_rps",
        format!(
            "max(0, {} − min({available} / {} s, {}))",
            rps.normalize(),
            mean.normalize(),
            cap.normalize()
        ),
        throttled,
    );
    let throttled_share = erlang_b(required, available);
    notes.step("throttled_share", format!("Erlang B({exact}, {available})"), throttled_share);
    if exact > Decimal::from(available) {
        notes.warn(format!(
            "The load needs {exact} environments and only {available} are available: requests are throttled."
        ));
    } else if throttled_share >= 0.001 {
        notes.warn(format!(
            "The load fits on average, but {:.2}% of randomly arriving requests find all {available} environments busy.",
            throttled_share * 100.0
        ));
    }
    if rps > cap {
        notes.warn(format!(
            "{} requests a second are above the cap of {} ({} for each of {available}): short requests are throttled as well.",
            rps.normalize(),
            cap.normalize(),
            quotas.requests_per_concurrency.normalize()
        ));
    }
    let by_rate = rps / quotas.requests_per_concurrency;
    let account_needed = exact.max(by_rate).round_dp(12).normalize();
    notes.step(
        "account_needed",
        format!("max({exact}, {} / {})", rps.normalize(), quotas.requests_per_concurrency),
        account_needed,
    );
    let [p95, p99, p999] = poisson_quantiles(required, [0.95, 0.99, 0.999]);
    notes.step("occupancy", format!("quantiles of Poisson({exact})"), format!("{p95}, {p99}, {p999}"));

    let with_buffer =
        exact * (Decimal::ONE_HUNDRED + quotas.provisioned_buffer_percent) / Decimal::ONE_HUNDRED;
    let recommended = whole(with_buffer);
    notes.step(
        "provisioned_recommended",
        format!("⌈{exact} × (100 + {}) / 100⌉", quotas.provisioned_buffer_percent),
        recommended,
    );
    let for_target = whole(exact / quotas.utilization_target);
    let for_promise = demand.promise.and_then(|promise| {
        let least = servers_for(required, decimal(promise));
        if let Some(least) = least {
            let formula = format!("least N with Erlang B({exact}, N) at most {}", promise.normalize());
            notes.step("provisioned_for_promise", formula, least);
        }
        least
    });
    let mut result = Steady {
        required: Some(required),
        throttled_rps: Some(decimal(throttled)),
        throttled_share: Some(throttled_share),
        account_needed: Some(decimal(account_needed)),
        occupancy: Some(Occupancy { mean: required, p95, p99, p999 }),
        recommended: Some(recommended),
        for_promise,
        for_target: Some(for_target),
        spill: None,
        utilization: None,
    };
    if let Some(provisioned) = demand.provisioned {
        let spill = erlang_b(required, provisioned);
        notes.step("provisioned_spill_share", format!("Erlang B({exact}, {provisioned})"), spill);
        #[expect(clippy::cast_precision_loss, reason = "counts of environments are far below 2^53")]
        let busy = if provisioned == 0 { 0.0 } else { required * (1.0 - spill) / provisioned as f64 };
        notes.step("provisioned_utilization", format!("{exact} × (1 − {spill}) / {provisioned}"), busy);
        if demand.promise.is_some_and(|promise| spill > decimal(promise)) {
            notes.warn(format!(
                "{provisioned} provisioned environments miss {:.3}% of the requests, more than was promised.",
                spill * 100.0
            ));
        }
        if demand.reserved == Some(provisioned) && provisioned > 0 {
            notes.warn("Provisioned concurrency takes up the whole reservation: nothing can spill over, and $LATEST cannot run.".to_owned());
        }
        result.spill = Some(spill);
        result.utilization = Some(busy);
    }
    result
}

fn growth(
    demand: &Demand,
    quotas: &Quotas,
    available: u64,
    notes: &mut Notes,
) -> (Option<BurstResult>, Option<f64>) {
    let rate = demand.scaling_rate;
    let burst = demand.burst.map(|burst| {
        if burst.warm > available {
            notes.warn(format!(
                "{} warm environments are more than the {available} available; {available} are counted.",
                burst.warm
            ));
        }
        let result = scaling::follow(burst, available, rate, quotas);
        notes.step(
            "burst",
            format!(
                "{} requests over {} s, {} warm, {rate} new at once and {rate} per {} s, at most {available}",
                burst.requests,
                burst.over_s.normalize(),
                burst.warm,
                quotas.scaling_period_s
            ),
            format!("{} served, {} throttled", result.served, result.throttled),
        );
        if result.throttled > 0 {
            notes.warn(format!("{} requests of the burst are throttled.", result.throttled));
        }
        result
    });
    let time = demand.scale_to.map(|target| {
        let seconds = time_to_scale_s(target, rate, quotas).normalize();
        notes.step(
            "time_to_scale_s",
            format!("max(0, {target} − {rate}) / ({rate} / {} s)", quotas.scaling_period_s),
            seconds,
        );
        if target > available {
            notes.warn(format!("{target} environments are more than the {available} available."));
        }
        decimal(seconds)
    });
    (burst, time)
}

fn polled(source: Source, demand: &Demand, quotas: &Quotas, available: u64, notes: &mut Notes) -> Driven {
    let driven = pollers::driven(source, quotas);
    let formula = match source {
        Source::Stream { shards, parallelization } => format!("{shards} shards × {parallelization}"),
        Source::Sqs { pollers: Some(pollers), .. } => {
            format!("{pollers} pollers × {}", quotas.poller_concurrency)
        }
        Source::Sqs { max_concurrency, message_groups, .. } => {
            let mut bounds = vec![quotas.sqs_maximum.to_string()];
            bounds.extend(max_concurrency.map(|most| format!("maximum concurrency {most}")));
            bounds.extend(message_groups.map(|groups| format!("{groups} message groups")));
            format!("min({})", bounds.join(", "))
        }
    };
    notes.step("poller_concurrency", formula, driven.concurrency);
    if let Some(ramp) = driven.ramp_s {
        let formula = format!("from {} at the mapping's growth per minute", driven.initial);
        notes.step("poller_ramp_s", formula, ramp.normalize());
    }
    if let Source::Sqs { pollers: Some(_), max_concurrency: Some(most), .. } = source {
        notes.warn(format!("AWS takes no maximum concurrency with provisioned pollers; {most} is read as the concurrency to grow to."));
    }
    if driven.concurrency > available {
        notes.warn(format!(
            "The mapping drives up to {} invocations at once and {available} environments are available: it will be throttled.",
            driven.concurrency
        ));
    }
    if let Source::Stream { shards, .. } = source
        && demand.duration_s.is_some()
        && shards == 0
    {
        notes.warn("A stream without shards drives nothing.".to_owned());
    }
    driven
}

fn database(demand: &Demand, available: u64, notes: &mut Notes) -> Option<u64> {
    let database = demand.database?;
    let most = (database.connections - database.kept_back) / database.per_environment;
    notes.step(
        "db_reserved_concurrency",
        format!("⌊({} − {}) / {}⌋", database.connections, database.kept_back, database.per_environment),
        most,
    );
    if most < available {
        notes.warn(format!("The function may grow to {available} environments and the database serves {most}: reserve {most}, or put a proxy between them."));
    }
    Some(most)
}

/// Rounded up to a whole number; noise of the twelfth decimal is no environment.
fn whole(value: Decimal) -> u64 {
    u64::try_from(value.round_dp(9).ceil()).unwrap_or(u64::MAX)
}
