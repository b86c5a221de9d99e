//! What a question's figures must rest on.

use super::draft::Draft;
use crate::content::Problem;
use crate::content::expand::find_references;
use crate::course::Course;
use crate::quiz::{Kind, Tolerance};
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use toml::Spanned;

/// A figure that a cited fact has is quoted from it: typed, it would stay as it is when AWS changes it.
pub(super) fn typed_again(draft: &Draft<'_>, course: &Course, problems: &mut Vec<Problem>) {
    let mut key: Vec<&Spanned<String>> =
        draft.options.iter().filter(|option| option.correct).map(|option| &option.text).collect();
    if draft.holds == Some(true) {
        // A claim that holds is its own key.
        key.push(&draft.prompt);
    }
    let cited = cited(draft, course);
    let given = if draft.holds.is_some() { BTreeSet::new() } else { numbers(draft.prompt.get_ref()) };
    for text in key {
        let typed = numbers(text.get_ref());
        if let Some(number) = typed.difference(&given).find(|number| cited.contains(*number)) {
            let message = format!("{number} is typed here, though a fact that it cites has it");
            problems.push(draft.finding("figure", text.span(), &message, "quote it: {fact:ID|value}"));
        }
    }
}

/// A key that the author worked out by hand stays as it is when a figure changes that it rests on.
pub(super) fn typed_key(draft: &Draft<'_>, _: &Course, problems: &mut Vec<Problem>) {
    if let Some(key) = &draft.typed_key {
        problems.push(draft.finding(
            "typed-key",
            key.span(),
            &format!("its key {} is typed", key.get_ref()),
            "let a fact, a formula or a calculator give the key",
        ));
    }
}

/// Figures in the statements and values of the facts that a question cites.
fn cited(draft: &Draft<'_>, course: &Course) -> BTreeSet<String> {
    let expander = course.expander();
    draft
        .facts
        .iter()
        .flat_map(|id| {
            let statement = course.fact(id).map(|fact| fact.statement.clone()).unwrap_or_default();
            let value = expander.expand(id).map(|expansion| expansion.text).unwrap_or_default();
            numbers(&format!("{statement} {value}"))
        })
        .collect()
}

/// Words before a figure that make it a name: Java 21, HTTP 429.
const NAMES: [&str; 9] = ["Java", "Python", "Node.js", ".NET", "Ruby", "HTTP", "version", "Linux", "TLS"];
/// What makes a figure before it a date.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// Figures up to this are words rather than figures of AWS: both, the first, a third.
const WORDS: [&str; 4] = ["0", "1", "2", "3"];

/// The figures that are typed in a text, without thousands separators. References to facts, names such as `python3.12`, `x86_64`,
/// `us-east-1` or Java 21, dates and times of day hold none.
fn numbers(text: &str) -> BTreeSet<String> {
    let mut bare = String::new();
    let mut at = 0;
    for (place, _) in find_references(text) {
        bare.push_str(text.get(at..place.start).unwrap_or_default());
        // What follows a quoted figure belongs to it.
        bare.push_str("fact");
        at = place.end;
    }
    bare.push_str(text.get(at..).unwrap_or_default());
    let is_border = |c: char| c.is_whitespace() || "()[]=×+/`*\"".contains(c);
    let tokens: Vec<&str> = bare.split(is_border).filter(|token| !token.is_empty()).collect();
    let before = std::iter::once("").chain(tokens.iter().copied());
    let after = tokens.iter().skip(1).copied().chain(std::iter::once(""));
    let is_date = |after: &str| MONTHS.iter().any(|month| after.starts_with(month));
    tokens
        .iter()
        .zip(before.zip(after))
        .filter(|(_, (before, after))| !NAMES.contains(before) && !is_date(after))
        .filter_map(|(token, _)| figure(token))
        .collect()
}

/// The figure that a token begins with, if it is one.
fn figure(token: &str) -> Option<String> {
    let token = token.trim_start_matches(|c: char| !c.is_alphanumeric());
    let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let end = token
        .char_indices()
        .find(|(at, c)| {
            let goes_on = matches!(c, '.' | ',') && digit(token.get(at + 1..).unwrap_or_default());
            !c.is_ascii_digit() && !goes_on
        })
        .map_or(token.len(), |(at, _)| at);
    let (number, rest) = token.split_at(end);
    let number = number.replace(',', "");
    let is_time = rest.starts_with(':') && digit(rest.get(1..).unwrap_or_default());
    let is_year = number.len() == 4 && number.starts_with("20");
    let is_name = rest.starts_with(['-', '_']) || is_time || is_year;
    (!number.is_empty() && !is_name && !WORDS.contains(&number.as_str())).then_some(number)
}

/// A tolerance within which a known mistake lies takes the mistake for right. (Drawn questions are checked draw by draw.)
pub(super) fn lenient(draft: &Draft<'_>, course: &Course, problems: &mut Vec<Problem>) {
    let Some(question) = course.question(draft.id.get_ref()) else { return };
    let Kind::Numeric(key) = &question.kind else { return };
    let reach = match key.tolerance {
        Tolerance::Absolute(reach) => Some(reach),
        Tolerance::Relative(share) => key.value.checked_mul(share).map(|reach| reach.abs()),
    };
    let near = |value: Decimal| {
        let apart = value.checked_sub(key.value).map(|apart| apart.abs());
        matches!((apart, reach), (Some(apart), Some(reach)) if apart <= reach)
    };
    for mistake in key.mistakes.iter().filter(|mistake| near(mistake.value)) {
        problems.push(draft.finding(
            "tolerance",
            draft.id.span(),
            &format!("the mistake {} lies within the tolerance of the key", mistake.value),
            "make the tolerance smaller",
        ));
    }
}

#[cfg(test)]
mod unit_tests {
    use super::numbers;

    #[test]
    fn figures_are_told_from_names_and_references() {
        let found = numbers(
            "10,240 MB and 0.5 s, {fact:limits.timeout.max} of python3.12 in us-east-1, 15-minute; Java 21; 2 of 30; at 7:45 on 12 May 2025; is 200:",
        );
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["0.5", "10240", "200", "30"]);
    }
}
