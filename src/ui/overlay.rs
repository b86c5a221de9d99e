//! Texts over the screen: help, problems of packs, settings, messages, questions of the program.

use super::rows::{draw, rect, scroll_bar};
use super::theme::Theme;
use crate::app::geometry::Area;
use crate::app::{Model, Overlay};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Clear, Widget};

/// Draws an overlay that is a text.
pub(super) fn paint(model: &Model, overlay: &Overlay, theme: Theme, buffer: &mut Buffer) {
    let Some(text) = model.overlay_text(overlay) else { return };
    let area = text.area;
    if text.boxed {
        // The screen stays in sight: it is what the question is about.
        let outer = Area { x: area.x - 2, y: area.y - 1, width: area.width + 4, height: area.height + 2 };
        let outer = rect(outer, buffer);
        Clear.render(outer, buffer);
        Block::bordered().border_style(theme.border()).render(outer, buffer);
    } else {
        let whole = *buffer.area();
        Clear.render(Rect { height: whole.height.saturating_sub(1), ..whole }, buffer);
    }
    draw(&text.rows, text.from, area, theme, buffer);
    let clip = rect(area, buffer);
    scroll_bar(text.from, area.height, text.rows.len(), clip.right(), area, theme, buffer);
}
