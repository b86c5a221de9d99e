//! `coldstart memory`, and replaying a log: from measurements to a size, from a log to a story.

#![cfg(all(feature = "cli", feature = "tui", feature = "store"))]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use assert_cmd::Command;
use coldstart::pricing::{Measured, MemoryModel};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};

struct Ran {
    out: String,
    err: String,
    code: i32,
}

fn run(arguments: &[&str], input: &str) -> Ran {
    let output =
        Command::new(env!("CARGO_BIN_EXE_coldstart")).args(arguments).write_stdin(input).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { out: text(output.stdout), err: text(output.stderr), code: output.status.code().unwrap() }
}

fn document(arguments: &[&str], input: &str) -> Value {
    let ran = run(&[&["memory", "--json"], arguments].concat(), input);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.starts_with("{\n  \"schema\": \"coldstart.memory/1\","));
    serde_json::from_str(&ran.out).unwrap()
}

fn points(points: &[&str]) -> Vec<String> {
    points.iter().flat_map(|point| ["--point".to_owned(), (*point).to_owned()]).collect()
}

fn of_points(given: &[&str], flags: &[&str]) -> Value {
    let given = points(given);
    let arguments: Vec<&str> = given.iter().map(String::as_str).chain(flags.iter().copied()).collect();
    document(&arguments, "")
}

#[test]
fn pure_computing_costs_the_same_up_to_a_full_vcpu() {
    // 1,769 MB for 1 s and no wait: 1,769 / 128 s at 128 MB.
    let document = of_points(&["128MB=13.8203125s", "1769MB=1s"], &["--requests", "1M"]);
    assert_eq!((&document["model"]["wait_ms"], &document["model"]["cpu_ms"]), (&json!(0.0), &json!(1000.0)));
    assert_eq!(document["fastest_mb"], json!(1769.0));
    let of = |mb: f64| {
        let curve = document["curve"].as_array().unwrap();
        curve.iter().find(|it| it["memory_mb"] == json!(mb)).unwrap().clone()
    };
    // 1769 / 1024 GB × 1 s × 1,000,000 at 0.0000166667, and 0.20 for the requests.
    assert_eq!(of(1769.0)["cost"]["exact"], "28.99237529296875");
    // A larger size costs more and is no faster; it is there where it was measured.
    let larger = of_points(&["128MB=13.8203125s", "10240MB=1s"], &[]);
    let last = larger["curve"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["cost"]["exact"], &last["duration_ms"]), (&json!("166.867"), &json!(1000.0)));
    assert_eq!((&last["fastest"], &last["measured"]), (&json!(false), &json!(true)));
    assert_eq!(document["curve"].as_array().unwrap().iter().filter(|it| it["cheapest"] == true).count(), 1);
}

#[test]
fn pure_waiting_is_cheapest_with_the_least_memory() {
    let document = of_points(&["128MB=1s", "512MB=1s", "1GB=1s"], &["--arch", "arm64"]);
    assert_eq!((&document["model"]["wait_ms"], &document["model"]["cpu_ms"]), (&json!(1000.0), &json!(0.0)));
    assert_eq!((&document["cheapest_mb"], &document["fastest_mb"]), (&json!(128.0), &json!(128.0)));
    assert_eq!(document["balanced_mb"], json!(128.0));
}

#[test]
fn a_balance_lies_between_cheapest_and_fastest() {
    let document = of_points(&["128MB=11.7s", "256MB=6.1s", "512MB=3.3s", "1GB=2s", "3GB=1.4s"], &[]);
    let size = |key: &str| document[key].as_f64().unwrap();
    assert!(
        size("cheapest_mb") <= size("balanced_mb") && size("balanced_mb") <= size("fastest_mb"),
        "{document}"
    );
    assert!(size("fastest_mb") >= 1769.0 && size("cheapest_mb") < 512.0, "{document}");
}

#[test]
fn a_log_with_several_sizes_gives_the_points() {
    let line = |mb: u32, ms: &str| {
        format!(
            "REPORT RequestId: 0b6c1d52-7f0e\tDuration: {ms} ms\tBilled Duration: 1 ms\tMemory Size: {mb} MB\tMax Memory Used: 9 MB\n"
        )
    };
    let cold = line(128, "90000.00").trim_end().to_owned() + "\tInit Duration: 5.00 ms\n";
    let text = line(128, "2400.00").repeat(6)
        + &cold
        + &line(1024, "290.00").repeat(5)
        + &line(1024, "310.00").repeat(5);
    let document = document(&["--logs", "-"], &text);
    assert_eq!(
        document["points"],
        json!([
            {"memory_mb": 128.0, "duration_ms": 2400.0, "invocations": 6, "model_ms": 2400.0},
            {"memory_mb": 1024.0, "duration_ms": 300.0, "invocations": 10, "model_ms": 300.0}
        ])
    );
    let few = run(&["memory", "--logs", "-"], &line(128, "1.00").repeat(50));
    assert!(few.code == 2 && few.err.contains("only 128 MB has 5 warm invocations"), "{}", few.err);
    let none = run(&["memory", "--logs", "-"], "nothing\n");
    assert!(none.code == 2 && none.err.contains("the log has no REPORT line"), "{}", none.err);
    // A size that Lambda does not sell, and one that was called too seldom, are no points.
    let odd = text.clone() + &line(64, "4800.00").repeat(9) + &line(512, "600.00").repeat(4);
    assert_eq!(self::document(&["--logs", "-"], &odd)["points"].as_array().unwrap().len(), 2);
}

#[test]
fn bad_points_are_refused() {
    for (given, said) in [
        (vec!["128MB=1s"], "two memory sizes"),
        (vec!["128MB:1s", "1GB=1s"], "128MB=11.7s"),
        (vec!["128MB=1parsec", "1GB=1s"], "parsec"),
        (vec!["64MB=1s", "1GB=1s"], "64 MB: a function has 128 MB to 10240 MB"),
        (vec!["128MB=20m", "1GB=1s"], "20 min: this is more than the longest time-out, 15 min"),
        (vec!["128MB=1s", "1GB=2s"], "larger size is slower"),
        (vec!["128MB=1s", "512MB=2s", "1GB=3s"], "larger sizes are slower"),
        (vec!["2GB=1s", "3GB=1s"], "one thread runs as fast"),
        (vec!["2GB=1s", "3GB=1s", "4GB=1s"], "one thread runs as fast"),
    ] {
        let given = points(&given);
        let arguments: Vec<&str> = ["memory"].into_iter().chain(given.iter().map(String::as_str)).collect();
        let ran = run(&arguments, "");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{given:?}");
        assert!(ran.err.contains(said), "{given:?}: {}", ran.err);
    }
}

#[test]
fn the_page_fits_eighty_columns() {
    let given = points(&["128MB=11.7s", "256MB=6.1s", "1GB=2s"]);
    for flag in [&[][..], &["--ascii"]] {
        let arguments: Vec<&str> = ["memory"]
            .into_iter()
            .chain(given.iter().map(String::as_str))
            .chain(flag.iter().copied())
            .collect();
        let page = run(&arguments, "").out;
        assert!(page.lines().all(|line| coldstart::text::width(line) <= 80), "{page}");
        assert!(["cheapest", "balanced", "fastest"].iter().all(|word| page.contains(word)), "{page}");
        assert!(flag.is_empty() || page.is_ascii(), "{page}");
    }
}

proptest! {
    #[test]
    fn the_fit_finds_the_model_that_made_the_points(
        wait in 0..5_000_u32,
        cpu in 1..5_000_u32,
        sizes in prop::collection::btree_set(128..1_700_u32, 3..8),
        invocations in prop::collection::vec(1..1000_u64, 8),
    ) {
        let full = Decimal::from(1769);
        let model = MemoryModel { wait_ms: Decimal::from(wait), cpu_ms: Decimal::from(cpu), full_vcpu_mb: full };
        let points: Vec<Measured> = sizes
            .iter()
            .zip(&invocations)
            .map(|(mb, invocations)| {
                let memory_mb = Decimal::from(*mb);
                Measured { memory_mb, duration_ms: model.time_ms(memory_mb), invocations: *invocations }
            })
            .collect();
        let found = MemoryModel::fit_all(&points, full).unwrap();
        // Times are kept to a millionth of a millisecond; sizes that lie close together make more of that.
        prop_assert!((found.wait_ms - model.wait_ms).abs() < Decimal::ONE, "{:?}", found);
        prop_assert!((found.cpu_ms - model.cpu_ms).abs() < Decimal::ONE, "{:?}", found);
    }
}

#[test]
fn a_log_is_replayed_as_a_story() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.log");
    let line = |time: &str, rest: &str| {
        format!(
            "2026-11-02T10:15:{time}Z REPORT RequestId: 0b6c1d52-7f0e\tDuration: 500.00 ms\tBilled Duration: 750 ms\tMemory Size: 256 MB\tMax Memory Used: 9 MB{rest}\n"
        )
    };
    std::fs::write(&path, line("04.750", "\tInit Duration: 250.00 ms") + &line("06.500", "")).unwrap();
    let path = path.to_str().unwrap();
    let ran = run(&["animate", "--logs", path, "--plain"], "");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for told in [
        "00:00:00.000  Request 1 arrives",
        "00:00:02.000  Request 2 arrives",
        "a warm start",
        "Billed: 750 ms, INIT included",
    ] {
        assert!(ran.out.contains(told), "{told} is not in\n{}", ran.out);
    }
    assert_eq!(run(&["animate", "--plain"], "").code, 2);
    let both = run(&["animate", "steady-api", "--logs", path, "--plain"], "");
    assert!(both.code == 2 && both.err.contains("cannot be used with"), "{}", both.err);
    let none = run(&["animate", "--logs", "nowhere.log", "--plain"], "");
    assert!(none.code == 2 && none.err.contains("nowhere.log: there is no such file"), "{}", none.err);
}
