//! What the words of a question must not do: give the key away, mislead, or leave a learner without a reason.

use super::draft::Draft;
use crate::content::Problem;
use crate::course::Course;
use crate::quiz::{Choice, Kind};
use crate::text::width;

/// The right option may be so many times as long as the median of the others, in tenths.
const LONGER: usize = 16;
/// Options of this width, in cells, differ in length without giving anything away.
const SHORT: usize = 32;
/// A reason of fewer characters says no more than "wrong".
const REASON: usize = 20;

/// "All of the above" tests how options are written, not what is known; and options are shuffled.
pub(super) fn none_of_the_above(draft: &Draft<'_>, _: &Course, problems: &mut Vec<Problem>) {
    const CATCH_ALLS: [&str; 6] = [
        "all of the above",
        "none of the above",
        "both of the above",
        "all of these",
        "none of these",
        "all of them",
    ];
    for option in &draft.options {
        let text = option.text.get_ref().to_lowercase();
        if CATCH_ALLS.iter().any(|phrase| text.trim_end_matches('.') == *phrase) {
            problems.push(draft.finding(
                "catch-all",
                option.text.span(),
                "an option that stands for the others",
                "options are shuffled; ask for all that apply with type = \"multi\", or write an option of its own",
            ));
        }
    }
}

/// A reader who overlooks "not" knows the answer and still gets it wrong.
pub(super) fn hidden_negation(draft: &Draft<'_>, _: &Course, problems: &mut Vec<Problem>) {
    let prompt = draft.prompt.get_ref();
    let asks = prompt
        .split_inclusive(['.', '?', '!', '\n'])
        .filter(|sentence| sentence.trim_end().ends_with('?'))
        .map(str::to_lowercase)
        .filter(|sentence| {
            let start = sentence.trim_start();
            ["which ", "what ", "who ", "where "].iter().any(|word| start.starts_with(word))
                && start.contains(" of these ") | start.starts_with("which ")
        });
    for sentence in asks {
        if [" not ", " never ", " except ", "n't "].iter().any(|word| sentence.contains(word)) {
            problems.push(draft.finding(
                "negation",
                draft.prompt.span(),
                "the question is negative, and the word that makes it so is easily overlooked",
                "ask for what holds, or write the word in bold: **not**",
            ));
            return;
        }
    }
}

/// A wrong option has to teach something.
pub(super) fn empty_reason(draft: &Draft<'_>, _: &Course, problems: &mut Vec<Problem>) {
    for option in &draft.options {
        if option.why.get_ref().chars().count() < REASON {
            problems.push(draft.finding(
                "reason",
                option.why.span(),
                "the reason says hardly more than right or wrong",
                "say what the learner may have had in mind, and what is so instead",
            ));
        }
    }
}

/// Right options tend to be the ones with all the conditions in them; readers learn that quickly.
pub(super) fn longest_is_right(draft: &Draft<'_>, course: &Course, problems: &mut Vec<Problem>) {
    // As learners see them, with the values of facts.
    let kind = course.question(draft.id.get_ref()).map(|question| &question.kind);
    let Some(Kind::Single(options) | Kind::Multi(options)) = kind else { return };
    let lengths = |correct: bool| {
        let mut lengths: Vec<usize> = options
            .iter()
            .filter(|option| option.correct == correct)
            .map(|option| width(&option.text))
            .collect();
        lengths.sort_unstable();
        lengths
    };
    let (right, wrong) = (lengths(true), lengths(false));
    let median = |sorted: &[usize]| sorted.get(sorted.len() / 2).copied().unwrap_or(0);
    let longest = wrong.last().copied().unwrap_or(0);
    let (right, wrong) = (median(&right), median(&wrong));
    if wrong > 0 && right > SHORT.max(longest) && right * 10 > wrong * LONGER {
        let place = draft.options.iter().find(|option| option.correct);
        problems.push(draft.finding(
            "length",
            place.map_or(draft.id.span(), |option| option.text.span()),
            &format!(
                "the right option is {right} cells long, the others about {wrong}: its length gives it away"
            ),
            "move conditions into `why`, or make the wrong ones as exact",
        ));
    }
}

/// Where everything is right nothing has to be known.
pub(super) fn everything_is_right(draft: &Draft<'_>, _: &Course, problems: &mut Vec<Problem>) {
    if draft.kind == "multi" && !draft.options.is_empty() && draft.options.iter().all(|option| option.correct)
    {
        problems.push(draft.finding(
            "all-right",
            draft.id.span(),
            "every option is right",
            "add a wrong one that somebody would believe",
        ));
    }
}

/// Whoever asks since when a claim is out of date has to tell it.
pub(super) fn undated(draft: &Draft<'_>, course: &Course, problems: &mut Vec<Problem>) {
    let Some(question) = course.question(draft.id.get_ref()).filter(|question| question.outdated) else {
        return;
    };
    let options: &[Choice] = match &question.kind {
        Kind::Single(options) | Kind::Multi(options) => options,
        _ => &[],
    };
    let right = options.iter().filter(|option| option.correct);
    let told = right.flat_map(|option| [&option.text, &option.why]).chain([&question.explain]);
    if !told.into_iter().any(|text| has_year(text)) {
        problems.push(draft.finding(
            "undated",
            draft.id.span(),
            "it asks for a claim that is out of date, and tells no date",
            "say in the right option, its reason or `explain` since when the claim no longer holds",
        ));
    }
}

/// Whether a year of this century stands in a text.
fn has_year(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|word| word.len() == 4 && word.starts_with("20"))
}
