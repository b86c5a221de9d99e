//! The engine against a simulator that could not be simpler: lists, searched from end to end for whatever comes next.
//!
//! How long a handler runs and how it ends is read from the engine's own log, so that random laws can be compared, and so is the
//! message group or the lane that a record falls into; who serves what, who is refused, made or shut down, what a queue or a
//! stream does with its records, and every figure, is worked out here again.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss, unreachable_pub, missing_docs)]

mod dice;
mod queue;
#[path = "../simulation_support/mod.rs"]
mod simulation_support;
#[path = "../simulation_support/sources.rs"]
mod sources;
mod stream;
mod world;

use coldstart::simulation::scenario::{End, Invocation, Scenario};
use coldstart::simulation::{Event, EventKind, Figures, simulate};
use dice::Dice;
use proptest::prelude::*;
use simulation_support::S;
use world::{Count, Naive, Seen, Tape, seen};

fn tape(events: &[Event]) -> Tape {
    let mut tape = Tape::default();
    for event in events {
        match event.kind {
            EventKind::InvokeEnded { environment, duration_ns, outcome, .. } => {
                tape.invocations.entry(environment).or_default().push_back((duration_ns, outcome));
            }
            EventKind::RequestArrived { request, group: Some(group), .. } => {
                tape.groups.insert(request, group);
            }
            _ => {}
        }
    }
    tape
}

/// What differs from scenario to scenario.
fn told(scenario: &Scenario) -> String {
    let Scenario { end, warmup_ns, account, functions, .. } = scenario;
    format!("{end:?}, warm-up {warmup_ns}, {account:?}, {functions:#?}")
}

fn compare(scenario: &Scenario, seed: u64) {
    let mut events: Vec<Event> = Vec::new();
    let figures = simulate(scenario, seed, &mut events);
    let tally = &figures.total.tally;
    let gone = tally.completed + tally.throttled + tally.dropped + tally.dead_lettered;
    match scenario.end {
        End::AfterRequests(_) => assert_eq!(tally.requests, gone, "seed {seed}"),
        End::At(_) => assert!(tally.requests >= gone, "seed {seed}"),
    }
    let mut tape = tape(&events);
    let (log, counts, ended) = Naive::new(scenario, &mut tape).run();
    let events: Vec<(u64, u32, Seen)> = events.iter().filter_map(seen).collect();
    for (at, (ours, theirs)) in events.iter().zip(&log).enumerate() {
        assert_eq!(
            ours,
            theirs,
            "event {at} (engine first), seed {seed}, of {}\nbefore: {:#?}",
            told(scenario),
            &log[at.saturating_sub(8)..at]
        );
    }
    assert_eq!(
        events.len(),
        log.len(),
        "seed {seed}, {:?}, {:?}, of {}\nbefore: {:#?}",
        events.get(log.len()),
        log.get(events.len()),
        told(scenario),
        &events[events.len().min(log.len()).saturating_sub(8)..events.len().min(log.len())]
    );
    agree(&figures, &counts, ended, scenario, seed);
}

fn agree(figures: &Figures, counts: &[Count], ended: u64, scenario: &Scenario, seed: u64) {
    assert_eq!(figures.simulated_ns, ended, "seed {seed}");
    for (figures, count) in figures.functions.iter().zip(counts) {
        let tally = &figures.tally;
        let ours = [
            tally.requests,
            tally.completed,
            tally.cold_starts,
            tally.throttled,
            tally.errors,
            tally.timeouts,
            tally.retries,
            tally.environments_created,
            tally.environments_ended,
            tally.max_busy,
            tally.latency.count(),
            tally.latency.max(),
            tally.usage.on_demand_ms + tally.usage.init_ms + tally.usage.provisioned_ms,
            tally.records,
            tally.batches,
            tally.dropped,
            tally.dead_lettered,
            tally.iterator_age_ns.unwrap_or(0),
        ];
        let theirs = [
            count.requests,
            count.completed,
            count.cold,
            count.throttled,
            count.errors,
            count.timeouts,
            count.retries,
            count.created,
            count.ended,
            count.max_busy,
            count.latencies.len() as u64,
            count.latencies.iter().copied().max().unwrap_or(0),
            count.billed_ms,
            count.records,
            count.batches,
            count.dropped,
            count.dead_lettered,
            count.iterator_age.unwrap_or(0),
        ];
        assert_eq!(
            ours,
            theirs,
            "requests, completed, cold, throttled, errors, timeouts, retries, created, ended, peak, latencies, longest, billed, records, batches, dropped, dead-lettered, iterator age; seed {seed}, {}",
            told(scenario)
        );
        let span = ended.saturating_sub(scenario.warmup_ns);
        let close = |ours: f64, sum: u128| {
            assert!(
                (ours * span as f64 - sum as f64).abs() <= 1e-9 * sum as f64 + 1e-3,
                "seed {seed}: {ours} and {sum} over {span}"
            );
        };
        if span > 0 {
            close(figures.mean_busy(), count.busy);
            close(figures.mean_idle(), count.idle);
        }
        if count.ended > 0 {
            let life = count.life as f64 / count.ended as f64 / S as f64;
            assert!((figures.mean_lifespan_s().unwrap() - life).abs() < 1e-9 * life + 1e-9);
        }
    }
}

#[test]
fn agrees_with_the_naive_simulator_event_by_event() {
    let mut events = 0;
    for seed in 0..6000 {
        let scenario = Dice(seed).scenario();
        compare(&scenario, seed);
        events += scenario.functions.len();
    }
    assert!(events > 6000);
}

/// What the naive simulator cannot read from a log: which records are poison by chance.
fn certain(mut scenario: Scenario) -> Scenario {
    for source in scenario.functions.iter_mut().flat_map(|function| &mut function.sources) {
        match &mut source.invocation {
            Invocation::Sqs(queue) => queue.records.poison_share = 0.0,
            Invocation::Stream(stream) => stream.records.poison_share = 0.0,
            Invocation::Sync | Invocation::Async(_) => {}
        }
    }
    scenario
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, max_shrink_iters: 4000, ..ProptestConfig::default() })]

    #[test]
    fn agrees_on_events_queues_and_streams(scene in sources::world(), seed in 0_u64..1000, all in any::<bool>()) {
        let mut scene = certain(scene);
        let requests = sources::requests(&scene);
        if all && requests > 0 {
            scene.end = End::AfterRequests(requests);
        }
        compare(&scene, seed);
    }
}
