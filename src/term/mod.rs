//! The terminal and the main loop.
//!
//! Owns: the terminal's modes, the threads for input and signals, the loop that handles and draws, and the way back to the
//! shell, however the program ends. It knows nothing of the program but the trait [`Program`].
//! Must not know: what is drawn, what a key means.
//! Tests: beside each part, and `tests/terminal.rs` with the real thing in a pseudo-terminal.

mod clipboard;
mod event;
mod guard;
mod limiter;
mod run;
mod screen;
mod sources;

pub use event::{Button, Event, Mouse, MouseKind};
pub use run::{Options, columns, run};

use std::io;
use std::sync::mpsc::Sender;
use std::time::Instant;

/// What the loop runs.
pub trait Program {
    /// Takes in one event; says what the loop shall do now. Must not block.
    fn handle(&mut self, event: Event, now: Instant) -> Flow;

    /// Draws the whole screen. Called only after a [`Flow`] that asked for it, and never for a screen of size zero.
    fn draw(&mut self, frame: &mut ratatui::Frame<'_>);

    /// When to be woken with [`Event::Wake`]: the next frame of an animation, or a timer. `None` sleeps until something happens.
    fn wake_at(&self) -> Option<Instant> {
        None
    }

    /// Called once, after the first frame, for programs with threads of their own.
    fn started(&mut self, remote: &Remote) {
        let _ = remote;
    }

    /// The end has come from outside: save everything. Not called where the program itself has quit.
    fn closing(&mut self, why: Closing);
}

/// Why the loop ends without the program having asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// A signal: SIGTERM, SIGHUP, SIGINT or SIGQUIT, by number.
    Signal(i32),
    /// The terminal is gone.
    HungUp,
    /// The terminal cannot be read or written.
    Failed,
    /// Another thread of the program has panicked.
    Panicked,
}

/// What the loop does after an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use]
pub struct Flow {
    /// Whether the screen may look different now.
    pub redraw: bool,
    /// What else is to be done, in order.
    pub requests: Vec<Request>,
}

impl Flow {
    /// Nothing to see, nothing to do.
    pub const IDLE: Self = Self { redraw: false, requests: Vec::new() };

    /// Draw again.
    pub const REDRAW: Self = Self { redraw: true, requests: Vec::new() };

    /// One request, without drawing.
    pub fn request(request: Request) -> Self {
        Self { redraw: false, requests: vec![request] }
    }

    /// Leave the loop with an exit code.
    pub fn quit(code: u8) -> Self {
        Self::request(Request::Quit(code))
    }

    /// This, and one more request.
    pub fn and(mut self, request: Request) -> Self {
        self.requests.push(request);
        self
    }
}

/// What a program asks of the loop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Leave the loop with an exit code.
    Quit(u8),
    /// Give the terminal to the shell until the person comes back (`fg`). Does nothing where there is no shell to go to.
    Suspend,
    /// Ask for mouse events, or no longer.
    SetMouse(bool),
    /// Put text on the clipboard, if the terminal lets us.
    Copy(String),
}

/// A way to reach the loop from other threads.
#[derive(Debug, Clone)]
pub struct Remote(Sender<Message>);

impl Remote {
    /// Sends [`Event::Wake`] to the program. False where the loop has ended.
    pub fn wake(&self) -> bool {
        self.0.send(Message::Event(Event::Wake)).is_ok()
    }
}

/// What the loop is told.
#[derive(Debug)]
enum Message {
    Event(Event),
    /// The size may have changed.
    Resized,
    /// SIGTSTP.
    Stop,
    /// SIGCONT.
    Continued,
    /// A signal that asks for the end.
    End(i32),
    HungUp,
    InputFailed(io::Error),
    /// On another thread than the loop's.
    Panicked,
}
