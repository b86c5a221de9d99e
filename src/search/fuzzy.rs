//! How well a word fits a title or another word whose letters are not all typed.

use super::words::{fold, letters_of};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

/// A title prepared for matching.
#[derive(Debug, Clone, Default)]
pub(super) struct Folded {
    /// In lower case, every character in its place.
    pub text: String,
    letters: u64,
}

impl Folded {
    pub(super) fn new(text: &str) -> Self {
        let text: String = text.chars().map(fold).collect();
        let letters = letters_of(&text);
        Self { text, letters }
    }

    /// Whether every letter of `letters` occurs somewhere.
    pub(super) fn has(&self, letters: u64) -> bool {
        self.letters & letters == letters
    }
}

/// Shares of the best possible score, in per cent, below which letters are only scattered over a text.
const LEAST: i64 = 65;

/// One word of a query, ready to be matched against many texts.
pub(super) struct Pattern {
    matcher: SkimMatcherV2,
    pub word: String,
    pub letters: u64,
    best: i64,
}

impl Pattern {
    pub(super) fn new(word: &str) -> Self {
        let matcher = SkimMatcherV2::default().ignore_case();
        let best = matcher.fuzzy_match(word, word).unwrap_or(i64::MAX);
        Self { matcher, word: word.to_owned(), letters: letters_of(word), best }
    }

    /// How well the letters of the word, in their order, fit `folded`: 0 to 100; `None` where they do not, or are scattered.
    pub(super) fn fit(&self, folded: &Folded) -> Option<u32> {
        if !folded.has(self.letters) || !in_order(&self.word, &folded.text) {
            return None;
        }
        let percent = self.percent(self.matcher.fuzzy_match(&folded.text, &self.word)?)?;
        self.places(folded).map(|_| percent)
    }

    /// Which characters of `folded` the letters of the word are.
    pub(super) fn places(&self, folded: &Folded) -> Option<Vec<usize>> {
        let (score, places) = self.matcher.fuzzy_indices(&folded.text, &self.word)?;
        self.percent(score).filter(|_| hangs_together(&folded.text, &places)).map(|_| places)
    }

    fn percent(&self, score: i64) -> Option<u32> {
        let share = score.saturating_mul(100) / self.best.max(1);
        (share >= LEAST).then(|| u32::try_from(share.min(100)).unwrap_or(0))
    }
}

/// Whether the matched letters stand together two by two on the average, or each group of them begins a word.
fn hangs_together(text: &str, places: &[usize]) -> bool {
    let starts: Vec<usize> = places
        .iter()
        .enumerate()
        .filter(|(at, place)| {
            at.checked_sub(1).and_then(|before| places.get(before)).is_none_or(|before| before + 1 != **place)
        })
        .map(|(_, place)| *place)
        .collect();
    let mut letters = std::iter::once(' ').chain(text.chars()).zip(text.chars()).enumerate();
    let begins_word = |place: usize| {
        letters.find(|(at, _)| *at == place).is_some_and(|(_, (before, _))| !before.is_alphanumeric())
    };
    starts.len() * 2 <= places.len() + 1 || starts.iter().copied().all(begins_word)
}

fn in_order(word: &str, text: &str) -> bool {
    let mut letters = text.chars();
    word.chars().all(|wanted| letters.any(|c| c == wanted))
}
