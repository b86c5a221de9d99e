//! Loads questions whose key a simulated run gives.

use super::{Draft, QUIZZES_FOLDER};
use crate::content::Sources;
use crate::content::reader::{Reading, Table};
use crate::quiz::kinds::{Figure, PredictedMistake, Prediction, figure_names};
use crate::quiz::question::{Kind, QuestionId};
use crate::quiz::unit;
use std::ops::Range;
use toml::Spanned;

/// Longest scenario, in bytes.
const LONGEST: usize = 4_000;

impl<'t> Draft<'_, 't> {
    /// `scenario`, `figure` and `unit`, perhaps `tolerance` and `mistakes`. Whether the scenario can be run is for those to say
    /// who know the simulator.
    pub(super) fn predict(&self, table: &mut Table<'_, 't>) -> Option<Kind> {
        let scenario = self.scenario(table.text("scenario"));
        let figure = table.text("figure");
        let written = table.text("unit");
        let tolerance = table.value("tolerance");
        let unit = written.as_ref().map(|name| unit::named(name.get_ref()));
        let tolerance = unit.as_ref().and_then(|unit| self.tolerance(tolerance, unit));
        let figure = figure.and_then(|name| self.figure(&name));
        if let (Some(figure), Some(unit), Some(written)) = (&figure, &unit, &written)
            && !figure.kind().fits(unit)
        {
            let message =
                format!("`{}` gives {}, which is not in this unit", figure.name, figure.kind().name());
            self.reading.report(self.reading.problem(written.span(), message));
        }
        let mut mistakes = Vec::new();
        for mut mistake in table.tables("mistakes") {
            let wrong = mistake.text("figure").and_then(|name| {
                let figure = self.figure(&name)?;
                if unit.as_ref().is_some_and(|unit| !figure.kind().fits(unit)) {
                    let message = format!(
                        "`{}` gives {}, which nobody takes for the key",
                        figure.name,
                        figure.kind().name()
                    );
                    self.reading.report(self.reading.problem(name.span(), message));
                }
                Some(figure)
            });
            let other = mistake.has("scenario");
            let scenario = mistake.optional_text("scenario");
            let scenario = self.scenario(scenario);
            let why = self.markdown(&mut mistake, "why");
            mistake.finish();
            if other && scenario.is_none() {
                continue;
            }
            if let (Some(figure), Some(why)) = (wrong, why) {
                mistakes.push(PredictedMistake { figure, scenario, why });
            }
        }
        Some(Kind::Predict(Prediction {
            scenario: scenario?,
            figure: figure?,
            unit: unit?,
            tolerance: tolerance?,
            mistakes,
        }))
    }

    fn scenario(&self, written: Option<Spanned<String>>) -> Option<String> {
        let written = written?;
        if written.get_ref().len() > LONGEST {
            let problem = self.reading.problem(written.span(), "the scenario is too long to be taken in");
            self.reading.report(problem.with_help(format!("accepted: at most {LONGEST} bytes")));
            return None;
        }
        Some(written.into_inner())
    }

    fn figure(&self, name: &Spanned<String>) -> Option<Figure> {
        let figure = Figure::named(name.get_ref());
        if figure.is_none() {
            let names: Vec<&str> = figure_names().collect();
            let problem = self
                .reading
                .problem(name.span(), format!("a run has no figure `{}`", name.get_ref()))
                .with_help(format!("accepted: {}", names.join(", ")))
                .with_nearest(name.get_ref(), figure_names());
            self.reading.report(problem);
        }
        figure
    }
}

/// Where the parts of a prediction stand in its file: for checks by those who know the simulator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PredictionPlaces {
    /// The file.
    pub file: String,
    /// The question.
    pub question: QuestionId,
    /// The scenario.
    pub scenario: Range<usize>,
    /// The explanation.
    pub explain: Range<usize>,
    /// The figures of the mistakes, and their own scenarios.
    pub mistakes: Vec<(Range<usize>, Option<Range<usize>>)>,
}

/// The places of all predictions in `sources`, which load without problems.
pub fn prediction_places(sources: &Sources) -> Vec<PredictionPlaces> {
    let mut places = Vec::new();
    for (file, text) in sources.in_folder(QUIZZES_FOLDER).filter(|(_, text)| text.contains("scenario")) {
        let reading = Reading::new(file, text);
        for mut table in reading.root().tables("question") {
            if !table.has("scenario") || !table.has("figure") {
                continue;
            }
            let (id, scenario, explain) = (table.text("id"), table.text("scenario"), table.text("explain"));
            let (Some(id), Some(scenario), Some(explain)) = (id, scenario, explain) else { continue };
            let mistakes = table.tables("mistakes").into_iter().map(|mut mistake| {
                let place = mistake.span();
                let figure = mistake.text("figure").map_or(place, |figure| figure.span());
                (figure, mistake.optional_text("scenario").map(|scenario| scenario.span()))
            });
            let mistakes = mistakes.collect();
            places.push(PredictionPlaces {
                file: file.to_owned(),
                question: id.into_inner(),
                scenario: scenario.span(),
                explain: explain.span(),
                mistakes,
            });
        }
    }
    places
}
