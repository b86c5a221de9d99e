//! `coldstart check [DIR]`: validates a content pack.

use super::output::{Done, Failure, Out};
use super::problems;
use crate::calculator::{Rules, check_pages};
use crate::content::{FACTS_FOLDER, GLOSSARY_FILE, Problem, Sources, TOPICS_FOLDER};
use crate::course::Course;
use crate::exercise::{self, Engines};
use crate::pricing::{PRICES_FOLDER, PriceBook};
use crate::quiz::{QUIZZES_FOLDER, template_places};
use std::path::{Path, PathBuf};

/// Arguments of `coldstart check`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder that holds `content/` and `quizzes/`.
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// Take the folder as a whole course, not as a pack that lies over the built-in one.
    #[arg(long)]
    alone: bool,
}

/// Runs the command.
pub(super) fn run(args: &Args, out: &mut Out) -> Done {
    let sources = read(&args.dir)?;
    if sources.is_empty() {
        return Err(Failure::input(format!(
            "{} holds neither {FACTS_FOLDER}, {TOPICS_FOLDER} nor {QUIZZES_FOLDER} with files in it; \
             name the folder that the pack's content/ and quizzes/ are in",
            args.dir.display()
        )));
    }
    let checked = if args.alone { Course::load(&sources) } else { Course::built_in().with_pack(&sources) };
    let checked = checked.and_then(|course| {
        let found = calculated(&course, &sources);
        if found.is_empty() { Ok(course) } else { Err(found) }
    });
    match checked {
        Ok(course) => {
            let files = sources.len();
            let topics = course.topics().len();
            let questions = course.all_question_heads().count();
            out.line(format_args!(
                "no problems in {files} files: {topics} topics, {questions} questions, {} facts{}",
                course.facts().len(),
                if args.alone { "" } else { " (with the built-in course below)" },
            ))?;
            Ok(0)
        }
        Err(found) => {
            out.text(&problems::render(&found, &sources, out.styled()))?;
            out.line(problems::count(found.len()))?;
            Ok(1)
        }
    }
}

/// What the course's own checks cannot know: whether the calculators can work out what pages and generated questions of
/// `sources` give them. `course` was loaded from these.
fn calculated(course: &Course, sources: &Sources) -> Vec<Problem> {
    let book = PriceBook::built_in();
    match Rules::of(course) {
        Ok(rules) => {
            let mut found = check_pages(course, book, &rules);
            found.retain(|problem| sources.get(&problem.file).is_some());
            found.extend(exercise::check(course, sources, Engines { book, rules: &rules }));
            found
        }
        // Pages do without; a question without a key does not.
        Err(missing) => template_places(sources)
            .into_iter()
            .map(|places| {
                let text = sources.get(&places.file).unwrap_or_default();
                Problem::at(&places.file, text, places.answer, missing.to_string())
            })
            .collect(),
    }
}

/// The files of a pack. Only regular files directly in the four folders count, so no path can lead out of the pack.
fn read(dir: &Path) -> Result<Sources, Failure> {
    if !dir.is_dir() {
        return Err(Failure::input(format!("{} is not a folder", dir.display())));
    }
    let mut sources = Sources::new();
    let glossary_folder = GLOSSARY_FILE.rsplit_once('/').map_or("", |(folder, _)| folder);
    for folder in [glossary_folder, FACTS_FOLDER, TOPICS_FOLDER, PRICES_FOLDER, QUIZZES_FOLDER] {
        let path = dir.join(folder);
        if !path.is_dir() {
            continue;
        }
        let at = |error: std::io::Error| Failure::outside(format!("{}: {error}", path.display()));
        let mut entries = std::fs::read_dir(&path).map_err(at)?.collect::<Result<Vec<_>, _>>().map_err(at)?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !entry.file_type().map_err(at)?.is_file() || name.starts_with('.') || name.ends_with('~') {
                continue;
            }
            let relative = format!("{folder}/{name}");
            if folder == glossary_folder && relative != GLOSSARY_FILE {
                continue;
            }
            let file = entry.path();
            let text = std::fs::read(&file)
                .map_err(|error| Failure::outside(format!("{}: {error}", file.display())))?;
            let text = String::from_utf8(text).map_err(|error| {
                let valid = error.utf8_error().valid_up_to();
                let line = error.as_bytes().iter().take(valid).filter(|byte| **byte == b'\n').count() + 1;
                Failure::input(format!(
                    "{}:{line}: this is not UTF-8; save the file as UTF-8",
                    file.display()
                ))
            })?;
            sources.insert(relative, text);
        }
    }
    Ok(sources)
}
