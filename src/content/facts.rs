//! Loads fact files and the file of their sources.

use super::dates;
use super::expand::Expander;
use super::fact::{AsOf, Confidence, Fact, FactId, Source, Value};
use super::problem::Problem;
use super::reader::{Reading, Table, text_of, wrong_type};
use super::sources::Sources;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;
use toml::Spanned;
use toml::de::DeValue;

/// Folder of the fact files.
pub const FACTS_FOLDER: &str = "content/facts";
/// The file in it that names the pages that facts come from.
pub const SOURCES_FILE: &str = "content/facts/sources.toml";

/// A page that facts belong to, and the date that holds for all of them that give none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcePage {
    /// The page.
    pub source: Source,
    /// When it was read, where that is the same for all.
    pub as_of: Option<AsOf>,
}

/// Pages by the key that facts use.
pub type SourcePages = BTreeMap<String, SourcePage>;

/// What the fact files of a set of texts hold.
#[derive(Debug, Default)]
pub struct LoadedFacts {
    /// The facts: those of the price book, then those of each file, in the order of layers and paths. One that replaces another
    /// stands in its place.
    pub facts: Vec<Fact>,
    /// Ids of facts that exist but have problems.
    pub unread: Vec<FactId>,
    /// Fact and the fact that its statement quotes.
    pub quotes: Vec<(FactId, FactId)>,
}

/// Levels of confidence by their names in files.
const CONFIDENCE: [(&str, Confidence); 3] =
    [("high", Confidence::High), ("medium", Confidence::Medium), ("low", Confidence::Low)];

/// Whether a file names pages: [`SOURCES_FILE`], and those by which packs add to it, such as `team.sources.toml`.
fn holds_pages(file: &str) -> bool {
    file == SOURCES_FILE || file.ends_with(".sources.toml")
}

/// Loads every fact of `sources`, layer by layer. `priced` are the facts that the price book gives.
pub fn load_facts(sources: &Sources, priced: Vec<Fact>, problems: &mut Vec<Problem>) -> LoadedFacts {
    let mut pages = SourcePages::new();
    let mut pages_unread = Vec::new();
    let (page_files, fact_files): (Vec<_>, Vec<_>) =
        by_layer(sources, FACTS_FOLDER).into_iter().partition(|(file, _)| holds_pages(file));
    for (file, text) in page_files {
        let reading = Reading::new(file, text);
        for (key, table) in reading.root().into_tables() {
            pages_unread.push(key.get_ref().clone());
            if let Some(page) = read_page(table) {
                pages.insert(key.into_inner(), page);
            }
        }
        problems.extend(reading.into_problems());
    }

    let mut loaded = LoadedFacts::default();
    let mut places: BTreeMap<FactId, Place> = BTreeMap::new();
    for fact in priced {
        let place = Place { shown: "content/prices".to_owned(), layer: 0, at: Some(loaded.facts.len()) };
        places.insert(fact.id.clone(), place);
        loaded.facts.push(fact);
    }
    let mut quoting = BTreeMap::new();
    for (file, text) in fact_files {
        let layer = sources.layer(file);
        let reading = Reading::new(file, text);
        let mut root = reading.root();
        for table in root.tables("fact") {
            if reading.is_full() {
                break;
            }
            let mut draft =
                FactDraft { pages: &pages, pages_unread: &pages_unread, id: None, replaces: None };
            let fact = draft.read(table);
            let Some(id) = draft.id else { continue };
            let name = id.get_ref();
            let below = places.get(name);
            match (below, draft.replaces) {
                (Some(below), Some(_)) if below.layer < layer => {}
                (Some(below), replaces) => {
                    let message = format!("the fact `{name}` is defined twice");
                    let help = if below.layer < layer {
                        format!(
                            "it stands at {}; write `replaces = true` to put this one in its place",
                            below.shown
                        )
                    } else {
                        format!("it stands first at {}", below.shown)
                    };
                    let span = replaces.unwrap_or_else(|| id.span());
                    reading.report(reading.problem(span, message).with_help(help));
                    continue;
                }
                (None, Some(span)) => {
                    let message = format!("there is no fact `{name}` to replace");
                    let problem = reading
                        .problem(span, message)
                        .with_help("leave `replaces` out to add the fact")
                        .with_nearest(name, places.keys().map(String::as_str));
                    reading.report(problem);
                }
                (None, None) => {}
            }
            let at = below.and_then(|below| below.at).unwrap_or(loaded.facts.len());
            let line = reading.problem(id.span(), "").line;
            let shown = format!("{file}:{line}");
            let Some((fact, spans)) = fact else {
                places.insert(name.clone(), Place { shown, layer, at: below.and_then(|below| below.at) });
                loaded.unread.push(id.into_inner());
                continue;
            };
            places.insert(name.clone(), Place { shown, layer, at: Some(at) });
            let quotes = |text: &str| text.contains("{fact:");
            if quotes(&fact.statement) || fact.supersedes.as_deref().is_some_and(quotes) {
                quoting.insert(at, (file, spans));
            } else {
                quoting.remove(&at);
            }
            match loaded.facts.get_mut(at) {
                Some(replaced) => *replaced = fact,
                None => loaded.facts.push(fact),
            }
        }
        root.finish();
        problems.extend(reading.into_problems());
    }

    quote_facts(sources, &mut loaded, quoting, problems);
    loaded
}

/// The files of a folder, those of lower layers first.
fn by_layer<'a>(sources: &'a Sources, folder: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut files: Vec<_> = sources.in_folder(folder).collect();
    files.sort_by_key(|(file, _)| sources.layer(file));
    files
}

/// Where a fact stands.
struct Place {
    /// `file:line`
    shown: String,
    layer: usize,
    /// Its place among the facts, if it could be read.
    at: Option<usize>,
}

/// Spans of the texts of a fact in which other facts may be quoted.
struct TextSpans {
    statement: Range<usize>,
    supersedes: Option<Range<usize>>,
}

/// Replaces `{fact:…}` in statements, once all facts are known.
fn quote_facts(
    sources: &Sources,
    loaded: &mut LoadedFacts,
    quoting: BTreeMap<usize, (&str, TextSpans)>,
    problems: &mut Vec<Problem>,
) {
    if quoting.is_empty() {
        return;
    }
    let all = loaded.facts.clone();
    let expander = Expander::new(&all).with_unread(loaded.unread.iter().map(String::as_str));
    for (at, (path, spans)) in quoting {
        let (Some(fact), Some(text)) = (loaded.facts.get_mut(at), sources.get(path)) else { continue };
        let reading = Reading::new(path, text);
        let mut used = Vec::new();
        let statement = Spanned::new(spans.statement, std::mem::take(&mut fact.statement));
        fact.statement = expander.expand_text(&reading, &statement, &mut used);
        if let (Some(text), Some(span)) = (fact.supersedes.take(), spans.supersedes) {
            fact.supersedes = Some(expander.expand_text(&reading, &Spanned::new(span, text), &mut used));
        }
        loaded.quotes.extend(used.into_iter().map(|quoted| (fact.id.clone(), quoted)));
        problems.extend(reading.into_problems());
    }
}

fn read_page(mut table: Table<'_, '_>) -> Option<SourcePage> {
    let title = table.text("title");
    let url = table.text("url");
    if let Some(url) = &url
        && !url.get_ref().starts_with("https://")
        && !url.get_ref().starts_with("http://")
    {
        let reading = table.reading();
        reading.report(
            reading.problem(url.span(), "`url` is not a web address").with_help("accepted: https://…"),
        );
    }
    let as_of = read_as_of(&mut table, None);
    table.finish();
    Some(SourcePage { source: Source { title: title?.into_inner(), url: url?.into_inner() }, as_of })
}

/// `as_of` and `as_of_note`; `default` is the source's.
fn read_as_of(table: &mut Table<'_, '_>, default: Option<&AsOf>) -> Option<AsOf> {
    let date = table.optional_text("as_of");
    let note = table.optional_text("as_of_note").map(Spanned::into_inner);
    match (date, default) {
        (Some(date), _) => {
            if !dates::is_date(date.get_ref()) {
                let reading = table.reading();
                let message = format!("`{}` is not a date", date.get_ref());
                reading.report(
                    reading
                        .problem(date.span(), message)
                        .with_help("accepted: \"2026\", \"2026-08\" or \"2026-08-31\""),
                );
            }
            Some(AsOf { date: date.into_inner(), note })
        }
        (None, Some(default)) => {
            Some(AsOf { note: note.or_else(|| default.note.clone()), ..default.clone() })
        }
        (None, None) => None,
    }
}

struct FactDraft<'p> {
    pages: &'p SourcePages,
    pages_unread: &'p [String],
    /// Set as soon as the id is known, even if the rest cannot be read.
    id: Option<Spanned<FactId>>,
    /// Where it says that it replaces the fact of the same id below.
    replaces: Option<Range<usize>>,
}

impl FactDraft<'_> {
    fn read(&mut self, mut table: Table<'_, '_>) -> Option<(Fact, TextSpans)> {
        let id = table.text("id");
        if let Some(id) = &id {
            check_id(table.reading(), id);
        }
        self.id.clone_from(&id);
        self.replaces =
            table.optional_flag("replaces").filter(|flag| *flag.get_ref()).map(|flag| flag.span());
        let statement = table.text("statement");
        let value = table.value("value").map(|value| {
            let read = read_value(table.reading(), &value);
            (value.span(), read)
        });
        let unit = table.optional_text("unit");
        if let (None, Some(unit)) = (&value, &unit) {
            let reading = table.reading();
            reading.report(
                reading
                    .problem(unit.span(), "a unit without a value")
                    .with_help("add `value`, or leave `unit` out"),
            );
        }
        let key = table.text("source");
        let page = key.as_ref().and_then(|key| self.page(table.reading(), key));
        let dated = table.has("as_of");
        let as_of = read_as_of(&mut table, page.and_then(|page| page.as_of.as_ref()));
        if as_of.is_none() && page.is_some() && !dated {
            let reading = table.reading();
            let problem =
                reading.problem(table.span(), "the fact has no `as_of`, and neither has its source");
            reading.report(problem.with_help("accepted: as_of = \"2026\", \"2026-08\" or \"2026-08-31\""));
        }
        let confidence =
            table.text("confidence").and_then(|word| table.word("level of confidence", &word, &CONFIDENCE));
        let supersedes = table.optional_text("supersedes");
        table.finish();

        let statement = statement?;
        let spans =
            TextSpans { statement: statement.span(), supersedes: supersedes.as_ref().map(Spanned::span) };
        let fact = Fact {
            id: id?.into_inner(),
            statement: statement.into_inner(),
            value: match value {
                Some((_, value)) => Some(value?),
                None => None,
            },
            unit: unit.map(Spanned::into_inner),
            as_of: as_of?,
            source: page?.source.clone(),
            confidence: confidence?,
            supersedes: supersedes.map(Spanned::into_inner),
        };
        Some((fact, spans))
    }

    fn page(&self, reading: &Reading<'_>, key: &Spanned<String>) -> Option<&SourcePage> {
        let page = self.pages.get(key.get_ref());
        if page.is_none() && !self.pages_unread.contains(key.get_ref()) {
            let problem = reading
                .problem(key.span(), format!("there is no source `{}`", key.get_ref()))
                .with_help(format!("sources are listed in {SOURCES_FILE}"))
                .with_nearest(key.get_ref(), self.pages.keys().map(String::as_str));
            reading.report(problem);
        }
        page
    }
}

/// Reports an id with characters that ids do not have.
pub(crate) fn check_id(reading: &Reading<'_>, id: &Spanned<String>) {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-';
    if !id.get_ref().chars().all(good) {
        let message = format!("`{}` is not an id", id.get_ref());
        let problem = reading.problem(id.span(), message);
        reading.report(problem.with_help("accepted: lower-case letters, digits, dots and hyphens"));
    }
}

fn read_value(reading: &Reading<'_>, value: &Spanned<DeValue<'_>>) -> Option<Value> {
    let number = match value.get_ref() {
        DeValue::Integer(integer) => {
            i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(Decimal::from)
        }
        DeValue::Float(float) => decimal(float.as_str()),
        DeValue::String(text) => {
            if let Some(number) = decimal(text) {
                return Some(Value::Number(number));
            }
            let text = text_of(reading, "value", value)?.into_inner();
            if dates::looks_like_day(&text) && !dates::is_date(&text) {
                reading.report(reading.problem(value.span(), format!("there is no day `{text}`")));
                return None;
            }
            return Some(Value::Text(text));
        }
        _ => {
            wrong_type(reading, "value", value, "a number or a string");
            return None;
        }
    };
    if number.is_none() {
        let problem = reading.problem(value.span(), "`value` is not a number that can be kept exactly");
        reading.report(problem.with_help("at most 28 digits"));
    }
    number.map(Value::Number)
}

/// An exact number with the digits that are given.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+' || c == '.') {
        return None;
    }
    Decimal::from_str_exact(text)
        .ok()
        .or_else(|| if text.contains(['e', 'E']) { Decimal::from_scientific(text).ok() } else { None })
        .or_else(|| text.strip_prefix('+').and_then(|text| Decimal::from_str(text).ok()))
}
