//! Rows into our own types.

use crate::progress::{Annotation, Attempt, Flag, Goal, PastSession, Place, RESULTS};
use rusqlite::types::Type;
use rusqlite::{Connection, Error, OptionalExtension, Result, Row};
use serde::Deserialize;
use serde::de::value::BorrowedStrDeserializer;
use serde_json::Value;
use std::str::FromStr;

/// Every attempt of a profile, in no order.
pub(super) fn attempts(connection: &Connection, profile: &str) -> Result<Vec<Attempt>> {
    let mut statement = connection.prepare(
        "SELECT id, question, rev, at, day, mode, answer, correct, grade, certainty, hints, took_ms,
                EXISTS (SELECT 1 FROM undone WHERE undone.profile = attempts.profile AND attempt = id)
         FROM attempts WHERE profile = ?1",
    )?;
    statement
        .query_map([profile], |row| {
            Ok(Attempt {
                id: row.get(0)?,
                question: row.get(1)?,
                rev: row.get(2)?,
                at: parsed(text(row, 3)?, 3)?,
                day: optional(row, 4)?.map(|day| parsed(day, 4)).transpose()?,
                mode: word(text(row, 5)?, 5)?,
                answer: optional(row, 6)?.map(|json| from_json(json, 6)).transpose()?,
                correct: row.get(7)?,
                grade: word(text(row, 8)?, 8)?,
                certainty: optional(row, 9)?.map(|name| word(name, 9)).transpose()?,
                hints: row.get(10)?,
                took_ms: u64::try_from(row.get::<_, i64>(11)?).unwrap_or(0),
                undone: row.get(12)?,
            })
        })?
        .collect()
}

/// Every reading place of a profile, in no order.
pub(super) fn places(connection: &Connection, profile: &str) -> Result<Vec<Place>> {
    let mut statement = connection
        .prepare("SELECT topic, anchor, block, line, percent, finished, at FROM places WHERE profile = ?1")?;
    statement
        .query_map([profile], |row| {
            Ok(Place {
                topic: row.get(0)?,
                anchor: row.get(1)?,
                block: row.get(2)?,
                line: row.get(3)?,
                percent: row.get(4)?,
                finished: row.get(5)?,
                at: parsed(text(row, 6)?, 6)?,
            })
        })?
        .collect()
}

/// Every bookmark and note of a profile, by topic and anchor.
pub(super) fn annotations(connection: &Connection, profile: &str) -> Result<Vec<Annotation>> {
    let mut statement = connection.prepare(
        "SELECT topic, anchor, title, bookmarked, note, at FROM annotations WHERE profile = ?1 ORDER BY topic, anchor",
    )?;
    statement
        .query_map([profile], |row| {
            Ok(Annotation {
                topic: row.get(0)?,
                anchor: row.get(1)?,
                title: row.get(2)?,
                bookmarked: row.get(3)?,
                note: row.get(4)?,
                at: parsed(text(row, 5)?, 5)?,
            })
        })?
        .collect()
}

/// The latest word on every question that a profile ever flagged, by question.
pub(super) fn flags(connection: &Connection, profile: &str) -> Result<Vec<Flag>> {
    let mut statement =
        connection.prepare("SELECT question, flagged, at FROM flags WHERE profile = ?1 ORDER BY question")?;
    statement
        .query_map([profile], |row| {
            Ok(Flag { question: row.get(0)?, flagged: row.get(1)?, at: parsed(text(row, 2)?, 2)? })
        })?
        .collect()
}

/// The saved session of a profile.
pub(super) fn session(connection: &Connection, profile: &str) -> Result<Option<String>> {
    connection
        .query_row("SELECT session FROM sessions WHERE profile = ?1", [profile], |row| row.get(0))
        .optional()
}

/// The goal of a profile.
pub(super) fn goal(connection: &Connection, profile: &str) -> Result<Option<Goal>> {
    connection
        .query_row("SELECT goal FROM goals WHERE profile = ?1", [profile], |row| {
            let json = text(row, 0)?;
            serde_json::from_str(json).map_err(|error| conversion(error, 0))
        })
        .optional()
}

/// The latest results of a profile, newest first.
pub(super) fn results(connection: &Connection, profile: &str) -> Result<Vec<PastSession>> {
    let most = i64::try_from(RESULTS).unwrap_or(i64::MAX);
    let mut results: Vec<PastSession> = connection
        .prepare("SELECT at, session FROM results WHERE profile = ?1 ORDER BY at DESC LIMIT ?2")?
        .query_map(rusqlite::params![profile, most], |row| {
            Ok(PastSession { at: parsed(text(row, 0)?, 0)?, session: row.get(1)? })
        })?
        .collect::<Result<_>>()?;
    // Fractions of a second have as many digits as they need, so their texts do not sort as times do.
    results.sort_by_key(|result| std::cmp::Reverse(result.at));
    Ok(results)
}

/// The profiles that have a log, sorted.
pub(super) fn profiles(connection: &Connection) -> Result<Vec<String>> {
    connection
        .prepare("SELECT DISTINCT profile FROM attempts ORDER BY profile")?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// A text where it lies, without a copy.
fn text<'a>(row: &'a Row<'_>, column: usize) -> Result<&'a str> {
    optional(row, column)?.ok_or_else(|| Error::InvalidColumnType(column, String::new(), Type::Null))
}

fn optional<'a>(row: &'a Row<'_>, column: usize) -> Result<Option<&'a str>> {
    row.get_ref(column)?.as_str_or_null().map_err(|error| conversion(error, column))
}

fn parsed<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(
    text: &str,
    column: usize,
) -> Result<T> {
    text.parse().map_err(|error| conversion(error, column))
}

/// A variant by its name in the exchange form.
fn word<'de, T: Deserialize<'de>>(name: &'de str, column: usize) -> Result<T> {
    let name: BorrowedStrDeserializer<'de, serde::de::value::Error> = BorrowedStrDeserializer::new(name);
    T::deserialize(name).map_err(|error| conversion(error, column))
}

fn from_json(json: &str, column: usize) -> Result<Value> {
    serde_json::from_str(json).map_err(|error| conversion(error, column))
}

fn conversion(error: impl std::error::Error + Send + Sync + 'static, column: usize) -> Error {
    Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}
