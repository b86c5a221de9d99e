//! The views of a bill.

use super::figures::{aligned, bar, entry, sentences, widest};
use super::{Desk, Tools, View};
use crate::app::sheet::{Row, Tone};
use crate::calculator::CostInputs;
use crate::pricing::{
    ASSUMED_CPU_SHARE, Account, Arch, Bill, Exact, MemoryModel, PricingError, Variation, balanced,
    breakeven_provisioned, breakeven_utilization, compare, memory_curve, sensitivity,
};
use crate::text::{Side, lines, pad, width};
use rust_decimal::Decimal;

/// The rows of the view that is chosen.
pub(super) fn rows(desk: &Desk, inputs: &CostInputs, bill: &Bill, tools: &Tools, columns: usize) -> Vec<Row> {
    let account = inputs.to_account();
    let found = match desk.view {
        View::Steps => Ok(steps(bill, columns)),
        View::Memory => memory(desk, &account, tools, columns),
        View::Compare => side_by_side(&account, tools, columns),
        View::Matters => matters(&account, tools, columns),
        _ => Ok(result(inputs, bill, columns)),
    };
    found.unwrap_or_else(|error| {
        lines(&error.to_string(), columns).into_iter().map(|line| Row::of(line, Tone::Warning)).collect()
    })
}

/// Dollars for people: two decimals, or more where they would all be zero.
fn dollars(exact: Exact) -> String {
    let rounded = exact.rounded(2);
    if rounded.is_zero() && !exact.is_zero() {
        return format!("${}", exact.rounded(6).grouped());
    }
    let fixed = rounded.fixed(2);
    let whole = fixed.split('.').next().and_then(|whole| whole.parse::<Decimal>().ok());
    let cents = fixed.split('.').nth(1).unwrap_or("00");
    whole.map_or_else(
        || format!("${fixed}"),
        |whole| format!("${}.{cents}", crate::text::quantity::grouped(whole)),
    )
}

fn result(inputs: &CostInputs, bill: &Bill, columns: usize) -> Vec<Row> {
    let mut rows = vec![Row::of(dollars(bill.total.exact), Tone::Accent).and(" a month", Tone::Text)];
    if let Some(each) = &bill.per_million_requests {
        rows.push(Row::of(format!("{} for a million requests", dollars(each.exact)), Tone::Muted));
    }
    rows.push(Row::blank());
    let amounts = aligned(&bill.lines.iter().map(|line| line.amount.rounded(4).fixed(4)).collect::<Vec<_>>());
    let names: Vec<String> = bill.lines.iter().map(name).collect();
    let name_width = widest(names.iter().map(String::as_str));
    let amount_width = amounts.iter().map(String::len).max().unwrap_or(0);
    let room = columns.saturating_sub(name_width + amount_width + 5);
    // Arithmetic that is cut off explains nothing: where one line of it has no room beside its amount, all stand below.
    let beside = bill.lines.iter().all(|line| width(&line.formula) <= room);
    for ((line, name), amount) in bill.lines.iter().zip(&names).zip(&amounts) {
        let row = Row::of(pad(name, name_width, Side::Left), Tone::Text)
            .and("  $", Tone::Muted)
            .and(amount.clone(), Tone::Text);
        if beside {
            rows.push(row.and("  ", Tone::Text).and(line.formula.clone(), Tone::Muted));
            continue;
        }
        rows.push(row);
        for text in lines(&line.formula, columns.saturating_sub(2)) {
            rows.push(Row::of("  ", Tone::Text).and(text, Tone::Muted));
        }
    }
    rows.push(Row::blank());
    rows.push(Row::of(
        format!("Prices: {}, as of {}", bill.price_book.region, bill.price_book.as_of),
        Tone::Muted,
    ));
    rows.extend(sentences(&bill.assumptions, columns));
    rows.push(Row::blank());
    for line in lines(&inputs.command(), columns) {
        rows.push(Row::of(line, Tone::Muted));
    }
    rows
}

fn name(line: &crate::pricing::Line) -> String {
    let tier = line.tier.map(|tier| format!(" tier {tier}")).unwrap_or_default();
    format!("{}{tier}", line.item.name().replace('_', " "))
}

fn steps(bill: &Bill, columns: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for step in &bill.steps {
        rows.push(Row::of(step.label.clone(), Tone::Text));
        for line in lines(
            &format!("{} = {} {}", step.formula, step.value.grouped(), step.unit),
            columns.saturating_sub(2),
        ) {
            rows.push(Row::of("  ", Tone::Text).and(line, Tone::Muted));
        }
    }
    for line in &bill.lines {
        rows.push(Row::of(name(line), Tone::Text));
        for text in lines(&line.formula, columns.saturating_sub(2)) {
            rows.push(Row::of("  ", Tone::Text).and(text, Tone::Muted));
        }
    }
    rows.push(Row::of("total ", Tone::Title).and(format!("${}", bill.total.exact.grouped()), Tone::Title));
    rows
}

/// Cells kept for the longest mark of a memory size.
const MARK: usize = " cheapest and fastest".len();

fn memory(desk: &Desk, account: &Account, tools: &Tools, columns: usize) -> Result<Vec<Row>, PricingError> {
    let mut rows = match &desk.fitted {
        Some(model) => vec![
            Row::of("Fitted: waits ", Tone::Text)
                .and(format!("{} ms", model.wait_ms.round_dp(1).normalize()), Tone::Accent)
                .and(", computes ", Tone::Text)
                .and(format!("{} ms", model.cpu_ms.round_dp(1).normalize()), Tone::Accent)
                .and(" on a full vCPU", Tone::Text),
            Row::blank(),
        ],
        None => vec![
            Row::of("CPU-bound share of the duration  ", Tone::Text)
                .and(format!("{} %", desk.cpu_share), Tone::Accent)
                .and(
                    if desk.cpu_share == ASSUMED_CPU_SHARE {
                        "   assumed; + - change it"
                    } else {
                        "   + - change it"
                    },
                    Tone::Muted,
                ),
            Row::of("m fits it from measurements", Tone::Muted),
            Row::blank(),
        ],
    };
    let Some(function) = account.functions.first() else { return Ok(rows) };
    let full = tools.rules.limits.full_vcpu_mb;
    let share = Decimal::from(desk.cpu_share) / Decimal::ONE_HUNDRED;
    let slowdown = (full / function.memory_mb).max(Decimal::ONE);
    let assumed = MemoryModel {
        wait_ms: function.duration_ms * (Decimal::ONE - share),
        cpu_ms: (function.duration_ms * share / slowdown).round_dp(9),
        full_vcpu_mb: full,
    };
    let model = desk.fitted.as_ref().unwrap_or(&assumed);
    let mut sizes: Vec<Decimal> = [128, 256, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 10240]
        .into_iter()
        .map(Decimal::from)
        .filter(|size| (tools.rules.limits.memory_min_mb..=tools.rules.limits.memory_max_mb).contains(size))
        .chain([function.memory_mb, full])
        .collect();
    sizes.sort();
    sizes.dedup();
    let points = memory_curve(&tools.book, &tools.rules.limits, account, model, &sizes)?;
    let most = points.iter().map(|point| point.bill.total.exact.to_f64()).fold(0.0, f64::max);
    let costs = aligned(&points.iter().map(|point| point.bill.total.rounded()).collect::<Vec<_>>());
    let times: Vec<String> =
        points.iter().map(|point| format!("{} ms", point.duration_ms.round_dp(1).normalize())).collect();
    let time_width = widest(times.iter().map(String::as_str));
    rows.push(Row::of(format!("{:>9}  {:>time_width$}  a month", "memory", "time"), Tone::Title));
    for ((point, cost), time) in points.iter().zip(&costs).zip(&times) {
        let mark = match (point.cheapest, point.fastest) {
            (true, true) => " cheapest and fastest",
            (true, false) => " cheapest",
            (false, true) => " fastest",
            (false, false) => "",
        };
        let now = if point.memory_mb == function.memory_mb { "›" } else { " " };
        let used = 14 + time_width + cost.len() + 3 + MARK;
        let room = columns.saturating_sub(used);
        rows.push(
            Row::of(now, Tone::Accent)
                .and(format!("{:>5} MB  {time:>time_width$}  $", point.memory_mb.normalize()), Tone::Text)
                .and(cost.clone(), Tone::Text)
                .and("  ", Tone::Text)
                .and(bar(point.bill.total.exact.to_f64() / most.max(f64::MIN_POSITIVE), room), Tone::Muted)
                .and(mark, Tone::Right),
        );
    }
    if let Some(point) = balanced(&points).and_then(|at| points.get(at)) {
        let text = format!("Balanced between cost and time: {} MB.", point.memory_mb.normalize());
        rows.extend(lines(&text, columns).into_iter().map(|line| Row::of(line, Tone::Text)));
    }
    rows.push(Row::blank());
    let note = format!(
        "A model: what waits takes as long at any size; what computes has a full vCPU from {} MB on and a part of one below.",
        full.normalize()
    );
    rows.extend(lines(&note, columns).into_iter().map(|line| Row::of(line, Tone::Muted)));
    Ok(rows)
}

fn side_by_side(account: &Account, tools: &Tools, columns: usize) -> Result<Vec<Row>, PricingError> {
    let mut rows = vec![Row::of("Architectures", Tone::Title)];
    let variants =
        compare(&tools.book, &tools.rules.limits, account, &Variation::Arch(vec![Arch::X86_64, Arch::Arm64]));
    match variants {
        Ok(variants) => {
            let least = variants.iter().map(|variant| variant.bill.total.exact).min();
            let totals =
                aligned(&variants.iter().map(|variant| variant.bill.total.rounded()).collect::<Vec<_>>());
            for (variant, total) in variants.iter().zip(&totals) {
                let mark = if Some(variant.bill.total.exact) == least {
                    "  cheaper at the same duration"
                } else {
                    ""
                };
                rows.push(entry(&variant.label, &format!("${total}"), 12).and(mark, Tone::Right));
            }
        }
        Err(error) => {
            rows.extend(
                lines(&error.to_string(), columns).into_iter().map(|line| Row::of(line, Tone::Muted)),
            );
        }
    }
    rows.push(Row::blank());
    rows.push(Row::of("On demand and provisioned", Tone::Title));
    let has_provisioned = account.functions.first().is_some_and(|function| function.provisioned.is_some());
    if has_provisioned {
        let found = breakeven_provisioned(&tools.book, &tools.rules.limits, account)?;
        for side in [&found.a, &found.b] {
            rows.push(entry(&side.label, &dollars(side.total.exact), 26));
        }
        if let Some(requests) = found.requests_per_month {
            rows.push(entry(
                "cost the same at",
                &format!("{} requests a month", requests.rounded(0).grouped()),
                26,
            ));
        }
        if let Some(utilization) = found.utilization {
            rows.push(entry("utilisation there", &format!("{:.1} %", utilization * 100.0), 26));
        }
        rows.extend(sentences(&found.assumptions, columns));
    } else {
        let arch = account.functions.first().map_or(Arch::X86_64, |function| function.arch);
        let share = breakeven_utilization(&tools.book, &account.region, arch)?;
        let text = format!(
            "Provisioned concurrency is cheaper than on demand where its environments are busy more than {} % of the time. \
             Fill in the field Provisioned to see both for this load.",
            share.to_f64().mul_add(1000.0, 0.0).round() / 10.0
        );
        rows.extend(lines(&text, columns).into_iter().map(|line| Row::of(line, Tone::Text)));
    }
    Ok(rows)
}

fn matters(account: &Account, tools: &Tools, columns: usize) -> Result<Vec<Row>, PricingError> {
    let ranked = sensitivity(&tools.book, &tools.rules.limits, account, 0)?;
    let mut rows =
        vec![Row::of("If an input rises by a tenth, the month changes by", Tone::Title), Row::blank()];
    let most = ranked.iter().map(|one| one.elasticity.abs()).fold(0.0, f64::max);
    let label_width = widest(ranked.iter().map(|one| one.input));
    for one in &ranked {
        let change = one.up.map_or_else(|| "not possible".to_owned(), signed);
        let room = columns.saturating_sub(label_width + 16);
        rows.push(
            Row::of(pad(one.input, label_width, Side::Left), Tone::Text)
                .and(format!("  {change:>12}  "), Tone::Text)
                .and(bar(one.elasticity.abs() / most.max(f64::MIN_POSITIVE), room), Tone::Accent),
        );
    }
    Ok(rows)
}

fn signed(change: Exact) -> String {
    let text = change.rounded(4).grouped();
    if text.starts_with('-') { text.replacen('-', "-$", 1) } else { format!("+${text}") }
}
