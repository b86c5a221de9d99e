//! Grading tables, the course of sessions, and the plain form. Questions here are made up; figures are not AWS's.

mod grading;
mod kinds;
mod plain;
mod sessions;

use super::*;
use rust_decimal::Decimal;

pub(super) fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub(super) fn question(id: &str, topic: &str, kind: Kind) -> Question {
    Question {
        id: id.to_owned(),
        rev: 2,
        topic: topic.to_owned(),
        level: Level::Recall,
        facts: vec!["made.up".to_owned()],
        group: None,
        outdated: false,
        prompt: "Which one?".to_owned(),
        kind,
        explain: "Because it is so.".to_owned(),
        hints: vec!["think".to_owned(), "think harder".to_owned()],
        see: Some("basics#first-steps".to_owned()),
        seconds: None,
        chain: None,
    }
}

/// Options named `A`, `B`, …; those in `right` are right.
pub(super) fn options(names: &str, right: &str) -> Vec<Choice> {
    names
        .chars()
        .map(|name| Choice {
            text: name.to_string(),
            correct: right.contains(name),
            why: format!("{name} because"),
        })
        .collect()
}

pub(super) fn single(id: &str) -> Question {
    question(id, "basics", Kind::Single(options("ABCD", "B")))
}

pub(super) fn multi(id: &str) -> Question {
    question(id, "basics", Kind::Multi(options("ABCD", "AC")))
}

pub(super) fn claim(id: &str) -> Question {
    let kind = Kind::TrueFalse {
        answer: false,
        why_true: "you think so".to_owned(),
        why_false: "indeed not".to_owned(),
    };
    question(id, "basics", kind)
}

pub(super) fn numeric(unit: Unit, value: &str, tolerance: Tolerance, mistakes: &[(&str, &str)]) -> Question {
    let mistakes =
        mistakes.iter().map(|(value, why)| Mistake { value: dec(value), why: (*why).to_owned() }).collect();
    question(
        "basics.number",
        "basics",
        Kind::Numeric(Numeric { value: dec(value), unit, tolerance, mistakes, shown: None }),
    )
}
