//! Loads chains: questions about one situation, asked in order.

use super::Known;
use crate::content::reader::Table;
use crate::content::{FactId, check_id};
use crate::quiz::question::{ChainPlace, Question, QuestionId};

/// Fewest and most steps of a chain.
const STEPS: std::ops::RangeInclusive<usize> = 2..=8;

/// Reads the chains of a file and puts its questions into their places. Returns the facts that the situations quote, with the
/// questions that rest on them.
pub(super) fn read(
    root: &mut Table<'_, '_>,
    known: &Known<'_>,
    questions: &mut [Question],
    unread: &[QuestionId],
) -> Vec<(QuestionId, FactId)> {
    let mut quoted = Vec::new();
    let mut ids: Vec<String> = Vec::new();
    let reading = root.reading();
    for mut table in root.tables("chain") {
        let place = table.span();
        let id = table.text("id");
        let situation = table.text("situation");
        table.require("steps");
        let steps = table.texts("steps");
        table.finish();
        if let Some(id) = &id {
            check_id(reading, id);
            if ids.contains(id.get_ref()) {
                reading.report(
                    reading.problem(id.span(), format!("the chain `{}` is defined twice", id.get_ref())),
                );
            }
            ids.push(id.get_ref().clone());
        }
        let mut used = Vec::new();
        let situation = situation.map(|text| known.facts.expand_text(reading, &text, &mut used));
        if !steps.is_empty() && !STEPS.contains(&steps.len()) {
            let problem = reading.problem(place, format!("the chain has {} steps", steps.len()));
            reading.report(problem.with_help(format!(
                "accepted: {} to {} questions",
                STEPS.start(),
                STEPS.end()
            )));
        }
        let (Some(id), Some(situation)) = (id, situation) else { continue };
        let of = u32::try_from(steps.len()).unwrap_or(u32::MAX);
        for (number, step) in (1..).zip(&steps) {
            let name = step.get_ref();
            let Some(at) = questions.iter().position(|question| question.id == *name) else {
                if !unread.contains(name) {
                    let problem = reading.problem(step.span(), format!("this file has no question `{name}`"));
                    reading.report(
                        problem.with_nearest(name, questions.iter().map(|question| question.id.as_str())),
                    );
                }
                continue;
            };
            let Some(question) = questions.get_mut(at) else { continue };
            if let Some(other) = &question.chain {
                let message = format!("`{name}` is a step of the chain `{}` already", other.id);
                reading.report(reading.problem(step.span(), message));
                continue;
            }
            quoted.extend(used.iter().map(|fact| (name.clone(), fact.clone())));
            question.chain =
                Some(ChainPlace { id: id.get_ref().clone(), situation: situation.clone(), step: number, of });
        }
    }
    quoted
}
