//! What a team's members know, without a server: each writes a file that holds levels and dates and nothing else, and anybody joins
//! the files.

use super::mastery::TopicMastery;
use crate::content::TopicId;
use crate::course::{Mastery, Requirement};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The schema of a file of levels.
pub(super) const LEVELS_SCHEMA: &str = "coldstart.levels/1";

/// A member's levels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberLevels {
    /// The name that the member gave.
    pub member: String,
    /// Level and the day since which it holds, by topic.
    pub topics: BTreeMap<TopicId, (Mastery, Date)>,
}

#[derive(Serialize, Deserialize)]
struct Document {
    schema: String,
    member: String,
    topics: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    topic: TopicId,
    level: Mastery,
    since: Date,
}

/// Why a file of levels cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LevelsError {
    /// Not a document of this schema.
    #[error("it is no file of levels ({why}); `coldstart team export FILE` writes one")]
    Unreadable {
        /// What is wrong.
        why: String,
    },
    /// A later schema.
    #[error(
        "it was written by a newer coldstart (`{found}`, this version reads `{LEVELS_SCHEMA}`); update coldstart"
    )]
    Newer {
        /// Its schema.
        found: String,
    },
}

/// The document of a member: levels and dates, no answers, no times.
///
/// The error is `serde_json`'s; names, levels and dates do not cause one.
pub fn levels_document(member: &str, mastery: &[TopicMastery]) -> serde_json::Result<String> {
    let topics = mastery
        .iter()
        .filter_map(|topic| {
            Some(Row { topic: topic.topic.clone(), level: topic.level?, since: topic.since? })
        })
        .collect();
    let document = Document { schema: LEVELS_SCHEMA.to_owned(), member: member.to_owned(), topics };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// Reads a document of levels.
pub fn read_levels(text: &str) -> Result<MemberLevels, LevelsError> {
    let unreadable = |why: String| LevelsError::Unreadable { why };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value: serde_json::Value =
        serde_json::from_str(text).map_err(|error| unreadable(format!("this is not JSON: {error}")))?;
    let schema = value.get("schema").and_then(serde_json::Value::as_str).unwrap_or_default();
    if schema != LEVELS_SCHEMA {
        let shown: String = schema.chars().take(40).flat_map(char::escape_default).collect();
        let version =
            schema.strip_prefix("coldstart.levels/").and_then(|version| version.parse::<u32>().ok());
        return Err(match version {
            Some(2..) => LevelsError::Newer { found: shown },
            _ if schema.is_empty() => unreadable("it has no `schema`".to_owned()),
            _ => unreadable(format!("its schema is `{shown}`")),
        });
    }
    let document: Document = serde_json::from_value(value).map_err(|error| unreadable(error.to_string()))?;
    let topics = document.topics.into_iter().map(|row| (row.topic, (row.level, row.since))).collect();
    Ok(MemberLevels { member: document.member, topics })
}

/// Joins files in any order with one result: of several files of one member the later level of each topic counts, of two of one day
/// the higher one. Members are in the order of their names.
pub fn merge_levels(files: impl IntoIterator<Item = MemberLevels>) -> Vec<MemberLevels> {
    let mut members: BTreeMap<String, BTreeMap<TopicId, (Mastery, Date)>> = BTreeMap::new();
    for file in files {
        let topics = members.entry(file.member).or_default();
        for (topic, (level, since)) in file.topics {
            let kept = topics.entry(topic).or_insert((level, since));
            if (since, level) > (kept.1, kept.0) {
                *kept = (level, since);
            }
        }
    }
    members.into_iter().map(|(member, topics)| MemberLevels { member, topics }).collect()
}

/// Who has which topic at which level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The topics that count, with the level that is required, where one is.
    pub topics: Vec<(TopicId, Option<Mastery>)>,
    /// Everybody, by name.
    pub members: Vec<MemberLevels>,
}

impl Coverage {
    /// The coverage of `required` topics; where none are required, of every topic of the course that anybody has begun, in the order of
    /// `course`, with topics that the course does not know behind.
    pub fn new(members: Vec<MemberLevels>, required: &[Requirement], course: &[TopicId]) -> Self {
        let topics = if required.is_empty() {
            let begun: BTreeSet<&TopicId> = members.iter().flat_map(|member| member.topics.keys()).collect();
            let known = course.iter().filter(|topic| begun.contains(topic));
            let unknown = begun.iter().copied().filter(|topic| !course.contains(topic));
            known.chain(unknown).map(|topic| (topic.clone(), None)).collect()
        } else {
            required.iter().map(|required| (required.topic.clone(), Some(required.level))).collect()
        };
        Self { topics, members }
    }

    /// Whether a member has what is required of a topic; without a requirement anybody has.
    pub fn is_met(member: &MemberLevels, topic: &TopicId, required: Option<Mastery>) -> bool {
        required.is_none_or(|required| member.topics.get(topic).is_some_and(|(level, _)| *level >= required))
    }

    /// How many members have what is required of a topic.
    pub fn met_by(&self, topic: &TopicId, required: Option<Mastery>) -> usize {
        self.members.iter().filter(|member| Self::is_met(member, topic, required)).count()
    }

    /// Whether everybody has everything that is required.
    pub fn is_complete(&self) -> bool {
        self.topics.iter().all(|(topic, required)| self.met_by(topic, *required) == self.members.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn file() -> impl Strategy<Value = MemberLevels> {
        let topic = prop::sample::select(&["limits", "edge", "pricing"][..]);
        let row = (topic, prop::sample::select(&Mastery::ALL[..]), 1_i8..5)
            .prop_map(|(topic, level, day)| (topic.to_owned(), (level, date(2026, 1, day))));
        (prop::sample::select(&["ana", "ben"][..]), prop::collection::vec(row, 0..4)).prop_map(
            |(member, rows)| MemberLevels { member: member.to_owned(), topics: rows.into_iter().collect() },
        )
    }

    proptest! {
        #[test]
        fn files_merge_in_any_order(
            (files, shuffled) in prop::collection::vec(file(), 0..8)
                .prop_flat_map(|files| (Just(files.clone()), Just(files).prop_shuffle()))
        ) {
            let merged = merge_levels(files.iter().cloned());
            prop_assert_eq!(&merged, &merge_levels(shuffled));
            prop_assert_eq!(&merged, &merge_levels(merged.clone().into_iter().chain(files)));
        }
    }

    #[test]
    fn what_is_no_file_of_levels_is_told() {
        let why = |text: &str| read_levels(text).unwrap_err().to_string();
        assert!(why("{").contains("not JSON"));
        assert!(why("{}").contains("no `schema`"));
        assert!(why("{\"schema\": \"coldstart.progress/1\"}").contains("coldstart.progress/1"));
        assert!(why("{\"schema\": \"coldstart.levels/2\"}").contains("newer coldstart"));
        let unknown = "{\"schema\": \"coldstart.levels/1\", \"member\": \"a\", \"topics\": [{\"topic\": \"x\", \"level\": \"godlike\", \"since\": \"2026-01-01\"}]}";
        assert!(why(unknown).contains("godlike"));
    }
}
