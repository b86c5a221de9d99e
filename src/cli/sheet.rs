//! `coldstart sheet`: what a learner gets wrong, as Markdown to print.

use super::Common;
use super::learner::Learner;
use super::output::{Done, Failure, Out};
use crate::course::Course;
use crate::exercise;
use crate::platform;
use crate::pricing::PriceBook;
use crate::quiz::{Mode, Pick, Question, Session, as_heading, reveal};
use crate::study::{SheetEntry, Standing, Trouble, sheet};

/// Arguments of `coldstart sheet`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only this topic (may be given several times).
    #[arg(long, value_name = "TOPIC")]
    topic: Vec<String>,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let course = common.course();
    super::quiz::check_topics(&args.topic, &course)?;
    let learner = Learner::open(common)?;
    let progress = learner.progress(&course)?;
    let today = learner.calendar.day(platform::now());
    let standing = Standing {
        course: &course,
        progress: &progress,
        today,
        profile: common.profile.as_str(),
        limits: learner.limits,
    };
    let entries: Vec<SheetEntry<'_>> = sheet(&standing)
        .into_iter()
        .filter(|entry| args.topic.is_empty() || args.topic.contains(&entry.question.topic))
        .collect();
    if entries.is_empty() {
        return Err(Failure::input(
            "nothing is wrong at present, so the sheet is empty; it fills with what you answer wrongly",
        ));
    }
    out.line("# What I get wrong")?;
    let count =
        if entries.len() == 1 { "1 question".to_owned() } else { format!("{} questions", entries.len()) };
    out.line(format_args!("\n{today}, {count}. AWS's figures carry the date of their source."))?;
    let mut topic = "";
    for entry in &entries {
        if entry.question.topic != topic {
            topic = &entry.question.topic;
            let title = course.topic(topic).map_or(topic, |topic| &topic.title);
            out.line(format_args!("\n## {title}"))?;
        }
        print(entry, &course, common.profile.as_str(), out)?;
    }
    Ok(0)
}

fn print(entry: &SheetEntry<'_>, course: &Course, profile: &str, out: &mut Out) -> Result<(), Failure> {
    let asked = last_showing(entry, course, profile);
    let question = asked.as_ref().unwrap_or(entry.question);
    out.line(format_args!("\n{}", as_heading("###", &question.listed_prompt())))?;
    let key = reveal(question).key;
    if !key.is_empty() {
        out.line(format_args!("**{key}**\n"))?;
    }
    out.line(&question.explain)?;
    out.line(format_args!("\n_{}_", why(entry.trouble)))?;
    for fact in question.facts.iter().filter_map(|id| course.fact(id)) {
        out.line(format_args!("\n- {} ({}, <{}>)", fact.statement, fact.as_of.date, fact.source.url))?;
    }
    Ok(())
}

/// A question with drawn values as it was last shown.
fn last_showing(entry: &SheetEntry<'_>, course: &Course, profile: &str) -> Option<Question> {
    let pick = Pick {
        question: entry.question.id.clone(),
        topic: entry.question.topic.clone(),
        showing: u64::from(entry.trouble.asked.saturating_sub(1)),
    };
    let session = Session::start(Mode::Learn, profile, vec![pick]);
    let turn = session.turn()?;
    Some(exercise::ask(course, PriceBook::built_in, &session, turn)?.into_owned())
}

fn why(trouble: Trouble) -> String {
    let times = |count: u32| if count == 1 { "once".to_owned() } else { format!("{count} times") };
    let mut why = match trouble.wrong {
        0 => "right, but not known".to_owned(),
        wrong => format!("wrong {} of {}", times(wrong), trouble.asked),
    };
    if trouble.sure {
        why.push_str(", last time although you were sure");
    }
    if trouble.leech {
        why.push_str(", more often than chance explains");
    }
    why
}
