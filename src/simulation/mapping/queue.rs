//! An SQS queue and the pollers of its event source mapping.
//!
//! A mapping begins with few concurrent invocations and gains more, one at a time, while all of them are busy and messages
//! wait; when nothing is left anywhere, it begins anew. Messages count as received when a poller takes them: from then on
//! they are hidden for the visibility time-out. What a batch leaves undone becomes visible again only when that ends.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::agenda::Request;
use super::super::delivery::Delivery;
use super::super::event::GiveUpReason;
use super::super::random::Rng;
use super::super::scenario::Queue;
use super::backlog::Visible;
use super::batch::{Numbered, Settled};
use super::{Fate, Feed, Message, Orders, Ready, Step, backoff};

const MINUTE: u64 = 60_000_000_000;
const SECOND: u128 = 1_000_000_000;

#[derive(Debug, Clone)]
pub(in super::super) struct Sqs {
    settings: Queue,
    delivery: Delivery,
    feed: Feed,
    visible: Visible,
    /// Received, neither deleted nor visible again, and in no batch any more: when each comes back.
    hidden: BinaryHeap<Reverse<(u64, Message)>>,
    batches: Numbered<Vec<Message>>,
    /// The batch that is being gathered, and when its window closes.
    open: Option<(u32, u64)>,
    /// Batches that are gathered or processed.
    busy: u32,
    /// Concurrent invocations that the mapping allows itself now.
    allowed: u32,
    /// From this instant the pollers may call again.
    poll_at: u64,
    is_growing: bool,
    /// When it will be looked at again for what was hidden or for its pollers; past instants count for nothing.
    look_at: u64,
}

/// A queue at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Backlog {
    pub(in super::super) visible: u64,
    pub(in super::super) hidden: u64,
    pub(in super::super) allowed: u32,
}

impl Sqs {
    pub(super) fn new(queue: &Queue, delivery: &Delivery, rng: Rng) -> Self {
        let mut made = Self {
            settings: queue.clone(),
            delivery: delivery.clone(),
            feed: Feed::new(&queue.records, rng),
            visible: Visible::new(queue.message_groups),
            hidden: BinaryHeap::new(),
            batches: Numbered::default(),
            open: None,
            busy: 0,
            allowed: 0,
            poll_at: 0,
            is_growing: false,
            look_at: 0,
        };
        made.allowed = made.initial();
        made
    }

    /// The state for pictures and checks.
    pub(in super::super) fn backlog(&self) -> Backlog {
        let in_batches: usize = self.batches.iter().map(Vec::len).sum();
        Backlog {
            visible: self.visible.len() as u64,
            hidden: (self.hidden.len() + in_batches) as u64,
            allowed: self.allowed,
        }
    }

    /// Whether it holds nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.busy == 0 && self.hidden.is_empty() && self.visible.is_empty()
    }

    /// Concurrent invocations at the beginning, and at most.
    fn initial(&self) -> u32 {
        let sqs = &self.delivery.sqs;
        match self.settings.provisioned_pollers {
            Some((least, _)) => least.saturating_mul(sqs.poller_concurrency),
            None => sqs.initial.min(self.ceiling()),
        }
    }

    fn ceiling(&self) -> u32 {
        let sqs = &self.delivery.sqs;
        match self.settings.provisioned_pollers {
            Some((_, most)) => most.saturating_mul(sqs.poller_concurrency),
            None => self.settings.maximum_concurrency.map_or(sqs.maximum, |most| most.min(sqs.maximum)),
        }
    }

    /// Time in which the mapping gains one concurrent invocation.
    fn growth_ns(&self) -> u64 {
        let sqs = &self.delivery.sqs;
        let per_minute = match self.settings.provisioned_pollers {
            Some(_) => sqs.poller_growth_per_minute,
            None => sqs.growth_per_minute,
        };
        MINUTE / u64::from(per_minute.max(1))
    }

    /// The message of an arrival, and its group in a FIFO queue.
    pub(super) fn bring(&mut self, request: Request) -> (Message, Option<u32>) {
        let mut message = self.feed.message(request);
        if let Some(groups) = self.settings.message_groups {
            message.group = u32::try_from(self.feed.rng.below(u64::from(groups))).unwrap_or(0);
        }
        (message, self.settings.message_groups.map(|_| message.group))
    }

    pub(super) fn receive(&mut self, now: u64, message: Message) -> Orders {
        self.visible.push(message);
        self.next(now)
    }

    pub(super) fn step(&mut self, now: u64, step: Step) -> Orders {
        let mut fates = Vec::new();
        match step {
            Step::Ended { batch, failed } => self.end(now, batch, failed, &mut fates),
            Step::Abandoned { batch } => self.end(now, batch, true, &mut fates),
            Step::Grow => {
                self.is_growing = false;
                if self.busy >= self.allowed && !self.visible.is_empty() {
                    self.allowed = self.allowed.saturating_add(1).min(self.ceiling());
                }
            }
            Step::Look { .. } | Step::Delivered(_) | Step::GiveUp(..) => {}
        }
        self.reappear(now, &mut fates);
        let mut orders = self.next(now);
        fates.append(&mut orders.fates);
        orders.fates = fates;
        orders
    }

    /// A batch has been processed, or goes back.
    fn end(&mut self, now: u64, batch: u32, failed: bool, fates: &mut Vec<Fate>) {
        let Some(messages) = self.batches.remove(batch) else { return };
        self.busy -= 1;
        let named = self.feed.records.report_batch_item_failures;
        let is_fifo = self.settings.message_groups.is_some();
        let first_poison = messages.iter().position(|message| message.poison);
        let (mut done, mut back) = (Vec::new(), Vec::new());
        for (place, message) in messages.into_iter().enumerate() {
            // In a FIFO queue the function stops at the first message that fails and returns the rest as well.
            let undone =
                named && (message.poison || is_fifo && first_poison.is_some_and(|first| place > first));
            if failed || undone || message.hidden_until < now {
                back.push(message);
            } else {
                done.push(message);
            }
        }
        for message in &done {
            self.visible.settled(message.group);
        }
        if let Some(last) = back.iter().map(|message| message.hidden_until).max() {
            fates.push(Fate::Returned { messages: back.clone(), visible_at: last });
        }
        self.hidden.extend(back.into_iter().map(|message| Reverse((message.hidden_until, message))));
        if !done.is_empty() {
            fates.push(Fate::Completed(done));
        }
    }

    /// Messages whose visibility time-out has passed can be received again, or have been received too often.
    fn reappear(&mut self, now: u64, fates: &mut Vec<Fate>) {
        // A batch that is still gathered loses what shows again meanwhile.
        if let Some(gathered) = self.open.and_then(|(batch, _)| self.batches.get_mut(batch)) {
            let over = gathered.extract_if(.., |message| message.hidden_until <= now);
            self.hidden.extend(over.map(|message| Reverse((message.hidden_until, message))));
        }
        while let Some(&Reverse((at, message))) = self.hidden.peek()
            && at <= now
        {
            self.hidden.pop();
            let most = self.settings.redrive.as_ref().map(|redrive| redrive.max_receive_count);
            if most.is_some_and(|most| message.receives >= most) {
                self.visible.settled(message.group);
                fates.push(Fate::GivenUp {
                    messages: vec![message],
                    reason: GiveUpReason::ReceivedTooOften,
                    kept: true,
                });
            } else {
                self.visible.put_back(message);
            }
        }
    }

    /// What the pollers do next.
    pub(super) fn next(&mut self, now: u64) -> Orders {
        let mut orders = Orders::default();
        // Whatever was hidden by a batch that has just ended wants to be looked at when it is visible.
        if let Some(&Reverse((at, _))) = self.hidden.peek() {
            self.look(now, at, &mut orders);
        }
        let most = self.feed.most(&self.delivery, self.settings.batch_size);
        loop {
            let (batch, closes_at) = match self.open {
                Some(open) => open,
                None if self.busy < self.allowed && !self.visible.is_empty() => {
                    if now < self.poll_at {
                        self.look(now, self.poll_at, &mut orders);
                        break;
                    }
                    let closes_at = now.saturating_add(self.settings.maximum_batching_window_ns);
                    let batch = self.batches.insert(Vec::new());
                    self.busy += 1;
                    self.open = Some((batch, closes_at));
                    if closes_at > now {
                        orders.steps.push((closes_at, Step::Look { batch }));
                    }
                    (batch, closes_at)
                }
                None => break,
            };
            let held = self.gather(now, batch, most, &mut orders.fates);
            if held < most && now < closes_at {
                let shows_at =
                    self.batches.get(batch).and_then(|held| held.iter().map(|it| it.hidden_until).min());
                if let Some(at) = shows_at.filter(|at| *at < closes_at) {
                    self.look(now, at, &mut orders);
                }
                break;
            }
            self.open = None;
            self.poll_at = now.max(self.poll_at).saturating_add(self.polling_ns(held));
            let Some((first, newest)) = self.ends_of(batch) else {
                // All that was taken had been kept too long.
                self.batches.remove(batch);
                self.busy -= 1;
                continue;
            };
            let len = u32::try_from(held).unwrap_or(u32::MAX);
            orders.ready = Some(Ready { batch, first, newest, len, attempt: 1 });
            return orders;
        }
        if self.busy >= self.allowed && !self.visible.is_empty() {
            if self.allowed < self.ceiling() && !self.is_growing {
                self.is_growing = true;
                orders.steps.push((now.saturating_add(self.growth_ns()), Step::Grow));
            }
        } else if self.busy == 0 && self.visible.is_empty() && self.hidden.is_empty() {
            self.allowed = self.initial();
        }
        orders
    }

    /// Comes back at an instant to come, unless it does so earlier anyway.
    fn look(&mut self, now: u64, at: u64, orders: &mut Orders) {
        if self.look_at <= now || at < self.look_at {
            self.look_at = at;
            orders.steps.push((at, Step::Look { batch: 0 }));
        }
    }

    /// Moves visible messages into a batch, as many as it has room for; how many it holds then. What has been kept too long is
    /// thrown away on this occasion.
    fn gather(&mut self, now: u64, batch: u32, most: usize, fates: &mut Vec<Fate>) -> usize {
        let kept_for = self.settings.message_retention_ns;
        let hidden_until = now.saturating_add(self.settings.visibility_timeout_ns);
        let mut held = self.batches.get(batch).map_or(0, Vec::len);
        let mut old = Vec::new();
        while held < most {
            let taken = self.visible.take(most - held);
            if taken.is_empty() {
                break;
            }
            for message in taken {
                if now - message.arrived >= kept_for {
                    self.visible.settled(message.group);
                    old.push(message);
                } else if let Some(messages) = self.batches.get_mut(batch) {
                    messages.push(Message { receives: message.receives + 1, hidden_until, ..message });
                    held += 1;
                }
            }
            // One group at a time.
            if self.settings.message_groups.is_some() {
                break;
            }
        }
        if !old.is_empty() {
            fates.push(Fate::GivenUp { messages: old, reason: GiveUpReason::Age, kept: false });
        }
        held
    }

    /// The first message of a batch, and the newest arrival.
    fn ends_of(&self, batch: u32) -> Option<(Message, u64)> {
        let messages = self.batches.get(batch)?;
        let newest = messages.iter().map(|message| message.arrived).max()?;
        Some((*messages.first()?, newest))
    }

    /// How long provisioned pollers are busy with fetching so many messages; others are not known to have a limit.
    fn polling_ns(&self, messages: usize) -> u64 {
        let sqs = &self.delivery.sqs;
        if self.settings.provisioned_pollers.is_none() {
            return 0;
        }
        let pollers = u128::from((self.allowed / sqs.poller_concurrency.max(1)).max(1));
        let messages = messages as u128;
        let calls = messages.div_ceil(u128::from(sqs.poll_messages.max(1)));
        let by_calls = calls * SECOND / (pollers * u128::from(sqs.poller_calls_per_s.max(1)));
        let kb = messages * u128::from(self.feed.records.kb);
        let by_size = kb * SECOND / (pollers * u128::from(sqs.poller_kb_per_s.max(1)));
        u64::try_from(by_calls.max(by_size)).unwrap_or(u64::MAX)
    }

    /// Messages of a batch, whether one of them makes the invocation fail, what each adds to its time.
    pub(super) fn batch(&self, batch: u32) -> (u64, bool, u64) {
        let messages = self.batches.get(batch).map_or(&[][..], Vec::as_slice);
        let records = &self.feed.records;
        let fails = !records.report_batch_item_failures && messages.iter().any(|message| message.poison);
        (messages.len() as u64, fails, records.time_ns)
    }

    /// What follows from an invocation that ends at `done`. Messages that become visible before are processed again, whatever
    /// comes of it.
    pub(super) fn settle(&mut self, batch: u32, done: u64, failed: bool) -> Settled {
        let mut settled = Settled::later(done, Step::Ended { batch, failed });
        if let Some(messages) = self.batches.get_mut(batch) {
            let early: Vec<Message> =
                messages.iter().copied().filter(|message| message.hidden_until < done).collect();
            messages.retain(|message| message.hidden_until >= done);
            for message in early {
                settled.steps.push((message.hidden_until, Step::Look { batch }));
                self.hidden.push(Reverse((message.hidden_until, message)));
            }
        }
        settled
    }

    /// What follows from a throttle: the batch is tried again until its messages become visible.
    pub(super) fn refused(&mut self, request: Request, now: u64) -> Settled {
        let messages = self.batches.get(request.batch).map_or(&[][..], Vec::as_slice);
        let until = messages.iter().map(|message| message.hidden_until).min().unwrap_or(now);
        let at = now.saturating_add(backoff(&self.delivery, request.attempt.saturating_sub(1)));
        if at >= until {
            return Settled::later(until, Step::Abandoned { batch: request.batch });
        }
        Settled { again: Some(at), retry: Some((at, request)), ..Settled::default() }
    }
}
