//! A stream and its event source mapping: shards, batches in order, retries that block.
//!
//! Each shard has as many lanes as the parallelization factor. A lane has the records of some partition keys, in order, and
//! one batch at a time. A batch that fails is tried again, whole, from its first failed record or in halves, until it succeeds or
//! is given up; the lane waits.

use std::collections::VecDeque;

use super::super::agenda::Request;
use super::super::delivery::Delivery;
use super::super::event::GiveUpReason;
use super::super::random::Rng;
use super::super::scenario::Stream;
use super::batch::Settled;
use super::{Fate, Feed, Message, Orders, Ready, Step, backoff};

#[derive(Debug, Clone)]
pub(in super::super) struct Shards {
    settings: Stream,
    delivery: Delivery,
    feed: Feed,
    lanes: Vec<Lane>,
    /// The lane that something has just happened to.
    current: u32,
}

#[derive(Debug, Clone, Default)]
struct Lane {
    records: VecDeque<Message>,
    /// Batches at the front that have been tried: the next one last.
    parts: Vec<Part>,
    state: State,
    /// Attempts of the next batch that were throttled, one after the other.
    throttles: u32,
    /// Failures since the last success.
    streak: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    len: usize,
    /// Errors that count.
    failures: u32,
    attempts: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Idle,
    /// Gathers records until an instant.
    Gathering(u64),
    /// Waits until an instant to try again.
    Waiting(u64),
    Busy,
}

impl Shards {
    pub(super) fn new(stream: &Stream, delivery: &Delivery, rng: Rng) -> Self {
        let lanes = u64::from(stream.shards) * u64::from(stream.parallelization_factor);
        Self {
            settings: stream.clone(),
            delivery: delivery.clone(),
            feed: Feed::new(&stream.records, rng),
            lanes: vec![Lane::default(); usize::try_from(lanes).unwrap_or(usize::MAX)],
            current: 0,
        }
    }

    /// Records that wait in each shard, those in batches included, and the arrival of the oldest of all.
    pub(in super::super) fn backlog(&self) -> (Vec<u64>, Option<u64>) {
        let factor = usize::try_from(self.settings.parallelization_factor).unwrap_or(1).max(1);
        let shards = self.lanes.chunks(factor);
        let counts = shards.map(|lanes| lanes.iter().map(|lane| lane.records.len() as u64).sum()).collect();
        let oldest = self.lanes.iter().filter_map(|lane| lane.records.front()).map(|it| it.arrived).min();
        (counts, oldest)
    }

    /// Whether it holds nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.lanes.iter().all(|lane| lane.records.is_empty())
    }

    /// Records that wait, those in batches included.
    pub(in super::super) fn len(&self) -> u64 {
        self.lanes.iter().map(|lane| lane.records.len() as u64).sum()
    }

    /// The record of an arrival, and the lane that its partition key belongs to.
    pub(super) fn bring(&mut self, request: Request) -> (Message, Option<u32>) {
        let record = self.feed.message(request);
        let hot = self.settings.hot_shard_share;
        let rng = &mut self.feed.rng;
        let shard =
            if hot > 0.0 && rng.unit() < hot { 0 } else { rng.below(u64::from(self.settings.shards)) };
        let factor = u64::from(self.settings.parallelization_factor);
        let group = u32::try_from(shard * factor + rng.below(factor)).unwrap_or(0);
        (Message { group, ..record }, Some(group))
    }

    pub(super) fn receive(&mut self, now: u64, record: Message) -> Orders {
        self.current = record.group;
        if let Some(lane) = self.lanes.get_mut(self.current as usize) {
            lane.records.push_back(record);
        }
        self.next(now)
    }

    pub(super) fn step(&mut self, now: u64, step: Step) -> Orders {
        let mut fates = Vec::new();
        let mut again = None;
        match step {
            Step::Ended { batch, failed } => {
                self.current = batch;
                again = self.end(now, failed, &mut fates);
            }
            Step::Look { batch } => {
                self.current = batch;
                if let Some(lane) = self.lanes.get_mut(batch as usize)
                    && lane.state == State::Waiting(now)
                {
                    lane.state = State::Idle;
                }
            }
            Step::Abandoned { .. } | Step::Grow | Step::Delivered(_) | Step::GiveUp(..) => {}
        }
        let mut orders = self.next(now);
        fates.append(&mut orders.fates);
        orders.fates = fates;
        orders.steps.extend(again.map(|at| (at, Step::Look { batch: self.current })));
        orders
    }

    /// The batch of the current lane has been processed; when its rest is tried again.
    fn end(&mut self, now: u64, failed: bool, fates: &mut Vec<Fate>) -> Option<u64> {
        let oldest = self.settings.maximum_record_age_ns;
        let named = self.feed.records.report_batch_item_failures;
        let lane = self.lanes.get_mut(self.current as usize)?;
        lane.state = State::Idle;
        let part = lane.parts.pop()?;
        let poison = lane.records.iter().take(part.len).position(|record| record.poison);
        let done = match poison {
            _ if failed => 0,
            Some(first) if named => first,
            _ => part.len,
        };
        if done > 0 {
            fates.push(Fate::Completed(lane.records.drain(..done).collect()));
        }
        let left = part.len - done;
        if left == 0 {
            lane.streak = 0;
            return None;
        }
        lane.streak = if done > 0 { 1 } else { lane.streak.saturating_add(1) };
        let part = Part { len: left, ..part };
        let exhausted = self.settings.maximum_retry_attempts.is_some_and(|most| part.failures >= most);
        // A partial response has split the batch already: where the function says.
        if self.settings.bisect_batch_on_function_error && failed && left > 1 {
            // Splitting does not use up the retries.
            let half = left.div_ceil(2);
            lane.parts.push(Part { len: left - half, ..part });
            lane.parts.push(Part { len: half, ..part });
        } else if exhausted {
            let messages: Vec<Message> = lane.records.drain(..left).collect();
            lane.streak = 0;
            let kept = self.settings.on_failure.is_some();
            fates.push(Fate::GivenUp { messages, reason: GiveUpReason::RetriesExhausted, kept });
            return None;
        } else {
            lane.parts.push(Part { failures: part.failures + 1, ..part });
        }
        let at = lane.wait(now, backoff(&self.delivery, lane.streak - 1), oldest);
        let messages: Vec<Message> = lane.records.iter().take(left).copied().collect();
        fates.push(Fate::Returned { messages, visible_at: at });
        Some(at)
    }

    /// What the current lane does next.
    pub(super) fn next(&mut self, now: u64) -> Orders {
        let mut orders = Orders::default();
        let batch = self.current;
        let most = self.feed.most(&self.delivery, self.settings.batch_size);
        let (window, oldest) =
            (self.settings.maximum_batching_window_ns, self.settings.maximum_record_age_ns);
        let kept = self.settings.on_failure.is_some();
        let Some(lane) = self.lanes.get_mut(batch as usize) else { return orders };
        match lane.state {
            State::Busy | State::Waiting(_) => return orders,
            State::Idle | State::Gathering(_) => {}
        }
        let expired = lane.expire(now, oldest);
        if !expired.is_empty() {
            orders.fates.push(Fate::GivenUp { messages: expired, reason: GiveUpReason::Age, kept });
        }
        let waiting = lane.records.len();
        if waiting == 0 {
            lane.state = State::Idle;
            return orders;
        }
        if lane.parts.is_empty() {
            if waiting < most && window > 0 {
                let closes_at = match lane.state {
                    State::Gathering(closes_at) => closes_at,
                    _ => now.saturating_add(window),
                };
                if now < closes_at {
                    if lane.state == State::Idle {
                        orders.steps.push((closes_at, Step::Look { batch }));
                    }
                    lane.state = State::Gathering(closes_at);
                    return orders;
                }
            }
            lane.parts.push(Part { len: waiting.min(most), failures: 0, attempts: 0 });
        }
        let (Some(part), Some(&first)) = (lane.parts.last_mut(), lane.records.front()) else { return orders };
        part.attempts = part.attempts.saturating_add(1);
        let newest = lane.records.get(part.len - 1).map_or(first.arrived, |record| record.arrived);
        lane.state = State::Busy;
        let len = u32::try_from(part.len).unwrap_or(u32::MAX);
        orders.ready = Some(Ready { batch, first, newest, len, attempt: part.attempts });
        orders
    }

    /// Records of a batch, whether one of them makes the invocation fail, what each adds to its time.
    pub(super) fn batch(&self, batch: u32) -> (u64, bool, u64) {
        let records = &self.feed.records;
        let Some((lane, part)) =
            self.lanes.get(batch as usize).and_then(|lane| Some((lane, lane.parts.last()?)))
        else {
            return (0, false, 0);
        };
        let poison = lane.records.iter().take(part.len).any(|record| record.poison);
        (part.len as u64, poison && !records.report_batch_item_failures, records.time_ns)
    }

    /// What follows from a throttle: the lane waits; the attempt does not count against the retries.
    pub(super) fn refused(&mut self, batch: u32, now: u64) -> Settled {
        let Some(lane) = self.lanes.get_mut(batch as usize) else { return Settled::default() };
        let at = lane.wait(now, backoff(&self.delivery, lane.throttles), self.settings.maximum_record_age_ns);
        lane.throttles = lane.throttles.saturating_add(1);
        Settled { again: Some(at), ..Settled::later(at, Step::Look { batch }) }
    }

    /// The attempt of a batch was not refused.
    pub(super) fn begun(&mut self, batch: u32) {
        if let Some(lane) = self.lanes.get_mut(batch as usize) {
            lane.throttles = 0;
        }
    }
}

impl Lane {
    /// Waits, but not beyond the instant at which its first record is too old.
    fn wait(&mut self, now: u64, wait: u64, oldest: u64) -> u64 {
        let too_old = self.records.front().map_or(u64::MAX, |it| it.arrived.saturating_add(oldest));
        let at = now.saturating_add(wait).min(too_old.max(now + 1));
        self.state = State::Waiting(at);
        at
    }

    /// Takes out records at the front that are too old, with what batches say of them.
    fn expire(&mut self, now: u64, oldest: u64) -> Vec<Message> {
        let count = self.records.partition_point(|record| now - record.arrived >= oldest);
        let mut left = count;
        while left > 0 {
            let Some(part) = self.parts.last_mut() else { break };
            if part.len > left {
                part.len -= left;
                break;
            }
            left -= part.len;
            self.parts.pop();
        }
        self.records.drain(..count).collect()
    }
}
