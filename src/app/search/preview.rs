//! What a find looks like, beside the list.

use super::entry;
use super::item::Item;
use crate::app::geometry::Area;
use crate::app::render::{hanging, markdown};
use crate::app::sheet::{Row, Tone};
use crate::app::{Model, fact_card};
use crate::content::{LayoutOptions, Page, lay_out};
use crate::input::Scope;
use crate::quiz::Form;
use crate::search::Target;
use crate::text::lines;

impl Model {
    /// What a find looks like.
    pub(super) fn preview(&self, item: &Item, area: Area) -> Vec<Row> {
        let columns = usize::from(area.width);
        let mut rows = Vec::new();
        let muted = |text: &str| lines(text, columns).into_iter().map(|line| Row::of(line, Tone::Muted));
        match &item.target {
            Target::Fact(id) => return fact_card::rows(&self.course, id, columns),
            Target::Page { topic, anchor: None } => {
                let Some(topic) = self.course.topic(topic) else { return rows };
                rows.push(Row::of(topic.title.clone(), Tone::Title));
                rows.extend(muted(&topic.summary));
                rows.push(Row::blank());
                if let Some(page) = self.course.page(&topic.id) {
                    for entry in page.outline().into_iter().filter(|entry| entry.level == 2) {
                        rows.push(Row::of("· ", Tone::Muted).and(entry.text, Tone::Text));
                    }
                }
            }
            Target::Page { topic, anchor: Some(anchor) } => {
                let Some(page) = self.course.page(topic) else { return rows };
                rows.extend(muted(&item.place));
                rows.extend(section(&page, anchor, area));
            }
            Target::Question(id) => {
                let Some(question) = self.course.question(id) else { return rows };
                rows.extend(muted(&format!("{}, {}", item.place, question.level.name())));
                rows.push(Row::blank());
                rows.extend(markdown(&question.listed_prompt(), columns));
                if let Form::Options { options, .. } = question.kind.form() {
                    rows.push(Row::blank());
                    for option in options {
                        let lead = Row::of("· ", Tone::Muted);
                        let text = markdown(&option.text, columns.saturating_sub(2));
                        rows.extend(hanging(lead, text));
                    }
                }
            }
            Target::Action(id) => {
                let Some(entry) = entry(id) else { return rows };
                rows.extend(lines(entry.help, columns).into_iter().map(|line| Row::of(line, Tone::Text)));
                rows.push(Row::blank());
                rows.push(Row::of(item.place.clone(), Tone::Key));
                let scope = if entry.scope == Scope::Global { "everywhere" } else { entry.scope.place() };
                rows.extend(muted(scope));
            }
        }
        rows
    }
}

/// The part of a page below a heading, as much as fits.
fn section(page: &Page, anchor: &str, area: Area) -> Vec<Row> {
    let outline = page.outline();
    let Some(at) = outline.iter().position(|entry| entry.anchor == anchor) else { return Vec::new() };
    let Some(start) = outline.get(at).map(|entry| entry.block) else { return Vec::new() };
    let end = outline.get(at + 1).map_or(page.blocks.len(), |next| next.block);
    let part = Page {
        blocks: page.blocks.get(start..end).unwrap_or_default().to_vec(),
        links: page.links.clone(),
        ..Page::default()
    };
    let options = LayoutOptions { measure: area.width, ..LayoutOptions::default() };
    lay_out(&part, area.width, &options)
        .lines
        .iter()
        .take(usize::from(area.height))
        .map(|line| {
            line.segments.iter().fold(Row::blank(), |row, segment| {
                row.and(segment.text.clone(), Tone::Page(segment.role, segment.mark))
            })
        })
        .collect()
}
