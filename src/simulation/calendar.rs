//! The calendar of completions: a ring of time slots that gives the next completion in constant time.
//!
//! A calendar queue (Brown 1988) with an occupancy bitmap. Time is cut into slots of a power of two nanoseconds; the
//! ring covers the slots just ahead, each a linked list through the table of environments. Only the slot that is being
//! emptied is sorted. What lies beyond the ring waits in a heap. The width of a slot follows the load.
//!
//! Order: by time, then by function (the order of the file), then by the order of insertion. It never depends on the width.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::environment::{NONE, Table};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    time: u64,
    function: u32,
    environment: u32,
}

impl Entry {
    #[inline]
    fn is_before(self, other: Self) -> bool {
        (self.time, self.function) < (other.time, other.function)
    }
}

/// How many insertions pass between two looks at whether the slots have the right width.
const REVIEW: u32 = 1 << 13;

#[derive(Debug, Clone)]
pub(super) struct Calendar {
    /// A slot is 2^shift nanoseconds wide.
    shift: u32,
    mask: u64,
    heads: Vec<u32>,
    /// A bit for each slot that holds something, and a bit for each word of those bits that is not zero.
    bits: Vec<u64>,
    summary: Vec<u64>,
    /// The slot that is being emptied; everything before it is empty.
    cursor: u64,
    /// The next slot of the ring that holds something; `u64::MAX` where none does.
    upcoming: u64,
    /// What is left of the cursor's slot, last first.
    near: Vec<Entry>,
    /// What lies beyond the ring. The number keeps equals in the order of insertion.
    far: BinaryHeap<Reverse<(u64, u32, u64, u32)>>,
    far_numbers: u64,
    len: usize,
    until_review: u32,
    went_far: u32,
    /// Entries that stood before a new one's place in the slot that is being emptied, plus the sizes of emptied slots.
    crowding: u64,
}

impl Calendar {
    /// An empty calendar of 2^`slots_log2` slots (at least 64), each 2^`shift` nanoseconds wide.
    pub(super) fn new(slots_log2: u32, shift: u32) -> Self {
        let slots = 1_usize << slots_log2.clamp(6, 20);
        Self {
            // Never a single nanosecond, so that no slot has the number that stands for none.
            shift: shift.clamp(1, 40),
            mask: slots as u64 - 1,
            heads: vec![NONE; slots],
            bits: vec![0; slots / 64],
            summary: vec![0; slots.div_ceil(64 * 64)],
            cursor: 0,
            upcoming: u64::MAX,
            near: Vec::new(),
            far: BinaryHeap::new(),
            far_numbers: 0,
            len: 0,
            until_review: REVIEW,
            went_far: 0,
            crowding: 0,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Books the completion of a busy environment at its `time`.
    #[inline]
    pub(super) fn insert(&mut self, table: &mut Table, environment: u32) {
        let busy = table.get_mut(environment);
        let entry = Entry { time: busy.time, function: busy.function, environment };
        self.len += 1;
        let slot = entry.time >> self.shift;
        if slot <= self.cursor {
            self.insert_near(entry);
        } else if slot - self.cursor <= self.mask {
            let at = self.index(slot);
            busy.next = self.heads[at];
            self.heads[at] = environment;
            self.bits[at >> 6] |= 1 << (at & 63);
            self.summary[at >> 12] |= 1 << ((at >> 6) & 63);
            self.upcoming = self.upcoming.min(slot);
        } else {
            self.went_far += 1;
            self.insert_far(entry);
        }
        self.until_review -= 1;
        if self.until_review == 0 {
            self.review(table);
        }
    }

    /// Takes out the next completion, if it is not later than `limit`. No later insertion may lie before `limit`.
    #[inline]
    pub(super) fn pop_until(&mut self, limit: u64, table: &mut Table) -> Option<(u64, u32)> {
        loop {
            if let Some(entry) = self.near.last() {
                if entry.time > limit {
                    return None;
                }
                let entry = *entry;
                self.near.pop();
                self.len -= 1;
                return Some((entry.time, entry.environment));
            }
            if !self.open_next(limit >> self.shift, table) {
                return None;
            }
        }
    }

    /// The time of the next completion, if it is not later than `limit`; `u64::MAX` where there is none.
    pub(super) fn next_at(&mut self, limit: u64, table: &mut Table) -> u64 {
        loop {
            if let Some(entry) = self.near.last() {
                return if entry.time > limit { u64::MAX } else { entry.time };
            }
            if !self.open_next(limit >> self.shift, table) {
                return u64::MAX;
            }
        }
    }

    /// Moves the cursor to the next slot that holds something, and sorts it; not beyond `last`. False where there is none.
    #[inline]
    fn open_next(&mut self, last: u64, table: &mut Table) -> bool {
        if self.upcoming > last {
            if self.far.is_empty() {
                self.cursor = self.cursor.max(last);
                return false;
            }
            return self.open_from_far(last, table);
        }
        self.cursor = self.upcoming;
        let at = self.index(self.cursor);
        let mut environment = self.heads[at];
        self.heads[at] = NONE;
        self.bits[at >> 6] &= !(1 << (at & 63));
        if self.bits[at >> 6] == 0 {
            self.summary[at >> 12] &= !(1 << ((at >> 6) & 63));
        }
        // The list is last in, first out, and `near` is emptied from its end: equals stay in the order of insertion.
        while environment != NONE {
            let busy = table.get(environment);
            self.near.push(Entry { time: busy.time, function: busy.function, environment });
            environment = busy.next;
        }
        let opened = self.near.len();
        if opened > 1 {
            self.crowding += opened as u64;
            self.sort_near();
        }
        self.upcoming = self.next_occupied();
        if !self.far.is_empty() {
            self.draw_in_far(table);
        }
        true
    }

    /// Nothing of the ring is due: brings in what has come within its reach. True where something may be due now.
    #[cold]
    fn open_from_far(&mut self, last: u64, table: &mut Table) -> bool {
        let first = self.far.peek().map_or(u64::MAX, |Reverse((time, ..))| time >> self.shift);
        self.cursor = self.cursor.max(first.min(last));
        self.draw_in_far(table);
        !self.near.is_empty()
    }

    /// Moves what the ring now reaches from the heap into it, in order, before anything newer can get there.
    fn draw_in_far(&mut self, table: &mut Table) {
        while let Some(&Reverse((time, function, _, environment))) = self.far.peek() {
            let slot = time >> self.shift;
            if slot > self.cursor && slot - self.cursor > self.mask {
                return;
            }
            self.far.pop();
            if slot <= self.cursor {
                self.insert_near(Entry { time, function, environment });
            } else {
                let at = self.index(slot);
                table.get_mut(environment).next = self.heads[at];
                self.heads[at] = environment;
                self.bits[at >> 6] |= 1 << (at & 63);
                self.summary[at >> 12] |= 1 << ((at >> 6) & 63);
                self.upcoming = self.upcoming.min(slot);
            }
        }
    }

    #[inline(never)]
    fn insert_far(&mut self, entry: Entry) {
        self.far_numbers += 1;
        self.far.push(Reverse((entry.time, entry.function, self.far_numbers, entry.environment)));
    }

    #[inline(never)]
    fn insert_near(&mut self, entry: Entry) {
        let place = self.near.partition_point(|other| entry.is_before(*other));
        self.crowding += (self.near.len() - place) as u64;
        self.near.insert(place, entry);
    }

    #[inline]
    fn sort_near(&mut self) {
        if self.near.len() > 24 {
            self.near.sort_by_key(|entry| Reverse((entry.time, entry.function)));
            return;
        }
        for sorted in 1..self.near.len() {
            let entry = self.near[sorted];
            let mut place = sorted;
            while place > 0 && self.near[place - 1].is_before(entry) {
                self.near[place] = self.near[place - 1];
                place -= 1;
            }
            self.near[place] = entry;
        }
    }

    /// The place of a slot in the ring.
    #[expect(clippy::cast_possible_truncation, reason = "the mask leaves at most twenty bits")]
    #[inline]
    fn index(&self, slot: u64) -> usize {
        (slot & self.mask) as usize
    }

    /// The first slot after the cursor that holds something.
    #[inline]
    fn next_occupied(&self) -> u64 {
        let from = self.index(self.cursor + 1);
        let here = self.bits[from >> 6] >> (from & 63);
        if here != 0 {
            return self.cursor + 1 + u64::from(here.trailing_zeros());
        }
        self.next_occupied_beyond(from)
    }

    #[inline]
    fn next_occupied_beyond(&self, from: usize) -> u64 {
        let words = self.bits.len();
        // The word of `from` is looked at last, for the slots that the ring has wrapped around to.
        let word_after = (from >> 6) + 1;
        let found = self
            .occupied_word(word_after)
            .or_else(|| self.occupied_word(0).filter(|word| *word < word_after.min(words)));
        let Some(word) = found else { return u64::MAX };
        let slot = word * 64 + self.bits[word].trailing_zeros() as usize;
        let distance = slot.wrapping_sub(from) as u64 & self.mask;
        self.cursor + 1 + distance
    }

    /// The first word at or after `from` that has a bit set.
    #[inline]
    fn occupied_word(&self, from: usize) -> Option<usize> {
        let mut at = from >> 6;
        let mut word = self.summary.get(at)? & (u64::MAX << (from & 63));
        while word == 0 {
            at += 1;
            word = *self.summary.get(at)?;
        }
        Some(at * 64 + word.trailing_zeros() as usize)
    }

    /// Widens the slots if much of what is booked lies beyond the ring, narrows them if they are crowded.
    #[cold]
    fn review(&mut self, table: &mut Table) {
        let (far, crowding) = (self.went_far, self.crowding);
        self.until_review = REVIEW;
        self.went_far = 0;
        self.crowding = 0;
        if far > REVIEW / 4 && self.shift < 40 {
            self.rebuild(self.shift + 2, table);
        } else if crowding > u64::from(REVIEW) * 12 && far < REVIEW / 16 && self.shift > 1 {
            self.rebuild(self.shift - 1, table);
        }
    }

    fn rebuild(&mut self, shift: u32, table: &mut Table) {
        let start = self.cursor << self.shift;
        let mut all = Vec::with_capacity(self.len);
        while let Some((_, environment)) = self.pop_until(u64::MAX, table) {
            all.push(environment);
        }
        let slots_log2 = self.mask.count_ones();
        *self = Self::new(slots_log2, shift);
        self.cursor = start >> self.shift;
        self.until_review = u32::MAX;
        for environment in all {
            self.insert(table, environment);
        }
        self.until_review = REVIEW;
        self.went_far = 0;
        self.crowding = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::super::environment::Environment;
    use super::super::random::{Purpose, Rng};
    use super::*;

    fn busy(time: u64, function: u32) -> Environment {
        Environment {
            time,
            created: 0,
            dies: u64::MAX,
            next: NONE,
            previous: NONE,
            function,
            place: NONE,
            heap_place: NONE,
            provisioned: false,
            needs_init: false,
            doomed: false,
            is_connected: false,
        }
    }

    /// Random insertions and removals against a sorted list, for slots far too narrow, about right, and far too wide.
    #[test]
    fn gives_the_order_of_a_sorted_list_whatever_its_width() {
        for shift in [1, 3, 8, 14, 30] {
            for (seed, spread) in [(1, 3_u64), (2, 1_000), (3, 200_000), (4, 1 << 33)] {
                let mut rng = Rng::stream(seed, Purpose::Handler, u64::from(shift));
                let mut table = Table::default();
                let mut calendar = Calendar::new(6, shift);
                let mut list: Vec<(u64, u32, u64, u32)> = Vec::new();
                let mut now = 0;
                for number in 0..40_000_u64 {
                    for _ in 0..rng.below(3) {
                        // Mostly short, now and then a thousand times as long.
                        let length = rng.below(spread) * if rng.below(20) == 0 { 1000 } else { 1 };
                        let function = u32::try_from(rng.below(3)).unwrap();
                        let at = table.insert(busy(now + length, function));
                        calendar.insert(&mut table, at);
                        list.push((now + length, function, number, at));
                    }
                    list.sort_by_key(|&(time, function, number, _)| (time, function, number));
                    let limit = now + rng.below(spread / 2 + 2);
                    while let Some((time, at)) = calendar.pop_until(limit, &mut table) {
                        let first = list.remove(0);
                        assert_eq!((time, table.get(at).function, at), (first.0, first.1, first.3));
                        table.remove(at);
                    }
                    assert!(list.first().is_none_or(|first| first.0 > limit));
                    assert_eq!(calendar.is_empty(), list.is_empty());
                    now = limit;
                    if list.len() > 300 {
                        now = list[200].0;
                    }
                }
            }
        }
    }
}
