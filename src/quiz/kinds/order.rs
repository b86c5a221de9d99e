//! Items to put in order.

use super::Judged;
use crate::quiz::grade::{Credit, Part};

/// What the given order (indices of items, whose right order is that of the indices) is worth. Right if all of it is; the
/// credit counts pairs of items that stand the right way round.
pub(in crate::quiz) fn judge(items: &[String], given: &[usize]) -> Judged {
    let text = |at: usize| items.get(at).cloned().unwrap_or_default();
    let parts: Vec<Part> = given
        .iter()
        .enumerate()
        .map(|(place, item)| Part {
            text: (place + 1).to_string(),
            given: text(*item),
            key: text(place),
            correct: *item == place,
            why: None,
        })
        .collect();
    let pairs = given.iter().enumerate().flat_map(|(at, a)| given.iter().skip(at + 1).map(move |b| a < b));
    let mut credit = Credit { got: 0, of: 0 };
    for right in pairs {
        credit.got += u32::from(right);
        credit.of += 1;
    }
    Judged {
        correct: parts.iter().all(|part| part.correct),
        credit,
        parts,
        mistake: None,
        note: None,
        key: items.join(" → "),
    }
}

/// Reads letters of items that are shown in `order`: `c a b`. `None` where it is no order of all of them.
pub(in crate::quiz) fn read(typed: &str, order: &[usize]) -> Option<Vec<usize>> {
    let mut given = Vec::with_capacity(order.len());
    for mark in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | ';' | '>' | '-' | '.')) {
        let item = *order.get(super::place_of(mark)?)?;
        if given.contains(&item) {
            return None;
        }
        given.push(item);
    }
    (given.len() == order.len()).then_some(given)
}
