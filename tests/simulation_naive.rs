//! The engine against a simulator that could not be simpler: lists, searched from end to end for whatever comes next.
//!
//! How long a handler runs and how it ends is read from the engine's own log, so that random laws can be compared; who
//! serves what, who is refused, made or shut down, and every figure, is worked out here again.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss, missing_docs)]

mod simulation_support;

use std::collections::HashMap;

use coldstart::simulation::scenario::{
    Arrivals, ClientRetries, End, Function, Init, Jitter, Scenario, Source, Start,
};
use coldstart::simulation::{
    Distribution, Event, EventKind, Figures, Outcome, Routing, ShutdownReason, StartKind, ThrottleReason,
    simulate,
};
use simulation_support::{MS, S, function, scenario};

/// What is compared of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    Arrived(u64),
    Retried(u64, u32),
    Throttled(u64, u32, ThrottleReason, Option<u64>),
    Created(u64),
    Started(u64, u64, StartKind, bool),
    Ended(u64, u64),
    Down(u64, ShutdownReason),
}

fn seen(event: &Event) -> Option<(u64, u32, Seen)> {
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
        _ => return None,
    };
    Some((event.at_ns, event.function, seen))
}

/// Handler length and outcome by request and attempt, as the engine drew them.
type Tape = HashMap<(u64, u32), (u64, Outcome)>;

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
struct Count {
    requests: u64,
    completed: u64,
    cold: u64,
    throttled: u64,
    errors: u64,
    timeouts: u64,
    retries: u64,
    created: u64,
    ended: u64,
    life: u64,
    busy: u128,
    idle: u128,
    max_busy: u64,
    latencies: Vec<u64>,
    billed_ms: u64,
}

struct Waiting {
    at: u64,
    source: usize,
    order: u64,
    request: u64,
    arrived: u64,
    attempt: u32,
}

struct Naive<'a> {
    scenario: &'a Scenario,
    tape: &'a Tape,
    now: u64,
    end: u64,
    order: u64,
    envs: Vec<Env>,
    numbers: u64,
    counts: Vec<Count>,
    waiting: Vec<Waiting>,
    /// Admissions of the last second and creations per function: times, as long as they count.
    log: Vec<(u64, u32, Seen)>,
    tokens: Vec<(f64, u64)>,
}

impl Naive<'_> {
    fn say(&mut self, function: usize, what: Seen) {
        self.log.push((self.now, u32::try_from(function).unwrap(), what));
    }

    fn spec(&self, function: usize) -> &Function {
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

    fn run(mut self) -> (Vec<(u64, u32, Seen)>, Vec<Count>, u64) {
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
            let again = self.waiting.iter().map(|wait| (wait.at, 3, 2 * wait.source, wait.order)).min();
            let arrival = arrivals.get(arrived).map(|(at, source, _)| (*at, 3, 2 * source + 1, 0));
            if self.end == u64::MAX && end.is_none() && again.is_none() && arrival.is_none() {
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
                _ if next.2 % 2 == 0 => {
                    let at = self.waiting.iter().position(|wait| wait.order == next.3).unwrap();
                    let wait = self.waiting.remove(at);
                    let function = self.function_of(wait.source);
                    self.say(function, Seen::Retried(wait.request, wait.attempt));
                    self.counts[function].retries += u64::from(wait.arrived >= self.scenario.warmup_ns);
                    self.attempt(wait.source, wait.request, wait.arrived, wait.attempt);
                }
                _ => {
                    let (_, source, function) = arrivals[arrived];
                    arrived += 1;
                    self.say(function, Seen::Arrived(arrived as u64));
                    self.counts[function].requests += u64::from(self.now >= self.scenario.warmup_ns);
                    self.attempt(source, arrived as u64, self.now, 1);
                }
            }
        }
        (self.log, self.counts, self.now)
    }

    fn function_of(&self, source: usize) -> usize {
        let mut sources =
            self.scenario.functions.iter().enumerate().flat_map(|(at, f)| f.sources.iter().map(move |_| at));
        sources.nth(source).unwrap()
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

    fn attempt(&mut self, source: usize, request: u64, arrived: u64, attempt: u32) {
        let function = self.function_of(source);
        let account = &self.scenario.account;
        let cap = u64::from(account.concurrency) * 10;
        if account.request_rate_cap && self.tokens(0, cap, S) < 1.0 - 1e-9 {
            return self.refuse(source, request, arrived, attempt, ThrottleReason::RequestRate);
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
            return self.begin(number, source, request, arrived, attempt, StartKind::Provisioned);
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
            return self.refuse(source, request, arrived, attempt, reason);
        }
        let idle: Vec<&Env> = self.envs.iter().filter(mine).filter(|env| !env.provisioned).collect();
        let chosen = match spec.routing {
            Routing::MostRecentlyUsed => idle.iter().max_by_key(|env| env.release_order),
            Routing::Newest => idle.iter().max_by_key(|env| env.number),
            Routing::Oldest => idle.iter().min_by_key(|env| env.number),
            Routing::Random => unreachable!(),
        };
        if let Some(number) = chosen.map(|env| env.number) {
            return self.begin(number, source, request, arrived, attempt, StartKind::Warm);
        }
        if account.scaling_rate > 0 {
            if self.tokens(1 + function, u64::from(account.scaling_rate), 10 * S) < 1.0 - 1e-9 {
                return self.refuse(source, request, arrived, attempt, ThrottleReason::ScalingRate);
            }
            self.tokens[1 + function].0 -= 1.0;
        }
        let at = self.create(function, false);
        let number = self.envs[at].number;
        self.counts[function].cold += u64::from(arrived >= self.scenario.warmup_ns);
        self.begin(number, source, request, arrived, attempt, StartKind::Cold);
    }

    /// Orders up to this are of provisioned environments that were never used.
    fn numbers_at_start(&self) -> u64 {
        self.scenario.functions.iter().map(|f| u64::from(f.provisioned)).sum()
    }

    fn begin(
        &mut self,
        number: u64,
        source: usize,
        request: u64,
        arrived: u64,
        attempt: u32,
        kind: StartKind,
    ) {
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
        // The tape has the whole invocation; an invocation that never ends in the run is not on it.
        let taped = self.tape.get(&(request, attempt)).copied();
        let (invoke, outcome) = taped.unwrap_or((u64::MAX / 4, Outcome::Success));
        let law = if kind == StartKind::Cold { spec.cold.as_ref().unwrap_or(&spec.warm) } else { &spec.warm };
        if let (Distribution::Constant(handler), Some(_)) = (law, taped) {
            assert_eq!(
                invoke,
                (inside + handler).min(spec.timeout_ns.unwrap_or(u64::MAX)),
                "length of request {request}"
            );
        }
        if taped.is_some() {
            assert!(outcome != Outcome::Timeout || spec.timeout_ns == Some(invoke));
            assert!(invoke >= inside.min(spec.timeout_ns.unwrap_or(u64::MAX)));
        }
        self.envs[at].needs_init = matches!(outcome, Outcome::Crash | Outcome::Timeout);
        let handler_at = self.now + lead + before;
        let end = handler_at + invoke;
        self.order += 1;
        self.envs[at].job = Some(Job {
            end,
            order: self.order,
            request,
            handler_at,
            said: false,
            kind,
            suppressed: inside > 0,
        });
        if handler_at == self.now {
            self.say_start(at);
        }
        self.note_peak();
        let again = (outcome != Outcome::Success).then(|| self.backoff(source, attempt, false)).flatten();
        if arrived >= self.scenario.warmup_ns && end <= self.end {
            let count = &mut self.counts[function];
            count.errors += u64::from(outcome != Outcome::Success);
            count.timeouts += u64::from(outcome == Outcome::Timeout);
            count.billed_ms += (before + invoke).div_ceil(MS);
            if again.is_none() {
                count.completed += 1;
                count.latencies.push(end - arrived);
            }
        }
        if let Some(wait) = again {
            self.wait(end + wait, source, request, arrived, attempt);
        }
    }

    fn backoff(&self, source: usize, attempt: u32, throttled: bool) -> Option<u64> {
        let all: Vec<&Source> = self.scenario.functions.iter().flat_map(|f| &f.sources).collect();
        let retries = all[source].client_retries.as_ref()?;
        let wanted = if throttled { retries.on_throttle } else { retries.on_error };
        (wanted && attempt < retries.max_attempts)
            .then(|| (retries.base_ns * 2_u64.pow(attempt - 1)).min(retries.max_backoff_ns))
    }

    fn refuse(&mut self, source: usize, request: u64, arrived: u64, attempt: u32, reason: ThrottleReason) {
        let function = self.function_of(source);
        let again = self.backoff(source, attempt, true).map(|wait| self.now + wait);
        if again.is_none() {
            self.counts[function].throttled += u64::from(arrived >= self.scenario.warmup_ns);
        }
        self.say(function, Seen::Throttled(request, attempt, reason, again));
        if let Some(at) = again {
            self.wait(at, source, request, arrived, attempt);
        }
    }

    fn wait(&mut self, at: u64, source: usize, request: u64, arrived: u64, attempt: u32) {
        if at < self.end {
            self.order += 1;
            self.waiting.push(Waiting {
                at,
                source,
                order: self.order,
                request,
                arrived,
                attempt: attempt + 1,
            });
        }
    }
}

/// A small generator of scenarios; nothing of the engine's.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.roll(n) == 0
    }

    /// A constant on a coarse grid, so that many things fall on the same instant.
    fn grid(&mut self, most: u64) -> Distribution {
        Distribution::Constant(self.roll(most + 1) * S / 2)
    }

    fn law(&mut self) -> Distribution {
        match self.roll(4) {
            0 => Distribution::Exponential { mean: 1.5 * S as f64 },
            1 => Distribution::lognormal_from_moments(2.0 * S as f64, 3.0 * S as f64),
            _ => self.grid(6),
        }
    }

    fn scenario(&mut self) -> Scenario {
        let functions: Vec<Function> =
            (0..=self.roll(3)).map(|at| self.function(&format!("f{at}"))).collect();
        let end = if self.one_in(3) {
            End::AfterRequests(1 + self.roll(40))
        } else {
            End::At((5 + self.roll(60)) * S)
        };
        let mut made = scenario(end, functions);
        if self.one_in(3) {
            made.warmup_ns = self.roll(20) * S / 2;
        }
        if let End::AfterRequests(requests) = &mut made.end {
            let all: u64 = made
                .functions
                .iter()
                .flat_map(|f| &f.sources)
                .map(|s| if let Arrivals::Times(t) = &s.arrivals { t.len() as u64 } else { 0 })
                .sum();
            *requests = (*requests).min(all.max(1));
        }
        let taken: u32 = made.functions.iter().map(|f| f.reserved.unwrap_or(f.provisioned)).sum();
        made.account.concurrency = taken + 1 + u32::try_from(self.roll(12)).unwrap();
        made.account.scaling_rate = if self.one_in(2) { 1 + u32::try_from(self.roll(6)).unwrap() } else { 0 };
        made.account.request_rate_cap = self.one_in(3);
        made
    }

    fn function(&mut self, name: &str) -> Function {
        let mut made = function(name, self.law(), Arrivals::Times([].into()));
        made.cold = self.one_in(2).then(|| self.law());
        made.idle_timeout = self.grid(12);
        made.maximum_life = self.one_in(4).then(|| self.grid(40));
        made.timeout_ns = self.one_in(3).then(|| (1 + self.roll(6)) * S / 2);
        made.error_share = if self.one_in(4) { 0.2 } else { 0.0 };
        made.crash_share = if self.one_in(4) { 0.2 } else { 0.0 };
        made.routing = [Routing::MostRecentlyUsed, Routing::Newest, Routing::Oldest]
            [usize::try_from(self.roll(3)).unwrap()];
        if self.one_in(3) {
            made.provisioned = u32::try_from(self.roll(4)).unwrap();
        }
        if self.one_in(3) {
            made.reserved = Some(made.provisioned + u32::try_from(self.roll(4)).unwrap());
        }
        if self.one_in(2) {
            let long = if self.one_in(4) { 24 } else { 3 };
            made.start = Start::Init(Init {
                download: self.grid(2),
                extensions: self.grid(1),
                runtime: self.grid(2),
                function: self.grid(long),
            });
        }
        made.sources = (0..=self.roll(2)).map(|_| self.source()).collect();
        made
    }

    fn source(&mut self) -> Source {
        let mut times: Vec<u64> = (0..self.roll(40)).map(|_| self.roll(80) * S / 2).collect();
        if self.one_in(3) {
            let at = self.roll(20) * S;
            times.extend((0..self.roll(20)).map(|_| at));
        }
        times.sort_unstable();
        let client_retries = self.one_in(3).then(|| ClientRetries {
            max_attempts: 1 + u32::try_from(self.roll(4)).unwrap(),
            base_ns: self.roll(3) * S / 2,
            max_backoff_ns: 2 * S,
            jitter: Jitter::None,
            on_throttle: !self.one_in(4),
            on_error: !self.one_in(4),
        });
        Source { client_retries, ..Source::sync(Arrivals::Times(times.into())) }
    }
}

fn compare(scenario: &Scenario, seed: u64) {
    let mut events: Vec<Event> = Vec::new();
    let figures = simulate(scenario, seed, &mut events);
    let mut tape = Tape::new();
    for event in &events {
        if let EventKind::InvokeEnded { request, attempt, duration_ns, outcome, .. } = event.kind {
            assert!(tape.insert((request, attempt), (duration_ns, outcome)).is_none(), "attempt ended twice");
        }
    }
    let naive = Naive {
        scenario,
        tape: &tape,
        now: 0,
        end: if let End::At(end) = scenario.end { end } else { u64::MAX },
        order: 0,
        envs: Vec::new(),
        numbers: 0,
        counts: vec![Count::default(); scenario.functions.len()],
        waiting: Vec::new(),
        log: Vec::new(),
        tokens: std::iter::once((f64::from(scenario.account.concurrency) * 10.0, 0))
            .chain(scenario.functions.iter().map(|_| (f64::from(scenario.account.scaling_rate), 0)))
            .collect(),
    };
    let tally = &figures.total.tally;
    match scenario.end {
        End::AfterRequests(_) => assert_eq!(tally.requests, tally.completed + tally.throttled, "seed {seed}"),
        End::At(_) => assert!(tally.requests >= tally.completed + tally.throttled, "seed {seed}"),
    }
    let (log, counts, ended) = naive.run();
    let events: Vec<(u64, u32, Seen)> = events.iter().filter_map(seen).collect();
    for (at, (ours, theirs)) in events.iter().zip(&log).enumerate() {
        assert_eq!(
            ours,
            theirs,
            "event {at} (engine first), seed {seed}, of {scenario:#?}\nbefore: {:#?}",
            &log[at.saturating_sub(8)..at]
        );
    }
    assert_eq!(events.len(), log.len(), "seed {seed}, {:?}", events.get(log.len()));
    agree(&figures, &counts, ended, scenario, seed);
}

fn agree(figures: &Figures, counts: &[Count], ended: u64, scenario: &Scenario, seed: u64) {
    assert_eq!(figures.simulated_ns, ended, "seed {seed}");
    for (figures, count) in figures.functions.iter().zip(counts) {
        let tally = &figures.tally;
        let ours = [
            tally.requests,
            tally.completed,
            tally.cold_starts,
            tally.throttled,
            tally.errors,
            tally.timeouts,
            tally.retries,
            tally.environments_created,
            tally.environments_ended,
            tally.max_busy,
            tally.latency.count(),
            tally.latency.max(),
            tally.usage.on_demand_ms + tally.usage.init_ms + tally.usage.provisioned_ms,
        ];
        let theirs = [
            count.requests,
            count.completed,
            count.cold,
            count.throttled,
            count.errors,
            count.timeouts,
            count.retries,
            count.created,
            count.ended,
            count.max_busy,
            count.latencies.len() as u64,
            count.latencies.iter().copied().max().unwrap_or(0),
            count.billed_ms,
        ];
        assert_eq!(
            ours, theirs,
            "requests, completed, cold, throttled, errors, timeouts, retries, created, ended, peak, latencies, longest, billed; seed {seed}, {scenario:#?}"
        );
        let span = ended.saturating_sub(scenario.warmup_ns);
        let close = |ours: f64, sum: u128| {
            assert!(
                (ours * span as f64 - sum as f64).abs() <= 1e-9 * sum as f64 + 1e-3,
                "seed {seed}: {ours} and {sum} over {span}"
            );
        };
        if span > 0 {
            close(figures.mean_busy(), count.busy);
            close(figures.mean_idle(), count.idle);
        }
        if count.ended > 0 {
            let life = count.life as f64 / count.ended as f64 / S as f64;
            assert!((figures.mean_lifespan_s().unwrap() - life).abs() < 1e-9 * life + 1e-9);
        }
    }
}

#[test]
fn agrees_with_the_naive_simulator_event_by_event() {
    let mut events = 0;
    for seed in 0..6000 {
        let scenario = Dice(seed).scenario();
        compare(&scenario, seed);
        events += scenario.functions.len();
    }
    assert!(events > 6000);
}
