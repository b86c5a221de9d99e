//! How well each topic is known: four levels that follow from the log alone.
//!
//! The levels are those of Khan Academy's mastery system, with a memory in the place of a skill: below 70 % known is attempted,
//! from there familiar, all known is proficient. The highest takes right answers in mixed sessions, among them one that is not a
//! choice where the topic has any; a wrong answer takes one level.

use super::queue::is_known;
use super::standing::Standing;
use crate::content::TopicId;
use crate::course::Mastery;
use crate::progress::{Attempt, Mode};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Share of a topic's memories that must be known to be familiar with it, in per cent.
const FAMILIAR_PERCENT: usize = 70;
/// Memories that must be known in mixed sessions for the highest level, where a topic has so many.
const MIXED: usize = 5;

/// How a topic stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicMastery {
    /// Topic.
    pub topic: TopicId,
    /// Its level; `None` where nothing was answered.
    pub level: Option<Mastery>,
    /// The day since which it has this level.
    pub since: Option<Date>,
    /// Memories whose latest answer counts as known.
    pub known: usize,
    /// All memories of the topic.
    pub items: usize,
    /// Memories known in mixed sessions since all were known, and how many that takes.
    pub mixed: (usize, usize),
}

impl TopicMastery {
    /// What the next level takes, in a sentence; `None` at the highest and where there is nothing to ask.
    pub fn next_step(&self) -> Option<String> {
        let all = self.items;
        if all == 0 {
            return None;
        }
        let familiar = (all * FAMILIAR_PERCENT).div_ceil(100);
        match self.level {
            None | Some(Mastery::Attempted) if self.known < familiar => {
                Some(format!("familiar at {familiar} of {all} known"))
            }
            Some(Mastery::Mastered) => None,
            Some(Mastery::Proficient) => Some(match self.mixed.1.saturating_sub(self.mixed.0) {
                0 => "mastered after one more in a mixed session that is not a choice".to_owned(),
                more => format!("mastered after {more} more in mixed sessions"),
            }),
            _ => Some(format!("proficient at all {all} known")),
        }
    }
}

/// A topic while its log is walked through.
#[derive(Default)]
struct Walk<'a> {
    items: BTreeSet<&'a str>,
    has_more_than_choices: bool,
    known: BTreeSet<&'a str>,
    mixed: BTreeSet<&'a str>,
    beyond_choices: bool,
    level: Option<Mastery>,
    since: Option<Date>,
}

/// Every topic of the course, in its order.
pub fn mastery(standing: &Standing<'_>) -> Vec<TopicMastery> {
    let mut walks: BTreeMap<&str, Walk<'_>> = BTreeMap::new();
    for question in standing.candidates(&|_, _| true) {
        let walk = walks.entry(question.topic).or_default();
        walk.items.insert(&question.head.item);
        walk.has_more_than_choices |= !question.is_choice();
    }
    let calendar = standing.progress.calendar();
    let log: Vec<_> = standing
        .progress
        .attempts()
        .iter()
        .filter(|attempt| !attempt.undone)
        .filter_map(|attempt| Some((attempt, standing.course.question_head(&attempt.question)?)))
        .map(|(attempt, (topic, head))| (attempt, topic, head, calendar.day_of(attempt)))
        .collect();
    for (at, (attempt, topic, head, day)) in log.iter().enumerate() {
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| log.get(at));
        let mixed = is_mixed(attempt)
            && beside.into_iter().any(|(other, there, _, then)| {
                other.mode == attempt.mode && then == day && there.id != topic.id
            });
        let choice = matches!(head.kind.as_str(), "single" | "multi" | "true_false" | "match");
        if let Some(walk) = walks.get_mut(topic.id.as_str()) {
            walk.count(attempt, &head.item, mixed, choice, *day);
        }
    }
    let of = |topic: &TopicId| {
        let walk = walks.remove(topic.as_str()).unwrap_or_default();
        TopicMastery {
            topic: topic.clone(),
            level: walk.level,
            since: walk.since,
            known: walk.known.len(),
            items: walk.items.len(),
            mixed: (walk.mixed.len(), MIXED.min(walk.items.len())),
        }
    };
    standing.course.topics().iter().map(|topic| &topic.id).map(of).collect()
}

/// Kinds of session that draw from everywhere.
fn is_mixed(attempt: &Attempt) -> bool {
    matches!(attempt.mode, Mode::Review | Mode::Weakest | Mode::Exam | Mode::Interview | Mode::Date)
}

impl<'a> Walk<'a> {
    fn count(&mut self, attempt: &Attempt, item: &'a str, mixed: bool, choice: bool, day: Date) {
        let before = self.level;
        if is_known(attempt.correct, attempt.grade) {
            self.known.insert(item);
            self.level = self.level.max(Some(self.by_share()));
            if self.level >= Some(Mastery::Proficient) && mixed {
                self.mixed.insert(item);
                self.beyond_choices |= !choice;
            }
            let enough = self.mixed.len() >= MIXED.min(self.items.len());
            if self.level == Some(Mastery::Proficient)
                && enough
                && (self.beyond_choices || !self.has_more_than_choices)
            {
                self.level = Some(Mastery::Mastered);
            }
        } else {
            self.known.remove(item);
            // A lucky guess neither raises nor lowers.
            if !attempt.correct {
                self.mixed.clear();
                self.beyond_choices = false;
                self.level = Some(self.level.map_or(Mastery::Attempted, Mastery::below));
            }
            self.level = self.level.or(Some(Mastery::Attempted));
        }
        if self.level != before {
            self.since = Some(day);
        }
    }

    fn by_share(&self) -> Mastery {
        if self.known.len() >= self.items.len() {
            Mastery::Proficient
        } else if self.known.len() * 100 >= self.items.len() * FAMILIAR_PERCENT {
            Mastery::Familiar
        } else {
            Mastery::Attempted
        }
    }
}
