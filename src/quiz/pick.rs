//! Which questions a session asks, and in which order.

use super::chain::keep_chains;
use super::mode::Mode;
use super::question::{Question, QuestionId};
use crate::content::TopicId;
use crate::text::nearest;
use crate::text::random::{Random, seed_from};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A question that a session is going to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    /// The question.
    pub question: QuestionId,
    /// Its topic, for the summary.
    pub topic: TopicId,
    /// How often it was answered before; decides the order of its options.
    pub showing: u64,
}

/// What a learner asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Only questions of these topics; all where empty.
    pub topics: &'a [TopicId],
    /// At most so many questions.
    pub count: Option<usize>,
    /// Decides every random choice.
    pub seed: u64,
}

/// Why there is nothing to ask.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PickError {
    /// No question belongs to the topic.
    #[error("there are no questions about `{topic}`{}", did_you_mean(.nearest.as_ref()))]
    UnknownTopic {
        /// The topic that was asked for.
        topic: TopicId,
        /// A topic with a similar name that has questions.
        nearest: Option<TopicId>,
    },
    /// No questions at all.
    #[error("there are no questions to ask")]
    Nothing,
    /// A count of zero.
    #[error("a session needs at least one question")]
    ZeroCount,
    /// A mode whose questions are not chosen by this function.
    #[error("sessions of the kind `{}` cannot be started this way; `learn` and `drill` can", .0.name())]
    Mode(Mode),
}

fn did_you_mean(nearest: Option<&TopicId>) -> String {
    nearest.map(|topic| format!("; did you mean `{topic}`?")).unwrap_or_default()
}

/// Chooses questions for [`Mode::Learn`] (in the order of `pool`, those never answered first) and [`Mode::Drill`]
/// (shuffled). `pool` is in the order of the course; `answered` says how often each question was answered before.
/// The same arguments give the same questions on every machine.
pub fn pick<'a>(
    mode: Mode,
    pool: impl IntoIterator<Item = &'a Question>,
    answered: &BTreeMap<QuestionId, u64>,
    wanted: Wanted<'_>,
) -> Result<Vec<Pick>, PickError> {
    if !matches!(mode, Mode::Learn | Mode::Drill) {
        return Err(PickError::Mode(mode));
    }
    if wanted.count == Some(0) {
        return Err(PickError::ZeroCount);
    }
    let pool: Vec<&Question> = pool.into_iter().collect();
    for topic in wanted.topics {
        if !pool.iter().any(|question| question.topic == *topic) {
            let known = pool.iter().map(|question| question.topic.as_str());
            let nearest = nearest(topic, known).map(str::to_owned);
            return Err(PickError::UnknownTopic { topic: topic.clone(), nearest });
        }
    }
    let mut picks: Vec<Pick> = pool
        .iter()
        .filter(|question| wanted.topics.is_empty() || wanted.topics.contains(&question.topic))
        .map(|question| Pick {
            question: question.id.clone(),
            topic: question.topic.clone(),
            showing: answered.get(&question.id).copied().unwrap_or(0),
        })
        .collect();
    match mode {
        Mode::Drill => Random::new(seed_from(&["drill"], wanted.seed)).shuffle(&mut picks),
        // A stable sort keeps the course's order within each part.
        _ => picks.sort_by_key(|pick| pick.showing > 0),
    }
    keep_chains(&mut picks, &|id| pool.iter().find(|question| question.id == id)?.chain.clone());
    picks.truncate(wanted.count.unwrap_or(usize::MAX));
    if picks.is_empty() { Err(PickError::Nothing) } else { Ok(picks) }
}
