//! Colours for code, found on a thread of their own while the page is read plain.

use crate::app::Msg;
use crate::term::Remote;
use std::sync::mpsc::{Receiver, Sender, channel};

/// A block of code whose colours are wanted.
#[cfg_attr(not(feature = "highlight"), expect(dead_code, reason = "without grammars nobody reads it"))]
pub(super) struct Job {
    pub(super) topic: String,
    pub(super) block: usize,
    pub(super) lang: String,
    pub(super) code: String,
}

/// The thread and the ways to and from it.
pub(super) struct Painter {
    jobs: Sender<Job>,
    /// Until the thread takes it.
    waiting: Option<Receiver<Job>>,
    done: Receiver<Msg>,
    report: Sender<Msg>,
}

impl Painter {
    pub(super) fn new() -> Self {
        let (jobs, waiting) = channel();
        let (report, done) = channel();
        Self { jobs, waiting: Some(waiting), done, report }
    }

    /// Starts the thread, after the first frame: until then nothing competes for the processor.
    pub(super) fn start(&mut self, remote: &Remote) {
        let Some(jobs) = self.waiting.take() else { return };
        let (report, remote) = (self.report.clone(), remote.clone());
        // Without a thread code stays plain.
        let _ = std::thread::Builder::new()
            .name("highlight".to_owned())
            .spawn(move || work(&jobs, &report, &remote));
    }

    /// Asks for colours.
    pub(super) fn ask(&self, job: Job) {
        // It fails only where the thread has ended, and then code stays plain.
        let _ = self.jobs.send(job);
    }

    /// Colours that have been found since the last time.
    pub(super) fn found(&self) -> Vec<Msg> {
        self.done.try_iter().collect()
    }
}

#[cfg(feature = "highlight")]
fn work(jobs: &Receiver<Job>, report: &Sender<Msg>, remote: &Remote) {
    let mut highlighter = None;
    for Job { topic, block, lang, code } in jobs {
        let highlighter = highlighter.get_or_insert_with(crate::highlight::Highlighter::default);
        let Some(lines) = highlighter.highlight(&lang, &code) else { continue };
        if report.send(Msg::Highlighted { topic, block, lines }).is_err() || !remote.wake() {
            return;
        }
    }
}

#[cfg(not(feature = "highlight"))]
fn work(_: &Receiver<Job>, _: &Sender<Msg>, _: &Remote) {}
