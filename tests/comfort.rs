//! Reading comfort: links, words of the glossary, bookmarks and notes, wide drawings, colours of code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use coldstart::app::{Msg, Screen};
use coldstart::content::{Sources, Syntax, SyntaxSpan};
use coldstart::course::Course;
use coldstart::progress::Annotation;
use proptest::prelude::*;
use std::time::Duration;
use support::app::TestApp;

fn topic(app: &TestApp) -> String {
    match &app.model.screen {
        Screen::Reader(reader) => reader.topic.clone(),
        _ => String::new(),
    }
}

fn scroll(app: &TestApp) -> usize {
    match &app.model.screen {
        Screen::Reader(reader) => reader.scroll,
        _ => usize::MAX,
    }
}

/// The texts of a course of one page.
fn sources(body: &str) -> Sources {
    let front = "+++\nid = \"one\"\ntitle = \"One\"\norder = 1\nsummary = \"S.\"\nprerequisites = []\nminutes = 1\n+++\n";
    Sources::from_iter([("content/topics/one.md".to_owned(), format!("{front}\n{body}\n"))])
}

/// A course of one page.
fn page(body: &str) -> Course {
    Course::load(&sources(body)).unwrap()
}

#[test]
fn a_link_leads_into_the_course_and_back_to_the_place() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter j o");
    assert!(app.screen().contains("1/2"), "{}", app.screen());
    let (topic_before, scroll_before) = (topic(&app), scroll(&app));
    app.keys("enter");
    assert_eq!(topic(&app), "fees");
    assert!(app.screen().contains("What a night costs"));
    app.keys("esc");
    assert_eq!((topic(&app), scroll(&app)), (topic_before, scroll_before));
    app.keys("esc");
    assert!(matches!(app.model.screen, Screen::Home(_)), "the trail is at its end");
}

#[test]
fn links_are_marked_in_turn_and_only_where_they_are_seen() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter o o o");
    assert!(app.screen().contains("1/2"), "around the end: {}", app.screen());
    app.keys("O");
    assert!(app.screen().contains("https://example.com/harbour"), "{}", app.screen());
    app.keys("G");
    assert!(!app.screen().contains("2/2"));
    let before = app.screen();
    app.keys("enter");
    assert_ne!(app.screen(), before, "enter means the questions again");
    assert_eq!(app.copied, None);
}

#[test]
fn an_address_outside_is_shown_and_copied() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter O enter");
    assert_eq!(app.copied.take().as_deref(), Some("https://example.com/harbour"));
    let screen = app.screen();
    assert!(
        screen.contains("Outside the course") && screen.contains("https://example.com/harbour"),
        "{screen}"
    );
    app.keys("y");
    assert_eq!(app.copied.as_deref(), Some("https://example.com/harbour"));
    app.keys("esc esc");
    assert!(!app.screen().contains("Outside the course"));
}

#[test]
fn a_long_address_is_shown_whole() {
    let address = format!("https://example.com/{}end", "long/".repeat(30));
    let mut app = TestApp::on(page(&format!("See [it]({address}).")), 40, 20);
    app.keys("enter o enter");
    let shown: String = app.screen().lines().map(str::trim).collect();
    assert!(shown.contains(&address), "{}", app.screen());
}

#[test]
fn words_are_explained_in_the_order_of_the_text() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter t");
    let screen = app.screen();
    assert!(screen.contains("A place for one ship. There are 12 berths"), "{screen}");
    app.keys("t");
    assert!(app.screen().contains("What a stay is counted in."), "{}", app.screen());
    app.keys("t");
    assert!(app.screen().contains("Somebody who knows the harbour"), "{}", app.screen());
    app.keys("r");
    assert!(!app.screen().contains("Somebody who knows"));
    assert_eq!(topic(&app), "harbour");
    app.keys("esc");
    assert_eq!(scroll(&app), 0, "back to where the word was looked up");
}

#[test]
fn a_word_that_a_line_break_divides_is_found() {
    let glossary = "[[term]]\nterm = \"cold start\"\ntext = \"Slow.\"\n";
    let mut sources = sources(&format!("{} cold\nstart.", "x".repeat(40)));
    sources.insert("content/glossary.toml", glossary);
    let mut app = TestApp::on(Course::load(&sources).unwrap(), 40, 16);
    app.keys("enter t");
    assert!(app.screen().contains("Slow."), "{}", app.screen());
}

#[test]
fn a_bookmark_is_set_listed_found_again_and_removed() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter '");
    assert!(app.screen().contains("nothing yet"), "{}", app.screen());
    app.keys("n n m");
    assert_eq!(app.annotations.len(), 1);
    assert_eq!((app.annotations[0].anchor.as_str(), app.annotations[0].bookmarked), ("staying", true));
    assert!(app.screen().contains("Staying ◆"), "{}", app.screen());
    app.keys("g B");
    assert!(app.screen().contains("The harbour › Staying"), "{}", app.screen());
    app.keys("enter");
    assert!(scroll(&app) > 0);
    app.keys("m");
    assert!(app.annotations.is_empty());
    assert!(!app.screen().contains('◆'));
}

#[test]
fn a_note_stands_under_its_heading() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter n e").text("Ask q?").keys("enter").text("again");
    app.send(Msg::Paste(" one\r\ntwo\u{1b}[31m".to_owned()));
    app.keys("esc");
    assert_eq!(app.annotations[0].note, "Ask q?\nagain one\ntwo[31m");
    let screen = app.screen();
    let lines: Vec<&str> =
        screen.lines().map(|line| line.split('│').next_back().unwrap().trim_matches([' ', '▐'])).collect();
    let at = lines.iter().position(|line| *line == "Coming in").unwrap();
    assert_eq!(lines[at + 1..at + 5], ["▌ Your note", "▌ Ask q?", "▌ again one", "▌ two[31m"], "{screen}");
    app.keys("e ctrl-u ctrl-x");
    assert!(app.screen().contains("Discard what you have written on “Coming in”?"), "{}", app.screen());
    app.keys("enter");
    assert!(app.screen().contains("Your note   Coming in"), "still being written: {}", app.screen());
    app.keys("ctrl-x y");
    assert_eq!(app.annotations[0].note, "Ask q?\nagain one\ntwo[31m", "discarded");
    app.keys("e ctrl-x");
    assert!(app.model.overlays.is_empty(), "nothing was written, so nothing is asked");
    app.keys("e up up ctrl-u down ctrl-u down ctrl-u ctrl-s");
    assert!(app.screen().contains("Remove your note on “Coming in”?"), "{}", app.screen());
    app.keys("enter");
    assert_eq!(app.annotations.len(), 1, "Enter means no");
    app.keys("ctrl-s y");
    assert!(app.annotations.is_empty(), "an empty note is removed");
    assert!(!app.screen().contains("Your note"));
}

#[test]
fn a_note_is_kept_when_the_program_is_told_to_end() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter e").text("half a th");
    app.send(Msg::Closing);
    assert_eq!(app.annotations[0].note, "half a th");
    assert_eq!(app.annotations[0].anchor, "");
}

#[test]
fn a_note_that_has_been_emptied_stays_when_the_program_is_told_to_end() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter e").text("mine").keys("esc e ctrl-u");
    app.send(Msg::Closing);
    assert_eq!(app.annotations[0].note, "mine");
}

#[test]
fn a_note_that_cannot_be_kept_says_so() {
    let mut app = TestApp::new(80, 24);
    app.disk = Err("the disk is full".to_owned());
    app.keys("enter e").text("x").keys("esc");
    assert!(app.screen().contains("the disk is full"), "{}", app.screen());
}

#[test]
fn notes_of_headings_that_are_gone_are_still_listed() {
    let mut app = TestApp::new(80, 24);
    let mut record = app.model.record.clone();
    record.annotate(Annotation {
        topic: "harbour".to_owned(),
        anchor: "long-gone".to_owned(),
        title: "Long gone".to_owned(),
        bookmarked: false,
        note: "still here".to_owned(),
        at: jiff::Timestamp::UNIX_EPOCH,
    });
    app.send(Msg::Refreshed(Box::new(record)));
    app.keys("enter B");
    assert!(app.screen().contains("still here"), "{}", app.screen());
    app.keys("enter");
    assert_eq!(topic(&app), "harbour");
}

#[test]
fn the_reading_place_stays_when_a_note_is_added_above() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter n n e").text("x").keys("esc");
    let before = app.screen();
    app.wait(Duration::from_secs(10));
    let mut later = app.restarted();
    let notes = app.annotations.clone();
    later.model.record = later.model.record.clone().with_annotations(notes);
    later.keys("c");
    assert_eq!(later.screen().lines().nth(4), before.lines().nth(4), "{}\n{before}", later.screen());
}

#[test]
fn a_wide_drawing_shows_where_it_is_cut_and_can_be_panned() {
    let drawing = format!("{}END\nshort\n{}界", "ab".repeat(20), "界".repeat(22));
    let mut app = TestApp::on(page(&format!("```text\n{drawing}\n```\n\nText.")), 40, 16);
    app.keys("enter shift-left");
    assert!(app.screen().contains("abab›"), "{}", app.screen());
    app.keys("shift-right shift-right shift-right shift-right");
    let screen = app.screen();
    assert!(screen.contains("‹") && screen.contains("bEND") && !screen.contains("bEND›"), "{screen}");
    assert!(!screen.contains("short"), "the lines of a drawing move together: {screen}");
    app.resize(80, 16);
    assert!(app.screen().contains("short"), "{}", app.screen());
    app.keys("shift-right");
    assert!(app.screen().contains("no drawing on the screen is wider"), "{}", app.screen());
}

#[test]
fn code_is_plain_until_its_colours_arrive_and_the_text_stays_the_same() {
    let mut app = TestApp::new(80, 24);
    assert!(app.code.is_empty());
    app.keys("enter");
    assert_eq!(app.code, [("harbour".to_owned(), 0, "python".to_owned())]);
    app.keys("G b f");
    let before = app.screen();
    let lines = vec![
        vec![SyntaxSpan { range: 0..3, syntax: Syntax::Keyword }],
        vec![SyntaxSpan { range: 4..500, syntax: Syntax::Comment }],
    ];
    app.send(Msg::Highlighted { topic: "harbour".to_owned(), block: 0, lines });
    assert_eq!(app.screen(), before);
    app.keys("esc enter");
    assert_eq!(app.code.len(), 1, "colours are asked for once");
}

const KEYS: [&str; 30] = [
    "enter",
    "esc",
    "q",
    "o",
    "O",
    "t",
    "t",
    "r",
    "y",
    "m",
    "e",
    "x",
    "B",
    "'",
    "j",
    "k",
    "n",
    "N",
    "g",
    "G",
    "tab",
    "shift-tab",
    "shift-right",
    "shift-left",
    "ctrl-s",
    "ctrl-x",
    "backspace",
    "?",
    "up",
    "down",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_keys_and_no_sizes_break_it(
        steps in prop::collection::vec((0..KEYS.len(), prop::option::weighted(0.1, (1u16..210, 1u16..70))), 1..150)
    ) {
        let mut app = TestApp::new(80, 24);
        for (key, size) in steps {
            if let Some((width, height)) = size {
                app.resize(width, height);
            }
            app.keys(KEYS[key]);
            app.screen();
            if app.has_quit {
                break;
            }
        }
        let kept: Vec<_> = app.model.record.annotations().cloned().collect();
        app.annotations.sort_by(|a, b| (&a.topic, &a.anchor).cmp(&(&b.topic, &b.anchor)));
        prop_assert_eq!(&app.annotations, &kept, "what is shown is what is kept");
        if !app.has_quit {
            app.resize(80, 24);
            for _ in 0..40 {
                app.keys("esc");
            }
            prop_assert!(matches!(app.model.screen, Screen::Home(_)) && app.model.aside.is_none());
        }
    }
}
