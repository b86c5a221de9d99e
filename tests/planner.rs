//! The date planner against plain FSRS, in seeded simulations of learners: those that the model describes, and those that it does not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use coldstart::memory::{Grade, Review, Scheduler, State, elapsed_days};
use coldstart::study::Planner;
use coldstart::text::random::{Random, seed_from};
use jiff::civil::{Date, date};
use jiff::{Span, ToSpan as _};

const FACTS: usize = 120;
const RUNS: u64 = 40;
/// The same for learners whom the model does not describe; their differences are large.
const FEW_RUNS: u64 = 8;
/// New memories a day of the plain schedule.
const NEW: usize = 15;

/// A learner whose memory decays `pace` times as fast as the model says, and who guesses right where nothing is recalled.
#[derive(Clone, Copy)]
struct Learner {
    pace: f64,
    guesses: f64,
    by_the_model: bool,
}

/// Exactly what the model describes.
const BY_THE_MODEL: Learner = Learner { pace: 1.0, guesses: 0.0, by_the_model: true };

fn share(random: &mut Random) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
    let share = (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    share
}

/// First answers: 45 % again, 15 % hard, 30 % good, 10 % easy.
fn first(random: &mut Random) -> Grade {
    match share(random) {
        x if x < 0.45 => Grade::Again,
        x if x < 0.60 => Grade::Hard,
        x if x < 0.90 => Grade::Good,
        _ => Grade::Easy,
    }
}

/// What the learner really recalls, which the planner is not told: the log holds grades, and the model makes states of them.
fn really_recalls(learner: Learner, scheduler: &Scheduler, state: &State, day: Date) -> f64 {
    let days = f64::from(elapsed_days(state.last, day)) * learner.pace;
    scheduler.retrievability(state.stability, days)
}

#[derive(Clone, Copy, PartialEq)]
enum Schedule {
    Plain,
    Planned,
}

struct Outcome {
    /// Mean real recall on the date.
    recall: f64,
    reviews: usize,
}

fn simulate(schedule: Schedule, learner: Learner, days: i64, budget: usize, seed: u64) -> Outcome {
    let scheduler = Scheduler::default();
    let begin = date(2026, 1, 1);
    let on = begin + days.days();
    let planner = Planner::new(&scheduler, on);
    let mut random = Random::new(seed_from(&["planner"], seed));
    let mut states: Vec<Option<State>> = vec![None; FACTS];
    let mut reviews = 0;
    for passed in 0..days {
        let day = begin.saturating_add(Span::new().days(passed));
        let asked = match schedule {
            Schedule::Planned => planner.choose(&states, day, budget),
            Schedule::Plain => {
                let mut due: Vec<usize> = (0..FACTS)
                    .filter(|at| states[*at].as_ref().is_some_and(|state| state.is_due(day)))
                    .collect();
                let recall = |at: &usize| states[*at].as_ref().unwrap().recall(&scheduler, day);
                due.sort_by(|a, b| recall(b).total_cmp(&recall(a)));
                due.extend((0..FACTS).filter(|at| states[*at].is_none()).take(NEW));
                due.truncate(budget);
                due
            }
        };
        assert!(asked.len() <= budget, "the budget is exceeded on {day}");
        let mut once = asked.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), asked.len(), "something is asked twice on {day}");
        for at in asked {
            reviews += 1;
            let grade = match &states[at] {
                None => {
                    assert!(schedule == Schedule::Plain || days - passed > 2, "something new on {day}");
                    first(&mut random)
                }
                Some(state) => {
                    let recalled = share(&mut random) < really_recalls(learner, &scheduler, state, day);
                    if recalled || share(&mut random) < learner.guesses { Grade::Good } else { Grade::Again }
                }
            };
            states[at] = Some(scheduler.next(states[at].as_ref(), Review { day, grade }));
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let recall =
        states.iter().flatten().map(|state| really_recalls(learner, &scheduler, state, on)).sum::<f64>()
            / FACTS as f64;
    Outcome { recall, reviews }
}

/// Mean recall and reviews over all runs.
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn average(schedule: Schedule, learner: Learner, days: i64, budget: usize) -> (f64, f64) {
    let count = if learner.by_the_model { RUNS } else { FEW_RUNS };
    let runs: Vec<Outcome> = (0..count).map(|seed| simulate(schedule, learner, days, budget, seed)).collect();
    (
        runs.iter().map(|run| run.recall).sum::<f64>() / count as f64,
        runs.iter().map(|run| run.reviews as f64).sum::<f64>() / count as f64,
    )
}

/// Days, budget a day, and the recall of plain FSRS and of the planner in the research behind it.
const TABLE: [(i64, usize, f64, f64); 5] = [
    (7, 25, 0.54, 0.84),
    (14, 15, 0.50, 0.83),
    (14, 25, 0.84, 0.92),
    (30, 10, 0.57, 0.86),
    (30, 20, 0.95, 0.95),
];

#[test]
fn the_planner_reaches_the_table_of_the_research() {
    for (days, budget, plain_said, planned_said) in TABLE {
        let (plain, _) = average(Schedule::Plain, BY_THE_MODEL, days, budget);
        let (planned, reviews) = average(Schedule::Planned, BY_THE_MODEL, days, budget);
        let row = format!(
            "{days} days of {budget}: plain {plain:.3}, planned {planned:.3} in {reviews:.0} reviews"
        );
        println!("{row}");
        // The plain schedule is simulated as it was there, so that the comparison is a fair one.
        assert!((plain - plain_said).abs() < 0.03, "{row}, the research says {plain_said}");
        assert!(planned >= planned_said - 0.005, "{row}, the research says {planned_said}");
        assert!(planned >= plain, "{row}");
        assert!(reviews <= f64::from(u32::try_from(days).unwrap() * u32::try_from(budget).unwrap()), "{row}");
    }
}

#[test]
fn learners_whom_the_model_does_not_describe_are_no_worse_off() {
    let other = |pace, guesses| Learner { pace, guesses, by_the_model: false };
    let learners = [
        ("forgets twice as fast", other(2.0, 0.0)),
        ("forgets five times as fast", other(5.0, 0.0)),
        ("forgets half as fast", other(0.5, 0.0)),
        ("guesses one in four", other(1.0, 0.25)),
        ("forgets fast and guesses", other(3.0, 0.5)),
    ];
    for (who, learner) in learners {
        for (days, budget, ..) in TABLE {
            let (plain, _) = average(Schedule::Plain, learner, days, budget);
            let (planned, _) = average(Schedule::Planned, learner, days, budget);
            println!("{who}, {days} days of {budget}: plain {plain:.3}, planned {planned:.3}");
            assert!(
                planned > plain - 0.005,
                "{who}, {days} days of {budget}: {planned:.3} against {plain:.3}"
            );
        }
    }
}

#[test]
fn the_edges_of_a_plan_hold() {
    let scheduler = Scheduler::default();
    let day = date(2026, 1, 10);
    let known = scheduler.next(None, Review { day: date(2026, 1, 1), grade: Grade::Good });
    let states = [None, Some(known)];
    let chosen = |on| Planner::new(&scheduler, on).choose(&states, day, 10);
    assert_eq!(chosen(date(2026, 1, 13)), [0, 1]);
    assert_eq!(chosen(date(2026, 1, 12)), [1, 0], "two days before, the new comes last");
    assert_eq!(chosen(day), [1, 0], "and on the day itself");
    assert_eq!(
        Planner::new(&scheduler, day).choose(&[None, None], day, 10),
        [0, 1],
        "who begins tonight can begin"
    );
    assert_eq!(chosen(date(2026, 1, 1)), [1, 0], "a date in the past breaks nothing");
    assert_eq!(Planner::new(&scheduler, day).choose(&[], day, 10), Vec::<usize>::new());
    // A clock that jumped back: what was answered tomorrow is not asked again today.
    assert_eq!(Planner::new(&scheduler, date(2026, 2, 1)).choose(&states, date(2025, 12, 31), 10), [0]);
    let gain = Planner::new(&scheduler, date(2026, 2, 1)).gain(Some(&known), date(2025, 12, 31));
    assert!(gain.is_finite());
}
