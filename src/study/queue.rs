//! The order of a day's questions: topics mixed, new ones between reviews, and how many a day takes.

use super::standing::{Item, Standing};
use crate::memory::{Grade, Review};
use crate::progress::Identity;
use crate::text::random::{Random, seed_from};
use std::collections::BTreeSet;

/// Memories that a day begins at most where nothing is set.
pub const DAILY_NEW: usize = 10;
/// Memories that a day reviews at most where nothing is set.
pub const DAILY_REVIEWS: usize = 60;
/// What a day takes at most, where nothing is asked for by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Memories begun.
    pub new: usize,
    /// Older memories asked again.
    pub reviews: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { new: DAILY_NEW, reviews: DAILY_REVIEWS }
    }
}

/// At most so many questions of one topic in a row, where there are others.
const IN_A_ROW: usize = 2;
/// Reviews before each new question.
const REVIEWS_BEFORE_NEW: usize = 3;

/// What a day has seen already.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Today {
    /// Memories begun today.
    pub new: usize,
    /// Older memories that were asked today.
    pub reviewed: usize,
    /// Answers of today.
    pub answers: usize,
    /// Milliseconds of today's answers.
    pub took_ms: u64,
    /// The memories of both.
    pub items: BTreeSet<String>,
}

impl Today {
    /// What the day of `standing` has seen.
    pub fn of(standing: &Standing<'_>) -> Self {
        let calendar = standing.progress.calendar();
        let mut today = Self::default();
        let mut met: BTreeSet<&str> = BTreeSet::new();
        let mut before: BTreeSet<&str> = BTreeSet::new();
        for attempt in standing.progress.attempts().iter().filter(|attempt| !attempt.undone) {
            let head = standing.course.question_head(&attempt.question).map(|(_, head)| head);
            let is_today = calendar.day_of(attempt) == standing.today;
            if is_today {
                today.answers += 1;
                today.took_ms = today.took_ms.saturating_add(attempt.took_ms);
            }
            let Some(head) = head else { continue };
            if is_today {
                met.insert(&head.item);
            } else {
                before.insert(&head.item);
            }
        }
        today.reviewed = met.intersection(&before).count();
        today.new = met.len() - today.reviewed;
        today.items = met.into_iter().map(str::to_owned).collect();
        today
    }
}

/// Moves items as little as possible so that at most two of one topic follow one another, where others are left.
pub(super) fn mix<T>(items: Vec<T>, topic: impl Fn(&T) -> String) -> Vec<T> {
    let mut waiting: Vec<(String, T)> = items.into_iter().map(|item| (topic(&item), item)).collect();
    let mut mixed: Vec<(String, T)> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let tail = mixed.len().checked_sub(IN_A_ROW).and_then(|from| mixed.get(from..)).unwrap_or_default();
        let full = tail
            .first()
            .map(|(topic, _)| topic.clone())
            .filter(|topic| tail.iter().all(|(other, _)| other == topic));
        let at = waiting.iter().position(|(topic, _)| Some(topic) != full.as_ref()).unwrap_or(0);
        mixed.push(waiting.remove(at));
    }
    mixed.into_iter().map(|(_, item)| item).collect()
}

/// Puts one of `new` after every three of `reviews`; what is left of either follows. At most `room` in all, reviews first.
pub(super) fn interleave<T>(reviews: Vec<T>, new: Vec<T>, room: usize) -> Vec<T> {
    let mut new = new.into_iter().take(room.saturating_sub(reviews.len()));
    let mut queue = Vec::new();
    for (at, review) in reviews.into_iter().enumerate() {
        queue.push(review);
        if (at + 1).is_multiple_of(REVIEWS_BEFORE_NEW) {
            queue.extend(new.next());
        }
    }
    queue.extend(new);
    queue.truncate(room);
    queue
}

/// Shuffled by a seed alone.
pub(super) fn shuffled<T>(mut items: Vec<T>, word: &str, seed: u64) -> Vec<T> {
    Random::new(seed_from(&[word], seed)).shuffle(&mut items);
    items
}

/// What the course calls a question of the log now.
pub(super) fn identity(standing: &Standing<'_>, question: &str) -> Option<Identity> {
    let (_, head) = standing.course.question_head(question)?;
    Some(Identity { question: head.id.clone(), item: head.item.clone() })
}

/// Whether an answer counts as known.
pub(super) fn is_known(correct: bool, grade: Grade) -> bool {
    correct && grade != Grade::Again
}

/// The reviews of every memory of the course, oldest first.
pub(super) fn reviews_by_item(standing: &Standing<'_>) -> std::collections::BTreeMap<String, Vec<Review>> {
    let calendar = standing.progress.calendar();
    let mut reviews: std::collections::BTreeMap<String, Vec<Review>> = std::collections::BTreeMap::new();
    for attempt in standing.progress.attempts().iter().filter(|attempt| !attempt.undone) {
        if let Some(known) = identity(standing, &attempt.question) {
            let review = Review { day: calendar.day_of(attempt), grade: attempt.grade };
            reviews.entry(known.item).or_default().push(review);
        }
    }
    reviews
}

/// The topic of an item, for [`mix`].
pub(super) fn topic_of(item: &Item<'_>) -> String {
    item.topic.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_mixed_and_order_is_kept_where_it_can_be() {
        let mixed = mix(vec!["a1", "a2", "a3", "a4", "b1", "a5", "b2"], |item| item[..1].to_owned());
        assert_eq!(mixed, ["a1", "a2", "b1", "a3", "a4", "b2", "a5"]);
        assert_eq!(mix(vec!["a1", "a2", "a3"], |item| item[..1].to_owned()), ["a1", "a2", "a3"]);
    }

    #[test]
    fn a_new_one_follows_every_three_reviews() {
        let queue = interleave(vec![1, 2, 3, 4, 5, 6, 7], vec![91, 92, 93], 9);
        assert_eq!(queue, [1, 2, 3, 91, 4, 5, 6, 92, 7]);
        assert_eq!(
            interleave(vec![1, 2, 3, 4, 5], vec![91], 5),
            [1, 2, 3, 4, 5],
            "no review is put off for it"
        );
        assert_eq!(interleave(Vec::new(), vec![91, 92], 9), [91, 92]);
    }
}
