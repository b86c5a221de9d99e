//! AWS's bounds and quotas as the course's facts give them.

use crate::concurrency::Quotas;
use crate::content::{Fact, Value};
use crate::course::Course;
use crate::pricing::Limits;
use rust_decimal::Decimal;

/// What the engines need to know of AWS beside prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Bounds of the cost calculator's inputs.
    pub limits: Limits,
    /// Quotas and rates of the concurrency calculator.
    pub quotas: Quotas,
    /// Concurrency of an ordinary account.
    pub account_limit: u64,
    /// Environments that a function gains in a scaling period.
    pub scaling_rate: u64,
    /// Sizes of Fargate tasks, the smallest first.
    pub fargate: Vec<FargateSize>,
}

/// How much memory a Fargate task of some vCPUs can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FargateSize {
    /// vCPUs of the task.
    pub vcpu: Decimal,
    /// Its memory sizes, GB.
    pub memory_gb: Vec<Decimal>,
}

impl FargateSize {
    /// Reads `0.25 vCPU: 0.5, 1 or 2 GB` or `8 vCPU: 16 to 60 GB in steps of 4 GB`.
    fn read(text: &str) -> Option<Self> {
        let (vcpu, memory) = text.split_once(':')?;
        let vcpu = vcpu.trim().strip_suffix("vCPU")?.trim().parse().ok()?;
        let words = memory.split([' ', ',']);
        let numbers: Vec<Decimal> = words.filter_map(|word| word.parse().ok()).collect();
        let memory_gb = match numbers.as_slice() {
            [least, most, step] if memory.contains(" to ") && *step > Decimal::ZERO => {
                std::iter::successors(Some(*least), |size| size.checked_add(*step))
                    .take_while(|size| size <= most)
                    .take(1_000)
                    .collect()
            }
            _ => numbers,
        };
        (!memory_gb.is_empty()).then_some(Self { vcpu, memory_gb })
    }
}

/// The facts that tell the sizes of Fargate tasks.
const FARGATE: [&str; 7] = [
    "compare.fargate.size.quarter-vcpu",
    "compare.fargate.size.half-vcpu",
    "compare.fargate.size.1-vcpu",
    "compare.fargate.size.2-vcpu",
    "compare.fargate.size.4-vcpu",
    "compare.fargate.size.8-vcpu",
    "compare.fargate.size.16-vcpu",
];

/// A fact that the calculators need is missing, or has no number in a unit that converts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the calculators need the fact `{id}` with a number in {unit}")]
pub struct MissingFact {
    /// Its id.
    pub id: &'static str,
    /// The unit that is needed.
    pub unit: &'static str,
}

impl Rules {
    /// The rules that the facts of `course` give.
    pub fn of(course: &Course) -> Result<Self, MissingFact> {
        Self::from_facts(|id| course.fact(id))
    }

    /// The same from any table of facts.
    pub fn from_facts<'f>(fact: impl Fn(&str) -> Option<&'f Fact>) -> Result<Self, MissingFact> {
        let facts = Facts { fact };
        let target = facts.plain("concurrency.autoscaling.example")? / Decimal::ONE_HUNDRED;
        let scale_in = facts.plain("concurrency.autoscaling.alarms")? / Decimal::ONE_HUNDRED;
        let scale_in_share = scale_in
            .checked_div(target)
            .ok_or(MissingFact { id: "concurrency.autoscaling.example", unit: "a number above zero" })?;
        Ok(Self {
            limits: Limits {
                memory_min_mb: facts.number("limits.memory.min", "MB")?,
                memory_max_mb: facts.number("limits.memory.max", "MB")?,
                memory_step_mb: facts.number("limits.memory.step", "MB")?,
                duration_max_ms: facts.number("limits.timeout.max", "ms")?,
                managed_duration_max_ms: facts.number("limits.timeout.managed-instances", "ms")?,
                edge_duration_max_ms: facts.number("edge.lambda.timeout", "ms")?,
                ephemeral_included_mb: facts.number("limits.tmp.min", "MB")?,
                ephemeral_max_mb: facts.number("limits.tmp.max", "MB")?,
                event_max_kb: facts.number("limits.payload.async", "KB")?,
                response_max_mb: facts.number("limits.payload.streamed", "MB")?,
                full_vcpu_mb: facts.plain("cpu.vcpu-at")?,
            },
            quotas: Quotas {
                requests_per_concurrency: facts.plain("limits.rps.sync")?,
                scaling_period_s: facts.number("concurrency.scaling-rate.period", "s")?,
                unreserved_minimum: facts.whole("concurrency.reserved.unreserved-minimum")?,
                provisioned_buffer_percent: facts.plain("concurrency.provisioned.buffer")?,
                provisioned_per_minute: facts.plain("concurrency.provisioned.rate")?,
                utilization_target: target,
                scale_in_share,
                sqs_initial: facts.whole("esm.sqs.pollers.initial")?,
                sqs_growth_per_minute: facts.plain("esm.sqs.pollers.growth")?,
                sqs_maximum: facts.whole("esm.sqs.pollers.max")?,
                poller_concurrency: facts.whole("esm.sqs.provisioned.poller-capacity")?,
                poller_growth_per_minute: facts.plain("esm.sqs.provisioned.growth")?,
                poller_maximum: facts.whole("esm.sqs.provisioned.ceiling")?,
                poller_kb_per_s: facts.number("esm.sqs.provisioned.poller-bandwidth", "KB")?,
                poller_polls_per_s: facts.plain("esm.sqs.provisioned.poller-calls")?,
                poll_messages: facts.plain("esm.sqs.poll-messages")?,
                parallelization_maximum: facts.whole("esm.kinesis.parallelization")?,
            },
            account_limit: facts.whole("limits.concurrency.account-default")?,
            scaling_rate: facts.whole("limits.concurrency.scaling-rate")?,
            fargate: FARGATE.into_iter().map(|id| facts.fargate(id)).collect::<Result<_, _>>()?,
        })
    }
}

struct Facts<F> {
    fact: F,
}

impl<'f, F: Fn(&str) -> Option<&'f Fact>> Facts<F> {
    /// The number of a fact whose unit does not convert.
    fn plain(&self, id: &'static str) -> Result<Decimal, MissingFact> {
        (self.fact)(id).and_then(Fact::number).ok_or(MissingFact { id, unit: "a unit of its own" })
    }

    fn fargate(&self, id: &'static str) -> Result<FargateSize, MissingFact> {
        let text = match (self.fact)(id).and_then(|fact| fact.value.as_ref()) {
            Some(Value::Text(text)) => FargateSize::read(text),
            _ => None,
        };
        text.ok_or(MissingFact { id, unit: "vCPU and GB" })
    }

    fn whole(&self, id: &'static str) -> Result<u64, MissingFact> {
        let missing = MissingFact { id, unit: "whole units" };
        let number = self.plain(id)?;
        if number.is_integer() { u64::try_from(number).map_err(|_| missing) } else { Err(missing) }
    }

    /// The number of a fact in `unit`.
    fn number(&self, id: &'static str, wanted: &'static str) -> Result<Decimal, MissingFact> {
        (self.fact)(id).and_then(|fact| fact.number_in(wanted)).ok_or(MissingFact { id, unit: wanted })
    }
}
