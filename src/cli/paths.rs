//! `coldstart paths [ID]`: ways through the course, and how far one is on them.

use super::Common;
use super::learner::Learner;
use super::output::{Done, Failure, Out};
use crate::course::{Course, LearningPath, Step};
use crate::progress::{Place, Progress, step_is_done, topic_of};
use crate::text::{lines, nearest};
use serde::Serialize;

/// Arguments of `coldstart paths`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The path to print step by step; without it all of them.
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Print one JSON document (`coldstart.paths/1`).
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    paths: Vec<PathOut<'a>>,
}

#[derive(Serialize)]
struct PathOut<'a> {
    id: &'a str,
    title: &'a str,
    summary: &'a str,
    /// Time to read its topics.
    reading_min: u32,
    done: usize,
    steps: Vec<StepOut<'a>>,
}

#[derive(Serialize)]
struct StepOut<'a> {
    read: Option<String>,
    answer: Option<usize>,
    mode: Option<&'static str>,
    topic: Option<&'a str>,
    done: bool,
    #[serde(skip)]
    shown: String,
    #[serde(skip)]
    command: String,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let course = common.course();
    let learner = Learner::open(common)?;
    let progress = learner.progress(&course)?;
    let places = learner.store.places().map_err(Failure::outside)?;
    let mut paths: Vec<PathOut<'_>> =
        course.paths().iter().map(|path| path_out(path, &course, &progress, &places)).collect();
    if let Some(id) = &args.id {
        let known: Vec<&str> = paths.iter().map(|path| path.id).collect();
        if !known.contains(&id.as_str()) {
            let near = nearest(id, known.iter().copied())
                .map(|near| format!("did you mean `{near}`? "))
                .unwrap_or_default();
            return Err(Failure::input(format!(
                "there is no path `{id}`; {near}Known are {}",
                known.join(", ")
            )));
        }
        paths.retain(|path| path.id == id);
    }
    if args.json {
        out.line(serde_json::to_string_pretty(&Document { schema: "coldstart.paths/1", paths })?)?;
        return Ok(0);
    }
    let columns = usize::from(out.columns());
    for (at, path) in paths.iter().enumerate() {
        if at > 0 {
            out.line("")?;
        }
        out.line(format_args!("{}: {}", path.id, path.title))?;
        for line in lines(path.summary, columns.saturating_sub(2)) {
            out.line(format_args!("  {line}"))?;
        }
        out.line(format_args!(
            "  {} of {} steps done; about {} minutes of reading",
            path.done,
            path.steps.len(),
            path.reading_min
        ))?;
        if args.id.is_some() {
            out.line("")?;
            for (number, step) in path.steps.iter().enumerate() {
                let mark = if step.done { "done" } else { "    " };
                out.line(format_args!("{:>3}. {mark}  {}", number + 1, step.shown))?;
                if !step.done {
                    out.line(format_args!("           {}", step.command))?;
                }
            }
        }
    }
    if args.id.is_none() {
        out.line("")?;
        out.line("`coldstart paths ID` lists the steps of one.")?;
    }
    Ok(0)
}

fn path_out<'a>(
    path: &'a LearningPath,
    course: &'a Course,
    progress: &Progress,
    places: &[Place],
) -> PathOut<'a> {
    let steps: Vec<StepOut<'a>> = path
        .steps
        .iter()
        .map(|step| {
            let place = topic_of(step).and_then(|topic| places.iter().find(|place| place.topic == topic));
            step_out(step, course, step_is_done(step, course, progress, place))
        })
        .collect();
    let minutes = |step: &Step| match step {
        Step::Read { topic, anchor: None } => course.topic(topic).map_or(0, |topic| topic.minutes),
        _ => 0,
    };
    PathOut {
        id: &path.id,
        title: &path.title,
        summary: &path.summary,
        reading_min: path.steps.iter().map(minutes).sum(),
        done: steps.iter().filter(|step| step.done).count(),
        steps,
    }
}

fn step_out<'a>(step: &'a Step, course: &'a Course, done: bool) -> StepOut<'a> {
    let title =
        |topic: &str| course.topic(topic).map_or_else(|| topic.to_owned(), |topic| topic.title.clone());
    match step {
        Step::Read { topic, anchor } => {
            let target = anchor.as_ref().map_or_else(|| topic.clone(), |anchor| format!("{topic}#{anchor}"));
            let section = anchor.as_ref().map(|anchor| format!(", section #{anchor}")).unwrap_or_default();
            StepOut {
                shown: format!("read {}{section}", title(topic)),
                command: format!("coldstart read {topic}"),
                read: Some(target),
                answer: None,
                mode: None,
                topic: Some(topic),
                done,
            }
        }
        Step::Answer { mode, topic, count } => {
            let about = topic.as_deref().map(|topic| format!(" on {}", title(topic))).unwrap_or_default();
            let flag = topic.as_deref().map(|topic| format!(" --topic {topic}")).unwrap_or_default();
            StepOut {
                shown: format!("answer {count} questions{about} ({})", mode.name()),
                command: format!("coldstart quiz{flag} --count {count} --mode {} --plain", mode.name()),
                read: None,
                answer: Some(*count),
                mode: Some(mode.name()),
                topic: topic.as_deref(),
                done,
            }
        }
    }
}
