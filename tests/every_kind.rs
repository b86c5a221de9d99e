//! Every kind of question in the real program: one script of answers, by keys in a terminal of 80 by 24 and line by line, which
//! has to leave the same log.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use coldstart::quiz::{Form, Kind, Numeric, Question, Unit, letter};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use support::guide::{asked, ids, pack};
use support::pty::{Pty, Setup};

const PROGRAM: &str = env!("CARGO_BIN_EXE_coldstart");

/// What is done with keys.
enum Hand {
    Press(String),
    Type(String),
}

/// The right answer to a question: by keys, and typed in lines. What is said about certainty comes first.
struct Script {
    hands: Vec<Hand>,
    lines: Vec<String>,
}

/// A number as one types it in its unit.
fn number(key: &Numeric) -> String {
    match &key.unit {
        Unit::Duration(unit) | Unit::Memory(unit) => format!("{}{unit}", key.value.normalize()),
        _ => key.value.normalize().to_string(),
    }
}

fn script(question: &Question, order: &[usize]) -> Script {
    let place = |index: usize| order.iter().position(|at| *at == index).unwrap();
    let letter_of = |index: usize| letter(place(index)).to_string();
    let press = |keys: String| Hand::Press(keys);
    let typed = |text: &str| Script {
        hands: vec![Hand::Type(text.to_owned()), press("enter".to_owned())],
        lines: vec![text.to_owned()],
    };
    match (&question.kind, question.kind.form()) {
        (_, Form::Options { options, .. }) => {
            let right: Vec<String> =
                (0..options.len()).filter(|at| options[*at].correct).map(letter_of).collect();
            Script { hands: vec![press(format!("{} enter", right.join(" ")))], lines: vec![right.join(" ")] }
        }
        (Kind::TrueFalse { answer, .. }, _) => Script {
            hands: vec![press(format!("{} enter", if *answer { "a" } else { "b" }))],
            lines: vec![answer.to_string()],
        },
        (Kind::Numeric(key), _) => typed(&number(key)),
        (_, Form::Text(key)) => typed(key.key()),
        (_, Form::Order(items)) => {
            let mut keys = vec!["down".to_owned()];
            let mut shown = order.to_vec();
            let mut cursor = 0;
            for to in 0..items.len() {
                let from = shown.iter().position(|item| *item == to).unwrap();
                let step = if from < cursor { "up" } else { "down" };
                keys.extend(std::iter::repeat_n(step.to_owned(), from.abs_diff(cursor)));
                keys.push("space".to_owned());
                keys.extend(std::iter::repeat_n("up".to_owned(), from - to));
                keys.push("space".to_owned());
                let item = shown.remove(from);
                shown.insert(to, item);
                cursor = to;
            }
            keys.push("enter".to_owned());
            let letters: Vec<String> = (0..items.len()).map(letter_of).collect();
            Script { hands: vec![press(keys.join(" "))], lines: vec![letters.join(" ")] }
        }
        (_, Form::Match(matching)) => {
            let letters: Vec<String> = matching.pairs.iter().map(|pair| letter_of(pair.right)).collect();
            let pairs: Vec<String> =
                letters.iter().enumerate().map(|(at, letter)| format!("{}{letter}", at + 1)).collect();
            Script {
                hands: vec![press(format!("{} enter", letters.join(" ")))],
                lines: vec![pairs.join(" ")],
            }
        }
        (_, Form::Gaps(cloze)) => {
            let keys: Vec<String> = cloze.gaps().map(|gap| gap.key().to_owned()).collect();
            let hands = keys.iter().flat_map(|key| [Hand::Type(key.clone()), press("enter".to_owned())]);
            Script { hands: hands.collect(), lines: vec![keys.join("; ")] }
        }
        (_, Form::Line(code)) => {
            let coldstart::quiz::CodeAsk::Line { right, .. } = &code.ask else { unreachable!() };
            let down = vec!["down"; right[0]].join(" ");
            Script { hands: vec![press(format!("{down} enter"))], lines: vec![right[0].to_string()] }
        }
        (_, Form::Open(open)) => {
            let ticks = (0..open.rubric.len()).map(|at| letter(at).to_string()).collect::<Vec<_>>();
            let numbers = (1..=open.rubric.len()).map(|at| at.to_string()).collect::<Vec<_>>();
            Script {
                hands: vec![
                    Hand::Type("A new environment is made.".to_owned()),
                    press("ctrl-j".to_owned()),
                    Hand::Type("I would measure it first.".to_owned()),
                    press("enter".to_owned()),
                    press(format!("{} enter", ticks.join(" "))),
                ],
                lines: vec![
                    "A new environment is made.".to_owned(),
                    "I would measure it first.".to_owned(),
                    String::new(),
                    numbers.join(" "),
                ],
            }
        }
        (kind, _) => panic!("{} has no script", kind.name()),
    }
}

/// What the log holds of each answer, but for ids and times.
fn log(home: &Path) -> Vec<Value> {
    let output =
        Command::new(PROGRAM).args(["progress", "export", "-"]).env("COLDSTART_HOME", home).output().unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let attempts = document["attempts"].as_array().unwrap().iter().cloned();
    attempts
        .map(|mut attempt| {
            let fields = attempt.as_object_mut().unwrap();
            for passing in ["id", "at", "day", "took_ms"] {
                fields.remove(passing);
            }
            attempt
        })
        .collect()
}

fn pack_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in pack() {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// Answers every question by keys at 80 by 24.
fn by_keys(home: &Path, pack: &Path, ids: &[String]) {
    let pty = Setup::new(PROGRAM)
        .env("COLDSTART_HOME", home)
        .arg("--pack")
        .arg(pack)
        .arg("quiz")
        .arg("--topic")
        .arg("kinds")
        .arg("--mode")
        .arg("learn")
        .arg("--count")
        .arg("40");
    let mut pty: Pty = pty.start();
    for (at, id) in ids.iter().enumerate() {
        pty.wait_for(&format!("Question {} of {}", at + 1, ids.len()));
        let (question, order) = asked(id);
        let Script { hands, .. } = script(&question, &order);
        // One of the two is the key where the question stands, the other means nothing there.
        let typing = matches!(hands.first(), Some(Hand::Type(_)));
        pty.press(if typing { "ctrl-r ctrl-r" } else { "g g" });
        pty.wait_for("You say: unsure");
        for hand in &hands {
            match hand {
                Hand::Press(keys) => pty.press(keys),
                Hand::Type(text) => pty.text(text),
            }
        }
        pty.wait_for("✓ Right");
        pty.press("enter");
        pty.wait_gone("✓ Right");
    }
    pty.wait_for(&format!("{} of {} right", ids.len(), ids.len()));
    pty.press("ctrl-c");
    assert_eq!(pty.wait_exit(), 0);
    pty.assert_restored();
}

/// The same line by line; returns what was printed.
fn by_lines(home: &Path, pack: &Path, ids: &[String]) -> String {
    let mut input = String::new();
    for id in ids {
        let (question, order) = asked(id);
        input.push_str("unsure\n");
        for line in script(&question, &order).lines {
            input.push_str(&line);
            input.push('\n');
        }
    }
    let mut child = Command::new(PROGRAM)
        .arg("--pack")
        .arg(pack)
        .args(["quiz", "--topic", "kinds", "--mode", "learn", "--count", "40", "--plain"])
        .env("COLDSTART_HOME", home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn one_script_of_answers_gives_the_same_log_by_keys_and_line_by_line() {
    let ids = ids();
    let kinds: BTreeSet<&str> = ids.iter().map(|id| asked(id).0.kind.name()).collect();
    // A prediction and a drawn number are asked as numbers.
    assert_eq!(kinds.len(), 10, "{kinds:?}");
    let pack = pack_folder();
    let (keys, lines) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    by_keys(keys.path(), pack.path(), &ids);
    let printed = by_lines(lines.path(), pack.path(), &ids);
    let (by_keys, by_lines) = (log(keys.path()), log(lines.path()));
    assert_eq!(by_keys.len(), ids.len(), "{printed}");
    for (one, other) in by_keys.iter().zip(&by_lines) {
        assert_eq!(one, other);
        assert_eq!(
            (&one["correct"], &one["certainty"]),
            (&Value::from(true), &Value::from("unsure")),
            "{one}"
        );
    }
    assert_eq!(by_keys.len(), by_lines.len());
}
