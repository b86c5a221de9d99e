//! Puts values of facts into texts: `{fact:limits.timeout.max}` becomes `900 seconds`.

use super::fact::{Fact, FactId, Value};
use super::reader::Reading;
use super::{figure, unit};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

const OPENING: &str = "{fact:";

/// What a reference to a fact becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// The text to show.
    pub text: String,
    /// The fact that it comes from.
    pub fact: FactId,
}

/// Why a reference cannot be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpandError {
    /// What is wrong, in one sentence without a final full stop.
    pub message: String,
    /// What is accepted, or the nearest valid spelling.
    pub help: Option<String>,
}

/// Looks up facts and words their values.
#[derive(Debug, Clone)]
pub struct Expander<'f> {
    facts: BTreeMap<&'f str, Known<'f>>,
}

/// A fact that exists.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Known<'f> {
    /// The fact.
    Fact(&'f Fact),
    /// It could not be read; its own problem is reported already, and references to it are let through.
    Unread,
}

impl<'f> Expander<'f> {
    /// An expander for `facts`.
    pub fn new(facts: &'f [Fact]) -> Self {
        Self { facts: facts.iter().map(|fact| (fact.id.as_str(), Known::Fact(fact))).collect() }
    }

    /// The same with the ids of facts that exist but could not be read; references to them are let through.
    #[must_use]
    pub(crate) fn with_unread(mut self, ids: impl IntoIterator<Item = &'f str>) -> Self {
        for id in ids {
            self.facts.entry(id).or_insert(Known::Unread);
        }
        self
    }

    /// The fact `id`, if there is one.
    pub(crate) fn find(&self, id: &str) -> Option<Known<'f>> {
        self.facts.get(id).copied()
    }

    /// The known id nearest to `id`.
    pub fn nearest(&self, id: &str) -> Option<&'f str> {
        crate::text::nearest(id, self.facts.keys().copied())
    }

    /// What `{fact:…}` becomes. `inside` is what stands between the braces, with or without `fact:`: an id, perhaps
    /// followed by `|value` (the bare number) or `|` and a unit to convert to.
    pub fn expand(&self, inside: &str) -> Result<Expansion, ExpandError> {
        let inside = inside.strip_prefix("fact:").unwrap_or(inside);
        let (id, form) = match inside.split_once('|') {
            Some((id, form)) => (id.trim(), Some(form.trim())),
            None => (inside.trim(), None),
        };
        let fact = match self.find(id) {
            Some(Known::Fact(fact)) => fact,
            Some(Known::Unread) => return Ok(Expansion { text: String::new(), fact: id.to_owned() }),
            None => {
                return Err(ExpandError {
                    message: format!("there is no fact `{id}`"),
                    help: if id.contains(char::is_whitespace) {
                        Some("write `{fact:ID}`, with its closing brace on the same line".to_owned())
                    } else {
                        self.nearest(id).map(|right| format!("did you mean `{right}`?"))
                    },
                });
            }
        };
        let text = match form {
            None => fact.shown(),
            Some("value") => fact.shown_value(),
            Some(to) => converted(fact, to)?,
        };
        match text {
            Some(text) => Ok(Expansion { text, fact: fact.id.clone() }),
            None => Err(ExpandError {
                message: format!("the fact `{id}` has no value to put here"),
                help: Some("write the words, or give the fact a `value`".to_owned()),
            }),
        }
    }

    /// `text` with every reference outside code replaced; the ids of the facts go into `used`. Problems are reported at
    /// their place in the file.
    pub(crate) fn expand_text(
        &self,
        reading: &Reading<'_>,
        text: &Spanned<String>,
        used: &mut Vec<FactId>,
    ) -> String {
        let source = text.get_ref();
        if !source.contains(OPENING) {
            return source.clone();
        }
        let raw = reading.raw(text.span());
        let mut searched = 0;
        let mut expanded = String::with_capacity(source.len());
        let mut copied = 0;
        for (range, inside) in find_references_outside_code(source) {
            let whole = source.get(range.clone()).unwrap_or_default();
            // Escapes make places in the string differ from places in the file, so the reference is looked up there.
            let place = raw.get(searched..).and_then(|rest| rest.find(whole)).map(|at| at + searched);
            let span = match place {
                Some(at) => {
                    searched = at + whole.len();
                    text.span().start + at..text.span().start + at + whole.len()
                }
                None => text.span(),
            };
            if reading.is_silent() {
                break;
            }
            match self.expand(inside) {
                Ok(expansion) => {
                    expanded.push_str(source.get(copied..range.start).unwrap_or_default());
                    expanded.push_str(&expansion.text);
                    copied = range.end;
                    used.push(expansion.fact);
                }
                Err(error) => {
                    let mut problem = reading.problem(span, error.message);
                    problem.help = error.help;
                    reading.report(problem);
                }
            }
        }
        expanded.push_str(source.get(copied..).unwrap_or_default());
        expanded
    }
}

fn converted(fact: &Fact, to: &str) -> Result<Option<String>, ExpandError> {
    let Some(value) = &fact.value else { return Ok(None) };
    let from = fact.unit.as_deref().map(unit::without_note).unwrap_or_default();
    let Some(dimension) = unit::dimension(&from) else {
        let what = if from.is_empty() { "no unit".to_owned() } else { format!("the unit `{from}`") };
        return Err(ExpandError {
            message: format!("the fact `{}` has {what}, which does not convert to `{to}`", fact.id),
            help: Some("accepted: `value`, or nothing after the id".to_owned()),
        });
    };
    let Value::Number(number) = value else {
        return Err(ExpandError {
            message: format!("the value of the fact `{}` is not a number", fact.id),
            help: None,
        });
    };
    let Some(result) = unit::convert(*number, &from, to) else {
        let names: Vec<&str> = std::iter::once("value").chain(unit::names(dimension)).collect();
        let help = crate::text::nearest(to, names.iter().copied()).map_or_else(
            || format!("accepted: {}", names.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(ExpandError {
            message: format!("the fact `{}` is in {from}, which does not convert to `{to}`", fact.id),
            help: Some(help),
        });
    };
    if result.normalize().scale() > 6 {
        return Err(ExpandError {
            message: format!("{number} {from} is not a round number of {to}"),
            help: Some(format!("use a smaller unit than `{to}`")),
        });
    }
    Ok(Some(figure::with_unit(result, to)))
}

/// Every `{fact:…}` in `text`, in order: where it stands, braces included, and what stands after the colon. One that is
/// not closed on its line ends with the line.
pub fn find_references(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text.get(from..)?.find(OPENING)?;
        let inside = start + OPENING.len();
        let rest = text.get(inside..)?;
        let length = rest.find(['}', '\n']).unwrap_or(rest.len());
        let closed = rest.get(length..).is_some_and(|tail| tail.starts_with('}'));
        from = inside + length + usize::from(closed);
        Some((start..from, rest.get(..length)?))
    })
}

/// [`find_references`] without those inside code, fenced or inline.
pub fn find_references_outside_code(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let code = code_ranges(text);
    find_references(text)
        // The ranges are in order and apart: only the first that ends behind the reference's beginning can meet it.
        .filter(move |(range, _)| {
            let next = code.partition_point(|code| code.end <= range.start);
            code.get(next).is_none_or(|code| code.start >= range.end)
        })
}

/// Code between runs of backticks of equal length, which is what both spans and fences are.
fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('`')).map(|found| at + found) {
        let length = bytes.iter().skip(start).take_while(|&&b| b == b'`').count();
        at = start + length;
        let escaped = start > 0 && bytes.get(start - 1) == Some(&b'\\');
        runs.push((start..at, length, escaped));
    }
    let mut ranges = Vec::new();
    let mut next = 0;
    while let Some((open, length, escaped)) = runs.get(next) {
        let close = runs.iter().enumerate().skip(next + 1).find(|(_, run)| run.1 == *length);
        next = match close {
            Some((index, (close, ..))) if !escaped => {
                ranges.push(open.start..close.end);
                index + 1
            }
            _ => next + 1,
        };
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{AsOf, Confidence, Source};

    fn fact(id: &str, value: Option<i64>, unit: Option<&str>) -> Fact {
        Fact {
            id: id.to_owned(),
            statement: "Something holds.".to_owned(),
            value: value.map(|value| Value::Number(value.into())),
            unit: unit.map(str::to_owned),
            as_of: AsOf { date: "2026".to_owned(), note: None },
            source: Source { title: "A page".to_owned(), url: "https://example.org".to_owned() },
            confidence: Confidence::High,
            supersedes: None,
        }
    }

    #[test]
    fn references_become_values() {
        let facts = [
            fact("timeout", Some(900), Some("seconds")),
            fact("store", Some(300), Some("GB (unzipped)")),
            fact("word", None, None),
            fact("vpc", Some(500), Some("network interfaces per VPC")),
        ];
        let expander = Expander::new(&facts);
        let text = |inside: &str| expander.expand(inside).map(|e| e.text);
        assert_eq!(text("timeout").unwrap(), "900 seconds");
        assert_eq!(text("fact:timeout").unwrap(), "900 seconds");
        assert_eq!(text("timeout|minutes").unwrap(), "15 minutes");
        assert_eq!(text("timeout|value").unwrap(), "900");
        assert_eq!(text("store").unwrap(), "300 GB");
        assert_eq!(text("store|MB").unwrap(), "307,200 MB");
        assert_eq!(text("timeuot").unwrap_err().help.unwrap(), "did you mean `timeout`?");
        assert_eq!(text("timeout|minuts").unwrap_err().help.unwrap(), "did you mean `minutes`?");
        assert!(text("timeout|days").unwrap_err().message.contains("not a round number"));
        assert!(text("timeout|MB").unwrap_err().message.contains("does not convert"));
        assert!(text("vpc|MB").unwrap_err().message.contains("network interfaces"));
        assert!(text("word").unwrap_err().message.contains("no value"));
        assert!(text("").is_err());
    }

    #[test]
    fn references_are_found_with_their_place() {
        let text = "a {fact:x} b {fact:y|MB} {fact:open\nc {fact:z}";
        let found: Vec<_> = find_references(text).map(|(range, inside)| (&text[range], inside)).collect();
        assert_eq!(
            found,
            [("{fact:x}", "x"), ("{fact:y|MB}", "y|MB"), ("{fact:open", "open"), ("{fact:z}", "z")]
        );
    }

    #[test]
    fn code_is_left_alone() {
        let text =
            "`{fact:a}` {fact:b} ``x ` {fact:c}`` {fact:d} \\` {fact:e}\n```\n{fact:f}\n```\n` {fact:g}";
        let found: Vec<_> = find_references_outside_code(text).map(|(_, inside)| inside).collect();
        assert_eq!(found, ["b", "d", "e", "g"]);
    }
}
