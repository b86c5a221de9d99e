//! `coldstart read TOPIC`: a topic as plain text, through a pager where a person is looking.

use super::Common;
use super::output::{Done, Failure, Out};
use crate::app::animation::{Motion, of_block};
use crate::app::desk::Tools;
use crate::content::{Live, Page, PlainOptions, Preset, to_plain};
use crate::course::Course;
use crate::text::nearest;
use std::io::Write;
use std::process::{Command, Stdio};

/// Arguments of `coldstart read`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The topic's id or a part of its title; without it the topics are listed.
    topic: Option<String>,
    /// Do not page, even in a terminal.
    #[arg(long)]
    no_pager: bool,
    /// Linear text for screen readers: no aligned tables, no drawing characters.
    #[arg(long)]
    plain: bool,
    /// Lay the text out for so many columns (20 to 200).
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..=200))]
    width: Option<u16>,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let course = common.course();
    let Some(wanted) = &args.topic else {
        let wide = course.topics().iter().map(|topic| topic.id.len()).max().unwrap_or(0);
        for topic in course.topics() {
            out.line(format_args!("{:wide$}  {} ({} min)", topic.id, topic.title, topic.minutes))?;
        }
        return Ok(0);
    };
    let topic = find(&course, wanted)?;
    let Some(page) = course.page(&topic) else {
        return Err(Failure::outside(format!("the page of `{topic}` cannot be read")));
    };
    let options = PlainOptions {
        width: args.width.unwrap_or_else(|| out.columns()),
        linear: args.plain,
        ascii: common.ascii,
    };
    let title = course.topic(&topic).map_or("", |topic| topic.title.as_str());
    let told = with_stories(to_plain(&page, &topic, options), &page, &topic, &course, options.width);
    let text = format!("{title}\n\n{told}");
    if out.is_terminal()
        && !args.no_pager
        && !args.plain
        && page_through(&text, common.in_force.settings.pager.as_deref())
    {
        return Ok(0);
    }
    out.text(&text)?;
    Ok(0)
}

/// Lines of a story in a page; the command below it tells all of it.
const STORY: usize = 12;

/// The page with the beginning of its story below every animation.
fn with_stories(mut text: String, page: &Page, topic: &str, course: &Course, width: u16) -> String {
    for (live, _) in page.live_blocks() {
        let Live::Animation(preset) = live else { continue };
        let line = format!("{}: {}", live.describe(), live.command(topic));
        if let (Some(at), Some(story)) = (text.find(&line), story(preset, course, usize::from(width))) {
            text.insert_str(at, &format!("{story}\n"));
        }
    }
    text
}

fn story(preset: &Preset, course: &Course, width: usize) -> Option<String> {
    let tools = Tools::of(course).ok()?;
    let theatre = of_block(preset, &tools, Motion::SMOOTH).ok()?;
    let mut film = theatre.film().clone();
    let mut lines = vec![format!("{}, told step by step:", film.title())];
    let mut left = STORY;
    while left > 0 && film.step_forward() {
        for told in film.told() {
            let clock = crate::animation::clock(told.at_ns);
            let mut before = format!("  {clock}  ");
            for part in crate::text::lines(&told.text, width.saturating_sub(before.len()).max(20)) {
                lines.push(format!("{before}{part}"));
                before = " ".repeat(before.len());
            }
            left = left.saturating_sub(1);
        }
    }
    Some(lines.join("\n"))
}

/// The id of the topic that `wanted` names: its id, or the only topic whose title has these words.
fn find(course: &Course, wanted: &str) -> Result<String, Failure> {
    if course.topic(wanted).is_some() {
        return Ok(wanted.to_owned());
    }
    let words = wanted.to_lowercase();
    let matching: Vec<_> =
        course.topics().iter().filter(|topic| topic.title.to_lowercase().contains(&words)).collect();
    if let [topic] = matching.as_slice() {
        return Ok(topic.id.clone());
    }
    let ids: Vec<&str> = course.topics().iter().map(|topic| topic.id.as_str()).collect();
    let help = nearest(wanted, ids.iter().copied())
        .map_or_else(|| format!("topics are: {}", ids.join(", ")), |id| format!("did you mean `{id}`?"));
    Err(Failure::input(format!("there is no topic `{wanted}`; {help}")))
}

/// Hands the text to the pager of the settings, else to `$PAGER`, else to `less`; `false` where there is no pager, and nothing was shown.
fn page_through(text: &str, pager: Option<&str>) -> bool {
    let pager = pager
        .map(str::to_owned)
        .or_else(|| crate::platform::Environment::read().pager)
        .unwrap_or_else(|| "less".to_owned());
    let mut words = pager.split_whitespace();
    let Some(program) = words.next() else { return false };
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::piped());
    if program == "less" {
        // Quit at once where all fits on one screen, and leave it standing.
        command.args(["-FRX"]);
    }
    let Ok(mut child) = command.spawn() else { return false };
    if let Some(mut input) = child.stdin.take() {
        // A pager that is left early closes the pipe; that is no error.
        let _ = input.write_all(text.as_bytes());
    }
    child.wait().is_ok()
}
