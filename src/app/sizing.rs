//! Memory sizes beside each other: what was measured, the fitted curve, which size to take.

use super::sheet::{Row, Tone};
use crate::logs::amount;
use crate::pricing::Sizing;
use crate::text::quantity::{Duration, grouped};
use crate::text::{lines, width};
use rust_decimal::Decimal;

/// Columns of the longest bar.
const BAR: u32 = 12;

/// The advice on memory of `requests`, laid out for so many columns.
pub fn rows(sizing: &Sizing, requests: u64, columns: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let memory = |mb: Decimal| format!("{} MB", grouped(mb.normalize()));
    let named =
        [("cheapest", sizing.cheapest()), ("balanced", sizing.balanced()), ("fastest", sizing.fastest())];
    let named: Vec<String> = named
        .into_iter()
        .filter_map(|(name, point)| Some(format!("{name} {}", memory(point?.memory_mb))))
        .collect();
    let text = format!("By the fitted curve: {}.", named.join(", "));
    rows.extend(lines(&text, columns).into_iter().map(|line| Row::of(line, Tone::Accent)));
    let text = format!(
        "It waits {} and computes {} on a full vCPU.",
        time(sizing.model.wait_ms),
        time(sizing.model.cpu_ms)
    );
    rows.extend(lines(&text, columns).into_iter().map(|line| Row::of(line, Tone::Text)));
    rows.push(Row::blank());
    rows.push(Row::of("Measured", Tone::Title));
    let measured: Vec<[String; 3]> = sizing
        .points
        .iter()
        .map(|point| {
            let many = if point.invocations > 1 {
                format!("  mean of {}", grouped(Decimal::from(point.invocations)))
            } else {
                String::new()
            };
            let curve = format!("  curve {}{many}", time(sizing.model.time_ms(point.memory_mb)));
            [memory(point.memory_mb), time(point.duration_ms), curve]
        })
        .collect();
    let priced: Vec<[String; 3]> = sizing
        .curve
        .iter()
        .map(|point| {
            let cost = format!("${}", amount(point.bill.total.exact));
            [memory(point.memory_mb), time(point.duration_ms), cost]
        })
        .collect();
    let widest = |at: usize, of: &[&[[String; 3]]]| {
        of.iter().flat_map(|all| all.iter()).map(|row| width(&row[at])).max()
    };
    let both = [measured.as_slice(), priced.as_slice()];
    let (sizes, times) = (widest(0, &both).unwrap_or(0), widest(1, &both).unwrap_or(0));
    let costs = widest(2, &[priced.as_slice()]).unwrap_or(0);
    let right = |text: &str, wide: usize| format!("{}{text}", " ".repeat(wide.saturating_sub(width(text))));
    for [memory, time, curve] in &measured {
        rows.push(
            Row::of(format!("  {}  {}", right(memory, sizes), right(time, times)), Tone::Text)
                .and(curve.clone(), Tone::Muted)
                .cut(columns),
        );
    }
    rows.push(Row::blank());
    rows.push(Row::of(format!("{} requests at each size", grouped(Decimal::from(requests))), Tone::Title));
    let most =
        sizing.curve.iter().map(|point| point.bill.total.exact.to_f64()).fold(f64::MIN_POSITIVE, f64::max);
    for (at, (point, [memory, time, cost])) in sizing.curve.iter().zip(&priced).enumerate() {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most the bar's columns"
        )]
        let length = (point.bill.total.exact.to_f64() / most * f64::from(BAR)).round() as usize;
        let marks = sizing.marks(at);
        let gap = if marks.is_empty() { 0 } else { (BAR as usize).saturating_sub(length) + 2 };
        rows.push(
            Row::of(
                format!("  {}  {}  {}  ", right(memory, sizes), right(time, times), right(cost, costs)),
                Tone::Text,
            )
            .and("█".repeat(length), Tone::Muted)
            .and(" ".repeat(gap), Tone::Text)
            .and(marks, Tone::Right)
            .cut(columns),
        );
    }
    rows.push(Row::blank());
    for note in sizing.assumptions() {
        rows.extend(lines(&note, columns).into_iter().map(|line| Row::of(line, Tone::Muted)));
    }
    rows
}

fn time(ms: Decimal) -> String {
    Duration::from_ms(ms.round_dp(6)).map_or_else(|| format!("{} ms", ms.normalize()), Duration::brief)
}
