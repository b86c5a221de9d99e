//! What follows from the log: how each question stands, what is remembered, on which days was studied.

use super::log::{log_order, merge};
use super::{Attempt, Calendar, Certainty, Flag, Flags};
use crate::memory::{Grade, Review, Scheduler, State};
use crate::quiz::QuestionId;
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// What the course says about a question of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its present identifier; another one than in the log where the question was renamed.
    pub question: QuestionId,
    /// What its memory is kept under.
    pub item: String,
}

/// Tells what a question of the log is called now and which memory it belongs to; `None` where the course does not know it.
pub type ItemOf<'a> = &'a dyn Fn(&str) -> Option<Identity>;

/// A learner's log and everything that follows from it. What was taken back stays in the log and counts for nothing; answers to
/// questions that the course does not know count as answers and are not scheduled.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    scheduler: Scheduler,
    calendar: Calendar,
    log: Vec<Attempt>,
    questions: BTreeMap<QuestionId, QuestionRecord>,
    items: BTreeMap<String, State>,
    days: BTreeMap<Date, u32>,
    flags: Flags,
}

/// How one question stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionRecord {
    /// How often it was answered.
    pub asked: u32,
    /// How often rightly.
    pub right: u32,
    /// The first right answer.
    pub first_right_at: Option<Timestamp>,
    /// The latest answer.
    pub last_at: Timestamp,
    /// The revision of the question that was answered then.
    pub last_rev: u32,
    /// Whether the latest answer was right.
    pub last_right: bool,
    /// The grade of the latest answer.
    pub last_grade: Grade,
    /// How sure the learner was of it.
    pub last_certainty: Option<Certainty>,
}

impl QuestionRecord {
    fn first(attempt: &Attempt) -> Self {
        let mut record = Self {
            asked: 0,
            right: 0,
            first_right_at: None,
            last_at: attempt.at,
            last_rev: attempt.rev,
            last_right: false,
            last_grade: attempt.grade,
            last_certainty: None,
        };
        record.count(attempt);
        record
    }

    fn count(&mut self, attempt: &Attempt) {
        self.asked = self.asked.saturating_add(1);
        self.right = self.right.saturating_add(u32::from(attempt.correct));
        self.first_right_at = self.first_right_at.or(attempt.correct.then_some(attempt.at));
        self.last_at = attempt.at;
        self.last_rev = attempt.rev;
        self.last_right = attempt.correct;
        self.last_grade = attempt.grade;
        self.last_certainty = attempt.certainty;
    }
}

/// How a set of questions stands, for example those of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TopicRecord {
    /// Questions that were answered at least once.
    pub answered: usize,
    /// Questions whose latest answer was right.
    pub right: usize,
    /// All of them.
    pub of: usize,
}

impl Progress {
    /// What follows from `attempts`, which may come in any order and from several logs.
    pub fn from_log(
        attempts: impl IntoIterator<Item = Attempt>,
        scheduler: Scheduler,
        calendar: Calendar,
        item_of: ItemOf<'_>,
    ) -> Self {
        let mut progress = Self {
            scheduler,
            calendar,
            log: merge(attempts),
            questions: BTreeMap::new(),
            items: BTreeMap::new(),
            days: BTreeMap::new(),
            flags: Flags::default(),
        };
        progress.rebuild(item_of);
        progress
    }

    /// The same with the learner's flags, under the present names of their questions.
    #[must_use]
    pub fn with_flags(mut self, flags: impl IntoIterator<Item = Flag>, item_of: ItemOf<'_>) -> Self {
        let present = |flag: Flag| match item_of(&flag.question) {
            Some(Identity { question, .. }) => Flag { question, ..flag },
            None => flag,
        };
        self.flags = flags.into_iter().map(present).collect();
        self
    }

    /// Flags a question, or takes its flag away, and returns what is to be kept of it.
    pub fn turn_flag(&mut self, question: &str, at: Timestamp) -> Flag {
        self.flags.turn(question, at)
    }

    /// Whether the learner has flagged a question.
    pub fn is_flagged(&self, question: &str) -> bool {
        self.flags.is_flagged(question)
    }

    /// The learner's flags.
    pub fn flags(&self) -> &Flags {
        &self.flags
    }

    /// The same log seen by another memory model and another calendar.
    #[must_use]
    pub fn replayed(self, scheduler: Scheduler, calendar: Calendar, item_of: ItemOf<'_>) -> Self {
        let mut progress = Self { scheduler, calendar, ..self };
        progress.rebuild(item_of);
        progress
    }

    /// Adds an attempt; `false` where its id was there before and nothing changed. The newest attempt of the log, which is the usual
    /// case, costs a step; an older one a replay.
    pub fn record(&mut self, attempt: Attempt, item_of: ItemOf<'_>) -> bool {
        if let Some(known) = self.log.iter().rev().find(|known| known.id == attempt.id) {
            return attempt.undone && !known.undone && self.take_back(&attempt.id, item_of);
        }
        if self.log.last().is_none_or(|last| log_order(last) < log_order(&attempt)) {
            self.count(&attempt, item_of);
            self.log.push(attempt);
        } else {
            let place = self.log.partition_point(|other| log_order(other) < log_order(&attempt));
            self.log.insert(place, attempt);
            self.rebuild(item_of);
        }
        true
    }

    /// Marks an attempt as taken back, as if it had not been made; `false` where there is none of that id, or it is taken back already.
    pub fn take_back(&mut self, attempt_id: &str, item_of: ItemOf<'_>) -> bool {
        let Some(attempt) =
            self.log.iter_mut().rev().find(|attempt| attempt.id == attempt_id && !attempt.undone)
        else {
            return false;
        };
        attempt.undone = true;
        self.rebuild(item_of);
        true
    }

    /// The whole log in the order of `at`, then `id`, with what was taken back.
    pub fn attempts(&self) -> &[Attempt] {
        &self.log
    }

    /// How a question stands; `None` where it was never answered.
    pub fn question(&self, id: &str) -> Option<&QuestionRecord> {
        self.questions.get(id)
    }

    /// Every question that was answered, also those that the course does not know.
    pub fn questions(&self) -> impl Iterator<Item = (&str, &QuestionRecord)> {
        self.questions.iter().map(|(id, record)| (id.as_str(), record))
    }

    /// How a set of questions stands.
    pub fn topic<'a>(&self, questions: impl IntoIterator<Item = &'a str>) -> TopicRecord {
        questions.into_iter().fold(TopicRecord::default(), |sum, id| {
            let record = self.questions.get(id);
            TopicRecord {
                answered: sum.answered + usize::from(record.is_some()),
                right: sum.right + usize::from(record.is_some_and(|record| record.last_right)),
                of: sum.of + 1,
            }
        })
    }

    /// The memory of an item; `None` where none of its questions was answered.
    pub fn item(&self, item: &str) -> Option<&State> {
        self.items.get(item)
    }

    /// Every item that has a memory.
    pub fn items(&self) -> impl Iterator<Item = (&str, &State)> {
        self.items.iter().map(|(item, state)| (item.as_str(), state))
    }

    /// The learner's days with the number of answers on each, oldest first.
    pub fn days(&self) -> impl DoubleEndedIterator<Item = (Date, u32)> {
        self.days.iter().map(|(&day, &count)| (day, count))
    }

    /// Days studied without a gap up to `today`; a streak that reached yesterday still stands.
    pub fn streak(&self, today: Date) -> u32 {
        let mut day = today;
        if !self.days.contains_key(&day) {
            let Ok(yesterday) = day.yesterday() else { return 0 };
            day = yesterday;
        }
        let mut streak = 0;
        while self.days.contains_key(&day) {
            streak += 1;
            let Ok(before) = day.yesterday() else { break };
            day = before;
        }
        streak
    }

    /// The calendar that days are counted by.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The memory model that states are computed with.
    pub fn scheduler(&self) -> &Scheduler {
        &self.scheduler
    }

    fn rebuild(&mut self, item_of: ItemOf<'_>) {
        self.questions.clear();
        self.items.clear();
        self.days.clear();
        let log = std::mem::take(&mut self.log);
        for attempt in &log {
            self.count(attempt, item_of);
        }
        self.log = log;
    }

    /// Lets an attempt count that is newer than all that were counted.
    fn count(&mut self, attempt: &Attempt, item_of: ItemOf<'_>) {
        if attempt.undone {
            return;
        }
        let day = self.calendar.day_of(attempt);
        *self.days.entry(day).or_default() += 1;
        let known = item_of(&attempt.question);
        let question = known.as_ref().map_or(&attempt.question, |known| &known.question);
        match self.questions.get_mut(question) {
            Some(record) => record.count(attempt),
            None => {
                self.questions.insert(question.clone(), QuestionRecord::first(attempt));
            }
        }
        if let Some(Identity { item, .. }) = known {
            let review = Review { day, grade: attempt.grade };
            match self.items.entry(item) {
                Entry::Occupied(mut state) => {
                    *state.get_mut() = self.scheduler.next(Some(state.get()), review);
                }
                Entry::Vacant(place) => {
                    place.insert(self.scheduler.next(None, review));
                }
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::progress::Mode;
    use jiff::{civil::date, tz::TimeZone};
    use proptest::prelude::*;

    pub(in crate::progress) fn attempt(id: &str, question: &str, at: &str, grade: Grade) -> Attempt {
        Attempt {
            id: id.to_owned(),
            question: question.to_owned(),
            rev: 1,
            at: at.parse().unwrap(),
            day: None,
            mode: Mode::Learn,
            answer: Some(serde_json::json!([2])),
            correct: grade != Grade::Again,
            grade,
            certainty: None,
            hints: 0,
            took_ms: 4_200,
            undone: false,
        }
    }

    /// Questions `a1`, `a2`, … share the memory `a`; those that begin with `?` are unknown.
    fn item_of(question: &str) -> Option<Identity> {
        let item = question.chars().next().filter(|&first| first != '?').map(String::from)?;
        Some(Identity { question: question.to_owned(), item })
    }

    fn progress(attempts: Vec<Attempt>) -> Progress {
        Progress::from_log(attempts, Scheduler::default(), Calendar::new(TimeZone::UTC), &item_of)
    }

    #[test]
    fn questions_topics_items_and_days() {
        let standing = progress(vec![
            attempt("3", "a1", "2026-01-07T10:00:00Z", Grade::Again),
            attempt("1", "a1", "2026-01-05T10:00:00Z", Grade::Again),
            attempt("2", "a2", "2026-01-06T03:00:00Z", Grade::Good),
            attempt("4", "?gone", "2026-01-07T11:00:00Z", Grade::Good),
            attempt("5", "a1", "2026-01-07T12:00:00Z", Grade::Easy),
        ]);
        let record = standing.question("a1").unwrap();
        assert_eq!((record.asked, record.right, record.last_right), (3, 1, true));
        assert_eq!(record.first_right_at, Some("2026-01-07T12:00:00Z".parse().unwrap()));
        assert_eq!(standing.topic(["a1", "a2", "a3"]), TopicRecord { answered: 2, right: 2, of: 3 });
        assert_eq!(standing.question("?gone").unwrap().asked, 1);
        assert_eq!(standing.items().map(|(item, state)| (item, state.reps)).collect::<Vec<_>>(), [("a", 4)]);
        assert_eq!(standing.days().collect::<Vec<_>>(), [(date(2026, 1, 5), 2), (date(2026, 1, 7), 3)]);
        assert_eq!(standing.attempts().iter().map(|a| a.id.as_str()).collect::<String>(), "12345");
    }

    #[test]
    fn the_memory_is_that_of_the_reference_history() {
        let standing = progress(vec![
            attempt("1", "a1", "2026-01-05T23:00:00Z", Grade::Good),
            attempt("2", "a2", "2026-01-07T05:00:00Z", Grade::Good),
        ]);
        let state = standing.item("a").unwrap();
        assert!((state.stability - 10.964_332_335_8).abs() < 1e-6, "{state:?}");
        assert_eq!((state.interval_days, state.due), (11, date(2026, 1, 18)));
    }

    #[test]
    fn flags_follow_a_question_to_its_new_name() {
        let renamed = |question: &str| {
            let question = if question == "old" { "a1" } else { question };
            item_of(question)
        };
        let flag = |question: &str, flagged: bool, second: i64| Flag {
            question: question.to_owned(),
            flagged,
            at: Timestamp::from_second(second).unwrap(),
        };
        let flags = [flag("old", true, 1), flag("?gone", true, 1), flag("a2", true, 1)];
        let mut standing = progress(Vec::new()).with_flags(flags.clone(), &renamed);
        assert!(standing.is_flagged("a1") && !standing.is_flagged("old"));
        assert_eq!(standing.flags().flagged().collect::<Vec<_>>(), ["?gone", "a1", "a2"]);
        let off = standing.turn_flag("a1", Timestamp::from_second(9).unwrap());
        assert!(!standing.is_flagged("a1"));
        let again = progress(Vec::new()).with_flags([off].into_iter().chain(flags), &renamed);
        assert_eq!(again, standing);
        let calendar = Calendar::new(TimeZone::UTC);
        assert!(again.replayed(Scheduler::default(), calendar, &item_of).is_flagged("a2"));
    }

    #[test]
    fn a_streak_stands_until_a_whole_day_is_missed() {
        let on = |id: &str, day: &str| attempt(id, "a1", &format!("{day}T12:00:00Z"), Grade::Good);
        let standing = progress(vec![on("1", "2026-01-03"), on("2", "2026-01-05"), on("3", "2026-01-06")]);
        assert_eq!(standing.streak(date(2026, 1, 6)), 2);
        assert_eq!(standing.streak(date(2026, 1, 7)), 2);
        assert_eq!(standing.streak(date(2026, 1, 8)), 0);
        assert_eq!(progress(Vec::new()).streak(Date::MIN), 0);
    }

    #[test]
    fn the_day_said_wins_over_the_day_computed() {
        let said = Attempt {
            day: Some(date(2026, 1, 1)),
            ..attempt("1", "a1", "2026-01-05T12:00:00Z", Grade::Good)
        };
        assert_eq!(progress(vec![said]).days().next(), Some((date(2026, 1, 1), 1)));
    }

    pub(in crate::progress) fn any_attempt() -> impl Strategy<Value = Attempt> {
        let question = prop::sample::select(&["a1", "a2", "b1", "?x"][..]);
        // Few ids and instants, so that equal ones meet.
        (0..40_u32, question, 0..600_i64, prop::sample::select(&Grade::ALL[..]), any::<bool>(), any::<bool>())
            .prop_map(|(id, question, hours, grade, dated, undone)| {
                let at = Timestamp::from_second(1_767_600_000 + hours * 3_600).unwrap();
                Attempt {
                    at,
                    day: dated.then(|| at.to_zoned(TimeZone::fixed(jiff::tz::offset(-11))).date()),
                    undone: undone && hours % 4 == 0,
                    ..attempt(&format!("id{id}"), question, "2026-01-05T00:00:00Z", grade)
                }
            })
    }

    proptest! {
        #[test]
        fn step_by_step_equals_replay(
            attempts in prop::collection::vec(any_attempt(), 0..40),
            undos in prop::collection::vec((0..40_usize, 0..40_u32), 0..10),
        ) {
            let mut stepwise = progress(Vec::new());
            let mut log: Vec<Attempt> = Vec::new();
            for (number, attempt) in attempts.into_iter().enumerate() {
                // An id stands for one attempt; a second one is the same attempt met again.
                let attempt = match log.iter().find(|known| known.id == attempt.id) {
                    Some(known) => known.clone(),
                    None => attempt,
                };
                let new = stepwise.record(attempt.clone(), &item_of);
                prop_assert_eq!(new, !log.iter().any(|known| known.id == attempt.id));
                if new {
                    log.push(attempt);
                }
                for (_, id) in undos.iter().filter(|(when, _)| *when == number) {
                    let id = format!("id{id}");
                    let taken = stepwise.take_back(&id, &item_of);
                    let known = log.iter_mut().find(|known| known.id == id && !known.undone);
                    prop_assert_eq!(taken, known.is_some());
                    if let Some(known) = known {
                        known.undone = true;
                    }
                }
            }
            prop_assert_eq!(stepwise, progress(log));
        }

        #[test]
        fn logs_merge_in_any_order(
            (attempts, shuffled) in prop::collection::vec(any_attempt(), 0..60)
                .prop_flat_map(|attempts| (Just(attempts.clone()), Just(attempts).prop_shuffle())),
            split in 0..60_usize,
        ) {
            let split = split.min(attempts.len());
            let (left, right) = attempts.split_at(split);
            let whole = merge(attempts.iter().cloned());
            prop_assert_eq!(&whole, &merge(shuffled));
            prop_assert_eq!(&whole, &merge(merge(right.iter().cloned()).into_iter().chain(merge(left.iter().cloned()))));
            prop_assert_eq!(&whole, &merge(whole.iter().cloned().chain(whole.iter().cloned())));
            prop_assert!(whole.windows(2).all(|pair| log_order(&pair[0]) < log_order(&pair[1])));
        }
    }
}
