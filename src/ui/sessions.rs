//! The list of sessions.

use super::chrome::header;
use super::rows::{draw, rect, scroll_bar};
use super::theme::Theme;
use crate::app::Model;
use crate::app::sessions::Sessions;
use crate::app::sheet::{Row, Tone};
use ratatui::buffer::Buffer;

/// Draws the list and returns the cell of the text cursor, if the field has the focus.
pub(super) fn paint(
    model: &Model,
    sessions: &Sessions,
    theme: Theme,
    buffer: &mut Buffer,
) -> Option<(u16, u16)> {
    let size = *buffer.area();
    let left = Row::of("coldstart", Tone::Muted).and("  ", Tone::Text).and("Sessions", Tone::Accent);
    header(&left, &model.home_score(), theme, buffer);
    let drawn = sessions.drawn((size.width, size.height));
    let (rows, from, area) = drawn.list;
    draw(&rows, from, area, theme, buffer);
    let edge = rect(area, buffer);
    scroll_bar(from, area.height, rows.len(), edge.right() + 1, area, theme, buffer);
    let (rows, area) = drawn.below;
    draw(&rows, 0, area, theme, buffer);
    let (row, column) = drawn.caret?;
    let y = u16::try_from(row).ok().filter(|y| *y < area.height)?;
    Some((area.x + u16::try_from(column).ok()?, area.y + y))
}
