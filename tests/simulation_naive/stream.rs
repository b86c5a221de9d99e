//! A stream as lists of records: one for each batch that it may have at once.

use super::queue::{Fate, Message};
use coldstart::simulation::scenario::Stream;
use coldstart::simulation::{Delivery, GiveUpReason};

/// A batch, or a part of one, that has been tried: how many records, errors, attempts.
#[derive(Debug, Clone)]
struct Tried {
    records: Vec<Message>,
    errors: u32,
    attempts: u32,
}

#[derive(Debug, Clone, Default)]
struct Lane {
    /// Batches that were tried, in order, and then what has not been tried.
    tried: Vec<Tried>,
    fresh: Vec<Message>,
    is_out: bool,
    waits_until: Option<u64>,
    closes: Option<u64>,
    throttles: u32,
    failures_in_a_row: u32,
}

impl Lane {
    fn oldest(&self) -> Option<u64> {
        self.tried.iter().flat_map(|it| &it.records).chain(&self.fresh).map(|it| it.arrived).min()
    }
}

pub struct NaiveStream<'a> {
    set: &'a Stream,
    limits: &'a Delivery,
    lanes: Vec<Lane>,
}

/// A batch to send: its first record, the newest arrival, how many, which attempt.
pub struct ToSend {
    pub first: (u64, u64),
    pub newest: u64,
    pub records: usize,
    pub attempt: u32,
}

impl<'a> NaiveStream<'a> {
    pub fn new(set: &'a Stream, limits: &'a Delivery) -> Self {
        Self { set, limits, lanes: vec![Lane::default(); (set.shards * set.parallelization_factor) as usize] }
    }

    pub fn comes(&mut self, record: Message) {
        self.lanes[record.group as usize].fresh.push(record);
    }

    /// When a lane does something by itself.
    pub fn looks_at(&self, lane: usize, now: u64) -> Option<u64> {
        let lane = &self.lanes[lane];
        [lane.waits_until, lane.closes].into_iter().flatten().filter(|at| *at > now).min()
    }

    pub fn is_empty(&self) -> bool {
        self.lanes.iter().all(|lane| lane.oldest().is_none())
    }

    /// What a lane does now.
    pub fn act(&mut self, at: usize, now: u64) -> (Vec<Fate>, Option<ToSend>) {
        let set = self.set;
        let lane = &mut self.lanes[at];
        if lane.is_out || lane.waits_until.is_some_and(|until| until > now) {
            return (Vec::new(), None);
        }
        lane.waits_until = None;
        let mut fates = Vec::new();
        let is_old = |it: &Message| now - it.arrived >= set.maximum_record_age_ns;
        let mut old = Vec::new();
        for tried in &mut lane.tried {
            old.extend(tried.records.iter().filter(|it| is_old(it)).map(|it| (it.number, it.arrived)));
            tried.records.retain(|it| !is_old(it));
        }
        lane.tried.retain(|tried| !tried.records.is_empty());
        old.extend(lane.fresh.iter().filter(|it| is_old(it)).map(|it| (it.number, it.arrived)));
        lane.fresh.retain(|it| !is_old(it));
        if !old.is_empty() {
            fates.push(Fate::GivenUp(old, GiveUpReason::Age, set.on_failure.is_some()));
        }
        if lane.tried.is_empty() {
            if lane.fresh.is_empty() {
                lane.closes = None;
                return (fates, None);
            }
            let fit = self.limits.batch_kb.checked_div(set.records.kb).unwrap_or(u64::MAX).max(1);
            let size = usize::try_from(fit.min(u64::from(set.batch_size))).unwrap();
            let closes = *lane.closes.get_or_insert(now + set.maximum_batching_window_ns);
            if lane.fresh.len() < size && now < closes {
                return (fates, None);
            }
            let rest = lane.fresh.split_off(size.min(lane.fresh.len()));
            let records = std::mem::replace(&mut lane.fresh, rest);
            lane.tried.push(Tried { records, errors: 0, attempts: 0 });
        }
        lane.closes = None;
        lane.is_out = true;
        let next = &mut lane.tried[0];
        next.attempts += 1;
        let first = (next.records[0].number, next.records[0].arrived);
        let newest = next.records.last().unwrap().arrived;
        (fates, Some(ToSend { first, newest, records: next.records.len(), attempt: next.attempts }))
    }

    /// Whether the batch that is out has a poison record, and how many records.
    pub fn out(&self, lane: usize) -> (bool, u64) {
        let records = &self.lanes[lane].tried[0].records;
        (records.iter().any(|it| it.poison), records.len() as u64)
    }

    pub fn begun(&mut self, lane: usize) {
        self.lanes[lane].throttles = 0;
    }

    /// The batch was refused: when it is tried again.
    pub fn refused(&mut self, at: usize, now: u64) -> u64 {
        let wait = doubled(self.limits, self.lanes[at].throttles);
        self.lanes[at].throttles += 1;
        self.waits(at, now, wait)
    }

    fn waits(&mut self, at: usize, now: u64, wait: u64) -> u64 {
        let lane = &mut self.lanes[at];
        lane.is_out = false;
        let too_old = lane.oldest().unwrap().saturating_add(self.set.maximum_record_age_ns);
        let until = (now + wait).min(too_old.max(now + 1));
        lane.waits_until = Some(until);
        until
    }

    pub fn ended(&mut self, at: usize, now: u64, failed: bool) -> Vec<Fate> {
        let set = self.set;
        let lane = &mut self.lanes[at];
        lane.is_out = false;
        let mut batch = lane.tried.remove(0);
        let poison = batch.records.iter().position(|it| it.poison);
        let passed = match poison {
            _ if failed => 0,
            Some(first) if set.records.report_batch_item_failures => first,
            _ => batch.records.len(),
        };
        let mut fates = Vec::new();
        let done: Vec<(u64, u64)> = batch.records.drain(..passed).map(|it| (it.number, it.arrived)).collect();
        if !done.is_empty() {
            fates.push(Fate::Completed(done));
        }
        if batch.records.is_empty() {
            lane.failures_in_a_row = 0;
            return fates;
        }
        lane.failures_in_a_row = if passed > 0 { 1 } else { lane.failures_in_a_row + 1 };
        let numbers: Vec<u64> = batch.records.iter().map(|it| it.number).collect();
        if set.bisect_batch_on_function_error && failed && batch.records.len() > 1 {
            let back = batch.records.split_off(batch.records.len().div_ceil(2));
            let behind = Tried { records: back, ..batch.clone() };
            lane.tried.insert(0, behind);
            lane.tried.insert(0, batch);
        } else if set.maximum_retry_attempts.is_some_and(|most| batch.errors >= most) {
            let lost = batch.records.iter().map(|it| (it.number, it.arrived)).collect();
            lane.failures_in_a_row = 0;
            fates.push(Fate::GivenUp(lost, GiveUpReason::RetriesExhausted, set.on_failure.is_some()));
            return fates;
        } else {
            batch.errors += 1;
            lane.tried.insert(0, batch);
        }
        let wait = doubled(self.limits, lane.failures_in_a_row - 1);
        let until = self.waits(at, now, wait);
        fates.push(Fate::Returned(numbers, until));
        fates
    }
}

/// The first wait, doubled so often, and no longer than the longest.
pub fn doubled(limits: &Delivery, times: u32) -> u64 {
    let mut wait = limits.backoff_first_ns;
    for _ in 0..times {
        wait = (wait * 2).min(limits.backoff_max_ns);
    }
    wait
}
