//! A bill for machines: JSON, CSV, Markdown.

use super::super::calculator_args::InputsOut;
use super::Priced;
use crate::pricing::{Arch, BookUse, Item, Line, Money, Step};
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    #[serde(flatten)]
    month: MonthOut<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    variants: Vec<VariantOut<'a>>,
}

#[derive(Serialize)]
struct VariantOut<'a> {
    label: &'a str,
    #[serde(flatten)]
    month: MonthOut<'a>,
}

#[derive(Serialize)]
struct MonthOut<'a> {
    inputs: InputsOut,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    functions: Vec<FunctionOut<'a>>,
    assumptions: &'a [String],
    price_book: &'a BookUse,
    lines: Vec<LineOut<'a>>,
    total: Money,
    per_million_requests: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    within_budget: Option<bool>,
    warnings: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<&'a [Step]>,
}

#[derive(Serialize)]
struct FunctionOut<'a> {
    name: &'a str,
    inputs: InputsOut,
}

#[derive(Serialize)]
struct LineOut<'a> {
    item: Item,
    quantity: String,
    unit: &'a str,
    rate: String,
    amount: String,
    amount_rounded: String,
    formula: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    function: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arch: Option<Arch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<u32>,
    facts: &'a [String],
}

impl<'a> LineOut<'a> {
    fn of(line: &'a Line) -> Self {
        Self {
            item: line.item,
            quantity: line.quantity.to_string(),
            unit: &line.unit,
            rate: line.rate.to_string(),
            amount: line.amount.to_string(),
            amount_rounded: line.amount.fixed(2),
            formula: &line.formula,
            function: line.function.as_deref(),
            arch: line.arch,
            tier: line.tier,
            facts: &line.facts,
        }
    }
}

fn month(priced: &Priced, explain: bool) -> MonthOut<'_> {
    MonthOut {
        inputs: InputsOut(priced.inputs.clone()),
        functions: priced
            .functions
            .iter()
            .map(|(name, inputs)| FunctionOut { name, inputs: InputsOut(inputs.clone()) })
            .collect(),
        assumptions: &priced.bill.assumptions,
        price_book: &priced.bill.price_book,
        lines: priced.bill.lines.iter().map(LineOut::of).collect(),
        total: priced.bill.total,
        per_million_requests: priced.bill.per_million_requests,
        within_budget: priced.within_budget,
        warnings: &priced.warnings,
        steps: explain.then_some(&priced.bill.steps),
    }
}

pub(super) fn json(base: &Priced, variants: &[Priced], explain: bool) -> Result<String, serde_json::Error> {
    let variants = variants
        .iter()
        .map(|variant| VariantOut {
            label: variant.label.as_deref().unwrap_or_default(),
            month: month(variant, explain),
        })
        .collect();
    serde_json::to_string_pretty(&Document {
        schema: "coldstart.cost/1",
        month: month(base, explain),
        variants,
    })
}

/// One row for each line and one for each total; a first column with the setting where several are compared.
pub(super) fn csv(base: &Priced, variants: &[Priced]) -> String {
    let mut text = String::new();
    let mut row = |label: Option<&str>, cells: [&str; 8]| {
        let cells: Vec<String> = label.into_iter().chain(cells).map(csv_cell).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    };
    let compared = !variants.is_empty();
    let head = ["item", "function", "arch", "tier", "quantity", "unit", "rate", "amount"];
    row(compared.then_some("label"), head);
    for priced in if compared { variants } else { std::slice::from_ref(base) } {
        let label = priced.label.as_deref();
        for line in &priced.bill.lines {
            let tier = line.tier.map(|tier| tier.to_string()).unwrap_or_default();
            let (quantity, rate) = (line.quantity.to_string(), line.rate.to_string());
            let cells = [
                line.item.name(),
                line.function.as_deref().unwrap_or_default(),
                line.arch.map(Arch::name).unwrap_or_default(),
                &tier,
                &quantity,
                &line.unit,
                &rate,
                &line.amount.to_string(),
            ];
            row(label, cells);
        }
        row(label, ["total", "", "", "", "", "USD", "", &priced.bill.total.exact.to_string()]);
    }
    text
}

fn csv_cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

pub(super) fn markdown(base: &Priced, variants: &[Priced], explain: bool) -> String {
    let mut text = String::new();
    let mut line = |written: String| {
        text.push_str(&written);
        text.push('\n');
    };
    let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
    if variants.is_empty() {
        line("| Item | Quantity | Unit | Rate | Amount |".to_owned());
        line("|---|--:|---|--:|--:|".to_owned());
        for it in &base.bill.lines {
            let what = cell(&super::table::item(it));
            let quantity = it.quantity.grouped();
            let (rate, amount) = (super::table::dollars(it.rate), super::table::dollars(it.amount));
            line(format!("| {what} | {quantity} | {} | {rate} | {amount} |", cell(&it.unit)));
        }
        let total = super::table::dollars(base.bill.total.exact);
        line(format!("| **Total** | | | | **{total}** |"));
    } else {
        line("| Setting | Total | Rounded | Per million requests |".to_owned());
        line("|---|--:|--:|--:|".to_owned());
        for it in variants {
            let label = cell(it.label.as_deref().unwrap_or_default());
            let total = super::table::dollars(it.bill.total.exact);
            let each = it.bill.per_million_requests.map(|it| super::table::dollars(it.exact.rounded(2)));
            let rounded = super::table::dollars(it.bill.total.exact.rounded(2));
            line(format!("| {label} | {total} | {rounded} | {} |", each.unwrap_or_default()));
        }
    }
    if explain {
        line(String::new());
        for step in &base.bill.steps {
            line(format!(
                "- {}: {} = {} {}",
                cell(&step.label),
                step.formula,
                step.value.grouped(),
                step.unit
            ));
        }
        for it in &base.bill.lines {
            line(format!("- {}: {}", cell(&super::table::item(it)), it.formula));
        }
    }
    line(String::new());
    for sentence in base.bill.assumptions.iter().chain(&base.warnings) {
        line(format!("- {sentence}"));
    }
    line(format!("- {}", super::table::sources(&base.bill)));
    text
}
