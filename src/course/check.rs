//! Checks that take more than one file to see.

use super::mention::{self, Mentioned};
use crate::content::expand::Expander;
use crate::content::{FactId, Problem, Sources, Topic, TopicDraft, TopicId};
use crate::quiz::{QUIZZES_FOLDER, Question};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What is checked, and what it may refer to.
pub(super) struct Checked<'c> {
    pub(super) sources: &'c Sources,
    pub(super) drafts: &'c [TopicDraft],
    pub(super) kept_topics: &'c [Topic],
    pub(super) topics: &'c BTreeSet<&'c str>,
    pub(super) questions: &'c BTreeSet<&'c str>,
    pub(super) facts: &'c Expander<'c>,
}

impl Checked<'_> {
    fn problem(&self, topic: &Topic, span: Range<usize>, message: impl Into<String>) -> Problem {
        Problem::at(&topic.file, self.sources.get(&topic.file).unwrap_or_default(), span, message)
    }
}

/// Ids and orders are unique; prerequisites exist, come before, and do not run in a circle.
pub(super) fn topics(checked: &Checked<'_>, problems: &mut Vec<Problem>) {
    let mut ids: BTreeMap<&str, String> = BTreeMap::new();
    let mut orders: BTreeMap<u32, String> = BTreeMap::new();
    for topic in checked.kept_topics {
        ids.insert(&topic.id, topic.file.clone());
        orders.insert(topic.order, topic.file.clone());
    }
    for draft in checked.drafts {
        let topic = &draft.topic;
        let at = |span: &Range<usize>| {
            let problem = checked.problem(topic, span.clone(), "");
            format!("{}:{}", problem.file, problem.line)
        };
        if let Some(first) = ids.get(topic.id.as_str()) {
            let message = format!("the topic `{}` is defined twice", topic.id);
            let problem = checked.problem(topic, draft.id_span.clone(), message);
            problems.push(problem.with_help(format!("it stands first at {first}")));
        } else {
            ids.insert(&topic.id, at(&draft.id_span));
        }
        if let Some(first) = orders.get(&topic.order) {
            let message = format!("two topics have the order {}", topic.order);
            let problem = checked.problem(topic, draft.order_span.clone(), message);
            problems.push(problem.with_help(format!("the other one stands at {first}")));
        } else {
            orders.insert(topic.order, at(&draft.order_span));
        }
        for (prerequisite, span) in topic.prerequisites.iter().zip(&draft.prerequisite_spans) {
            if !checked.topics.contains(prerequisite.as_str()) {
                let message = format!("there is no topic `{prerequisite}`");
                problems.push(
                    checked
                        .problem(topic, span.clone(), message)
                        .with_nearest(prerequisite, checked.topics.iter().copied()),
                );
            } else if let Some(circle) = circle(checked, &topic.id, prerequisite) {
                let problem =
                    checked.problem(topic, span.clone(), format!("prerequisites run in a circle: {circle}"));
                problems.push(problem.with_help("leave one of these prerequisites out"));
            }
        }
    }
}

/// The circle that the prerequisite `next` of `topic` is part of, if it is.
fn circle(checked: &Checked<'_>, topic: &str, next: &str) -> Option<String> {
    let prerequisites = |id: &str| {
        let drafts = checked.drafts.iter().map(|draft| &draft.topic);
        drafts
            .chain(checked.kept_topics)
            .find(|topic| topic.id == id)
            .map(|topic| topic.prerequisites.as_slice())
    };
    let mut paths = vec![vec![topic.to_owned(), next.to_owned()]];
    let mut seen = BTreeSet::from([next.to_owned()]);
    while let Some(path) = paths.pop() {
        let Some(last) = path.last() else { continue };
        if last == topic {
            return Some(path.join(" → "));
        }
        for further in prerequisites(last).unwrap_or_default() {
            if further == topic || seen.insert(further.clone()) {
                let mut longer = path.clone();
                longer.push(further.clone());
                paths.push(longer);
            }
        }
    }
    None
}

/// Facts, questions and topics that pages mention exist. Returns each quoted fact with the topic that quotes it.
pub(super) fn mentions(checked: &Checked<'_>, problems: &mut Vec<Problem>) -> Vec<(FactId, TopicId)> {
    let mut quoted = Vec::new();
    for draft in checked.drafts {
        let topic = &draft.topic;
        for mention in mention::mentions(topic) {
            let span = mention.span.start + draft.body_start..mention.span.end + draft.body_start;
            match mention.of {
                Mentioned::Fact(inside) => match checked.facts.expand(inside) {
                    Ok(expansion) => quoted.push((expansion.fact, topic.id.clone())),
                    Err(error) => {
                        let mut problem = checked.problem(topic, span, error.message);
                        problem.help = error.help;
                        problems.push(problem);
                    }
                },
                Mentioned::Question(id) => {
                    if !checked.questions.contains(id.as_str()) {
                        let problem = checked.problem(topic, span, format!("there is no question `{id}`"));
                        problems.push(problem.with_nearest(&id, checked.questions.iter().copied()));
                    }
                }
                Mentioned::Topic(id) => {
                    if !checked.topics.contains(id) {
                        let problem = checked.problem(topic, span, format!("there is no topic `{id}`"));
                        problems.push(problem.with_nearest(id, checked.topics.iter().copied()));
                    }
                }
            }
        }
    }
    quoted
}

/// What stays of a course below a pack still finds everything that it refers to.
pub(super) fn kept(
    questions: &BTreeMap<TopicId, Vec<Question>>,
    topics: &[Topic],
    checked: &Checked<'_>,
    problems: &mut Vec<Problem>,
) {
    let gone = |file: String, what: String| {
        Problem::about_file(&file, what).with_help("a file of the pack replaces the one that had it")
    };
    for question in questions.values().flatten() {
        let file = || format!("{QUIZZES_FOLDER}/{}.toml", question.topic);
        for fact in question.facts.iter().filter(|fact| checked.facts.find(fact).is_none()) {
            problems.push(gone(
                file(),
                format!("the question `{}` rests on the fact `{fact}`, which is gone", question.id),
            ));
        }
    }
    for topic in topics {
        for mention in mention::mentions(topic) {
            match mention.of {
                Mentioned::Fact(inside) => {
                    if let Err(error) = checked.facts.expand(inside) {
                        problems.push(gone(topic.file.clone(), error.message));
                    }
                }
                Mentioned::Question(id) if !checked.questions.contains(id.as_str()) => {
                    problems.push(gone(topic.file.clone(), format!("the question `{id}` is gone")));
                }
                Mentioned::Topic(id) if !checked.topics.contains(id) => {
                    problems.push(gone(topic.file.clone(), format!("the topic `{id}` is gone")));
                }
                Mentioned::Question(_) | Mentioned::Topic(_) => {}
            }
        }
    }
}
