//! What follows from an attempt, and batches by number.

use super::super::agenda::Request;
use super::Step;

/// What follows from an attempt that was planned or refused.
#[derive(Debug, Clone, Default)]
pub(super) struct Settled {
    /// When it is tried again, for those who tell.
    pub(super) again: Option<u64>,
    /// Whether the request is answered with it.
    pub(super) answered: bool,
    /// The request to try again, and when.
    pub(super) retry: Option<(u64, Request)>,
    pub(super) steps: Vec<(u64, Step)>,
}

impl Settled {
    /// Nothing but a step to come.
    pub(super) fn later(at: u64, step: Step) -> Self {
        Self { steps: vec![(at, step)], ..Self::default() }
    }
}

/// Things by number; numbers are used again.
#[derive(Debug, Clone)]
pub(super) struct Numbered<T> {
    slots: Vec<Option<T>>,
    free: Vec<u32>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), free: Vec::new() }
    }
}

impl<T> Numbered<T> {
    pub(super) fn insert(&mut self, thing: T) -> u32 {
        let at = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX)
        });
        if let Some(slot) = self.slots.get_mut(at as usize) {
            *slot = Some(thing);
        }
        at
    }

    pub(super) fn get(&self, at: u32) -> Option<&T> {
        self.slots.get(at as usize)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, at: u32) -> Option<&mut T> {
        self.slots.get_mut(at as usize)?.as_mut()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.slots.iter().flatten()
    }

    pub(super) fn remove(&mut self, at: u32) -> Option<T> {
        let thing = self.slots.get_mut(at as usize)?.take()?;
        self.free.push(at);
        Some(thing)
    }
}
