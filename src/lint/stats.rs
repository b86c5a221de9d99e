//! Counts over a course: what is asked, how, and what nobody asks about.

use crate::content::FactId;
use crate::course::{Course, Use};
use crate::quiz::{Kind, Level, Question};
use std::collections::BTreeMap;

/// Counts over a whole course.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stats {
    /// In the order of the course.
    pub topics: Vec<TopicStats>,
    /// Questions by kind.
    pub kinds: BTreeMap<&'static str, usize>,
    /// Questions by level, from recall to judge.
    pub levels: BTreeMap<Level, usize>,
    /// Questions whose values are drawn.
    pub generated: usize,
    /// Questions that ask which claim is out of date, and since when.
    pub outdated: usize,
    /// Chains: several questions about one situation.
    pub chains: usize,
    /// Facts in all.
    pub facts: usize,
    /// Facts that a page quotes and no question rests on, in the order of the course's facts.
    pub unasked: Vec<FactId>,
}

/// Counts over a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicStats {
    /// Its id.
    pub topic: String,
    /// Questions.
    pub questions: usize,
    /// Questions that ask for more than recall.
    pub beyond_recall: usize,
}

impl Stats {
    /// Counts.
    pub fn of(course: &Course) -> Self {
        let mut stats = Self { facts: course.facts().len(), ..Self::default() };
        for topic in course.topics() {
            let questions = course.questions_of(&topic.id);
            for question in questions {
                *stats.kinds.entry(question.kind.name()).or_default() += 1;
                *stats.levels.entry(question.level).or_default() += 1;
                stats.generated += usize::from(matches!(question.kind, Kind::Generated(_)));
                stats.outdated += usize::from(question.outdated);
                stats.chains += usize::from(question.chain.as_ref().is_some_and(|place| place.step == 1));
            }
            stats.topics.push(TopicStats {
                topic: topic.id.clone(),
                questions: questions.len(),
                beyond_recall: questions.iter().filter(|question| is_beyond_recall(question)).count(),
            });
        }
        let unasked = course.facts().iter().filter(|fact| {
            let uses = course.uses_of(&fact.id);
            uses.iter().any(|other| matches!(other, Use::Topic(_)))
                && !uses.iter().any(|other| matches!(other, Use::Question(_)))
        });
        stats.unasked = unasked.map(|fact| fact.id.clone()).collect();
        stats
    }

    /// Questions in all.
    pub fn questions(&self) -> usize {
        self.topics.iter().map(|topic| topic.questions).sum()
    }

    /// Questions that ask for more than recall.
    pub fn beyond_recall(&self) -> usize {
        self.topics.iter().map(|topic| topic.beyond_recall).sum()
    }
}

fn is_beyond_recall(question: &Question) -> bool {
    question.level > Level::Recall
}
