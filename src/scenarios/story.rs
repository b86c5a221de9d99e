//! The story of a run in plain words: what happened, and why.

use super::behind;
use super::cost::{kept, priced};
use super::told::Way;
use crate::pricing::{
    Account, Exact, Function as Priced, Limits, PriceBook, PricingError, SnapStart as PricedSnapshot, bill,
};
use crate::simulation::scenario::{Function, Start};
use crate::simulation::{
    Event, EventKind, GiveUpReason, Outcome, Phase, Scenario, ShutdownReason, StartKind, ThrottleReason,
};
use crate::text::quantity::{Duration, grouped};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One thing that happened, told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryLine {
    /// Virtual time in nanoseconds.
    pub at_ns: u64,
    /// What kind of thing, for programs: `request_arrived`, `init_runtime_started`.
    pub event: &'static str,
    /// The environment it is about.
    pub environment: Option<u64>,
    /// The request it is about.
    pub request: Option<u64>,
    /// What happened and why, in a sentence.
    pub text: String,
    /// What it adds to the bill, in dollars; `None` where it is free. What is charged by the hour is in no line.
    pub cost: Option<Exact>,
    /// The id of the fact behind it, where there is one.
    pub fact: Option<&'static str>,
}

/// Tells the events of a run, in order. It remembers only what is there: requests on their way and environments.
#[derive(Debug, Clone)]
pub struct Teller {
    scenario: Arc<Scenario>,
    functions: Vec<Told>,
    /// Requests on their way, or the batches that run, by their first record: when they came, and how.
    arrived: BTreeMap<u64, (u64, Way)>,
    /// Since when each environment is idle.
    idle_since: BTreeMap<u64, u64>,
}

/// What is remembered of a function.
#[derive(Debug, Clone)]
struct Told {
    environments: u64,
    provisioned: std::collections::BTreeSet<u64>,
    rates: Rates,
}

/// Dollars for the parts of an invocation, by the price book's first tier.
#[derive(Debug, Clone, Copy)]
struct Rates {
    request: Exact,
    on_demand_ms: Exact,
    provisioned_ms: Exact,
    restore: Exact,
}

impl Rates {
    fn of(
        function: &Function,
        region: &str,
        book: &PriceBook,
        limits: &Limits,
    ) -> Result<Self, PricingError> {
        let nothing = || Priced { billed_ms: Some(Decimal::ZERO), ..priced(function) };
        let price = |function: Priced| {
            bill(book, limits, &Account::new(region, Decimal::ONE, vec![function])).map(|it| it.total.exact)
        };
        let charged = matches!(&function.start, Start::SnapStart(start) if start.charged);
        let restored = PricedSnapshot { cache_hours: Decimal::ZERO, restores: Decimal::ONE };
        Ok(Self {
            request: price(Priced { requests: Decimal::ONE, ..nothing() })?,
            on_demand_ms: price(Priced { billed_ms: Some(Decimal::ONE), ..nothing() })?,
            provisioned_ms: price(Priced {
                provisioned: Some(kept(0, Decimal::ZERO)),
                provisioned_billed_ms: Some(Decimal::ONE),
                ..nothing()
            })?,
            restore: if charged {
                price(Priced { snapstart: Some(restored), ..nothing() })?
            } else {
                Exact::ZERO
            },
        })
    }
}

impl Teller {
    /// A teller at the beginning of a run, with the prices of `region`.
    ///
    /// # Errors
    /// Where the book lacks a region or a price.
    pub fn new(
        scenario: &Scenario,
        region: &str,
        book: &PriceBook,
        limits: &Limits,
    ) -> Result<Self, PricingError> {
        let told = |function| {
            let rates = Rates::of(function, region, book, limits)?;
            Ok(Told { environments: 0, provisioned: std::collections::BTreeSet::new(), rates })
        };
        Ok(Self {
            scenario: Arc::new(scenario.clone()),
            functions: scenario.functions.iter().map(told).collect::<Result<_, PricingError>>()?,
            arrived: BTreeMap::new(),
            idle_since: BTreeMap::new(),
        })
    }

    /// What happened before the run: INIT of functions that start from a snapshot.
    pub fn before(&self) -> Vec<StoryLine> {
        let from_snapshot = |function: &&Function| matches!(function.start, Start::SnapStart(_));
        self.scenario
            .functions
            .iter()
            .filter(from_snapshot)
            .map(|function| StoryLine {
                at_ns: 0,
                event: "init_before_snapshot",
                environment: None,
                request: None,
                text: self.named(
                    function,
                    "INIT has run once, when the version was published. Lambda keeps a snapshot of the initialised \
                     environment, and every new environment starts from it."
                        .to_owned(),
                ),
                cost: None,
                fact: Some("snapstart.when-init"),
            })
            .collect()
    }

    /// When a request came that is still on its way, in nanoseconds.
    pub fn arrived_ns(&self, request: u64) -> Option<u64> {
        self.arrived.get(&request).map(|(came, _)| *came)
    }

    /// What an event adds to the bill, in dollars; `None` where it is free.
    pub fn charge(&self, event: &Event) -> Option<Exact> {
        let told = self.functions.get(event.function as usize)?;
        match event.kind {
            EventKind::PhaseStarted { phase: Phase::Restore, .. } => {
                Some(told.rates.restore).filter(|price| !price.is_zero())
            }
            EventKind::InvokeEnded { environment, billed_ms, .. } => {
                let provisioned = told.provisioned.contains(&environment);
                let per_ms = if provisioned { told.rates.provisioned_ms } else { told.rates.on_demand_ms };
                // A bill so long that it could not be exact has no single invocation of that length.
                let time = per_ms.times(Exact::from(u128::from(billed_ms))).ok()?;
                time.plus(told.rates.request).ok()
            }
            _ => None,
        }
    }

    /// Takes note of an event without a word: what [`Self::tell`] remembers, at a small part of its cost.
    pub fn note(&mut self, event: &Event) {
        let at = event.at_ns;
        let Some(told) = self.functions.get_mut(event.function as usize) else { return };
        match event.kind {
            EventKind::EnvironmentCreated { environment, request: None } => {
                told.environments += 1;
                told.provisioned.insert(environment);
                self.idle_since.insert(environment, at);
            }
            EventKind::EnvironmentCreated { .. } => told.environments += 1,
            EventKind::InvokeStarted { environment, .. } => {
                self.idle_since.remove(&environment);
            }
            EventKind::PhaseStarted { .. } | EventKind::InitBrokenOff { .. } => {}
            EventKind::InvokeEnded { environment, request, outcome, retry_at_ns, .. } => {
                self.idle_since.insert(environment, at);
                let (_, way) = self.known(request, at);
                if retry_at_ns.is_none()
                    && (outcome == Outcome::Success || way == Way::Sync)
                    && !way.is_mapping()
                {
                    self.arrived.remove(&request);
                }
            }
            EventKind::EnvironmentShutDown { environment, .. } => {
                told.environments = told.environments.saturating_sub(1);
                self.idle_since.remove(&environment);
            }
            EventKind::RequestArrived { request, source, .. } => {
                let way = self.way_of(event.function, source);
                if !way.is_mapping() {
                    self.arrived.insert(request, (at, way));
                }
            }
            // The rest is rare, and telling it remembers what is to be remembered.
            _ => drop(self.tell(event)),
        }
    }

    /// Tells one event.
    pub fn tell(&mut self, event: &Event) -> StoryLine {
        let at = event.at_ns;
        let place = event.function as usize;
        let mut line = StoryLine {
            at_ns: at,
            event: name(&event.kind),
            environment: None,
            request: None,
            text: String::new(),
            cost: None,
            fact: self.fact_behind(event),
        };
        let scenario = Arc::clone(&self.scenario);
        let scenario = &*scenario;
        let (Some(function), Some(told)) = (scenario.functions.get(place), self.functions.get_mut(place))
        else {
            return line;
        };
        let text = match event.kind {
            EventKind::RequestArrived { request, source, group } => {
                line.request = Some(request);
                let way = self.way_of(event.function, source);
                if !way.is_mapping() {
                    self.arrived.insert(request, (at, way));
                }
                way.arrives(request, Way::part(function, source, group))
            }
            EventKind::RequestRetried { request, attempt } => {
                line.request = Some(request);
                let (_, way) = self.known(request, at);
                format!(
                    "{} tries {} again, for the {} time.",
                    capital(way.caller()),
                    way.work(request),
                    ordinal(attempt)
                )
            }
            EventKind::BatchSent { request, records, attempt, source, age_ns } => {
                line.request = Some(request);
                let way = Way::of(function, source);
                self.arrived.insert(request, (at.saturating_sub(age_ns), way));
                way.sends(request, records, attempt, age_ns)
            }
            EventKind::Returned { request, records, visible_at_ns } => {
                line.request = Some(request);
                let way = self.mapping_of(function, request);
                way.comes_back(request, records, visible_at_ns.saturating_sub(at))
            }
            EventKind::DeadLettered { request, records, reason } => {
                line.request = Some(request);
                self.given_up(function, request, records, reason, true)
            }
            EventKind::Dropped { request, records, reason } => {
                line.request = Some(request);
                self.given_up(function, request, records, reason, false)
            }
            EventKind::ConnectionRefused { environment } => {
                line.environment = Some(environment);
                let database = function.database.and_then(|(at, _)| scenario.databases.get(at));
                let (name, most) = database.map_or(("", 0), |it| (it.name.as_str(), it.max_connections));
                format!(
                    "Environment {environment} gets no connection: all {} of the database {name} are held by other \
                     environments, idle ones included.",
                    grouped(Decimal::from(most))
                )
            }
            EventKind::TrafficShifted { per_mille } => format!(
                "The alias now gives {} of the requests to the version {}.",
                percent(per_mille),
                function.name
            ),
            EventKind::RolledBack { errors, invocations } => format!(
                "The alarm goes off: {} of {} invocations of {} have failed in its period. The alias is rolled back, and \
                 every new request goes to the old version.",
                grouped(Decimal::from(errors)),
                grouped(Decimal::from(invocations)),
                function.name
            ),
            EventKind::SentToDestination { request } => {
                line.request = Some(request);
                format!("The result of event {request} goes to its destination.")
            }
            EventKind::Throttled { request, reason, retry_at_ns, .. } => {
                line.request = Some(request);
                let (_, way) = self.known(request, at);
                let otherwise = match way {
                    Way::Sync => "the caller gives up",
                    Way::Async => "it will not be tried again",
                    Way::Queue => "the messages go back when their visibility time-out ends",
                    Way::Stream => "the shard waits",
                };
                let after = then(way, at, retry_at_ns, otherwise);
                if retry_at_ns.is_none() && way == Way::Sync {
                    self.arrived.remove(&request);
                }
                let why = refusal(scenario, function, reason);
                format!("{} is refused with status 429: {why}; {after}.", capital(&way.work(request)))
            }
            EventKind::EnvironmentCreated { environment, request: None } => {
                line.environment = Some(environment);
                told.environments += 1;
                told.provisioned.insert(environment);
                self.idle_since.insert(environment, at);
                format!(
                    "Environment {environment} is provisioned: its INIT has run, and it waits for a request."
                )
            }
            EventKind::EnvironmentCreated { environment, request: Some(request) } => {
                (line.environment, line.request) = (Some(environment), Some(request));
                let why = match told.environments {
                    0 => "there is no environment".to_owned(),
                    1 => "the only environment is busy".to_owned(),
                    2 => "both environments are busy".to_owned(),
                    many => format!("all {} environments are busy", grouped(Decimal::from(many))),
                };
                told.environments += 1;
                let work = self.known(request, at).1.work(request);
                format!("Lambda makes environment {environment} for {work}, because {why}.")
            }
            EventKind::PhaseStarted { environment, phase } => {
                line.environment = Some(environment);
                if phase == Phase::Restore && !told.rates.restore.is_zero() {
                    line.cost = Some(told.rates.restore);
                }
                entered(environment, phase)
            }
            EventKind::InitBrokenOff { environment } => {
                line.environment = Some(environment);
                let limit = time(scenario.quotas.init_limit_ns);
                format!(
                    "INIT of environment {environment} has taken {limit} and is broken off; it runs again inside the \
                     invocation, under the function's time-out."
                )
            }
            EventKind::InvokeStarted { environment, request, start, suppressed_init_ns, .. } => {
                (line.environment, line.request) = (Some(environment), Some(request));
                self.idle_since.remove(&environment);
                let (came, way) = self.known(request, at);
                begun(environment, &way.work(request), start, suppressed_init_ns, at.saturating_sub(came))
            }
            EventKind::InvokeEnded {
                environment,
                request,
                outcome,
                duration_ns,
                init_ns,
                billed_ms,
                retry_at_ns,
                ..
            } => {
                (line.environment, line.request) = (Some(environment), Some(request));
                let rates = told.rates;
                let ready = told.provisioned.contains(&environment);
                let per_ms = if ready { rates.provisioned_ms } else { rates.on_demand_ms };
                // A bill so long that it could not be exact has no single invocation of that length.
                line.cost = per_ms
                    .times(Exact::from(u128::from(billed_ms)))
                    .and_then(|it| it.plus(rates.request))
                    .ok();
                self.idle_since.insert(environment, at);
                let waits = retry_at_ns.is_some();
                let (came, way) = self.known(request, at);
                let took = at.saturating_sub(came);
                // What is said of a batch or an event after it has failed still wants its words.
                if !waits && (outcome == Outcome::Success || way == Way::Sync) && !way.is_mapping() {
                    self.arrived.remove(&request);
                }
                let billed = Decimal::from(billed_ms);
                let with = if init_ns > 0 { ", INIT included" } else { "" };
                let with = if matches!(function.start, Start::SnapStart(_)) && init_ns > 0 {
                    ", RESTORE included"
                } else {
                    with
                };
                let how = ended(function, outcome, (environment, ready), &way.work(request), duration_ns);
                let after = match way {
                    Way::Sync if waits || outcome != Outcome::Success => {
                        format!(" {}.", capital(&then(way, at, retry_at_ns, "the caller gets the error")))
                    }
                    Way::Async if waits => format!(" {}.", capital(&then(way, at, retry_at_ns, ""))),
                    _ if outcome == Outcome::Success => way.done(took),
                    _ => String::new(),
                };
                format!("{how} Billed: {} ms{with}.{after}", grouped(billed))
            }
            EventKind::EnvironmentShutDown { environment, reason } => {
                line.environment = Some(environment);
                told.environments = told.environments.saturating_sub(1);
                let idle = at.saturating_sub(self.idle_since.remove(&environment).unwrap_or(at));
                let why = match reason {
                    ShutdownReason::IdleTimeout => format!("no request has come for {}", time(idle)),
                    ShutdownReason::MaximumLife => "it has reached its maximum life".to_owned(),
                    ShutdownReason::RestoreFailed => "its snapshot could not be restored in time".to_owned(),
                };
                format!("Environment {environment} is shut down: {why}.")
            }
        };
        line.text = self.named(function, text);
        line
    }

    /// The fact behind an event, as it stands before the event is told.
    fn fact_behind(&self, event: &Event) -> Option<&'static str> {
        let function = self.scenario.functions.get(event.function as usize)?;
        let way = match event.kind {
            EventKind::RequestArrived { source, .. } | EventKind::BatchSent { source, .. } => {
                self.way_of(event.function, source)
            }
            EventKind::RequestRetried { request, .. }
            | EventKind::Throttled { request, .. }
            | EventKind::InvokeEnded { request, .. } => self.known(request, event.at_ns).1,
            EventKind::Returned { request, .. }
            | EventKind::DeadLettered { request, .. }
            | EventKind::Dropped { request, .. } => self.mapping_of(function, request),
            _ => Way::Sync,
        };
        let wait_ns = match event.kind {
            EventKind::InvokeEnded { retry_at_ns, .. } => {
                retry_at_ns.map(|at| at.saturating_sub(event.at_ns))
            }
            _ => None,
        };
        Some(behind::fact(&event.kind, way, &self.scenario.quotas, wait_ns))
    }

    /// How a source hands its events over. That of an alias is told of the version that it gives an event to.
    fn way_of(&self, function: u32, source: u32) -> Way {
        let place = function as usize;
        let own = self.scenario.functions.get(place).filter(|it| it.sources.len() > source as usize);
        let owner = own.or_else(|| {
            self.scenario.functions.iter().find(|owner| {
                let of = owner.sources.get(source as usize).and_then(|source| source.alias.as_ref());
                of.is_some_and(|alias| alias.additional == place)
            })
        });
        owner.map(|owner| Way::of(owner, source)).unwrap_or_default()
    }

    /// How a batch's first record came; that of a record inside a batch is taken to be the function's own mapping.
    fn mapping_of(&self, function: &Function, request: u64) -> Way {
        self.arrived.get(&request).map_or_else(|| Way::of_mapping(function), |(_, way)| *way)
    }

    /// When a request or a batch came, and how.
    fn known(&self, request: u64, now: u64) -> (u64, Way) {
        self.arrived.get(&request).copied().unwrap_or((now, Way::Sync))
    }

    /// What is said of events that are given up. Records that are in no batch are those of the function's own mapping.
    fn given_up(
        &mut self,
        function: &Function,
        request: u64,
        records: u32,
        reason: GiveUpReason,
        kept: bool,
    ) -> String {
        let way = self.mapping_of(function, request);
        self.arrived.remove(&request);
        way.given_up(request, records, reason, kept)
    }

    /// The sentence with the function's name where there are several.
    fn named(&self, function: &Function, text: String) -> String {
        if self.scenario.functions.len() > 1 { format!("{}: {text}", function.name) } else { text }
    }
}

/// The event's name in the story's JSON.
fn name(kind: &EventKind) -> &'static str {
    match kind {
        EventKind::RequestArrived { .. } => "request_arrived",
        EventKind::RequestRetried { .. } => "request_retried",
        EventKind::Throttled { .. } => "throttled",
        EventKind::EnvironmentCreated { request: None, .. } => "provisioned_ready",
        EventKind::EnvironmentCreated { .. } => "environment_created",
        EventKind::PhaseStarted { phase, .. } => match phase {
            Phase::Download => "download_started",
            Phase::Transfer => "snapshot_transfer_started",
            Phase::InitExtensions => "init_extensions_started",
            Phase::InitRuntime => "init_runtime_started",
            Phase::InitFunction => "init_function_started",
            Phase::Restore => "restore_started",
            Phase::Invoke => "invoke_started",
            Phase::Idle => "idle",
        },
        EventKind::InitBrokenOff { .. } => "init_broken_off",
        EventKind::InvokeStarted { .. } => "invoke_started",
        EventKind::InvokeEnded { .. } => "invoke_ended",
        EventKind::EnvironmentShutDown { .. } => "environment_shut_down",
        EventKind::ConnectionRefused { .. } => "connection_refused",
        EventKind::TrafficShifted { .. } => "traffic_shifted",
        EventKind::RolledBack { .. } => "rolled_back",
        EventKind::BatchSent { .. } => "batch_sent",
        EventKind::Returned { .. } => "records_returned",
        EventKind::DeadLettered { .. } => "dead_lettered",
        EventKind::Dropped { .. } => "dropped",
        EventKind::SentToDestination { .. } => "sent_to_destination",
    }
}

fn entered(environment: u64, phase: Phase) -> String {
    match phase {
        Phase::Download => {
            format!("Environment {environment} is set up and gets the code; this is not billed.")
        }
        Phase::Transfer => format!("Environment {environment} gets its snapshot; this is not billed."),
        Phase::InitExtensions => {
            format!(
                "INIT of environment {environment} begins: the extensions start. From here on you pay for the time."
            )
        }
        Phase::InitRuntime => format!(
            "INIT of environment {environment}: the runtime starts. INIT runs once in an environment's life, and you pay for \
             its time."
        ),
        Phase::InitFunction => {
            format!(
                "INIT of environment {environment}: the function's code outside the handler runs, once: imports, clients. \
                 You pay for it too."
            )
        }
        Phase::Restore => {
            format!("RESTORE of environment {environment}: the snapshot is loaded, then its hooks run.")
        }
        Phase::Invoke => format!("Environment {environment} runs the handler."),
        Phase::Idle => format!("Environment {environment} is idle."),
    }
}

fn begun(environment: u64, work: &str, start: StartKind, suppressed_init_ns: u64, waited: u64) -> String {
    let init = if suppressed_init_ns > 0 {
        format!(" First INIT runs, for {}, as part of the invocation.", time(suppressed_init_ns))
    } else {
        String::new()
    };
    match start {
        StartKind::Cold => format!(
            "Environment {environment} calls the handler with {work}: a cold start, {} after it came.{init}",
            time(waited)
        ),
        StartKind::Warm => {
            let again = if suppressed_init_ns == 0 { " INIT does not run again." } else { "" };
            format!("Environment {environment} is idle and takes {work} at once: a warm start.{again}{init}")
        }
        StartKind::Provisioned => format!(
            "Environment {environment}, which is provisioned, takes {work} at once: no cold start.{init}"
        ),
    }
}

fn ended(
    function: &Function,
    outcome: Outcome,
    (environment, ready): (u64, bool),
    work: &str,
    duration_ns: u64,
) -> String {
    let took = time(duration_ns);
    let then = if ready { "is kept ready for" } else { "is frozen until" };
    match outcome {
        Outcome::Success => {
            format!("Environment {environment} answers {work} after {took} and {then} the next one.")
        }
        Outcome::Error => {
            format!(
                "{} ends with an error after {took}; environment {environment} survives it.",
                capital(work)
            )
        }
        Outcome::Crash => format!(
            "The runtime of environment {environment} ends in the middle of {work}, after {took}; its next \
             invocation begins with INIT."
        ),
        Outcome::Timeout => {
            let limit = time(function.timeout_ns.unwrap_or(duration_ns));
            format!(
                "{} is stopped by the time-out of {limit}; the next invocation of environment {environment} begins with \
                 INIT.",
                capital(work)
            )
        }
        Outcome::RestoreTimeout => {
            format!("RESTORE of environment {environment} has taken too long: {work} fails.")
        }
    }
}

fn refusal(scenario: &Scenario, function: &Function, reason: ThrottleReason) -> String {
    let account = &scenario.account;
    match reason {
        ThrottleReason::RequestRate => format!(
            "more than {} requests a second come to the account, {} for each unit of its concurrency",
            u64::from(account.concurrency) * u64::from(scenario.quotas.requests_per_concurrency),
            scenario.quotas.requests_per_concurrency
        ),
        ThrottleReason::AccountConcurrency => {
            format!("all {} of the account's unreserved concurrency are in use", scenario.shared_capacity())
        }
        ThrottleReason::ReservedConcurrency => format!(
            "the function's reserved concurrency of {} is in use",
            function.reserved.unwrap_or_default()
        ),
        ThrottleReason::ScalingRate => format!(
            "the function may gain {} environments in {}, and has",
            account.scaling_rate,
            time(scenario.quotas.scaling_interval_ns)
        ),
    }
}

/// Thousandths as a percentage.
fn percent(per_mille: u32) -> String {
    format!("{} %", Decimal::new(i64::from(per_mille), 1).normalize())
}

/// What the caller does next.
fn then(way: Way, now: u64, retry_at: Option<u64>, otherwise: &str) -> String {
    match retry_at {
        Some(at) => format!("{} tries again in {}", way.caller(), time(at.saturating_sub(now))),
        None => otherwise.to_owned(),
    }
}

pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

pub(super) fn ordinal(attempt: u32) -> String {
    let ending = match (attempt % 10, attempt % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{attempt}{ending}")
}

/// A time in nanoseconds for people: to a tenth of a millisecond below a second, to a hundredth of a second above.
pub fn time(ns: u64) -> String {
    let step = if ns < 1_000_000_000 { 100_000 } else { 10_000_000 };
    let rounded = ns.saturating_add(step / 2) / step * step;
    Duration::from_nanoseconds(if ns > 0 && rounded == 0 { ns } else { rounded }).pretty()
}
