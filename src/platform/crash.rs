//! What is left behind for the maintainers when the program has a fault: a file, with nothing in it that was typed.

use std::backtrace::Backtrace;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

/// How many events a report looks back on.
const LOOK_BACK: usize = 50;

/// What happened last, oldest first. One for the process, because a panic hook has no other way to reach it.
static TRAIL: Mutex<VecDeque<Cow<'static, str>>> = Mutex::new(VecDeque::new());

/// Notes the kind of an event, to be read in a crash report. Never pass what a person has typed.
pub fn note(kind: impl Into<Cow<'static, str>>) {
    let mut trail = TRAIL.lock().unwrap_or_else(PoisonError::into_inner);
    if trail.len() == LOOK_BACK {
        trail.pop_front();
    }
    trail.push_back(kind.into());
}

/// Writes a report about a panic into `folder`, which is made if need be, and returns its path.
/// `size` is that of the terminal in columns and rows.
pub fn write_report(folder: &Path, info: &PanicHookInfo<'_>, size: (u16, u16)) -> io::Result<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "the report is about this moment and this environment")]
    let (now, term) = (jiff::Timestamp::now(), std::env::var("TERM").unwrap_or_default());
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let thread = std::thread::current();
    let mut report = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(report, "{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let _ = writeln!(report, "time     {now:.0}");
    let _ = writeln!(report, "system   {} {}", std::env::consts::OS, std::env::consts::ARCH);
    let _ = writeln!(report, "TERM     {term}");
    let _ = writeln!(report, "size     {} x {}", size.0, size.1);
    let _ = writeln!(report, "thread   {}", thread.name().unwrap_or("without a name"));
    let _ = writeln!(report, "place    {place}");
    let _ = writeln!(report, "message  {}", info.payload_as_str().unwrap_or("none"));
    let _ = writeln!(report, "\nLast events, oldest first:");
    for kind in TRAIL.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        let _ = writeln!(report, "  {kind}");
    }
    let _ = writeln!(report, "\nCalls:\n{}", Backtrace::force_capture());

    fs::create_dir_all(folder)?;
    let path = folder.join(format!("crash-{}-{}.txt", now.strftime("%Y%m%dT%H%M%SZ"), std::process::id()));
    fs::write(&path, report)?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_back_on_the_last_events_only() {
        for number in 0..=LOOK_BACK {
            note(format!("event {number}"));
        }
        let trail = TRAIL.lock().unwrap();
        assert_eq!(trail.len(), LOOK_BACK);
        assert_eq!((trail[0].as_ref(), trail[LOOK_BACK - 1].as_ref()), ("event 1", "event 50"));
    }
}
