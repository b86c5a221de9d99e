//! The home screen.

use super::chrome::header;
use super::rows::{draw, rect, scroll_bar};
use super::theme::Theme;
use crate::app::Model;
use crate::app::geometry::Area;
use crate::app::home::{Home, contents};
use crate::app::sheet::{Row, Tone};
use ratatui::buffer::Buffer;

/// Draws the home screen.
pub(super) fn paint(model: &Model, home: &Home, theme: Theme, buffer: &mut Buffer) {
    let size = *buffer.area();
    header(
        &Row::of("coldstart", Tone::Accent).and("   AWS Lambda, from cold to warm", Tone::Muted),
        &model.home_score(),
        theme,
        buffer,
    );
    let panes = model.home_areas((size.width, size.height));
    let card = model.home_card(usize::from(panes.card.width));
    draw(&card, 0, panes.card, theme, buffer);
    let heading = [Row::of("Contents", Tone::Title)];
    draw(&heading, 0, Area { y: panes.list.y - 1, height: 1, ..panes.list }, theme, buffer);
    let rows = contents(&model.course, &model.record, Some(home.cursor), usize::from(panes.list.width));
    draw(&rows, home.from, panes.list, theme, buffer);
    let edge = rect(panes.list, buffer);
    scroll_bar(home.from, panes.list.height, rows.len(), edge.right(), panes.list, theme, buffer);
    draw(&model.home_summary(usize::from(panes.summary.width)), 0, panes.summary, theme, buffer);
}
