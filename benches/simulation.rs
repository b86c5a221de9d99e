//! How many requests a second the simulator takes, case by case, next to a hand-written loop that does only the
//! unavoidable work of the plain case. `cargo bench --bench simulation [REQUESTS]`; the median of five runs of each.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a stopwatch that prints")]

use std::hint::black_box;
use std::time::Instant;

use coldstart::simulation::scenario::{Account, Arrivals, End, Function, Init, Scenario, Source, Start};
use coldstart::simulation::{Distribution, Quotas, Routing, simulate};

const S: f64 = 1e9;

fn plain(load: f64, requests: u64) -> Scenario {
    let second = 1_000_000_000;
    let quotas = Quotas {
        account_concurrency: 1_000_000,
        scaling_rate: 0,
        scaling_interval_ns: 10 * second,
        requests_per_concurrency: 10,
        unreserved_minimum: 100,
        init_limit_ns: 10 * second,
        restore_limit_ns: 10 * second,
        timeout_max_ns: 900 * second,
        memory_default_mb: 128,
        memory_min_mb: 128,
        memory_max_mb: 10_240,
    };
    let none = Distribution::ZERO;
    Scenario {
        name: "bench".to_owned(),
        seed: 1,
        end: End::AfterRequests(requests),
        warmup_ns: 0,
        account: Account { concurrency: 1_000_000, scaling_rate: 0, request_rate_cap: true },
        functions: vec![Function {
            name: "f".to_owned(),
            memory_mb: 512,
            architecture: coldstart::simulation::scenario::Architecture::Arm64,
            timeout_ns: None,
            idle_timeout: Distribution::Constant(600 * second),
            maximum_life: None,
            reserved: None,
            provisioned: 0,
            routing: Routing::MostRecentlyUsed,
            error_share: 0.0,
            crash_share: 0.0,
            start: Start::Init(Init {
                download: none.clone(),
                extensions: none.clone(),
                runtime: none.clone(),
                function: none,
            }),
            warm: Distribution::Exponential { mean: 1.991 * S },
            cold: Some(Distribution::Exponential { mean: 2.244 * S }),
            sources: vec![Source {
                arrivals: Arrivals::Poisson { rate: load / 1.991 },
                client_retries: None,
            }],
        }],
        quotas,
    }
}

fn measure(name: &str, requests: u64, mut run: impl FnMut(u64) -> f64) {
    let mut speeds: Vec<f64> = (1..=5)
        .map(|seed| {
            let start = Instant::now();
            black_box(run(seed));
            #[expect(clippy::cast_precision_loss, reason = "a speed")]
            let speed = requests as f64 / start.elapsed().as_secs_f64() / 1e6;
            speed
        })
        .collect();
    speeds.sort_by(f64::total_cmp);
    println!("{name:<44} {:6.2} M/s   ({:.2} to {:.2})", speeds[2], speeds[0], speeds[4]);
}

fn case(name: &str, scenario: &Scenario, requests: u64) {
    measure(name, requests, |seed| simulate(scenario, seed, &mut ()).total.mean_busy());
}

fn main() {
    let requests = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(10_000_000);
    for load in [1.8, 20.0, 1_000.0, 10_000.0] {
        let name = |what: &str| format!("{what}, load {load}");
        case(&name("exponential, most recently used"), &plain(load, requests), requests);
    }
    for load in [1.8, 10_000.0] {
        let name = |what: &str| format!("{what}, load {load}");
        let mut scenario = plain(load, requests);
        scenario.functions[0].warm = Distribution::lognormal_from_moments(1.991 * S, 1.5 * S);
        case(&name("log-normal"), &scenario, requests);

        let mut scenario = plain(load, requests);
        scenario.functions[0].warm = Distribution::Constant(1_991_000_000);
        case(&name("constant"), &scenario, requests);

        let mut scenario = plain(load, requests);
        scenario.functions[0].routing = Routing::Newest;
        case(&name("newest"), &scenario, requests);

        let mut scenario = plain(load, requests);
        scenario.functions[0].routing = Routing::Random;
        case(&name("random"), &scenario, requests);

        let mut scenario = plain(load, requests);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small positive number"
        )]
        {
            scenario.account.concurrency = load.ceil() as u32;
        }
        case(&name("cap at the load"), &scenario, requests);

        let mut scenario = plain(load, requests);
        scenario.functions[0].idle_timeout = Distribution::Exponential { mean: 600.0 * S };
        case(&name("exponential idle time"), &scenario, requests);
    }
}
