//! The views of a concurrency plan.

use super::figures::{entry, sentences};
use super::{Desk, View};
use crate::app::sheet::{Row, Tone};
use crate::calculator::ConcurrencyInputs;
use crate::concurrency::Plan;
use crate::text::lines;

/// The rows of the view that is chosen.
pub(super) fn rows(desk: &Desk, inputs: &ConcurrencyInputs, plan: &Plan, columns: usize) -> Vec<Row> {
    match desk.view {
        View::Steps => steps(plan, columns),
        View::Burst => burst(plan, columns),
        _ => result(inputs, plan, columns),
    }
}

fn result(inputs: &ConcurrencyInputs, plan: &Plan, columns: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(required) = plan.required {
        rows.push(Row::of(number(required), Tone::Accent).and(" environments busy on average", Tone::Text));
        rows.push(Row::of(format!("{} are available", plan.available), Tone::Muted));
    } else {
        rows.push(
            Row::of(plan.available.to_string(), Tone::Accent).and(" environments are available", Tone::Text),
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
    line("busy, 95 % of the time at most", plan.occupancy.map(|it| it.p95.to_string()));
    line("busy, 99 %", plan.occupancy.map(|it| it.p99.to_string()));
    line("busy, 99.9 %", plan.occupancy.map(|it| it.p999.to_string()));
    line("requests let through at most", Some(format!("{}/s", number(plan.rps_cap))));
    line("account concurrency needed", plan.account_needed.map(number));
    line("time to scale", plan.time_to_scale_s.map(|seconds| format!("{} s", number(seconds))));
    line("provisioned, by AWS's rule", plan.provisioned_recommended.map(|it| it.to_string()));
    line("provisioned, for the promise", plan.provisioned_for_promise.map(|it| it.to_string()));
    line("spills over", plan.provisioned_spill_share.map(percent));
    line("provisioned, busy", plan.provisioned_utilization.map(percent));
    line("left without reservation", Some(plan.unreserved_left.to_string()));
    line("can still be reserved", Some(plan.still_reservable.to_string()));
    line("driven by the queue or stream", plan.poller_concurrency.map(|it| it.to_string()));
    line(
        "pollers at their ceiling after",
        plan.poller_ramp_s.map(|seconds| format!("{} s", number(seconds))),
    );
    line("reservation for the database", plan.db_reserved_concurrency.map(|it| it.to_string()));
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

fn burst(plan: &Plan, columns: usize) -> Vec<Row> {
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
    let all = burst.served + burst.throttled;
    if all > 0 {
        let room = u64::try_from(columns).unwrap_or(u64::MAX);
        let served = usize::try_from(burst.served.saturating_mul(room) / all).unwrap_or(0);
        rows.push(
            Row::of("█".repeat(served), Tone::Right)
                .and("░".repeat(columns.saturating_sub(served)), Tone::Wrong),
        );
        rows.push(Row::of("█ served   ░ throttled", Tone::Muted));
    }
    if let Some(first) = burst.first_throttle_s {
        rows.push(Row::of(format!("The first request is throttled after {} s.", number(first)), Tone::Text));
    }
    rows
}

/// A number with at most two decimals, and thousands apart.
fn number(value: f64) -> String {
    let hundredths = rust_decimal::Decimal::try_from(value).map(|value| value.round_dp(2).normalize());
    hundredths.map_or_else(|_| value.to_string(), crate::text::quantity::grouped)
}
