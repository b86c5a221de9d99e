//! What is simulated: an account, its functions, and where their requests come from.

mod about;
mod check;
mod delivered;
mod downstream;
mod error;
mod invocation;
mod keys;
mod laws;
mod links;
mod logs;
mod memory;
mod parse;
mod quantity;
mod reader;
mod start;

pub use about::About;
pub use downstream::{Alarm, Alias, Database, Deployment, Shift};
pub use error::ScenarioError;
pub use invocation::{Asynchronous, Invocation, Queue, Records, Redrive, Stream};
pub use keys::HELP;
pub use logs::{LoggedRequests, Logs};

use super::distribution::Distribution;
use super::pool::Routing;
pub use super::quotas::Quotas;
use std::sync::Arc;

/// A checked scenario. Times are in nanoseconds of virtual time.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// What people call it.
    pub name: String,
    /// Seed of the random numbers, where the caller does not choose another.
    pub seed: u64,
    /// When the run ends.
    pub end: End,
    /// Time at the beginning that no figure counts.
    pub warmup_ns: u64,
    /// Limits of the account.
    pub account: Account,
    /// Databases behind the functions.
    pub databases: Vec<Database>,
    /// The functions, in the order of the file.
    pub functions: Vec<Function>,
    /// What AWS allows and assumes.
    pub quotas: Quotas,
}

/// When a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// At this time. What arrives then or later does not count; what ends then still does.
    At(u64),
    /// When the last of so many requests has finished.
    AfterRequests(u64),
}

/// Limits that all functions share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Most invocations that run at once.
    pub concurrency: u32,
    /// Environments that a function may gain at once, refilled over [`Quotas::scaling_interval_ns`]; 0 for no limit.
    pub scaling_rate: u32,
    /// Whether requests beyond [`Quotas::requests_per_concurrency`] × concurrency a second are refused.
    pub request_rate_cap: bool,
}

/// A function with its limits, its times and its sources.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Unique within the scenario.
    pub name: String,
    /// Memory in MB.
    pub memory_mb: u32,
    /// Processor architecture.
    pub architecture: Architecture,
    /// Its runtime, where the file names one: the language in which pictures show its code. No figure depends on it.
    pub runtime: Option<&'static str>,
    /// Longest invocation; `None` for no limit.
    pub timeout_ns: Option<u64>,
    /// How long an environment is kept without a request.
    pub idle_timeout: Distribution,
    /// Age at which an environment is shut down even if it is used, as soon as it is idle; `None` for never.
    pub maximum_life: Option<Distribution>,
    /// Reserved concurrency: a floor and a ceiling.
    pub reserved: Option<u32>,
    /// Environments that are always kept ready.
    pub provisioned: u32,
    /// Which idle environment takes the next request.
    pub routing: Routing,
    /// Share of invocations that end with an error that the runtime survives.
    pub error_share: f64,
    /// Share of invocations that end the runtime, so that the next one in that environment begins with a suppressed INIT.
    pub crash_share: f64,
    /// What comes before the first invocation of an environment.
    pub start: Start,
    /// The handler's time.
    pub warm: Distribution,
    /// The handler's time in the first invocation of an environment, where it differs.
    pub cold: Option<Distribution>,
    /// Place of the database it uses, and connections of each of its environments.
    pub database: Option<(usize, u32)>,
    /// Where requests come from, in the order of the file.
    pub sources: Vec<Source>,
}

/// Processor architecture of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Architecture {
    /// Intel and AMD.
    #[default]
    X86_64,
    /// Graviton.
    Arm64,
}

/// How an environment comes to life.
#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// By INIT.
    Init(Init),
    /// By RESTORE from a snapshot of an environment that has been through INIT.
    SnapStart(SnapStart),
}

/// The parts of a cold start, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Init {
    /// Getting the code and making the environment: neither INIT nor billed.
    pub download: Distribution,
    /// Start of the extensions.
    pub extensions: Distribution,
    /// Start of the runtime.
    pub runtime: Distribution,
    /// The function's code outside the handler.
    pub function: Distribution,
}

/// The parts of a start from a snapshot, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct SnapStart {
    /// Getting the snapshot: not billed.
    pub transfer: Distribution,
    /// Loading the runtime, and the after-restore hooks. It is also what the first invocation after a failure begins with.
    pub restore: Distribution,
    /// Whether keeping the snapshot and restoring it are charged, as they are for Python and .NET.
    pub charged: bool,
}

/// Where requests come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Who hands them to the function.
    pub invocation: Invocation,
    /// An alias between them and the versions of the function.
    pub alias: Option<Alias>,
    /// When they come.
    pub arrivals: Arrivals,
    /// What the caller does when a request fails; `None` for nothing.
    pub client_retries: Option<ClientRetries>,
}

impl Source {
    /// Requests of callers that wait and do not try again.
    pub fn sync(arrivals: Arrivals) -> Self {
        Self { invocation: Invocation::Sync, alias: None, arrivals, client_retries: None }
    }
}

/// Times of arrivals. Rates are per second.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrivals {
    /// At random, independent of each other.
    Poisson {
        /// Mean rate.
        rate: f64,
    },
    /// Evenly, beginning at the start of the run.
    Constant {
        /// Rate.
        rate: f64,
    },
    /// With independent gaps; the first comes after one gap.
    Gaps(Distribution),
    /// So many, evenly over a span from an instant.
    Burst {
        /// First arrival.
        at_ns: u64,
        /// How many.
        requests: u64,
        /// Span; 0 for all at once.
        over_ns: u64,
    },
    /// At random with a rate that rises or falls evenly and then stays.
    Ramp {
        /// Rate at the start of the run.
        from: f64,
        /// Rate from `over_ns` on.
        to: f64,
        /// Time of the change.
        over_ns: u64,
    },
    /// At random with a rate that follows a cosine over 24 hours; the run starts at midnight.
    Daily {
        /// Least rate, twelve hours from the peak.
        low: f64,
        /// Greatest rate.
        high: f64,
        /// Time of day of the greatest rate.
        peak_ns: u64,
    },
    /// At these times, which do not fall.
    Times(Arc<[u64]>),
}

/// Retries by a synchronous caller, as AWS SDKs make them: exponential back-off with jitter.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientRetries {
    /// Attempts in all, the first included.
    pub max_attempts: u32,
    /// Wait before the first retry; it doubles with each.
    pub base_ns: u64,
    /// Longest wait.
    pub max_backoff_ns: u64,
    /// How a wait is drawn.
    pub jitter: Jitter,
    /// Whether throttled attempts are repeated.
    pub on_throttle: bool,
    /// Whether errors, crashes and time-outs are repeated.
    pub on_error: bool,
}

/// How a back-off is drawn from its bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Jitter {
    /// Uniform between nothing and the bound.
    #[default]
    Full,
    /// Uniform between half the bound and the bound.
    Equal,
    /// The bound itself.
    None,
}

impl Arrivals {
    /// Arrivals a second, about: the greatest lasting rate; 0 where they are a given number.
    pub(super) fn rate(&self) -> f64 {
        match *self {
            Self::Poisson { rate } | Self::Constant { rate } => rate,
            Self::Gaps(ref law) => 1e9 / law.mean(),
            Self::Ramp { from, to, .. } => from.max(to),
            Self::Daily { high, .. } => high,
            Self::Burst { .. } | Self::Times(_) => 0.0,
        }
    }

    /// How many arrivals there can be in all, where that is given.
    pub(super) fn count(&self) -> Option<u64> {
        match self {
            Self::Burst { requests, .. } => Some(*requests),
            Self::Times(times) => Some(times.len() as u64),
            _ => None,
        }
    }
}
