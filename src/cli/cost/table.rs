//! A bill for people.

use super::Priced;
use crate::pricing::{Bill, Exact, Line};
use crate::text::{Side, lines, pad, width};
use std::fmt::Write as _;

/// `$4.366675`, `−$0.20`: every digit, at least two decimals.
pub(super) fn dollars(amount: Exact) -> String {
    let (sign, size) = if amount.is_negative() { ("−", -amount) } else { ("", amount) };
    let mut digits = size.grouped();
    match digits.split_once('.').map_or(0, |(_, decimals)| decimals.len()) {
        0 => digits.push_str(".00"),
        1 => digits.push('0'),
        _ => {}
    }
    format!("{sign}${digits}")
}

/// What a line is about: `api: duration, arm64, tier 2`.
pub(super) fn item(line: &Line) -> String {
    let mut text = line.item.name().replace('_', " ");
    if let Some(function) = &line.function {
        text = format!("{}: {text}", crate::text::printable(function));
    }
    if let Some(tier) = line.tier.filter(|tier| *tier > 1) {
        let _ = write!(text, ", tier {tier}");
    }
    text
}

/// Where the prices are from.
pub(super) fn sources(bill: &Bill) -> String {
    let book = &bill.price_book;
    match book.sources.as_slice() {
        [] => "No price of the book was used.".to_owned(),
        several => {
            format!("Prices of {}, the oldest as of {}: {}.", book.region, book.as_of, several.join("; "))
        }
    }
}

/// The whole answer.
pub(super) fn human(
    base: &Priced,
    variants: &[Priced],
    explain: bool,
    columns: usize,
    budget: Option<Exact>,
) -> String {
    let mut text = String::new();
    if variants.is_empty() {
        month(&mut text, base, explain, columns);
    } else {
        comparison(&mut text, variants);
        if explain {
            for variant in variants {
                let _ = writeln!(text, "\n{}\n", variant.label.as_deref().unwrap_or_default());
                month(&mut text, variant, true, columns);
            }
        }
    }
    let shown = if variants.is_empty() { std::slice::from_ref(base) } else { variants };
    if let Some(budget) = budget {
        text.push('\n');
        for it in shown {
            let label = it.label.as_ref().map(|label| format!("{label}: ")).unwrap_or_default();
            let (limit, total) = (dollars(budget), dollars(it.bill.total.exact));
            let how = if it.within_budget == Some(true) { "within" } else { "above" };
            let _ = writeln!(text, "{label}{total} is {how} the budget of {limit}.");
        }
    }
    text.push_str("\nAssumed:\n");
    let mut told: Vec<&str> = Vec::new();
    for sentence in shown.iter().flat_map(|it| it.bill.assumptions.iter().chain(&it.warnings)) {
        if !told.contains(&sentence.as_str()) {
            told.push(sentence);
        }
    }
    for sentence in told {
        bullet(&mut text, sentence, columns);
    }
    let mut of: Vec<String> = shown.iter().map(|it| sources(&it.bill)).collect();
    of.dedup();
    for sentence in of {
        bullet(&mut text, &sentence, columns);
    }
    text
}

fn bullet(text: &mut String, sentence: &str, columns: usize) {
    for (at, line) in lines(sentence, columns.saturating_sub(2)).iter().enumerate() {
        let _ = writeln!(text, "{}{line}", if at == 0 { "- " } else { "  " });
    }
}

fn month(text: &mut String, priced: &Priced, explain: bool, columns: usize) {
    let bill = &priced.bill;
    if explain {
        text.push_str("Steps:\n");
        for step in &bill.steps {
            let result = format!("{} {}", step.value.grouped(), step.unit);
            bullet(text, &format!("{}: {} = {result}", step.label, step.formula), columns);
        }
        for line in &bill.lines {
            bullet(text, &format!("{}: {}", item(line), line.formula), columns);
        }
        text.push('\n');
    }
    table(text, bill, columns);
}

fn table(text: &mut String, bill: &Bill, columns: usize) {
    let mut rows: Vec<[String; 5]> = bill
        .lines
        .iter()
        .map(|line| {
            let quantity = line.quantity.grouped();
            let (rate, amount) = (dollars(line.rate), dollars(line.amount));
            [item(line), quantity, line.unit.clone(), rate, amount]
        })
        .collect();
    let total = bill.total;
    rows.push(["Total".to_owned(), String::new(), String::new(), String::new(), dollars(total.exact)]);
    for at in [1, 3, 4] {
        align_on_point(&mut rows, at);
    }
    let widths: Vec<usize> =
        (0..5).map(|at| rows.iter().map(|row| width(&row[at])).max().unwrap_or(0)).collect();
    let needed: usize = widths.iter().sum::<usize>() + 3 * 2 + 1;
    if needed > columns {
        // Too wide for a table: every line with its arithmetic.
        for line in &bill.lines {
            let _ = writeln!(text, "{}", item(line));
            for part in lines(&line.formula, columns.saturating_sub(2)) {
                let _ = writeln!(text, "  {part}");
            }
        }
        let _ = writeln!(text, "Total\n  {}", dollars(total.exact));
    } else {
        let last = rows.len() - 1;
        for (at, row) in rows.iter().enumerate() {
            if at == last {
                let _ = writeln!(text, "{}", "-".repeat(needed));
            }
            let cells = [
                pad(&row[0], widths[0], Side::Left),
                format!("{} {}", pad(&row[1], widths[1], Side::Right), pad(&row[2], widths[2], Side::Left)),
                pad(&row[3], widths[3], Side::Right),
                pad(&row[4], widths[4], Side::Right),
            ];
            let _ = writeln!(text, "{}", cells.join("  ").trim_end());
        }
    }
    let _ = writeln!(text, "\n{} a month, rounded to cents", dollars(total.exact.rounded(2)));
    if let Some(each) = bill.per_million_requests {
        let _ = writeln!(text, "{} for a million requests", dollars(each.exact.rounded(2)));
    }
}

/// Pads numbers on the right, so that their decimal points stand below each other once they are aligned on the right.
fn align_on_point(rows: &mut [[String; 5]], at: usize) {
    let decimals = |cell: &str| cell.split_once('.').map_or(0, |(_, decimals)| decimals.len() + 1);
    let most = rows.iter().map(|row| decimals(&row[at])).max().unwrap_or(0);
    for row in rows.iter_mut().filter(|row| !row[at].is_empty()) {
        let missing = most - decimals(&row[at]);
        row[at].push_str(&" ".repeat(missing));
    }
}

fn comparison(text: &mut String, variants: &[Priced]) {
    let cheapest = variants.iter().map(|it| it.bill.total.exact).min().unwrap_or_default();
    let mut rows: Vec<[String; 5]> = vec![];
    for variant in variants {
        let total = variant.bill.total;
        let each = variant.bill.per_million_requests.map(|it| dollars(it.exact.rounded(2)));
        let mark = if total.exact == cheapest { "cheapest" } else { "" };
        rows.push([
            variant.label.clone().unwrap_or_default(),
            dollars(total.exact),
            dollars(total.exact.rounded(2)),
            each.unwrap_or_default(),
            mark.to_owned(),
        ]);
    }
    for at in 1..4 {
        align_on_point(&mut rows, at);
    }
    let head = ["", "total", "rounded", "per million", ""].map(str::to_owned);
    let rows: Vec<&[String; 5]> = std::iter::once(&head).chain(&rows).collect();
    let widths: Vec<usize> =
        (0..5).map(|at| rows.iter().map(|row| width(&row[at])).max().unwrap_or(0)).collect();
    for row in rows {
        let side = |at| if at == 0 || at == 4 { Side::Left } else { Side::Right };
        let cells: Vec<String> = (0..5).map(|at| pad(&row[at], widths[at], side(at))).collect();
        let _ = writeln!(text, "{}", cells.join("  ").trim_end());
    }
}
