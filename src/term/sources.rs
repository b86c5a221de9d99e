//! The threads that feed the main loop: what is typed, signals, and the end of the terminal.
//!
//! Each blocks in one system call and wakes for nothing else.

use super::event::{Event, from_crossterm};
use super::{Message, guard};
use crossterm::event as ct;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;
use std::thread::Builder;
use std::time::Duration;

thread_local! {
    /// Set while a panic on this thread is caught and does no harm.
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic on this thread, now, is expected and will be caught.
pub(super) fn panic_is_contained() -> bool {
    CONTAINED.get()
}

/// How long the program has for saving once a signal has asked for the end. Later signals within this time are taken as part of
/// the same wish, since a hang-up is often followed by SIGTERM. A program that is too busy to hear of it by then is ended.
const GRACE: Duration = Duration::from_secs(2);

/// From here on these signals no longer end the process by themselves.
pub(super) fn catch_signals() -> io::Result<Signals> {
    Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])
}

/// Starts the threads. They end with the process: a read of the terminal cannot be called off.
pub(super) fn start(signals: Signals, sender: &Sender<Message>) -> io::Result<()> {
    let (to_signals, to_input, to_watch) = (sender.clone(), sender.clone(), sender.clone());
    Builder::new().name("input".to_owned()).spawn(move || forward_input(&to_input))?;
    Builder::new().name("signals".to_owned()).spawn(move || forward_signals(signals, &to_signals))?;
    Builder::new().name("terminal".to_owned()).spawn(move || watch_terminal(&to_watch))?;
    Ok(())
}

fn forward_input(sender: &Sender<Message>) {
    loop {
        // A broken escape sequence that crossterm's parser does not bear is skipped.
        CONTAINED.set(true);
        let read = catch_unwind(AssertUnwindSafe(ct::read));
        CONTAINED.set(false);
        let message = match read {
            Err(_) => continue,
            Ok(Ok(ct::Event::Resize(..))) => Message::Resized,
            Ok(Ok(event)) => match from_crossterm(event) {
                Some(event) => Message::Event(event),
                None => continue,
            },
            Ok(Err(error)) if error.kind() == io::ErrorKind::Interrupted => continue,
            Ok(Err(error)) => Message::InputFailed(error),
        };
        let is_last = matches!(message, Message::InputFailed(_));
        if sender.send(message).is_err() || is_last {
            return;
        }
    }
}

fn forward_signals(mut signals: Signals, sender: &Sender<Message>) {
    let mut is_ending = false;
    for signal in signals.forever() {
        let message = match signal {
            SIGTSTP => Message::Stop,
            SIGCONT => Message::Continued,
            // crossterm hears of new sizes too, but not while it waits for the rest of a broken escape sequence.
            SIGWINCH => Message::Resized,
            _ => {
                if !is_ending {
                    is_ending = true;
                    // Without the thread a program that hears nothing is left to SIGKILL.
                    let _ = Builder::new().name("grace".to_owned()).spawn(move || end_after_grace(signal));
                }
                Message::End(signal)
            }
        };
        // Once the loop has ended the process is about to do so.
        let _ = sender.send(message);
    }
}

/// The last resort, where the main thread is stuck: no answer is lost by it, since each is on disk before it is explained.
#[expect(clippy::disallowed_methods, reason = "the main thread did not react")]
fn end_after_grace(signal: i32) -> ! {
    std::thread::sleep(GRACE);
    let _ = guard::restore();
    std::process::exit(128 + signal)
}

/// Blocks until the terminal is gone. No signal tells a process that has no controlling terminal, and crossterm's reader spins
/// on one that has vanished. On a system that cannot watch a terminal, SIGHUP remains.
fn watch_terminal(sender: &Sender<Message>) {
    if terminal_hangs_up_within(None) {
        // The loop may have ended for another reason; then there is nobody to tell.
        let _ = sender.send(Message::HungUp);
    }
}

/// Whether the terminal has vanished.
pub(super) fn terminal_is_gone() -> bool {
    terminal_hangs_up_within(Some(&Timespec { tv_sec: 0, tv_nsec: 0 }))
}

fn terminal_hangs_up_within(time: Option<&Timespec>) -> bool {
    let stdin = io::stdin();
    loop {
        let mut watched = [PollFd::new(&stdin, PollFlags::empty())];
        match poll(&mut watched, time) {
            Err(Errno::INTR) => {}
            Ok(_) => return watched[0].revents().intersects(PollFlags::HUP | PollFlags::ERR),
            Err(_) => return false,
        }
    }
}

/// Which of the messages that gathered during a suspension still mean something: not what was typed ahead.
pub(super) fn survives_suspension(message: &Message) -> bool {
    match message {
        Message::Event(event) => matches!(event, Event::Wake),
        Message::Continued | Message::Stop | Message::Resized => false,
        Message::End(_) | Message::HungUp | Message::InputFailed(_) | Message::Panicked => true,
    }
}
