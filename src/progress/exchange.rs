//! The exchange form: progress as a JSON document that any program can read, write and join (`coldstart.progress/1`).

use super::log::merge;
use super::{Attempt, Certainty, Flag, Flags, Mode};
use crate::content::Problem;
use crate::memory::{Grade, State};
use crate::text::nearest;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The schema that is written and read.
pub const SCHEMA: &str = "coldstart.progress/1";

/// A memory as it stands in the document, for people and for other programs; an import leaves it aside and replays the attempts.
#[derive(Debug, Clone, PartialEq)]
pub struct MemoryRow {
    /// The fact or group of questions that is scheduled.
    pub item: String,
    /// The questions that share this memory.
    pub questions: Vec<String>,
    /// The memory.
    pub state: State,
}

/// What an import finds in a document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Imported {
    /// The attempts, each id once, in the order of the log.
    pub attempts: Vec<Attempt>,
    /// The latest word on each question that was ever flagged.
    pub flags: Flags,
}

/// The document: attempts in the order of the log, one to a line; flags where there are any.
///
/// The error is `serde_json`'s; strings, numbers and dates as they stand in attempts and states do not cause one.
pub fn export(
    profile: &str,
    exported_at: Timestamp,
    attempts: &[Attempt],
    flags: &[Flag],
    memory: &[MemoryRow],
) -> serde_json::Result<String> {
    let head = [("schema", SCHEMA), ("profile", profile)];
    let mut text = String::from("{\n");
    for (key, value) in head {
        let _ = writeln!(text, "  \"{key}\": {},", serde_json::to_string(value)?);
    }
    let _ = writeln!(text, "  \"exported_at\": \"{exported_at}\",");
    let _ = writeln!(text, "  \"attempts\": {},", lines(attempts.iter().map(AttemptOut::from))?);
    if !flags.is_empty() {
        let _ = writeln!(text, "  \"flags\": {},", lines(flags.iter())?);
    }
    let _ = writeln!(text, "  \"memory\": {}", lines(memory.iter().map(MemoryOut::from))?);
    text.push_str("}\n");
    Ok(text)
}

/// A JSON list with one element to a line.
fn lines(elements: impl Iterator<Item = impl Serialize>) -> serde_json::Result<String> {
    let elements = elements.map(|element| serde_json::to_string(&element)).collect::<Result<Vec<_>, _>>()?;
    Ok(if elements.is_empty() {
        "[]".to_owned()
    } else {
        format!("[\n    {}\n  ]", elements.join(",\n    "))
    })
}

#[derive(Serialize)]
struct AttemptOut<'a> {
    id: &'a str,
    question: &'a str,
    rev: u32,
    at: Timestamp,
    mode: Mode,
    answer: &'a Option<Value>,
    correct: bool,
    grade: Grade,
    certainty: Option<Certainty>,
    hints: u32,
    took_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<Date>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    undone: bool,
}

impl<'a> From<&'a Attempt> for AttemptOut<'a> {
    fn from(attempt: &'a Attempt) -> Self {
        Self {
            id: &attempt.id,
            question: &attempt.question,
            rev: attempt.rev,
            at: attempt.at,
            mode: attempt.mode,
            answer: &attempt.answer,
            correct: attempt.correct,
            grade: attempt.grade,
            certainty: attempt.certainty,
            hints: attempt.hints,
            took_ms: attempt.took_ms,
            day: attempt.day,
            undone: attempt.undone,
        }
    }
}

#[derive(Serialize)]
struct MemoryOut<'a> {
    item: &'a str,
    questions: &'a [String],
    stability: f64,
    difficulty: f64,
    due: Date,
    interval_days: u32,
    reps: u32,
    lapses: u32,
    state: &'static str,
}

impl<'a> From<&'a MemoryRow> for MemoryOut<'a> {
    fn from(row: &'a MemoryRow) -> Self {
        Self {
            item: &row.item,
            questions: &row.questions,
            stability: row.state.stability,
            difficulty: row.state.difficulty,
            due: row.state.due,
            interval_days: row.state.interval_days,
            reps: row.state.reps,
            lapses: row.state.lapses,
            state: row.state.phase.name(),
        }
    }
}

/// The attempts and flags of a document, or everything that is wrong with it.
///
/// `file` is the name for messages. `answer`, `certainty`, `hints` and `took_ms` may be absent, since nothing is scheduled by them, and so may `flags`;
/// keys that this version does not know are left aside, and so is `memory`.
pub fn import(file: &str, text: &str) -> Result<Imported, Vec<Problem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let reader = Reader { file, text };
    let document: Object<'_> = serde_json::from_str(text).map_err(|error| vec![reader.not_json(&error)])?;
    reader.check_schema(&document).map_err(|problem| vec![*problem])?;
    let Some(list) = document.get("attempts") else {
        return Err(vec![
            Problem::about_file(file, "`attempts` is missing")
                .with_help("it is a list, which may be empty: `\"attempts\": []`"),
        ]);
    };
    let attempts: Vec<&RawValue> = serde_json::from_str(list.get())
        .map_err(|_| vec![reader.problem(list, "`attempts` is not a list")])?;
    let mut read = Vec::with_capacity(attempts.len());
    let mut problems = Vec::new();
    for (index, raw) in attempts.into_iter().enumerate() {
        match reader.attempt(index + 1, raw) {
            Ok(attempt) => read.push(attempt),
            Err(problem) => problems.push(*problem),
        }
    }
    let mut flags = Flags::default();
    if let Some(list) = document.get("flags").filter(|list| list.get() != "null") {
        let list: Vec<&RawValue> = serde_json::from_str(list.get())
            .map_err(|_| vec![reader.problem(list, "`flags` is not a list")])?;
        for (index, raw) in list.into_iter().enumerate() {
            match reader.flag(index + 1, raw) {
                Ok(flag) => drop(flags.put(flag)),
                Err(problem) => problems.push(*problem),
            }
        }
    }
    if problems.is_empty() { Ok(Imported { attempts: merge(read), flags }) } else { Err(problems) }
}

/// A JSON object whose values know where in the text they stand.
type Object<'a> = BTreeMap<String, &'a RawValue>;

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
}

impl<'a> Reader<'a> {
    fn problem(&self, raw: &RawValue, message: impl Into<String>) -> Problem {
        let start = raw.get().as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        Problem::at(self.file, self.text, start..start + raw.get().len(), message)
    }

    fn not_json(&self, error: &serde_json::Error) -> Problem {
        if error.is_data() {
            let message = "the document is not a JSON object";
            return Problem::at(self.file, self.text, 0..0, message).with_help(format!(
                "it begins with `{{\"schema\": \"{SCHEMA}\"`; `coldstart progress export` writes one"
            ));
        }
        let line_start: usize =
            self.text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let at = line_start + error.column().saturating_sub(1);
        let message = error.to_string();
        let why = message.split(" at line ").next().unwrap_or_default();
        Problem::at(self.file, self.text, at..at + 1, format!("this is not JSON: {why}"))
    }

    fn check_schema(&self, document: &Object<'_>) -> Result<(), Box<Problem>> {
        let accepted = format!("this version reads `{SCHEMA}`");
        let Some(raw) = document.get("schema") else {
            return Err(Problem::about_file(self.file, "`schema` is missing").with_help(accepted).into());
        };
        let found: String = serde_json::from_str(raw.get())
            .map_err(|_| self.problem(raw, "`schema` is not a text").with_help(accepted.clone()))?;
        if found == SCHEMA {
            return Ok(());
        }
        let found = found.escape_debug().to_string();
        let version =
            found.strip_prefix("coldstart.progress/").and_then(|version| version.parse::<u32>().ok());
        let problem = if version.is_some_and(|version| version > 1) {
            self.problem(raw, format!("`{found}` was written by a newer coldstart"))
                .with_help(format!("{accepted}; update coldstart"))
        } else {
            self.problem(raw, format!("`{found}` is not a document of progress")).with_help(accepted)
        };
        Err(problem.into())
    }

    fn attempt(&self, number: usize, raw: &'a RawValue) -> Result<Attempt, Box<Problem>> {
        let object: Object<'_> = serde_json::from_str(raw.get())
            .map_err(|_| self.problem(raw, format!("attempt {number} is not a JSON object")))?;
        let id = object.get("id").and_then(|id| serde_json::from_str::<String>(id.get()).ok());
        let name = match &id {
            Some(id) => format!("attempt {number} (`{}`)", id.escape_debug()),
            None => format!("attempt {number}"),
        };
        let fields = Fields { reader: self, raw, object, name };
        Ok(Attempt {
            id: fields.required("id", NAME, named)?,
            question: fields.required("question", NAME, named)?,
            rev: fields.required("rev", COUNT, from_value)?,
            at: fields.required("at", TIME, parsed)?,
            day: fields.optional("day", "a date, as in `2026-01-05`", parsed)?,
            mode: fields.required_word("mode", &MODES)?,
            answer: fields.optional("answer", "any JSON value", from_value)?,
            correct: fields.required("correct", FLAG, from_value)?,
            grade: fields.required_word("grade", &GRADES)?,
            certainty: fields.optional_word("certainty", &CERTAINTIES)?,
            hints: fields.optional("hints", COUNT, from_value)?.unwrap_or_default(),
            took_ms: fields
                .optional("took_ms", "a whole number of milliseconds", from_value)?
                .unwrap_or_default(),
            undone: fields.optional("undone", FLAG, from_value)?.unwrap_or_default(),
        })
    }

    fn flag(&self, number: usize, raw: &'a RawValue) -> Result<Flag, Box<Problem>> {
        let object: Object<'_> = serde_json::from_str(raw.get())
            .map_err(|_| self.problem(raw, format!("flag {number} is not a JSON object")))?;
        let fields = Fields { reader: self, raw, object, name: format!("flag {number}") };
        Ok(Flag {
            question: fields.required("question", NAME, named)?,
            flagged: fields.required("flagged", FLAG, from_value)?,
            at: fields.required("at", TIME, parsed)?,
        })
    }
}

const NAME: &str = "a text that is not empty";
const TIME: &str = "a time in UTC, as in `2026-01-05T09:00:00Z`";
const COUNT: &str = "a whole number from 0";
const FLAG: &str = "`true` or `false`";
const GRADES: [&str; 4] = ["again", "hard", "good", "easy"];
const CERTAINTIES: [&str; 3] = ["sure", "unsure", "guess"];
const MODES: [&str; 9] =
    ["learn", "drill", "review", "weakest", "exam", "interview", "blitz", "pairs", "date"];

/// One attempt or flag of the document while it is read.
struct Fields<'a> {
    reader: &'a Reader<'a>,
    raw: &'a RawValue,
    object: Object<'a>,
    name: String,
}

impl Fields<'_> {
    /// The value under `key`; `None` where it is absent or null. `accepted` says what it may be.
    fn optional<T>(
        &self,
        key: &str,
        accepted: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Box<Problem>> {
        let Some(raw) = self.object.get(key).filter(|raw| raw.get() != "null") else { return Ok(None) };
        match read(raw.get()) {
            Some(value) => Ok(Some(value)),
            None => Err(self
                .reader
                .problem(raw, format!("{}: `{key}` cannot be {}", self.name, shortened(raw.get())))
                .with_help(format!("it is {accepted}"))
                .into()),
        }
    }

    fn required<T>(
        &self,
        key: &str,
        accepted: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Box<Problem>> {
        self.optional(key, accepted, read)?.ok_or_else(|| {
            let what = if self.object.contains_key(key) { "is null" } else { "is missing" };
            let near = nearest(key, self.object.keys().map(String::as_str));
            let help = match near {
                Some(near) if near != key => format!("it is {accepted}; did you mean `{key}` by `{near}`?"),
                _ => format!("it is {accepted}"),
            };
            self.reader.problem(self.raw, format!("{}: `{key}` {what}", self.name)).with_help(help).into()
        })
    }

    fn optional_word<T: for<'de> Deserialize<'de>>(
        &self,
        key: &str,
        words: &[&str],
    ) -> Result<Option<T>, Box<Problem>> {
        self.optional(key, &one_of(words), from_value).map_err(|problem| {
            let found = problem.found.trim_matches('"').to_owned();
            match nearest(&found, words.iter().copied()) {
                Some(near) => {
                    problem.with_help(format!("did you mean `{near}`? It is {}", one_of(words))).into()
                }
                None => problem,
            }
        })
    }

    fn required_word<T: for<'de> Deserialize<'de>>(
        &self,
        key: &str,
        words: &[&str],
    ) -> Result<T, Box<Problem>> {
        match self.optional_word(key, words)? {
            Some(value) => Ok(value),
            None => self.required(key, &one_of(words), |_| None),
        }
    }
}

fn one_of(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    format!("one of {}", words.join(", "))
}

fn from_value<T: for<'de> Deserialize<'de>>(json: &str) -> Option<T> {
    serde_json::from_str(json).ok()
}

fn named(json: &str) -> Option<String> {
    from_value::<String>(json).filter(|name| !name.is_empty())
}

fn parsed<T: std::str::FromStr>(json: &str) -> Option<T> {
    from_value::<String>(json)?.parse().ok()
}

/// At most forty characters of a value.
fn shortened(json: &str) -> String {
    let line = json.lines().next().unwrap_or_default();
    if line.chars().count() > 40 || line.len() < json.len() {
        format!("{}…", line.chars().take(40).collect::<String>())
    } else {
        line.to_owned()
    }
}

#[cfg(test)]
mod tests;
