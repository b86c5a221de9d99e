//! The panel of what-ifs: levers, and before beside after.

use super::{dollars, ns_of_ms};
use crate::animation::{Change, Lever, Reel, Scene, Variant, compare};
use crate::app::sheet::{Row, Tone};
use crate::scenarios::time;
use crate::text::quantity::grouped;
use crate::text::{Side, lines, pad};

/// Changes to a run, and what they came to.
#[derive(Debug)]
pub struct WhatIf {
    open: bool,
    cursor: usize,
    variant: Variant,
    base: Scene,
    original: Option<Box<Reel>>,
    change: Option<Change>,
    message: Option<&'static str>,
}

impl WhatIf {
    pub(super) fn new(base: &Scene) -> Self {
        Self {
            open: false,
            cursor: 0,
            variant: Variant::default(),
            base: base.clone(),
            original: None,
            change: None,
            message: None,
        }
    }

    /// Whether the panel is open.
    pub fn is_open(&self) -> bool {
        self.open
    }

    pub(super) fn toggle(&mut self) {
        self.open = !self.open;
        self.message = None;
    }

    pub(super) fn close(&mut self) {
        self.open = false;
    }

    pub(super) fn step(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(Lever::ALL.len() - 1);
        self.message = None;
    }

    fn lever(&self) -> Lever {
        Lever::ALL.get(self.cursor).copied().unwrap_or(Lever::Memory)
    }

    /// Turns the chosen lever, and plays the changed run from the same moment.
    pub(super) fn turn(&mut self, up: bool, reel: &mut Reel) {
        let mut variant = self.variant.clone();
        if let Err(why) = variant.turn(self.lever(), up, &self.base.scenario) {
            self.message = Some(why);
            return;
        }
        self.take(variant, reel);
    }

    /// Takes the chosen change back.
    pub(super) fn reset(&mut self, reel: &mut Reel) {
        let mut variant = self.variant.clone();
        variant.reset(self.lever());
        self.take(variant, reel);
    }

    fn take(&mut self, variant: Variant, reel: &mut Reel) {
        self.message = None;
        if variant == self.variant {
            return;
        }
        if self.original.is_none() {
            self.original = Some(Box::new(reel.clone()));
        }
        let Some(original) = &mut self.original else { return };
        original.seek(reel.now_ns());
        match original.changed(&variant, &self.base) {
            Ok(changed) => {
                *reel = changed;
                self.change = if variant.is_none() { None } else { compare(original, reel) };
                self.variant = variant;
            }
            Err(_) => self.message = Some("there is no price for this"),
        }
    }

    /// The panel's rows: levers, and the comparison below them or, where it is wide, beside them.
    pub(super) fn rows(&self, columns: usize, height: usize) -> Vec<Row> {
        const BESIDE: usize = 40;
        let wide = columns >= 2 * BESIDE - 4;
        let mut rows = self.levers(if wide { columns - BESIDE } else { columns });
        if wide {
            let mut other = self.compared(BESIDE);
            if let Some(message) = self.message {
                other.extend(lines(message, BESIDE).into_iter().map(|line| Row::of(line, Tone::Warning)));
            }
            for (row, beside) in rows.iter_mut().skip(1).zip(other) {
                *row = super::spread(std::mem::take(row), &Row::blank(), columns - BESIDE);
                row.pieces.extend(beside.pieces);
            }
        } else {
            if let Some(message) = self.message {
                rows.extend(lines(message, columns).into_iter().map(|line| Row::of(line, Tone::Warning)));
            } else if rows.len() + 9 < height {
                rows.push(Row::blank());
            }
            rows.extend(self.compared(columns));
        }
        rows.truncate(height);
        rows
    }

    fn levers(&self, columns: usize) -> Vec<Row> {
        const NAME: usize = 17;
        let mut rows = vec![Row::of("What if …", Tone::Accent)];
        for (at, lever) in Lever::ALL.into_iter().enumerate() {
            let chosen = self.open && at == self.cursor;
            let changed = self.variant.has(lever);
            let value = self.variant.shown(lever, &self.base.scenario);
            let row = Row::of(if chosen { "› " } else { "  " }, Tone::Accent)
                .and(pad(lever.name(), NAME, Side::Left), Tone::Text)
                .and(if chosen { "‹ " } else { "  " }, Tone::Accent)
                .and(value, if changed { Tone::Title } else { Tone::Muted })
                .and(if chosen { " ›" } else { "" }, Tone::Accent)
                .and(if changed { "  *" } else { "" }, Tone::Warning);
            rows.push(row.cut(columns));
        }
        rows
    }

    fn compared(&self, columns: usize) -> Vec<Row> {
        let Some(Change { before, after, whole }) = self.change else {
            let text =
                "← → change a value. The run stays at this moment; latency and money are compared here.";
            return lines(text, columns).into_iter().map(|line| Row::of(line, Tone::Muted)).collect();
        };
        let time_of = |ms: Option<f64>| ms.map_or_else(|| "–".to_owned(), |ms| time(ns_of_ms(ms)));
        let count = |count: u64| grouped(count.into());
        let table = [
            ("requests", count(before.requests), count(after.requests)),
            ("cold starts", count(before.cold_starts), count(after.cold_starts)),
            ("refused", count(before.throttled), count(after.throttled)),
            ("mean latency", time_of(before.mean_ms), time_of(after.mean_ms)),
            ("p99", time_of(before.p99_ms), time_of(after.p99_ms)),
            ("slowest", time_of(before.max_ms), time_of(after.max_ms)),
            ("cost", dollars(before.cost), dollars(after.cost)),
        ];
        let head = if whole { "whole run" } else { "up to now" };
        let mut rows = vec![
            Row::of(pad(head, 14, Side::Left), Tone::Muted)
                .and(pad("before", 12, Side::Right), Tone::Muted)
                .and(pad("after", 12, Side::Right), Tone::Title),
        ];
        for (name, before, after) in table {
            let same = before == after;
            let row = Row::of(pad(name, 14, Side::Left), Tone::Text)
                .and(pad(&before, 12, Side::Right), Tone::Muted)
                .and(pad(&after, 12, Side::Right), if same { Tone::Muted } else { Tone::Title });
            rows.push(row.cut(columns));
        }
        rows
    }

    /// A word on the change in the line of figures, while the panel is closed.
    pub(super) fn is_changed(&self) -> bool {
        !self.variant.is_none()
    }
}
