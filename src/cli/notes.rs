//! `coldstart notes`: the learner's own bookmarks and notes. They are no part of what `coldstart progress export` writes.

use super::Common;
use super::learner::Learner;
use super::output::{Done, Failure, Out};
use crate::course::Course;
use crate::progress::Annotation;
use crate::text::printable;
use serde::Serialize;

/// Arguments of `coldstart notes`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print one JSON document (`coldstart.notes/1`).
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    profile: &'a str,
    notes: Vec<NoteOut<'a>>,
}

#[derive(Serialize)]
struct NoteOut<'a> {
    topic: &'a str,
    anchor: Option<&'a str>,
    title: &'a str,
    bookmarked: bool,
    note: Option<&'a str>,
    at: String,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let learner = Learner::open(common)?;
    let annotations = learner.store.annotations().map_err(Failure::outside)?;
    if args.json {
        let document = Document {
            schema: "coldstart.notes/1",
            profile: common.profile.as_str(),
            notes: annotations.iter().map(NoteOut::from).collect(),
        };
        out.line(serde_json::to_string_pretty(&document)?)?;
        return Ok(0);
    }
    if annotations.is_empty() {
        out.line("no bookmarks and no notes yet; on a page, m sets a bookmark and e writes a note")?;
    }
    let course = common.course();
    let width = usize::from(out.columns()).saturating_sub(2);
    for (at, annotation) in annotations.iter().enumerate() {
        if at > 0 {
            out.line("")?;
        }
        out.line(heading(annotation, &course))?;
        for line in printable(&annotation.note).lines().flat_map(|line| crate::text::lines(line, width)) {
            out.line(format_args!("  {line}"))?;
        }
    }
    Ok(0)
}

fn heading(annotation: &Annotation, course: &Course) -> String {
    let topic = course.topic(&annotation.topic).map_or(annotation.topic.as_str(), |topic| &topic.title);
    let mut heading = topic.to_owned();
    if !annotation.anchor.is_empty() {
        heading = format!("{heading}: {}", printable(&annotation.title));
    }
    if annotation.bookmarked {
        heading.push_str(" (bookmark)");
    }
    heading
}

impl<'a> From<&'a Annotation> for NoteOut<'a> {
    fn from(annotation: &'a Annotation) -> Self {
        Self {
            topic: &annotation.topic,
            anchor: Some(annotation.anchor.as_str()).filter(|anchor| !anchor.is_empty()),
            title: &annotation.title,
            bookmarked: annotation.bookmarked,
            note: Some(annotation.note.as_str()).filter(|note| !note.is_empty()),
            at: annotation.at.to_string(),
        }
    }
}
