//! Walking through a run, in both directions.

#![allow(clippy::unwrap_used, missing_docs)]

mod simulation_support;

use coldstart::simulation::scenario::{Arrivals, ClientRetries, End, Jitter, Scenario};
use coldstart::simulation::{Distribution, Event, Phase, Player, Snapshot, simulate};
use simulation_support::{MS, S, function, init, scenario};

fn busy_scene() -> Scenario {
    let mut made = function("f", Distribution::Exponential { mean: 4e8 }, Arrivals::Poisson { rate: 12.0 });
    made.start = init(Distribution::Exponential { mean: 3e8 });
    made.idle_timeout = Distribution::Constant(500 * MS);
    made.provisioned = 1;
    made.crash_share = 0.1;
    made.sources[0].client_retries = Some(ClientRetries {
        max_attempts: 3,
        base_ns: 200 * MS,
        max_backoff_ns: S,
        jitter: Jitter::Equal,
        on_throttle: true,
        on_error: true,
    });
    let mut made = scenario(End::At(120 * S), vec![made]);
    made.account.concurrency = 6;
    made.warmup_ns = 10 * S;
    made
}

/// The whole run: events, and the picture after each step that had any.
fn played(scene: &Scenario) -> (Vec<Event>, Vec<(u64, Snapshot)>) {
    let mut player = Player::new(scene.clone(), 4);
    let mut events = player.opening().to_vec();
    let mut pictures = vec![(player.position(), player.snapshot())];
    while let Some(more) = player.step_forward() {
        events.extend(more);
        pictures.push((player.position(), player.snapshot()));
    }
    assert!(player.has_ended());
    (events, pictures)
}

#[test]
fn forwards_is_the_run_itself() {
    let scene = busy_scene();
    let mut log = Vec::new();
    let figures = simulate(&scene, 4, &mut log);
    let (events, _) = played(&scene);
    assert!(log.len() > 4000);
    assert_eq!(events, log);
    let mut player = Player::new(scene, 4);
    player.go_to(u64::MAX);
    assert_eq!(player.figures().total.entries(), figures.total.entries());
}

#[test]
fn backwards_passes_the_same_pictures() {
    let scene = busy_scene();
    let (_, pictures) = played(&scene);
    let mut player = Player::new(scene, 4);
    player.go_to(u64::MAX);
    let mut steps = pictures.len() - 1;
    while player.step_back() {
        steps -= 1;
        assert_eq!(player.snapshot().environments, pictures[steps].1.environments, "before step {steps}");
        assert_eq!(player.snapshot().waiting, pictures[steps].1.waiting);
    }
    assert_eq!((steps, player.position()), (0, 0));
    // And forwards again.
    assert!(player.step_forward().is_some());
    assert_eq!(player.snapshot(), pictures[1].1);
}

#[test]
fn any_instant_can_be_reached_from_anywhere() {
    let scene = busy_scene();
    let (_, pictures) = played(&scene);
    let mut player = Player::new(scene, 4);
    let mut place = 1_u64;
    for _ in 0..200 {
        place = place.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = (place >> 20) % (125 * S);
        player.seek(at);
        let last = pictures.iter().rev().find(|(_, picture)| picture.now_ns <= at).unwrap();
        assert_eq!(player.snapshot().environments, last.1.environments, "at {at}");
        assert!(player.now_ns() <= at);
    }
}

#[test]
fn a_picture_shows_what_is_going_on() {
    let mut made = function("f", Distribution::Constant(S), Arrivals::Times([0, 2 * S].into()));
    made.start = init(Distribution::Constant(500 * MS));
    let mut player = Player::new(scenario(End::At(10 * S), vec![made]), 1);
    player.seek(200 * MS);
    let picture = player.snapshot();
    let view = &picture.environments[0];
    assert_eq!((view.phase, view.since_ns, view.until_ns), (Phase::InitFunction, 0, Some(1500 * MS)));
    assert_eq!((view.request, picture.counters[0].busy, picture.counters[0].cold_starts), (Some(1), 1, 1));
    player.seek(700 * MS);
    assert_eq!(player.snapshot().environments[0].phase, Phase::Invoke);
    player.seek(1900 * MS);
    let view = player.snapshot().environments[0].clone();
    assert_eq!(
        (view.phase, view.since_ns, view.until_ns, view.request),
        (Phase::Idle, 1500 * MS, None, None)
    );
}

#[test]
fn events_are_written_as_flat_json() {
    let made = function("f", Distribution::Constant(S), Arrivals::Times([S].into()));
    let mut log = Vec::new();
    simulate(&scenario(End::At(10 * S), vec![made]), 1, &mut log);
    let lines: Vec<String> = log.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
    assert_eq!(
        lines[..3],
        [
            r#"{"at_ns":1000000000,"function":0,"event":"request_arrived","request":1,"source":0}"#,
            r#"{"at_ns":1000000000,"function":0,"event":"environment_created","environment":1,"request":1}"#,
            r#"{"at_ns":1000000000,"function":0,"event":"invoke_started","environment":1,"request":1,"attempt":1,"start":"cold","suppressed_init_ns":0}"#,
        ]
    );
}
