//! Environments over time.

use super::path::round_step;
use super::strip::{Strip, cell_of, cut};
use crate::animation::{Reel, Stage, TimelineView, clock};
use crate::app::sheet::{Row, Tone};
use crate::text::{Side, pad};

/// Columns of the names.
const LABEL: usize = 10;

/// The rows of the time line, at most `height`.
pub(super) fn rows(reel: &Reel, span_ns: u64, columns: usize, height: usize) -> Vec<Row> {
    let view = TimelineView::of(reel, span_ns);
    let room = columns.saturating_sub(LABEL).max(8);
    let span = view.to_ns.saturating_sub(view.from_ns).max(1);
    let cell = |at: u64| cell_of(at.saturating_sub(view.from_ns), span, room).min(room - 1);
    let now = cell(view.now_ns);
    let mut rows = vec![axis(&view, room, now), requests(&view, room, &cell)];
    let most = height.saturating_sub(4).max(1);
    let chosen = view.chosen(if view.lines.len() > most { most.saturating_sub(1).max(1) } else { most });
    for line in &chosen {
        let mut strip = Strip::new(room);
        for bar in &line.bars {
            if bar.to_ns < view.from_ns {
                continue;
            }
            let from = cell(bar.from_ns.max(view.from_ns));
            let idle = matches!(bar.stage, Stage::Frozen | Stage::Ready);
            let to = cell(bar.to_ns).max(from + usize::from(!idle || bar.to_ns > bar.from_ns));
            strip.fill(from, to, bar.stage.fill(), Tone::Stage(bar.stage));
        }
        // Work shorter than a cell is not to be hidden by what follows.
        for bar in &line.bars {
            if bar.to_ns >= view.from_ns && !matches!(bar.stage, Stage::Frozen | Stage::Ready) {
                let from = cell(bar.from_ns.max(view.from_ns));
                strip.fill(from, cell(bar.to_ns).max(from + 1), bar.stage.fill(), Tone::Stage(bar.stage));
            }
        }
        if let Some(ended) = line.ended_ns.filter(|at| *at >= view.from_ns) {
            strip.put(cell(ended), Stage::Shutdown.sign(), Tone::Stage(Stage::Shutdown));
        }
        strip.put_behind(now, '│', Tone::Accent);
        let name = format!("env {}", line.number);
        let tone = if line.ended_ns.is_some() { Tone::Muted } else { Tone::Text };
        rows.push(strip.after(Row::of(pad(&name, LABEL, Side::Left), tone)));
    }
    let hidden = view.lines.len().saturating_sub(chosen.len());
    if hidden > 0 {
        let text = format!("and {hidden} more, idle all the time or without room");
        rows.push(Row::of(" ".repeat(LABEL), Tone::Text).and(text, Tone::Muted));
    }
    rows.resize(height.saturating_sub(1).max(rows.len()), Row::blank());
    rows.push(legend(columns));
    rows
}

fn axis(view: &TimelineView, room: usize, now: usize) -> Row {
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
    strip.after(Row::of(" ".repeat(LABEL), Tone::Text))
}

fn requests(view: &TimelineView, room: usize, cell: &dyn Fn(u64) -> usize) -> Row {
    let mut strip = Strip::new(room);
    for at in &view.arrivals {
        strip.put(cell(*at), '▾', Tone::Title);
    }
    for at in &view.refusals {
        strip.put(cell(*at), '×', Tone::Wrong);
    }
    strip.after(Row::of(pad("requests", LABEL, Side::Left), Tone::Muted))
}

fn legend(columns: usize) -> Row {
    let mut row = Row::of("▾ request  × refused  ", Tone::Muted);
    for stage in [Stage::Fetch, Stage::Init, Stage::Restore, Stage::Invoke, Stage::Frozen] {
        row = row
            .and(stage.fill().to_string(), Tone::Stage(stage))
            .and(format!(" {}  ", stage.word()), Tone::Muted);
    }
    cut(row, columns)
}
