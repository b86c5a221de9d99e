//! The questions of a course seen through a learner's log: by memory, with what is due.

use super::queue::Limits;
use crate::content::TopicId;
use crate::course::{Course, QuestionHead};
use crate::memory::{State, spread_seed};
use crate::progress::{Progress, QuestionRecord};
use crate::quiz::{Certainty, Pick, QuestionId};
use jiff::civil::Date;
use std::collections::HashMap;

/// A learner on a day.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// What is asked.
    pub course: &'a Course,
    /// What was answered.
    pub progress: &'a Progress,
    /// The learner's calendar day.
    pub today: Date,
    /// The learner's name; it takes part in spreading.
    pub profile: &'a str,
    /// What a day takes.
    pub limits: Limits,
}

/// A question that may be asked.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Its topic.
    pub topic: &'a TopicId,
    /// What is known of it without its texts.
    pub head: &'a QuestionHead,
    /// How it stands; `None` where it was never answered.
    pub record: Option<&'a QuestionRecord>,
}

impl Candidate<'_> {
    /// What a session is told of it.
    pub fn pick(&self) -> Pick {
        Pick {
            question: self.head.id.clone(),
            topic: self.topic.clone(),
            showing: self.record.map_or(0, |record| u64::from(record.asked)),
        }
    }

    /// Whether its meaning has changed since it was answered.
    pub fn changed(&self) -> bool {
        self.record.is_some_and(|record| record.last_rev < self.head.rev)
    }

    /// Whether options are chosen, so that a guess may be right.
    pub fn is_choice(&self) -> bool {
        matches!(self.head.kind.as_str(), "single" | "multi" | "true_false" | "match")
    }
}

/// A memory and the questions that share it.
#[derive(Debug, Clone)]
pub struct Item<'a> {
    /// What it is kept under.
    pub id: &'a str,
    /// The topic of its first question.
    pub topic: &'a TopicId,
    /// In the order of the course.
    pub questions: Vec<Candidate<'a>>,
    /// The memory; `None` where none of the questions was answered.
    pub state: Option<&'a State>,
    /// The day on which it is asked again.
    pub due: Option<Date>,
    /// Predicted recall today; 0 where nothing was answered.
    pub recall: f64,
    /// Whether a question that was answered last has another meaning now.
    pub changed: bool,
    /// Whether the latest answer was wrong although the learner was sure.
    pub surprise: bool,
}

/// Above this stability, in days, a memory is asked for with other kinds than choices, where it has any: choosing overstates
/// what can be recalled.
const MATURE: f64 = 21.0;

impl<'a> Item<'a> {
    /// Whether it should be asked on `day`.
    pub fn is_due(&self, day: Date) -> bool {
        self.due.is_some_and(|due| due <= day) || self.changed
    }

    /// The wording to ask next: one that was changed, else one that was never asked, else the one that was not asked for longest.
    /// A mature memory prefers wordings that are not choices.
    pub fn wording(&self) -> Option<Candidate<'a>> {
        let mature = self.state.is_some_and(|state| state.stability > MATURE);
        self.questions
            .iter()
            .min_by_key(|question| {
                let last = question.record.map(|record| record.last_at);
                (!question.changed(), mature && question.is_choice(), last)
            })
            .copied()
    }
}

impl<'a> Standing<'a> {
    /// The questions that `wanted` lets through, in the order of the course.
    pub fn candidates(
        &self,
        wanted: &dyn Fn(&TopicId, &QuestionHead) -> bool,
    ) -> impl Iterator<Item = Candidate<'a>> {
        let progress = self.progress;
        self.course.all_question_heads().filter(move |(topic, head)| wanted(&topic.id, head)).map(
            move |(topic, head)| Candidate { topic: &topic.id, head, record: progress.question(&head.id) },
        )
    }

    /// The memories that the questions let through by `wanted` belong to, in the order of the course.
    pub fn items(&self, wanted: &dyn Fn(&TopicId, &QuestionHead) -> bool) -> Vec<Item<'a>> {
        let mut items: Vec<Item<'a>> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for question in self.candidates(wanted) {
            let id = question.head.item.as_str();
            if let Some(item) = places.get(id).and_then(|at| items.get_mut(*at)) {
                item.questions.push(question);
            } else {
                places.insert(id, items.len());
                items.push(self.item(id, question));
            }
        }
        for item in &mut items {
            let latest = item.questions.iter().filter_map(|q| q.record.map(|record| (q, record)));
            if let Some((question, record)) = latest.max_by_key(|(_, record)| record.last_at) {
                item.changed = question.changed();
                item.surprise = !record.last_right && record.last_certainty == Some(Certainty::Sure);
            }
        }
        items
    }

    fn item(&self, id: &'a str, first: Candidate<'a>) -> Item<'a> {
        let state = self.progress.item(id);
        let scheduler = self.progress.scheduler();
        Item {
            id,
            topic: first.topic,
            questions: vec![first],
            state,
            due: state.map(|state| state.spread_due(scheduler, spread_seed(self.profile, id, state.reps))),
            recall: state.map_or(0.0, |state| state.recall(scheduler, self.today)),
            changed: false,
            surprise: false,
        }
    }

    /// Questions whose meaning has changed since the learner answered them.
    pub fn changed(&self) -> Vec<QuestionId> {
        self.candidates(&|_, _| true)
            .filter(Candidate::changed)
            .map(|question| question.head.id.clone())
            .collect()
    }
}
