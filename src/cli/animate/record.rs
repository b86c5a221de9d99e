//! A recording for asciinema (version 2 of its format: <https://docs.asciinema.org/manual/asciicast/v2/>), made from the real views
//! with a clock of its own, so that it is the same each time.

use super::super::Common;
use super::super::output::{Done, Failure};
use super::Args;
use crate::animation::Film;
use crate::app::animation::{Motion, Theatre};
use crate::platform::WholeFile;
use crate::ui::{Theme, paint_alone};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

/// The longest recording, in real time.
const LONGEST: Duration = Duration::from_mins(10);
/// How long the last picture stays.
const REST: Duration = Duration::from_secs(2);

/// Writes the recording.
pub(super) fn write(file: &Path, film: Film, args: &Args, common: &Common) -> Done {
    let at = |error: std::io::Error| Failure::outside(format!("{}: {error}", file.display()));
    let theme = Theme::terminal().with_ascii(common.ascii);
    let (width, height) = args.size;
    let title = film.title().to_owned();
    let until = args.until.unwrap_or(u64::MAX).min(film.end_ns());
    // Twelve frames a second make small files and are what a line to a far machine gets.
    let mut theatre = Theatre::new(film, Motion::REMOTE);
    theatre.set_view(args.view);
    if let Some(speed) = args.speed {
        theatre.set_speed(speed);
    }
    let mut out = WholeFile::create(file).map_err(at)?;
    let header = serde_json::json!({ "version": 2, "width": width, "height": height, "title": title });
    writeln!(out, "{header}").map_err(at)?;
    let area = Rect::new(0, 0, width, height);
    let mut shown = Buffer::empty(area);
    let mut clock = Duration::ZERO;
    let mut first = true;
    theatre.play(clock);
    loop {
        let mut next = Buffer::empty(area);
        paint_alone(&theatre, theme, &mut next);
        let mut data = String::new();
        if first {
            data.push_str("\x1b[?25l\x1b[2J");
            first = false;
        }
        changes(&shown, &next, &mut data);
        if !data.is_empty() {
            event(&mut out, clock, &data).map_err(at)?;
        }
        shown = next;
        if !theatre.is_playing() || theatre.film().now_ns() >= until || clock >= LONGEST {
            break;
        }
        clock = theatre.due().unwrap_or(clock + Motion::REMOTE.frame);
        theatre.tick(clock);
        if theatre.film().now_ns() > until {
            // A folded stretch may lead beyond it.
            theatre.seek(until);
        }
    }
    event(&mut out, clock + REST, "\x1b[0m\x1b[?25h").map_err(at)?;
    out.commit().map_err(at)?;
    Ok(0)
}

fn event(out: &mut impl std::io::Write, at: Duration, data: &str) -> std::io::Result<()> {
    let text = serde_json::to_string(data).unwrap_or_default();
    writeln!(out, "[{:.6}, \"o\", {text}]", at.as_secs_f64())
}

/// What turns one picture into another.
fn changes(before: &Buffer, after: &Buffer, into: &mut String) {
    let mut style: Option<(Color, Color, Modifier)> = None;
    let mut expected: Option<(u16, u16)> = None;
    for (x, y, cell) in before.diff(after) {
        if expected != Some((x, y)) {
            let _ = write!(into, "\x1b[{};{}H", y + 1, x + 1);
        }
        let wanted = (cell.fg, cell.bg, cell.modifier);
        if style != Some(wanted) {
            paint(cell, into);
            style = Some(wanted);
        }
        into.push_str(cell.symbol());
        let cells = u16::try_from(crate::text::width(cell.symbol()).max(1)).unwrap_or(1);
        expected = Some((x + cells, y));
    }
}

/// Sets colours and modifiers from a blank slate.
fn paint(cell: &Cell, into: &mut String) {
    into.push_str("\x1b[0");
    for (modifier, code) in [
        (Modifier::BOLD, 1),
        (Modifier::DIM, 2),
        (Modifier::ITALIC, 3),
        (Modifier::UNDERLINED, 4),
        (Modifier::REVERSED, 7),
        (Modifier::CROSSED_OUT, 9),
    ] {
        if cell.modifier.contains(modifier) {
            let _ = write!(into, ";{code}");
        }
    }
    colour(cell.fg, 30, into);
    colour(cell.bg, 40, into);
    into.push('m');
}

fn colour(colour: Color, base: u8, into: &mut String) {
    let (code, bright) = match colour {
        Color::Reset => return,
        Color::Black => (0, false),
        Color::Red => (1, false),
        Color::Green => (2, false),
        Color::Yellow => (3, false),
        Color::Blue => (4, false),
        Color::Magenta => (5, false),
        Color::Cyan => (6, false),
        Color::Gray => (7, false),
        Color::DarkGray => (0, true),
        Color::LightRed => (1, true),
        Color::LightGreen => (2, true),
        Color::LightYellow => (3, true),
        Color::LightBlue => (4, true),
        Color::LightMagenta => (5, true),
        Color::LightCyan => (6, true),
        Color::White => (7, true),
        Color::Indexed(index) => {
            let _ = write!(into, ";{};5;{index}", base + 8);
            return;
        }
        Color::Rgb(red, green, blue) => {
            let _ = write!(into, ";{};2;{red};{green};{blue}", base + 8);
            return;
        }
    };
    let _ = write!(into, ";{}", base + code + if bright { 60 } else { 0 });
}
