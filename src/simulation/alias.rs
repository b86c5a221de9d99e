//! An alias that divides a source's requests between two versions, and a deployment that shifts it.
//!
//! Each request is drawn for itself and stays with its version, retries included. A mapping has no requests of its own: each
//! invocation of a batch is drawn.

use super::agenda::{Request, Task};
use super::engine::World;
use super::event::{EventKind, Observer};
use super::mapping::EVENT;
use super::math::{count_to_f64, round_to_u64};
use super::random::Rng;
use super::scenario::{Alarm, Alias, Shift};

/// Where an alias stands.
#[derive(Debug, Clone)]
pub(super) struct AliasState {
    settings: Alias,
    /// Share of requests that goes to the additional version.
    weight: f64,
    rng: Rng,
    /// Ended and failed invocations of the additional version when the alarm last looked.
    seen: (u64, u64),
    is_over: bool,
}

/// What an alias has to do at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum AliasStep {
    /// The next part of the traffic is shifted.
    Shift,
    /// The alarm looks at a period.
    Look,
}

impl AliasState {
    pub(super) fn new(settings: &Alias, rng: Rng) -> Self {
        Self {
            settings: settings.clone(),
            weight: settings.weight,
            rng,
            seen: (0, 0),
            is_over: settings.shift.is_none(),
        }
    }

    /// The version that is deployed.
    pub(super) fn additional(&self) -> usize {
        self.settings.additional
    }

    fn draws_additional(&mut self) -> bool {
        self.weight > 0.0 && self.rng.unit() < self.weight
    }
}

impl World {
    /// Books the beginning of each deployment.
    pub(super) fn begin_shifts(&mut self) {
        for at in 0..self.sources.len() {
            let Some(alias) = &self.sources[at].alias else { continue };
            if let Some(shift) = &alias.settings.shift {
                let starts = shift.starts_ns;
                self.book(starts, u32::try_from(at).unwrap_or(u32::MAX), Task::Alias(AliasStep::Shift));
            }
        }
    }

    /// The version that takes a new request of a source, or an invocation of its mapping: whether it is the additional one, and its place.
    pub(super) fn route(&mut self, source: usize) -> (bool, usize) {
        let source = &mut self.sources[source];
        let additional =
            source.alias.as_mut().and_then(|alias| alias.draws_additional().then(|| alias.additional()));
        additional.map_or((false, source.function as usize), |at| (true, at))
    }

    /// The version that a request was drawn for.
    pub(super) fn version_of(&self, request: Request) -> usize {
        let source = &self.sources[request.source as usize];
        match &source.alias {
            Some(alias) if request.is_additional => alias.additional(),
            _ => source.function as usize,
        }
    }

    /// A request that is tried again, and the version that takes it: the same, but a batch is drawn anew.
    pub(super) fn drawn_again(&mut self, request: Request) -> (Request, usize) {
        if request.batch >= EVENT || self.sources[request.source as usize].alias.is_none() {
            return (request, self.version_of(request));
        }
        let (is_additional, at) = self.route(request.source as usize);
        (Request { is_additional, ..request }, at)
    }

    pub(super) fn step_alias<O: Observer>(&mut self, source: u32, step: AliasStep, observer: &mut O) {
        let now = self.now;
        let Some(alias) = self.sources[source as usize].alias.as_mut().filter(|alias| !alias.is_over) else {
            return;
        };
        let Some(Shift { first, step: share, interval_ns, alarm, .. }) = alias.settings.shift.clone() else {
            return;
        };
        let additional = alias.settings.additional;
        let mut follows = Vec::new();
        match step {
            AliasStep::Shift => {
                let begins = alias.weight <= 0.0;
                alias.weight = if begins { first } else { (alias.weight + share).min(1.0) };
                // Sums of tenths miss one by a hair.
                if alias.weight > 1.0 - 1e-9 {
                    alias.weight = 1.0;
                } else {
                    follows.push((now.saturating_add(interval_ns), AliasStep::Shift));
                }
                if let Some(alarm) = alarm.filter(|_| begins) {
                    follows.push((now.saturating_add(alarm.period_ns), AliasStep::Look));
                }
                // After the last shift nothing can be rolled back but by hand.
                alias.is_over = alias.weight >= 1.0;
                let per_mille = u32::try_from(round_to_u64(alias.weight * 1000.0)).unwrap_or(1000);
                self.say(additional, EventKind::TrafficShifted { per_mille }, observer);
            }
            AliasStep::Look => {
                // Invocations that are under way count here as they will end, observed or not.
                let state = &self.functions[additional];
                let (ended, failed) =
                    if O::ACTIVE { state.foreseen } else { (state.tally.usage.requests, state.tally.errors) };
                let Some(Alarm { error_share, period_ns }) = alarm else { return };
                let (all, bad) = (ended - alias.seen.0, failed - alias.seen.1);
                alias.seen = (ended, failed);
                if all > 0 && count_to_f64(bad) >= error_share * count_to_f64(all) && bad > 0 {
                    alias.weight = 0.0;
                    alias.is_over = true;
                    let kind = EventKind::RolledBack { errors: bad, invocations: all };
                    self.say(additional, kind, observer);
                } else {
                    follows.push((now.saturating_add(period_ns), AliasStep::Look));
                }
            }
        }
        // Nobody waits for a deployment that has no traffic any more.
        if self.requests_left == 0 {
            return;
        }
        for (at, step) in follows {
            self.book(at, source, Task::Alias(step));
        }
    }
}
