//! Random scenarios in which callers wait. Times lie on a coarse grid, so that many things fall on the same instant.

use crate::simulation_support::{S, function, scenario};
use coldstart::simulation::scenario::{
    Arrivals, ClientRetries, End, Function, Init, Jitter, Scenario, Source, Start,
};
use coldstart::simulation::{Distribution, Routing};

/// A small generator of scenarios; nothing of the engine's.
pub struct Dice(pub u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.roll(n) == 0
    }

    /// A constant on a coarse grid, so that many things fall on the same instant.
    fn grid(&mut self, most: u64) -> Distribution {
        Distribution::Constant(self.roll(most + 1) * S / 2)
    }

    fn law(&mut self) -> Distribution {
        match self.roll(4) {
            0 => Distribution::Exponential { mean: 1.5 * S as f64 },
            1 => Distribution::lognormal_from_moments(2.0 * S as f64, 3.0 * S as f64),
            _ => self.grid(6),
        }
    }

    pub fn scenario(&mut self) -> Scenario {
        let functions: Vec<Function> =
            (0..=self.roll(3)).map(|at| self.function(&format!("f{at}"))).collect();
        let end = if self.one_in(3) {
            End::AfterRequests(1 + self.roll(40))
        } else {
            End::At((5 + self.roll(60)) * S)
        };
        let mut made = scenario(end, functions);
        if self.one_in(3) {
            made.warmup_ns = self.roll(20) * S / 2;
        }
        if let End::AfterRequests(requests) = &mut made.end {
            let all: u64 = made
                .functions
                .iter()
                .flat_map(|f| &f.sources)
                .map(|s| if let Arrivals::Times(t) = &s.arrivals { t.len() as u64 } else { 0 })
                .sum();
            *requests = (*requests).min(all.max(1));
        }
        let taken: u32 = made.functions.iter().map(|f| f.reserved.unwrap_or(f.provisioned)).sum();
        made.account.concurrency = taken + 1 + u32::try_from(self.roll(12)).unwrap();
        made.account.scaling_rate = if self.one_in(2) { 1 + u32::try_from(self.roll(6)).unwrap() } else { 0 };
        made.account.request_rate_cap = self.one_in(3);
        made
    }

    fn function(&mut self, name: &str) -> Function {
        let mut made = function(name, self.law(), Arrivals::Times([].into()));
        made.cold = self.one_in(2).then(|| self.law());
        made.idle_timeout = self.grid(12);
        made.maximum_life = self.one_in(4).then(|| self.grid(40));
        made.timeout_ns = self.one_in(3).then(|| (1 + self.roll(6)) * S / 2);
        made.error_share = if self.one_in(4) { 0.2 } else { 0.0 };
        made.crash_share = if self.one_in(4) { 0.2 } else { 0.0 };
        made.routing = [Routing::MostRecentlyUsed, Routing::Newest, Routing::Oldest]
            [usize::try_from(self.roll(3)).unwrap()];
        if self.one_in(3) {
            made.provisioned = u32::try_from(self.roll(4)).unwrap();
        }
        if self.one_in(3) {
            made.reserved = Some(made.provisioned + u32::try_from(self.roll(4)).unwrap());
        }
        if self.one_in(2) {
            let long = if self.one_in(4) { 24 } else { 3 };
            made.start = Start::Init(Init {
                download: self.grid(2),
                extensions: self.grid(1),
                runtime: self.grid(2),
                function: self.grid(long),
            });
        }
        made.sources = (0..=self.roll(2)).map(|_| self.source()).collect();
        made
    }

    fn source(&mut self) -> Source {
        let mut times: Vec<u64> = (0..self.roll(40)).map(|_| self.roll(80) * S / 2).collect();
        if self.one_in(3) {
            let at = self.roll(20) * S;
            times.extend((0..self.roll(20)).map(|_| at));
        }
        times.sort_unstable();
        let client_retries = self.one_in(3).then(|| ClientRetries {
            max_attempts: 1 + u32::try_from(self.roll(4)).unwrap(),
            base_ns: self.roll(3) * S / 2,
            max_backoff_ns: 2 * S,
            jitter: Jitter::None,
            on_throttle: !self.one_in(4),
            on_error: !self.one_in(4),
        });
        Source { client_retries, ..Source::sync(Arrivals::Times(times.into())) }
    }
}
