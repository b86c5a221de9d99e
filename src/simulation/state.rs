//! What the engine keeps for each function and source.

use super::alias::AliasState;
use super::arrivals::ArrivalProcess;
use super::bucket::Bucket;
use super::distribution::Distribution;
use super::event::Outcome;
use super::figures::Tally;
use super::mapping::Managed;
use super::pool::Pool;
use super::random::{Purpose, Rng};
use super::scenario::{ClientRetries, Function, Invocation, Jitter, Quotas, Scenario, Source, Start};

#[derive(Debug, Clone)]
pub(super) struct FunctionState {
    pub(super) warm: Distribution,
    pub(super) cold: Option<Distribution>,
    pub(super) start: Start,
    pub(super) init_limit_ns: u64,
    pub(super) restore_limit_ns: u64,
    pub(super) timeout_ns: u64,
    pub(super) error_share: f64,
    pub(super) failure_share: f64,
    pub(super) idle_timeout: Distribution,
    pub(super) maximum_life: Option<Distribution>,
    pub(super) memory_mb: u32,
    /// On-demand environments of its own that may be busy at once, where it has a reservation.
    pub(super) own_capacity: Option<u32>,
    pub(super) has_provisioned: bool,
    pub(super) has_database: bool,
    /// Place of the database, and connections of each environment.
    pub(super) database: Option<(usize, u32)>,
    pub(super) on_demand_busy: u32,
    pub(super) busy: u64,
    pub(super) scaling: Option<Bucket>,
    pub(super) pool: Pool,
    /// Idle provisioned environments; the last one is taken first.
    pub(super) ready: Vec<u32>,
    pub(super) handler_rng: Rng,
    pub(super) init_rng: Rng,
    pub(super) idle_rng: Rng,
    pub(super) life_rng: Rng,
    pub(super) routing_rng: Rng,
    pub(super) failure_rng: Rng,
    pub(super) tally: Tally,
    /// In an observed run: invocations that will end within it, and how many of them fail.
    pub(super) foreseen: (u64, u64),
}

/// What lies ahead of an invocation, known as soon as it begins.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Plan {
    /// Not billed: fetching code or snapshot.
    pub(super) lead_ns: u64,
    /// The parts of INIT, or RESTORE alone.
    pub(super) init_parts: [u64; 3],
    /// Billed time before the invocation: the sum of the parts, cut at the limit.
    pub(super) init_ns: u64,
    /// INIT inside the invocation.
    pub(super) suppressed_init_ns: u64,
    /// The invocation, with the INIT inside it, cut at the time-out.
    pub(super) invoke_ns: u64,
    pub(super) outcome: Outcome,
    /// INIT was broken off at its limit.
    pub(super) init_broken_off: bool,
}

impl FunctionState {
    pub(super) fn new(scenario: &Scenario, function: &Function, index: u64, seed: u64) -> Self {
        let Quotas { init_limit_ns, restore_limit_ns, scaling_interval_ns, .. } = scenario.quotas;
        let constant_idle = match function.idle_timeout {
            Distribution::Constant(idle) if function.maximum_life.is_none() => Some(idle),
            _ => None,
        };
        let rng = |purpose| Rng::stream(seed, purpose, index);
        Self {
            warm: function.warm.clone(),
            cold: function.cold.clone(),
            start: function.start.clone(),
            init_limit_ns,
            restore_limit_ns,
            timeout_ns: function.timeout_ns.unwrap_or(u64::MAX),
            error_share: function.error_share,
            failure_share: function.error_share + function.crash_share,
            idle_timeout: function.idle_timeout.clone(),
            maximum_life: function.maximum_life.clone(),
            memory_mb: function.memory_mb,
            own_capacity: function.reserved.map(|reserved| reserved.saturating_sub(function.provisioned)),
            has_provisioned: function.provisioned > 0,
            has_database: function.database.is_some(),
            database: function.database,
            on_demand_busy: 0,
            busy: 0,
            scaling: (scenario.account.scaling_rate > 0)
                .then(|| Bucket::new(u64::from(scenario.account.scaling_rate), scaling_interval_ns)),
            pool: Pool::new(function.routing, constant_idle),
            ready: Vec::new(),
            handler_rng: rng(Purpose::Handler),
            init_rng: rng(Purpose::Init),
            idle_rng: rng(Purpose::Idle),
            life_rng: rng(Purpose::Life),
            routing_rng: rng(Purpose::Routing),
            failure_rng: rng(Purpose::Failure),
            tally: Tally::default(),
            foreseen: (0, 0),
        }
    }

    /// Draws an invocation in an environment that is ready.
    #[inline]
    pub(super) fn plan_warm(&mut self, needs_init: bool) -> Plan {
        let suppressed_init_ns = if needs_init { sum(self.draw_init()) } else { 0 };
        let handler = self.warm.draw(&mut self.handler_rng);
        self.plan_invoke(Plan { suppressed_init_ns, ..Plan::default() }, handler)
    }

    /// Draws an invocation in a new environment.
    #[inline(never)]
    pub(super) fn plan_cold(&mut self) -> Plan {
        let handler = self.cold.as_ref().unwrap_or(&self.warm).draw(&mut self.handler_rng);
        let lead_ns = match &self.start {
            Start::Init(init) => init.download.draw(&mut self.init_rng),
            Start::SnapStart(start) => start.transfer.draw(&mut self.init_rng),
        };
        let init_parts = self.draw_init();
        let init_ns = sum(init_parts);
        let mut plan = Plan { lead_ns, init_parts, init_ns, ..Plan::default() };
        match &self.start {
            Start::Init(_) if init_ns > self.init_limit_ns => {
                plan.init_ns = self.init_limit_ns;
                plan.init_broken_off = true;
                plan.suppressed_init_ns = sum(self.draw_init());
            }
            Start::SnapStart(_) if lead_ns.saturating_add(init_ns) > self.restore_limit_ns => {
                plan.lead_ns = lead_ns.min(self.restore_limit_ns);
                plan.init_ns = self.restore_limit_ns - plan.lead_ns;
                plan.init_parts = [plan.init_ns, 0, 0];
                plan.outcome = Outcome::RestoreTimeout;
                return plan;
            }
            _ => {}
        }
        self.plan_invoke(plan, handler)
    }

    #[inline]
    fn plan_invoke(&mut self, plan: Plan, handler: u64) -> Plan {
        let invoke_ns = plan.suppressed_init_ns.saturating_add(handler);
        let outcome = if invoke_ns > self.timeout_ns {
            Outcome::Timeout
        } else if self.failure_share > 0.0 {
            self.draw_outcome()
        } else {
            Outcome::Success
        };
        Plan { invoke_ns: invoke_ns.min(self.timeout_ns), outcome, ..plan }
    }

    fn draw_outcome(&mut self) -> Outcome {
        match self.failure_rng.unit() {
            draw if draw < self.error_share => Outcome::Error,
            draw if draw < self.failure_share => Outcome::Crash,
            _ => Outcome::Success,
        }
    }

    fn draw_init(&mut self) -> [u64; 3] {
        match &self.start {
            Start::Init(init) => {
                [&init.extensions, &init.runtime, &init.function].map(|part| part.draw(&mut self.init_rng))
            }
            Start::SnapStart(start) => [start.restore.draw(&mut self.init_rng), 0, 0],
        }
    }

    /// When an environment that is released now expires, for pools that book expiries.
    pub(super) fn draw_expiry(&mut self, now: u64, dies: u64) -> u64 {
        now.saturating_add(self.idle_timeout.draw(&mut self.idle_rng)).min(dies)
    }
}

fn sum(parts: [u64; 3]) -> u64 {
    parts.iter().fold(0, |sum, part| sum.saturating_add(*part))
}

#[derive(Debug, Clone)]
pub(super) struct SourceState {
    pub(super) function: u32,
    /// Place within its function.
    pub(super) place: u32,
    pub(super) process: ArrivalProcess,
    /// `u64::MAX` where nothing comes any more.
    pub(super) next_at: u64,
    retries: Option<ClientRetries>,
    backoff_rng: Rng,
    /// What stands between the events and the function; `None` where a caller waits.
    pub(super) managed: Option<Box<Managed>>,
    /// What divides them between two versions.
    pub(super) alias: Option<AliasState>,
    /// Callers wait, there is one version, and it needs no database.
    pub(super) is_plain: bool,
}

impl SourceState {
    pub(super) fn new(
        source: &Source,
        function: u32,
        place: u32,
        index: u64,
        scenario: &Scenario,
        seed: u64,
    ) -> Self {
        let has_database =
            scenario.functions.get(function as usize).is_some_and(|function| function.database.is_some());
        Self {
            function,
            place,
            process: ArrivalProcess::new(&source.arrivals, Rng::stream(seed, Purpose::Arrivals, index)),
            next_at: u64::MAX,
            retries: source.client_retries.clone(),
            backoff_rng: Rng::stream(seed, Purpose::Backoff, index),
            managed: Managed::new(
                &source.invocation,
                &scenario.quotas.delivery,
                Rng::stream(seed, Purpose::Records, index),
            ),
            alias: source
                .alias
                .as_ref()
                .map(|alias| AliasState::new(alias, Rng::stream(seed, Purpose::Alias, index))),
            is_plain: source.alias.is_none() && source.invocation == Invocation::Sync && !has_database,
        }
    }

    /// How long the caller waits after a failed attempt; `None` where it gives up.
    #[inline]
    pub(super) fn backoff(&mut self, attempt: u32, throttled: bool) -> Option<u64> {
        let retries = self.retries.as_ref()?;
        let wanted = if throttled { retries.on_throttle } else { retries.on_error };
        if !wanted || attempt >= retries.max_attempts {
            return None;
        }
        let doubled = u128::from(retries.base_ns) << (attempt - 1).min(63);
        let bound = u64::try_from(doubled).unwrap_or(u64::MAX).min(retries.max_backoff_ns);
        Some(match retries.jitter {
            Jitter::None => bound,
            Jitter::Full => self.backoff_rng.below(bound.saturating_add(1)),
            Jitter::Equal => bound / 2 + self.backoff_rng.below((bound - bound / 2).saturating_add(1)),
        })
    }
}
