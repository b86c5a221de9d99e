//! How many requests a second the simulator takes, case by case, next to a hand-written loop that does only the
//! unavoidable work of the plain case. `cargo bench --bench simulation [REQUESTS]`; the median of five runs of each.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a stopwatch that prints")]

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::hint::black_box;
use std::time::Instant;

use coldstart::simulation::scenario::{Account, Arrivals, End, Function, Init, Scenario, Source, Start};
use coldstart::simulation::{Delivery, Distribution, Profiles, Quotas, Routing, simulate};

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
        profiles: Profiles::default(),
        delivery: Delivery::default(),
    };
    let none = Distribution::ZERO;
    Scenario {
        name: "bench".to_owned(),
        seed: 1,
        end: End::AfterRequests(requests),
        warmup_ns: 0,
        account: Account { concurrency: 1_000_000, scaling_rate: 0, request_rate_cap: true },
        databases: Vec::new(),
        functions: vec![Function {
            name: "f".to_owned(),
            memory_mb: 512,
            architecture: coldstart::simulation::scenario::Architecture::Arm64,
            runtime: None,
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
            database: None,
            sources: vec![Source::sync(Arrivals::Poisson { rate: load / 1.991 })],
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

/// Exponential draws by the ziggurat, with nothing around them.
struct Draws {
    state: u64,
    edges: [f64; 257],
}

impl Draws {
    fn new(seed: u64) -> Self {
        const TAIL: f64 = 7.697_117_470_131_05;
        const AREA: f64 = 0.003_949_659_822_581_572;
        let mut edges = [0.0; 257];
        edges[0] = AREA / (-TAIL).exp();
        edges[1] = TAIL;
        for layer in 2..256 {
            let before: f64 = edges[layer - 1];
            edges[layer] = -((-before).exp() + AREA / before).ln();
        }
        Self { state: seed, edges }
    }

    fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    #[expect(clippy::cast_precision_loss, reason = "53 bits")]
    fn exponential(&mut self) -> f64 {
        let mut beyond = 0.0;
        loop {
            let bits = self.bits();
            let layer = (bits & 0xff) as usize;
            let x = (bits >> 11) as f64 / 9_007_199_254_740_992.0 * self.edges[layer];
            if x < self.edges[layer + 1] {
                return beyond + x;
            }
            if layer == 0 {
                beyond += self.edges[1];
                continue;
            }
            let unit = (self.bits() >> 11) as f64 / 9_007_199_254_740_992.0;
            let (low, high) = ((-self.edges[layer]).exp(), (-self.edges[layer + 1]).exp());
            if low + (high - low) * unit < (-x).exp() {
                return beyond + x;
            }
        }
    }
}

/// The unavoidable work of the plain case: two draws, a heap of completions, a stack of idle environments. No limits, no
/// choices, no percentiles, no billing.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "times within a run"
)]
fn by_hand(load: f64, requests: u64, seed: u64) -> f64 {
    let mut draws = Draws::new(seed);
    let mut completions = BinaryHeap::new();
    let mut idle: VecDeque<u64> = VecDeque::new();
    let (gap, idle_time) = (1.991 / load * S, 600_000_000_000);
    let (mut now, mut cold, mut busy) = (0, 0_u64, 0_u128);
    for _ in 0..requests {
        now += (draws.exponential() * gap) as u64;
        while let Some(&Reverse(done)) = completions.peek()
            && done <= now
        {
            completions.pop();
            idle.push_back(done);
        }
        while idle.front().is_some_and(|released| released + idle_time <= now) {
            idle.pop_front();
        }
        let mean = if idle.pop_back().is_some() {
            1.991 * S
        } else {
            cold += 1;
            2.244 * S
        };
        let length = (draws.exponential() * mean) as u64;
        busy += u128::from(length);
        completions.push(Reverse(now + length));
    }
    busy as f64 / now as f64 + cold as f64
}

fn main() {
    let requests = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(10_000_000);
    for load in [1.8, 20.0, 1_000.0, 10_000.0] {
        let name = |what: &str| format!("{what}, load {load}");
        case(&name("exponential, most recently used"), &plain(load, requests), requests);
        measure(&name("    the same by hand"), requests, |seed| by_hand(load, requests, seed));
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
