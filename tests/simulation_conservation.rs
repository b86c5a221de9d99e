//! Nothing gets lost: whatever the sources, what came in is completed, refused, given up or still there, and walking backwards
//! through a run shows the same pictures.

#![allow(clippy::unwrap_used, missing_docs)]

mod simulation_support;

use coldstart::simulation::scenario::{
    Arrivals, Asynchronous, End, Invocation, Queue, Records, Redrive, Scenario, Source, Stream,
};
use coldstart::simulation::{Distribution, EventKind, Player, QueueView, Snapshot, simulate};
use proptest::prelude::*;
use simulation_support::{S, function, scenario};

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
    fn world()(
        sources in proptest::collection::vec(proptest::collection::vec(source(), 1..3), 1..3),
        end in seconds(20..900),
        warmup in prop_oneof![Just(0), seconds(0..20)],
        concurrency in 1_u32..8,
        errors in prop_oneof![Just(0.0), 0.05..0.5],
        crashes in prop_oneof![Just(0.0), 0.05..0.3],
        mean in 0.1_f64..3.0,
        timeout in proptest::option::of(seconds(2..12)),
    ) -> Scenario {
        let functions = sources.into_iter().enumerate().map(|(at, sources)| {
            let law = Distribution::Exponential { mean: mean * 1e9 };
            let mut made = function(&format!("f{at}"), law, Arrivals::Times([].into()));
            made.sources = sources;
            made.error_share = errors;
            made.crash_share = crashes;
            made.timeout_ns = timeout;
            made
        });
        let mut made = scenario(End::At(end), functions.collect());
        made.account.concurrency = concurrency;
        made.warmup_ns = warmup.min(end - 1);
        made
    }
}

/// What is still in queues and streams.
fn still_there(picture: &Snapshot) -> u64 {
    picture.queues.iter().map(|QueueView { waiting, hidden, .. }| waiting + hidden).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_comes_in_is_accounted_for(scene in world(), seed in 0_u64..1000) {
        let figures = simulate(&scene, seed, &mut ());
        let mut events = Vec::new();
        let observed = simulate(&scene, seed, &mut events);
        prop_assert_eq!(figures.total.entries(), observed.total.entries(), "watching changes nothing");
        for of in &figures.functions {
            let tally = &of.tally;
            let gone = tally.completed + tally.throttled + tally.dropped + tally.dead_lettered;
            prop_assert!(gone <= tally.requests, "{:?}", tally);
            prop_assert_eq!(of.waiting(), tally.requests - gone);
        }
        if scene.warmup_ns > 0 {
            return Ok(());
        }
        let batches = events.iter().filter(|it| matches!(it.kind, EventKind::BatchSent { attempt: 1, .. })).count();
        prop_assert_eq!(figures.total.tally.batches, batches as u64);
        let told = |kept: bool| -> u64 {
            let of = |event: &coldstart::simulation::Event| match event.kind {
                EventKind::DeadLettered { records, .. } if kept => u64::from(records),
                EventKind::Dropped { records, .. } if !kept => u64::from(records),
                _ => 0,
            };
            events.iter().map(of).sum()
        };
        prop_assert_eq!(figures.total.tally.dead_lettered, told(true));
        prop_assert_eq!(figures.total.tally.dropped, told(false));
        // Where every source has a mapping, what is not gone lies in its queue or its shards.
        let mapped = scene.functions.iter().flat_map(|f| &f.sources)
            .all(|source| matches!(source.invocation, Invocation::Sqs(_) | Invocation::Stream(_)));
        if mapped {
            let mut player = Player::new(scene.clone(), seed);
            player.go_to(u64::MAX);
            prop_assert_eq!(still_there(&player.snapshot()), figures.total.waiting());
        }
    }

    #[test]
    fn a_run_ends_only_when_all_is_done(mut scene in world(), seed in 0_u64..1000) {
        let count: u64 = scene.functions.iter().flat_map(|f| &f.sources).filter_map(|source| match &source.arrivals {
            Arrivals::Times(times) => Some(times.len() as u64),
            _ => None,
        }).sum();
        prop_assume!(count > 0);
        scene.end = End::AfterRequests(count);
        scene.warmup_ns = 0;
        let figures = simulate(&scene, seed, &mut ());
        prop_assert_eq!(figures.total.waiting(), 0);
        prop_assert_eq!(figures.total.tally.requests, count);
    }

    #[test]
    fn going_back_shows_the_same_pictures(scene in world(), seed in 0_u64..1000) {
        let mut player = Player::new(scene, seed);
        let mut pictures = vec![(player.position(), player.snapshot())];
        while player.step_forward().is_some() {
            pictures.push((player.position(), player.snapshot()));
        }
        // The step that ends the run lets time pass and has no position of its own.
        let end = player.position();
        let earlier = pictures.iter().rev().filter(|(position, _)| *position < end);
        for (position, picture) in earlier.step_by(7) {
            player.go_to(*position);
            prop_assert_eq!(&player.snapshot(), picture);
        }
    }
}
