//! Items to pair.

use super::Judged;
use crate::quiz::grade::Part;
use serde::{Deserialize, Serialize};

/// A question that is answered by pairing: every left item has one partner, a partner may serve several or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matching {
    /// Left items with their right partners.
    pub pairs: Vec<Pair>,
    /// Every partner once: those of the pairs in their order, then those that belong to nothing.
    pub rights: Vec<String>,
}

/// A left item and its partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The item.
    pub left: String,
    /// Its partner's place among [`Matching::rights`].
    pub right: usize,
    /// Why they belong together, where that was said.
    pub why: Option<String>,
}

impl Matching {
    /// `given` names a partner for each left item.
    pub(in crate::quiz) fn judge(&self, given: &[usize]) -> Judged {
        let right = |at: usize| self.rights.get(at).cloned().unwrap_or_default();
        let parts: Vec<Part> = self
            .pairs
            .iter()
            .zip(given)
            .map(|(pair, given)| Part {
                text: pair.left.clone(),
                given: right(*given),
                key: right(pair.right),
                correct: *given == pair.right,
                why: pair.why.clone(),
            })
            .collect();
        let key: Vec<String> =
            self.pairs.iter().map(|pair| format!("{} – {}", pair.left, right(pair.right))).collect();
        Judged::of_parts(parts, key.join("; "))
    }
}

/// Reads partners that are shown in `order`: letters in the order of the left items (`b a c`), or with their numbers
/// (`2a 1b`, `1-b, 2-a`). `None` where an item has none, or two.
pub(in crate::quiz) fn read(typed: &str, lefts: usize, order: &[usize]) -> Option<Vec<usize>> {
    let mut given: Vec<Option<usize>> = vec![None; lefts];
    let mut number: Option<usize> = None;
    let mut next = 0;
    for mark in
        typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | ';' | '-' | '=' | ':' | '.' | ')'))
    {
        if let Some(digit) = mark.to_digit(10) {
            if number.is_some() {
                return None;
            }
            number = Some(usize::try_from(digit).ok()?.checked_sub(1)?);
            continue;
        }
        let right = *order.get(super::place_of(mark)?)?;
        let slot = given.get_mut(number.take().unwrap_or(next))?;
        if slot.is_some() {
            return None;
        }
        *slot = Some(right);
        next += 1;
    }
    if number.is_some() {
        return None;
    }
    given.into_iter().collect()
}
