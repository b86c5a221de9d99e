//! What really happens: a discrete-event simulator of Lambda's execution environments.
//!
//! Owns: virtual time (whole nanoseconds), seeded randomness, environments and their phases, limits, sources, figures,
//! scenario files. Must not know: the clock, threads, files, prices.
//!
//! What the figures count, where words leave a choice:
//!
//! - A request belongs to the figures if it arrives after the warm-up; everything about it goes with it. Means over time are
//!   taken from the end of the warm-up to the end of the run.
//! - `invocations` are attempts: requests and retries, throttled ones included. `throttled` are requests that were refused at
//!   their last attempt, so requests are completed, throttled, dropped or not finished when the run ends.
//! - `errors` are invocations that ended with an error, a crash or a time-out, as in CloudWatch; `timeouts` are a part of them.
//! - Latency runs from a request's arrival to its final answer, waits between attempts included.
//! - An attempt is measured first against the request rate, then concurrency, then the scaling rate; only an attempt that is
//!   served uses up an allowance. The request rate is a bucket of one second's allowance that refills continuously.
//! - Environments that are provisioned serve first, have no idle time-out and no maximum life.
//! - INIT that exceeds its limit is broken off, billed, and repeated with a new draw inside the first invocation, under the
//!   function's time-out. After a crash or a time-out the next invocation in that environment begins with INIT.
//!
//! Where no caller waits:
//!
//! - `requests` are events, messages or records; `invocations` count a batch as one. Requests are completed, dropped, dead-lettered
//!   or still on their way when the run ends; `completed` are only those that succeeded. `throttled` counts none of them.
//! - `dead_lettered` are given up and kept, in a dead-letter queue or at a destination for failures; `dropped` are lost.
//! - A batch belongs to the figures if its first record does, each record by its own arrival.
//! - Latency of a record runs to the end of the invocation that processed it.
//!
//! The same scenario and seed give the same figures and the same events on every machine: all arithmetic is in integers or
//! in IEEE 754 operations with fixed results, and nothing depends on the order of a hash table.

mod agenda;
mod alias;
mod arrivals;
mod attempt;
mod bucket;
mod calendar;
mod database;
mod delivery;
mod distribution;
mod engine;
mod environment;
mod event;
mod figures;
mod mapping;
mod math;
mod observed;
mod player;
mod pool;
mod profiles;
mod quotas;
mod random;
mod replication;
mod run;
pub mod scenario;
mod state;
mod timeline;
mod ziggurat;

pub use crate::sketch::Sketch;
pub use delivery::{Delivery, SqsDelivery, StreamDelivery};
pub use distribution::Distribution;
pub use engine::simulate;
pub use event::{
    Event, EventKind, GiveUpReason, Observer, Outcome, Phase, ShutdownReason, StartKind, ThrottleReason,
};
pub use figures::{Figures, FunctionFigures, Tally, Usage, seconds};
pub use player::{Counters, EnvironmentView, Player, QueueView, Snapshot, WaitingView};
pub use pool::Routing;
pub use profiles::{InitProfile, Loading, Package, Profiles};
pub use quotas::Quotas;
pub use random::replication_seed;
pub use replication::{Estimate, Replications, Summary, combine, combine_summaries, estimate};
pub use run::Run;
pub use scenario::{Scenario, ScenarioError};
pub use timeline::{Column, Timeline};
