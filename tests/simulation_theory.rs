//! The engine against exact results of queueing theory and against published figures.
//!
//! Every random test takes the mean over several independent runs and asks that the exact value lies in its 99 % interval.
//! Seeds are fixed, so a test either always passes or always fails.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss, missing_docs)]

mod simulation_support;

use coldstart::calculator::Rules;
use coldstart::concurrency::{Database, Demand, Source, plan};
use coldstart::course::Course;
use coldstart::scenarios::links;
use coldstart::simulation::scenario::{Arrivals, ClientRetries, End, Jitter, Scenario};
use coldstart::simulation::{Distribution, Figures, FunctionFigures, Routing, replication_seed, simulate};
use simulation_support::{MS, S, function, init, quotas, scenario};

const SECOND: f64 = 1e9;

fn exponential(seconds: f64) -> Distribution {
    Distribution::Exponential { mean: seconds * SECOND }
}

fn poisson(rate: f64) -> Arrivals {
    Arrivals::Poisson { rate }
}

/// 99.5 % point of Student's t with 15 degrees of freedom.
const T_15: f64 = 2.9467;
const RUNS: u64 = 16;

fn runs(scenario: &Scenario) -> Vec<Figures> {
    (0..RUNS).map(|index| simulate(scenario, replication_seed(scenario.seed, index), &mut ())).collect()
}

/// The exact value lies within the 99 % interval of the runs' mean, and that interval is narrow enough to mean something.
fn holds(runs: &[Figures], what: &str, exact: f64, within: f64, of: impl Fn(&FunctionFigures) -> f64) {
    let values: Vec<f64> = runs.iter().map(|run| of(&run.total)).collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let sd = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let half = T_15 * sd / n.sqrt();
    assert!((mean - exact).abs() <= half, "{what}: {mean} ± {half}, exact {exact}");
    assert!(half <= within * exact, "{what}: ± {half} is too wide to tell anything about {exact}");
}

fn erlang_b(load: f64, servers: u32) -> f64 {
    (1..=servers).fold(1.0, |blocked, k| load * blocked / (f64::from(k) + load * blocked))
}

fn warmed(mut scenario: Scenario, warmup_s: u64) -> Scenario {
    scenario.warmup_ns = warmup_s * S;
    scenario
}

#[test]
fn busy_environments_are_the_load_under_any_law() {
    let laws = [
        exponential(2.0),
        Distribution::Constant(2 * S),
        Distribution::lognormal_from_moments(2.0 * SECOND, 3.0 * SECOND),
        Distribution::gamma_from_moments(2.0 * SECOND, 1.0 * SECOND),
        Distribution::Pareto { minimum: 1.2 * SECOND, shape: 2.5 },
        Distribution::Uniform { low: 0.0, high: 4.0 * SECOND },
    ];
    for law in laws {
        let made = warmed(scenario(End::At(4000 * S), vec![function("f", law.clone(), poisson(25.0))]), 200);
        let all = runs(&made);
        holds(&all, &format!("busy, {law:?}"), 25.0 * law.mean() / SECOND, 0.01, FunctionFigures::mean_busy);
        holds(&all, &format!("latency, {law:?}"), law.mean() / MS as f64, 0.01, |f| {
            f.mean_latency_ms().unwrap()
        });
    }
}

#[test]
fn a_cap_refuses_what_erlang_says_under_any_law() {
    assert!((erlang_b(20.0, 20) - 0.158_892).abs() < 1e-6);
    assert!((erlang_b(100.0, 90) - 0.146_097).abs() < 1e-6);
    let laws = [
        exponential(1.0),
        Distribution::Constant(S),
        Distribution::lognormal_from_moments(SECOND, 3.0 * SECOND),
        Distribution::Pareto { minimum: 0.6 * SECOND, shape: 2.5 },
    ];
    for law in laws {
        for (rate, cap) in [(20.0, 20), (100.0, 90)] {
            let mut made =
                warmed(scenario(End::At(3000 * S), vec![function("f", law.clone(), poisson(rate))]), 100);
            made.account.concurrency = cap;
            let all = runs(&made);
            let exact = erlang_b(rate, cap);
            holds(&all, &format!("refused, cap {cap}, {law:?}"), exact, 0.03, |f| {
                f.throttle_probability().unwrap()
            });
        }
    }
}

#[test]
fn a_reservation_refuses_like_an_account() {
    let mut made = function("f", exponential(1.0), poisson(20.0));
    made.reserved = Some(20);
    let other = function("other", exponential(1.0), poisson(500.0));
    let mut made = warmed(scenario(End::At(3000 * S), vec![made, other]), 100);
    made.account.concurrency = 1000;
    let all: Vec<Figures> = runs(&made)
        .into_iter()
        .map(|mut run| {
            run.total = run.functions.remove(0);
            run
        })
        .collect();
    holds(&all, "refused by a reservation", erlang_b(20.0, 20), 0.02, |f| f.throttle_probability().unwrap());
}

#[test]
fn one_environment_with_a_constant_idle_time() {
    let (rate, idle, cold, warm) = (0.5_f64, 2.0_f64, 3.0, 1.0);
    let mut made =
        function("f", Distribution::lognormal_from_moments(warm * SECOND, 0.8 * SECOND), poisson(rate));
    made.cold = Some(exponential(cold));
    made.idle_timeout = Distribution::Constant(2 * S);
    let mut made = warmed(scenario(End::At(100_000 * S), vec![made]), 100);
    made.account.concurrency = 1;
    let all = runs(&made);
    let p = (-rate * idle).exp();
    let mean = p * cold + (1.0 - p) * warm;
    holds(&all, "cold share", p, 0.01, |f| f.cold_start_probability().unwrap());
    holds(&all, "refused", rate * mean / (1.0 + rate * mean), 0.01, |f| f.throttle_probability().unwrap());
    let lived = mean + (1.0 - p) / rate;
    holds(&all, "environments", lived / (mean + 1.0 / rate), 0.01, FunctionFigures::mean_environments);
    holds(&all, "life", lived / p, 0.02, |f| f.mean_lifespan_s().unwrap());
}

#[test]
fn one_environment_with_an_exponential_idle_time() {
    let mut made = function("f", exponential(1.0), poisson(0.5));
    made.idle_timeout = exponential(6.0);
    let mut made = warmed(scenario(End::At(100_000 * S), vec![made]), 100);
    made.account.concurrency = 1;
    holds(&runs(&made), "cold share", 1.0 / (1.0 + 0.5 * 6.0), 0.02, |f| f.cold_start_probability().unwrap());
}

#[test]
fn exponential_idle_times_without_a_cap() {
    // The chain on (busy, idle), solved elsewhere: rate, service, idle time, cold share.
    for (rate, service, idle, exact, end) in
        [(0.9, 1.991, 600.0, 0.008_567_62, 400_000), (5.0, 1.0, 10.0, 0.072_059_9, 20_000)]
    {
        let mut made = function("f", exponential(service), poisson(rate));
        made.idle_timeout = exponential(idle);
        let made = warmed(scenario(End::At(end * S), vec![made]), 5000);
        let all = runs(&made);
        holds(&all, "cold share", exact, 0.05, |f| f.cold_start_probability().unwrap());
        // Births equal deaths: rate × cold share = mean idle / idle time.
        holds(&all, "balance", 1.0, 0.05, |f| {
            rate * f.cold_start_probability().unwrap() * idle / f.mean_idle()
        });
    }
    // With a cap, and with a first call that takes longer.
    let mut made = function("f", exponential(1.0), poisson(20.0));
    made.idle_timeout = exponential(5.0);
    let mut made = warmed(scenario(End::At(20_000 * S), vec![made]), 100);
    made.account.concurrency = 20;
    let all = runs(&made);
    holds(&all, "cold share under a cap", 0.027_159_4 / (1.0 - 0.158_892), 0.02, |f| {
        f.cold_start_probability().unwrap()
    });
    holds(&all, "refused under a cap", 0.158_892, 0.02, |f| f.throttle_probability().unwrap());
    let mut made = function("f", exponential(0.5), poisson(2.0));
    made.cold = Some(exponential(2.0));
    made.idle_timeout = exponential(30.0);
    let made = warmed(scenario(End::At(50_000 * S), vec![made]), 500);
    let all = runs(&made);
    holds(&all, "cold share, slow first call", 0.046_648_5, 0.02, |f| f.cold_start_probability().unwrap());
    holds(&all, "busy, slow first call", 1.139_95, 0.01, FunctionFigures::mean_busy);
}

#[test]
fn what_spills_over_provisioned_environments_is_erlangs_loss() {
    for provisioned in [50, 55, 65] {
        let mut made =
            function("f", Distribution::lognormal_from_moments(SECOND, 0.5 * SECOND), poisson(50.0));
        made.provisioned = provisioned;
        let made = warmed(scenario(End::At(5000 * S), vec![made]), 100);
        let spilled = |f: &FunctionFigures| {
            let usage = &f.tally.usage;
            usage.on_demand_ms as f64 / (usage.on_demand_ms + usage.provisioned_ms) as f64
        };
        holds(
            &runs(&made),
            &format!("spilled over {provisioned}"),
            erlang_b(50.0, provisioned),
            0.06,
            spilled,
        );
    }
}

/// The example that the `SimFaaS` paper publishes, against the reference of 300 runs.
#[test]
fn the_published_example() {
    let mut made = function("f", exponential(1.991), poisson(0.9));
    made.cold = Some(exponential(2.244));
    made.routing = Routing::Newest;
    let mut made = scenario(End::At(1_000_000 * S), vec![made]);
    made.account.concurrency = 1000;
    let all = runs(&made);
    holds(&all, "cold share", 0.001_343_2, 0.03, |f| f.cold_start_probability().unwrap());
    holds(&all, "environments", 7.6977, 0.01, FunctionFigures::mean_environments);
    holds(&all, "busy", 1.792_01, 0.01, FunctionFigures::mean_busy);
    holds(&all, "idle", 5.9057, 0.01, FunctionFigures::mean_idle);
    holds(&all, "life", 6390.0, 0.03, |f| f.mean_lifespan_s().unwrap());
    assert!(all.iter().all(|run| run.total.tally.throttled == 0));
    made.functions[0].routing = Routing::MostRecentlyUsed;
    let all = runs(&made);
    holds(&all, "cold share, most recently used", 0.001_347_4, 0.03, |f| f.cold_start_probability().unwrap());
    holds(&all, "life, most recently used", 6350.0, 0.03, |f| f.mean_lifespan_s().unwrap());
}

#[test]
fn scripted_bursts_are_exact() {
    // 1,500 at once on a bucket of 1,000: 500 are refused. All environments are reused a second later.
    let mut burst = function(
        "f",
        Distribution::Constant(100 * MS),
        Arrivals::Burst { at_ns: S, requests: 1500, over_ns: 0 },
    );
    burst.sources.push(burst.sources[0].clone());
    burst.sources[1].arrivals = Arrivals::Burst { at_ns: 2 * S, requests: 900, over_ns: 0 };
    burst.start = init(Distribution::Constant(200 * MS));
    let mut made = scenario(End::At(60 * S), vec![burst]);
    made.account.scaling_rate = 1000;
    let total = simulate(&made, 1, &mut ()).total;
    assert_eq!((total.tally.throttled, total.tally.cold_starts, total.tally.completed), (500, 1000, 1900));
    assert_eq!(total.tally.usage.on_demand_ms, 1900 * 100);
    assert_eq!(total.tally.usage.init_ms, 1000 * 200);
    assert_eq!(total.latency_ms(1000), Some(300.0));
    assert_eq!(total.tally.max_busy, 1000);

    // The account's cap comes first.
    made.account.concurrency = 400;
    assert_eq!(simulate(&made, 1, &mut ()).total.tally.throttled, 1100 + 500);

    // An idle time that ends on the very instant of an arrival: shutdowns come first.
    let mut exact = function("f", Distribution::Constant(S), Arrivals::Times([0, 3 * S, 6 * S].into()));
    exact.idle_timeout = Distribution::Constant(2 * S);
    let mut made = scenario(End::At(7 * S), vec![exact]);
    assert_eq!(simulate(&made, 1, &mut ()).total.tally.cold_starts, 3);
    made.functions[0].idle_timeout = Distribution::Constant(2 * S + 1);
    assert_eq!(simulate(&made, 1, &mut ()).total.tally.cold_starts, 1);
    // A completion on the very instant of an arrival: its environment can be used again.
    made.functions[0].sources[0].arrivals = Arrivals::Times([0, S, 2 * S].into());
    assert_eq!(simulate(&made, 1, &mut ()).total.tally.cold_starts, 1);

    // Ten at once, then one a second: a stack keeps one of them, a queue by age keeps the first.
    let mut kept = function(
        "f",
        Distribution::Constant(500 * MS),
        Arrivals::Burst { at_ns: 0, requests: 10, over_ns: 0 },
    );
    kept.sources.push(kept.sources[0].clone());
    kept.sources[1].arrivals = Arrivals::Burst { at_ns: S, requests: 100, over_ns: 100 * S };
    kept.idle_timeout = Distribution::Constant(10 * S);
    let made = scenario(End::At(101 * S), vec![kept]);
    let total = simulate(&made, 1, &mut ()).total;
    assert_eq!((total.tally.environments_created, total.tally.environments_ended), (10, 9));
}

#[test]
fn a_constant_rate_meets_the_scaling_rate_when_the_formula_says() {
    // 300 a second that each hold an environment for a minute: 1000 / (300 − 100) = 5 s, then 200 refused a second.
    let made = function("f", Distribution::Constant(60 * S), Arrivals::Constant { rate: 300.0 });
    let mut made = scenario(End::At(15 * S), vec![made]);
    made.account.scaling_rate = 1000;
    made.account.concurrency = 10_000;
    let throttled = simulate(&made, 1, &mut ()).total.tally.throttled;
    assert!((1999..=2001).contains(&throttled), "{throttled}");
}

#[test]
fn the_request_rate_is_capped_at_ten_times_the_concurrency() {
    let made = function("f", Distribution::Constant(MS), Arrivals::Constant { rate: 300.0 });
    let mut made = scenario(End::At(100 * S), vec![made]);
    made.account.concurrency = 10;
    made.account.request_rate_cap = true;
    let served = simulate(&made, 1, &mut ()).total.served();
    // A hundred a second, and once the hundred of a full bucket.
    assert!((10_099..=10_101).contains(&served), "{served}");
    made.account.request_rate_cap = false;
    assert_eq!(simulate(&made, 1, &mut ()).total.served(), 30_000);
}

#[test]
fn a_long_init_is_repeated_inside_the_first_invocation() {
    let mut slow = function("f", Distribution::Constant(S), Arrivals::Times([0, 30 * S].into()));
    slow.start = init(Distribution::Constant(12 * S));
    let made = scenario(End::At(60 * S), vec![slow]);
    let total = simulate(&made, 1, &mut ()).total;
    // 10 s of INIT, then 12 s of INIT and 1 s of handler as one invocation.
    assert_eq!(total.latency_ms(1000), Some(23_000.0));
    assert_eq!((total.tally.usage.init_ms, total.tally.usage.on_demand_ms), (10_000, 13_000 + 1000));
    // Under a time-out of 3 s it never gets through, and every later invocation begins with INIT again.
    let mut made = made;
    made.functions[0].timeout_ns = Some(3 * S);
    let total = simulate(&made, 1, &mut ()).total;
    assert_eq!((total.tally.timeouts, total.tally.errors, total.tally.cold_starts), (2, 2, 1));
}

#[test]
fn requests_are_conserved() {
    let mut made = function("f", exponential(0.5), poisson(30.0));
    made.timeout_ns = Some(2 * S);
    made.error_share = 0.1;
    made.crash_share = 0.05;
    made.start = init(exponential(0.3));
    made.sources[0].client_retries = Some(ClientRetries {
        max_attempts: 3,
        base_ns: 100 * MS,
        max_backoff_ns: S,
        jitter: Jitter::Full,
        on_throttle: true,
        on_error: true,
    });
    let mut made = scenario(
        End::AfterRequests(50_000),
        vec![made.clone(), {
            let mut other = made;
            other.name = "g".to_owned();
            other
        }],
    );
    made.account.concurrency = 25;
    let figures = simulate(&made, 3, &mut ());
    let total = &figures.total;
    assert_eq!(total.tally.requests, 50_000);
    assert_eq!(total.tally.requests, total.tally.completed + total.tally.throttled);
    assert_eq!(total.invocations(), total.tally.usage.requests + total.tally.throttled_attempts);
    assert_eq!(total.tally.max_busy, 25);
    assert!(total.tally.retries > 0 && total.tally.throttled > 0 && total.tally.timeouts > 0);
    assert_eq!(figures.functions.iter().map(|f| f.tally.requests).sum::<u64>(), 50_000);
}

#[test]
fn watching_changes_nothing_and_the_seed_everything() {
    let mut made = function("f", Distribution::lognormal_from_moments(SECOND, SECOND), poisson(20.0));
    made.idle_timeout = exponential(5.0);
    made.routing = Routing::Random;
    made.start = init(exponential(0.3));
    let made = scenario(End::At(500 * S), vec![made]);
    let mut log = Vec::new();
    let (plain, watched) = (simulate(&made, 9, &mut ()), simulate(&made, 9, &mut log));
    assert!(log.len() > 20_000 && log.windows(2).all(|two| two[0].at_ns <= two[1].at_ns));
    assert_eq!(plain.total.entries(), watched.total.entries());
    assert_ne!(plain.total.entries(), simulate(&made, 10, &mut ()).total.entries());
}

/// What a seed gives must never change: not with the machine, the compiler, or a faster engine.
#[test]
fn the_figures_of_a_seed_are_pinned() {
    let mut made = function("f", Distribution::lognormal_from_moments(SECOND, 2.0 * SECOND), poisson(20.0));
    made.cold = Some(Distribution::gamma_from_moments(SECOND, 0.5 * SECOND));
    made.start = init(Distribution::Pareto { minimum: 0.1 * SECOND, shape: 2.5 });
    made.idle_timeout = Distribution::Normal { mean: 20.0 * SECOND, sd: 5.0 * SECOND };
    made.routing = Routing::Random;
    made.error_share = 0.05;
    made.timeout_ns = Some(9 * S);
    let mut daily =
        function("g", exponential(0.2), Arrivals::Daily { low: 1.0, high: 90.0, peak_ns: 3600 * S });
    daily.reserved = Some(15);
    let mut made = scenario(End::At(1800 * S), vec![made, daily]);
    made.account.concurrency = 45;
    made.account.request_rate_cap = true;
    let figures = simulate(&made, 2026, &mut ());
    let tally = &figures.total.tally;
    let counts = [
        tally.requests,
        tally.completed,
        tally.cold_starts,
        tally.throttled,
        tally.errors,
        tally.timeouts,
        tally.environments_ended,
        tally.latency.max(),
        figures.total.mean_busy().to_bits(),
        figures.total.mean_idle().to_bits(),
    ];
    assert_eq!(
        counts,
        [
            196_224,
            153_071,
            48,
            43_120,
            2024,
            299,
            3,
            9_000_000_000,
            4_629_701_392_094_763_777,
            4_623_464_778_546_644_670
        ]
    );
}

/// The figures of the concurrency calculator that a simulation puts to the test: by the formula and by the simulation.
fn tested(available: u64, change: impl Fn(&mut Demand)) -> Vec<(&'static str, String, String)> {
    let mut demand = Demand::new(available, 0);
    change(&mut demand);
    let plan = plan(&demand, &Rules::of(&Course::built_in()).unwrap().quotas).unwrap();
    let texts = |link: &coldstart::scenarios::Link| {
        let (formula, simulated) = link.texts();
        (link.key, formula, simulated)
    };
    links(&demand, &plan, &quotas()).iter().map(texts).collect()
}

#[test]
fn mappings_and_databases_come_to_what_the_formulas_say() {
    let sqs =
        |pollers, max_concurrency, message_groups| Source::Sqs { pollers, max_concurrency, message_groups };
    for source in [
        sqs(None, None, None),
        sqs(None, Some(50), None),
        sqs(Some(20), None, None),
        sqs(None, None, Some(30)),
        Source::Stream { shards: 100, parallelization: 10 },
    ] {
        let tested = tested(5000, |demand| demand.source = Some(source));
        assert!(!tested.is_empty());
        for (key, formula, simulated) in tested {
            assert_eq!(formula, simulated, "{key} of {source:?}");
        }
    }
    let database = Database { connections: 100, kept_back: 10, per_environment: 2 };
    let expected = [("db_reserved_concurrency", "45".to_owned(), "45".to_owned())];
    assert_eq!(tested(5000, |demand| demand.database = Some(database)), expected);
    // Where the account has less than the mapping would drive, the two part.
    let scarce = tested(1000, |demand| demand.source = Some(sqs(None, None, None)));
    assert_eq!(scarce[0], ("poller_concurrency", "1,250".to_owned(), "1,000".to_owned()));
}
