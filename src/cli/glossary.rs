//! `coldstart glossary [WORD]`: what the words of the chapters mean.

use super::Common;
use super::output::{Done, Failure, Out};
use crate::content::{Page, PlainOptions, Term, find_term, to_plain};
use crate::course::Course;
use crate::text::nearest;
use serde::Serialize;

/// Arguments of `coldstart glossary`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The word to explain, or a part of it; without it all of them.
    #[arg(value_name = "WORD")]
    words: Vec<String>,
    /// Print one JSON document (`coldstart.glossary/1`).
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    terms: Vec<TermOut<'a>>,
}

#[derive(Serialize)]
struct TermOut<'a> {
    term: &'a str,
    aliases: &'a [String],
    text: &'a str,
    facts: &'a [String],
    see: Option<&'a str>,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let course = common.course();
    let asked = args.words.join(" ");
    let found = find(course.glossary(), &asked);
    if found.is_empty() {
        let names =
            course.glossary().iter().flat_map(|term| std::iter::once(&term.name).chain(&term.aliases));
        let help = nearest(&asked, names.map(String::as_str)).map_or_else(
            || "`coldstart glossary` lists all of its words".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(Failure::input(format!("the glossary has no word `{asked}`; {help}")));
    }
    if args.json {
        let terms = found
            .into_iter()
            .map(|term| TermOut {
                term: &term.name,
                aliases: &term.aliases,
                text: &term.text,
                facts: &term.facts,
                see: term.see.as_deref(),
            })
            .collect();
        let document = Document { schema: "coldstart.glossary/1", terms };
        out.line(serde_json::to_string_pretty(&document)?)?;
        return Ok(0);
    }
    for (at, term) in found.into_iter().enumerate() {
        if at > 0 {
            out.line("")?;
        }
        print(term, &course, out)?;
    }
    Ok(0)
}

/// The term of that name, else the terms that have the words in a name; all of them, by the alphabet, where nothing is asked.
fn find<'c>(terms: &'c [Term], asked: &str) -> Vec<&'c Term> {
    if let Some(term) = find_term(terms, asked) {
        return vec![term];
    }
    let asked = asked.to_lowercase();
    let has = |name: &String| name.to_lowercase().contains(&asked);
    let mut found: Vec<&Term> =
        terms.iter().filter(|term| has(&term.name) || term.aliases.iter().any(has)).collect();
    found.sort_by_key(|term| term.name.to_lowercase());
    found
}

fn print(term: &Term, course: &Course, out: &mut Out) -> Result<(), Failure> {
    match term.aliases.as_slice() {
        [] => out.line(&term.name)?,
        aliases => out.line(format_args!("{} (also: {})", term.name, aliases.join(", ")))?,
    }
    let options = PlainOptions { width: out.columns().saturating_sub(2), ascii: false, linear: false };
    let page = Page::from_markdown(&term.text, "");
    let text = to_plain(&page, "", options);
    for line in text.lines() {
        out.line(format_args!("  {line}"))?;
    }
    for fact in term.facts.iter().filter_map(|id| course.fact(id)) {
        for line in crate::text::lines(&fact.statement, usize::from(options.width).saturating_sub(2)) {
            out.line(format_args!("    {line}"))?;
        }
        out.line(format_args!("    ({}, as of {})", fact.source.title, fact.as_of.date))?;
    }
    if let Some(see) = &term.see {
        let topic = see.split('#').next().unwrap_or_default();
        out.line(format_args!("  more: coldstart read {topic}"))?;
    }
    Ok(())
}
