//! What AWS allows and assumes, as the course's facts give it.

use super::profiles::profiles;
use crate::content::{Value, unit};
use crate::course::Course;
use crate::simulation::Quotas;
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
        profiles: profiles(course)?,
    })
}

/// Figures of facts, in the units that are wanted.
pub(super) struct Facts<'a>(pub(super) &'a Course);

impl Facts<'_> {
    fn unit(&self, id: &str) -> &str {
        self.0.fact(id).and_then(|fact| fact.unit.as_deref()).unwrap_or_default()
    }

    /// The number of a fact, in its own unit.
    fn plain(&self, id: &str) -> Result<Decimal> {
        match self.0.fact(id).and_then(|fact| fact.value.as_ref()) {
            Some(Value::Number(number)) => Ok(number.normalize()),
            _ => Err(missing(id, "a number")),
        }
    }

    pub(super) fn whole(&self, id: &str) -> Result<u32> {
        whole(id, self.plain(id)?)
    }

    pub(super) fn number(&self, id: &str, wanted: &'static str) -> Result<Decimal> {
        let given = unit::without_note(self.unit(id));
        unit::convert(self.plain(id)?, &given, wanted)
            .map(|number| number.normalize())
            .ok_or_else(|| missing(id, "a number in a unit that converts"))
    }

    fn mb(&self, id: &str) -> Result<u32> {
        whole(id, self.number(id, "MB")?)
    }

    pub(super) fn ns(&self, id: &str) -> Result<u64> {
        Duration::from_ms(self.number(id, "ms")?)
            .map(Duration::nanoseconds)
            .ok_or_else(|| missing(id, "a duration"))
    }

    /// The time in a unit such as `environments per 10 s`.
    fn period_ns(&self, id: &str) -> Result<u64> {
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
