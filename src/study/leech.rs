//! Leeches: memories that fail far more often than the model predicts, so that asking them again is no help by itself.

use super::queue::reviews_by_item;
use super::standing::Standing;
use crate::memory::{Grade, Review, Scheduler, elapsed_days};

/// Fewest reviews on a later day before anything is called a leech.
const REVIEWS: usize = 3;
/// Below this probability of so few successes it is no chance any more.
const UNLIKELY: f64 = 0.05;

/// A memory that does not stick.
#[derive(Debug, Clone, PartialEq)]
pub struct Leech {
    /// The memory.
    pub item: String,
    /// Reviews on a later day than the one before.
    pub reviews: usize,
    /// How many of them were recalled.
    pub recalled: usize,
    /// Probability of so few successes if the model were right.
    pub chance: f64,
}

/// The leeches of a learner, the least likely first.
///
/// Reviews are taken as independent trials whose probability is the recall that was predicted before each; the number of
/// successes then has the Poisson binomial distribution. The idea is that of the FSRS helper for Anki.
pub fn leeches(standing: &Standing<'_>) -> Vec<Leech> {
    let scheduler = standing.progress.scheduler();
    let mut found: Vec<Leech> = reviews_by_item(standing)
        .into_iter()
        .filter_map(|(item, reviews)| judge(scheduler, item, &reviews))
        .collect();
    found.sort_by(|a, b| a.chance.total_cmp(&b.chance).then_with(|| a.item.cmp(&b.item)));
    found
}

fn judge(scheduler: &Scheduler, item: String, reviews: &[Review]) -> Option<Leech> {
    let mut state = None;
    // Probability of each number of successes so far.
    let mut distribution = vec![1.0_f64];
    let (mut count, mut recalled) = (0, 0);
    for review in reviews {
        if let Some(before) = &state {
            let before: &crate::memory::State = before;
            if elapsed_days(before.last, review.day) > 0 {
                let recall = before.recall(scheduler, review.day);
                distribution = one_more(&distribution, recall);
                count += 1;
                recalled += usize::from(review.grade != Grade::Again);
            }
        }
        state = Some(scheduler.next(state.as_ref(), *review));
    }
    let chance: f64 = distribution.iter().take(recalled + 1).sum();
    (count >= REVIEWS && chance < UNLIKELY).then_some(Leech { item, reviews: count, recalled, chance })
}

fn one_more(distribution: &[f64], recall: f64) -> Vec<f64> {
    let mut next = vec![0.0; distribution.len() + 1];
    for (successes, chance) in distribution.iter().enumerate() {
        if let Some(place) = next.get_mut(successes) {
            *place += chance * (1.0 - recall);
        }
        if let Some(place) = next.get_mut(successes + 1) {
            *place += chance * recall;
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn history(grades: &[Grade]) -> Vec<Review> {
        (1_i8..)
            .zip(grades)
            .map(|(day, &grade)| Review {
                day: date(2026, 1, 1).saturating_add(jiff::Span::new().days(i64::from(day) * 2)),
                grade,
            })
            .collect()
    }

    #[test]
    fn failing_against_all_odds_is_a_leech_and_one_failure_is_not() {
        use Grade::{Again, Good};
        let scheduler = Scheduler::default();
        let leech = |grades: &[Grade]| judge(&scheduler, "x".to_owned(), &history(grades));
        let found = leech(&[Good, Again, Again, Again]).unwrap();
        assert_eq!((found.reviews, found.recalled), (3, 0));
        assert!(found.chance < 0.01, "{found:?}");
        assert_eq!(leech(&[Good, Again, Good, Good]), None);
        assert_eq!(leech(&[Good, Again, Again]), None, "two reviews say little");
    }

    #[test]
    fn the_distribution_is_the_product_of_its_trials() {
        let distribution = one_more(&one_more(&[1.0], 0.5), 0.8);
        for (found, expected) in distribution.iter().zip([0.1, 0.5, 0.4]) {
            assert!((found - expected).abs() < 1e-12);
        }
    }
}
