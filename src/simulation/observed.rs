//! What only an observed run does: it remembers what each environment is at, follows a cold start phase by phase, and
//! makes events of it all. Nothing here changes what happens.

use std::cmp::Reverse;

use super::agenda::{Due, Request, Task};
use super::engine::World;
use super::environment::NONE;
use super::event::{Event, EventKind, Observer, Outcome, Phase, ShutdownReason, StartKind};
use super::figures::Receipt;
use super::mapping::{Backlog, Managed};
use super::player::{Counters, EnvironmentView, QueueView, Snapshot, WaitingView};
use super::scenario;
use super::state::Plan;

/// What an observed run remembers of each environment.
#[derive(Debug, Clone)]
pub(super) struct Detail {
    pub(super) exists: bool,
    pub(super) number: u64,
    pub(super) phase: Phase,
    pub(super) since: u64,
    pub(super) request: Option<u64>,
    attempt: u32,
    plan: Plan,
    billed_ms: u64,
    receipt: Option<Receipt>,
    retry_at: Option<u64>,
}

/// A step of a new environment on its way to the handler. At equal instants these come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Transition {
    pub(super) at: u64,
    number: u64,
    environment: u32,
    step: Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Enter(Phase),
    BreakOff,
    Invoke,
}

impl World {
    pub(super) fn observe_creation<O: Observer>(
        &mut self,
        at: usize,
        environment: u32,
        request: Option<u64>,
        observer: &mut O,
    ) {
        let number = self.environments;
        let detail = Detail {
            exists: true,
            number,
            phase: Phase::Idle,
            since: self.now,
            request: None,
            attempt: 0,
            plan: Plan::default(),
            billed_ms: 0,
            receipt: None,
            retry_at: None,
        };
        if let Some(known) = self.details.get_mut(environment as usize) {
            *known = detail;
        } else {
            self.details.push(detail);
        }
        self.say(at, EventKind::EnvironmentCreated { environment: number, request }, observer);
    }

    pub(super) fn observe_shutdown<O: Observer>(
        &mut self,
        at: usize,
        environment: u32,
        reason: ShutdownReason,
        observer: &mut O,
    ) {
        let detail = &mut self.details[environment as usize];
        detail.exists = false;
        let number = detail.number;
        self.say(at, EventKind::EnvironmentShutDown { environment: number, reason }, observer);
    }

    pub(super) fn say<O: Observer>(&self, at: usize, kind: EventKind, observer: &mut O) {
        observer.event(&Event { at_ns: self.now, function: u32::try_from(at).unwrap_or(NONE), kind });
    }

    #[cold]
    #[expect(
        clippy::too_many_arguments,
        reason = "what is known of a start, of which only an observed run keeps anything"
    )]
    pub(super) fn observe_start<O: Observer>(
        &mut self,
        at: usize,
        request: Request,
        environment: u32,
        kind: StartKind,
        plan: Plan,
        billed_ms: u64,
        receipt: Option<Receipt>,
        retry_at: Option<u64>,
        observer: &mut O,
    ) {
        let now = self.now;
        let detail = &mut self.details[environment as usize];
        detail.request = Some(request.number);
        detail.attempt = request.attempt;
        detail.plan = plan;
        detail.billed_ms = billed_ms;
        detail.receipt = receipt;
        detail.retry_at = retry_at;
        if kind != StartKind::Cold {
            self.invoke(at, environment, kind, observer);
            return;
        }
        let snapshot = matches!(self.functions[at].start, scenario::Start::SnapStart(_));
        let (lead, parts) = if snapshot {
            (Phase::Transfer, [Phase::Restore; 3])
        } else {
            (Phase::Download, [Phase::InitExtensions, Phase::InitRuntime, Phase::InitFunction])
        };
        let mut start = now;
        let init_from = now.saturating_add(plan.lead_ns);
        let invoke_from = init_from.saturating_add(plan.init_ns);
        let lengths = [plan.lead_ns, plan.init_parts[0], plan.init_parts[1], plan.init_parts[2]];
        for (phase, length) in [lead, parts[0], parts[1], parts[2]].into_iter().zip(lengths) {
            if length > 0 && start < invoke_from {
                self.schedule(start, environment, Step::Enter(phase));
            }
            start = start.saturating_add(length);
        }
        if plan.init_broken_off {
            self.schedule(invoke_from, environment, Step::BreakOff);
        }
        if plan.outcome != Outcome::RestoreTimeout {
            self.schedule(invoke_from, environment, Step::Invoke);
        }
        // What begins at once is said at once.
        while let Some(&Reverse(transition)) = self.transitions.peek()
            && transition.at == now
            && transition.environment == environment
        {
            self.transitions.pop();
            self.enter(transition, observer);
        }
    }

    fn schedule(&mut self, at: u64, environment: u32, step: Step) {
        self.transition_number += 1;
        self.transitions.push(Reverse(Transition { at, number: self.transition_number, environment, step }));
    }

    pub(super) fn enter<O: Observer>(&mut self, transition: Transition, observer: &mut O) {
        let environment = transition.environment;
        let at = self.table.get(environment).function as usize;
        let detail = &mut self.details[environment as usize];
        let number = detail.number;
        match transition.step {
            Step::Enter(phase) => {
                detail.phase = phase;
                detail.since = transition.at;
                self.say(at, EventKind::PhaseStarted { environment: number, phase }, observer);
            }
            Step::BreakOff => self.say(at, EventKind::InitBrokenOff { environment: number }, observer),
            Step::Invoke => self.invoke(at, environment, StartKind::Cold, observer),
        }
    }

    fn invoke<O: Observer>(&mut self, at: usize, environment: u32, start: StartKind, observer: &mut O) {
        let now = self.now;
        let detail = &mut self.details[environment as usize];
        detail.phase = Phase::Invoke;
        detail.since = now;
        let kind = EventKind::InvokeStarted {
            environment: detail.number,
            request: detail.request.unwrap_or_default(),
            attempt: detail.attempt,
            start,
            suppressed_init_ns: detail.plan.suppressed_init_ns,
        };
        self.say(at, kind, observer);
    }

    #[cold]
    pub(super) fn observe_end<O: Observer>(&mut self, at: usize, environment: u32, observer: &mut O) {
        let now = self.now;
        let detail = &mut self.details[environment as usize];
        let kind = EventKind::InvokeEnded {
            environment: detail.number,
            request: detail.request.take().unwrap_or_default(),
            attempt: detail.attempt,
            outcome: detail.plan.outcome,
            duration_ns: detail.plan.invoke_ns,
            init_ns: detail.plan.init_ns,
            billed_ms: detail.billed_ms,
            retry_at_ns: detail.retry_at,
        };
        detail.phase = Phase::Idle;
        detail.since = now;
        if let Some(receipt) = detail.receipt.take() {
            self.functions[at].tally.enter(&receipt);
        }
        self.say(at, kind, observer);
    }

    /// What there is to draw; complete only in a run that has been observed from its beginning.
    pub(super) fn snapshot(&self) -> Snapshot {
        let mut environments: Vec<EnvironmentView> = (0..)
            .zip(&self.details)
            .filter(|(_, detail)| detail.exists)
            .map(|(at, detail)| {
                let environment = self.table.get(at);
                EnvironmentView {
                    number: detail.number,
                    function: environment.function,
                    provisioned: environment.provisioned,
                    phase: detail.phase,
                    since_ns: detail.since,
                    until_ns: (detail.phase != Phase::Idle).then_some(environment.time),
                    request: detail.request,
                }
            })
            .collect();
        environments.sort_unstable_by_key(|environment| environment.number);
        let mut waiting: Vec<&Due> = self.agenda.iter().map(|Reverse(due)| due).collect();
        waiting.sort_unstable();
        let waiting = waiting.into_iter().filter_map(|due| {
            let Task::Retry(request) = due.task else { return None };
            Some(WaitingView {
                request: request.number,
                function: self.sources[due.source as usize].function,
                attempt: request.attempt,
                at_ns: due.at,
            })
        });
        let counters = self.functions.iter().map(|function| Counters {
            requests: function.tally.requests,
            cold_starts: function.tally.cold_starts,
            throttled: function.tally.throttled,
            completed: function.tally.completed,
            dead_lettered: function.tally.dead_lettered,
            dropped: function.tally.dropped,
            busy: function.busy,
            idle: (function.pool.len() + function.ready.len()) as u64,
            environments_created: function.tally.environments_created,
        });
        Snapshot {
            now_ns: self.now,
            environments,
            waiting: waiting.collect(),
            queues: self.queues(),
            connections_free: self.databases.iter().map(|database| database.free).collect(),
            counters: counters.collect(),
        }
    }

    /// Environments, requests that wait, messages and records: what a copy of the state is large by.
    pub(super) fn things(&self) -> u64 {
        let held = |managed: &Managed| match managed {
            Managed::Async(_) => 0,
            Managed::Sqs(queue) => {
                let Backlog { visible, hidden, .. } = queue.backlog();
                visible + hidden
            }
            Managed::Stream(stream) => stream.len(),
        };
        let queued: u64 = self.sources.iter().filter_map(|source| source.managed.as_deref().map(held)).sum();
        queued + (self.agenda.len() + self.details.len()) as u64
    }

    /// The number of an environment, as events call it.
    pub(super) fn number_of(&self, environment: u32) -> u64 {
        self.details.get(environment as usize).map_or(0, |detail| detail.number)
    }

    fn queues(&self) -> Vec<QueueView> {
        let mut views = Vec::new();
        for source in &self.sources {
            let empty = QueueView {
                function: source.function,
                source: source.place,
                waiting: 0,
                hidden: 0,
                allowed: None,
                shards: Vec::new(),
                iterator_age_ns: 0,
            };
            match source.managed.as_deref() {
                Some(Managed::Sqs(queue)) => {
                    let Backlog { visible, hidden, allowed } = queue.backlog();
                    views.push(QueueView { waiting: visible, hidden, allowed: Some(allowed), ..empty });
                }
                Some(Managed::Stream(stream)) => {
                    let (shards, oldest) = stream.backlog();
                    views.push(QueueView {
                        waiting: shards.iter().sum(),
                        shards,
                        iterator_age_ns: oldest.map_or(0, |oldest| self.now.saturating_sub(oldest)),
                        ..empty
                    });
                }
                Some(Managed::Async(_)) | None => {}
            }
        }
        views
    }
}
