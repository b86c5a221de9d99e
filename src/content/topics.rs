//! Loads the front matter of topic pages. What is below it is parsed when the page is opened.

use super::problem::Problem;
use super::reader::Reading;
use super::sources::Sources;
use super::topic::Topic;
use std::borrow::Cow;
use std::ops::Range;
use toml::Spanned;

/// Folder of the topic pages.
pub const TOPICS_FOLDER: &str = "content/topics";

/// Opens and closes the front matter, alone on its line.
const FENCE: &str = "+++";

/// A topic and the places of what is checked against other topics.
#[derive(Debug)]
pub struct TopicDraft {
    /// The topic.
    pub topic: Topic,
    /// Byte at which the body begins in the file.
    pub body_start: usize,
    /// Place of the id in the file.
    pub id_span: Range<usize>,
    /// Place of the order in the file.
    pub order_span: Range<usize>,
    /// Places of the prerequisites, in their order.
    pub prerequisite_spans: Vec<Range<usize>>,
}

/// Loads every topic of `sources`, in the order of paths. Also gives the ids of topics that could not be read.
pub fn load_topics(sources: &Sources, problems: &mut Vec<Problem>) -> (Vec<TopicDraft>, Vec<String>) {
    let mut drafts = Vec::new();
    let mut unread = Vec::new();
    for (file, text) in sources.in_folder(TOPICS_FOLDER) {
        match read_topic(file, text, problems) {
            Some(draft) => drafts.push(draft),
            None => unread.extend(stem(file).map(str::to_owned)),
        }
    }
    (drafts, unread)
}

fn read_topic(file: &str, text: &str, problems: &mut Vec<Problem>) -> Option<TopicDraft> {
    let Some(expected_id) = stem(file) else {
        problems.push(
            Problem::about_file(file, "a file that is no topic page").with_help("topic pages end in `.md`"),
        );
        return None;
    };
    let Some((front, body)) = split(text) else {
        let (message, first_line) = if text.trim_start_matches('\u{feff}').lines().next() == Some(FENCE) {
            ("the front matter is not closed", 0..FENCE.len())
        } else {
            ("the page has no front matter", 0..text.lines().next().map_or(0, str::len))
        };
        problems.push(Problem::at(file, text, first_line, message).with_help(format!(
            "a page begins with a line `{FENCE}`, then id, title, order, summary, prerequisites and minutes, then a line `{FENCE}`"
        )));
        return None;
    };
    let shift = front.start;
    let reading = Reading::part(file, text, front);
    let mut table = reading.root();
    let id = table.text("id");
    if let Some(id) = &id {
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !id.get_ref().chars().all(good) {
            let problem = reading.problem(id.span(), format!("`{}` is not a topic id", id.get_ref()));
            reading.report(problem.with_help("accepted: lower-case letters, digits and hyphens"));
        } else if id.get_ref() != expected_id {
            let message = format!("the topic `{}` stands in the file of another name", id.get_ref());
            let problem = reading.problem(id.span(), message);
            reading.report(problem.with_help(format!("write `{expected_id}`, or rename the file")));
        }
    }
    let title = table.text("title");
    let order = table.number("order");
    let summary = table.text("summary");
    let prerequisites = table.texts("prerequisites");
    let minutes = table.number("minutes");
    if let Some(minutes) = &minutes
        && *minutes.get_ref() == 0
    {
        reading.report(reading.problem(minutes.span(), "`minutes` is zero"));
    }
    table.finish();
    problems.extend(reading.into_problems());

    let moved = |span: Range<usize>| span.start + shift..span.end + shift;
    let (id, order) = (id?, order?);
    Some(TopicDraft {
        id_span: moved(id.span()),
        order_span: moved(order.span()),
        prerequisite_spans: prerequisites.iter().map(|id| moved(id.span())).collect(),
        body_start: body,
        topic: Topic {
            id: id.into_inner(),
            title: title?.into_inner(),
            order: order.into_inner(),
            summary: summary?.into_inner(),
            prerequisites: prerequisites.into_iter().map(Spanned::into_inner).collect(),
            minutes: minutes?.into_inner(),
            file: file.to_owned(),
            body: Cow::Owned(text.get(body..).unwrap_or_default().to_owned()),
            body_line: text.get(..body).unwrap_or_default().matches('\n').count() + 1,
            body_start: body,
        },
    })
}

/// Where the front matter stands between its fences, and where the body begins.
fn split(text: &str) -> Option<(Range<usize>, usize)> {
    let mut lines = text.split_inclusive('\n');
    let mut at = 0;
    let first = lines.next()?;
    if first.trim_start_matches('\u{feff}').trim_end() != FENCE {
        return None;
    }
    at += first.len();
    let start = at;
    for line in lines {
        if line.trim_end() == FENCE {
            return Some((start..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

fn stem(file: &str) -> Option<&str> {
    let (_, name) = file.rsplit_once('/')?;
    name.strip_suffix(".md").filter(|stem| !stem.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "+++\nid = \"limits\"\ntitle = \"Limits\"\norder = 10\nsummary = \"What is limited.\"\nprerequisites = [\"execution\"]\nminutes = 5\n+++\n\nText.\n";

    fn load(text: &str) -> (Vec<TopicDraft>, Vec<Problem>) {
        let mut problems = Vec::new();
        let sources = [("content/topics/limits.md", text)].into_iter().collect();
        (load_topics(&sources, &mut problems).0, problems)
    }

    #[test]
    fn a_page_is_split_and_its_places_are_those_of_the_file() {
        for text in [PAGE.to_owned(), PAGE.replace('\n', "\r\n"), format!("\u{feff}{PAGE}")] {
            let (drafts, problems) = load(&text);
            assert_eq!(problems, []);
            let draft = &drafts[0];
            assert_eq!(draft.topic.body.trim(), "Text.");
            assert_eq!(draft.topic.body_line, 9);
            assert_eq!(&text[draft.id_span.clone()], "\"limits\"");
            assert_eq!(&text[draft.prerequisite_spans[0].clone()], "\"execution\"");
            assert_eq!(&text[draft.body_start..], draft.topic.body);
        }
    }
}
