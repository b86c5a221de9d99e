//! Exam: topics by their weight, which is the number of their memories; siblings apart; every choice by the seed.

use super::{NothingToAsk, Request};
use crate::course::QuestionHead;
use crate::quiz::Pick;
use crate::study::queue::{mix, shuffled, topic_of};
use crate::study::standing::{Candidate, Item};
use crate::text::random::{Random, seed_from};
use std::cmp::Reverse;

/// Whether a kind of question can be judged without its answerer's help.
pub(super) fn fits(head: &QuestionHead) -> bool {
    head.kind != "open"
}

pub(super) fn choose(
    items: &[Item<'_>],
    count: usize,
    request: &Request<'_>,
) -> Result<Vec<Pick>, NothingToAsk> {
    let mut topics: Vec<(&str, Vec<&Item<'_>>)> = Vec::new();
    for item in items {
        match topics.iter_mut().find(|(topic, _)| topic == item.topic) {
            Some((_, of_topic)) => of_topic.push(item),
            None => topics.push((item.topic, vec![item])),
        }
    }
    let weights: Vec<usize> = topics.iter().map(|(_, of_topic)| of_topic.len()).collect();
    let shares = apportion(&weights, count);
    let mut chosen: Vec<&Item<'_>> = Vec::new();
    for ((topic, of_topic), share) in topics.into_iter().zip(shares) {
        chosen.extend(shuffled(of_topic, topic, request.seed).into_iter().take(share));
    }
    let chosen = mix(shuffled(chosen, "exam", request.seed), |item| topic_of(item));
    let mut random = Random::new(seed_from(&["wording"], request.seed));
    let picks: Vec<Pick> = chosen
        .into_iter()
        .filter_map(|item| {
            // Any wording, also one that was seen: an exam measures and does not teach.
            let at = random.below(u64::try_from(item.questions.len()).unwrap_or(1));
            item.questions.get(usize::try_from(at).unwrap_or(0)).map(Candidate::pick)
        })
        .collect();
    if picks.is_empty() { Err(request.none_fits()) } else { Ok(picks) }
}

/// Divides `count` by weights: by the method of the largest remainders, with nobody given more than its weight.
fn apportion(weights: &[usize], count: usize) -> Vec<usize> {
    let all: usize = weights.iter().sum();
    if count >= all {
        return weights.to_vec();
    }
    let mut shares: Vec<usize> = weights.iter().map(|weight| weight * count / all).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    let remainder = |at: &usize| weights.get(*at).map_or(0, |weight| weight * count % all);
    order.sort_by_key(|at| (Reverse(remainder(at)), *at));
    let missing = count - shares.iter().sum::<usize>();
    for at in order.into_iter().take(missing) {
        if let Some(share) = shares.get_mut(at) {
            *share += 1;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::apportion;

    #[test]
    fn shares_follow_the_weights() {
        assert_eq!(apportion(&[10, 20, 30], 30), [5, 10, 15]);
        assert_eq!(apportion(&[1, 1, 1], 2), [1, 1, 0]);
        assert_eq!(apportion(&[46, 17, 29], 30), [15, 6, 9]);
        assert_eq!(apportion(&[2, 3], 30), [2, 3]);
        assert_eq!(apportion(&[], 30), Vec::<usize>::new());
    }
}
