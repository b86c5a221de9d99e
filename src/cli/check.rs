//! `coldstart check [DIR]`: validates a content pack.

use super::output::{Done, Failure, Out};
use super::{Common, problems};
use crate::calculator::{Rules, check_pages};
use crate::content::{Problem, Sources};
use crate::course::{Course, lay};
use crate::exercise::{self, Engines};
use crate::lint::{Stats, lint};
use crate::platform::read_pack;
use crate::pricing::PriceBook;
use crate::quiz::template_places;
use crate::text::printable;
use std::path::PathBuf;

/// Arguments of `coldstart check`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder that holds `content/` and `quizzes/`.
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// Take the folder as a whole course, not as a pack that lies over the built-in one.
    #[arg(long)]
    alone: bool,
    /// Count questions by topic, kind and level, and list the facts that pages lean on and nobody asks about.
    #[arg(long)]
    stats: bool,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    if !args.dir.is_dir() {
        return Err(Failure::input(format!("{} is not a folder", printable(&args.dir.to_string_lossy()))));
    }
    let pack = read_pack(&args.dir);
    if pack.sources.is_empty() && pack.problems.iter().all(|problem| problem.file == ".") {
        let problem = pack.problems.first().map(|problem| (problem.message.clone(), problem.help.clone()));
        let (message, help) = problem.unwrap_or_default();
        return Err(Failure::input(format!("{message}; {}", help.unwrap_or_default())));
    }
    let sources = pack.sources.clone();
    let below = if args.alone { Sources::new() } else { common.sources() };
    let (excerpts, checked) = if args.alone {
        let checked = if pack.problems.is_empty() { Course::load(&sources) } else { Err(pack.problems) };
        (sources.clone(), checked)
    } else {
        let laid = lay(below.clone(), [pack]);
        let problems = laid.reports.into_iter().flat_map(|report| report.problems).collect::<Vec<_>>();
        (below.overlaid(sources.clone()), laid.course.ok_or(problems))
    };
    // What the course's own checks cannot know: whether the calculators in the pages can be worked out, and what makes a
    // question a bad one.
    let checked = checked.and_then(|course| {
        let mut found = calculated(&course, &sources);
        found.extend(lint(&course, &sources));
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
            if args.stats {
                print_stats(&Stats::of(&course), out)?;
            }
            Ok(0)
        }
        Err(found) => {
            out.text(&problems::render(&found, &excerpts, out.styled()))?;
            out.line(problems::count(found.len()))?;
            Ok(1)
        }
    }
}

/// Counts as tables, then the facts that nobody asks about.
fn print_stats(stats: &Stats, out: &mut Out) -> Result<(), Failure> {
    let share =
        |part: usize, all: usize| format!("{} %", (part * 100 + all / 2).checked_div(all).unwrap_or(0));
    let all = stats.questions();
    out.line("")?;
    out.line(format_args!("{:<28} {:>9}  {:>13}", "topic", "questions", "beyond recall"))?;
    for topic in &stats.topics {
        let beyond = share(topic.beyond_recall, topic.questions);
        out.line(format_args!("{:<28} {:>9}  {beyond:>13}", topic.topic, topic.questions))?;
    }
    out.line(format_args!("{:<28} {all:>9}  {:>13}", "all", share(stats.beyond_recall(), all)))?;
    out.line("")?;
    out.line(format_args!("{:<28} {:>9}  {:>13}", "kind", "questions", "share"))?;
    for (kind, count) in &stats.kinds {
        out.line(format_args!("{kind:<28} {count:>9}  {:>13}", share(*count, all)))?;
    }
    for (name, count) in
        [("drawn anew each time", stats.generated), ("out of date, since when", stats.outdated)]
    {
        out.line(format_args!("{name:<28} {count:>9}  {:>13}", share(count, all)))?;
    }
    out.line(format_args!("{:<28} {:>9}", "chains of questions", stats.chains))?;
    out.line("")?;
    out.line(format_args!("{:<28} {:>9}  {:>13}", "level", "questions", "share"))?;
    for (level, count) in &stats.levels {
        out.line(format_args!("{:<28} {count:>9}  {:>13}", level.name(), share(*count, all)))?;
    }
    out.line("")?;
    out.line(format_args!(
        "{} of {} facts are quoted by a page and asked about by no question",
        stats.unasked.len(),
        stats.facts
    ))?;
    for fact in &stats.unasked {
        out.line(format_args!("  {fact}"))?;
    }
    Ok(())
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
