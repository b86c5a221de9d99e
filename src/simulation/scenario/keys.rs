//! The keys of a scenario file, and what they mean.

pub(super) const SCENARIO: &[&str] = &[
    "name", "title", "summary", "text", "seed", "duration", "requests", "warmup", "account", "database",
    "function",
];
pub(super) const ACCOUNT: &[&str] = &["concurrency", "scaling_rate", "request_rate_cap"];
pub(super) const FUNCTION: &[&str] = &[
    "name",
    "memory",
    "arch",
    "runtime",
    "timeout",
    "idle_timeout",
    "maximum_life",
    "reserved",
    "provisioned",
    "routing",
    "error_share",
    "crash_share",
    "init",
    "snapstart",
    "duration",
    "database",
    "connections",
    "source",
];
pub(super) const INIT: &[&str] =
    &["profile", "package", "size", "download", "extensions", "runtime", "function"];
pub(super) const SNAPSTART: &[&str] = &["transfer", "restore", "charged"];
pub(super) const DURATION: &[&str] = &["warm", "cold"];
/// Keys that every source has.
pub(super) const EVERY_SOURCE: &[&str] = &["invocation", "arrivals", "alias"];
/// Keys of sources by their kind of invocation.
pub(super) const SYNC: &[&str] = &["client_retries"];
pub(super) const ASYNC: &[&str] =
    &["maximum_retry_attempts", "maximum_event_age", "dead_letter_queue", "on_failure", "on_success"];
/// Keys of both kinds of mapping.
pub(super) const MAPPING: &[&str] = &[
    "batch_size",
    "maximum_batching_window",
    "report_batch_item_failures",
    "record_size",
    "record_duration",
    "poison_share",
    "poison_records",
];
pub(super) const SQS: &[&str] = &[
    "visibility_timeout",
    "message_retention_period",
    "maximum_concurrency",
    "minimum_pollers",
    "maximum_pollers",
    "max_receive_count",
    "dead_letter_queue",
    "message_groups",
];
pub(super) const STREAM: &[&str] = &[
    "shards",
    "parallelization_factor",
    "bisect_batch_on_function_error",
    "maximum_retry_attempts",
    "maximum_record_age",
    "retention_period",
    "on_failure",
    "hot_shard_share",
];
/// What a source's keys may be beside those of every source, by the name of its invocation.
pub(super) const INVOCATIONS: [(&str, &[&[&str]]); 4] =
    [("sync", &[SYNC]), ("async", &[ASYNC]), ("sqs", &[MAPPING, SQS]), ("stream", &[MAPPING, STREAM])];
pub(super) const DATABASE: &[&str] = &["name", "max_connections", "reserved_connections", "refused_after"];
pub(super) const ALIAS: &[&str] = &["additional_version", "weight", "deployment", "start", "alarm"];
pub(super) const ALARM: &[&str] = &["error_share", "period"];
pub(super) const ARRIVALS: &[&str] =
    &["poisson", "constant", "gaps", "burst", "ramp", "daily", "times", "log"];
pub(super) const RETRIES: &[&str] = &["max_attempts", "base", "max_backoff", "jitter", "on"];
pub(super) const LAWS: &[&str] =
    &["exponential", "uniform", "normal", "lognormal", "gamma", "pareto", "empirical"];

/// Every key that a source of some kind may have.
pub(super) fn of_sources() -> Vec<&'static str> {
    let mut keys = EVERY_SOURCE.to_vec();
    for key in INVOCATIONS.iter().flat_map(|(_, lists)| lists.iter().copied().flatten()) {
        if !keys.contains(key) {
            keys.push(key);
        }
    }
    keys
}

/// Every key of a scenario file, for `coldstart simulate --help-scenario`.
pub const HELP: &str = "\
A scenario file is TOML. Times are written with their unit (`250ms`, `1.5s`, `1m30s`, `24h`), counts as `1000`, `10_000`,
`1.5k` or `2M`, rates as requests a second (`0.9`) or with their unit (`6k/min`), shares as `0.01` or `1%`. What is left
out is off or zero, unless a default is named.

name            what people call the scenario
title, summary, text
                what lists and stories show: a heading, a sentence, an explanation
seed            seed of the random numbers (default 1)
duration        when the run ends, or
requests        after how many requests it ends, once the last of them has finished
warmup          time at the beginning that no figure counts

[account]
concurrency       most invocations at once (default: the quota of a new account)
scaling_rate      environments that each function may gain per 10 s, as a bucket that refills continuously; 0 = no limit
request_rate_cap  whether requests beyond ten times the concurrency a second are refused (default true)

[[function]]      in the order in which equal instants are served
name              unique
memory            for billing, for example \"512MB\"
arch              \"x86_64\" (default) or \"arm64\"
runtime           for pictures only: show code in the language of, say, \"java21\" (default: that of `init.profile`)
timeout           longest invocation (none by default)
idle_timeout      how long an idle environment is kept: a time or a distribution (default \"10m\")
maximum_life      age at which an environment is shut down even if it is used: a time or a distribution
reserved          reserved concurrency: a floor and a ceiling
provisioned       environments that are always ready; what exceeds them spills over to on-demand ones
routing           which idle environment takes the next request: \"most-recently-used\" (default), \"newest\", \"oldest\", \"random\"
error_share       share of invocations that end with an error which the runtime survives
crash_share       share of invocations that end the runtime; the next one there begins with a suppressed INIT
init              { download, extensions, runtime, function }, each a time or a distribution, in this order; or one of
                  them alone, for the function's part. INIT is extensions, runtime and function: limited to 10 s and then
                  repeated inside the first invocation. The download is neither INIT nor billed. What is left out is
                  taken from `profile`, if there is one: what was measured for a runtime, such as \"python3.13\" or
                  \"rust\", with its `package`, \"zip\" (default) or \"image\", of a `size` such as \"5MB\", all loaded
snapstart         { transfer, restore, charged } instead of init: fetching the snapshot (not billed), loading it and its
                  hooks; `charged = true` for Python and .NET, which pay for the snapshot and each restore
duration.warm     the handler's time: a time or a distribution (required)
duration.cold     the handler's time in the first invocation of an environment (default: as warm)

database          the database it uses; each environment opens its `connections` (default 1) with its first invocation and keeps
                  them until it is shut down. Without them an invocation fails

[[database]]
name              unique
max_connections   connections it allows in all
reserved_connections
                  of these, what is kept back for others
refused_after     how long a connection that is refused takes

[[function.source]]
invocation        \"sync\" (default), \"async\", \"sqs\" or \"stream\"
arrivals          { poisson = { rate } }             at random
                  { constant = { rate } }            evenly, from the start of the run
                  { gaps = DISTRIBUTION }            with independent gaps
                  { burst = { at, requests, over } } so many, evenly over a span from an instant
                  { ramp = { from, to, over } }      at random, at a rate that changes evenly and then stays
                  { daily = { low, high, peak } }    at random, at a rate that follows the hour; the run starts at midnight
                  { times = [\"0s\", \"1s\"] }           at these times
                  { log = \"report.log\" }           as in a log with REPORT lines (`coldstart logs` explains which it reads; gzip
                                                   too); the path is relative to the scenario file. A line is written at the end,
                                                   so a request came as long before its time stamp as INIT and the invocation
                                                   took. The first comes at once, the others at their distance. Every line needs a
                                                   time stamp: `aws logs tail --format short` gives them
client_retries    { max_attempts, base, max_backoff, jitter, on }: what a synchronous caller does about a failure. `base` is
                  the wait before the first retry, which doubles with each up to `max_backoff`; `jitter` is \"full\" (default),
                  \"equal\" or \"none\"; `on` lists \"throttle\" (default) and \"error\"

alias             { additional_version, weight }: another function of the file, which stands for the new version, gets this
                  share of the requests, or of the invocations of batches; or
                  { additional_version, deployment, start, alarm = { error_share, period } }: CodeDeploy shifts the traffic,
                  for example by \"Canary10Percent5Minutes\" or \"Linear10PercentEvery1Minute\", and rolls it back if so great a
                  share of the new version's invocations fails in a period

Sources with invocation \"async\": Lambda's internal queue. Limits and defaults are AWS's.
maximum_retry_attempts
                  retries after an error of the function (default 2: one and two minutes later)
maximum_event_age age at which an event is given up (default 6 h). Throttles are retried until then, 1 s later and then with
                  doubling waits up to 5 min
dead_letter_queue, on_failure
                  where events go that are given up; without either they are lost
on_success        where results go

Sources with invocation \"sqs\": a queue and its event source mapping.
batch_size        messages (default 10); beyond 10 with a window only. A batch carries at most 6 MB
maximum_batching_window
                  how long messages are gathered (default none)
visibility_timeout
                  how long a received message is hidden (default 30 s); not shorter than the function's `timeout`
message_retention_period
                  age at which SQS throws a message away (default 4 days)
maximum_concurrency
                  most concurrent invocations of the mapping
minimum_pollers, maximum_pollers
                  provisioned mode
max_receive_count, dead_letter_queue
                  the redrive policy: after so many receives a message goes there
message_groups    makes it a FIFO queue with so many groups, between which messages choose at random
report_batch_item_failures
                  the function names the messages that failed, and only they come back
record_size, record_duration
                  size of a message; what each adds to the handler's time
poison_share, poison_records
                  messages that no attempt can process: a share, or by their numbers, as in [20]

Sources with invocation \"stream\": a stream of Kinesis or DynamoDB and its mapping. As for queues: batch_size (default 100),
maximum_batching_window, report_batch_item_failures, record_size, record_duration, poison_share, poison_records, on_failure.
shards            number of shards (required)
parallelization_factor
                  batches of a shard at once (default 1)
bisect_batch_on_function_error
                  whether a failed batch is split in two
maximum_retry_attempts
                  (default: as many as it takes)
maximum_record_age, retention_period
                  age at which a record is given up (default: the retention period, 24 h)
hot_shard_share   share of the records that belongs to the first shard, beyond its part of the others

AWS does not publish how long mappings wait after throttles and errors; they are taken to wait as asynchronous events do after
throttles. A mapping of a queue gains concurrent invocations one at a time, evenly, while all are busy and messages wait.

A distribution is a time (always the same) or one of
                  { exponential = { mean } }, { uniform = { low, high } }, { normal = { mean, sd } } (negative draws are 0),
                  { lognormal = { median, p99 } } or { lognormal = { mean, sd } }, { gamma = { mean, sd } },
                  { pareto = { minimum, shape } }, { empirical = { values = [\"80ms\", \"95ms\"] } }
duration.warm, duration.cold and init may also be { log = \"report.log\" }: drawn from the times of warm invocations, of cold ones
without INIT, and of INIT (or restores) in that log

At equal instants completions come first, then shutdowns, then arrivals, each in the order of the file. What falls due at a queue
or a stream comes before its next arrival: first what ends, then growth, then messages that are visible again and further attempts.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_names_every_key() {
        for key in [
            SCENARIO,
            ACCOUNT,
            FUNCTION,
            INIT,
            SNAPSTART,
            DURATION,
            &of_sources(),
            ARRIVALS,
            RETRIES,
            LAWS,
            DATABASE,
            ALIAS,
            ALARM,
        ]
        .concat()
        {
            assert!(HELP.contains(key), "{key}");
        }
    }
}
