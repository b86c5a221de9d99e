//! Where a learner stands, as JSON and as lines: `coldstart progress` without an action.

use super::learner::Learner;
use super::output::{Done, Failure, Out};
use super::quiz::plan_lines;
use super::{Common, output};
use crate::app::home::ids;
use crate::course::Course;
use crate::platform;
use crate::progress::Place;
use crate::study::{Advice, Report, Standing, TopicReport, report};
use crate::text::quantity::Duration;
use crate::text::{Side, pad, width};
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    profile: &'a str,
    today: Date,
    attempts: usize,
    due: usize,
    due_in_two_weeks: usize,
    forecast: &'a [usize],
    days_studied: usize,
    streak: u32,
    took_ms: u64,
    took_ms_last_7_days: u64,
    begun: usize,
    memories: usize,
    recall: Option<f64>,
    goal: Option<GoalOut>,
    calibration: CalibrationOut,
    leeches: Vec<&'a str>,
    changed_since_learned: &'a [String],
    now: Vec<AdviceOut<'a>>,
    calendar: Vec<DayOut>,
    topics: Vec<TopicOut<'a>>,
}

#[derive(Serialize)]
struct GoalOut {
    on: Date,
    days_left: usize,
    minutes_a_day: u32,
    questions_a_day: usize,
    recall_without: f64,
    recall_with_plan: f64,
    never_begun: usize,
    days: Vec<PlannedOut>,
}

#[derive(Serialize)]
struct PlannedOut {
    day: Date,
    new: usize,
    reviews: usize,
}

#[derive(Serialize)]
struct CalibrationOut {
    sure: Share,
    unsure: Share,
    guess: Share,
    marks: i64,
    reviews: u32,
    recalled: u32,
    predicted: f64,
}

#[derive(Serialize)]
struct Share {
    answers: u32,
    right: u32,
}

#[derive(Serialize)]
struct AdviceOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    questions: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
}

#[derive(Serialize)]
struct DayOut {
    day: Date,
    answers: u32,
}

#[derive(Serialize)]
struct TopicOut<'a> {
    topic: &'a str,
    title: &'a str,
    questions: usize,
    answered: usize,
    right: usize,
    read_percent: u8,
    read: bool,
    level: Option<&'static str>,
    level_since: Option<Date>,
    known: usize,
    memories: usize,
    recall: Option<f64>,
    #[serde(skip)]
    fresh: bool,
    recall_on_goal: Option<f64>,
    due: usize,
    due_in_two_weeks: usize,
    took_ms: u64,
}

/// Prints it.
pub(super) fn show(json: bool, common: &Common, course: &Course, out: &mut Out) -> Done {
    let learner = Learner::open(common)?;
    let progress = learner.progress(course)?;
    let places = learner.store.places().map_err(Failure::outside)?;
    let goal = learner.store.goal().map_err(Failure::outside)?;
    let today = learner.calendar.day(platform::now());
    let standing = Standing {
        course,
        progress: &progress,
        today,
        profile: common.profile.as_str(),
        limits: learner.limits,
    };
    let report = report(&standing, goal.as_ref());
    let topics: Vec<TopicOut<'_>> =
        report.topics.iter().filter_map(|topic| topic_out(&standing, topic, &places)).collect();
    if json {
        let document = document(&report, common.profile.as_str(), progress.streak(today), topics);
        out.line(serde_json::to_string_pretty(&document)?)?;
        return Ok(0);
    }
    if let Some(notice) = &learner.notice {
        out.line(notice)?;
        out.line("")?;
    }
    table(&topics, out)?;
    out.line("")?;
    lines(&report, &standing, out)
}

fn topic_out<'a>(standing: &Standing<'a>, topic: &'a TopicReport, places: &[Place]) -> Option<TopicOut<'a>> {
    let head = standing.course.topic(&topic.mastery.topic)?;
    let record = standing.progress.topic(ids(standing.course, &head.id));
    let place = places.iter().find(|place| place.topic == head.id);
    Some(TopicOut {
        topic: &head.id,
        title: &head.title,
        questions: record.of,
        answered: record.answered,
        right: record.right,
        read_percent: place.map_or(0, |place| place.percent),
        read: place.is_some_and(|place| place.finished),
        level: topic.mastery.level.map(crate::course::Mastery::name),
        level_since: topic.mastery.since,
        known: topic.mastery.known,
        memories: topic.mastery.items,
        recall: topic.recall,
        fresh: topic.fresh,
        recall_on_goal: topic.recall_on,
        due: topic.due,
        due_in_two_weeks: topic.due_soon,
        took_ms: topic.took_ms,
    })
}

fn document<'a>(
    report: &'a Report,
    profile: &'a str,
    streak: u32,
    topics: Vec<TopicOut<'a>>,
) -> Document<'a> {
    let share = |(answers, right)| Share { answers, right };
    Document {
        schema: "coldstart.standing/1",
        profile,
        today: report.today,
        attempts: report.answers,
        due: report.due,
        due_in_two_weeks: report.forecast.iter().sum(),
        forecast: &report.forecast,
        days_studied: report.days.len(),
        streak,
        took_ms: report.took_ms,
        took_ms_last_7_days: report.took_ms_week,
        begun: report.begun.0,
        memories: report.begun.1,
        recall: report.recall,
        goal: report.plan.as_ref().map(|plan| GoalOut {
            on: plan.goal.on,
            days_left: plan.days.len(),
            minutes_a_day: plan.goal.minutes,
            questions_a_day: plan.per_day,
            recall_without: plan.without,
            recall_with_plan: plan.with,
            never_begun: plan.left_out,
            days: plan
                .days
                .iter()
                .map(|day| PlannedOut { day: day.date, new: day.new, reviews: day.reviews })
                .collect(),
        }),
        calibration: CalibrationOut {
            sure: share(report.calibration.sure),
            unsure: share(report.calibration.unsure),
            guess: share(report.calibration.guess),
            marks: report.calibration.marks,
            reviews: report.calibration.reviews,
            recalled: report.calibration.recalled,
            predicted: report.calibration.predicted,
        },
        leeches: report.leeches.iter().map(|leech| leech.item.as_str()).collect(),
        changed_since_learned: &report.changed,
        now: report.advice.iter().filter_map(advice_out).collect(),
        calendar: report.days.iter().map(|(day, answers)| DayOut { day: *day, answers: *answers }).collect(),
        topics,
    }
}

fn advice_out(advice: &Advice) -> Option<AdviceOut<'_>> {
    let none = AdviceOut { mode: None, questions: None, topic: None, level: None };
    match advice {
        Advice::Session(mode, questions) => {
            Some(AdviceOut { mode: Some(mode.name()), questions: Some(*questions), ..none })
        }
        Advice::Required(topic, level) => {
            Some(AdviceOut { topic: Some(topic), level: Some(level.name()), ..none })
        }
        Advice::Done => None,
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A predicted recall: none is certain.
fn recalled(share: f64) -> String {
    percent(share.min(0.99))
}

fn table(topics: &[TopicOut<'_>], out: &mut Out) -> Result<(), output::Failure> {
    let wide = topics.iter().map(|topic| width(topic.title)).max().unwrap_or(0).max(5);
    let head = pad("Topic", wide, Side::Left);
    out.line(format_args!("{head}   read  answered  right  level       recall  due"))?;
    for topic in topics {
        let title = pad(topic.title, wide, Side::Left);
        let read = if topic.read { "read".to_owned() } else { format!("{} %", topic.read_percent) };
        let answered = format!("{}/{}", topic.answered, topic.questions);
        let recall = match topic.recall {
            Some(_) if topic.fresh => "fresh".to_owned(),
            Some(share) => recalled(share),
            None => "-".to_owned(),
        };
        out.line(format_args!(
            "{title}  {read:>5}  {answered:>8}  {:>5}  {:<10}  {recall:>6}  {:>3}",
            topic.right,
            topic.level.unwrap_or("-"),
            topic.due
        ))?;
    }
    Ok(())
}

fn lines(report: &Report, standing: &Standing<'_>, out: &mut Out) -> Done {
    let time = |ms: u64| {
        Duration::from_ms((ms / 60_000 * 60_000).into())
            .filter(|_| ms >= 60_000)
            .map_or_else(|| "less than a minute".to_owned(), Duration::pretty)
    };
    out.line(format_args!(
        "{} answers on {} days; {} items are due today, {} within two weeks",
        report.answers,
        report.days.len(),
        report.due,
        report.forecast.iter().sum::<usize>()
    ))?;
    if report.answers > 0 {
        out.line(format_args!(
            "{} of thinking, {} in the last seven days",
            time(report.took_ms),
            time(report.took_ms_week)
        ))?;
    }
    if let Some(recall) = report.recall {
        out.line(format_args!(
            "{} of {} memories begun{}",
            report.begun.0,
            report.begun.1,
            if report.fresh {
                ", all of them answered today".to_owned()
            } else {
                format!("; predicted recall of these today: {}", recalled(recall))
            }
        ))?;
    }
    let calibration = &report.calibration;
    if calibration.said() > 0 {
        let share =
            |word: &str, (of, right): (u32, u32)| (of > 0).then(|| format!("{word} {right} of {of} right"));
        let shares: Vec<String> = [
            share("sure", calibration.sure),
            share("unsure", calibration.unsure),
            share("guess", calibration.guess),
        ]
        .into_iter()
        .flatten()
        .collect();
        out.line(shares.join(", "))?;
        if let Some(advice) = calibration.advice() {
            out.line(advice)?;
        }
    }
    if calibration.reviews > 0 {
        out.line(format_args!(
            "{} of {} reviews recalled; {:.1} were predicted",
            calibration.recalled, calibration.reviews, calibration.predicted
        ))?;
    }
    for (word, list) in [
        ("Does not stick", report.leeches.iter().map(|leech| leech.item.clone()).collect::<Vec<_>>()),
        ("Changed since you learned it", report.changed.clone()),
    ] {
        if !list.is_empty() {
            out.line(format_args!("{word}: {}", list.join(", ")))?;
        }
    }
    if let Some(plan) = &report.plan {
        out.line("")?;
        plan_lines(plan).into_iter().try_for_each(|line| out.line(line))?;
    }
    out.line("")?;
    for advice in &report.advice {
        match advice {
            Advice::Session(mode, count) => {
                out.line(format_args!("Now: `coldstart quiz --mode {}`, {count} waiting", mode.name()))?;
            }
            Advice::Required(topic, level) => {
                let title = standing.course.topic(topic).map_or(topic.as_str(), |topic| &topic.title);
                out.line(format_args!("Required: {title} at level {}", level.name()))?;
            }
            Advice::Done => out.line("Nothing is left for today.")?,
        }
    }
    Ok(0)
}
