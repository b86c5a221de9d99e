//! Cells to bytes: the backend that ratatui draws into.
//!
//! A frame is gathered in memory and handed over in one piece, inside synchronized output. A frame in which nothing
//! differs leaves nothing to write, not even the brackets. Colours are sent in the shortest form that every terminal knows (`31`
//! for red rather than `38;5;1`), and a cell can never smuggle an escape sequence in.

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

const BEGIN_FRAME: &[u8] = b"\x1b[?2026h";
const END_FRAME: &[u8] = b"\x1b[?2026l";

/// A screen of a known size on a writer.
#[derive(Debug)]
pub(super) struct Screen<W> {
    writer: W,
    size: Size,
    /// To be written before the next frame, outside its brackets: modes, the clipboard.
    before: Vec<u8>,
    /// The frame so far.
    frame: Vec<u8>,
    /// Both together, kept for its memory.
    out: Vec<u8>,
    pen: Pen,
    cursor_shown: bool,
    /// Where the terminal's cursor is, where that is certain.
    cursor: Option<Position>,
}

/// How the next character will look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    foreground: Color,
    background: Color,
    underline: Color,
    modifier: Modifier,
}

const PLAIN: Pen = Pen {
    foreground: Color::Reset,
    background: Color::Reset,
    underline: Color::Reset,
    modifier: Modifier::empty(),
};

impl<W: Write> Screen<W> {
    /// A screen that is blank, with the cursor hidden.
    pub(super) fn new(writer: W, size: Size) -> Self {
        Self {
            writer,
            size,
            before: Vec::new(),
            frame: Vec::with_capacity(8 * 1024),
            out: Vec::with_capacity(8 * 1024),
            pen: PLAIN,
            cursor_shown: false,
            cursor: None,
        }
    }

    /// Tells the screen its size; ratatui asks for it before each frame.
    pub(super) fn set_size(&mut self, size: Size) {
        self.size = size;
    }

    /// Bytes that are written with the next frame, in front of it.
    pub(super) fn before(&mut self) -> &mut Vec<u8> {
        &mut self.before
    }

    /// Forgets what the terminal shows: it was handed back and entered anew.
    pub(super) fn entered_anew(&mut self) {
        self.frame.clear();
        self.pen = PLAIN;
        self.cursor_shown = false;
        self.cursor = None;
    }

    /// Writes what has gathered, in one piece.
    pub(super) fn deliver(&mut self) -> io::Result<()> {
        if self.frame.is_empty() && self.before.is_empty() {
            return Ok(());
        }
        self.out.clear();
        self.out.append(&mut self.before);
        if !self.frame.is_empty() {
            self.out.extend_from_slice(BEGIN_FRAME);
            self.out.append(&mut self.frame);
            self.out.extend_from_slice(END_FRAME);
        }
        self.writer.write_all(&self.out)?;
        self.writer.flush()
    }

    fn move_to(&mut self, to: Position) {
        if self.cursor != Some(to) {
            // Writing to a Vec cannot fail.
            let _ = match self.cursor {
                Some(from) if from.y == to.y => write!(self.frame, "\x1b[{}G", u32::from(to.x) + 1),
                _ => write!(self.frame, "\x1b[{};{}H", u32::from(to.y) + 1, u32::from(to.x) + 1),
            };
        }
        self.cursor = Some(to);
    }

    fn set_pen(&mut self, to: Pen) {
        if self.pen == to {
            return;
        }
        if to == PLAIN {
            self.frame.extend_from_slice(b"\x1b[m");
            self.pen = PLAIN;
            return;
        }
        let mut style = Style { frame: &mut self.frame, open: false };
        if !to.modifier.contains(self.pen.modifier) {
            // Bold and dim share one code to end them, so ending one modifier means starting over.
            style.code(format_args!("0"));
            self.pen = PLAIN;
        }
        for (modifier, code) in MODIFIERS {
            if to.modifier.contains(modifier) && !self.pen.modifier.contains(modifier) {
                style.code(format_args!("{code}"));
            }
        }
        if to.foreground != self.pen.foreground {
            style.colour(to.foreground, 30, 90);
        }
        if to.background != self.pen.background {
            style.colour(to.background, 40, 100);
        }
        style.close();
        if to.underline != self.pen.underline {
            underline_colour(&mut self.frame, to.underline);
        }
        self.pen = to;
    }

    fn print(&mut self, symbol: &str) {
        if symbol.is_empty() || symbol.chars().any(char::is_control) {
            self.frame.push(b' ');
        } else {
            self.frame.extend_from_slice(symbol.as_bytes());
        }
    }
}

const MODIFIERS: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// One SGR sequence in the making.
struct Style<'a> {
    frame: &'a mut Vec<u8>,
    open: bool,
}

impl Style<'_> {
    fn code(&mut self, code: std::fmt::Arguments<'_>) {
        self.frame.extend_from_slice(if self.open { b";" } else { b"\x1b[" });
        self.open = true;
        let _ = self.frame.write_fmt(code);
    }

    /// `dark` and `bright` are the codes of black and bright black in this role.
    fn colour(&mut self, colour: Color, dark: u8, bright: u8) {
        match colour {
            Color::Reset => self.code(format_args!("{}", dark + 9)),
            Color::Rgb(r, g, b) => self.code(format_args!("{};2;{r};{g};{b}", dark + 8)),
            Color::Indexed(n) => self.code(format_args!("{};5;{n}", dark + 8)),
            named => match ansi(named) {
                n @ 0..8 => self.code(format_args!("{}", dark + n)),
                n => self.code(format_args!("{}", bright + n - 8)),
            },
        }
    }

    fn close(self) {
        if self.open {
            self.frame.push(b'm');
        }
    }
}

/// With colons and in a sequence of its own: a terminal that does not know it skips it, instead of taking its numbers for
/// other codes.
fn underline_colour(frame: &mut Vec<u8>, colour: Color) {
    let _ = match colour {
        Color::Reset => frame.write_all(b"\x1b[59m"),
        Color::Rgb(r, g, b) => write!(frame, "\x1b[58:2::{r}:{g}:{b}m"),
        Color::Indexed(n) => write!(frame, "\x1b[58:5:{n}m"),
        named => write!(frame, "\x1b[58:5:{}m", ansi(named)),
    };
}

/// The number of a named colour among the sixteen.
fn ansi(colour: Color) -> u8 {
    match colour {
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Black | Color::Reset | Color::Rgb(..) | Color::Indexed(_) => 0,
    }
}

impl<W: Write> Backend for Screen<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        for (x, y, cell) in content {
            self.move_to(Position { x, y });
            self.set_pen(Pen {
                foreground: cell.fg,
                background: cell.bg,
                underline: cell.underline_color,
                modifier: cell.modifier,
            });
            let symbol = cell.symbol();
            self.print(symbol);
            // Terminals disagree about how wide some characters are, and about the cursor after the last column, so only
            // what is certain is relied upon.
            let certain = symbol.chars().count() == 1 && symbol.width() == 1 && x + 1 < self.size.width;
            self.cursor = certain.then_some(Position { x: x + 1, y });
        }
        self.set_pen(PLAIN);
        Ok(())
    }

    fn append_lines(&mut self, n: u16) -> io::Result<()> {
        self.frame.extend(std::iter::repeat_n(b'\n', usize::from(n)));
        self.cursor = None;
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.cursor_shown, false) {
            self.frame.extend_from_slice(b"\x1b[?25l");
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.cursor_shown, true) {
            self.frame.extend_from_slice(b"\x1b[?25h");
        }
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.move_to(position.into());
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.set_pen(PLAIN);
        let code: &[u8] = match region {
            ClearType::All => b"\x1b[2J",
            ClearType::AfterCursor => b"\x1b[J",
            ClearType::BeforeCursor => b"\x1b[1J",
            ClearType::CurrentLine => b"\x1b[2K",
            ClearType::UntilNewLine => b"\x1b[K",
        };
        // ratatui clears twice where the screen became narrower.
        if !self.frame.ends_with(code) {
            self.frame.extend_from_slice(code);
        }
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::default() })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.deliver()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::buffer::Buffer;
    use ratatui::style::Style;
    use ratatui::{Frame, Terminal};
    use std::num::NonZeroU16;

    const WIDTH: u16 = 12;
    const HEIGHT: u16 = 4;

    /// A terminal in memory: what is written goes to an emulator, and the last frame's bytes are kept.
    struct Emulator {
        vt: vt100::Parser,
        last: Vec<u8>,
        writes: usize,
    }

    impl Write for Emulator {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.vt.process(bytes);
            self.last = bytes.to_vec();
            self.writes += 1;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn terminal() -> Terminal<Screen<Emulator>> {
        let size = |n| NonZeroU16::new(n).unwrap();
        let mut vt = vt100::Parser::new(size(HEIGHT), size(WIDTH), 0);
        vt.process(b"\x1b[?25l");
        let emulator = Emulator { vt, last: Vec::new(), writes: 0 };
        Terminal::new(Screen::new(emulator, Size::new(WIDTH, HEIGHT))).unwrap()
    }

    fn draw(terminal: &mut Terminal<Screen<Emulator>>, draw: impl FnOnce(&mut Frame<'_>)) -> String {
        terminal.backend_mut().writer.last.clear();
        terminal.draw(draw).unwrap();
        String::from_utf8(terminal.backend().writer.last.clone()).unwrap()
    }

    fn text(frame: &mut Frame<'_>, x: u16, y: u16, text: &str, style: Style) {
        frame.buffer_mut().set_string(x, y, text, style);
    }

    #[test]
    fn a_frame_is_one_write_in_brackets_with_the_shortest_codes() {
        let mut terminal = terminal();
        terminal.backend_mut().before().extend_from_slice(b"\x1b[?1049h");
        let written = draw(&mut terminal, |frame| {
            text(frame, 0, 0, "ab", Style::new());
            text(frame, 4, 0, "cd", Style::new().bold().red());
        });
        assert_eq!(written, "\x1b[?1049h\x1b[?2026h\x1b[1;1Hab\x1b[5G\x1b[1;31mcd\x1b[m\x1b[?2026l");
        assert_eq!(terminal.backend().writer.writes, 1);
    }

    #[test]
    fn an_unchanged_frame_writes_nothing() {
        let mut terminal = terminal();
        let same = |frame: &mut Frame<'_>| {
            text(frame, 1, 1, "same", Style::new().reversed());
            frame.set_cursor_position((3, 2));
        };
        assert!(draw(&mut terminal, same).contains("same"));
        assert_eq!(draw(&mut terminal, same), "");
        assert_eq!(terminal.backend().writer.writes, 1);
    }

    #[test]
    fn the_cursor_is_shown_only_where_it_is_asked_for() {
        let mut terminal = terminal();
        let first = draw(&mut terminal, |frame| frame.set_cursor_position((3, 2)));
        assert_eq!(first, "\x1b[?2026h\x1b[?25h\x1b[3;4H\x1b[?2026l");
        assert!(!terminal.backend().writer.vt.screen().hide_cursor());
        assert_eq!(terminal.backend().writer.vt.screen().cursor_position(), (2, 3));
        draw(&mut terminal, |frame| {
            text(frame, 0, 0, "x", Style::new());
            frame.set_cursor_position((3, 2));
        });
        assert_eq!(terminal.backend().writer.vt.screen().cursor_position(), (2, 3), "drawing moves it back");
        draw(&mut terminal, |_| {});
        assert!(terminal.backend().writer.vt.screen().hide_cursor());
    }

    #[test]
    fn a_cell_cannot_send_control_characters() {
        for symbol in ["\x1b[2J", "\u{9b}2J", "\n", "\x7f", "\t"] {
            let mut screen = Screen::new(Vec::new(), Size::new(WIDTH, HEIGHT));
            let mut cell = Cell::default();
            cell.set_symbol(symbol);
            Backend::draw(&mut screen, [(0, 0, &cell)].into_iter()).unwrap();
            screen.deliver().unwrap();
            assert_eq!(screen.writer, b"\x1b[?2026h\x1b[1;1H \x1b[?2026l", "{symbol:?}");
        }
    }

    #[test]
    fn without_colours_in_the_cells_no_colour_is_sent() {
        let mut terminal = terminal();
        let written = draw(&mut terminal, |frame| {
            text(frame, 0, 0, "one", Style::new().reversed().bold());
            text(frame, 3, 0, "two", Style::new().bold());
            text(frame, 6, 0, "three", Style::new().underlined());
        });
        assert_eq!(written, "\x1b[?2026h\x1b[1;1H\x1b[1;7mone\x1b[0;1mtwo\x1b[0;4mthree\x1b[m\x1b[?2026l");
    }

    #[test]
    fn after_a_wide_character_the_place_is_said_again() {
        let mut terminal = terminal();
        let written = draw(&mut terminal, |frame| text(frame, 0, 0, "漢字ab", Style::new()));
        assert_eq!(written, "\x1b[?2026h\x1b[1;1H漢\x1b[1;3H字\x1b[1;5Hab\x1b[?2026l");
        assert_eq!(terminal.backend().writer.vt.screen().contents(), "漢字ab");
    }

    #[test]
    fn narrower_clears_once_and_draws_all() {
        let mut terminal = terminal();
        draw(&mut terminal, |frame| text(frame, 0, 0, "word", Style::new()));
        terminal.backend_mut().set_size(Size::new(WIDTH - 2, HEIGHT));
        let written = draw(&mut terminal, |frame| text(frame, 0, 0, "word", Style::new()));
        assert_eq!(written.matches("\x1b[2J").count(), 1, "{written:?}");
        assert!(written.contains("word"));
    }

    fn any_colour() -> impl Strategy<Value = Color> {
        let named = [
            Color::Reset,
            Color::Black,
            Color::Red,
            Color::Gray,
            Color::DarkGray,
            Color::LightCyan,
            Color::White,
            Color::Indexed(200),
            Color::Rgb(1, 20, 255),
        ];
        proptest::sample::select(named.to_vec())
    }

    fn any_cell() -> impl Strategy<Value = (u16, u16, &'static str, Style)> {
        // Not wide ones: emulators differ in how a half of one that is overwritten is coloured.
        let symbols = ["a", "Z", "─", "é", "e\u{301}", "●"];
        // Those that the emulator keeps; it has bold and dim exclude each other.
        let modifiers = Modifier::BOLD | Modifier::ITALIC | Modifier::UNDERLINED | Modifier::REVERSED;
        (
            0..WIDTH,
            0..HEIGHT,
            proptest::sample::select(symbols.to_vec()),
            any_colour(),
            any_colour(),
            any::<u16>().prop_map(move |bits| Modifier::from_bits_truncate(bits) & modifiers),
        )
            .prop_map(|(x, y, symbol, foreground, background, modifier)| {
                (x, y, symbol, Style::new().fg(foreground).bg(background).add_modifier(modifier))
            })
    }

    /// What the emulator shows for a colour.
    fn shown(colour: Color) -> vt100::Color {
        match colour {
            Color::Reset => vt100::Color::Default,
            Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
            Color::Indexed(n) => vt100::Color::Idx(n),
            named => vt100::Color::Idx(ansi(named)),
        }
    }

    fn assert_shows(vt: &vt100::Screen, buffer: &Buffer) {
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                let cell = &buffer[(x, y)];
                let seen = vt.cell(y, x).unwrap();
                let contents = if seen.contents().is_empty() { " " } else { seen.contents() };
                assert_eq!(contents, cell.symbol(), "at {x}, {y}");
                assert_eq!(seen.bgcolor(), shown(cell.bg), "at {x}, {y}");
                if contents != " " {
                    assert_eq!(seen.fgcolor(), shown(cell.fg), "at {x}, {y}");
                }
                let modifiers = [
                    (Modifier::BOLD, seen.bold()),
                    (Modifier::ITALIC, seen.italic()),
                    (Modifier::UNDERLINED, seen.underline()),
                    (Modifier::REVERSED, seen.inverse()),
                ];
                for (modifier, on) in modifiers {
                    // A blank looks the same, and ratatui may leave it as it is.
                    if contents == " " && (Modifier::BOLD | Modifier::ITALIC).contains(modifier) {
                        continue;
                    }
                    assert_eq!(on, cell.modifier.contains(modifier), "{modifier:?} at {x}, {y}");
                }
            }
        }
    }

    proptest! {
        /// Whatever the frames were, the terminal shows the last one.
        #[test]
        fn the_terminal_shows_the_frame(
            frames in proptest::collection::vec(proptest::collection::vec(any_cell(), 0..30), 1..4)
        ) {
            let mut terminal = terminal();
            for cells in frames {
                let mut wanted = None;
                terminal.draw(|frame| {
                    for (x, y, symbol, style) in cells {
                        text(frame, x, y, symbol, style);
                    }
                    wanted = Some(frame.buffer_mut().clone());
                }).unwrap();
                assert_shows(terminal.backend().writer.vt.screen(), &wanted.unwrap());
            }
        }
    }
}
