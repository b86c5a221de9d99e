//! Two ways of running the same work: the curve of both, where they meet, and which one from when on.

use super::figures::{aligned, entry, sentences, widest};
use crate::app::sheet::{Row, Tone};
use crate::calculator::{BreakevenInputs, Verdict};
use crate::text::{lines, quantity};
use rust_decimal::Decimal;

/// The rows of the answer, or of its steps.
pub(super) fn rows(inputs: &BreakevenInputs, verdict: &Verdict, steps: bool, columns: usize) -> Vec<Row> {
    let result = &verdict.result;
    let mut rows = Vec::new();
    if steps {
        for step in &result.steps {
            rows.push(Row::of(step.label.clone(), Tone::Text));
            let text = format!("{} = {} {}", step.formula, step.value.grouped(), step.unit);
            for line in lines(&text, columns.saturating_sub(2)) {
                rows.push(Row::of("  ", Tone::Text).and(line, Tone::Muted));
            }
        }
        return rows;
    }
    rows.extend(lines(&verdict.sentence, columns).into_iter().map(|line| Row::of(line, Tone::Accent)));
    rows.push(Row::blank());
    rows.extend(curve(verdict, columns, false));
    rows.push(Row::blank());
    let labels = [format!("a  {}", result.a.label), format!("b  {}", result.b.label)];
    let wide = widest(labels.iter().map(String::as_str));
    let totals = aligned(&[result.a.total.rounded(), result.b.total.rounded()]);
    for ((label, total), side) in labels.iter().zip(&totals).zip(["a", "b"]) {
        let mark = if result.cheaper == side { "  cheaper" } else { "" };
        rows.push(entry(label, &format!("${total}"), wide).and(mark, Tone::Right));
    }
    if let Some(share) = result.utilization {
        rows.push(Row::of(
            format!("Where they meet the provisioned time is busy to {:.1} %.", share * 100.0),
            Tone::Text,
        ));
    }
    rows.push(Row::blank());
    rows.extend(sentences(inputs.notes().iter().chain(&result.assumptions), columns));
    rows.push(Row::blank());
    rows.extend(lines(&inputs.command(), columns).into_iter().map(|line| Row::of(line, Tone::Muted)));
    rows
}

/// Rows of the curve itself.
const HEIGHT: usize = 10;
/// Columns before the axis.
const LABEL: usize = 9;

/// Dollars a month of both sides, upwards, over requests a month or durations; where they meet stands an X.
pub fn curve(verdict: &Verdict, columns: usize, ascii: bool) -> Vec<Row> {
    let (up, corner, across) = if ascii { ("|", "+", "-") } else { ("│", "└", "─") };
    let float = |number: Decimal| f64::try_from(number).unwrap_or(0.0);
    let cells = columns.saturating_sub(LABEL + 3).clamp(10, 60);
    let top = verdict.points.iter().map(|point| point.a.to_f64().max(point.b.to_f64())).fold(0.0, f64::max);
    let end = verdict.points.last().map_or(1.0, |point| float(point.x)).max(f64::MIN_POSITIVE);
    let top = top.max(f64::MIN_POSITIVE);
    let mut grid = vec![vec![' '; cells]; HEIGHT];
    let column = |x: f64| place(x / end, cells);
    let mut put = |at: usize, share: f64, sign: char| {
        let level = HEIGHT - 1 - place(share, HEIGHT);
        if let Some(cell) = grid.get_mut(level).and_then(|row| row.get_mut(at)) {
            *cell = sign;
        }
    };
    for at in 0..cells {
        let point = place_of(at, cells, verdict.points.len());
        let Some(point) = verdict.points.get(point) else { continue };
        put(at, point.b.to_f64() / top, 'b');
        put(at, point.a.to_f64() / top, 'a');
    }
    if let Some(meet) = verdict.meet.map(float) {
        // Between two points the height is a share of both.
        let around = verdict.points.windows(2).find_map(|pair| match pair {
            [one, other] if float(other.x) >= meet => Some((one, other)),
            _ => None,
        });
        if let Some((one, other)) = around {
            let share = (meet - float(one.x)) / (float(other.x) - float(one.x)).max(f64::MIN_POSITIVE);
            let (low, high) = (one.b.to_f64(), other.b.to_f64());
            put(column(meet), (low + share * (high - low)) / top, 'X');
        }
    }
    let mut rows: Vec<Row> = grid
        .into_iter()
        .enumerate()
        .map(|(at, cells)| {
            let label = if at == 0 { dollars(top) } else { String::new() };
            let row = Row::of(format!("{label:>LABEL$} {up}"), Tone::Muted);
            let text: String = cells.into_iter().collect();
            toned(row, text.trim_end())
        })
        .collect();
    rows.push(Row::of(format!("{:>LABEL$} {corner}{}", "$0", across.repeat(cells)), Tone::Muted));
    let last = shown(end, verdict.durations);
    let meet = verdict.meet.map(|meet| shown(float(meet), verdict.durations)).unwrap_or_default();
    // The place where they meet is written under it, where there is room beside the ends.
    let under = verdict.meet.map_or(0, |meet| column(float(meet)));
    let start = under.saturating_sub(meet.len() / 2).max(2);
    let fits = start + meet.len() + 1 + last.len() <= cells;
    let middle =
        if fits && !meet.is_empty() { format!("{}{meet}", " ".repeat(start - 1)) } else { String::new() };
    let gap = cells.saturating_sub(1 + middle.len() + last.len());
    rows.push(
        Row::of(format!("{:1$}0", "", LABEL + 2), Tone::Muted)
            .and(middle, Tone::Accent)
            .and(" ".repeat(gap), Tone::Text)
            .and(last, Tone::Muted),
    );
    let unit = if verdict.durations { "duration of a request on b" } else { "requests a month" };
    let mut caption = vec![format!("dollars a month over {unit}")];
    if verdict.meet.is_some() {
        caption.push("X both cost the same".to_owned());
    }
    // Under the axis where there is room, else from the edge.
    let widest = caption.iter().map(String::len).max().unwrap_or(0);
    let indent = if LABEL + 2 + widest <= columns { LABEL + 2 } else { 0 };
    for line in caption {
        rows.push(Row::of(format!("{:indent$}{line}", ""), Tone::Muted));
    }
    rows
}

/// The pieces of a line of the grid in their tones.
fn toned(mut row: Row, text: &str) -> Row {
    for sign in text.chars() {
        let tone = match sign {
            'a' => Tone::Series(0),
            'b' => Tone::Series(1),
            _ => Tone::Accent,
        };
        row = row.and(sign.to_string(), tone);
    }
    row
}

/// A share between 0 and 1 as one of `count` places.
fn place(share: f64, count: usize) -> usize {
    let last = f64::from(u16::try_from(count.saturating_sub(1)).unwrap_or(u16::MAX));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the columns of a screen"
    )]
    let at = (share.clamp(0.0, 1.0) * last).round() as usize;
    at.min(count.saturating_sub(1))
}

/// The point that stands over column `at` of `cells`.
fn place_of(at: usize, cells: usize, points: usize) -> usize {
    let last = cells.saturating_sub(1).max(1);
    (at * points.saturating_sub(1) + last / 2) / last
}

fn dollars(amount: f64) -> String {
    if amount < 100.0 {
        return format!("${amount:.2}");
    }
    let rounded = Decimal::try_from(amount).map(|amount| amount.round_dp(0)).unwrap_or_default();
    format!("${}", quantity::grouped(rounded.normalize()))
}

/// A number of requests or of milliseconds, short.
fn shown(amount: f64, durations: bool) -> String {
    if durations {
        let ms = Decimal::try_from(amount).unwrap_or_default().round_dp(0);
        return quantity::Duration::from_ms(ms).map(|ms| ms.to_string()).unwrap_or_default();
    }
    for (worth, letter) in [(1e9, "B"), (1e6, "M"), (1e3, "k")] {
        if amount >= worth {
            return format!("{:.1}{letter}", amount / worth);
        }
    }
    format!("{amount:.0}")
}
