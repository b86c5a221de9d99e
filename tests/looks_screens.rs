//! Settings, messages, a question of the program and the greeting, at the sizes that they are designed for, as text.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use coldstart::ui::Theme;
use support::app::TestApp;

/// Snapshots of what `prepare` leads to, at every size.
fn look(name: &str, prepare: impl Fn(&mut TestApp)) {
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        let mut app = TestApp::new(width, height);
        prepare(&mut app);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), app.screen());
    }
}

#[test]
fn the_settings() {
    look("settings", |app| {
        app.keys("S down");
    });
}

#[test]
fn the_messages() {
    look("messages", |app| {
        app.keys("enter < L");
    });
}

#[test]
fn a_question_of_the_program() {
    look("confirm", |app| {
        app.keys("S D");
    });
}

#[test]
fn the_greeting() {
    look("greeting", |app| app.model.welcome = true);
}

#[test]
fn ascii_alone() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter enter a enter");
    insta::assert_snapshot!("ascii_80x24", app.screen_in(Theme::terminal().with_ascii(true)));
}
