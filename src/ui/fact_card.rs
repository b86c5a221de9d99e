//! The card of a fact, at the foot of the screen.

use super::rows::{draw, draw_row, rect, scroll_bar};
use super::theme::Theme;
use crate::app::Model;
use crate::app::fact_card::{FactCard, rows};
use crate::app::geometry::Area;
use crate::app::sheet::{Row, Tone};
use ratatui::buffer::Buffer;
use ratatui::widgets::{Clear, Widget};

/// Draws the card below a line that sets it off from the text above.
pub(super) fn paint(model: &Model, card: &FactCard, theme: Theme, buffer: &mut Buffer) {
    let size = *buffer.area();
    let area = card.area(&model.course, (size.width, size.height));
    let outer = Area { x: 0, y: area.y.saturating_sub(1), width: size.width, height: area.height + 2 };
    Clear.render(rect(outer, buffer), buffer);
    let line = Area { height: 1, ..outer };
    let (number, of) = card.position();
    let title = if of > 1 { format!(" Fact {number} of {of} ") } else { " Fact ".to_owned() };
    let dash = theme.sign("─", "-");
    let rest = usize::from(size.width).saturating_sub(2 + crate::text::width(&title));
    let row =
        Row::of(dash.repeat(2), Tone::Muted).and(title, Tone::Accent).and(dash.repeat(rest), Tone::Muted);
    draw_row(&row, rect(line, buffer), theme, buffer);
    let rows = rows(&model.course, card.fact(), usize::from(area.width));
    draw(&rows, card.from, area, theme, buffer);
    scroll_bar(card.from, area.height, rows.len(), size.width.saturating_sub(1), area, theme, buffer);
}
