//! Facts that the price book gives.

use crate::content::{AsOf, Confidence, Fact, Problem, Source, Sources, Value};
use crate::pricing::{self, BookProblem, PRICES_FOLDER, PriceBook, PriceFact};
use crate::text::printable;

/// The facts of the course's own price files, in the order of the files' rows. A pack's prices are laid over the price book, not over
/// the course: what the course teaches stays the public price.
pub(super) fn facts(sources: &Sources, problems: &mut Vec<Problem>) -> Vec<Fact> {
    let files: Vec<(&str, &str)> =
        sources.in_folder(PRICES_FOLDER).filter(|(file, _)| sources.layer(file) == 0).collect();
    if files.is_empty() {
        return Vec::new();
    }
    let book = match PriceBook::load(&files) {
        Ok(book) => book,
        Err(found) => {
            problems.extend(found.into_iter().map(problem));
            return Vec::new();
        }
    };
    match book.facts() {
        Ok(facts) => facts.into_iter().map(fact).collect(),
        Err(error) => {
            let (file, text) = files.first().copied().unwrap_or_default();
            let message = format!("a derived figure cannot be worked out: {error}");
            problems.push(Problem::at(file, text, 0..0, message));
            Vec::new()
        }
    }
}

/// Name and text of the price files that packs lay over the price book: a lower pack's before a higher one's.
pub(super) fn laid(sources: &Sources) -> Vec<(String, String)> {
    let mut files: Vec<(&str, &str)> =
        sources.in_folder(PRICES_FOLDER).filter(|(file, _)| sources.layer(file) > 0).collect();
    files.sort_by_key(|(file, _)| sources.layer(file));
    files.into_iter().map(|(file, text)| (file.to_owned(), text.to_owned())).collect()
}

/// The problem of a price file in the form of all others.
pub(super) fn problem(found: BookProblem) -> Problem {
    let clean = |text: String| printable(&text).into_owned();
    Problem {
        file: clean(found.file),
        span: found.span,
        line: found.line,
        column: found.column,
        found: clean(found.found),
        message: clean(found.message),
        help: found.help.map(clean),
    }
}

fn fact(price: PriceFact) -> Fact {
    Fact {
        id: price.id,
        statement: price.statement,
        value: Some(Value::Number(price.value)),
        unit: Some(price.unit),
        as_of: AsOf { date: price.as_of, note: price.as_of_note },
        source: Source { title: price.source_title, url: price.source_url },
        confidence: match price.confidence {
            pricing::Confidence::Low => Confidence::Low,
            pricing::Confidence::Medium => Confidence::Medium,
            pricing::Confidence::High => Confidence::High,
        },
        supersedes: price.supersedes,
    }
}
