//! The service's limits and defaults for queues, streams and asynchronous invocation, as the caller's facts give them.

use super::scenario::Deployment;

/// What AWS allows and assumes where a caller does not wait for the answer. Nothing of it is known here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Delivery {
    /// Asynchronous: retries after an error, where the scenario names no number; also the most that can be set.
    pub async_retries: u32,
    /// Waits before the first and the second retry after an error, in nanoseconds.
    pub async_waits_ns: [u64; 2],
    /// First wait after a throttle; it doubles with each. AWS gives it for asynchronous events; mappings, for which it
    /// publishes none, are taken to wait as long.
    pub backoff_first_ns: u64,
    /// Longest such wait.
    pub backoff_max_ns: u64,
    /// Greatest age of an asynchronous event; also the default.
    pub async_age_max_ns: u64,
    /// Least age that can be set.
    pub async_age_min_ns: u64,
    /// Payload of one invocation by a mapping, in KB.
    pub batch_kb: u64,
    /// Longest batching window.
    pub window_max_ns: u64,
    /// Deployments that an alias can be shifted by.
    pub deployments: Vec<Deployment>,
    /// Limits of SQS and its mappings.
    pub sqs: SqsDelivery,
    /// Limits of streams and their mappings.
    pub stream: StreamDelivery,
}

/// Limits and defaults of SQS queues and their mappings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SqsDelivery {
    /// Messages of a batch, where the scenario names no number.
    pub batch_default: u32,
    /// Most messages of a batch of a standard queue.
    pub batch_max: u32,
    /// Most messages of a batch of a FIFO queue.
    pub fifo_batch_max: u32,
    /// Messages that one call of a poller brings at most; larger batches need a window.
    pub poll_messages: u32,
    /// Concurrent invocations that a mapping begins with.
    pub initial: u32,
    /// Concurrent invocations it gains in a minute.
    pub growth_per_minute: u32,
    /// Concurrent invocations it reaches.
    pub maximum: u32,
    /// Least and greatest maximum concurrency that can be set.
    pub maximum_concurrency: (u32, u32),
    /// Least number of pollers in provisioned mode.
    pub pollers_min: u32,
    /// Greatest number of pollers.
    pub pollers_max: u32,
    /// Concurrent invocations of one provisioned poller.
    pub poller_concurrency: u32,
    /// Concurrent invocations that a mapping in provisioned mode gains in a minute.
    pub poller_growth_per_minute: u32,
    /// KB that one provisioned poller moves in a second.
    pub poller_kb_per_s: u32,
    /// Calls that one provisioned poller makes in a second.
    pub poller_calls_per_s: u32,
    /// Visibility time-out, where the scenario names none.
    pub visibility_default_ns: u64,
    /// Shortest visibility time-out that a mapping can have, which is that of the shortest function time-out.
    pub visibility_min_ns: u64,
    /// Longest visibility time-out.
    pub visibility_max_ns: u64,
    /// How long a message is kept, where the scenario names no time.
    pub retention_default_ns: u64,
    /// How long a message can be kept.
    pub retention_max_ns: u64,
}

/// Limits and defaults of streams and their mappings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StreamDelivery {
    /// Records of a batch, where the scenario names no number.
    pub batch_default: u32,
    /// Most records of a batch.
    pub batch_max: u32,
    /// Greatest parallelization factor.
    pub parallelization_max: u32,
    /// Greatest number of retries that can be set.
    pub retries_max: u32,
    /// Greatest record age that can be set.
    pub age_max_ns: u64,
    /// How long a stream keeps a record, where the scenario names no time.
    pub retention_default_ns: u64,
}
