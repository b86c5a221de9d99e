//! The glossary: words that the chapters use in a sense of their own, and where they stand in a text.

use super::expand::Expander;
use super::fact::FactId;
use super::problem::Problem;
use super::reader::{Reading, Table};
use super::sources::Sources;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

/// The file of the glossary.
pub const GLOSSARY_FILE: &str = "content/glossary.toml";
/// The list that the glossary is.
pub const GLOSSARY: &str = "glossary";

/// A word and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// The word.
    pub name: String,
    /// Other names for the same thing.
    pub aliases: Vec<String>,
    /// What it means: Markdown, with the values of facts put in.
    pub text: String,
    /// Facts behind it.
    pub facts: Vec<FactId>,
    /// Where it is explained: a topic, perhaps with `#anchor`.
    pub see: Option<String>,
}

/// Where a term sends its reader, for the checks of a whole course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermSee {
    /// File of the term.
    pub file: String,
    /// Topic.
    pub topic: String,
    /// Anchor of a heading in it.
    pub anchor: Option<String>,
    /// Bytes of the file.
    pub span: Range<usize>,
}

/// Loads the glossary of `sources`, with facts put in by `facts`. What was found wrong goes into `problems`. A term takes the
/// place of the one of its name in a layer below.
pub fn load_glossary(
    sources: &Sources,
    facts: &Expander<'_>,
    problems: &mut Vec<Problem>,
) -> (Vec<Term>, Vec<TermSee>) {
    let mut names = Names::new();
    let (mut terms, mut sees) = (Vec::<(usize, Term)>::new(), Vec::new());
    for (file, text) in sources.list(GLOSSARY) {
        let layer = sources.layer(file);
        let reading = Reading::new(file, text);
        let mut root = reading.root();
        for table in root.tables("term") {
            if reading.is_full() {
                break;
            }
            if let Some((term, see)) = read_term(table, (layer, file), facts, &mut names) {
                terms.push((layer, term));
                sees.extend(see);
            }
        }
        root.finish();
        problems.extend(reading.into_problems());
    }
    let mut above: BTreeMap<String, usize> = BTreeMap::new();
    for (layer, term) in &terms {
        above.insert(term.name.clone(), *layer);
    }
    terms.retain(|(layer, term)| above.get(&term.name) == Some(layer));
    (terms.into_iter().map(|(_, term)| term).collect(), sees)
}

/// File and line of every name, by the layer that it stands in.
type Names = BTreeMap<(usize, String), (String, usize)>;

fn read_term(
    mut table: Table<'_, '_>,
    (layer, file): (usize, &str),
    facts: &Expander<'_>,
    names: &mut Names,
) -> Option<(Term, Option<TermSee>)> {
    let reading = table.reading();
    let term = table.text("term");
    let aliases = table.texts("aliases");
    let text = table.text("text");
    let ids = table.texts("facts");
    let see = table.optional_text("see");
    table.finish();

    for name in term.iter().chain(&aliases) {
        let line = reading.problem(name.span(), "").line;
        let place = (file.to_owned(), line);
        if let Some((other, first)) = names.insert((layer, name.get_ref().clone()), place) {
            let message = format!("two terms have the name `{}`", name.get_ref());
            let problem = reading.problem(name.span(), message);
            let first =
                if other == file { format!("in line {first}") } else { format!("at {other}:{first}") };
            reading.report(problem.with_help(format!("the other one stands {first}")));
        }
    }
    for id in ids.iter().filter(|id| facts.find(id.get_ref()).is_none()) {
        let mut problem = reading.problem(id.span(), format!("there is no fact `{}`", id.get_ref()));
        problem.help = facts.nearest(id.get_ref()).map(|right| format!("did you mean `{right}`?"));
        reading.report(problem);
    }
    let text = facts.expand_text(reading, &text?, &mut Vec::new());
    let place = see.as_ref().map(|see| {
        let (topic, anchor) = match see.get_ref().split_once('#') {
            Some((topic, anchor)) => (topic, Some(anchor.to_owned())),
            None => (see.get_ref().as_str(), None),
        };
        TermSee { file: file.to_owned(), topic: topic.to_owned(), anchor, span: see.span() }
    });
    let term = Term {
        name: term?.into_inner(),
        aliases: aliases.into_iter().map(Spanned::into_inner).collect(),
        text,
        facts: ids.into_iter().map(Spanned::into_inner).collect(),
        see: see.map(Spanned::into_inner),
    };
    Some((term, place))
}

/// A term in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Position in the list of terms.
    pub term: usize,
    /// Bytes of the text.
    pub range: Range<usize>,
}

/// The first mention of every term in `text`, in the order of the text. Of two names that overlap, the one that begins first
/// counts, then the longer one. A hyphen or a line break stands for a space; a name without capitals is found in any spelling
/// of its letters; a plural is found too.
pub fn mentions(terms: &[Term], text: &str) -> Vec<Mention> {
    let exact = with_spaces(text);
    let folded = exact.to_ascii_lowercase();
    let mut found: Vec<Mention> = Vec::new();
    for (number, term) in terms.iter().enumerate() {
        for name in std::iter::once(&term.name).chain(&term.aliases) {
            let any_case = !name.chars().any(char::is_uppercase);
            let name = with_spaces(name);
            let haystack = if any_case { &folded } else { &exact };
            let places = haystack.match_indices(&name);
            found.extend(places.filter_map(|(at, _)| {
                let end = whole_word(haystack, at..at + name.len())?;
                Some(Mention { term: number, range: at..end })
            }));
        }
    }
    found.sort_by_key(|mention| (mention.range.start, std::cmp::Reverse(mention.range.end)));
    let mut past = 0;
    let mut seen = Vec::new();
    found.retain(|mention| {
        let free = mention.range.start >= past;
        if free {
            past = mention.range.end;
        }
        let new = free && !seen.contains(&mention.term);
        if new {
            seen.push(mention.term);
        }
        new
    });
    found
}

/// The same text, byte for byte, with spaces for what may stand between the words of a name.
fn with_spaces(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '-' | '\n' | '\t') { ' ' } else { c }).collect()
}

/// The end of the word or words at `range`, an ending of the plural included; `None` where they are part of a longer word.
fn whole_word(text: &str, range: Range<usize>) -> Option<usize> {
    let joins = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    if text.get(..range.start)?.chars().next_back().is_some_and(joins) {
        return None;
    }
    let rest = text.get(range.end..)?;
    ["", "s", "es"].into_iter().find_map(|ending| {
        let after = rest.strip_prefix(ending)?;
        (!after.chars().next().is_some_and(joins)).then_some(range.end + ending.len())
    })
}

/// The term that `word` names: by any of its names, in any spelling of the letters, also in the plural.
pub fn find_term<'t>(terms: &'t [Term], word: &str) -> Option<&'t Term> {
    let same = |name: &String| {
        let (name, word) = (with_spaces(name).to_lowercase(), with_spaces(word).to_lowercase());
        word.strip_prefix(name.as_str()).is_some_and(|rest| matches!(rest, "" | "s" | "es"))
    };
    terms
        .iter()
        .find(|term| same(&term.name))
        .or_else(|| terms.iter().find(|term| term.aliases.iter().any(same)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(term: &str, aliases: &[&str]) -> Term {
        Term {
            name: term.to_owned(),
            aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
            text: "Text.".to_owned(),
            facts: Vec::new(),
            see: None,
        }
    }

    fn terms() -> Vec<Term> {
        vec![
            term("environment", &[]),
            term("execution environment", &[]),
            term("INIT", &["INIT phase"]),
            term("cold start", &[]),
            term("batch", &[]),
            term("$LATEST", &[]),
        ]
    }

    fn found(text: &str) -> Vec<(usize, &str)> {
        mentions(&terms(), text).into_iter().map(|it| (it.term, &text[it.range])).collect()
    }

    #[test]
    fn terms_are_found_as_they_are_written() {
        assert_eq!(
            found("An execution\nenvironment, then INIT phase."),
            [(1, "execution\nenvironment"), (2, "INIT phase")]
        );
        assert_eq!(found("Cold starts, a cold-start and batches"), [(3, "Cold starts"), (4, "batches")]);
        assert_eq!(found("Code of $LATEST."), [(5, "$LATEST")]);
        assert_eq!(found("é environment ✓ batch"), [(0, "environment"), (4, "batch")]);
    }

    #[test]
    fn parts_of_words_and_other_capitals_are_no_terms() {
        assert_eq!(found("environmental initial Init INITs_ batched x$LATEST"), []);
    }

    #[test]
    fn every_term_is_found_once_and_the_longer_name_wins() {
        assert_eq!(
            found("execution environment environment execution environment"),
            [(1, "execution environment"), (0, "environment")]
        );
    }

    #[test]
    fn a_word_is_looked_up_by_any_of_its_names() {
        let terms = terms();
        let name = |word| find_term(&terms, word).map(|term| term.name.as_str());
        assert_eq!(name("Cold-Starts"), Some("cold start"));
        assert_eq!(name("init phase"), Some("INIT"));
        assert_eq!(name("warm"), None);
    }
}
