//! `coldstart logs` with the real program: the contract's document, exit codes, errors, and what people see.

#![cfg(all(feature = "cli", feature = "tui", feature = "store"))]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use assert_cmd::Command;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;

const SAMPLES: &str = "tests/fixtures/report-lines.txt";

struct Ran {
    out: String,
    err: String,
    code: i32,
}

fn run(arguments: &[&str], input: impl Into<Vec<u8>>) -> Ran {
    let output =
        Command::new(env!("CARGO_BIN_EXE_coldstart")).args(arguments).write_stdin(input).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { out: text(output.stdout), err: text(output.stderr), code: output.status.code().unwrap() }
}

fn document(arguments: &[&str], input: impl Into<Vec<u8>>) -> Value {
    let ran = run(&[&["logs", "--json"], arguments].concat(), input);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.starts_with("{\n  \"schema\": \"coldstart.logs/1\","), "{}", ran.out);
    serde_json::from_str(&ran.out).unwrap()
}

fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn the_document_has_the_keys_of_the_contract() {
    let document = document(&[SAMPLES], "");
    let numbers = |name: &str| {
        let of = document[name].as_object().unwrap();
        let mut keys: Vec<&str> = of.keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["max", "mean", "p50", "p90", "p95", "p99"], "{name}");
        of.clone()
    };
    assert_eq!(document["lines_read"], sample_lines());
    assert_eq!((&document["reports"], &document["unparsed"]), (&json!(36), &json!(0)));
    assert_eq!((&document["cold_starts"], &document["cold_start_share"]), (&json!(18), &json!(0.5)));
    assert_eq!(numbers("duration_ms")["max"], json!(900_000.0));
    assert_eq!(numbers("duration_ms")["p50"], json!(149.53));
    assert_eq!(numbers("init_ms")["max"], json!(4387.92));
    assert_eq!(numbers("restore_ms")["p50"], json!(398.97));
    // Worked out by hand from the expectations of the samples.
    assert_eq!(document["billed_ms_total"], json!(billed_total()));
    assert_eq!(document["memory_mb"], json!({"configured": 128, "max_used": 10239, "p99_used": 10239}));
    // Three by their status, one by its message; five by their status, one by its message.
    assert_eq!((&document["timeouts"], &document["errors"]), (&json!(4), &json!(6)));
    let exact: f64 = document["cost"]["exact"].as_str().unwrap().parse().unwrap();
    let by_hand = document["billed_gb_s"].as_f64().unwrap() * 0.000_016_666_7 + 36.0 * 0.000_000_2;
    assert!((exact - by_hand).abs() < 1e-12, "{exact} against {by_hand}");
    assert_eq!(document["cost"]["rounded"], "0.09");
}

fn sample_lines() -> usize {
    std::fs::read_to_string(SAMPLES).unwrap().lines().count()
}

fn expected() -> Vec<toml::Table> {
    let text = std::fs::read_to_string("tests/fixtures/report-lines.toml").unwrap();
    let table: toml::Table = text.parse().unwrap();
    let samples = table["sample"].as_array().unwrap().iter();
    samples
        .map(|it| it.as_table().unwrap().clone())
        .filter(|it| ["REPORT", "platform.report"].contains(&it["kind"].as_str().unwrap()))
        .collect()
}

fn billed_total() -> i64 {
    expected().iter().map(|it| it["billed_duration_ms"].as_integer().unwrap()).sum()
}

#[test]
fn each_gives_the_reports_themselves() {
    let document = document(&[SAMPLES, "--each"], "");
    let details = document["reports_detail"].as_array().unwrap();
    let expected = expected();
    assert_eq!((details.len(), &document["reports"]), (expected.len(), &json!(36)));
    for (detail, expected) in details.iter().zip(&expected) {
        for key in [
            "request_id",
            "duration_ms",
            "billed_duration_ms",
            "memory_size_mb",
            "max_memory_used_mb",
            "init_duration_ms",
            "restore_duration_ms",
            "billed_restore_duration_ms",
            "status",
            "error_type",
        ] {
            let wanted = match expected.get(key) {
                None => Value::Null,
                Some(toml::Value::String(text)) => json!(text),
                Some(toml::Value::Float(number)) => json!(number),
                Some(toml::Value::Integer(number)) => json!(number),
                other => panic!("{other:?}"),
            };
            assert_eq!(detail[key], wanted, "{key} of {:?}", expected["id"]);
        }
        if expected["kind"].as_str() == Some("REPORT") {
            let trace = expected.get("xray_trace_id").map_or(Value::Null, |it| json!(it.as_str().unwrap()));
            assert_eq!(detail["xray_trace_id"], trace);
        }
    }
    let lines = run(&["logs", SAMPLES, "--each"], "").out;
    assert!(lines.contains("0b6c1d52-7f0e-4a37-9c4e-51f0a3a2d001"), "{lines}");
    // Nothing to report is an empty list.
    let empty = run(&["logs", "-", "--each", "--json"], "");
    let empty: Value = serde_json::from_str(&empty.out).unwrap();
    assert_eq!((&empty["reports_detail"], &empty["cold_start_share"]), (&json!([]), &Value::Null));
}

#[test]
fn files_folders_pipes_and_gzip_give_the_same() {
    let text = std::fs::read(SAMPLES).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let plain = document(&[SAMPLES], "");
    assert_eq!(document(&["-"], text.clone()), plain);
    assert_eq!(document(&["-"], packed(&text)), plain);
    let parts = folder.path().join("exported/stream");
    std::fs::create_dir_all(&parts).unwrap();
    let middle = text.windows(5).position(|it| it == b"\n### ").unwrap() + 1;
    std::fs::write(parts.join("1.log"), &text[..middle]).unwrap();
    std::fs::write(parts.join("2.gz"), packed(&text[middle..])).unwrap();
    assert_eq!(document(&[folder.path().to_str().unwrap()], ""), plain);
    let both = [parts.join("1.log"), parts.join("2.gz")].map(|it| it.to_str().unwrap().to_owned());
    assert_eq!(document(&[&both[0], &both[1]], ""), plain);
}

fn refused(arguments: &[&str], input: impl Into<Vec<u8>>) -> String {
    let ran = run(&[&["logs"], arguments].concat(), input);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    ran.err
}

#[test]
fn what_is_no_log_is_refused() {
    let err = refused(&["-"], "one\ntwo\n");
    assert!(
        err.contains("standard input: no REPORT line in 2 lines") && err.contains("aws logs tail"),
        "{err}"
    );
    assert!(refused(&["-"], vec![0xFF; 5000]).contains("no REPORT line in 1 line"));
    assert!(refused(&["nowhere.log"], "").contains("nowhere.log: "));
    assert!(refused(&["nowhere.log", "--json", "--each"], "").contains("nowhere.log: "));
    assert!(refused(&["-", "--region", "us-eat-1"], "").contains("us-east-1"));
    assert!(refused(&["-", "--arch", "arm46"], "").contains("did you mean `arm64`?"));
    let mut cut = packed(&std::fs::read(SAMPLES).unwrap());
    cut.truncate(cut.len() / 2);
    assert!(refused(&["-"], cut).starts_with("error: standard input: "));
    assert!(refused(&[], "").contains("FILE|DIR|-"));
}

#[test]
fn broken_lines_are_counted_and_named() {
    let good = "REPORT RequestId: 0b6c1d52-7f0e\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 9 MB\n";
    let text = format!("{good}  REPORT RequestId: 0b6c1d52-7f0e\tDuration: \u{1b}[31m ms\n{good}");
    let document = document(&["-"], text.clone());
    assert_eq!((&document["reports"], &document["unparsed"]), (&json!(2), &json!(1)));
    assert_eq!(
        (&document["problems"][0]["line"], &document["problems"][0]["column"]),
        (&json!(2), &json!(45))
    );
    let page = run(&["logs", "-"], text);
    assert!(page.code == 0 && page.out.contains("2:45: a time in `ms` is wanted here"), "{}", page.out);
    assert!(!page.out.contains('\u{1b}'));
}

#[test]
fn a_log_in_colour_is_read() {
    // As terminals show it: the stamp, the word and the end of the line in colours.
    let line = "\u{1b}[32m2026-11-02T10:15:04.000Z\u{1b}[0m \u{1b}[1;36mREPORT RequestId: 0b6c1d52-7f0e\tDuration: 1.00 ms\tBilled Duration: 2 ms\t\
                Memory Size: 128 MB\tMax Memory Used: 9 MB\u{1b}[0m\n";
    let document = document(&["-"], line);
    assert_eq!((&document["reports"], &document["unparsed"]), (&json!(1), &json!(0)));
    assert_eq!(document["first"], "2026-11-02T10:15:04Z");
}

#[test]
fn what_cannot_be_read_is_said_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let mut cut = packed(b"REPORT RequestId: 0b6c1d52-7f0e");
    cut.truncate(20);
    std::fs::write(path("cut.gz"), cut).unwrap();
    std::fs::create_dir(path("empty")).unwrap();
    for (name, said) in [
        ("gone.log", "there is no such file or folder"),
        ("cut.gz", "cut off or broken"),
        ("empty", "there is no file in this folder"),
    ] {
        let told = refused(&[&path(name)], "");
        assert!(told.contains(said) && !told.contains("os error"), "{told}");
    }
}

#[test]
fn regions_and_architectures_have_their_prices() {
    let exact = |arguments: &[&str]| -> f64 {
        document(&[&[SAMPLES], arguments].concat(), "")["cost"]["exact"].as_str().unwrap().parse().unwrap()
    };
    let (x86, arm) = (exact(&[]), exact(&["--arch", "arm64"]));
    assert!(arm < x86 && arm > 0.7 * x86, "{arm} against {x86}");
    assert!(exact(&["--region", "ap-east-1"]) > x86);
}

#[test]
fn the_page_fits_eighty_columns_and_ascii_is_ascii() {
    let page = run(&["logs", SAMPLES], "").out;
    for line in page.lines() {
        assert!(coldstart::text::width(line) <= 80, "{line}");
    }
    for word in ["cold starts", "Duration over time", "Advice", "Saves", "Prices of us-east-1"] {
        assert!(page.contains(word), "{word} is not in\n{page}");
    }
    let plain = run(&["logs", SAMPLES, "--ascii", "--each"], "").out;
    assert!(plain.is_ascii(), "{plain}");
    assert!(Path::new(SAMPLES).exists());
}
