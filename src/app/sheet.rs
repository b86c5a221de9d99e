//! Rows of toned text: what a view draws and the plain mode could print. Tones say what a piece means; only themes know colours.

use crate::animation::Stage;
use crate::content::{Mark, Role, Syntax};
use crate::text::{truncate, width};

/// What a piece of text is, for the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tone {
    /// Ordinary text.
    #[default]
    Text,
    /// Secondary text.
    Muted,
    /// A heading of the interface.
    Title,
    /// What the eye should find first.
    Accent,
    /// The row under the cursor.
    Selected,
    /// Something right.
    Right,
    /// Something wrong.
    Wrong,
    /// Something to be careful about.
    Warning,
    /// A key.
    Key,
    /// Letters that a search has found.
    Match,
    /// A line that separates.
    Border,
    /// A series of a chart, counted from 0.
    Series(u8),
    /// What an execution environment is doing.
    Environment(Stage),
    /// A piece of a page.
    Page(Role, Mark),
    /// A link on a page.
    Link(Mark),
    /// The marked link or word of a page.
    Marked,
    /// A part of code.
    Syntax(Syntax),
}

/// Text of one tone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Piece {
    /// The text, free of control characters.
    pub text: String,
    /// Its tone.
    pub tone: Tone,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// From left to right.
    pub pieces: Vec<Piece>,
    /// Whether the cursor stands on it; such a row is marked across its whole width.
    pub selected: bool,
}

impl Row {
    /// A row of one piece.
    pub fn of(text: impl Into<String>, tone: Tone) -> Self {
        Self::default().and(text, tone)
    }

    /// An empty row.
    pub fn blank() -> Self {
        Self::default()
    }

    /// The row with another piece at its end.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>, tone: Tone) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.pieces.push(Piece { text, tone });
        }
        self
    }

    /// The row as the one that the cursor stands on.
    #[must_use]
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// The row cut to a width, with an ellipsis where something is lost.
    #[must_use]
    pub fn cut(self, columns: usize) -> Self {
        if width(&self.plain()) <= columns {
            return self;
        }
        let mut left = columns;
        let mut shorter = Self { pieces: Vec::new(), selected: self.selected };
        let mut pieces = self.pieces.into_iter().peekable();
        while let Some(piece) = pieces.next() {
            let wide = width(&piece.text);
            // The last cell is kept for the ellipsis while there is more to come.
            if wide < left || wide == left && pieces.peek().is_none() {
                left -= wide;
                shorter = shorter.and(piece.text, piece.tone);
                continue;
            }
            let text = truncate(&format!("{}\u{2026}", piece.text), left).into_owned();
            return shorter.and(text, piece.tone);
        }
        shorter
    }

    /// Its text without tones.
    pub fn plain(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }
}

/// The first row to show so that `wanted` (first and last row of what must be seen) is visible in `height` rows of `total`,
/// moving `from` as little as possible. Where not all of it fits, its beginning wins.
pub fn keep_visible(from: usize, wanted: (usize, usize), height: usize, total: usize) -> usize {
    let (first, last) = wanted;
    let lowest = last.saturating_sub(height.saturating_sub(1));
    let from = from.max(lowest).min(first);
    from.min(total.saturating_sub(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_is_cut_says_so() {
        let row = Row::of("cold ", Tone::Title).and("and ", Tone::Text).and("warm", Tone::Muted);
        for (columns, shown) in
            [(13, "cold and warm"), (12, "cold and wa…"), (9, "cold and…"), (5, "cold…"), (1, "…"), (0, "")]
        {
            assert_eq!(row.clone().cut(columns).plain(), shown, "{columns}");
        }
    }

    #[test]
    fn scrolling_moves_as_little_as_possible() {
        assert_eq!(keep_visible(0, (3, 5), 10, 40), 0);
        assert_eq!(keep_visible(0, (12, 13), 10, 40), 4);
        assert_eq!(keep_visible(20, (12, 13), 10, 40), 12);
        assert_eq!(keep_visible(0, (5, 30), 10, 40), 5, "the beginning wins");
        assert_eq!(keep_visible(39, (39, 39), 10, 40), 30, "never past the end");
        assert_eq!(keep_visible(5, (0, 0), 10, 3), 0);
    }
}
