//! The fleet: every environment there is, what it does, and what waits for one.

use super::Stage;
use super::reel::Reel;
use crate::simulation::ThrottleReason;
use crate::simulation::{EventKind, QueueView, Snapshot};

/// An environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Its number.
    pub number: u64,
    /// Place of its function in the scenario.
    pub function: u32,
    /// What it does.
    pub stage: Stage,
    /// The request it works on.
    pub request: Option<u64>,
}

/// What waits in a queue or a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backlog {
    /// Messages of a queue.
    Queue {
        /// Place of its function in the scenario.
        function: u32,
        /// Messages that can be received.
        visible: u64,
        /// Messages in flight: received, and hidden until they are deleted or come back.
        in_flight: u64,
        /// Invocations at once that the mapping allows itself.
        allowed: u32,
    },
    /// Records of a stream.
    Stream {
        /// Place of its function in the scenario.
        function: u32,
        /// Records that wait, those of running batches included.
        records: u64,
        /// Shards.
        shards: u64,
        /// Records in the fullest shard.
        fullest: u64,
        /// Age of the oldest record, in nanoseconds.
        iterator_age_ns: u64,
    },
}

impl Backlog {
    fn of(view: &QueueView) -> Self {
        let function = view.function;
        match view.allowed {
            Some(allowed) => Self::Queue { function, visible: view.waiting, in_flight: view.hidden, allowed },
            None => Self::Stream {
                function,
                records: view.waiting,
                shards: view.shards.len() as u64,
                fullest: view.shards.iter().copied().max().unwrap_or(0),
                iterator_age_ns: view.iterator_age_ns,
            },
        }
    }
}

/// All environments at an instant, and what presses on them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fleet {
    /// Environments by number.
    pub cells: Vec<Cell>,
    /// How many are in each of [`Stage::ALL`].
    pub counts: [u64; Stage::ALL.len()],
    /// Invocations that run, INIT included.
    pub busy: u64,
    /// The account's concurrency.
    pub capacity: u32,
    /// Callers that wait to try again.
    pub waiting: u64,
    /// When the next of them tries, in nanoseconds.
    pub next_retry_ns: Option<u64>,
    /// Attempts refused in the last second, and why the last one was.
    pub refused_lately: u64,
    /// Why.
    pub refused_because: Option<ThrottleReason>,
    /// Environments made in the last second.
    pub made_lately: u64,
    /// What waits in queues and streams, in the order of the scenario.
    pub backlogs: Vec<Backlog>,
}

/// What counts as lately: a second.
const LATELY: u64 = 1_000_000_000;

impl Fleet {
    /// The fleet at the reel's place.
    pub fn of(reel: &Reel) -> Self {
        let Snapshot { environments, waiting, queues, .. } = reel.snapshot();
        let mut counts = [0; Stage::ALL.len()];
        let cells: Vec<Cell> = environments
            .iter()
            .map(|it| {
                let stage = Stage::of(it.phase, it.provisioned);
                if let Some(count) =
                    Stage::ALL.iter().position(|other| *other == stage).and_then(|at| counts.get_mut(at))
                {
                    *count += 1;
                }
                Cell { number: it.number, function: it.function, stage, request: it.request }
            })
            .collect();
        let busy = cells.iter().filter(|cell| !matches!(cell.stage, Stage::Frozen | Stage::Ready)).count();
        let since = reel.now_ns().saturating_sub(LATELY);
        let mut fleet = Self {
            cells,
            counts,
            busy: busy as u64,
            capacity: reel.scene().scenario.account.concurrency,
            waiting: waiting.len() as u64,
            next_retry_ns: waiting.first().map(|waiting| waiting.at_ns),
            refused_lately: 0,
            refused_because: None,
            made_lately: 0,
            backlogs: queues.iter().map(Backlog::of).collect(),
        };
        for event in reel.log().events().rev().take_while(|event| event.at_ns > since) {
            match event.kind {
                EventKind::Throttled { reason, .. } => {
                    fleet.refused_lately += 1;
                    fleet.refused_because.get_or_insert(reason);
                }
                EventKind::EnvironmentCreated { .. } => fleet.made_lately += 1,
                _ => {}
            }
        }
        fleet
    }

    /// How many environments are in a stage.
    pub fn count(&self, stage: Stage) -> u64 {
        Stage::ALL
            .iter()
            .position(|other| *other == stage)
            .and_then(|at| self.counts.get(at))
            .copied()
            .unwrap_or(0)
    }

    /// Cells in at most `most` groups of neighbours, each with the stage that asks for attention most; and how many
    /// environments a group holds.
    pub fn grouped(cells: &[Cell], most: usize) -> (usize, Vec<Cell>) {
        let each = cells.len().div_ceil(most.max(1)).max(1);
        let urgent = |stage: Stage| match stage {
            Stage::Fetch => 5,
            Stage::Init | Stage::Restore => 4,
            Stage::Invoke => 3,
            Stage::Ready => 2,
            Stage::Frozen | Stage::Shutdown => 1,
        };
        let group = |cells: &[Cell]| {
            let mut votes = [0_usize; 6];
            for cell in cells {
                if let Some(vote) = votes.get_mut(urgent(cell.stage)) {
                    *vote += 1;
                }
            }
            // The stage of most of them; of several the more urgent.
            cells.iter().copied().max_by_key(|cell| {
                let urgency = urgent(cell.stage);
                (votes.get(urgency).copied().unwrap_or(0), urgency, std::cmp::Reverse(cell.number))
            })
        };
        (each, cells.chunks(each).filter_map(group).collect())
    }
}
