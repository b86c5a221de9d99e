//! Queries answered: which documents have every word, which of them come first, and what is shown of them.

use super::document::{Document, Kind};
use super::excerpt::excerpt;
use super::fuzzy::{Folded, Pattern};
use super::index::{Field, Index, PREFIX, Part};
use super::words::{Term, terms};
use crate::text::nearest;
use std::ops::Range;

/// Documents made ready to be searched.
#[derive(Debug)]
pub struct Engine {
    documents: Vec<Document>,
    /// Titles that are matched as a whole; empty for questions, whose prompts are running text.
    titles: Vec<Folded>,
    index: Index,
}

/// How much is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// At most so many finds.
    pub count: usize,
    /// Characters of an excerpt, about.
    pub excerpt: usize,
}

/// The answer to a query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The best finds, best first.
    pub hits: Vec<Hit>,
    /// Documents that have every word of the query.
    pub total: usize,
}

/// A find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What was found: its place among the documents that the engine was made of.
    pub document: usize,
    /// How well it fits; larger is better. Comparable between engines for the same query.
    pub score: u32,
    /// Matched bytes of the document's title, in order, apart from each other.
    pub title_marks: Vec<Range<usize>>,
    /// A part of the document's body; empty where it has none.
    pub excerpt: String,
    /// Matched bytes of the excerpt, in order, apart from each other.
    pub excerpt_marks: Vec<Range<usize>>,
}

/// A word that is not in any document, and the nearest that is.
pub type Nearest = (String, Option<String>);

/// What a word of a query that is found letter by letter in a title counts at most, in per cent.
const WHOLE_TITLE: u32 = 70;
/// Documents whose order is looked at closely.
const CLOSELY: usize = 200;

/// A word of a query and the words of the vocabulary that answer to it.
struct Asked {
    whole: Pattern,
    parts: Vec<Part>,
    /// For every document what this word counts in it; 0 where it does not occur.
    scores: Vec<u32>,
}

impl Engine {
    /// Reads the documents. This takes a moment for a whole course; searching is quick then.
    pub fn new(documents: Vec<Document>) -> Self {
        let index = Index::new(&documents);
        let titles = documents
            .iter()
            .map(|document| match document.kind {
                Kind::Question => Folded::default(),
                _ => Folded::new(&document.title),
            })
            .collect();
        Self { documents, titles, index }
    }

    /// What can be found, in the order in which it was given.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The document of a find.
    pub fn document(&self, hit: &Hit) -> Option<&Document> {
        self.documents.get(hit.document)
    }

    /// The documents in which every word of the query occurs: whole, as a beginning, or with letters left out. The order of
    /// the words is free. The same query always gives the same answer; a query without letters and digits finds nothing.
    pub fn search(&self, query: &str, wanted: Wanted) -> Found {
        let terms = terms(query);
        if terms.is_empty() {
            return Found::default();
        }
        // For each word of the vocabulary the words of the query that it answers to.
        let mut roles = vec![0u32; self.index.vocabulary.len()];
        let asked: Vec<Asked> =
            terms.iter().enumerate().map(|(number, term)| self.ask(term, number, &mut roles)).collect();
        let mut ranked: Vec<(u32, usize)> = (0..self.documents.len())
            .filter_map(|at| {
                let mut sum = 0;
                for word in &asked {
                    sum += word.scores.get(at).copied().filter(|score| *score > 0)?;
                }
                Some((sum + self.prior(at), at))
            })
            .collect();
        let total = ranked.len();
        ranked.sort_by_key(|&(score, at)| (std::cmp::Reverse(score), at));
        ranked.truncate(wanted.count.max(CLOSELY));
        for (score, at) in &mut ranked {
            *score += self.closeness(*at, &asked, &roles);
        }
        ranked.sort_by_key(|&(score, at)| {
            (std::cmp::Reverse(score), self.documents.get(at).map(|document| document.kind), at)
        });
        ranked.truncate(wanted.count);
        let hits =
            ranked.into_iter().map(|(score, at)| self.hit(at, score, &asked, &roles, wanted)).collect();
        Found { hits, total }
    }

    /// For a query that finds nothing: its first words that no document has, each with the nearest word that one has. What is
    /// longer than words are is not looked up, so that a pasted text costs no more than a slip.
    pub fn nearest(&self, query: &str) -> Vec<Nearest> {
        const MOST_WORDS: usize = 3;
        const LONGEST_WORD: usize = 32;
        let known = || self.index.vocabulary.iter().map(|word| word.text.as_str());
        let long = |word: &&str| word.chars().count() >= 3;
        terms(query)
            .into_iter()
            .flat_map(|term| term.parts)
            .filter(|part| part.chars().count() <= LONGEST_WORD)
            .filter(|part| self.index.answers(&Part::new(part)).is_empty())
            .take(MOST_WORDS)
            .map(|part| {
                let near = nearest(&part, known().filter(long)).map(str::to_owned);
                (part, near)
            })
            .collect()
    }

    /// What one word of a query counts in every document.
    fn ask(&self, term: &Term, number: usize, roles: &mut [u32]) -> Asked {
        let mut scores: Vec<u32> = Vec::new();
        let parts: Vec<Part> = term.parts.iter().map(|part| Part::new(part)).collect();
        for part in &parts {
            let mut of_part = vec![0u32; self.documents.len()];
            for (word, quality) in self.index.answers(part) {
                if let Some(role) = roles.get_mut(word) {
                    *role |= 1 << number;
                }
                for &(document, field) in self.index.postings(word) {
                    // What is not shown must not be found by a resemblance that nobody sees.
                    if field == Field::Key && quality < PREFIX {
                        continue;
                    }
                    let Some(kind) = self.documents.get(document).map(|document| document.kind) else {
                        continue;
                    };
                    if let Some(best) = of_part.get_mut(document) {
                        *best = (*best).max((quality * field.weight(kind) / 100).max(1));
                    }
                }
            }
            if scores.is_empty() {
                scores = of_part;
            } else {
                // `us-east-1` counts as one word: as much as the weakest of its parts.
                scores.iter_mut().zip(of_part).for_each(|(whole, part)| *whole = (*whole).min(part));
            }
        }
        let whole = Pattern::new(&term.whole);
        // Two letters in their order are in nearly every title.
        if term.whole.chars().count() >= 3 {
            for (score, title) in scores.iter_mut().zip(&self.titles) {
                if *score < WHOLE_TITLE
                    && let Some(fit) = whole.fit(title)
                {
                    *score = (*score).max(fit * WHOLE_TITLE / 100);
                }
            }
        }
        Asked { whole, parts, scores }
    }

    /// What a document counts by itself: pages before facts before questions, what much depends on before the rest.
    fn prior(&self, document: usize) -> u32 {
        let Some(document) = self.documents.get(document) else { return 0 };
        let uses = u32::try_from(document.uses.min(5)).unwrap_or(5);
        match document.kind {
            Kind::Topic => 30,
            Kind::Section => 22,
            Kind::Fact => 5 + 2 * uses,
            Kind::Question | Kind::Action => 0,
        }
    }

    /// What it counts that the words stand often in a text and close together, and that a title consists of hardly
    /// anything else.
    fn closeness(&self, document: usize, asked: &[Asked], roles: &[u32]) -> u32 {
        let role = |word: usize| roles.get(word).copied().unwrap_or(0);
        let title = self.index.tokens(document, Field::Title);
        let covered = title.iter().filter(|token| role(token.word) != 0).count();
        let mut sum = u32::try_from(covered * 20 / title.len().max(1)).unwrap_or(0);
        sum += self.named(document, asked);
        let kind = self.documents.get(document).map(|document| document.kind);
        let is_page = matches!(kind, Some(Kind::Topic | Kind::Section));
        let often =
            self.index.tokens(document, Field::Body).iter().filter(|token| is_page && role(token.word) != 0);
        sum += 6 * u32::try_from(often.take(6).count()).unwrap_or(0).saturating_sub(1);
        if asked.len() > 1 {
            let all = (1u32 << asked.len()) - 1;
            for (field, most) in [(Field::Title, 40), (Field::Body, 30)] {
                let found: Vec<(usize, u32)> = self
                    .index
                    .tokens(document, field)
                    .iter()
                    .enumerate()
                    .map(|(at, token)| (at, role(token.word)))
                    .filter(|(_, role)| *role != 0)
                    .collect();
                if let Some(window) = shortest(&found, all) {
                    let extra = window.saturating_sub(asked.len());
                    sum += most * 4 / (4 + u32::try_from(extra).unwrap_or(u32::MAX / 8));
                }
            }
        }
        sum
    }

    /// What it counts that the query is the title, or that a word of it such as `limits.timeout` stands in title or key as
    /// it was typed.
    fn named(&self, document: usize, asked: &[Asked]) -> u32 {
        let title = self.titles.get(document).map_or("", |title| title.text.as_str());
        let key = self.documents.get(document).map_or("", |document| document.key.as_str());
        let mut words = title.split_whitespace();
        let same = asked.iter().all(|word| words.next() == Some(word.whole.word.as_str()));
        let is_title = same && words.next().is_none();
        let literal = asked.iter().filter(|word| word.parts.len() > 1).any(|word| {
            let typed = word.whole.word.as_str();
            title.contains(typed) || key.contains(typed)
        });
        150 * u32::from(is_title) + 60 * u32::from(literal)
    }

    fn hit(&self, at: usize, score: u32, asked: &[Asked], roles: &[u32], wanted: Wanted) -> Hit {
        let title = self.marks(at, Field::Title, asked, roles);
        let body = self.marks(at, Field::Body, asked, roles);
        let mut title_marks = title.letters;
        // Words of which the title has the letters only as a whole.
        for (number, word) in asked.iter().enumerate() {
            if title.words.iter().chain(&body.words).any(|(_, found)| *found == number) {
                continue;
            }
            if let Some(folded) = self.titles.get(at)
                && let Some(places) = word.whole.places(folded)
            {
                let text = self.documents.get(at).map_or("", |document| document.title.as_str());
                title_marks.extend(bytes_of(text, 0, &places));
            }
        }
        let text = self.documents.get(at).map_or("", |document| document.body.as_str());
        let cut = excerpt(text, &body.words, &joined(body.letters), wanted.excerpt);
        Hit {
            document: at,
            score,
            title_marks: joined(title_marks),
            excerpt: cut.text,
            excerpt_marks: cut.marks,
        }
    }

    /// The words of a field that answer to the query, and their letters that do.
    fn marks(&self, document: usize, field: Field, asked: &[Asked], roles: &[u32]) -> Marks {
        let mut marks = Marks::default();
        let Some(text) = self.documents.get(document).map(|document| field.of(document)) else {
            return marks;
        };
        for token in self.index.tokens(document, field) {
            let role = roles.get(token.word).copied().unwrap_or(0);
            let Some(word) = self.index.vocabulary.get(token.word) else { continue };
            for (number, term) in asked.iter().enumerate().filter(|(number, _)| role & (1 << number) != 0) {
                marks.words.push((token.span.clone(), number));
                let written = text.get(token.span.clone()).unwrap_or_default();
                let part = term.parts.iter().find(|part| part.quality(word).is_some());
                let letters = part.map(|part| part.letters(word)).unwrap_or_default();
                if written.chars().count() == word.text.chars().count() {
                    marks.letters.extend(bytes_of(written, token.span.start, &letters));
                } else {
                    marks.letters.push(token.span.clone());
                }
            }
        }
        marks
    }
}

#[derive(Default)]
struct Marks {
    /// Matched words and the number of the query's word that each answers to.
    words: Vec<(Range<usize>, usize)>,
    letters: Vec<Range<usize>>,
}

/// Tokens in the shortest stretch that has every word of `all`; `found` holds places and words.
fn shortest(found: &[(usize, u32)], all: u32) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (start, (first, _)) in found.iter().enumerate() {
        let mut seen = 0;
        for (place, role) in found.iter().skip(start) {
            if best.is_some_and(|best| place - first >= best) {
                break;
            }
            seen |= role;
            if seen & all == all {
                best = Some(place - first + 1);
                break;
            }
        }
    }
    best
}

/// The bytes of the characters at `places` of `text`, which begins at byte `offset`.
fn bytes_of(text: &str, offset: usize, places: &[usize]) -> Vec<Range<usize>> {
    let mut places = places.iter().peekable();
    let mut spans = Vec::new();
    for (number, (at, c)) in text.char_indices().enumerate() {
        if places.next_if(|place| **place == number).is_some() {
            spans.push(offset + at..offset + at + c.len_utf8());
        }
    }
    spans
}

/// Spans in order, those that meet made one.
fn joined(mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_by_key(|span| (span.start, span.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}
