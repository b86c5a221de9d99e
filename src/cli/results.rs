//! `coldstart results [N]`: exams, interviews and blitzes that are over, and the report of one of them.

use super::Common;
use super::learner::Learner;
use super::output::{Done, Failure, Out};
use super::quiz_plain::written;
use crate::app::sessions::{name, read_back, result, when};
use crate::course::Course;
use crate::progress::PastSession;
use crate::quiz::Session;
use jiff::Timestamp;
use serde::Serialize;

/// Arguments of `coldstart results`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print the report of this one, counted from the newest: 1 is the latest. Without it all are listed.
    #[arg(value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    number: Option<u32>,
    /// Print one JSON document (`coldstart.results/1`).
    #[arg(long, conflicts_with = "number")]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    results: Vec<ResultOut<'a>>,
}

#[derive(Serialize)]
struct ResultOut<'a> {
    ended_at: Timestamp,
    mode: &'static str,
    questions: usize,
    answered: u32,
    right: u32,
    /// Whether an exam was passed; null for other kinds.
    passed: Option<bool>,
    /// Share that an exam takes to be passed; null for other kinds.
    pass_percent: Option<u8>,
    took_ms: u64,
    topics: Vec<TopicOut<'a>>,
}

#[derive(Serialize)]
struct TopicOut<'a> {
    topic: &'a str,
    right: u32,
    answered: u32,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let course = common.course();
    let learner = Learner::open(common)?;
    let all = learner.store.results().map_err(Failure::outside)?;
    let sessions: Vec<(&PastSession, Session)> =
        all.iter().filter_map(|past| Some((past, read_back(past, &course)?))).collect();
    if let Some(number) = args.number {
        let at = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
        let (past, session) = sessions.get(at).ok_or_else(|| {
            Failure::input(format!("there is no result {number}; there are {}", sessions.len()))
        })?;
        let day = past.at.to_zoned(learner.calendar.zone().clone()).strftime("%Y-%m-%d").to_string();
        let report = written(session, &course, &day).unwrap_or_default();
        out.text(&report)?;
        return Ok(0);
    }
    if args.json {
        let results = sessions.iter().map(|(past, session)| result_out(past, session)).collect();
        let document = Document { schema: "coldstart.results/1", results };
        out.line(serde_json::to_string_pretty(&document)?)?;
        return Ok(0);
    }
    list(&sessions, &learner, &course, out)?;
    if sessions.len() < all.len() {
        let gone = all.len() - sessions.len();
        out.line(format_args!("{gone} more cannot be read by this version of the program and the course"))?;
    }
    Ok(0)
}

fn list(
    sessions: &[(&PastSession, Session)],
    learner: &Learner,
    course: &Course,
    out: &mut Out,
) -> Result<(), Failure> {
    if sessions.is_empty() {
        return out.line("No exam, interview or blitz has been finished yet.");
    }
    for (at, (past, session)) in sessions.iter().enumerate() {
        let when = when(past.at, &learner.calendar);
        let (kind, detail) = (name(session.mode()), result(session, course));
        out.line(format_args!("{:>3}  {when}  {kind:<14}  {detail}", at + 1))?;
    }
    out.line("")?;
    out.line("`coldstart results N` prints the report of one.")
}

fn result_out<'a>(past: &PastSession, session: &'a Session) -> ResultOut<'a> {
    let summary = session.summary();
    let exam = session.exam_result();
    ResultOut {
        ended_at: past.at,
        mode: session.mode().name(),
        questions: session.turns().iter().filter(|turn| turn.probe.is_none()).count(),
        answered: summary.total,
        right: summary.right,
        passed: exam.as_ref().map(crate::quiz::ExamResult::passed),
        pass_percent: exam.map(|exam| exam.pass_percent),
        took_ms: session.spent_ms(),
        topics: topics(session),
    }
}

fn topics(session: &Session) -> Vec<TopicOut<'_>> {
    let mut topics: Vec<TopicOut<'_>> = Vec::new();
    for turn in session.turns().iter().filter(|turn| turn.probe.is_none()) {
        let right = u32::from(turn.correct() == Some(true));
        let answered = u32::from(turn.is_answered());
        match topics.iter_mut().find(|known| known.topic == turn.topic()) {
            Some(known) => (known.right, known.answered) = (known.right + right, known.answered + answered),
            None => topics.push(TopicOut { topic: turn.topic(), right, answered }),
        }
    }
    topics
}
