//! Loads what belongs to generated questions: parameters, and calculations by name.

use super::{Draft, QUIZZES_FOLDER};
use crate::content::reader::{Reading, Table};
use crate::content::{Sources, decimal};
use crate::quiz::question::{Kind, QuestionId, Tolerance, Unit};
use crate::quiz::template::{Calculation, Param, STEPS, Slip, Template, Working, placeholders};
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;

/// Most values that one parameter can take.
const MOST_CHOICES: usize = 1_000;

/// What was read of `params`.
pub(super) struct Params {
    /// Those without problems.
    read: Vec<Param>,
    /// Name and place of every one.
    names: Vec<Spanned<String>>,
    /// Whether one has a problem.
    broken: bool,
}

impl<'t> Draft<'_, 't> {
    /// Takes the parameters, where there are any.
    pub(super) fn params(&self, table: &mut Table<'_, 't>) -> Option<Params> {
        // Asked for only where it is there: it is no key of the other kinds.
        let mut tables = table.has("params").then(|| table.optional_table("params"))??.into_tables();
        tables.sort_by(|(a, _), (b, _)| a.get_ref().cmp(b.get_ref()));
        let mut params = Params { read: Vec::new(), names: Vec::new(), broken: false };
        for (name, mut param) in tables {
            let choices = self.choices(&mut param);
            let sound = param.finish();
            params.names.push(name.clone());
            match choices {
                Some(choices) if sound => params.read.push(Param { name: name.into_inner(), choices }),
                _ => params.broken = true,
            }
        }
        Some(params)
    }

    /// `choices = […]`, or `from`, `to` and `step` with the same unit.
    fn choices(&self, param: &mut Table<'_, 't>) -> Option<Vec<String>> {
        const ACCEPTED: &str = "accepted: { choices = [\"128MB\", \"512MB\"] } or { from = \"100ms\", to = \"900ms\", step = \"50ms\" }";
        let report = |span: Range<usize>, message: String| {
            self.reading.report(self.reading.problem(span, message).with_help(ACCEPTED));
        };
        if param.has("choices") {
            let choices = param.texts("choices");
            let mut seen = BTreeSet::new();
            for choice in &choices {
                if !seen.insert(choice.get_ref().trim()) {
                    let problem = self.reading.problem(choice.span(), "the same value stands here twice");
                    self.reading.report(problem);
                }
            }
            if choices.is_empty() || choices.len() > MOST_CHOICES {
                let message = format!("there are {} values to choose from", choices.len());
                report(param.span(), message);
                return None;
            }
            return Some(choices.into_iter().map(Spanned::into_inner).collect());
        }
        let (from, to, step) = (param.text("from"), param.text("to"), param.text("step"));
        let (from, to, step) = (from?, to?, step?);
        let parts = |text: &Spanned<String>| {
            let text = text.get_ref().trim();
            let end =
                text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_')).unwrap_or(text.len());
            let (figure, unit) = text.split_at(end);
            Some((decimal(&figure.replace('_', ""))?, unit.to_owned()))
        };
        let mut read = Vec::new();
        for text in [&from, &to, &step] {
            let Some(part) = parts(text) else {
                report(text.span(), "a step has a number and perhaps a unit".to_owned());
                return None;
            };
            read.push(part);
        }
        let [(first, unit), (last, _), (width, _)] = read.as_slice() else { return None };
        if let Some((text, _)) = [&to, &step].into_iter().zip(&read[1..]).find(|(_, part)| part.1 != *unit) {
            report(text.span(), "`from`, `to` and `step` have different units".to_owned());
            return None;
        }
        let steps = last.checked_sub(*first).and_then(|span| span.checked_div(*width));
        let whole = steps.filter(|steps| steps.is_integer() && !steps.is_sign_negative());
        let count = whole.and_then(|steps| usize::try_from(steps).ok()).filter(|count| *count < MOST_CHOICES);
        let Some(count) = count else {
            report(step.span(), "the steps do not lead from `from` to `to`".to_owned());
            return None;
        };
        let value = |at: usize| {
            let number = width.checked_mul(at.into())?.checked_add(*first)?;
            Some(format!("{}{unit}", number.normalize()))
        };
        (0..=count).map(value).collect()
    }

    /// Reports names in braces that are no parameters.
    pub(super) fn check_placeholders(&self, text: &Spanned<String>, steps: bool) {
        let Some(params) = &self.params else { return };
        let raw = self.reading.raw(text.span());
        let mut searched = 0;
        for (place, name) in placeholders(text.get_ref()) {
            let whole = text.get_ref().get(place).unwrap_or_default();
            // Escapes make places in the string differ from places in the file, so the name is looked up there.
            let at = raw.get(searched..).and_then(|rest| rest.find(whole)).map(|at| at + searched);
            let span = at.map_or(text.span(), |at| {
                searched = at + whole.len();
                text.span().start + at..text.span().start + at + whole.len()
            });
            let known = || params.names.iter().map(|name| name.get_ref().as_str());
            if (steps && name == STEPS) || known().any(|known| known == name) {
                continue;
            }
            let problem = if name == STEPS {
                self.reading
                    .problem(span, "the steps give the answer away here")
                    .with_help("`{steps}` stands in `explain` only")
            } else {
                let names: Vec<String> = known().map(|name| format!("`{{{name}}}`")).collect();
                self.reading
                    .problem(span, format!("there is no parameter `{name}`"))
                    .with_help(format!("parameters are {}", names.join(", ")))
                    .with_nearest(name, known())
            };
            self.reading.report(problem);
        }
    }

    /// Reports parameters that the prompt does not show: nobody could answer then.
    pub(super) fn check_params_shown(&self, prompt: Option<&str>) {
        let (Some(params), Some(prompt)) = (&self.params, prompt) else { return };
        for name in &params.names {
            if !placeholders(prompt).any(|(_, shown)| shown == name.get_ref()) {
                let message = format!("the prompt does not show the parameter `{}`", name.get_ref());
                let help = format!("write `{{{}}}` where its value belongs", name.get_ref());
                self.reading.report(self.reading.problem(name.span(), message).with_help(help));
            }
        }
    }

    /// The key of a generated question.
    pub(super) fn generated(
        &self,
        answer: Option<Table<'_, 't>>,
        unit: Unit,
        tolerance: Option<Tolerance>,
        mistakes: Vec<Table<'_, 't>>,
    ) -> Option<Kind> {
        let answer = answer.and_then(|mut answer| {
            let working = self.working(&mut answer);
            answer.finish().then_some(working)?
        });
        let mut slips = Vec::new();
        for mut mistake in mistakes {
            let working = self.working(&mut mistake);
            let why = self.markdown(&mut mistake, "why");
            mistake.finish();
            if let (Some(working), Some(why)) = (working, why) {
                slips.push(Slip { working, why });
            }
        }
        let params = self.params.as_ref()?;
        let params = (!params.broken).then(|| params.read.clone())?;
        let (answer, tolerance) = (answer?, tolerance?);
        Some(Kind::Generated(Template { params, answer, unit, tolerance, mistakes: slips }))
    }

    /// `calc = "NAME"` or `formula = "…"`.
    fn working(&self, table: &mut Table<'_, 't>) -> Option<Working> {
        if !table.has("formula") {
            return calculation(table).map(Working::Calculation);
        }
        let written = table.text("formula")?;
        let formula = self.formula(&written)?;
        let params = self.params.as_ref()?;
        let known = || params.names.iter().map(|name| name.get_ref().as_str());
        let unknown = formula.params().into_iter().find(|param| !known().any(|known| known == *param));
        if let Some(param) = unknown {
            let problem = self.reading.problem(written.span(), format!("there is no parameter `{param}`"));
            self.reading.report(problem.with_nearest(param, known()));
            return None;
        }
        Some(Working::Formula(formula))
    }
}

/// `calc = "NAME"`, perhaps with `inputs` and `without`.
fn calculation(table: &mut Table<'_, '_>) -> Option<Calculation> {
    let name = table.text("calc");
    let inputs = table.optional_table("inputs").map(Table::into_texts).unwrap_or_default();
    let without = table.texts("without");
    Some(Calculation {
        name: name?.into_inner(),
        inputs: inputs.into_iter().map(|(key, text)| (key.into_inner(), text.into_inner())).collect(),
        without: without.into_iter().map(Spanned::into_inner).collect(),
    })
}

/// Where the parts of a generated question stand in its file: for checks by those who know the calculators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplatePlaces {
    /// The file.
    pub file: String,
    /// The question.
    pub question: QuestionId,
    /// Its parameters, by name.
    pub params: Vec<(String, Range<usize>)>,
    /// The unit of the key.
    pub unit: Range<usize>,
    /// The calculation of the key.
    pub answer: Range<usize>,
    /// Those of the mistakes.
    pub mistakes: Vec<Range<usize>>,
}

/// The places of all generated questions in `sources`, which load without problems.
pub fn template_places(sources: &Sources) -> Vec<TemplatePlaces> {
    let mut places = Vec::new();
    for (file, text) in sources.in_folder(QUIZZES_FOLDER).filter(|(_, text)| text.contains("params")) {
        let reading = Reading::new(file, text);
        for mut table in reading.root().tables("question") {
            let Some(params) = table.optional_table("params") else { continue };
            let (id, unit, answer) = (table.text("id"), table.text("unit"), table.optional_table("answer"));
            let (Some(id), Some(unit), Some(mut answer)) = (id, unit, answer) else { continue };
            let params = params.into_tables();
            let calc = |table: &mut Table<'_, '_>| {
                let key = if table.has("formula") { "formula" } else { "calc" };
                table.text(key).map_or_else(|| table.span(), |name| name.span())
            };
            places.push(TemplatePlaces {
                file: file.to_owned(),
                question: id.into_inner(),
                params: params.into_iter().map(|(name, _)| (name.get_ref().clone(), name.span())).collect(),
                unit: unit.span(),
                answer: calc(&mut answer),
                mistakes: table.tables("mistakes").iter_mut().map(calc).collect(),
            });
        }
    }
    places
}
