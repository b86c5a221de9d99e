//! Draws rows of toned text into an area: the one way that text reaches the screen.

use super::theme::Theme;
use crate::app::geometry::Area;
use crate::app::sheet::{Row, Tone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

/// The area as ratatui knows it, cut to what `buffer` has.
pub(super) fn rect(area: Area, buffer: &Buffer) -> Rect {
    Rect::new(area.x, area.y, area.width, area.height).intersection(buffer.area)
}

/// Draws `rows` from the one numbered `from` into `area`. Rows are cut at the right edge.
pub(super) fn draw(rows: &[Row], from: usize, area: Area, theme: Theme, buffer: &mut Buffer) {
    let area = rect(area, buffer);
    for (row, y) in rows.iter().skip(from).zip(area.top()..area.bottom()) {
        draw_row(row, Rect { y, height: 1, ..area }, theme, buffer);
    }
}

/// Draws one row into the first line of `area`.
pub(super) fn draw_row(row: &Row, area: Rect, theme: Theme, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let mut x = area.x;
    for piece in &row.pieces {
        let left = usize::from(area.right().saturating_sub(x));
        if left == 0 {
            break;
        }
        let mut style = theme.style(piece.tone);
        if row.selected {
            // A row that is reversed as a whole keeps its text legible only without dimmed or coloured parts.
            style = Style::new().add_modifier(style.add_modifier & (Modifier::BOLD | Modifier::UNDERLINED));
        }
        (x, _) = buffer.set_stringn(x, area.y, &piece.text, left, style);
    }
    if row.selected {
        buffer.set_style(Rect { height: 1, ..area }, theme.style(Tone::Selected));
    }
}

/// A thin scroll bar on the right edge of a text: drawn only where there is more than fits.
pub(super) fn scroll_bar(
    from: usize,
    shown: u16,
    total: usize,
    x: u16,
    area: Area,
    theme: Theme,
    buffer: &mut Buffer,
) {
    let height = usize::from(shown);
    if total <= height || height == 0 {
        return;
    }
    let thumb = (height * height / total).max(1);
    let span = total - height;
    let top = (from.min(span) * (height - thumb)).div_ceil(span);
    for row in 0..height {
        let Ok(offset) = u16::try_from(row) else { return };
        let position = (x, area.y.saturating_add(offset));
        let Some(cell) = buffer.cell_mut(position) else { continue };
        if (top..top + thumb).contains(&row) {
            cell.set_symbol(theme.sign("▐", "#")).set_style(theme.border());
        }
    }
}

/// A line from top to bottom that separates two panes.
pub(super) fn separator(x: u16, area: Area, style: Style, theme: Theme, buffer: &mut Buffer) {
    for y in area.y..area.y.saturating_add(area.height) {
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.set_symbol(theme.sign("│", "|")).set_style(style);
        }
    }
}
