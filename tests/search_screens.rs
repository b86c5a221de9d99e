//! Search, command palette and fact cards at the sizes that they are designed for, as text.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use support::app::TestApp;

fn look(name: &str, prepare: impl Fn(&mut TestApp)) {
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        let mut app = TestApp::new(width, height);
        prepare(&mut app);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), app.screen());
    }
}

#[test]
fn a_search_that_has_just_been_opened() {
    look("opened", |app| {
        app.keys("/");
    });
}

#[test]
fn finds_of_every_kind() {
    look("found", |app| {
        app.keys("/").text("night").keys("down");
    });
}

#[test]
fn a_find_whose_words_stand_deep_in_a_text() {
    look("deep", |app| {
        app.keys("enter /").text("wrapped paragraph");
    });
}

#[test]
fn nothing_found() {
    look("nothing", |app| {
        app.keys("/").text("pliot");
    });
}

#[test]
fn a_query_that_is_longer_than_its_line() {
    look("long_query", |app| {
        app.keys("/").text(&"漢字 berth ".repeat(9));
    });
}

#[test]
fn the_palette_on_a_page() {
    look("palette", |app| {
        app.keys("enter :").text("sec");
    });
}

#[test]
fn the_card_of_a_fact_in_a_page() {
    look("card", |app| {
        app.keys("enter f f");
    });
}
