//! A course from texts.

use super::check::{self, Checked};
use super::prices;
use super::{Course, FactTable, Index, QuestionHead, Use};
use crate::content::expand::Expander;
use crate::content::{
    Fact, FactId, Problem, SourcePages, Sources, Term, Topic, load_facts, load_glossary, load_topics,
};
use crate::pricing::PRICES_FOLDER;
use crate::quiz::{Known, QUIZZES_FOLDER, Question, load_questions};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

impl Course {
    /// Loads a course, or every problem that keeps it from being one, in the order of files and places.
    pub fn load(sources: &Sources) -> Result<Self, Vec<Problem>> {
        Self::load_over(None, sources)
    }

    /// This course with `pack` laid over it: a file of the pack takes the place of the course's file of the same path,
    /// other files are added. Only the pack's files are read, so questions of the course keep the figures that they
    /// were built with even where the pack changes the fact.
    pub fn with_pack(&self, pack: &Sources) -> Result<Self, Vec<Problem>> {
        Self::load_over(Some(self), pack)
    }

    fn load_over(base: Option<&Self>, sources: &Sources) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut kept = Kept::of(base, sources);
        // A pack's prices are laid over the book, not over the course: what the course teaches stays the public price.
        if base.is_none() {
            let priced = prices::facts(sources, &mut problems);
            kept.facts.extend(priced.iter().cloned());
            kept.fact_files.push((PRICES_FOLDER.to_owned(), priced));
        }

        let loaded = load_facts(sources, kept.pages, &kept.facts, &mut problems);
        let mut fact_files = kept.fact_files;
        fact_files.extend(loaded.files);
        fact_files.sort_by(|a, b| a.0.cmp(&b.0));
        let facts = FactTable::new(fact_files, loaded.pages);
        let expander = Expander::new(&facts.facts).with_unread(loaded.unread.iter().map(String::as_str));

        let (drafts, unread_topics) = load_topics(sources, &mut problems);
        let topic_ids: BTreeSet<&str> = drafts
            .iter()
            .map(|draft| draft.topic.id.as_str())
            .chain(unread_topics.iter().map(String::as_str))
            .chain(kept.topics.iter().map(|topic| topic.id.as_str()))
            .collect();

        let kept_ids = kept.questions.values().flatten().map(|question| question.id.as_str()).collect();
        let known = Known { facts: &expander, topics: &topic_ids, questions: &kept_ids };
        let questions = load_questions(sources, &known, &mut problems);
        let question_ids: BTreeSet<&str> = questions
            .by_topic
            .values()
            .flatten()
            .map(|question| question.id.as_str())
            .chain(questions.unread.iter().map(String::as_str))
            .chain(kept_ids.iter().copied())
            .collect();

        let mut uses = kept.uses;
        for (fact, quoted) in loaded.quotes {
            uses.entry(quoted).or_default().insert(Use::Statement(fact));
        }
        for (question, fact) in &questions.facts {
            uses.entry(fact.clone()).or_default().insert(Use::Question(question.clone()));
        }
        let checked = Checked {
            sources,
            drafts: &drafts,
            kept_topics: &kept.topics,
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
        check::sees(&checked, &pages, &questions.see, &mut problems);
        check::kept(&kept.questions, &checked, &mut problems);
        drop(pages);

        if !problems.is_empty() {
            problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
            problems.dedup();
            return Err(problems);
        }

        let mut by_topic = kept.questions;
        by_topic.extend(questions.by_topic);
        let mut topics: Vec<Topic> =
            drafts.into_iter().map(|draft| draft.topic).chain(kept.topics.iter().cloned()).collect();
        topics.sort_by_key(|topic| topic.order);
        let questions: Vec<Vec<Question>> =
            topics.iter().map(|topic| by_topic.remove(&topic.id).unwrap_or_default()).collect();
        let heads: Vec<Vec<QuestionHead>> =
            questions.iter().map(|list| list.iter().map(QuestionHead::of).collect()).collect();
        let uses: Vec<(FactId, Vec<Use>)> =
            uses.into_iter().map(|(fact, uses)| (fact, uses.into_iter().collect())).collect();
        Ok(Self {
            index: OnceLock::from(Index::new(topics, heads, Vec::new())),
            facts: OnceLock::from(facts),
            uses: OnceLock::from(uses),
            glossary: OnceLock::from(laid_over(kept.terms, terms)),
            questions: OnceLock::from(questions.into_iter().map(OnceLock::from).collect::<Vec<_>>()),
            compact: None,
        })
    }
}

/// The terms of a course with those of a pack: a term of the same name takes the place of the course's, others are added.
fn laid_over(kept: Vec<Term>, terms: Vec<Term>) -> Vec<Term> {
    let stays = |term: &Term| !terms.iter().any(|other| other.name == term.name);
    let mut all: Vec<Term> = kept.into_iter().filter(stays).collect();
    all.extend(terms);
    all
}

/// What stays of a course when texts are laid over it.
#[derive(Default)]
struct Kept {
    pages: SourcePages,
    facts: Vec<Fact>,
    fact_files: Vec<(String, Vec<Fact>)>,
    topics: Vec<Topic>,
    questions: BTreeMap<String, Vec<Question>>,
    uses: BTreeMap<FactId, BTreeSet<Use>>,
    terms: Vec<Term>,
}

impl Kept {
    fn of(base: Option<&Course>, sources: &Sources) -> Self {
        let Some(base) = base else { return Self::default() };
        let mut kept = Self { pages: base.fact_table().pages.clone(), ..Self::default() };
        kept.terms = base.glossary().to_vec();
        let mut rest = base.facts().iter();
        for (file, count) in &base.fact_table().files {
            let facts: Vec<Fact> = rest.by_ref().take(*count).cloned().collect();
            if sources.get(file).is_none() {
                kept.facts.extend(facts.iter().cloned());
                kept.fact_files.push((file.clone(), facts));
            }
        }
        for topic in base.topics() {
            if sources.get(&topic.file).is_none() {
                kept.topics.push(topic.clone());
            }
            if sources.get(&format!("{QUIZZES_FOLDER}/{}.toml", topic.id)).is_none() {
                kept.questions.insert(topic.id.clone(), base.questions_of(&topic.id).to_vec());
            }
        }
        let stays = |used: &Use| match used {
            Use::Topic(id) => kept.topics.iter().any(|topic| topic.id == *id),
            Use::Question(id) => {
                base.question_head(id).is_some_and(|(t, _)| kept.questions.contains_key(&t.id))
            }
            Use::Statement(id) => kept.facts.iter().any(|fact| fact.id == *id),
        };
        let uses = base.uses().iter().map(|(fact, uses)| {
            (fact.clone(), uses.iter().filter(|used| stays(used)).cloned().collect::<BTreeSet<_>>())
        });
        kept.uses = uses.filter(|(_, uses)| !uses.is_empty()).collect();
        kept
    }
}
