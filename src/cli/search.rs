//! `coldstart search WORDS…`: what the course says about something, and where.

use super::Common;
use super::output::{Done, Failure, Out};
use crate::app::search::{action_documents, nothing};
use crate::input::Keymap;
use crate::search::{Document, Engine, Hit, Kind, Target, Wanted, documents};
use crate::text::lines;
use serde::Serialize;
use std::ops::Range;

/// Characters of an excerpt.
const EXCERPT: usize = 160;

/// Arguments of `coldstart search`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Every word must occur, in any order; a few letters of a title are enough. Looks in topics, \
    sections, facts, questions and the actions of the terminal UI. Where nothing is found, the exit status is 0."
)]
pub(super) struct Args {
    /// What to look for.
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// Show at most so many finds.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    count: u16,
    /// Print one JSON document (`coldstart.search/1`).
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    schema: &'static str,
    query: &'a str,
    total: usize,
    results: Vec<Find<'a>>,
    suggestions: Vec<String>,
}

#[derive(Serialize)]
struct Find<'a> {
    kind: Kind,
    /// Id of the topic, fact, question or action.
    id: &'a str,
    anchor: Option<&'a str>,
    title: &'a str,
    place: Option<&'a str>,
    excerpt: &'a str,
    /// First matched character and the one after the last, from 0.
    title_matches: Vec<[usize; 2]>,
    excerpt_matches: Vec<[usize; 2]>,
    score: u32,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let query = args.words.join(" ");
    let mut all = documents(&common.course());
    all.extend(action_documents(&Keymap::default()));
    let engine = Engine::new(all);
    let found = engine.search(&query, Wanted { count: usize::from(args.count), excerpt: EXCERPT });
    if args.json {
        let suggestions = if found.total == 0 { engine.nearest(&query) } else { Vec::new() };
        let results = found.hits.iter().filter_map(|hit| Some(find(engine.document(hit)?, hit))).collect();
        let report = Report {
            schema: "coldstart.search/1",
            query: &query,
            total: found.total,
            results,
            suggestions: suggestions.into_iter().filter_map(|(_, near)| near).collect(),
        };
        out.line(serde_json::to_string_pretty(&report)?)?;
        return Ok(0);
    }
    if found.total == 0 {
        out.line(nothing(&query, &engine))?;
        return Ok(0);
    }
    for (hit, document) in found.hits.iter().filter_map(|hit| Some((hit, engine.document(hit)?))) {
        print(hit, document, out)?;
    }
    if found.total > found.hits.len() {
        out.line(format_args!(
            "{} of {} finds; --count {} shows all",
            found.hits.len(),
            found.total,
            found.total
        ))?;
    }
    Ok(0)
}

/// A find: what it is, its title, a part of its text, and the command that shows it.
fn print(hit: &Hit, document: &Document, out: &mut Out) -> Result<(), Failure> {
    let place = if document.place.is_empty() { String::new() } else { format!(" ({})", document.place) };
    let head = format!("{}: {}{place}", document.kind.name(), document.title);
    let columns = usize::from(out.columns());
    for line in lines(&head, columns) {
        out.line(line)?;
    }
    for line in lines(&hit.excerpt, columns - 2).into_iter().filter(|line| !line.is_empty()) {
        out.line(format_args!("  {line}"))?;
    }
    match &document.target {
        Target::Page { topic, .. } => out.line(format_args!("  coldstart read {topic}"))?,
        Target::Fact(id) => out.line(format_args!("  coldstart facts {id}"))?,
        Target::Question(id) => out.line(format_args!("  question {id}"))?,
        Target::Action(id) => out.line(format_args!("  action {id}"))?,
    }
    out.line("")
}

fn find<'a>(document: &'a Document, hit: &'a Hit) -> Find<'a> {
    let (id, anchor) = match &document.target {
        Target::Page { topic, anchor } => (topic, anchor.as_deref()),
        Target::Fact(id) | Target::Question(id) | Target::Action(id) => (id, None),
    };
    Find {
        kind: document.kind,
        id,
        anchor,
        title: &document.title,
        place: Some(document.place.as_str()).filter(|place| !place.is_empty()),
        excerpt: &hit.excerpt,
        title_matches: characters(&document.title, &hit.title_marks),
        excerpt_matches: characters(&hit.excerpt, &hit.excerpt_marks),
        score: hit.score,
    }
}

/// Bytes as characters.
fn characters(text: &str, marks: &[Range<usize>]) -> Vec<[usize; 2]> {
    let at = |byte: usize| text.get(..byte).unwrap_or_default().chars().count();
    marks.iter().map(|mark| [at(mark.start), at(mark.end)]).collect()
}
