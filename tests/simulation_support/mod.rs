//! Scenarios to start from.

#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use coldstart::course::Course;
use coldstart::simulation::scenario::{
    Account, Architecture, Arrivals, End, Function, Init, Scenario, Source, Start,
};
use coldstart::simulation::{Distribution, Quotas, Routing};
use std::sync::LazyLock;

pub const S: u64 = 1_000_000_000;
pub const MS: u64 = 1_000_000;

/// Those of the course's facts.
pub fn quotas() -> Quotas {
    static QUOTAS: LazyLock<Quotas> =
        LazyLock::new(|| coldstart::scenarios::quotas(&Course::built_in()).unwrap());
    QUOTAS.clone()
}

pub fn init(function: Distribution) -> Start {
    let none = Distribution::ZERO;
    Start::Init(Init { download: none.clone(), extensions: none.clone(), runtime: none, function })
}

/// A function without INIT, limits, failures or shutdowns, at 1,024 MB.
pub fn function(name: &str, warm: Distribution, arrivals: Arrivals) -> Function {
    Function {
        name: name.to_owned(),
        memory_mb: 1024,
        architecture: Architecture::Arm64,
        timeout_ns: None,
        idle_timeout: Distribution::Constant(600 * S),
        maximum_life: None,
        reserved: None,
        provisioned: 0,
        routing: Routing::MostRecentlyUsed,
        error_share: 0.0,
        crash_share: 0.0,
        runtime: None,
        start: init(Distribution::ZERO),
        warm,
        cold: None,
        database: None,
        sources: vec![Source::sync(arrivals)],
    }
}

/// An account without limits that matter.
pub fn scenario(end: End, functions: Vec<Function>) -> Scenario {
    Scenario {
        name: "test".to_owned(),
        seed: 1,
        end,
        warmup_ns: 0,
        account: Account { concurrency: 1_000_000, scaling_rate: 0, request_rate_cap: false },
        databases: Vec::new(),
        functions,
        quotas: quotas(),
    }
}
