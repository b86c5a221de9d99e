//! Generated questions of the course: every draw against the engines, the same numbers wherever a showing is looked at.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use assert_cmd::Command;
use coldstart::app::Now;
use coldstart::app::panel::Panel;
use coldstart::calculator::{ConcurrencyInputs, CostInputs, Rules};
use coldstart::concurrency::Plan;
use coldstart::course::Course;
use coldstart::exercise::{Engines, ask, draw};
use coldstart::pricing::{Bill, Item, PriceBook};
use coldstart::quiz::{
    Calculation, Kind, Mode, Numeric, Pick, Question, Session, Template, Tolerance, Working, placeholders,
    showing_seed,
};
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::time::Duration;

const SEEDS: u64 = 10_000;

fn generated(course: &Course) -> Vec<(&Question, &Template)> {
    let of = |question| match question {
        question @ &Question { kind: Kind::Generated(ref template), .. } => Some((question, template)),
        _ => None,
    };
    course.questions().filter_map(of).collect()
}

/// The inputs of the key in draw number `number`.
fn inputs(template: &Template, answer: &Calculation, number: u64) -> Vec<(String, String)> {
    let fixed = &answer.inputs;
    let drawn =
        template.draw(number).into_iter().filter(|(name, _)| !fixed.iter().any(|(key, _)| key == name));
    let owned = drawn.map(|(name, text)| (name.to_owned(), text.to_owned()));
    owned.chain(fixed.iter().cloned()).filter(|(key, _)| !answer.without.contains(key)).collect()
}

fn of_bill(name: &str, bill: &Bill) -> Decimal {
    let exact = match name {
        "cost.total" => bill.total.exact,
        "cost.per-million" => bill.per_million_requests.unwrap().exact,
        "cost.init" => bill.amount(Item::Init).unwrap(),
        "cost.provisioned" => bill.amount(Item::Provisioned).unwrap(),
        "cost.gb-seconds" => bill.steps.iter().find(|step| step.label == "on-demand duration").unwrap().value,
        _ => panic!("this test does not know {name}"),
    };
    exact.rounded(18).to_decimal().unwrap()
}

fn of_plan(name: &str, plan: &Plan) -> Decimal {
    let whole = |value: Option<u64>| Decimal::from(value.unwrap());
    let number = |value: Option<f64>| Decimal::try_from(value.unwrap()).unwrap();
    match name {
        "concurrency.required" => number(plan.required),
        "concurrency.throttled-rps" => number(plan.throttled_rps),
        "concurrency.burst-throttled" => whole(plan.burst.as_ref().map(|burst| burst.throttled)),
        "concurrency.time-to-scale" => number(plan.time_to_scale_s),
        "concurrency.provisioned-recommended" => whole(plan.provisioned_recommended),
        "concurrency.still-reservable" => whole(Some(plan.still_reservable)),
        "concurrency.poller-concurrency" => whole(plan.poller_concurrency),
        "concurrency.db-reserved" => whole(plan.db_reserved_concurrency),
        _ => panic!("this test does not know {name}"),
    }
}

fn allowed(key: &Numeric) -> Decimal {
    match key.tolerance {
        Tolerance::Absolute(distance) => distance,
        Tolerance::Relative(share) => share * key.value.abs(),
    }
}

/// A word that stands twice in a row: a drawn value brings its unit along, and the text may name it once more.
fn said_twice(text: &str) -> Option<&str> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).find_map(|pair| match pair {
        [first, second] if first == second && first.chars().all(char::is_alphabetic) => Some(*first),
        _ => None,
    })
}

/// Every draw of every question, which is more than any number of seeds can show; and each seed leads to one of them.
#[test]
fn every_key_is_the_engines_and_no_mistake_passes_for_it() {
    let course = Course::built_in();
    let (book, rules) = (PriceBook::built_in(), Rules::of(&course).unwrap());
    let engines = Engines { book, rules: &rules };
    let questions = generated(&course);
    assert!(questions.len() >= 40, "{} generated questions", questions.len());
    for (question, template) in questions {
        let id = &question.id;
        assert!(template.mistakes.len() >= 2, "{id}");
        assert!((6..=5_000).contains(&template.draws()), "{id} has {} draws", template.draws());
        for number in 0..template.draws() {
            let asked = draw(question, template, number, engines).unwrap();
            let Kind::Numeric(key) = &asked.kind else { panic!("{id} is no number") };
            let pairs = match &template.answer {
                Working::Calculation(answer) => {
                    let pairs = inputs(template, answer, number);
                    let name = answer.name.as_str();
                    let expected = if name.starts_with("cost.") {
                        of_bill(name, &CostInputs::parse(&pairs).unwrap().bill(book, &rules).unwrap())
                    } else {
                        of_plan(name, &ConcurrencyInputs::parse(&pairs, &rules).unwrap().plan().unwrap())
                    };
                    assert_eq!(key.value, expected, "{id} {pairs:?}");
                    assert!(asked.explain.contains("\n- "), "{id} shows no steps: {}", asked.explain);
                    pairs
                }
                Working::Formula(_) => {
                    assert!(asked.explain.contains(" = "), "{id} shows no steps: {}", asked.explain);
                    let owned = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
                    template.draw(number).into_iter().map(owned).collect()
                }
            };
            assert!(key.value > Decimal::ZERO, "{id} {pairs:?}: nothing to work out");
            for mistake in &key.mistakes {
                let distance = (mistake.value - key.value).abs();
                assert!(distance > allowed(key), "{id} {pairs:?}: {}", mistake.why);
            }
            assert_eq!(asked.listed_prompt(), asked.prompt);
            for text in asked.hints.iter().chain([&asked.prompt, &asked.explain]) {
                assert_eq!(placeholders(text).next(), None, "{id}: {text}");
                assert_eq!(said_twice(text), None, "{id}: {text}");
            }
        }
        let listed = question.listed_prompt();
        assert!(listed.contains('…') && placeholders(&listed).next().is_none(), "{listed}");
        let mut seen = BTreeSet::new();
        for seed in 0..SEEDS {
            let number = template.number(showing_seed(id, "default", seed));
            assert!(number < template.draws());
            seen.insert(number);
        }
        assert_eq!(u64::try_from(seen.len()).unwrap(), template.draws(), "{id}: some draws never come");
    }
}

/// A session that asks one question for the `showing`-th time.
fn session(question: &Question, showing: u64) -> Session {
    let pick = Pick { question: question.id.clone(), topic: question.topic.clone(), showing };
    Session::start(Mode::Learn, "default", vec![pick])
}

fn asked(course: &Course, session: &Session) -> Question {
    ask(course, PriceBook::built_in, session, session.turn().unwrap()).unwrap().into_owned()
}

#[test]
fn a_session_shows_the_same_numbers_after_an_interruption_and_others_the_next_time() {
    let course = Course::built_in();
    for (question, _) in generated(&course) {
        let before = session(question, 3);
        let after = Session::from_json(&before.to_json(), &|_| true).unwrap().session;
        assert_eq!(asked(&course, &before), asked(&course, &after));
        let prompts: BTreeSet<String> =
            (0..20).map(|showing| asked(&course, &session(question, showing)).prompt).collect();
        assert!(prompts.len() > 3, "{}: {prompts:?}", question.id);
    }
}

#[test]
fn a_question_that_is_not_generated_is_asked_as_it_stands() {
    let course = Course::built_in();
    let question = course.question("concurrency.little").unwrap();
    assert_eq!(asked(&course, &session(question, 5)), *question);
}

#[test]
fn the_two_faces_ask_the_same() {
    let course = Course::built_in();
    let home = tempfile::tempdir().unwrap();
    let all = course.questions_of("concurrency");
    let output = Command::new(env!("CARGO_BIN_EXE_coldstart"))
        .args(["quiz", "--plain", "--topic", "concurrency", "--count", "200", "--seed", "1"])
        .env("COLDSTART_HOME", home.path())
        .write_stdin("-\n".repeat(all.len()))
        .output()
        .unwrap();
    let plain = String::from_utf8(output.stdout).unwrap();
    // Emphasis is not shown as it is written.
    let words = |text: &str| text.replace("**", "").split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = words(&plain);
    let now = Now { at: "2026-11-21T12:00:00Z".parse().unwrap(), tick: Duration::ZERO };
    let mut compared = 0;
    for (question, _) in
        generated(&course).into_iter().filter(|(question, _)| question.topic == "concurrency")
    {
        let panel = Panel::new(session(question, 0), &course, now);
        let prompt = &panel.question().unwrap().prompt;
        let prompt = words(prompt.rsplit("\n\n").next().unwrap());
        assert!(plain.contains(&prompt), "{}: {prompt}", question.id);
        compared += 1;
    }
    assert!(compared >= 6);
}
