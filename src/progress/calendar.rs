//! The learner's calendar: which day an answer belongs to.

use super::Attempt;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Days that begin at a certain hour of the local time: an answer at one in the morning belongs to the evening before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    zone: TimeZone,
    rollover_hour: i8,
}

impl Calendar {
    /// Days of `zone` that begin at 04:00, as in Anki.
    pub fn new(zone: TimeZone) -> Self {
        Self { zone, rollover_hour: 4 }
    }

    /// The same calendar with days that begin at another hour, 0 to 23; what is above counts as 23.
    #[must_use]
    pub fn with_rollover(self, hour: u8) -> Self {
        Self { rollover_hour: i8::try_from(hour.min(23)).unwrap_or(0), ..self }
    }

    /// The learner's day at an instant.
    ///
    /// Decided by the hour on the wall, so a day of 23 or 25 hours begins at the same hour as any other.
    pub fn day(&self, at: Timestamp) -> Date {
        let local = self.zone.to_datetime(at);
        if local.hour() < self.rollover_hour {
            local.date().yesterday().unwrap_or(Date::MIN)
        } else {
            local.date()
        }
    }

    /// The day of an attempt: its own where it has one, so that travelling does not rewrite the past.
    pub fn day_of(&self, attempt: &Attempt) -> Date {
        attempt.day.unwrap_or_else(|| self.day(attempt.at))
    }

    /// The zone whose hours are counted.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn day(zone: &str, at: &str) -> Date {
        Calendar::new(TimeZone::get(zone).unwrap()).day(at.parse().unwrap())
    }

    #[test]
    fn the_night_belongs_to_the_day_before() {
        assert_eq!(day("UTC", "2026-01-06T03:59:59.999Z"), date(2026, 1, 5));
        assert_eq!(day("UTC", "2026-01-06T04:00:00Z"), date(2026, 1, 6));
        assert_eq!(day("Asia/Tokyo", "2026-01-05T19:30:00Z"), date(2026, 1, 6));
        assert_eq!(day("Asia/Tokyo", "2026-01-05T18:30:00Z"), date(2026, 1, 5));
    }

    #[test]
    fn days_of_23_and_25_hours_begin_at_four_on_the_wall() {
        // Clocks go forward at 02:00 on 29 March 2026 and back at 03:00 on 25 October 2026.
        assert_eq!(day("Europe/Berlin", "2026-03-29T01:59:00Z"), date(2026, 3, 28));
        assert_eq!(day("Europe/Berlin", "2026-03-29T02:00:00Z"), date(2026, 3, 29));
        assert_eq!(day("Europe/Berlin", "2026-10-25T02:59:00Z"), date(2026, 10, 24));
        assert_eq!(day("Europe/Berlin", "2026-10-25T03:00:00Z"), date(2026, 10, 25));
    }

    #[test]
    fn the_rollover_can_be_midnight_and_the_ends_of_time_hold() {
        let midnight = Calendar::new(TimeZone::UTC).with_rollover(0);
        assert_eq!(midnight.day("2026-01-06T00:00:00Z".parse().unwrap()), date(2026, 1, 6));
        assert_eq!(Calendar::new(TimeZone::UTC).with_rollover(99).day(Timestamp::MAX), date(9999, 12, 29));
        Calendar::new(TimeZone::UTC).day(Timestamp::MIN);
    }
}
