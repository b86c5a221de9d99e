//! `coldstart quiz`: questions line by line on standard input and output, or a list of them.

use super::learner::Learner;
use super::output::{Done, Failure, Out};
use super::{Common, ModeArg, tui};
use crate::app::home::ids;
use crate::content::{Page, PlainOptions, to_plain};
use crate::course::Course;
use crate::exercise;
use crate::platform;
use crate::pricing::PriceBook;
use crate::quiz::plain::Plain;
use crate::quiz::{Answer, Mode, Question, Session, Step, Wanted, pick};
use crate::text::nearest;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal};
use std::time::Instant;

/// Arguments of `coldstart quiz`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// List the questions instead of asking them.
    #[arg(long)]
    list: bool,
    /// Only questions of this topic (may be given several times).
    #[arg(long, value_name = "TOPIC")]
    topic: Vec<String>,
    /// At most so many questions [default: 10].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    count: Option<u32>,
    /// Kind of session.
    #[arg(long, value_enum, default_value = "learn")]
    mode: ModeArg,
    /// Choose and order questions by this number instead of by chance.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Ask line by line on standard input and output; without it the questions open in the terminal UI, where there is a terminal.
    #[arg(long)]
    plain: bool,
    /// With --list: print one JSON document (`coldstart.quiz/1`).
    #[arg(long, requires = "list")]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    questions: Vec<QuestionOut<'a>>,
}

#[derive(Serialize)]
struct QuestionOut<'a> {
    id: &'a str,
    item: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    topic: &'a str,
    level: crate::quiz::Level,
    facts: &'a [String],
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let course = common.course();
    for topic in &args.topic {
        if course.topic(topic).is_none() {
            let known: Vec<&str> = course.topics().iter().map(|topic| topic.id.as_str()).collect();
            let help = nearest(topic, known.iter().copied()).map_or_else(
                || format!("topics are: {}", known.join(", ")),
                |id| format!("did you mean `{id}`?"),
            );
            return Err(Failure::input(format!("--topic: there is no topic `{topic}`; {help}")));
        }
    }
    if args.list { list(args, &course, out) } else { ask(args, common, &course, out) }
}

fn pool<'c>(args: &Args, course: &'c Course) -> impl Iterator<Item = &'c Question> {
    let wanted = args.topic.clone();
    course.questions().filter(move |question| wanted.is_empty() || wanted.contains(&question.topic))
}

fn list(args: &Args, course: &Course, out: &mut Out) -> Done {
    if args.json {
        let questions = pool(args, course)
            .map(|question| QuestionOut {
                id: &question.id,
                item: question.item(),
                kind: question.kind.name(),
                topic: &question.topic,
                level: question.level,
                facts: &question.facts,
            })
            .collect();
        let document = Document { schema: "coldstart.quiz/1", questions };
        out.line(serde_json::to_string_pretty(&document)?)?;
        return Ok(0);
    }
    let wide = pool(args, course).map(|question| question.id.len()).max().unwrap_or(0);
    for question in pool(args, course) {
        let level = question.level.name();
        out.line(format_args!("{:wide$}  {:10}  {level}", question.id, question.kind.name()))?;
    }
    Ok(0)
}

fn ask(args: &Args, common: &Common, course: &Course, out: &mut Out) -> Done {
    let mut learner = Learner::open(common)?;
    if let Some(notice) = &learner.notice {
        out.line(notice)?;
        out.line("")?;
    }
    let progress = learner.progress(course)?;
    let answered: BTreeMap<String, u64> = course
        .topics()
        .iter()
        .flat_map(|topic| ids(course, &topic.id))
        .filter_map(|id| Some((id.to_owned(), u64::from(progress.question(id)?.asked))))
        .collect();
    let mode = match args.mode {
        ModeArg::Learn => Mode::Learn,
        ModeArg::Drill => Mode::Drill,
    };
    let count = usize::try_from(args.count.unwrap_or(10)).ok();
    #[expect(clippy::cast_possible_truncation, reason = "any 64 bits of a random number are random")]
    let seed = args.seed.unwrap_or_else(|| platform::random_u128() as u64);
    let wanted = Wanted { topics: &[], count, seed };
    let picks = pick(mode, pool(args, course), &answered, wanted).map_err(Failure::input)?;
    let session = Session::start(mode, common.profile.as_str(), picks);
    if !args.plain && out.is_terminal() && std::io::stdin().is_terminal() {
        drop(learner);
        return tui::run(common, false, tui::First::Session(session));
    }
    let width = usize::from(out.columns());
    let markdown = |text: &str, columns: usize| bare(text, columns);
    let fact = |id: &str| course.fact(id).cloned();
    let plain = Plain { width, markdown: &markdown, fact: &fact };
    out.line("Answer each question on a line of its own. `?` gives a hint, `-` skips, `.` ends.")?;
    converse(session, course, &plain, &mut learner, out)
}

/// Asks until the questions or the input end.
fn converse(
    mut session: Session,
    course: &Course,
    plain: &Plain<'_>,
    learner: &mut Learner,
    out: &mut Out,
) -> Done {
    let stdin = std::io::stdin();
    let mut lines = stdin.lock().lines();
    'questions: while let Some(turn) = session.turn() {
        let Some(question) = exercise::ask(course, PriceBook::built_in, &session, turn) else { break };
        let question = question.as_ref();
        let order = session.option_order(question);
        out.line("")?;
        print(plain.question(question, &order, session.position()), out)?;
        out.finish()?;
        let shown = platform::tick();
        loop {
            let Some(line) = lines.next() else { break 'questions };
            match line?.trim() {
                "." => break 'questions,
                "-" => {
                    session.skip();
                    continue 'questions;
                }
                "?" => {
                    let number = session.turn().map_or(1, |turn| turn.hints + 1);
                    match session.show_hint(question) {
                        Some(hint) => print(plain.hint(question, number, hint), out)?,
                        None => out.line("There is no further hint.")?,
                    }
                }
                typed => match submit(&mut session, question, &order, typed, shown) {
                    Err(why) => out.line(why)?,
                    Ok(outcome) => {
                        // On disk before the explanation: what is read has been counted.
                        if let Err(why) = learner.keep(&outcome.record) {
                            out.line(why)?;
                        }
                        out.line("")?;
                        print(plain.verdict(question, &order, &outcome.verdict), out)?;
                        break;
                    }
                },
            }
            out.finish()?;
        }
        if session.advance() == Step::Finished {
            break;
        }
    }
    let summary = session.finish();
    out.line("")?;
    let title =
        |topic: &String| course.topic(topic).map_or_else(|| topic.clone(), |topic| topic.title.clone());
    print(Plain::summary(&summary, &title), out)?;
    Ok(0)
}

fn submit(
    session: &mut Session,
    question: &Question,
    order: &[usize],
    typed: &str,
    shown: Instant,
) -> Result<crate::quiz::Outcome, String> {
    let answer = Answer::from_typed(typed, question, order).map_err(|why| why.to_string())?;
    let took = u64::try_from(shown.elapsed().as_millis()).unwrap_or(u64::MAX);
    session.submit(question, &answer, took).map_err(|why| why.to_string())
}

fn print(lines: Vec<String>, out: &mut Out) -> Result<(), Failure> {
    lines.into_iter().try_for_each(|line| out.line(line))
}

/// Markdown as bare lines of at most `columns` cells.
fn bare(text: &str, columns: usize) -> Vec<String> {
    let width = u16::try_from(columns).unwrap_or(u16::MAX);
    let options = PlainOptions { width, ascii: false, linear: true };
    to_plain(&Page::from_markdown(text, ""), "", options).lines().map(str::to_owned).collect()
}
