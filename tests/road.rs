//! The whole road in a pseudo-terminal, with the real program: read, answer, lose power, come back.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use rustix::process::Signal;
use std::path::Path;
use support::pty::{Pty, Setup};

fn program(home: &Path) -> Setup {
    Setup::new(env!("CARGO_BIN_EXE_coldstart")).env("COLDSTART_HOME", home)
}

fn started(home: &Path) -> Pty {
    let pty = program(home).start();
    pty.wait_for("Contents");
    pty
}

/// Opens the first topic and answers the first question of its first check, whatever it is.
fn answer_one(pty: &mut Pty) {
    pty.press("enter");
    pty.wait_for("check yourself");
    pty.press("enter");
    pty.wait_for("Question 1");
    pty.press("a enter");
    pty.wait_for("read on");
}

#[test]
fn an_answer_survives_kill_and_is_found_again() {
    let home = tempfile::tempdir().unwrap();
    let mut pty = started(home.path());
    answer_one(&mut pty);
    pty.signal(Signal::KILL);
    assert_eq!(pty.wait_exit(), 137);

    let mut again = started(home.path());
    again.wait_for("today 1 answered");
    again.wait_for("Go on reading");
    again.press("q");
    assert_eq!(again.wait_exit(), 0);
    again.assert_restored();
}

#[test]
fn an_interrupted_quiz_is_taken_up_again() {
    let home = tempfile::tempdir().unwrap();
    let quiz = ["quiz", "--topic", "execution-model", "--seed", "1"];
    let mut pty = quiz.into_iter().fold(program(home.path()), Setup::arg).start();
    pty.wait_for("Question 1");
    // One of the two leaves the question out, whatever its kind.
    pty.press("s ctrl-s");
    pty.wait_gone("Question 1");
    pty.press("ctrl-c");
    assert_eq!(pty.wait_exit(), 0);
    pty.assert_restored();

    let mut again = started(home.path());
    again.wait_for("Take up your questions");
    again.press("c");
    again.wait_for("Question ");
    assert!(!again.screen().contains("Question 1 of"), "{}", again.screen());
}

#[test]
fn two_windows_see_each_other() {
    let home = tempfile::tempdir().unwrap();
    let mut one = started(home.path());
    let mut other = started(home.path());
    answer_one(&mut one);
    other.press("down");
    other.wait_for("today 1 answered");
    answer_one(&mut other);
    one.press("esc");
    one.wait_for("section");
    one.press("esc");
    one.wait_for("today 2 answered");
}

#[test]
fn signals_give_the_terminal_back() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let home = tempfile::tempdir().unwrap();
        let mut pty = started(home.path());
        pty.press("enter");
        pty.wait_for("check yourself");
        pty.signal(signal);
        assert_eq!(pty.wait_exit(), 128 + signal.as_raw());
        pty.assert_restored();
        assert!(started(home.path()).screen().contains("Go on reading"), "the place was saved");
    }
}

#[test]
fn a_panic_gives_the_terminal_back_and_leaves_a_report() {
    let home = tempfile::tempdir().unwrap();
    let mut pty = program(home.path()).env("COLDSTART_MAY_PANIC", "1").start();
    pty.wait_for("Contents");
    pty.press("ctrl-g");
    assert_eq!(pty.wait_exit(), 101);
    pty.assert_restored();
    assert!(started(home.path()).screen().contains("Contents"));
}

#[test]
fn a_closed_window_ends_the_program() {
    let home = tempfile::tempdir().unwrap();
    let mut pty = started(home.path());
    let pid = pty.pid();
    pty.hang_up();
    pty.wait_gone_process(pid);
}

#[test]
fn a_damaged_database_is_named_and_reading_goes_on() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("progress.db"), [7; 5000]).unwrap();
    let mut pty = started(home.path());
    pty.wait_for("damaged");
    pty.press("enter");
    pty.wait_for("check yourself");
    pty.press("enter a enter");
    pty.wait_for("read on");
    pty.press("ctrl-c");
    assert_eq!(pty.wait_exit(), 0);
    assert_eq!(std::fs::read(home.path().join("progress.db")).unwrap(), [7; 5000], "nothing was overwritten");
}

#[test]
fn without_colour_nothing_is_coloured() {
    let home = tempfile::tempdir().unwrap();
    let mut pty = program(home.path()).env("NO_COLOR", "1").start();
    pty.wait_for("Contents");
    answer_one(&mut pty);
    pty.press("?");
    pty.wait_for("Everywhere");
    let written = pty.bytes_after(0);
    for code in 30..=37 {
        assert!(
            !written.contains(&format!("[{code}m")) && !written.contains(&format!(";{code}m")),
            "colour {code}"
        );
    }
    assert!(written.contains("\u{1b}[7m"), "what is selected is reversed");
}
