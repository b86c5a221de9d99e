//! Whether the course says and asks all that it set out from: `content/coverage.toml` lists the claims of the notes, what they and
//! AWS's own pages disagree about, and the questions that the notes ask.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use coldstart::content::BlockKind;
use coldstart::content::expand::{Expander, find_references};
use coldstart::course::Course;
use coldstart::quiz::Kind;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const LIST: &str = include_str!("../content/coverage.toml");

/// How many rows the list of disagreements has for each origin.
const CONFLICTS: [(&str, usize); 7] = [
    ("aws", 19),
    ("between", 15),
    ("note-1", 17),
    ("note-2", 19),
    ("note-3", 30),
    ("note-4", 9),
    ("note-5", 11),
];
const NOTES: u8 = 5;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Coverage {
    asked: Vec<Asked>,
    conflict: Vec<Conflict>,
    claim: Vec<Claim>,
}

/// A question that a note asks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Asked {
    set: Set,
    number: u8,
    question: String,
    /// The open question, with a rubric.
    open: String,
    /// Questions on the same that are graded without the learner's judgement.
    graded: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Set {
    Interview,
    SelfQuiz,
}

/// Something that sources say differently.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Conflict {
    id: String,
    topic: String,
    said: String,
    now: String,
    since: String,
    /// Where the course tells it; the first place shows every phrase of `shows`.
    at: Vec<String>,
    /// Phrases of the page: what was said, what is right, since when.
    shows: Vec<String>,
    #[serde(default)]
    questions: Vec<String>,
    /// Why nothing is asked about it.
    why: Option<String>,
}

/// A claim of a note.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    note: u8,
    section: String,
    says: String,
    verdict: Verdict,
    at: Vec<String>,
    #[serde(default)]
    questions: Vec<String>,
    /// Why nothing is asked about it.
    why: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    /// Holds today.
    Right,
    /// Never held, or leaves out what changes it.
    Corrected,
    /// Held once.
    Dated,
    /// Advice, or an estimate without a source.
    Opinion,
}

fn coverage() -> Coverage {
    toml::from_str(LIST).expect("the list is in its form")
}

/// The text below each heading of the course, to the next heading of whatever level, with its facts' values.
fn sections(course: &Course) -> BTreeMap<String, String> {
    let expander = course.expander();
    let mut sections = BTreeMap::new();
    for topic in course.topics() {
        let page = course.page(&topic.id).unwrap();
        let mut headings: Vec<(usize, &str)> = Vec::new();
        for block in &page.blocks {
            if let BlockKind::Heading { anchor, .. } = &block.kind {
                headings.push((block.line - topic.body_line, anchor));
            }
        }
        let lines: Vec<&str> = topic.body.lines().collect();
        for (at, (start, anchor)) in headings.iter().enumerate() {
            let end = headings.get(at + 1).map_or(lines.len(), |(next, _)| *next);
            let text = words(&expanded(&expander, &lines[start + 1..end].join("\n")).unwrap());
            sections.insert(format!("{}#{anchor}", topic.id), text);
        }
    }
    sections
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn expanded(expander: &Expander<'_>, text: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut copied = 0;
    for (range, inside) in find_references(text) {
        out.push_str(&text[copied..range.start]);
        out.push_str(&expander.expand(inside).map_err(|error| error.message)?.text);
        copied = range.end;
    }
    out.push_str(&text[copied..]);
    Ok(out)
}

/// Everything that is wrong with `list`, for `course`.
fn problems(course: &Course, list: &Coverage) -> Vec<String> {
    let mut wrong = Vec::new();
    let sections = sections(course);
    let expander = course.expander();
    let places = |who: &str, at: &[String], wrong: &mut Vec<String>| {
        if at.is_empty() {
            wrong.push(format!("{who}: no place"));
        }
        let missing = at.iter().filter(|place| !sections.contains_key(*place));
        wrong.extend(missing.map(|place| format!("{who}: no heading {place}")));
    };
    let asks =
        |who: &str, questions: &[String], why: Option<&str>, opinion: bool, wrong: &mut Vec<String>| {
            let unknown =
                questions.iter().filter(|id| course.question(id).is_none_or(|found| found.id != **id));
            wrong.extend(unknown.map(|id| format!("{who}: no question {id}")));
            let excused = why.is_some_and(|why| !why.trim().is_empty());
            if questions.is_empty() && !opinion && !excused {
                wrong.push(format!("{who}: nothing asks about it"));
            }
            if why.is_some() && !questions.is_empty() {
                wrong.push(format!("{who}: excused, and asked about"));
            }
        };

    for row in &list.asked {
        let who = format!("asked {:?} {}", row.set, row.number);
        match course.question(&row.open).map(|question| &question.kind) {
            Some(Kind::Open(open)) if !open.rubric.is_empty() => {}
            Some(_) => wrong.push(format!("{who}: {} has no rubric", row.open)),
            None => wrong.push(format!("{who}: no question {}", row.open)),
        }
        if row.graded.is_empty() {
            wrong.push(format!("{who}: nothing graded"));
        }
        for id in &row.graded {
            match course.question(id).map(|question| &question.kind) {
                None => wrong.push(format!("{who}: no question {id}")),
                Some(Kind::Open(_)) => wrong.push(format!("{who}: {id} is not graded by itself")),
                Some(_) => {}
            }
        }
        if row.question.trim().is_empty() {
            wrong.push(format!("{who}: says not what is asked"));
        }
    }
    for (set, count) in [(Set::Interview, 18), (Set::SelfQuiz, 8)] {
        let numbers: Vec<u8> = list.asked.iter().filter(|row| row.set == set).map(|row| row.number).collect();
        if numbers != (1..=count).collect::<Vec<u8>>() {
            wrong.push(format!("asked {set:?}: {numbers:?} instead of 1 to {count}"));
        }
    }

    let mut ids = BTreeSet::new();
    for row in &list.conflict {
        let who = format!("conflict {}", row.id);
        if !ids.insert(&row.id) {
            wrong.push(format!("{who}: twice"));
        }
        for text in [&row.topic, &row.said, &row.now, &row.since] {
            match expanded(&expander, text) {
                Ok(text) if text.trim().is_empty() => wrong.push(format!("{who}: an empty text")),
                Ok(_) => {}
                Err(message) => wrong.push(format!("{who}: {message}")),
            }
        }
        places(&who, &row.at, &mut wrong);
        asks(&who, &row.questions, row.why.as_deref(), false, &mut wrong);
        if row.shows.len() < 2 {
            wrong.push(format!("{who}: not both values are looked for"));
        }
        let told = row.at.first().and_then(|place| sections.get(place)).map_or("", String::as_str);
        for phrase in &row.shows {
            match expanded(&expander, phrase) {
                Ok(phrase) if told.contains(&phrase) => {}
                Ok(phrase) => wrong.push(format!("{who}: the page does not say `{phrase}`")),
                Err(message) => wrong.push(format!("{who}: {message}")),
            }
        }
    }
    for (origin, count) in CONFLICTS {
        let prefix = format!("{origin}.");
        let found = list.conflict.iter().filter(|row| row.id.starts_with(&prefix)).count();
        if found != count {
            wrong.push(format!("conflicts of {origin}: {found} instead of {count}"));
        }
    }
    if list.conflict.len() != CONFLICTS.iter().map(|(_, count)| count).sum::<usize>() {
        wrong.push("a conflict of unknown origin".to_owned());
    }

    let mut claims = BTreeSet::new();
    for row in &list.claim {
        let who = format!("claim {} {}: {}", row.note, row.section, row.says);
        if !(1..=NOTES).contains(&row.note) || row.section.trim().is_empty() || row.says.trim().is_empty() {
            wrong.push(format!("{who}: incomplete"));
        }
        if !claims.insert((row.note, &row.section, &row.says)) {
            wrong.push(format!("{who}: twice"));
        }
        places(&who, &row.at, &mut wrong);
        asks(&who, &row.questions, row.why.as_deref(), row.verdict == Verdict::Opinion, &mut wrong);
    }
    wrong
}

#[test]
fn the_course_says_and_asks_all_that_the_notes_do() {
    let wrong = problems(&Course::built_in(), &coverage());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_note_is_listed_in_every_verdict_that_it_earned() {
    let list = coverage();
    for note in 1..=NOTES {
        for verdict in [Verdict::Right, Verdict::Corrected, Verdict::Dated] {
            let found = list.claim.iter().any(|row| row.note == note && row.verdict == verdict);
            assert!(found, "note {note} has no claim that is {verdict:?}");
        }
    }
}

/// What a row of the list can miss is found, each by its own words.
#[test]
fn what_is_missing_is_told() {
    type Fault = fn(&mut Coverage);
    let faults: [(Fault, &str); 16] = [
        (|list| list.asked[0].open = "no.such".to_owned(), "no question no.such"),
        (|list| list.asked[0].open = list.asked[0].graded[0].clone(), "has no rubric"),
        (|list| list.asked[0].graded.clear(), "nothing graded"),
        (|list| list.asked[0].graded[0] = list.asked[0].open.clone(), "is not graded by itself"),
        (|list| drop(list.asked.pop()), "instead of 1 to"),
        (|list| list.conflict[0].at[0] = "limits#no-such".to_owned(), "no heading limits#no-such"),
        (|list| list.conflict[0].shows[0] = "no page says this".to_owned(), "the page does not say"),
        (|list| list.conflict[0].shows.truncate(1), "not both values"),
        (|list| list.conflict[0].now = "{fact:no.such}".to_owned(), "there is no fact `no.such`"),
        (|list| list.conflict[0].questions.clear(), "nothing asks about it"),
        (|list| list.conflict[0].why = Some("a reason".to_owned()), "excused, and asked about"),
        (|list| drop(list.conflict.pop()), "conflicts of"),
        (|list| list.claim[0].at[0] = "no-such#time".to_owned(), "no heading no-such#time"),
        (|list| list.claim[0].questions[0] = "no.such".to_owned(), "no question no.such"),
        (|list| list.claim[0].questions.clear(), "nothing asks about it"),
        (|list| list.claim.push(list.claim[0].clone()), "twice"),
    ];
    let course = Course::built_in();
    for (fault, said) in faults {
        let mut list = coverage();
        fault(&mut list);
        let wrong = problems(&course, &list);
        assert!(wrong.iter().any(|problem| problem.contains(said)), "not told: {said}: {wrong:?}");
    }
}

#[test]
fn an_unknown_key_is_refused() {
    for (row, key) in
        [("[[claim]]\n", "verdicts"), ("[[conflict]]\n", "shown"), ("[[asked]]\n", "closed"), ("", "claims")]
    {
        let list = match row {
            "" => format!("{key} = 1\n{LIST}"),
            row => LIST.replacen(row, &format!("{row}{key} = 1\n"), 1),
        };
        let error = toml::from_str::<Coverage>(&list).expect_err("an unknown key").to_string();
        assert!(error.contains(key), "{error}");
    }
}
