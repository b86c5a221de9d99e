//! What happens in a run: who, what, why.

use serde::Serialize;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Virtual time in nanoseconds.
    pub at_ns: u64,
    /// Place of the function in the scenario.
    pub function: u32,
    /// What happened; its name is under `event` when it is written as JSON.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What can happen. Requests are numbered from 1 in the order of arrival, environments from 1 in the order of creation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EventKind {
    /// A request came.
    RequestArrived {
        /// The request.
        request: u64,
        /// Place of its source within the function.
        source: u32,
        /// Of a message in a FIFO queue its message group; of a record in a stream its place among the batches that the stream
        /// may have processed at once, shard by shard. Both begin at 0.
        #[serde(skip_serializing_if = "Option::is_none")]
        group: Option<u32>,
    },
    /// The caller tried a request again.
    RequestRetried {
        /// The request.
        request: u64,
        /// Number of this attempt; the first was 1.
        attempt: u32,
    },
    /// An attempt was refused.
    Throttled {
        /// The request.
        request: u64,
        /// Number of this attempt.
        attempt: u32,
        /// Which limit refused it.
        reason: ThrottleReason,
        /// When the caller tries again, in nanoseconds; `None` where it gives up.
        retry_at_ns: Option<u64>,
    },
    /// An environment was made.
    EnvironmentCreated {
        /// The environment.
        environment: u64,
        /// The request it was made for; `None` for a provisioned one.
        request: Option<u64>,
    },
    /// An environment entered a phase before its first invocation.
    PhaseStarted {
        /// The environment.
        environment: u64,
        /// The phase.
        phase: Phase,
    },
    /// INIT took longer than its limit and is repeated inside the invocation.
    InitBrokenOff {
        /// The environment.
        environment: u64,
    },
    /// The handler's turn began.
    InvokeStarted {
        /// The environment.
        environment: u64,
        /// The request it works on.
        request: u64,
        /// Number of the attempt.
        attempt: u32,
        /// What kind of environment it found.
        start: StartKind,
        /// Length of the INIT that runs first as part of the invocation, in nanoseconds; 0 where none does.
        suppressed_init_ns: u64,
    },
    /// An invocation ended; its environment is idle from now on.
    InvokeEnded {
        /// The environment.
        environment: u64,
        /// The request it worked on.
        request: u64,
        /// Number of the attempt.
        attempt: u32,
        /// How it ended.
        outcome: Outcome,
        /// Length of the invocation without INIT, in nanoseconds.
        duration_ns: u64,
        /// Billed INIT or RESTORE before it, in nanoseconds.
        init_ns: u64,
        /// Billed time, in milliseconds.
        billed_ms: u64,
        /// When the caller tries again, in nanoseconds.
        retry_at_ns: Option<u64>,
    },
    /// An event source mapping sends a batch, for the first time or again.
    BatchSent {
        /// Its first record, by which it is called.
        request: u64,
        /// How many records it has.
        records: u32,
        /// Number of this attempt.
        attempt: u32,
        /// Place of its source within the function.
        source: u32,
        /// Age of its oldest record, in nanoseconds.
        age_ns: u64,
    },
    /// Records of a batch were not processed and come back.
    Returned {
        /// The first of them.
        request: u64,
        /// How many.
        records: u32,
        /// When the last of them can be processed again, in nanoseconds.
        visible_at_ns: u64,
    },
    /// Events were given up, and went to a dead-letter queue or a destination for failures.
    DeadLettered {
        /// The first of them.
        request: u64,
        /// How many.
        records: u32,
        /// Why.
        reason: GiveUpReason,
    },
    /// Events were given up and are lost.
    Dropped {
        /// The first of them.
        request: u64,
        /// How many.
        records: u32,
        /// Why.
        reason: GiveUpReason,
    },
    /// The result of an asynchronous event went to its destination for successes.
    SentToDestination {
        /// The event.
        request: u64,
    },
    /// An environment got no connection to its database, so its invocation fails.
    ConnectionRefused {
        /// The environment.
        environment: u64,
    },
    /// A deployment gave the version that the event names a greater share of the traffic.
    TrafficShifted {
        /// Its share, in thousandths.
        per_mille: u32,
    },
    /// The alarm went off, and the version that the event names gets no traffic any more.
    RolledBack {
        /// Its invocations that failed in the period.
        errors: u64,
        /// Its invocations that ended in the period.
        invocations: u64,
    },
    /// An environment ended.
    EnvironmentShutDown {
        /// The environment.
        environment: u64,
        /// Why.
        reason: ShutdownReason,
    },
}

/// A phase of an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The code is fetched and the environment made.
    Download,
    /// The snapshot is fetched.
    Transfer,
    /// Extensions start.
    InitExtensions,
    /// The runtime starts.
    InitRuntime,
    /// The function's code outside the handler runs.
    InitFunction,
    /// The runtime is loaded from the snapshot, and after-restore hooks run.
    Restore,
    /// The handler works.
    Invoke,
    /// Idle and frozen.
    Idle,
}

/// What kind of environment an invocation found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StartKind {
    /// A new one.
    Cold,
    /// One that was idle.
    Warm,
    /// One that was provisioned.
    Provisioned,
}

/// How an invocation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// With a result.
    #[default]
    Success,
    /// With an error that the runtime survived.
    Error,
    /// With the end of the runtime.
    Crash,
    /// By the function's time-out.
    Timeout,
    /// RESTORE took longer than its limit; the handler never ran.
    RestoreTimeout,
}

/// Which limit refused an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ThrottleReason {
    /// More requests a second than ten times the account's concurrency.
    RequestRate,
    /// The account's unreserved concurrency is in use.
    AccountConcurrency,
    /// The function's reserved concurrency is in use.
    ReservedConcurrency,
    /// The function gained as many environments as it may for now.
    ScalingRate,
}

/// Why an event was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GiveUpReason {
    /// No retry was left.
    RetriesExhausted,
    /// It had become too old.
    Age,
    /// It had been received as often as the redrive policy allows.
    ReceivedTooOften,
    /// The function has a reserved concurrency of nothing.
    NoConcurrency,
}

/// Why an environment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ShutdownReason {
    /// No request came in its idle time.
    IdleTimeout,
    /// It reached its maximum life.
    MaximumLife,
    /// It could not be restored.
    RestoreFailed,
}

/// Sees every event of a run, in order.
///
/// The type parameter costs nothing where it is `()`: the code that makes events is then not compiled.
pub trait Observer {
    /// Whether events are wanted at all.
    const ACTIVE: bool = true;

    /// Takes one event.
    fn event(&mut self, event: &Event);
}

/// Sees nothing.
impl Observer for () {
    const ACTIVE: bool = false;

    fn event(&mut self, _: &Event) {}
}

/// Keeps every event: for short runs and tests.
impl Observer for Vec<Event> {
    fn event(&mut self, event: &Event) {
        self.push(event.clone());
    }
}
