//! Ways through the course in the list of sessions: what is done of each, and what a step opens.

use crate::app::{Model, Record};
use crate::course::{Course, LearningPath, Step};
use crate::progress::{step_is_done, step_share, topic_of};

/// A way through the course, as far as somebody is on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) title: String,
    pub(super) summary: String,
    /// Time to read its topics.
    pub(super) minutes: u32,
    pub(super) steps: Vec<WayStep>,
}

/// A step of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WayStep {
    pub(super) text: String,
    pub(super) detail: String,
    pub(super) done: bool,
    pub(super) step: Step,
}

impl Way {
    /// How far somebody is on it.
    pub(super) fn progress(&self) -> String {
        let done = self.steps.iter().filter(|step| step.done).count();
        if done == self.steps.len() {
            return "✓ done".to_owned();
        }
        format!("{done} of {} steps", self.steps.len())
    }

    /// What it is for, and how long its pages are.
    pub(super) fn about(&self) -> String {
        format!("{} About {} minutes of reading.", self.summary, self.minutes)
    }

    /// The first step that is not done, or the first of all.
    pub(super) fn next(&self) -> usize {
        self.steps.iter().position(|step| !step.done).unwrap_or(0)
    }
}

impl Model {
    /// The course's ways with what is done of them.
    pub(super) fn ways(&self) -> Vec<Way> {
        self.course.paths().iter().map(|path| self.way(path)).collect()
    }

    fn way(&self, path: &LearningPath) -> Way {
        let course = &self.course;
        let minutes = |step: &Step| match step {
            Step::Read { topic, anchor: None } => course.topic(topic).map_or(0, |topic| topic.minutes),
            _ => 0,
        };
        Way {
            title: path.title.clone(),
            summary: path.summary.clone(),
            minutes: path.steps.iter().map(minutes).sum(),
            steps: path.steps.iter().map(|step| self.way_step(step)).collect(),
        }
    }

    fn way_step(&self, step: &Step) -> WayStep {
        let title = |topic: &str| {
            self.course.topic(topic).map_or_else(|| topic.to_owned(), |topic| topic.title.clone())
        };
        let (text, detail) = match step {
            Step::Read { topic, anchor: None } => {
                let minutes = self.course.topic(topic).map_or(0, |topic| topic.minutes);
                (format!("Read {}", title(topic)), format!("{minutes} min"))
            }
            Step::Read { topic, anchor: Some(anchor) } => {
                let heading = self.heading_of(topic, anchor).unwrap_or_else(|| anchor.clone());
                (format!("Read {}: {heading}", title(topic)), String::new())
            }
            Step::Answer { mode, topic, count } => {
                let questions = super::counted(*count, "questions");
                let about = match topic {
                    Some(topic) => format!("Answer {questions} on {}", title(topic)),
                    None => format!("{}: {questions}", super::name(*mode)),
                };
                let (done, of) = step_share(step, &self.course, &self.record.progress).unwrap_or((0, *count));
                (about, if done > 0 && done < of { format!("{done} of {of}") } else { String::new() })
            }
        };
        WayStep { text, detail, done: is_done(step, &self.course, &self.record), step: step.clone() }
    }
}

fn is_done(step: &Step, course: &Course, record: &Record) -> bool {
    let place = topic_of(step).and_then(|topic| record.place(topic));
    step_is_done(step, course, &record.progress, place)
}
