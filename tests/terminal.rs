//! The main loop in a pseudo-terminal: every way to end gives the terminal back, and nothing is written without need.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, unreachable_pub)]
#![cfg(unix)]

mod support;

use rustix::process::Signal;
use std::path::PathBuf;
use support::pty::{Pty, Setup};

/// `examples/term_probe.rs`, which lies beside the tests' own folder.
fn probe_path() -> PathBuf {
    let mut path: PathBuf = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.push("examples/term_probe");
    assert!(path.exists(), "{} is missing: run `cargo build --examples` first", path.display());
    path
}

fn probe() -> Setup {
    Setup::new(probe_path()).arg(".")
}

fn started(setup: Setup) -> Pty {
    let pty = setup.start();
    pty.wait_for("item 05");
    pty
}

fn closing(pty: &Pty) -> String {
    std::fs::read_to_string(pty.home().join("closing")).unwrap_or_default()
}

/// Waits until what was sent before has been dealt with: keys are handled in order.
fn settle(pty: &mut Pty) {
    for key in ["S", "T"] {
        pty.press(key);
        pty.wait_for(&format!("key {key}"));
    }
}

#[test]
fn quitting_gives_the_terminal_back() {
    let mut pty = started(probe());
    assert!(pty.look(vt100::Screen::alternate_screen));
    pty.press("q");
    assert_eq!(pty.wait_exit(), 0);
    pty.assert_restored();
    assert_eq!(closing(&pty), "", "the program knows that it has quit");
}

#[test]
fn ctrl_c_is_a_key() {
    let mut pty = started(probe());
    pty.press("ctrl-c");
    assert_eq!(pty.wait_exit(), 130);
    pty.assert_restored();
}

#[test]
fn signals_end_with_everything_saved() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129), (Signal::QUIT, 131)] {
        let mut pty = started(probe());
        pty.press("m");
        pty.wait_for("mouse true");
        pty.signal(signal);
        assert_eq!(pty.wait_exit(), code);
        pty.assert_restored();
        assert_eq!(closing(&pty), format!("Signal({})", code - 128));
    }
}

#[test]
fn a_closed_window_ends_with_everything_saved() {
    let mut pty = started(probe());
    let pid = pty.pid();
    pty.hang_up();
    pty.wait_gone_process(pid);
    let how = closing(&pty);
    assert!(how == "HungUp" || how == "Signal(1)", "{how:?}");
}

#[test]
fn a_terminal_that_vanishes_without_a_signal_is_noticed() {
    let mut pty = started(probe().without_controlling_terminal());
    pty.hang_up();
    assert_eq!(pty.wait_process_end(), 129);
    assert_eq!(closing(&pty), "HungUp");
}

#[test]
fn a_reader_that_is_stuck_in_a_broken_sequence_keeps_nobody() {
    let mut pty = started(probe().without_controlling_terminal());
    pty.send(b"\x1b[");
    pty.hang_up();
    assert_eq!(pty.wait_process_end(), 129);
}

#[test]
fn ctrl_z_goes_to_the_shell_and_back() {
    let mut pty = started(probe());
    pty.press("m down ctrl-z");
    pty.wait_for("[stopped]");
    pty.assert_restored();
    let before = pty.written();
    pty.resize(60, 20);
    pty.press("enter");
    pty.wait_for("Resumed");
    pty.wait_for("> item 02");
    assert!(pty.look(vt100::Screen::alternate_screen));
    assert!(pty.bytes_after(before).contains("\x1b[?2004h"));
    assert_eq!(pty.look(vt100::Screen::mouse_protocol_mode), vt100::MouseProtocolMode::ButtonMotion);
    pty.press("q");
    assert_eq!(pty.wait_exit(), 0);
    pty.assert_restored();
}

#[test]
fn a_stop_signal_does_the_same() {
    let mut pty = started(probe());
    let pid = pty.pid();
    pty.signal(Signal::TSTP);
    pty.wait_for("[stopped]");
    pty.assert_restored();
    pty.press("enter");
    pty.wait_for("Resumed");
    settle(&mut pty);
    // As after a stop without warning: everything is drawn anew, but what was put aside on the way in stays as it is.
    let before = pty.written();
    rustix::process::kill_process(pid, Signal::CONT).unwrap();
    pty.wait_for("Resumed");
    let again = pty.bytes_after(before);
    assert!(again.contains("\x1b[2J") && again.contains("\x1b[?2004h"), "{again:?}");
    assert!(!again.contains("\x1b[?1049h") && !again.contains("\x1b[?1007s"), "{again:?}");
    pty.press("q");
    assert_eq!(pty.wait_exit(), 0);
    pty.assert_restored();
}

#[test]
fn without_a_shell_there_is_nothing_to_suspend_to() {
    let mut pty = started(probe().without_controlling_terminal());
    pty.press("ctrl-z");
    pty.wait_for("Resumed");
    pty.press("q");
    assert_eq!(pty.wait_process_end(), 0);
}

#[test]
fn a_panic_gives_the_terminal_back_and_leaves_a_report() {
    for (key, message) in [
        ("x", "asked to panic while handling"),
        ("y", "asked to panic while drawing"),
        ("z", "asked to panic on another thread"),
    ] {
        let mut pty = started(probe());
        pty.text("s");
        pty.wait_for("key s");
        pty.press(key);
        assert_eq!(pty.wait_exit(), 101, "{key}");
        pty.assert_restored();
        assert!(pty.screen().contains("A report without anything that you typed"), "{}", pty.screen());
        let report = std::fs::read_dir(pty.home())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.file_name().unwrap().to_string_lossy().starts_with("crash-"))
            .map(|path| std::fs::read_to_string(path).unwrap())
            .expect("a report");
        for wanted in
            [message, env!("CARGO_PKG_VERSION"), "xterm-256color", "80 x 24", "  key, a character\n"]
        {
            assert!(report.contains(wanted), "{wanted} is missing in:\n{report}");
        }
        assert_eq!(closing(&pty), if key == "z" { "Panicked" } else { "" });
    }
}

#[test]
fn the_last_of_many_sizes_counts() {
    let mut pty = started(probe());
    // A sequence that is never finished makes crossterm's reader deaf to sizes.
    pty.send(b"\x1b[");
    for step in 0..60 {
        pty.resize(20 + step * 2, 5 + step % 30);
    }
    pty.resize(0, 0);
    pty.resize(100, 40);
    pty.wait_for("Resize { width: 100, height: 40 }");
    pty.wait_for("item 36");
    pty.press("q q");
    assert_eq!(pty.wait_exit(), 0);
}

#[test]
fn a_terminal_that_has_no_size_yet_is_waited_for() {
    let mut pty = probe().size(0, 0).start();
    pty.wait_for_bytes("\x1b[?1049h");
    pty.press("down");
    pty.resize(40, 10);
    pty.wait_for("item 02");
    pty.press("q");
    assert_eq!(pty.wait_exit(), 0);
    pty.assert_restored();
}

#[test]
fn a_frame_is_bracketed_and_an_unchanged_one_is_not_written() {
    let mut pty = started(probe());
    let first = pty.bytes_after(0);
    assert_eq!(first.matches("\x1b[?2026h").count(), 1, "one frame to start with");
    assert_eq!(first.matches("\x1b[?2026l").count(), 1);
    settle(&mut pty);
    // Up at the top changes nothing; `n` asks for nothing.
    let before = pty.written();
    pty.press("up n up");
    pty.press("U");
    pty.wait_for("key U");
    pty.wait_for_bytes("\x1b[?2026l");
    let written = pty.bytes_after(before);
    assert_eq!(written.matches("\x1b[?2026h").count(), 1, "{written:?}");
}

#[test]
fn what_is_pasted_is_one_event() {
    let mut pty = started(probe().size(120, 30));
    pty.paste("one\r\ntwo\rq");
    pty.wait_for(r#"Paste("one\ntwo\nq")"#);
    pty.press("q");
    assert_eq!(pty.wait_exit(), 0);
}

#[test]
fn the_mouse_is_ours_only_when_asked_for() {
    let mut pty = started(probe().size(160, 30));
    assert_eq!(pty.look(vt100::Screen::mouse_protocol_mode), vt100::MouseProtocolMode::None);
    pty.press("m");
    pty.wait_for("mouse true");
    assert_eq!(pty.look(vt100::Screen::mouse_protocol_mode), vt100::MouseProtocolMode::ButtonMotion);
    pty.send(b"\x1b[<0;11;6M");
    pty.wait_for("kind: Down(Left), column: 10, row: 5");
    pty.press("m");
    pty.wait_for("mouse false");
    assert_eq!(pty.look(vt100::Screen::mouse_protocol_mode), vt100::MouseProtocolMode::None);
}

#[test]
fn the_cursor_the_clipboard_and_other_threads_work() {
    let mut pty = started(probe());
    assert!(pty.look(vt100::Screen::hide_cursor));
    pty.press("i w");
    pty.wait_for("woken");
    assert!(!pty.look(vt100::Screen::hide_cursor));
    assert_eq!(pty.look(vt100::Screen::cursor_position), (1, 2));
    pty.press("c");
    pty.wait_for_bytes("\x1b]52;c;aXRlbQ==\x1b\\");
    pty.press("q");
    assert_eq!(pty.wait_exit(), 0);
    pty.assert_restored();
}

#[test]
fn broken_escape_sequences_do_no_harm() {
    let mut pty = started(probe());
    for garbage in [
        &b"\x1b[0;0R"[..],
        b"\x1b[<0;0;0M",
        b"\x1b[M\x00\x00\x00",
        b"\x1b[?;;;;c",
        b"\xff\xfe",
        b"\x1b[200~\x1b[201~",
    ] {
        pty.send(garbage);
    }
    // Ends whatever is left unfinished.
    pty.press("enter");
    settle(&mut pty);
    pty.press("q");
    assert_eq!(pty.wait_exit(), 0);
    pty.assert_restored();
}

#[test]
fn a_killed_program_has_nobody_to_clean_up() {
    let mut pty = started(probe());
    pty.signal(Signal::KILL);
    assert_eq!(pty.wait_exit(), 137);
}

#[test]
fn without_a_terminal_it_says_so() {
    let output =
        std::process::Command::new(probe_path()).stdin(std::process::Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("needs a terminal"));
    assert!(output.stdout.is_empty());
}
