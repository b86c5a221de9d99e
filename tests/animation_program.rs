//! The animation as the program gives it: played in a terminal, told as JSON, recorded.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]
#![cfg(unix)]

mod support;

use assert_cmd::Command;
use rust_decimal::Decimal;
use serde_json::Value;
use std::num::NonZeroU16;
use support::pty::{Pty, Setup};

const PROGRAM: &str = env!("CARGO_BIN_EXE_coldstart");

fn story(scenario: &str) -> Vec<Value> {
    let output = Command::new(PROGRAM).args(["animate", scenario, "--plain", "--json"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["schema"], "coldstart.animate/1");
    document["story"].as_array().unwrap().clone()
}

/// Milliseconds after "Billed: ".
fn billed_ms(line: &Value) -> Decimal {
    let text = line["text"].as_str().unwrap();
    let after = text.split_once("Billed: ").unwrap().1;
    after.split_once(" ms").unwrap().0.replace(',', "").parse().unwrap()
}

fn cost(line: &Value) -> Decimal {
    line["cost"].as_str().unwrap().parse().unwrap()
}

/// What is on the screen, without the blanks at the ends of its lines.
fn picture(pty: &Pty) -> Vec<String> {
    pty.screen().lines().map(|line| line.trim_end().to_owned()).collect()
}

fn at_ns(line: &Value) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "minutes in nanoseconds")]
    let ns = (line["t_s"].as_f64().unwrap() * 1e9).round() as i64;
    ns
}

#[test]
fn a_cold_request_is_told_phase_by_phase_and_its_cost_adds_up() {
    let story = story("cold-and-warm");
    assert!(story.windows(2).all(|pair| at_ns(&pair[0]) <= at_ns(&pair[1])), "in order of time");
    // Everything up to the first answer belongs to the first request.
    let end = story.iter().position(|line| line["event"] == "invoke_ended").unwrap();
    let cold = &story[..=end];
    let names: Vec<&str> = cold.iter().map(|line| line["event"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "request_arrived",
            "environment_created",
            "download_started",
            "init_runtime_started",
            "init_function_started",
            "invoke_started",
            "invoke_ended"
        ]
    );
    assert!(cold[..end].iter().all(|line| line["cost"].is_null()), "nothing is charged before the end");
    // Billed is INIT and INVOKE, rounded up once; fetching the code is not.
    let billed = billed_ms(&cold[end]);
    let paid_ns = at_ns(&cold[end]) - at_ns(&cold[3]);
    assert_eq!(Decimal::from((paid_ns + 999_999) / 1_000_000), billed);
    assert!(at_ns(&cold[3]) > at_ns(&cold[2]), "the fetch takes its time");
    // Cold and warm cost the same for a millisecond, and the same for a request.
    let answers: Vec<&Value> = story.iter().filter(|line| line["event"] == "invoke_ended").collect();
    let (first, warm) = (answers[0], answers[1]);
    assert!(billed_ms(warm) < billed);
    let per_ms = (cost(first) - cost(warm)) / (billed - billed_ms(warm));
    let request = cost(warm) - per_ms * billed_ms(warm);
    assert!(per_ms > Decimal::ZERO && request > Decimal::ZERO);
    for answer in &answers {
        assert_eq!(
            (request + per_ms * billed_ms(answer)).round_dp(15),
            cost(answer).round_dp(15),
            "{answer}"
        );
    }
}

#[test]
fn a_recording_is_the_same_each_time_and_what_asciinema_reads() {
    let folder = tempfile::tempdir().unwrap();
    let record = |name: &str| {
        let file = folder.path().join(name);
        let options = ["--until", "4200ms", "--speed", "1/4", "--size", "80x24", "--view", "timeline"];
        let mut command = Command::new(PROGRAM);
        command.args(["animate", "cold-and-warm", "--record"]).arg(&file).args(options);
        command.assert().success();
        std::fs::read(file).unwrap()
    };
    let first = record("one.cast");
    assert!(first == record("two.cast"), "two recordings differ");
    let text = String::from_utf8(first).unwrap();
    let mut lines = text.lines();
    let header: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
    assert_eq!(
        (header["version"].as_u64(), header["width"].as_u64(), header["height"].as_u64()),
        (Some(2), Some(80), Some(24))
    );
    assert!(header.get("timestamp").is_none(), "a date would make it another file each time");
    let mut screen = vt100::Parser::new(NonZeroU16::new(24).unwrap(), NonZeroU16::new(80).unwrap(), 0);
    let mut last = 0.0;
    let mut frames = 0;
    for line in lines {
        let event: Value = serde_json::from_str(line).unwrap();
        let event = event.as_array().unwrap();
        assert_eq!((event.len(), event[1].as_str().unwrap()), (3, "o"));
        let at = event[0].as_f64().unwrap();
        assert!(at >= last, "time goes forwards: {last}, {at}");
        last = at;
        frames += 1;
        screen.process(event[2].as_str().unwrap().as_bytes());
    }
    // Four virtual seconds at a quarter of real time, what is idle folded.
    assert!(frames > 20 && last > 4.0, "{frames} frames in {last} s");
    let shown = screen.screen().contents();
    assert!(shown.contains("00:00:04.2") && shown.contains("env 1"), "{shown}");
}

#[test]
fn a_run_is_played_stopped_stepped_and_changed_in_a_terminal() {
    let mut pty = Setup::new(PROGRAM).arg("animate").arg("cold-and-warm").start();
    pty.wait_for("00:00:00.000");
    // To the first cold start, two steps on, one back.
    pty.press("n");
    pty.wait_for("00:00:01.000");
    pty.press("right right");
    pty.wait_for("00:00:01.121");
    pty.wait_for("the function's code outside the handler runs");
    pty.press("left");
    pty.wait_for("00:00:01.060");
    pty.wait_for("the runtime starts");
    // A second on, a second back: the very same picture.
    let before = picture(&pty);
    pty.press(".");
    pty.wait_for("00:00:02.060");
    pty.press(",");
    pty.wait_for("00:00:01.060");
    assert_eq!(picture(&pty), before);
    // It plays, and goes on playing at another size.
    pty.press("space");
    pty.wait_for("▶ 00:00:01");
    pty.resize(120, 40);
    pty.wait_for("the caller waits");
    pty.wait_for("▶ 00:00:01");
    pty.press("space");
    pty.wait_for("‖ 00:00:0");
    pty.resize(80, 24);
    pty.wait_for("? help");
    // A change keeps the moment and compares.
    pty.press("w right");
    pty.wait_for("1024 MB");
    pty.wait_for("after");
    // Esc and a key right after it are one key to a terminal; so the panel is closed by its own letter.
    pty.press("w");
    pty.wait_for("changed:");
    pty.press("3");
    pty.wait_for("[timeline]");
    pty.press("ctrl-c");
    assert_eq!(pty.wait_exit(), 0);
    pty.assert_restored();
}
