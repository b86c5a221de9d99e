//! The questions that the learner has flagged, as a drill.

use super::{NothingToAsk, Request};
use crate::quiz::{Mode, Pick, PickError, Question, Wanted, pick};
use crate::study::standing::Standing;
use std::collections::BTreeMap;

/// The flagged questions that the course knows, all of them unless a count is named.
///
/// # Errors
/// [`NothingToAsk::NothingFlagged`], and a count of zero.
pub fn choose_flagged(standing: &Standing<'_>, request: &Request<'_>) -> Result<Vec<Pick>, NothingToAsk> {
    if request.count == Some(0) {
        return Err(PickError::ZeroCount.into());
    }
    let flagged = standing.progress.flags().flagged().filter_map(|id| standing.course.question(id));
    let pool: Vec<&Question> = flagged.filter(|question| request.wants(&question.topic)).collect();
    if pool.is_empty() {
        return Err(NothingToAsk::NothingFlagged { narrowed: !request.topics.is_empty() });
    }
    let answered: BTreeMap<_, _> =
        standing.progress.questions().map(|(id, record)| (id.to_owned(), u64::from(record.asked))).collect();
    let count = request.count.unwrap_or(pool.len());
    let wanted = Wanted { topics: &[], count: Some(count), seed: request.seed };
    Ok(pick(Mode::Drill, pool, &answered, wanted)?)
}
