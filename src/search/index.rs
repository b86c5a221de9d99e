//! The words of all documents, and where each of them stands.

use super::document::Document;
use super::fuzzy::{Folded, Pattern};
use super::words::words;
use std::collections::HashMap;
use std::ops::Range;

/// The parts of a document that words are looked up in, with their weight in the ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Key,
    Body,
}

impl Field {
    pub(super) const ALL: [Self; 3] = [Self::Title, Self::Key, Self::Body];

    /// What a word that is found here counts, in per cent of a word of a title.
    pub(super) fn weight(self) -> u32 {
        match self {
            Self::Title => 100,
            Self::Key => 70,
            Self::Body => 45,
        }
    }

    pub(super) fn of(self, document: &Document) -> &str {
        match self {
            Self::Title => &document.title,
            Self::Key => &document.key,
            Self::Body => &document.body,
        }
    }
}

/// A word where it stands.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Its place in [`Index::vocabulary`].
    pub word: usize,
    /// Its bytes in the field.
    pub span: Range<usize>,
}

/// The words of all documents.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Every word once, in the order of its first use.
    pub vocabulary: Vec<Folded>,
    /// Documents and fields that hold each word, each once.
    postings: Vec<Vec<(usize, Field)>>,
    /// For each document the tokens of its fields.
    tokens: Vec<[Vec<Token>; 3]>,
}

impl Index {
    pub(super) fn new(documents: &[Document]) -> Self {
        let mut index = Self::default();
        let mut known: HashMap<String, usize> = HashMap::new();
        for (at, document) in documents.iter().enumerate() {
            let tokens = Field::ALL.map(|field| {
                let mut tokens = Vec::new();
                for found in words(field.of(document)) {
                    let word = *known.entry(found.folded).or_insert_with_key(|folded| {
                        index.vocabulary.push(Folded::new(folded));
                        index.postings.push(Vec::new());
                        index.vocabulary.len() - 1
                    });
                    if let Some(postings) = index.postings.get_mut(word)
                        && postings.last() != Some(&(at, field))
                    {
                        postings.push((at, field));
                    }
                    tokens.push(Token { word, span: found.span });
                }
                tokens
            });
            index.tokens.push(tokens);
        }
        index
    }

    /// How well each word of the vocabulary answers to `part`; those that do not are left out.
    pub(super) fn answers(&self, part: &str) -> Vec<(usize, u32)> {
        let pattern = Pattern::new(part);
        let singular = part.strip_suffix('s').filter(|rest| rest.chars().count() >= 3);
        self.vocabulary
            .iter()
            .enumerate()
            .filter_map(|(at, word)| Some((at, quality(word, &pattern, singular)?)))
            .collect()
    }

    /// Whether one word of the vocabulary answers to `part`.
    pub(super) fn is_answer(&self, word: usize, part: &str) -> bool {
        let singular = part.strip_suffix('s').filter(|rest| rest.chars().count() >= 3);
        let pattern = Pattern::new(part);
        self.vocabulary.get(word).is_some_and(|word| quality(word, &pattern, singular).is_some())
    }

    pub(super) fn postings(&self, word: usize) -> &[(usize, Field)] {
        self.postings.get(word).map_or(&[], Vec::as_slice)
    }

    pub(super) fn tokens(&self, document: usize, field: Field) -> &[Token] {
        self.tokens.get(document).map_or(&[], |fields| fields[field as usize].as_slice())
    }
}

/// How well a word answers to a part of a query: the same, its beginning, its singular, within it, its letters in order.
fn quality(word: &Folded, pattern: &Pattern, singular: Option<&str>) -> Option<u32> {
    if singular == Some(word.text.as_str()) {
        return Some(90);
    }
    if !word.has(pattern.letters) {
        return None;
    }
    let part = pattern.word.as_str();
    if word.text == part {
        return Some(100);
    }
    let share = |of: usize| u32::try_from(of * part.len() / word.text.len().max(1)).unwrap_or(0);
    if word.text.starts_with(part) {
        return Some(60 + share(30));
    }
    if part.chars().count() < 3 {
        return None;
    }
    if word.text.contains(part) {
        return Some(35 + share(20));
    }
    // Letters that are left out are hardly ever the first; asking for that keeps strangers away.
    let same_start = word.text.chars().next() == part.chars().next();
    if same_start && !part.bytes().any(|b| b.is_ascii_digit()) {
        return pattern.fit(word).map(|fit| fit * 2 / 5);
    }
    None
}

/// The characters of a folded word that answer to `part`; all of them where only its singular does.
pub(super) fn matched_letters(word: &Folded, part: &str) -> Vec<usize> {
    let length = part.chars().count();
    let places = match word.text.find(part) {
        Some(at) => {
            let before = word.text.get(..at).unwrap_or_default().chars().count();
            return (before..before + length).collect();
        }
        None => Pattern::new(part).places(word),
    };
    places.unwrap_or_else(|| (0..word.text.chars().count()).collect())
}
