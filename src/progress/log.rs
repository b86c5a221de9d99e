//! Joining logs.

use super::Attempt;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Joins attempts of any number of logs, in any order, with one result: each id once, in the order of `at`, then `id`.
///
/// An attempt that is taken back in one log is taken back. Two different attempts under one id do not come about by themselves; of
/// them the earlier one stays.
pub fn merge(attempts: impl IntoIterator<Item = Attempt>) -> Vec<Attempt> {
    let mut by_id: BTreeMap<String, Attempt> = BTreeMap::new();
    for attempt in attempts {
        match by_id.entry(attempt.id.clone()) {
            Entry::Vacant(place) => {
                place.insert(attempt);
            }
            Entry::Occupied(mut place) => {
                let undone = place.get().undone || attempt.undone;
                if precedence(&attempt) < precedence(place.get()) {
                    place.insert(attempt);
                }
                place.get_mut().undone = undone;
            }
        }
    }
    let mut merged: Vec<Attempt> = by_id.into_values().collect();
    merged.sort_by(|a, b| log_order(a).cmp(&log_order(b)));
    merged
}

/// The order of the log.
pub(super) fn log_order(attempt: &Attempt) -> (jiff::Timestamp, &str) {
    (attempt.at, &attempt.id)
}

/// Orders attempts of one id by everything that they say except the mark of being taken back.
fn precedence(attempt: &Attempt) -> (jiff::Timestamp, String) {
    (attempt.at, format!("{:?}", Attempt { undone: false, ..attempt.clone() }))
}
