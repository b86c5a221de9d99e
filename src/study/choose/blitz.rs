//! Blitz: limits and numbers against the clock; nothing that has to be worked out.

use super::{NothingToAsk, Request};
use crate::content::Value;
use crate::course::Course;
use crate::quiz::{Kind, Level, Pick, Question};
use crate::study::queue::{mix, shuffled, topic_of};
use crate::study::standing::{Item, Standing};

/// Whether a question asks for a number to be remembered: one of its facts has a numeric value, and it takes no calculation.
pub fn fits(course: &Course, question: &Question) -> bool {
    let quick = matches!(question.kind.name(), "single" | "true_false" | "numeric")
        && !matches!(question.kind, Kind::Generated(_))
        && matches!(question.level, Level::Recall | Level::Explain);
    let about_numbers = || {
        question
            .facts
            .iter()
            .any(|fact| course.fact(fact).is_some_and(|fact| matches!(fact.value, Some(Value::Number(_)))))
    };
    quick && about_numbers()
}

pub(super) fn choose(
    standing: &Standing<'_>,
    request: &Request<'_>,
    count: usize,
) -> Result<Vec<Pick>, NothingToAsk> {
    let course = standing.course;
    let items = standing.items(&|topic, head| {
        request.wants(topic) && course.question(&head.id).is_some_and(|question| fits(course, question))
    });
    let picks: Vec<Pick> = mix(shuffled(items, "blitz", request.seed), topic_of)
        .iter()
        .filter_map(Item::wording)
        .take(count)
        .map(|question| question.pick())
        .collect();
    if picks.is_empty() { Err(request.none_fits()) } else { Ok(picks) }
}
