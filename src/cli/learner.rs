//! The learner whose progress a command works with.

use super::Common;
use super::output::Failure;
use crate::app::{item_of, limits_of, scheduler_of};
use crate::course::Course;
use crate::memory::Scheduler;
use crate::platform::{self, Environment, Folders};
use crate::progress::{Attempt, Calendar, Progress, Store, StoreError, attempt_id};
use crate::quiz;
use crate::settings::Settings;
use crate::store::{Opened, open_or_reading_only};
use crate::study::Limits;
use jiff::SignedDuration;

/// An open store and what is known of it.
pub(super) struct Learner {
    pub(super) store: Box<dyn Store + Send>,
    /// Why answers are not kept, where they are not.
    pub(super) notice: Option<StoreError>,
    pub(super) calendar: Calendar,
    /// What a day takes at most.
    pub(super) limits: Limits,
    scheduler: Scheduler,
}

impl Learner {
    /// Opens the progress of the learner that the flags name; where it cannot be written, it is still read.
    pub(super) fn open(common: &Common) -> Result<Self, Failure> {
        let folders = Folders::find(&Environment::read()).map_err(Failure::outside)?;
        let Opened { store, notice } = open_or_reading_only(&folders.progress_file(), &common.profile);
        let calendar = Calendar::new(platform::time_zone());
        let mut learner =
            Self { store, notice, calendar, limits: Limits::default(), scheduler: Scheduler::default() };
        learner.follow(&common.in_force.settings);
        Ok(learner)
    }

    /// Takes over what is set about days and memory.
    pub(super) fn follow(&mut self, settings: &Settings) {
        self.calendar = self.calendar.clone().with_rollover(settings.rollover_hour);
        self.limits = limits_of(settings);
        self.scheduler = scheduler_of(settings);
    }

    /// The learner's log and what follows from it.
    pub(super) fn progress(&self, course: &Course) -> Result<Progress, Failure> {
        let attempts = self.store.attempts().map_err(Failure::outside)?;
        let item = |question: &str| item_of(course, question);
        let flags = self.store.flags().map_err(Failure::outside)?;
        let progress = Progress::from_log(attempts, self.scheduler.clone(), self.calendar.clone(), &item);
        Ok(progress.with_flags(flags, &item))
    }

    /// Why days would be counted wrongly: the computer's clock stands before the latest answer.
    pub(super) fn clock_notice(&self, progress: &Progress) -> Option<String> {
        let (now, zone) = (platform::now(), self.calendar.zone());
        let latest = progress.attempts().last()?.at;
        // Two computers that share a log may differ a little.
        let ahead = latest.duration_since(now) > SignedDuration::from_mins(10);
        let shown = |at: jiff::Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
        ahead.then(|| {
            format!(
                "the clock stands at {}, before your latest answer of {}. Nothing is lost, but what you answer now counts for \
                 the day that the clock says; set it right first",
                shown(now),
                shown(latest)
            )
        })
    }

    /// Puts an answer on disk and returns it as it stands in the log.
    pub(super) fn keep(&mut self, record: &quiz::Record) -> Result<Attempt, StoreError> {
        let at = platform::now();
        let attempt = attempt(record, at, &self.calendar);
        self.store.append(&attempt)?;
        Ok(attempt)
    }
}

/// The log's form of an answer given now.
pub(super) fn attempt(record: &quiz::Record, at: jiff::Timestamp, calendar: &Calendar) -> Attempt {
    Attempt {
        id: attempt_id(platform::random_u128(), at),
        question: record.question.clone(),
        rev: record.rev,
        at,
        // Kept, so that a journey to another time zone does not rewrite history.
        day: Some(calendar.day(at)),
        mode: record.mode,
        answer: Some(record.answer.clone()),
        correct: record.correct,
        grade: record.grade,
        certainty: record.certainty,
        hints: record.hints,
        took_ms: record.took_ms,
        undone: false,
    }
}
