//! The service's limits, as the caller's facts give them.

use super::delivery::Delivery;
use super::profiles::Profiles;

/// What AWS allows and assumes. The caller fills this from facts; nothing of it is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotas {
    /// Concurrent executions of an account, where the scenario names none.
    pub account_concurrency: u32,
    /// Environments that a function may gain at once, where the scenario names no other rate.
    pub scaling_rate: u32,
    /// Time in which the allowance of `scaling_rate` environments refills, in nanoseconds.
    pub scaling_interval_ns: u64,
    /// Requests a second for each unit of account concurrency.
    pub requests_per_concurrency: u32,
    /// Concurrency that reservations and provisioned environments must leave to everybody else.
    pub unreserved_minimum: u32,
    /// How long INIT may take before it is broken off and repeated with the first invocation, in nanoseconds.
    pub init_limit_ns: u64,
    /// How long RESTORE may take before the invocation fails, in nanoseconds.
    pub restore_limit_ns: u64,
    /// Longest function time-out, in nanoseconds.
    pub timeout_max_ns: u64,
    /// Memory of a function whose scenario names none, in MB.
    pub memory_default_mb: u32,
    /// Least memory of a function, in MB.
    pub memory_min_mb: u32,
    /// Greatest memory of a function, in MB.
    pub memory_max_mb: u32,
    /// Queues, streams and asynchronous invocation.
    pub delivery: Delivery,
    /// Cold starts by runtime, architecture and package.
    pub profiles: Profiles,
}
