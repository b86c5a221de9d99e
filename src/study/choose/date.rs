//! Toward a date: what raises recall on that date most, for as long as today's minutes last.

use super::{NothingToAsk, Request};
use crate::memory::State;
use crate::progress::Goal;
use crate::quiz::Pick;
use crate::study::plan::{Plan, Planner, seconds_each};
use crate::study::queue::{Today, mix, topic_of};
use crate::study::standing::{Item, Standing};

pub(super) fn choose(
    standing: &Standing<'_>,
    request: &Request<'_>,
    count: usize,
) -> Result<Vec<Pick>, NothingToAsk> {
    let goal = request.goal.ok_or(NothingToAsk::NoDate)?;
    if goal.on < standing.today {
        return Err(NothingToAsk::DatePassed { on: goal.on });
    }
    let items = items(standing, goal, request);
    if items.is_empty() {
        return Err(request.none_fits());
    }
    let states: Vec<Option<State>> = items.iter().map(|item| item.state.copied()).collect();
    let room = left_today(standing, goal).min(count);
    if room == 0 {
        return Err(NothingToAsk::EnoughForToday { minutes: goal.minutes });
    }
    let planner = Planner::new(standing.progress.scheduler(), goal.on);
    let chosen: Vec<&Item<'_>> =
        planner.choose(&states, standing.today, room).into_iter().filter_map(|at| items.get(at)).collect();
    let picks: Vec<Pick> = mix(chosen, |item| topic_of(item))
        .iter()
        .filter_map(|item| item.wording())
        .map(|question| question.pick())
        .collect();
    if picks.is_empty() {
        return Err(NothingToAsk::EnoughForToday { minutes: goal.minutes });
    }
    Ok(picks)
}

fn items<'a>(standing: &Standing<'a>, goal: &Goal, request: &Request<'_>) -> Vec<Item<'a>> {
    standing
        .items(&|topic, _| request.wants(topic) && (goal.topics.is_empty() || goal.topics.contains(topic)))
}

/// Questions that today's minutes are still enough for; every answer of today has used some.
fn left_today(standing: &Standing<'_>, goal: &Goal) -> usize {
    let each = u64::from(seconds_each(standing).max(1));
    let left = (u64::from(goal.minutes) * 60).saturating_sub(spent_s(standing));
    usize::try_from(left / each).unwrap_or(usize::MAX)
}

/// Seconds of today that are used: those of each answer, with the time to read its explanation.
fn spent_s(standing: &Standing<'_>) -> u64 {
    let today = Today::of(standing);
    u64::try_from(today.answers).unwrap_or(u64::MAX).saturating_mul(u64::from(seconds_each(standing)))
}

impl Plan {
    /// The plan of a learner toward a goal.
    pub fn toward(goal: &Goal, standing: &Standing<'_>) -> Self {
        let items = items(standing, goal, &Request::default());
        let states: Vec<Option<State>> = items.iter().map(|item| item.state.copied()).collect();
        let scheduler = standing.progress.scheduler();
        let pace = (seconds_each(standing), spent_s(standing));
        Self::of(goal, scheduler, &states, standing.today, pace)
    }
}
