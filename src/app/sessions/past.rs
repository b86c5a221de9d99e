//! Sessions that are over: their results, to be looked at again.

use super::name;
use crate::app::panel::Panel;
use crate::app::practice::Practice;
use crate::app::{Effect, Model, Now, Screen};
use crate::course::Course;
use crate::exercise;
use crate::pricing::PriceBook;
use crate::progress::{Calendar, PastSession};
use crate::quiz::{Mode, Session, Turn, grade};
use jiff::Timestamp;

/// Results that the list shows at most.
const SHOWN: usize = 20;

/// A session that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// When it ended, by the learner's clock.
    pub when: String,
    /// Its kind.
    pub mode: Mode,
    /// The result in a few words.
    pub detail: String,
    /// Which of the record's.
    pub at: Timestamp,
}

impl Past {
    pub(super) fn title(&self) -> String {
        format!("{}  {}", self.when, name(self.mode))
    }
}

/// A past session read back; `None` where this version of the program or the course has no more of it.
pub fn read_back(past: &PastSession, course: &Course) -> Option<Session> {
    let resumed = Session::from_json(&past.session, &|id| course.question_head(id).is_some()).ok()?;
    resumed.session.is_finished().then_some(resumed.session)
}

/// The result of a session that is over, in a few words.
pub fn result(session: &Session, course: &Course) -> String {
    let summary = session.summary();
    if let Some(result) = session.exam_result() {
        let word = if result.passed() { "✓ passed" } else { "✗ not passed" };
        return format!("{word}, {} of {} right, {} %", result.right, result.of, result.percent());
    }
    if session.mode() == Mode::Interview {
        let turns = session.turns().iter().filter(|turn| turn.probe.is_none());
        let credits = turns.filter_map(|turn| {
            let question = exercise::ask(course, PriceBook::built_in, session, turn)?;
            Some(grade(&question, &turn.answer(&question)?).ok()?.credit)
        });
        let (got, of) = credits.fold((0, 0), |(got, of), credit| (got + credit.got, of + credit.of));
        return format!("{} of {} good enough, {got} of {of} points", summary.right, summary.total);
    }
    format!("{} of {} right", summary.right, summary.total + summary.late)
}

/// A day and an hour as they are shown.
pub fn when(at: Timestamp, calendar: &Calendar) -> String {
    at.to_zoned(calendar.zone().clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

impl Model {
    /// The latest results, newest first.
    pub(in crate::app) fn past(&self) -> Vec<Past> {
        let calendar = self.record.progress.calendar();
        let results = self.record.results.iter().filter_map(|past| {
            let session = read_back(past, &self.course)?;
            let detail = result(&session, &self.course);
            Some(Past { when: when(past.at, calendar), mode: session.mode(), detail, at: past.at })
        });
        results.take(SHOWN).collect()
    }

    /// Shows a result again.
    pub(in crate::app) fn open_past(&mut self, at: Timestamp, now: Now) -> Vec<Effect> {
        let found = self.record.results.iter().find(|past| past.at == at);
        let Some(session) = found.and_then(|past| read_back(past, &self.course)) else {
            self.say("this result cannot be read any more", true, now);
            return Vec::new();
        };
        let effects = self.save_all(now);
        let title = format!("{}, {}", name(session.mode()), when(at, self.record.progress.calendar()));
        let mut session = session;
        session.show_result();
        let panel = Panel::new(session, &self.course, now);
        self.enter(Screen::Practice(Practice { title, panel, ended: Some(at) }));
        effects
    }

    /// Keeps the result of the session that has just ended, if its kind has one.
    pub(in crate::app) fn keep_result(&mut self, now: Now) -> Option<Effect> {
        let Screen::Practice(practice) = &mut self.screen else { return None };
        let session = practice.panel.session();
        let answered = session.turns().iter().any(Turn::is_answered);
        if practice.ended.is_some() || !session.is_finished() || !session.mode().has_result() || !answered {
            return None;
        }
        practice.ended = Some(now.at);
        let result = PastSession { at: now.at, session: session.to_json() };
        self.record.results.insert(0, result.clone());
        Some(Effect::SaveResult(result))
    }
}
