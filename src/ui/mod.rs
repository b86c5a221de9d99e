//! Draws a model. Owns themes, widgets and one view per screen; changes nothing.
//!
//! Must not know: crossterm, files, the clock.

mod animation;
mod aside;
mod chrome;
mod desk;
mod fact_card;
mod finish;
mod home;
mod logs;
mod overlay;
mod practice;
mod reader;
mod rows;
mod search;
mod sessions;
mod standing;
mod theme;

pub use animation::paint_alone;
pub use theme::{ColourChoice, Depth, MONO, Palette, Theme, ThemeFile, Themes, Token};

use crate::app::geometry::MINIMUM;
use crate::app::overlay::Overlay;
use crate::app::{Model, Screen};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the whole screen and places the cursor where a text field has the focus.
pub fn draw(model: &Model, theme: Theme, frame: &mut Frame<'_>) {
    let cursor = paint(model, theme, frame.buffer_mut());
    if let Some(position) = cursor {
        frame.set_cursor_position(position);
    }
}

/// Paints the model into a buffer and returns the cell of the text cursor, if there is one.
pub fn paint(model: &Model, theme: Theme, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let cursor = paint_screen(model, theme, buffer);
    finish::finish(theme, buffer);
    cursor
}

fn paint_screen(model: &Model, theme: Theme, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let Rect { width, height, .. } = *buffer.area();
    if width < MINIMUM.0 || height < MINIMUM.1 {
        chrome::too_small(buffer, theme);
        return None;
    }
    let cursor = match &model.screen {
        Screen::Home(home) => {
            home::paint(model, home, theme, buffer);
            None
        }
        Screen::Reader(reader) => reader::paint(model, reader, theme, buffer),
        Screen::Practice(practice) => practice::paint(model, practice, theme, buffer),
        Screen::Sessions(sessions) => sessions::paint(model, sessions, theme, buffer),
        Screen::Logs(log) => logs::paint(model, log, theme, buffer),
        Screen::Progress(progress) => {
            standing::paint(model, progress, theme, buffer);
            None
        }
        Screen::Desk(desk) => {
            desk::paint(model, desk, theme, buffer);
            None
        }
        Screen::Animation(stagehand) => {
            animation::paint(model, stagehand, theme, buffer);
            None
        }
    };
    chrome::footer(model, theme, buffer);
    let cursor = if model.aside.is_some() { aside::paint(model, theme, buffer) } else { cursor };
    let mut cursor = cursor.filter(|_| model.overlays.is_empty());
    for (at, overlay) in model.overlays.iter().enumerate() {
        match overlay {
            Overlay::Card(card) => fact_card::paint(model, card, theme, buffer),
            Overlay::Search(search) => {
                let caret = search::paint(model, search, theme, buffer);
                cursor = caret.filter(|_| at + 1 == model.overlays.len());
            }
            Overlay::Help(_)
            | Overlay::Problems(_)
            | Overlay::Settings(_)
            | Overlay::Messages(_)
            | Overlay::Confirm(_) => overlay::paint(model, overlay, theme, buffer),
        }
    }
    cursor
}
