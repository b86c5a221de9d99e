//! What frames every screen: the line at the top, the keys at the bottom, and the word for a terminal that is too small.

use super::rows::draw_row;
use super::theme::Theme;
use crate::app::Model;
use crate::app::geometry::MINIMUM;
use crate::app::sheet::{Row, Tone};
use crate::text::{truncate, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The line at the top: where we are, and on the right how far.
pub(super) fn header(left: &Row, right: &Row, theme: Theme, buffer: &mut Buffer) {
    let area = *buffer.area();
    let room = area.width.saturating_sub(2);
    let right_width = u16::try_from(width(&right.plain())).unwrap_or(room).min(room);
    let left_width = room.saturating_sub(right_width + 2);
    // Where there is no room for a word of where we are, the program's name stands alone.
    let name = left.pieces.first().map_or(0, |name| width(&name.text));
    let mut left = left.clone();
    if usize::from(left_width) < name + 6 {
        left.pieces.truncate(1);
    } else {
        left = left.cut(left_width.into());
    }
    draw_row(&left, Rect { x: 1, y: 0, width: left_width, height: 1 }, theme, buffer);
    draw_row(right, Rect { x: 1 + room - right_width, y: 0, width: right_width, height: 1 }, theme, buffer);
}

/// The line at the bottom: the keys that matter here, or a passing message.
pub(super) fn footer(model: &Model, theme: Theme, buffer: &mut Buffer) {
    let area = *buffer.area();
    let line = Rect { x: 1, y: area.height - 1, width: area.width - 2, height: 1 };
    if let Some(toast) = &model.toast {
        let text = truncate(&toast.text, usize::from(line.width)).into_owned();
        draw_row(&Row::of(text, if toast.bad { Tone::Wrong } else { Tone::Accent }), line, theme, buffer);
        return;
    }
    for item in model.footer_items() {
        let row = Row::of(item.key, Tone::Key).and(" ", Tone::Text).and(item.label, Tone::Muted);
        draw_row(&row, Rect { x: item.x, width: item.width, ..line }, theme, buffer);
    }
}

/// What a terminal below the minimum gets to see.
pub(super) fn too_small(buffer: &mut Buffer, theme: Theme) {
    let area = *buffer.area();
    let lines = [
        "coldstart needs".to_owned(),
        format!("{} x {} cells;", MINIMUM.0, MINIMUM.1),
        format!("here are {} x {}.", area.width, area.height),
        "Enlarge the window,".to_owned(),
        "or press q.".to_owned(),
    ];
    let top = area.height.saturating_sub(u16::try_from(lines.len()).unwrap_or(0)) / 2;
    for (line, y) in lines.iter().zip(top..area.height) {
        let x = area.width.saturating_sub(u16::try_from(width(line)).unwrap_or(0)) / 2;
        draw_row(&Row::of(line, Tone::Text), Rect { x, y, width: area.width - x, height: 1 }, theme, buffer);
    }
}
