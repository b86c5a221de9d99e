//! A run that is taken forward in pieces, for progress and for pictures of it.

use super::engine::World;
use super::event::Observer;
use super::figures::Figures;
use super::math::count_to_f64;
use super::scenario::{End, Scenario};
use super::timeline::Timeline;

/// Steps between two looks at the time line of an account: enough that looking costs nothing.
const STRIDE: u64 = 1 << 16;

/// A run from its beginning to its end. The pieces in which it is taken forward change nothing.
#[derive(Debug, Clone)]
pub struct Run<'s> {
    scenario: &'s Scenario,
    world: World,
    timeline: Timeline,
    begun: bool,
    ended: bool,
}

impl<'s> Run<'s> {
    /// A run that has not begun.
    pub fn new(scenario: &'s Scenario, seed: u64) -> Self {
        let end = match scenario.end {
            End::At(end) => Some(end),
            End::AfterRequests(_) => None,
        };
        Self {
            scenario,
            world: World::new(scenario, seed),
            timeline: Timeline::new(end),
            begun: false,
            ended: false,
        }
    }

    /// Goes on for a while: some ten thousand things that happen, a few milliseconds of a processor. False at the end.
    pub fn advance<O: Observer>(&mut self, observer: &mut O) -> bool {
        if self.ended {
            return false;
        }
        if !self.begun {
            self.begun = true;
            self.world.begin(self.scenario, observer);
        }
        let mut left = STRIDE;
        while left > 0 {
            let until = self.timeline.slice_end();
            let (mut busy, mut peak) = (self.world.busy, self.world.peak_busy);
            while self.world.now < until && left > 0 {
                (busy, peak) = (self.world.busy, self.world.peak_busy);
                left -= 1;
                if !self.world.step(observer) {
                    self.ended = true;
                    self.timeline.end(self.world.now, busy, self.world.take_peak());
                    return false;
                }
            }
            if self.world.now >= until {
                // The last step lies beyond the slice, so the slice ends as it was before that step.
                self.timeline.pass(self.world.now, busy, peak);
                self.world.take_peak();
            }
        }
        true
    }

    /// How much of the run is done, from 0 to 1.
    pub fn progress(&self) -> f64 {
        let share = match self.scenario.end {
            End::At(end) => count_to_f64(self.world.now) / count_to_f64(end.max(1)),
            End::AfterRequests(requests) => count_to_f64(self.world.requests) / count_to_f64(requests.max(1)),
        };
        share.clamp(0.0, 1.0)
    }

    /// Busy environments over time, as far as the run has come.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// The figures so far; those of the whole run once it has ended. Invocations that run are counted as they will end.
    pub fn figures(&self) -> Figures {
        self.world.figures(self.scenario)
    }
}
