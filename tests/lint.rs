//! The rules for good questions: a bad question for each rule, found where it stands; and none in the course.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what went wrong by failing"
)]

use coldstart::content::Sources;
use coldstart::course::Course;
use coldstart::lint::{Stats, lint};
use std::fs;
use std::path::Path;

const FACTS: &str = r#"
[[fact]]
id = "harbour.stay"
statement = "A ship may stay for 90 days."
value = 90
unit = "days"
source = "rules"
confidence = "high"
"#;
const SOURCES: &str = r#"
[rules]
title = "Harbour rules"
url = "https://example.com/harbour"
as_of = "2026-09"
"#;
const TOPIC: &str = "+++\nid = \"ships\"\ntitle = \"Ships\"\norder = 1\nsummary = \"Ships.\"\nminutes = 1\n+++\n\nThey come and go.\n";

/// What is found in a file of these questions, as `rule line`.
fn found(questions: &str) -> Vec<String> {
    let mut sources = Sources::new();
    sources.insert("content/facts/ships.toml", FACTS);
    sources.insert("content/facts/sources.toml", SOURCES);
    sources.insert("content/topics/ships.md", TOPIC);
    sources.insert("quizzes/ships.toml", format!("topic = \"ships\"\n{questions}"));
    let course = Course::load(&sources).unwrap_or_else(|problems| panic!("{problems:#?}"));
    lint(&course, &sources)
        .iter()
        .map(|problem| {
            let help = problem.help.as_deref().unwrap();
            let rule = help.rsplit('`').nth(1).unwrap();
            format!("{rule} {}", problem.line)
        })
        .collect()
}

fn single(id: &str, prompt: &str, options: &[(&str, &str)]) -> String {
    let options: Vec<String> = options
        .iter()
        .enumerate()
        .map(|(at, (text, why))| {
            let correct = if at == 0 { ", correct = true" } else { "" };
            format!("  {{ text = \"{text}\"{correct}, why = \"{why}\" }},\n")
        })
        .collect();
    question(id, "single", prompt, &format!("options = [\n{}]", options.concat()))
}

fn question(id: &str, kind: &str, prompt: &str, rest: &str) -> String {
    format!(
        "[[question]]\nid = \"ships.{id}\"\ntype = \"{kind}\"\nlevel = \"recall\"\nfacts = [\"harbour.stay\"]\n\
         prompt = \"{prompt}\"\n{rest}\nexplain = \"The harbour's rules say so.\"\n"
    )
}

const REASON: &str = "The rules of the harbour say so.";

#[test]
fn a_good_question_passes() {
    let good = single(
        "stay",
        "A ship came on 3 May. How long may it stay?",
        &[("For {fact:harbour.stay}", REASON), ("For 30 days", REASON), ("Until 3 June", REASON)],
    );
    assert_eq!(found(&good), [""; 0]);
}

#[test]
fn an_option_for_the_others_is_found() {
    let bad =
        single("stay", "Where may it stay?", &[("In the harbour", REASON), ("None of the above.", REASON)]);
    assert_eq!(found(&bad), ["catch-all 10"]);
}

#[test]
fn a_negation_stands_out_or_is_found() {
    let ask = |prompt: &str| found(&single("stay", prompt, &[("A tug", REASON), ("A yacht", REASON)]));
    assert_eq!(ask("Which of these may not stay?"), ["negation 7"]);
    assert_eq!(ask("A yacht arrives. Which ships never pay, except at night?"), ["negation 7"]);
    assert_eq!(ask("Which of these may **not** stay?"), [""; 0]);
    assert_eq!(ask("Why may it not stay?"), [""; 0]);
}

#[test]
fn a_reason_that_says_nothing_is_found() {
    let bad = single("stay", "Where may it stay?", &[("In the harbour", REASON), ("At sea", "It cannot.")]);
    assert_eq!(found(&bad), ["reason 10"]);
}

#[test]
fn a_right_option_that_is_much_longer_is_found_with_the_values_put_in() {
    let long = "In the harbour, at the quay, for {fact:harbour.stay} after it came";
    let ask = |wrong: &str| {
        found(&single("stay", "Where?", &[(long, REASON), (wrong, REASON), ("At sea", REASON)]))
    };
    assert_eq!(ask("On the river"), ["length 9"]);
    assert_eq!(ask("On the river, below the third bridge, for as long as it has to wait"), [""; 0]);
}

#[test]
fn a_multiple_choice_without_a_wrong_option_is_found() {
    let all = "options = [\n  { text = \"A tug\", correct = true, why = \"The rules of the harbour say so.\" },\n  \
               { text = \"A yacht\", correct = true, why = \"The rules of the harbour say so.\" },\n]";
    assert_eq!(found(&question("who", "multi", "Who may stay?", all)), ["all-right 3"]);
}

#[test]
fn a_claim_out_of_date_without_a_date_is_found() {
    let dated = |right: &str, rest: &str| {
        let options = [(right, REASON), ("Ships pay a toll, since May 2024", REASON)];
        let asks = single("old", "Which of these claims is out of date, and since when?", &options);
        found(&asks.replacen("level", &format!("{rest}level"), 1))
    };
    assert_eq!(dated("Ships pay no toll", "outdated = true\n"), ["undated 3"]);
    assert_eq!(dated("Ships pay no toll, since May 2025", "outdated = true\n"), [""; 0]);
    assert_eq!(dated("Ships pay no toll", ""), [""; 0]);
}

#[test]
fn a_figure_of_a_fact_that_is_typed_again_is_found() {
    let typed = |prompt: &str, right: &str| {
        found(&single("stay", prompt, &[(right, REASON), ("For 30 days", REASON)]))
    };
    assert_eq!(typed("How long?", "For 90 days"), ["figure 9"]);
    assert_eq!(typed("It asks for 90 days. How many does it get?", "Its 90 days"), [""; 0]);
    let claim = "answer = true\nwhy = { true = \"That is the rule.\", false = \"It is the rule.\" }";
    assert_eq!(found(&question("claim", "true_false", "A ship may stay for 90 days.", claim)), ["figure 7"]);
}

#[test]
fn a_key_that_is_typed_is_found() {
    let key = |answer: &str| {
        let rest = format!("unit = \"d\"\nanswer = {{ {answer} }}");
        found(&question("key", "numeric", "How long may it stay after five days?", &rest))
    };
    assert_eq!(key("value = \"85d\""), ["typed-key 9"]);
    assert_eq!(key("value = 85"), ["typed-key 9"]);
    assert_eq!(key("fact = \"harbour.stay\""), [""; 0]);
    assert_eq!(key("formula = \"{fact:harbour.stay|d} - 5\""), [""; 0]);
}

#[test]
fn a_tolerance_that_takes_a_mistake_for_right_is_found() {
    let key = |tolerance: &str| {
        let rest = format!(
            "unit = \"d\"\nanswer = {{ fact = \"harbour.stay\" }}\ntolerance = \"{tolerance}\"\n\
             mistakes = [{{ value = \"91d\", why = \"The day of arrival counts.\" }}]"
        );
        found(&question("key", "numeric", "How long may it stay?", &rest))
    };
    assert_eq!(key("2%"), ["tolerance 3"]);
    assert_eq!(key("1%"), [""; 0]);
}

#[test]
fn right_options_that_all_stand_first_are_found_once() {
    let prompts = ["tug", "yacht", "liner", "ferry", "dinghy", "raft", "barge", "canoe"];
    let all: String = prompts
        .iter()
        .map(|ship| {
            let (right, wrong) = (format!("A {ship} may"), format!("No {ship} ever"));
            single(ship, &format!("And a {ship}?"), &[(&right, REASON), (&wrong, REASON)])
        })
        .collect();
    assert_eq!(found(&all), ["position 3"]);
}

#[test]
fn two_questions_that_ask_the_same_are_found() {
    let options = [("In the harbour", REASON), ("On the river", REASON)];
    let twice = single("one", "Where may a ship stay at night?", &options)
        + &single("two", "Where, at night, may a ship stay?", &options);
    assert_eq!(found(&twice), ["duplicate 18"]);
}

#[test]
fn the_course_passes_without_exceptions() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Sources::new();
    for entry in fs::read_dir(root.join("quizzes")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        sources.insert(format!("quizzes/{name}"), fs::read_to_string(&path).unwrap());
    }
    let found = lint(&Course::built_in(), &sources);
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_bank_is_broad_enough() {
    const MAIN: [&str; 7] = [
        "execution-model",
        "invocation-types",
        "concurrency",
        "limits",
        "pricing",
        "versions-and-aliases",
        "edge",
    ];
    let stats = Stats::of(&Course::built_in());
    let all = stats.questions();
    let of_kind = |kind: &str| stats.kinds.get(kind).copied().unwrap_or(0);
    let claims = of_kind("true_false");
    assert!(claims * 100 <= all * 15, "{claims} of {all} are true or false");
    assert!(stats.beyond_recall() * 2 >= all, "{} of {all} ask for more than recall", stats.beyond_recall());
    for topic in &stats.topics {
        let least = if MAIN.contains(&topic.topic.as_str()) { 25 } else { 15 };
        assert!(topic.questions >= least, "{} has {} questions", topic.topic, topic.questions);
    }
    for (name, count, least) in [
        ("questions in all", all, 500),
        ("drawn anew each time", stats.generated, 40),
        ("about code", of_kind("code"), 30),
        ("out of date, since when", stats.outdated, 25),
        ("chains", stats.chains, 12),
    ] {
        assert!(count >= least, "{name}: {count} instead of {least}");
    }
    assert!(stats.unasked.is_empty(), "pages lean on what nobody asks about: {:?}", stats.unasked);
}
