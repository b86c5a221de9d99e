//! The screen of a log: a path is typed, the log is read in the background, the calculators take its figures over.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use coldstart::app::Msg;
use coldstart::app::logs::{LogRead, LogRequests};
use coldstart::logs::{Figures, read};
use coldstart::simulation::scenario::LoggedRequests;
use std::fmt::Write;
use std::sync::Arc;
use support::app::TestApp;

/// 3,601 invocations in an hour, one of them a minute cold, mean duration 100 ms.
fn log() -> String {
    let mut log = String::new();
    for s in 0..=3600_u32 {
        let (h, m, s) = (10 + s / 3600, s / 60 % 60, s % 60);
        let (cold, duration) = (s == 0, if s % 2 == 0 { 50 } else { 150 });
        let init = if cold { "Init Duration: 200.00 ms\t" } else { "" };
        let billed = duration + if cold { 200 } else { 0 };
        writeln!(
            log,
            "2026-11-02T{h:02}:{m:02}:{s:02}.000Z REPORT RequestId: 0b6c1d52-7f0e\tDuration: {duration}.00 ms\tBilled Duration: {billed} ms\t\
             Memory Size: 512 MB\tMax Memory Used: 90 MB\t{init}"
        )
        .unwrap();
    }
    log
}

fn figures(text: &str) -> LogRead {
    let mut figures = Figures::default();
    let lines = read(text.as_bytes(), &mut figures, |_, _| true).unwrap();
    figures.add_lines(lines);
    LogRead(Arc::new(figures))
}

fn asked(width: u16, height: u16) -> TestApp {
    let mut app = TestApp::new(width, height);
    app.keys("@").text("report.log").keys("enter");
    assert_eq!(app.log, Some(("report.log".to_owned(), 1)));
    app
}

fn shown(width: u16, height: u16) -> TestApp {
    let mut app = asked(width, height);
    app.send(Msg::LogRead { number: 1, read: Ok(figures(&log())) });
    app
}

#[test]
fn a_log_is_read_and_shown() {
    let mut app = asked(100, 40);
    app.send(Msg::LogProgress { number: 1, per_mille: 420 });
    assert!(app.screen().contains("Reading report.log") && app.screen().contains("42 %"), "{}", app.screen());
    app.send(Msg::LogRead { number: 1, read: Ok(figures(&log())) });
    let screen = app.screen();
    for part in [
        "invocations  3,601",
        "cold starts  61",
        "Mean duration over time",
        "Cold starts over time",
        "a month at this rate",
    ] {
        assert!(screen.contains(part), "{part} is not in\n{screen}");
    }
    app.keys("space space");
    assert!(app.screen().contains("Advice") || app.screen().contains("Saves"), "{}", app.screen());
    app.keys("o");
    assert!(app.screen().contains("Which log?"));
    app.keys("esc");
    assert!(!app.screen().contains("Which log?"));
}

#[test]
fn calculators_take_the_figures_over() {
    let mut app = shown(120, 40);
    app.keys("$ ctrl-y");
    let command = app.copied.clone().unwrap();
    // 3,601 in an hour, 730 hours.
    for part in ["--requests 2628730", "--memory 512MB", "--init 200.000ms"] {
        assert!(command.contains(part), "{part} is not in {command}");
    }
    app.keys("esc # ctrl-y");
    let command = app.copied.clone().unwrap();
    assert!(command.contains("--rps 1.000278/s") && command.contains("--init 200.000ms"), "{command}");
}

/// What the footer and the rows of the whole page say.
fn whole_page(app: &mut TestApp) -> String {
    app.keys("g");
    let mut all = app.screen();
    for _ in 0..12 {
        app.keys("space");
        all += &app.screen();
    }
    all
}

#[test]
fn a_log_is_priced_in_any_region_and_for_both_architectures() {
    let mut app = shown(100, 40);
    assert!(app.screen().contains("us-east-1 (N. Virginia), x86_64"), "{}", app.screen());
    app.keys("right a");
    assert!(app.screen().contains("af-south-1 (Cape Town), arm64"), "{}", app.screen());
    app.keys("$ ctrl-y");
    let command = app.copied.clone().unwrap();
    assert!(command.contains("--region af-south-1") && command.contains("--arch arm64"), "{command}");
    app.keys("esc left left");
    assert!(app.screen().contains("us-west-2 (Oregon), arm64"), "{}", app.screen());
}

#[test]
fn a_log_of_several_sizes_advises_on_memory() {
    let mut app = asked(80, 24);
    // 50 ms and 150 ms alternate at 512 MB; at 1 GB everything takes half as long.
    let faster =
        log().replace("512 MB", "1024 MB").replace("50.00 ms", "25.00 ms").replace("125.00 ms", "75.00 ms");
    app.send(Msg::LogRead { number: 1, read: Ok(figures(&(log() + &faster))) });
    let page = whole_page(&mut app);
    for part in ["Memory, if every size did the same work", "cheapest", "balanced", "fastest", "mean of 3,5"]
    {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
    assert!(page.contains("2 sizes, mostly"), "{page}");
    // The calculator has the fitted workload.
    app.keys("$ tab right right");
    assert!(app.screen().contains("Fitted: waits 0 ms"), "{}", app.screen());
    // One size gives no curve.
    let one = whole_page(&mut shown(80, 24));
    assert!(!one.contains("Memory, if"), "{one}");
}

fn requests() -> LogRequests {
    let requests = LoggedRequests {
        arrivals: vec![0, 400_000_000, 900_000_000].into(),
        warm: vec![50_000_000].into(),
        cold: vec![60_000_000].into(),
        init: vec![200_000_000].into(),
    };
    LogRequests { requests, memory_mb: Some(512), room: 64 << 20 }
}

#[test]
fn a_log_is_played() {
    let mut app = shown(100, 30);
    app.keys("w");
    assert_eq!(app.log_requests, Some(("report.log".to_owned(), 2)));
    app.send(Msg::LogProgress { number: 2, per_mille: 500 });
    assert!(
        app.screen().contains("Reading the requests of report.log") && app.screen().contains("50 %"),
        "{}",
        app.screen()
    );
    // Stopped, and what comes of it afterwards comes too late.
    app.keys("esc");
    assert!(app.screen().contains("invocations  3,601"), "{}", app.screen());
    app.send(Msg::LogReplayed { number: 2, read: Ok(requests()) });
    assert!(app.screen().contains("invocations  3,601"), "{}", app.screen());
    app.keys("enter");
    assert_eq!(app.log_requests, Some(("report.log".to_owned(), 4)));
    app.send(Msg::LogReplayed { number: 4, read: Ok(requests()) });
    let screen = app.screen();
    assert!(screen.contains("report.log") && screen.contains("timeline"), "{screen}");
    app.keys("end");
    assert!(app.screen().contains("3 requests"), "{}", app.screen());
    // Back to the log.
    app.keys("esc");
    assert!(app.screen().contains("invocations  3,601"), "{}", app.screen());
    app.keys("w");
    app.send(Msg::LogReplayed { number: 5, read: Err("it is gone".to_owned()) });
    assert!(app.screen().contains("report.log: it is gone"), "{}", app.screen());
}

#[test]
fn a_log_without_times_is_not_played() {
    let mut app = asked(100, 30);
    let log = log();
    let bare: Vec<&str> = log.lines().filter_map(|line| line.split_once(' ')).map(|(_, rest)| rest).collect();
    app.send(Msg::LogRead { number: 1, read: Ok(figures(&bare.join("\n"))) });
    app.keys("w");
    assert_eq!(app.log_requests, None);
    assert!(app.screen().contains("time stamp"), "{}", app.screen());
}

#[test]
fn a_reading_can_be_stopped_and_comes_too_late_then() {
    let mut app = asked(80, 24);
    app.keys("esc");
    assert_eq!(app.log, None);
    app.send(Msg::LogRead { number: 1, read: Ok(figures(&log())) });
    assert!(
        app.screen().contains("was stopped") && app.screen().contains("› report.log"),
        "{}",
        app.screen()
    );
    app.keys("enter");
    assert_eq!(app.log, Some(("report.log".to_owned(), 3)));
}

#[test]
fn what_goes_wrong_is_said_at_the_field() {
    let mut app = TestApp::new(80, 24);
    app.keys("@ enter");
    assert!(app.screen().contains("Type the path"));
    app.text("q$").keys("enter");
    assert_eq!(app.log, Some(("q$".to_owned(), 1)));
    app.send(Msg::LogRead { number: 1, read: Err("q$: there is no such file".to_owned()) });
    assert!(app.screen().contains("there is no such file"), "{}", app.screen());
    app.keys("enter");
    app.send(Msg::LogRead { number: 2, read: Ok(figures("one\ntwo\n")) });
    assert!(app.screen().contains("no REPORT line among its 2 lines"), "{}", app.screen());
}

#[test]
fn names_are_completed() {
    let mut app = TestApp::new(80, 24);
    app.keys("@").text("re").keys("tab");
    assert!(app.screen().contains("› report") && app.screen().contains("reports/"), "{}", app.screen());
    app.text(".").keys("tab");
    assert!(app.screen().contains("› report.log"), "{}", app.screen());
    app.text("x").keys("tab");
    assert!(app.screen().contains("No name here"), "{}", app.screen());
}

#[test]
fn it_works_at_every_size() {
    for (width, height) in [(40, 12), (80, 24), (200, 60)] {
        let mut app = shown(width, height);
        assert!(app.screen().contains("invocations"), "{}", app.screen());
        app.keys("down up space b o");
        assert!(app.screen().contains("Which log?"), "{}", app.screen());
    }
}
