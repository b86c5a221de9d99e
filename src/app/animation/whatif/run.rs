//! What-ifs of a run.

use super::super::{dollars, ns_of_ms};
use super::{Compared, Refused, Shown};
use crate::animation::{Change, Lever, Reel, Scene, Variant, compare};
use crate::scenarios::time;
use crate::text::quantity::grouped;

/// Changes to a run.
#[derive(Debug)]
pub(super) struct OnRun {
    variant: Variant,
    base: Scene,
    original: Option<Box<Reel>>,
    change: Option<Change>,
}

impl OnRun {
    pub(super) fn new(base: &Scene) -> Self {
        Self { variant: Variant::default(), base: base.clone(), original: None, change: None }
    }

    pub(super) fn is_changed(&self) -> bool {
        !self.variant.is_none()
    }

    fn lever(at: usize) -> Lever {
        Lever::ALL.get(at).copied().unwrap_or(Lever::Memory)
    }

    pub(super) fn turn(&mut self, at: usize, up: bool, reel: &mut Reel) -> Result<(), Refused> {
        let mut variant = self.variant.clone();
        variant.turn(Self::lever(at), up, &self.base.scenario)?;
        self.take(variant, reel)
    }

    pub(super) fn reset(&mut self, at: usize, reel: &mut Reel) -> Result<(), Refused> {
        let mut variant = self.variant.clone();
        variant.reset(Self::lever(at));
        self.take(variant, reel)
    }

    fn take(&mut self, variant: Variant, reel: &mut Reel) -> Result<(), Refused> {
        if variant == self.variant {
            return Ok(());
        }
        let original = self.original.get_or_insert_with(|| Box::new(reel.clone()));
        original.seek(reel.now_ns());
        let changed = original.changed(&variant, &self.base).map_err(|_| "there is no price for this")?;
        *reel = changed;
        self.change = if variant.is_none() { None } else { compare(original, reel) };
        self.variant = variant;
        Ok(())
    }

    pub(super) fn shown(&self) -> Vec<Shown> {
        let shown = |lever: Lever| Shown {
            name: lever.name().to_owned(),
            value: self.variant.shown(lever, &self.base.scenario),
            changed: self.variant.has(lever),
        };
        Lever::ALL.into_iter().map(shown).collect()
    }

    pub(super) fn compared(&self) -> Option<Compared> {
        let Change { before, after, whole } = self.change?;
        let time_of = |ms: Option<f64>| ms.map_or_else(|| "–".to_owned(), |ms| time(ns_of_ms(ms)));
        let count = |count: u64| grouped(count.into());
        Some(Compared {
            head: if whole { "whole run" } else { "up to now" },
            rows: vec![
                ("requests", count(before.requests), count(after.requests)),
                ("cold starts", count(before.cold_starts), count(after.cold_starts)),
                ("refused", count(before.throttled), count(after.throttled)),
                ("mean latency", time_of(before.mean_ms), time_of(after.mean_ms)),
                ("p99", time_of(before.p99_ms), time_of(after.p99_ms)),
                ("slowest", time_of(before.max_ms), time_of(after.max_ms)),
                ("cost", dollars(before.cost), dollars(after.cost)),
            ],
        })
    }
}
