//! Every mode that the terminal is put into, and the one place that takes them back.
//!
//! What is on is kept in an atomic, so that any thread can give the terminal back at any time: the main loop when it ends, a
//! panic hook, the signal thread as a last resort. Whoever comes first does it; for the others nothing is left to do.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::termios::{QueueSelector, tcflush};
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, TryLockError};
use std::time::Duration;

const RAW: u8 = 1;
const SCREEN: u8 = 1 << 1;
const MOUSE: u8 = 1 << 2;

/// The modes that are on.
static HELD: AtomicU8 = AtomicU8::new(0);

/// Held while bytes are written, so that a frame of the main thread and the farewell of another do not mix.
static WRITING: Mutex<()> = Mutex::new(());

/// The alternate screen, and the state of mode 1007 put aside (`s`): it is on by default in some terminals, so it is put back
/// (`r`) rather than switched off. Both are for the way in only; a second time they would overwrite what they keep.
const SWITCH: &[u8] = b"\x1b[?1049h\x1b[?1007s";
/// Cursor hidden, bracketed paste, focus reports, and the wheel as arrow keys (1007).
const MODES: &[u8] = b"\x1b[?25l\x1b[?2004h\x1b[?1004h\x1b[?1007h";
/// The reverse, from a frame that may have been cut short: end of synchronized output and plain style first.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[m\x1b[?1007r\x1b[?1004l\x1b[?2004l\x1b[?25h\x1b[?1049l";
/// Buttons and drags with large coordinates. Bare movements are not asked for: they would wake the program for nothing.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// Holds the terminal's modes; gives them back when dropped.
#[derive(Debug)]
pub(super) struct Guard {
    /// Whether mouse events are wanted, whoever has the terminal now.
    mouse: bool,
}

impl Guard {
    /// Switches to raw mode at once and appends the other modes to `out`, which is to be written together with the first frame.
    pub(super) fn enter(mouse: bool, out: &mut Vec<u8>) -> io::Result<Self> {
        let guard = Self { mouse };
        guard.reenter(out)?;
        Ok(guard)
    }

    /// Enters again after [`Guard::leave`], or after something else has changed the modes.
    pub(super) fn reenter(&self, out: &mut Vec<u8>) -> io::Result<()> {
        // crossterm remembers that it is in raw mode and would do nothing.
        crossterm::terminal::disable_raw_mode()?;
        crossterm::terminal::enable_raw_mode()?;
        if HELD.fetch_or(RAW | SCREEN, Ordering::SeqCst) & SCREEN == 0 {
            out.extend_from_slice(SWITCH);
        }
        out.extend_from_slice(MODES);
        if self.mouse {
            HELD.fetch_or(MOUSE, Ordering::SeqCst);
            out.extend_from_slice(MOUSE_ON);
        }
        Ok(())
    }

    /// Asks for mouse events, or no longer.
    pub(super) fn set_mouse(&mut self, on: bool, out: &mut Vec<u8>) {
        if std::mem::replace(&mut self.mouse, on) == on {
            return;
        }
        if on {
            HELD.fetch_or(MOUSE, Ordering::SeqCst);
            out.extend_from_slice(MOUSE_ON);
        } else {
            HELD.fetch_and(!MOUSE, Ordering::SeqCst);
            out.extend_from_slice(MOUSE_OFF);
        }
    }

    /// Gives the terminal back; can be entered again.
    #[expect(clippy::unused_self, reason = "only who holds the terminal gives it back in good order")]
    pub(super) fn leave(&self) -> io::Result<()> {
        restore()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Nobody is left to tell, and every step has been tried.
        let _ = restore();
    }
}

/// Undoes what is on, every step even if one fails, and returns the first error. Doing it twice does nothing.
pub(super) fn restore() -> io::Result<()> {
    let held = HELD.swap(0, Ordering::SeqCst);
    let mut first = Ok(());
    let mut step = |result: io::Result<()>| {
        if first.is_ok() {
            first = result;
        }
    };
    if held & (SCREEN | MOUSE) != 0 {
        let mut farewell = Vec::with_capacity(64);
        if held & MOUSE != 0 {
            farewell.extend_from_slice(MOUSE_OFF);
        }
        farewell.extend_from_slice(LEAVE);
        // A frame that is being written is let through, but not waited for longer than a person would.
        let mut patience = 20;
        let _writing = loop {
            match WRITING.try_lock() {
                Ok(lock) => break Some(lock),
                Err(TryLockError::Poisoned(poisoned)) => break Some(poisoned.into_inner()),
                Err(TryLockError::WouldBlock) if patience == 0 => break None,
                Err(TryLockError::WouldBlock) => patience -= 1,
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        // A terminal that takes nothing must not keep the program from ending.
        step(writable_within(Duration::from_millis(300)).and_then(|()| write_all(&farewell)));
    }
    if held & MOUSE != 0 {
        // What the mouse still sent is not for the shell.
        step(tcflush(io::stdin(), QueueSelector::IFlush).map_err(io::Error::from));
    }
    if held & RAW != 0 {
        step(crossterm::terminal::disable_raw_mode());
    }
    first
}

/// Standard output without a buffer of its own, for as long as the terminal is held: afterwards, bytes are dropped.
#[derive(Debug)]
pub(super) struct Tty;

impl Write for Tty {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _writing = WRITING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if HELD.load(Ordering::SeqCst) & SCREEN != 0 {
            write_all(bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes to standard output without its lock, which another thread may hold for ever.
fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    let stdout = io::stdout();
    while !bytes.is_empty() {
        match rustix::io::write(stdout.as_fd(), bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(Errno::INTR) => {}
            // Somebody who shares the terminal has made it non-blocking.
            Err(Errno::AGAIN) => writable_within(Duration::from_secs(10))?,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn writable_within(time: Duration) -> io::Result<()> {
    let stdout = io::stdout();
    let time = Timespec::try_from(time).map_err(io::Error::other)?;
    let ready = poll(&mut [PollFd::new(&stdout, PollFlags::OUT)], Some(&time))?;
    if ready == 0 { Err(io::ErrorKind::TimedOut.into()) } else { Ok(()) }
}
