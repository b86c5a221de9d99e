//! `coldstart glossary` and `coldstart notes` as scripts use them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use assert_cmd::Command;
use coldstart::progress::{Annotation, ProfileName, Store};
use coldstart::store::SqliteStore;
use serde_json::{Value, json};
use std::path::Path;

/// Exit status, standard output, standard error.
fn run(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_coldstart"))
        .args(arguments)
        .env("COLDSTART_HOME", home)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_word_is_explained_by_any_of_its_names() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, _) = run(home.path(), &["glossary", "cold", "starts"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("cold start\n") && out.contains("read execution-model"), "{out}");
    assert_eq!(
        run(home.path(), &["glossary", "DLQ"]).1,
        run(home.path(), &["glossary", "dead-letter queue"]).1
    );
    let (code, out, err) = run(home.path(), &["glossary", "colt start"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("did you mean `cold start`?"), "{err}");
}

#[test]
fn the_whole_glossary_is_one_document() {
    let home = tempfile::tempdir().unwrap();
    let (_, out, _) = run(home.path(), &["glossary", "--json"]);
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["schema"], "coldstart.glossary/1");
    let terms = document["terms"].as_array().unwrap();
    assert!(terms.len() >= 45, "{}", terms.len());
    assert!(!out.contains("{fact:"), "figures are put in");
}

#[test]
fn notes_are_printed_and_stay_out_of_an_export() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, _) = run(home.path(), &["notes"]);
    assert_eq!(code, 0);
    assert!(out.contains("no bookmarks and no notes yet"), "{out}");
    let mut store = SqliteStore::open(&home.path().join("progress.db"), &ProfileName::default()).unwrap();
    store
        .save_annotation(&Annotation {
            topic: "limits".to_owned(),
            anchor: "time".to_owned(),
            title: "Time".to_owned(),
            bookmarked: true,
            note: "ask about\n\u{1b}[31mred".to_owned(),
            at: "2026-01-05T09:00:00Z".parse().unwrap(),
        })
        .unwrap();
    let (_, out, _) = run(home.path(), &["notes"]);
    assert_eq!(out, "Limits: Time (bookmark)\n  ask about\n  \u{fffd}[31mred\n");
    let (_, out, _) = run(home.path(), &["notes", "--json"]);
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        document,
        json!({
            "schema": "coldstart.notes/1",
            "profile": "default",
            "notes": [{
                "topic": "limits", "anchor": "time", "title": "Time", "bookmarked": true,
                "note": "ask about\n\u{1b}[31mred", "at": "2026-01-05T09:00:00Z",
            }],
        })
    );
    let (_, out, _) = run(home.path(), &["progress", "export", "-"]);
    assert!(!out.contains("ask about"), "{out}");
    let (_, out, _) = run(home.path(), &["notes", "--profile", "ben"]);
    assert!(out.contains("no bookmarks"), "{out}");
}
