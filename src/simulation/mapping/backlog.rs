//! The messages of a queue that can be received: of a standard queue, or of a FIFO queue with its message groups.

use std::collections::VecDeque;

use super::Message;

/// Messages that are visible.
#[derive(Debug, Clone)]
pub(super) enum Visible {
    /// In the order in which they came or came back.
    Standard(VecDeque<Message>),
    /// By message group.
    Fifo(Groups),
}

/// Message groups. A group with a message that has been received gives no other before that one is deleted or visible again.
#[derive(Debug, Clone)]
pub(super) struct Groups {
    groups: Vec<Group>,
    /// Groups that have messages and may give them, the longest waiting first.
    ready: VecDeque<u32>,
}

#[derive(Debug, Clone, Default)]
struct Group {
    messages: VecDeque<Message>,
    /// Messages that were received and are neither deleted nor visible again.
    out: usize,
    is_ready: bool,
}

impl Visible {
    pub(super) fn new(message_groups: Option<u32>) -> Self {
        match message_groups {
            None => Self::Standard(VecDeque::new()),
            Some(groups) => Self::Fifo(Groups {
                groups: vec![Group::default(); usize::try_from(groups).unwrap_or(usize::MAX)],
                ready: VecDeque::new(),
            }),
        }
    }

    /// Whether there is nothing to receive.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Standard(messages) => messages.is_empty(),
            Self::Fifo(groups) => groups.ready.is_empty(),
        }
    }

    /// How many messages wait, those of locked groups included.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Standard(messages) => messages.len(),
            Self::Fifo(groups) => groups.groups.iter().map(|group| group.messages.len()).sum(),
        }
    }

    /// A message comes for the first time.
    pub(super) fn push(&mut self, message: Message) {
        match self {
            Self::Standard(messages) => messages.push_back(message),
            Self::Fifo(groups) => {
                if let Some(group) = groups.groups.get_mut(message.group as usize) {
                    group.messages.push_back(message);
                }
                groups.refresh(message.group);
            }
        }
    }

    /// A message is visible again: at the end of a standard queue, at its old place in its group.
    pub(super) fn put_back(&mut self, message: Message) {
        match self {
            Self::Standard(messages) => messages.push_back(message),
            Self::Fifo(groups) => {
                if let Some(group) = groups.groups.get_mut(message.group as usize) {
                    let place = group.messages.partition_point(|other| other.number < message.number);
                    group.messages.insert(place, message);
                }
                self.settled(message.group);
            }
        }
    }

    /// A message that was received is gone for good, or back.
    pub(super) fn settled(&mut self, group: u32) {
        if let Self::Fifo(groups) = self {
            if let Some(of) = groups.groups.get_mut(group as usize) {
                of.out = of.out.saturating_sub(1);
            }
            groups.refresh(group);
        }
    }

    /// Receives at most `most` messages; those of a FIFO queue are of one group.
    pub(super) fn take(&mut self, most: usize) -> Vec<Message> {
        match self {
            Self::Standard(messages) => messages.drain(..most.min(messages.len())).collect(),
            Self::Fifo(groups) => {
                let Some(at) = groups.ready.pop_front() else { return Vec::new() };
                let Some(group) = groups.groups.get_mut(at as usize) else { return Vec::new() };
                group.is_ready = false;
                let taken: Vec<Message> = group.messages.drain(..most.min(group.messages.len())).collect();
                group.out += taken.len();
                taken
            }
        }
    }
}

impl Groups {
    fn refresh(&mut self, at: u32) {
        if let Some(group) = self.groups.get_mut(at as usize)
            && !group.is_ready
            && group.out == 0
            && !group.messages.is_empty()
        {
            group.is_ready = true;
            self.ready.push_back(at);
        }
    }
}
