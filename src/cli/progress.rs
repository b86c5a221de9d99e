//! `coldstart progress`: where a learner stands; answers out to a file and in from one.

use super::learner::Learner;
use super::output::{Done, Failure, Out};
use super::{Common, problems, standing};
use crate::app::item_of;
use crate::content::Sources;
use crate::course::Course;
use crate::platform;
use crate::progress::{Flag, Imported, MemoryRow, Progress, export, import};
use crate::quiz::Question;
use crate::study::anki_text;
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
    /// Write every answer and flag to a JSON file (`coldstart.progress/1`); `-` for standard output.
    Export {
        /// File to write.
        file: PathBuf,
    },
    /// Write the questions as notes for Anki (its text form); `-` for standard output. Importing a newer file updates the notes.
    Anki {
        /// File to write.
        file: PathBuf,
        /// Only this topic (may be given several times).
        #[arg(long, value_name = "TOPIC")]
        topic: Vec<String>,
    },
    /// Add the answers and flags of a JSON file; those that are there already count once. `-` for standard input.
    Import {
        /// File to read.
        file: PathBuf,
    },
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let course = common.course();
    match &args.action {
        Some(Action::Export { file }) => export_to(file, common, &course, out),
        Some(Action::Import { file }) => import_from(file, common, out),
        Some(Action::Anki { file, topic }) => anki(file, topic, &course, out),
        None => standing::show(args.json, common, &course, out),
    }
}

fn anki(file: &Path, topics: &[String], course: &Course, out: &mut Out) -> Done {
    super::quiz::check_topics(topics, course)?;
    let questions: Vec<&Question> =
        course.questions().filter(|question| topics.is_empty() || topics.contains(&question.topic)).collect();
    let text = anki_text(questions.iter().copied(), &|id| course.fact(id));
    if file == Path::new("-") {
        out.text(&text)?;
        return Ok(0);
    }
    platform::write_whole(file, text.as_bytes())
        .map_err(|error| Failure::outside(format!("{} cannot be written: {error}", file.display())))?;
    let notes = text.lines().filter(|line| !line.starts_with('#')).count();
    out.line(format_args!("{notes} notes written to {}", file.display()))?;
    Ok(0)
}

fn export_to(file: &Path, common: &Common, course: &Course, out: &mut Out) -> Done {
    let learner = Learner::open(common)?;
    let progress = learner.progress(course)?;
    let flags = learner.store.flags().map_err(Failure::outside)?;
    let text = export(
        common.profile.as_str(),
        platform::now(),
        progress.attempts(),
        &flags,
        &memory(&progress, course),
    )?;
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
        if let Some(known) = item_of(course, question) {
            questions.entry(known.item).or_default().push(question.to_owned());
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
    let Imported { attempts, flags } = import(&name, &text).map_err(|found| {
        let sources: Sources = [(name.clone(), text.clone())].into_iter().collect();
        let shown = problems::render(found.get(..5).unwrap_or(&found), &sources, false);
        Failure::input(format!("nothing was imported, {} in {name}\n\n{shown}", problems::count(found.len())))
    })?;
    let mut learner = Learner::open(common)?;
    let new = learner.store.append_all(&attempts).map_err(Failure::outside)?;
    out.line(format_args!("{new} answers added, {} were there already", attempts.len() - new))?;
    let flags: Vec<Flag> = flags.iter().cloned().collect();
    match learner.store.save_flags(&flags).map_err(Failure::outside)? {
        0 => {}
        changed => out.line(format_args!("{changed} flags of questions taken over"))?,
    }
    Ok(0)
}
