//! Sessions from their beginning to what stays of them: exams by the clock on the wall, results that are kept, reports, ways through
//! the course, and the screens of all that.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use coldstart::app::{Msg, Screen};
use coldstart::content::Sources;
use coldstart::course::Course;
use coldstart::memory::Grade;
use coldstart::progress::{Attempt, Mode};
use coldstart::quiz::{Form, Session};
use coldstart::settings::{Setting, Value};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use support::app::TestApp;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// An open question about the harbour, and a way through it.
const TALK: &str = r#"topic = "harbour"

[[question]]
id = "harbour.talk"
type = "open"
level = "explain"
group = "harbour.talk"
facts = ["ships.pilot"]
prompt = "Tell me how a ship comes in."
rubric = [
  { point = "a pilot comes on board", weight = 2, must = true, facts = ["ships.pilot"], follow_up = "Who steers it past the rocks?" },
  { point = "it goes to its berth", weight = 2, follow_up = "Where does it go?" },
]
red_flags = ["claims that it anchors anywhere"]
model_answer = "A pilot comes on board, and it goes to its berth."
explain = "Pilot, then berth."
"#;

const WAYS: &str = r#"
[[path]]
id = "first-day"
title = "The first day"
summary = "For somebody who has never seen a ship."
steps = [
  { read = "harbour" },
  { answer = 2, topic = "harbour" },
  { answer = 1, mode = "interview" },
]
"#;

fn course() -> Arc<Course> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course");
    let mut sources = Sources::new();
    for folder in ["content/facts", "content/topics", "quizzes"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            sources.insert(path, std::fs::read_to_string(entry.path()).unwrap());
        }
    }
    sources.insert("quizzes/harbour.talk.toml", TALK);
    sources.insert("content/paths.toml", WAYS);
    Arc::new(Course::load(&sources).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }))
}

fn app(width: u16, height: u16) -> TestApp {
    TestApp::resumed(course(), width, height, Vec::new(), Vec::new(), None)
}

fn begin(app: &mut TestApp, name: &str) {
    app.keys(":").text(name).keys("enter");
}

fn session(app: &TestApp) -> &Session {
    match &app.model.screen {
        Screen::Practice(practice) => practice.panel.session(),
        other => panic!("no session on the screen: {other:?}"),
    }
}

/// Answers the question on the screen.
fn answer(app: &mut TestApp, right: bool) {
    let Screen::Practice(practice) = &app.model.screen else { panic!("no question") };
    let question = practice.panel.question().unwrap().clone();
    let order = practice.panel.session().option_order(&question);
    let letter = |at: usize| char::from(b'a' + u8::try_from(at).unwrap()).to_string();
    match question.kind.form() {
        Form::Options { options, .. } => {
            for (place, index) in order.iter().enumerate() {
                if options[*index].correct == right {
                    app.keys(&letter(place));
                    if !matches!(question.kind.name(), "multi") {
                        break;
                    }
                }
            }
        }
        Form::Claim => drop(app.keys(if right { "b" } else { "a" })),
        Form::Number(_) if question.id == "fees.night" => drop(app.text(if right { "$4.50" } else { "$1" })),
        Form::Number(_) => drop(app.text(if right { "90 s" } else { "7 s" })),
        other => panic!("{other:?} is not in these questions"),
    }
    app.keys("enter");
}

/// The screen without its last line, whose keys are tested elsewhere.
fn without_footer(app: &TestApp) -> String {
    let screen = app.screen();
    let lines: Vec<&str> = screen.lines().collect();
    lines[..lines.len() - 1].join("\n").trim_end().to_owned()
}

fn known(number: u32, question: &str, at: &str, correct: bool) -> Attempt {
    Attempt {
        id: format!("a{number}"),
        question: question.to_owned(),
        rev: 1,
        at: at.parse().unwrap(),
        day: None,
        mode: Mode::Learn,
        answer: None,
        correct,
        grade: if correct { Grade::Good } else { Grade::Again },
        certainty: None,
        hints: 0,
        took_ms: 42_000,
        undone: false,
    }
}

#[test]
fn an_exam_runs_on_while_something_else_is_looked_at_and_rests_while_it_is_left() {
    let mut app = app(80, 24);
    begin(&mut app, "exam");
    let of = session(&app).position().1;
    let total = session(&app).terms().total_ms.unwrap();
    assert_eq!(total, 90_000 * u64::try_from(of).unwrap());
    app.keys("h");
    assert!(app.screen().contains("an exam gives no hints"), "{}", app.screen());
    assert_eq!(session(&app).turn().unwrap().hints, 0);
    // Help and a calculator cost time.
    app.keys("?").wait(Duration::from_mins(1)).keys("esc");
    assert!(app.screen().contains(&format!("{}:", (total / 1_000 - 63) / 60)), "{}", app.screen());
    app.keys("#").wait(Duration::from_mins(1)).keys("esc");
    answer(&mut app, true);
    assert!(session(&app).spent_ms() > 120_000, "{}", session(&app).spent_ms());
    assert!(app.screen().contains("left") && !app.screen().contains("Right"));
    // Who leaves stops it.
    let spent = session(&app).spent_ms();
    app.keys("esc").wait(Duration::from_hours(1));
    assert!(!app.screen().contains("1 right"), "nothing tells how it goes: {}", app.screen());
    app.keys("s");
    assert!(app.screen().contains("Begun") && app.screen().contains(&format!("1 of {of} answered")));
    app.keys("enter");
    assert!(session(&app).spent_ms() < spent + 5_000);
    assert_eq!(session(&app).position().0, 2);
}

#[test]
fn the_time_of_an_exam_runs_out_under_an_overlay() {
    let mut app = app(80, 24);
    begin(&mut app, "exam");
    app.keys("?");
    for _ in 0..20 {
        app.wait(Duration::from_mins(1));
    }
    app.keys("esc");
    assert!(session(&app).is_finished());
    assert!(app.screen().contains("Not passed"), "{}", app.screen());
    assert!(app.results.is_empty(), "nothing was answered, so there is no result to keep");
}

#[test]
fn a_result_is_looked_through_and_found_again() {
    let mut app = app(80, 24);
    begin(&mut app, "exam");
    let of = session(&app).position().1;
    for number in 0..of {
        answer(&mut app, number > 0);
    }
    assert!(app.screen().contains("✓ Passed"), "{}", app.screen());
    assert_eq!(app.results.len(), 1);
    assert_eq!(app.session, None, "there is nothing to go on with");
    // Enter looks through the answers, and comes back to the result.
    app.keys("enter");
    assert!(app.screen().contains(&format!("Question 1 of {of}")) && app.screen().contains("Not right"));
    for _ in 0..of {
        app.keys("enter");
    }
    assert!(app.screen().contains("✓ Passed"));
    app.keys("d s end");
    let screen = app.screen();
    assert!(screen.contains("Results") && screen.contains("✓ passed"), "{screen}");
    app.keys("enter");
    assert!(app.screen().contains("✓ Passed") && app.screen().contains("2026-11-21 10:"), "{}", app.screen());
    app.keys("r");
    assert!(app.screen().contains("Question 1 of"));
    app.keys("q q P");
    assert!(app.screen().contains("Results"), "{}", app.screen());
    assert_eq!(app.results.len(), 1, "looking at it again makes no other");
    assert_eq!(app.attempts.len(), of);
}

#[test]
fn what_was_wrong_is_asked_again_without_a_clock() {
    let mut app = app(80, 24);
    begin(&mut app, "exam");
    let of = session(&app).position().1;
    let mut wrong = String::new();
    for number in 0..of {
        if number == 1 {
            session(&app).turn().unwrap().pick.question.clone_into(&mut wrong);
        }
        answer(&mut app, number != 1);
    }
    app.keys("w");
    let again = session(&app);
    assert_eq!((again.mode(), again.position(), again.left_ms(0)), (Mode::Drill, (1, 1), None));
    assert_eq!(again.turn().unwrap().pick.question, wrong);
    answer(&mut app, true);
    app.keys("enter");
    assert!(app.screen().contains("1 of 1 right"));
    app.keys("w");
    assert!(app.screen().contains("nothing was wrong"), "{}", app.screen());
    // Done is where Enter leads: nothing begins by itself.
    app.keys("enter");
    assert!(matches!(app.model.screen, Screen::Home(_)));
}

#[test]
fn an_interview_asks_back_and_its_report_is_written_and_copied() {
    let mut app = app(120, 40);
    begin(&mut app, "mock interview");
    assert!(app.screen().contains("Question 1 of 1"), "{}", app.screen());
    app.text("It goes to its *berth*.").keys("enter b enter");
    assert!(app.screen().contains("Not right"), "{}", app.screen());
    assert_eq!(app.attempts.len(), 1);
    app.keys("enter");
    let screen = app.screen();
    assert!(
        screen.contains("Question 1 of 1, follow-up") && screen.contains("Who steers it past the rocks?")
    );
    app.text("A pilot.").keys("enter a enter");
    assert_eq!(app.attempts.len(), 1, "the log has one answer to one question");
    app.keys("u");
    assert!(app.screen().contains("cannot be taken back"), "{}", app.screen());
    app.keys("enter");
    let screen = app.screen();
    assert!(screen.contains("Mock interview") && screen.contains("2 of 4 points"), "{screen}");
    app.keys("y");
    let copied = app.copied.clone().unwrap();
    assert!(
        copied.starts_with("# Mock interview, 2026-11-21\n")
            && copied.contains("> It goes to its \\*berth\\*.")
    );
    assert!(copied.contains("The point was made when asked"), "{copied}");
    app.keys("s");
    let (name, text) = app.reports[0].clone();
    assert_eq!(name, "interview-2026-11-21-1000.md");
    assert_eq!(text, copied);
    assert!(app.screen().contains("report written to reports/interview-"), "{}", app.screen());
    app.keys("d s end enter y");
    assert_eq!(
        app.copied.as_deref(),
        Some(copied.as_str()),
        "a result that is looked at again has its report"
    );
}

#[test]
fn an_interview_that_was_left_goes_on_with_its_follow_up() {
    let mut app = app(80, 24);
    begin(&mut app, "mock interview");
    app.text("Hm.").keys("enter b enter enter");
    assert!(app.screen().contains("follow-up"));
    let mut later = app.restarted();
    later.keys("c");
    let screen = later.screen();
    assert!(screen.contains("follow-up") && screen.contains("Who steers it past the rocks?"), "{screen}");
}

#[test]
fn every_kind_of_session_is_in_the_palette() {
    for name in [
        "review",
        "learn",
        "toward a date",
        "weakest",
        "mixed up",
        "drill",
        "blitz",
        "exam",
        "mock interview",
    ] {
        let mut app = app(80, 24);
        app.keys(":").text(name);
        let screen = app.screen().to_lowercase();
        let first =
            screen.lines().find(|line| line.contains('›') && !line.contains("› :")).unwrap_or_default();
        assert!(first.contains(name), "{name}: {screen}");
    }
}

#[test]
fn a_step_of_a_way_opens_what_it_says() {
    let mut app = app(80, 24);
    app.keys("s");
    while !app.screen().lines().any(|line| line.contains("› ▸ The first day")) {
        app.keys("down");
    }
    app.keys("enter");
    assert!(app.screen().contains("›    ○ Read"), "the next step is chosen: {}", app.screen());
    app.keys("enter");
    assert!(matches!(&app.model.screen, Screen::Reader(reader) if reader.topic == "harbour"));
    app.keys("G").wait(Duration::from_secs(2)).keys("esc");
    assert!(app.screen().contains("✓ Read"), "{}", app.screen());
    app.keys("down enter");
    assert_eq!((session(&app).mode(), session(&app).position().1), (Mode::Drill, 2));
    answer(&mut app, true);
    app.keys("q");
    assert!(app.screen().contains("1 of 2"), "{}", app.screen());
    app.keys("left");
    assert!(app.screen().contains("› ▸ The first day"), "{}", app.screen());
}

#[test]
fn settings_change_what_a_day_takes_and_when_a_memory_is_due() {
    let attempts = vec![
        known(1, "harbour.pilot", "2026-11-10T10:00:00Z", true),
        known(2, "harbour.pilot", "2026-11-12T10:00:00Z", true),
    ];
    let mut app = TestApp::resumed(course(), 80, 24, attempts, Vec::new(), None);
    app.keys("s");
    assert!(app.screen().contains("nothing due, 4 new"), "{}", app.screen());
    let due = |app: &TestApp| app.model.record.progress.item("ships.pilot").unwrap().due;
    let usual = due(&app);
    app.keys("S");
    for (setting, key) in [(Setting::DailyNew, "left"), (Setting::Retention, "right")] {
        while !matches!(app.saved.keys().last(), Some(last) if *last == setting) {
            app.saved.clear();
            app.keys(key);
            if !app.saved.contains_key(&setting) {
                // Put it back and look further down.
                app.keys(if key == "left" { "right" } else { "left" });
                app.saved.clear();
                app.keys("down");
            }
        }
    }
    assert_eq!(app.model.settings.daily_new, 5);
    assert_eq!(app.model.settings.retention_percent, 91);
    for _ in 0..6 {
        app.keys("right");
    }
    assert_eq!(app.saved.get(&Setting::Retention), Some(&Some(Value::Number(97))));
    assert!(due(&app) < usual, "a higher recall is asked for sooner: {} and {usual}", due(&app));
    app.keys("esc");
    assert!(app.screen().contains("1 due, 4 new"), "{}", app.screen());
}

#[test]
fn a_day_that_has_passed_and_questions_that_are_gone_are_told() {
    let mut app = app(80, 24);
    begin(&mut app, "drill");
    let saved = app.session.clone().unwrap_or_else(|| session(&app).to_json());
    let saved = saved.replace("fees.night", "fees.gone");
    let mut later = TestApp::resumed(course(), 80, 24, Vec::new(), Vec::new(), Some(saved));
    later.keys("c");
    assert!(later.screen().contains("1 question is not in the course any more"), "{}", later.screen());
    let goal =
        coldstart::progress::Goal { on: "2026-11-20".parse().unwrap(), minutes: 20, topics: Vec::new() };
    let mut record = later.model.record.clone();
    record.goal = Some(goal);
    later.send(Msg::Refreshed(Box::new(record)));
    later.keys("q s d esc");
    assert!(later.screen().contains("2026-11-20 has passed"), "{}", later.screen());
    later.keys("enter");
    assert!(later.screen().contains("When is it?"));
    later.text("2026-11-01").keys("enter");
    assert!(later.screen().contains("2026-11-01 has passed; today is 2026-11-21"), "{}", later.screen());
}

#[test]
fn the_list_of_sessions_looks_like_this() {
    for (width, height) in SIZES {
        let attempts = vec![
            known(1, "harbour.pilot", "2026-10-10T10:00:00Z", true),
            known(2, "harbour.stay", "2026-11-12T10:00:00Z", false),
        ];
        let mut app = TestApp::resumed(course(), width, height, attempts, Vec::new(), None);
        begin(&mut app, "exam");
        let of = session(&app).position().1;
        for _ in 0..of {
            answer(&mut app, true);
        }
        assert_eq!(app.session, None);
        app.keys("d");
        begin(&mut app, "exam");
        answer(&mut app, true);
        app.keys("esc s");
        insta::assert_snapshot!(format!("sessions_{width}x{height}"), without_footer(&app));
        while !app.screen().contains("› ▸ The first day") {
            app.keys("down");
        }
        app.keys("enter");
        insta::assert_snapshot!(format!("sessions_way_{width}x{height}"), without_footer(&app));
    }
}

#[test]
fn the_progress_screen_looks_like_this() {
    for (width, height) in SIZES {
        let mut fresh = app(width, height);
        begin(&mut fresh, "exam");
        for _ in 0..session(&fresh).position().1 {
            answer(&mut fresh, true);
        }
        fresh.keys("d P");
        insta::assert_snapshot!(format!("progress_fresh_{width}x{height}"), without_footer(&fresh));
        let attempts = vec![
            known(1, "harbour.pilot", "2026-10-10T10:00:00Z", true),
            known(2, "harbour.pilot", "2026-10-14T10:00:00Z", true),
            known(3, "harbour.stay", "2026-11-12T10:00:00Z", false),
            known(4, "fees.night", "2026-11-13T10:00:00Z", true),
            known(5, "fees.night", "2026-11-20T10:00:00Z", true),
        ];
        let mut app = TestApp::resumed(course(), width, height, attempts, Vec::new(), None);
        app.keys("P");
        insta::assert_snapshot!(format!("progress_begun_{width}x{height}"), without_footer(&app));
        app.keys("enter");
        assert_eq!(session(&app).mode(), Mode::Review, "Enter does what stands first");
    }
}
