//! The compact form of a course: what `build.rs` puts into the program. Its sections are decoded one by one, so that a
//! program that shows the table of contents decodes no fact and no question.

use super::{Course, FactTable, Index, LearningPath, QuestionHead, Requirement, Use};
use crate::content::{AsOf, Confidence, Fact, FactId, Source, Term, Topic, Value};
use crate::quiz::{Question, QuestionId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

/// The sections of a compact course, as they lie in the program.
#[derive(Debug, Clone, Copy)]
pub struct Compact {
    /// Topics without bodies, heads of questions, and where in the other sections things are.
    pub index: &'static [u8],
    /// Facts and their sources.
    pub facts: &'static [u8],
    /// What depends on each fact.
    pub uses: &'static [u8],
    /// The glossary.
    pub glossary: &'static [u8],
    /// The ways through the course.
    pub paths: &'static [u8],
    /// Questions, one piece for each topic.
    pub questions: &'static [u8],
    /// Markdown of all topics, one after another.
    pub bodies: &'static str,
}

/// The sections of a compact course, as they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompactBuf {
    /// See [`field@Compact::index`].
    pub index: Vec<u8>,
    /// See [`field@Compact::facts`].
    pub facts: Vec<u8>,
    /// See [`field@Compact::uses`].
    pub uses: Vec<u8>,
    /// See [`field@Compact::glossary`].
    pub glossary: Vec<u8>,
    /// See [`field@Compact::paths`].
    pub paths: Vec<u8>,
    /// See [`field@Compact::questions`].
    pub questions: Vec<u8>,
    /// See [`field@Compact::bodies`].
    pub bodies: String,
}

#[derive(Serialize, Deserialize)]
struct CompactIndex {
    topics: Vec<CompactTopic>,
    renamed: BTreeMap<QuestionId, QuestionId>,
    required: Vec<Requirement>,
}

#[derive(Serialize, Deserialize)]
struct CompactTopic {
    /// With an empty body.
    head: Topic,
    body: Range<usize>,
    question_heads: Vec<QuestionHead>,
    questions: Range<usize>,
}

/// Pages and dates are few, facts are many: facts name them by position.
#[derive(Serialize, Deserialize)]
struct CompactFacts {
    sources: Vec<Source>,
    dates: Vec<AsOf>,
    facts: Vec<CompactFact>,
}

#[derive(Serialize, Deserialize)]
struct CompactFact {
    id: FactId,
    statement: String,
    value: Option<Value>,
    unit: Option<String>,
    as_of: usize,
    source: usize,
    confidence: Confidence,
    supersedes: Option<String>,
}

impl Course {
    /// A course in its compact form. Costs nothing: sections are decoded when they are needed.
    pub const fn from_compact(compact: Compact) -> Self {
        Self {
            index: OnceLock::new(),
            facts: OnceLock::new(),
            uses: OnceLock::new(),
            glossary: OnceLock::new(),
            paths: OnceLock::new(),
            questions: OnceLock::new(),
            price_files: Vec::new(),
            compact: Some(compact),
        }
    }

    /// The compact form of this course.
    pub fn to_compact(&self) -> Result<CompactBuf, postcard::Error> {
        let mut sections = CompactBuf::default();
        let mut topics = Vec::new();
        for topic in self.topics() {
            let body = sections.bodies.len()..sections.bodies.len() + topic.body.len();
            sections.bodies.push_str(&topic.body);
            let bytes = postcard::to_stdvec(self.questions_of(&topic.id))?;
            let questions = sections.questions.len()..sections.questions.len() + bytes.len();
            sections.questions.extend(bytes);
            topics.push(CompactTopic {
                head: Topic { body: Cow::Borrowed(""), ..topic.clone() },
                body,
                question_heads: self.question_heads(&topic.id).to_vec(),
                questions,
            });
        }
        sections.index = postcard::to_stdvec(&CompactIndex {
            topics,
            renamed: self.index().renamed.clone(),
            required: self.required().to_vec(),
        })?;
        sections.facts = postcard::to_stdvec(&CompactFacts::of(self.fact_table()))?;
        sections.uses = postcard::to_stdvec(self.uses())?;
        sections.glossary = postcard::to_stdvec(self.glossary())?;
        sections.paths = postcard::to_stdvec(self.paths())?;
        Ok(sections)
    }
}

impl CompactFacts {
    fn of(table: &FactTable) -> Self {
        let mut sources = Numbered::default();
        let mut dates = Numbered::default();
        let facts = table
            .facts
            .iter()
            .map(|fact| CompactFact {
                id: fact.id.clone(),
                statement: fact.statement.clone(),
                value: fact.value.clone(),
                unit: fact.unit.clone(),
                as_of: dates.number((&fact.as_of.date, &fact.as_of.note)),
                source: sources.number((&fact.source.title, &fact.source.url)),
                confidence: fact.confidence,
                supersedes: fact.supersedes.clone(),
            })
            .collect();
        let dates = dates.in_order().map(|(date, note)| AsOf { date: date.clone(), note: note.clone() });
        let sources =
            sources.in_order().map(|(title, url)| Source { title: title.clone(), url: url.clone() });
        Self { sources: sources.collect(), dates: dates.collect(), facts }
    }

    fn into_table(self) -> FactTable {
        let Self { sources, dates, facts } = self;
        let facts = facts
            .into_iter()
            .filter_map(|fact| {
                Some(Fact {
                    as_of: dates.get(fact.as_of)?.clone(),
                    source: sources.get(fact.source)?.clone(),
                    id: fact.id,
                    statement: fact.statement,
                    value: fact.value,
                    unit: fact.unit,
                    confidence: fact.confidence,
                    supersedes: fact.supersedes,
                })
            })
            .collect();
        FactTable::of(facts)
    }
}

/// Gives each different thing a number, from 0.
struct Numbered<T> {
    numbers: BTreeMap<T, usize>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { numbers: BTreeMap::new() }
    }
}

impl<T: Ord> Numbered<T> {
    fn number(&mut self, thing: T) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(thing).or_insert(next)
    }

    fn in_order(self) -> impl Iterator<Item = T> {
        let mut things: Vec<(usize, T)> =
            self.numbers.into_iter().map(|(thing, number)| (number, thing)).collect();
        things.sort_by_key(|(number, _)| *number);
        things.into_iter().map(|(_, thing)| thing)
    }
}

impl Compact {
    pub(super) fn index(&self) -> Index {
        let CompactIndex { topics, renamed, required } = decode(self.index);
        let mut heads = Vec::with_capacity(topics.len());
        let mut pieces = Vec::with_capacity(topics.len());
        let topics = topics
            .into_iter()
            .map(|topic| {
                heads.push(topic.question_heads);
                pieces.push(topic.questions);
                let body = self.bodies.get(topic.body).unwrap_or_default();
                Topic { body: Cow::Borrowed(body), ..topic.head }
            })
            .collect();
        Index { renamed, required, ..Index::new(topics, heads, pieces) }
    }

    pub(super) fn facts(&self) -> FactTable {
        decode::<CompactFacts>(self.facts).into_table()
    }

    pub(super) fn uses(&self) -> Vec<(FactId, Vec<Use>)> {
        decode(self.uses)
    }

    pub(super) fn glossary(&self) -> Vec<Term> {
        decode(self.glossary)
    }

    pub(super) fn paths(&self) -> Vec<LearningPath> {
        decode(self.paths)
    }

    pub(super) fn questions(&self, range: Range<usize>) -> Vec<Question> {
        decode(self.questions.get(range).unwrap_or_default())
    }
}

#[expect(
    clippy::expect_used,
    reason = "the bytes were written by the same version of these types, in to_compact"
)]
fn decode<T: Deserialize<'static>>(bytes: &'static [u8]) -> T {
    postcard::from_bytes(bytes).expect("a section of a compact course decodes")
}
