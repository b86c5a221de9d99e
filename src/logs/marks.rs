//! What records begin with, and finding it in a line.

use memchr::memmem::Finder;

/// Finds the marks.
#[derive(Debug)]
pub(super) struct Finders {
    report: Finder<'static>,
    platform: Finder<'static>,
    start: Finder<'static>,
    timed_out: Finder<'static>,
    exited: Finder<'static>,
}

/// What a line has at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Report,
    Platform,
    Start,
    TimedOut,
    Exited,
}

/// Where the next mark of each kind stands.
#[derive(Debug)]
pub(super) struct Marks([(Option<usize>, Mark); 5]);

impl Marks {
    pub(super) fn new(line: &[u8], at: usize, finders: &Finders) -> Self {
        let kinds = [Mark::Report, Mark::Platform, Mark::Start, Mark::TimedOut, Mark::Exited];
        Self(kinds.map(|mark| (finders.next(line, at, mark), mark)))
    }

    pub(super) fn first(&self) -> Option<(usize, Mark)> {
        self.0.iter().filter_map(|(at, mark)| Some(((*at)?, *mark))).min_by_key(|(at, _)| *at)
    }

    /// Passes over what lies before `at`.
    pub(super) fn go_to(&mut self, line: &[u8], at: usize, finders: &Finders) {
        for (next, mark) in &mut self.0 {
            if next.is_some_and(|next| next < at) {
                *next = finders.next(line, at, *mark);
            }
        }
    }
}

impl Finders {
    /// The next mark of a kind from `at` on.
    pub(super) fn next(&self, line: &[u8], at: usize, mark: Mark) -> Option<usize> {
        let finder = match mark {
            Mark::Report => &self.report,
            Mark::Platform => &self.platform,
            Mark::Start => &self.start,
            Mark::TimedOut => &self.timed_out,
            Mark::Exited => &self.exited,
        };
        Some(at + finder.find(line.get(at..)?)?)
    }
}

impl Default for Finders {
    fn default() -> Self {
        Self {
            report: Finder::new("REPORT "),
            platform: Finder::new("platform."),
            start: Finder::new("START R"),
            timed_out: Finder::new(" Task timed out after "),
            exited: Finder::new(" Error: Runtime exited"),
        }
    }
}
