//! Settings, messages and questions of the program, over the screen.

use super::rows::{draw, rect, scroll_bar};
use super::theme::Theme;
use crate::app::geometry::Area;
use crate::app::{Model, Overlay};
use ratatui::buffer::Buffer;
use ratatui::widgets::{Block, Clear, Widget};

/// Draws what lies over the screen, if anything does.
pub(super) fn paint(model: &Model, theme: Theme, buffer: &mut Buffer) {
    let (Some(overlay), Some((rows, from))) = (&model.overlay, model.overlay_rows()) else { return };
    let area = model.overlay_area();
    if matches!(overlay, Overlay::Confirm(_)) {
        // The screen stays in sight: it is what the question is about.
        let outer = Area { x: area.x - 2, y: area.y - 1, width: area.width + 4, height: area.height + 2 };
        let outer = rect(outer, buffer);
        Clear.render(outer, buffer);
        Block::bordered().border_style(theme.border()).render(outer, buffer);
    } else {
        let whole = *buffer.area();
        Clear.render(ratatui::layout::Rect { height: whole.height.saturating_sub(1), ..whole }, buffer);
    }
    draw(&rows, from, area, theme, buffer);
    let clip = rect(area, buffer);
    scroll_bar(from, area.height, rows.len(), clip.right(), area, theme, buffer);
}
