//! Search, command palette and fact cards, told by keys and messages, without a terminal.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use coldstart::app::overlay::Overlay;
use coldstart::app::search::Search;
use coldstart::app::{Msg, Now, Screen};
use coldstart::input::{Chord, Key};
use coldstart::search::{Kind, Target};
use jiff::Timestamp;
use std::time::Duration;
use support::app::TestApp;

fn search(app: &TestApp) -> &Search {
    match app.model.overlays.last() {
        Some(Overlay::Search(search)) => search,
        other => panic!("no search on top but {other:?}"),
    }
}

fn query(app: &TestApp) -> String {
    let (before, after) = search(app).query();
    before + &after
}

/// Moves to the first find of a kind.
fn choose(app: &mut TestApp, wanted: impl Fn(&Target) -> bool) {
    let at = search(app).items().iter().position(|item| wanted(&item.target)).expect("it is found");
    for _ in 0..at {
        app.keys("down");
    }
}

#[test]
fn every_key_narrows_what_is_found() {
    let mut app = TestApp::new(80, 24);
    app.keys("/").text("nig");
    let many = search(&app).items().len();
    assert!(many > 1, "{}", app.screen());
    app.text("ht costs what");
    let items = search(&app).items();
    assert!(items.len() < many);
    assert_eq!((items[0].kind, items[0].title.as_str()), (Kind::Section, "What a night costs"));
}

#[test]
fn keys_that_come_faster_than_pictures_cost_one_search_and_lose_none() {
    let mut app = TestApp::new(80, 24);
    app.keys("/");
    let now = Now { at: Timestamp::UNIX_EPOCH, tick: Duration::ZERO };
    for letter in "night costs".chars() {
        app.model.update(Msg::Key(Chord::plain(Key::Char(letter))), now);
        assert!(search(&app).items().is_empty(), "nobody has looked yet");
    }
    app.model.update(Msg::Key("enter".parse().unwrap()), now);
    assert!(app.screen().contains("A night costs"), "{}", app.screen());
}

#[test]
fn a_section_opens_at_its_heading_from_anywhere() {
    for before in ["", "enter", "enter enter", "enter shift-tab", "p", "?"] {
        let mut app = TestApp::new(80, 24);
        app.keys(before).keys("f3").text("night costs");
        choose(&mut app, |target| {
            *target == Target::Page { topic: "fees".into(), anchor: Some("what-a-night-costs".into()) }
        });
        app.keys("enter");
        assert!(app.model.overlays.is_empty());
        let Screen::Reader(reader) = &app.model.screen else { panic!("after `{before}`\n{}", app.screen()) };
        assert_eq!(reader.topic, "fees", "after `{before}`");
        assert!(app.screen().contains("A night costs"), "{}", app.screen());
    }
}

#[test]
fn a_fact_opens_its_card_and_escape_comes_back_to_the_finds() {
    let mut app = TestApp::new(80, 24);
    app.keys("/").text("ships.stay");
    app.keys("enter");
    let screen = app.screen();
    for part in
        ["90 seconds", "A ship may stay", "2026-09-01", "Harbour rules", "https://example.com/harbour"]
    {
        assert!(screen.contains(part), "{part} in\n{screen}");
    }
    app.keys("esc");
    assert_eq!(query(&app), "ships.stay");
    app.keys("esc");
    assert!(app.model.overlays.is_empty());
    assert!(!app.has_quit);
}

#[test]
fn a_question_is_asked() {
    let mut app = TestApp::new(80, 24);
    app.keys("/").text("harbour.pilot");
    choose(&mut app, |target| *target == Target::Question("harbour.pilot".into()));
    app.keys("enter a enter");
    assert_eq!(app.attempts.len(), 1);
    assert_eq!(app.attempts[0].question, "harbour.pilot");
}

#[test]
fn what_is_typed_is_kept_and_the_next_word_replaces_it() {
    let mut app = TestApp::new(80, 24);
    app.keys("/").text("night").keys("esc /");
    assert_eq!(query(&app), "night");
    assert!(!search(&app).items().is_empty());
    app.text("pilot");
    assert_eq!(query(&app), "pilot");
    app.keys("f3");
    assert_eq!(query(&app), "pilot", "the search that is opened again knows what it was asked");
    app.keys("esc / end").text("s");
    assert_eq!(query(&app), "pilots", "after the cursor has moved the words stay");
}

#[test]
fn pasted_lines_are_words_and_wide_characters_are_one() {
    let mut app = TestApp::new(40, 12);
    app.keys("/");
    app.send(Msg::Paste("a\tnight\r\n\u{1b}[31m漢字\u{7}".to_owned()));
    assert_eq!(query(&app), "a night [31m漢字");
    app.keys("backspace");
    assert_eq!(query(&app), "a night [31m漢");
    app.send(Msg::Paste("漢".repeat(5000)));
    assert!(query(&app).chars().count() <= 100);
    app.screen();
}

#[test]
fn nothing_found_says_so_and_names_the_nearest_word() {
    let mut app = TestApp::new(80, 24);
    app.keys("/").text("pliot");
    assert!(
        app.screen().contains("Nothing was found for `pliot`. Did you mean `pilot`?"),
        "{}",
        app.screen()
    );
    app.keys("enter down up");
    assert_eq!(query(&app), "pliot");
}

#[test]
fn a_find_never_leaves_the_screen() {
    let mut app = TestApp::new(40, 12);
    app.keys("/").text("e");
    let items = search(&app).items().len();
    assert!(items > 8);
    for _ in 0..items + 3 {
        app.keys("ctrl-n");
        assert!(app.screen().lines().any(|line| line.trim_start().starts_with('›')), "{}", app.screen());
    }
    assert_eq!(search(&app).cursor, items - 1);
    app.keys("pageup ctrl-p");
    assert!(search(&app).cursor < items - 2);
}

#[test]
fn the_palette_lists_every_action_with_its_key_or_why_not() {
    for screen in ["", "enter", "enter enter", "p"] {
        let mut app = TestApp::new(120, 40);
        app.keys(screen).keys("ctrl-p");
        let items = search(&app).items();
        assert_eq!(items.len(), coldstart::input::TABLE.len());
        let first_disabled = items.iter().position(|item| item.disabled.is_some()).unwrap();
        assert!(items[first_disabled..].iter().all(|item| item.disabled.is_some()));
        for item in items {
            let Target::Action(id) = &item.target else { panic!("{item:?}") };
            let entry = coldstart::input::TABLE.iter().find(|entry| entry.id == id).unwrap();
            assert_eq!(
                item.place.is_empty(),
                entry.keys.is_empty(),
                "{id} is shown with its keys, where it has any"
            );
        }
        let cursor =
            items.iter().position(|item| item.target == Target::Action("card.close".into())).unwrap();
        assert_eq!(items[cursor].disabled.as_deref(), Some("only on a fact card"));
    }
}

#[test]
fn an_action_of_the_palette_is_done() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter :").text("end of page").keys("enter");
    assert!(app.model.overlays.is_empty());
    assert!(app.screen().contains("100 %"), "{}", app.screen());
    app.keys("ctrl-p").text("every key here").keys("enter");
    assert!(app.screen().contains("what works where you are"), "{}", app.screen());
}

#[test]
fn an_action_that_is_not_possible_says_why_and_stays() {
    let mut app = TestApp::new(80, 24);
    app.keys(":").text("page.next-section").keys("enter");
    assert!(matches!(app.model.overlays.last(), Some(Overlay::Search(_))));
    assert!(app.screen().lines().last().unwrap().contains("only on a page"), "{}", app.screen());
}

#[test]
fn facts_of_a_page_are_stepped_through_and_marked() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter f");
    let fact = |app: &TestApp| app.model.card().map(|card| card.fact().to_owned());
    assert_eq!(fact(&app).as_deref(), Some("ships.berths"));
    app.keys("n");
    assert_eq!(fact(&app).as_deref(), Some("ships.stay"));
    app.keys("f");
    assert_eq!(fact(&app).as_deref(), Some("ships.berths"));
    let chosen = |app: &TestApp| match &app.model.screen {
        Screen::Reader(reader) => reader.chosen.clone(),
        _ => None,
    };
    assert_eq!(chosen(&app).unwrap().fact, "ships.berths");
    assert!(app.screen().contains("since 2019"), "the marked fact is in view\n{}", app.screen());
    app.keys("n n");
    assert_eq!(app.model.card().unwrap().position(), (3, 3), "the last stays the last");
    app.keys("F").resize(40, 12).keys("F");
    assert_eq!(app.model.card().unwrap().position(), (1, 3));
    app.keys("esc");
    assert_eq!(chosen(&app), None);
    assert!(matches!(app.model.screen, Screen::Reader(_)));
}

#[test]
fn a_fact_out_of_view_is_the_next_one_below_or_the_last_above() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter G f");
    assert_eq!(app.model.card().unwrap().position(), (3, 3));
}

#[test]
fn an_answered_question_shows_its_facts() {
    let mut app = TestApp::new(120, 40);
    app.keys("enter enter a enter f");
    assert_eq!(app.model.card().unwrap().fact(), "ships.pilot");
    app.keys("esc");
    assert!(app.screen().contains("Facts behind it"));
}

#[test]
fn an_unknown_fact_is_said_to_be_unknown() {
    let mut app = TestApp::new(80, 24);
    app.model.open_fact("no.such.fact");
    assert!(app.screen().contains("The course has no fact `no.such.fact`."), "{}", app.screen());
}

#[test]
fn escape_takes_away_one_overlay_at_a_time() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter f / f1");
    let kinds = |app: &TestApp| app.model.overlays.len();
    assert_eq!(kinds(&app), 3);
    app.keys("/");
    assert_eq!(kinds(&app), 3, "the search comes to the top, there are not two of it");
    for left in [2, 1, 0] {
        app.keys("esc");
        assert_eq!(kinds(&app), left);
    }
    assert!(matches!(app.model.screen, Screen::Reader(_)));
}

#[test]
fn keys_of_the_screen_below_do_nothing_in_an_overlay() {
    let mut app = TestApp::new(120, 40);
    app.keys("enter enter f3 tab shift-tab").text("a").keys("esc");
    app.wait(Duration::from_secs(9));
    assert!(app.attempts.is_empty());
    assert!(app.screen().contains("Question 1"), "{}", app.screen());
    assert!(!app.screen().contains("› a"), "nothing was chosen\n{}", app.screen());
}
