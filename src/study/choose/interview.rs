//! Interview: open questions, those not asked for longest first, of different topics.

use super::{NothingToAsk, Request};
use crate::quiz::Pick;
use crate::study::queue::{mix, shuffled, topic_of};
use crate::study::standing::{Item, Standing};

pub(super) fn choose(
    standing: &Standing<'_>,
    request: &Request<'_>,
    count: usize,
) -> Result<Vec<Pick>, NothingToAsk> {
    let items = standing.items(&|topic, head| request.wants(topic) && head.kind == "open");
    let mut items = shuffled(items, "interview", request.seed);
    items
        .sort_by_key(|item| item.wording().and_then(|question| question.record.map(|record| record.last_at)));
    let picks: Vec<Pick> = mix(items, topic_of)
        .iter()
        .filter_map(Item::wording)
        .take(count)
        .map(|question| question.pick())
        .collect();
    if picks.is_empty() { Err(request.none_fits()) } else { Ok(picks) }
}
