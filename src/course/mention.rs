//! What the text of a topic refers to: facts, questions in `quiz` blocks, and other topics.

use crate::content::Topic;
use crate::content::expand::find_references_outside_code;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// Something that a topic's body refers to, and where in the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention<'t> {
    pub(super) span: Range<usize>,
    pub(super) of: Mentioned<'t>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mentioned<'t> {
    /// What stands inside `{fact:…}`.
    Fact(&'t str),
    /// A question id in a `quiz` block.
    Question(String),
    /// The target of a link to a topic, without an anchor.
    Topic(&'t str),
}

/// Everything that `topic` mentions.
pub(super) fn mentions(topic: &Topic) -> Vec<Mention<'_>> {
    let body = &*topic.body;
    let fences = fences(body);
    let mut found: Vec<Mention<'_>> = find_references_outside_code(body)
        .filter(|(span, _)| !fences.iter().any(|fence| fence.contains(span.start)))
        .map(|(span, inside)| Mention { span, of: Mentioned::Fact(inside) })
        .collect();
    for (start, _) in body.match_indices("](topic:") {
        if fences.iter().any(|fence| fence.contains(start)) {
            continue;
        }
        let begin = start + "](topic:".len();
        let rest = body.get(begin..).unwrap_or_default();
        let length = rest.find([')', '#', '\n', ' ']).unwrap_or(rest.len());
        let target = rest.get(..length).unwrap_or_default();
        found.push(Mention { span: begin..begin + length, of: Mentioned::Topic(target) });
    }
    for fence in fences.iter().filter(|fence| fence.language == "quiz") {
        found.extend(quiz_questions(body, fence));
    }
    found
}

/// The ids in a `quiz` block. One that is not as it should be is reported by the parser of the page.
fn quiz_questions<'t>(body: &'t str, fence: &Fence<'t>) -> Vec<Mention<'t>> {
    let source = body.get(fence.content.clone()).unwrap_or_default();
    let (table, _) = DeTable::parse_recoverable(source);
    let Some(DeValue::Array(ids)) = table.get_ref().get("questions").map(toml::Spanned::get_ref) else {
        return Vec::new();
    };
    ids.iter()
        .filter_map(|id| {
            let text = id.get_ref().as_str()?.to_owned();
            let span = id.span().start + fence.content.start..id.span().end + fence.content.start;
            Some(Mention { span, of: Mentioned::Question(text) })
        })
        .collect()
}

/// A fenced block.
struct Fence<'t> {
    language: &'t str,
    whole: Range<usize>,
    content: Range<usize>,
}

impl Fence<'_> {
    fn contains(&self, at: usize) -> bool {
        self.whole.contains(&at)
    }
}

fn fences(body: &str) -> Vec<Fence<'_>> {
    let mut fences: Vec<Fence<'_>> = Vec::new();
    // Marker and length of the fence that is open.
    let mut open: Option<(char, usize)> = None;
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let trimmed = line.trim_start_matches([' ', '>']);
        let Some(marker) = trimmed.chars().next().filter(|c| matches!(c, '`' | '~')) else {
            continue;
        };
        let length = trimmed.chars().take_while(|c| *c == marker).count();
        let info = trimmed.get(length..).unwrap_or_default().trim();
        match open {
            Some((opened, least)) if opened == marker && length >= least && info.is_empty() => {
                if let Some(fence) = fences.last_mut() {
                    fence.content.end = start;
                    fence.whole.end = at;
                }
                open = None;
            }
            None if length >= 3 && !(marker == '`' && info.contains('`')) => {
                open = Some((marker, length));
                // An open fence reaches to the end of the page.
                fences.push(Fence { language: info, whole: start..body.len(), content: at..body.len() });
            }
            _ => {}
        }
    }
    fences
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn of(body: &str) -> Vec<(String, Mentioned<'static>)> {
        let topic = Topic {
            id: "t".to_owned(),
            title: "T".to_owned(),
            order: 1,
            summary: "S".to_owned(),
            prerequisites: Vec::new(),
            minutes: 1,
            file: "content/topics/t.md".to_owned(),
            body: Cow::Owned(body.to_owned()),
            body_line: 1,
        };
        mentions(&topic)
            .into_iter()
            .map(|mention| {
                let of = match mention.of {
                    Mentioned::Question(id) => Mentioned::Question(id),
                    Mentioned::Fact(_) => Mentioned::Fact(""),
                    Mentioned::Topic(_) => Mentioned::Topic(""),
                };
                (body[mention.span].to_owned(), of)
            })
            .collect()
    }

    #[test]
    fn facts_links_and_quiz_blocks_are_found_outside_code() {
        let body = "See {fact:a} and [b](topic:limits#max).\n\n```text\n{fact:no} [x](topic:no)\n```\n\n~~~\n{fact:no}\n~~~\n\n```quiz\nquestions = [\"q.one\",\n  \"q.two\"]\n```\n`{fact:no}` {fact:z|MB}\n";
        assert_eq!(
            of(body),
            [
                ("{fact:a}".to_owned(), Mentioned::Fact("")),
                ("{fact:z|MB}".to_owned(), Mentioned::Fact("")),
                ("limits".to_owned(), Mentioned::Topic("")),
                ("\"q.one\"".to_owned(), Mentioned::Question("q.one".to_owned())),
                ("\"q.two\"".to_owned(), Mentioned::Question("q.two".to_owned())),
            ]
        );
    }

    #[test]
    fn an_open_fence_reaches_to_the_end() {
        assert_eq!(of("```\n{fact:a}\n"), []);
    }
}
