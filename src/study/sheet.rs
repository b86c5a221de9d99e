//! The cheat sheet: what a learner gets wrong, to be printed and read on the way.

use super::leech::leeches;
use super::queue::is_known;
use super::standing::Standing;
use crate::progress::Certainty;
use crate::quiz::Question;
use std::collections::{BTreeMap, BTreeSet};

/// Why a question is on the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trouble {
    /// How often it was answered wrongly.
    pub wrong: u32,
    /// How often it was answered.
    pub asked: u32,
    /// Whether it was last answered wrongly by somebody who was sure.
    pub sure: bool,
    /// Whether it fails far more often than chance explains.
    pub leech: bool,
}

/// A question on the sheet.
#[derive(Debug, Clone, Copy)]
pub struct SheetEntry<'a> {
    /// The question.
    pub question: &'a Question,
    /// Why it is here.
    pub trouble: Trouble,
}

/// What is got wrong, in the order of the course: questions whose latest answer does not count as known, those that were answered
/// wrongly at least twice and at least every second time, and leeches.
pub fn sheet<'a>(standing: &Standing<'a>) -> Vec<SheetEntry<'a>> {
    let leeches: BTreeSet<String> = leeches(standing).into_iter().map(|leech| leech.item).collect();
    let mut wrong: BTreeMap<&str, u32> = BTreeMap::new();
    for attempt in standing.progress.attempts().iter().filter(|attempt| !attempt.undone && !attempt.correct) {
        if let Some((_, head)) = standing.course.question_head(&attempt.question) {
            *wrong.entry(&head.id).or_default() += 1;
        }
    }
    standing
        .candidates(&|_, _| true)
        .filter_map(|candidate| {
            let record = candidate.record?;
            let wrong = wrong.get(candidate.head.id.as_str()).copied().unwrap_or_default();
            let trouble = Trouble {
                wrong,
                asked: record.asked,
                sure: !record.last_right && record.last_certainty == Some(Certainty::Sure),
                leech: wrong > 0 && leeches.contains(&candidate.head.item),
            };
            let known = is_known(record.last_right, record.last_grade);
            let often = wrong >= 2 && wrong * 2 >= record.asked;
            (!known || often || trouble.leech)
                .then(|| standing.course.question(&candidate.head.id))
                .flatten()
                .map(|question| SheetEntry { question, trouble })
        })
        .collect()
}
