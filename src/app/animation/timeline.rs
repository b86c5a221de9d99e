//! Environments over time.

use super::fleet::name_of;
use super::path::round_step;
use super::strip::{Strip, cell_of};
use crate::animation::{Reel, Stage, TimelineView, clock};
use crate::app::sheet::{Row, Tone};
use crate::text::{Side, pad, truncate, width};

/// Columns of the names; where there are several functions their names want more.
const LABEL: usize = 10;
const MOST_LABEL: usize = 22;

/// The rows of the time line, at most `height`.
pub(super) fn rows(reel: &Reel, span_ns: u64, columns: usize, height: usize) -> Vec<Row> {
    let view = TimelineView::of(reel, span_ns);
    let names = reel.scene().scenario.functions.iter().map(|function| width(&function.name));
    let longest = names.max().unwrap_or(0);
    let label =
        if name_of(reel, 0).is_some() { (LABEL + longest).min(MOST_LABEL).min(columns / 3) } else { LABEL };
    let room = columns.saturating_sub(label).max(8);
    let span = view.to_ns.saturating_sub(view.from_ns).max(1);
    let cell = |at: u64| cell_of(at.saturating_sub(view.from_ns), span, room).min(room - 1);
    let now = cell(view.now_ns);
    let mut rows = vec![axis(&view, label, room, now), requests(&view, label, room, &cell)];
    rows.extend(alias(&view, label, room, &cell));
    let most = height.saturating_sub(rows.len() + 2).max(1);
    let mut chosen = view.chosen(if view.lines.len() > most { most.saturating_sub(1).max(1) } else { most });
    chosen.sort_by_key(|line| (line.function, line.number));
    for line in &chosen {
        let mut strip = Strip::new(room);
        for bar in &line.bars {
            if bar.to_ns < view.from_ns {
                continue;
            }
            let from = cell(bar.from_ns.max(view.from_ns));
            let idle = matches!(bar.stage, Stage::Frozen | Stage::Ready);
            // What is idle does not cover the line of the moment.
            let to = if idle { cell(bar.to_ns) } else { cell(bar.to_ns).max(from + 1) };
            strip.fill(from, to, bar.stage.fill(), Tone::Environment(bar.stage));
        }
        // Work shorter than a cell is not to be hidden by what follows.
        for bar in &line.bars {
            if bar.to_ns >= view.from_ns && !matches!(bar.stage, Stage::Frozen | Stage::Ready) {
                let from = cell(bar.from_ns.max(view.from_ns));
                strip.fill(
                    from,
                    cell(bar.to_ns).max(from + 1),
                    bar.stage.fill(),
                    Tone::Environment(bar.stage),
                );
            }
        }
        if let Some(ended) = line.ended_ns.filter(|at| *at >= view.from_ns) {
            strip.put(cell(ended), Stage::Shutdown.sign(), Tone::Environment(Stage::Shutdown));
        }
        strip.put_behind(now, '│', Tone::Accent);
        let name = match name_of(reel, line.function) {
            Some(function) => truncate(&format!("env {:<3} {function}", line.number), label - 1).into_owned(),
            None => format!("env {}", line.number),
        };
        let tone = if line.ended_ns.is_some() { Tone::Muted } else { Tone::Text };
        rows.push(strip.after(Row::of(pad(&name, label, Side::Left), tone)));
    }
    let hidden = view.lines.len().saturating_sub(chosen.len());
    if hidden > 0 {
        let text = format!("and {hidden} more, idle all the time or without room");
        rows.push(Row::of(" ".repeat(label), Tone::Text).and(text, Tone::Muted));
    }
    rows.resize(height.saturating_sub(1).max(rows.len()), Row::blank());
    rows.push(legend(columns));
    rows
}

fn axis(view: &TimelineView, label: usize, room: usize, now: usize) -> Row {
    let span = view.to_ns - view.from_ns;
    let step = round_step(span / (room as u64 / 18).max(1));
    let mut strip = Strip::new(room);
    let mut at = view.from_ns.div_ceil(step) * step;
    while at < view.to_ns {
        let cell = cell_of(at - view.from_ns, span, room);
        let text = clock(at);
        let text = text.strip_prefix("00:").unwrap_or(&text);
        // The sign of the moment is not to stand in the middle of a time.
        if cell + text.len() + 1 < room && !(cell..=cell + text.len()).contains(&now) {
            strip.write(cell, "╷", Tone::Muted);
            strip.write(cell + 1, text, Tone::Muted);
        }
        at += step;
    }
    strip.put(now, '▼', Tone::Accent);
    strip.after(Row::of(" ".repeat(label), Tone::Text))
}

fn requests(view: &TimelineView, label: usize, room: usize, cell: &dyn Fn(u64) -> usize) -> Row {
    let mut strip = Strip::new(room);
    for at in &view.arrivals {
        strip.put(cell(*at), '▾', Tone::Title);
    }
    for at in &view.refusals {
        strip.put(cell(*at), '×', Tone::Wrong);
    }
    strip.after(Row::of(pad("requests", label, Side::Left), Tone::Muted))
}

/// The share of the traffic that an alias gives its additional version, where it has been shifted.
fn alias(view: &TimelineView, label: usize, room: usize, cell: &dyn Fn(u64) -> usize) -> Option<Row> {
    if view.shifts.is_empty() {
        return None;
    }
    let mut strip = Strip::new(room);
    for (place, (at, per_mille)) in view.shifts.iter().enumerate() {
        let until = view.shifts.get(place + 1).map_or(view.now_ns, |(next, _)| *next);
        if until < view.from_ns {
            continue;
        }
        let from = cell((*at).max(view.from_ns));
        let (sign, tone) = if *per_mille == 0 { ('─', Tone::Muted) } else { ('━', Tone::Accent) };
        strip.fill(from, cell(until).max(from + 1), sign, tone);
        let share = f64::from(*per_mille) / 10.0;
        strip.write(from, &format!("╷{share} % "), if *per_mille == 0 { Tone::Wrong } else { Tone::Title });
    }
    Some(strip.after(Row::of(pad("new share", label, Side::Left), Tone::Muted)))
}

fn legend(columns: usize) -> Row {
    let mut row = Row::of("▾ request  × refused  ", Tone::Muted);
    for stage in [Stage::Fetch, Stage::Init, Stage::Restore, Stage::Invoke, Stage::Frozen] {
        row = row
            .and(stage.fill().to_string(), Tone::Environment(stage))
            .and(format!(" {}  ", stage.word()), Tone::Muted);
    }
    row.cut(columns)
}
