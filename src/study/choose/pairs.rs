//! Pairs: questions that contrast what was mixed up, the pair that was swapped most often first.

use super::{NothingToAsk, Request};
use crate::quiz::Pick;
use crate::study::mixups::mix_ups;
use crate::study::standing::{Candidate, Standing};
use std::collections::BTreeSet;

/// Questions for each pair in one session; after three right ones a pair counts as told apart.
const EACH: usize = 3;

pub(super) fn choose(
    standing: &Standing<'_>,
    request: &Request<'_>,
    count: usize,
) -> Result<Vec<Pick>, NothingToAsk> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut picks: Vec<Pick> = Vec::new();
    for pair in mix_ups(standing) {
        let mut questions: Vec<Candidate<'_>> = standing
            .candidates(&|topic, head| request.wants(topic) && pair.questions.contains(&head.id))
            .filter(|question| !seen.contains(&question.head.id))
            .collect();
        // What was not asked for longest tells more than what was just explained.
        questions.sort_by_key(|question| question.record.map(|record| record.last_at));
        for question in questions.into_iter().take(EACH) {
            seen.insert(question.head.id.clone());
            picks.push(question.pick());
        }
    }
    picks.truncate(count);
    if picks.is_empty() { Err(NothingToAsk::NoMixUps) } else { Ok(picks) }
}
