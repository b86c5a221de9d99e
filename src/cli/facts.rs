//! `coldstart facts [ID|WORDS]`: facts with value, date and source.

use super::Common;
use super::output::{Done, Failure, Out};
use crate::content::Fact;
use crate::course::{Course, Use};
use crate::text::{lines, nearest};
use serde::Serialize;

/// Arguments of `coldstart facts`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A fact's id, the beginning of ids (`limits.`), or words that must all occur.
    #[arg(value_name = "ID|WORDS")]
    words: Vec<String>,
    /// Say who depends on the fact with this id: topics and questions.
    #[arg(long, value_name = "ID", conflicts_with = "words")]
    uses: Option<String>,
    /// Print one JSON document (`coldstart.facts/1`).
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    facts: Vec<FactOut<'a>>,
}

#[derive(Serialize)]
struct FactOut<'a> {
    id: &'a str,
    statement: &'a str,
    value: Option<String>,
    unit: Option<&'a str>,
    shown: Option<String>,
    as_of: &'a str,
    as_of_note: Option<&'a str>,
    source: SourceOut<'a>,
    confidence: crate::content::Confidence,
    supersedes: Option<&'a str>,
}

#[derive(Serialize)]
struct SourceOut<'a> {
    title: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct UsesDocument<'a> {
    schema: &'static str,
    fact: &'a str,
    topics: Vec<&'a str>,
    questions: Vec<&'a str>,
    facts: Vec<&'a str>,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let course = common.course();
    if let Some(id) = &args.uses {
        return uses(&course, id, args.json, out);
    }
    let found = find(&course, &args.words);
    if found.is_empty() {
        let asked = args.words.join(" ");
        let near = nearest(&asked, course.facts().iter().map(|fact| fact.id.as_str()));
        let help = near.map_or_else(
            || "`coldstart facts` lists all of them".to_owned(),
            |id| format!("did you mean `{id}`?"),
        );
        return Err(Failure::input(format!("no fact has `{asked}` in its id, statement or source; {help}")));
    }
    if args.json {
        let document =
            Document { schema: "coldstart.facts/1", facts: found.into_iter().map(FactOut::from).collect() };
        out.line(serde_json::to_string_pretty(&document)?)?;
        return Ok(0);
    }
    let columns = usize::from(out.columns());
    for (at, fact) in found.into_iter().enumerate() {
        if at > 0 {
            out.line("")?;
        }
        print(fact, columns, out)?;
    }
    Ok(0)
}

/// The fact of that id, else the facts whose id, statement or source has every word.
fn find<'a>(course: &'a Course, words: &[String]) -> Vec<&'a Fact> {
    if let [id] = words
        && let Some(fact) = course.fact(id)
    {
        return vec![fact];
    }
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let has = |fact: &&Fact| {
        let text = format!("{} {} {}", fact.id, fact.statement, fact.source.title).to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    };
    course.facts().iter().filter(has).collect()
}

fn print(fact: &Fact, columns: usize, out: &mut Out) -> Result<(), Failure> {
    match fact.shown() {
        Some(value) => out.line(format_args!("{}: {value}", fact.id))?,
        None => out.line(&fact.id)?,
    }
    let mut paragraphs = vec![fact.statement.clone()];
    if let Some(older) = &fact.supersedes {
        paragraphs.push(format!("Older sources: {older}"));
    }
    let note = fact.as_of.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    paragraphs.push(format!(
        "Source: {}, as of {}{note}; confidence {}",
        fact.source.title,
        fact.as_of.date,
        fact.confidence.name()
    ));
    for line in paragraphs.iter().flat_map(|paragraph| lines(paragraph, columns - 2)) {
        out.line(format_args!("  {line}"))?;
    }
    out.line(format_args!("  {}", fact.source.url))
}

fn uses(course: &Course, id: &str, json: bool, out: &mut Out) -> Done {
    if course.fact(id).is_none() {
        let near = nearest(id, course.facts().iter().map(|fact| fact.id.as_str()));
        let help = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(Failure::input(format!("there is no fact `{id}`{help}")));
    }
    let uses = course.uses_of(id);
    if json {
        let mut document = UsesDocument {
            schema: "coldstart.uses/1",
            fact: id,
            topics: vec![],
            questions: vec![],
            facts: vec![],
        };
        for used in uses {
            match used {
                Use::Topic(id) => document.topics.push(id),
                Use::Question(id) => document.questions.push(id),
                Use::Statement(id) => document.facts.push(id),
            }
        }
        out.line(serde_json::to_string_pretty(&document)?)?;
        return Ok(0);
    }
    if uses.is_empty() {
        out.line(format_args!("nothing depends on {id}"))?;
    }
    for used in uses {
        match used {
            Use::Topic(id) => out.line(format_args!("topic {id}"))?,
            Use::Question(id) => out.line(format_args!("question {id}"))?,
            Use::Statement(id) => out.line(format_args!("fact {id}"))?,
        }
    }
    Ok(0)
}

impl<'a> From<&'a Fact> for FactOut<'a> {
    fn from(fact: &'a Fact) -> Self {
        Self {
            id: &fact.id,
            statement: &fact.statement,
            value: fact.value.as_ref().map(ToString::to_string),
            unit: fact.unit.as_deref(),
            shown: fact.shown(),
            as_of: &fact.as_of.date,
            as_of_note: fact.as_of.note.as_deref(),
            source: SourceOut { title: &fact.source.title, url: &fact.source.url },
            confidence: fact.confidence,
            supersedes: fact.supersedes.as_deref(),
        }
    }
}
