//! What to ask next and how a learner stands: mastery, mix-ups, renamed and changed questions, requirements, the choice of every mode;
//! and the cache of progress against a replay of what is on disk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use coldstart::app::item_of;
use coldstart::content::Sources;
use coldstart::course::{Course, Mastery};
use coldstart::memory::{Grade, Scheduler};
use coldstart::progress::{Attempt, Calendar, Certainty, Goal, Mode, ProfileName, Progress, Store, merge};
use coldstart::store::SqliteStore;
use coldstart::study::{
    DAILY_NEW, Limits, MixUp, NothingToAsk, Request, Standing, choose, leeches, mastery, mix_ups, report,
    sheet,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::path::Path;

/// A Saturday.
const TODAY: Date = date(2026, 11, 21);

/// The course of `tests/fixtures/course` with further texts.
fn sources(more: &[(&str, &str)]) -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course");
    let mut sources = Sources::new();
    for folder in ["content/facts", "content/topics", "quizzes"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            sources.insert(path, std::fs::read_to_string(entry.path()).unwrap());
        }
    }
    for (path, text) in more {
        sources.insert(*path, *text);
    }
    sources
}

fn course(more: &[(&str, &str)]) -> Course {
    Course::load(&sources(more)).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

fn problems(more: &[(&str, &str)]) -> Vec<String> {
    Course::load(&sources(more)).unwrap_err().iter().map(ToString::to_string).collect()
}

fn attempt(number: u32, question: &str, day: &str, mode: Mode, correct: bool) -> Attempt {
    Attempt {
        id: format!("a{number:05}"),
        question: question.to_owned(),
        rev: 1,
        at: format!("{day}T10:00:00Z").parse::<Timestamp>().unwrap()
            + jiff::Span::new().seconds(i64::from(number)),
        day: None,
        mode,
        answer: None,
        correct,
        grade: if correct { Grade::Good } else { Grade::Again },
        certainty: None,
        hints: 0,
        took_ms: 5_000,
        undone: false,
    }
}

fn progress(course: &Course, log: Vec<Attempt>) -> Progress {
    let item = |question: &str| item_of(course, question);
    Progress::from_log(log, Scheduler::default(), Calendar::new(TimeZone::UTC), &item)
}

fn standing<'a>(course: &'a Course, progress: &'a Progress) -> Standing<'a> {
    Standing { course, progress, today: TODAY, profile: "default", limits: Limits::default() }
}

/// Attempts of (question, day, mode, right), in this order.
fn log(answers: &[(&str, &str, Mode, bool)]) -> Vec<Attempt> {
    (1..)
        .zip(answers)
        .map(|(number, (question, day, mode, right))| attempt(number, question, day, *mode, *right))
        .collect()
}

#[test]
fn a_renamed_question_keeps_its_progress() {
    let course = course(&[("quizzes/renamed.toml", "[renamed]\n\"harbour.lotse\" = \"harbour.pilot\"\n")]);
    let progress = progress(
        &course,
        log(&[
            ("harbour.lotse", "2026-11-01", Mode::Learn, true),
            ("harbour.pilot", "2026-11-03", Mode::Learn, true),
        ]),
    );
    let record = progress.question("harbour.pilot").unwrap();
    assert_eq!((record.asked, record.right), (2, 2));
    assert_eq!(progress.item("ships.pilot").unwrap().reps, 2);
    assert_eq!(course.question("harbour.lotse").unwrap().id, "harbour.pilot");
    assert_eq!(progress.attempts()[0].question, "harbour.lotse", "the log stays as it was written");
}

#[test]
fn renames_and_requirements_are_checked_with_their_place() {
    let wrong = |file: &str, text: &str| problems(&[(file, text)]).join("\n");
    let renamed = |text: &str| wrong("quizzes/renamed.toml", text);
    let found = renamed("[renamed]\n\"old\" = \"harbour.pilo\"\n");
    assert!(found.contains("quizzes/renamed.toml:2:") && found.contains("harbour.pilo"), "{found}");
    assert!(renamed("[renamed]\n\"harbour.stay\" = \"harbour.pilot\"\n").contains("there still is"));
    assert!(renamed("[renaemd]\n\"old\" = \"harbour.pilot\"\n").contains("renaemd"));
    let required = |text: &str| wrong("quizzes/required.toml", text);
    assert!(required("[required]\nharbor = \"familiar\"\n").contains("there is no topic `harbor`"));
    assert!(required("[required]\nharbour = \"masterd\"\n").contains("there is no level `masterd`"));
    let course =
        course(&[("quizzes/required.toml", "[required]\nharbour = \"proficient\"\nfees = \"familiar\"\n")]);
    let levels: Vec<_> =
        course.required().iter().map(|required| (required.topic.as_str(), required.level)).collect();
    assert_eq!(levels, [("harbour", Mastery::Proficient), ("fees", Mastery::Familiar)]);
}

#[test]
fn a_question_whose_meaning_changed_is_due_and_named() {
    let quiz = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course/quizzes/fees.toml"),
    )
    .unwrap();
    let answers = log(&[("fees.night", "2026-11-21", Mode::Learn, true)]);
    let before = course(&[]);
    let known = progress(&before, answers.clone());
    assert!(
        matches!(choose(Mode::Weakest, &standing(&before, &known), &Request::default()), Ok(picks) if picks.len() == 1)
    );
    assert_eq!(report(&standing(&before, &known), None).due, 0);
    let after =
        course(&[("quizzes/fees.toml", &quiz.replace("type = \"numeric\"", "rev = 2\ntype = \"numeric\""))]);
    let known = progress(&after, answers);
    let standing = standing(&after, &known);
    let report = report(&standing, None);
    assert_eq!((report.due, report.changed), (1, vec!["fees.night".to_owned()]));
    let review = choose(Mode::Review, &standing, &Request { count: Some(1), ..Request::default() }).unwrap();
    assert_eq!(review[0].question, "fees.night");
}

#[test]
fn levels_rise_by_what_is_known_and_the_highest_takes_mixed_sessions() {
    use Mode::{Drill, Learn, Review};
    let course = course(&[]);
    let level = |answers: &[(&str, &str, Mode, bool)]| {
        let progress = progress(&course, log(answers));
        let found = mastery(&standing(&course, &progress))
            .into_iter()
            .find(|topic| topic.topic == "harbour")
            .unwrap();
        found.level
    };
    let day = "2026-11-10";
    let known = [
        ("harbour.pilot", day, Learn, true),
        ("harbour.stay", day, Learn, true),
        ("harbour.all", day, Learn, true),
    ];
    assert_eq!(level(&[]), None);
    assert_eq!(level(&known[..1]), Some(Mastery::Attempted));
    assert_eq!(level(&known[..2]), Some(Mastery::Attempted), "two of three are 67 %");
    assert_eq!(level(&known), Some(Mastery::Proficient));
    let and = |more: &[(&'static str, &'static str, Mode, bool)]| level(&[&known[..], more].concat());
    let later = "2026-11-12";
    let again = |mode| {
        [
            ("harbour.pilot", later, mode, true),
            ("harbour.stay", later, mode, true),
            ("harbour.all", later, mode, true),
        ]
    };
    assert_eq!(and(&again(Drill)), Some(Mastery::Proficient), "a drill gives no mastery");
    assert_eq!(and(&again(Review)), Some(Mastery::Proficient), "nor does a review of one topic alone");
    let mixed = [
        ("harbour.pilot", later, Review, true),
        ("fees.night", later, Review, true),
        ("harbour.stay", later, Review, true),
        ("fees.night", later, Review, true),
        ("harbour.all", later, Review, true),
    ];
    assert_eq!(and(&mixed), Some(Mastery::Mastered));
    let missed = [&mixed[..], &[("harbour.stay", "2026-11-13", Review, false)]].concat();
    assert_eq!(and(&missed), Some(Mastery::Proficient), "a miss takes one level");
}

#[test]
fn what_was_mixed_up_is_asked_until_it_is_told_apart() {
    let quiz = |id: &str, right: &str, wrong: &str| {
        format!(
            "\n[[question]]\nid = \"harbour.{id}\"\ntype = \"single\"\nlevel = \"recall\"\nfacts = [\"ships.pilot\"]\nprompt = \"Which?\"\noptions = [{{ text = \"{right}\", correct = true, why = \"So.\" }}, {{ text = \"{wrong}\", why = \"No.\" }}, {{ text = \"The harbour master\", why = \"No.\" }}]\nexplain = \"So.\"\n"
        )
    };
    let more = format!(
        "topic = \"harbour\"\n{}{}{}",
        quiz("x", "A tug", "A ferry"),
        quiz("y", "A ferry", "A tug"),
        quiz("z", "A raft", "A buoy")
    );
    let course = course(&[("quizzes/harbour.more.toml", &more)]);
    let chose = |number: u32, question: &str, option: u32| Attempt {
        answer: Some(serde_json::json!(option)),
        correct: option == 1,
        ..attempt(number, question, "2026-11-20", Mode::Drill, option == 1)
    };
    let pairs = |log: Vec<Attempt>| -> Vec<MixUp> {
        let progress = progress(&course, log);
        mix_ups(&standing(&course, &progress))
    };
    let mut answers: Vec<Attempt> = (0..5)
        .map(|number| chose(number, if number % 2 == 0 { "harbour.x" } else { "harbour.y" }, 2))
        .collect();
    answers.push(chose(5, "harbour.z", 2));
    let found = pairs(answers.clone());
    assert_eq!(
        found.iter().map(|pair| (pair.a.as_str(), pair.b.as_str(), pair.swaps)).collect::<Vec<_>>(),
        [("a ferry", "a tug", 5), ("a buoy", "a raft", 1)]
    );
    assert_eq!(found[0].questions, ["harbour.x", "harbour.y"]);
    let progress_now = progress(&course, answers.clone());
    let picks = choose(Mode::Pairs, &standing(&course, &progress_now), &Request::default()).unwrap();
    assert_eq!(
        picks.iter().map(|pick| pick.question.as_str()).collect::<Vec<_>>(),
        ["harbour.y", "harbour.x", "harbour.z"]
    );
    answers.extend((6..9).map(|number| chose(number, "harbour.x", 1)));
    assert_eq!(pairs(answers.clone()).len(), 1, "three right contrasts tell a pair apart");
    answers.push(chose(9, "harbour.y", 2));
    assert_eq!(pairs(answers).len(), 2, "and another swap brings it back");
}

#[test]
fn every_mode_chooses_the_same_again_and_keeps_siblings_apart() {
    let course = Course::built_in();
    let some: Vec<(&str, &str, Mode, bool)> = course
        .all_question_heads()
        .step_by(3)
        .enumerate()
        .map(|(at, (_, head))| (head.id.as_str(), "2026-10-01", Mode::Learn, at % 4 > 0))
        .collect();
    let progress = progress(&course, log(&some));
    let standing = standing(&course, &progress);
    let goal = Goal::new(date(2026, 12, 5), 20, Vec::new(), TODAY).unwrap();
    for mode in Mode::ALL {
        let request = |seed| Request { seed, goal: Some(&goal), ..Request::default() };
        let Ok(picks) = choose(mode, &standing, &request(5)) else {
            assert!(matches!(mode, Mode::Pairs | Mode::Interview), "{mode:?}");
            continue;
        };
        assert_eq!(Ok(&picks), choose(mode, &standing, &request(5)).as_ref(), "{mode:?}");
        let mut items: Vec<&str> =
            picks.iter().map(|pick| course.question_head(&pick.question).unwrap().1.item.as_str()).collect();
        let all = items.len();
        items.sort_unstable();
        items.dedup();
        if !matches!(mode, Mode::Learn | Mode::Drill) {
            assert_eq!(items.len(), all, "{mode:?} asks siblings in one session");
        }
        match mode {
            Mode::Exam => assert_eq!(all, 30),
            Mode::Weakest | Mode::Learn | Mode::Drill => assert_eq!(all, 10),
            Mode::Review => assert!(all > DAILY_NEW && all <= 70, "{all}"),
            _ => {}
        }
    }
}

#[test]
fn there_is_a_reason_where_there_is_nothing_to_ask() {
    let course = course(&[]);
    let all: Vec<(&str, &str, Mode, bool)> = course
        .all_question_heads()
        .map(|(_, head)| (head.id.as_str(), "2026-11-21", Mode::Learn, true))
        .collect();
    let progress = progress(&course, log(&all));
    let standing = standing(&course, &progress);
    let why = |mode, goal: Option<&Goal>| {
        choose(mode, &standing, &Request { goal, ..Request::default() }).unwrap_err()
    };
    assert!(matches!(why(Mode::Review, None), NothingToAsk::NothingDue { next: Some(next) } if next > TODAY));
    assert_eq!(why(Mode::Date, None), NothingToAsk::NoDate);
    let past = Goal { on: date(2026, 1, 1), minutes: 20, topics: Vec::new() };
    assert_eq!(why(Mode::Date, Some(&past)), NothingToAsk::DatePassed { on: past.on });
    let used = Goal { on: date(2026, 12, 1), minutes: 1, topics: Vec::new() };
    assert_eq!(why(Mode::Date, Some(&used)), NothingToAsk::EnoughForToday { minutes: 1 });
    assert_eq!(why(Mode::Pairs, None), NothingToAsk::NoMixUps);
    let zero = Request { count: Some(0), ..Request::default() };
    assert!(choose(Mode::Exam, &standing, &zero).is_err());
}

#[test]
fn a_clock_that_jumped_back_and_questions_that_vanished_break_nothing() {
    let course = course(&[]);
    let mut answers = log(&[
        ("harbour.pilot", "2030-01-01", Mode::Learn, true),
        ("harbour.stay", "2026-11-01", Mode::Learn, false),
        ("gone.for-good", "2026-11-02", Mode::Exam, false),
    ]);
    answers[1].certainty = Some(Certainty::Sure);
    let progress = progress(&course, answers);
    let standing = standing(&course, &progress);
    let goal = Goal::new(TODAY, 20, Vec::new(), TODAY).unwrap();
    for mode in Mode::ALL {
        let _ = choose(mode, &standing, &Request { goal: Some(&goal), ..Request::default() });
    }
    let report = report(&standing, Some(&goal));
    assert_eq!((report.answers, report.begun), (3, (2, 4)));
    assert!(leeches(&standing).is_empty());
    let wrong = sheet(&standing);
    assert_eq!(
        wrong.iter().map(|entry| (entry.question.id.as_str(), entry.trouble.sure)).collect::<Vec<_>>(),
        [("harbour.stay", true)]
    );
}

/// What may happen to a learner's progress.
#[derive(Debug, Clone)]
enum Deed {
    Answer(usize, Grade, i64),
    TakeBack(usize),
    Import(Vec<(usize, Grade, i64)>),
    /// The process is gone, between two writes or within one.
    Kill(bool),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let grade = || prop::sample::select(&Grade::ALL[..]);
    let deed = prop_oneof![
        6 => (0..4_usize, grade(), 0..2_000_i64).prop_map(|(question, grade, hours)| Deed::Answer(question, grade, hours)),
        2 => (0..30_usize).prop_map(Deed::TakeBack),
        1 => prop::collection::vec((0..4_usize, grade(), 0..2_000_i64), 0..6).prop_map(Deed::Import),
        1 => any::<bool>().prop_map(Deed::Kill),
    ];
    prop::collection::vec(deed, 0..25)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_is_kept_in_memory_is_what_a_replay_of_the_disk_gives(deeds in deeds()) {
        let course = course(&[]);
        let questions: Vec<&str> = course.all_question_heads().map(|(_, head)| head.id.as_str()).collect();
        let item = |question: &str| item_of(&course, question);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("progress.db");
        let open = || SqliteStore::open(&file, &ProfileName::default()).unwrap();
        let replayed = |store: &SqliteStore| progress(&course, store.attempts().unwrap());
        let mut store = open();
        let mut cache = replayed(&store);
        let mut number = 0;
        let mut made = |question: usize, grade: Grade, hours: i64| {
            number += 1;
            Attempt {
                at: Timestamp::from_second(1_767_600_000 + hours * 3_600).unwrap(),
                grade,
                correct: grade != Grade::Again,
                ..attempt(number, questions[question], "2026-01-01", Mode::Review, true)
            }
        };
        for deed in deeds {
            match deed {
                Deed::Answer(question, grade, hours) => {
                    let attempt = made(question, grade, hours);
                    prop_assert_eq!(store.append(&attempt), Ok(true));
                    cache.record(attempt, &item);
                }
                Deed::TakeBack(at) => {
                    let id = cache.attempts().get(at).map(|attempt| attempt.id.clone());
                    if let Some(id) = id {
                        store.undo(&id).unwrap();
                        cache.take_back(&id, &item);
                    }
                }
                Deed::Import(answers) => {
                    let attempts: Vec<Attempt> =
                        answers.into_iter().map(|(question, grade, hours)| made(question, grade, hours)).collect();
                    store.append_all(&attempts).unwrap();
                    for attempt in merge(attempts) {
                        cache.record(attempt, &item);
                    }
                }
                Deed::Kill(within) => {
                    drop(store);
                    if within {
                        // A write that never came to its commit.
                        let torn = rusqlite::Connection::open(&file).unwrap();
                        let _ = torn.execute_batch("BEGIN IMMEDIATE; INSERT INTO undone VALUES ('default', 'a00001')");
                    }
                    store = open();
                    cache = replayed(&store);
                }
            }
            prop_assert_eq!(&cache, &replayed(&store));
        }
    }
}

#[test]
fn questions_about_one_situation_stay_together_in_every_session_that_learns() {
    let question = |name: &str| {
        format!(
            "[[question]]\nid = \"harbour.chain.{name}\"\ngroup = \"harbour.chain.{name}\"\ntype = \"true_false\"\nlevel = \"apply\"\n\
             facts = [\"ships.pilot\"]\nprompt = \"It may enter ({name}).\"\nanswer = true\n\
             why = {{ true = \"It has a pilot on board.\", false = \"It has a pilot on board.\" }}\nexplain = \"So it is.\"\n"
        )
    };
    let file = format!(
        "topic = \"harbour\"\n[[chain]]\nid = \"harbour.chain\"\nsituation = \"A ship waits.\"\n\
         steps = [\"harbour.chain.one\", \"harbour.chain.two\"]\n{}{}",
        question("one"),
        question("two")
    );
    let course = course(&[("quizzes/harbour.chain.toml", &file)]);
    // The second step is the weakest, the first one the strongest of three.
    let mut answers: Vec<_> = ["2026-10-20", "2026-10-30", "2026-11-10"]
        .map(|day| ("harbour.chain.one", day, Mode::Learn, true))
        .into();
    answers.push(("harbour.pilot", "2026-11-10", Mode::Learn, true));
    answers.push(("harbour.chain.two", "2026-11-10", Mode::Learn, false));
    let progress = progress(&course, log(&answers));
    let goal = Goal::new(date(2026, 11, 23), 60, Vec::new(), TODAY).unwrap();
    for mode in [Mode::Weakest, Mode::Review, Mode::Date] {
        let request = Request { seed: 1, goal: Some(&goal), ..Request::default() };
        let picks = choose(mode, &standing(&course, &progress), &request).unwrap();
        let ids: Vec<&str> = picks.iter().map(|pick| pick.question.as_str()).collect();
        let place = |id: &str| ids.iter().position(|other| *other == id);
        match (place("harbour.chain.one"), place("harbour.chain.two")) {
            (Some(one), Some(two)) => assert_eq!(two, one + 1, "{} {ids:?}", mode.name()),
            found => {
                assert_eq!((mode, found.0), (Mode::Review, None), "only what is due is reviewed: {ids:?}");
            }
        }
    }
}
