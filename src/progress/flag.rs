//! Questions that a learner has marked to come back to.

use crate::quiz::QuestionId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// That a question was flagged, or that its flag was taken away. Of several about one question the latest holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// The question; may be unknown to this version of the course.
    pub question: QuestionId,
    /// Whether it is flagged from then on.
    pub flagged: bool,
    /// When that was said (RFC 3339, UTC in the exchange form).
    pub at: Timestamp,
}

/// The flags of a learner: one for each question that was ever flagged. What comes out of joining several does not depend on their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flags {
    latest: BTreeMap<QuestionId, Flag>,
}

impl Flags {
    /// Takes a flag in; `false` where one that is as new or newer is there and nothing changed. Of two of the same moment the one that
    /// flags holds: a mark too many costs less than one that is lost.
    pub fn put(&mut self, flag: Flag) -> bool {
        let known = self.latest.get(&flag.question);
        if known.is_some_and(|known| (known.at, known.flagged) >= (flag.at, flag.flagged)) {
            return false;
        }
        self.latest.insert(flag.question.clone(), flag);
        true
    }

    /// Flags a question, or takes its flag away, and returns what is to be kept. Where the clock stands before the last change, the new
    /// one is dated just after that, so that it holds.
    pub fn turn(&mut self, question: &str, at: Timestamp) -> Flag {
        let known = self.latest.get(question);
        let after = known.and_then(|known| known.at.checked_add(SignedDuration::from_nanos(1)).ok());
        let flag = Flag {
            question: question.to_owned(),
            flagged: known.is_none_or(|known| !known.flagged),
            at: after.map_or(at, |after| after.max(at)),
        };
        self.latest.insert(question.to_owned(), flag.clone());
        flag
    }

    /// Whether a question is flagged.
    pub fn is_flagged(&self, question: &str) -> bool {
        self.latest.get(question).is_some_and(|flag| flag.flagged)
    }

    /// The questions that are flagged, by identifier.
    pub fn flagged(&self) -> impl Iterator<Item = &str> {
        self.latest.values().filter(|flag| flag.flagged).map(|flag| flag.question.as_str())
    }

    /// The latest word on every question, by identifier.
    pub fn iter(&self) -> impl Iterator<Item = &Flag> {
        self.latest.values()
    }
}

impl FromIterator<Flag> for Flags {
    fn from_iter<I: IntoIterator<Item = Flag>>(flags: I) -> Self {
        let mut all = Self::default();
        for flag in flags {
            all.put(flag);
        }
        all
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(in crate::progress) fn flag(question: &str, flagged: bool, second: i64) -> Flag {
        Flag { question: question.to_owned(), flagged, at: Timestamp::from_second(second).unwrap() }
    }

    #[test]
    fn the_latest_word_on_a_question_holds() {
        let mut flags: Flags =
            [flag("a", true, 1), flag("b", true, 5), flag("a", false, 3)].into_iter().collect();
        assert_eq!(flags.flagged().collect::<Vec<_>>(), ["b"]);
        assert!(!flags.put(flag("a", true, 2)), "older than what is known");
        assert!(!flags.put(flag("b", true, 5)), "known already");
        assert!(flags.put(flag("a", true, 4)));
        assert!(flags.is_flagged("a") && !flags.is_flagged("c"));
    }

    #[test]
    fn a_flag_is_turned_also_where_the_clock_stands_before_it() {
        let mut flags: Flags = [flag("a", true, 100)].into_iter().collect();
        let early = Timestamp::from_second(50).unwrap();
        let off = flags.turn("a", early);
        assert!(!off.flagged && !flags.is_flagged("a"));
        let mut elsewhere: Flags = [off, flag("a", true, 100)].into_iter().collect();
        assert_eq!(elsewhere, flags, "it holds wherever the two meet");
        assert!(elsewhere.turn("a", Timestamp::from_second(200).unwrap()).flagged);
    }

    proptest! {
        #[test]
        fn joining_does_not_depend_on_the_order(
            flags in prop::collection::vec((0..3_u8, any::<bool>(), 0..4_i64), 0..12)
                .prop_map(|all| all.into_iter().map(|(q, on, at)| flag(&q.to_string(), on, at)).collect::<Vec<_>>()),
            cut in 0..12_usize,
        ) {
            let forwards: Flags = flags.iter().cloned().collect();
            let backwards: Flags = flags.iter().rev().cloned().collect();
            prop_assert_eq!(&forwards, &backwards);
            // Two that were joined before, the second one first.
            let (one, other) = flags.split_at(cut.min(flags.len()));
            let joined = |part: &[Flag]| part.iter().cloned().collect::<Flags>();
            let both: Flags = joined(other).iter().chain(joined(one).iter()).cloned().collect();
            prop_assert_eq!(&forwards, &both);
        }
    }
}
