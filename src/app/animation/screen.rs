//! The animation on a screen of its own, with the list of all scenarios, and inside a page.

use super::{Motion, Theatre, View};
use crate::animation::edge::{self, EdgeRules, Prices, Walk, Way};
use crate::animation::{Reel, Scene};
use crate::app::desk::Tools;
use crate::app::geometry::{self, Area};
use crate::app::logs::LogRequests;
use crate::app::sheet::{Row, Tone, keep_visible};
use crate::content::Preset;
use crate::pricing::{Arch, Limits, PriceBook};
use crate::scenarios::{self, BuiltIn, all, find};
use crate::simulation::Scenario;
use crate::text::quantity::Duration as Span;
use crate::text::{lines, printable};
use std::sync::Arc;

/// Bytes that a run inside the program may take.
const MEMORY: u64 = 512 << 20;
/// Region of the prices.
const REGION: &str = "us-east-1";

/// The animation's screen.
#[derive(Debug)]
pub struct Stagehand {
    /// What plays.
    pub theatre: Option<Theatre>,
    /// The chosen row of the list of scenarios, while it is open.
    pub menu: Option<usize>,
    /// The row that led to what plays, where the list did: leaving leads back to it.
    pub from: Option<usize>,
}

/// A row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// A built-in scenario, or the way through CloudFront.
    Known(&'static str),
    /// A log of the reader's own.
    OwnLog,
}

/// The one to begin with, which stands at the top of the list.
const FIRST: &str = "cold-and-warm";

/// Areas of the screen: the picture, what is beside it, the story, the line with the track, the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Areas {
    /// The view.
    pub view: Area,
    /// The what-ifs, where they are open and there is room beside the view.
    pub beside: Option<Area>,
    /// What has just happened.
    pub story: Area,
    /// The track.
    pub track: Area,
    /// The figures.
    pub figures: Area,
}

/// Areas in a terminal of `size`. `beside` says whether the what-ifs are open.
pub fn areas(size: (u16, u16), beside: bool) -> Areas {
    let (width, height) = size;
    let x = if width >= 100 { 2 } else { 1 };
    let columns = width.saturating_sub(2 * x).min(180);
    let x = (width - columns) / 2;
    let story_rows = if height >= 30 { 3 } else { 2 };
    let top = if height >= 30 { 2 } else { 1 };
    let below = story_rows + 3 + u16::from(height >= 30);
    let rows = height.saturating_sub(top + below);
    let story_y = top + rows + u16::from(height >= 30);
    let wide = width >= geometry::THREE_PANES;
    let panel = 44;
    let view =
        Area { x, y: top, width: if beside && wide { columns - panel - 2 } else { columns }, height: rows };
    let line = |y| Area { x, y, width: columns, height: 1 };
    Areas {
        view,
        beside: beside.then_some(if wide {
            Area { x: x + columns - panel, width: panel, ..view }
        } else {
            view
        }),
        story: Area { x, y: story_y, width: columns, height: story_rows },
        track: line(story_y + story_rows),
        figures: line(story_y + story_rows + 1),
    }
}

impl Stagehand {
    /// The list of scenarios.
    pub fn menu() -> Self {
        Self { theatre: None, menu: Some(0), from: None }
    }

    /// A run.
    pub fn of(theatre: Theatre) -> Self {
        Self { theatre: Some(theatre), menu: None, from: None }
    }

    /// Everything that can be watched: the simplest first, the others by their titles, a log of one's own last.
    pub fn entries() -> Vec<(Entry, String, String)> {
        let known = |it: BuiltIn| (Entry::Known(it.id), it.title, it.summary);
        let mut rest: Vec<_> = all().into_iter().filter(|it| it.id != FIRST).map(known).collect();
        if let Ok(way) = Way::built_in() {
            rest.push((Entry::Known(edge::ID), way.title, way.summary));
        }
        rest.sort_by(|one, other| one.1.cmp(&other.1));
        let own = (
            Entry::OwnLog,
            "A log of your own".to_owned(),
            "A file or a folder with REPORT lines: requests come as they came there, and take times drawn from those in it."
                .to_owned(),
        );
        find(FIRST).map(known).into_iter().chain(rest).chain([own]).collect()
    }

    /// The rows of the list of scenarios, of which the chosen one is in view.
    pub fn menu_rows(&self, columns: usize, height: usize) -> Vec<Row> {
        let chosen = self.menu.unwrap_or(0);
        let mut rows = Vec::new();
        let mut wanted = (0, 0);
        for (at, (_, title, summary)) in Self::entries().into_iter().enumerate() {
            let first = rows.len();
            let here = at == chosen;
            rows.push(
                Row::of(if here { "› " } else { "  " }, Tone::Accent).and(title, Tone::Title).selected(here),
            );
            for line in lines(&summary, columns.saturating_sub(4)) {
                rows.push(Row::of("    ", Tone::Text).and(line, Tone::Muted));
            }
            if here {
                wanted = (first, rows.len() - 1);
            }
            rows.push(Row::blank());
        }
        let from = keep_visible(0, wanted, height, rows.len());
        rows.into_iter().skip(from).take(height).collect()
    }

    /// Moves the cursor of the list.
    pub fn step(&mut self, by: isize) {
        if let Some(at) = &mut self.menu {
            *at = at.saturating_add_signed(by).min(Self::entries().len().saturating_sub(1));
        }
    }

    /// What is chosen.
    pub fn chosen(&self) -> Option<Entry> {
        Self::entries().get(self.menu?).map(|(entry, ..)| *entry)
    }
}

/// A built-in scenario as a run that stands at its beginning.
///
/// # Errors
/// Why there is none, in a sentence.
pub fn built_in(id: &str, tools: &Tools, motion: Motion) -> Result<Theatre, String> {
    if id == edge::ID {
        let walk = walk(tools.edge.clone(), tools.book.clone(), &tools.rules.limits)?;
        return Ok(Theatre::new(walk, motion));
    }
    let known = find(id).ok_or_else(|| format!("there is no scenario `{id}`"))?;
    of_text(known.id, known.title, known.source, tools, motion)
}

/// A scenario by its text as a run that stands at its beginning.
///
/// # Errors
/// Why there is none, in a sentence.
pub fn of_text(
    name: &str,
    title: String,
    text: &str,
    tools: &Tools,
    motion: Motion,
) -> Result<Theatre, String> {
    let scenario = Scenario::parse(name, text, &tools.simulation, MEMORY)
        .map_err(|found| found.first().map(ToString::to_string).unwrap_or_default())?;
    of_scenario(scenario, title, REGION, tools, motion)
}

/// A scenario as a run that stands at its beginning.
///
/// # Errors
/// Why there is none, in a sentence.
pub fn of_scenario(
    scenario: Scenario,
    title: String,
    region: &str,
    tools: &Tools,
    motion: Motion,
) -> Result<Theatre, String> {
    let scene = Scene {
        seed: scenario.seed,
        scenario,
        title,
        book: tools.book.clone(),
        limits: tools.rules.limits.clone(),
        region: region.to_owned(),
    };
    let reel = Reel::new(scene).map_err(|error| error.to_string())?;
    Ok(Theatre::new(reel, motion))
}

/// The way through CloudFront at its beginning.
///
/// # Errors
/// Why there is none, in a sentence.
pub fn walk(rules: Result<EdgeRules, String>, book: Arc<PriceBook>, limits: &Limits) -> Result<Walk, String> {
    let prices = Prices { book, limits: limits.clone(), region: REGION.to_owned() };
    Walk::new(rules?, prices).map_err(|error| error.to_string())
}

/// A log as a run that stands at its beginning: its requests come as they came there.
///
/// # Errors
/// Why there is none, in a sentence.
pub fn replay(
    path: &str,
    read: LogRequests,
    (region, arch): (&str, Arch),
    tools: &Tools,
    motion: Motion,
) -> Result<Theatre, String> {
    let function = scenarios::Replayed { memory_mb: read.memory_mb, arch };
    let title = printable(path).into_owned();
    let scenario =
        scenarios::replay(&title, read.requests, function, &tools.simulation, read.room.min(MEMORY))
            .map_err(|found| found.first().map(|it| it.message.clone()).unwrap_or_default())?;
    of_scenario(scenario, title, region, tools, motion)
}

/// The run of a page's block: scenario, view and moment as its author wrote them.
///
/// # Errors
/// What is wrong with the block, in a sentence.
pub fn of_block(preset: &Preset, tools: &Tools, motion: Motion) -> Result<Theatre, String> {
    let get = |key: &str| preset.inputs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    let mut theatre = built_in(get("scenario").unwrap_or_default(), tools, motion)?;
    if let Some(view) = get("view").and_then(View::find) {
        theatre.set_view(view);
    }
    if let Some(at) = get("from").and_then(|text| Span::parse_nanoseconds(text).ok()) {
        theatre.seek(at);
    }
    Ok(theatre)
}

/// Rows of an animation's block in a page that shows so many rows at once.
pub fn block_rows(preset: &Preset, page_rows: u16) -> u16 {
    if preset.inputs.iter().any(|(key, value)| key == "scenario" && value == edge::ID) {
        return 22.min(page_rows.max(12));
    }
    let view =
        preset.inputs.iter().find(|(name, _)| name == "view").map_or("path", |(_, value)| value.as_str());
    match View::find(view) {
        Some(View::Path) | None if page_rows >= 26 => 23,
        Some(View::Path) | None => 16,
        _ => 17,
    }
    .min(page_rows.max(12))
}

impl Theatre {
    /// The rows of an animation in a page: title, view, story, track, and which key does what.
    pub fn block(&self, columns: usize, height: u16, focused: bool, keys: &str) -> Vec<Row> {
        let height = usize::from(height);
        let lead = Row::of(if focused { "▌ " } else { "│ " }, Tone::Accent);
        let title = lead.and(self.film.title(), if focused { Tone::Accent } else { Tone::Title });
        let mut rows = vec![super::spread(title, &self.tabs(), columns)];
        let room = height.saturating_sub(5).max(1);
        let mut view = self.view_rows(columns, room);
        view.resize(room, Row::blank());
        rows.append(&mut view);
        rows.extend(self.narration(columns, 2));
        rows.push(self.track(columns));
        rows.push(Row::of(keys, Tone::Muted).cut(columns));
        rows
    }
}
