//! Scenario files: what they say, and what is said about those that are wrong.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod simulation_support;

use coldstart::simulation::scenario::{
    Architecture, Arrivals, ClientRetries, End, Init, Jitter, SnapStart, Start,
};
use coldstart::simulation::{Distribution, Routing, Scenario, simulate};
use simulation_support::{MS, S, quotas};

const GB: u64 = 1 << 30;

fn parse(text: &str) -> Scenario {
    Scenario::parse("x.toml", text, &quotas(), 4 * GB).unwrap_or_else(|errors| {
        panic!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

fn errors(text: &str) -> Vec<String> {
    Scenario::parse("x.toml", text, &quotas(), 4 * GB).unwrap_err().iter().map(ToString::to_string).collect()
}

const STEADY: &str = r#"
name = "steady API"
seed = 1
duration = "24h"
warmup = "1h"

[account]
concurrency = 1000
scaling_rate = 1000
request_rate_cap = true

[[function]]
name = "api"
memory = "512MB"
arch = "arm64"
timeout = "30s"
idle_timeout = "10m"
reserved = 100
provisioned = 10
routing = "most-recently-used"
error_share = 0.0
init = { download = "40ms", runtime = "80ms", function = { lognormal = { median = "150ms", p99 = "600ms" } } }
duration.warm = { exponential = { mean = "1.991s" } }
duration.cold = { exponential = { mean = "2.244s" } }

[[function.source]]
invocation = "sync"
arrivals = { poisson = { rate = 0.9 } }
"#;

#[test]
fn a_full_scenario_is_read_as_it_stands() {
    let read = parse(STEADY);
    assert_eq!(
        (read.name.as_str(), read.seed, read.end, read.warmup_ns),
        ("steady API", 1, End::At(86_400 * S), 3600 * S)
    );
    let function = &read.functions[0];
    assert_eq!((function.memory_mb, function.architecture), (512, Architecture::Arm64));
    assert_eq!((function.timeout_ns, function.reserved, function.provisioned), (Some(30 * S), Some(100), 10));
    assert_eq!(function.idle_timeout, Distribution::Constant(600 * S));
    assert_eq!(function.warm, Distribution::Exponential { mean: 1.991e9 });
    let Start::Init(init) = &function.start else { panic!("INIT") };
    assert_eq!(init.download, Distribution::Constant(40 * MS));
    assert_eq!(init.function, Distribution::lognormal_from_quantiles(150e6, 600e6));
    assert_eq!(function.sources[0].arrivals, Arrivals::Poisson { rate: 0.9 });
    assert!(simulate(&read, read.seed, &mut ()).total.tally.requests > 70_000);
}

#[test]
fn what_is_left_out_has_its_default() {
    let read = parse(
        "requests = 10\n[[function]]\nname = \"f\"\nduration.warm = \"1s\"\nsource = [{ arrivals = { constant = { rate = \"6k/min\" } } }]",
    );
    assert_eq!(
        (read.account.concurrency, read.account.scaling_rate, read.account.request_rate_cap),
        (1000, 1000, true)
    );
    let function = &read.functions[0];
    assert_eq!(
        (function.routing, function.timeout_ns, function.memory_mb),
        (Routing::MostRecentlyUsed, None, 128)
    );
    assert_eq!(
        function.start,
        Start::Init(Init {
            download: Distribution::ZERO,
            extensions: Distribution::ZERO,
            runtime: Distribution::ZERO,
            function: Distribution::ZERO,
        })
    );
    assert_eq!((read.end, read.warmup_ns, read.seed), (End::AfterRequests(10), 0, 1));
    assert_eq!(function.sources[0].arrivals, Arrivals::Constant { rate: 100.0 });
}

#[test]
fn every_law_and_every_kind_of_arrivals_is_read() {
    let law = |text: &str| {
        parse(&format!("requests = 1\n[[function]]\nname = \"f\"\nduration.warm = {text}\nsource = [{{ arrivals = {{ poisson = {{ rate = 1 }} }} }}]")).functions[0].warm.clone()
    };
    let (a, b) = (100e6, 200e6);
    assert_eq!(law(r#""1m30s""#), Distribution::Constant(90 * S));
    assert_eq!(
        law(r#"{ uniform = { low = "100ms", high = "200ms" } }"#),
        Distribution::Uniform { low: a, high: b }
    );
    assert_eq!(
        law(r#"{ normal = { mean = "100ms", sd = "200ms" } }"#),
        Distribution::Normal { mean: a, sd: b }
    );
    assert_eq!(
        law(r#"{ lognormal = { mean = "100ms", sd = "200ms" } }"#),
        Distribution::lognormal_from_moments(a, b)
    );
    assert_eq!(
        law(r#"{ gamma = { mean = "100ms", sd = "200ms" } }"#),
        Distribution::gamma_from_moments(a, b)
    );
    assert_eq!(
        law(r#"{ pareto = { minimum = "100ms", shape = 2 } }"#),
        Distribution::Pareto { minimum: a, shape: 2.0 }
    );
    assert_eq!(
        law(r#"{ empirical = { values = ["100ms", "200ms"] } }"#),
        Distribution::Empirical(vec![100 * MS, 200 * MS].into())
    );

    let arrivals = |text: &str| {
        parse(&format!("duration = \"1h\"\n[[function]]\nname = \"f\"\nduration.warm = \"1s\"\n[[function.source]]\narrivals = {{ {text} }}")).functions[0].sources[0].arrivals.clone()
    };
    assert_eq!(
        arrivals(r#"gaps = { lognormal = { mean = "0.5s", sd = "1.5s" } }"#),
        Arrivals::Gaps(Distribution::lognormal_from_moments(5e8, 1.5e9))
    );
    assert_eq!(
        arrivals(r#"burst = { at = "1m", requests = 3000, over = "1s" }"#),
        Arrivals::Burst { at_ns: 60 * S, requests: 3000, over_ns: S }
    );
    assert_eq!(
        arrivals(r#"ramp = { from = 0, to = 5000, over = "1m" }"#),
        Arrivals::Ramp { from: 0.0, to: 5000.0, over_ns: 60 * S }
    );
    assert_eq!(
        arrivals(r#"daily = { low = 1, high = 50, peak = "14:00" }"#),
        Arrivals::Daily { low: 1.0, high: 50.0, peak_ns: 14 * 3600 * S }
    );
    assert_eq!(arrivals(r#"times = ["0s", "1s", "1.5s"]"#), Arrivals::Times([0, S, 1500 * MS].into()));
}

#[test]
fn retries_and_snapshots_are_read() {
    let read = parse(
        r#"
        duration = "1h"
        [[function]]
        name = "f"
        duration.warm = "1s"
        snapstart = { transfer = "100ms", restore = "200ms" }
        [[function.source]]
        arrivals = { times = ["0s"] }
        client_retries = { max_attempts = 3, base = "100ms", max_backoff = "20s", jitter = "equal", on = ["throttle", "error"] }
        "#,
    );
    assert_eq!(
        read.functions[0].start,
        Start::SnapStart(SnapStart {
            transfer: Distribution::Constant(100 * MS),
            restore: Distribution::Constant(200 * MS),
            charged: false,
        })
    );
    assert_eq!(
        read.functions[0].sources[0].client_retries,
        Some(ClientRetries {
            max_attempts: 3,
            base_ns: 100 * MS,
            max_backoff_ns: 20 * S,
            jitter: Jitter::Equal,
            on_throttle: true,
            on_error: true,
        })
    );
    let total = simulate(&read, 1, &mut ()).total;
    assert_eq!(total.latency_ms(1000), Some(1300.0));
    assert_eq!(
        (total.tally.usage.init_ms, total.tally.usage.restores),
        (200, 1),
        "fetching the snapshot is not billed"
    );
}

/// The steady scenario with one passage replaced.
fn with(old: &str, new: &str) -> Vec<String> {
    assert!(STEADY.contains(old), "{old}");
    errors(&STEADY.replace(old, new))
}

#[test]
fn each_fault_is_named_with_its_place() {
    let cases = [
        (
            "routing =",
            "routnig =",
            "x.toml:20:1: `routnig` is not a key of a function (did you mean `routing`?)",
        ),
        (
            "\"30s\"",
            "30",
            "x.toml:16:11: `30` is not a duration: the unit after `30` is missing (write `30ms` or `30s`)",
        ),
        (
            "\"30s\"",
            "\"30 sceonds\"",
            "x.toml:16:11: `30 sceonds` is not a duration: `sceonds` is no unit of time (did you mean `seconds`?",
        ),
        ("\"30s\"", "\"16m\"", "x.toml:16:11: the longest time-out is 900 s"),
        ("rate = 0.9", "rate = -0.9", "x.toml:28:33: `-0.9` is not a rate: it cannot be negative"),
        ("mean = \"1.991s\"", "", "x.toml:23:33: an exponential distribution needs `mean`"),
        ("mean = \"1.991s\"", "mean = \"0s\"", "x.toml:23:33: `mean` has to be more than nothing here"),
        (
            "{ exponential = { mean = \"1.991s\" } }",
            "{ pareto = { minimum = \"1s\", shape = 1 } }",
            "x.toml:23:54: a Pareto distribution has no mean unless",
        ),
        (
            "{ exponential = { mean = \"1.991s\" } }",
            "{ expnential = { mean = \"1s\" } }",
            "x.toml:23:19: `expnential` is not a key of a distribution (did you mean `exponential`?)",
        ),
        (
            "\"most-recently-used\"",
            "\"newset\"",
            "x.toml:20:11: `newset` is not a value of `routing` (did you mean `newest`?)",
        ),
        ("\"sync\"", "\"asinc\"", "x.toml:27:14: `asinc` is not a value of `invocation`"),
        (
            "duration = \"24h\"",
            "",
            "x.toml:1:1: the run would never end (give `duration = \"24h\"` or `requests = 1_000_000`)",
        ),
        (
            "duration = \"24h\"",
            "duration = \"24h\"\nrequests = 5",
            "x.toml:5:12: a run ends after its `duration` or after its `requests`",
        ),
        ("duration = \"24h\"", "duration = \"50m\"", "x.toml:5:10: the warm-up is not shorter than the run"),
        (
            "provisioned = 10",
            "provisioned = 101",
            "x.toml:19:15: more provisioned than the reserved concurrency of 100",
        ),
        (
            "reserved = 100",
            "reserved = 901",
            "x.toml:18:12: this leaves 99 of the account's concurrency unreserved; AWS keeps at least 100",
        ),
        (
            "error_share = 0.0",
            "error_share = 1",
            "x.toml:21:15: `1` is not a share: `1` could be a percentage or a fraction (write `1%` for",
        ),
        ("\"512MB\"", "\"64MB\"", "x.toml:14:10: `64MB` is outside 128 MB to 10240 MB"),
        (
            "poisson = { rate = 0.9 }",
            "gaps = \"0s\"",
            "x.toml:28:21: the run would never end: there is no time between the requests",
        ),
        ("rate = 0.9", "rate = 1e12", "x.toml:4:12: the run would not end in a day"),
    ];
    for (old, new, expected) in cases {
        let found = with(old, new);
        assert!(found.len() == 1 && found[0].starts_with(expected), "{old} as {new}: {found:#?}");
    }
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_text() {
    let found = errors(
        r#"
        durration = "1h"
        [account]
        concurrency = 0
        [[function]]
        name = "f"
        memory = "1PB"
        duration.warm = { exponential = {} }
        [[function]]
        name = "f"
        duration.cold = "1s"
        [[function.source]]
        "#,
    );
    let starts = [
        "x.toml:1:1: the run would never end",
        "x.toml:2:9: `durration` is not a key of a scenario (did you mean `duration`?)",
        "x.toml:4:23: an account has a concurrency of at least 1",
        "x.toml:7:18: `1PB` is not an amount of memory: `PB` is no unit",
        "x.toml:8:41: an exponential distribution needs `mean`",
        "x.toml:10:16: there are two functions named `f`",
        "x.toml:11:9: a function needs `duration.warm`",
        "x.toml:12:9: a source needs `arrivals`",
    ];
    assert_eq!(found.len(), starts.len(), "{found:#?}");
    for (found, start) in found.iter().zip(starts) {
        assert!(found.starts_with(start), "{found} should start with {start}");
    }
}

#[test]
fn what_is_not_toml_is_placed_too() {
    let found = errors("name = \"a\nduration = \"1h\"\n[[function]\n");
    assert!(found.len() > 1 && found[0].starts_with("x.toml:1:"), "{found:#?}");
}

#[test]
fn runs_without_an_end_or_without_room_are_refused() {
    let short = "requests = 100\n[[function]]\nname = \"f\"\nduration.warm = \"1s\"\n[[function.source]]\narrivals = { times = [\"0s\", \"1s\"] }\n";
    assert!(
        errors(short)[0]
            .starts_with("x.toml:1:12: the run would never end: the sources bring 2 requests, not 100")
    );
    assert!(
        errors(&short.replace("times = [\"0s\", \"1s\"]", "poisson = { rate = 0 }"))[0].contains("never end")
    );

    let huge = "duration = \"1h\"\naccount.concurrency = 4_000_000_000\naccount.request_rate_cap = false\n[[function]]\nname = \"f\"\nduration.warm = \"15m\"\n[[function.source]]\narrivals = { constant = { rate = 1_000_000 } }\n";
    let found = errors(huge);
    assert!(found[0].starts_with("x.toml:8:12: the run would need more memory than there is"), "{found:?}");
    // The same rate is fine if requests are short, or if the account keeps them few.
    parse(&huge.replace("15m", "15ms"));
    parse(&huge.replace("4_000_000_000", "1000"));
}

#[test]
fn any_damage_to_a_file_is_answered_not_a_panic() {
    for at in 0..STEADY.len() {
        for new in ["", "\"", "}", "9", "-", "é"] {
            let mut text = STEADY.to_owned();
            text.replace_range(at..=at, new);
            if let Err(errors) = Scenario::parse("x.toml", &text, &quotas(), 4 * GB) {
                assert!(!errors.is_empty() && errors.iter().all(|error| error.line > 0 && error.column > 0));
            }
        }
    }
}

/// Reads a scenario with one source, for a machine with 64 MB to spare.
fn tight(function: &str, source: &str) -> Result<Scenario, Vec<String>> {
    let text = format!(
        "duration = \"24h\"\n[[function]]\nname = \"f\"\n{function}\n[[function.source]]\narrivals = {{ poisson = {{ rate = 100 }} }}\n{source}\n"
    );
    Scenario::parse("x.toml", &text, &quotas(), 64 << 20)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

#[test]
fn what_may_wait_in_queues_counts_against_the_memory() {
    let quick = "duration.warm = \"100ms\"";
    let failing = "duration.warm = \"100ms\"\nerror_share = \"100%\"";
    // Nearly nine million records come; those of a mapping that keeps up do not lie there together.
    for source in [
        "invocation = \"sqs\"",
        "invocation = \"sqs\"\nmessage_groups = 500",
        "invocation = \"stream\"\nshards = 4",
        "invocation = \"async\"",
    ] {
        assert!(tight(quick, source).is_ok(), "{source}: {:?}", tight(quick, source));
    }
    for (function, source, told) in [
        // Two batches of ten in ten seconds against a hundred messages a second.
        (
            "duration.warm = \"10s\"",
            "invocation = \"sqs\"\nmaximum_concurrency = 2",
            "may fill the queue with 86",
        ),
        (quick, "invocation = \"sqs\"\nmessage_groups = 1\nrecord_duration = \"10ms\"", "may fill the queue"),
        (failing, "invocation = \"sqs\"", "may fill the queue"),
        (quick, "invocation = \"sqs\"\npoison_share = \"50%\"", "may fill the queue"),
        (quick, "invocation = \"stream\"\nshards = 1\nbatch_size = 5", "may fill the stream"),
        (failing, "invocation = \"stream\"\nshards = 4", "or `maximum_record_age`"),
        (quick, "invocation = \"stream\"\nshards = 4\npoison_records = [9]", "may fill the stream"),
        ("duration.warm = \"10s\"\nreserved = 3", "invocation = \"async\"", "may fill the internal queue"),
    ] {
        let found = tight(function, source).unwrap_err();
        assert!(found.len() == 1 && found[0].contains("`arrivals` may fill"), "{source}: {found:?}");
        assert!(found[0].contains(told), "{source}: {found:?}");
    }
    // A limit of age or of time makes it fit again.
    assert!(tight(failing, "invocation = \"stream\"\nshards = 4\nmaximum_record_age = \"1m\"").is_ok());
    assert!(
        tight("duration.warm = \"10s\"\nreserved = 3", "invocation = \"async\"\nmaximum_event_age = \"1m\"")
            .is_ok()
    );
}
