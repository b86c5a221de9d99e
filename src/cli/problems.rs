//! Prints problems of content files the way compilers do: place, excerpt, mark, advice.

use crate::content::{Problem, Sources};
use crate::text::printable_in_place;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// All problems as text, one paragraph each; `colour` for terminals.
pub(super) fn render(problems: &[Problem], sources: &Sources, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for problem in problems {
        // Of the same length, so that marks stay where they are.
        let source = &*printable_in_place(sources.get(&problem.file).unwrap_or_default());
        let span = problem.span.start.min(source.len())..problem.span.end.min(source.len());
        let mut group = Group::with_title(Level::ERROR.primary_title(problem.message.as_str()));
        if source.is_empty() {
            group = group.element(annotate_snippets::Origin::path(problem.file.as_str()));
        } else {
            group = group.element(
                Snippet::source(source)
                    .path(problem.file.as_str())
                    .annotation(AnnotationKind::Primary.span(span)),
            );
        }
        if let Some(help) = &problem.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        text.push_str(&renderer.render(&[group]));
        text.push_str("\n\n");
    }
    text
}

/// How many problems there are, in words.
pub(super) fn count(problems: usize) -> String {
    match problems {
        0 => "no problems".to_owned(),
        1 => "1 problem".to_owned(),
        many => format!("{many} problems"),
    }
}
