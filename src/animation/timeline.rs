//! The time line: environments as rows, time across, phases as bars, requests as marks.

use super::Stage;
use super::reel::Reel;
use crate::simulation::{EventKind, Phase};
use std::collections::BTreeMap;

/// A stretch of an environment's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// What it did.
    pub stage: Stage,
    /// From when, in nanoseconds.
    pub from_ns: u64,
    /// Until when, in nanoseconds; now, where it goes on.
    pub to_ns: u64,
    /// The request it worked on.
    pub request: Option<u64>,
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
        let mut builder = Builder::new(reel, from_ns);
        let mut view = Self {
            from_ns,
            to_ns,
            now_ns,
            lines: Vec::new(),
            arrivals: Vec::new(),
            refusals: Vec::new(),
            shifts: Vec::new(),
        };
        for event in reel.log().events() {
            let at = event.at_ns;
            match event.kind {
                EventKind::RequestArrived { .. } | EventKind::RequestRetried { .. } if at >= from_ns => {
                    view.arrivals.push(at);
                }
                EventKind::TrafficShifted { per_mille } => view.shifts.push((at, per_mille)),
                EventKind::RolledBack { .. } => view.shifts.push((at, 0)),
                EventKind::Throttled { .. } if at >= from_ns => view.refusals.push(at),
                EventKind::EnvironmentCreated { environment, request } => {
                    builder.create(environment, event.function, request, at);
                }
                EventKind::PhaseStarted { environment, phase } => builder.enter(environment, phase, at, None),
                EventKind::InvokeStarted { environment, request, suppressed_init_ns, .. } => {
                    if suppressed_init_ns > 0 {
                        builder.enter(environment, Phase::InitFunction, at, Some(request));
                        // Where this INIT ends is known; it is drawn when it is over.
                        if at + suppressed_init_ns <= now_ns {
                            builder.enter(environment, Phase::Invoke, at + suppressed_init_ns, Some(request));
                        }
                    } else {
                        builder.enter(environment, Phase::Invoke, at, Some(request));
                    }
                }
                EventKind::InvokeEnded { environment, .. } => {
                    builder.enter(environment, Phase::Idle, at, None);
                }
                EventKind::EnvironmentShutDown { environment, .. } => builder.end(environment, at),
                _ => {}
            }
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

struct Builder {
    lines: BTreeMap<u64, Line>,
    from_ns: u64,
}

impl Builder {
    fn new(reel: &Reel, from_ns: u64) -> Self {
        let log = reel.log();
        let mut lines = BTreeMap::new();
        for it in log.begin().map(|there| there.environments.as_slice()).unwrap_or_default() {
            let bar = Bar {
                stage: Stage::of(it.phase, it.provisioned),
                from_ns: it.since_ns,
                to_ns: it.since_ns,
                request: it.request,
            };
            let line = Line {
                number: it.number,
                function: it.function,
                bars: vec![bar],
                ended_ns: None,
                provisioned: it.provisioned,
            };
            lines.insert(it.number, line);
        }
        Self { lines, from_ns }
    }

    fn create(&mut self, number: u64, function: u32, request: Option<u64>, at: u64) {
        let provisioned = request.is_none();
        let stage = if provisioned { Stage::Ready } else { Stage::Fetch };
        let bars = vec![Bar { stage, from_ns: at, to_ns: at, request }];
        self.lines.insert(number, Line { number, function, bars, ended_ns: None, provisioned });
    }

    fn enter(&mut self, number: u64, phase: Phase, at: u64, request: Option<u64>) {
        let Some(line) = self.lines.get_mut(&number) else { return };
        let stage = Stage::of(phase, line.provisioned);
        if let Some(last) = line.bars.last_mut() {
            last.to_ns = at;
            if last.stage == stage && last.request == request {
                return;
            }
        }
        // What lies before the window is of no use.
        line.bars.retain(|bar| bar.to_ns >= self.from_ns && bar.to_ns > bar.from_ns);
        line.bars.push(Bar { stage, from_ns: at, to_ns: at, request });
    }

    fn end(&mut self, number: u64, at: u64) {
        let Some(line) = self.lines.get_mut(&number) else { return };
        if let Some(last) = line.bars.last_mut() {
            last.to_ns = at;
        }
        line.ended_ns = Some(at);
        if at < self.from_ns {
            self.lines.remove(&number);
        }
    }

    fn lines(self, now_ns: u64) -> Vec<Line> {
        let from_ns = self.from_ns;
        self.lines
            .into_values()
            .map(|mut line| {
                if line.ended_ns.is_none()
                    && let Some(last) = line.bars.last_mut()
                {
                    last.to_ns = now_ns;
                }
                line.bars.retain(|bar| bar.to_ns >= from_ns);
                line
            })
            .collect()
    }
}
