//! A record that no attempt can process: whether it blocks or passes, for each setting that AWS documents.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod simulation_support;

use coldstart::simulation::{Event, EventKind, Scenario, simulate};
use simulation_support::{S, quotas};

/// Settings, and what becomes of nine records: eight at once, the sixth of them poison, and one half a minute later.
struct Case {
    settings: &'static str,
    completed: u64,
    dead_lettered: u64,
    dropped: u64,
    /// When the record that comes later begins to be processed, in seconds; `None` for never in these two hours.
    later_at: Option<u64>,
}

const fn case(settings: &'static str, fates: [u64; 3], later_at: Option<u64>) -> Case {
    let [completed, dead_lettered, dropped] = fates;
    Case { settings, completed, dead_lettered, dropped, later_at }
}

/// One shard: the eight make one batch, which fails after a second.
const STREAM: &[Case] = &[
    // As it is set by default: blocked until the records expire, a day later (facts esm.stream.blocking, esm.stream.block-default).
    case("", [0, 0, 0], None),
    // An age: blocked until then, and all that came with it is lost (fact esm.kinesis.max-age).
    case("maximum_record_age = \"10m\"", [1, 0, 8], Some(601)),
    case("maximum_record_age = \"10m\"\non_failure = \"failed\"", [1, 8, 0], Some(601)),
    // A number of retries: three attempts, one and two seconds apart (fact esm.kinesis.max-retries).
    case("maximum_retry_attempts = 2", [1, 0, 8], Some(31)),
    case("maximum_retry_attempts = 2\non_failure = \"failed\"", [1, 8, 0], Some(31)),
    case("maximum_retry_attempts = 0\non_failure = \"failed\"", [1, 8, 0], Some(31)),
    // Halves: what precedes the record passes, and the record alone blocks (fact esm.kinesis.bisect).
    case("bisect_batch_on_function_error = true", [5, 0, 0], None),
    // Halves and retries: only the record is given up, and splitting costs no retry (fact esm.stream.bisect.quota).
    case(
        "bisect_batch_on_function_error = true\nmaximum_retry_attempts = 2\non_failure = \"failed\"",
        [8, 1, 0],
        Some(31),
    ),
    case(
        "bisect_batch_on_function_error = true\nmaximum_retry_attempts = 0\non_failure = \"failed\"",
        [8, 1, 0],
        Some(31),
    ),
    // A partial response: tried again from the record on (fact esm.partial-batch.checkpoint).
    case("report_batch_item_failures = true", [5, 0, 0], None),
    case(
        "report_batch_item_failures = true\nmaximum_retry_attempts = 2\non_failure = \"failed\"",
        [6, 3, 0],
        Some(31),
    ),
    // Both: the batch is split where the function says, and not in halves (fact esm.partial-batch.bisect).
    case(
        "report_batch_item_failures = true\nbisect_batch_on_function_error = true\nmaximum_retry_attempts = 2\n\
         on_failure = \"failed\"",
        [6, 3, 0],
        Some(31),
    ),
];

/// A standard queue with a batching window of a second: the eight make one batch. The ninth is never held up.
const QUEUE: &[Case] = &[
    // Without a redrive policy the batch goes round until its messages are too old for the queue.
    case("", [1, 0, 0], Some(31)),
    case("report_batch_item_failures = true", [8, 0, 0], Some(31)),
    case("message_retention_period = \"10m\"", [1, 0, 8], Some(31)),
    case("message_retention_period = \"10m\"\nreport_batch_item_failures = true", [8, 0, 1], Some(31)),
    // With one it leaves the queue after so many receives, and its batch with it unless the function says which it was
    // (facts invoke.retries.queue, esm.sqs.partial-batch).
    case("max_receive_count = 3\ndead_letter_queue = \"dlq\"", [1, 8, 0], Some(31)),
    case(
        "max_receive_count = 3\ndead_letter_queue = \"dlq\"\nreport_batch_item_failures = true",
        [8, 1, 0],
        Some(31),
    ),
    case("max_receive_count = 1\ndead_letter_queue = \"dlq\"", [1, 8, 0], Some(31)),
];

/// A FIFO queue with one message group. The first message goes alone; the other seven come in the next batch, of which the
/// function returns the sixth message and what is behind it (fact esm.sqs.partial-batch.fifo).
const FIFO: &[Case] = &[
    case("", [1, 0, 0], None),
    case("report_batch_item_failures = true", [5, 0, 0], None),
    // Received at 1, 61 and 121 s: the group goes on when the third visibility time-out is over.
    case("max_receive_count = 3\ndead_letter_queue = \"dlq\"", [2, 7, 0], Some(181)),
    case(
        "max_receive_count = 3\ndead_letter_queue = \"dlq\"\nreport_batch_item_failures = true",
        [6, 3, 0],
        Some(181),
    ),
];

fn check(kind: &str, always: &str, cases: &[Case]) {
    for Case { settings, completed, dead_lettered, dropped, later_at } in cases {
        let text = format!(
            "duration = \"2h\"\n[[function]]\nname = \"f\"\ntimeout = \"10s\"\nduration.warm = \"1s\"\n[[function.source]]\n\
             invocation = \"{kind}\"\n{always}poison_records = [6]\n{settings}\n\
             arrivals = {{ times = [\"0s\", \"0s\", \"0s\", \"0s\", \"0s\", \"0s\", \"0s\", \"0s\", \"30s\"] }}\n"
        );
        let scenario = Scenario::parse("x.toml", &text, &quotas(), 4 << 30).unwrap_or_else(|errors| {
            panic!("{settings}: {}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        });
        let mut events: Vec<Event> = Vec::new();
        let figures = simulate(&scenario, 1, &mut events);
        let tally = &figures.total.tally;
        assert_eq!(
            (tally.completed, tally.dead_lettered, tally.dropped),
            (*completed, *dead_lettered, *dropped),
            "completed, dead-lettered, dropped: {kind} {settings}"
        );
        let gone = completed + dead_lettered + dropped;
        assert_eq!(figures.total.waiting(), 9 - gone, "what has come is somewhere: {kind} {settings}");
        let starts = events.iter().find_map(|event| match event.kind {
            EventKind::InvokeStarted { request: 9, .. } => Some(event.at_ns / S),
            _ => None,
        });
        assert_eq!(starts, *later_at, "{kind} {settings}");
    }
}

#[test]
fn in_a_stream_it_blocks_its_shard_until_a_setting_lets_it_pass() {
    check("stream", "shards = 1\nmaximum_batching_window = \"1s\"\n", STREAM);
}

#[test]
fn in_a_queue_it_takes_its_batch_along_and_holds_nobody_else_up() {
    check("sqs", "visibility_timeout = \"60s\"\nmaximum_batching_window = \"1s\"\n", QUEUE);
}

#[test]
fn in_a_fifo_queue_it_holds_its_group_up() {
    check("sqs", "visibility_timeout = \"60s\"\nmessage_groups = 1\n", FIFO);
}
