//! Environments, limits and sources as lists, searched from end to end for whatever comes next.

use super::queue::{Fate, Message, NaiveQueue};
use super::stream::{NaiveStream, doubled};
use crate::simulation_support::{MS, S};
use coldstart::simulation::scenario::{
    Arrivals, Asynchronous, End, Function, Invocation, Records, Scenario, Source, Start,
};
use coldstart::simulation::{
    Distribution, Event, EventKind, GiveUpReason, Outcome, Routing, ShutdownReason, StartKind, ThrottleReason,
};
use std::collections::{HashMap, VecDeque};

/// What is compared of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    Arrived(u64),
    Retried(u64, u32),
    Throttled(u64, u32, ThrottleReason, Option<u64>),
    Created(u64),
    Started(u64, u64, StartKind, bool),
    Ended(u64, u64),
    Down(u64, ShutdownReason),
    /// First record, records, attempt, age of the first.
    Sent(u64, u32, u32, u64),
    Returned(u64, u32, u64),
    /// First record, records, why, whether they are kept.
    GivenUp(u64, u32, GiveUpReason, bool),
    Delivered(u64),
}

pub fn seen(event: &Event) -> Option<(u64, u32, Seen)> {
    let seen = match event.kind {
        EventKind::RequestArrived { request, .. } => Seen::Arrived(request),
        EventKind::RequestRetried { request, attempt } => Seen::Retried(request, attempt),
        EventKind::Throttled { request, attempt, reason, retry_at_ns } => {
            Seen::Throttled(request, attempt, reason, retry_at_ns)
        }
        EventKind::EnvironmentCreated { environment, .. } => Seen::Created(environment),
        EventKind::InvokeStarted { environment, request, start, suppressed_init_ns, .. } => {
            Seen::Started(environment, request, start, suppressed_init_ns > 0)
        }
        EventKind::InvokeEnded { environment, request, .. } => Seen::Ended(environment, request),
        EventKind::EnvironmentShutDown { environment, reason } => Seen::Down(environment, reason),
        EventKind::BatchSent { request, records, attempt, age_ns, .. } => {
            Seen::Sent(request, records, attempt, age_ns)
        }
        EventKind::Returned { request, records, visible_at_ns } => {
            Seen::Returned(request, records, visible_at_ns)
        }
        EventKind::DeadLettered { request, records, reason } => Seen::GivenUp(request, records, reason, true),
        EventKind::Dropped { request, records, reason } => Seen::GivenUp(request, records, reason, false),
        EventKind::SentToDestination { request } => Seen::Delivered(request),
        _ => return None,
    };
    Some((event.at_ns, event.function, seen))
}

/// What the engine drew: length and outcome of each invocation, by environment and in order, and the message group or the lane of
/// each record.
#[derive(Debug, Default)]
pub struct Tape {
    pub invocations: HashMap<u64, VecDeque<(u64, Outcome)>>,
    pub groups: HashMap<u64, u32>,
}

#[derive(Debug, Clone)]
struct Env {
    number: u64,
    function: usize,
    created: u64,
    provisioned: bool,
    needs_init: bool,
    /// Of the invocation it works on: end, order of start, request, when the handler starts, whether that is said yet.
    job: Option<Job>,
    released: u64,
    release_order: u64,
}

#[derive(Debug, Clone)]
struct Job {
    end: u64,
    order: u64,
    request: u64,
    handler_at: u64,
    said: bool,
    kind: StartKind,
    suppressed: bool,
}

#[derive(Debug, Default, Clone)]
pub struct Count {
    pub requests: u64,
    pub completed: u64,
    pub cold: u64,
    pub throttled: u64,
    pub errors: u64,
    pub timeouts: u64,
    pub retries: u64,
    pub created: u64,
    pub ended: u64,
    pub life: u64,
    pub busy: u128,
    pub idle: u128,
    pub max_busy: u64,
    pub latencies: Vec<u64>,
    pub billed_ms: u64,
    pub records: u64,
    pub batches: u64,
    pub dropped: u64,
    pub dead_lettered: u64,
    pub iterator_age: Option<u64>,
}

/// An attempt: of a request, of an asynchronous event, or of a batch by its first record.
#[derive(Debug, Clone, Copy)]
struct Try {
    request: u64,
    arrived: u64,
    number: u32,
    /// Of an asynchronous event, so far.
    errors: u32,
    throttles: u32,
    /// Of a queue's batch its number, of a stream's its lane.
    batch: usize,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Again(Try),
    Delivered(Try),
    GiveUp(Try, GiveUpReason),
    /// The batch, and whether its invocation failed.
    Ended(usize, bool),
    Abandoned(usize),
    Grow,
    /// Nothing in itself: the source is looked at.
    Look(usize),
}

#[derive(Debug, Clone, Copy)]
struct Due {
    at: u64,
    source: usize,
    order: u64,
    what: What,
}

impl Due {
    /// At equal instants of a source what ends comes first, then what grows, then what shows again, then further attempts.
    fn rank(&self) -> usize {
        match self.what {
            What::Delivered(_) | What::GiveUp(..) | What::Ended(..) | What::Abandoned(_) => 0,
            What::Grow => 1,
            What::Look(_) => 2,
            What::Again(_) => 3,
        }
    }
}

enum Feed<'a> {
    Direct,
    Queue(NaiveQueue<'a>),
    Stream(NaiveStream<'a>),
}

pub struct Naive<'a> {
    scenario: &'a Scenario,
    tape: &'a mut Tape,
    now: u64,
    end: u64,
    order: u64,
    envs: Vec<Env>,
    numbers: u64,
    counts: Vec<Count>,
    due: Vec<Due>,
    feeds: Vec<Feed<'a>>,
    /// Records that each source has brought.
    brought: Vec<u64>,
    log: Vec<(u64, u32, Seen)>,
    /// Of the request rate, then of each function: tokens, and when they were counted.
    tokens: Vec<(f64, u64)>,
}

impl<'a> Naive<'a> {
    pub fn new(scenario: &'a Scenario, tape: &'a mut Tape) -> Self {
        let sources = scenario.functions.iter().flat_map(|function| &function.sources);
        let limits = &scenario.quotas.delivery;
        let feed = |source: &'a Source| match &source.invocation {
            Invocation::Sqs(queue) => Feed::Queue(NaiveQueue::new(queue, limits)),
            Invocation::Stream(stream) => Feed::Stream(NaiveStream::new(stream, limits)),
            Invocation::Sync | Invocation::Async(_) => Feed::Direct,
        };
        let feeds: Vec<Feed<'a>> = sources.map(feed).collect();
        Self {
            scenario,
            tape,
            now: 0,
            end: if let End::At(end) = scenario.end { end } else { u64::MAX },
            order: 0,
            envs: Vec::new(),
            numbers: 0,
            counts: vec![Count::default(); scenario.functions.len()],
            due: Vec::new(),
            brought: vec![0; feeds.len()],
            feeds,
            log: Vec::new(),
            tokens: std::iter::once((f64::from(scenario.account.concurrency) * 10.0, 0))
                .chain(scenario.functions.iter().map(|_| (f64::from(scenario.account.scaling_rate), 0)))
                .collect(),
        }
    }

    fn say(&mut self, function: usize, what: Seen) {
        self.log.push((self.now, u32::try_from(function).unwrap(), what));
    }

    fn spec(&self, function: usize) -> &'a Function {
        &self.scenario.functions[function]
    }

    /// Lets virtual time pass, and counts who is busy and idle meanwhile.
    fn pass(&mut self, to: u64) {
        let from = self.now.max(self.scenario.warmup_ns);
        for env in &self.envs {
            let count = &mut self.counts[env.function];
            let span = u128::from(to.saturating_sub(from));
            if env.job.is_some() { count.busy += span } else { count.idle += span }
        }
        self.now = to;
    }

    fn note_peak(&mut self) {
        if self.now >= self.scenario.warmup_ns {
            for at in 0..self.counts.len() {
                let busy =
                    self.envs.iter().filter(|env| env.function == at && env.job.is_some()).count() as u64;
                self.counts[at].max_busy = self.counts[at].max_busy.max(busy);
            }
        }
    }

    fn dies(&self, env: &Env) -> u64 {
        match self.spec(env.function).maximum_life {
            Some(Distribution::Constant(life)) if !env.provisioned => env.created + life,
            _ => u64::MAX,
        }
    }

    fn expires(&self, env: &Env) -> u64 {
        let Distribution::Constant(idle) = self.spec(env.function).idle_timeout else { unreachable!() };
        if env.provisioned || env.job.is_some() {
            u64::MAX
        } else {
            (env.released + idle).min(self.dies(env))
        }
    }

    fn shut_down(&mut self, at: usize, reason: ShutdownReason) {
        let env = self.envs.remove(at);
        if self.now >= self.scenario.warmup_ns {
            self.counts[env.function].ended += 1;
            self.counts[env.function].life += self.now - env.created;
        }
        self.say(env.function, Seen::Down(env.number, reason));
    }

    /// The log, the counts, and when the run ended.
    pub fn run(mut self) -> (Vec<(u64, u32, Seen)>, Vec<Count>, u64) {
        for function in 0..self.scenario.functions.len() {
            for _ in 0..self.spec(function).provisioned {
                self.create(function, true);
                self.counts[function].created += u64::from(self.scenario.warmup_ns > 0);
            }
        }
        // All arrivals: time, source in the order of the file, function.
        let mut arrivals = Vec::new();
        let mut source = 0;
        for (function, spec) in self.scenario.functions.iter().enumerate() {
            for from in &spec.sources {
                let Arrivals::Times(times) = &from.arrivals else { unreachable!() };
                arrivals.extend(times.iter().filter(|at| **at < self.end).map(|at| (*at, source, function)));
                source += 1;
            }
        }
        arrivals.sort_by_key(|(at, source, _)| (*at, *source));
        if let End::AfterRequests(requests) = self.scenario.end {
            arrivals.truncate(usize::try_from(requests).unwrap());
        }
        let mut arrived = 0;
        let mut warmed = self.scenario.warmup_ns == 0;
        loop {
            let start = self.envs.iter().filter_map(|env| env.job.as_ref()).filter(|job| !job.said);
            let start = start.map(|job| (job.handler_at, 0, 0, job.order)).min();
            let end = self
                .envs
                .iter()
                .filter_map(|env| env.job.as_ref().map(|job| (job.end, 1, env.function, job.order)))
                .min();
            let down =
                self.envs.iter().map(|env| (self.expires(env), 2, env.function, env.release_order)).min();
            let again = self.due.iter().map(|due| (due.at, 3, 5 * due.source + due.rank(), due.order)).min();
            let arrival = arrivals.get(arrived).map(|(at, source, _)| (*at, 3, 5 * source + 4, 0));
            if self.end == u64::MAX && end.is_none() && arrival.is_none() && self.is_done() {
                break;
            }
            let next = [start, end, down, again, arrival].into_iter().flatten().min();
            let at = next.map_or(u64::MAX, |next| next.0);
            if !warmed
                && at.min(self.end) >= self.scenario.warmup_ns
                && next.is_none_or(|next| next.0 > self.scenario.warmup_ns || next.1 > 1)
            {
                self.pass(self.scenario.warmup_ns.min(self.end));
                self.note_peak();
                warmed = true;
            }
            let Some(next) = next.filter(|next| next.0 <= self.end && next.0 != u64::MAX) else {
                self.pass(self.end);
                break;
            };
            self.pass(next.0);
            match next.1 {
                0 => {
                    let at = self
                        .envs
                        .iter()
                        .position(|env| env.job.as_ref().is_some_and(|job| job.order == next.3))
                        .unwrap();
                    self.say_start(at);
                }
                1 => {
                    let at = self
                        .envs
                        .iter()
                        .position(|env| env.job.as_ref().is_some_and(|job| job.order == next.3))
                        .unwrap();
                    let job = self.envs[at].job.take().unwrap();
                    self.order += 1;
                    self.envs[at].released = self.now;
                    self.envs[at].release_order = self.order;
                    self.say(self.envs[at].function, Seen::Ended(self.envs[at].number, job.request));
                    if self.dies(&self.envs[at]) <= self.now {
                        self.shut_down(at, ShutdownReason::MaximumLife);
                    }
                }
                2 => {
                    let at = self.envs.iter().position(|env| env.release_order == next.3).unwrap();
                    let reason = if self.dies(&self.envs[at]) <= self.now {
                        ShutdownReason::MaximumLife
                    } else {
                        ShutdownReason::IdleTimeout
                    };
                    self.shut_down(at, reason);
                }
                _ if next.2 % 5 < 4 => {
                    let at = self.due.iter().position(|due| due.order == next.3).unwrap();
                    let due = self.due.remove(at);
                    self.falls_due(due.source, due.what);
                }
                _ => {
                    let (_, source, function) = arrivals[arrived];
                    arrived += 1;
                    self.say(function, Seen::Arrived(arrived as u64));
                    self.counts[function].requests += u64::from(self.counted(self.now));
                    self.comes(source, arrived as u64);
                }
            }
        }
        (self.log, self.counts, self.now)
    }

    /// Whether nothing waits anywhere.
    fn is_done(&self) -> bool {
        let empty = |feed: &Feed<'_>| match feed {
            Feed::Direct => true,
            Feed::Queue(queue) => queue.is_empty(),
            Feed::Stream(stream) => stream.is_empty(),
        };
        self.due.iter().all(|due| matches!(due.what, What::Look(_) | What::Grow))
            && self.feeds.iter().all(empty)
    }

    fn function_of(&self, source: usize) -> usize {
        let mut sources =
            self.scenario.functions.iter().enumerate().flat_map(|(at, f)| f.sources.iter().map(move |_| at));
        sources.nth(source).unwrap()
    }

    fn source(&self, source: usize) -> &'a Source {
        self.scenario.functions.iter().flat_map(|f| &f.sources).nth(source).unwrap()
    }

    fn records(&self, source: usize) -> &'a Records {
        match &self.source(source).invocation {
            Invocation::Sqs(queue) => &queue.records,
            Invocation::Stream(stream) => &stream.records,
            Invocation::Sync | Invocation::Async(_) => unreachable!(),
        }
    }

    fn counted(&self, arrived: u64) -> bool {
        arrived >= self.scenario.warmup_ns
    }

    fn book(&mut self, at: u64, source: usize, what: What) {
        if at <= self.end {
            self.order += 1;
            self.due.push(Due { at, source, order: self.order, what });
        }
    }

    /// An arrival.
    fn comes(&mut self, source: usize, request: u64) {
        let function = self.function_of(source);
        if matches!(self.feeds[source], Feed::Direct) {
            let first = Try { request, arrived: self.now, number: 1, errors: 0, throttles: 0, batch: 0 };
            return self.attempt(source, first);
        }
        self.brought[source] += 1;
        self.counts[function].records += u64::from(self.counted(self.now));
        let poison = self.records(source).poison.contains(&self.brought[source]);
        let group = self.tape.groups.get(&request).copied().unwrap_or(0);
        let message = Message::new(request, self.now, group, poison);
        match &mut self.feeds[source] {
            Feed::Queue(queue) => queue.comes(message),
            Feed::Stream(stream) => stream.comes(message),
            Feed::Direct => unreachable!(),
        }
        self.goes_on(source, group as usize);
    }

    fn falls_due(&mut self, source: usize, what: What) {
        let function = self.function_of(source);
        match what {
            What::Again(one) => {
                self.say(function, Seen::Retried(one.request, one.number));
                self.counts[function].retries += u64::from(self.counted(one.arrived));
                self.attempt(source, one);
                self.look_later(source, one.batch);
            }
            What::Delivered(one) => self.say(function, Seen::Delivered(one.request)),
            What::GiveUp(one, reason) => {
                let Invocation::Async(set) = &self.source(source).invocation else { unreachable!() };
                self.give_up(function, &[(one.request, one.arrived)], reason, set.on_failure.is_some());
            }
            What::Ended(batch, failed) => {
                let now = self.now;
                let mut fates = match &mut self.feeds[source] {
                    Feed::Queue(queue) => queue.ended(batch, failed),
                    Feed::Stream(stream) => stream.ended(batch, now, failed),
                    Feed::Direct => unreachable!(),
                };
                if let Feed::Queue(queue) = &mut self.feeds[source] {
                    fates.extend(queue.reappear(now));
                }
                self.meet(function, fates);
                self.goes_on(source, batch);
            }
            What::Abandoned(batch) => {
                let now = self.now;
                let Feed::Queue(queue) = &mut self.feeds[source] else { unreachable!() };
                let mut fates = queue.ended(batch, true);
                fates.extend(queue.reappear(now));
                self.meet(function, fates);
                self.goes_on(source, batch);
            }
            What::Grow => {
                let Feed::Queue(queue) = &mut self.feeds[source] else { unreachable!() };
                queue.grow();
                self.goes_on(source, 0);
            }
            What::Look(lane) => self.goes_on(source, lane),
        }
    }

    /// A queue, or a lane of a stream, does what there is to do now.
    fn goes_on(&mut self, source: usize, lane: usize) {
        let function = self.function_of(source);
        let now = self.now;
        if let Feed::Queue(queue) = &mut self.feeds[source] {
            let fates = queue.reappear(now);
            self.meet(function, fates);
        }
        loop {
            let (fates, next, grows_at) = match &mut self.feeds[source] {
                Feed::Queue(queue) => {
                    let (fates, batch, begins) = queue.poll(now);
                    let grows_at = begins.then(|| now + queue.grows_after());
                    let next = batch.map(|batch| {
                        let held = queue.held(batch);
                        (batch, (held[0].number, held[0].arrived), 0, held.len(), 1)
                    });
                    (fates, next, grows_at)
                }
                Feed::Stream(stream) => {
                    let (fates, next) = stream.act(lane, now);
                    (fates, next.map(|it| (lane, it.first, it.newest, it.records, it.attempt)), None)
                }
                Feed::Direct => unreachable!(),
            };
            self.meet(function, fates);
            if let Some(at) = grows_at {
                self.book(at, source, What::Grow);
            }
            let Some((batch, (request, arrived), newest, records, number)) = next.filter(|_| now < self.end)
            else {
                break;
            };
            if self.counted(arrived) {
                let count = &mut self.counts[function];
                count.batches += u64::from(number == 1);
                count.retries += u64::from(number > 1);
                if matches!(self.feeds[source], Feed::Stream(_)) {
                    count.iterator_age = count.iterator_age.max(Some(now - newest));
                }
            }
            let records = u32::try_from(records).unwrap();
            self.say(function, Seen::Sent(request, records, number, now - arrived));
            self.attempt(source, Try { request, arrived, number, errors: 0, throttles: 0, batch });
        }
        self.look_later(source, lane);
    }

    /// Books the next instant at which a queue or a lane changes by itself.
    fn look_later(&mut self, source: usize, lane: usize) {
        let lane = if matches!(self.feeds[source], Feed::Stream(_)) { lane } else { 0 };
        let looks_at = match &self.feeds[source] {
            Feed::Queue(queue) => queue.looks_at(self.now),
            Feed::Stream(stream) => stream.looks_at(lane, self.now),
            Feed::Direct => None,
        };
        let is_booked = |due: &Due, at| {
            due.source == source && due.at == at && matches!(due.what, What::Look(of) if of == lane)
        };
        if let Some(at) = looks_at.filter(|at| !self.due.iter().any(|due| is_booked(due, *at))) {
            self.book(at, source, What::Look(lane));
        }
    }

    fn meet(&mut self, function: usize, fates: Vec<Fate>) {
        for fate in fates {
            match fate {
                Fate::Completed(records) => {
                    for (_, arrived) in records {
                        if self.counted(arrived) {
                            self.counts[function].completed += 1;
                            self.counts[function].latencies.push(self.now - arrived);
                        }
                    }
                }
                Fate::Returned(numbers, until) => {
                    self.say(
                        function,
                        Seen::Returned(numbers[0], u32::try_from(numbers.len()).unwrap(), until),
                    );
                }
                Fate::GivenUp(records, reason, kept) => self.give_up(function, &records, reason, kept),
            }
        }
    }

    fn give_up(&mut self, function: usize, records: &[(u64, u64)], reason: GiveUpReason, kept: bool) {
        let counted = records.iter().filter(|(_, arrived)| self.counted(*arrived)).count() as u64;
        let count = &mut self.counts[function];
        if kept {
            count.dead_lettered += counted;
        } else {
            count.dropped += counted;
        }
        self.say(function, Seen::GivenUp(records[0].0, u32::try_from(records.len()).unwrap(), reason, kept));
    }

    fn say_start(&mut self, at: usize) {
        let env = &mut self.envs[at];
        let (function, number) = (env.function, env.number);
        let job = env.job.as_mut().unwrap();
        job.said = true;
        let said = Seen::Started(number, job.request, job.kind, job.suppressed);
        self.say(function, said);
    }

    fn create(&mut self, function: usize, provisioned: bool) -> usize {
        self.numbers += 1;
        self.order += 1;
        self.envs.push(Env {
            number: self.numbers,
            function,
            created: self.now,
            provisioned,
            needs_init: false,
            job: None,
            released: self.now,
            release_order: self.order,
        });
        self.counts[function].created += u64::from(self.now >= self.scenario.warmup_ns);
        self.say(function, Seen::Created(self.numbers));
        self.envs.len() - 1
    }

    /// Tokens of a bucket of `size` that refills in `fill`, as they are now.
    fn tokens(&mut self, bucket: usize, size: u64, fill: u64) -> f64 {
        let (level, at) = self.tokens[bucket];
        let level = (level + (self.now - at) as f64 * size as f64 / fill as f64).min(size as f64);
        self.tokens[bucket] = (level, self.now);
        level
    }

    fn attempt(&mut self, source: usize, one: Try) {
        let function = self.function_of(source);
        let account = &self.scenario.account;
        let cap = u64::from(account.concurrency) * 10;
        if account.request_rate_cap && self.tokens(0, cap, S) < 1.0 - 1e-9 {
            return self.refuse(source, one, ThrottleReason::RequestRate);
        }
        let mine = |env: &&Env| env.function == function && env.job.is_none();
        // Of the provisioned ones, the one released last, or, where none has been used, the one made first.
        let ready = self.envs.iter().filter(mine).filter(|env| env.provisioned);
        let ready = ready.max_by_key(|env| {
            if env.released > env.created || env.release_order > self.numbers_at_start() {
                (1, env.release_order)
            } else {
                (0, u64::MAX - env.number)
            }
        });
        if let Some(number) = ready.map(|env| env.number) {
            return self.begin(number, source, one, StartKind::Provisioned);
        }
        let busy = |of: &dyn Fn(&Env) -> bool| {
            self.envs.iter().filter(|env| env.job.is_some() && !env.provisioned && of(env)).count()
        };
        let spec = self.spec(function);
        let refused = if let Some(reserved) = spec.reserved {
            (busy(&|env| env.function == function) >= (reserved - spec.provisioned) as usize)
                .then_some(ThrottleReason::ReservedConcurrency)
        } else {
            let taken: u32 =
                self.scenario.functions.iter().map(|f| f.reserved.unwrap_or(f.provisioned)).sum();
            let shared = |env: &Env| self.spec(env.function).reserved.is_none();
            (busy(&shared) >= account.concurrency.saturating_sub(taken) as usize)
                .then_some(ThrottleReason::AccountConcurrency)
        };
        if let Some(reason) = refused {
            return self.refuse(source, one, reason);
        }
        let idle: Vec<&Env> = self.envs.iter().filter(mine).filter(|env| !env.provisioned).collect();
        let chosen = match spec.routing {
            Routing::MostRecentlyUsed => idle.iter().max_by_key(|env| env.release_order),
            Routing::Newest => idle.iter().max_by_key(|env| env.number),
            Routing::Oldest => idle.iter().min_by_key(|env| env.number),
            Routing::Random => unreachable!(),
        };
        if let Some(number) = chosen.map(|env| env.number) {
            return self.begin(number, source, one, StartKind::Warm);
        }
        if account.scaling_rate > 0 {
            if self.tokens(1 + function, u64::from(account.scaling_rate), 10 * S) < 1.0 - 1e-9 {
                return self.refuse(source, one, ThrottleReason::ScalingRate);
            }
            self.tokens[1 + function].0 -= 1.0;
        }
        let at = self.create(function, false);
        let number = self.envs[at].number;
        self.counts[function].cold += u64::from(self.counted(one.arrived));
        self.begin(number, source, one, StartKind::Cold);
    }

    /// Orders up to this are of provisioned environments that were never used.
    fn numbers_at_start(&self) -> u64 {
        self.scenario.functions.iter().map(|f| u64::from(f.provisioned)).sum()
    }

    fn begin(&mut self, number: u64, source: usize, one: Try, kind: StartKind) {
        if self.scenario.account.request_rate_cap {
            self.tokens[0].0 -= 1.0;
        }
        let function = self.function_of(source);
        let spec = &self.scenario.functions[function];
        let Start::Init(init) = &spec.start else { unreachable!() };
        let fixed =
            |law: &Distribution| if let Distribution::Constant(ns) = law { *ns } else { unreachable!() };
        let length = fixed(&init.extensions) + fixed(&init.runtime) + fixed(&init.function);
        let (mut lead, mut before, mut inside) = (0, 0, 0);
        let at = self.envs.iter().position(|env| env.number == number).unwrap();
        if kind == StartKind::Cold {
            lead = fixed(&init.download);
            before = length.min(self.scenario.quotas.init_limit_ns);
            inside = if length > self.scenario.quotas.init_limit_ns { length } else { 0 };
        } else if self.envs[at].needs_init {
            inside = length;
        }
        self.envs[at].needs_init = false;
        // What the records of a batch add, and whether one of them fails the invocation.
        let (poison, records) = match &self.feeds[source] {
            Feed::Queue(queue) => {
                let held = queue.held(one.batch);
                (held.iter().any(|it| it.poison), held.len() as u64)
            }
            Feed::Stream(stream) => stream.out(one.batch),
            Feed::Direct => (false, 0),
        };
        let (fails, added) = if records > 0 {
            let set = self.records(source);
            (poison && !set.report_batch_item_failures, set.time_ns * records)
        } else {
            (false, 0)
        };
        // The tape has the whole invocation; an invocation that never ends in the run is not on it.
        let taped = self.tape.invocations.get_mut(&number).and_then(VecDeque::pop_front);
        let (invoke, outcome) = taped.unwrap_or((u64::MAX / 4, Outcome::Success));
        let law = if kind == StartKind::Cold { spec.cold.as_ref().unwrap_or(&spec.warm) } else { &spec.warm };
        let limit = spec.timeout_ns.unwrap_or(u64::MAX);
        if let (Distribution::Constant(handler), Some(_)) = (law, taped) {
            assert_eq!(invoke, (inside + handler + added).min(limit), "length of request {}", one.request);
        }
        if taped.is_some() {
            assert!(outcome != Outcome::Timeout || spec.timeout_ns == Some(invoke));
            assert!(invoke >= (inside + added).min(limit));
            assert!(!fails || outcome != Outcome::Success, "request {} has a poison record", one.request);
            let may_fail = fails || spec.error_share + spec.crash_share > 0.0 || invoke == limit;
            assert!(may_fail || outcome == Outcome::Success, "request {} has no reason to fail", one.request);
        }
        self.envs[at].needs_init = matches!(outcome, Outcome::Crash | Outcome::Timeout);
        let handler_at = self.now + lead + before;
        let end = handler_at + invoke;
        self.order += 1;
        self.envs[at].job = Some(Job {
            end,
            order: self.order,
            request: one.request,
            handler_at,
            said: false,
            kind,
            suppressed: inside > 0,
        });
        if handler_at == self.now {
            self.say_start(at);
        }
        self.note_peak();
        let failed = outcome != Outcome::Success;
        let is_answered = self.follow(source, one, end, failed);
        if self.counted(one.arrived) && end <= self.end {
            let count = &mut self.counts[function];
            count.errors += u64::from(failed);
            count.timeouts += u64::from(outcome == Outcome::Timeout);
            count.billed_ms += (before + invoke).div_ceil(MS);
            if is_answered {
                count.completed += 1;
                count.latencies.push(end - one.arrived);
            }
        }
    }

    /// What follows from an invocation that ends at `end`: whether it is the answer.
    fn follow(&mut self, source: usize, one: Try, end: u64, failed: bool) -> bool {
        match &mut self.feeds[source] {
            Feed::Queue(queue) => {
                queue.begun(one.batch, end);
                self.book(end, source, What::Ended(one.batch, failed));
                return false;
            }
            Feed::Stream(stream) => {
                stream.begun(one.batch);
                self.book(end, source, What::Ended(one.batch, failed));
                return false;
            }
            Feed::Direct => {}
        }
        let Invocation::Async(set) = &self.source(source).invocation else {
            let again = failed.then(|| self.backoff(source, one.number, false)).flatten();
            if let Some(wait) = again {
                self.again(end + wait, source, one);
            }
            return again.is_none();
        };
        if !failed {
            if set.on_success.is_some() {
                self.book(end, source, What::Delivered(one));
            }
            return true;
        }
        if one.errors == set.maximum_retry_attempts {
            self.book(end, source, What::GiveUp(one, GiveUpReason::RetriesExhausted));
        } else {
            let wait = self.scenario.quotas.delivery.async_waits_ns[one.errors as usize];
            self.event_again(source, set, Try { errors: one.errors + 1, ..one }, end, wait);
        }
        false
    }

    /// An asynchronous event is tried again after a wait that begins at `from`, unless it is too old by then.
    fn event_again(
        &mut self,
        source: usize,
        set: &Asynchronous,
        one: Try,
        from: u64,
        wait: u64,
    ) -> Option<u64> {
        let too_old = one.arrived + set.maximum_event_age_ns;
        if from + wait >= too_old {
            self.book(too_old.max(from), source, What::GiveUp(one, GiveUpReason::Age));
            return None;
        }
        self.again(from + wait, source, one);
        Some(from + wait)
    }

    fn backoff(&self, source: usize, attempt: u32, throttled: bool) -> Option<u64> {
        let retries = self.source(source).client_retries.as_ref()?;
        let wanted = if throttled { retries.on_throttle } else { retries.on_error };
        (wanted && attempt < retries.max_attempts)
            .then(|| (retries.base_ns * 2_u64.pow(attempt - 1)).min(retries.max_backoff_ns))
    }

    fn refuse(&mut self, source: usize, one: Try, reason: ThrottleReason) {
        let function = self.function_of(source);
        let now = self.now;
        let limits = &self.scenario.quotas.delivery;
        let again = match (&self.source(source).invocation, &mut self.feeds[source]) {
            (_, Feed::Queue(queue)) => {
                let at = now + doubled(limits, one.number - 1);
                let shows = queue.shows_at(one.batch);
                if at >= shows {
                    self.book(shows, source, What::Abandoned(one.batch));
                    None
                } else {
                    self.again(at, source, one);
                    Some(at)
                }
            }
            (_, Feed::Stream(stream)) => Some(stream.refused(one.batch, now)),
            (Invocation::Async(set), Feed::Direct) => {
                let spec = self.spec(function);
                if spec.reserved == Some(0) {
                    self.book(now, source, What::GiveUp(one, GiveUpReason::NoConcurrency));
                    None
                } else {
                    let wait = doubled(limits, one.throttles);
                    self.event_again(source, set, Try { throttles: one.throttles + 1, ..one }, now, wait)
                }
            }
            _ => {
                let at = self.backoff(source, one.number, true).map(|wait| now + wait);
                if at.is_none() {
                    self.counts[function].throttled += u64::from(self.counted(one.arrived));
                }
                if let Some(at) = at {
                    self.again(at, source, one);
                }
                at
            }
        };
        self.say(function, Seen::Throttled(one.request, one.number, reason, again));
    }

    fn again(&mut self, at: u64, source: usize, one: Try) {
        if at < self.end {
            self.book(at, source, What::Again(Try { number: one.number + 1, ..one }));
        }
    }
}
