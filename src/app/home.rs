//! The home screen: where the learner stands, what to go on with, and the table of contents.

use super::record::{Reading, Record};
use super::sheet::{Row, Tone, keep_visible};
use crate::course::Course;
use crate::text::{Side, pad, truncate};

/// State of the home screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Home {
    /// The chosen topic, by its place in the course.
    pub cursor: usize,
    /// First row of the list that is shown.
    pub from: usize,
}

/// What "continue" would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Take up an interrupted session: topic title, questions answered, questions in all.
    Session {
        /// What it is about.
        about: String,
        /// Questions answered.
        done: usize,
        /// Questions in all.
        of: usize,
    },
    /// Go on reading a topic.
    Read(String),
    /// Begin the course with its first topic.
    Begin(String),
}

impl Home {
    /// Moves the cursor by `by` rows and keeps it in view of `height` rows.
    pub fn step(&mut self, by: isize, topics: usize, height: usize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(topics.saturating_sub(1));
        self.from = keep_visible(self.from, (self.cursor, self.cursor), height, topics);
    }
}

/// The topic to go on with: the one read last unless it is finished, then the first that is not.
pub fn next_topic<'a>(course: &'a Course, record: &Record) -> Option<&'a str> {
    let unfinished = |id: &str| record.reading(id) != Reading::Read;
    let topics = course.topics();
    let last = record.last_read().and_then(|id| topics.iter().position(|topic| topic.id == id));
    match last {
        Some(at) if unfinished(&topics.get(at)?.id) => topics.get(at),
        Some(at) => topics.iter().skip(at).chain(topics.iter()).find(|topic| unfinished(&topic.id)),
        None => topics.first(),
    }
    .map(|topic| topic.id.as_str())
}

/// The ids of a topic's questions.
pub fn ids<'c>(course: &'c Course, topic: &str) -> impl Iterator<Item = &'c str> + use<'c> {
    course.question_heads(topic).iter().map(|head| head.id.as_str())
}

/// The rows of the table of contents, one for each topic.
pub fn contents(course: &Course, record: &Record, cursor: Option<usize>, width: usize) -> Vec<Row> {
    course
        .topics()
        .iter()
        .enumerate()
        .map(|(at, topic)| {
            let reading = record.reading(&topic.id);
            let tally = record.tally(ids(course, &topic.id));
            let score =
                if tally.of == 0 { String::new() } else { format!("{:>3}/{:<3}", tally.right, tally.of) };
            let time = format!("{:>3} min", topic.minutes);
            let tail = format!("{time}   {score}");
            let room = width.saturating_sub(4 + crate::text::width(&tail) + 2);
            let title = pad(&truncate(&topic.title, room), room, Side::Left);
            let tone = if reading == Reading::Read { Tone::Right } else { Tone::Muted };
            Row::of(if cursor == Some(at) { "›" } else { " " }, Tone::Accent)
                .and(reading.sign(), tone)
                .and("  ", Tone::Text)
                .and(title, Tone::Text)
                .and("  ", Tone::Text)
                .and(tail, Tone::Muted)
                .selected(cursor == Some(at))
        })
        .collect()
}
