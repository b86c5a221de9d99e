//! A queue as a list of messages, each of which knows where it is. Whatever is asked of it, the whole list is looked through.

use coldstart::simulation::scenario::Queue;
use coldstart::simulation::{Delivery, GiveUpReason};

const SECOND: u128 = 1_000_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Can be received; the order in which it came or came back.
    Visible(u64),
    /// Received until then, and in a batch.
    Taken(u64, usize),
    /// Received until then, and its batch is gone.
    Hidden(u64),
}

#[derive(Debug, Clone)]
pub struct Message {
    pub number: u64,
    pub arrived: u64,
    pub group: u32,
    pub poison: bool,
    receives: u32,
    place: Place,
}

impl Message {
    pub fn new(number: u64, arrived: u64, group: u32, poison: bool) -> Self {
        Self { number, arrived, group, poison, receives: 0, place: Place::Visible(0) }
    }
}

/// What has become of messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    Completed(Vec<(u64, u64)>),
    Returned(Vec<u64>, u64),
    GivenUp(Vec<(u64, u64)>, GiveUpReason, bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Batch {
    Gathers(u64),
    Out,
    Gone,
}

pub struct NaiveQueue<'a> {
    set: &'a Queue,
    limits: &'a Delivery,
    /// In the order in which they were last received, and before that in which they came.
    messages: Vec<Message>,
    batches: Vec<Batch>,
    allowed: u32,
    pub grows: bool,
    polls_from: u64,
    order: u64,
    /// Since when each message group can be received from.
    ready: Vec<Option<u64>>,
}

impl<'a> NaiveQueue<'a> {
    pub fn new(set: &'a Queue, limits: &'a Delivery) -> Self {
        let mut made = Self {
            set,
            limits,
            messages: Vec::new(),
            batches: Vec::new(),
            allowed: 0,
            grows: false,
            polls_from: 0,
            order: 0,
            ready: vec![None; set.message_groups.unwrap_or(0) as usize],
        };
        made.allowed = made.least();
        made
    }

    fn least(&self) -> u32 {
        match self.set.provisioned_pollers {
            Some((least, _)) => least * self.limits.sqs.poller_concurrency,
            None => self.limits.sqs.initial.min(self.most()),
        }
    }

    fn most(&self) -> u32 {
        match self.set.provisioned_pollers {
            Some((_, most)) => most * self.limits.sqs.poller_concurrency,
            None => self.set.maximum_concurrency.unwrap_or(u32::MAX).min(self.limits.sqs.maximum),
        }
    }

    pub fn grows_after(&self) -> u64 {
        let a_minute = match self.set.provisioned_pollers {
            Some(_) => self.limits.sqs.poller_growth_per_minute,
            None => self.limits.sqs.growth_per_minute,
        };
        60_000_000_000 / u64::from(a_minute)
    }

    pub fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.busy() == 0
    }

    fn busy(&self) -> u32 {
        u32::try_from(self.batches.iter().filter(|batch| **batch != Batch::Gone).count()).unwrap()
    }

    fn in_batch(&self, batch: usize) -> Vec<usize> {
        let holds = |it: &Message| matches!(it.place, Place::Taken(_, of) if of == batch);
        (0..self.messages.len()).filter(|at| holds(&self.messages[*at])).collect()
    }

    /// Messages that the next call of a poller may bring, in their order.
    fn receivable(&self) -> Vec<usize> {
        let group =
            (0..self.ready.len()).filter(|at| self.ready[*at].is_some()).min_by_key(|at| self.ready[*at]);
        let mut found: Vec<(u64, usize)> = Vec::new();
        for (at, message) in self.messages.iter().enumerate() {
            let Place::Visible(order) = message.place else { continue };
            if self.ready.is_empty() {
                found.push((order, at));
            } else if group == Some(message.group as usize) {
                found.push((message.number, at));
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(_, at)| at).collect()
    }

    /// A group gives messages only while none of its messages is out.
    fn look_at_groups(&mut self) {
        for group in 0..self.ready.len() {
            let mine = || self.messages.iter().filter(|it| it.group as usize == group);
            let all_here = mine().all(|it| matches!(it.place, Place::Visible(_)));
            if mine().next().is_none() || !all_here {
                self.ready[group] = None;
            } else if self.ready[group].is_none() {
                self.order += 1;
                self.ready[group] = Some(self.order);
            }
        }
    }

    fn forget(&mut self, numbers: &[u64]) {
        for number in numbers {
            self.messages.retain(|it| it.number != *number);
            self.look_at_groups();
        }
    }

    fn show(&mut self, at: usize) {
        self.order += 1;
        self.messages[at].place = Place::Visible(self.order);
        self.look_at_groups();
    }

    pub fn comes(&mut self, message: Message) {
        self.messages.push(message);
        self.show(self.messages.len() - 1);
    }

    /// When something changes by itself: a message shows again, a window closes, the pollers may call.
    pub fn looks_at(&self, now: u64) -> Option<u64> {
        let shows = self.messages.iter().filter_map(|it| match it.place {
            Place::Hidden(until) => Some(until),
            Place::Taken(until, batch) if matches!(self.batches[batch], Batch::Gathers(_)) => Some(until),
            _ => None,
        });
        let closes = self.batches.iter().filter_map(|it| match it {
            Batch::Gathers(until) => Some(*until),
            _ => None,
        });
        let polls = (self.busy() < self.allowed && !self.receivable().is_empty()).then_some(self.polls_from);
        shows.chain(closes).chain(polls).filter(|at| *at > now).min()
    }

    pub fn grow(&mut self) {
        self.grows = false;
        if self.busy() >= self.allowed && !self.receivable().is_empty() {
            self.allowed = (self.allowed + 1).min(self.most());
        }
    }

    /// Messages whose time-out is over show again, or have been received too often.
    pub fn reappear(&mut self, now: u64) -> Vec<Fate> {
        let mut fates = Vec::new();
        loop {
            let over = self.messages.iter().enumerate().filter_map(|(at, it)| match it.place {
                Place::Hidden(until) if until <= now => Some((until, it.number, at)),
                Place::Taken(until, batch)
                    if until <= now && matches!(self.batches[batch], Batch::Gathers(_)) =>
                {
                    Some((until, it.number, at))
                }
                _ => None,
            });
            let Some((_, number, at)) = over.min() else { return fates };
            let most = self.set.redrive.as_ref().map_or(u32::MAX, |redrive| redrive.max_receive_count);
            if self.messages[at].receives >= most {
                let gone = vec![(number, self.messages[at].arrived)];
                self.forget(&[number]);
                fates.push(Fate::GivenUp(gone, GiveUpReason::ReceivedTooOften, true));
            } else {
                self.show(at);
            }
        }
    }

    /// A batch to send, if there is one; else what the mapping does about its concurrency: whether it begins to grow.
    pub fn poll(&mut self, now: u64) -> (Vec<Fate>, Option<usize>, bool) {
        let mut fates = Vec::new();
        let fit = self.limits.batch_kb.checked_div(self.set.records.kb).unwrap_or(u64::MAX).max(1);
        let size = usize::try_from(fit.min(u64::from(self.set.batch_size))).unwrap();
        loop {
            let open = self.batches.iter().position(|batch| matches!(batch, Batch::Gathers(_)));
            let Some(batch) = open.or_else(|| self.open(now)) else { break };
            let Batch::Gathers(closes) = self.batches[batch] else { unreachable!() };
            let is_old = |it: &Message| now - it.arrived >= self.set.message_retention_ns;
            let (mut old, mut fresh, mut room) = (Vec::new(), Vec::new(), size - self.in_batch(batch).len());
            for at in self.receivable() {
                let message = &self.messages[at];
                // Those of a FIFO queue come in one call, which brings no more than the batch has room for.
                let is_full = if self.ready.is_empty() { room == 0 } else { old.len() + fresh.len() == size };
                if is_full {
                    break;
                }
                if is_old(message) {
                    old.push((message.number, message.arrived));
                } else {
                    fresh.push(message.number);
                    room -= 1;
                }
            }
            // A group that has given messages stands behind the others.
            if let Some(first) = self.receivable().first() {
                let group = self.messages[*first].group as usize;
                if let Some(ready) = self.ready.get_mut(group) {
                    *ready = None;
                }
            }
            for number in fresh {
                let at = self.messages.iter().position(|it| it.number == number).unwrap();
                let mut message = self.messages.remove(at);
                message.receives += 1;
                message.place = Place::Taken(now + self.set.visibility_timeout_ns, batch);
                self.messages.push(message);
            }
            self.look_at_groups();
            if !old.is_empty() {
                self.forget(&old.iter().map(|it| it.0).collect::<Vec<_>>());
                fates.push(Fate::GivenUp(old, GiveUpReason::Age, false));
            }
            let held = self.in_batch(batch).len();
            if held < size && now < closes {
                break;
            }
            self.polls_from = now.max(self.polls_from) + self.polling(held);
            if held == 0 {
                self.batches[batch] = Batch::Gone;
                continue;
            }
            self.batches[batch] = Batch::Out;
            return (fates, Some(batch), false);
        }
        let more = !self.receivable().is_empty();
        let mut begins = false;
        if self.busy() >= self.allowed && more {
            begins = self.allowed < self.most() && !self.grows;
            self.grows |= begins;
        } else if self.is_empty() {
            self.allowed = self.least();
        }
        (fates, None, begins)
    }

    fn open(&mut self, now: u64) -> Option<usize> {
        if self.busy() >= self.allowed || self.receivable().is_empty() || now < self.polls_from {
            return None;
        }
        self.batches.push(Batch::Gathers(now + self.set.maximum_batching_window_ns));
        Some(self.batches.len() - 1)
    }

    fn polling(&self, messages: usize) -> u64 {
        if self.set.provisioned_pollers.is_none() {
            return 0;
        }
        let sqs = &self.limits.sqs;
        let pollers = u128::from((self.allowed / sqs.poller_concurrency).max(1));
        let messages = messages as u128;
        let calls = messages.div_ceil(u128::from(sqs.poll_messages));
        let by_calls = calls * SECOND / (pollers * u128::from(sqs.poller_calls_per_s));
        let kb = messages * u128::from(self.set.records.kb);
        let by_size = kb * SECOND / (pollers * u128::from(sqs.poller_kb_per_s));
        u64::try_from(by_calls.max(by_size)).unwrap()
    }

    /// Messages of a batch, in the order in which they were received.
    pub fn held(&self, batch: usize) -> Vec<&Message> {
        self.in_batch(batch).into_iter().map(|at| &self.messages[at]).collect()
    }

    /// When the first message of a batch shows again.
    pub fn shows_at(&self, batch: usize) -> u64 {
        let until = |at: usize| match self.messages[at].place {
            Place::Taken(until, _) => until,
            _ => u64::MAX,
        };
        self.in_batch(batch).into_iter().map(until).min().unwrap_or(u64::MAX)
    }

    /// An invocation has begun: messages that show again before it ends are no longer its own.
    pub fn begun(&mut self, batch: usize, done: u64) {
        for at in self.in_batch(batch) {
            if let Place::Taken(until, _) = self.messages[at].place
                && until < done
            {
                self.messages[at].place = Place::Hidden(until);
            }
        }
    }

    /// A batch has been processed, or goes back.
    pub fn ended(&mut self, batch: usize, failed: bool) -> Vec<Fate> {
        self.batches[batch] = Batch::Gone;
        let mine = self.in_batch(batch);
        let first_poison = mine.iter().position(|at| self.messages[*at].poison);
        let (mut done, mut back, mut last) = (Vec::new(), Vec::new(), 0);
        for (place, at) in mine.into_iter().enumerate() {
            let message = &mut self.messages[at];
            let Place::Taken(until, _) = message.place else { unreachable!() };
            let behind =
                self.set.message_groups.is_some() && first_poison.is_some_and(|first| place >= first);
            let named = self.set.records.report_batch_item_failures && (message.poison || behind);
            if failed || named {
                message.place = Place::Hidden(until);
                back.push(message.number);
                last = last.max(until);
            } else {
                done.push((message.number, message.arrived));
            }
        }
        self.forget(&done.iter().map(|it| it.0).collect::<Vec<_>>());
        let mut fates = Vec::new();
        if !back.is_empty() {
            fates.push(Fate::Returned(back, last));
        }
        if !done.is_empty() {
            fates.push(Fate::Completed(done));
        }
        fates
    }
}
