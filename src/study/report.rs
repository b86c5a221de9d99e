//! How a learner stands, in figures: what the progress screen and `coldstart progress` show.

use super::calibration::{Calibration, calibration};
use super::choose::waiting;
use super::leech::{Leech, leeches};
use super::mastery::{TopicMastery, mastery};
use super::plan::Plan;
use super::queue::Today;
use super::standing::{Item, Standing};
use crate::content::TopicId;
use crate::course::Mastery;
use crate::memory::elapsed_days;
use crate::progress::Goal;
use crate::quiz::{Mode, QuestionId};
use jiff::Span;
use jiff::civil::Date;

/// Days that the forecast looks ahead.
pub(super) const AHEAD: usize = 14;

/// How a learner stands on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The learner's day.
    pub today: Date,
    /// Answers so far, without those taken back.
    pub answers: usize,
    /// Milliseconds of all answers.
    pub took_ms: u64,
    /// Milliseconds of the answers of the last seven days.
    pub took_ms_week: u64,
    /// What today has seen.
    pub done_today: Today,
    /// Memories that are due.
    pub due: usize,
    /// Memories that come due on each of the next days: today with everything overdue, tomorrow, …
    pub forecast: Vec<usize>,
    /// Memories that were begun, and all there are.
    pub begun: (usize, usize),
    /// Mean recall of what was begun, predicted for today; `None` where nothing was.
    pub recall: Option<f64>,
    /// Whether all of what was begun was answered today, so that there is nothing to predict yet.
    pub fresh: bool,
    /// The day that is learnt toward, with the plan.
    pub plan: Option<Plan>,
    /// Every topic, in the order of the course.
    pub topics: Vec<TopicReport>,
    /// What was said to be known, and what was.
    pub calibration: Calibration,
    /// Memories that do not stick.
    pub leeches: Vec<Leech>,
    /// Questions whose meaning has changed since they were answered.
    pub changed: Vec<QuestionId>,
    /// Days with answers and their number, oldest first.
    pub days: Vec<(Date, u32)>,
    /// What to do now, the most useful first.
    pub advice: Vec<Advice>,
}

/// How a topic stands.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicReport {
    /// Level, and what it rests on.
    pub mastery: TopicMastery,
    /// Memories that were begun.
    pub begun: usize,
    /// Mean recall of those, predicted for today.
    pub recall: Option<f64>,
    /// Whether all of those were answered today.
    pub fresh: bool,
    /// The same for the day that is learnt toward.
    pub recall_on: Option<f64>,
    /// Memories that are due.
    pub due: usize,
    /// Memories that are due within two weeks, those that are due now included.
    pub due_soon: usize,
    /// Milliseconds of all answers.
    pub took_ms: u64,
}

/// Something to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advice {
    /// So many questions wait in a kind of session.
    Session(Mode, usize),
    /// A topic that a pack requires at a level that is not reached.
    Required(TopicId, Mastery),
    /// Nothing is left for today.
    Done,
}

/// How the learner stands.
pub fn report(standing: &Standing<'_>, goal: Option<&Goal>) -> Report {
    let today = standing.today;
    let calendar = standing.progress.calendar();
    let items = standing.items(&|_, _| true);
    let ahead = |item: &Item<'_>| {
        let days = if item.is_due(today) { Some(0) } else { item.due.map(|due| elapsed_days(today, due)) };
        days.and_then(|days| usize::try_from(days).ok()).filter(|days| *days < AHEAD)
    };
    let mut forecast = vec![0; AHEAD];
    for days in items.iter().filter_map(ahead) {
        if let Some(count) = forecast.get_mut(days) {
            *count += 1;
        }
    }
    let (mut took_ms, mut took_ms_week, mut answers) = (0_u64, 0_u64, 0);
    let mut by_topic: std::collections::BTreeMap<&str, u64> = std::collections::BTreeMap::new();
    let week_ago = today.saturating_sub(Span::new().days(6));
    for attempt in standing.progress.attempts().iter().filter(|attempt| !attempt.undone) {
        answers += 1;
        took_ms = took_ms.saturating_add(attempt.took_ms);
        if calendar.day_of(attempt) >= week_ago {
            took_ms_week = took_ms_week.saturating_add(attempt.took_ms);
        }
        if let Some((topic, _)) = standing.course.question_head(&attempt.question) {
            let of_topic = by_topic.entry(&topic.id).or_default();
            *of_topic = of_topic.saturating_add(attempt.took_ms);
        }
    }
    let future = goal.filter(|goal| goal.on >= today);
    let topics: Vec<TopicReport> = mastery(standing)
        .into_iter()
        .map(|mastery| {
            let of: Vec<&Item<'_>> = items.iter().filter(|item| *item.topic == mastery.topic).collect();
            let begun: Vec<&Item<'_>> = of.iter().filter(|item| item.state.is_some()).copied().collect();
            let scheduler = standing.progress.scheduler();
            let on =
                |day: Date| mean(begun.iter().filter_map(|item| Some(item.state?.recall(scheduler, day))));
            TopicReport {
                begun: begun.len(),
                recall: on(today),
                fresh: is_fresh(&begun, today),
                recall_on: future.and_then(|goal| on(goal.on)),
                due: of.iter().filter(|item| item.is_due(today)).count(),
                due_soon: of.iter().filter(|item| ahead(item).is_some()).count(),
                took_ms: by_topic.get(mastery.topic.as_str()).copied().unwrap_or_default(),
                mastery,
            }
        })
        .collect();
    let all_begun: Vec<&Item<'_>> = items.iter().filter(|item| item.state.is_some()).collect();
    let begun = all_begun.iter();
    let mut report = Report {
        today,
        answers,
        took_ms,
        took_ms_week,
        done_today: Today::of(standing),
        due: forecast.first().copied().unwrap_or_default(),
        forecast,
        begun: (begun.clone().count(), items.len()),
        recall: mean(begun.map(|item| item.recall)),
        fresh: is_fresh(&all_begun, today),
        plan: future.map(|goal| Plan::toward(goal, standing)),
        topics,
        calibration: calibration(standing),
        leeches: leeches(standing),
        changed: standing.changed(),
        days: standing.progress.days().collect(),
        advice: Vec::new(),
    };
    report.advice = advice(&report, standing, future);
    report
}

fn advice(report: &Report, standing: &Standing<'_>, goal: Option<&Goal>) -> Vec<Advice> {
    let mut advice = Vec::new();
    let planned = goal.map_or(0, |_| waiting(Mode::Date, standing, goal));
    if planned > 0 {
        advice.push(Advice::Session(Mode::Date, planned));
    } else if report.due > 0 && report.done_today.reviewed < standing.limits.reviews {
        advice.push(Advice::Session(Mode::Review, report.due));
    }
    let pairs = waiting(Mode::Pairs, standing, None);
    if pairs > 0 {
        advice.push(Advice::Session(Mode::Pairs, pairs));
    }
    for required in standing.course.required() {
        let reached = report.topics.iter().any(|topic| {
            topic.mastery.topic == required.topic && topic.mastery.level >= Some(required.level)
        });
        if !reached {
            advice.push(Advice::Required(required.topic.clone(), required.level));
        }
    }
    let left = standing.limits.new.saturating_sub(report.done_today.new);
    let new = report.begun.1.saturating_sub(report.begun.0).min(left);
    if planned == 0 && new > 0 {
        advice.push(Advice::Session(Mode::Learn, new));
    }
    if advice.is_empty() {
        advice.push(Advice::Done);
    }
    advice
}

/// Whether there is something, and all of it was answered on a day.
fn is_fresh(begun: &[&Item<'_>], today: Date) -> bool {
    !begun.is_empty() && begun.iter().all(|item| item.state.is_some_and(|state| state.last >= today))
}

/// The mean, if there is anything.
fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}
