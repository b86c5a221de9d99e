//! A run being watched: both directions show the same, and the figures are the simulator's own.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use coldstart::animation::{
    Backlog, Fleet, Heading, Incident, Path, Payer, Reel, Scene, Stage, Step, TimelineView,
};
use coldstart::calculator::Rules;
use coldstart::course::Course;
use coldstart::pricing::PriceBook;
use coldstart::scenarios::{all, cost, find, quotas};
use coldstart::simulation::{EnvironmentView, Scenario, StartKind, WaitingView, simulate};

const S: u64 = 1_000_000_000;

fn scene(id: &str) -> Scene {
    let course = Course::built_in();
    let known = find(id).unwrap();
    let scenario = Scenario::parse(id, known.source, &quotas(&course).unwrap(), 1 << 30).unwrap();
    let limits = Rules::of(&course).unwrap().limits;
    let seed = scenario.seed;
    let region = "us-east-1".to_owned();
    Scene { scenario, seed, title: known.title, book: PriceBook::of(&course), limits, region }
}

fn reel(id: &str) -> Reel {
    Reel::new(scene(id)).unwrap()
}

/// Everything that a view is made from.
#[derive(Debug, Clone, PartialEq)]
struct Picture {
    environments: Vec<EnvironmentView>,
    waiting: Vec<WaitingView>,
    told: Vec<String>,
    fact: Option<&'static str>,
    fleet: Fleet,
    timeline: TimelineView,
    path: Option<Path>,
}

fn picture(reel: &mut Reel) -> Picture {
    let snapshot = reel.snapshot();
    Picture {
        environments: snapshot.environments,
        waiting: snapshot.waiting,
        told: reel.told().iter().map(|line| line.text.clone()).collect(),
        fact: reel.fact(),
        fleet: Fleet::of(reel),
        timeline: TimelineView::of(reel, 2 * S),
        path: reel.path(),
    }
}

fn there_and_back(reel: &mut Reel, steps: usize, id: &str) {
    // A walk begins where something happens, not somewhere in between.
    if reel.position() > 0 {
        reel.step_forward();
    }
    let mut seen = vec![picture(reel)];
    for _ in 0..steps {
        if !reel.step_forward() {
            break;
        }
        seen.push(picture(reel));
    }
    // The end of the run is no step of its own.
    let mut at = seen.len() - 1;
    while at > 0 {
        assert!(reel.step_back(), "{id}: step {at}");
        at -= 1;
        let (now, then) = (picture(reel), &seen[at]);
        let place = format!("{id}: before step {} from the beginning of the walk", at + 1);
        assert_eq!(now.path, then.path, "{place}");
        assert!(now.timeline == then.timeline, "{place}: the time line");
        assert!(now == *then, "{place}");
    }
}

#[test]
fn every_story_is_the_same_backwards() {
    for known in all() {
        let mut reel = reel(known.id);
        there_and_back(&mut reel, 50, known.id);
        // From the middle, reached in one leap, to where it is busiest.
        let busiest = reel.survey().marks().iter().map(|mark| mark.at_ns).max().unwrap_or(S);
        for at in [reel.end_ns() / 2, busiest.saturating_sub(S)] {
            reel.seek(at);
            there_and_back(&mut reel, 20, known.id);
        }
    }
}

#[test]
fn a_short_story_is_the_same_backwards_from_its_very_end() {
    let mut reel = reel("cold-and-warm");
    there_and_back(&mut reel, usize::MAX, "cold-and-warm");
    assert_eq!((reel.now_ns(), reel.position()), (0, 0));
    assert!(!reel.step_back());
}

#[test]
fn playing_seeking_and_stepping_meet() {
    for known in all() {
        let mut played = reel(known.id);
        let mut sought = reel(known.id);
        let at = played.end_ns() / 3 + 12_345;
        let mut now = 0;
        while now < at {
            now = (now + at / 37).min(at);
            while !played.play_to(now, 5_000) {}
        }
        sought.seek(at);
        assert_eq!(played.now_ns(), sought.now_ns());
        assert!(picture(&mut played) == picture(&mut sought), "{}", known.id);
        // Back over the whole of it, and there again.
        played.seek(0);
        played.seek(at);
        assert!(picture(&mut played) == picture(&mut sought), "{}", known.id);
    }
}

#[test]
fn the_figures_are_those_of_the_simulation() {
    for known in all() {
        let mut reel = reel(known.id);
        let end = reel.end_ns();
        reel.seek(end);
        assert!(reel.has_ended(), "{}", known.id);
        let Scene { scenario, seed, book, limits, region, .. } = scene(known.id);
        let figures = simulate(&scenario, seed, &mut ());
        assert_eq!(reel.figures().total.entries(), figures.total.entries(), "{}", known.id);
        assert_eq!(reel.survey().figures().unwrap().total.entries(), figures.total.entries());
        let bill = cost(&scenario, &figures, &region, &book, &limits).unwrap();
        assert_eq!(reel.cost().unwrap(), bill, "{}", known.id);
    }
}

#[test]
fn a_cold_request_passes_every_phase_in_order() {
    let mut reel = reel("cold-and-warm");
    let path = reel.path().unwrap();
    let (first, next) = (&path.life.first, path.life.next.as_ref().unwrap());
    let steps: Vec<Step> = first.lanes.iter().map(|lane| lane.step).collect();
    assert_eq!(steps, [Step::FetchCode, Step::InitRuntime, Step::InitCode, Step::Handler]);
    assert_eq!((first.start, next.start), (StartKind::Cold, StartKind::Warm));
    // The parts are without gaps from arrival to answer.
    assert_eq!(first.lanes[0].from_ns, first.arrived_ns);
    assert!(first.lanes.windows(2).all(|pair| pair[0].to_ns == pair[1].from_ns));
    assert_eq!(first.lanes.last().unwrap().to_ns, first.answered_ns);
    // What is paid for, rounded up to a millisecond once, is what is billed.
    let paid: u64 =
        first.lanes.iter().filter(|it| it.step.payer() == Payer::You).map(|it| it.length_ns()).sum();
    assert_eq!(paid.div_ceil(1_000_000), first.billed_ms);
    assert_eq!(next.lanes.len(), 1);
    assert_eq!(first.idle_ns, Some(next.arrived_ns - first.answered_ns));
    assert!(first.cost.unwrap().to_f64() > next.cost.unwrap().to_f64());
    assert!(path.life.shut_down_ns.is_some());
}

#[test]
fn the_running_line_is_above_the_handler_during_init_and_inside_it_afterwards() {
    let mut reel = reel("cold-and-warm");
    let path = reel.path().unwrap();
    let handler = path.code().iter().position(|line| line.text.starts_with("def handler")).unwrap();
    for lane in path.life.first.lanes.clone() {
        reel.seek(u64::midpoint(lane.from_ns, lane.to_ns));
        let path = reel.path().unwrap();
        assert_eq!(path.running().unwrap().step, lane.step);
        match lane.step {
            Step::InitCode => assert!(path.line().unwrap() < handler),
            Step::Handler => assert!(path.line().unwrap() >= handler),
            _ => assert_eq!(path.line(), None),
        }
    }
    reel.seek(path.life.first.answered_ns + 1);
    assert!(reel.path().unwrap().is_frozen());
}

#[test]
fn jumps_lead_from_one_cold_start_or_refusal_to_the_next() {
    let mut reel = reel("cold-and-warm");
    let mut found = Vec::new();
    while reel.jump(Incident::Trouble, Heading::Forwards) {
        found.push(reel.now_ns());
        assert!(Fleet::of(&reel).count(Stage::Fetch) > 0);
    }
    assert_eq!(found.len(), 3);
    let mut back = vec![found.pop().unwrap()];
    while reel.jump(Incident::Trouble, Heading::Backwards) {
        back.push(reel.now_ns());
    }
    back.reverse();
    assert_eq!(back[..2], found[..]);
    assert!(reel.jump(Incident::Phase, Heading::Forwards));
}

#[test]
fn a_fleet_is_counted_whole_however_it_is_grouped() {
    let mut reel = reel("nightly-batch");
    reel.seek(60 * S);
    let fleet = Fleet::of(&reel);
    assert!(fleet.cells.len() > 900, "{}", fleet.cells.len());
    assert_eq!(fleet.counts.iter().sum::<u64>(), fleet.cells.len() as u64);
    assert_eq!(fleet.busy, fleet.count(Stage::Invoke) + fleet.count(Stage::Init) + fleet.count(Stage::Fetch));
    for most in [1, 7, 100, 5_000] {
        let (each, groups) = Fleet::grouped(&fleet.cells, most);
        assert!(groups.len() <= most && groups.len() * each >= fleet.cells.len());
    }
}

#[test]
fn the_figures_know_nothing_of_what_is_to_come() {
    let mut reel = reel("cold-and-warm");
    let answered = reel.path().unwrap().life.first.answered_ns;
    reel.seek(answered - 1);
    let tally = reel.figures().total.tally;
    assert_eq!((tally.requests, tally.cold_starts, tally.completed, tally.latency.count()), (1, 1, 0, 0));
    assert!(reel.cost().unwrap().total.exact.is_zero(), "nothing is billed before the end");
    reel.seek(answered);
    let tally = reel.figures().total.tally;
    assert_eq!((tally.completed, tally.latency.count(), tally.usage.requests), (1, 1, 1));
    assert!(reel.cost().unwrap().total.exact.to_f64() > 0.0);
}

#[test]
fn the_fleet_shows_what_waits_in_queues_and_streams() {
    let mut queue = reel("queue-burst");
    let mut seen = (0, 0);
    let mut stream = reel("hot-shard");
    let mut oldest = 0;
    for second in 1..120 {
        queue.seek(second * S);
        for backlog in Fleet::of(&queue).backlogs {
            let Backlog::Queue { visible, in_flight, .. } = backlog else { panic!("{backlog:?}") };
            seen = (seen.0.max(visible), seen.1.max(in_flight));
        }
        stream.seek(second * 5 * S);
        if let [Backlog::Stream { records, fullest, iterator_age_ns, .. }] = Fleet::of(&stream).backlogs[..] {
            assert!(fullest <= records && (records > 0 || iterator_age_ns == 0));
            oldest = oldest.max(iterator_age_ns);
        }
    }
    assert!(seen.0 > 0 && seen.1 > 0, "{seen:?}");
    assert!(oldest > S, "{oldest}");
    assert!(Fleet::of(&reel("steady-api")).backlogs.is_empty());
}
