//! Nothing gets lost: whatever the sources, what came in is completed, refused, given up or still there, and walking backwards
//! through a run shows the same pictures.

#![allow(clippy::unwrap_used, missing_docs)]

mod simulation_support;
#[path = "simulation_support/sources.rs"]
mod sources;

use coldstart::simulation::scenario::{End, Invocation};
use coldstart::simulation::{EventKind, Player, QueueView, Snapshot, simulate};
use proptest::prelude::*;
use sources::world;

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
        let count = sources::requests(&scene);
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
