//! Checks that take more than one file to see.

use super::paths::StepPlace;
use crate::content::expand::Expander;
use crate::content::{
    FactId, Link, Live, MOST_PROBLEMS, Page, Problem, Sources, TermSee, Topic, TopicDraft, TopicId,
};
use crate::quiz::See;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What is checked, and what it may refer to.
pub(super) struct Checked<'c> {
    pub(super) sources: &'c Sources,
    pub(super) drafts: &'c [TopicDraft],
    pub(super) topics: &'c BTreeSet<&'c str>,
    pub(super) questions: &'c BTreeSet<&'c str>,
    pub(super) facts: &'c Expander<'c>,
}

impl Checked<'_> {
    fn problem(&self, topic: &Topic, span: Range<usize>, message: impl Into<String>) -> Problem {
        Problem::at(&topic.file, self.sources.get(&topic.file).unwrap_or_default(), span, message)
    }
}

/// Ids and orders are unique; prerequisites exist, come before, and do not run in a circle. A pack's topic may have the order of one
/// below it: it comes after that one.
pub(super) fn topics(checked: &Checked<'_>, problems: &mut Vec<Problem>) {
    let mut ids: BTreeMap<&str, String> = BTreeMap::new();
    let mut orders: BTreeMap<(usize, u32), String> = BTreeMap::new();
    let circles = Circles::find(checked.drafts);
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
        let order = (checked.sources.layer(&topic.file), topic.order);
        if let Some(first) = orders.get(&order) {
            let message = format!("two topics have the order {}", topic.order);
            let problem = checked.problem(topic, draft.order_span.clone(), message);
            problems.push(problem.with_help(format!("the other one stands at {first}")));
        } else {
            orders.insert(order, at(&draft.order_span));
        }
        let full = problems.len() + MOST_PROBLEMS;
        for (prerequisite, span) in topic.prerequisites.iter().zip(&draft.prerequisite_spans) {
            if problems.len() >= full {
                break;
            }
            if !checked.topics.contains(prerequisite.as_str()) {
                let message = format!("there is no topic `{prerequisite}`");
                problems.push(
                    checked
                        .problem(topic, span.clone(), message)
                        .with_nearest(prerequisite, checked.topics.iter().copied()),
                );
            } else if let Some(circle) = circles.through(&topic.id, prerequisite) {
                let problem =
                    checked.problem(topic, span.clone(), format!("prerequisites run in a circle: {circle}"));
                problems.push(problem.with_help("leave one of these prerequisites out"));
            }
        }
    }
}

/// The prerequisites of the topics that lie on circles, or between two of them.
struct Circles<'c> {
    prerequisites: BTreeMap<&'c str, BTreeSet<&'c str>>,
}

impl<'c> Circles<'c> {
    /// Takes away what has no prerequisites left, then what is nobody's, until only circles and the ways between them remain.
    fn find(drafts: &'c [TopicDraft]) -> Self {
        let mut forwards: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for draft in drafts {
            let prerequisites = draft.topic.prerequisites.iter().map(String::as_str);
            forwards.entry(draft.topic.id.as_str()).or_default().extend(prerequisites);
        }
        let known: BTreeSet<&str> = forwards.keys().copied().collect();
        for prerequisites in forwards.values_mut() {
            prerequisites.retain(|id| known.contains(id));
        }
        let backwards = peel(turned(peel(forwards)));
        Self { prerequisites: turned(backwards) }
    }

    /// The circle that the prerequisite `next` of `topic` is part of, if it is.
    fn through(&self, topic: &str, next: &str) -> Option<String> {
        let (&topic, _) = self.prerequisites.get_key_value(topic)?;
        let (&next, _) = self.prerequisites.get_key_value(next)?;
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut open = vec![next];
        while let Some(here) = open.pop() {
            if here == topic {
                let mut path = vec![topic];
                let mut at = topic;
                while at != next {
                    at = came_from.get(at)?;
                    path.push(at);
                }
                path.push(topic);
                path.reverse();
                return Some(path.join(" → "));
            }
            for &further in self.prerequisites.get(here).into_iter().flatten() {
                if further != next && !came_from.contains_key(further) {
                    came_from.insert(further, here);
                    open.push(further);
                }
            }
        }
        None
    }
}

/// The graph with every arrow the other way round.
fn turned<'c>(graph: BTreeMap<&'c str, BTreeSet<&'c str>>) -> BTreeMap<&'c str, BTreeSet<&'c str>> {
    let mut turned: BTreeMap<&str, BTreeSet<&str>> = graph.keys().map(|id| (*id, BTreeSet::new())).collect();
    for (from, targets) in graph {
        for to in targets {
            turned.entry(to).or_default().insert(from);
        }
    }
    turned
}

/// The graph without what leads nowhere, again and again.
fn peel<'c>(mut graph: BTreeMap<&'c str, BTreeSet<&'c str>>) -> BTreeMap<&'c str, BTreeSet<&'c str>> {
    let mut callers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, targets) in &graph {
        for to in targets {
            callers.entry(to).or_default().push(from);
        }
    }
    let mut ends: Vec<&str> =
        graph.iter().filter(|(_, targets)| targets.is_empty()).map(|(id, _)| *id).collect();
    while let Some(end) = ends.pop() {
        graph.remove(end);
        for from in callers.get(end).into_iter().flatten() {
            if let Some(targets) = graph.get_mut(from)
                && targets.remove(end)
                && targets.is_empty()
            {
                ends.push(from);
            }
        }
    }
    graph
}

/// A page of the course, and where each of its headings is reached.
pub(super) struct Read<'c> {
    topic: &'c Topic,
    page: Page,
}

/// The pages by topic.
pub(super) type Pages<'c> = BTreeMap<&'c str, Read<'c>>;

/// Reads every page.
pub(super) fn read<'c>(checked: &Checked<'c>, problems: &mut Vec<Problem>) -> Pages<'c> {
    let mut pages = Pages::new();
    for draft in checked.drafts {
        let (page, found) = Page::parse(&draft.topic, &|inside| checked.facts.expand(inside));
        problems.extend(found);
        pages.entry(&draft.topic.id).or_insert(Read { topic: &draft.topic, page });
    }
    pages
}

/// Questions, topics and headings that pages refer to exist. Returns each quoted fact with the topic that quotes it.
pub(super) fn mentions(
    checked: &Checked<'_>,
    pages: &Pages<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<(FactId, TopicId)> {
    let mut quoted = Vec::new();
    let anchors = anchors(pages);
    for Read { topic, page } in pages.values() {
        quoted.extend(page.facts().into_iter().map(|fact| (fact.to_owned(), topic.id.clone())));
        let full = problems.len() + MOST_PROBLEMS;
        for (live, span) in page.live_blocks() {
            let Live::Quiz { questions } = live else { continue };
            for id in questions.iter().filter(|id| !checked.questions.contains(id.as_str())) {
                if problems.len() >= full {
                    break;
                }
                let place = topic.body.get(span.clone()).and_then(|text| text.find(&format!("\"{id}\"")));
                let at = place.map_or(span.clone(), |at| span.start + at..span.start + at + id.len() + 2);
                let problem = topic.problem_in_body(at, format!("there is no question `{id}`"));
                problems.push(problem.with_nearest(id, checked.questions.iter().copied()));
            }
        }
        for (link, span) in page.link_places() {
            if problems.len() >= full {
                break;
            }
            let Link::Topic { topic: target, anchor } = link else { continue };
            if !checked.topics.contains(target.as_str()) {
                let span = target_of(topic, span, &format!("topic:{target}"), "topic:".len());
                let problem = topic.problem_in_body(span, format!("there is no topic `{target}`"));
                problems.push(problem.with_nearest(target, checked.topics.iter().copied()));
            } else if *target != topic.id
                && let Some(anchor) = anchor
                && let Some(existing) = without(&anchors, target, anchor)
            {
                let problem =
                    topic.problem_in_body(span, format!("the topic `{target}` has no heading `#{anchor}`"));
                problems.push(problem.with_nearest(anchor, existing.iter().copied()));
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
pub(super) fn sees(checked: &Checked<'_>, pages: &Pages<'_>, sees: &[See], problems: &mut Vec<Problem>) {
    let anchors = anchors(pages);
    let full = problems.len() + MOST_PROBLEMS;
    for see in sees {
        let Some(anchor) = &see.anchor else { continue };
        if problems.len() >= full {
            break;
        }
        if let Some(existing) = without(&anchors, &see.topic, anchor) {
            let text = checked.sources.get(&see.file).unwrap_or_default();
            let message = format!("the topic `{}` has no heading `#{anchor}`", see.topic);
            let problem = Problem::at(&see.file, text, see.span.clone(), message);
            problems.push(problem.with_nearest(anchor, existing.iter().copied()));
        }
    }
}

/// A place in the course that a list sends its readers to.
struct Target<'t> {
    file: &'t str,
    topic: &'t str,
    anchor: Option<&'t str>,
    span: Range<usize>,
}

/// Topics and headings that terms of the glossary send their readers to exist.
pub(super) fn term_sees(
    checked: &Checked<'_>,
    pages: &Pages<'_>,
    sees: &[TermSee],
    problems: &mut Vec<Problem>,
) {
    let targets = sees.iter().map(|see| Target {
        file: &see.file,
        topic: &see.topic,
        anchor: see.anchor.as_deref(),
        span: see.span.clone(),
    });
    self::targets(checked, pages, targets, problems);
}

/// Topics and headings that steps of paths lead to exist.
pub(super) fn steps(
    checked: &Checked<'_>,
    pages: &Pages<'_>,
    steps: &[StepPlace],
    problems: &mut Vec<Problem>,
) {
    let targets = steps.iter().map(|step| Target {
        file: &step.file,
        topic: &step.topic,
        anchor: step.anchor.as_deref(),
        span: step.span.clone(),
    });
    self::targets(checked, pages, targets, problems);
}

fn targets<'t>(
    checked: &Checked<'_>,
    pages: &Pages<'_>,
    targets: impl Iterator<Item = Target<'t>>,
    problems: &mut Vec<Problem>,
) {
    let anchors = anchors(pages);
    let full = problems.len() + MOST_PROBLEMS;
    for Target { file, topic, anchor, span } in targets {
        if problems.len() >= full {
            break;
        }
        let text = checked.sources.get(file).unwrap_or_default();
        let problem = |message: String| Problem::at(file, text, span.clone(), message);
        if !checked.topics.contains(topic) {
            let missing = problem(format!("there is no topic `{topic}`"));
            problems.push(missing.with_nearest(topic, checked.topics.iter().copied()));
        } else if let Some(anchor) = anchor
            && let Some(existing) = without(&anchors, topic, anchor)
        {
            let missing = problem(format!("the topic `{topic}` has no heading `#{anchor}`"));
            problems.push(missing.with_nearest(anchor, existing.iter().copied()));
        }
    }
}

type Anchors<'p> = BTreeMap<&'p str, BTreeSet<&'p str>>;

fn anchors<'p>(pages: &'p Pages<'_>) -> Anchors<'p> {
    pages.iter().map(|(topic, read)| (*topic, read.page.anchors().collect())).collect()
}

/// The anchors that a topic has instead, where it has not this one. A topic that could not be read is not reported again.
fn without<'a, 'p>(anchors: &'a Anchors<'p>, topic: &str, anchor: &str) -> Option<&'a BTreeSet<&'p str>> {
    anchors.get(topic).filter(|existing| !existing.contains(anchor))
}
