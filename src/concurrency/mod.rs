//! How many environments a load needs, and what happens when there are fewer.
//!
//! Owns: Little's law, Erlang B, Poisson occupancy, the scaling rate, pollers, the partition of an account.
//! Must not know: facts (quotas come in as [`Quotas`]), the command line, the terminal, the clock.

mod demand;
mod plan;
mod pollers;
mod queueing;
mod scaling;

pub use demand::{Burst, ConcurrencyError, Database, Demand, Quotas, Source};
pub use plan::{Occupancy, Plan, Step, autoscaling_alarms, plan};
pub use pollers::{Driven, driven, events_per_poller};
pub use queueing::{erlang_b, poisson_quantiles, servers_for};
pub use scaling::{BurstResult, provisioning_s, time_to_scale_s, time_to_scale_stepwise_s};
