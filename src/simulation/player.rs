//! A run that can be walked through: forwards, backwards, to any instant.
//!
//! Going back is exact. The player keeps copies of the whole state at regular steps and runs forward again from the nearest
//! one; the same state gives the same future. When there are too many copies it drops every other one and doubles the
//! distance, so its memory does not grow with the run, and it never keeps the log.

use super::engine::World;
use super::event::{Event, Observer, Phase};
use super::figures::Figures;
use super::scenario::Scenario;

/// Most copies of the state that a player keeps.
const KEYFRAMES: usize = 48;
/// Steps between two copies at first.
const FIRST_DISTANCE: u64 = 256;
/// Things (environments, requests that wait, messages) that all copies together may hold.
const MOST_THINGS: u64 = 4_000_000;

/// Walks through a run. A step is one thing that happens, with all that follows from it at once.
#[derive(Debug, Clone)]
pub struct Player {
    scenario: Scenario,
    world: World,
    /// Steps taken since the beginning.
    position: u64,
    ended: bool,
    keyframes: Vec<Keyframe>,
    distance: u64,
    /// Events of the first instant, before any step.
    opening: Vec<Event>,
}

#[derive(Debug, Clone)]
struct Keyframe {
    position: u64,
    world: World,
}

/// Throws events away, but has them made, so that the state has all that a picture needs.
struct Watched;

impl Observer for Watched {
    fn event(&mut self, _: &Event) {}
}

impl Player {
    /// A player at the beginning of a run.
    pub fn new(scenario: Scenario, seed: u64) -> Self {
        let mut world = World::new(&scenario, seed);
        let mut opening = Vec::new();
        world.begin(&scenario, &mut opening);
        let keyframes = vec![Keyframe { position: 0, world: world.clone() }];
        Self { scenario, world, position: 0, ended: false, keyframes, distance: FIRST_DISTANCE, opening }
    }

    /// The scenario that is played.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// What happened before the first step: provisioned environments were made.
    pub fn opening(&self) -> &[Event] {
        &self.opening
    }

    /// Virtual time in nanoseconds.
    pub fn now_ns(&self) -> u64 {
        self.world.now
    }

    /// Steps taken since the beginning.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Whether the run is at its end.
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// Takes steps until something happens, and says what; `None` at the end of the run.
    pub fn step_forward(&mut self) -> Option<Vec<Event>> {
        let mut events = Vec::new();
        while events.is_empty() {
            if !self.advance(&mut events) {
                return None;
            }
        }
        Some(events)
    }

    /// Goes back to just before the last thing that happened; false at the beginning.
    pub fn step_back(&mut self) -> bool {
        let target = self.position;
        if target == 0 {
            return false;
        }
        // The last step before `target` after which something happened: try ever earlier keyframes.
        let mut before = target;
        loop {
            let from = self.keyframe_before(before);
            self.restore(from);
            let mut last = None;
            let mut at = self.position;
            while self.position < target {
                let mut events = Vec::new();
                if !self.advance(&mut events) {
                    break;
                }
                if !events.is_empty() {
                    last = Some(at);
                }
                at = self.position;
            }
            if let Some(last) = last {
                self.go_to(last);
                return true;
            }
            before = self.keyframes[from].position;
            if before == 0 {
                self.go_to(0);
                return false;
            }
        }
    }

    /// Goes to virtual time `at_ns`: everything up to and at that instant has happened, nothing later.
    pub fn seek(&mut self, at_ns: u64) {
        if at_ns < self.world.now {
            let after = self.keyframes.partition_point(|frame| frame.world.now <= at_ns);
            // Several keyframes may share the instant; the last one of them is right, for it lies inside what has happened.
            self.restore(after.saturating_sub(1));
        }
        while self.world.next_at() <= at_ns && self.advance(&mut Watched) {}
    }

    /// Goes to the state after `position` steps, or to the end if there are fewer.
    pub fn go_to(&mut self, position: u64) {
        if position < self.position {
            let from = self.keyframe_before(position + 1);
            self.restore(from);
        }
        while self.position < position && self.advance(&mut Watched) {}
    }

    /// Goes forwards to virtual time `at_ns`, or as far as `most` steps lead; `observer` sees what happens, with
    /// [`Self::position`] still that before the step. True where the time was reached, or the end of the run.
    pub fn play_to(&mut self, at_ns: u64, most: u64, mut observer: impl FnMut(u64, &Event)) -> bool {
        let mut events = Vec::new();
        for _ in 0..most {
            if self.ended || self.world.next_at() > at_ns {
                return true;
            }
            let before = self.position;
            if !self.advance(&mut events) {
                return true;
            }
            for event in events.drain(..) {
                observer(before, &event);
            }
        }
        self.ended || self.world.next_at() > at_ns
    }

    /// When the next step is taken, in nanoseconds; `None` where there is none. A step may turn out to be silent.
    pub fn next_at_ns(&mut self) -> Option<u64> {
        let next = self.world.next_at();
        (!self.ended && next != u64::MAX).then_some(next)
    }

    /// What there is to draw at this instant.
    pub fn snapshot(&self) -> Snapshot {
        self.world.snapshot()
    }

    /// The figures so far; those of the whole run once it has ended. An invocation that runs is counted when it ends.
    pub fn figures(&self) -> Figures {
        self.world.figures(&self.scenario)
    }

    fn advance<O: Observer>(&mut self, observer: &mut O) -> bool {
        if self.ended || !self.world.step(observer) {
            self.ended = true;
            return false;
        }
        self.position += 1;
        let newest = self.keyframes.last().map_or(0, |frame| frame.position);
        if self.position >= newest + self.distance {
            self.keep();
        }
        true
    }

    /// Keeps a copy of the state, where there is room for it.
    fn keep(&mut self) {
        let here = self.world.things();
        let kept: u64 = self.keyframes.iter().map(|frame| frame.world.things()).sum();
        if self.keyframes.len() == KEYFRAMES || kept + here > MOST_THINGS {
            let mut keep = false;
            self.keyframes.retain(|_| {
                keep = !keep;
                keep
            });
            self.distance = self.distance.saturating_mul(2);
        }
        let kept: u64 = self.keyframes.iter().map(|frame| frame.world.things()).sum();
        if kept + here <= MOST_THINGS {
            self.keyframes.push(Keyframe { position: self.position, world: self.world.clone() });
        }
    }

    /// Index of the last keyframe before `position`, or of the first of all.
    fn keyframe_before(&self, position: u64) -> usize {
        self.keyframes.partition_point(|frame| frame.position < position).saturating_sub(1)
    }

    fn restore(&mut self, keyframe: usize) {
        if let Some(frame) = self.keyframes.get(keyframe) {
            self.world = frame.world.clone();
            self.position = frame.position;
            self.ended = false;
        }
    }
}

/// What there is to draw at an instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Virtual time in nanoseconds.
    pub now_ns: u64,
    /// Environments that exist, in the order of their creation.
    pub environments: Vec<EnvironmentView>,
    /// Requests whose callers wait to try again, the next first.
    pub waiting: Vec<WaitingView>,
    /// Queues and streams, in the order of the file.
    pub queues: Vec<QueueView>,
    /// Connections that are left of each database, in the order of the file.
    pub connections_free: Vec<u32>,
    /// Counters of each function, in the order of the file.
    pub counters: Vec<Counters>,
}

/// An environment at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentView {
    /// Its number, from 1 in the order of creation.
    pub number: u64,
    /// Place of its function in the scenario.
    pub function: u32,
    /// Whether it is kept ready.
    pub provisioned: bool,
    /// What it does.
    pub phase: Phase,
    /// Since when, in nanoseconds.
    pub since_ns: u64,
    /// Until when its invocation lasts, in nanoseconds; `None` while it is idle.
    pub until_ns: Option<u64>,
    /// The request it works on.
    pub request: Option<u64>,
}

/// A request between two attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingView {
    /// The request.
    pub request: u64,
    /// Place of its function in the scenario.
    pub function: u32,
    /// Number of the attempt to come.
    pub attempt: u32,
    /// When it comes, in nanoseconds.
    pub at_ns: u64,
}

/// A queue or a stream at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueView {
    /// Place of its function in the scenario.
    pub function: u32,
    /// Place of the source within the function.
    pub source: u32,
    /// Messages that can be received, or records that wait, those of batches that run included.
    pub waiting: u64,
    /// Messages that were received and are hidden: in batches, or until they are visible again.
    pub hidden: u64,
    /// Concurrent invocations that the mapping allows itself; `None` for streams, which allow one for each lane.
    pub allowed: Option<u32>,
    /// Records of each shard; empty for queues.
    pub shards: Vec<u64>,
    /// Age of the oldest record of a stream, in nanoseconds.
    pub iterator_age_ns: u64,
}

/// What has happened to a function's requests up to an instant, warm-up left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counters {
    /// Requests that arrived.
    pub requests: u64,
    /// Invocations in a new environment.
    pub cold_starts: u64,
    /// Requests refused for good.
    pub throttled: u64,
    /// Requests that got their answer.
    pub completed: u64,
    /// Events given up and kept for somebody to look at.
    pub dead_lettered: u64,
    /// Events given up and lost.
    pub dropped: u64,
    /// Invocations that run now.
    pub busy: u64,
    /// Environments that wait for a request, provisioned ones included.
    pub idle: u64,
    /// Environments made so far.
    pub environments_created: u64,
}
