//! How the program looks and behaves at the learner's wish: themes, characters, keys, settings, mouse, messages.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use coldstart::app::geometry::Pane;
use coldstart::app::{Msg, Overlay, Screen};
use coldstart::input::{Action, Keymap};
use coldstart::settings::{Setting, Settings, Value};
use coldstart::ui::{Depth, Theme, Themes, paint};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use std::path::{Path, PathBuf};
use support::app::TestApp;

/// The program with the settings of a file.
fn set(width: u16, height: u16, file: &str) -> TestApp {
    let (settings, problems) = Settings::read("config.toml", file, &Themes::default().names());
    assert_eq!(problems, []);
    let mut app = TestApp::new(width, height);
    app.model.keys = Keymap::with(&settings.keys);
    app.model.settings = settings;
    app
}

fn painted(app: &TestApp, theme: Theme) -> Buffer {
    let (width, height) = app.model.size;
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    paint(&app.model, theme, &mut buffer);
    buffer
}

/// Clicks on the first cell where `text` stands.
fn click(app: &mut TestApp, text: &str) {
    let screen = app.screen();
    let lines: Vec<&str> = screen.lines().collect();
    // The bottom line first: what a key is called there may stand in the page, too.
    let (row, line) = lines
        .iter()
        .enumerate()
        .rev()
        .take(1)
        .chain(lines.iter().enumerate())
        .find(|(_, line)| line.contains(text))
        .unwrap_or_else(|| panic!("{text} is not on\n{screen}"));
    let column = coldstart::text::width(&line[..line.find(text).unwrap()]);
    app.send(Msg::Click { column: column.try_into().unwrap(), row: row.try_into().unwrap() });
}

/// Keys that lead to every screen there is.
const WAYS: [&str; 43] = [
    "",
    "?",
    "S",
    "L",
    "S D",
    "s",
    "s d",
    "s d 2 d enter enter",
    "P",
    "s d 2 d enter enter esc P",
    "P G pagedown",
    "/",
    "/ p i l",
    "/ z z z q",
    ": p a g",
    "$",
    "$ x",
    "$ delete",
    "$ tab",
    "$ ctrl-n",
    "$ ctrl-n ctrl-n",
    "$ ctrl-n ctrl-n ctrl-n",
    "$ ctrl-n ctrl-n ctrl-n ctrl-n",
    "$ ctrl-s a enter tab left down",
    "$ ctrl-s a enter tab left down delete",
    "#",
    "# ctrl-n",
    "# ctrl-n ctrl-n",
    "# ctrl-n ctrl-n ctrl-n",
    "enter",
    "enter pagedown",
    "enter G",
    "enter f",
    "enter o",
    "enter t",
    "enter m e x esc '",
    "enter e x",
    "enter shift-tab j",
    "enter enter b h",
    "enter enter a enter n",
    "enter enter b enter f",
    "enter enter s ctrl-s a c enter",
    "p",
];

#[test]
fn with_ascii_alone_only_letters_of_the_course_are_anything_else() {
    for way in WAYS {
        for (width, height) in [(40, 12), (80, 24), (120, 40)] {
            let mut app = TestApp::new(width, height);
            app.keys(way);
            let screen = app.screen_in(Theme::terminal().with_ascii(true));
            let odd: String = screen.chars().filter(|c| !c.is_ascii() && !c.is_alphabetic()).collect();
            assert_eq!(odd, "", "after `{way}` at {width}x{height}:\n{screen}");
            // Every stand-in is as wide as what it stands for.
            for (one, other) in screen.lines().zip(app.screen().lines()) {
                assert_eq!(coldstart::text::width(one), coldstart::text::width(other), "{one}\n{other}");
            }
        }
    }
}

#[test]
fn every_sign_that_the_sources_draw_has_a_stand_in() {
    let mut missing = Vec::new();
    for file in sources(&[
        "src/app",
        "src/ui",
        "src/input",
        "src/content/layout",
        "src/calculator",
        "src/pricing",
        "src/concurrency",
        "src/animation",
        "src/scenarios",
        "src/study",
        "src/quiz",
    ]) {
        if file.ends_with("tests.rs") || file.ends_with("finish.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for c in line.chars().filter(|c| !c.is_ascii() && !c.is_alphabetic()) {
                let mut app = TestApp::new(40, 12);
                app.model.notice = Some(c.to_string());
                if app.screen_in(Theme::terminal().with_ascii(true)).contains(c) {
                    missing.push(format!("{}: {c}", file.display()));
                }
            }
        }
    }
    missing.dedup();
    assert!(missing.is_empty(), "src/ui/finish.rs has no ASCII for\n{}", missing.join("\n"));
}

fn sources(folders: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    assert!(
        found.len() > 10,
        "the sources are not where this test looks: {:?}",
        Path::new(".").canonicalize()
    );
    found
}

#[test]
fn a_theme_with_a_background_leaves_no_cell_to_the_terminal() {
    let themes = Themes::default();
    for name in ["dark", "light", "high-contrast"] {
        let palette = themes.palette(name, Depth::True);
        for way in WAYS {
            let mut app = TestApp::new(80, 24);
            app.keys(way);
            for cell in &painted(&app, Theme::new(&palette)).content {
                assert!(cell.bg != Color::Reset && cell.fg != Color::Reset, "{name} after `{way}`: {cell:?}");
            }
        }
    }
}

#[test]
fn without_colour_the_cursor_is_reversed_and_headings_are_bold() {
    for way in WAYS {
        let mut app = TestApp::new(80, 24);
        app.keys(way);
        let buffer = painted(&app, Theme::monochrome());
        assert!(
            buffer.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset),
            "`{way}`"
        );
        assert!(buffer.content.iter().any(|cell| cell.modifier.contains(Modifier::BOLD)), "`{way}`");
    }
    for way in ["", "S", "enter shift-tab", "enter enter b"] {
        let mut app = TestApp::new(80, 24);
        app.keys(way);
        let buffer = painted(&app, Theme::monochrome());
        assert!(buffer.content.iter().any(|cell| cell.modifier.contains(Modifier::REVERSED)), "`{way}`");
    }
}

#[test]
fn a_setting_takes_effect_at_once_and_is_written() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter S right");
    assert_eq!(app.model.settings.theme, "dark");
    assert_eq!(app.saved[&Setting::Theme], Some(Value::Text("dark".to_owned())));
    app.keys("left left");
    assert_eq!(app.model.settings.theme, *app.model.themes.last().unwrap(), "the list is a ring");
    app.keys("down enter");
    assert!(app.model.ascii());
    app.keys("enter enter");
    assert!(!app.model.ascii());
    assert_eq!(app.saved[&Setting::Ascii], None, "what the locale decides is not in the file");
    app.keys("down space");
    assert!(app.model.reduced_motion());
    app.keys("down space");
    assert!(app.mouse && app.saved[&Setting::Mouse] == Some(Value::Flag(true)));
    app.keys("down left");
    assert_eq!(app.saved[&Setting::RolloverHour], Some(Value::Number(3)));
    app.keys("esc");
    assert!(matches!(app.model.screen, Screen::Reader(_)) && app.model.overlays.is_empty());
}

#[test]
fn a_setting_that_cannot_be_written_counts_for_the_run_and_says_so() {
    let mut app = TestApp::new(80, 24);
    app.config = Err("config.toml is read-only".to_owned());
    app.keys("S right");
    assert_eq!(app.model.settings.theme, "dark");
    assert!(app.screen().contains("changed for this run only: config.toml is read-only"), "{}", app.screen());
}

#[test]
fn defaults_come_back_only_after_a_yes() {
    let mut app =
        set(80, 24, "theme = \"dark\"\nmouse = true\nrollover_hour = 2\n[keys.page]\ntop = [\"T\"]\n");
    app.keys("S D");
    assert!(matches!(app.model.overlays.last(), Some(Overlay::Confirm(_))));
    for key in ["S", "H", "L", "M", "x"] {
        app.keys(key);
        assert!(matches!(app.model.overlays.last(), Some(Overlay::Confirm(_))), "{key} is no answer");
    }
    app.keys("enter");
    assert!(matches!(app.model.overlays.last(), Some(Overlay::Settings(_))) && app.saved.is_empty());
    assert_eq!(app.model.settings.theme, "dark");
    app.keys("D y");
    assert_eq!((app.model.settings.theme.as_str(), app.model.settings.rollover_hour), ("terminal", 4));
    assert!(!app.model.settings.mouse && !app.mouse);
    assert!(app.saved.len() == 8 && app.saved.values().all(Option::is_none));
    assert!(!app.model.settings.keys.is_empty(), "keys are not on that screen");
}

#[test]
fn a_letter_in_a_text_field_opens_no_overlay() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter enter s").text("SLM");
    assert!(app.model.overlays.is_empty() && !app.mouse);
    assert!(app.screen().contains("› SLM"), "{}", app.screen());
}

#[test]
fn what_lies_over_a_screen_takes_its_keys_and_its_paste() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter enter s ctrl-o").text("9");
    app.send(Msg::Paste("0".to_owned()));
    app.model.ask("Really?", Vec::new(), Msg::Wake);
    app.text("5");
    app.send(Msg::Paste("7".to_owned()));
    app.keys("n");
    assert!(app.screen().contains("› 90"), "{}", app.screen());
    assert!(!app.screen().contains("› 905") && !app.screen().contains("› 907"));
}

#[test]
fn keys_of_the_file_are_in_force_and_shown() {
    let mut app = set(
        100,
        30,
        "[keys.home]\nopen = [\"o\"]\n[keys.global]\nhelp = [\"f2\"]\n[keys.page]\npage-down = [\"v\"]\ncheck = [\"Q\"]\n",
    );
    assert!(app.screen().contains("o read") && app.screen().contains("F2 help"), "{}", app.screen());
    app.keys("enter");
    assert!(matches!(app.model.screen, Screen::Home(_)), "the old key is gone");
    app.keys("o");
    assert!(app.screen().contains("v page") && app.screen().contains("Q check yourself"), "{}", app.screen());
    assert!(app.screen().contains("Q answers"), "the page itself names the key: {}", app.screen());
    app.keys("f2");
    let help = app.screen();
    assert!(
        help.lines().any(|line| line.trim().starts_with("v ") && line.contains("Scroll one page down")),
        "{help}"
    );
}

#[test]
fn messages_can_be_looked_up_and_are_not_kept_for_ever() {
    let mut app = TestApp::new(80, 24);
    app.keys("L");
    assert!(app.screen().contains("Nothing has been said so far."));
    app.keys("esc enter").keys(&"< ".repeat(60)).keys("L");
    assert_eq!(app.model.log.len(), coldstart::app::messages::KEPT);
    let screen = app.screen();
    assert!(screen.contains("this is the first topic"), "{screen}");
    assert!(screen.contains("10:00:3"), "each with its time: {screen}");
    app.keys("down pagedown up q");
    assert!(app.model.overlays.is_empty());
}

#[test]
fn a_newcomer_is_greeted_once() {
    let mut app = TestApp::new(80, 24);
    app.model.settings.welcome = true;
    app.model.welcome = true;
    let greeting = "see every key that works where you are";
    assert!(app.screen().contains(greeting), "{}", app.screen());
    app.keys("down");
    assert!(app.screen().contains(greeting), "it does not go away under the reader's eyes");
    app.wait(std::time::Duration::from_secs(2));
    assert_eq!(app.saved[&Setting::Welcome], Some(Value::Flag(false)));
    app.keys("enter esc");
    assert!(!app.screen().contains(greeting));
    app.config = Err("read-only".to_owned());
    assert!(app.model.toast.is_none());
}

#[test]
fn a_newcomer_who_leaves_at_once_has_been_greeted_too() {
    let mut app = TestApp::new(80, 24);
    app.model.settings.welcome = true;
    app.keys("q");
    assert!(app.has_quit);
    assert_eq!(app.saved[&Setting::Welcome], Some(Value::Flag(false)));
}

#[test]
fn a_click_does_what_it_is_on() {
    let mut app = TestApp::new(120, 40);
    let topic = app.model.course.topics()[0].title.clone();
    click(&mut app, "? help");
    assert!(!app.model.overlays.is_empty());
    click(&mut app, "close");
    assert!(app.model.overlays.is_empty());
    let home = app.screen();
    let place = home.lines().collect::<Vec<_>>().iter().rposition(|line| line.contains(&topic)).unwrap();
    app.send(Msg::Click { column: 40, row: place.try_into().unwrap() });
    assert!(matches!(app.model.screen, Screen::Reader(_)));
    click(&mut app, "Question 1");
    let Screen::Reader(reader) = &app.model.screen else { panic!() };
    assert_eq!(reader.focus, Pane::Companion, "a click gives a pane the focus");
    click(&mut app, "All of them");
    assert!(app.screen().contains("▸ "), "{}", app.screen());
    assert!(app.attempts.is_empty(), "choosing is not answering");
    click(&mut app, "Enter answer");
    assert!(app.attempts.len() == 1 && app.attempts[0].correct);
    let Screen::Reader(reader) = &app.model.screen else { panic!() };
    let section = reader.sections().last().unwrap().title.clone();
    let shown: String = section.chars().take(8).collect();
    click(&mut app, &format!("  {shown}"));
    let Screen::Reader(reader) = &app.model.screen else { panic!() };
    assert_eq!((reader.focus, reader.scroll > 0), (Pane::Page, true), "a section is gone to");
}

#[test]
fn a_click_on_a_setting_changes_it() {
    let mut app = TestApp::new(80, 24);
    app.keys("S");
    click(&mut app, "Reduced motion");
    assert!(app.model.reduced_motion());
    click(&mut app, "How it looks");
    app.send(Msg::Click { column: 0, row: 0 });
    assert_eq!(app.saved.len(), 1);
}

#[test]
fn a_click_on_a_find_opens_it() {
    let mut app = TestApp::new(120, 40);
    app.keys("/").text("coming in");
    click(&mut app, "section  Coming in");
    assert!(app.model.overlays.is_empty());
    let Screen::Reader(reader) = &app.model.screen else { panic!("{}", app.screen()) };
    assert_eq!(reader.topic, "harbour");
    app.keys(":").text("settings");
    click(&mut app, "Change how the program looks");
    assert!(matches!(app.model.overlays.last(), Some(Overlay::Settings(_))), "{}", app.screen());
}

#[test]
fn a_click_on_a_figure_shows_where_it_comes_from_and_one_beside_the_card_closes_it() {
    let mut app = TestApp::new(120, 40);
    app.keys("enter");
    let Screen::Reader(reader) = &app.model.screen else { panic!() };
    let fact = reader.layout.lines.iter().flat_map(|line| &line.segments).find(|it| it.fact.is_some());
    let (text, id) = fact.map(|it| (it.text.clone(), it.fact.clone().unwrap())).unwrap();
    click(&mut app, &text);
    assert_eq!(app.model.card().unwrap().fact(), id);
    app.send(Msg::Click { column: 60, row: 38 });
    assert!(app.model.card().is_some(), "on the card");
    app.send(Msg::Click { column: 60, row: 3 });
    assert!(app.model.card().is_none());
}

#[test]
fn a_click_on_a_link_follows_it() {
    let mut app = TestApp::new(120, 40);
    app.keys("enter");
    let Screen::Reader(reader) = &app.model.screen else { panic!() };
    let link = reader.layout.lines.iter().flat_map(|line| &line.segments).find(|it| it.link.is_some());
    let text = link.unwrap().text.clone();
    let before = (reader.topic.clone(), reader.scroll);
    click(&mut app, &text);
    let Screen::Reader(reader) = &app.model.screen else { panic!() };
    assert!(
        (reader.topic.clone(), reader.scroll) != before || app.model.aside.is_some(),
        "{text}: {}",
        app.screen()
    );
}

#[test]
fn a_click_chooses_a_field_and_a_view_of_a_calculator() {
    let mut app = TestApp::new(120, 40);
    app.keys("$");
    click(&mut app, "Ephemeral storage");
    app.text("1024MB");
    assert!(app.screen().contains("› Ephemeral storage       1024MB"), "{}", app.screen());
    click(&mut app, "Steps");
    assert!(app.screen().contains("▸ Steps"), "{}", app.screen());
    let Screen::Desk(desk) = &app.model.screen else { panic!() };
    assert!(desk.results_have_focus());
}

#[test]
fn a_click_chooses_a_kind_of_session_and_a_second_one_begins_it() {
    let mut app = TestApp::new(80, 24);
    app.keys("s");
    click(&mut app, "Drill");
    assert!(app.screen().contains("› Drill"), "{}", app.screen());
    assert!(app.screen().contains("Ten questions from everywhere"), "{}", app.screen());
    click(&mut app, "Drill");
    assert!(matches!(app.model.screen, Screen::Practice(_)), "{}", app.screen());
}

#[test]
fn a_click_on_the_progress_screen_goes_to_the_topic_or_begins_what_waits() {
    let mut app = TestApp::new(80, 24);
    let topic = app.model.course.topics()[0].clone();
    app.keys("P");
    click(&mut app, &topic.title);
    let Screen::Reader(reader) = &app.model.screen else { panic!("{}", app.screen()) };
    assert_eq!(reader.topic, topic.id);
    app.keys("H P");
    click(&mut app, "Learn");
    assert!(matches!(app.model.screen, Screen::Practice(_)), "{}", app.screen());
}

#[test]
fn a_click_on_a_bookmark_goes_there() {
    let mut app = TestApp::new(80, 24);
    app.keys("enter m n e").text("mine").keys("esc g '");
    click(&mut app, "› Coming in");
    let Screen::Reader(reader) = &app.model.screen else { panic!("{}", app.screen()) };
    assert!(app.model.aside.is_none() && reader.scroll > 0, "{}", app.screen());
    app.keys("'");
    app.send(Msg::Click { column: 3, row: 3 });
    assert!(app.model.aside.is_none(), "a click beside the list closes it");
}

#[test]
fn an_exam_that_has_begun_is_not_given_up_without_asking() {
    use coldstart::app::Now;
    use coldstart::progress::Mode;
    use coldstart::quiz::{Answer, Pick, Session, Terms};
    let mut app = TestApp::new(80, 24);
    let course = app.model.course.clone();
    let pick = |id: &str| Pick { question: id.to_owned(), topic: "harbour".to_owned(), showing: 0 };
    let picks = vec![pick("harbour.pilot"), pick("harbour.stay")];
    let mut exam = Session::start(Mode::Exam, "default", picks).with_terms(Terms::of(Mode::Exam, 2));
    let question = course.question("harbour.pilot").unwrap();
    exam.submit(question, &Answer::Choice(0), 1000).unwrap();
    exam.advance();
    app.model.record.interrupted = Some(exam.to_json());
    app.keys("p");
    let screen = app.screen();
    assert!(screen.contains("Give up the session “Exam”") && screen.contains("1 of 2 answered"), "{screen}");
    app.keys("enter");
    assert!(matches!(app.model.screen, Screen::Home(_)), "Enter means no");
    app.keys("c");
    assert!(matches!(app.model.screen, Screen::Practice(_)) && app.model.overlays.is_empty());
    app.keys("esc p y");
    let Screen::Practice(practice) = &app.model.screen else { panic!("{}", app.screen()) };
    assert_eq!(practice.panel.session().mode(), Mode::Drill);
    let now = Now { at: "2026-11-21T10:00:00Z".parse().unwrap(), tick: std::time::Duration::ZERO };
    app.model.take_up(exam, now);
    assert!(app.model.overlays.is_empty(), "a drill has no result to lose");
}

#[test]
fn the_mouse_is_the_terminals_until_it_is_asked_for() {
    let mut app = TestApp::new(80, 24);
    assert!(!app.model.mouse);
    app.keys("M");
    assert!(app.mouse && app.model.mouse && app.screen().contains("gives it back"), "{}", app.screen());
    app.keys("M");
    assert!(!app.mouse && !app.model.mouse);
    assert!(app.saved.is_empty(), "the key is for the moment, the setting for good");
}

#[test]
fn every_action_of_the_table_can_be_reached_by_the_scope_it_is_in() {
    for scope in [coldstart::input::Scope::Settings, coldstart::input::Scope::Messages] {
        let mut app = TestApp::new(80, 24);
        app.keys(if scope == coldstart::input::Scope::Settings { "S" } else { "L" });
        assert_eq!(app.model.chain()[0], scope);
        let chain = app.model.chain();
        for entry in coldstart::input::TABLE.iter().filter(|entry| entry.scope == scope) {
            let keys = app.model.keys.keys(entry.action);
            assert!(keys.iter().any(|key| app.model.keys.action(&chain, *key) == Some(entry.action)));
            assert_eq!(app.model.disabled(entry.action), None, "{}", entry.id);
        }
        assert!(app.model.disabled(Action::FocusNext).is_some());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn no_click_and_no_key_breaks_anything(
        events in proptest::collection::vec(
            prop_oneof![
                (0u16..130, 0u16..45).prop_map(|(column, row)| Msg::Click { column, row }),
                (0u16..130, 0u16..45, -3i16..4).prop_map(|(column, row, by)| Msg::Wheel { column, row, by }),
                (1u16..130, 1u16..45).prop_map(|(width, height)| Msg::Resize { width, height }),
                proptest::sample::select(vec!["S", "L", "M", "D", "y", "n", "enter", "esc", "tab", "down", "left", "?", "H", "s", "P", "$", "#", "/", "f", "t", "e", "a", "p", "ctrl-n", "ctrl-s", "delete"])
                    .prop_map(|key| Msg::Key(key.parse().unwrap())),
            ], 1..60)
    ) {
        let mut app = TestApp::new(80, 24);
        for event in events {
            app.send(event);
            let _ = app.screen();
        }
    }
}
