//! What lies over a page for a moment: a card, a list, a note being written.

use super::rows::{draw, draw_row, rect, scroll_bar};
use super::theme::Theme;
use crate::app::Model;
use crate::app::geometry::Area;
use crate::app::sheet::keep_visible;
use ratatui::buffer::Buffer;
use ratatui::widgets::{Clear, Widget};

/// Draws the aside and returns the cell of the text cursor, if something is being written.
pub(super) fn paint(model: &Model, theme: Theme, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let area = model.aside_area();
    let size = *buffer.area();
    let outer = Area { x: 0, width: size.width, ..area };
    // One line separates the aside from the page, on the side where the page goes on.
    let at_top = area.y <= 2;
    let edge = if at_top { area.y + area.height } else { area.y.saturating_sub(1) };
    // At the bottom a row of air stands above the keys, at the top one below the header.
    let y = if at_top { 1 } else { edge };
    let with_edge = Area { y, height: area.height + 2, ..outer };
    Clear.render(rect(with_edge, buffer), buffer);
    for x in 0..size.width {
        if let Some(cell) = buffer.cell_mut((x, edge)) {
            cell.set_symbol(theme.sign("─", "-")).set_style(theme.border());
        }
    }
    let shown = model.aside_rows(usize::from(area.width));
    draw_row(&shown.title, rect(Area { height: 1, ..area }, buffer), theme, buffer);
    let body = Area { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let height = usize::from(body.height);
    let from = match shown.caret {
        Some((row, _)) => keep_visible(shown.from, (row, row), height, shown.rows.len()),
        None => shown.from.min(shown.rows.len().saturating_sub(height)),
    };
    draw(&shown.rows, from, body, theme, buffer);
    scroll_bar(from, body.height, shown.rows.len(), body.x + body.width + 1, body, theme, buffer);
    let (row, column) = shown.caret?;
    let y = u16::try_from(row.checked_sub(from)?).ok().filter(|y| *y < body.height)?;
    Some((body.x + u16::try_from(column).ok()?, body.y + y))
}
