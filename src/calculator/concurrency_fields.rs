//! The fields of the concurrency calculator.

use super::field::{Field, Input, Standard, Step};

const LOAD: &str = "Load";
const ACCOUNT: &str = "Account";
const KEPT: &str = "Provisioned concurrency";
const BURST: &str = "Bursts and growth";
const QUEUE: &str = "Queue";
const STREAM: &str = "Stream";
const DATABASE: &str = "Database";

const SHARES: Step = Step::Through(&["0.1%", "0.5%", "1%", "2%", "5%", "10%", "20%", "50%", "100%"]);

/// Every input of `coldstart concurrency`.
#[rustfmt::skip]
pub static CONCURRENCY_FIELDS: &[Field] = &[
    Field::new(LOAD, "rps", "Request rate", Input::Rate, "100/s", "Requests in a second")
        .hint("per second").step(Step::Ladder),
    Field::new(LOAD, "duration", "Duration", Input::Duration, "250ms", "Mean duration of the handler")
        .hint("of the handler").step(Step::Ladder),
    Field::new(LOAD, "cold-share", "Cold starts", Input::Share, "1%", "Share of the requests that start cold; needs --init")
        .step(SHARES).needs("init"),
    Field::new(LOAD, "init", "INIT", Input::Duration, "400ms", "Duration of INIT, in which an environment is busy too; needs --cold-share")
        .hint("of a cold request").step(Step::Ladder).needs("cold-share"),

    Field::new(ACCOUNT, "account-limit", "Account limit", Input::Whole("environments"), "5000", "Concurrency of the account in the Region")
        .standard_fact(Standard::AccountLimit).step(Step::Ladder),
    Field::new(ACCOUNT, "reserved", "Reserved", Input::Whole("environments"), "200", "This function's reservation")
        .step(Step::Ladder),
    Field::new(ACCOUNT, "others-reserved", "Others' reservations", Input::Whole("environments"), "300", "Sum of everybody else's reservations")
        .standard("0").step(Step::Ladder),

    Field::new(KEPT, "provisioned", "Provisioned", Input::Whole("environments"), "30", "This function's provisioned concurrency")
        .step(Step::Ladder),
    Field::new(KEPT, "promise", "Promise", Input::Share, "1%", "Share of the requests that may miss the provisioned environments")
        .hint("may miss them").step(SHARES),

    Field::new(BURST, "burst", "Burst", Input::Whole("requests"), "3000", "Requests that come together, with no other traffic")
        .hint("requests").step(Step::Ladder),
    Field::new(BURST, "burst-over", "Burst over", Input::Duration, "10s", "Time over which the burst is spread evenly")
        .standard("0s").step(Step::Ladder).needs("burst"),
    Field::new(BURST, "warm", "Warm", Input::Whole("environments"), "500", "Idle environments when the burst comes")
        .standard("0").step(Step::Ladder).needs("burst"),
    Field::new(BURST, "scale-to", "Scale to", Input::Whole("environments"), "5000", "Environments to grow to, from nothing")
        .step(Step::Ladder),
    Field::new(BURST, "scaling-rate", "Scaling rate", Input::Whole("environments"), "500", "Environments that a function may gain in a scaling period; 0 for no limit")
        .standard_fact(Standard::ScalingRate).step(Step::Ladder),

    Field::new(QUEUE, "sqs", "SQS queue", Input::Flag, "true", "A queue is polled for the function")
        .step(Step::Toggle).excludes(&["stream"]),
    Field::new(QUEUE, "pollers", "Pollers", Input::Whole("pollers"), "2", "Provisioned pollers; left out in the standard mode")
        .step(Step::Ladder).needs("sqs"),
    Field::new(QUEUE, "max-concurrency", "Maximum concurrency", Input::Whole("invocations"), "50", "Maximum concurrency of the mapping")
        .step(Step::Ladder).needs("sqs"),
    Field::new(QUEUE, "message-groups", "Message groups", Input::Whole("groups"), "20", "Active message groups of a FIFO queue")
        .step(Step::Ladder).needs("sqs"),

    Field::new(STREAM, "stream", "Stream", Input::Flag, "true", "A Kinesis or DynamoDB stream is polled for the function; needs --shards")
        .step(Step::Toggle).needs("shards").excludes(&["sqs"]),
    Field::new(STREAM, "shards", "Shards", Input::Whole("shards"), "8", "Shards of the stream")
        .step(Step::Ladder).needs("stream"),
    Field::new(STREAM, "parallelization", "Parallelization", Input::Whole("batches"), "2", "Batches of one shard at once")
        .standard("1").step(Step::Ladder).needs("stream"),

    Field::new(DATABASE, "db-connections", "Connections", Input::Whole("connections"), "500", "Connections that the database takes")
        .step(Step::Ladder),
    Field::new(DATABASE, "db-kept-back", "Kept back", Input::Whole("connections"), "50", "Connections that are kept back for others")
        .standard("0").step(Step::Ladder).needs("db-connections"),
    Field::new(DATABASE, "db-per-environment", "Per environment", Input::Whole("connections"), "2", "Connections that one environment holds")
        .standard("1").step(Step::Ladder).needs("db-connections"),
];
