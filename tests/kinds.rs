//! Every kind of question: the authors' guide, bad files with their messages, grading with its edges, and one script of answers that
//! gives the same log in the terminal UI and in plain mode.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use coldstart::app::geometry::Area;
use coldstart::app::panel::Panel;
use coldstart::app::{Effect, Now};
use coldstart::calculator::Rules;
use coldstart::content::{Problem, Sources};
use coldstart::course::Course;
use coldstart::exercise::{self, Engines};
use coldstart::input::Action;
use coldstart::pricing::PriceBook;
use coldstart::quiz::{Answer, Certainty, Kind, Mode, Numeric, Pick, Question, Session};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The texts of the course, and questions that are added to a topic.
fn sources(topic: &str, questions: &str) -> Sources {
    let mut sources = Sources::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["content/facts", "content/prices", "content/topics", "quizzes"] {
        for entry in fs::read_dir(root.join(part)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            sources.insert(format!("{part}/{name}"), fs::read_to_string(&path).unwrap());
        }
    }
    sources.insert(format!("quizzes/{topic}.zexample.toml"), format!("topic = \"{topic}\"\n{questions}"));
    sources
}

fn load(topic: &str, questions: &str) -> Result<Course, Vec<Problem>> {
    let sources = sources(topic, questions);
    let course = Course::load(&sources)?;
    let rules = Rules::of(&course).unwrap();
    // The questions of the course itself are worked out when it is built.
    let mut examples = Sources::new();
    let file = format!("quizzes/{topic}.zexample.toml");
    examples.insert(file.clone(), sources.get(&file).unwrap().to_owned());
    let problems =
        exercise::check(&course, &examples, Engines { book: PriceBook::built_in(), rules: &rules });
    if problems.is_empty() { Ok(course) } else { Err(problems) }
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().take(10).map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The examples of the authors' guide, as one file without its first line.
fn guide() -> String {
    let guide = include_str!("../docs/questions.md");
    let blocks = guide.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.filter(|block| !block.starts_with("topic")).collect()
}

/// A question as it is asked the first time.
fn asked(course: &Course, id: &str) -> Question {
    let pick = Pick { question: id.to_owned(), topic: "limits".to_owned(), showing: 0 };
    let session = Session::start(Mode::Learn, "default", vec![pick]);
    exercise::ask(course, PriceBook::built_in, &session, session.turn().unwrap()).unwrap().into_owned()
}

#[test]
fn the_guide_shows_every_kind_and_every_example_is_sound() {
    let course = load("limits", &guide()).unwrap_or_else(|problems| panic!("{}", listed(&problems)));
    let examples = course.questions().filter(|question| question.id.starts_with("example."));
    let kinds: BTreeSet<&str> = examples.map(|question| question.kind.name()).collect();
    let all = [
        "single",
        "multi",
        "true_false",
        "numeric",
        "text",
        "order",
        "match",
        "cloze",
        "open",
        "code",
        "predict",
    ];
    assert_eq!(kinds, BTreeSet::from(all));
    let sale = course.question("example.chain.sale").unwrap().chain.as_ref().unwrap();
    assert_eq!((sale.step, sale.of), (2, 2));
    let predicted = asked(&course, "example.predict");
    let Kind::Numeric(Numeric { value, mistakes, .. }) = &predicted.kind else { panic!("no number") };
    assert_eq!((value.to_string(), mistakes[0].value.to_string()), ("5".to_owned(), "6".to_owned()));
    assert!(
        predicted.explain.contains("so 5 are needed at once; the last request of 6"),
        "{}",
        predicted.explain
    );
}

#[test]
fn a_scenario_with_a_problem_is_told_at_its_place_in_the_question_file() {
    let wrong = guide().replace("init.runtime = \"400ms\"", "init.runtme = \"400ms\"");
    let problems = load("limits", &wrong).unwrap_err();
    assert_eq!(problems.len(), 1, "{}", listed(&problems));
    let line = format!("topic\n{wrong}").lines().position(|line| line.contains("runtme")).unwrap() + 1;
    assert_eq!((problems[0].line, problems[0].file.as_str()), (line, "quizzes/limits.zexample.toml"));
    assert!(problems[0].message.contains("runtme"), "{}", problems[0].message);

    let endless = guide().replace("arrivals = { times =", "arrivals = { constant = { rate = 100000 } } #");
    let problems = load("limits", &endless).unwrap_err();
    assert!(problems[0].message.contains("too long for a question"), "{}", listed(&problems));

    let unknown = guide().replace("of {figure:requests} finds", "of {figure:request} finds");
    let problems = load("limits", &unknown).unwrap_err();
    assert!(problems[0].message.contains("a run has no figure `request`"), "{}", listed(&problems));

    let near = guide().replace(
        "mistakes = [{ figure = \"requests\"",
        "tolerance = \"1\"\nmistakes = [{ figure = \"requests\"",
    );
    let problems = load("limits", &near).unwrap_err();
    assert!(problems[0].message.contains("lies within the tolerance"), "{}", listed(&problems));
}

/// The first question of each form, answered by keys, and what the log is told.
#[test]
fn keys_arrange_pair_fill_tick_and_choose_lines() {
    let course = load("limits", &guide()).unwrap_or_else(|problems| panic!("{}", listed(&problems)));
    let now = Now { tick: std::time::Duration::ZERO, at: jiff::Timestamp::UNIX_EPOCH };
    let area = Area { x: 0, y: 0, width: 76, height: 20 };
    let panel = |id: &str| {
        let pick = Pick { question: id.to_owned(), topic: "limits".to_owned(), showing: 0 };
        Panel::new(Session::start(Mode::Learn, "default", vec![pick]), &course, now)
    };
    let answer = |panel: &mut Panel, action: Action| -> serde_json::Value {
        let effects = panel.act(action, &course, area, now);
        let Some(Effect::Record(record)) = effects.first() else { panic!("nothing was answered") };
        assert!(record.correct, "{:?}", record.answer);
        record.answer.clone()
    };
    let mut order = panel("example.order");
    // Sorted by carrying the smallest of the rest up, again and again.
    let asked = course.question("example.order").unwrap();
    let mut shown = order.session().option_order(asked);
    for place in 0..shown.len() {
        let from = shown.iter().position(|item| *item == place).unwrap();
        for _ in 0..shown.len() {
            order.act(Action::OptionUp, &course, area, now);
        }
        for _ in 0..from {
            order.act(Action::OptionDown, &course, area, now);
        }
        order.act(Action::Toggle, &course, area, now);
        for _ in place..from {
            order.act(Action::OptionUp, &course, area, now);
        }
        order.act(Action::Toggle, &course, area, now);
        let item = shown.remove(from);
        shown.insert(place, item);
    }
    assert_eq!(answer(&mut order, Action::Answer), serde_json::json!([1, 2, 3]));

    let mut pairs = panel("example.match");
    let asked = course.question("example.match").unwrap();
    let shown = pairs.session().option_order(asked);
    let letters = [Action::OptionA, Action::OptionB, Action::OptionC];
    let of = |right: usize| letters[shown.iter().position(|at| *at == right).unwrap()];
    pairs.act(of(0), &course, area, now);
    pairs.act(of(1), &course, area, now);
    assert!(pairs.act(Action::Answer, &course, area, now).is_empty(), "a partner is missing");
    pairs.act(of(0), &course, area, now);
    assert_eq!(answer(&mut pairs, Action::Answer), serde_json::json!([1, 2, 1]));

    let mut gaps = panel("example.cloze");
    gaps.paste("two");
    assert!(gaps.act(Action::FieldAnswer, &course, area, now).is_empty(), "goes on to the second gap");
    gaps.paste("DLQ");
    assert_eq!(answer(&mut gaps, Action::FieldAnswer), serde_json::json!(["two", "DLQ"]));

    let mut line = panel("example.code.line");
    for _ in 0..4 {
        line.act(Action::OptionDown, &course, area, now);
    }
    assert_eq!(answer(&mut line, Action::Answer), serde_json::json!(4));

    let mut open = panel("example.open");
    open.paste("It is made and initialised.");
    assert!(open.act(Action::FieldAnswer, &course, area, now).is_empty(), "the rubric comes first");
    for action in [Action::OptionA, Action::OptionB, Action::OptionC] {
        open.act(action, &course, area, now);
    }
    assert_eq!(
        answer(&mut open, Action::Answer),
        serde_json::json!({"text": "It is made and initialised.", "points": [1, 2, 3], "red_flags": []})
    );
}

/// Typed line by line, the same answers give the same log as by keys.
#[test]
fn plain_mode_reads_the_same_answers() {
    let course = load("limits", &guide()).unwrap_or_else(|problems| panic!("{}", listed(&problems)));
    let logged = |id: &str, typed: &str| {
        let pick = Pick { question: id.to_owned(), topic: "limits".to_owned(), showing: 0 };
        let session = Session::start(Mode::Learn, "default", vec![pick]);
        let asked = asked(&course, id);
        let order = session.option_order(&asked);
        let letter_of =
            |index: usize| coldstart::quiz::letter(order.iter().position(|at| *at == index).unwrap());
        let typed = match typed {
            "in order" => (0..order.len()).map(letter_of).collect::<String>(),
            "pairs" => [0, 1, 0].map(letter_of).iter().collect(),
            other => other.to_owned(),
        };
        Answer::from_typed(&typed, &asked, &order).unwrap().to_json()
    };
    assert_eq!(logged("example.order", "in order"), serde_json::json!([1, 2, 3]));
    assert_eq!(logged("example.match", "pairs"), serde_json::json!([1, 2, 1]));
    assert_eq!(logged("example.cloze", "two; DLQ"), serde_json::json!(["two", "DLQ"]));
    assert_eq!(logged("example.code.line", "4"), serde_json::json!(4));
    let asked = asked(&course, "example.open");
    let open = Answer::ticked("It is made and initialised.".to_owned(), "1 2 3", &asked).unwrap();
    assert_eq!(
        open.to_json(),
        serde_json::json!({"text": "It is made and initialised.", "points": [1, 2, 3], "red_flags": []})
    );
}

#[test]
fn certainty_reaches_the_log_an_answer_is_taken_back_and_an_overlay_stops_the_clock() {
    let course = load("limits", &guide()).unwrap_or_else(|problems| panic!("{}", listed(&problems)));
    let second =
        |tick: u64| Now { tick: std::time::Duration::from_secs(tick), at: jiff::Timestamp::UNIX_EPOCH };
    let area = Area { x: 0, y: 0, width: 76, height: 20 };
    let pick = Pick { question: "example.code.line".to_owned(), topic: "limits".to_owned(), showing: 0 };
    let mut panel = Panel::new(Session::start(Mode::Learn, "default", vec![pick]), &course, second(0));
    for _ in 0..3 {
        panel.act(Action::Certainty, &course, area, second(1));
    }
    panel.act(Action::OptionDown, &course, area, second(1));
    panel.cover(true, second(2));
    panel.cover(true, second(50));
    panel.cover(false, second(90));
    let effects = panel.act(Action::Answer, &course, area, second(93));
    let Some(Effect::Record(record)) = effects.first() else { panic!("nothing was answered") };
    assert_eq!(record.certainty, Some(Certainty::Guess));
    assert_eq!(record.took_ms, 5_000);

    panel.recorded(Ok("the-answer".to_owned()), &course, second(94));
    assert_eq!(panel.disabled(Action::TakeBack), None);
    let effects = panel.act(Action::TakeBack, &course, area, second(95));
    assert_eq!(effects, [Effect::Undo("the-answer".to_owned())]);
    assert!(!panel.session().turn().unwrap().is_answered());
    assert!(panel.disabled(Action::TakeBack).is_some(), "an answer is taken back once");

    panel.act(Action::OptionDown, &course, area, second(96));
    panel.act(Action::Answer, &course, area, second(97));
    panel.recorded(Err("the disk is full".to_owned()), &course, second(97));
    assert!(panel.disabled(Action::TakeBack).is_some(), "what is not in the log cannot be marked there");
}
