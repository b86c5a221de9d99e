//! The words of all documents, and where each of them stands.

use super::document::{Document, Kind};
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

    /// What a word that is found here counts, in per cent of a word of a heading. The id of a fact says less than a
    /// heading, and a question's prompt is running text.
    pub(super) fn weight(self, kind: Kind) -> u32 {
        match (self, kind) {
            (Self::Title, Kind::Question) | (Self::Body, _) => 50,
            (Self::Title, Kind::Fact) => 70,
            (Self::Title, _) => 100,
            (Self::Key, _) => 45,
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
    pub(super) fn answers(&self, part: &Part) -> Vec<(usize, u32)> {
        self.vocabulary.iter().enumerate().filter_map(|(at, word)| Some((at, part.quality(word)?))).collect()
    }

    pub(super) fn postings(&self, word: usize) -> &[(usize, Field)] {
        self.postings.get(word).map_or(&[], Vec::as_slice)
    }

    pub(super) fn tokens(&self, document: usize, field: Field) -> &[Token] {
        self.tokens.get(document).map_or(&[], |fields| fields[field as usize].as_slice())
    }
}

/// The least quality of a word that begins with what is looked for, and the most of any that does not.
pub(super) const PREFIX: u32 = 60;

/// A part of a query, ready to be compared with words.
pub(super) struct Part {
    pattern: Pattern,
    /// Without the `s` of the plural.
    singular: Option<String>,
}

impl Part {
    pub(super) fn new(part: &str) -> Self {
        let singular = part.strip_suffix('s').filter(|rest| rest.chars().count() >= 3);
        Self { pattern: Pattern::new(part), singular: singular.map(str::to_owned) }
    }

    /// How well a word answers: the same, its beginning, its singular, within it, its letters in order.
    pub(super) fn quality(&self, word: &Folded) -> Option<u32> {
        if self.singular.as_deref() == Some(word.text.as_str()) {
            return Some(90);
        }
        if !word.has(self.pattern.letters) {
            return None;
        }
        let part = self.pattern.word.as_str();
        if word.text == part {
            return Some(100);
        }
        let share = |of: usize| u32::try_from(of * part.len() / word.text.len().max(1)).unwrap_or(0);
        if word.text.starts_with(part) {
            return Some(PREFIX + share(30));
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
            return self.pattern.fit(word).map(|fit| fit * 2 / 5);
        }
        None
    }

    /// The characters of a word that answer; all of them where only the singular does.
    pub(super) fn letters(&self, word: &Folded) -> Vec<usize> {
        let part = self.pattern.word.as_str();
        if let Some(at) = word.text.find(part) {
            let before = word.text.get(..at).unwrap_or_default().chars().count();
            return (before..before + part.chars().count()).collect();
        }
        let places = self.pattern.places(word);
        places.unwrap_or_else(|| (0..word.text.chars().count()).collect())
    }
}
