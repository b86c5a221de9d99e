//! A strip of cells that is painted over, and becomes a row.

use crate::app::sheet::{Row, Tone};
use crate::text::width;

/// Cells side by side, each with its tone.
#[derive(Debug, Clone)]
pub(super) struct Strip {
    cells: Vec<(char, Tone)>,
}

impl Strip {
    /// A strip of so many blanks.
    pub(super) fn new(cells: usize) -> Self {
        Self { cells: vec![(' ', Tone::Text); cells] }
    }

    /// Paints the cells from `from` up to and without `to`.
    pub(super) fn fill(&mut self, from: usize, to: usize, sign: char, tone: Tone) {
        let to = to.min(self.cells.len());
        if let Some(cells) = self.cells.get_mut(from.min(to)..to) {
            cells.fill((sign, tone));
        }
    }

    /// Paints one cell.
    pub(super) fn put(&mut self, at: usize, sign: char, tone: Tone) {
        self.fill(at, at + 1, sign, tone);
    }

    /// Paints a cell that is still blank.
    pub(super) fn put_behind(&mut self, at: usize, sign: char, tone: Tone) {
        if let Some(cell) = self.cells.get_mut(at)
            && cell.0 == ' '
        {
            *cell = (sign, tone);
        }
    }

    /// Writes letters of single width, as far as there is room.
    pub(super) fn write(&mut self, at: usize, text: &str, tone: Tone) {
        for (at, sign) in (at..self.cells.len()).zip(text.chars()) {
            self.put(at, sign, tone);
        }
    }

    /// The strip after `row`.
    pub(super) fn after(&self, mut row: Row) -> Row {
        let mut text = String::new();
        let mut last = Tone::Text;
        for (sign, tone) in &self.cells {
            if *tone != last && !text.is_empty() {
                row = row.and(std::mem::take(&mut text), last);
            }
            last = *tone;
            text.push(*sign);
        }
        row.and(text, last)
    }
}

/// The cell of `at` in a scale of `cells` cells for `span`.
pub(super) fn cell_of(at: u64, span: u64, cells: usize) -> usize {
    let cell = u128::from(at) * cells as u128 / u128::from(span.max(1));
    usize::try_from(cell).unwrap_or(usize::MAX).min(cells)
}

/// A row with text on its left and on its right; where there is not room for both, the left one is cut.
pub(super) fn spread(left: Row, right: &Row, columns: usize) -> Row {
    let need = width(&right.plain());
    let room = columns.saturating_sub(need + 2);
    let left = left.cut(room);
    let gap = columns.saturating_sub(width(&left.plain()) + need);
    let mut row = left.and(" ".repeat(gap), Tone::Text);
    row.pieces.extend(right.pieces.iter().cloned());
    row
}
