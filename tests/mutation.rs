//! Keys follow the facts: each fact that a question with a key cites is changed in the course's texts, and what the learner sees of
//! the question (prompt, key, options with their reasons, explanation) changes with it, or it cannot be asked any more.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use coldstart::calculator::Rules;
use coldstart::content::{FactId, Sources};
use coldstart::course::{Course, Use};
use coldstart::exercise::{Engines, ask, draw};
use coldstart::pricing::PriceBook;
use coldstart::quiz::{Kind, Mode, Pick, Question, Session};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn read(folder: &str, sources: &mut Sources) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(root.join(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            read(&name, sources);
        } else {
            sources.insert(name, std::fs::read_to_string(entry.path()).unwrap());
        }
    }
}

/// Another value than `written`, of the same kind.
fn another(written: &str) -> String {
    let bare = written.trim_matches('"');
    let other = match bare.parse::<Decimal>() {
        Ok(number) => (number * Decimal::TWO + Decimal::ONE).to_string(),
        Err(_) if bare.contains("20") => bare.replacen("20", "21", 1),
        Err(_) => format!("{bare}-not"),
    };
    if written.starts_with('"') { format!("\"{other}\"") } else { other }
}

/// `text` with the value behind the first of `keys` in it changed.
fn changed(text: &str, keys: &[&str]) -> Option<String> {
    let start = keys.iter().find_map(|key| text.find(key).map(|at| at + key.len()))?;
    let rest = text.get(start..)?;
    let quoted = rest.strip_prefix('"').and_then(|inside| inside.find('"')).map(|end| end + 2);
    let end = quoted.unwrap_or_else(|| rest.find(['\n', ',', ' ']).unwrap_or(rest.len()));
    Some(format!("{}{}{}", text.get(..start)?, another(rest.get(..end)?), rest.get(end..)?))
}

/// Changes the value of the fact `id` where it is written. `false` where it is not: it is worked out from other rows.
fn change(id: &str, files: &mut BTreeMap<String, String>) -> bool {
    let (own, row) = (format!("\nid = \"{id}\"\n"), format!(" fact = \"{id}\""));
    for (file, text) in files.iter_mut() {
        let (from, to, keys): (usize, usize, &[&str]) = if file.starts_with("content/facts/") {
            let Some(at) = text.find(&own) else { continue };
            let end = text[at..].find("\n[[").map_or(text.len(), |end| at + end);
            (at, end, &["\nvalue = "])
        } else if file.starts_with("content/prices/") {
            let Some(at) = text.find(&row) else { continue };
            let start = text[..at].rfind('\n').map_or(0, |start| start);
            (start, at, &[" rate = ", " value = "])
        } else {
            continue;
        };
        let Some(new) = changed(&text[from..to], keys) else { return false };
        text.replace_range(from..to, &new);
        return true;
    }
    false
}

fn book(files: &BTreeMap<String, String>) -> Option<PriceBook> {
    let prices = files.iter().filter(|(file, _)| file.starts_with("content/prices/"));
    PriceBook::load(&prices.map(|(file, text)| (file.as_str(), text.as_str())).collect::<Vec<_>>()).ok()
}

/// What the learner may see of a question, the first draw of it where it is drawn. `None`: it cannot be asked.
fn seen(course: &Course, book: &PriceBook, question: &Question) -> Option<String> {
    let asked = if let Kind::Generated(template) = &question.kind {
        let rules = Rules::of(course).ok()?;
        draw(question, template, 0, Engines { book, rules: &rules }).ok()?
    } else {
        let pick = Pick { question: question.id.clone(), topic: question.topic.clone(), showing: 0 };
        let session = Session::start(Mode::Learn, "default", vec![pick]);
        ask(course, || book, &session, session.turn()?)?.into_owned()
    };
    Some(format!("{asked:?}"))
}

/// Questions that are graded by their key: all but those that the learner grades.
fn has_key(question: &Question) -> bool {
    !matches!(question.kind, Kind::Open(_))
}

/// Facts in groups of which no question uses two.
fn groups(course: &Course, facts: &BTreeSet<FactId>) -> Vec<BTreeSet<FactId>> {
    let users = |id: &FactId| -> BTreeSet<String> {
        let question = |other: &Use| match other {
            Use::Question(question) => Some(question.clone()),
            _ => None,
        };
        course.uses_of(id).iter().filter_map(question).collect()
    };
    let mut groups: Vec<(BTreeSet<String>, BTreeSet<FactId>)> = Vec::new();
    for fact in facts {
        let users = users(fact);
        match groups.iter_mut().find(|(taken, _)| taken.is_disjoint(&users)) {
            Some((taken, group)) => {
                taken.extend(users);
                group.insert(fact.clone());
            }
            None => groups.push((users, BTreeSet::from([fact.clone()]))),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

#[test]
fn a_changed_fact_changes_every_question_with_a_key_that_cites_it() {
    let mut sources = Sources::new();
    read("content", &mut sources);
    read("quizzes", &mut sources);
    let files: BTreeMap<String, String> =
        sources.iter().map(|(file, text)| (file.to_owned(), text.to_owned())).collect();
    let (course, prices) = (Course::load(&sources).unwrap(), book(&files).unwrap());

    let questions: Vec<&Question> = course.questions().filter(|question| has_key(question)).collect();
    let has_value = |id: &FactId| course.fact(id).is_some_and(|fact| fact.value.is_some());
    let cited: BTreeSet<FactId> =
        questions.iter().flat_map(|question| &question.facts).filter(|id| has_value(id)).cloned().collect();
    let before: BTreeMap<&str, Option<String>> =
        questions.iter().map(|question| (question.id.as_str(), seen(&course, &prices, question))).collect();
    let mut unmoved = Vec::new();
    let (mut looked_at, mut refused) = (0, 0);
    let mut waiting = groups(&course, &cited);
    while let Some(group) = waiting.pop() {
        let mut files = files.clone();
        let group: BTreeSet<FactId> = group.into_iter().filter(|id| change(id, &mut files)).collect();
        let loaded = Course::load(&files.clone().into_iter().collect()).ok().zip(book(&files));
        let Some((other, prices_then)) = loaded else {
            // A value that cannot be is refused, and told from the others by halves.
            if group.len() > 1 {
                let half = group.iter().nth(group.len() / 2).unwrap().clone();
                let mut first = group;
                let second = first.split_off(&half);
                waiting.extend([first, second]);
            } else {
                refused += group.len();
            }
            continue;
        };
        for question in &questions {
            for fact in question.facts.iter().filter(|id| group.contains(*id)) {
                looked_at += 1;
                let now = other.question(&question.id).and_then(|now| seen(&other, &prices_then, now));
                if Some(&now) == before.get(question.id.as_str()) {
                    unmoved.push(format!("{} does not rest on {fact}", question.id));
                }
            }
        }
    }
    assert!(unmoved.is_empty(), "{}", unmoved.join("\n"));
    assert!(looked_at > 600 && refused < 20, "{looked_at} were looked at, {refused} values refused");
}
