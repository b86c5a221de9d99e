//! Every screen at the sizes that it is designed for, as text. The course is the one of `tests/fixtures/course`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use support::app::TestApp;

const SIZES: [(u16, u16); 4] = [(40, 12), (80, 24), (120, 40), (200, 60)];

/// Snapshots of the screen that `keys` lead to, at every size.
fn look(name: &str, prepare: impl Fn(&mut TestApp)) {
    for (width, height) in SIZES {
        let mut app = TestApp::new(width, height);
        prepare(&mut app);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), app.screen());
    }
}

#[test]
fn home_for_a_newcomer() {
    look("home_new", |_| {});
}

#[test]
fn home_of_somebody_who_has_begun() {
    look("home_begun", |app| {
        app.keys("enter pagedown enter b enter esc esc").wait(std::time::Duration::from_secs(9));
    });
}

#[test]
fn the_top_of_a_page() {
    look("page_top", |app| {
        app.keys("enter");
    });
}

#[test]
fn the_end_of_a_page() {
    look("page_end", |app| {
        app.keys("enter G");
    });
}

#[test]
fn the_contents_beside_the_page() {
    look("contents", |app| {
        app.keys("enter shift-tab j j");
    });
}

#[test]
fn a_question_beside_the_page() {
    look("check_asked", |app| {
        app.keys("enter enter b h");
    });
}

#[test]
fn a_right_answer_with_its_reasons() {
    look("check_right", |app| {
        let right = letter_of(app, "All of them");
        app.keys("enter enter").keys(&right).keys("enter");
    });
}

#[test]
fn a_wrong_answer_with_its_reasons() {
    look("check_wrong", |app| {
        let wrong = letter_of(app, "Only the large ones");
        app.keys("enter enter").keys(&wrong).keys("enter");
    });
}

#[test]
fn a_number_being_typed() {
    look("number_asked", |app| {
        app.keys("enter enter a enter n").text("90 mi");
    });
}

#[test]
fn a_number_with_a_known_mistake() {
    look("number_mistaken", |app| {
        app.keys("enter enter a enter n").text("90 min").keys("enter");
    });
}

#[test]
fn several_options_marked() {
    look("several_marked", |app| {
        app.keys("enter enter s ctrl-s a c");
    });
}

#[test]
fn the_end_of_a_session() {
    look("session_end", |app| {
        app.keys("enter enter a enter n").text("90 s").keys("enter n a enter n");
    });
}

#[test]
fn the_help() {
    look("help", |app| {
        app.keys("enter ?");
    });
}

#[test]
fn a_terminal_that_is_too_small_says_what_is_needed() {
    for (width, height) in [(39, 12), (40, 11), (20, 5), (10, 3), (1, 1)] {
        let mut app = TestApp::new(width, height);
        app.keys("enter");
        insta::assert_snapshot!(format!("too_small_{width}x{height}"), app.screen());
    }
}

/// The key that chooses the option with this text in the first question.
fn letter_of(app: &TestApp, text: &str) -> String {
    let mut scout = TestApp::new(200, 60);
    scout.keys("enter enter");
    assert_eq!(scout.model.course.topics().len(), app.model.course.topics().len());
    let screen = scout.screen();
    let line =
        screen.lines().find(|line| line.contains(text)).unwrap_or_else(|| panic!("{text} in\n{screen}"));
    let before = &line[..line.find(text).unwrap()];
    before.trim_end().chars().next_back().unwrap().to_string()
}
