//! How far somebody is on a way through the course. Nothing is kept for it: it follows from what was read and answered.

use super::projection::Progress;
use super::store::Place;
use crate::course::{Course, Step};

/// Whether a step of a path is done. A topic is read once its end has been seen, a section once its topic has been opened. Questions of
/// a topic count once each, however they were asked; questions of the whole course count where they were asked in the kind of
/// session that the step names.
pub fn is_done(step: &Step, course: &Course, progress: &Progress, place: Option<&Place>) -> bool {
    match step {
        Step::Read { anchor: None, .. } => place.is_some_and(|place| place.finished),
        Step::Read { anchor: Some(_), .. } => place.is_some(),
        Step::Answer { .. } => share(step, course, progress).is_some_and(|(done, of)| done >= of),
    }
}

/// Questions that were answered on a step, and how many it takes; `None` for a step of reading.
pub fn share(step: &Step, course: &Course, progress: &Progress) -> Option<(usize, usize)> {
    match step {
        Step::Read { .. } => None,
        Step::Answer { topic: Some(topic), count, .. } => {
            let heads = course.question_heads(topic);
            let standing = progress.topic(heads.iter().map(|head| head.id.as_str()));
            let of = (*count).min(standing.of);
            Some((standing.answered.min(of), of))
        }
        Step::Answer { topic: None, mode, count } => {
            let asked = progress.attempts().iter().filter(|attempt| !attempt.undone && attempt.mode == *mode);
            Some((asked.count().min(*count), *count))
        }
    }
}

/// The topic whose reading place decides about a step.
pub fn topic_of(step: &Step) -> Option<&str> {
    match step {
        Step::Read { topic, .. } => Some(topic),
        Step::Answer { topic, .. } => topic.as_deref(),
    }
}
