//! The reading screen: contents, page, companion.

use super::chrome::header;
use super::practice::paint_panel;
use super::rows::{draw, draw_row, rect, scroll_bar, separator};
use super::theme::Theme;
use crate::app::Model;
use crate::app::geometry::{Area, Pane};
use crate::app::reader::Reader;
use crate::app::sheet::{Row, Tone};
use crate::content::Live;
use crate::input::Action;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the reading screen and returns the cell of the text cursor, if a field has the focus.
pub(super) fn paint(model: &Model, reader: &Reader, theme: Theme, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let size = *buffer.area();
    let panes = reader.panes((size.width, size.height));
    paint_header(model, reader, theme, buffer);
    if let Some(area) = panes.outline {
        let rows = reader.outline_rows(&model.course, &model.record, usize::from(area.width));
        draw(&rows, reader.outline_from, area, theme, buffer);
        if panes.page.is_some() {
            let style = if reader.focus == Pane::Outline { theme.focus() } else { theme.border() };
            separator(area.x + area.width, area, style, theme, buffer);
        }
    }
    if let Some(area) = panes.page {
        paint_page(model, reader, area, theme, buffer);
    }
    let area = panes.companion?;
    if panes.page.is_some() {
        let style = if reader.focus == Pane::Companion { theme.focus() } else { theme.border() };
        separator(area.x - 2, area, style, theme, buffer);
    }
    let check = reader.check.as_ref()?;
    paint_panel(model, &check.panel, reader.focus == Pane::Companion, area, theme, buffer)
}

fn paint_header(model: &Model, reader: &Reader, theme: Theme, buffer: &mut Buffer) {
    let section = reader.current_section().and_then(|at| reader.sections().get(at));
    let mut left =
        Row::of("coldstart", Tone::Muted).and("  ", Tone::Text).and(reader.title.clone(), Tone::Accent);
    if let Some(section) = section {
        left = left.and(theme.sign("  ›  ", "  >  "), Tone::Muted).and(section.title.clone(), Tone::Muted);
    }
    let far = || Row::of(format!("{} %", reader.percent()), Tone::Muted);
    header(&left, &model.link_status().unwrap_or_else(far), theme, buffer);
}

fn paint_page(model: &Model, reader: &Reader, area: Area, theme: Theme, buffer: &mut Buffer) {
    let clip = rect(area, buffer);
    let key = model.key_of(Action::CheckYourself);
    let lives: Vec<_> = reader.page.live_blocks().map(|(live, _)| live).collect();
    let lines = reader.layout.lines.iter().enumerate().skip(reader.scroll);
    for ((number, line), y) in lines.zip(clip.top()..clip.bottom()) {
        let place = Rect { y, height: 1, ..clip };
        match line.live {
            Some((at, row)) => {
                let Some(live) = lives.get(at) else { continue };
                let rows = match live {
                    Live::Quiz { .. } => reader.check_rows(live, &model.record, &key),
                    _ => model.live_rows(at, live, usize::from(clip.width)),
                };
                if let Some(row) = rows.get(usize::from(row)) {
                    draw_row(row, place, theme, buffer);
                }
            }
            None => draw_row(&reader.row(number, line, &model.highlights), place, theme, buffer),
        }
    }
    scroll_bar(reader.scroll, area.height, reader.layout.lines.len(), clip.right() + 1, area, theme, buffer);
}
