//! Answers about concurrency: the contract's keys, limits, bursts, pollers and refusals.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::float_cmp,
    missing_docs,
    unreachable_pub
)]

#[path = "fixtures/aws.rs"]
mod aws;

use coldstart::concurrency::{
    Burst, ConcurrencyError, Database, Demand, Plan, Source, erlang_b, plan, servers_for,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn dec(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

fn asked(change: impl FnOnce(&mut Demand)) -> Result<Plan, ConcurrencyError> {
    let mut demand = Demand::new(1000, 1000);
    change(&mut demand);
    plan(&demand, &aws::quotas())
}

fn load(rps: &str, duration_s: &str) -> impl Fn(&mut Demand) {
    let (rps, duration_s) = (Some(dec(rps)), Some(dec(duration_s)));
    move |demand| {
        demand.rps = rps;
        demand.duration_s = duration_s;
    }
}

#[test]
fn little_counts_init() {
    let plan = asked(|it| {
        load("100", "0.25")(it);
        it.cold_share = dec("0.01");
        it.init_s = dec("0.4");
    })
    .unwrap();
    assert_eq!(plan.required, Some(25.4));
    assert_eq!(plan.account_needed, Some(25.4));
    assert_eq!(plan.throttled_rps, Some(0.0));
    assert!(plan.throttled_share.unwrap() < 1e-12);
    assert_eq!(plan.provisioned_recommended, Some(28));
    assert!(plan.warnings.is_empty(), "{:?}", plan.warnings);
}

#[test]
fn what_is_not_asked_is_absent() {
    let plan = asked(|_| {}).unwrap();
    assert_eq!((plan.required, plan.occupancy, plan.burst), (None, None, None));
    assert_eq!((plan.provisioned_for_promise, plan.poller_concurrency), (None, None));
    assert_eq!((plan.available, plan.rps_cap), (1000, 10_000.0));
    assert_eq!((plan.unreserved_left, plan.still_reservable), (1000, 900));
}

#[test]
fn recommendations_do_not_suffer_from_floats() {
    let plan = asked(load("200", "1")).unwrap();
    assert_eq!(plan.provisioned_recommended, Some(220));
    // A thousand a minute for 0.6 s are ten environments, however the division is written.
    let plan = asked(|it| {
        it.rps = Some(Decimal::from(1000) / Decimal::from(60));
        it.duration_s = Some(dec("0.6"));
    })
    .unwrap();
    assert_eq!((plan.required, plan.provisioned_recommended), (Some(10.0), Some(11)));
}

#[test]
fn occupancy_and_promises() {
    let plan = asked(|it| {
        load("50", "1")(it);
        it.promise = Some(dec("0.01"));
        it.provisioned = Some(55);
    })
    .unwrap();
    let occupancy = plan.occupancy.unwrap();
    assert_eq!((occupancy.mean, occupancy.p95, occupancy.p99, occupancy.p999), (50.0, 62, 67, 73));
    assert_eq!(plan.provisioned_for_promise, Some(64));
    assert_eq!(plan.provisioned_for_target, Some(72));
    let spill = plan.provisioned_spill_share.unwrap();
    assert!((spill - 0.0537).abs() < 5e-5, "{spill}");
    assert!((plan.provisioned_utilization.unwrap() - 50.0 * (1.0 - spill) / 55.0).abs() < 1e-12);
    assert!(plan.warnings.iter().any(|it| it.contains("more than was promised")), "{:?}", plan.warnings);
    for (provisioned, share) in [(50, 0.1048), (65, 0.006_45)] {
        let spill = erlang_b(50.0, provisioned);
        assert!((spill - share).abs() < 5e-5, "{spill}");
    }
}

#[test]
fn short_requests_meet_the_rate_cap() {
    let plan = asked(load("30000", "0.02")).unwrap();
    assert_eq!(plan.required, Some(600.0));
    assert_eq!(plan.throttled_rps, Some(20_000.0));
    assert_eq!(plan.account_needed, Some(3000.0));
    assert!(plan.warnings.iter().any(|it| it.contains("above the cap")), "{:?}", plan.warnings);
}

#[test]
fn long_requests_meet_the_ceiling() {
    let plan = asked(|it| {
        load("300", "1")(it);
        it.reserved = Some(200);
    })
    .unwrap();
    assert_eq!((plan.available, plan.throttled_rps), (200, Some(100.0)));
    assert!((plan.throttled_share.unwrap() - erlang_b(300.0, 200)).abs() < 1e-12);
}

#[test]
fn bursts() {
    let burst = |requests, over: &str, warm, limit| {
        let result = asked(|it| {
            it.account_limit = limit;
            it.burst = Some(Burst { requests, over_s: dec(over), warm });
        });
        let result = result.unwrap().burst.unwrap();
        (result.served, result.throttled, result.first_throttle_s)
    };
    // At once: the bucket and what is warm.
    assert_eq!(burst(3000, "0", 0, 10_000), (1000, 2000, Some(0.0)));
    assert_eq!(burst(3000, "0", 500, 10_000), (1500, 1500, Some(0.0)));
    assert_eq!(burst(900, "0", 0, 10_000), (900, 0, None));
    assert_eq!(burst(900, "0", 100, 500), (500, 400, Some(0.0)));
    assert_eq!(burst(0, "0", 0, 500), (0, 0, None));
    // 300 a second: the bucket is empty after 1,000 / (300 − 100) s, then 200 a second are refused.
    assert_eq!(burst(3000, "10", 0, 10_000), (2000, 1000, Some(5.0)));
    // Warm ones last for 2 s, and the bucket stays full meanwhile.
    assert_eq!(burst(3000, "10", 600, 10_000), (2400, 600, Some(7.0)));
    // Slow enough for the refill: only the account's ceiling counts.
    assert_eq!(burst(3000, "30", 0, 10_000), (3000, 0, None));
    assert_eq!(burst(3000, "30", 0, 2000), (2000, 1000, Some(20.0)));
    // The ceiling comes first.
    assert_eq!(burst(3000, "10", 0, 600), (600, 2400, Some(2.0)));
}

#[test]
fn without_a_scaling_rate_only_the_ceiling_counts() {
    let plan = asked(|it| {
        it.scaling_rate = 0;
        it.account_limit = 5000;
        it.burst = Some(Burst { requests: 4000, over_s: Decimal::ZERO, warm: 0 });
        it.scale_to = Some(5000);
    })
    .unwrap();
    assert_eq!(plan.burst.unwrap().throttled, 0);
    assert_eq!(plan.time_to_scale_s, Some(0.0));
}

#[test]
fn pollers() {
    let with = |source| {
        let plan = asked(|it| {
            it.source = Some(source);
            it.account_limit = 200_000;
        })
        .unwrap();
        (plan.poller_concurrency.unwrap(), plan.poller_ramp_s)
    };
    let sqs = |pollers, max_concurrency, message_groups| {
        with(Source::Sqs { pollers, max_concurrency, message_groups })
    };
    assert_eq!(sqs(None, None, None), (1250, Some(249.0)));
    assert_eq!(sqs(None, Some(305), None), (305, Some(60.0)));
    assert_eq!(sqs(None, Some(3), None), (3, Some(0.0)));
    assert_eq!(sqs(None, Some(100), Some(40)), (40, Some(7.0)));
    assert_eq!(sqs(Some(2), Some(20_000), None), (20, Some(1198.8)));
    assert_eq!(sqs(Some(50), None, None).0, 500);
    assert_eq!(with(Source::Stream { shards: 8, parallelization: 2 }), (16, None));
}

#[test]
fn databases() {
    let plan = asked(|it| {
        it.database = Some(Database { connections: 500, kept_back: 50, per_environment: 2 });
    })
    .unwrap();
    assert_eq!(plan.db_reserved_concurrency, Some(225));
    assert!(plan.warnings[0].contains("reserve 225"), "{:?}", plan.warnings);
}

#[test]
fn the_pool_is_partitioned() {
    let plan = asked(|it| {
        it.reserved = Some(200);
        it.others_reserved = 300;
        it.provisioned = Some(50);
    })
    .unwrap();
    assert_eq!((plan.unreserved_left, plan.still_reservable), (500, 400));
    let plan = asked(|it| {
        it.others_reserved = 300;
        it.provisioned = Some(50);
    })
    .unwrap();
    assert_eq!((plan.available, plan.unreserved_left, plan.still_reservable), (700, 700, 550));
    // A young account has less than what AWS keeps, and reserves nothing.
    let plan = asked(|it| it.account_limit = 10).unwrap();
    assert_eq!((plan.unreserved_left, plan.still_reservable), (10, 0));
}

#[test]
fn refusals_say_what_is_accepted() {
    type Change = fn(&mut Demand);
    let cases: [(&str, Change); 9] = [
        ("reserved 950: AWS keeps 100 of the account's 1000 unreserved", |it| it.reserved = Some(950)),
        ("others-reserved 901: AWS keeps 100", |it| it.others_reserved = 901),
        ("reserved 500: AWS keeps 100", |it| {
            it.reserved = Some(500);
            it.others_reserved = 401;
        }),
        ("provisioned 101: at most 100 can be provisioned (the function's reservation)", |it| {
            it.reserved = Some(100);
            it.provisioned = Some(101);
        }),
        ("provisioned 901: at most 900 can be provisioned (1000 unreserved less the 100", |it| {
            it.provisioned = Some(901);
        }),
        ("rps -1: must be from 0", |it| it.rps = Some(Decimal::NEGATIVE_ONE)),
        ("promise 0: no number of environments", |it| it.promise = Some(Decimal::ZERO)),
        ("parallelization 11: must be from 1 to 10", |it| {
            it.source = Some(Source::Stream { shards: 1, parallelization: 11 });
        }),
        ("db-kept-back 11: the database has only 10 connections", |it| {
            it.database = Some(Database { connections: 10, kept_back: 11, per_environment: 1 });
        }),
    ];
    for (expected, change) in cases {
        let error = asked(change).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn large_loads_are_answered() {
    let plan = asked(|it| {
        load("10000000", "0.1")(it);
        it.account_limit = 1_000_000;
        it.promise = Some(dec("0.001"));
        it.scale_to = Some(1_000_000);
    })
    .unwrap();
    assert_eq!(plan.required, Some(1_000_000.0));
    assert_eq!(plan.time_to_scale_s, Some(9990.0));
    let least = plan.provisioned_for_promise.unwrap();
    assert!(erlang_b(1e6, least) <= 0.001 && erlang_b(1e6, least - 1) > 0.001);
}

proptest! {
    #[test]
    fn a_burst_is_served_or_throttled(
        requests in 0_u64..20_000, over in 0_u32..600, warm in 0_u64..3000, limit in 100_u64..10_000, rate in 0_u64..2000,
    ) {
        let with = |limit, warm| {
            let plan = asked(|it| {
                it.account_limit = limit;
                it.scaling_rate = rate;
                it.burst = Some(Burst { requests, over_s: Decimal::new(over.into(), 1), warm });
            });
            plan.unwrap().burst.unwrap()
        };
        let result = with(limit, warm);
        prop_assert_eq!(result.served + result.throttled, requests);
        prop_assert!(result.served <= limit);
        prop_assert_eq!(result.throttled == 0, result.first_throttle_s.is_none());
        if let Some(first) = result.first_throttle_s {
            prop_assert!(first >= 0.0 && first <= f64::from(over) / 10.0 + 1e-9);
        }
        prop_assert!(with(limit + 100, warm).served >= result.served);
        prop_assert!(with(limit, warm + 100).served >= result.served);
    }

    #[test]
    fn promises_are_kept_and_tight(load in 0.01_f64..20_000.0, promise in 0.0001_f64..0.5) {
        let servers = servers_for(load, promise).unwrap();
        prop_assert!(erlang_b(load, servers) <= promise);
        prop_assert!(servers == 0 || erlang_b(load, servers - 1) > promise);
    }

    #[test]
    fn more_room_never_throttles_more(rps in 1_u32..5000, ms in 1_u32..5000, limit in 1_u64..3000) {
        let with = |limit| asked(|it| {
            it.rps = Some(rps.into());
            it.duration_s = Some(Decimal::new(ms.into(), 3));
            it.account_limit = limit;
        }).unwrap();
        let (small, large) = (with(limit), with(limit + 50));
        prop_assert!(large.throttled_rps <= small.throttled_rps);
        prop_assert!(large.throttled_share <= small.throttled_share);
        prop_assert_eq!(small.required, large.required);
    }
}
