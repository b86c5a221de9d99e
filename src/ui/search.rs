//! The search and the command palette.

use super::rows::{draw, draw_row, rect, scroll_bar, separator};
use super::theme::Theme;
use crate::app::Model;
use crate::app::geometry::Area;
use crate::app::search::{Search, areas};
use crate::app::sheet::{Row, Tone};
use crate::text::{clusters, width};
use ratatui::buffer::Buffer;
use ratatui::widgets::{Clear, Widget};

/// Draws the search over the screen and returns the cell of the text cursor.
pub(super) fn paint(model: &Model, search: &Search, theme: Theme, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let size = *buffer.area();
    let areas = areas((size.width, size.height), search.palette);
    let whole = Area { x: 0, y: 0, width: size.width, height: size.height.saturating_sub(1) };
    Clear.render(rect(whole, buffer), buffer);

    let caret = paint_query(search, areas.query, theme, buffer);
    let line = Area { y: areas.query.y + 1, ..areas.query };
    let rule = theme.sign("─", "-").repeat(usize::from(line.width));
    draw_row(&Row::of(rule, Tone::Muted), rect(line, buffer), theme, buffer);

    draw(&search.rows(areas.list, areas.rows), 0, areas.list, theme, buffer);
    let fit = areas.list.height / areas.rows.max(1);
    let edge = areas.list.x + areas.list.width;
    scroll_bar(search.from, fit, search.items().len(), edge, areas.list, theme, buffer);
    if let Some(area) = areas.preview
        && !search.items().is_empty()
    {
        separator(area.x - 2, area, theme.border(), theme, buffer);
        draw(&search.preview, 0, area, theme, buffer);
    }
    debug_assert_eq!(model.size, (size.width, size.height), "the model knows the size that it is drawn in");
    caret
}

/// Draws the query line; a query that is too long for it shows the part around the text cursor.
fn paint_query(search: &Search, area: Area, theme: Theme, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let count = search.count();
    let wide = u16::try_from(width(&count)).unwrap_or(0);
    let room = usize::from(area.width.saturating_sub(wide + 5));
    let (before, after) = search.query();
    let mut start = 0;
    let mut over = width(&before).saturating_sub(room);
    for (cluster, cells) in clusters(&before) {
        if over == 0 {
            break;
        }
        start += cluster.len();
        over = over.saturating_sub(cells.max(1));
    }
    let before = before.get(start..).unwrap_or_default();
    let tone = if search.is_fresh() { Tone::Selected } else { Tone::Title };
    let row =
        Row::of(if search.palette { ": " } else { "/ " }, Tone::Accent).and(before, tone).and(after, tone);
    let left = Area { width: area.width.saturating_sub(wide + 2), ..area };
    draw_row(&row, rect(left, buffer), theme, buffer);
    let right = Area { x: area.x + area.width.saturating_sub(wide), width: wide, ..area };
    draw_row(&Row::of(count, Tone::Muted), rect(right, buffer), theme, buffer);
    let column = 2 + u16::try_from(width(before)).ok()?;
    Some((area.x + column.min(left.width.saturating_sub(1)), area.y))
}
