//! Functions of the cost calculator: parts of a bill, and what typical mistakes make of it.

use super::Engines;
use super::calc::{Calc, Measure, Steps, Value, decimal};
use crate::calculator::Calculator;
use crate::pricing::{
    Account, BeyondExactRange, Bill, Exact, Item, PricingError, breakeven_provisioned, breakeven_utilization,
};
use rust_decimal::Decimal;

/// A priced month of one function.
pub(super) struct Month<'m> {
    pub(super) account: &'m Account,
    pub(super) bill: &'m Bill,
    pub(super) engines: Engines<'m>,
}

type Result<T> = std::result::Result<T, PricingError>;

const DURATION_STEPS: &[&str] = &["billed time", "on-demand duration"];

const fn key(
    name: &'static str,
    measure: Measure,
    steps: Steps,
    value: fn(&Month<'_>) -> Result<Decimal>,
) -> Calc {
    Calc { name, calculator: Calculator::Cost, measure, mistake: false, value: Value::Cost(value), steps }
}

const fn mistake(name: &'static str, measure: Measure, value: fn(&Month<'_>) -> Result<Decimal>) -> Calc {
    let steps = Steps::None;
    Calc { name, calculator: Calculator::Cost, measure, mistake: true, value: Value::Cost(value), steps }
}

/// Every function of the cost calculator.
pub(super) static COST_CALCS: &[Calc] = &[
    key("cost.total", Measure::Money, Steps::Bill, |month| decimal(month.bill.total.exact)),
    key("cost.per-million", Measure::Money, Steps::PerMillion, |month| {
        let per = month.bill.per_million_requests.ok_or(BeyondExactRange)?;
        decimal(per.exact)
    }),
    key("cost.requests", Measure::Money, Steps::Part(&["billed requests"], &[Item::Requests]), |month| {
        month.amount(&[Item::Requests])
    }),
    key("cost.duration", Measure::Money, Steps::Part(DURATION_STEPS, &[Item::Duration]), |month| {
        month.amount(&[Item::Duration])
    }),
    key(
        "cost.init",
        Measure::Money,
        Steps::Part(&["time that INIT adds", "INIT duration"], &[Item::Init]),
        |month| month.amount(&[Item::Init]),
    ),
    key(
        "cost.provisioned",
        Measure::Money,
        Steps::Part(&["provisioned memory"], &[Item::Provisioned]),
        |month| month.amount(&[Item::Provisioned]),
    ),
    key(
        "cost.ephemeral",
        Measure::Money,
        Steps::Part(&["extra ephemeral storage"], &[Item::Ephemeral]),
        |month| month.amount(&[Item::Ephemeral]),
    ),
    key(
        "cost.gb-seconds",
        Measure::Count,
        Steps::Part(&["billed time", "on-demand duration", "time that INIT adds", "INIT duration"], &[]),
        |month| decimal(month.gb_seconds()?),
    ),
    key("cost.breakeven-utilization", Measure::Share, Steps::None, |month| {
        decimal(breakeven_utilization(month.engines.book, &month.account.region, month.arch())?)
    }),
    key("cost.breakeven-requests", Measure::Count, Steps::None, |month| {
        let limits = &month.engines.rules.limits;
        let found = breakeven_provisioned(month.engines.book, limits, month.account)?;
        decimal(found.requests_per_month.ok_or(BeyondExactRange)?)
    }),
    mistake("cost.mistake.mb-as-gb", Measure::Money, |month| month.compute_times(1024, 1)),
    mistake("cost.mistake.decimal-gb", Measure::Money, |month| month.compute_times(1024, 1000)),
    mistake("cost.mistake.ms-as-s", Measure::Money, |month| month.compute_times(1000, 1)),
    mistake("cost.mistake.no-memory", Measure::Money, |month| {
        let memory = month.account.functions.first().map_or(Decimal::ONE, |function| function.memory_mb);
        month.compute_over(memory, 1024)
    }),
    mistake("cost.mistake.no-requests", Measure::Money, |month| {
        less(month.total(), month.amount(&[Item::Requests])?)
    }),
    mistake("cost.mistake.requests-only", Measure::Money, |month| month.amount(&[Item::Requests])),
    mistake("cost.mistake.no-init", Measure::Money, |month| {
        less(month.total(), month.amount(&[Item::Init])?)
    }),
    mistake("cost.mistake.init-only", Measure::Money, |month| month.amount(&[Item::Init])),
    mistake("cost.mistake.gb-seconds.mb", Measure::Count, |month| {
        decimal(month.gb_seconds()?.times(Exact::from(1024_u32))?)
    }),
    mistake("cost.mistake.gb-seconds.ms", Measure::Count, |month| {
        decimal(month.gb_seconds()?.times(Exact::from(1000_u32))?)
    }),
    mistake("cost.mistake.gb-seconds.no-memory", Measure::Count, |month| {
        let memory = month.account.functions.first().map_or(Decimal::ONE, |function| function.memory_mb);
        let seconds = month.gb_seconds()?.times(Exact::from(1024_u32))?;
        decimal(seconds.over(Exact::from(memory), 18)?.value)
    }),
    mistake("cost.mistake.provisioned-running-only", Measure::Money, |month| {
        month.amount(&[Item::ProvisionedDuration])
    }),
    mistake("cost.mistake.provisioned-idle-only", Measure::Money, |month| month.amount(&[Item::Provisioned])),
    mistake("cost.mistake.provisioned-one", Measure::Money, |month| {
        let kept = month.account.functions.first().and_then(|function| function.provisioned);
        let count = kept.map_or(Decimal::ONE, |kept| kept.environments);
        month.amount(&[Item::Provisioned])?.checked_div(count).ok_or(BeyondExactRange.into())
    }),
    mistake("cost.mistake.per-million.no-requests", Measure::Money, |month| {
        let requests = month.account.functions.first().map_or(Decimal::ZERO, |function| function.requests);
        let rest = month.total().minus(month.exact_amount(&[Item::Requests])?)?;
        decimal(rest.times(Exact::from(1_000_000_u32))?.over(Exact::from(requests), 18)?.value)
    }),
    mistake("cost.mistake.breakeven-of-idle", Measure::Share, |month| {
        use crate::pricing::Meter;
        let rate = |meter| {
            let arch = Some(month.arch());
            month.engines.book.price(meter, &month.account.region, arch).map(|row| Exact::from(row.rate))
        };
        decimal(rate(Meter::Provisioned)?.over(rate(Meter::Duration)?, 12)?.value)
    }),
];

impl Month<'_> {
    fn total(&self) -> Exact {
        self.bill.total.exact
    }

    fn arch(&self) -> crate::pricing::Arch {
        self.account.functions.first().map(|function| function.arch).unwrap_or_default()
    }

    /// The sum of the lines of some items.
    fn exact_amount(&self, items: &[Item]) -> Result<Exact> {
        let mut sum = Exact::ZERO;
        for item in items {
            sum = sum.plus(self.bill.amount(*item)?)?;
        }
        Ok(sum)
    }

    fn amount(&self, items: &[Item]) -> Result<Decimal> {
        decimal(self.exact_amount(items)?)
    }

    /// On-demand GB-seconds, INIT included.
    fn gb_seconds(&self) -> Result<Exact> {
        let lines = self.bill.of(Item::Duration).chain(self.bill.of(Item::Init));
        let mut sum = Exact::ZERO;
        for line in lines {
            sum = sum.plus(line.quantity)?;
        }
        Ok(sum)
    }

    /// The total with its compute charges, INIT included, taken `times` over `divisor`.
    fn compute_times(&self, times: u32, divisor: u32) -> Result<Decimal> {
        let compute = self.exact_amount(&[Item::Duration, Item::Init])?;
        let wrong = compute.times(Exact::from(times))?.over(Exact::from(divisor), 18)?.value;
        decimal(self.total().minus(compute)?.plus(wrong)?)
    }

    /// The same where the divisor is a quantity.
    fn compute_over(&self, divisor: Decimal, times: u32) -> Result<Decimal> {
        let compute = self.exact_amount(&[Item::Duration, Item::Init])?;
        let wrong = compute.times(Exact::from(times))?.over(Exact::from(divisor), 18)?.value;
        decimal(self.total().minus(compute)?.plus(wrong)?)
    }
}

fn less(whole: Exact, part: Decimal) -> Result<Decimal> {
    decimal(whole.minus(Exact::from(part))?)
}
