//! Reads logs for the terminal UI on a thread of their own, and lists names for its field.

use super::log_requests;
use crate::app::Msg;
use crate::app::logs::{LogRead, LogRequests};
use crate::logs::{self, Figures};
use crate::platform;
use crate::term::Remote;
use crate::text::printable;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

/// Most names that are listed.
const MOST_NAMES: usize = 500;

/// The way to the thread that reads, and what has come from it.
pub(super) struct LogReader {
    done: Receiver<Msg>,
    report: Sender<Msg>,
    remote: Option<Remote>,
    /// Set when the present reading is no longer wanted.
    stop: Arc<AtomicBool>,
}

impl LogReader {
    pub(super) fn new() -> Self {
        let (report, done) = channel();
        Self { done, report, remote: None, stop: Arc::default() }
    }

    pub(super) fn start(&mut self, remote: &Remote) {
        self.remote = Some(remote.clone());
    }

    /// Begins to read a log for its figures; a reading that goes on is stopped.
    pub(super) fn read(&mut self, path: String, number: u64) {
        self.begin(
            number,
            move |follow| figures(Path::new(&path), follow),
            move |read| Msg::LogRead { number, read },
        );
    }

    /// Begins to read a log for its requests; a reading that goes on is stopped.
    pub(super) fn replay(&mut self, path: String, number: u64) {
        let message = move |read| Msg::LogReplayed { number, read };
        self.begin(number, move |follow| requests(Path::new(&path), follow), message);
    }

    fn begin<R>(
        &mut self,
        number: u64,
        read: impl FnOnce(&mut Follow) -> Result<R, String> + Send + 'static,
        message: impl Fn(Result<R, String>) -> Msg + Copy + Send + 'static,
    ) {
        self.stop();
        let Some(remote) = self.remote.clone() else { return };
        let (stop, report) = (Arc::clone(&self.stop), self.report.clone());
        let mut follow = Follow { number, stop, report, remote, bytes: Arc::default(), whole: 1, told: 0 };
        let started = std::thread::Builder::new().name("log".to_owned()).spawn(move || {
            let read = message(read(&mut follow));
            if !follow.stop.load(Ordering::Relaxed) && follow.report.send(read).is_ok() {
                follow.remote.wake();
            }
        });
        if let Err(error) = started {
            let _ = self.report.send(message(Err(error.to_string())));
        }
    }

    /// Stops what is being read.
    pub(super) fn stop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.stop = Arc::default();
    }

    /// What has come since the last time.
    pub(super) fn found(&self) -> Vec<Msg> {
        self.done.try_iter().collect()
    }
}

/// How far a reading has come, and whether it is still wanted.
struct Follow {
    number: u64,
    stop: Arc<AtomicBool>,
    report: Sender<Msg>,
    remote: Remote,
    bytes: Arc<AtomicU64>,
    whole: u64,
    told: u16,
}

impl Follow {
    /// The files that are to be read.
    fn files(&mut self, path: &Path) -> std::io::Result<Vec<PathBuf>> {
        let files = platform::log_files(path)?;
        let sizes = files.iter().filter_map(|file| Some(file.metadata().ok()?.len()));
        self.whole = sizes.sum::<u64>().max(1);
        Ok(files)
    }

    /// Tells how far it is, and says whether to go on.
    fn go_on(&mut self) -> bool {
        let share = u128::from(self.bytes.load(Ordering::Relaxed)) * 1000 / u128::from(self.whole);
        let per_mille = u16::try_from(share).unwrap_or(1000).min(1000);
        // A hundred steps are enough for a bar.
        let message = Msg::LogProgress { number: self.number, per_mille };
        if per_mille >= self.told + 10 && self.report.send(message).is_ok() {
            self.told = per_mille;
            self.remote.wake();
        }
        !self.stop.load(Ordering::Relaxed)
    }
}

fn figures(path: &Path, follow: &mut Follow) -> Result<LogRead, String> {
    let path = &at_home(path);
    let said = |error: std::io::Error| {
        format!("{}: {}", printable(&path.display().to_string()), platform::why_unread(&error))
    };
    let mut figures = Figures::default();
    for file in follow.files(path).map_err(said)? {
        let input = platform::open_log(&file, &follow.bytes).map_err(said)?;
        let lines = logs::read(input, &mut figures, |_, _| follow.go_on()).map_err(said)?;
        figures.add_lines(lines);
    }
    Ok(LogRead(Arc::new(figures)))
}

fn requests(path: &Path, follow: &mut Follow) -> Result<LogRequests, String> {
    let path = &at_home(path);
    follow.files(path).map_err(|error| platform::why_unread(&error))?;
    let bytes = Arc::clone(&follow.bytes);
    let (requests, memory_mb) = log_requests::requests(path, &bytes, || follow.go_on())?;
    Ok(LogRequests { requests, memory_mb, room: platform::available_memory() })
}

/// `~/` as shells understand it.
fn at_home(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), platform::Environment::read().user_home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

/// Paths that go on from `typed`, folders with a slash at their end; those with names that cannot be shown are left out.
pub(super) fn names(typed: &str) -> Vec<String> {
    let cut = typed.rfind('/').map_or(0, |at| at + 1);
    let (folder, start) = typed.split_at(cut);
    let entries =
        std::fs::read_dir(if folder.is_empty() { PathBuf::from(".") } else { at_home(Path::new(folder)) });
    let mut names: Vec<String> = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            let wanted = name.starts_with(start)
                && (start.starts_with('.') || !name.starts_with('.'))
                && !name.contains(crate::text::is_unprintable);
            let slash = if wanted && entry.path().is_dir() { "/" } else { "" };
            wanted.then(|| format!("{folder}{name}{slash}"))
        })
        .take(MOST_NAMES)
        .collect();
    names.sort_unstable();
    names
}
