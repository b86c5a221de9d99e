//! How events reach a function other than by a caller that waits: Lambda's internal queue, an SQS queue, a stream.

/// Who hands a source's requests to the function.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Invocation {
    /// A caller that waits for the answer.
    #[default]
    Sync,
    /// Lambda's internal queue.
    Async(Asynchronous),
    /// An event source mapping that polls an SQS queue.
    Sqs(Queue),
    /// An event source mapping that reads a stream of Kinesis or DynamoDB.
    Stream(Stream),
}

/// Settings of asynchronous invocation.
#[derive(Debug, Clone, PartialEq)]
pub struct Asynchronous {
    /// Retries after an error of the function.
    pub maximum_retry_attempts: u32,
    /// Age at which an event is given up.
    pub maximum_event_age_ns: u64,
    /// Where events go that are given up: a dead-letter queue or a destination on failure; `None` loses them.
    pub on_failure: Option<String>,
    /// Where the results of successful invocations go.
    pub on_success: Option<String>,
}

/// What every record of a mapping has.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Records {
    /// Size of each, in KB; 0 where it does not matter.
    pub kb: u64,
    /// What each adds to the handler's time, in nanoseconds.
    pub time_ns: u64,
    /// Share of records that no attempt can process.
    pub poison_share: f64,
    /// Numbers of such records, from 1 in the order in which the source brings them, rising.
    pub poison: Vec<u64>,
    /// Whether the function names the records that failed (`ReportBatchItemFailures`).
    pub report_batch_item_failures: bool,
}

/// An SQS queue and its event source mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Queue {
    /// Most messages of a batch.
    pub batch_size: u32,
    /// How long messages are gathered for a batch.
    pub maximum_batching_window_ns: u64,
    /// How long a message that was received stays hidden from other receivers.
    pub visibility_timeout_ns: u64,
    /// Age at which SQS throws a message away.
    pub message_retention_ns: u64,
    /// Most concurrent invocations of this mapping.
    pub maximum_concurrency: Option<u32>,
    /// Pollers of provisioned mode: minimum and maximum.
    pub provisioned_pollers: Option<(u32, u32)>,
    /// How often a message may be received, and the dead-letter queue it goes to then.
    pub redrive: Option<Redrive>,
    /// Number of message groups of a FIFO queue; `None` for a standard queue.
    pub message_groups: Option<u32>,
    /// Its messages.
    pub records: Records,
}

/// The redrive policy of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redrive {
    /// Receives after which a message that becomes visible again is moved.
    pub max_receive_count: u32,
    /// The queue it is moved to.
    pub dead_letter_queue: String,
}

/// A stream and its event source mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// Number of shards.
    pub shards: u32,
    /// Batches of each shard that may be processed at once.
    pub parallelization_factor: u32,
    /// Most records of a batch.
    pub batch_size: u32,
    /// How long records are gathered for a batch.
    pub maximum_batching_window_ns: u64,
    /// Whether a batch that failed is split in two.
    pub bisect_batch_on_function_error: bool,
    /// Retries after an error of the function; `None` for as many as it takes.
    pub maximum_retry_attempts: Option<u32>,
    /// Age at which a record is given up: the mapping's limit or the stream's retention, whichever comes first.
    pub maximum_record_age_ns: u64,
    /// Where the records of a batch go that is given up; `None` loses them.
    pub on_failure: Option<String>,
    /// Share of all records that belong to the first shard, beyond its part of the others.
    pub hot_shard_share: f64,
    /// Its records.
    pub records: Records,
}
