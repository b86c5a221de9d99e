//! Questions flagged to come back to: marked where they are asked, asked in a session of their own, kept and forgotten.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use coldstart::app::{Msg, Screen};
use coldstart::progress::Mode;
use coldstart::ui::Theme;
use support::app::TestApp;

fn flagged(app: &TestApp) -> Vec<String> {
    app.model.record.progress.flags().flagged().map(str::to_owned).collect()
}

/// The line that heads the question.
fn head(app: &TestApp) -> String {
    let screen = app.screen();
    let line = screen.lines().find(|line| line.contains("Question ")).expect("a question is on the screen");
    line.trim().to_owned()
}

/// The row of the list of sessions.
fn listed(app: &TestApp) -> Option<String> {
    app.screen().lines().find(|line| line.contains("Flagged")).map(|line| line.trim().to_owned())
}

#[test]
fn a_question_is_flagged_before_and_after_its_answer_and_shows_it() {
    let mut app = TestApp::new(80, 24);
    app.keys("p");
    while app.model.chain()[0] != coldstart::input::Scope::Question {
        app.keys("ctrl-s");
    }
    assert!(!head(&app).contains('⚑'));
    app.keys("m");
    assert!(head(&app).contains("⚑ Question "), "{}", app.screen());
    assert!(app.screen().contains("flagged; “Flagged” in the list of sessions"), "{}", app.screen());
    assert!(app.screen_in(Theme::terminal().with_ascii(true)).contains("! Question "));
    let [flag] = &app.flags[..] else { panic!("{:?}", app.flags) };
    assert!(flag.flagged && flagged(&app) == [flag.question.clone()]);
    app.keys("a enter");
    assert_eq!(app.attempts.len(), 1);
    assert!(head(&app).contains("⚑ Question "), "{}", app.screen());
    app.keys("m");
    assert!(!head(&app).contains('⚑') && app.screen().contains("no longer flagged"), "{}", app.screen());
    assert_eq!(app.flags.iter().map(|flag| flag.flagged).collect::<Vec<_>>(), [true, false]);
    app.keys("m u");
    assert!(head(&app).contains("⚑ Question "), "taking the answer back leaves the flag: {}", app.screen());
}

#[test]
fn beside_a_page_too() {
    let mut app = TestApp::new(120, 40);
    app.keys("enter enter m");
    assert_eq!(flagged(&app), ["harbour.pilot"]);
    assert!(app.screen().contains("⚑ Question 1"), "{}", app.screen());
}

#[test]
fn in_a_field_the_letter_is_typed_and_another_key_flags() {
    let mut app = TestApp::new(120, 40);
    app.keys("enter enter s").text("m");
    assert!(app.screen().contains("› m") && app.flags.is_empty(), "{}", app.screen());
    app.keys("ctrl-f");
    assert_eq!(flagged(&app), ["harbour.stay"]);
    assert!(app.screen().contains("› m") && app.screen().contains("⚑ Question"), "{}", app.screen());
    app.keys("ctrl-f");
    assert!(flagged(&app).is_empty());
}

#[test]
fn what_is_flagged_has_a_session_of_its_own_as_long_as_there_is_any() {
    let mut app = TestApp::new(80, 24);
    app.keys("s");
    assert_eq!(listed(&app), None, "without flags the list is as it was");
    let mut app = TestApp::new(120, 40);
    app.keys("enter enter m s ctrl-f esc esc esc");
    assert_eq!(flagged(&app), ["harbour.pilot", "harbour.stay"]);
    let mut app = app.restarted();
    app.keys("s");
    let row = listed(&app).unwrap_or_else(|| panic!("{}", app.screen()));
    assert!(row.ends_with("2 questions"), "{row}");
    while !listed(&app).unwrap().starts_with('›') {
        app.keys("down");
    }
    assert!(app.screen().contains("What you flagged to come back to"), "{}", app.screen());
    app.keys("enter");
    let Screen::Practice(practice) = &app.model.screen else { panic!("{}", app.screen()) };
    let session = practice.panel.session();
    assert_eq!((session.mode(), session.position()), (Mode::Drill, (1, 2)));
    for _ in 0..2 {
        assert!(head(&app).starts_with("⚑ Question "), "{}", app.screen());
        app.keys("ctrl-f");
        if app.model.chain()[0] == coldstart::input::Scope::Question {
            app.keys("m s");
        } else {
            app.keys("ctrl-s");
        }
    }
    assert!(flagged(&app).is_empty(), "{:?}", app.flags);
    app.keys("enter");
    assert_eq!(listed(&app), None, "{}", app.screen());
}

#[test]
fn a_flag_that_cannot_be_kept_is_told() {
    let mut app = TestApp::new(120, 40);
    app.disk = Err("the disk is full".to_owned());
    app.keys("enter enter m");
    assert!(app.screen().contains("the disk is full"), "{}", app.screen());
    app.send(Msg::Wake);
    assert!(app.flags.is_empty());
}
