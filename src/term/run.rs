//! The main loop.

use super::guard::{self, Guard, Tty};
use super::limiter::FrameLimiter;
use super::screen::Screen;
use super::{Closing, Event, Flow, Message, Program, Remote, Request, clipboard, sources};
use crate::platform::crash;
use anyhow::{Context as _, bail};
use ratatui::Terminal;
use ratatui::layout::Size;
use rustix::io::Errno;
use rustix::process::{Pid, Signal, getpgrp, getppid, getsid, kill_current_process_group, kill_process};
use rustix::termios::{QueueSelector, isatty, tcflush, tcgetwinsize};
use signal_hook::consts::SIGHUP;
use signal_hook::iterator::Signals;
use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, Once, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

/// No screen is larger; an absurd size from a confused terminal must not take all memory.
const LARGEST: Size = Size::new(1024, 512);

/// Messages that are handled before the screen is looked after again.
const BATCH: usize = 256;

/// How long to wait for SIGCONT to be heard after the process goes on.
const CONTINUE_PATIENCE: Duration = Duration::from_secs(1);

/// The exit code of a panic, as Rust itself has it.
const PANIC_CODE: u8 = 101;

/// How [`run`] is to behave.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where crash reports go; without a folder none are written.
    pub crash_folder: Option<PathBuf>,
    /// Whether to ask for mouse events from the start. Off leaves selecting and copying to the terminal.
    pub mouse: bool,
}

/// Runs `program` on the terminal until it quits or is ended from outside, and returns the exit code: the program's own, 128 + n
/// for signal n. The first event is the size. Call it once in a process: signals are caught from then on.
///
/// # Errors
///
/// Where standard input or output is not a terminal, or it cannot be read or written. The terminal is given back in any case.
pub fn run<P: Program>(program: &mut P, options: &Options) -> anyhow::Result<u8> {
    if !isatty(io::stdin()) || !isatty(io::stdout()) {
        bail!("the screen needs a terminal, but standard input or output is a file or a pipe");
    }
    let (sender, inbox) = mpsc::channel();
    watch_panics(&sender, options);
    let signals = sources::catch_signals().context("cannot catch signals")?;

    let size = ask_size().unwrap_or_default();
    let mut screen = Screen::new(Tty, size);
    let guard =
        Guard::enter(options.mouse, screen.before()).context("cannot switch the terminal to raw mode")?;
    let mut main_loop = Loop {
        program,
        terminal: Terminal::new(screen)?,
        guard,
        size,
        inbox,
        waiting: VecDeque::new(),
        limiter: FrameLimiter::default(),
        dirty: true,
        woken: None,
    };

    let end = match main_loop.live(signals, sender) {
        // Whatever fails on a terminal that is gone fails because it is gone.
        Err(error) if is_hang_up(&error) || sources::terminal_is_gone() => Ok(End::Closed(Closing::HungUp)),
        other => other,
    };
    let Loop { program, guard, .. } = main_loop;
    match end {
        Ok(End::Quit(code)) => match guard.leave() {
            Err(error) if !sources::terminal_is_gone() => {
                Err(error).context("cannot give the terminal back in good order")
            }
            _ => Ok(code),
        },
        Ok(End::Closed(why)) => {
            program.closing(why);
            // The terminal may be gone; there is no one to tell.
            let _ = guard.leave();
            Ok(exit_code(why))
        }
        Err(error) => {
            program.closing(Closing::Failed);
            drop(guard);
            Err(error).context("the terminal cannot be read or written")
        }
    }
}

/// What a turn of the loop comes to: nothing special, the end, or a terminal that fails.
type Turn = io::Result<Option<End>>;

/// Why the loop has ended.
enum End {
    Quit(u8),
    Closed(Closing),
}

fn exit_code(why: Closing) -> u8 {
    let signal = match why {
        Closing::Signal(signal) => signal,
        Closing::HungUp => SIGHUP,
        Closing::Failed => return 1,
        Closing::Panicked => return PANIC_CODE,
    };
    u8::try_from(128 + signal).unwrap_or(u8::MAX)
}

fn is_hang_up(error: &io::Error) -> bool {
    error.raw_os_error() == Some(Errno::IO.raw_os_error())
}

/// The size of the terminal; zero where it does not know.
fn ask_size() -> io::Result<Size> {
    let size = tcgetwinsize(io::stdout())?;
    Ok(Size::new(size.ws_col.min(LARGEST.width), size.ws_row.min(LARGEST.height)))
}

/// Columns of the terminal that standard output goes to; `None` where it is none, or does not know.
pub fn columns() -> Option<u16> {
    ask_size().ok().map(|size| size.width).filter(|width| *width > 0)
}

#[expect(clippy::disallowed_methods, reason = "the loop is where time comes from")]
fn now() -> Instant {
    Instant::now()
}

struct Loop<'a, P> {
    program: &'a mut P,
    terminal: Terminal<Screen<Tty>>,
    guard: Guard,
    size: Size,
    inbox: Receiver<Message>,
    /// Messages that came during a suspension and still count.
    waiting: VecDeque<Message>,
    limiter: FrameLimiter,
    dirty: bool,
    /// When the program was last woken by the clock.
    woken: Option<Instant>,
}

impl<P: Program> Loop<'_, P> {
    /// From the first frame to the end.
    fn live(&mut self, signals: Signals, sender: Sender<Message>) -> io::Result<End> {
        if let Some(end) = self.show_first_frame()? {
            return Ok(end);
        }
        // What the person waits for came first: the threads start when the first frame is on its way.
        sources::start(signals, &sender)?;
        self.program.started(&Remote(sender));
        self.turn_until_the_end()
    }

    fn show_first_frame(&mut self) -> Turn {
        let end = self.announce_size()?;
        self.draw_if_due()?;
        // Where the size is not known yet there is no frame, but the modes are to be on.
        self.terminal.backend_mut().deliver()?;
        Ok(end)
    }

    fn turn_until_the_end(&mut self) -> io::Result<End> {
        loop {
            if let Some(end) = self.wake_if_due()? {
                return Ok(end);
            }
            self.draw_if_due()?;
            let mut next = self.wait();
            for _ in 0..BATCH {
                let Some(message) = next else { break };
                if let Some(end) = self.take(message)? {
                    return Ok(end);
                }
                next = self.waiting.pop_front().or_else(|| self.inbox.try_recv().ok());
            }
            if let Some(message) = next {
                self.waiting.push_front(message);
            }
        }
    }

    /// Sleeps until there is a message, or the screen or the program has to be looked after.
    fn wait(&mut self) -> Option<Message> {
        if let Some(message) = self.waiting.pop_front() {
            return Some(message);
        }
        let now = now();
        let draw = (self.dirty && !self.is_blank()).then(|| self.limiter.wait(now));
        let wake = self.wake_time().map(|at| at.saturating_duration_since(now));
        match draw.into_iter().chain(wake).min() {
            // The threads that hold the other end last as long as the process.
            None => self.inbox.recv().ok(),
            Some(time) => self.inbox.recv_timeout(time).ok(),
        }
    }

    /// When the program is next woken by the clock: when it asks for it, but not more often than frames can be drawn.
    fn wake_time(&self) -> Option<Instant> {
        let asked = self.program.wake_at()?;
        Some(self.woken.map_or(asked, |last| asked.max(last + FrameLimiter::GAP)))
    }

    fn wake_if_due(&mut self) -> Turn {
        let now = now();
        if self.wake_time().is_none_or(|at| at > now) {
            return Ok(None);
        }
        self.woken = Some(now);
        self.pass_on(Event::Wake)
    }

    fn take(&mut self, message: Message) -> Turn {
        let closed = |why| Ok(Some(End::Closed(why)));
        match message {
            // A broken report, or one from before the screen became smaller.
            Message::Event(Event::Mouse(mouse))
                if mouse.column >= self.size.width || mouse.row >= self.size.height =>
            {
                Ok(None)
            }
            Message::Event(event) => self.pass_on(event),
            // Many of these come while a window is dragged; the size is that of now, so only the first has an effect.
            Message::Resized => self.resize_if_changed(),
            Message::Stop => self.suspend(false),
            // The process was stopped without warning, and a shell has used the terminal since.
            Message::Continued => self.come_back(),
            Message::End(signal) => closed(Closing::Signal(signal)),
            Message::HungUp => closed(Closing::HungUp),
            Message::Panicked => closed(Closing::Panicked),
            Message::InputFailed(error) => Err(error),
        }
    }

    fn pass_on(&mut self, event: Event) -> Turn {
        crash::note(event.kind());
        let Flow { redraw, requests } = self.program.handle(event, now());
        self.dirty |= redraw;
        for request in requests {
            match request {
                Request::Quit(code) => return Ok(Some(End::Quit(code))),
                Request::Suspend => {
                    if let Some(end) = self.suspend(true)? {
                        return Ok(Some(end));
                    }
                }
                Request::SetMouse(on) => {
                    self.guard.set_mouse(on, self.terminal.backend_mut().before());
                    self.terminal.backend_mut().deliver()?;
                }
                Request::Copy(text) => {
                    self.terminal.backend_mut().before().append(&mut clipboard::copy(&text));
                    self.terminal.backend_mut().deliver()?;
                }
            }
        }
        Ok(None)
    }

    fn is_blank(&self) -> bool {
        self.size.width == 0 || self.size.height == 0
    }

    fn draw_if_due(&mut self) -> io::Result<()> {
        if !self.dirty || self.is_blank() || !self.limiter.wait(now()).is_zero() {
            return Ok(());
        }
        self.dirty = false;
        self.terminal.draw(|frame| self.program.draw(frame))?;
        self.limiter.drawn(now());
        Ok(())
    }

    fn resize_if_changed(&mut self) -> Turn {
        let size = ask_size()?;
        if size == self.size {
            return Ok(None);
        }
        self.size = size;
        self.announce_size()
    }

    /// Tells the screen, the crash report and the program how large the terminal is.
    fn announce_size(&mut self) -> Turn {
        let Size { width, height } = self.size;
        self.terminal.backend_mut().set_size(self.size);
        if let Some(running) = RUNNING.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            running.size = (width, height);
        }
        self.dirty = true;
        if self.is_blank() { Ok(None) } else { self.pass_on(Event::Resize { width, height }) }
    }

    /// Gives the terminal to the shell and stops, with the whole process group where the person has asked for it by key.
    fn suspend(&mut self, group: bool) -> Turn {
        if !somebody_can_continue_us() {
            return self.pass_on(Event::Resumed);
        }
        self.guard.leave()?;
        if group {
            kill_current_process_group(Signal::STOP)?;
        } else {
            kill_process(rustix::process::getpid(), Signal::STOP)?;
        }
        // The signal may hit another thread first, so this one has to wait until it knows that the stop is over.
        loop {
            match self.inbox.recv_timeout(CONTINUE_PATIENCE) {
                Ok(Message::Continued) | Err(_) => break,
                Ok(message) => self.waiting.push_back(message),
            }
        }
        self.come_back()
    }

    /// Takes the terminal again and draws everything anew.
    fn come_back(&mut self) -> Turn {
        let screen = self.terminal.backend_mut();
        screen.entered_anew();
        self.guard.reenter(screen.before())?;
        tcflush(io::stdin(), QueueSelector::IFlush)?;
        self.terminal.clear()?;
        while let Ok(message) = self.inbox.try_recv() {
            self.waiting.push_back(message);
        }
        self.waiting.retain(sources::survives_suspension);
        self.dirty = true;
        match self.resize_if_changed()? {
            None => self.pass_on(Event::Resumed),
            end => Ok(end),
        }
    }
}

/// Whether a shell with job control has started us. Without one, a stopped process would stop for ever.
fn somebody_can_continue_us() -> bool {
    let same_session = |other: Pid| getsid(Some(other)).ok() == getsid(None).ok();
    getsid(None).is_ok_and(|session| session != getpgrp()) && getppid().is_some_and(same_session)
}

/// What the panic hook has to know.
struct Running {
    sender: Sender<Message>,
    thread: ThreadId,
    crash_folder: Option<PathBuf>,
    size: (u16, u16),
}

static RUNNING: Mutex<Option<Running>> = Mutex::new(None);

/// From here on a panic gives the terminal back before it is reported, and ends the loop if it is another thread's.
fn watch_panics(sender: &Sender<Message>, options: &Options) {
    static HOOK: Once = Once::new();
    *RUNNING.lock().unwrap_or_else(PoisonError::into_inner) = Some(Running {
        sender: sender.clone(),
        thread: thread::current().id(),
        crash_folder: options.crash_folder.clone(),
        size: (0, 0),
    });
    HOOK.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if sources::panic_is_contained() {
                return;
            }
            let _ = guard::restore();
            previous(info);
            let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(running) = running.as_ref() else { return };
            if let Some(folder) = &running.crash_folder {
                // A panic in here would abort the process, so standard error may be gone.
                let mut stderr = io::stderr();
                let _ = match crash::write_report(folder, info, running.size) {
                    Ok(path) => writeln!(
                        stderr,
                        "\n{} had to stop: the fault is in the program, not in anything you did.\n\
                         A report without anything that you typed is in {}; please send it to the maintainers.",
                        env!("CARGO_PKG_NAME"),
                        path.display()
                    ),
                    Err(error) => writeln!(stderr, "\nThe crash report could not be written to {}: {error}", folder.display()),
                };
            }
            if running.thread != thread::current().id() {
                // If the loop has ended, so will the process.
                let _ = running.sender.send(Message::Panicked);
            }
        }));
    });
}
