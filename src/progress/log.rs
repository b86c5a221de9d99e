//! Joining logs.

use super::Attempt;

/// Joins attempts of any number of logs, in any order, with one result: each id once, in the order of `at`, then `id`.
///
/// An attempt that is taken back in one log is taken back. Two different attempts under one id do not come about by themselves; of
/// them the earlier one stays.
pub fn merge(attempts: impl IntoIterator<Item = Attempt>) -> Vec<Attempt> {
    let mut merged: Vec<Attempt> = attempts.into_iter().collect();
    // Ids sort by time, so both sorts mostly find their work done.
    merged.sort_by(|a, b| a.id.cmp(&b.id));
    merged.dedup_by(|again, kept| {
        if again.id != kept.id {
            return false;
        }
        let undone = again.undone || kept.undone;
        if precedence(again) < precedence(kept) {
            std::mem::swap(again, kept);
        }
        kept.undone = undone;
        true
    });
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
