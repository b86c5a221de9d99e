//! Rows for what several screens show: Markdown fragments, the home card, sources of facts.

use super::home::{Next, next_topic};
use super::sheet::{Row, Tone};
use super::{Model, Screen};
use crate::content::{Fact, LayoutOptions, Page, anchor_of, lay_out};
use crate::input::Action;
use crate::text::{Side, lines, pad, width};

/// What a newcomer needs besides a way to begin.
const WELCOME: [(Action, &str); 2] = [
    (Action::HomeOpen, "read the topic chosen in the contents"),
    (Action::ShowHelp, "see every key that works where you are"),
];

/// A piece of Markdown laid out in rows of `columns` cells.
pub(super) fn markdown(text: &str, columns: usize) -> Vec<Row> {
    let width = u16::try_from(columns.max(8)).unwrap_or(u16::MAX);
    let options = LayoutOptions { measure: width, ..LayoutOptions::default() };
    lay_out(&Page::from_markdown(text, ""), width, &options)
        .lines
        .iter()
        .map(|line| {
            line.segments.iter().fold(Row::blank(), |row, segment| {
                row.and(segment.text.clone(), Tone::Page(segment.role, segment.mark))
            })
        })
        .collect()
}

/// Rows with `first` in front of the first and as many blanks in front of the others.
pub(super) fn hanging(first: Row, rows: Vec<Row>) -> Vec<Row> {
    let indent = crate::text::width(&first.plain());
    let mut lead = first;
    rows.into_iter()
        .map(|row| {
            let mut whole = std::mem::replace(&mut lead, Row::of(" ".repeat(indent), Tone::Text));
            whole.pieces.extend(row.pieces);
            whole
        })
        .collect()
}

/// Where a fact comes from: its statement, then page and date.
pub(super) fn source(fact: &Fact, columns: usize) -> Vec<Row> {
    let mut rows = hanging(
        Row::of("· ", Tone::Muted),
        lines(&fact.statement, columns.saturating_sub(2))
            .into_iter()
            .map(|line| Row::of(line, Tone::Text))
            .collect(),
    );
    let origin = format!("{}, as of {}", fact.source.title, fact.as_of.date);
    for line in lines(&origin, columns.saturating_sub(2)) {
        rows.push(Row::of("  ", Tone::Text).and(line, Tone::Muted));
    }
    rows
}

impl Model {
    /// What "continue" on the home screen would do.
    pub fn next(&self) -> Option<Next> {
        if let Some((about, done, of)) = self.interrupted() {
            return Some(Next::Session { about, done, of });
        }
        let topic = next_topic(&self.course, &self.record)?.to_owned();
        Some(if self.record.is_empty() { Next::Begin(topic) } else { Next::Read(topic) })
    }

    /// Today's answers, for the head of the home screen.
    pub fn home_score(&self) -> Row {
        // Nothing tells before the end of an exam how it goes.
        let judged = self.interrupted_session().is_none_or(|session| session.mode().explains_at_once());
        match self.record.on(self.today) {
            (0, _) => Row::blank(),
            (answered, _) if !judged => Row::of(format!("today {answered} answered"), Tone::Muted),
            (answered, right) => Row::of(format!("today {answered} answered, {right} right"), Tone::Muted),
        }
    }

    /// The card that says what to do next.
    pub fn home_card(&self, columns: usize) -> Vec<Row> {
        let mut rows = Vec::new();
        let title =
            |topic: &str| self.course.topic(topic).map_or_else(String::new, |topic| topic.title.clone());
        let next = self.next();
        let greeting = self.greets();
        let key = self.key_of(Action::Continue);
        let key = if greeting { pad(&key, self.welcome_column(), Side::Left) } else { key };
        let lead = Row::of(key, Tone::Key).and("  ", Tone::Text);
        match next {
            Some(Next::Session { about, done, of }) => {
                rows.push(Row::of("Take up your questions where you left them", Tone::Title));
                rows.push(
                    lead.and(about, Tone::Accent).and(format!("   {done} of {of} answered"), Tone::Muted),
                );
            }
            Some(Next::Read(topic)) => {
                rows.push(Row::of("Go on reading", Tone::Title));
                let mut row = lead.and(title(&topic), Tone::Accent);
                if let Some(place) = self.record.place(&topic) {
                    if let Some(heading) = self.heading_of(&topic, &place.anchor) {
                        row = row.and("  ›  ", Tone::Muted).and(heading, Tone::Text);
                    }
                    row = row.and(format!("   {} %", place.percent), Tone::Muted);
                }
                rows.push(row);
            }
            Some(Next::Begin(topic)) => {
                rows.push(Row::of(
                    "Read a page, answer its questions, come back to what you missed.",
                    Tone::Title,
                ));
                rows.push(lead.and("begin with ", Tone::Text).and(title(&topic), Tone::Accent));
                if greeting {
                    rows.extend(self.welcome_rows());
                }
            }
            None => rows.push(Row::of("The course is empty.", Tone::Warning)),
        }
        // Two lines in all; where both have something to say, each has one.
        let notices: Vec<String> = self.notice.clone().into_iter().chain(self.packs_notice()).collect();
        if !notices.is_empty() {
            rows.push(Row::blank());
        }
        for notice in &notices {
            for line in lines(notice, columns).into_iter().take(2 / notices.len()) {
                rows.push(Row::of(line, Tone::Warning));
            }
        }
        rows
    }

    /// What a newcomer needs besides: how to choose, and where the other keys are.
    fn welcome_rows(&self) -> Vec<Row> {
        let wide = self.welcome_column();
        WELCOME
            .into_iter()
            .map(|(action, text)| {
                Row::of(pad(&self.key_of(action), wide, Side::Left), Tone::Key)
                    .and("  ", Tone::Text)
                    .and(text, Tone::Text)
            })
            .collect()
    }

    /// Cells for the keys of a newcomer.
    fn welcome_column(&self) -> usize {
        let actions = WELCOME.iter().map(|(action, _)| *action).chain([Action::Continue]);
        actions.map(|action| width(&self.key_of(action))).max().unwrap_or(0)
    }

    /// About the topic under the cursor.
    pub fn home_summary(&self, columns: usize) -> Vec<Row> {
        let Screen::Home(home) = &self.screen else { return Vec::new() };
        let Some(topic) = self.course.topics().get(home.cursor) else { return Vec::new() };
        lines(&topic.summary, columns).into_iter().map(|line| Row::of(line, Tone::Muted)).collect()
    }

    /// The interrupted session: what it is about, questions answered, questions in all.
    fn interrupted(&self) -> Option<(String, usize, usize)> {
        let session = self.interrupted_session()?;
        let answered =
            session.turns().iter().filter(|turn| turn.is_answered() && turn.probe.is_none()).count();
        Some((self.session_title(&session), answered, session.position().1))
    }

    /// The words of a heading, without parsing the page: its anchor's line in the Markdown.
    pub(super) fn heading_of(&self, topic: &str, anchor: &str) -> Option<String> {
        let body = &self.course.topic(topic)?.body;
        let headings =
            body.lines().filter(|line| line.starts_with("##")).map(|line| line.trim_start_matches('#'));
        headings.map(str::trim).find(|heading| anchor_of(heading) == anchor).map(str::to_owned)
    }
}
