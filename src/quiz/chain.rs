//! Chains in a session: the questions about one situation follow one another, in their order.

use super::pick::Pick;
use super::question::ChainPlace;
use std::collections::BTreeMap;

/// Moves the questions of each chain to the place of the first of them that is asked, in the order of their steps. `chain` says
/// where a question belongs. Everything else keeps its order.
pub fn keep_chains(picks: &mut Vec<Pick>, chain: &dyn Fn(&str) -> Option<ChainPlace>) {
    let places: Vec<Option<ChainPlace>> = picks.iter().map(|pick| chain(&pick.question)).collect();
    let mut firsts: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, place) in places.iter().enumerate() {
        if let Some(place) = place {
            firsts.entry(&place.id).or_insert(at);
        }
    }
    let mut keyed: Vec<((usize, u32), Pick)> = picks
        .drain(..)
        .enumerate()
        .map(|(at, pick)| match places.get(at).and_then(Option::as_ref) {
            Some(place) => ((firsts.get(place.id.as_str()).copied().unwrap_or(at), place.step), pick),
            None => ((at, 0), pick),
        })
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    picks.extend(keyed.into_iter().map(|(_, pick)| pick));
}
