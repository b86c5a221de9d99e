//! The least program on the main loop, for its tests and for measuring it from outside.
//!
//! `term_probe [FOLDER]`: a list of 50 lines. Down and Up select, `a` animates, `i` shows the cursor, `m` asks for the mouse,
//! `c` copies, `w` wakes the loop from another thread, ctrl-z suspends, `q` and ctrl-c quit.
//! With FOLDER, `x`, `y` and `z` panic while handling, while drawing and on another thread; crash reports go there, and how the
//! end came is written to FOLDER/closing.

use coldstart::input::{Chord, Key};
use coldstart::term::{Closing, Event, Flow, Options, Program, Remote, Request, run};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::{Block, Gauge, List, ListState};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

const FRAME: Duration = Duration::from_micros(16_667);

struct Probe {
    folder: Option<PathBuf>,
    items: Vec<String>,
    list: ListState,
    last: String,
    animation: Option<(Instant, Instant)>,
    remote: Option<Remote>,
    mouse: bool,
    cursor: bool,
    panics_in_draw: bool,
    ratio: f64,
}

impl Program for Probe {
    fn handle(&mut self, event: Event, now: Instant) -> Flow {
        match event {
            Event::Key(chord) => return self.press(chord, now),
            Event::Wake => {
                if let Some((begun, next)) = &mut self.animation {
                    *next += FRAME;
                    self.ratio = now.duration_since(*begun).as_secs_f64().fract();
                } else {
                    "woken".clone_into(&mut self.last);
                }
            }
            other => self.last = format!("{other:?}"),
        }
        Flow::REDRAW
    }

    fn draw(&mut self, frame: &mut Frame<'_>) {
        assert!(!self.panics_in_draw, "asked to panic while drawing");
        let [body, foot] = Layout::vertical([Constraint::Min(0), Constraint::Length(1)]).areas(frame.area());
        let list = List::new(self.items.iter().map(String::as_str))
            .block(Block::bordered().title("term probe").title_bottom(self.last.as_str()))
            .highlight_style(Style::new().add_modifier(Modifier::REVERSED))
            .highlight_symbol("> ");
        frame.render_stateful_widget(list, body, &mut self.list);
        frame.render_widget(Gauge::default().ratio(self.ratio).label(""), foot);
        if self.cursor {
            frame.set_cursor_position((2, 1));
        }
    }

    fn wake_at(&self) -> Option<Instant> {
        self.animation.map(|(_, next)| next)
    }

    fn started(&mut self, remote: &Remote) {
        self.remote = Some(remote.clone());
    }

    fn closing(&mut self, why: Closing) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::write(folder.join("closing"), format!("{why:?}"));
        }
    }
}

impl Probe {
    #[expect(clippy::panic, reason = "to see what a panic leaves behind")]
    fn press(&mut self, chord: Chord, now: Instant) -> Flow {
        if chord == Chord::ctrl(Key::Char('c')) {
            return Flow::quit(130);
        }
        if chord == Chord::ctrl(Key::Char('z')) {
            return Flow::request(Request::Suspend);
        }
        let may_panic = self.folder.is_some();
        match chord.key() {
            Key::Char('q') => return Flow::quit(0),
            Key::Down => self.list.select_next(),
            Key::Up => self.list.select_previous(),
            Key::Char('n') => return Flow::IDLE,
            Key::Char('a') => self.animation = if self.animation.is_some() { None } else { Some((now, now)) },
            Key::Char('i') => self.cursor = !self.cursor,
            Key::Char('m') => {
                self.mouse = !self.mouse;
                self.last = format!("mouse {}", self.mouse);
                return Flow::REDRAW.and(Request::SetMouse(self.mouse));
            }
            Key::Char('c') => return Flow::request(Request::Copy("item".to_owned())),
            Key::Char('w') => {
                if let Some(remote) = self.remote.clone() {
                    std::thread::spawn(move || remote.wake());
                }
                return Flow::IDLE;
            }
            Key::Char('x') if may_panic => panic!("asked to panic while handling"),
            Key::Char('y') if may_panic => self.panics_in_draw = true,
            Key::Char('z') if may_panic => {
                drop(std::thread::spawn(|| panic!("asked to panic on another thread")));
            }
            _ => self.last = format!("key {chord}"),
        }
        Flow::REDRAW
    }
}

fn main() -> ExitCode {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let mut probe = Probe {
        folder: folder.clone(),
        items: (1..=50).map(|i| format!("item {i:02} of the probe")).collect(),
        list: ListState::default().with_selected(Some(0)),
        last: String::new(),
        animation: None,
        remote: None,
        mouse: false,
        cursor: false,
        panics_in_draw: false,
        ratio: 0.0,
    };
    match run(&mut probe, &Options { crash_folder: folder, mouse: false }) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            // Standard error may be gone together with the terminal.
            let _ = writeln!(std::io::stderr(), "{error:#}");
            ExitCode::from(2)
        }
    }
}
