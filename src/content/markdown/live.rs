//! Live fences: the TOML inside them.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Finding;
use crate::content::block::{Live, Preset};
use crate::text::printable;

/// Fence languages that stand for something live.
pub(super) const LANGUAGES: [&str; 4] = ["quiz", "cost", "concurrency", "animation"];

type Entry<'t> = (Range<usize>, &'t str, &'t Spanned<DeValue<'t>>);

/// Reads a live fence. The findings' spans are bytes of `text`.
pub(super) fn read(language: &str, text: &str) -> Result<Live, Vec<Finding>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut findings: Vec<Finding> = errors
        .iter()
        .map(|error| {
            let what: Vec<&str> = error.message().lines().map(str::trim).collect();
            Finding::new(error.span().unwrap_or(0..text.len()), format!("broken TOML: {}", what.join(", ")))
        })
        .collect();
    if !findings.is_empty() {
        return Err(findings);
    }
    let mut entries: Vec<Entry<'_>> =
        table.get_ref().iter().map(|(key, value)| (key.span(), key.get_ref().as_ref(), value)).collect();
    entries.sort_by_key(|entry| entry.0.start);

    let live = match language {
        "quiz" => Live::Quiz { questions: questions(text, &entries, &mut findings) },
        "cost" => Live::Cost(preset(text, &entries, &mut findings)),
        "concurrency" => Live::Concurrency(preset(text, &entries, &mut findings)),
        _ => {
            if !entries.iter().any(|entry| entry.1 == "scenario") {
                findings.push(
                    Finding::new(0..text.len(), "the animation names no scenario")
                        .help("add a line such as `scenario = \"cold-java\"`"),
                );
            }
            animation(&entries, &mut findings);
            Live::Animation(preset(text, &entries, &mut findings))
        }
    };
    if findings.is_empty() { Ok(live) } else { Err(findings) }
}

/// What an animation can be told.
const ANIMATION: [&str; 3] = ["scenario", "view", "from"];
/// Views of an animation.
const VIEWS: [&str; 3] = ["path", "fleet", "timeline"];

fn animation(entries: &[Entry<'_>], findings: &mut Vec<Finding>) {
    for (span, key, value) in entries {
        if !ANIMATION.contains(key) {
            findings.push(
                Finding::new(span.clone(), format!("an animation has no key `{key}`"))
                    .one_of(key, &ANIMATION),
            );
        }
        if let Some(view) = value.get_ref().as_str().filter(|view| *key == "view" && !VIEWS.contains(view)) {
            findings.push(
                Finding::new(value.span(), format!("an animation has no view `{view}`")).one_of(view, &VIEWS),
            );
        }
    }
}

fn questions(text: &str, entries: &[Entry<'_>], findings: &mut Vec<Finding>) -> Vec<String> {
    let form = "write `questions = [\"id\", \"id\"]`";
    let mut ids = Vec::new();
    for (span, key, _) in entries.iter().filter(|entry| entry.1 != "questions") {
        findings.push(
            Finding::new(span.clone(), format!("a quiz has no key `{key}`")).one_of(key, &["questions"]),
        );
    }
    let Some((_, _, value)) = entries.iter().find(|entry| entry.1 == "questions") else {
        findings.push(Finding::new(0..text.len(), "the quiz names no questions").help(form));
        return ids;
    };
    let Some(list) = value.get_ref().as_array().filter(|list| !list.is_empty()) else {
        findings.push(Finding::new(value.span(), "`questions` is not a list of question ids").help(form));
        return ids;
    };
    for item in list {
        match item.get_ref().as_str() {
            Some(id) => ids.push(id.to_owned()),
            None => findings.push(Finding::new(item.span(), "this is not a question id").help(form)),
        }
    }
    ids
}

fn preset(text: &str, entries: &[Entry<'_>], findings: &mut Vec<Finding>) -> Preset {
    let mut inputs = Vec::with_capacity(entries.len());
    for (_, key, value) in entries {
        let written = match value.get_ref() {
            DeValue::String(word) => printable(word).into_owned(),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) => {
                text.get(value.span()).unwrap_or_default().to_owned()
            }
            _ => {
                findings.push(
                    Finding::new(
                        value.span(),
                        format!("`{key}` has a value that is not written on a command line"),
                    )
                    .help("use a text or a number, such as \"120ms\" or 3"),
                );
                continue;
            }
        };
        inputs.push(((*key).to_owned(), written));
    }
    Preset { inputs }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_keep_the_order_and_the_spelling_of_the_author() {
        let live = read("cost", "requests = \"3M\"\nduration = '120ms'\nmemory = 1_536\nfree-tier = true\n");
        let inputs = [("requests", "3M"), ("duration", "120ms"), ("memory", "1_536"), ("free-tier", "true")];
        let inputs = inputs.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec();
        assert_eq!(live, Ok(Live::Cost(Preset { inputs })));
    }

    #[test]
    fn every_fault_is_found_where_it_stands() {
        let text = "question = [\"a\"]\n";
        let findings = read("quiz", text).unwrap_err();
        assert_eq!(findings.len(), 2);
        assert_eq!(text.get(findings[0].span.clone()), Some("question"));
        assert_eq!(findings[0].help.as_deref(), Some("did you mean `questions`?"));
        assert_eq!(findings[1].message, "the quiz names no questions");

        let text = "requests = 1\nduration = \n";
        let findings = read("cost", text).unwrap_err();
        assert!(findings[0].message.starts_with("broken TOML: "), "{findings:?}");
        assert!(findings[0].span.start >= text.find("duration").unwrap());

        assert_eq!(read("animation", "memory = [1]").unwrap_err().len(), 3);
        let findings = read("animation", "scenario = \"cold-java\"\nview = \"flet\"\n").unwrap_err();
        assert_eq!(findings[0].help.as_deref(), Some("did you mean `fleet`?"));
        assert_eq!(read("quiz", "questions = [\"a\", 3]").unwrap_err()[0].span, 18..19);
    }
}
