//! How often the functions of a template are called, as a TOML file says it.

use super::Template;
use crate::content::Problem;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Inputs by key, as they would be typed.
type Pairs = Vec<(String, String)>;

/// What `[default]` and the `[function.NAME]` tables of a file give: inputs of the cost calculator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traffic {
    /// For every function that does not say otherwise.
    pub default: Pairs,
    /// Name of a function and its inputs.
    pub functions: Vec<(String, Pairs)>,
    /// Where each input stands: function, key, bytes.
    pub places: Vec<(Option<String>, String, Range<usize>)>,
}

impl Traffic {
    /// Reads `text`; `file` names it in problems. `known` are the keys that a function may have. Names are those of `template`,
    /// its keys or the functions' own names; they come out as keys.
    ///
    /// # Errors
    /// Every problem with its place.
    pub fn read(
        file: &str,
        text: &str,
        template: &Template,
        known: impl Iterator<Item = &'static str> + Clone,
    ) -> Result<Self, Vec<Problem>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut reader =
            Reader { file, text, known: known.collect(), problems: Vec::new(), traffic: Self::default() };
        for error in errors.iter().take(crate::content::MOST_PROBLEMS) {
            reader.problem(error.span().unwrap_or(0..0), error.message());
        }
        if reader.problems.is_empty() {
            for (key, value) in table.get_ref() {
                match (key.get_ref().as_ref(), value.get_ref()) {
                    ("default", DeValue::Table(own)) => {
                        let pairs = reader.pairs(None, own);
                        reader.traffic.default = pairs;
                    }
                    ("function", DeValue::Table(all)) => reader.functions(all, template),
                    ("default" | "function", _) => {
                        reader.problem(value.span(), "this is a table; write [default] or [function.NAME]");
                    }
                    (other, _) => {
                        let found =
                            Problem::at(file, text, key.span(), format!("there is no table `{other}`"));
                        reader
                            .problems
                            .push(found.with_help("inputs stand under [default] or [function.NAME]"));
                    }
                }
            }
        }
        if reader.problems.is_empty() {
            return Ok(reader.traffic);
        }
        reader.problems.sort_by_key(|problem| problem.span.start);
        Err(reader.problems)
    }
}

struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    known: Vec<&'static str>,
    problems: Vec<Problem>,
    traffic: Traffic,
}

impl Reader<'_> {
    fn problem(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.problems.push(Problem::at(self.file, self.text, span, message));
    }

    fn functions(&mut self, all: &DeTable<'_>, template: &Template) {
        for (name, value) in all {
            let DeValue::Table(own) = value.get_ref() else {
                self.problem(value.span(), "a function is a table; write [function.NAME]");
                continue;
            };
            let Some(function) = template.function(name.get_ref()) else {
                let message = format!("the template has no function `{}`", name.get_ref());
                let found = Problem::at(self.file, self.text, name.span(), message);
                self.problems.push(found.with_nearest(name.get_ref(), template.names()));
                continue;
            };
            if self.traffic.functions.iter().any(|(other, _)| *other == function.name) {
                self.problem(
                    name.span(),
                    format!("`{}` is given twice under different names", function.name),
                );
                continue;
            }
            let pairs = self.pairs(Some(&function.name), own);
            self.traffic.functions.push((function.name.clone(), pairs));
        }
    }

    fn pairs(&mut self, owner: Option<&str>, table: &DeTable<'_>) -> Pairs {
        let mut pairs = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().replace('_', "-");
            if !self.known.contains(&name.as_str()) {
                let message = format!("a function has no input `{}`", key.get_ref());
                let found = Problem::at(self.file, self.text, key.span(), message);
                self.problems.push(found.with_nearest(&name, self.known.iter().copied()));
                continue;
            }
            match written(self.text, value) {
                Some(written) => {
                    let span = key.span().start..value.span().end;
                    self.traffic.places.push((owner.map(str::to_owned), name.clone(), span));
                    pairs.push((name, written));
                }
                None => self.problem(value.span(), "this is neither a text, nor a number, nor true or false"),
            }
        }
        pairs
    }
}

/// A value as it would be typed.
fn written(text: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(word) => Some(word.to_string()),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) => {
            text.get(value.span()).map(str::to_owned)
        }
        _ => None,
    }
}
