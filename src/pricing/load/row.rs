//! A row of a price file: its keys, each read once and with what is wrong with it.

use super::{BookProblem, Place, Reader};
use crate::text::nearest;
use rust_decimal::Decimal;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A row with the keys that its file has for all rows.
pub(super) struct Row<'a> {
    pub(super) place: Place<'a>,
    pub(super) table: &'a DeTable<'a>,
    pub(super) defaults: Option<&'a DeTable<'a>>,
    pub(super) span: Range<usize>,
}

impl Row<'_> {
    pub(super) fn value(&self, key: &str) -> Option<&Spanned<DeValue<'_>>> {
        let within = |table: &'_ DeTable<'_>| table.iter().any(|(name, _)| name.get_ref() == key);
        let table = if within(self.table) { self.table } else { self.defaults? };
        table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    pub(super) fn own(&self, key: &str) -> bool {
        self.table.iter().any(|(name, _)| name.get_ref() == key)
    }

    pub(super) fn span_of(&self, key: &str) -> Range<usize> {
        self.value(key).map_or_else(|| self.span.clone(), Spanned::span)
    }

    pub(super) fn text(&self, key: &str, reader: &mut Reader) -> Option<String> {
        let value = self.value(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            reader
                .problems
                .push(self.place.problem(value.span(), format!("`{key}` must be a text in quotes")));
        }
        text.map(str::to_owned)
    }

    pub(super) fn missing(&self, key: &str, reader: &mut Reader) -> bool {
        let missing = self.value(key).is_none();
        if missing {
            reader.problems.push(self.place.problem(self.span.clone(), format!("`{key}` is missing")));
        }
        missing
    }

    pub(super) fn need(&self, key: &str, reader: &mut Reader) -> Option<String> {
        if self.missing(key, reader) { None } else { self.text(key, reader) }
    }

    /// A number that is not negative. It stands in quotes, so that no reader of the file takes it for a float.
    pub(super) fn decimal(&self, key: &str, reader: &mut Reader) -> Option<Decimal> {
        let text = self.text(key, reader)?;
        let parsed = Decimal::from_str_exact(&text).ok().filter(|number| !number.is_sign_negative());
        if parsed.is_none() {
            let problem = self.place.problem(self.span_of(key), format!("`{key}` is not a decimal number"));
            let help =
                Some("digits with at most one point, such as \"0.0000166667\", not negative".to_owned());
            reader.problems.push(BookProblem { help, ..problem });
        }
        parsed
    }

    pub(super) fn tier(&self, reader: &mut Reader) -> Option<u32> {
        let value = self.value("tier")?;
        let integer = value.get_ref().as_integer();
        let tier = integer.and_then(|it| it.as_str().parse().ok()).filter(|tier| *tier >= 1);
        if tier.is_none() {
            let problem = self.place.problem(value.span(), "`tier` must be a whole number from 1");
            reader.problems.push(problem);
        }
        tier
    }

    pub(super) fn choice<'n, T>(
        &self,
        key: &str,
        names: impl IntoIterator<Item = &'n str>,
        parse: impl Fn(&str) -> Option<T>,
        reader: &mut Reader,
    ) -> Option<T> {
        let text = self.text(key, reader)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            let problem = self.place.problem(self.span_of(key), format!("`{text}` is not a known {key}"));
            reader.problems.push(helped(problem, &text, names));
        }
        parsed
    }
}

/// The problem with the nearest name, or with all of them.
pub(super) fn helped<'n>(
    problem: BookProblem,
    wrong: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> BookProblem {
    let names: Vec<&str> = names.into_iter().collect();
    let help = match nearest(wrong, names.iter().copied()) {
        Some(right) => format!("did you mean `{right}`?"),
        None => format!("one of: {}", names.join(", ")),
    };
    BookProblem { help: Some(help), ..problem }
}
