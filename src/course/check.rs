//! Checks that take more than one file to see.

use crate::content::expand::Expander;
use crate::content::{
    FactId, GLOSSARY_FILE, Link, Live, Page, Problem, Sources, TermSee, Topic, TopicDraft, TopicId,
};
use crate::quiz::{QUIZZES_FOLDER, Question, See};
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

/// A page of the course, and where each of its headings is reached.
pub(super) struct Read<'c> {
    topic: &'c Topic,
    page: Page,
}

/// Reads every page: those of the pack with what is wrong in them, then those below it.
pub(super) fn read<'c>(checked: &Checked<'c>, problems: &mut Vec<Problem>) -> Vec<Read<'c>> {
    let mut pages = Vec::new();
    for draft in checked.drafts {
        let (page, found) = Page::parse(&draft.topic, &|inside| checked.facts.expand(inside));
        problems.extend(found);
        pages.push(Read { topic: &draft.topic, page });
    }
    for topic in checked.kept_topics {
        let (page, found) = Page::parse(topic, &|inside| checked.facts.expand(inside));
        // Such a page was sound before: what is wrong now is wrong because of the pack.
        problems.extend(found.into_iter().map(|problem| gone(&topic.file, problem.message)));
        pages.push(Read { topic, page });
    }
    pages
}

/// Questions, topics and headings that pages refer to exist. Returns each quoted fact with the topic that quotes it.
pub(super) fn mentions(
    checked: &Checked<'_>,
    pages: &[Read<'_>],
    problems: &mut Vec<Problem>,
) -> Vec<(FactId, TopicId)> {
    let mut quoted = Vec::new();
    for Read { topic, page } in pages {
        quoted.extend(page.facts().into_iter().map(|fact| (fact.to_owned(), topic.id.clone())));
        let is_kept = checked.sources.get(&topic.file).is_none();
        let mut report = |problem: Problem| {
            problems.push(if is_kept { gone(&topic.file, problem.message) } else { problem });
        };
        for (live, span) in page.live_blocks() {
            let Live::Quiz { questions } = live else { continue };
            for id in questions.iter().filter(|id| !checked.questions.contains(id.as_str())) {
                let place = topic.body.get(span.clone()).and_then(|text| text.find(&format!("\"{id}\"")));
                let at = place.map_or(span.clone(), |at| span.start + at..span.start + at + id.len() + 2);
                let problem = topic.problem_in_body(at, format!("there is no question `{id}`"));
                report(problem.with_nearest(id, checked.questions.iter().copied()));
            }
        }
        for (link, span) in page.link_places() {
            let Link::Topic { topic: target, anchor } = link else { continue };
            if !checked.topics.contains(target.as_str()) {
                let span = target_of(topic, span, &format!("topic:{target}"), "topic:".len());
                let problem = topic.problem_in_body(span, format!("there is no topic `{target}`"));
                report(problem.with_nearest(target, checked.topics.iter().copied()));
            } else if *target != topic.id
                && let Some(anchor) = anchor
                && let Some(anchors) = missing_anchor(pages, target, anchor)
            {
                let problem =
                    topic.problem_in_body(span, format!("the topic `{target}` has no heading `#{anchor}`"));
                report(problem.with_nearest(anchor, anchors));
            }
        }
    }
    quoted
}

/// Where in a link its target stands, less the `lead` bytes that say what kind of target it is.
fn target_of(topic: &Topic, link: Range<usize>, target: &str, lead: usize) -> Range<usize> {
    let at = topic.body.get(link.clone()).and_then(|text| text.rfind(target));
    at.map_or(link.clone(), |at| link.start + at + lead..link.start + at + target.len())
}

/// Headings that questions send their readers to exist.
pub(super) fn sees(checked: &Checked<'_>, pages: &[Read<'_>], sees: &[See], problems: &mut Vec<Problem>) {
    for see in sees {
        let Some(anchor) = &see.anchor else { continue };
        if let Some(anchors) = missing_anchor(pages, &see.topic, anchor) {
            let text = checked.sources.get(&see.file).unwrap_or_default();
            let message = format!("the topic `{}` has no heading `#{anchor}`", see.topic);
            problems
                .push(Problem::at(&see.file, text, see.span.clone(), message).with_nearest(anchor, anchors));
        }
    }
}

/// Topics and headings that terms of the glossary send their readers to exist.
pub(super) fn term_sees(
    checked: &Checked<'_>,
    pages: &[Read<'_>],
    sees: &[TermSee],
    problems: &mut Vec<Problem>,
) {
    let text = checked.sources.get(GLOSSARY_FILE).unwrap_or_default();
    for see in sees {
        let problem = |message: String| Problem::at(GLOSSARY_FILE, text, see.span.clone(), message);
        if !checked.topics.contains(see.topic.as_str()) {
            let missing = problem(format!("there is no topic `{}`", see.topic));
            problems.push(missing.with_nearest(&see.topic, checked.topics.iter().copied()));
        } else if let Some(anchor) = &see.anchor
            && let Some(anchors) = missing_anchor(pages, &see.topic, anchor)
        {
            let missing = problem(format!("the topic `{}` has no heading `#{anchor}`", see.topic));
            problems.push(missing.with_nearest(anchor, anchors));
        }
    }
}

/// The anchors that a topic has instead, where it has not this one. A topic that could not be read is not reported again.
fn missing_anchor<'p>(pages: &'p [Read<'_>], topic: &str, anchor: &str) -> Option<Vec<&'p str>> {
    let page = &pages.iter().find(|read| read.topic.id == topic)?.page;
    let anchors: Vec<&str> = page.anchors().collect();
    (!anchors.contains(&anchor)).then_some(anchors)
}

fn gone(file: &str, what: String) -> Problem {
    Problem::about_file(file, what).with_help("a file of the pack replaces the one that had it")
}

/// The questions that stay of a course below a pack still find the facts that they rest on.
pub(super) fn kept(
    questions: &BTreeMap<TopicId, Vec<Question>>,
    checked: &Checked<'_>,
    problems: &mut Vec<Problem>,
) {
    for question in questions.values().flatten() {
        for fact in question.facts.iter().filter(|fact| checked.facts.find(fact).is_none()) {
            let what = format!("the question `{}` rests on the fact `{fact}`, which is gone", question.id);
            problems.push(gone(&format!("{QUIZZES_FOLDER}/{}.toml", question.topic), what));
        }
    }
}
