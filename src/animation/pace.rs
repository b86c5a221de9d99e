//! How fast a run is played, and how long idle stretches are folded.

use std::time::Duration;

/// Virtual time over real time, as a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Speed {
    /// Virtual seconds …
    pub times: u32,
    /// … in so many real ones.
    pub over: u32,
}

impl Speed {
    /// How people read it: `×1/20`, `×500`.
    pub fn label(self) -> String {
        if self.over == 1 {
            format!("×{}", crate::text::quantity::grouped(self.times.into()))
        } else {
            format!("×1/{}", self.over)
        }
    }

    /// Virtual nanoseconds in a real time.
    pub fn virtual_ns(self, real: Duration) -> u64 {
        let ns = real.as_nanos() * u128::from(self.times) / u128::from(self.over.max(1));
        u64::try_from(ns).unwrap_or(u64::MAX)
    }

    /// The real time that virtual nanoseconds take.
    pub fn real(self, virtual_ns: u64) -> Duration {
        let ns = u128::from(virtual_ns) * u128::from(self.over) / u128::from(self.times.max(1));
        Duration::from_nanos(u64::try_from(ns).unwrap_or(u64::MAX))
    }
}

const fn slow(over: u32) -> Speed {
    Speed { times: 1, over }
}

const fn fast(times: u32) -> Speed {
    Speed { times, over: 1 }
}

/// The speeds that can be chosen, from a hundredth of real time to ten thousand times.
pub const SPEEDS: [Speed; 19] = [
    slow(100),
    slow(50),
    slow(20),
    slow(10),
    slow(5),
    slow(2),
    fast(1),
    fast(2),
    fast(5),
    fast(10),
    fast(20),
    fast(50),
    fast(100),
    fast(200),
    fast(500),
    fast(1000),
    fast(2000),
    fast(5000),
    fast(10_000),
];

/// An idle stretch is folded if watching it would take longer than this.
const PATIENCE: Duration = Duration::from_millis(1500);
/// What is left of a folded stretch, before it and after.
const LEFT: Duration = Duration::from_millis(400);

/// Whether a run plays, and how fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    at: usize,
    playing: Option<Duration>,
}

impl Pace {
    /// Standing still, at the speed `at` of [`SPEEDS`].
    pub fn new(at: usize) -> Self {
        Self { at: at.min(SPEEDS.len() - 1), playing: None }
    }

    /// The speed.
    pub fn speed(self) -> Speed {
        SPEEDS.get(self.at).copied().unwrap_or(fast(1))
    }

    /// A faster or slower one; false at the end of the scale.
    pub fn shift(&mut self, by: isize) -> bool {
        let to = self.at.saturating_add_signed(by).min(SPEEDS.len() - 1);
        std::mem::replace(&mut self.at, to) != to
    }

    /// Whether it plays.
    pub fn is_playing(self) -> bool {
        self.playing.is_some()
    }

    /// Starts at `tick` of a clock that only goes forwards.
    pub fn play(&mut self, tick: Duration) {
        self.playing = Some(tick);
    }

    /// Stops.
    pub fn pause(&mut self) {
        self.playing = None;
    }

    /// Real time since the last look at the clock; nothing while it stands still. A program that slept for long goes on where it was.
    pub fn elapsed(&mut self, tick: Duration) -> Duration {
        const LONGEST: Duration = Duration::from_millis(250);
        match &mut self.playing {
            Some(last) => {
                let passed = tick.saturating_sub(*last).min(LONGEST);
                *last = tick;
                passed
            }
            None => Duration::ZERO,
        }
    }

    /// Where to go on in an idle stretch that ends at `next_ns`: `now_ns` itself unless it would take too long to watch.
    pub fn folded(self, now_ns: u64, since_ns: u64, next_ns: u64) -> u64 {
        let speed = self.speed();
        let long = speed.real(next_ns.saturating_sub(since_ns)) > PATIENCE;
        let shown = now_ns.saturating_sub(since_ns) >= speed.virtual_ns(LEFT);
        let target = next_ns.saturating_sub(speed.virtual_ns(LEFT));
        if long && shown && target > now_ns { target } else { now_ns }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_rise_from_a_hundredth_to_ten_thousand() {
        let ns = |speed: &Speed| speed.virtual_ns(Duration::from_secs(1));
        assert!(SPEEDS.windows(2).all(|pair| ns(&pair[0]) < ns(&pair[1])));
        assert_eq!((ns(&SPEEDS[0]), ns(&SPEEDS[18])), (10_000_000, 10_000_000_000_000));
        for speed in SPEEDS {
            assert_eq!(speed.real(ns(&speed)), Duration::from_secs(1), "{}", speed.label());
        }
    }

    #[test]
    fn a_clock_counts_only_while_playing() {
        let at = Duration::from_millis;
        let mut pace = Pace::new(6);
        assert_eq!(pace.elapsed(at(50)), Duration::ZERO);
        pace.play(at(100));
        assert_eq!((pace.elapsed(at(130)), pace.elapsed(at(130))), (at(30), Duration::ZERO));
        assert_eq!(pace.elapsed(at(9_000)), at(250), "after a suspension it does not leap");
        pace.pause();
        assert_eq!(pace.elapsed(at(9_100)), Duration::ZERO);
    }

    #[test]
    fn long_idle_stretches_are_folded() {
        let second = 1_000_000_000;
        let pace = Pace::new(6);
        assert_eq!(pace.folded(10 * second, 10 * second, 11 * second), 10 * second, "short enough");
        assert_eq!(pace.folded(10 * second, 10 * second, 600 * second), 10 * second, "its beginning is seen");
        assert_eq!(pace.folded(10 * second + second / 2, 10 * second, 600 * second), 599_600_000_000);
    }
}
