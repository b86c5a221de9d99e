//! Learning toward a date: each day's minutes go where they raise recall on that day most.
//!
//! The gain of asking a memory today is the recall predicted for the date after asking (over both outcomes, as likely as the model
//! holds them) less the recall predicted without. The greatest gains come first. In the last two days something new is begun only
//! with time that what was begun before does not need.

use super::standing::Standing;
use crate::memory::{Grade, Review, Scheduler, State, elapsed_days};
use crate::progress::Goal;
use crate::text::random::{Random, seed_from};
use jiff::civil::Date;

/// How likely each grade is at the first answer: 45, 15, 30 and 10 % (the learner of the research behind the planner).
const FIRST_GRADES: [(Grade, f64); 4] =
    [(Grade::Again, 0.45), (Grade::Hard, 0.15), (Grade::Good, 0.30), (Grade::Easy, 0.10)];
/// Days before the date on which new memories come after all others.
const NEW_LAST: u32 = 2;
/// Seconds of a question, reading its explanation included, as long as nothing is known of the learner.
const SECONDS_EACH: u32 = 40;
/// Seconds for reading an explanation, beside the time of the answer.
const READING: u64 = 15;

/// Chooses what to ask on a day.
#[derive(Debug, Clone, Copy)]
pub struct Planner<'a> {
    scheduler: &'a Scheduler,
    on: Date,
}

impl<'a> Planner<'a> {
    /// A planner toward `on`.
    pub fn new(scheduler: &'a Scheduler, on: Date) -> Self {
        Self { scheduler, on }
    }

    /// How much the predicted recall on the date rises if a memory is asked on `day`.
    pub fn gain(&self, state: Option<&State>, day: Date) -> f64 {
        let ahead = f64::from(elapsed_days(day, self.on));
        let recall = |state: &State| self.scheduler.retrievability(state.stability, ahead);
        let after = |grade| recall(&self.scheduler.next(state, Review { day, grade }));
        match state {
            None => FIRST_GRADES.iter().map(|(grade, chance)| chance * after(*grade)).sum(),
            Some(before) => {
                let chance = before.recall(self.scheduler, day);
                chance * after(Grade::Good) + (1.0 - chance) * after(Grade::Again)
                    - before.recall(self.scheduler, self.on.max(day))
            }
        }
    }

    /// The places of at most `room` memories to ask on `day`, the greatest gain first. What was asked that day already is left out;
    /// what is new comes last in the last two days, and is all there is for somebody who has only just begun.
    pub fn choose(&self, states: &[Option<State>], day: Date, room: usize) -> Vec<usize> {
        let new_last = elapsed_days(day, self.on) <= NEW_LAST;
        let mut gains: Vec<(f64, usize)> = states
            .iter()
            .enumerate()
            .filter(|(_, state)| state.as_ref().is_none_or(|state| state.last < day))
            .map(|(at, state)| (self.gain(state.as_ref(), day), at))
            .collect();
        // Of equal gains, which new memories have, the first of the course comes first.
        let waits = |at: usize| new_last && states.get(at).is_some_and(Option::is_none);
        gains.sort_by(|a, b| waits(a.1).cmp(&waits(b.1)).then(b.0.total_cmp(&a.0)).then(a.1.cmp(&b.1)));
        gains.into_iter().take(room).map(|(_, at)| at).collect()
    }

    /// Mean recall predicted for the date; what was never asked counts as 0.
    pub fn mean_recall(&self, states: &[Option<State>]) -> f64 {
        if states.is_empty() {
            return 0.0;
        }
        let recall = |state: &State| state.recall(self.scheduler, self.on);
        // The sum of no numbers would be a zero with a minus.
        let sum = states.iter().flatten().map(recall).fold(0.0, |sum, recall| sum + recall);
        #[expect(clippy::cast_precision_loss, reason = "a course has fewer memories than that")]
        let count = states.len() as f64;
        sum / count
    }
}

/// A day of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The learner's day.
    pub date: Date,
    /// Memories begun.
    pub new: usize,
    /// Memories asked again.
    pub reviews: usize,
}

/// What lies between today and the date.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What is planned for.
    pub goal: Goal,
    /// Days that are left, today included and the date not, as the planner expects them.
    pub days: Vec<Day>,
    /// Questions that a day's minutes are enough for.
    pub per_day: usize,
    /// Questions that are left of today.
    pub left_today: usize,
    /// Mean recall predicted for the date if nothing more is asked.
    pub without: f64,
    /// Mean recall predicted for the date if every day is used.
    pub with: f64,
    /// Memories that count.
    pub items: usize,
    /// Memories that there is no time to begin.
    pub left_out: usize,
}

/// Seconds that a question takes this learner, from the median of the latest answers and the time to read an explanation.
pub fn seconds_each(standing: &Standing<'_>) -> u32 {
    let attempts =
        standing.progress.attempts().iter().rev().filter(|attempt| !attempt.undone && attempt.took_ms > 0);
    let mut times: Vec<u64> = attempts.take(50).map(|attempt| attempt.took_ms.min(120_000) / 1_000).collect();
    if times.len() < 10 {
        return SECONDS_EACH;
    }
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    u32::try_from(median + READING).unwrap_or(SECONDS_EACH)
}

impl Plan {
    /// The plan of a learner who forgets as the model says, over `states`. `spent_s` seconds of today are used already.
    ///
    /// What the days will bring is played through with random outcomes of a fixed seed, so the same log gives the same plan.
    pub fn of(
        goal: &Goal,
        scheduler: &Scheduler,
        states: &[Option<State>],
        today: Date,
        (seconds_each, spent_s): (u32, u64),
    ) -> Self {
        let planner = Planner::new(scheduler, goal.on);
        let budget = u64::from(goal.minutes) * 60;
        let questions = |seconds: u64| usize::try_from(seconds / u64::from(seconds_each.max(1))).unwrap_or(0);
        let per_day = questions(budget).max(1);
        let left_today = questions(budget.saturating_sub(spent_s));
        let mut random = Random::new(seed_from(&["plan"], u64::from(elapsed_days(today, goal.on))));
        let mut played = states.to_vec();
        let mut days = Vec::new();
        let mut date = today;
        while date < goal.on {
            let room = if date == today { left_today } else { per_day };
            let mut day = Day { date, new: 0, reviews: 0 };
            for at in planner.choose(&played, date, room) {
                let Some(state) = played.get_mut(at) else { continue };
                let grade = match state {
                    None => {
                        day.new += 1;
                        first_grade(&mut random)
                    }
                    Some(before) => {
                        day.reviews += 1;
                        let recalled = random_share(&mut random) < before.recall(scheduler, date);
                        if recalled { Grade::Good } else { Grade::Again }
                    }
                };
                *state = Some(scheduler.next(state.as_ref(), Review { day: date, grade }));
            }
            days.push(day);
            let Ok(tomorrow) = date.tomorrow() else { break };
            date = tomorrow;
        }
        Self {
            goal: goal.clone(),
            days,
            per_day,
            left_today,
            without: planner.mean_recall(states),
            with: planner.mean_recall(&played),
            items: states.len(),
            left_out: played.iter().filter(|state| state.is_none()).count(),
        }
    }
}

fn first_grade(random: &mut Random) -> Grade {
    let mut left = random_share(random);
    for (grade, chance) in FIRST_GRADES {
        if left < chance {
            return grade;
        }
        left -= chance;
    }
    Grade::Easy
}

/// A number from 0 to below 1.
#[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
fn random_share(random: &mut Random) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}
