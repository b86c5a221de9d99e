//! What a log says: figures, cost, plots, advice.

use super::plot::plots;
use super::whole;
use crate::app::desk::Tools;
use crate::app::sheet::{Row, Tone};
use crate::app::sizing;
use crate::logs::{Advice, Figures, LogCost, Pricing, Spread, advice, amount};
use crate::pricing::{Arch, MemoryModel, PricingError, Sizing};
use crate::text::quantity::Duration;
use crate::text::{lines, printable};
use std::sync::Arc;

/// Columns of the names of figures.
const NAMES: usize = 13;
/// Requests that each memory size is priced for.
const REQUESTS: u64 = 1_000_000;

/// A log with what follows from it.
#[derive(Debug)]
pub(super) struct Shown {
    path: String,
    figures: Arc<Figures>,
    /// Cost and advice, or why there is none.
    priced: Result<Priced, String>,
}

/// What follows from a log in a Region and on an architecture.
#[derive(Debug)]
pub(super) struct Priced {
    region: String,
    arch: Arch,
    cost: LogCost,
    advice: Vec<Advice>,
    /// Which memory size to take, where the log has several; or why nothing fits.
    sizing: Option<Result<Sizing, PricingError>>,
}

/// Prices a log in the Region at a place of the price book.
pub(super) fn price(figures: &Figures, tools: &Tools, region: usize, arch: Arch) -> Result<Priced, String> {
    let limits = &tools.rules.limits;
    let row = tools.book.regions().get(region).ok_or("there is no price book")?;
    let pricing = Pricing { book: &tools.book, limits, region: &row.id, arch };
    let told = |error: PricingError| error.to_string();
    let cost = pricing.cost(figures).map_err(told)?;
    let advice = advice(figures, &cost, &pricing).map_err(told)?;
    let points = figures.measured(limits);
    let sizing =
        (points.len() > 1).then(|| Sizing::new(&tools.book, limits, (&row.id, arch), REQUESTS, points));
    Ok(Priced { region: format!("{} ({})", row.id, row.name), arch, cost, advice, sizing })
}

impl Shown {
    pub(super) fn new(path: String, figures: Arc<Figures>, priced: Result<Priced, String>) -> Self {
        Self { path, figures, priced }
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn figures(&self) -> &Arc<Figures> {
        &self.figures
    }

    pub(super) fn set_priced(&mut self, priced: Result<Priced, String>) {
        self.priced = priced;
    }

    pub(super) fn fitted(&self) -> Option<MemoryModel> {
        let sizing = self.priced.as_ref().ok()?.sizing.as_ref()?;
        sizing.as_ref().ok().map(|sizing| sizing.model)
    }

    pub(super) fn rows(&self, columns: usize, rows: &mut Vec<Row>) {
        rows.push(Row::of(printable(&self.path).into_owned(), Tone::Title).cut(columns));
        self.entries(columns, rows);
        plots(&self.figures, columns, rows);
        let Ok(priced) = &self.priced else { return };
        self.advice(priced, columns, rows);
        match &priced.sizing {
            Some(Ok(sizing)) => {
                rows.push(Row::blank());
                rows.push(Row::of("Memory, if every size did the same work", Tone::Title));
                rows.extend(sizing::rows(sizing, REQUESTS, columns));
            }
            Some(Err(why)) => {
                rows.push(Row::blank());
                rows.push(Row::of("Memory", Tone::Title));
                let text = format!("No curve fits the sizes of this log. {why}.");
                rows.extend(lines(&text, columns).into_iter().map(|line| Row::of(line, Tone::Muted)));
            }
            None => {}
        }
    }

    fn entries(&self, columns: usize, rows: &mut Vec<Row>) {
        let figures = &self.figures;
        let mut entry = |name: &str, value: &str| {
            let mut name = format!("{name:<NAMES$}");
            // What belongs together stays on one line.
            for line in lines(value, columns.saturating_sub(NAMES).max(20)) {
                rows.push(Row::of(name, Tone::Muted).and(line.replace('\u{A0}', " "), Tone::Text));
                name = " ".repeat(NAMES);
            }
        };
        let mut extent = whole(figures.lines);
        let span = figures.series.length_ns();
        if span > 0 {
            extent.push_str(" over ");
            extent.push_str(&Duration::from_nanoseconds(span).brief());
        }
        entry("lines", &extent);
        entry("invocations", &whole(figures.reports));
        let share = figures.cold_start_share();
        let share = share.map_or_else(String::new, |share| format!(" ({:.2} %)", share * 100.0));
        entry("cold starts", &format!("{}{share}", whole(figures.cold_starts)));
        let count = |count: u64, one: &str, many: &str| {
            format!("{} {}", whole(count), if count == 1 { one } else { many })
        };
        entry(
            "failures",
            &format!(
                "{}, {}",
                count(figures.timeouts, "time-out", "time-outs"),
                count(figures.errors, "error", "errors")
            ),
        );
        for (name, spread) in
            [("duration", &figures.durations), ("INIT", &figures.inits), ("restore", &figures.restore_times)]
        {
            if let Some(text) = spread_of(spread) {
                entry(name, &text);
            }
        }
        if let (Some(max), Some(mb)) = (figures.used.max(), figures.main_size().map(|(mb, _)| mb)) {
            let of = if figures.sizes.len() > 1 {
                format!("{} sizes, mostly {mb} MB", figures.sizes.len())
            } else {
                format!("{mb} MB configured")
            };
            entry("memory", &format!("at most {max} MB used; {of}"));
        }
        match &self.priced {
            Ok(priced) => {
                let month = Pricing::by_month(priced.cost.total.exact, figures.span_ns())
                    .map_or_else(String::new, |month| {
                        format!("; ${} a month at this rate", amount(month.exact))
                    });
                entry("cost", &format!("${}{month}", amount(priced.cost.total.exact)));
                let date = &priced.cost.price_book.as_of;
                entry("prices", &format!("{}, {}, {date}, no free tier", priced.region, priced.arch));
            }
            Err(why) => entry("cost", why),
        }
        if figures.unparsed > 0 {
            let first = figures.problems.first().map_or_else(String::new, |problem| {
                format!(
                    "; the first in line {}, column {}: {}",
                    problem.place.line, problem.place.column, problem.message
                )
            });
            let places =
                count(figures.unparsed, "place that looks like a report", "places that look like reports");
            entry("not read", &format!("{places}{first}"));
        }
    }

    fn advice(&self, priced: &Priced, columns: usize, rows: &mut Vec<Row>) {
        if priced.advice.is_empty() {
            return;
        }
        rows.push(Row::blank());
        rows.push(Row::of("Advice", Tone::Title));
        for piece in &priced.advice {
            let saving = piece.saving.filter(|saving| !saving.is_negative());
            let saving = saving.map_or_else(String::new, |saving| {
                let bound = if piece.at_most { "at most " } else { "" };
                let month = Pricing::by_month(saving, self.figures.span_ns());
                match month {
                    Some(month) => format!(" Saves {bound}${} a month at this rate.", amount(month.exact)),
                    None => format!(" Saves {bound}${} of this log's cost.", amount(saving)),
                }
            });
            let text = format!("{}{saving} {}", piece.text, piece.reason);
            let mut mark = "› ";
            for line in lines(&text, columns.saturating_sub(2).max(20)) {
                rows.push(Row::of(mark, Tone::Accent).and(line, Tone::Text));
                mark = "  ";
            }
        }
    }
}

/// Percentiles, each unbreakable.
fn spread_of(spread: &Spread) -> Option<String> {
    let [p50, p95, p99] = spread.quantiles([500, 950, 990]);
    let shown = [("p50", p50?), ("p95", p95?), ("p99", p99?), ("max", spread.max()?)];
    let shown = shown.map(|(name, ns)| {
        format!("{name} {}", Duration::from_nanoseconds(ns).brief()).replace(' ', "\u{A0}")
    });
    Some(shown.join(", "))
}
