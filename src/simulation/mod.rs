//! What really happens: a discrete-event simulator of Lambda's execution environments.
//!
//! Owns: virtual time (whole nanoseconds), seeded randomness, environments and their phases, limits, sources, figures,
//! scenario files. Must not know: the clock, threads, files, prices.
//!
//! The same scenario and seed give the same figures and the same events on every machine: all arithmetic is in integers or
//! in IEEE 754 operations with fixed results, and nothing depends on the order of a hash table.

mod arrivals;
mod bucket;
mod calendar;
mod distribution;
mod engine;
mod environment;
mod event;
mod figures;
mod math;
mod player;
mod pool;
mod quotas;
mod random;
mod replication;
pub mod scenario;
mod sketch;
mod state;
mod ziggurat;

pub use distribution::Distribution;
pub use engine::simulate;
pub use event::{Event, EventKind, Observer, Outcome, Phase, ShutdownReason, StartKind, ThrottleReason};
pub use figures::{Figures, FunctionFigures, Tally, Usage};
pub use player::{Counters, EnvironmentView, Player, Snapshot, WaitingView};
pub use pool::Routing;
pub use quotas::Quotas;
pub use random::replication_seed;
pub use replication::{Estimate, Replications, combine};
pub use scenario::{Scenario, ScenarioError};
pub use sketch::Sketch;
