//! The packs that `--pack` names: the course with them laid over, and what is wrong with them.

use super::{Common, problems};
use crate::content::Sources;
use crate::course::{Course, Laid, Pack, PackReport, PackState, lay};
use crate::platform::{Environment, Stamp, Watcher, read_pack};
use crate::term::Remote;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::Duration;

/// How often the files of the packs are looked at while they are watched.
const LOOK: Duration = Duration::from_millis(500);

/// The packs in their order.
pub(super) struct Packs {
    folders: Vec<PathBuf>,
    /// Each as it was when it was last sound.
    sound: Vec<Option<Pack>>,
    /// How the files looked just before they were read.
    read: Vec<Stamp>,
}

/// What packs make of the course.
pub(super) struct Loaded {
    /// The course with what is sound laid over it.
    pub(super) course: Course,
    /// What became of each pack.
    pub(super) reports: Vec<PackReport>,
    /// The texts of the course, and those of each pack.
    sources: Sources,
    packs: Vec<Pack>,
}

impl Packs {
    /// The packs that the flags name.
    pub(super) fn of(common: &Common) -> Self {
        Self { folders: common.pack.clone(), sound: vec![None; common.pack.len()], read: Vec::new() }
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.folders.is_empty()
    }

    /// Reads all of them. A pack that has been sound and no longer is stays as it was.
    pub(super) fn load(&mut self) -> Loaded {
        self.read = self.stamps();
        let packs: Vec<Pack> = self.folders.iter().map(|folder| read_pack(folder)).collect();
        let Laid { mut course, mut sources, mut reports } = lay(Sources::built_in(), packs.clone());
        let is_sound = |report: &PackReport| report.state == PackState::Laid;
        let can_stay =
            reports.iter().zip(&self.sound).any(|(report, before)| !is_sound(report) && before.is_some());
        if can_stay {
            let mixed: Vec<Pack> = packs
                .iter()
                .zip(&reports)
                .zip(&self.sound)
                .map(|((pack, report), before)| {
                    before.as_ref().filter(|_| !is_sound(report)).unwrap_or(pack).clone()
                })
                .collect();
            let again = lay(Sources::built_in(), mixed);
            for ((report, again), before) in reports.iter_mut().zip(again.reports).zip(&self.sound) {
                match (report.state, again.state) {
                    (PackState::LeftOut, PackState::Laid) if before.is_some() => {
                        report.state = PackState::AsBefore;
                    }
                    (PackState::Laid, _) => *report = again,
                    _ => {}
                }
            }
            (course, sources) = (again.course, again.sources);
        }
        for ((report, pack), sound) in reports.iter().zip(&packs).zip(&mut self.sound) {
            if is_sound(report) {
                *sound = Some(pack.clone());
            }
        }
        Loaded { course: course.unwrap_or_else(Course::built_in), reports, sources, packs }
    }

    fn stamps(&self) -> Vec<Stamp> {
        self.folders.iter().map(|folder| Stamp::of(folder)).collect()
    }
}

/// A command may ask for the course and for its texts; what is wrong is told once.
static SAID: Once = Once::new();

impl Common {
    /// The course with the packs laid over it. What is wrong with a pack goes to standard error; what is sound is used.
    pub(super) fn course(&self) -> Course {
        if self.pack.is_empty() {
            return Course::built_in();
        }
        let loaded = Packs::of(self).load();
        SAID.call_once(|| loaded.complain());
        loaded.course
    }

    /// The texts that the course and the packs are made of.
    pub(super) fn sources(&self) -> Sources {
        if self.pack.is_empty() {
            return Sources::built_in();
        }
        let loaded = Packs::of(self).load();
        SAID.call_once(|| loaded.complain());
        loaded.sources
    }
}

impl Loaded {
    /// Says on standard error what is wrong with the packs.
    fn complain(&self) {
        let stderr = std::io::stderr();
        let colour = stderr.is_terminal() && !Environment::read().no_color;
        for (report, pack) in self.reports.iter().zip(&self.packs) {
            if report.problems.is_empty() {
                continue;
            }
            let excerpts = self.sources.clone().overlaid(pack.sources.clone());
            // Where standard error is closed, nobody wants to know.
            let _ = write!(
                stderr.lock(),
                "{}warning: {} in the pack {}, which is left out\n\n",
                problems::render(&report.problems, &excerpts, colour),
                problems::count(report.problems.len()),
                report.name,
            );
        }
    }
}

/// Reads the packs on a thread of its own: when it is asked to, or when they have been written.
pub(super) struct Reloader {
    ask: Sender<()>,
    read: Arc<Mutex<Option<Loaded>>>,
}

impl Reloader {
    /// Starts the thread, which wakes the loop of `remote` when there is something to take.
    pub(super) fn start(packs: Packs, watch: bool, remote: Remote) -> std::io::Result<Self> {
        let (ask, asked) = mpsc::channel();
        let read = Arc::new(Mutex::new(None));
        let place = read.clone();
        std::thread::Builder::new()
            .name("packs".to_owned())
            .spawn(move || reload(packs, watch, &remote, &asked, &place))?;
        Ok(Self { ask, read })
    }

    /// Asks for the packs to be read again.
    pub(super) fn ask(&self) {
        // The thread ends with the loop, and then nobody waits for an answer.
        let _ = self.ask.send(());
    }

    /// What has been read since the last time.
    pub(super) fn take(&self) -> Option<Loaded> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

fn reload(
    mut packs: Packs,
    watch: bool,
    remote: &Remote,
    asked: &Receiver<()>,
    place: &Mutex<Option<Loaded>>,
) {
    let mut watcher = Watcher::default();
    // What has been written since the packs were read for the start is a change, too.
    watcher.look(packs.read.clone());
    loop {
        let is_asked = if watch {
            match asked.recv_timeout(LOOK) {
                Ok(()) => true,
                Err(RecvTimeoutError::Timeout) => false,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        } else if asked.recv().is_ok() {
            true
        } else {
            return;
        };
        if watch && watcher.look(packs.stamps()) || is_asked {
            let loaded = packs.load();
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(loaded);
            if !remote.wake() {
                return;
            }
        }
    }
}
