//! What stands between an event and the function where no caller waits: Lambda's internal queue, event source mappings.
//!
//! Each kind has a module with its own state. It says what to do next; the world does it, books the figures and tells.
//! Everything is driven by what is due at an instant, so a run without such sources has nothing of this.

mod asynchronous;
mod backlog;
mod batch;
mod queue;
mod stream;

pub(super) use asynchronous::Internal;
pub(super) use queue::{Backlog, Sqs};
pub(super) use stream::Shards;

use std::cmp::Reverse;

use super::agenda::{Due, Request, Task};
use super::delivery::Delivery;
use super::engine::World;
use super::event::{EventKind, GiveUpReason, Observer, Outcome};
use super::random::Rng;
use super::scenario::{Invocation, Records};
use super::state::Plan;
use batch::Settled;

/// Stands for no batch: a request of a caller that waits.
pub(super) const SYNC: u32 = u32::MAX;
/// Stands for an asynchronous event, which is no batch either.
pub(super) const EVENT: u32 = u32::MAX - 1;

/// The state of a source that no caller waits for.
#[derive(Debug, Clone)]
pub(super) enum Managed {
    Async(Internal),
    Sqs(Sqs),
    Stream(Shards),
}

/// Something that a source has to do at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// An asynchronous event has been processed, and its result goes to a destination.
    Delivered(Request),
    /// An asynchronous event is given up.
    GiveUp(Request, GiveUpReason),
    /// The invocation of a batch has ended.
    Ended { batch: u32, failed: bool },
    /// A batch that was throttled too long goes back.
    Abandoned { batch: u32 },
    /// Time to look again: a window has closed, messages are visible again, pollers may go on.
    Look { batch: u32 },
    /// A mapping may have gained a concurrent invocation.
    Grow,
}

/// A message or record on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Message {
    pub(super) number: u64,
    pub(super) arrived: u64,
    /// Until when a message that was received is hidden.
    pub(super) hidden_until: u64,
    pub(super) receives: u32,
    pub(super) group: u32,
    pub(super) poison: bool,
}

/// What has become of messages, for the world to book and to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    Completed(Vec<Message>),
    GivenUp { messages: Vec<Message>, reason: GiveUpReason, kept: bool },
    Returned { messages: Vec<Message>, visible_at: u64 },
}

/// A batch that is ready to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ready {
    pub(super) batch: u32,
    pub(super) first: Message,
    pub(super) newest: u64,
    pub(super) len: u32,
    pub(super) attempt: u32,
}

/// What a source wants done, in this order.
#[derive(Debug, Clone, Default)]
pub(super) struct Orders {
    pub(super) fates: Vec<Fate>,
    pub(super) ready: Option<Ready>,
    /// To come back to, and when.
    pub(super) steps: Vec<(u64, Step)>,
}

/// What every mapping knows of its records.
#[derive(Debug, Clone)]
pub(super) struct Feed {
    pub(super) records: Records,
    pub(super) rng: Rng,
    brought: u64,
}

impl Feed {
    pub(super) fn new(records: &Records, rng: Rng) -> Self {
        Self { records: records.clone(), rng, brought: 0 }
    }

    fn message(&mut self, request: Request) -> Message {
        self.brought += 1;
        let drawn = self.records.poison_share > 0.0 && self.rng.unit() < self.records.poison_share;
        Message {
            number: request.number,
            arrived: request.arrived,
            hidden_until: 0,
            receives: 0,
            group: 0,
            poison: drawn || self.records.poison.binary_search(&self.brought).is_ok(),
        }
    }

    /// Messages that a payload can carry.
    fn most(&self, delivery: &Delivery, wanted: u32) -> usize {
        let fit = delivery.batch_kb.checked_div(self.records.kb).unwrap_or(u64::MAX).max(1);
        usize::try_from(u64::from(wanted).min(fit)).unwrap_or(usize::MAX)
    }
}

/// The wait after so many throttles or failures in a row.
fn backoff(delivery: &Delivery, before: u32) -> u64 {
    let doubled = u128::from(delivery.backoff_first_ns) << before.min(63);
    u64::try_from(doubled).unwrap_or(u64::MAX).min(delivery.backoff_max_ns)
}

impl Managed {
    /// The state of a source at the beginning; `None` where a caller waits.
    pub(super) fn new(invocation: &Invocation, delivery: &Delivery, rng: Rng) -> Option<Box<Self>> {
        Some(Box::new(match invocation {
            Invocation::Sync => return None,
            Invocation::Async(settings) => Self::Async(Internal::new(settings, delivery)),
            Invocation::Sqs(queue) => Self::Sqs(Sqs::new(queue, delivery, rng)),
            Invocation::Stream(stream) => Self::Stream(Shards::new(stream, delivery, rng)),
        }))
    }

    /// Whether nothing waits there; events of the internal queue are in the agenda.
    fn is_empty(&self) -> bool {
        match self {
            Self::Async(_) => false,
            Self::Sqs(queue) => queue.is_empty(),
            Self::Stream(stream) => stream.is_empty(),
        }
    }

    fn step(&mut self, now: u64, step: Step) -> Orders {
        match self {
            Self::Async(_) => Orders::default(),
            Self::Sqs(queue) => queue.step(now, step),
            Self::Stream(stream) => stream.step(now, step),
        }
    }
}

impl World {
    /// What an arrival brings to a queue or a stream, and where in it; `None` where nothing polls.
    pub(super) fn bring(&mut self, request: Request) -> Option<(Message, Option<u32>)> {
        match self.managed(request.source)? {
            Managed::Sqs(queue) => Some(queue.bring(request)),
            Managed::Stream(stream) => Some(stream.bring(request)),
            Managed::Async(_) => None,
        }
    }

    /// A message or a record comes into its queue or its stream.
    #[cold]
    pub(super) fn receive<O: Observer>(
        &mut self,
        at: usize,
        source: u32,
        message: Message,
        observer: &mut O,
    ) {
        let now = self.now;
        let orders = match self.managed(source) {
            Some(Managed::Sqs(queue)) => queue.receive(now, message),
            Some(Managed::Stream(stream)) => stream.receive(now, message),
            Some(Managed::Async(_)) | None => return,
        };
        if message.arrived >= self.warmup {
            self.functions[at].tally.records += 1;
        }
        self.carry_out(source, orders, observer);
    }

    /// Something of a source is due now.
    #[cold]
    pub(super) fn take_due<O: Observer>(&mut self, due: Due, observer: &mut O) {
        let step = match due.task {
            Task::Retry(request) => return self.retry(request, observer),
            Task::Alias(step) => return self.step_alias(due.source, step, observer),
            Task::Mapping(step) => step,
        };
        match step {
            Step::Delivered(request) => {
                let at = self.version_of(request);
                self.say(at, EventKind::SentToDestination { request: request.number }, observer);
            }
            Step::GiveUp(request, reason) => {
                let Some(Managed::Async(internal)) = self.managed(due.source) else { return };
                let kept = internal.keeps_failures();
                let at = self.version_of(request);
                self.give_up(at, &[(request.number, request.arrived)], reason, kept, observer);
            }
            _ => {
                let now = self.now;
                let Some(managed) = self.managed(due.source) else { return };
                let orders = managed.step(now, step);
                self.carry_out(due.source, orders, observer);
                self.forget_idle(due.source);
            }
        }
    }

    /// Nobody waits for a source that will never have anything to do again.
    fn forget_idle(&mut self, source: u32) {
        if self.requests_left == 0 && self.managed(source).is_some_and(|managed| managed.is_empty()) {
            self.agenda.retain(|Reverse(due)| {
                due.source != source || !matches!(due.task, Task::Mapping(Step::Look { .. } | Step::Grow))
            });
        }
    }

    /// Does what a source wants, and asks it for more until it has nothing to do.
    fn carry_out<O: Observer>(&mut self, source: u32, orders: Orders, observer: &mut O) {
        let at = self.sources[source as usize].function as usize;
        let mut orders = orders;
        loop {
            for fate in std::mem::take(&mut orders.fates) {
                self.meet(at, fate, observer);
            }
            for (due, step) in std::mem::take(&mut orders.steps) {
                self.book(due, source, Task::Mapping(step));
            }
            // Nothing begins any more at the end of the run.
            let Some(ready) = orders.ready.take().filter(|_| self.now < self.end) else { return };
            self.send(source, ready, observer);
            let now = self.now;
            orders = match self.managed(source) {
                Some(Managed::Sqs(queue)) => queue.next(now),
                Some(Managed::Stream(stream)) => stream.next(now),
                Some(Managed::Async(_)) | None => return,
            };
        }
    }

    /// Attempts a batch: with the function of the mapping, or with the version that its alias gives this invocation to.
    fn send<O: Observer>(&mut self, source: u32, ready: Ready, observer: &mut O) {
        let Ready { batch, first, newest, len, attempt } = ready;
        let owner = self.sources[source as usize].function as usize;
        let (is_additional, at) = self.route(source as usize);
        let request = Request {
            number: first.number,
            arrived: first.arrived,
            source,
            attempt,
            batch,
            failures: 0,
            is_additional,
        };
        if first.arrived >= self.warmup {
            let age = self.now.saturating_sub(newest);
            let stream = matches!(self.sources[source as usize].managed.as_deref(), Some(Managed::Stream(_)));
            let tally = &mut self.functions[at].tally;
            if attempt == 1 {
                tally.batches += 1;
            } else {
                tally.retries += 1;
            }
            if stream {
                let tally = &mut self.functions[owner].tally;
                tally.iterator_age_ns = Some(tally.iterator_age_ns.map_or(age, |oldest| oldest.max(age)));
            }
        }
        if O::ACTIVE {
            let place = self.sources[source as usize].place;
            let kind = EventKind::BatchSent {
                request: request.number,
                records: len,
                attempt,
                source: place,
                age_ns: self.now.saturating_sub(first.arrived),
            };
            self.say(owner, kind, observer);
        }
        self.attempt(at, request, observer);
    }

    /// Books and tells what has become of messages.
    fn meet<O: Observer>(&mut self, at: usize, fate: Fate, observer: &mut O) {
        match fate {
            Fate::Completed(messages) => {
                let now = self.now;
                let tally = &mut self.functions[at].tally;
                for message in messages.iter().filter(|message| message.arrived >= self.warmup) {
                    tally.completed += 1;
                    tally.latency.add(now - message.arrived);
                }
            }
            Fate::GivenUp { messages, reason, kept } => {
                let lost: Vec<_> = messages.iter().map(|it| (it.number, it.arrived)).collect();
                self.give_up(at, &lost, reason, kept, observer);
            }
            Fate::Returned { messages, visible_at } => {
                if O::ACTIVE
                    && let Some(first) = messages.first()
                {
                    let records = u32::try_from(messages.len()).unwrap_or(u32::MAX);
                    let kind =
                        EventKind::Returned { request: first.number, records, visible_at_ns: visible_at };
                    self.say(at, kind, observer);
                }
            }
        }
    }

    /// Counts events that are given up: each is its number and its arrival.
    fn give_up<O: Observer>(
        &mut self,
        at: usize,
        lost: &[(u64, u64)],
        reason: GiveUpReason,
        kept: bool,
        observer: &mut O,
    ) {
        let counted = lost.iter().filter(|(_, arrived)| *arrived >= self.warmup).count() as u64;
        let tally = &mut self.functions[at].tally;
        if kept {
            tally.dead_lettered += counted;
        } else {
            tally.dropped += counted;
        }
        if O::ACTIVE
            && let Some(&(request, _)) = lost.first()
        {
            let records = u32::try_from(lost.len()).unwrap_or(u32::MAX);
            let kind = if kept {
                EventKind::DeadLettered { request, records, reason }
            } else {
                EventKind::Dropped { request, records, reason }
            };
            self.say(at, kind, observer);
        }
    }

    /// The plan of an invocation with what its batch adds: the records' time, and failure by a poison one.
    #[inline(never)]
    pub(super) fn shape(&mut self, at: usize, request: Request, plan: Plan) -> Plan {
        let timeout_ns = self.functions[at].timeout_ns;
        let (len, fails, time_ns) = match self.managed(request.source) {
            Some(Managed::Sqs(queue)) => queue.batch(request.batch),
            Some(Managed::Stream(stream)) => stream.batch(request.batch),
            _ => return plan,
        };
        if plan.outcome == Outcome::RestoreTimeout {
            return plan;
        }
        let invoke_ns = plan.invoke_ns.saturating_add(time_ns.saturating_mul(len));
        let outcome = match plan.outcome {
            _ if invoke_ns > timeout_ns => Outcome::Timeout,
            Outcome::Success if fails => Outcome::Error,
            outcome => outcome,
        };
        Plan { invoke_ns: invoke_ns.min(timeout_ns), outcome, ..plan }
    }

    /// What follows from an invocation that ends at `done`: when it is tried again, and whether its answer counts now.
    #[inline(never)]
    pub(super) fn settle(&mut self, request: Request, done: u64, outcome: Outcome) -> (Option<u64>, bool) {
        let failed = outcome != Outcome::Success;
        let source = request.source;
        let settled = match self.sources[source as usize].managed.as_deref_mut() {
            None => {
                let wait = self.sources[source as usize].backoff(request.attempt, false);
                let again = wait.map(|wait| done.saturating_add(wait));
                if let Some(at) = again {
                    self.wait(at, request);
                }
                return (again, again.is_none());
            }
            Some(Managed::Async(internal)) => internal.settle(request, done, failed),
            Some(Managed::Sqs(queue)) => queue.settle(request.batch, done, failed),
            Some(Managed::Stream(stream)) => {
                stream.begun(request.batch);
                Settled::later(done, Step::Ended { batch: request.batch, failed })
            }
        };
        self.follow(source, settled)
    }

    /// What follows from an attempt that was refused; when it is tried again.
    pub(super) fn refused(&mut self, at: usize, request: Request) -> Option<u64> {
        let now = self.now;
        let function = &self.functions[at];
        let barred = function.own_capacity == Some(0) && !function.has_provisioned;
        let source = request.source;
        let settled = match self.sources[source as usize].managed.as_deref_mut() {
            None => return None,
            Some(Managed::Async(internal)) => internal.refused(request, now, barred),
            Some(Managed::Sqs(queue)) => queue.refused(request, now),
            Some(Managed::Stream(stream)) => stream.refused(request.batch, now),
        };
        self.follow(source, settled).0
    }

    fn follow(&mut self, source: u32, settled: Settled) -> (Option<u64>, bool) {
        for (at, step) in settled.steps {
            self.book(at, source, Task::Mapping(step));
        }
        if let Some((at, request)) = settled.retry {
            self.wait(at, request);
        }
        (settled.again, settled.answered)
    }

    fn managed(&mut self, source: u32) -> Option<&mut Managed> {
        self.sources[source as usize].managed.as_deref_mut()
    }
}
