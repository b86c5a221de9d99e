//! What is to be priced: flags, `--function`, or a TOML file.

use super::super::Common;
use super::super::calculator_args::{Pairs, refused};
use super::super::output::Failure;
use super::template::{self, Source};
use super::{Args, read_text, replaced, wrong_file};
use crate::calculator::{Calculator, CostInputs, InputProblem, Rules, field};
use crate::content::Problem;
use crate::pricing::PriceBook;
use crate::template::Traffic;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Everything that was given, not yet read.
pub(super) struct Request {
    common: Pairs,
    functions: Vec<(String, Pairs)>,
    several: bool,
    file: Option<File>,
    source: Option<Source>,
}

/// Where inputs stand in a file.
struct File {
    name: String,
    text: String,
    /// Function, key and place of every input.
    places: Vec<(Option<String>, String, Range<usize>)>,
}

impl Request {
    pub(super) fn read(
        args: &Args,
        book: &PriceBook,
        rules: &Rules,
        common: &Common,
    ) -> Result<Self, Failure> {
        if let Some(path) = &args.template {
            return template::request(args, path, book, rules, common);
        }
        let common = args.flags.0.clone();
        if let Some(path) = &args.file {
            let (name, text) = read_text(path)?;
            return read_file(name, text, &common);
        }
        let mut functions = Vec::new();
        for text in &args.functions {
            functions.push(read_function(text)?);
        }
        Ok(Self { common, several: !functions.is_empty(), functions, file: None, source: None })
    }

    /// The functions of a template; `traffic` was read of the file that is given with it.
    pub(super) fn of_template(
        common: Pairs,
        functions: Vec<(String, Pairs)>,
        source: Source,
        file: Option<(String, String)>,
        traffic: &Traffic,
    ) -> Self {
        // What stands under [default] is meant where a function is to blame for it.
        let file = file.map(|(name, text)| File { name, text, places: traffic.places.clone() });
        Self { common, several: true, functions, file, source: Some(source) }
    }

    /// The template that the functions are from.
    pub(super) fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    /// Whether an input is given for all functions.
    pub(super) fn gives(&self, key: &str) -> bool {
        let given = |pairs: &Pairs| pairs.iter().any(|(other, _)| other.replace('_', "-") == key);
        given(&self.common) || (self.several && self.functions.iter().all(|(_, own)| given(own)))
    }

    /// The inputs with one of them replaced for the account and all functions.
    pub(super) fn inputs(&self, change: Option<(&str, &str)>) -> Result<CostInputs, Failure> {
        let common = replaced(&self.common, change);
        let excluded =
            change.and_then(|(varied, _)| field(Calculator::Cost, varied)).map(|field| field.excludes);
        let gives_way = |key: &str| {
            change.is_some_and(|(varied, _)| key == varied) || excluded.is_some_and(|all| all.contains(&key))
        };
        let read = if self.several {
            let functions: Vec<(String, Pairs)> = self
                .functions
                .iter()
                .map(|(name, own)| {
                    let own = own.iter().filter(|(key, _)| !gives_way(&key.replace('_', "-")));
                    (name.clone(), own.cloned().collect())
                })
                .collect();
            CostInputs::parse_several(&common, &functions)
        } else {
            CostInputs::parse(&common)
        };
        read.map_err(|problems| self.refuse(&problems))
    }

    /// Problems with their places, where they are about a file.
    fn refuse(&self, problems: &[InputProblem]) -> Failure {
        let Some(file) = &self.file else { return refused(problems) };
        // With a template an input may come from a flag or from the template itself.
        let in_file = |problem: &InputProblem| {
            let key = problem.key.replace('_', "-");
            file.places
                .iter()
                .any(|(owner, other, _)| *other == key && (owner.is_none() || *owner == problem.function))
        };
        if self.source.is_some() && !problems.iter().all(in_file) {
            return refused(problems);
        }
        let found: Vec<Problem> = problems
            .iter()
            .map(|problem| {
                let at = |function: Option<&String>, key: &str| {
                    file.places
                        .iter()
                        .find(|(owner, name, _)| owner.as_ref() == function && name.replace('_', "-") == key)
                };
                let key = problem.key.replace('_', "-");
                let place = at(problem.function.as_ref(), &key)
                    .or_else(|| at(None, &key))
                    .or_else(|| at(problem.function.as_ref(), ""));
                let span = place.map_or(0..0, |(_, _, span)| span.clone());
                let message = if key.is_empty() {
                    problem.message.clone()
                } else {
                    format!("`{key}`: {}", problem.message)
                };
                let found = Problem::at(&file.name, &file.text, span, message);
                match &problem.help {
                    Some(help) => found.with_help(help.replace("--", "")),
                    None => found,
                }
            })
            .collect();
        wrong_file(&file.name, &file.text, &found)
    }
}

/// `name:key=value,key=value,flag`. A comma inside a value, as in `3,000,000`, belongs to it.
pub(super) fn read_function(text: &str) -> Result<(String, Pairs), Failure> {
    let form = "write it like `--function api:requests=1M,duration=120ms,memory=512`";
    let refuse = |what: &str| Failure::input(format!("--function {text}: {what}; {form}"));
    let Some((name, inputs)) = text.split_once(':') else { return Err(refuse("its name is missing")) };
    if name.trim().is_empty() {
        return Err(refuse("its name is missing"));
    }
    let mut pairs: Pairs = Vec::new();
    for part in inputs.split(',').filter(|part| !part.trim().is_empty()) {
        if let Some((key, value)) = part.split_once('=') {
            pairs.push((key.trim().to_owned(), value.trim().to_owned()));
        } else if part.trim().starts_with(|c: char| c.is_ascii_digit())
            && let Some((_, value)) = pairs.last_mut()
        {
            value.push(',');
            value.push_str(part.trim());
        } else {
            pairs.push((part.trim().to_owned(), "true".to_owned()));
        }
    }
    Ok((name.trim().to_owned(), pairs))
}

fn read_file(name: String, text: String, flags: &Pairs) -> Result<Request, Failure> {
    let (table, errors) = DeTable::parse_recoverable(&text);
    let mut problems: Vec<Problem> = errors
        .iter()
        .map(|error| Problem::at(&name, &text, error.span().unwrap_or(0..0), error.message()))
        .collect();
    let mut common: Pairs = Vec::new();
    let mut functions: Vec<(String, Pairs)> = Vec::new();
    let mut places = Vec::new();
    if problems.is_empty() {
        for (key, value) in table.get_ref() {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("function", DeValue::Array(list)) => {
                    for item in list {
                        let number = functions.len() + 1;
                        let Some(table) = item.get_ref().as_table() else {
                            let message = "a function is a table; begin it with `[[function]]`";
                            problems.push(Problem::at(&name, &text, item.span(), message));
                            continue;
                        };
                        let given = table.iter().find(|(key, _)| key.get_ref() == "name");
                        let given = given.and_then(|(_, value)| value.get_ref().as_str());
                        let function = given.map_or_else(|| format!("function {number}"), str::to_owned);
                        places.push((Some(function.clone()), String::new(), item.span()));
                        let mut own: Pairs = Vec::new();
                        for (key, value) in table.iter().filter(|(key, _)| key.get_ref() != "name") {
                            places.push((
                                Some(function.clone()),
                                key.get_ref().to_string(),
                                span(key, value),
                            ));
                            match written(&text, value) {
                                Some(value) => own.push((key.get_ref().to_string(), value)),
                                None => problems.push(Problem::at(&name, &text, value.span(), NOT_PLAIN)),
                            }
                        }
                        functions.push((function, own));
                    }
                }
                ("function", _) => {
                    let message = "functions are tables; begin each with `[[function]]`";
                    problems.push(Problem::at(&name, &text, value.span(), message));
                }
                (word, _) => {
                    places.push((None, word.to_owned(), span(key, value)));
                    match written(&text, value) {
                        Some(value) => common.push((word.to_owned(), value)),
                        None => problems.push(Problem::at(&name, &text, value.span(), NOT_PLAIN)),
                    }
                }
            }
        }
    }
    // Keys that nobody knows are told here, since they may stand where no function reads them.
    for (owner, key, span) in places.iter().filter(|(_, key, _)| !key.is_empty()) {
        if field(Calculator::Cost, &key.replace('_', "-")).is_none() {
            let what = if owner.is_some() { "a function" } else { "the file" };
            let known = Calculator::Cost.fields().iter().map(|field| field.key);
            let found = Problem::at(&name, &text, span.clone(), format!("{what} has no key `{key}`"));
            problems.push(found.with_nearest(key, known.chain(["name", "function"])));
        }
    }
    if !problems.is_empty() {
        problems.sort_by_key(|problem| problem.span.start);
        return Err(wrong_file(&name, &text, &problems));
    }
    // What is said on the command line counts more than what the file says.
    for (key, value) in flags {
        common = replaced(&common, Some((key, value)));
    }
    let file = Some(File { name, text, places });
    Ok(Request { several: !functions.is_empty(), common, functions, file, source: None })
}

const NOT_PLAIN: &str = "this is neither a text, nor a number, nor true or false";

fn span(key: &Spanned<std::borrow::Cow<'_, str>>, value: &Spanned<DeValue<'_>>) -> Range<usize> {
    key.span().start..value.span().end
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
