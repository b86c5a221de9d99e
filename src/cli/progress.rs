//! `coldstart progress`: where a learner stands; answers out to a file and in from one.

use super::learner::Learner;
use super::output::{Done, Failure, Out};
use super::{Common, problems};
use crate::app::home::ids;
use crate::app::item_of;
use crate::content::Sources;
use crate::course::Course;
use crate::platform;
use crate::progress::{MemoryRow, Progress, export, import};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Arguments of `coldstart progress`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Option<Action>,
    /// Print one JSON document (`coldstart.standing/1`).
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Write every answer to a JSON file (`coldstart.progress/1`); `-` for standard output.
    Export {
        /// File to write.
        file: PathBuf,
    },
    /// Add the answers of a JSON file; those that are there already count once. `-` for standard input.
    Import {
        /// File to read.
        file: PathBuf,
    },
}

#[derive(Serialize)]
struct Standing<'a> {
    schema: &'static str,
    profile: &'a str,
    attempts: usize,
    due: usize,
    days_studied: usize,
    topics: Vec<TopicStanding<'a>>,
}

#[derive(Serialize)]
struct TopicStanding<'a> {
    topic: &'a str,
    title: &'a str,
    questions: usize,
    answered: usize,
    right: usize,
    read_percent: u8,
    read: bool,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let course = common.course();
    match &args.action {
        Some(Action::Export { file }) => export_to(file, common, &course, out),
        Some(Action::Import { file }) => import_from(file, common, out),
        None => show(args.json, common, &course, out),
    }
}

fn show(json: bool, common: &Common, course: &Course, out: &mut Out) -> Done {
    let learner = Learner::open(common)?;
    let progress = learner.progress(course)?;
    let places = learner.store.places().map_err(Failure::outside)?;
    let today = learner.calendar.day(platform::now());
    let topics: Vec<TopicStanding<'_>> = course
        .topics()
        .iter()
        .map(|topic| {
            let standing = progress.topic(ids(course, &topic.id));
            let place = places.iter().find(|place| place.topic == topic.id);
            TopicStanding {
                topic: &topic.id,
                title: &topic.title,
                questions: standing.of,
                answered: standing.answered,
                right: standing.right,
                read_percent: place.map_or(0, |place| place.percent),
                read: place.is_some_and(|place| place.finished),
            }
        })
        .collect();
    let standing = Standing {
        schema: "coldstart.standing/1",
        profile: common.profile.as_str(),
        attempts: progress.attempts().iter().filter(|attempt| !attempt.undone).count(),
        due: progress.items().filter(|(_, state)| state.is_due(today)).count(),
        days_studied: progress.days().count(),
        topics,
    };
    if json {
        out.line(serde_json::to_string_pretty(&standing)?)?;
        return Ok(0);
    }
    if let Some(notice) = &learner.notice {
        out.line(notice)?;
        out.line("")?;
    }
    let wide = standing.topics.iter().map(|topic| crate::text::width(topic.title)).max().unwrap_or(0);
    for topic in &standing.topics {
        let title = crate::text::pad(topic.title, wide, crate::text::Side::Left);
        let read = if topic.read { "read".to_owned() } else { format!("{} %", topic.read_percent) };
        out.line(format_args!(
            "{title}  {read:>5}  {:>3} of {:>3} answered, {:>3} right",
            topic.answered, topic.questions, topic.right
        ))?;
    }
    out.line("")?;
    out.line(format_args!(
        "{} answers on {} days; {} items are due today",
        standing.attempts, standing.days_studied, standing.due
    ))?;
    Ok(0)
}

fn export_to(file: &Path, common: &Common, course: &Course, out: &mut Out) -> Done {
    let learner = Learner::open(common)?;
    let progress = learner.progress(course)?;
    let text =
        export(common.profile.as_str(), platform::now(), progress.attempts(), &memory(&progress, course))?;
    if file == Path::new("-") {
        out.text(&text)?;
        return Ok(0);
    }
    platform::write_whole(file, text.as_bytes())
        .map_err(|error| Failure::outside(format!("{} cannot be written: {error}", file.display())))?;
    out.line(format_args!("{} answers written to {}", progress.attempts().len(), file.display()))?;
    Ok(0)
}

/// Every item that has a memory, with the questions of it that were answered.
fn memory(progress: &Progress, course: &Course) -> Vec<MemoryRow> {
    let mut questions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (question, _) in progress.questions() {
        if let Some(item) = item_of(course, question) {
            questions.entry(item).or_default().push(question.to_owned());
        }
    }
    progress
        .items()
        .map(|(item, state)| MemoryRow {
            item: item.to_owned(),
            questions: questions.remove(item).unwrap_or_default(),
            state: *state,
        })
        .collect()
}

fn import_from(file: &Path, common: &Common, out: &mut Out) -> Done {
    let name = if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() };
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::outside(format!("{name} cannot be read: {error}")))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::input(format!("{name} is not UTF-8, so it is no export")))?;
    let attempts = import(&name, &text).map_err(|found| {
        let sources: Sources = [(name.clone(), text.clone())].into_iter().collect();
        let shown = problems::render(found.get(..5).unwrap_or(&found), &sources, false);
        Failure::input(format!("nothing was imported, {} in {name}\n\n{shown}", problems::count(found.len())))
    })?;
    let mut learner = Learner::open(common)?;
    let new = learner.store.append_all(&attempts).map_err(Failure::outside)?;
    out.line(format_args!("{new} answers added, {} were there already", attempts.len() - new))?;
    Ok(0)
}
