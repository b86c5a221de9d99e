//! A course from texts.

use super::check::{self, Checked};
use super::{Course, FactTable, Index, QuestionHead, Use};
use super::{paths, prices, renamed, required};
use crate::content::expand::Expander;
use crate::content::{FactId, Problem, Sources, Topic, load_facts, load_glossary, load_topics};
use crate::quiz::{Known, Question, load_questions};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

impl Course {
    /// Loads a course, or every problem that keeps it from being one, in the order of files and places.
    ///
    /// Texts of several layers are read together, so that what a pack changes shows wherever it is quoted: a fact that a pack
    /// replaces has its new value in the pages and questions of the course, too.
    pub fn load(sources: &Sources) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let priced = prices::facts(sources, &mut problems);
        let loaded = load_facts(sources, priced, &mut problems);
        let facts = FactTable::of(loaded.facts);
        let expander = Expander::new(&facts.facts).with_unread(loaded.unread.iter().map(String::as_str));

        let (drafts, unread_topics) = load_topics(sources, &mut problems);
        let topic_ids: BTreeSet<&str> = drafts
            .iter()
            .map(|draft| draft.topic.id.as_str())
            .chain(unread_topics.iter().map(String::as_str))
            .collect();

        let known = Known { facts: &expander, topics: &topic_ids };
        let questions = load_questions(sources, &known, &mut problems);
        let question_ids: BTreeSet<&str> = questions
            .by_topic
            .values()
            .flatten()
            .map(|question| question.id.as_str())
            .chain(questions.unread.iter().map(String::as_str))
            .collect();

        let renamed = renamed::load(sources, &question_ids, &mut problems);
        let required = required::load(sources, &topic_ids, &mut problems);

        let mut uses: BTreeMap<FactId, BTreeSet<Use>> = BTreeMap::new();
        for (fact, quoted) in loaded.quotes {
            uses.entry(quoted).or_default().insert(Use::Statement(fact));
        }
        for (question, fact) in &questions.facts {
            uses.entry(fact.clone()).or_default().insert(Use::Question(question.clone()));
        }
        let checked = Checked {
            sources,
            drafts: &drafts,
            topics: &topic_ids,
            questions: &question_ids,
            facts: &expander,
        };
        check::topics(&checked, &mut problems);
        let pages = check::read(&checked, &mut problems);
        for (fact, topic) in check::mentions(&checked, &pages, &mut problems) {
            uses.entry(fact).or_default().insert(Use::Topic(topic));
        }
        let (terms, term_sees) = load_glossary(sources, &expander, &mut problems);
        check::term_sees(&checked, &pages, &term_sees, &mut problems);
        let (paths, steps) = paths::load(sources, &mut problems);
        check::steps(&checked, &pages, &steps, &mut problems);
        check::sees(&checked, &pages, &questions.see, &mut problems);
        drop(pages);

        if !problems.is_empty() {
            problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
            problems.dedup();
            return Err(problems);
        }

        let mut by_topic = questions.by_topic;
        let mut topics: Vec<Topic> = drafts.into_iter().map(|draft| draft.topic).collect();
        topics.sort_by_key(|topic| (topic.order, sources.layer(&topic.file)));
        let mut required = required;
        required.sort_by_key(|required| topics.iter().position(|topic| topic.id == required.topic));
        let questions: Vec<Vec<Question>> =
            topics.iter().map(|topic| by_topic.remove(&topic.id).unwrap_or_default()).collect();
        let heads: Vec<Vec<QuestionHead>> =
            questions.iter().map(|list| list.iter().map(QuestionHead::of).collect()).collect();
        let uses: Vec<(FactId, Vec<Use>)> =
            uses.into_iter().map(|(fact, uses)| (fact, uses.into_iter().collect())).collect();
        Ok(Self {
            index: OnceLock::from(Index { renamed, required, ..Index::new(topics, heads, Vec::new()) }),
            facts: OnceLock::from(facts),
            uses: OnceLock::from(uses),
            glossary: OnceLock::from(terms),
            paths: OnceLock::from(paths),
            questions: OnceLock::from(questions.into_iter().map(OnceLock::from).collect::<Vec<_>>()),
            price_files: prices::laid(sources),
            compact: None,
        })
    }
}
