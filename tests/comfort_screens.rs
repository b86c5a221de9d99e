//! What lies over a page, at the sizes that it is designed for.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use support::app::TestApp;

/// Snapshots of the screen that `prepare` leads to, at every size.
fn look(name: &str, prepare: impl Fn(&mut TestApp)) {
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        let mut app = TestApp::new(width, height);
        prepare(&mut app);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), app.screen());
    }
}

#[test]
fn a_marked_link() {
    look("link", |app| {
        app.keys("enter o");
    });
}

#[test]
fn an_address() {
    look("address", |app| {
        app.keys("enter O enter");
    });
}

#[test]
fn a_word_of_the_glossary() {
    look("word", |app| {
        app.keys("enter t");
    });
}

#[test]
fn a_note_being_written() {
    look("note", |app| {
        app.keys("enter n e").text("Ask the harbour master").keys("enter").text("about the pilot");
    });
}

#[test]
fn a_page_with_a_note() {
    look("noted", |app| {
        app.keys("enter n e").text("Ask the harbour master").keys("esc m");
    });
}

#[test]
fn bookmarks_and_notes() {
    look("notes", |app| {
        app.keys("enter m n e").text("Ask the harbour master").keys("esc n m B j");
    });
}
