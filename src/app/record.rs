//! What the screens need to know of a learner's past.

use crate::content::TopicId;
use crate::course::Course;
use crate::memory::{MAXIMUM_INTERVAL, Scheduler};
use crate::progress::{
    Annotation, Attempt, Calendar, Goal, Identity, PastSession, Place, Progress, TopicRecord,
};
use crate::settings::Settings;
use crate::study::Limits;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The log and what follows from it, the reading places, and the session that was interrupted.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The answers and what follows from them.
    pub progress: Progress,
    /// The interrupted session as it was saved.
    pub interrupted: Option<String>,
    /// The day that is learnt toward.
    pub goal: Option<Goal>,
    /// Sessions that are over and whose result can be looked at again, newest first.
    pub results: Vec<PastSession>,
    places: BTreeMap<TopicId, Place>,
    last_read: Option<TopicId>,
    /// By topic and anchor.
    annotations: BTreeMap<(String, String), Annotation>,
}

impl Record {
    /// A record; `places` come with the latest first.
    pub fn new(progress: Progress, places: Vec<Place>, interrupted: Option<String>) -> Self {
        Self {
            progress,
            interrupted,
            goal: None,
            results: Vec::new(),
            last_read: places.first().map(|place| place.topic.clone()),
            places: places.into_iter().map(|place| (place.topic.clone(), place)).collect(),
            annotations: BTreeMap::new(),
        }
    }

    /// The record with the learner's bookmarks and notes.
    #[must_use]
    pub fn with_annotations(mut self, annotations: Vec<Annotation>) -> Self {
        for annotation in annotations {
            self.annotate(annotation);
        }
        self
    }

    /// The record with the day that is learnt toward.
    #[must_use]
    pub fn with_goal(mut self, goal: Option<Goal>) -> Self {
        self.goal = goal;
        self
    }

    /// The record with the sessions that are over, newest first.
    #[must_use]
    pub fn with_results(mut self, results: Vec<PastSession>) -> Self {
        self.results = results;
        self
    }

    /// Remembers a bookmark or a note, or forgets an empty one.
    pub fn annotate(&mut self, annotation: Annotation) {
        let key = (annotation.topic.clone(), annotation.anchor.clone());
        if annotation.is_empty() {
            self.annotations.remove(&key);
        } else {
            self.annotations.insert(key, annotation);
        }
    }

    /// The learner's bookmarks and notes.
    pub fn annotations(&self) -> impl Iterator<Item = &Annotation> {
        self.annotations.values()
    }

    /// The bookmark or note of a section.
    pub fn annotation(&self, topic: &str, anchor: &str) -> Option<&Annotation> {
        self.annotations.get(&(topic.to_owned(), anchor.to_owned()))
    }

    /// Counts an answer that is now on disk.
    pub fn count(&mut self, attempt: Attempt, course: &Course) {
        self.progress.record(attempt, &|question| item_of(course, question));
    }

    /// Sees the log by another memory model and another calendar.
    pub fn replay(&mut self, scheduler: Scheduler, calendar: Calendar, course: &Course) {
        let nothing = Progress::from_log([], Scheduler::default(), calendar.clone(), &|_| None);
        let progress = std::mem::replace(&mut self.progress, nothing);
        self.progress = progress.replayed(scheduler, calendar, &|question| item_of(course, question));
    }

    /// Remembers a reading place.
    pub fn put(&mut self, place: Place) {
        self.last_read = Some(place.topic.clone());
        self.places.insert(place.topic.clone(), place);
    }

    /// Whether the last answer to a question was right; `None` where it was never answered.
    pub fn last(&self, question: &str) -> Option<bool> {
        self.progress.question(question).map(|record| record.last_right)
    }

    /// Where the learner stopped in a topic.
    pub fn place(&self, topic: &str) -> Option<&Place> {
        self.places.get(topic)
    }

    /// The topic that was read last.
    pub fn last_read(&self) -> Option<&str> {
        self.last_read.as_deref()
    }

    /// Answers given on a day, and how many of them were right.
    pub fn on(&self, day: Date) -> (usize, usize) {
        let calendar = self.progress.calendar();
        let attempts = self.progress.attempts().iter().rev().filter(|attempt| !attempt.undone);
        attempts
            .take_while(|attempt| calendar.day_of(attempt) >= day)
            .fold((0, 0), |(answered, right), attempt| (answered + 1, right + usize::from(attempt.correct)))
    }

    /// True where nothing has been read or answered yet.
    pub fn is_empty(&self) -> bool {
        self.progress.attempts().is_empty() && self.places.is_empty()
    }

    /// How the learner stands with some questions.
    pub fn tally<'a>(&self, questions: impl IntoIterator<Item = &'a str>) -> TopicRecord {
        self.progress.topic(questions)
    }

    /// How far a topic has been read.
    pub fn reading(&self, topic: &str) -> Reading {
        match self.place(topic) {
            None => Reading::Unread,
            Some(place) if place.finished => Reading::Read,
            Some(place) => Reading::Begun(place.percent),
        }
    }
}

/// The memory model that the settings ask for.
pub fn scheduler_of(settings: &Settings) -> Scheduler {
    // The bounds of the setting are those of the model; anything else leaves what is usual.
    Scheduler::new(f64::from(settings.retention_percent) / 100.0, MAXIMUM_INTERVAL).unwrap_or_default()
}

/// What a day takes at most by the settings.
pub fn limits_of(settings: &Settings) -> Limits {
    let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    Limits { new: count(settings.daily_new), reviews: count(settings.daily_reviews) }
}

/// What a question of the log is called now and what its memory is kept under; `None` where the course does not know it.
pub fn item_of(course: &Course, question: &str) -> Option<Identity> {
    let (_, head) = course.question_head(question)?;
    Some(Identity { question: head.id.clone(), item: head.item.clone() })
}

/// How far a topic has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Never opened.
    Unread,
    /// Opened; the share of the page that has been passed, in per cent.
    Begun(u8),
    /// Its end has been seen.
    Read,
}

impl Reading {
    /// A sign that tells the three apart without colour.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Unread => "○",
            Self::Begun(_) => "◐",
            Self::Read => "●",
        }
    }
}
