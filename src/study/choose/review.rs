//! Review: what is due, with a few new memories between.
//!
//! Due memories that fit the session are mixed by topic; when they do not fit, those with the highest recall come first, since they
//! are the ones that asking saves from being forgotten. What was wrong although the learner was sure comes before everything.

use super::NothingToAsk;
use crate::quiz::Pick;
use crate::study::queue::{Today, interleave, mix, shuffled, topic_of};
use crate::study::standing::{Item, Standing};

/// How many memories are due and may be asked today, and how many new ones.
pub(super) fn count(standing: &Standing<'_>, items: &[Item<'_>], today: &Today) -> (usize, usize) {
    let room = standing.limits.reviews.saturating_sub(today.reviewed);
    let due = items.iter().filter(|item| item.state.is_some() && item.is_due(standing.today)).count();
    let new = items.iter().filter(|item| item.state.is_none()).count();
    (due.min(room), new.min(standing.limits.new.saturating_sub(today.new)))
}

pub(super) fn choose(
    standing: &Standing<'_>,
    items: &[Item<'_>],
    today: &Today,
    (count, seed): (usize, u64),
) -> Result<Vec<Pick>, NothingToAsk> {
    let room = standing.limits.reviews.saturating_sub(today.reviewed).min(count);
    let due: Vec<&Item<'_>> =
        items.iter().filter(|item| item.state.is_some() && item.is_due(standing.today)).collect();
    let mut due = if due.len() <= room {
        mix(shuffled(due, "review", seed), |item| topic_of(item))
    } else {
        let mut due = due;
        due.sort_by(|a, b| b.recall.total_cmp(&a.recall));
        mix(due, |item| topic_of(item))
    };
    due.sort_by_key(|item| !item.surprise);
    due.truncate(room);

    let room_for_new = standing.limits.new.saturating_sub(today.new);
    let new: Vec<&Item<'_>> = items.iter().filter(|item| item.state.is_none()).take(room_for_new).collect();
    let queue = interleave(due, new, count);
    let picks: Vec<Pick> =
        queue.iter().filter_map(|item| item.wording()).map(|question| question.pick()).collect();
    if picks.is_empty() {
        let next = items.iter().filter_map(|item| item.due).filter(|due| *due > standing.today).min();
        return Err(NothingToAsk::NothingDue { next });
    }
    Ok(picks)
}
