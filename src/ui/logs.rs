//! The screen of a log.

use super::chrome::header;
use super::rows::{draw, rect, scroll_bar};
use super::theme::Theme;
use crate::app::Model;
use crate::app::logs::{LogScreen, area};
use crate::app::sheet::{Row, Tone};
use ratatui::buffer::Buffer;

/// Draws the screen and returns the cell of the text cursor, if the field has the focus.
pub(super) fn paint(model: &Model, log: &LogScreen, theme: Theme, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let size = *buffer.area();
    let left = Row::of("coldstart", Tone::Muted).and("  ", Tone::Text).and("Logs", Tone::Accent);
    header(&left, &model.home_score(), theme, buffer);
    let area = area((size.width, size.height));
    let shown = log.rows(usize::from(area.width));
    draw(&shown.rows, log.from, area, theme, buffer);
    let edge = rect(area, buffer);
    scroll_bar(log.from, area.height, shown.rows.len(), edge.right() + 1, area, theme, buffer);
    let (row, column) = shown.caret?;
    let y = u16::try_from(row.checked_sub(log.from)?).ok().filter(|y| *y < area.height)?;
    Some((area.x + u16::try_from(column).ok()?.min(area.width.saturating_sub(1)), area.y + y))
}
