//! Functions of the concurrency calculator: answers of a plan, and what typical mistakes make of them.

use super::Engines;
use super::calc::{Calc, Measure, Steps, Value};
use crate::calculator::Calculator;
use crate::concurrency::{Demand, Plan};
use rust_decimal::Decimal;

/// A demand and its plan.
pub(super) struct Situation<'s> {
    pub(super) demand: &'s Demand,
    pub(super) plan: &'s Plan,
    pub(super) engines: Engines<'s>,
}

const fn key(
    name: &'static str,
    measure: Measure,
    steps: &'static [(&'static str, &'static str)],
    value: fn(&Situation<'_>) -> Option<Decimal>,
) -> Calc {
    let (calculator, value) = (Calculator::Concurrency, Value::Concurrency(value));
    Calc { name, calculator, measure, mistake: false, value, steps: Steps::Plan(steps) }
}

const fn mistake(name: &'static str, measure: Measure, value: fn(&Situation<'_>) -> Option<Decimal>) -> Calc {
    let (calculator, value) = (Calculator::Concurrency, Value::Concurrency(value));
    Calc { name, calculator, measure, mistake: true, value, steps: Steps::None }
}

const REQUIRED: (&str, &str) = ("required", "environments busy on average");
const AVAILABLE: (&str, &str) = ("available", "environments that the function can have");
const CAP: (&str, &str) = ("rps_cap", "requests a second at most");
const UNRESERVED: (&str, &str) = ("unreserved_left", "left without a reservation");

/// Every function of the concurrency calculator.
pub(super) static CONCURRENCY_CALCS: &[Calc] = &[
    key("concurrency.required", Measure::Count, &[REQUIRED], |it| number(it.plan.required?)),
    key("concurrency.available", Measure::Count, &[AVAILABLE], |it| whole(it.plan.available)),
    key(
        "concurrency.throttled-rps",
        Measure::Rate,
        &[REQUIRED, AVAILABLE, CAP, ("throttled_rps", "turned away each second")],
        |it| number(it.plan.throttled_rps?),
    ),
    key(
        "concurrency.throttled-share",
        Measure::Share,
        &[REQUIRED, AVAILABLE, ("throttled_share", "share turned away")],
        |it| number(it.plan.throttled_share?),
    ),
    key("concurrency.rps-cap", Measure::Rate, &[AVAILABLE, CAP], |it| number(it.plan.rps_cap)),
    key(
        "concurrency.account-needed",
        Measure::Count,
        &[REQUIRED, ("account_needed", "account concurrency needed")],
        |it| number(it.plan.account_needed?),
    ),
    key("concurrency.time-to-scale", Measure::Seconds, &[("time_to_scale_s", "seconds")], |it| {
        number(it.plan.time_to_scale_s?)
    }),
    key("concurrency.burst-throttled", Measure::Count, &[AVAILABLE, ("burst", "the burst")], |it| {
        whole(it.plan.burst.as_ref()?.throttled)
    }),
    key("concurrency.burst-served", Measure::Count, &[AVAILABLE, ("burst", "the burst")], |it| {
        whole(it.plan.burst.as_ref()?.served)
    }),
    key(
        "concurrency.provisioned-recommended",
        Measure::Count,
        &[REQUIRED, ("provisioned_recommended", "with the buffer, rounded up")],
        |it| whole(it.plan.provisioned_recommended),
    ),
    key(
        "concurrency.provisioned-for-promise",
        Measure::Count,
        &[REQUIRED, ("provisioned_for_promise", "for the promise")],
        |it| whole(it.plan.provisioned_for_promise),
    ),
    key("concurrency.provisioned-for-target", Measure::Count, &[REQUIRED], |it| {
        whole(it.plan.provisioned_for_target)
    }),
    key("concurrency.provisioned-rps-cap", Measure::Rate, &[], |it| number(it.plan.provisioned_rps_cap?)),
    key("concurrency.provisioned-ramp", Measure::Seconds, &[], |it| number(it.plan.provisioned_ramp_s?)),
    key("concurrency.unreserved-left", Measure::Count, &[UNRESERVED], |it| whole(it.plan.unreserved_left)),
    key(
        "concurrency.still-reservable",
        Measure::Count,
        &[UNRESERVED, ("still_reservable", "less what must stay unreserved")],
        |it| whole(it.plan.still_reservable),
    ),
    key(
        "concurrency.poller-concurrency",
        Measure::Count,
        &[("poller_concurrency", "invocations at once")],
        |it| whole(it.plan.poller_concurrency),
    ),
    key("concurrency.poller-ramp", Measure::Seconds, &[("poller_ramp_s", "seconds")], |it| {
        number(it.plan.poller_ramp_s?)
    }),
    key(
        "concurrency.db-reserved",
        Measure::Count,
        &[("db_reserved_concurrency", "reservation that the database can serve")],
        |it| whole(it.plan.db_reserved_concurrency),
    ),
    mistake("concurrency.mistake.ms-as-s", Measure::Count, |it| {
        number(it.plan.required?)?.checked_mul(Decimal::ONE_THOUSAND)
    }),
    mistake("concurrency.mistake.rate-over-duration", Measure::Count, |it| {
        it.demand.rps?.checked_div(it.demand.duration_s?)
    }),
    mistake("concurrency.mistake.rate-as-concurrency", Measure::Count, |it| it.demand.rps),
    mistake("concurrency.mistake.cap-forgotten", Measure::Rate, |it| {
        let mean = it.demand.duration_s? + it.demand.cold_share * it.demand.init_s;
        let served = Decimal::from(it.plan.available).checked_div(mean)?;
        Some((it.demand.rps? - served).max(Decimal::ZERO))
    }),
    mistake("concurrency.mistake.duration-forgotten", Measure::Rate, |it| {
        Some((it.demand.rps? - number(it.plan.rps_cap)?).max(Decimal::ZERO))
    }),
    mistake("concurrency.mistake.one-each", Measure::Rate, |it| {
        Some((it.demand.rps? - Decimal::from(it.plan.available)).max(Decimal::ZERO))
    }),
    mistake("concurrency.mistake.served-instead", Measure::Rate, |it| {
        it.demand.rps?.checked_sub(number(it.plan.throttled_rps?)?)
    }),
    mistake("concurrency.mistake.no-buffer", Measure::Count, |it| Some(number(it.plan.required?)?.ceil())),
    mistake("concurrency.mistake.buffer-on-rate", Measure::Count, |it| {
        let buffer = Decimal::ONE_HUNDRED + it.engines.rules.quotas.provisioned_buffer_percent;
        it.demand.rps?.checked_mul(buffer)?.checked_div(Decimal::ONE_HUNDRED)
    }),
    mistake("concurrency.mistake.no-first-jump", Measure::Seconds, |it| {
        let target = Decimal::from(it.demand.scale_to?);
        let rate = Decimal::from(it.demand.scaling_rate);
        target.checked_mul(it.engines.rules.quotas.scaling_period_s)?.checked_div(rate)
    }),
    mistake("concurrency.mistake.growth-per-minute", Measure::Seconds, |it| {
        let period = it.engines.rules.quotas.scaling_period_s;
        number(it.plan.time_to_scale_s?)?.checked_mul(Decimal::from(60))?.checked_div(period)
    }),
    mistake("concurrency.mistake.growth-per-second", Measure::Seconds, |it| {
        number(it.plan.time_to_scale_s?)?.checked_div(it.engines.rules.quotas.scaling_period_s)
    }),
    mistake("concurrency.mistake.burst-against-limit", Measure::Count, |it| {
        whole(it.demand.burst?.requests.saturating_sub(it.plan.available))
    }),
    mistake("concurrency.mistake.burst-served-instead", Measure::Count, |it| {
        whole(it.plan.burst.as_ref()?.served)
    }),
    mistake("concurrency.mistake.minimum-forgotten", Measure::Count, |it| whole(it.plan.unreserved_left)),
    mistake("concurrency.mistake.no-limit-of-its-own", Measure::Count, |it| {
        whole(it.engines.rules.quotas.sqs_maximum)
    }),
];

fn number(value: f64) -> Option<Decimal> {
    Decimal::try_from(value).ok().map(|value| value.normalize())
}

fn whole(value: impl Into<Option<u64>>) -> Option<Decimal> {
    value.into().map(Decimal::from)
}
