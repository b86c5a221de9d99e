//! Makes the pictures of the README: `cargo run --example pictures` draws screens of the built-in course into `docs/pictures/`,
//! as SVG, with the program's own model and views; `cargo run --example pictures FOLDER` into another folder.

use coldstart::app::desk::Tools;
use coldstart::app::{self, Effect, Model, Msg, Now, Start, item_of};
use coldstart::course::Course;
use coldstart::highlight::Highlighter;
use coldstart::input::Chord;
use coldstart::memory::Scheduler;
use coldstart::progress::{Attempt, Calendar, Progress};
use coldstart::quiz::Record;
use coldstart::settings::Settings;
use coldstart::ui::{Depth, Theme, Themes, paint};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io};

/// Name of a picture, the keys that lead to its screen (`down*3` is a key three times), and what is pasted there.
const SCREENS: [(&str, &str, &str); 10] = [
    ("home", "home enter G H down enter G H down enter space space H", ""),
    ("reading", "down enter tab", ""),
    ("quiz", "down p c d e enter", ""),
    ("search", "/", "cold start"),
    ("help", "enter ?", ""),
    ("cost", "$ ctrl-n ctrl-n", ""),
    // The first request of the simplest scenario, where INIT comes to the function's own code.
    ("path", "A enter n ] ]", ""),
    // A second after a flash sale has begun.
    ("fleet", "A down*3 enter 2 .*61", ""),
    // Three requests, the third of which needs a second environment.
    ("timeline", "A enter 3 n n .*2 <*4", ""),
    // The first of two requests, where it goes on to the origin.
    ("edge", "A down*7 enter ]*8", ""),
];
const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];
const THEMES: [&str; 2] = ["dark", "light"];

/// Width and height of a cell, size of the letters, distance of the base line from the top of the cell.
const CELL: (f32, f32) = (8.4, 18.0);
const LETTERS: f32 = 14.0;
const BASE: f32 = 13.5;
const MARGIN: f32 = 12.0;

fn main() -> io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "docs/pictures".to_owned());
    fs::create_dir_all(&folder)?;
    let course = Arc::new(Course::built_in());
    let mut highlighter = Highlighter::default();
    for (name, keys, pasted) in SCREENS {
        for (width, height) in SIZES {
            let model = reach(&course, (width, height), keys, pasted, &mut highlighter);
            for theme in THEMES {
                let palette = Themes::default().palette(theme, Depth::True);
                let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
                paint(&model, Theme::new(&palette), &mut buffer);
                let file = format!("{name}-{width}x{height}-{theme}.svg");
                fs::write(Path::new(&folder).join(&file), svg(&buffer))?;
            }
        }
    }
    Ok(())
}

/// The program after some keys.
fn reach(
    course: &Arc<Course>,
    size: (u16, u16),
    keys: &str,
    pasted: &str,
    highlighter: &mut Highlighter,
) -> Model {
    let item = |question: &str| item_of(course, question);
    let calendar = Calendar::new(TimeZone::UTC);
    let progress = Progress::from_log(Vec::new(), Scheduler::default(), calendar, &item);
    let mut settings = Settings::default();
    settings.welcome = false;
    let start = Start {
        tools: Tools::of,
        size,
        profile: "default".to_owned(),
        // The same questions in every picture of every day.
        seed: 1,
        today: jiff::civil::date(2026, 11, 21),
        settings,
        colour: true,
        ..Start::default()
    };
    let mut model = Model::new(course.clone(), app::Record::new(progress, Vec::new(), None), start);
    let mut messages: Vec<Msg> = keys.split_whitespace().flat_map(pressed).map(Msg::Key).collect();
    if !pasted.is_empty() {
        messages.push(Msg::Paste(pasted.to_owned()));
    }
    messages.reverse();
    let mut tick = Duration::from_secs(1);
    while let Some(msg) = messages.pop() {
        tick += Duration::from_secs(5);
        let now = Now { at: Timestamp::UNIX_EPOCH + tick, tick };
        for effect in model.update(msg, now) {
            match effect {
                Effect::Highlight { topic, block, lang, code } => {
                    let lines = highlighter.highlight(&lang, &code);
                    messages.extend(lines.map(|lines| Msg::Highlighted { topic, block, lines }));
                }
                Effect::Record(record) => {
                    messages.push(Msg::Recorded(Ok(Box::new(answered(&record, now)))));
                }
                _ => {}
            }
        }
    }
    model.catch_up();
    model
}

/// A key, as often as it is to be pressed.
fn pressed(keys: &str) -> Vec<Chord> {
    let (key, times) = keys.split_once('*').unwrap_or((keys, "1"));
    let times = times.parse().unwrap_or(1);
    key.parse().map(|chord| vec![chord; times]).unwrap_or_default()
}

/// An answer as the store would have kept it.
fn answered(record: &Record, now: Now) -> Attempt {
    Attempt {
        id: record.question.clone(),
        question: record.question.clone(),
        rev: record.rev,
        at: now.at,
        day: None,
        mode: record.mode,
        answer: Some(record.answer.clone()),
        correct: record.correct,
        grade: record.grade,
        certainty: record.certainty,
        hints: record.hints,
        took_ms: record.took_ms,
        undone: false,
    }
}

/// How a run of cells looks.
#[derive(Clone, Copy, PartialEq)]
struct Look {
    fg: Color,
    bg: Color,
    modifiers: Modifier,
}

/// A buffer as a picture. Letters are text, so that the file is small and can be searched; lines and bars are shapes, so that they
/// join whatever the font.
fn svg(buffer: &Buffer) -> String {
    let area = *buffer.area();
    let ground = buffer.cell((0, 0)).map_or(Color::Reset, |cell| cell.bg);
    let (width, height) =
        (f32::from(area.width) * CELL.0 + 2.0 * MARGIN, f32::from(area.height) * CELL.1 + 2.0 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" width=\"{width:.0}\" height=\"{height:.0}\" \
         font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,monospace\" font-size=\"{LETTERS}\" \
         xml:space=\"preserve\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n",
        hex(ground)
    );
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let (look, text, cells) = run(buffer, x, y);
            draw_run(&mut out, (x, y), look, &text, cells, ground);
            x += cells;
        }
    }
    out.push_str("</svg>\n");
    out
}

/// The cells from here on that look alike.
fn run(buffer: &Buffer, x: u16, y: u16) -> (Look, String, u16) {
    let look_at = |x| {
        buffer.cell((x, y)).map(|cell| {
            let reversed = cell.modifier.contains(Modifier::REVERSED);
            let (fg, bg) = if reversed { (cell.bg, cell.fg) } else { (cell.fg, cell.bg) };
            (Look { fg, bg, modifiers: cell.modifier }, cell.symbol())
        })
    };
    let mut text = String::new();
    let mut cells = 0;
    let Some((look, _)) = look_at(x) else {
        return (Look { fg: Color::Reset, bg: Color::Reset, modifiers: Modifier::empty() }, text, 1);
    };
    while let Some((other, symbol)) = look_at(x + cells) {
        if other != look {
            break;
        }
        text.push_str(symbol);
        cells += 1;
    }
    (look, text, cells.max(1))
}

fn draw_run(out: &mut String, (x, y): (u16, u16), look: Look, text: &str, cells: u16, ground: Color) {
    let left = f32::from(x) * CELL.0 + MARGIN;
    let top = f32::from(y) * CELL.1 + MARGIN;
    if look.bg != ground {
        let width = f32::from(cells) * CELL.0;
        let _ = writeln!(
            out,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{}\" fill=\"{}\"/>",
            CELL.1,
            hex(look.bg)
        );
    }
    let mut letters = String::new();
    let mut shapes = String::new();
    for (at, c) in text.chars().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a column of a screen")]
        let place = (left + at as f32 * CELL.0, top);
        match shape(c) {
            Some(parts) => {
                for (x, y, width, height) in parts {
                    let _ = write!(
                        shapes,
                        "M{:.1} {:.1}h{:.1}v{:.1}h-{:.1}z",
                        place.0 + x * CELL.0,
                        place.1 + y * CELL.1,
                        width * CELL.0,
                        height * CELL.1,
                        width * CELL.0
                    );
                }
                letters.push(' ');
            }
            None => letters.push(c),
        }
    }
    if !shapes.is_empty() {
        let _ = writeln!(out, "<path fill=\"{}\" d=\"{shapes}\"/>", hex(look.fg));
    }
    let ahead = letters.chars().take_while(|c| *c == ' ').count();
    let letters = letters.trim();
    if letters.is_empty() {
        return;
    }
    #[expect(clippy::cast_precision_loss, reason = "columns of a screen")]
    let (start, length) = (left + ahead as f32 * CELL.0, letters.chars().count() as f32 * CELL.0);
    let mut style = String::new();
    for (modifier, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::CROSSED_OUT, " text-decoration=\"line-through\""),
        (Modifier::DIM, " opacity=\"0.7\""),
    ] {
        if look.modifiers.contains(modifier) {
            style.push_str(attribute);
        }
    }
    let _ = writeln!(
        out,
        "<text x=\"{start:.1}\" y=\"{:.1}\" textLength=\"{length:.1}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{}\"{style}>{}</text>",
        top + BASE,
        hex(look.fg),
        letters.replace('&', "&amp;").replace('<', "&lt;")
    );
}

/// Lines and bars as rectangles in shares of the cell: left, top, width, height.
fn shape(c: char) -> Option<Vec<(f32, f32, f32, f32)>> {
    const THIN: f32 = 0.12;
    let across = |from: f32, to: f32| (from, 0.5 - THIN / 4.0, to - from, THIN / 2.0);
    let down = |from: f32, to: f32| (0.5 - THIN / 2.0, from, THIN, to - from);
    Some(match c {
        '█' => vec![(0.0, 0.0, 1.0, 1.0)],
        '▐' => vec![(0.5, 0.0, 0.5, 1.0)],
        '▌' => vec![(0.0, 0.0, 0.5, 1.0)],
        '▄' => vec![(0.0, 0.5, 1.0, 0.5)],
        '▀' => vec![(0.0, 0.0, 1.0, 0.5)],
        '─' => vec![across(0.0, 1.0)],
        '│' => vec![down(0.0, 1.0)],
        '┌' | '╭' => vec![across(0.5, 1.0), down(0.5, 1.0)],
        '┐' | '╮' => vec![across(0.0, 0.5), down(0.5, 1.0)],
        '└' | '╰' => vec![across(0.5, 1.0), down(0.0, 0.5)],
        '┘' | '╯' => vec![across(0.0, 0.5), down(0.0, 0.5)],
        '├' => vec![across(0.5, 1.0), down(0.0, 1.0)],
        '┤' => vec![across(0.0, 0.5), down(0.0, 1.0)],
        '┬' => vec![across(0.0, 1.0), down(0.5, 1.0)],
        '┴' => vec![across(0.0, 1.0), down(0.0, 0.5)],
        '┼' => vec![across(0.0, 1.0), down(0.0, 1.0)],
        _ => return None,
    })
}

/// A colour of a true-colour theme; whatever is none of those has not been painted.
fn hex(colour: Color) -> String {
    match colour {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        _ => "none".to_owned(),
    }
}
