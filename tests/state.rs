//! What the program does, told by keys and messages, without a terminal.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use coldstart::app::{Msg, Screen};
use coldstart::progress::Mode;
use proptest::prelude::*;
use std::time::Duration;
use support::app::TestApp;

fn is_home(app: &TestApp) -> bool {
    matches!(app.model.screen, Screen::Home(_))
}

#[test]
fn an_answer_is_kept_before_its_explanation_is_shown() {
    let mut app = TestApp::new(120, 40);
    app.keys("enter enter a");
    assert!(app.attempts.is_empty());
    assert!(!app.screen().contains("Why"));
    app.keys("enter");
    assert_eq!(app.attempts.len(), 1);
    let attempt = &app.attempts[0];
    assert_eq!(
        (attempt.question.as_str(), attempt.mode, attempt.took_ms),
        ("harbour.pilot", Mode::Learn, 1000)
    );
    assert!(app.screen().contains("Facts behind it"));
}

#[test]
fn an_answer_that_cannot_be_kept_is_explained_and_says_so() {
    let mut app = TestApp::new(120, 40);
    app.disk = Err("the disk is full".to_owned());
    app.keys("enter enter a enter");
    assert!(app.attempts.is_empty());
    let screen = app.screen();
    assert!(screen.contains("the disk is full") && screen.contains("Facts behind it"), "{screen}");
    app.disk = Ok(());
    app.keys("n").text("90 s").keys("enter");
    assert_eq!(app.attempts.len(), 1);
}

#[test]
fn a_number_without_its_unit_is_a_question_back() {
    let mut app = TestApp::new(120, 40);
    app.keys("enter enter s").text("90").keys("enter");
    assert!(app.attempts.is_empty());
    assert!(app.screen().contains("of which unit?"), "{}", app.screen());
    app.text("s").keys("enter");
    assert!(app.attempts[0].correct);
}

#[test]
fn letters_in_a_field_are_text_and_never_commands() {
    let mut app = TestApp::new(120, 40);
    app.keys("enter enter s").text("q?Hsa");
    assert!(app.screen().contains("› q?Hsa"), "{}", app.screen());
    app.send(Msg::Paste("1\n2\u{1b}[31m".to_owned()));
    assert!(app.screen().contains("› q?Hsa12[31m"), "{}", app.screen());
}

#[test]
fn nothing_is_answered_without_a_choice() {
    let mut app = TestApp::new(120, 40);
    app.keys("enter enter enter enter");
    assert!(app.attempts.is_empty());
    assert!(app.screen().contains("Choose an option first"));
}

#[test]
fn the_reading_place_is_found_again() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter n n j j j");
    let before = app.screen();
    app.wait(Duration::from_secs(1));
    assert_eq!(app.places.len(), 1);
    let mut later = app.restarted();
    assert!(later.screen().contains("Go on reading"), "{}", later.screen());
    later.keys("c");
    assert_eq!(top_line(&later.screen()), top_line(&before), "{}\n{before}", later.screen());
}

/// The first line of text in the page pane.
fn top_line(screen: &str) -> String {
    screen
        .lines()
        .skip(2)
        .map(|line| line.split('│').next_back().unwrap().trim().to_owned())
        .find(|line| !line.is_empty())
        .unwrap()
}

#[test]
fn the_place_is_saved_when_the_program_is_told_to_end() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter n n");
    app.send(Msg::Closing);
    assert_eq!(app.places.len(), 1);
    assert_eq!(app.places[0].anchor, "staying");
}

#[test]
fn resizing_keeps_the_text_that_is_being_read() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter n n");
    for (width, height) in [(120, 40), (60, 20), (200, 60), (80, 24)] {
        app.resize(width, height);
        assert!(app.screen().contains("Staying"), "{width}x{height}\n{}", app.screen());
    }
}

#[test]
fn an_interrupted_session_goes_on_where_it_stopped() {
    let mut app = TestApp::new(120, 40);
    app.keys("p");
    answer(&mut app);
    app.keys("n");
    let before = app.screen();
    app.keys("ctrl-c");
    assert!(app.has_quit);
    let mut later = app.restarted();
    assert!(later.screen().contains("1 of "), "{}", later.screen());
    later.keys("c");
    assert_eq!(later.screen(), before, "the same question, its options in the same order");
    while later.session.is_some() {
        answer(&mut later);
        later.keys("n");
    }
    assert!(later.screen().contains("right"), "{}", later.screen());
    later.keys("esc");
    assert!(later.screen().contains("today"), "{}", later.screen());
    assert!(!later.screen().contains("Take up"), "{}", later.screen());
}

/// Answers the question on the screen with something, whatever its kind.
fn answer(app: &mut TestApp) {
    let before = app.attempts.len();
    app.keys("a enter");
    if app.attempts.len() == before {
        app.keys("ctrl-u").text("90 s").keys("enter");
    }
    if app.attempts.len() == before {
        app.keys("ctrl-u").text("$4.50").keys("enter");
    }
    assert_eq!(app.attempts.len(), before + 1, "{}", app.screen());
}

#[test]
fn a_saved_session_that_cannot_be_read_is_dropped_with_a_word() {
    let app = TestApp::new(120, 40);
    let course = app.model.course.clone();
    let mut broken =
        TestApp::resumed(course, 120, 40, Vec::new(), Vec::new(), Some("{\"version\":99}".to_owned()));
    broken.keys("c");
    assert!(!broken.has_quit);
    assert!(broken.screen().contains("The harbour"), "{}", broken.screen());
}

#[test]
fn escape_goes_back_one_level_at_a_time_and_never_out() {
    let mut app = TestApp::new(120, 40);
    app.keys("enter tab ? esc");
    assert!(app.screen().contains("Question 1"), "the help is closed, the question is still there");
    app.keys("esc");
    assert!(!is_home(&app));
    app.keys("esc");
    assert!(is_home(&app));
    app.keys("esc esc");
    assert!(!app.has_quit);
    app.keys("q");
    assert!(app.has_quit);
}

#[test]
fn every_enabled_action_of_the_footer_does_something() {
    for keys in ["", "enter", "enter enter", "enter enter a enter", "p", "enter shift-tab", "?"] {
        let mut reference = TestApp::new(80, 24);
        reference.keys(keys);
        for (key, label) in reference.model.footer() {
            let key = match key.as_str() {
                "↑↓" => "down",
                "a–b" | "a–c" | "a–d" => "a",
                other => other,
            };
            // `A` is another key than `a`; names of keys are written small.
            let name = if key.chars().count() == 1 { key.to_owned() } else { key.to_lowercase() };
            let Ok(chord) = name.replace('↓', "down").replace('←', "left").parse() else {
                panic!("{key} of {label} is no key")
            };
            let mut app = TestApp::new(80, 24);
            app.keys(keys);
            let before = app.screen();
            app.send(Msg::Key(chord));
            assert!(
                app.screen() != before || app.has_quit,
                "{key} ({label}) does nothing after `{keys}`\n{before}"
            );
        }
    }
}

#[test]
fn what_another_window_has_answered_is_taken_over() {
    let mut app = TestApp::new(120, 40);
    let mut other = TestApp::new(120, 40);
    other.keys("enter enter a enter");
    app.send(Msg::Refreshed(Box::new(other.model.record.clone())));
    assert!(app.screen().contains("today 1 answered"), "{}", app.screen());
}

const KEYS: &[&str] = &[
    "enter",
    "esc",
    "tab",
    "shift-tab",
    "up",
    "down",
    "left",
    "right",
    "space",
    "backspace",
    "pageup",
    "pagedown",
    "home",
    "end",
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "g",
    "G",
    "h",
    "j",
    "k",
    "l",
    "n",
    "N",
    "p",
    "q",
    "r",
    "s",
    "u",
    "H",
    "?",
    "<",
    ">",
    "[",
    "]",
    "1",
    "9",
    "ctrl-d",
    "ctrl-u",
    "ctrl-s",
    "ctrl-t",
    "ctrl-z",
    "ctrl-p",
    "/",
    ":",
    "F",
    "f1",
    "f3",
    "x",
    "é",
    "漢",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_keys_and_no_sizes_break_it(
        steps in prop::collection::vec((0..KEYS.len(), prop::option::weighted(0.1, (1u16..210, 1u16..70))), 1..200)
    ) {
        let mut app = TestApp::new(80, 24);
        for (key, size) in steps {
            if let Some((width, height)) = size {
                app.resize(width, height);
            }
            app.keys(KEYS[key]);
            app.wait(Duration::from_millis(300));
            app.screen();
            if app.has_quit {
                app = app.restarted();
            }
        }
        app.resize(80, 24);
        app.keys("esc esc esc esc esc esc esc esc esc esc");
        prop_assert!(is_home(&app));
        prop_assert!(!app.has_quit);
    }
}
