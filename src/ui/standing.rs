//! The progress screen.

use super::chrome::header;
use super::rows::{draw, rect, scroll_bar};
use super::theme::Theme;
use crate::app::Model;
use crate::app::sheet::{Row, Tone};
use crate::app::standing::{Progress, area};
use ratatui::buffer::Buffer;

/// Draws the progress screen.
pub(super) fn paint(model: &Model, progress: &Progress, theme: Theme, buffer: &mut Buffer) {
    let size = *buffer.area();
    let left = Row::of("coldstart", Tone::Muted).and("  ", Tone::Text).and("Progress", Tone::Accent);
    header(&left, &model.home_score(), theme, buffer);
    let area = area((size.width, size.height));
    let rows = progress.rows(&model.course, usize::from(area.width));
    draw(&rows, progress.from, area, theme, buffer);
    let edge = rect(area, buffer);
    scroll_bar(progress.from, area.height, rows.len(), edge.right() + 1, area, theme, buffer);
}
