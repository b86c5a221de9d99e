//! Predictions: the key is a figure of a run that the simulator makes.

use super::DrawError;
use crate::content::{Problem, Sources};
use crate::course::Course;
use crate::quiz::numeric::{rounded, show};
use crate::quiz::{
    Figure, FigureKind, Kind, Mistake, Numeric, Prediction, PredictionPlaces, Question, Tolerance, Unit,
    prediction_places,
};
use crate::scenarios::quotas;
use crate::simulation::{FunctionFigures, Quotas, Run, Scenario};
use crate::text::quantity::{Kind as QuantityKind, to_base};
use rust_decimal::Decimal;
use std::ops::Range;

/// Pieces in which a run may be taken forward (see [`Run::advance`]); a question's run is over before anybody notices.
const MOST_PIECES: u32 = 4;

/// Memory that a run may need, in bytes.
const MEMORY: u64 = 64 << 20;

/// What a placeholder for a figure begins with: `{figure:cold_starts}`.
const OPENING: &str = "{figure:";

/// The question with the key that the run gives, figures in its texts.
pub(super) fn predict(
    question: &Question,
    prediction: &Prediction,
    course: &Course,
) -> Result<Question, DrawError> {
    let quotas = quotas(course).map_err(|missing| DrawError(missing.to_string()))?;
    let figures = run(&prediction.scenario, &quotas)?;
    let key = value(&figures, &prediction.figure, &prediction.unit)?;
    let mistakes = prediction
        .mistakes
        .iter()
        .map(|mistake| {
            let other = mistake.scenario.as_ref().map(|scenario| run(scenario, &quotas)).transpose()?;
            let value = value(other.as_ref().unwrap_or(&figures), &mistake.figure, &prediction.unit)?;
            Ok(Mistake { value, why: fill(&mistake.why, &figures)? })
        })
        .collect::<Result<Vec<Mistake>, DrawError>>()?;
    Ok(Question {
        explain: fill(&question.explain, &figures)?,
        kind: Kind::Numeric(Numeric {
            value: key,
            shown: Some(rounded(key, prediction.tolerance, &prediction.unit)),
            unit: prediction.unit.clone(),
            tolerance: prediction.tolerance,
            mistakes,
        }),
        ..question.clone()
    })
}

/// The figures of a run from its beginning to its end.
fn run(scenario: &str, quotas: &Quotas) -> Result<FunctionFigures, DrawError> {
    let scenario = Scenario::parse("scenario", scenario, quotas, MEMORY)
        .map_err(|errors| DrawError(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
    let mut run = Run::new(&scenario, scenario.seed);
    for _ in 0..MOST_PIECES {
        if !run.advance(&mut ()) {
            return Ok(run.figures().total);
        }
    }
    Err(DrawError("the run is too long for a question; let fewer requests come".to_owned()))
}

/// A figure in `unit`.
fn value(figures: &FunctionFigures, figure: &Figure, unit: &Unit) -> Result<Decimal, DrawError> {
    let value = measured(figures, &figure.name)?;
    let milliseconds = |ms: Decimal| match unit {
        Unit::Duration(word) => {
            to_base(QuantityKind::Duration, Decimal::ONE, word).and_then(|worth| ms.checked_div(worth))
        }
        _ => None,
    };
    let converted = match figure.kind() {
        FigureKind::Count | FigureKind::Share => Some(value),
        FigureKind::Milliseconds => milliseconds(value),
        FigureKind::Seconds => value.checked_mul(Decimal::ONE_THOUSAND).and_then(milliseconds),
    };
    converted.ok_or_else(|| DrawError(format!("`{}` cannot be given in this unit", figure.name)))
}

fn measured(figures: &FunctionFigures, name: &str) -> Result<Decimal, DrawError> {
    if let Some((_, count)) = figures.counts().into_iter().find(|(known, _)| *known == name) {
        return Ok(Decimal::from(count));
    }
    let entry = figures.entries().into_iter().find(|(known, _)| *known == name);
    let (_, number) = entry.ok_or_else(|| DrawError(format!("a run has no figure `{name}`")))?;
    number
        .and_then(|number| Decimal::try_from(number).ok())
        .ok_or_else(|| DrawError(format!("this run has no `{name}`: nothing came to an end")))
}

/// `text` with every `{figure:NAME}` replaced.
fn fill(text: &str, figures: &FunctionFigures) -> Result<String, DrawError> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPENING) {
        let (name, behind) =
            after.split_once('}').ok_or_else(|| DrawError(format!("`{OPENING}` is not closed")))?;
        filled.push_str(before);
        filled.push_str(&shown(figures, name)?);
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// A figure for people: a bare count, a share in per cent, a duration.
fn shown(figures: &FunctionFigures, name: &str) -> Result<String, DrawError> {
    let figure = Figure::named(name).ok_or_else(|| DrawError(format!("a run has no figure `{name}`")))?;
    let value = measured(figures, name)?;
    Ok(match figure.kind() {
        FigureKind::Count => show(&Unit::Count(String::new()), value.round_dp(1)),
        FigureKind::Share => show(&Unit::Share, value.round_dp(4)),
        FigureKind::Milliseconds => show(&Unit::Duration("ms".to_owned()), value.round_dp(0)),
        FigureKind::Seconds => show(&Unit::Duration("s".to_owned()), value.round_dp(1)),
    })
}

/// Whether every prediction of `sources`, which `course` was loaded from, can be worked out: scenarios are sound and end soon, the
/// figures exist, no mistake lies within the tolerance of the key.
pub(super) fn check(course: &Course, sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    for places in prediction_places(sources) {
        let Some(question) = course.question(&places.question) else { continue };
        let Kind::Predict(prediction) = &question.kind else { continue };
        let text = sources.get(&places.file).unwrap_or_default();
        let at = |span: Range<usize>, message: String| Problem::at(&places.file, text, span, message);
        let quotas = match quotas(course) {
            Ok(quotas) => quotas,
            Err(missing) => {
                problems.push(at(places.scenario.clone(), missing.to_string()));
                continue;
            }
        };
        let mut found = Vec::new();
        let scenarios = std::iter::once((&prediction.scenario, &places.scenario)).chain(
            prediction
                .mistakes
                .iter()
                .zip(&places.mistakes)
                .filter_map(|(mistake, (_, place))| mistake.scenario.as_ref().zip(place.as_ref())),
        );
        for (scenario, span) in scenarios {
            found.extend(unsound(scenario, span, &quotas, &places, text));
        }
        if found.is_empty() {
            match predict(question, prediction, course) {
                Err(DrawError(why)) => {
                    let span = if why.contains("figure `") { &places.explain } else { &places.scenario };
                    found.push(at(span.clone(), why));
                }
                Ok(asked) => found.extend(too_near(&asked, &places, &at)),
            }
        }
        problems.extend(found);
    }
    problems
}

/// What is wrong with a scenario, at its places in the question file.
fn unsound(
    scenario: &str,
    span: &Range<usize>,
    quotas: &Quotas,
    places: &PredictionPlaces,
    text: &str,
) -> Vec<Problem> {
    let Err(errors) = Scenario::parse("scenario", scenario, quotas, MEMORY) else { return Vec::new() };
    // Without escapes and CRLF, the scenario stands in the file letter by letter.
    let written = text.get(span.clone()).unwrap_or_default();
    let start = written.find(scenario).map(|at| span.start + at);
    errors
        .into_iter()
        .map(|error| {
            let (place, message) = match start {
                Some(start) => (start + error.span.start..start + error.span.end, error.message),
                None => (span.clone(), format!("line {} of the scenario: {}", error.line, error.message)),
            };
            let problem = Problem::at(&places.file, text, place, message);
            match error.help {
                Some(help) => problem.with_help(help),
                None => problem,
            }
        })
        .collect()
}

/// Mistakes that would count as right.
fn too_near(
    asked: &Question,
    places: &PredictionPlaces,
    at: &dyn Fn(Range<usize>, String) -> Problem,
) -> Vec<Problem> {
    let Kind::Numeric(key) = &asked.kind else { return Vec::new() };
    let allowed = match key.tolerance {
        Tolerance::Absolute(distance) => distance,
        Tolerance::Relative(share) => share * key.value.abs(),
    };
    let near = key.mistakes.iter().zip(&places.mistakes).filter(|(mistake, _)| {
        mistake.value.checked_sub(key.value).is_some_and(|distance| distance.abs() <= allowed)
    });
    near.map(|(mistake, (span, _))| {
        let message = "the mistake would count as right: it lies within the tolerance of the key".to_owned();
        at(span.clone(), message).with_help(format!("{} against {}", mistake.value, key.value))
    })
    .collect()
}
