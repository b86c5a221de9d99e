//! Asynchronous invocation: Lambda's internal queue, its retries, and what becomes of events that fail.
//!
//! An event is tried at once; the queue itself takes no time. Each wait begins when the attempt before has ended. An event
//! that could be tried again only at or beyond its greatest age is given up when it reaches that age.

use super::super::agenda::Request;
use super::super::delivery::Delivery;
use super::super::event::GiveUpReason;
use super::super::scenario::Asynchronous;
use super::{Settled, Step, backoff};

#[derive(Debug, Clone)]
pub(in super::super) struct Internal {
    settings: Asynchronous,
    delivery: Delivery,
}

impl Internal {
    pub(super) fn new(settings: &Asynchronous, delivery: &Delivery) -> Self {
        Self { settings: settings.clone(), delivery: delivery.clone() }
    }

    /// Whether events that are given up are kept somewhere.
    pub(super) fn keeps_failures(&self) -> bool {
        self.settings.on_failure.is_some()
    }

    /// What follows from an attempt that ends at `done`.
    pub(super) fn settle(&self, request: Request, done: u64, failed: bool) -> Settled {
        if !failed {
            let sent = self.settings.on_success.is_some().then_some((done, Step::Delivered(request)));
            return Settled { answered: true, steps: sent.into_iter().collect(), ..Settled::default() };
        }
        if u32::from(request.failures) >= self.settings.maximum_retry_attempts {
            return Settled::later(done, Step::GiveUp(request, GiveUpReason::RetriesExhausted));
        }
        let [first, second] = self.delivery.async_waits_ns;
        let wait = if request.failures == 0 { first } else { second };
        self.again(Request { failures: request.failures + 1, ..request }, done, wait)
    }

    /// What follows from a throttle. `barred` says that the function may not run at all.
    pub(super) fn refused(&self, request: Request, now: u64, barred: bool) -> Settled {
        if barred {
            return Settled::later(now, Step::GiveUp(request, GiveUpReason::NoConcurrency));
        }
        // Attempts that were neither the first nor follow an error follow a throttle.
        let throttles = request.attempt.saturating_sub(1).saturating_sub(u32::from(request.failures));
        self.again(request, now, backoff(&self.delivery, throttles))
    }

    fn again(&self, request: Request, from: u64, wait: u64) -> Settled {
        let at = from.saturating_add(wait);
        let too_old = request.arrived.saturating_add(self.settings.maximum_event_age_ns);
        if at >= too_old {
            return Settled::later(too_old.max(from), Step::GiveUp(request, GiveUpReason::Age));
        }
        Settled { again: Some(at), retry: Some((at, request)), ..Settled::default() }
    }
}
