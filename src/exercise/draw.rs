//! One showing of a generated question.

use super::Engines;
use super::calc::{Calc, Measure, Worked, calc, work};
use crate::calculator::{Calculator, field};
use crate::quiz::numeric::rounded;
use crate::quiz::{Calculation, Formula, Kind, Mistake, Numeric, Question, STEPS, Template, Working, fill};
use crate::text::quantity::grouped;
use rust_decimal::Decimal;

/// Why a draw gives no question, in a sentence without a full stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct DrawError(pub String);

/// The key and the mistakes of one draw, in the unit of the question.
pub(super) struct Values {
    /// What a calculator made of the drawn values; `None` where the key is a formula.
    worked: Option<(&'static Calc, Worked)>,
    pub(super) key: Decimal,
    pub(super) mistakes: Vec<Decimal>,
}

/// Draw number `number` of `question`, whose key is `template`: values in all texts, key and mistakes worked out.
pub fn draw(
    question: &Question,
    template: &Template,
    number: u64,
    engines: Engines<'_>,
) -> Result<Question, DrawError> {
    let drawn = template.draw(number);
    let values = values(template, &drawn, engines)?;
    let key = rounded(values.key, template.tolerance, &template.unit);
    let shown = |name: &str| -> Option<String> {
        if name == STEPS {
            return match (&values.worked, &template.answer) {
                (Some((function, worked)), _) => Some(function.steps(worked)),
                (None, Working::Formula(formula)) => {
                    Some(format!("{} = {key}", formula.shown(&|name| value_of(&drawn, name))))
                }
                (None, Working::Calculation(_)) => None,
            };
        }
        let text = value_of(&drawn, name)?;
        Some(match &values.worked {
            Some((function, worked)) => understood(function.calculator, name, &text, worked),
            None => told(&text),
        })
    };
    let text = |text: &str| fill(text, shown);
    let mistakes = values.mistakes.iter().zip(&template.mistakes);
    Ok(Question {
        prompt: text(&question.prompt),
        explain: text(&question.explain),
        hints: question.hints.iter().map(|hint| text(hint)).collect(),
        kind: Kind::Numeric(Numeric {
            value: values.key,
            shown: Some(key.clone()),
            unit: template.unit.clone(),
            tolerance: template.tolerance,
            mistakes: mistakes.map(|(value, slip)| Mistake { value: *value, why: text(&slip.why) }).collect(),
        }),
        ..question.clone()
    })
}

fn value_of(drawn: &[(&str, &str)], name: &str) -> Option<String> {
    drawn.iter().find(|(param, _)| *param == name).map(|(_, text)| (*text).to_owned())
}

/// A drawn value for people where no calculator knows what it means: `18,000`, `2.5 s`, `120/s`.
fn told(text: &str) -> String {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (figure, unit) = text.split_at(end);
    let figure = crate::content::decimal(figure).map_or_else(|| figure.to_owned(), grouped);
    let is_word = unit.starts_with(|c: char| c.is_ascii_lowercase()) || unit.ends_with('B');
    if is_word { format!("{figure} {unit}") } else { format!("{figure}{unit}") }
}

/// Works out the key and every mistake of a draw. What shares its inputs is worked out once.
pub(super) fn values(
    template: &Template,
    drawn: &[(&str, &str)],
    engines: Engines<'_>,
) -> Result<Values, DrawError> {
    match &template.answer {
        Working::Calculation(answer) => calculated(template, answer, drawn, engines),
        Working::Formula(answer) => {
            let value = |formula: &Formula| {
                formula.value(&|name| value_of(drawn, name)).ok_or_else(|| {
                    DrawError("the formula has no value: a drawn value is not in the unit it names, it divides by zero, or is out of range".to_owned())
                })
            };
            let mistakes = template.mistakes.iter().map(|slip| match &slip.working {
                Working::Formula(formula) => value(formula),
                Working::Calculation(_) => Err(mixed()),
            });
            Ok(Values { worked: None, key: value(answer)?, mistakes: mistakes.collect::<Result<_, _>>()? })
        }
    }
}

fn mixed() -> DrawError {
    DrawError(
        "key and mistakes are worked out in different ways: all by `calc`, or all by `formula`".to_owned(),
    )
}

fn calculated(
    template: &Template,
    answer: &Calculation,
    drawn: &[(&str, &str)],
    engines: Engines<'_>,
) -> Result<Values, DrawError> {
    let function = find(answer)?;
    let inputs = inputs(drawn, &[answer]);
    let worked = work(function.calculator, &inputs, engines)?;
    let value = |function: &Calc, worked: &Worked| {
        let value = function.value(worked, engines)?;
        function.measure.in_unit(value, &template.unit).ok_or_else(|| wrong_unit(function.measure))
    };
    let key = value(function, &worked)?;
    let mistakes = template
        .mistakes
        .iter()
        .map(|slip| {
            let Working::Calculation(calculation) = &slip.working else { return Err(mixed()) };
            let function = find(calculation)?;
            let own = self::inputs(drawn, &[answer, calculation]);
            if own == inputs {
                return value(function, &worked);
            }
            value(function, &work(function.calculator, &own, engines)?)
        })
        .collect::<Result<_, _>>()?;
    Ok(Values { worked: Some((function, worked)), key, mistakes })
}

pub(super) fn wrong_unit(measure: Measure) -> DrawError {
    DrawError(format!("the calculation gives {}, which is not what the unit measures", measure.name()))
}

pub(super) fn find(calculation: &Calculation) -> Result<&'static Calc, DrawError> {
    calc(&calculation.name)
        .ok_or_else(|| DrawError(format!("there is no calculation `{}`", calculation.name)))
}

/// The drawn values with what calculations change in them, the later ones last.
pub(super) fn inputs(drawn: &[(&str, &str)], calculations: &[&Calculation]) -> Vec<(String, String)> {
    let mut inputs: Vec<(String, String)> =
        drawn.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    for calculation in calculations {
        for (key, text) in &calculation.inputs {
            inputs.retain(|(other, _)| other != key);
            inputs.push((key.clone(), text.clone()));
        }
        inputs.retain(|(key, _)| !calculation.without.contains(key));
    }
    inputs
}

/// A drawn value for people: `3,000,000 requests`, `250 ms`, `1,536 MB`. Memory stays in MB, as AWS asks for it.
fn understood(calculator: Calculator, name: &str, text: &str, worked: &Worked) -> String {
    use crate::calculator::Input;
    let field = field(calculator, name);
    if let Some(mb) = text.strip_suffix("MB").and_then(crate::content::decimal)
        && field.is_some_and(|field| field.input == Input::Memory)
    {
        return format!("{} MB", grouped(mb));
    }
    let shown = match worked {
        Worked::Cost(inputs, _) => inputs.understood(name),
        Worked::Concurrency(inputs, _) => inputs.understood(name),
    };
    shown.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn drawn_values_are_told_as_people_write_them() {
        for (text, shown) in [
            ("18000", "18,000"),
            ("2.5s", "2.5 s"),
            ("1536MB", "1,536 MB"),
            ("20000/s", "20,000/s"),
            ("0.05", "0.05"),
            ("92%", "92%"),
            ("40M", "40M"),
        ] {
            assert_eq!(told(text), shown);
        }
    }
}
