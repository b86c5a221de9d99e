//! What a run costs, by the pricing engine.

use crate::pricing::{
    Account, Arch, Bill, BookUse, Exact, Function, Limits, Money, PriceBook, PricingError, Provisioned,
    SnapStart, bill,
};
use crate::simulation::scenario::{self, Architecture, Start};
use crate::simulation::{Figures, FunctionFigures, Scenario};
use rust_decimal::{Decimal, RoundingStrategy};

/// The cost of a run without free tier: of all functions, and of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunCost {
    /// All functions together; price tiers are shared.
    pub total: Money,
    /// Each function, in the order of the file. They add up to the total.
    pub functions: Vec<Money>,
    /// Where the prices came from.
    pub price_book: BookUse,
}

/// Decimals that hours are cut to: far below a nanosecond, and never above the true value.
const HOUR_DECIMALS: u32 = 20;

/// Prices what the functions of a run used in `region`.
///
/// # Errors
/// Where the book lacks a region or a price.
pub fn cost(
    scenario: &Scenario,
    figures: &Figures,
    region: &str,
    book: &PriceBook,
    limits: &Limits,
) -> Result<RunCost, PricingError> {
    let hours = hours(figures.total.span_ns);
    let functions: Vec<Function> = scenario
        .functions
        .iter()
        .zip(&figures.functions)
        .enumerate()
        .map(|(at, (function, figures))| Function { name: at.to_string(), ..used(function, figures, hours) })
        .collect();
    let priced = bill(book, limits, &Account::new(region, month(hours), functions))?;
    let functions = match scenario.functions.as_slice() {
        [_] => vec![priced.total],
        several => (0..several.len())
            .map(|at| of_function(&priced, &at.to_string()))
            .collect::<Result<_, PricingError>>()?,
    };
    Ok(RunCost { total: priced.total, functions, price_book: priced.price_book })
}

/// The sum of the lines that belong to a function.
fn of_function(bill: &Bill, name: &str) -> Result<Money, PricingError> {
    let lines = bill.lines.iter().filter(|line| line.function.as_deref() == Some(name));
    let sum = lines.map(|line| line.amount).try_fold(Exact::ZERO, Exact::plus)?;
    Ok(Money::exactly(sum))
}

/// A bill is made for a time above zero.
fn month(hours: Decimal) -> Decimal {
    if hours.is_zero() { Decimal::ONE } else { hours }
}

fn hours(span_ns: u64) -> Decimal {
    let hours = Decimal::from(span_ns) / Decimal::from(3_600_000_000_000_u64);
    hours.round_dp_with_strategy(HOUR_DECIMALS, RoundingStrategy::ToZero)
}

/// What is common to every bill of a function.
pub(super) fn priced(function: &scenario::Function) -> Function {
    let memory = Decimal::from(function.memory_mb);
    Function {
        arch: match function.architecture {
            Architecture::X86_64 => Arch::X86_64,
            Architecture::Arm64 => Arch::Arm64,
        },
        ..Function::new(Decimal::ZERO, Decimal::ZERO, memory)
    }
}

fn used(function: &scenario::Function, figures: &FunctionFigures, hours: Decimal) -> Function {
    let usage = &figures.tally.usage;
    let charged = matches!(&function.start, Start::SnapStart(start) if start.charged);
    Function {
        requests: Decimal::from(usage.requests),
        billed_ms: Some(Decimal::from(usage.on_demand_ms) + Decimal::from(usage.init_ms)),
        provisioned_billed_ms: Some(Decimal::from(usage.provisioned_ms)),
        provisioned: (function.provisioned > 0).then(|| kept(function.provisioned, hours)),
        snapstart: charged.then(|| SnapStart { cache_hours: hours, restores: Decimal::from(usage.restores) }),
        ..priced(function)
    }
}

pub(super) fn kept(environments: u32, hours: Decimal) -> Provisioned {
    Provisioned {
        environments: Decimal::from(environments),
        hours: Some(hours),
        spillover: Decimal::ZERO,
        duration_ms: None,
    }
}
