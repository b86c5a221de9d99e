//! What AWS allows and assumes, as the course's facts give it.

use super::profiles::profiles;
use crate::content::Fact;
use crate::course::Course;
use crate::simulation::scenario::Deployment;
use crate::simulation::{Delivery, Quotas, SqsDelivery, StreamDelivery};
use crate::text::quantity::Duration;
use rust_decimal::Decimal;

/// A fact that the simulator needs is missing or says something else than expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the simulator needs the fact `{id}` with {wanted}")]
pub struct MissingFact {
    /// Its id.
    pub id: String,
    /// What it has to give.
    pub wanted: &'static str,
}

type Result<T> = std::result::Result<T, MissingFact>;

/// The simulator's quotas.
///
/// # Errors
/// Where the course lacks one of the facts, as a team's pack may make it.
pub fn quotas(course: &Course) -> Result<Quotas> {
    let facts = Facts(course);
    Ok(Quotas {
        account_concurrency: facts.whole("limits.concurrency.account-default")?,
        scaling_rate: facts.whole("limits.concurrency.scaling-rate")?,
        scaling_interval_ns: facts.period_ns("limits.concurrency.scaling-rate")?,
        requests_per_concurrency: facts.whole("limits.rps.sync")?,
        unreserved_minimum: facts.whole("concurrency.reserved.unreserved-minimum")?,
        init_limit_ns: facts.ns("lifecycle.init.limit")?,
        restore_limit_ns: facts.ns("lifecycle.restore.limit")?,
        timeout_max_ns: facts.ns("limits.timeout.max")?,
        memory_default_mb: facts.mb("limits.memory.default")?,
        memory_min_mb: facts.mb("limits.memory.min")?,
        memory_max_mb: facts.mb("limits.memory.max")?,
        delivery: delivery(facts)?,
        profiles: profiles(course)?,
    })
}

/// Limits and defaults where a caller does not wait for the answer.
fn delivery(facts: Facts<'_>) -> Result<Delivery> {
    Ok(Delivery {
        async_retries: facts.whole("invoke.async.retries.default")?,
        async_waits_ns: [
            facts.ns("invoke.async.retry-delay.first")?,
            facts.ns("invoke.async.retry-delay.second")?,
        ],
        backoff_first_ns: facts.ns("invoke.async.throttle-retry.first")?,
        backoff_max_ns: facts.ns("invoke.async.throttle-retry")?,
        async_age_max_ns: facts.ns("invoke.async.max-age.default")?,
        async_age_min_ns: facts.ns("invoke.async.max-age.range")?,
        batch_kb: facts.kb("esm.flush-conditions")?,
        window_max_ns: facts.ns("esm.window.range")?,
        deployments: deployments(facts)?,
        sqs: SqsDelivery {
            batch_default: facts.whole("esm.batch.sqs.default")?,
            batch_max: facts.whole("esm.batch.sqs.standard-max")?,
            fifo_batch_max: facts.whole("esm.batch.sqs.fifo-max")?,
            poll_messages: facts.whole("esm.sqs.poll-messages")?,
            initial: facts.whole("esm.sqs.pollers.initial")?,
            growth_per_minute: facts.whole("esm.sqs.pollers.growth")?,
            maximum: facts.whole("esm.sqs.pollers.max")?,
            maximum_concurrency: (
                facts.whole("esm.sqs.max-concurrency.range")?,
                facts.whole("esm.sqs.max-concurrency.max")?,
            ),
            pollers_min: facts.whole("esm.sqs.provisioned.pollers.min")?,
            pollers_max: facts.whole("esm.sqs.provisioned.pollers.max")?,
            poller_concurrency: facts.whole("esm.sqs.provisioned.poller-capacity")?,
            poller_growth_per_minute: facts.whole("esm.sqs.provisioned.growth")?,
            poller_kb_per_s: whole(
                "esm.sqs.provisioned.poller-bandwidth",
                facts.number("esm.sqs.provisioned.poller-bandwidth", "KB")?,
            )?,
            poller_calls_per_s: facts.whole("esm.sqs.provisioned.poller-calls")?,
            visibility_default_ns: facts.ns("sqs.visibility.default")?,
            // AWS refuses a mapping whose function has a longer time-out.
            visibility_min_ns: facts.ns("limits.timeout.step")?,
            visibility_max_ns: facts.ns("sqs.visibility.max")?,
            retention_default_ns: facts.ns("sqs.retention.default")?,
            retention_max_ns: facts.ns("sqs.retention.max")?,
        },
        stream: StreamDelivery {
            batch_default: facts.whole("esm.batch.kinesis")?,
            batch_max: facts.whole("esm.batch.stream-max")?,
            parallelization_max: facts.whole("esm.kinesis.parallelization")?,
            retries_max: facts.whole("esm.kinesis.max-retries")?,
            age_max_ns: facts.ns("esm.kinesis.max-age")?,
            retention_default_ns: facts.ns("esm.ddb.retention")?,
        },
    })
}

/// The predefined configurations of `CodeDeploy`, by the facts that name them.
fn deployments(facts: Facts<'_>) -> Result<Vec<Deployment>> {
    const ALL: u32 = 100;
    let step_percent = facts.whole("codedeploy.lambda.step")?;
    let mut known = vec![Deployment {
        name: "AllAtOnce".to_owned(),
        first_percent: ALL,
        step_percent: ALL,
        interval_ns: 0,
    }];
    for (name, is_canary) in [
        ("Canary10Percent5Minutes", true),
        ("Canary10Percent10Minutes", true),
        ("Canary10Percent15Minutes", true),
        ("Canary10Percent30Minutes", true),
        ("Linear10PercentEvery1Minute", false),
        ("Linear10PercentEvery2Minutes", false),
        ("Linear10PercentEvery3Minutes", false),
        ("Linear10PercentEvery10Minutes", false),
    ] {
        known.push(Deployment {
            name: name.to_owned(),
            first_percent: step_percent,
            step_percent: if is_canary { ALL.saturating_sub(step_percent) } else { step_percent },
            interval_ns: facts.ns(&format!("codedeploy.lambda.{}", name.to_lowercase()))?,
        });
    }
    Ok(known)
}

/// Figures of facts, in the units that are wanted.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a>(pub(super) &'a Course);

impl<'a> Facts<'a> {
    fn unit(self, id: &str) -> &'a str {
        self.0.fact(id).and_then(|fact| fact.unit.as_deref()).unwrap_or_default()
    }

    /// The number of a fact, in its own unit.
    fn plain(self, id: &str) -> Result<Decimal> {
        self.0.fact(id).and_then(Fact::number).ok_or_else(|| missing(id, "a number"))
    }

    pub(super) fn whole(self, id: &str) -> Result<u32> {
        whole(id, self.plain(id)?)
    }

    pub(super) fn number(self, id: &str, wanted: &'static str) -> Result<Decimal> {
        let fact = self.0.fact(id).and_then(|fact| fact.number_in(wanted));
        fact.ok_or_else(|| missing(id, "a number in a unit that converts"))
    }

    fn mb(self, id: &str) -> Result<u32> {
        whole(id, self.number(id, "MB")?)
    }

    fn kb(self, id: &str) -> Result<u64> {
        whole(id, self.number(id, "KB")?).map(u64::from)
    }

    pub(super) fn ns(self, id: &str) -> Result<u64> {
        Duration::from_ms(self.number(id, "ms")?)
            .map(Duration::nanoseconds)
            .ok_or_else(|| missing(id, "a duration"))
    }

    /// The time in a unit such as `environments per 10 s`.
    fn period_ns(self, id: &str) -> Result<u64> {
        self.unit(id)
            .split_once(" per ")
            .and_then(|(_, period)| Duration::parse_nanoseconds(period).ok())
            .ok_or_else(|| missing(id, "a unit that ends in a time, such as `per 10 s`"))
    }
}

fn missing(id: &str, wanted: &'static str) -> MissingFact {
    MissingFact { id: id.to_owned(), wanted }
}

fn whole(id: &str, number: Decimal) -> Result<u32> {
    let number = number.is_integer().then(|| u32::try_from(number).ok()).flatten();
    number.ok_or_else(|| missing(id, "a whole number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_course_has_every_fact() {
        let course = Course::built_in();
        let quotas = quotas(&course).unwrap();
        assert_eq!((quotas.scaling_rate, quotas.scaling_interval_ns), (1000, 10_000_000_000));
        assert_eq!((quotas.init_limit_ns, quotas.restore_limit_ns), (10_000_000_000, 10_000_000_000));
        assert_eq!((quotas.timeout_max_ns, quotas.memory_max_mb), (900_000_000_000, 10_240));
        assert_eq!((quotas.requests_per_concurrency, quotas.unreserved_minimum), (10, 100));
    }
}
