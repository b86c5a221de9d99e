//! The fields of the cost calculator.

use super::field::{Field, Input, Step};

const LOAD: &str = "Workload";
const PLACE: &str = "Account";
const COLD: &str = "Cold starts";
const KEPT: &str = "Provisioned concurrency";
const SNAP: &str = "SnapStart";
const BYTES: &str = "Events and responses";
const OTHER: &str = "Other kinds of compute";
const MORE: &str = "Further meters";

const SHARES: Step = Step::Through(&["0%", "0.1%", "0.5%", "1%", "2%", "5%", "10%", "20%", "50%", "100%"]);
const SIZES: Step =
    Step::Through(&["1KB", "4KB", "16KB", "64KB", "128KB", "256KB", "384KB", "512KB", "768KB", "1MB"]);

/// Every input of `coldstart cost`.
#[rustfmt::skip]
pub static COST_FIELDS: &[Field] = &[
    Field::new(LOAD, "requests", "Requests", Input::Count("requests"), "1M", "Requests in a month")
        .hint("a month").step(Step::Ladder).required().excludes(&["rps"]),
    Field::new(LOAD, "rps", "Request rate", Input::Rate, "12.5/s", "Requests in a second, instead of --requests")
        .hint("per second").step(Step::Ladder).excludes(&["requests"]),
    Field::new(LOAD, "duration", "Duration", Input::Duration, "500ms", "Mean duration of the handler")
        .hint("of the handler").step(Step::Ladder).required(),
    Field::new(LOAD, "memory", "Memory", Input::Memory, "512MB", "Configured memory; a bare number is MB")
        .hint("MB").step(Step::Memory).required(),
    Field::new(LOAD, "arch", "Architecture", Input::Choice(&["x86_64", "arm64"]), "arm64", "Instruction set")
        .standard("x86_64").step(Step::Through(&["x86_64", "arm64"])),
    Field::new(LOAD, "ephemeral", "Ephemeral storage", Input::Memory, "2GB", "Size of /tmp; only what is above the included size is charged")
        .hint("/tmp").step(Step::Ephemeral).excludes(&["edge", "instance-hours"]),

    Field::new(PLACE, "region", "Region", Input::Region, "eu-west-1", "Region whose prices hold")
        .standard("us-east-1").of_account(),
    Field::new(PLACE, "free-tier", "Free tier", Input::Flag, "true", "Apply the monthly free tier: to requests of every kind, and to on-demand and INIT GB-seconds")
        .step(Step::Toggle).of_account(),
    Field::new(PLACE, "free-streaming", "Free streaming", Input::Flag, "true", "Apply the monthly free volume of streamed responses")
        .step(Step::Toggle).of_account(),
    Field::new(PLACE, "savings-plan", "Savings plan", Input::SavingsPlan, "12%", "Compute Savings Plan: its discount, or max, no-upfront, all-upfront")
        .step(Step::Through(&["no-upfront", "all-upfront", "max"])).of_account(),
    Field::new(PLACE, "days", "Days", Input::Count("days"), "30", "Length of the month in days")
        .excludes(&["hours-per-month"]).step(Step::Through(&["28", "29", "30", "31"])).of_account(),
    Field::new(PLACE, "hours-per-month", "Hours of a month", Input::Count("hours"), "744", "Length of the month in hours")
        .standard("730").excludes(&["days"]).step(Step::Through(&["672", "696", "720", "730", "744"])).of_account(),

    Field::new(COLD, "cold-share", "Cold starts", Input::Share, "1%", "Share of the on-demand requests that start cold; needs --init")
        .hint("of on-demand requests").step(SHARES).needs("init").excludes(&["instance-hours"]),
    Field::new(COLD, "init", "INIT", Input::Duration, "400ms", "Duration of INIT, billed like duration; needs --cold-share")
        .hint("of a cold request").step(Step::Ladder).needs("cold-share"),

    Field::new(KEPT, "provisioned", "Provisioned", Input::Whole("environments"), "10", "Provisioned environments")
        .hint("environments").step(Step::Ladder),
    Field::new(KEPT, "provisioned-hours", "Provisioned hours", Input::CoarseHours, "240", "Hours a month in all that they are kept; the whole month by default")
        .hint("a month").step(Step::Ladder).needs("provisioned"),
    Field::new(KEPT, "spillover", "Spillover", Input::Share, "5%", "Share of all requests that finds none free and runs at on-demand rates")
        .standard("0%").step(SHARES).needs("provisioned"),
    Field::new(KEPT, "provisioned-duration", "Provisioned duration", Input::Duration, "100ms", "Duration in a provisioned environment, where it differs from --duration")
        .step(Step::Ladder).needs("provisioned"),

    Field::new(BYTES, "event-size", "Event size", Input::SizeKb, "400KB", "Size of an asynchronous event; large ones count as several requests")
        .step(SIZES).excludes(&["edge"]),
    Field::new(BYTES, "response-size", "Response size", Input::Memory, "7MB", "Size of a streamed response; what exceeds its free bytes is charged")
        .step(Step::Ladder).excludes(&["streamed-billable"]),
    Field::new(BYTES, "streamed-share", "Streamed share", Input::Share, "30%", "Share of the requests that stream such a response")
        .standard("100%").step(SHARES).needs("response-size"),
    Field::new(BYTES, "streamed-billable", "Streamed volume", Input::Volume, "20GB", "Chargeable streamed volume of the month, instead of --response-size")
        .step(Step::Ladder).excludes(&["response-size"]),

    Field::new(SNAP, "snapstart-cache-hours", "SnapStart cache", Input::Hours, "730", "Hours that one version's snapshot is cached, at the function's memory")
        .hint("hours").step(Step::Ladder),
    Field::new(SNAP, "snapstart-restores", "SnapStart restores", Input::Count("restores"), "10k", "Restores from the snapshot in a month")
        .hint("a month").step(Step::Ladder),

    Field::new(OTHER, "edge", "Lambda@Edge", Input::Flag, "true", "Lambda@Edge prices; no architecture, no provisioned concurrency")
        .step(Step::Toggle).excludes(&["instance-hours", "ephemeral", "event-size"]),
    Field::new(OTHER, "instance-hours", "Instance hours", Input::Hours, "2190", "Managed Instances: instance hours of the month, over all instances")
        .step(Step::Ladder).needs("instance-price").excludes(&["edge", "ephemeral", "cold-share"]),
    Field::new(OTHER, "instance-price", "Instance price", Input::Money, "$0.1632", "Managed Instances: on-demand price of an instance hour, from which the fee is taken")
        .hint("an hour").step(Step::Ladder).needs("instance-hours"),
    Field::new(OTHER, "instance-paid", "Paid for instances", Input::Money, "$0.10", "Managed Instances: what is paid for an instance hour, where a discount applies")
        .hint("an hour").step(Step::Ladder).needs("instance-hours"),

    Field::new(MORE, "durable-operations", "Durable operations", Input::Count("operations"), "8M", "Operations of durable executions")
        .hint("a month").step(Step::Ladder),
    Field::new(MORE, "durable-written", "Durable data written", Input::DecimalVolume, "104GB", "Data that durable executions write, in decimal units")
        .hint("a month").step(Step::Ladder),
    Field::new(MORE, "durable-stored", "Durable data stored", Input::DecimalVolume, "52GB", "Data that durable executions keep, averaged over the month, in decimal units")
        .step(Step::Ladder),
    Field::new(MORE, "tenant-environments", "Tenant environments", Input::Count("environments"), "20k", "Environments created for single tenants")
        .hint("a month").step(Step::Ladder),
    Field::new(MORE, "poller-hours", "Poller hours", Input::Hours, "1460", "Hours of provisioned event poller units, over all units")
        .step(Step::Ladder),
    Field::new(MORE, "poller-source", "Pollers read", Input::Choice(&["sqs", "kafka"]), "kafka", "What the pollers read")
        .standard("sqs").step(Step::Through(&["sqs", "kafka"])).needs("poller-hours"),
    Field::new(MORE, "logs", "Logs", Input::Volume, "50GB", "Log volume that goes to CloudWatch")
        .hint("a month").step(Step::Ladder),
    Field::new(MORE, "front-door", "Front door", Input::Choice(&["function-url", "http-api", "rest-api"]), "http-api", "What stands before the function")
        .step(Step::Through(&["function-url", "http-api", "rest-api"])),
    Field::new(MORE, "payload", "Payload", Input::SizeKb, "20KB", "Larger of request and response through an HTTP API")
        .step(SIZES).needs("front-door"),
];
