//! What comes next: arrivals of the sources, and whatever was booked for an instant.

use std::cmp::Reverse;

use super::alias::AliasStep;
use super::engine::World;
use super::event::{EventKind, Observer};
use super::mapping::{EVENT, SYNC, Step};

/// A request that is being tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Request {
    pub(super) number: u64,
    pub(super) arrived: u64,
    pub(super) source: u32,
    pub(super) attempt: u32,
    /// Number of the batch within its source, or what stands for none.
    pub(super) batch: u32,
    /// Of an asynchronous event: attempts that ended with an error.
    pub(super) failures: u16,
    /// Whether it was drawn for the additional version of its alias.
    pub(super) is_additional: bool,
}

/// Something to come that is no arrival. Equal instants keep the order of the file; of one source what ends comes first, then what
/// grows, then what shows again, then further attempts, each in the order in which they were booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Due {
    pub(super) at: u64,
    pub(super) source: u32,
    rank: u32,
    booked: u64,
    pub(super) task: Task,
}

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Task {
    /// Another attempt.
    Retry(Request),
    /// Work of a source that no caller waits for.
    Mapping(Step),
    /// Work of an alias.
    Alias(AliasStep),
}

impl Task {
    /// Which of several tasks of a source comes first at an instant.
    fn rank(&self) -> u32 {
        match self {
            Self::Retry(_) => 3,
            Self::Mapping(Step::Look { .. }) | Self::Alias(_) => 2,
            Self::Mapping(Step::Grow) => 1,
            Self::Mapping(_) => 0,
        }
    }
}

impl World {
    /// The next arrival or retry, at `self.now`.
    #[inline]
    pub(super) fn arrive<O: Observer>(&mut self, observer: &mut O) {
        let now = self.now;
        let source = self.sources.iter().position(|source| source.next_at == now);
        if let Some(&Reverse(due)) = self.agenda.peek()
            && due.at == now
            && source.is_none_or(|source| due.source as usize <= source)
        {
            self.agenda.pop();
            self.take_due(due, observer);
        } else if let Some(source) = source {
            self.requests += 1;
            self.requests_left -= 1;
            self.draw_arrival(source);
            let request = Request {
                number: self.requests,
                arrived: now,
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "a scenario has fewer sources than 2^32"
                )]
                source: source as u32,
                attempt: 1,
                batch: SYNC,
                failures: 0,
                is_additional: false,
            };
            if self.sources[source].is_plain {
                let at = self.sources[source].function as usize;
                self.count_arrival(at, request, None, observer);
                self.attempt_as::<O, true>(at, request, observer);
            } else {
                self.arrive_otherwise(source, request, observer);
            }
        }
        self.find_next_arrival();
    }

    #[inline]
    fn count_arrival<O: Observer>(
        &mut self,
        at: usize,
        request: Request,
        group: Option<u32>,
        observer: &mut O,
    ) {
        if O::ACTIVE {
            let source = self.sources[request.source as usize].place;
            self.say(at, EventKind::RequestArrived { request: request.number, source, group }, observer);
        }
        if self.warm {
            self.functions[at].tally.requests += 1;
        }
    }

    /// An arrival that an alias routes, or that no caller waits for.
    #[cold]
    fn arrive_otherwise<O: Observer>(&mut self, source: usize, request: Request, observer: &mut O) {
        if let Some((message, group)) = self.bring(request) {
            let at = self.sources[source].function as usize;
            self.count_arrival(at, request, group, observer);
            self.receive(at, request.source, message, observer);
            return;
        }
        let (is_additional, at) = self.route(source);
        let batch = if self.sources[source].managed.is_some() { EVENT } else { SYNC };
        let request = Request { batch, is_additional, ..request };
        self.count_arrival(at, request, None, observer);
        self.attempt(at, request, observer);
    }

    #[cold]
    pub(super) fn retry<O: Observer>(&mut self, request: Request, observer: &mut O) {
        let (request, at) = self.drawn_again(request);
        if O::ACTIVE {
            let Request { number, attempt, .. } = request;
            self.say(at, EventKind::RequestRetried { request: number, attempt }, observer);
        }
        if request.arrived >= self.warmup {
            self.functions[at].tally.retries += 1;
        }
        self.attempt(at, request, observer);
    }

    #[inline]
    pub(super) fn draw_arrival(&mut self, source: usize) {
        let source = &mut self.sources[source];
        let next = if self.requests_left == 0 { u64::MAX } else { source.process.next() };
        source.next_at = if next >= self.end { u64::MAX } else { next };
    }

    #[inline]
    pub(super) fn find_next_arrival(&mut self) {
        if self.requests_left == 0 {
            for source in &mut self.sources {
                source.next_at = u64::MAX;
            }
        }
        let mut next = u64::MAX;
        for source in &self.sources {
            next = next.min(source.next_at);
        }
        if let Some(Reverse(due)) = self.agenda.peek() {
            next = next.min(due.at);
        }
        self.next_arrival = next;
    }

    /// Books another attempt.
    pub(super) fn wait(&mut self, at: u64, request: Request) {
        if at < self.end {
            let request = Request { attempt: request.attempt + 1, ..request };
            self.book(at, request.source, Task::Retry(request));
        }
    }

    /// Books what is to come, up to the end of the run.
    pub(super) fn book(&mut self, at: u64, source: u32, task: Task) {
        if at <= self.end && at != u64::MAX {
            self.booked += 1;
            let rank = task.rank();
            self.agenda.push(Reverse(Due { at, source, rank, booked: self.booked, task }));
        }
    }
}
