//! Content and questions put together and checked against each other.
//!
//! Owns: [`Course`], the cross checks of a whole course, its compact form.
//! Must not know: where the texts or the compact form come from, progress, the terminal.

mod check;
mod compact;
mod load;
mod packs;
mod paths;
mod prices;
mod renamed;
mod required;

pub use compact::{Compact, CompactBuf};
pub use packs::{Laid, Pack, PackReport, PackState, lay};
pub use paths::{LearningPath, PATHS, PATHS_FILE, Step};
pub use required::{Level as Mastery, Requirement};

use crate::content::expand::Expander;
use crate::content::{Fact, FactId, Page, Term, Topic, TopicId};
use crate::quiz::{Level, Question, QuestionId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

/// A whole course. A course in its compact form is decoded piece by piece when something of it is first asked for:
/// the list of topics and questions, the facts, the questions of one topic.
#[derive(Debug)]
pub struct Course {
    index: OnceLock<Index>,
    facts: OnceLock<FactTable>,
    uses: OnceLock<Vec<(FactId, Vec<Use>)>>,
    glossary: OnceLock<Vec<Term>>,
    paths: OnceLock<Vec<LearningPath>>,
    /// Of each topic, in the order of the topics; the outer vector is as long as the list of topics.
    questions: OnceLock<Vec<OnceLock<Vec<Question>>>>,
    /// Name and text of the packs' price files, in the order in which they are laid.
    price_files: Vec<(String, String)>,
    /// Where a piece that is not decoded yet stands.
    compact: Option<Compact>,
}

/// What the table of contents shows, and which questions there are.
#[derive(Debug, Default)]
struct Index {
    topics: Vec<Topic>,
    /// Positions in `topics`, by id.
    topics_by_id: Vec<usize>,
    /// Of each topic.
    questions: Vec<Vec<QuestionHead>>,
    /// Topic and position in it, by id.
    questions_by_id: Vec<(usize, usize)>,
    /// Where the questions of each topic stand in a compact course.
    question_pieces: Vec<Range<usize>>,
    /// Present identifiers of questions by those that they had before.
    renamed: BTreeMap<QuestionId, QuestionId>,
    /// What a pack wants everybody to know.
    required: Vec<Requirement>,
}

#[derive(Debug, Default)]
struct FactTable {
    facts: Vec<Fact>,
    by_id: Vec<usize>,
}

/// What is known of a question without decoding its texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionHead {
    /// Stable identifier.
    pub id: QuestionId,
    /// Raised when the meaning changes.
    pub rev: u32,
    /// What its memory is kept under.
    pub item: String,
    /// Kind, by its name in files: `single`.
    pub kind: String,
    /// What is asked of the learner.
    pub level: Level,
}

impl QuestionHead {
    fn of(question: &Question) -> Self {
        Self {
            id: question.id.clone(),
            rev: question.rev,
            item: question.item().to_owned(),
            kind: question.kind.name().to_owned(),
            level: question.level,
        }
    }
}

/// Something that depends on a fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Use {
    /// A topic's page quotes it.
    Topic(TopicId),
    /// A question rests on it, or quotes it.
    Question(QuestionId),
    /// Another fact's statement quotes it.
    Statement(FactId),
}

impl Course {
    /// All topics, in their order. Their pages are parsed when they are opened.
    pub fn topics(&self) -> &[Topic] {
        &self.index().topics
    }

    /// The topic `id`.
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topic_position(id).and_then(|at| self.topics().get(at))
    }

    /// The page of a topic, parsed now; `None` where there is no such topic.
    pub fn page(&self, id: &str) -> Option<Page> {
        let expander = self.expander();
        // A course that was loaded has no page with problems.
        Some(Page::parse(self.topic(id)?, &|inside| expander.expand(inside)).0)
    }

    /// All facts, in the order of the files and within them.
    pub fn facts(&self) -> &[Fact] {
        &self.fact_table().facts
    }

    /// The fact `id`.
    pub fn fact(&self, id: &str) -> Option<&Fact> {
        let table = self.fact_table();
        search(&table.by_id, id, |&at| table.facts.get(at).map(|fact| fact.id.as_str()))
            .and_then(|&at| table.facts.get(at))
    }

    /// Puts values of this course's facts into texts.
    pub fn expander(&self) -> Expander<'_> {
        Expander::new(self.facts())
    }

    /// Heads of the questions of a topic, in the order of its file; empty for an unknown topic. Decodes no texts.
    pub fn question_heads(&self, topic: &str) -> &[QuestionHead] {
        self.topic_position(topic).and_then(|at| self.index().questions.get(at)).map_or(&[], Vec::as_slice)
    }

    /// Topic and head of every question, in the order of the topics and within them. Decodes no texts.
    pub fn all_question_heads(&self) -> impl Iterator<Item = (&Topic, &QuestionHead)> {
        let index = self.index();
        index
            .topics
            .iter()
            .zip(&index.questions)
            .flat_map(|(topic, heads)| heads.iter().map(move |head| (topic, head)))
    }

    /// Topic and head of the question `id`, which may be one that it had before. Decodes no texts.
    pub fn question_head(&self, id: &str) -> Option<(&Topic, &QuestionHead)> {
        let (topic, at) = self.question_position(id)?;
        let index = self.index();
        Some((index.topics.get(topic)?, index.questions.get(topic)?.get(at)?))
    }

    /// Every question, in the order of the topics and within them.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        (0..self.topics().len()).flat_map(|topic| self.questions_at(topic))
    }

    /// The questions of a topic, in the order of its file; empty for an unknown topic.
    pub fn questions_of(&self, topic: &str) -> &[Question] {
        self.topic_position(topic).map_or(&[], |at| self.questions_at(at))
    }

    /// The question `id`, which may be one that it had before.
    pub fn question(&self, id: &str) -> Option<&Question> {
        let (topic, at) = self.question_position(id)?;
        self.questions_at(topic).get(at)
    }

    /// The topics that a pack wants everybody to know, with the level; empty where none says so.
    pub fn required(&self) -> &[Requirement] {
        &self.index().required
    }

    /// Name and text of the packs' price files, in the order in which they are to be laid over the price book.
    pub fn price_files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.price_files.iter().map(|(file, text)| (file.as_str(), text.as_str()))
    }

    /// What depends on the fact `id`: topics, then questions, then other facts.
    pub fn uses_of(&self, id: &str) -> &[Use] {
        let uses = self.uses();
        search(uses, id, |(fact, _)| Some(fact.as_str())).map_or(&[], |(_, uses)| uses)
    }

    /// The glossary, in the order of its file.
    pub fn glossary(&self) -> &[Term] {
        self.glossary.get_or_init(|| self.compact.as_ref().map(Compact::glossary).unwrap_or_default())
    }

    /// The ways through the course, in the order of their file.
    pub fn paths(&self) -> &[LearningPath] {
        self.paths.get_or_init(|| self.compact.as_ref().map(Compact::paths).unwrap_or_default())
    }

    fn topic_position(&self, id: &str) -> Option<usize> {
        let index = self.index();
        search(&index.topics_by_id, id, |&at| index.topics.get(at).map(|topic| topic.id.as_str())).copied()
    }

    fn question_position(&self, id: &str) -> Option<(usize, usize)> {
        let index = self.index();
        let head = |topic: usize, at: usize| index.questions.get(topic)?.get(at).map(|head| head.id.as_str());
        let position = |id: &str| search(&index.questions_by_id, id, |&(topic, at)| head(topic, at)).copied();
        position(id).or_else(|| position(index.renamed.get(id)?))
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| self.compact.as_ref().map(Compact::index).unwrap_or_default())
    }

    fn fact_table(&self) -> &FactTable {
        self.facts.get_or_init(|| self.compact.as_ref().map(Compact::facts).unwrap_or_default())
    }

    fn uses(&self) -> &[(FactId, Vec<Use>)] {
        self.uses.get_or_init(|| self.compact.as_ref().map(Compact::uses).unwrap_or_default())
    }

    fn questions_at(&self, topic: usize) -> &[Question] {
        let by_topic = self.questions.get_or_init(|| self.topics().iter().map(|_| OnceLock::new()).collect());
        by_topic.get(topic).map_or(&[], |questions| {
            questions.get_or_init(|| {
                let piece = self.index().question_pieces.get(topic);
                self.compact
                    .as_ref()
                    .zip(piece)
                    .map(|(compact, piece)| compact.questions(piece.clone()))
                    .unwrap_or_default()
            })
        })
    }
}

impl Index {
    fn new(
        topics: Vec<Topic>,
        questions: Vec<Vec<QuestionHead>>,
        question_pieces: Vec<Range<usize>>,
    ) -> Self {
        let mut topics_by_id: Vec<usize> = (0..topics.len()).collect();
        topics_by_id.sort_by_key(|&at| topics.get(at).map(|topic| topic.id.as_str()));
        let mut questions_by_id: Vec<(usize, usize)> = questions
            .iter()
            .enumerate()
            .flat_map(|(topic, heads)| (0..heads.len()).map(move |at| (topic, at)))
            .collect();
        questions_by_id.sort_by_key(|&(topic, at)| {
            questions.get(topic).and_then(|heads| heads.get(at)).map(|head| head.id.as_str())
        });
        Self {
            topics,
            topics_by_id,
            questions,
            questions_by_id,
            question_pieces,
            renamed: BTreeMap::new(),
            required: Vec::new(),
        }
    }
}

impl FactTable {
    fn of(facts: Vec<Fact>) -> Self {
        let mut by_id: Vec<usize> = (0..facts.len()).collect();
        by_id.sort_by_key(|&at| facts.get(at).map(|fact| fact.id.as_str()));
        Self { facts, by_id }
    }
}

/// Binary search in a list that is sorted by `key`.
fn search<'a, T>(list: &'a [T], id: &str, key: impl Fn(&'a T) -> Option<&'a str>) -> Option<&'a T> {
    list.binary_search_by(|entry| key(entry).cmp(&Some(id))).ok().and_then(|at| list.get(at))
}
