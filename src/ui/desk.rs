//! A calculator: fields, and beside them the results.

use super::chrome::header;
use super::rows::{draw, draw_row, rect, scroll_bar, separator};
use super::theme::Theme;
use crate::app::Model;
use crate::app::desk::Desk;
use crate::app::geometry::Area;
use crate::app::sheet::{Row, Tone};
use crate::calculator::Calculator;
use ratatui::buffer::Buffer;

/// Draws a calculator.
pub(super) fn paint(model: &Model, desk: &Desk, theme: Theme, buffer: &mut Buffer) {
    let size = *buffer.area();
    let title = match desk.calculator {
        Calculator::Cost => "What does it cost?",
        Calculator::Concurrency => "How much runs at once?",
        Calculator::Breakeven => "Which one, from when on?",
    };
    let left = Row::of("coldstart", Tone::Muted).and("  ", Tone::Text).and(title, Tone::Accent);
    header(&left, &Row::blank(), theme, buffer);
    let areas = desk.areas((size.width, size.height));
    if let Some(prompt) = desk.prompt() {
        let row =
            Row::of(format!("{} › ", prompt.label()), Tone::Accent).and(prompt.text.clone(), Tone::Title);
        let row = row.and("▏", Tone::Accent);
        let row = match &prompt.problem {
            Some(problem) => row.and(format!("   {problem}"), Tone::Wrong),
            None => row.and("   Enter takes it, Esc does not", Tone::Muted),
        };
        let line = Area { x: 1, y: 1, width: size.width.saturating_sub(2), height: 1 };
        draw_row(&row, rect(line, buffer), theme, buffer);
    }
    if let Some(area) = areas.fields {
        let rows = desk.field_rows(usize::from(area.width));
        draw(&rows, desk.fields_from(), area, theme, buffer);
        if areas.results.is_some() {
            let style = if desk.results_have_focus() { theme.border() } else { theme.focus() };
            separator(area.x + area.width, area, style, theme, buffer);
        }
    }
    if let (Some(area), Ok(tools)) = (areas.results, model.tools()) {
        draw_row(&desk.tabs(usize::from(area.width)), rect(area, buffer), theme, buffer);
        let below = Area { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        let rows = desk.result_rows(tools, &model.saved, usize::from(below.width));
        draw(&rows, desk.scroll(), below, theme, buffer);
        let clip = rect(below, buffer);
        scroll_bar(desk.scroll(), below.height, rows.len(), clip.right(), below, theme, buffer);
    }
}
