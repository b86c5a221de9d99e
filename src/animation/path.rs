//! The path of a request: one environment's life, its first request beside its next, phase by phase.

use super::Stage;
use super::code::{SourceLine, example};
use super::reel::Reel;
use crate::pricing::Exact;
use crate::scenarios::Teller;
use crate::simulation::{Event, EventKind, Outcome, Phase, Player, StartKind};

/// Steps that are looked ahead for the rest of an environment's life.
const AHEAD: u64 = 60_000;
/// Steps of looking ahead between two looks at what was found.
const CHUNK: u64 = 512;

/// A part of a request's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// The caller waits before it tries again.
    Wait,
    /// Lambda makes the environment and fetches the code.
    FetchCode,
    /// Lambda fetches the snapshot.
    FetchSnapshot,
    /// Extensions start.
    InitExtensions,
    /// The runtime starts.
    InitRuntime,
    /// The code outside the handler runs.
    InitCode,
    /// The snapshot is loaded, hooks run.
    Restore,
    /// INIT again, inside the invocation.
    SuppressedInit,
    /// The handler runs.
    Handler,
}

impl Step {
    fn of(phase: Phase) -> Option<Self> {
        Some(match phase {
            Phase::Download => Self::FetchCode,
            Phase::Transfer => Self::FetchSnapshot,
            Phase::InitExtensions => Self::InitExtensions,
            Phase::InitRuntime => Self::InitRuntime,
            Phase::InitFunction => Self::InitCode,
            Phase::Restore => Self::Restore,
            Phase::Invoke => Self::Handler,
            Phase::Idle => return None,
        })
    }

    /// The stage it belongs to; `None` for waiting outside Lambda.
    pub fn stage(self) -> Option<Stage> {
        Some(match self {
            Self::Wait => return None,
            Self::FetchCode | Self::FetchSnapshot => Stage::Fetch,
            Self::InitExtensions | Self::InitRuntime | Self::InitCode | Self::SuppressedInit => Stage::Init,
            Self::Restore => Stage::Restore,
            Self::Handler => Stage::Invoke,
        })
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::FetchCode => "fetch code",
            Self::FetchSnapshot => "fetch snapshot",
            Self::InitExtensions => "INIT extensions",
            Self::InitRuntime => "INIT runtime",
            Self::InitCode => "INIT your code",
            Self::Restore => "RESTORE",
            Self::SuppressedInit => "INIT again",
            Self::Handler => "INVOKE handler",
        }
    }

    /// What runs in it.
    pub fn what(self) -> &'static str {
        match self {
            Self::Wait => "in a queue or stream, or refused and tried again",
            Self::FetchCode => "Lambda makes an environment, fetches the code",
            Self::FetchSnapshot => "Lambda fetches the snapshot",
            Self::InitExtensions => "the extensions start",
            Self::InitRuntime => "the language runtime starts",
            Self::InitCode => "imports, clients: all above the handler",
            Self::Restore => "memory is loaded, hooks run",
            Self::SuppressedInit => "after a failure everything above the handler runs again",
            Self::Handler => "the handler, for this request",
        }
    }

    /// Whether the function's owner pays for it.
    pub fn payer(self) -> Payer {
        match self {
            Self::Wait | Self::FetchCode | Self::FetchSnapshot => Payer::Nobody,
            _ => Payer::You,
        }
    }
}

/// Who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payer {
    /// It is on no bill.
    Nobody,
    /// The function's owner, by the millisecond.
    You,
}

/// A part of a request's way and when it is gone, in nanoseconds of virtual time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lane {
    /// What it is.
    pub step: Step,
    /// Its beginning.
    pub from_ns: u64,
    /// Its end.
    pub to_ns: u64,
}

impl Lane {
    /// How long it takes.
    pub fn length_ns(self) -> u64 {
        self.to_ns.saturating_sub(self.from_ns)
    }
}

/// A request's way from arrival to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The request.
    pub request: u64,
    /// The environment that served it.
    pub environment: u64,
    /// What kind of environment it found.
    pub start: StartKind,
    /// When it came.
    pub arrived_ns: u64,
    /// When it was answered.
    pub answered_ns: u64,
    /// Its parts, without gaps.
    pub lanes: Vec<Lane>,
    /// How it ended.
    pub outcome: Outcome,
    /// Billed time, INIT or RESTORE included, in milliseconds.
    pub billed_ms: u64,
    /// What it adds to the bill, in dollars.
    pub cost: Option<Exact>,
    /// How long the environment was idle afterwards, in nanoseconds; `None` where the end was not found.
    pub idle_ns: Option<u64>,
}

impl Case {
    /// How long the caller waited, in nanoseconds.
    pub fn total_ns(&self) -> u64 {
        self.answered_ns.saturating_sub(self.arrived_ns)
    }
}

/// An environment's life, as far as a reader has to see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// The environment.
    pub environment: u64,
    /// Place of its function in the scenario.
    pub function: u32,
    /// Its first request.
    pub first: Case,
    /// The request that it serves now or served last, at first the one to come after its first; where it served no other, the next
    /// warm one in another environment.
    pub next: Option<Case>,
    /// Whether it is known to serve more after that.
    pub more: bool,
    /// When it is shut down, if that was found.
    pub shut_down_ns: Option<u64>,
    /// Whether it was kept ready from the beginning.
    pub provisioned: bool,
    /// Whether it started from a snapshot.
    pub from_snapshot: bool,
}

/// A life and where the run stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The environment's life.
    pub life: Life,
    /// The function's runtime, where it is known.
    pub runtime: Option<&'static str>,
    /// Virtual time.
    pub now_ns: u64,
}

impl Path {
    /// What can be seen of it without looking ahead; `None` before its first request has come.
    pub fn so_far(&self) -> Option<Self> {
        let now_ns = self.now_ns;
        let veil = |case: &Case| {
            let ends_ns = case.idle_ns.map(|idle| case.answered_ns.saturating_add(idle));
            Case { idle_ns: case.idle_ns.filter(|_| ends_ns <= Some(now_ns)), ..case.clone() }
        };
        if self.life.first.arrived_ns > now_ns {
            return None;
        }
        let next = self.life.next.as_ref().filter(|next| next.arrived_ns <= now_ns);
        let life = Life {
            first: veil(&self.life.first),
            next: next.map(veil),
            more: false,
            shut_down_ns: self.life.shut_down_ns.filter(|at| *at <= now_ns),
            ..self.life.clone()
        };
        Some(Self { life, ..self.clone() })
    }

    /// The longest way, in nanoseconds: what the axis has to hold.
    pub fn span_ns(&self) -> u64 {
        let next = self.life.next.as_ref().map_or(0, Case::total_ns);
        self.life.first.total_ns().max(next).max(1)
    }

    /// The request that is on its way now, or was last: the one that drives the clock of the picture.
    pub fn current(&self) -> &Case {
        match &self.life.next {
            Some(next) if next.arrived_ns <= self.now_ns => next,
            _ => &self.life.first,
        }
    }

    /// Time since the current request arrived, in nanoseconds, until it is answered.
    pub fn elapsed_ns(&self) -> u64 {
        let case = self.current();
        self.now_ns.min(case.answered_ns).saturating_sub(case.arrived_ns)
    }

    /// The part that runs now.
    pub fn running(&self) -> Option<Lane> {
        let case = self.current();
        case.lanes.iter().find(|lane| (lane.from_ns..lane.to_ns).contains(&self.now_ns)).copied()
    }

    /// Whether the environment is idle now.
    pub fn is_frozen(&self) -> bool {
        let ended = self.life.shut_down_ns.is_some_and(|at| at <= self.now_ns);
        self.now_ns >= self.current().answered_ns && !ended
    }

    /// The line of the code that runs now.
    pub fn line(&self) -> Option<usize> {
        let lane = self.running()?;
        let code = self.code();
        let inside = |line: &&SourceLine| line.runs_in == Some(lane.step);
        let lines: Vec<usize> =
            code.iter().enumerate().filter(|(_, line)| inside(line)).map(|(at, _)| at).collect();
        let passed = u128::from(self.now_ns - lane.from_ns) * lines.len() as u128;
        let at = usize::try_from(passed / u128::from(lane.length_ns().max(1))).unwrap_or(usize::MAX);
        lines.get(at).or(lines.last()).copied()
    }

    /// The code to show.
    pub fn code(&self) -> &'static [SourceLine] {
        example(self.runtime, self.life.from_snapshot)
    }
}

/// Finds lives in a run, and remembers the last one.
#[derive(Debug, Clone)]
pub(super) struct Finder {
    player: Player,
    seen: Option<Seen>,
}

/// A life as far as it was looked through.
#[derive(Debug, Clone)]
struct Seen {
    /// When the environment came, and which it is.
    key: (u64, u64),
    gathered: Gathered,
}

impl Finder {
    pub(super) fn new(reel: &Reel) -> Self {
        Self { player: reel.scout(), seen: None }
    }

    /// Looks through the life of an environment, whose first request comes at a certain time or, for a provisioned one, some time after.
    /// It is looked through as far whatever the reel's place is: what is shown of it is not to depend on where one came from.
    fn look(&mut self, reel: &Reel, key: (u64, u64)) -> &Seen {
        if let Some(known) = self.seen.take_if(|seen| seen.key == key) {
            return self.seen.insert(known);
        }
        let (at_ns, environment) = key;
        let (start, mut teller) = reel.base_camp(at_ns);
        self.player.go_to(start);
        if let Some(before) = at_ns.checked_sub(1) {
            while !self.player.play_to(before, CHUNK, |_, event| teller.note(event)) {}
        }
        let mut gathered = Gathered::new(environment);
        let mut left = AHEAD;
        while left > 0 && !gathered.is_over() {
            let ended = self.player.play_to(u64::MAX, CHUNK, |_, event| {
                gathered.take(event, &teller);
                teller.note(event);
            });
            if ended {
                break;
            }
            left = left.saturating_sub(CHUNK);
        }
        self.seen.insert(Seen { key, gathered })
    }

    /// The life to show at the reel's place.
    pub(super) fn path(&mut self, reel: &Reel) -> Option<Path> {
        let now_ns = reel.now_ns();
        let functions = &reel.scene().scenario.functions;
        let provisioned = functions.iter().any(|function| function.provisioned > 0);
        let near = reel.cold_start_near(now_ns);
        let ready = provisioned.then_some((0, 1));
        let key = match near {
            Some(cold) if cold.0 <= now_ns => cold,
            other => ready.or(other)?,
        };
        let gathered = &self.look(reel, key).gathered;
        let function = functions.get(gathered.function as usize);
        let from_snapshot = reel.starts_from_snapshot(gathered.function);
        let life = gathered.life(now_ns, from_snapshot)?;
        Some(Path { life, runtime: function.and_then(|function| function.runtime), now_ns })
    }
}

/// What is known of a life while it is looked through.
#[derive(Debug, Clone)]
struct Gathered {
    environment: u64,
    function: u32,
    provisioned: bool,
    /// Its requests in their order.
    cases: Vec<Case>,
    /// The case whose lanes are being laid.
    open: Option<Case>,
    lane: Option<(Step, u64)>,
    restored: Option<Exact>,
    /// A warm request in another environment, for a life that has none.
    elsewhere: Option<Case>,
    shut_down_ns: Option<u64>,
}

impl Gathered {
    fn new(environment: u64) -> Self {
        Self {
            environment,
            function: 0,
            provisioned: true,
            cases: Vec::new(),
            open: None,
            lane: None,
            restored: None,
            elsewhere: None,
            shut_down_ns: None,
        }
    }

    fn is_over(&self) -> bool {
        self.shut_down_ns.is_some()
    }

    fn close(&mut self, at_ns: u64) {
        if let (Some((step, from_ns)), Some(case)) = (self.lane.take(), &mut self.open)
            && at_ns > from_ns
        {
            case.lanes.push(Lane { step, from_ns, to_ns: at_ns });
        }
    }

    fn begin(&mut self, request: u64, start: StartKind, at_ns: u64, teller: &Teller) {
        let environment = self.environment;
        let arrived_ns = teller.arrived_ns(request).unwrap_or(at_ns);
        if let Some(last) = self.cases.last_mut() {
            last.idle_ns.get_or_insert(at_ns.saturating_sub(last.answered_ns));
        }
        let wait = Lane { step: Step::Wait, from_ns: arrived_ns, to_ns: at_ns };
        self.open = Some(Case {
            request,
            environment,
            start,
            arrived_ns,
            answered_ns: at_ns,
            lanes: if at_ns > arrived_ns { vec![wait] } else { Vec::new() },
            outcome: Outcome::Success,
            billed_ms: 0,
            cost: None,
            idle_ns: None,
        });
    }

    fn take(&mut self, event: &Event, teller: &Teller) {
        let at = event.at_ns;
        match event.kind {
            EventKind::EnvironmentCreated { environment, request: Some(request) }
                if environment == self.environment =>
            {
                self.function = event.function;
                self.provisioned = false;
                self.begin(request, StartKind::Cold, at, teller);
            }
            EventKind::PhaseStarted { environment, phase } if environment == self.environment => {
                self.close(at);
                self.lane = Step::of(phase).map(|step| (step, at));
                if phase == Phase::Restore {
                    self.restored = teller.charge(event);
                }
            }
            EventKind::InvokeStarted { environment, request, start, suppressed_init_ns, .. }
                if environment == self.environment =>
            {
                self.function = event.function;
                self.close(at);
                if self.open.is_none() {
                    self.begin(request, start, at, teller);
                }
                if suppressed_init_ns > 0 {
                    self.lane = Some((Step::SuppressedInit, at));
                    self.close(at + suppressed_init_ns);
                }
                self.lane = Some((Step::Handler, at + suppressed_init_ns));
            }
            EventKind::InvokeEnded { environment, outcome, billed_ms, .. }
                if environment == self.environment =>
            {
                self.close(at);
                let Some(mut case) = self.open.take() else { return };
                case.answered_ns = at;
                case.outcome = outcome;
                case.billed_ms = billed_ms;
                let restored = self.restored.take().unwrap_or(Exact::ZERO);
                case.cost = teller.charge(event).and_then(|cost| cost.plus(restored).ok());
                self.cases.push(case);
            }
            EventKind::EnvironmentShutDown { environment, .. } if environment == self.environment => {
                if let Some(last) = self.cases.last_mut() {
                    last.idle_ns.get_or_insert(at.saturating_sub(last.answered_ns));
                }
                self.shut_down_ns = Some(at);
            }
            _ => self.look_elsewhere(event, teller),
        }
    }

    /// Notes the first warm request of the function in another environment.
    fn look_elsewhere(&mut self, event: &Event, teller: &Teller) {
        let at = event.at_ns;
        if self.provisioned || event.function != self.function || self.cases.is_empty() {
            return;
        }
        match event.kind {
            EventKind::InvokeStarted {
                environment,
                request,
                start: StartKind::Warm,
                suppressed_init_ns: 0,
                ..
            } if self.elsewhere.is_none() && teller.arrived_ns(request) == Some(at) => {
                self.elsewhere = Some(Case {
                    request,
                    environment,
                    start: StartKind::Warm,
                    arrived_ns: at,
                    answered_ns: at,
                    lanes: Vec::new(),
                    outcome: Outcome::Success,
                    billed_ms: 0,
                    cost: None,
                    idle_ns: None,
                });
            }
            EventKind::InvokeEnded { request, outcome, billed_ms, .. } => {
                if let Some(case) =
                    self.elsewhere.as_mut().filter(|case| case.request == request && case.lanes.is_empty())
                {
                    case.lanes.push(Lane { step: Step::Handler, from_ns: case.arrived_ns, to_ns: at });
                    (case.answered_ns, case.outcome, case.billed_ms) = (at, outcome, billed_ms);
                    case.cost = teller.charge(event);
                }
            }
            _ => {}
        }
    }

    /// The life at `now_ns`.
    fn life(&self, now_ns: u64, from_snapshot: bool) -> Option<Life> {
        let first = self.cases.first()?.clone();
        let later = self.cases.get(1..).unwrap_or_default();
        let at = later.iter().rposition(|case| case.arrived_ns <= now_ns).unwrap_or(0);
        let elsewhere = || self.elsewhere.as_ref().filter(|case| case.answered_ns > case.arrived_ns);
        Some(Life {
            environment: self.environment,
            function: self.function,
            first,
            next: later.get(at).or_else(elsewhere).cloned(),
            more: at + 1 < later.len(),
            shut_down_ns: self.shut_down_ns,
            provisioned: self.provisioned,
            from_snapshot: !self.provisioned && from_snapshot,
        })
    }
}
