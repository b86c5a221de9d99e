//! When the next frame may be drawn: a pure struct, so that its rule is tested without a terminal or a clock.

use std::time::{Duration, Instant};

/// Keeps frames apart by [`FrameLimiter::GAP`]. A change after a quiet while is drawn at once; changes in quick succession
/// share frames.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct FrameLimiter {
    last: Option<Instant>,
}

impl FrameLimiter {
    /// Shortest time between two frames: 125 frames a second, above what terminals show.
    pub(super) const GAP: Duration = Duration::from_millis(8);

    /// How long to wait at `now` before drawing; zero means at once.
    pub(super) fn wait(self, now: Instant) -> Duration {
        let passed = self.last.map_or(Self::GAP, |last| now.saturating_duration_since(last));
        Self::GAP.saturating_sub(passed)
    }

    /// Notes that a frame was drawn at `now`.
    pub(super) fn drawn(&mut self, now: Instant) {
        self.last = Some(now);
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "an instant cannot be made from nothing; only differences matter"
)]
mod tests {
    use super::*;

    #[test]
    fn the_first_frame_is_drawn_at_once() {
        assert_eq!(FrameLimiter::default().wait(Instant::now()), Duration::ZERO);
    }

    #[test]
    fn a_change_waits_for_the_rest_of_the_gap_only() {
        let start = Instant::now();
        let mut limiter = FrameLimiter::default();
        limiter.drawn(start);
        assert_eq!(limiter.wait(start), FrameLimiter::GAP);
        assert_eq!(limiter.wait(start + Duration::from_millis(5)), Duration::from_millis(3));
        assert_eq!(limiter.wait(start + FrameLimiter::GAP), Duration::ZERO);
        assert_eq!(limiter.wait(start + Duration::from_secs(1)), Duration::ZERO);
    }

    #[test]
    fn a_clock_that_stands_still_or_goes_back_only_waits() {
        let start = Instant::now();
        let mut limiter = FrameLimiter::default();
        limiter.drawn(start + Duration::from_secs(1));
        assert_eq!(limiter.wait(start), FrameLimiter::GAP);
    }
}
