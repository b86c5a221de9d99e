//! What a team wants everybody to know: topics and levels, named by a pack.

use crate::content::reader::Reading;
use crate::content::{Problem, Sources, TopicId};
use crate::quiz::{QUIZZES_FOLDER, is_required};
use crate::text::nearest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How well a topic is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Some of its questions were answered.
    Attempted,
    /// Most are known.
    Familiar,
    /// All are known.
    Proficient,
    /// All are known, and stayed known when topics were mixed.
    Mastered,
}

impl Level {
    /// Every level, lowest first.
    pub const ALL: [Self; 4] = [Self::Attempted, Self::Familiar, Self::Proficient, Self::Mastered];

    /// The name used in files and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Attempted => "attempted",
            Self::Familiar => "familiar",
            Self::Proficient => "proficient",
            Self::Mastered => "mastered",
        }
    }

    /// The level of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// The level below; the lowest stays.
    #[must_use]
    pub fn below(self) -> Self {
        match self {
            Self::Attempted | Self::Familiar => Self::Attempted,
            Self::Proficient => Self::Familiar,
            Self::Mastered => Self::Proficient,
        }
    }
}

/// A topic and the level that is wanted in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// Topic.
    pub topic: TopicId,
    /// Lowest level that will do.
    pub level: Level,
}

/// The requirements of `quizzes/required.toml` and `quizzes/required.WORD.toml`. A topic that is named twice is wanted at the higher
/// level.
pub(super) fn load(
    sources: &Sources,
    topics: &BTreeSet<&str>,
    problems: &mut Vec<Problem>,
) -> Vec<Requirement> {
    let mut required: Vec<Requirement> = Vec::new();
    for (file, text) in sources.in_folder(QUIZZES_FOLDER).filter(|(file, _)| is_required(file)) {
        let reading = Reading::new(file, text);
        let mut root = reading.root();
        if let Some(table) = root.optional_table("required") {
            for (topic, level) in table.into_texts() {
                let known = topics.contains(topic.get_ref().as_str());
                if !known {
                    let mut problem =
                        reading.problem(topic.span(), format!("there is no topic `{}`", topic.get_ref()));
                    problem.help = nearest(topic.get_ref(), topics.iter().copied())
                        .map(|near| format!("did you mean `{near}`?"));
                    reading.report(problem);
                }
                let Some(wanted) = Level::from_name(level.get_ref()) else {
                    let names: Vec<&str> = Level::ALL.map(Level::name).to_vec();
                    let mut help = format!("accepted: {}", names.join(", "));
                    if let Some(near) = nearest(level.get_ref(), names.iter().copied()) {
                        help = format!("did you mean `{near}`? {help}");
                    }
                    let message = format!("there is no level `{}`", level.get_ref());
                    reading.report(reading.problem(level.span(), message).with_help(help));
                    continue;
                };
                let topic = topic.into_inner();
                match required.iter_mut().find(|other| other.topic == topic) {
                    Some(other) => other.level = other.level.max(wanted),
                    None if known => required.push(Requirement { topic, level: wanted }),
                    None => {}
                }
            }
        }
        root.finish();
        problems.extend(reading.into_problems());
    }
    required
}
