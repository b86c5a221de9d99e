//! Facts that the price book gives.

use crate::content::{AsOf, Confidence, Fact, Problem, Source, Sources, Value};
use crate::pricing::{self, PRICES_FOLDER, PriceBook, PriceFact};

/// The facts of the price files in `sources`, in the order of the files' rows.
pub(super) fn facts(sources: &Sources, problems: &mut Vec<Problem>) -> Vec<Fact> {
    let files: Vec<(&str, &str)> = sources.in_folder(PRICES_FOLDER).collect();
    if files.is_empty() {
        return Vec::new();
    }
    let book = match PriceBook::load(&files) {
        Ok(book) => book,
        Err(found) => {
            problems.extend(found.into_iter().map(|problem| Problem {
                file: problem.file,
                span: problem.span,
                line: problem.line,
                column: problem.column,
                found: problem.found,
                message: problem.message,
                help: problem.help,
            }));
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
