//! Ways through the course: which steps are done follows from what was read and answered.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use coldstart::course::{Course, Step};
use coldstart::memory::{Grade, Scheduler};
use coldstart::progress::{Attempt, Calendar, Mode, Place, Progress, step_is_done};
use jiff::{Timestamp, tz::TimeZone};

fn attempt(number: usize, question: &str, mode: Mode, undone: bool) -> Attempt {
    Attempt {
        id: format!("a{number}"),
        question: question.to_owned(),
        rev: 1,
        at: Timestamp::UNIX_EPOCH,
        day: None,
        mode,
        answer: None,
        correct: false,
        grade: Grade::Again,
        certainty: None,
        hints: 0,
        took_ms: 0,
        undone,
    }
}

fn progress(attempts: Vec<Attempt>) -> Progress {
    Progress::from_log(attempts, Scheduler::default(), Calendar::new(TimeZone::UTC), &|_| None)
}

fn place(finished: bool) -> Place {
    Place {
        topic: "limits".into(),
        anchor: String::new(),
        block: 0,
        line: 0,
        percent: 10,
        finished,
        at: Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn a_topic_is_read_at_its_end_and_a_section_when_its_topic_was_opened() {
    let course = Course::built_in();
    let nothing = progress(Vec::new());
    let whole = Step::Read { topic: "limits".into(), anchor: None };
    let section = Step::Read { topic: "limits".into(), anchor: Some("in-an-interview".into()) };
    let done = |step: &Step, place: Option<Place>| step_is_done(step, &course, &nothing, place.as_ref());
    assert!(!done(&whole, None) && !done(&whole, Some(place(false))) && done(&whole, Some(place(true))));
    assert!(!done(&section, None) && done(&section, Some(place(false))));
}

#[test]
fn questions_of_a_topic_count_once_each_and_no_more_are_asked_for_than_there_are() {
    let course = Course::built_in();
    let ids: Vec<&str> = course.question_heads("limits").iter().map(|head| head.id.as_str()).collect();
    let step = |count| Step::Answer { mode: Mode::Drill, topic: Some("limits".into()), count };
    let twice = progress((0..2).map(|number| attempt(number, ids[0], Mode::Learn, false)).collect());
    assert!(step_is_done(&step(1), &course, &twice, None));
    assert!(!step_is_done(&step(2), &course, &twice, None));
    let all = ids.iter().enumerate().map(|(number, id)| attempt(number, id, Mode::Learn, false));
    assert!(step_is_done(&step(ids.len() + 100), &course, &progress(all.collect()), None));
}

#[test]
fn questions_of_the_whole_course_count_in_their_kind_of_session_unless_taken_back() {
    let course = Course::built_in();
    let step = Step::Answer { mode: Mode::Exam, topic: None, count: 2 };
    let done = |attempts: [Attempt; 2]| step_is_done(&step, &course, &progress(attempts.into()), None);
    assert!(done([attempt(0, "x", Mode::Exam, false), attempt(1, "y", Mode::Exam, false)]));
    assert!(!done([attempt(0, "x", Mode::Exam, false), attempt(1, "y", Mode::Exam, true)]));
    assert!(!done([attempt(0, "x", Mode::Exam, false), attempt(1, "y", Mode::Drill, false)]));
}

#[test]
fn the_command_prints_paths_and_their_steps() {
    let home = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("coldstart").unwrap();
        let output = command.env("COLDSTART_HOME", home.path()).args(args).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, out, _) = run(&["paths", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &document["schema"]), (Some(0), &"coldstart.paths/1".into()));
    let paths = document["paths"].as_array().unwrap();
    assert_eq!(paths.len(), 4);
    assert!(paths.iter().all(|path| path["done"] == 0 && path["steps"].as_array().unwrap().len() >= 3));
    let (code, out, _) = run(&["paths", "cost-hour"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("coldstart quiz --topic pricing"), "{out}");
    let (code, _, err) = run(&["paths", "cost-our"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("did you mean `cost-hour`?"), "{err}");
}
