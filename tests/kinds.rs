//! Every kind of question: the authors' guide, bad files with their messages, grading with its edges, and one script of answers that
//! gives the same log in the terminal UI and in plain mode.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use coldstart::calculator::Rules;
use coldstart::content::{Problem, Sources};
use coldstart::course::Course;
use coldstart::exercise::{self, Engines};
use coldstart::pricing::PriceBook;
use coldstart::quiz::{Kind, Mode, Numeric, Pick, Question, Session};
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
