//! Reads logs for the terminal UI on a thread of their own, and lists names for its field.

use crate::app::Msg;
use crate::app::logs::{LogRead, LogRun};
use crate::logs::{self, Figures};
use crate::platform;
use crate::simulation::Quotas;
use crate::term::Remote;
use std::path::Path;
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

    /// Begins to read a log; a reading that goes on is stopped.
    pub(super) fn read(&mut self, path: String, number: u64) {
        self.stop();
        let Some(remote) = self.remote.clone() else { return };
        let (stop, report) = (Arc::clone(&self.stop), self.report.clone());
        let told = self.report.clone();
        let started = std::thread::Builder::new().name("log".to_owned()).spawn(move || {
            let read = read(Path::new(&path), number, &stop, &report, &remote);
            if !stop.load(Ordering::Relaxed) && report.send(Msg::LogRead { number, read }).is_ok() {
                remote.wake();
            }
        });
        if let Err(error) = started {
            let _ = told.send(Msg::LogRead { number, read: Err(error.to_string()) });
        }
    }

    /// Begins to make a run out of a log; a reading that goes on is stopped.
    pub(super) fn replay(&mut self, path: String, number: u64, quotas: Quotas) {
        self.stop();
        let Some(remote) = self.remote.clone() else { return };
        let (stop, report) = (Arc::clone(&self.stop), self.report.clone());
        let told = self.report.clone();
        let started = std::thread::Builder::new().name("log".to_owned()).spawn(move || {
            let run = super::simulate::replay(Path::new(&path), &quotas).map(|run| LogRun(Arc::new(run)));
            if !stop.load(Ordering::Relaxed) && report.send(Msg::LogReplayed { number, run }).is_ok() {
                remote.wake();
            }
        });
        if let Err(error) = started {
            let _ = told.send(Msg::LogReplayed { number, run: Err(error.to_string()) });
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

fn read(
    path: &Path,
    number: u64,
    stop: &AtomicBool,
    report: &Sender<Msg>,
    remote: &Remote,
) -> Result<LogRead, String> {
    let said =
        |error: std::io::Error| format!("{}: {error}", crate::text::printable(&path.display().to_string()));
    let files = platform::log_files(path).map_err(said)?;
    let whole = files.iter().filter_map(|file| Some(file.metadata().ok()?.len())).sum::<u64>().max(1);
    let bytes = Arc::new(AtomicU64::new(0));
    let mut figures = Figures::default();
    let mut told = 0;
    for file in files {
        let input = platform::open_log(&file, &bytes).map_err(said)?;
        let lines = logs::read(input, &mut figures, |_, _| {
            let share = u128::from(bytes.load(Ordering::Relaxed)) * 1000 / u128::from(whole);
            let per_mille = u16::try_from(share).unwrap_or(1000).min(1000);
            // A hundred steps are enough for a bar.
            if per_mille >= told + 10 && report.send(Msg::LogProgress { number, per_mille }).is_ok() {
                told = per_mille;
                remote.wake();
            }
            !stop.load(Ordering::Relaxed)
        })
        .map_err(said)?;
        figures.add_lines(lines);
    }
    Ok(LogRead(Arc::new(figures)))
}

/// Paths that go on from `typed`, folders with a slash at their end; those with names that cannot be shown are left out.
pub(super) fn names(typed: &str) -> Vec<String> {
    let cut = typed.rfind('/').map_or(0, |at| at + 1);
    let (folder, start) = typed.split_at(cut);
    let entries = std::fs::read_dir(if folder.is_empty() { "." } else { folder });
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
