//! The engine: takes the next event, changes the world, says what happened.
//!
//! Idle time is booked when it ends. In a plain run nothing is ever scheduled but one arrival and one completion for each request.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::agenda::Due;
use super::calendar::Calendar;
use super::database::Connections;
use super::environment::{Environment, NONE, Table};
use super::event::{Observer, ShutdownReason};
use super::figures::{Figures, FunctionFigures, Tally};
use super::math::{count_to_f64, round_to_u64};
use super::observed::{Detail, Transition};
use super::scenario::{End, Scenario};
use super::state::{FunctionState, SourceState};

/// Runs a scenario to its end and gives its figures. `observer` sees every event; `&mut ()` sees none and costs nothing.
pub fn simulate<O: Observer>(scenario: &Scenario, seed: u64, observer: &mut O) -> Figures {
    let mut world = World::new(scenario, seed);
    world.begin(scenario, observer);
    while world.step(observer) {}
    world.figures(scenario)
}

/// The whole state of a run at an instant. A copy continues exactly as the original does.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) now: u64,
    pub(super) seed: u64,
    pub(super) table: Table,
    pub(super) calendar: Calendar,
    pub(super) functions: Vec<FunctionState>,
    pub(super) sources: Vec<SourceState>,
    pub(super) agenda: BinaryHeap<Reverse<Due>>,
    pub(super) booked: u64,
    /// On-demand invocations of functions without a reservation, and how many there may be.
    pub(super) shared_busy: u32,
    pub(super) shared_capacity: u32,
    pub(super) busy: u64,
    /// Greatest `busy` since it was last taken; `max_busy` is that of what went before.
    pub(super) peak_busy: u64,
    pub(super) max_busy: u64,
    pub(super) request_cap: Option<super::bucket::Bucket>,
    pub(super) next_arrival: u64,
    /// No idle environment expires before this.
    pub(super) expiry_bound: u64,
    /// The end of the warm-up, then the end of the run.
    pub(super) boundary: u64,
    pub(super) warm: bool,
    pub(super) warmup: u64,
    pub(super) end: u64,
    pub(super) requests_left: u64,
    pub(super) requests: u64,
    pub(super) environments: u64,
    pub(super) details: Vec<Detail>,
    pub(super) transitions: BinaryHeap<Reverse<Transition>>,
    pub(super) transition_number: u64,
    pub(super) databases: Vec<Connections>,
}

impl World {
    pub(super) fn new(scenario: &Scenario, seed: u64) -> Self {
        let functions: Vec<FunctionState> = (0..)
            .zip(&scenario.functions)
            .map(|(index, function)| FunctionState::new(scenario, function, index, seed))
            .collect();
        let mut sources = Vec::new();
        for (function, spec) in (0_u32..).zip(&scenario.functions) {
            for (place, source) in (0_u32..).zip(&spec.sources) {
                sources.push(SourceState::new(source, function, place, sources.len() as u64, scenario, seed));
            }
        }
        let account = &scenario.account;
        let per_second = u64::from(account.concurrency) * u64::from(scenario.quotas.requests_per_concurrency);
        let (end, requests_left) = match scenario.end {
            End::At(end) => (end, u64::MAX),
            End::AfterRequests(requests) => (u64::MAX, requests),
        };
        let warm = scenario.warmup_ns == 0;
        Self {
            now: 0,
            seed,
            table: Table::default(),
            calendar: calendar_for(scenario),
            functions,
            sources,
            agenda: BinaryHeap::new(),
            booked: 0,
            shared_busy: 0,
            shared_capacity: scenario.shared_capacity(),
            busy: 0,
            peak_busy: 0,
            max_busy: 0,
            request_cap: account
                .request_rate_cap
                .then(|| super::bucket::Bucket::new(per_second, 1_000_000_000)),
            next_arrival: u64::MAX,
            expiry_bound: u64::MAX,
            boundary: if warm { end } else { scenario.warmup_ns.min(end) },
            warm,
            warmup: scenario.warmup_ns,
            end,
            requests_left,
            requests: 0,
            environments: 0,
            details: Vec::new(),
            transitions: BinaryHeap::new(),
            transition_number: 0,
            databases: scenario
                .databases
                .iter()
                .map(|database| Connections::new(database.max_connections, database.refused_after_ns))
                .collect(),
        }
    }

    /// Makes the provisioned environments and draws the first arrivals.
    pub(super) fn begin<O: Observer>(&mut self, scenario: &Scenario, observer: &mut O) {
        for (at, function) in scenario.functions.iter().enumerate() {
            for _ in 0..function.provisioned {
                let environment = self.create(at, true, None, observer);
                self.functions[at].ready.push(environment);
            }
            // The first one made is the first one taken.
            self.functions[at].ready.reverse();
        }
        for at in 0..self.sources.len() {
            self.draw_arrival(at);
        }
        self.begin_shifts();
        self.find_next_arrival();
    }

    /// Takes the next event. False where the run has ended.
    #[inline]
    pub(super) fn step<O: Observer>(&mut self, observer: &mut O) -> bool {
        let limit = self.next_arrival.min(self.expiry_bound).min(self.boundary);
        if O::ACTIVE
            && let Some(&Reverse(transition)) = self.transitions.peek()
            && transition.at <= limit
        {
            // A step of a cold start comes before completions at the same instant.
            let earlier = transition.at.checked_sub(1);
            if let Some((time, environment)) =
                earlier.and_then(|earlier| self.calendar.pop_until(earlier, &mut self.table))
            {
                self.complete(time, environment, observer);
            } else {
                self.transitions.pop();
                self.now = transition.at;
                self.enter(transition, observer);
            }
            return true;
        }
        if let Some((time, environment)) = self.calendar.pop_until(limit, &mut self.table) {
            self.complete(time, environment, observer);
            return true;
        }
        self.step_outside(limit, observer)
    }

    #[inline]
    fn step_outside<O: Observer>(&mut self, limit: u64, observer: &mut O) -> bool {
        if self.next_arrival == limit
            && limit < self.expiry_bound
            && (self.warm || limit < self.boundary)
            && limit != u64::MAX
        {
            self.now = limit;
            self.arrive(observer);
            return true;
        }
        self.step_rare(limit, observer)
    }

    /// What is neither a completion nor an ordinary arrival.
    #[inline(never)]
    fn step_rare<O: Observer>(&mut self, limit: u64, observer: &mut O) -> bool {
        if self.end == u64::MAX && self.next_arrival == u64::MAX && self.calendar.is_empty() {
            return false;
        }
        if !self.warm && limit == self.boundary && self.warmup <= self.end {
            self.now = limit;
            self.warm = true;
            self.boundary = self.end;
            self.max_busy = self.busy;
            self.peak_busy = self.busy;
            for function in &mut self.functions {
                function.tally.max_busy = function.busy;
            }
            return true;
        }
        if limit == self.expiry_bound && limit != u64::MAX {
            self.expire(limit, observer);
            return true;
        }
        if limit == self.next_arrival && limit != u64::MAX {
            self.now = limit;
            self.arrive(observer);
            return true;
        }
        self.now = if self.end == u64::MAX { self.now } else { self.end };
        false
    }

    #[inline]
    fn complete<O: Observer>(&mut self, time: u64, environment: u32, observer: &mut O) {
        self.now = time;
        let ended = self.table.get(environment);
        let (dies, doomed, provisioned) = (ended.dies, ended.doomed, ended.provisioned);
        let at = ended.function as usize;
        let function = &mut self.functions[at];
        function.busy -= 1;
        self.busy -= 1;
        if O::ACTIVE {
            self.observe_end(at, environment, observer);
        }
        let function = &mut self.functions[at];
        if provisioned {
            function.ready.push(environment);
            return;
        }
        if function.own_capacity.is_some() {
            function.on_demand_busy -= 1;
        } else {
            self.shared_busy -= 1;
        }
        if doomed || dies <= time {
            let reason = if doomed { ShutdownReason::RestoreFailed } else { ShutdownReason::MaximumLife };
            self.shut_down(at, environment, reason, observer);
            return;
        }
        let expires =
            if function.pool.books_expiries() { function.draw_expiry(time, dies) } else { u64::MAX };
        function.pool.release(&mut self.table, environment, expires);
        if function.pool.len() == 1 || expires < self.expiry_bound {
            self.expiry_bound = self.expiry_bound.min(function.pool.next_expiry(&self.table));
        }
    }

    /// Shuts down an environment whose idle time ends at `now`, or finds out when the first one really does.
    fn expire<O: Observer>(&mut self, now: u64, observer: &mut O) {
        let due = self.functions.iter().position(|function| function.pool.next_expiry(&self.table) == now);
        if let Some(at) = due {
            self.now = now;
            let function = &mut self.functions[at];
            let environment = function.pool.next_to_expire();
            function.pool.remove(&mut self.table, environment);
            let ended = self.table.get(environment);
            function.tally.idle_ns += u128::from(now.saturating_sub(ended.time.max(self.warmup)));
            let reason =
                if ended.dies <= now { ShutdownReason::MaximumLife } else { ShutdownReason::IdleTimeout };
            self.shut_down(at, environment, reason, observer);
        }
        self.expiry_bound = self
            .functions
            .iter()
            .map(|function| function.pool.next_expiry(&self.table))
            .min()
            .unwrap_or(u64::MAX);
    }

    fn shut_down<O: Observer>(
        &mut self,
        at: usize,
        environment: u32,
        reason: ShutdownReason,
        observer: &mut O,
    ) {
        self.disconnect(at, environment);
        let function = &mut self.functions[at];
        function.pool.gone(&self.table, environment);
        if self.now >= self.warmup {
            function.tally.environments_ended += 1;
            function.tally.life_ns += u128::from(self.now - self.table.get(environment).created);
        }
        self.table.remove(environment);
        if O::ACTIVE {
            self.observe_shutdown(at, environment, reason, observer);
        }
    }

    pub(super) fn create<O: Observer>(
        &mut self,
        at: usize,
        provisioned: bool,
        request: Option<u64>,
        observer: &mut O,
    ) -> u32 {
        let now = self.now;
        let function = &mut self.functions[at];
        let dies = match &function.maximum_life {
            Some(life) if !provisioned => now.saturating_add(life.draw(&mut function.life_rng)),
            _ => u64::MAX,
        };
        let environment = self.table.insert(Environment {
            time: now,
            created: now,
            dies,
            next: NONE,
            previous: NONE,
            function: u32::try_from(at).unwrap_or(NONE),
            place: NONE,
            heap_place: NONE,
            provisioned,
            needs_init: false,
            doomed: false,
            is_connected: false,
        });
        if !provisioned {
            function.pool.created(&mut self.table, environment);
        }
        if now >= self.warmup || provisioned {
            function.tally.environments_created += 1;
        }
        self.environments += 1;
        if O::ACTIVE {
            self.observe_creation(at, environment, request, observer);
        }
        environment
    }

    /// The greatest concurrency since this was last asked.
    pub(super) fn take_peak(&mut self) -> u64 {
        self.max_busy = self.max_busy.max(self.peak_busy);
        std::mem::replace(&mut self.peak_busy, self.busy)
    }

    /// When the next step happens, at the earliest.
    pub(super) fn next_at(&mut self) -> u64 {
        let limit = self.next_arrival.min(self.expiry_bound).min(self.boundary);
        let limit = self.transitions.peek().map_or(limit, |Reverse(transition)| limit.min(transition.at));
        limit.min(self.calendar.next_at(limit, &mut self.table))
    }

    /// The figures of a run that has ended.
    pub(super) fn figures(&self, scenario: &Scenario) -> Figures {
        let end = if self.end == u64::MAX { self.now } else { self.end };
        let span_ns = end.saturating_sub(self.warmup);
        let mut total = Tally { max_busy: self.max_busy.max(self.peak_busy), ..Tally::default() };
        let mut functions = Vec::with_capacity(self.functions.len());
        for (state, function) in self.functions.iter().zip(&scenario.functions) {
            let mut tally = state.tally.clone();
            for environment in state.pool.iter(&self.table).chain(state.ready.iter().copied()) {
                let idle_from = self.table.get(environment).time.max(self.warmup);
                tally.idle_ns += u128::from(end.saturating_sub(idle_from));
            }
            let usage = &mut tally.usage;
            let memory = u128::from(state.memory_mb);
            let billed =
                u128::from(usage.on_demand_ms) + u128::from(usage.init_ms) + u128::from(usage.provisioned_ms);
            usage.billed_mb_ms = billed * memory;
            usage.provisioned_mb_ns = u128::from(function.provisioned) * u128::from(span_ns) * memory;
            if matches!(function.start, super::scenario::Start::SnapStart(_)) {
                usage.restores = tally.cold_starts;
            }
            total.merge(&tally);
            functions.push(FunctionFigures { name: function.name.clone(), span_ns, tally });
        }
        let total = FunctionFigures { name: "total".to_owned(), span_ns, tally: total };
        Figures { seed: self.seed, simulated_ns: end, total, functions }
    }
}

/// A calendar whose slots fit the load that a scenario leads one to expect.
fn calendar_for(scenario: &Scenario) -> Calendar {
    let (mut rate, mut load) = (0.0, 0.0);
    for function in &scenario.functions {
        let service = function.warm.mean().min(900e9) / 1e9;
        for source in &function.sources {
            let arrivals = source.arrivals.rate();
            rate += arrivals;
            load += arrivals * service;
            if let Some(count) = source.arrivals.count() {
                rate += 1.0;
                load += count_to_f64(count).min(count_to_f64(u64::from(scenario.account.concurrency)));
            }
        }
    }
    let slots = (round_to_u64(load).saturating_mul(4)).clamp(256, 1 << 15).next_power_of_two();
    let mean_ns = if rate > 0.0 { load / rate * 1e9 } else { 1e9 };
    let width = round_to_u64(8.0 * mean_ns / count_to_f64(slots)).max(1);
    Calendar::new(slots.trailing_zeros(), width.ilog2())
}
