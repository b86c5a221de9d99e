//! The clock and the place of the learner on the globe.

use jiff::{Timestamp, tz::TimeZone};

/// This instant.
#[expect(clippy::disallowed_methods, reason = "the one place where the calendar clock is read")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The local time zone; UTC under the name `Etc/Unknown` where the system does not say.
pub fn time_zone() -> TimeZone {
    TimeZone::system()
}

/// A point on the clock that only goes forwards.
#[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
pub fn tick() -> std::time::Instant {
    std::time::Instant::now()
}
