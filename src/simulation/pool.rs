//! The idle environments of one function: which takes the next request, and which has waited too long.

use super::environment::{NONE, Table};
use super::random::Rng;

/// Which idle environment takes the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Routing {
    /// The one that was released last.
    #[default]
    MostRecentlyUsed,
    /// The one that was created last.
    Newest,
    /// The one that was created first.
    Oldest,
    /// Any, each as likely.
    Random,
}

/// Idle on-demand environments, linked in the order of their release.
///
/// Under a constant idle time that order is also the order of expiry, so no expiry is ever booked: the first of the list
/// is looked at. Drawn idle times and a maximum life need a heap.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    first: u32,
    last: u32,
    len: usize,
    choice: Choice,
    expiry: Expiry,
}

#[derive(Debug, Clone)]
enum Choice {
    Last,
    Newest(AgeIndex),
    Oldest(AgeIndex),
    Random(Vec<u32>),
}

#[derive(Debug, Clone)]
enum Expiry {
    /// Nanoseconds after the release.
    After(u64),
    Booked(ExpiryHeap),
}

impl Pool {
    /// An empty pool. `constant_idle_ns` is the idle time where it is the same for all and there is no maximum life.
    pub(super) fn new(routing: Routing, constant_idle_ns: Option<u64>) -> Self {
        Self {
            first: NONE,
            last: NONE,
            len: 0,
            choice: match routing {
                Routing::MostRecentlyUsed => Choice::Last,
                Routing::Newest => Choice::Newest(AgeIndex::default()),
                Routing::Oldest => Choice::Oldest(AgeIndex::default()),
                Routing::Random => Choice::Random(Vec::new()),
            },
            expiry: constant_idle_ns.map_or_else(|| Expiry::Booked(ExpiryHeap::default()), Expiry::After),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Whether every release needs its own expiry time.
    #[inline]
    pub(super) fn books_expiries(&self) -> bool {
        matches!(self.expiry, Expiry::Booked(_))
    }

    /// When the first idle environment expires; `u64::MAX` where none will.
    #[inline]
    pub(super) fn next_expiry(&self, table: &Table) -> u64 {
        match &self.expiry {
            _ if self.first == NONE => u64::MAX,
            Expiry::After(idle) => table.get(self.first).time.saturating_add(*idle),
            Expiry::Booked(heap) => heap.entries.first().map_or(u64::MAX, |entry| entry.at),
        }
    }

    /// The environment that expires at [`Self::next_expiry`].
    pub(super) fn next_to_expire(&self) -> u32 {
        match &self.expiry {
            Expiry::After(_) => self.first,
            Expiry::Booked(heap) => heap.entries.first().map_or(NONE, |entry| entry.environment),
        }
    }

    /// Says that `environment` now exists: choice by age wants to know before it is idle for the first time.
    #[inline]
    pub(super) fn created(&mut self, table: &mut Table, environment: u32) {
        if let Choice::Newest(index) | Choice::Oldest(index) = &mut self.choice {
            index.register(table, environment);
        }
    }

    /// Says that `environment`, which is not in the pool, exists no longer.
    #[inline]
    pub(super) fn gone(&mut self, table: &Table, environment: u32) {
        if let Choice::Newest(index) | Choice::Oldest(index) = &mut self.choice {
            index.forget(table.get(environment).place);
        }
    }

    /// Takes in a released environment. `expires` counts only where [`Self::books_expiries`].
    #[inline]
    pub(super) fn release(&mut self, table: &mut Table, environment: u32, expires: u64) {
        let last = self.last;
        let released = table.get_mut(environment);
        released.previous = last;
        released.next = NONE;
        match &mut self.choice {
            Choice::Last => {}
            Choice::Newest(index) | Choice::Oldest(index) => index.set(released.place),
            Choice::Random(list) => {
                released.place = u32::try_from(list.len()).unwrap_or(NONE);
                list.push(environment);
            }
        }
        if last == NONE {
            self.first = environment;
        } else {
            table.get_mut(last).next = environment;
        }
        self.last = environment;
        self.len += 1;
        if let Expiry::Booked(heap) = &mut self.expiry {
            heap.push(table, environment, expires);
        }
    }

    /// Takes out the environment that serves the next request.
    #[inline]
    pub(super) fn take(&mut self, table: &mut Table, rng: &mut Rng) -> Option<u32> {
        if self.last == NONE {
            return None;
        }
        let chosen = match &self.choice {
            Choice::Last => self.last,
            Choice::Newest(index) => index.newest()?,
            Choice::Oldest(index) => index.oldest()?,
            Choice::Random(list) => *list.get(usize::try_from(rng.below(list.len() as u64)).ok()?)?,
        };
        self.remove(table, chosen);
        Some(chosen)
    }

    /// Takes out one that is in the pool.
    #[inline]
    pub(super) fn remove(&mut self, table: &mut Table, environment: u32) {
        let (previous, next, place) = {
            let leaving = table.get(environment);
            (leaving.previous, leaving.next, leaving.place)
        };
        if previous == NONE {
            self.first = next;
        } else {
            table.get_mut(previous).next = next;
        }
        if next == NONE {
            self.last = previous;
        } else {
            table.get_mut(next).previous = previous;
        }
        self.len -= 1;
        match &mut self.choice {
            Choice::Last => {}
            Choice::Newest(index) | Choice::Oldest(index) => index.clear(place),
            Choice::Random(list) => {
                list.swap_remove(place as usize);
                if let Some(&moved) = list.get(place as usize) {
                    table.get_mut(moved).place = place;
                }
            }
        }
        if let Expiry::Booked(heap) = &mut self.expiry {
            heap.remove(table, environment);
        }
    }

    /// The idle environments in the order of their release.
    pub(super) fn iter<'a>(&'a self, table: &'a Table) -> impl Iterator<Item = u32> + 'a {
        let some = |at: u32| (at != NONE).then_some(at);
        std::iter::successors(some(self.first), move |at| some(table.get(*at).next))
    }
}

/// Idle environments by creation: a number for each environment in the order of creation, and a bit for each that is idle.
#[derive(Debug, Clone, Default)]
struct AgeIndex {
    /// Environment of each number, `NONE` where it is gone.
    environments: Vec<u32>,
    living: usize,
    /// Bits of the idle; above them, a bit for each word that is not zero, up to a single word.
    levels: Vec<Vec<u64>>,
}

impl AgeIndex {
    fn register(&mut self, table: &mut Table, environment: u32) {
        if self.environments.len() == self.capacity() {
            self.renumber(table);
        }
        table.get_mut(environment).place = u32::try_from(self.environments.len()).unwrap_or(NONE);
        self.environments.push(environment);
        self.living += 1;
    }

    fn forget(&mut self, number: u32) {
        if let Some(environment) = self.environments.get_mut(number as usize) {
            *environment = NONE;
            self.living -= 1;
        }
    }

    fn capacity(&self) -> usize {
        self.levels.first().map_or(0, |words| words.len() * 64)
    }

    /// Numbers the living anew, in the same order, with room for as many again.
    #[cold]
    fn renumber(&mut self, table: &mut Table) {
        let idle: Vec<bool> = (0..self.environments.len()).map(|at| self.is_set(at)).collect();
        let old = std::mem::take(&mut self.environments);
        let mut words = (2 * self.living).div_ceil(64).max(1);
        self.levels.clear();
        loop {
            self.levels.push(vec![0; words]);
            if words == 1 {
                break;
            }
            words = words.div_ceil(64);
        }
        for (environment, was_idle) in
            old.into_iter().zip(idle).filter(|(environment, _)| *environment != NONE)
        {
            let number = u32::try_from(self.environments.len()).unwrap_or(NONE);
            table.get_mut(environment).place = number;
            self.environments.push(environment);
            if was_idle {
                self.set(number);
            }
        }
    }

    fn is_set(&self, number: usize) -> bool {
        self.levels
            .first()
            .and_then(|words| words.get(number >> 6))
            .is_some_and(|word| word >> (number & 63) & 1 == 1)
    }

    #[inline]
    fn set(&mut self, number: u32) {
        let mut at = number as usize;
        for words in &mut self.levels {
            let word = &mut words[at >> 6];
            let was_empty = *word == 0;
            *word |= 1 << (at & 63);
            if !was_empty {
                return;
            }
            at >>= 6;
        }
    }

    #[inline]
    fn clear(&mut self, number: u32) {
        let mut at = number as usize;
        for words in &mut self.levels {
            let word = &mut words[at >> 6];
            *word &= !(1 << (at & 63));
            if *word != 0 {
                return;
            }
            at >>= 6;
        }
    }

    #[inline]
    fn newest(&self) -> Option<u32> {
        self.descend(u64::ilog2)
    }

    #[inline]
    fn oldest(&self) -> Option<u32> {
        self.descend(u64::trailing_zeros)
    }

    #[inline]
    fn descend(&self, pick: impl Fn(u64) -> u32) -> Option<u32> {
        let mut at = 0;
        for words in self.levels.iter().rev() {
            let word = words[at];
            if word == 0 {
                return None;
            }
            at = at * 64 + pick(word) as usize;
        }
        self.environments.get(at).copied()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Booking {
    at: u64,
    /// Order of release, for equal times.
    number: u64,
    environment: u32,
}

/// A binary heap whose entries know their places, so that an environment that is used again leaves it at once.
#[derive(Debug, Clone, Default)]
struct ExpiryHeap {
    entries: Vec<Booking>,
    released: u64,
}

impl ExpiryHeap {
    fn push(&mut self, table: &mut Table, environment: u32, at: u64) {
        self.released += 1;
        self.entries.push(Booking { at, number: self.released, environment });
        self.rise(table, self.entries.len() - 1);
    }

    fn remove(&mut self, table: &mut Table, environment: u32) {
        let place = table.get(environment).heap_place as usize;
        self.entries.swap_remove(place);
        if place < self.entries.len() {
            let moved = self.entries[place].environment;
            self.rise(table, place);
            let place = if self.entries[place].environment == moved { place } else { return };
            self.sink(table, place);
        }
    }

    fn rise(&mut self, table: &mut Table, mut place: usize) {
        let entry = self.entries[place];
        while place > 0 {
            let parent = (place - 1) / 2;
            if self.entries[parent] <= entry {
                break;
            }
            self.put(table, place, self.entries[parent]);
            place = parent;
        }
        self.put(table, place, entry);
    }

    fn sink(&mut self, table: &mut Table, mut place: usize) {
        let entry = self.entries[place];
        loop {
            let mut child = 2 * place + 1;
            if child >= self.entries.len() {
                break;
            }
            if child + 1 < self.entries.len() && self.entries[child + 1] < self.entries[child] {
                child += 1;
            }
            if entry <= self.entries[child] {
                break;
            }
            self.put(table, place, self.entries[child]);
            place = child;
        }
        self.put(table, place, entry);
    }

    fn put(&mut self, table: &mut Table, place: usize, entry: Booking) {
        self.entries[place] = entry;
        table.get_mut(entry.environment).heap_place = u32::try_from(place).unwrap_or(NONE);
    }
}
