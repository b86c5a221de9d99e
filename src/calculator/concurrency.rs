//! From texts to a question about concurrency, and to its answers.

use super::field::Calculator;
use super::inputs::{InputProblem, Inputs, NormalValue};
use super::read::Value;
use super::rules::Rules;
use crate::concurrency::{Burst, ConcurrencyError, Database, Demand, Plan, Source, plan};
use rust_decimal::Decimal;

/// What is asked about concurrency, as it was written and as it was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcurrencyInputs {
    inputs: Inputs,
    demand: Demand,
    quotas: crate::concurrency::Quotas,
    standards: Rules,
}

impl ConcurrencyInputs {
    /// Reads keys of [`super::CONCURRENCY_FIELDS`] and texts as people write them. What is not set must be left out. Gives
    /// every problem.
    pub fn parse<K: AsRef<str>, T: AsRef<str>>(
        pairs: &[(K, T)],
        rules: &Rules,
    ) -> Result<Self, Vec<InputProblem>> {
        let inputs = Inputs::parse(Calculator::Concurrency, pairs)?;
        let subject = ["rps", "duration", "burst", "scale-to", "sqs", "stream", "db-connections", "reserved"];
        let subject = subject.iter().chain(&["others-reserved", "provisioned", "account-limit", "promise"]);
        if !subject.into_iter().any(|key| inputs.flag(key)) {
            let problem = InputProblem::new("", "", "there is nothing to work out");
            return Err(vec![problem.help(
                "give a load, such as `--rps 100 --duration 250ms`, or a burst, such as `--burst 3000`",
            )]);
        }
        let demand = demand(&inputs, rules);
        Ok(Self { inputs, demand, quotas: rules.quotas.clone(), standards: rules.clone() })
    }

    /// The question.
    pub fn to_demand(&self) -> Demand {
        self.demand.clone()
    }

    /// The answers.
    pub fn plan(&self) -> Result<Plan, ConcurrencyError> {
        plan(&self.demand, &self.quotas)
    }

    /// An error of the engine as a problem of the input that it is about.
    pub fn problem(&self, error: &ConcurrencyError) -> InputProblem {
        let typed = self.inputs.get(error.field).map(|it| it.text.as_str()).unwrap_or_default();
        let message = if typed.is_empty() {
            format!("{}: {}", error.value, error.message)
        } else {
            error.message.clone()
        };
        InputProblem::new(error.field, typed, message)
    }

    /// What was understood of an input: `100/s`; `None` where it was not given.
    pub fn understood(&self, key: &str) -> Option<String> {
        self.inputs.understood(key)
    }

    /// The command that gives the same answers, ready for a shell. What is the standard is left out.
    pub fn command(&self) -> String {
        format!("coldstart concurrency{}", self.inputs.flags(Some(&self.standards)))
    }

    /// Every input with its JSON key and its value; the account's are always there.
    pub fn normal(&self) -> Vec<(String, NormalValue)> {
        let always = [
            ("account_limit", self.demand.account_limit),
            ("others_reserved", self.demand.others_reserved),
            ("scaling_rate", self.demand.scaling_rate),
        ];
        let mut all: Vec<_> =
            self.inputs.normal().filter(|(key, _)| !always.iter().any(|(name, _)| key == name)).collect();
        all.extend(always.map(|(key, number)| (key.to_owned(), NormalValue::Number(Decimal::from(number)))));
        all
    }
}

fn demand(inputs: &Inputs, rules: &Rules) -> Demand {
    let seconds = |key| inputs.number(key).map(|ms: Decimal| (ms / Decimal::ONE_THOUSAND).normalize());
    let whole = |key| inputs.whole(key);
    let mut demand = Demand::new(
        whole("account-limit").unwrap_or(rules.account_limit),
        whole("scaling-rate").unwrap_or(rules.scaling_rate),
    );
    demand.rps = inputs.get("rps").and_then(|it| match &it.value {
        Value::Rate(rate) => Some(rate.per_second()),
        _ => None,
    });
    demand.duration_s = seconds("duration");
    demand.cold_share = inputs.number("cold-share").unwrap_or_default();
    demand.init_s = seconds("init").unwrap_or_default();
    demand.reserved = whole("reserved");
    demand.others_reserved = whole("others-reserved").unwrap_or_default();
    demand.provisioned = whole("provisioned");
    demand.promise = inputs.number("promise");
    demand.burst = whole("burst").map(|requests| Burst {
        requests,
        over_s: seconds("burst-over").unwrap_or_default(),
        warm: whole("warm").unwrap_or_default(),
    });
    demand.scale_to = whole("scale-to");
    demand.source = if inputs.flag("sqs") {
        Some(Source::Sqs {
            pollers: whole("pollers"),
            max_concurrency: whole("max-concurrency"),
            message_groups: whole("message-groups"),
        })
    } else {
        whole("shards")
            .map(|shards| Source::Stream { shards, parallelization: whole("parallelization").unwrap_or(1) })
    };
    demand.database = whole("db-connections").map(|connections| Database {
        connections,
        kept_back: whole("db-kept-back").unwrap_or_default(),
        per_environment: whole("db-per-environment").unwrap_or(1),
    });
    demand
}
