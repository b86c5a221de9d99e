//! The time line: environments as rows, time across, phases as bars, requests as marks.

use super::Stage;
use super::reel::Reel;
use crate::simulation::{EnvironmentView, Event, EventKind, Outcome, Phase, StartKind};
use std::collections::BTreeMap;

/// A stretch of an environment's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// What it did.
    pub stage: Stage,
    /// From when, in nanoseconds; from the beginning of the window at the earliest where it began before.
    pub from_ns: u64,
    /// Until when, in nanoseconds; now, where it goes on.
    pub to_ns: u64,
}

/// An environment over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The environment.
    pub number: u64,
    /// Place of its function in the scenario.
    pub function: u32,
    /// What it did, in order.
    pub bars: Vec<Bar>,
    /// When it was shut down.
    pub ended_ns: Option<u64>,
    /// Whether it is kept ready.
    pub provisioned: bool,
}

/// What happened in a window of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineView {
    /// Beginning of the window, in nanoseconds.
    pub from_ns: u64,
    /// Its end.
    pub to_ns: u64,
    /// Now: what lies behind has not happened.
    pub now_ns: u64,
    /// Environments that were there in the window, by number.
    pub lines: Vec<Line>,
    /// When requests came.
    pub arrivals: Vec<u64>,
    /// When attempts were refused.
    pub refusals: Vec<u64>,
    /// When an alias gave its additional version another share of the traffic: the instant, and thousandths.
    pub shifts: Vec<(u64, u32)>,
}

impl TimelineView {
    /// What happened in the window of `span_ns` around the reel's place.
    pub fn of(reel: &Reel, span_ns: u64) -> Self {
        let now_ns = reel.now_ns();
        let span_ns = span_ns.clamp(1, reel.reach_ns());
        // A quarter of the window is left for what comes.
        let (from_ns, to_ns) = window(now_ns, span_ns, reel.end_ns());
        let mut view = Self {
            from_ns,
            to_ns,
            now_ns,
            lines: Vec::new(),
            arrivals: Vec::new(),
            refusals: Vec::new(),
            shifts: Vec::new(),
        };
        // Backwards from what there is now, so that nothing before the window is looked at but the shifts of an alias.
        let mut builder = Builder::new(reel, from_ns);
        for event in reel.log().events().rev() {
            let at = event.at_ns;
            if at < from_ns {
                break;
            }
            match event.kind {
                EventKind::RequestArrived { .. } | EventKind::RequestRetried { .. } => view.arrivals.push(at),
                EventKind::Throttled { .. } => view.refusals.push(at),
                EventKind::EnvironmentCreated { environment, request } => {
                    builder.created(environment, request.is_none());
                }
                EventKind::PhaseStarted { environment, phase } => {
                    let before = if phase == Phase::InitFunction { Stage::Init } else { Stage::Fetch };
                    builder.entered(environment, at, Stage::of(phase, false), before);
                }
                EventKind::InvokeStarted { environment, start, suppressed_init_ns, .. } => {
                    let before = match start {
                        StartKind::Cold if reel.starts_from_snapshot(event.function) => Stage::Restore,
                        StartKind::Cold => Stage::Init,
                        StartKind::Warm | StartKind::Provisioned => Stage::Frozen,
                    };
                    // Where INIT within an invocation ends is known; it is drawn when it is over.
                    let over_ns = at + suppressed_init_ns;
                    if over_ns <= now_ns {
                        builder.entered(environment, over_ns, Stage::Invoke, Stage::Init);
                    }
                    if suppressed_init_ns > 0 {
                        builder.entered(environment, at, Stage::Init, before);
                    } else {
                        builder.came_from(environment, before);
                    }
                }
                EventKind::InvokeEnded { environment, outcome, .. } => {
                    let restored = outcome == Outcome::RestoreTimeout;
                    let before = if restored { Stage::Restore } else { Stage::Invoke };
                    builder.entered(environment, at, Stage::Frozen, before);
                }
                EventKind::EnvironmentShutDown { environment, .. } => {
                    builder.ended(environment, event.function, at);
                }
                _ => {}
            }
        }
        view.arrivals.reverse();
        view.refusals.reverse();
        if reel.has_shifts() {
            view.shifts = reel.log().events().filter_map(shift).collect();
        }
        view.lines = builder.lines(now_ns);
        view
    }

    /// The lines to show where there is room for `most`: those that did something in the window go before those that did not.
    pub fn chosen(&self, most: usize) -> Vec<&Line> {
        let mut order: Vec<&Line> = self.lines.iter().collect();
        if order.len() > most {
            let idle =
                |line: &Line| line.bars.iter().all(|bar| matches!(bar.stage, Stage::Frozen | Stage::Ready));
            order.sort_by_key(|line| (idle(line), line.number));
            order.truncate(most);
            order.sort_by_key(|line| line.number);
        }
        order
    }
}

/// The window of `span_ns` for `now_ns` in a run that ends at `end_ns`. It stands still at both ends of the run.
fn window(now_ns: u64, span_ns: u64, end_ns: u64) -> (u64, u64) {
    let ahead = span_ns / 4;
    let to_ns = now_ns.saturating_add(ahead).max(span_ns).min(end_ns.max(span_ns));
    (to_ns.saturating_sub(span_ns), to_ns)
}

/// Another share of the traffic for the additional version of an alias.
fn shift(event: &Event) -> Option<(u64, u32)> {
    match event.kind {
        EventKind::TrafficShifted { per_mille } => Some((event.at_ns, per_mille)),
        EventKind::RolledBack { .. } => Some((event.at_ns, 0)),
        _ => None,
    }
}

/// What is known of an environment in the window, from now backwards.
struct Track {
    number: u64,
    function: u32,
    provisioned: bool,
    /// What it does now, or did last, and since when.
    last: (u64, Stage),
    /// When it entered which stage, the latest first.
    entered: Vec<(u64, Stage)>,
    /// What it did before the earliest of these; `None` where it came to be in the window.
    before: Option<Stage>,
    ended_ns: Option<u64>,
}

impl Track {
    /// A stage, as this environment is idle.
    fn stage(&self, stage: Stage) -> Stage {
        if stage == Stage::Frozen && self.provisioned { Stage::Ready } else { stage }
    }

    fn line(self, from_ns: u64, now_ns: u64) -> Line {
        let end_ns = self.ended_ns.unwrap_or(now_ns);
        let first = match (self.before, self.entered.is_empty()) {
            (_, true) => Some((self.last.0.max(from_ns), self.last.1)),
            (before, false) => before.map(|stage| (from_ns, stage)),
        };
        let mut bars: Vec<Bar> = Vec::with_capacity(self.entered.len() + 1);
        for (at, stage) in first.into_iter().chain(self.entered.iter().rev().copied()) {
            let stage = self.stage(stage);
            if let Some(last) = bars.last_mut() {
                last.to_ns = at;
                // What took no time is not shown, and what is one stage is one bar.
                if last.to_ns <= last.from_ns {
                    bars.pop();
                }
                if bars.last().is_some_and(|last| last.stage == stage) {
                    continue;
                }
            }
            bars.push(Bar { stage, from_ns: at, to_ns: end_ns });
        }
        if let Some(last) = bars.last_mut() {
            last.to_ns = end_ns;
        }
        let Self { number, function, provisioned, ended_ns, .. } = self;
        Line { number, function, bars, ended_ns, provisioned }
    }
}

/// Gathers what environments did in the window, from now backwards.
struct Builder {
    /// Those that are there now, by number.
    there: Vec<Track>,
    /// Those that have ended in the window.
    gone: BTreeMap<u64, Track>,
    from_ns: u64,
}

impl Builder {
    fn new(reel: &Reel, from_ns: u64) -> Self {
        let track = |it: &EnvironmentView| Track {
            number: it.number,
            function: it.function,
            provisioned: it.provisioned,
            last: (it.since_ns, Stage::of(it.phase, it.provisioned)),
            entered: Vec::new(),
            before: None,
            ended_ns: None,
        };
        let there = reel.snapshot().environments.iter().map(track).collect();
        Self { there, gone: BTreeMap::new(), from_ns }
    }

    fn track(&mut self, number: u64) -> Option<&mut Track> {
        match self.there.binary_search_by_key(&number, |track| track.number) {
            Ok(at) => self.there.get_mut(at),
            Err(_) => self.gone.get_mut(&number),
        }
    }

    fn created(&mut self, number: u64, provisioned: bool) {
        if let Some(track) = self.track(number) {
            track.before = None;
            track.provisioned |= provisioned;
        }
    }

    /// It entered a stage; before that it was, as far as this event tells, in another.
    fn entered(&mut self, number: u64, at: u64, stage: Stage, before: Stage) {
        if let Some(track) = self.track(number) {
            track.entered.push((at, stage));
            track.before = Some(before);
        }
    }

    /// It entered the stage that is noted already out of another one than that event told.
    fn came_from(&mut self, number: u64, before: Stage) {
        if let Some(track) = self.track(number) {
            track.before = Some(before);
        }
    }

    fn ended(&mut self, number: u64, function: u32, at: u64) {
        let last = (self.from_ns, Stage::Frozen);
        let (entered, ended_ns) = (Vec::new(), Some(at));
        let track = Track { number, function, provisioned: false, last, entered, before: None, ended_ns };
        self.gone.insert(number, track);
    }

    /// The lines by number.
    fn lines(self, now_ns: u64) -> Vec<Line> {
        let from_ns = self.from_ns;
        let mut lines: Vec<Line> = self
            .there
            .into_iter()
            .chain(self.gone.into_values())
            .map(|it| it.line(from_ns, now_ns))
            .collect();
        lines.sort_unstable_by_key(|line| line.number);
        lines
    }
}
