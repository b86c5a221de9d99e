//! Questions: on a screen of their own, and in the companion beside a page.

use super::chrome::header;
use super::rows::{draw, rect, scroll_bar};
use super::theme::Theme;
use crate::app::Model;
use crate::app::geometry::Area;
use crate::app::panel::Panel;
use crate::app::practice::{Practice, area};
use crate::app::sheet::{Row, Tone};
use ratatui::buffer::Buffer;

/// Draws the practice screen and returns the cell of the text cursor, if a field has the focus.
pub(super) fn paint(
    model: &Model,
    practice: &Practice,
    theme: Theme,
    buffer: &mut Buffer,
) -> Option<(u16, u16)> {
    let size = *buffer.area();
    let left =
        Row::of("coldstart", Tone::Muted).and("  ", Tone::Text).and(practice.title.clone(), Tone::Accent);
    let right = match practice.panel.left() {
        Some(left) => clock(&practice.panel, left),
        None => marks(&practice.panel),
    };
    header(&left, &right, theme, buffer);
    paint_panel(model, &practice.panel, true, area((size.width, size.height)), theme, buffer)
}

/// Draws the questions into `area`; `focused` says whether they take keys.
pub(super) fn paint_panel(
    model: &Model,
    panel: &Panel,
    focused: bool,
    area: Area,
    theme: Theme,
    buffer: &mut Buffer,
) -> Option<(u16, u16)> {
    let mut shown = panel.shown(&model.course, area);
    model.mark_flagged(panel, &mut shown);
    let from = panel.first_row(&shown, usize::from(area.height));
    draw(&shown.rows, from, area, theme, buffer);
    let clip = rect(area, buffer);
    scroll_bar(from, area.height, shown.rows.len(), clip.right() + 1, area, theme, buffer);
    let (row, column) = shown.caret.filter(|_| focused)?;
    let y = u16::try_from(row.checked_sub(from)?).ok().filter(|y| *y < area.height)?;
    Some((area.x + u16::try_from(column).ok()?, area.y + y))
}

/// The time that is left, and how far the session is.
fn clock(panel: &Panel, left: std::time::Duration) -> Row {
    let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    let tone = if seconds <= 10 { Tone::Warning } else { Tone::Text };
    let (at, of) = panel.session().position();
    Row::of(format!("{at}/{of}   "), Tone::Muted)
        .and(format!("{}:{:02}", seconds / 60, seconds % 60), tone)
        .and(" left", Tone::Muted)
}

/// One sign for every question answered so far; whether it was right only where that has been said.
fn marks(panel: &Panel) -> Row {
    let session = panel.session();
    let told = session.mode().explains_at_once() || session.is_finished();
    session.turns().iter().fold(Row::blank(), |row, turn| match turn.correct() {
        Some(_) if !told => row.and("●", Tone::Muted),
        Some(true) => row.and("✓", Tone::Right),
        Some(false) => row.and("✗", Tone::Wrong),
        None => row.and("○", Tone::Muted),
    })
}
