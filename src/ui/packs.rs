//! What is wrong with the packs, over the screen.

use super::rows::{draw, rect, scroll_bar};
use super::theme::Theme;
use crate::app::Model;
use crate::app::geometry::Area;
use crate::app::packs::problem_rows;
use ratatui::buffer::Buffer;
use ratatui::widgets::{Clear, Widget};

/// Draws the list of problems over the screen, from its row `from` on.
pub(super) fn paint(model: &Model, from: usize, theme: Theme, buffer: &mut Buffer) {
    let area = model.help_area();
    let outer =
        Area { x: area.x.saturating_sub(2), y: 0, width: area.width + 4, height: area.y + area.height };
    Clear.render(rect(outer, buffer), buffer);
    let rows = problem_rows(&model.packs, usize::from(area.width));
    draw(&rows, from, area, theme, buffer);
    let clip = rect(area, buffer);
    scroll_bar(from, area.height, rows.len(), clip.right(), area, theme, buffer);
}
