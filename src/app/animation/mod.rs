//! The animation: a run that plays on a screen of its own or inside a page.
//!
//! Here are its controls and what it shows as rows of toned text; the run itself, and what there is to see of it, is `crate::animation`.

mod act;
mod edge;
mod fleet;
mod model;
mod path;
mod predict;
mod screen;
mod strip;
mod timeline;
mod whatif;

pub use model::Embedded;
pub use predict::{Guess, Prediction};
pub use screen::{
    Areas, Entry, Stagehand, areas, block_rows, built_in, of_block, of_scenario, of_text, replay, walk,
};
pub use whatif::WhatIf;

use self::strip::{Strip, cell_of, spread};
use super::sheet::{Row, Tone};
use crate::animation::{Film, Pace, Path, Reel, SPEEDS, Stage, clock};
use crate::text::quantity::grouped;
use crate::text::{lines, truncate, width};
use std::time::Duration;

/// Steps that are taken for one frame at most: what is too fast falls behind instead of stopping the program.
const STEPS_PER_FRAME: u64 = 12_000;
/// Time between two steps where motion is reduced.
const CALM: Duration = Duration::from_secs(1);

/// What is shown of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// A request's way: cold beside warm, or at the edge a cache miss beside a hit.
    #[default]
    Path,
    /// All environments.
    Fleet,
    /// Environments over time.
    Timeline,
}

impl View {
    /// All of them, in the order of their keys.
    pub const ALL: [Self; 3] = [Self::Path, Self::Fleet, Self::Timeline];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Fleet => "fleet",
            Self::Timeline => "timeline",
        }
    }

    /// The one of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.name() == name)
    }

    fn next(self) -> Self {
        match self {
            Self::Path => Self::Fleet,
            Self::Fleet => Self::Timeline,
            Self::Timeline => Self::Path,
        }
    }
}

/// How things may move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Motion {
    /// Time between two frames.
    pub frame: Duration,
    /// Whether there are steps in place of motion.
    pub reduced: bool,
}

impl Motion {
    /// Thirty frames a second.
    pub const SMOOTH: Self = Self { frame: Duration::from_nanos(33_333_334), reduced: false };
    /// Twelve frames a second, for a terminal at the other end of a line.
    pub const REMOTE: Self = Self { frame: Duration::from_nanos(83_333_334), reduced: false };
}

impl Default for Motion {
    fn default() -> Self {
        Self::SMOOTH
    }
}

/// A run that plays, and how it is shown.
#[derive(Debug)]
pub struct Theatre {
    film: Film,
    pace: Pace,
    view: View,
    motion: Motion,
    path: Option<Path>,
    repeats: bool,
    /// How often the span of the time line is doubled, or halved.
    zoom: i8,
    /// When the next frame is due.
    due: Option<Duration>,
    /// The stretch that was folded last: from and to.
    folded: Option<(u64, u64)>,
    what_if: WhatIf,
    prediction: Prediction,
}

impl Theatre {
    /// Something to play that stands at its beginning.
    pub fn new(film: impl Into<Film>, motion: Motion) -> Self {
        let film = film.into();
        let pace = Pace::new(first_speed(&film));
        let what_if = WhatIf::new(&film);
        let mut theatre = Self {
            film,
            pace,
            view: View::Path,
            motion,
            path: None,
            repeats: false,
            zoom: 0,
            due: None,
            folded: None,
            what_if,
            prediction: Prediction::default(),
        };
        theatre.refresh();
        theatre
    }

    /// The same at the same place, standing still.
    #[must_use]
    pub fn copy(&self) -> Self {
        let mut copy = Self::new(self.film.clone(), self.motion);
        copy.pace = self.pace;
        copy.pace.pause();
        copy.set_view(self.view);
        copy
    }

    /// What plays.
    pub fn film(&self) -> &Film {
        &self.film
    }

    /// The run; `None` at the edge, where there is none.
    pub fn reel(&self) -> Option<&Reel> {
        match &self.film {
            Film::Run(reel) => Some(reel),
            Film::Edge(_) => None,
        }
    }

    /// What is shown.
    pub fn view(&self) -> View {
        self.view
    }

    /// The views that there are.
    pub fn views(&self) -> &'static [View] {
        match &self.film {
            Film::Run(_) => &View::ALL,
            Film::Edge(_) => &[View::Path],
        }
    }

    /// Shows another view, where there is one.
    pub fn set_view(&mut self, view: View) {
        if self.views().contains(&view) {
            self.view = view;
        }
        self.refresh();
    }

    /// Moves like this from now on.
    pub fn set_motion(&mut self, motion: Motion) {
        self.motion = motion;
    }

    /// Plays at the speed of this place in [`SPEEDS`].
    pub fn set_speed(&mut self, at: usize) {
        let playing = self.pace.is_playing();
        self.pace = Pace::new(at);
        if playing {
            self.due = None;
        }
    }

    /// Goes to a virtual time.
    pub fn seek(&mut self, at_ns: u64) {
        self.film.seek(at_ns);
        self.folded = None;
        self.refresh();
    }

    /// Whether it plays.
    pub fn is_playing(&self) -> bool {
        self.pace.is_playing()
    }

    /// When the next frame is due; never while it stands still.
    pub fn due(&self) -> Option<Duration> {
        self.due.filter(|_| self.pace.is_playing())
    }

    /// Starts at `tick`; from the end it starts at the beginning.
    pub fn play(&mut self, tick: Duration) {
        if self.film.now_ns() >= self.film.end_ns() {
            self.seek(0);
        }
        self.pace.play(tick);
        self.due = Some(tick + if self.motion.reduced { CALM } else { self.motion.frame });
    }

    /// Stops.
    pub fn pause(&mut self) {
        self.pace.pause();
        self.due = None;
    }

    /// Draws the next frame where it is due.
    pub fn tick(&mut self, tick: Duration) {
        if self.due().is_none_or(|due| due > tick) {
            return;
        }
        let before_ns = self.film.now_ns();
        let wait = if self.motion.reduced { CALM } else { self.motion.frame };
        if self.motion.reduced {
            self.pace.elapsed(tick);
            self.film.step_forward();
        } else {
            let real = self.pace.elapsed(tick);
            self.advance(real);
        }
        self.due = Some(tick + wait);
        if let Film::Run(reel) = &mut self.film
            && self.prediction.is_on()
            && self.prediction.look(reel, before_ns)
        {
            self.pause();
        }
        if self.film.now_ns() >= self.film.end_ns() {
            if self.repeats {
                self.film.seek(0);
                self.folded = None;
            } else {
                self.pause();
            }
        }
        self.refresh();
    }

    /// Goes on by a real time at the present speed.
    fn advance(&mut self, real: Duration) {
        let now = self.film.now_ns();
        let mut target = now.saturating_add(self.pace.speed().virtual_ns(real));
        if self.film.is_idle() {
            let next = self.film.next_at_ns().unwrap_or(self.film.end_ns()).min(self.film.end_ns());
            let leap = self.pace.folded(now, self.film.last_at_ns(), next);
            if leap > now {
                self.folded = Some((now, leap));
                target = target.max(leap);
            }
        }
        self.film.play_to(target, STEPS_PER_FRAME);
    }

    /// Works out what the present view needs beyond the reel's place.
    fn refresh(&mut self) {
        if self.folded.is_some_and(|(_, to)| {
            self.film.now_ns() < to || self.pace.speed().real(self.film.now_ns() - to) > CALM * 2
        }) {
            self.folded = None;
        }
        self.path = match &mut self.film {
            Film::Run(reel) if self.view == View::Path => reel.path(),
            _ => None,
        };
    }

    /// The names of the views, the present one marked.
    pub fn tabs(&self) -> Row {
        self.views().iter().enumerate().fold(Row::blank(), |row, (at, view)| {
            let chosen = *view == self.view;
            let tone = if chosen { Tone::Accent } else { Tone::Muted };
            let gap = if at == 0 { "" } else { "  " };
            let name = if chosen { format!("[{}]", view.name()) } else { format!(" {} ", view.name()) };
            row.and(gap, Tone::Text).and(name, tone)
        })
    }

    /// The rows of the present view: at most `height`.
    pub fn view_rows(&self, columns: usize, height: usize) -> Vec<Row> {
        let veiled = self.prediction.is_on();
        let mut rows = match (&self.film, self.view) {
            (Film::Edge(walk), _) => edge::rows(walk, columns, height),
            (Film::Run(_), View::Path) => self.path_rows(columns, height),
            (Film::Run(reel), View::Fleet) => fleet::rows(reel, columns, height, veiled),
            (Film::Run(reel), View::Timeline) => timeline::rows(reel, self.window_ns(), columns, height),
        };
        rows.truncate(height);
        rows
    }

    fn path_rows(&self, columns: usize, height: usize) -> Vec<Row> {
        let Some(path) = &self.path else {
            return vec![Row::of("No request is served in this run.", Tone::Muted)];
        };
        let code = path::code(path, columns);
        // Whoever predicts does not see what is to come.
        let veiled = self.prediction.is_on();
        let seen = if veiled { path.so_far() } else { Some(path.clone()) };
        let lanes = |spare| match &seen {
            Some(path) => path::lanes(path, columns, spare),
            None => path::veil(columns),
        };
        let tight = lanes(0).len();
        let spare = height.saturating_sub(tight + code.len());
        let mut rows = lanes(if tight + code.len() > height { height.saturating_sub(tight) } else { spare });
        if rows.len() + code.len() == height + 1 {
            // Without the axis there is room for the code, which says more.
            rows.pop();
        }
        if rows.len() + code.len() <= height {
            if rows.len() + code.len() < height {
                rows.push(Row::blank());
            }
            rows.extend(code);
        }
        if let (Some(elsewhere), true) = (self.elsewhere(path), rows.len() < height) {
            rows.insert(0, elsewhere.cut(columns));
        }
        rows
    }

    /// A word where the story is about another request than the picture.
    fn elsewhere(&self, path: &Path) -> Option<Row> {
        let told = self.film.told().last()?;
        let (request, environment) = (told.request?, told.environment?);
        let shown = |it: &crate::animation::Case| it.request == request;
        let known = shown(&path.life.first) || path.life.next.as_ref().is_some_and(shown);
        (!known && environment != path.life.environment).then(|| {
            let text = format!(
                "This picture follows environment {}; the story below is now at request {request} in environment {environment}.",
                path.life.environment
            );
            Row::of(text, Tone::Muted)
        })
    }

    /// The time that the time line shows: unless it is zoomed, things cross it in about twelve seconds of real time.
    fn window_ns(&self) -> u64 {
        let wanted = self.pace.speed().virtual_ns(Duration::from_secs(12));
        let wanted = if self.zoom < 0 { wanted >> -self.zoom } else { wanted << self.zoom };
        wanted.clamp(50_000_000, self.film.end_ns().max(50_000_000))
    }

    /// The what-ifs.
    pub fn what_if(&self) -> &WhatIf {
        &self.what_if
    }

    /// The rows of the what-ifs.
    pub fn what_if_rows(&self, columns: usize, height: usize) -> Vec<Row> {
        self.what_if.rows(columns, height)
    }

    /// What has just happened, in at most `height` rows.
    pub fn narration(&self, columns: usize, height: usize) -> Vec<Row> {
        let mut rows = match self.prediction.rows(columns) {
            Some(rows) => rows,
            None => self.told(columns, height),
        };
        rows.truncate(height);
        rows.resize(height, Row::blank());
        rows
    }

    /// The story of the last step. Where there is no room for all of it, the latest comes first: it is what the step was about.
    fn told(&self, columns: usize, height: usize) -> Vec<Row> {
        let mut told: Vec<&str> = self.film.told().iter().map(|line| line.text.as_str()).collect();
        let folded = self
            .folded
            .map(|(from, to)| format!("Nothing happens for {}: folded.", crate::scenarios::time(to - from)));
        if folded.is_none() && told.is_empty() {
            told.push("The run begins. Nothing exists yet: no environment, no request.");
        }
        let room = height.saturating_sub(usize::from(self.prediction.verdict().is_some())).max(1);
        let wrapped = |first: usize| {
            let cut = (first > 0).then_some("\u{2026}");
            let parts = folded.as_deref().into_iter().chain(cut).chain(told.iter().skip(first).copied());
            lines(&parts.collect::<Vec<_>>().join(" "), columns.saturating_sub(2))
        };
        let first = (0..told.len()).find(|first| wrapped(*first).len() <= room);
        let mut text = wrapped(first.unwrap_or(told.len().saturating_sub(1)));
        if text.len() > room {
            text.truncate(room);
            if let Some(last) = text.last_mut() {
                *last = truncate(&format!("{last} \u{2026}"), columns.saturating_sub(2)).into_owned();
            }
        }
        let mut rows: Vec<Row> =
            text.into_iter().map(|line| Row::of("▌ ", Tone::Accent).and(line, Tone::Text)).collect();
        if let Some(verdict) = self.prediction.verdict() {
            rows.insert(0, Row::of("▌ ", Tone::Accent).and(verdict.0, verdict.1));
        }
        rows
    }

    /// The line with the clock, the track with its marks, and the speed.
    pub fn track(&self, columns: usize) -> Row {
        let end = self.film.end_ns();
        let playing = self.pace.is_playing();
        let sign = if playing { "▶" } else { "‖" };
        let lead = Row::of(format!("{sign} "), Tone::Accent)
            .and(clock(self.film.now_ns()), Tone::Title)
            .and(" ", Tone::Text);
        let repeats = if self.repeats { " ↻" } else { "" };
        let tail = format!(" {}  {}{repeats}", crate::scenarios::time(end), self.pace.speed().label());
        let room = columns.saturating_sub(width(&lead.plain()) + width(&tail)).max(4);
        let mut strip = Strip::new(room);
        let now = cell_of(self.film.now_ns(), end, room).min(room - 1);
        strip.fill(0, room, '─', Tone::Muted);
        strip.fill(0, now, '━', Tone::Accent);
        // Whoever predicts does not see what is to come.
        let until = if self.prediction.is_on() { self.film.now_ns() } else { u64::MAX };
        for (at_ns, refused) in self.film.marks().take_while(|(at_ns, _)| *at_ns <= until) {
            let at = cell_of(at_ns, end, room).min(room - 1);
            let (sign, tone) =
                if refused { ('×', Tone::Wrong) } else { ('┴', Tone::Environment(Stage::Init)) };
            strip.put(at, sign, tone);
        }
        for (at_ns, right) in self.prediction.marks() {
            let at = cell_of(at_ns, end, room).min(room - 1);
            let (sign, tone) = if right { ('✓', Tone::Right) } else { ('≠', Tone::Wrong) };
            strip.put(at, sign, tone);
        }
        strip.put(now, '●', Tone::Accent);
        strip.after(lead).and(tail, Tone::Muted)
    }

    /// The figures so far.
    pub fn figures(&self, columns: usize) -> Row {
        let (mut parts, cost) = match &self.film {
            Film::Run(reel) => of_run(reel),
            Film::Edge(walk) => edge::figures(walk),
        };
        let changed = if self.what_if.is_changed() { "changed: " } else { "" };
        let between = if columns < 100 { " · " } else { "  ·  " };
        let room = columns.saturating_sub(width(changed) + cost.len() + 2);
        // Half a figure says nothing.
        while parts.len() > 1 && width(&parts.join(between)) > room {
            parts.pop();
        }
        let left = Row::of(changed, Tone::Warning).and(parts.join(between), Tone::Muted);
        spread(left, &Row::of(cost, Tone::Title), columns)
    }
}

/// The figures of a run so far, the most important ones first, and its cost.
fn of_run(reel: &Reel) -> (Vec<String>, String) {
    let warmup_ns = reel.scene().scenario.warmup_ns;
    if reel.now_ns() < warmup_ns {
        let text = format!("warm-up: figures begin after {}", crate::scenarios::time(warmup_ns));
        return (vec![text], dollars(crate::pricing::Exact::ZERO));
    }
    let figures = reel.figures();
    let tally = &figures.total.tally;
    let whole = |count: u64| grouped(count.into());
    let mut parts = vec![if tally.requests == 1 {
        "1 request".to_owned()
    } else {
        format!("{} requests", whole(tally.requests))
    }];
    let share = figures.total.cold_start_probability();
    let share = share.map(|share| format!(" ({})", percent(share))).unwrap_or_default();
    parts.push(format!("{} cold{share}", whole(tally.cold_starts)));
    parts.push(format!("{} refused", whole(tally.throttled)));
    if let Some(mean) = figures.total.mean_latency_ms() {
        let p99 = tally.latency.quantile(990).unwrap_or_default();
        parts.push(format!("mean {}", crate::scenarios::time(ns_of_ms(mean))));
        parts.push(format!("p99 {}", crate::scenarios::time(p99)));
    }
    let cost = reel.cost().map(|cost| dollars(cost.total.exact)).unwrap_or_default();
    (parts, cost)
}

/// The speed to begin with: of a run, so that a cold start is slow enough to watch; at the edge, where milliseconds matter, half of that.
fn first_speed(film: &Film) -> usize {
    let over = match film {
        Film::Run(reel) if reel.survey().events_per_s() > 40 => 1,
        Film::Run(_) => 10,
        Film::Edge(_) => 20,
    };
    SPEEDS.iter().position(|speed| speed.times == 1 && speed.over == over).unwrap_or(6)
}

/// Dollars: whole cents from a dollar on, else seven decimals.
pub(super) fn dollars(cost: crate::pricing::Exact) -> String {
    if cost.to_f64() < 1.0 { format!("${}", cost.fixed(7)) } else { format!("${}", cost.fixed(2)) }
}

/// A share as a percentage with one decimal.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn ns_of_ms(ms: f64) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time within the run")]
    let ns = (ms * 1e6) as u64;
    ns
}
