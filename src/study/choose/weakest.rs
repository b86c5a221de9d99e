//! Weakest: the lowest predicted recall first, whether due or not.

use super::NothingToAsk;
use crate::quiz::Pick;
use crate::study::standing::Item;

pub(super) fn choose(items: &[Item<'_>], count: usize) -> Result<Vec<Pick>, NothingToAsk> {
    let picks: Vec<Pick> = all(items)
        .into_iter()
        .take(count)
        .filter_map(Item::wording)
        .map(|question| question.pick())
        .collect();
    if picks.is_empty() { Err(NothingToAsk::NothingAnswered) } else { Ok(picks) }
}

/// Everything that was answered, weakest first: what was just failed, then by recall.
pub(super) fn all<'i, 'a>(items: &'i [Item<'a>]) -> Vec<&'i Item<'a>> {
    let mut weakest: Vec<&Item<'_>> = items.iter().filter(|item| item.state.is_some()).collect();
    weakest.sort_by(|a, b| a.recall.total_cmp(&b.recall).then_with(|| stability(a).total_cmp(&stability(b))));
    weakest
}

/// Of two with the same recall, such as everything answered today, the one that fades sooner is weaker.
fn stability(item: &Item<'_>) -> f64 {
    item.state.map_or(0.0, |state| state.stability)
}
