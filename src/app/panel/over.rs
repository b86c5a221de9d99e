//! The end of a session: how it went, and what to look at again.

use super::Panel;
use crate::app::render::{hanging, markdown};
use crate::app::sheet::{Row, Tone};
use crate::content::TopicId;
use crate::course::Course;
use crate::exercise;
use crate::pricing::PriceBook;
use crate::quiz::{ExamResult, Kind, Mode, Question, Reporter, Summary, Turn};
use std::borrow::Cow;

impl Panel {
    pub(super) fn summary_rows(&self, summary: &Summary, course: &Course, columns: usize) -> Vec<Row> {
        if self.session.mode() == Mode::Interview && summary.total > 0 {
            return markdown(&self.written("", course).unwrap_or_default(), columns);
        }
        let mut rows = match self.session.exam_result() {
            Some(result) => exam_rows(&result, course, columns),
            None => vec![
                Row::of(format!("{} of {} right", summary.right, summary.total), Tone::Accent),
                Row::blank(),
            ],
        };
        for (count, text) in [
            (summary.recovered, "more right when asked again"),
            (summary.late, "not in time"),
            (summary.skipped, "left out"),
        ] {
            if count > 0 {
                rows.push(Row::of(format!("{count} {text}"), Tone::Muted));
            }
        }
        if !summary.missed.is_empty() {
            rows.push(Row::blank());
            rows.push(Row::of("To look at again", Tone::Title));
            for id in &summary.missed {
                let Some(question) = self.last_asked(id, course) else { continue };
                rows.extend(hanging(
                    Row::of("✗ ", Tone::Wrong),
                    markdown(&question.prompt, columns.saturating_sub(2)),
                ));
            }
        }
        rows
    }

    /// The written report of a session that is over, where its kind has one.
    pub fn written(&self, day: &str, course: &Course) -> Option<String> {
        let title =
            |topic: &TopicId| course.topic(topic).map_or_else(|| topic.clone(), |topic| topic.title.clone());
        let ask = |turn: &Turn| exercise::ask(course, PriceBook::built_in, &self.session, turn);
        let reporter = Reporter { day, title: &title, ask: &ask };
        self.session.report(&reporter).filter(|_| self.session.is_finished())
    }

    /// The question as it was asked last in this session.
    fn last_asked<'c>(&self, id: &str, course: &'c Course) -> Option<Cow<'c, Question>> {
        let turn = self.session.turns().iter().rfind(|turn| turn.pick.question == id)?;
        // What is asked does not depend on the run, which need not be made for it.
        if let Some(question) =
            course.question(id).filter(|question| matches!(question.kind, Kind::Predict(_)))
        {
            return Some(Cow::Borrowed(question));
        }
        exercise::ask(course, PriceBook::built_in, &self.session, turn)
    }
}

/// The result of an exam: passed or not, then topics, weakest first.
fn exam_rows(result: &ExamResult, course: &Course, columns: usize) -> Vec<Row> {
    let (word, tone) =
        if result.passed() { ("✓ Passed", Tone::Right) } else { ("✗ Not passed", Tone::Wrong) };
    let figures = format!(
        "  {} of {} right, {} %; {} % is needed",
        result.right,
        result.of,
        result.percent(),
        result.pass_percent
    );
    let mut rows = vec![Row::of(word, tone).and(figures, Tone::Text), Row::blank()];
    for score in &result.topics {
        let title = course.topic(&score.topic).map_or(score.topic.as_str(), |topic| &topic.title);
        let tail = format!("{:>3} of {:<3}", score.right, score.total);
        let room = columns.saturating_sub(crate::text::width(&tail) + 2);
        let title = crate::text::truncate(title, room);
        rows.push(
            Row::of(crate::text::pad(&title, room, crate::text::Side::Left), Tone::Text)
                .and("  ", Tone::Text)
                .and(tail, Tone::Muted),
        );
    }
    rows.push(Row::blank());
    rows
}
