//! Rules for questions that a loader cannot refuse but a good teacher would: nothing in a question may give its key away, mislead
//! by its wording, or rest on a figure that no fact stands behind.
//!
//! Owns: the rules, and counts over a whole course.
//! Must not know: where the files come from, the terminal.

mod bank;
mod draft;
mod figures;
mod stats;
mod wording;

pub use stats::{Stats, TopicStats};

use crate::content::{Problem, Sources};
use crate::course::Course;
use draft::{Draft, drafts};

/// One rule about a question by itself.
type Rule = fn(&Draft<'_>, &Course, &mut Vec<Problem>);

/// Every rule about a question by itself.
const RULES: [Rule; 9] = [
    wording::none_of_the_above,
    wording::hidden_negation,
    wording::empty_reason,
    wording::longest_is_right,
    wording::everything_is_right,
    wording::undated,
    figures::typed_again,
    figures::typed_key,
    figures::lenient,
];

/// What the rules find in the questions of `sources`, in the order of files and places. `course` was loaded from these, perhaps with
/// more below them.
pub fn lint(course: &Course, sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    let drafts = drafts(sources);
    for draft in &drafts {
        for rule in RULES {
            rule(draft, course, &mut problems);
        }
    }
    bank::positions(&drafts, &mut problems);
    bank::near_duplicates(&drafts, &mut problems);
    problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    problems
}
