//! Notes for Anki, in its text form: one line for each question, front and back. The stable identifier stands in the first field, so
//! that importing a newer file updates notes instead of doubling them.

use crate::content::{BlockKind, Fact, Inline, Page, PlainOptions, to_plain};
use crate::quiz::{Kind, Question, reveal};
use std::fmt::Write as _;

/// The file for `questions`. Questions that are drawn anew each time have no fixed key and are left
/// out.
pub fn anki_text<'a>(
    questions: impl IntoIterator<Item = &'a Question>,
    fact: &dyn Fn(&str) -> Option<&'a Fact>,
) -> String {
    let mut text = String::from(
        "#separator:tab\n#html:true\n#notetype:Basic (with id)\n#deck:coldstart\n#columns:id\tFront\tBack\tTags\n#tags column:4\n",
    );
    for question in questions {
        if matches!(question.kind, Kind::Generated(_)) {
            continue;
        }
        let mut front = html(&question.prompt);
        if let Kind::Single(options) | Kind::Multi(options) = &question.kind {
            front.push_str("<ul>");
            for option in options {
                let _ = write!(front, "<li>{}</li>", html(&option.text));
            }
            front.push_str("</ul>");
        }
        let mut back = format!("<b>{}</b><br>{}", html(&reveal(question).key), html(&question.explain));
        for fact in question.facts.iter().filter_map(|id| fact(id)) {
            let _ = write!(
                back,
                "<br><small>{} ({}), {}</small>",
                escaped(&fact.source.title),
                escaped(&fact.as_of.date),
                escaped(&fact.source.url)
            );
        }
        let tags = format!("coldstart::{} {}", question.topic, question.level.name());
        let fields = [question.id.as_str(), &front, &back, &tags].map(field);
        let _ = writeln!(text, "{}", fields.join("\t"));
    }
    text
}

/// A field on one line: tabs and line ends would begin another field or note. Quotes at its beginning would be read as quoting.
fn field(text: &str) -> String {
    let one_line = text.replace(['\t', '\r'], " ").replace('\n', "<br>");
    if one_line.contains('"') || one_line.starts_with('#') {
        format!("\"{}\"", one_line.replace('"', "\"\""))
    } else {
        one_line
    }
}

/// Markdown as HTML: paragraphs and code with their marks, anything else as it is printed.
fn html(markdown: &str) -> String {
    let page = Page::from_markdown(markdown, "");
    let blocks: Vec<String> = page
        .blocks
        .iter()
        .map(|block| match &block.kind {
            BlockKind::Paragraph(runs) => inline(runs),
            BlockKind::Code { text, .. } => format!("<pre>{}</pre>", escaped(text)),
            _ => {
                let alone = Page { blocks: vec![block.clone()], ..page.clone() };
                let options = PlainOptions { width: 80, ascii: false, linear: false };
                format!("<pre>{}</pre>", escaped(to_plain(&alone, "", options).trim_end()))
            }
        })
        .collect();
    blocks.join("<br>")
}

fn inline(runs: &Inline) -> String {
    let marked = |run: &crate::content::Run| {
        let mut text = escaped(&run.text);
        for (is_marked, tag) in [(run.mark.code, "code"), (run.mark.emphasis, "i"), (run.mark.strong, "b")] {
            if is_marked {
                text = format!("<{tag}>{text}</{tag}>");
            }
        }
        text
    };
    runs.iter().map(marked).collect()
}

/// Text as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
