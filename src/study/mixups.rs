//! What is mixed up: which answer was chosen where another one was right.

use super::standing::Standing;
use crate::content::Term;
use crate::progress::Attempt;
use crate::quiz::{Answer, Kind, Question, QuestionId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Right contrasts in a row after which a pair counts as told apart.
const FADES_AFTER: u32 = 3;

/// Two things that were taken for one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MixUp {
    /// One of them, the first by the alphabet.
    pub a: String,
    /// The other.
    pub b: String,
    /// How often one was chosen for the other.
    pub swaps: u32,
    /// Right answers to questions that contrast them, since the latest swap.
    pub told_apart: u32,
    /// Questions that contrast them, in the order of the course.
    pub questions: Vec<QuestionId>,
}

impl MixUp {
    /// Whether it was told apart often enough since.
    pub fn has_faded(&self) -> bool {
        self.told_apart >= FADES_AFTER
    }
}

type Pair = (String, String);

/// The pairs that a learner mixes up, those that were swapped most often first; pairs that are told apart by now are left out.
pub fn mix_ups(standing: &Standing<'_>) -> Vec<MixUp> {
    let glossary = standing.course.glossary();
    let mut contrasts: BTreeMap<&str, BTreeSet<Pair>> = BTreeMap::new();
    for question in standing.course.questions() {
        let pairs = contrasted(question, glossary);
        if !pairs.is_empty() {
            contrasts.insert(&question.id, pairs);
        }
    }
    let mut found: BTreeMap<Pair, (u32, u32, jiff::Timestamp)> = BTreeMap::new();
    for attempt in standing.progress.attempts().iter().filter(|attempt| !attempt.undone) {
        let Some(question) = standing.course.question(&attempt.question) else { continue };
        if attempt.correct {
            for pair in contrasts.get(question.id.as_str()).into_iter().flatten() {
                if let Some((_, told_apart, _)) = found.get_mut(pair) {
                    *told_apart += 1;
                }
            }
        } else if let Some(pair) = swapped(question, attempt, glossary) {
            let entry = found.entry(pair).or_insert((0, 0, attempt.at));
            *entry = (entry.0 + 1, 0, attempt.at);
        }
    }
    let mut pairs: Vec<(MixUp, jiff::Timestamp)> = found
        .into_iter()
        .map(|(pair, (swaps, told_apart, at))| {
            let asks = |id: &&str| contrasts.get(*id).is_some_and(|pairs| pairs.contains(&pair));
            let questions =
                standing.course.all_question_heads().map(|(_, head)| head.id.as_str()).filter(asks);
            let questions = questions.map(str::to_owned).collect();
            (MixUp { a: pair.0.clone(), b: pair.1.clone(), swaps, told_apart, questions }, at)
        })
        .filter(|(pair, _)| !pair.has_faded() && !pair.questions.is_empty())
        .collect();
    pairs.sort_by_key(|(pair, at)| (Reverse(pair.swaps), Reverse(*at)));
    pairs.into_iter().map(|(pair, _)| pair).collect()
}

/// The pairs of a right and a wrong option of a question.
fn contrasted(question: &Question, glossary: &[Term]) -> BTreeSet<Pair> {
    let (Kind::Single(options) | Kind::Multi(options)) = &question.kind else { return BTreeSet::new() };
    let named = |right: bool| options.iter().filter(move |option| option.correct == right);
    named(true)
        .flat_map(|right| named(false).filter_map(|wrong| pair(&right.text, &wrong.text, glossary)))
        .collect()
}

/// What was chosen for what in a wrong answer, where that is plain: one wrong option in the place of one right one.
fn swapped(question: &Question, attempt: &Attempt, glossary: &[Term]) -> Option<Pair> {
    if attempt.rev != question.rev {
        return None;
    }
    let answer = Answer::from_json(attempt.answer.as_ref()?, question).ok()?;
    let (Kind::Single(options) | Kind::Multi(options)) = &question.kind else { return None };
    let chosen: BTreeSet<usize> = match answer {
        Answer::Choice(chosen) => BTreeSet::from([chosen]),
        Answer::Choices(chosen) => chosen,
        _ => return None,
    };
    let only = |right: bool| {
        let mut found = options
            .iter()
            .enumerate()
            .filter(|(at, option)| option.correct == right && chosen.contains(at) != right);
        let first = found.next().map(|(_, option)| option.text.as_str());
        first.filter(|_| found.next().is_none())
    };
    pair(only(true)?, only(false)?, glossary)
}

fn pair(right: &str, wrong: &str, glossary: &[Term]) -> Option<Pair> {
    let (one, other) = (concept(right, glossary), concept(wrong, glossary));
    (one != other).then(|| if one < other { (one, other) } else { (other, one) })
}

/// What an option is about: the longest word of the glossary in it, else its whole text.
fn concept(option: &str, glossary: &[Term]) -> String {
    let text = bare(option);
    let names = glossary
        .iter()
        .flat_map(|term| std::iter::once(&term.name).chain(&term.aliases).map(move |name| (term, name)));
    names
        .filter(|(_, name)| contains_words(&text, &name.to_lowercase()))
        .max_by_key(|(term, name)| (name.len(), Reverse(&term.name)))
        .map_or(text.clone(), |(term, _)| term.name.clone())
}

/// In small letters, without marks of Markdown.
fn bare(option: &str) -> String {
    let text: String = option.to_lowercase().chars().filter(|c| !matches!(c, '`' | '*' | '_')).collect();
    text.trim().trim_end_matches('.').to_owned()
}

/// Whether `words` stand in `text` with no letter on either side (but for a plural).
fn contains_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, found)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + found.len()..).unwrap_or_default();
        let after = after.strip_prefix('s').unwrap_or(after);
        let is_letter = |c: char| c.is_alphanumeric();
        !before.is_some_and(is_letter) && !after.chars().next().is_some_and(is_letter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(name: &str, aliases: &[&str]) -> Term {
        Term {
            name: name.to_owned(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            text: String::new(),
            facts: Vec::new(),
            see: None,
        }
    }

    #[test]
    fn options_are_about_the_words_of_the_glossary() {
        let glossary =
            [term("concurrency", &[]), term("reserved concurrency", &["reservation"]), term("layer", &[])];
        let about = |text: &str| concept(text, &glossary);
        assert_eq!(about("Set **Reserved concurrency** to 0."), "reserved concurrency");
        assert_eq!(about("A reservation of 10"), "reserved concurrency");
        assert_eq!(about("Two layers"), "layer");
        assert_eq!(about("The player"), "the player");
        assert_eq!(pair("a layer", "Layers", &glossary), None);
    }
}
