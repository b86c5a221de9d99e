//! Reads TOML so that every problem of a file is found in one pass, each with its place.
//!
//! Keys are taken out of a [`Table`] one by one; what is left at [`Table::finish`] is unknown. Nothing stops at the first
//! error: a reader that could not take a key goes on with the next.

use super::problem::{MOST_PROBLEMS, Problem};
use crate::text::is_unprintable;
use std::cell::{Cell, RefCell};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file, or a part of one, that is being read, and the problems found in it so far.
#[derive(Debug)]
pub struct Reading<'t> {
    file: &'t str,
    text: &'t str,
    part: Range<usize>,
    problems: RefCell<Vec<Problem>>,
    // Set once the syntax is broken: what the parser makes of such a file would only give false alarms.
    quiet: Cell<bool>,
}

impl<'t> Reading<'t> {
    /// Reads the whole of `text`, the content of `file`.
    pub fn new(file: &'t str, text: &'t str) -> Self {
        Self::part(file, text, 0..text.len())
    }

    /// Reads the TOML at `part` of `text`, such as the front matter of a page. Places are those in the whole file.
    pub fn part(file: &'t str, text: &'t str, part: Range<usize>) -> Self {
        Self { file, text, part, problems: RefCell::default(), quiet: Cell::new(false) }
    }

    /// The top-level table. A file whose syntax is broken gives what could be made out of it, and reports nothing
    /// but its syntax errors.
    pub fn root(&self) -> Table<'_, 't> {
        let source = self.text.get(self.part.clone()).unwrap_or_default();
        let (root, errors) = DeTable::parse_recoverable(source);
        for error in errors.iter().take(MOST_PROBLEMS) {
            let span = error.span().unwrap_or(0..0);
            self.report(self.problem(span, format!("TOML syntax: {}", error.message())));
        }
        self.quiet.set(!errors.is_empty());
        let span = root.span();
        Table {
            reading: self,
            entries: root.into_inner(),
            span: span.start..span.start,
            asked: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// A problem about `span`, counted from the beginning of the part that is read.
    pub fn problem(&self, span: Range<usize>, message: impl Into<String>) -> Problem {
        let start = self.part.start;
        Problem::at(self.file, self.text, span.start + start..span.end + start, message)
    }

    /// Notes a problem.
    pub fn report(&self, problem: Problem) {
        if !self.quiet.get() && !self.is_full() {
            self.problems.borrow_mut().push(problem);
        }
    }

    /// Whether there are so many problems that the rest of the file need not be looked at.
    pub fn is_full(&self) -> bool {
        self.problems.borrow().len() >= MOST_PROBLEMS
    }

    /// Whether nothing further would be reported, so that advice need not be worked out.
    pub fn is_silent(&self) -> bool {
        self.quiet.get() || self.is_full()
    }

    /// The text at `span` as it stands in the file.
    pub fn raw(&self, span: Range<usize>) -> &'t str {
        let start = self.part.start;
        self.text.get(span.start + start..span.end + start).unwrap_or_default()
    }

    /// Everything that was found.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }
}

/// A table whose keys are being taken.
#[derive(Debug)]
pub struct Table<'r, 't> {
    reading: &'r Reading<'t>,
    entries: DeTable<'t>,
    span: Range<usize>,
    asked: Vec<&'static str>,
    missing: Vec<&'static str>,
}

impl<'r, 't> Table<'r, 't> {
    /// Where the table stands.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The file that the table stands in.
    pub fn reading(&self) -> &'r Reading<'t> {
        self.reading
    }

    /// True if `key` is there and has not been taken.
    pub fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The value of `key`, whatever it is.
    pub fn value(&mut self, key: &'static str) -> Option<Spanned<DeValue<'t>>> {
        self.asked.push(key);
        self.entries.remove(key)
    }

    /// Notes `key` as missing if it is; gives whether it is there.
    pub fn require(&mut self, key: &'static str) -> bool {
        let there = self.has(key);
        if !there {
            self.asked.push(key);
            self.missing.push(key);
        }
        there
    }

    /// A text that must be there and must not be blank.
    pub fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        if !self.require(key) {
            return None;
        }
        self.optional_text(key)
    }

    /// A text that may be absent but not blank.
    pub fn optional_text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let value = self.value(key)?;
        text_of(self.reading, key, &value)
    }

    /// A whole number from 0 that must be there.
    pub fn number(&mut self, key: &'static str) -> Option<Spanned<u32>> {
        if !self.require(key) {
            return None;
        }
        self.optional_number(key)
    }

    /// A whole number from 0 that may be absent.
    pub fn optional_number(&mut self, key: &'static str) -> Option<Spanned<u32>> {
        let value = self.value(key)?;
        let span = value.span();
        let DeValue::Integer(integer) = value.get_ref() else {
            self.wrong_type(key, &value, "a whole number");
            return None;
        };
        let Ok(number) = u32::from_str_radix(integer.as_str(), integer.radix()) else {
            let problem = self.reading.problem(span, format!("`{key}` is out of range"));
            self.reading.report(problem.with_help(format!("accepted: 0 to {}", u32::MAX)));
            return None;
        };
        Some(Spanned::new(span, number))
    }

    /// `true` or `false`, if the key is there.
    pub fn optional_flag(&mut self, key: &'static str) -> Option<Spanned<bool>> {
        let value = self.value(key)?;
        if let DeValue::Boolean(flag) = value.get_ref() {
            return Some(Spanned::new(value.span(), *flag));
        }
        self.wrong_type(key, &value, "true or false");
        None
    }

    /// A list of texts; empty if the key is absent.
    pub fn texts(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let DeValue::Array(array) = value.get_ref() else {
            self.wrong_type(key, &value, "a list of strings");
            return Vec::new();
        };
        array.iter().filter_map(|item| text_of(self.reading, key, item)).collect()
    }

    /// A table that may be absent.
    pub fn optional_table(&mut self, key: &'static str) -> Option<Table<'r, 't>> {
        let value = self.value(key)?;
        self.as_table(key, value)
    }

    /// A list of tables, written `[[key]]` or inline; empty if the key is absent.
    pub fn tables(&mut self, key: &'static str) -> Vec<Table<'r, 't>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let DeValue::Array(array) = value.get_ref() else {
            let written = if value.get_ref().is_table() {
                format!("write `[[{key}]]`")
            } else {
                format!("accepted: {key} = [{{ … }}, {{ … }}]")
            };
            let problem = self.reading.problem(value.span(), format!("`{key}` is not a list of tables"));
            self.reading.report(problem.with_help(written));
            return Vec::new();
        };
        array.clone().into_iter().filter_map(|item| self.as_table(key, item)).collect()
    }

    /// Every entry, as a table each; for files whose top-level keys are names.
    pub fn into_tables(self) -> Vec<(Spanned<String>, Table<'r, 't>)> {
        let reading = self.reading;
        self.entries
            .into_iter()
            .filter_map(|(key, value)| {
                let name = Spanned::new(key.span(), key.get_ref().to_string());
                table_of(reading, key.get_ref(), value).map(|table| (name, table))
            })
            .collect()
    }

    /// Every entry, as a text each; for tables whose keys are names.
    pub fn into_texts(self) -> Vec<(Spanned<String>, Spanned<String>)> {
        let reading = self.reading;
        self.entries
            .into_iter()
            .filter_map(|(key, value)| {
                let name = Spanned::new(key.span(), key.get_ref().to_string());
                Some((name, text_of(reading, key.get_ref(), &value)?))
            })
            .collect()
    }

    /// One of a few words.
    pub fn word<T: Copy>(
        &self,
        key: &str,
        found: &Spanned<String>,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let word = found.get_ref().as_str();
        if let Some((_, meaning)) = words.iter().find(|(name, _)| *name == word) {
            return Some(*meaning);
        }
        let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        let problem = self
            .reading
            .problem(found.span(), format!("`{word}` is no {key}"))
            .with_help(format!("accepted: {}", names.join(", ")))
            .with_nearest(word, names);
        self.reading.report(problem);
        None
    }

    /// Reports every key that is missing and every key that nobody asked for; a key that is only misspelt counts as the
    /// latter. Gives whether there was nothing to report.
    pub fn finish(mut self) -> bool {
        self.asked.sort_unstable();
        self.asked.dedup();
        for key in self.entries.keys() {
            if self.reading.is_silent() {
                break;
            }
            let name = key.get_ref();
            let meant = crate::text::nearest(name, self.asked.iter().copied());
            self.missing.retain(|missing| meant != Some(missing));
            let help = match meant {
                Some(right) => format!("did you mean `{right}`?"),
                None => format!("accepted: {}", self.asked.join(", ")),
            };
            let problem = self.reading.problem(key.span(), format!("unknown key `{name}`"));
            self.reading.report(problem.with_help(help));
        }
        self.report_missing();
        self.entries.is_empty() && self.missing.is_empty()
    }

    /// Reports missing keys alone: for a table of which it is not known what else may be in it.
    pub fn abandon(self) {
        self.report_missing();
    }

    fn report_missing(&self) {
        for key in &self.missing {
            self.reading.report(self.reading.problem(self.span(), format!("`{key}` is missing")));
        }
    }

    fn as_table(&self, key: &str, value: Spanned<DeValue<'t>>) -> Option<Table<'r, 't>> {
        table_of(self.reading, key, value)
    }

    fn wrong_type(&self, key: &str, value: &Spanned<DeValue<'_>>, expected: &str) {
        wrong_type(self.reading, key, value, expected);
    }
}

/// The text in `value`; a problem if it is something else, or blank.
pub fn text_of(reading: &Reading<'_>, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Spanned<String>> {
    let span = value.span();
    let DeValue::String(text) = value.get_ref() else {
        wrong_type(reading, key, value, "a string");
        return None;
    };
    if text.trim().is_empty() {
        reading.report(reading.problem(span, format!("`{key}` is empty")));
        return None;
    }
    let text = text.replace("\r\n", "\n");
    if let Some(c) = text.chars().find(|c| !matches!(c, '\n' | '\t') && is_unprintable(*c)) {
        let message = format!("the invisible character U+{:04X} does not belong in `{key}`", u32::from(c));
        reading.report(reading.problem(span, message).with_help("delete it"));
        return None;
    }
    Some(Spanned::new(span, text))
}

/// Says that the value of `key` has the wrong type.
pub fn wrong_type(reading: &Reading<'_>, key: &str, value: &Spanned<DeValue<'_>>, expected: &str) {
    let found = match value.get_ref() {
        DeValue::Datetime(_) => "a date without quotes",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::String(_) => "a string",
    };
    let problem = reading.problem(value.span(), format!("`{key}` is {found}"));
    reading.report(problem.with_help(format!("expected {expected}")));
}

fn table_of<'r, 't>(
    reading: &'r Reading<'t>,
    key: &str,
    value: Spanned<DeValue<'t>>,
) -> Option<Table<'r, 't>> {
    let span = value.span();
    match value.into_inner() {
        DeValue::Table(entries) => {
            Some(Table { reading, entries, span, asked: Vec::new(), missing: Vec::new() })
        }
        other => {
            wrong_type(reading, key, &Spanned::new(span, other), "a table");
            None
        }
    }
}
