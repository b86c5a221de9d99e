//! What shows only when many questions are looked at together.

use super::draft::Draft;
use crate::content::Problem;
use std::collections::{BTreeMap, BTreeSet};

/// Single choices of a file from which on their right positions are compared.
const ENOUGH: usize = 8;
/// Words of two prompts that are the same, of all of their words, in per cent, from which on they ask the same.
const ALIKE: usize = 80;

/// The right options of a file's single choices do not all stand at one place: the lists that `quiz --list` and editors show are not
/// shuffled.
pub(super) fn positions(drafts: &[Draft<'_>], problems: &mut Vec<Problem>) {
    let mut files: BTreeMap<&str, Vec<(usize, &Draft<'_>)>> = BTreeMap::new();
    for draft in drafts.iter().filter(|draft| draft.kind == "single") {
        if let Some(at) = draft.options.iter().position(|option| option.correct) {
            files.entry(draft.file()).or_default().push((at, draft));
        }
    }
    for (_, right) in files.into_iter().filter(|(_, right)| right.len() >= ENOUGH) {
        for position in 0..4 {
            let here: Vec<_> = right.iter().filter(|(at, _)| *at == position).collect();
            if here.len() * 2 > right.len()
                && let Some((_, draft)) = here.first()
            {
                problems.push(draft.finding(
                    "position",
                    draft.id.span(),
                    &format!(
                        "{} of the {} single choices of this file have the right option at place {}",
                        here.len(),
                        right.len(),
                        position + 1
                    ),
                    "put the options of some of them into another order",
                ));
            }
        }
    }
}

/// Two questions with nearly the same words ask nearly the same.
pub(super) fn near_duplicates(drafts: &[Draft<'_>], problems: &mut Vec<Problem>) {
    let words: Vec<BTreeSet<String>> = drafts.iter().map(words).collect();
    for (at, (draft, mine)) in drafts.iter().zip(&words).enumerate() {
        let twin = drafts.iter().zip(&words).take(at).find(|(_, other)| {
            let (small, large) = (mine.len().min(other.len()), mine.len().max(other.len()));
            // Most pairs are told apart by their lengths.
            if small * 100 < large * ALIKE {
                return false;
            }
            let shared = mine.intersection(other).count();
            shared * 100 >= (mine.len() + other.len() - shared) * ALIKE
        });
        if let Some((other, _)) = twin {
            problems.push(draft.finding(
                "duplicate",
                draft.prompt.span(),
                &format!("nearly the same is asked by `{}`", other.id.get_ref()),
                "keep the better one, or ask for something else",
            ));
        }
    }
}

/// The words of prompt and options, in lower case.
fn words(draft: &Draft<'_>) -> BTreeSet<String> {
    let options = draft.options.iter().map(|option| option.text.get_ref().as_str());
    std::iter::once(draft.prompt.get_ref().as_str())
        .chain(options)
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
