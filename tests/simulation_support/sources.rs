//! Random scenarios with every kind of source, for properties.

#![allow(unreachable_pub, reason = "a module of test files")]

use crate::simulation_support::{S, function, scenario};
use coldstart::simulation::Distribution;
use coldstart::simulation::scenario::{
    Arrivals, Asynchronous, End, Invocation, Queue, Records, Redrive, Scenario, Source, Stream,
};
use proptest::prelude::*;

fn seconds(range: std::ops::Range<u64>) -> impl Strategy<Value = u64> {
    range.prop_map(|halves| halves * S / 2)
}

fn records() -> impl Strategy<Value = Records> {
    (0_u64..2000, seconds(0..2), 0.0..0.2, any::<bool>()).prop_map(|(kb, time_ns, share, named)| Records {
        kb,
        time_ns,
        poison_share: if share < 0.1 { 0.0 } else { share },
        poison: vec![3, 8],
        report_batch_item_failures: named,
    })
}

fn asynchronous() -> impl Strategy<Value = Invocation> {
    (0_u32..3, seconds(120..600), any::<bool>(), any::<bool>()).prop_map(|(retries, age, kept, sent)| {
        Invocation::Async(Asynchronous {
            maximum_retry_attempts: retries,
            maximum_event_age_ns: age,
            on_failure: kept.then(|| "lost".to_owned()),
            on_success: sent.then(|| "done".to_owned()),
        })
    })
}

fn queue() -> impl Strategy<Value = Invocation> {
    let settings = (1_u32..12, seconds(0..6), seconds(4..40), seconds(100..400));
    let limits = (
        proptest::option::of(2_u32..5),
        proptest::option::of((2_u32..4).prop_map(|least| (least, least + 2))),
        proptest::option::of(1_u32..4),
        proptest::option::of(1_u32..5),
    );
    (settings, limits, records()).prop_map(|((size, window, hidden, kept), limits, records)| {
        let (most, pollers, receives, groups) = limits;
        Invocation::Sqs(Queue {
            batch_size: size,
            maximum_batching_window_ns: if groups.is_some() { 0 } else { window },
            visibility_timeout_ns: hidden,
            message_retention_ns: kept,
            maximum_concurrency: if pollers.is_some() { None } else { most },
            provisioned_pollers: pollers,
            redrive: receives
                .map(|max_receive_count| Redrive { max_receive_count, dead_letter_queue: "dlq".to_owned() }),
            message_groups: groups,
            records,
        })
    })
}

fn stream() -> impl Strategy<Value = Invocation> {
    let settings = (1_u32..4, 1_u32..3, 1_u32..12, seconds(0..6), any::<bool>());
    let limits = (proptest::option::of(0_u32..4), seconds(40..400), any::<bool>(), 0.0..0.9);
    (settings, limits, records()).prop_map(|((shards, factor, size, window, bisect), limits, records)| {
        let (retries, age, kept, hot) = limits;
        Invocation::Stream(Stream {
            shards,
            parallelization_factor: factor,
            batch_size: size,
            maximum_batching_window_ns: window,
            bisect_batch_on_function_error: bisect,
            maximum_retry_attempts: retries,
            maximum_record_age_ns: age,
            on_failure: kept.then(|| "failed".to_owned()),
            hot_shard_share: if hot < 0.4 { 0.0 } else { hot },
            records,
        })
    })
}

fn source() -> impl Strategy<Value = Source> {
    let invocation = prop_oneof![Just(Invocation::Sync), asynchronous(), queue(), stream()];
    (invocation, proptest::collection::vec(0_u64..120, 0..60)).prop_map(|(invocation, mut halves)| {
        halves.sort_unstable();
        let times: Vec<u64> = halves.into_iter().map(|half| half * S / 2).collect();
        Source { invocation, ..Source::sync(Arrivals::Times(times.into())) }
    })
}

prop_compose! {
    pub fn world()(
        sources in proptest::collection::vec(proptest::collection::vec(source(), 1..3), 1..3),
        end in seconds(20..900),
        warmup in prop_oneof![Just(0), seconds(0..20)],
        concurrency in 1_u32..8,
        errors in prop_oneof![Just(0.0), 0.05..0.5],
        crashes in prop_oneof![Just(0.0), 0.05..0.3],
        mean in 0.1_f64..3.0,
        timeout in proptest::option::of(seconds(2..12)),
        reserved in proptest::option::weighted(0.3, 0_u32..4),
    ) -> Scenario {
        let functions = sources.into_iter().enumerate().map(|(at, sources)| {
            let law = Distribution::Exponential { mean: mean * 1e9 };
            let mut made = function(&format!("f{at}"), law, Arrivals::Times([].into()));
            made.sources = sources;
            made.error_share = errors;
            made.crash_share = crashes;
            made.timeout_ns = timeout;
            made.reserved = reserved.filter(|_| at == 0);
            made
        });
        let mut made = scenario(End::At(end), functions.collect());
        made.account.concurrency = concurrency + reserved.unwrap_or(0);
        made.warmup_ns = warmup.min(end - 1);
        made
    }
}

/// How many requests a scenario has in all.
pub fn requests(scenario: &Scenario) -> u64 {
    let of = |source: &Source| match &source.arrivals {
        Arrivals::Times(times) => times.len() as u64,
        _ => 0,
    };
    scenario.functions.iter().flat_map(|function| &function.sources).map(of).sum()
}
