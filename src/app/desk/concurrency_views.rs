//! The views of a concurrency plan.

use super::figures::{entry, sentences};
use super::{Desk, Tools, View};
use crate::app::sheet::{Row, Tone};
use crate::calculator::ConcurrencyInputs;
use crate::concurrency::{Demand, Plan};
use crate::text::lines;
use rust_decimal::Decimal;

/// The rows of the view that is chosen.
pub(super) fn rows(
    desk: &Desk,
    inputs: &ConcurrencyInputs,
    plan: &Plan,
    tools: &Tools,
    columns: usize,
) -> Vec<Row> {
    match desk.view {
        View::Steps => steps(plan, columns),
        View::Burst => burst(inputs, plan, tools, columns),
        _ => result(inputs, plan, columns),
    }
}

fn result(inputs: &ConcurrencyInputs, plan: &Plan, columns: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(required) = plan.required {
        rows.push(Row::of(number(required), Tone::Accent).and(" environments busy on average", Tone::Text));
        rows.push(Row::of(format!("{} are available", count(plan.available)), Tone::Muted));
    } else {
        rows.push(
            Row::of(count(plan.available), Tone::Accent).and(" environments are available", Tone::Text),
        );
    }
    rows.push(Row::blank());
    for warning in &plan.warnings {
        for (at, line) in lines(warning, columns.saturating_sub(2)).into_iter().enumerate() {
            rows.push(Row::of(if at == 0 { "! " } else { "  " }, Tone::Warning).and(line, Tone::Warning));
        }
    }
    if !plan.warnings.is_empty() {
        rows.push(Row::blank());
    }
    let percent = |share: f64| {
        if share > 0.0 && share < 0.000_1 {
            "under 0.01 %".to_owned()
        } else {
            format!("{:.2} %", share * 100.0)
        }
    };
    let mut line = |label: &str, value: Option<String>| {
        if let Some(value) = value {
            rows.push(entry(label, &value, 30));
        }
    };
    line("throttled, even arrivals", plan.throttled_rps.map(|rps| format!("{}/s", number(rps))));
    line("throttled, random arrivals", plan.throttled_share.map(percent));
    line("busy, 95 % of the time at most", plan.occupancy.map(|it| count(it.p95)));
    line("busy, 99 %", plan.occupancy.map(|it| count(it.p99)));
    line("busy, 99.9 %", plan.occupancy.map(|it| count(it.p999)));
    line("requests let through at most", Some(format!("{}/s", number(plan.rps_cap))));
    line("account concurrency needed", plan.account_needed.map(number));
    line("time to scale", plan.time_to_scale_s.map(|seconds| format!("{} s", number(seconds))));
    line("to provision, by AWS's rule", plan.provisioned_recommended.map(count));
    line("to provision, for the promise", plan.provisioned_for_promise.map(count));
    line("spills over", plan.provisioned_spill_share.map(percent));
    line("provisioned, busy", plan.provisioned_utilization.map(percent));
    line("left without reservation", Some(count(plan.unreserved_left)));
    line("can still be reserved", Some(count(plan.still_reservable)));
    line("driven by the queue or stream", plan.poller_concurrency.map(count));
    line(
        "pollers at their ceiling after",
        plan.poller_ramp_s.map(|seconds| format!("{} s", number(seconds))),
    );
    line("reservation for the database", plan.db_reserved_concurrency.map(count));
    rows.push(Row::blank());
    for line in lines(&inputs.command(), columns) {
        rows.push(Row::of(line, Tone::Muted));
    }
    rows
}

fn steps(plan: &Plan, columns: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for step in &plan.steps {
        rows.push(
            Row::of(step.label.replace('_', " "), Tone::Text)
                .and("  ", Tone::Text)
                .and(step.result.clone(), Tone::Title),
        );
        for line in lines(&step.formula, columns.saturating_sub(2)) {
            rows.push(Row::of("  ", Tone::Text).and(line, Tone::Muted));
        }
    }
    rows.push(Row::blank());
    rows.extend(sentences(&plan.warnings, columns));
    rows
}

fn burst(inputs: &ConcurrencyInputs, plan: &Plan, tools: &Tools, columns: usize) -> Vec<Row> {
    let Some(burst) = &plan.burst else {
        return lines("Fill in the field Burst to see what becomes of many requests at once.", columns)
            .into_iter()
            .map(|line| Row::of(line, Tone::Muted))
            .collect();
    };
    let mut rows = vec![
        Row::of(burst.served.to_string(), Tone::Right)
            .and(" requests served, ", Tone::Text)
            .and(burst.throttled.to_string(), if burst.throttled > 0 { Tone::Wrong } else { Tone::Text })
            .and(" throttled", Tone::Text),
    ];
    if let Some(first) = burst.first_throttle_s {
        rows.push(Row::of(format!("The first request is throttled after {} s.", number(first)), Tone::Text));
    }
    rows.push(Row::blank());
    rows.extend(plot(&inputs.to_demand(), tools, columns));
    rows
}

/// Environments demanded, available and refused while a burst arrives: time to the right, environments upwards.
fn plot(demand: &Demand, tools: &Tools, columns: usize) -> Vec<Row> {
    const HEIGHT: usize = 10;
    let Some(burst) = demand.burst else { return Vec::new() };
    let float = |decimal: Decimal| decimal.to_string().parse::<f64>().unwrap_or(0.0);
    let whole = |number: u64| Decimal::from(number);
    let ceiling =
        float(whole(demand.reserved.unwrap_or(demand.account_limit.saturating_sub(demand.others_reserved))));
    let period = float(tools.rules.quotas.scaling_period_s).max(f64::MIN_POSITIVE);
    let rate = float(whole(demand.scaling_rate));
    let (requests, warm, over) =
        (float(whole(burst.requests)), float(whole(burst.warm)), float(burst.over_s));
    // A burst that comes at once is shown with the time that its environments would have taken.
    let span = if over > 0.0 { over } else { period };
    let wanted = |time: f64| if over > 0.0 { requests * (time / over).min(1.0) } else { requests };
    let grown =
        |time: f64| if demand.scaling_rate == 0 { f64::INFINITY } else { warm + rate + rate / period * time };
    let top = requests.max(1.0);
    let cells = columns.saturating_sub(9).clamp(10, 72);
    let width = f64::from(u16::try_from(cells).unwrap_or(u16::MAX));
    let mut rows = Vec::new();
    for level in (0..HEIGHT).rev() {
        let (floor, step) = (
            f64::from(u16::try_from(level).unwrap_or(0)),
            top / f64::from(u16::try_from(HEIGHT).unwrap_or(1)),
        );
        let at = floor.mul_add(step, step / 2.0);
        let label = if level + 1 == HEIGHT {
            number(top)
        } else if level == 0 {
            "0".to_owned()
        } else {
            String::new()
        };
        let mut row = Row::of(format!("{label:>7} "), Tone::Muted);
        for cell in 0..cells {
            let time = span * (f64::from(u16::try_from(cell).unwrap_or(u16::MAX)) + 0.5) / width;
            let served = wanted(time).min(grown(time)).min(ceiling);
            let (sign, tone) = if at <= served {
                ("█", Tone::Right)
            } else if at <= wanted(time) {
                ("░", Tone::Wrong)
            } else {
                (" ", Tone::Text)
            };
            row = row.and(sign, tone);
        }
        rows.push(row);
    }
    rows.push(
        Row::of(format!("{:8}0 s", ""), Tone::Muted)
            .and(" ".repeat(cells.saturating_sub(10)), Tone::Text)
            .and(format!("{} s", number(span)), Tone::Muted),
    );
    rows.push(Row::of("        █ served   ░ throttled   one environment for each request", Tone::Muted));
    rows
}

/// A whole number, thousands apart.
fn count(value: u64) -> String {
    crate::text::quantity::grouped(value.into())
}

/// A number with at most two decimals, and thousands apart.
fn number(value: f64) -> String {
    let hundredths = rust_decimal::Decimal::try_from(value).map(|value| value.round_dp(2).normalize());
    hundredths.map_or_else(|_| value.to_string(), crate::text::quantity::grouped)
}
