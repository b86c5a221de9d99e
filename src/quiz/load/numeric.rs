//! Loads questions about a number.

use super::Draft;
use crate::content::Value;
use crate::content::expand::Known as Lookup;
use crate::content::reader::Table;
use crate::quiz::formula::{Formula, FormulaError};
use crate::quiz::numeric::rounded;
use crate::quiz::question::{Kind, Mistake, Numeric, Tolerance, Unit};
use crate::quiz::unit;
use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::DeValue;

impl<'t> Draft<'_, 't> {
    pub(super) fn numeric(&self, table: &mut Table<'_, 't>) -> Option<Kind> {
        let unit = table.text("unit").map(|name| unit::named(name.get_ref()));
        table.require("answer");
        let answer = table.optional_table("answer");
        let tolerance = table.value("tolerance");
        table.value("params");
        let mistakes = table.tables("mistakes");
        let unit = unit?;

        let tolerance = self.tolerance(tolerance, &unit);
        if self.params.is_some() {
            return self.generated(answer, unit, tolerance, mistakes);
        }

        let worked_out = answer.as_ref().is_some_and(|answer| answer.has("formula"));
        let value = answer.and_then(|mut answer| {
            let value = self.quantity(&mut answer, &unit);
            answer.finish();
            value
        });
        let tolerance = tolerance?;
        let mut read = Vec::new();
        for mut mistake in mistakes {
            let place = mistake.span();
            let wrong = self.quantity(&mut mistake, &unit);
            let why = self.markdown(&mut mistake, "why");
            mistake.finish();
            if wrong.is_some() && wrong == value {
                self.reading.report(self.reading.problem(place, "the mistake has the value of the key"));
            }
            if let (Some(value), Some(why)) = (wrong, why) {
                read.push(Mistake { value, why });
            }
        }
        let value = value?;
        let shown = worked_out.then(|| rounded(value, tolerance, &unit));
        Some(Kind::Numeric(Numeric { value, unit, tolerance, mistakes: read, shown }))
    }

    /// The tolerance as it is written; none where it is absent.
    pub(super) fn tolerance(&self, written: Option<Spanned<DeValue<'_>>>, unit: &Unit) -> Option<Tolerance> {
        let Some(written) = written else { return Some(Tolerance::Absolute(Decimal::ZERO)) };
        let text = self.written("tolerance", &written)?;
        self.accepted(&written, unit::tolerance(unit, &text))
    }

    /// A formula, with the values of its facts.
    pub(super) fn formula(&self, written: &Spanned<String>) -> Option<Formula> {
        let fact = |id: &str, wanted: Option<&str>| {
            let refused = |message: String, help: Option<String>| FormulaError { span: 0..0, message, help };
            let fact = match self.known.facts.find(id) {
                Some(Lookup::Fact(fact)) => fact,
                // Reported where it stands.
                Some(Lookup::Unread) => return Ok(Decimal::ONE),
                None => {
                    let near = self.known.facts.nearest(id).map(|near| format!("did you mean `{near}`?"));
                    return Err(refused(format!("there is no fact `{id}`"), near));
                }
            };
            self.used.borrow_mut().push(id.to_owned());
            let Some(Value::Number(number)) = &fact.value else {
                return Err(refused(format!("the value of the fact `{id}` is not a number"), None));
            };
            let Some(wanted) = wanted.filter(|wanted| *wanted != "value") else { return Ok(*number) };
            unit::from_fact(&unit::named(wanted), *number, fact.unit.as_deref())
                .map_err(|why| refused(format!("the fact `{id}` cannot be used here: {why}"), None))
        };
        match Formula::parse(written.get_ref(), &fact) {
            Ok(formula) => Some(formula),
            Err(error) => {
                // In a string without escapes, as formulas are, places are those of the file behind the quotation mark.
                let start = written.span().start + 1;
                let span = start + error.span.start..start + error.span.end;
                let mut problem = self.reading.problem(span, error.message);
                problem.help = error.help;
                self.reading.report(problem);
                None
            }
        }
    }

    /// The value of a formula without drawn values.
    fn worked_out(&self, written: &Spanned<String>) -> Option<Decimal> {
        let formula = self.formula(written)?;
        let problem = |message: String| self.reading.problem(written.span(), message);
        if let Some(param) = formula.params().first() {
            let problem = problem(format!("there is no parameter `{param}`"));
            self.reading.report(problem.with_help("a question draws values where it has `params`"));
            return None;
        }
        let value = formula.value(&|_| None);
        if value.is_none() {
            self.reading.report(problem(
                "the formula has no value: it divides by zero, or is out of range".to_owned(),
            ));
        }
        value
    }

    /// `value = "90s"`, `fact = "ID"` or `formula = "…"`, in `unit`.
    fn quantity(&self, table: &mut Table<'_, 't>, unit: &Unit) -> Option<Decimal> {
        if table.has("formula") && !table.has("value") && !table.has("fact") {
            table.value("value");
            table.value("fact");
            return self.worked_out(&table.text("formula")?);
        }
        match (table.has("value"), table.has("fact")) {
            (true, false) => {
                let written = table.value("value")?;
                table.value("fact");
                let text = self.written("value", &written)?;
                self.accepted(&written, unit::value(unit, &text))
            }
            (false, true) => {
                table.value("value");
                let id = table.text("fact")?;
                self.check_fact(&id);
                let Some(Lookup::Fact(fact)) = self.known.facts.find(id.get_ref()) else { return None };
                let result = match &fact.value {
                    Some(Value::Number(number)) => unit::from_fact(unit, *number, fact.unit.as_deref()),
                    Some(Value::Text(_)) => Err("its value is not a number".to_owned()),
                    None => Err("it has no value".to_owned()),
                };
                match result {
                    Ok(value) => Some(value),
                    Err(why) => {
                        let message = format!("the fact `{}` cannot be used here: {why}", id.get_ref());
                        self.reading.report(self.reading.problem(id.span(), message));
                        None
                    }
                }
            }
            (both, _) => {
                table.value("value");
                table.value("fact");
                let message = if both {
                    "both `value` and `fact` are given"
                } else {
                    "neither `value`, `fact` nor `formula` is given"
                };
                let problem = self.reading.problem(table.span(), message);
                self.reading.report(problem.with_help(
                    "accepted: { value = \"90s\" }, { fact = \"ID\" } or { formula = \"{fact:ID} - 60\" }",
                ));
                None
            }
        }
    }

    /// A quantity as the author wrote it, with quotes or without.
    pub(super) fn written(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(integer) if integer.radix() == 10 => Some(integer.as_str().to_owned()),
            DeValue::Float(float) => Some(float.as_str().to_owned()),
            _ => {
                crate::content::reader::wrong_type(self.reading, key, value, "a quantity such as \"90s\"");
                None
            }
        }
    }

    pub(super) fn accepted<T>(&self, written: &Spanned<DeValue<'_>>, result: Result<T, String>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(help) => {
                let raw = self.reading.raw(written.span());
                let problem =
                    self.reading.problem(written.span(), format!("{raw} is not a quantity that fits here"));
                self.reading.report(problem.with_help(help));
                None
            }
        }
    }
}
