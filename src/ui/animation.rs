//! The animation on a screen of its own.

use super::chrome::header;
use super::rows::{draw, draw_row, rect, separator};
use super::theme::Theme;
use crate::app::Model;
use crate::app::animation::{Stagehand, Theatre, areas};
use crate::app::geometry::{Area, body, centred};
use crate::app::sheet::{Row, Tone};
use crate::text::width;
use ratatui::buffer::Buffer;

/// Draws the screen.
pub(super) fn paint(_: &Model, stagehand: &Stagehand, theme: Theme, buffer: &mut Buffer) {
    match (&stagehand.theatre, stagehand.menu) {
        (Some(theatre), None) => paint_theatre(theatre, theme, buffer),
        _ => paint_menu(stagehand, theme, buffer),
    }
}

fn paint_menu(stagehand: &Stagehand, theme: Theme, buffer: &mut Buffer) {
    let size = *buffer.area();
    let left = Row::of("coldstart", Tone::Muted).and("  ", Tone::Text).and("Watch a run", Tone::Accent);
    header(&left, &Row::blank(), theme, buffer);
    let area = centred(body(size.width, size.height));
    let rows = stagehand.menu_rows(usize::from(area.width), usize::from(area.height));
    draw(&rows, 0, area, theme, buffer);
}

/// Draws a run with its story, its track and its figures.
fn paint_theatre(theatre: &Theatre, theme: Theme, buffer: &mut Buffer) {
    let size = *buffer.area();
    let (title, tabs) = (theatre.film().title(), theatre.tabs());
    // Where there is not room for both, the title says more than the program's name.
    let room = usize::from(size.width).saturating_sub(4 + width(&tabs.plain()));
    let name = if width(title) + 11 > room { "" } else { "coldstart" };
    let gap = if name.is_empty() { "" } else { "  " };
    let left = Row::of(name, Tone::Muted).and(gap, Tone::Text).and(title, Tone::Accent);
    header(&left, &tabs, theme, buffer);
    let open = theatre.what_if().is_open();
    let places = areas((size.width, size.height), open);
    let view = |area: Area| theatre.view_rows(usize::from(area.width), usize::from(area.height));
    if places.beside != Some(places.view) {
        draw(&view(places.view), 0, places.view, theme, buffer);
    }
    if let Some(area) = places.beside {
        let rows = theatre.what_if_rows(usize::from(area.width), usize::from(area.height));
        draw(&rows, 0, area, theme, buffer);
        if area.x > places.view.x {
            separator(area.x - 2, area, theme.focus(), theme, buffer);
        }
    }
    let story = theatre.narration(usize::from(places.story.width), usize::from(places.story.height));
    draw(&story, 0, places.story, theme, buffer);
    let columns = usize::from(places.track.width);
    draw_row(&theatre.track(columns), rect(places.track, buffer), theme, buffer);
    draw_row(&theatre.figures(columns), rect(places.figures, buffer), theme, buffer);
}

/// Draws a run on a screen that has nothing else.
pub fn paint_alone(theatre: &Theatre, theme: Theme, buffer: &mut Buffer) {
    paint_theatre(theatre, theme, buffer);
    super::finish::finish(theme, buffer);
}
