//! The whole run at a glance, before it is played: concurrency over time, where the cold starts and the refusals are, how it ends.

use crate::simulation::{Column, Event, EventKind, Figures, Observer, Run, Scenario, Timeline};

/// Most marks that are kept.
const MARKS: usize = 20_000;

/// Something that one may want to jump to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// When, in nanoseconds.
    pub at_ns: u64,
    /// Place of the function in the scenario.
    pub function: u32,
    /// What.
    pub kind: MarkKind,
}

/// What one may want to jump to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// An environment is made for a request.
    Cold {
        /// The environment.
        environment: u64,
    },
    /// A request is refused.
    Throttle,
}

/// A run looked over in advance.
#[derive(Debug, Clone)]
pub struct Survey {
    timeline: Timeline,
    marks: Vec<Mark>,
    figures: Figures,
    covered_ns: u64,
    complete: bool,
    events: u64,
}

struct Collector<'a> {
    marks: &'a mut Vec<Mark>,
    events: u64,
    last_ns: u64,
}

impl Observer for Collector<'_> {
    fn event(&mut self, event: &Event) {
        self.events += 1;
        self.last_ns = event.at_ns;
        let kind = match event.kind {
            EventKind::EnvironmentCreated { environment, request: Some(_) } => MarkKind::Cold { environment },
            EventKind::Throttled { .. } => MarkKind::Throttle,
            _ => return,
        };
        if self.marks.len() < MARKS {
            self.marks.push(Mark { at_ns: event.at_ns, function: event.function, kind });
        }
    }
}

impl Survey {
    /// Looks a run over, in at most `pieces` pieces of some ten thousand steps each.
    pub fn new(scenario: &Scenario, seed: u64, pieces: u32) -> Self {
        let mut run = Run::new(scenario, seed);
        let mut marks = Vec::new();
        let mut collector = Collector { marks: &mut marks, events: 0, last_ns: 0 };
        let mut complete = false;
        for _ in 0..pieces {
            if !run.advance(&mut collector) {
                complete = true;
                break;
            }
        }
        let (events, last_ns) = (collector.events, collector.last_ns);
        let figures = run.figures();
        let covered_ns = if complete { run.timeline().end_ns() } else { last_ns };
        Self { timeline: run.timeline().clone(), marks, figures, covered_ns, complete, events }
    }

    /// Concurrency over what was looked at, in at most `count` parts.
    pub fn columns(&self, count: usize) -> Vec<Column> {
        self.timeline.columns(count)
    }

    /// Cold starts and refusals in their order; of a very long run the first ones.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The run's figures, where all of it was looked at.
    pub fn figures(&self) -> Option<&Figures> {
        self.complete.then_some(&self.figures)
    }

    /// How far it was looked at, in nanoseconds.
    pub fn covered_ns(&self) -> u64 {
        self.covered_ns
    }

    /// Whether the marks cover everything up to `covered_ns`.
    pub fn has_all_marks(&self) -> bool {
        self.marks.len() < MARKS
    }

    /// Events in a second of virtual time, on average.
    pub fn events_per_s(&self) -> u64 {
        let rate = u128::from(self.events) * 1_000_000_000 / u128::from(self.covered_ns.max(1));
        u64::try_from(rate).unwrap_or(u64::MAX)
    }
}
