//! The events of a while before now.

use crate::scenarios::Teller;
use crate::simulation::{Event, Snapshot};
use std::collections::VecDeque;

/// What happened since a certain instant, and what there was at that instant.
#[derive(Debug, Clone)]
pub struct Log {
    /// Places where it can begin, the oldest first; there is always one.
    begins: VecDeque<Begin>,
    /// Steps and what happened in them.
    entries: VecDeque<(u64, Event)>,
    /// Everything before this position of the player is in it.
    seen: u64,
}

/// What there was at an instant.
#[derive(Debug, Clone)]
pub(super) struct Begin {
    pub(super) at_ns: u64,
    pub(super) position: u64,
    pub(super) there: Snapshot,
    /// What the teller knows.
    pub(super) teller: Teller,
}

impl Log {
    pub(super) fn new(begin: Begin) -> Self {
        let seen = begin.position;
        Self { begins: VecDeque::from([begin]), entries: VecDeque::new(), seen }
    }

    /// What there was at the beginning.
    pub fn begin(&self) -> Option<&Snapshot> {
        self.begins.front().map(|begin| &begin.there)
    }

    /// What the teller knew at the beginning.
    pub(super) fn teller(&self) -> Option<&Teller> {
        self.begins.front().map(|begin| &begin.teller)
    }

    /// When it begins, in nanoseconds.
    pub fn from_ns(&self) -> u64 {
        self.begins.front().map_or(0, |begin| begin.at_ns)
    }

    /// The events, oldest first.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.entries.iter().map(|(_, event)| event)
    }

    /// Whether it begins at the beginning of the run.
    pub fn is_whole(&self) -> bool {
        self.begins.front().is_none_or(|begin| begin.position == 0)
    }

    pub(super) fn push(&mut self, position: u64, event: Event) {
        self.entries.push_back((position, event));
    }

    /// The player stands at `position`, and everything before is in the log.
    pub(super) fn saw(&mut self, position: u64) {
        self.seen = position;
    }

    /// Whether the log up to `position` can be had by leaving out what comes later.
    pub(super) fn covers(&self, position: u64, since_ns: u64) -> bool {
        self.begins.front().is_some_and(|begin| begin.position <= position)
            && position <= self.seen
            && (self.is_whole() || self.from_ns() <= since_ns)
    }

    /// Leaves out what happened in steps from `position` on.
    pub(super) fn truncate(&mut self, position: u64) {
        while self.entries.back().is_some_and(|(at, _)| *at >= position) {
            self.entries.pop_back();
        }
        while self.begins.len() > 1 && self.begins.back().is_some_and(|begin| begin.position > position) {
            self.begins.pop_back();
        }
        self.seen = position;
    }

    /// When a place to begin was last kept.
    pub(super) fn last_begin_ns(&self) -> u64 {
        self.begins.back().map_or(0, |begin| begin.at_ns)
    }

    /// Keeps another place to begin, and drops what lies before the last one that is not later than `needed_ns`.
    pub(super) fn keep(&mut self, begin: Begin, needed_ns: u64) {
        self.begins.push_back(begin);
        while self.begins.get(1).is_some_and(|second| second.at_ns <= needed_ns) {
            self.begins.pop_front();
        }
        let first = self.begins.front().map_or(0, |begin| begin.position);
        while self.entries.front().is_some_and(|(at, _)| *at < first) {
            self.entries.pop_front();
        }
    }

    /// The events of the last step that had any.
    pub(super) fn last_step(&self) -> Vec<&Event> {
        let Some((last, _)) = self.entries.back() else { return Vec::new() };
        let mut found: Vec<&Event> =
            self.entries.iter().rev().take_while(|(at, _)| at == last).map(|(_, event)| event).collect();
        found.reverse();
        found
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Position before the step that brought the last event.
    pub(super) fn last_at(&self) -> Option<u64> {
        self.entries.back().map(|(at, _)| *at)
    }

    /// When the last event happened.
    pub(super) fn last_ns(&self) -> u64 {
        self.entries.back().map_or_else(|| self.from_ns(), |(_, event)| event.at_ns)
    }
}
