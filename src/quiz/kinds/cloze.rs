//! Gaps in a text.

use super::{Judged, TextKey};
use serde::{Deserialize, Serialize};

/// A text with gaps, each with a key of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cloze {
    /// Text and gaps, in their order. The text is Markdown.
    pub pieces: Vec<Piece>,
}

/// A piece of a text with gaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Piece {
    /// Text as it is.
    Text(String),
    /// A gap, by its key.
    Gap(TextKey),
}

impl Cloze {
    /// The gaps, in their order.
    pub fn gaps(&self) -> impl Iterator<Item = &TextKey> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Gap(key) => Some(key),
            Piece::Text(_) => None,
        })
    }

    /// The text as one piece of Markdown, with what `gap` makes of each gap (by its number, from 0) in its place.
    pub fn with_gaps(&self, gap: impl Fn(usize, &TextKey) -> String) -> String {
        let mut number = 0;
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Gap(key) => {
                    let shown = gap(number, key);
                    number += 1;
                    shown
                }
            })
            .collect()
    }

    /// The text with numbered gaps: `The timeout is at most __(1)__.`
    pub fn numbered(&self) -> String {
        self.with_gaps(|number, _| format!("\\_\\_({})\\_\\_", number + 1))
    }

    pub(in crate::quiz) fn judge(&self, given: &[String]) -> Judged {
        let parts = self
            .gaps()
            .enumerate()
            .map(|(at, key)| key.part((at + 1).to_string(), given.get(at).map_or("", String::as_str)))
            .collect();
        let keys: Vec<&str> = self.gaps().map(TextKey::key).collect();
        Judged::of_parts(parts, keys.join("; "))
    }
}
