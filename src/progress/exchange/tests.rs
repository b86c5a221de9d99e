use super::*;
use crate::memory::{Review, Scheduler};
use crate::progress::projection::tests::{any_attempt, attempt};
use jiff::civil::date;
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A document with one attempt, in which `from` is replaced by `to`.
fn document(from: &str, to: &str) -> String {
    let text = r#"{
  "schema": "coldstart.progress/1",
  "attempts": [
    {"id": "x1", "question": "q", "rev": 1, "at": "2026-01-05T09:00:00Z", "mode": "learn", "answer": [1],
     "correct": true, "grade": "good", "certainty": "sure", "hints": 0, "took_ms": 900}
  ]
}"#;
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

fn only_problem(from: &str, to: &str) -> Problem {
    let mut problems = import("p.json", &document(from, to)).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0)
}

#[test]
fn the_document_has_the_keys_of_the_contract_in_their_order() {
    let attempts = [
        attempt("1", "q", "2026-01-05T09:00:00Z", Grade::Good),
        Attempt {
            day: Some(date(2026, 1, 4)),
            undone: true,
            answer: None,
            certainty: Some(Certainty::Unsure),
            ..attempt("2", "q", "2026-01-05T09:00:00.25Z", Grade::Hard)
        },
    ];
    let state = Scheduler::default().next(None, Review { day: date(2026, 1, 5), grade: Grade::Easy });
    let memory = [MemoryRow { item: "limits.x".into(), questions: vec!["q".into()], state }];
    let text = export("Ana \"A\"", at("2026-01-06T00:00:00Z"), &attempts, &[], &memory).unwrap();
    assert_eq!(
        text,
        r#"{
  "schema": "coldstart.progress/1",
  "profile": "Ana \"A\"",
  "exported_at": "2026-01-06T00:00:00Z",
  "attempts": [
    {"id":"1","question":"q","rev":1,"at":"2026-01-05T09:00:00Z","mode":"learn","answer":[2],"correct":true,"grade":"good","certainty":null,"hints":0,"took_ms":4200},
    {"id":"2","question":"q","rev":1,"at":"2026-01-05T09:00:00.25Z","mode":"learn","answer":null,"correct":true,"grade":"hard","certainty":"unsure","hints":0,"took_ms":4200,"day":"2026-01-04","undone":true}
  ],
  "memory": [
    {"item":"limits.x","questions":["q"],"stability":8.2956,"difficulty":1.0,"due":"2026-01-13","interval_days":8,"reps":1,"lapses":0,"state":"review"}
  ]
}
"#
    );
    assert_eq!(import("p.json", &text).unwrap().attempts, attempts);
}

#[test]
fn nothing_yet_is_a_document_too() {
    let text = export("default", at("2026-01-06T00:00:00Z"), &[], &[], &[]).unwrap();
    assert!(text.contains("\"attempts\": [],\n  \"memory\": []\n"), "{text}");
    assert_eq!(import("p.json", &text).unwrap().attempts, []);
}

#[test]
fn times_of_other_zones_unknown_keys_and_any_revision_are_taken() {
    let text = document(
        "\"rev\": 1, \"at\": \"2026-01-05T09:00:00Z\"",
        "\"rev\": 4294967295, \"new\": {}, \"at\": \"2026-01-05T11:00:00+02:00\"",
    );
    let text = text.replace("\"attempts\"", "\"memory\": \"whatever\", \"attempts\"").replace("[1]", "null");
    let read = import("p.json", &text).unwrap().attempts;
    assert_eq!((read[0].at, read[0].rev, &read[0].answer), (at("2026-01-05T09:00:00Z"), u32::MAX, &None));
    let text = document("\"answer\": [1],\n", "")
        .replace(", \"certainty\": \"sure\", \"hints\": 0, \"took_ms\": 900", "");
    assert_eq!(import("p.json", &text).unwrap().attempts[0].certainty, None);
    assert_eq!(import("p.json", &format!("\u{feff}{}", document("x1", "x2"))).unwrap().attempts[0].id, "x2");
}

#[test]
fn what_is_not_json_is_told_with_its_place() {
    let problem = only_problem("\"mode\": \"learn\"", "\"mode\" \"learn\"");
    assert_eq!((problem.line, problem.column), (4, 82));
    assert_eq!(problem.message, "this is not JSON: expected `:`");
    for text in ["", "[1, 2]", "{", "\"x\"", "{\"schema\": \"coldstart.progress/1\"} x", "\u{0}"] {
        assert!(import("p.json", text).is_err(), "{text:?}");
    }
    assert_eq!(import("p.json", "[]").unwrap_err()[0].message, "the document is not a JSON object");
}

#[test]
fn other_schemas_and_newer_ones_are_told_apart() {
    let other = only_problem("coldstart.progress/1", "coldstart.cost/1");
    assert_eq!(other.message, "`coldstart.cost/1` is not a document of progress");
    assert_eq!((other.line, other.column, other.found.as_str()), (2, 13, "\"coldstart.cost/1\""));
    let newer = only_problem("coldstart.progress/1", "coldstart.progress/2");
    assert_eq!(newer.message, "`coldstart.progress/2` was written by a newer coldstart");
    assert_eq!(only_problem("\"coldstart.progress/1\"", "1").message, "`schema` is not a text");
    assert_eq!(only_problem("\"schema\"", "\"Schema\"").message, "`schema` is missing");
    assert_eq!(only_problem("\"attempts\"", "\"answers\"").message, "`attempts` is missing");
}

#[test]
fn faults_of_attempts_name_the_attempt_the_key_and_what_is_accepted() {
    let missing = only_problem("\"grade\": \"good\", ", "");
    assert_eq!(
        missing.to_string(),
        "p.json:4:5: attempt 1 (`x1`): `grade` is missing (it is one of `again`, `hard`, `good`, `easy`)"
    );
    let grade = only_problem("\"good\"", "\"godo\"");
    assert_eq!((grade.line, grade.column, grade.found.as_str()), (5, 32, "\"godo\""));
    assert_eq!(grade.message, "attempt 1 (`x1`): `grade` cannot be \"godo\"");
    assert_eq!(grade.help.unwrap(), "did you mean `good`? It is one of `again`, `hard`, `good`, `easy`");
    let time = only_problem("2026-01-05T09:00:00Z", "2026-13-05");
    assert_eq!(time.message, "attempt 1 (`x1`): `at` cannot be \"2026-13-05\"");
    assert_eq!(time.help.unwrap(), "it is a time in UTC, as in `2026-01-05T09:00:00Z`");
    let slip = only_problem("\"question\"", "\"qestion\"");
    assert!(slip.help.unwrap().contains("did you mean `question` by `qestion`?"));
    for (from, to, message) in [
        ("\"id\": \"x1\"", "\"id\": null", "attempt 1: `id` is null"),
        ("\"x1\"", "\"\"", "attempt 1 (``): `id` cannot be \"\""),
        ("\"rev\": 1", "\"rev\": -1", "attempt 1 (`x1`): `rev` cannot be -1"),
        ("true", "\"yes\"", "attempt 1 (`x1`): `correct` cannot be \"yes\""),
        ("\"hints\": 0", "\"hints\": 0.5", "attempt 1 (`x1`): `hints` cannot be 0.5"),
        ("\"sure\"", "\"maybe\"", "attempt 1 (`x1`): `certainty` cannot be \"maybe\""),
        ("\"learn\"", "7", "attempt 1 (`x1`): `mode` cannot be 7"),
    ] {
        assert_eq!(only_problem(from, to).message, message);
    }
    assert_eq!(
        import("p", &document("{\"id\"", "7, {\"id\"")).unwrap_err()[0].message,
        "attempt 1 is not a JSON object"
    );
}

#[test]
fn flags_go_out_and_come_back_and_may_be_absent() {
    let flag = |question: &str, flagged: bool, time: &str| Flag {
        question: question.to_owned(),
        flagged,
        at: at(time),
    };
    let flags = [flag("a", true, "2026-01-05T09:00:00.5Z"), flag("b", false, "2026-01-05T09:00:00Z")];
    let text = export("default", at("2026-01-06T00:00:00Z"), &[], &flags, &[]).unwrap();
    let line = "{\"question\":\"a\",\"flagged\":true,\"at\":\"2026-01-05T09:00:00.5Z\"}";
    assert!(text.contains(line), "{text}");
    let read = import("p.json", &text).unwrap();
    assert_eq!(read.flags.iter().cloned().collect::<Vec<_>>(), flags);
    let twice = text.replace("\"flags\": [", &format!("\"flags\": [{},", line.replace("true", "false")));
    assert_eq!(import("p.json", &twice).unwrap().flags, read.flags);
    for without in ["", "\"flags\": null, ", "\"flags\": [], "] {
        let text = document("\"attempts\"", &format!("{without}\"attempts\""));
        assert_eq!(import("p.json", &text).unwrap().flags, Flags::default());
    }
    for (from, to, message) in [
        ("true", "1", "flag 1: `flagged` cannot be 1"),
        ("\"question\":\"a\",", "", "flag 1: `question` is missing"),
        ("2026-01-05T09:00:00Z", "then", "flag 2: `at` cannot be \"then\""),
        (line, "7", "flag 1 is not a JSON object"),
    ] {
        let problems = import("p.json", &text.replace(from, to)).unwrap_err();
        assert_eq!((problems.len(), problems[0].message.as_str()), (1, message));
    }
    let no_list = import("p.json", &document("\"attempts\"", "\"flags\": 7, \"attempts\"")).unwrap_err();
    assert_eq!(no_list[0].message, "`flags` is not a list");
}

#[test]
fn every_faulty_attempt_is_told() {
    let text = r#"{"schema": "coldstart.progress/1", "attempts": [{}, [], {"id": "a"}]}"#;
    assert_eq!(import("p.json", text).unwrap_err().len(), 3);
}

#[test]
fn the_lists_of_words_are_those_of_the_types() {
    for (index, word) in GRADES.iter().enumerate() {
        assert_eq!(Grade::ALL[index].name(), *word);
        assert_eq!(from_value::<Grade>(&format!("\"{word}\"")), Some(Grade::ALL[index]));
    }
    assert!(MODES.iter().all(|word| from_value::<Mode>(&format!("\"{word}\"")).is_some()));
    assert!(CERTAINTIES.iter().all(|word| from_value::<Certainty>(&format!("\"{word}\"")).is_some()));
}

proptest! {
    #[test]
    fn what_is_exported_is_imported(attempts in prop::collection::vec(any_attempt(), 0..20)) {
        let attempts = merge(attempts);
        let text = export("default", Timestamp::UNIX_EPOCH, &attempts, &[], &[]).unwrap();
        prop_assert_eq!(import("p.json", &text).unwrap().attempts, attempts);
    }

    #[test]
    fn no_document_is_a_panic(text in "\\PC{0,60}", cut in 0..400_usize) {
        let _ = import("p.json", &text);
        let whole = document("x1", "ü1");
        let cut = (0..=cut.min(whole.len())).rev().find(|&at| whole.is_char_boundary(at)).unwrap();
        let damaged = format!("{}{text}{}", &whole[..cut], &whole[cut..]);
        for problem in import("p.json", &damaged).err().into_iter().flatten() {
            prop_assert!(problem.line >= 1 && !problem.message.is_empty());
        }
    }
}
