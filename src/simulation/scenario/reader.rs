//! Reading values out of a TOML document, with every problem kept and placed.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::ScenarioError;
use super::logs::Logs;
use super::quantity;
use crate::text::nearest;

/// A value with its place.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// Collects problems while a document is read.
pub(super) struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    logs: &'a Logs,
    pub(super) problems: Vec<ScenarioError>,
}

/// A table with its place and the keys it may have.
#[derive(Clone, Copy)]
pub(super) struct Fields<'v, 't> {
    table: &'v DeTable<'t>,
    start: usize,
    end: usize,
}

impl<'v, 't> Fields<'v, 't> {
    pub(super) fn span(self) -> Range<usize> {
        self.start..self.end
    }

    pub(super) fn get(self, key: &str) -> Option<&'v Value<'t>> {
        self.table.get(key)
    }

    /// Its single key and value; `None` where there are none or several.
    pub(super) fn only(self) -> Option<(&'v Spanned<std::borrow::Cow<'t, str>>, &'v Value<'t>)> {
        let mut entries = self.table.iter();
        entries.next().filter(|_| entries.next().is_none())
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'a str, text: &'a str, logs: &'a Logs) -> Self {
        Self { file, text, logs, problems: Vec::new() }
    }

    /// The logs that the scenario may name.
    pub(super) fn logs(&self) -> &'a Logs {
        self.logs
    }

    pub(super) fn report(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.problems.push(ScenarioError::at(self.file, self.text, span, message.into()));
    }

    pub(super) fn report_with_help(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report(span, message);
        if let Some(problem) = self.problems.last_mut() {
            problem.help = Some(help.into());
        }
    }

    /// Says that `wrong` is not one of `known`, and which comes nearest.
    pub(super) fn report_unknown(&mut self, span: Range<usize>, what: &str, wrong: &str, known: &[&str]) {
        let help = nearest(wrong, known.iter().copied()).map_or_else(
            || format!("accepted: {}", known.join(", ")),
            |right| format!("did you mean `{right}`?"),
        );
        self.report_with_help(span, format!("`{wrong}` is not {what}"), help);
    }

    /// A table, with every key that is not `known` reported.
    pub(super) fn fields<'v, 't>(
        &mut self,
        value: &'v Value<'t>,
        what: &str,
        known: &[&str],
    ) -> Option<Fields<'v, 't>> {
        let Some(table) = value.get_ref().as_table() else {
            self.report(value.span(), format!("{what} has to be a table, not {}", kind(value)));
            return None;
        };
        Some(self.table(table, value.span(), what, known))
    }

    pub(super) fn table<'v, 't>(
        &mut self,
        table: &'v DeTable<'t>,
        span: Range<usize>,
        what: &str,
        known: &[&str],
    ) -> Fields<'v, 't> {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                self.report_unknown(key.span(), &format!("a key of {what}"), name, known);
            }
        }
        Fields { table, start: span.start, end: span.end }
    }

    /// The tables of an array of tables such as `[[function]]`; none where the key is missing.
    pub(super) fn tables<'v, 't>(
        &mut self,
        from: Fields<'v, 't>,
        key: &str,
        known: &[&str],
    ) -> Vec<Fields<'v, 't>> {
        let Some(value) = from.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.report_with_help(
                value.span(),
                format!("`{key}` has to be a list of tables"),
                format!("begin each with `[[{key}]]`"),
            );
            return Vec::new();
        };
        array.iter().filter_map(|item| self.fields(item, &format!("a {key}"), known)).collect()
    }

    /// Reads `key` with `parse`, which takes the value as text. Numbers are taken as they are written.
    pub(super) fn parse<T>(
        &mut self,
        from: Fields<'_, '_>,
        key: &str,
        parse: impl Fn(&str) -> quantity::Result<T>,
    ) -> Option<T> {
        let value = from.get(key)?;
        self.parse_value(value, parse)
    }

    pub(super) fn parse_value<T>(
        &mut self,
        value: &Value<'_>,
        parse: impl Fn(&str) -> quantity::Result<T>,
    ) -> Option<T> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) if number.radix() == 10 => unsigned(number.as_str()),
            DeValue::Float(number) => unsigned(number.as_str()),
            _ => {
                self.report(value.span(), format!("a quantity is wanted here, not {}", kind(value)));
                return None;
            }
        };
        match parse(&text) {
            Ok(parsed) => Some(parsed),
            Err(quantity::Fault { message, help }) => {
                self.report(value.span(), message);
                if let Some(problem) = self.problems.last_mut() {
                    problem.help = help;
                }
                None
            }
        }
    }

    pub(super) fn duration(&mut self, from: Fields<'_, '_>, key: &str) -> Option<u64> {
        self.parse(from, key, quantity::duration)
    }

    /// A count that fits `u32`.
    pub(super) fn small_count(&mut self, from: Fields<'_, '_>, key: &str) -> Option<u32> {
        self.parse(from, key, |text| {
            let count = quantity::count(text)?;
            u32::try_from(count).map_err(|_| format!("`{text}` is more than {}", u32::MAX).into())
        })
    }

    pub(super) fn text(&mut self, from: Fields<'_, '_>, key: &str) -> Option<String> {
        let value = from.get(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.report(value.span(), format!("`{key}` has to be a text in quotes, not {}", kind(value)));
        }
        text.map(str::to_owned)
    }

    pub(super) fn flag(&mut self, from: Fields<'_, '_>, key: &str) -> Option<bool> {
        let value = from.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.report(value.span(), format!("`{key}` has to be `true` or `false`"));
        }
        flag
    }

    /// One of several words.
    pub(super) fn choice<T: Copy>(
        &mut self,
        from: Fields<'_, '_>,
        key: &str,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let word = self.text(from, key)?;
        let found = choices.iter().find(|(name, _)| *name == word).map(|(_, choice)| *choice);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            let span = from.get(key).map_or(0..0, Spanned::span);
            self.report_unknown(span, &format!("a value of `{key}`"), &word, &names);
        }
        found
    }

    /// Says that a key is missing.
    pub(super) fn missing(&mut self, from: Fields<'_, '_>, what: &str, key: &str, example: &str) {
        self.report_with_help(
            from.span(),
            format!("{what} needs `{key}`"),
            format!("for example `{example}`"),
        );
    }
}

/// A number without the plus sign that TOML allows.
fn unsigned(number: &str) -> String {
    number.strip_prefix('+').unwrap_or(number).to_owned()
}

/// What a value is, for messages.
pub(super) fn kind(value: &Value<'_>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
