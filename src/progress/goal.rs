//! What somebody learns toward: a day, and the minutes that each day until then has.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A day to be ready on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// The learner's day of the exam or interview.
    pub on: Date,
    /// Minutes of practice that a day has.
    pub minutes: u32,
    /// Topics that count; all where empty.
    #[serde(default)]
    pub topics: Vec<String>,
}

/// Why a day cannot be learnt toward.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GoalError {
    /// Not a date.
    #[error(
        "`{found}` is not a date; accepted are `2026-12-05`, a day of the week, `tomorrow`, and `in 10 days` or `in 2 weeks`"
    )]
    NotADate {
        /// What was typed, made printable.
        found: String,
    },
    /// Before today.
    #[error("{on} has passed; today is {today}")]
    Past {
        /// The day given.
        on: Date,
        /// The learner's day.
        today: Date,
    },
    /// Too far away for planning days.
    #[error("{on} is more than a year away; come nearer, and review day by day until then")]
    TooFar {
        /// The day given.
        on: Date,
    },
    /// No time at all, or more than a day has.
    #[error("{minutes} minutes a day cannot be planned with; accepted are 1 to 600")]
    Minutes {
        /// The number given.
        minutes: u32,
    },
}

impl Goal {
    /// Minutes of a day where nothing else is said.
    pub const MINUTES: u32 = 20;

    /// Days from `today` to the day; zero on it and after it.
    pub fn days_left(&self, today: Date) -> u32 {
        crate::memory::elapsed_days(today, self.on)
    }

    /// A goal, if it can be planned for on `today`.
    pub fn new(on: Date, minutes: u32, topics: Vec<String>, today: Date) -> Result<Self, GoalError> {
        if on < today {
            return Err(GoalError::Past { on, today });
        }
        if crate::memory::elapsed_days(today, on) > 366 {
            return Err(GoalError::TooFar { on });
        }
        if !(1..=600).contains(&minutes) {
            return Err(GoalError::Minutes { minutes });
        }
        Ok(Self { on, minutes, topics })
    }

    /// Reads the day as people say it: `2026-12-05`, `friday` (the next one, not today), `tomorrow`, `in 10 days`, `in 2 weeks`.
    pub fn read_day(typed: &str, today: Date) -> Result<Date, GoalError> {
        let words = typed.trim().to_lowercase();
        let not_a_date = || GoalError::NotADate {
            found: typed
                .trim()
                .chars()
                .take(40)
                .map(|c| if c.is_control() { '\u{fffd}' } else { c })
                .collect(),
        };
        if let Ok(date) = words.parse::<Date>() {
            return Ok(date);
        }
        let days = match words.as_str() {
            "today" => 0,
            "tomorrow" => 1,
            _ => match day_of_week(&words) {
                Some(weekday) => {
                    let ahead = i64::from(today.weekday().until(weekday));
                    if ahead == 0 { 7 } else { ahead }
                }
                None => distance(&words).ok_or_else(not_a_date)?,
            },
        };
        today.checked_add(jiff::Span::new().days(days)).map_err(|_| not_a_date())
    }
}

fn day_of_week(word: &str) -> Option<jiff::civil::Weekday> {
    use jiff::civil::Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    let days = [
        ("monday", Monday),
        ("tuesday", Tuesday),
        ("wednesday", Wednesday),
        ("thursday", Thursday),
        ("friday", Friday),
        ("saturday", Saturday),
        ("sunday", Sunday),
    ];
    let word = word.strip_prefix("on ").or_else(|| word.strip_prefix("next ")).unwrap_or(word);
    days.into_iter()
        .find(|(name, _)| *name == word || (word.len() == 3 && name.starts_with(word)))
        .map(|(_, day)| day)
}

/// `in 10 days`, `2 weeks`, `10d`.
fn distance(words: &str) -> Option<i64> {
    let words = words.strip_prefix("in ").unwrap_or(words).trim();
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = words.split_at_checked(digits)?;
    let number: i64 = number.parse().ok().filter(|number| *number <= 10_000)?;
    match unit.trim() {
        "d" | "day" | "days" => Some(number),
        "w" | "week" | "weeks" => Some(number * 7),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_as_people_say_them() {
        // A Saturday.
        let today = date(2026, 11, 21);
        for (typed, expected) in [
            ("2026-12-05", date(2026, 12, 5)),
            (" tomorrow ", date(2026, 11, 22)),
            ("today", today),
            ("Friday", date(2026, 11, 27)),
            ("next sat", date(2026, 11, 28)),
            ("in 10 days", date(2026, 12, 1)),
            ("2 weeks", date(2026, 12, 5)),
            ("3d", date(2026, 11, 24)),
        ] {
            assert_eq!(Goal::read_day(typed, today), Ok(expected), "{typed}");
        }
        for typed in
            ["", "soon", "2026-13-01", "05.12.2026", "in days", "99999999999 days", "-3 days", "in 2 months"]
        {
            assert!(matches!(Goal::read_day(typed, today), Err(GoalError::NotADate { .. })), "{typed}");
        }
        assert!(!Goal::read_day("a\u{1b}[2J", today).unwrap_err().to_string().contains('\u{1b}'));
    }

    #[test]
    fn what_cannot_be_planned_is_refused() {
        let today = date(2026, 11, 21);
        let goal = |on, minutes| Goal::new(on, minutes, Vec::new(), today);
        assert_eq!(
            goal(date(2026, 11, 20), 20).unwrap_err().to_string(),
            "2026-11-20 has passed; today is 2026-11-21"
        );
        assert!(goal(today, 20).is_ok());
        assert_eq!(goal(date(2028, 1, 1), 20), Err(GoalError::TooFar { on: date(2028, 1, 1) }));
        assert_eq!(goal(today, 0), Err(GoalError::Minutes { minutes: 0 }));
    }
}
