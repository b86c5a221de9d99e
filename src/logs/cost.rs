//! What the invocations of a log cost, by the pricing engine.

use super::figures::{Figures, Size};
use crate::pricing::{
    Account, Arch, Bill, BookUse, Exact, Function, Item, Limits, Money, PriceBook, PricingError, SnapStart,
    bill,
};
use rust_decimal::Decimal;

/// Hours of a month, for figures by the month.
const MONTH_HOURS: u64 = 730;
/// Decimals of a quotient that does not end.
const DECIMALS: u32 = 18;

/// How a log is priced.
#[derive(Debug, Clone, Copy)]
pub struct Pricing<'a> {
    /// Prices.
    pub book: &'a PriceBook,
    /// What Lambda allows.
    pub limits: &'a Limits,
    /// Region code.
    pub region: &'a str,
    /// Architecture of the functions; lines do not say it.
    pub arch: Arch,
}

/// The cost of a log. No free tier, no taxes; tiers are filled by what the log holds alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogCost {
    /// Requests and billed time as the lines have them.
    pub total: Money,
    /// Of this, requests.
    pub requests: Exact,
    /// Of this, INIT.
    pub init: Exact,
    /// Of this, the billed part of restores.
    pub restore: Exact,
    /// What the same invocations cost where INIT is always billed: more than [`Self::total`] if lines are from before.
    pub with_init: Money,
    /// Reports that are not in any of this.
    pub unpriced: u64,
    /// Where the prices came from.
    pub price_book: BookUse,
}

/// What a bill takes of a memory size.
pub(super) type Billed<'a> = &'a dyn Fn(&Size) -> u64;

impl Pricing<'_> {
    /// Prices a log.
    ///
    /// # Errors
    /// Where the book lacks the region or a price.
    pub fn cost(&self, figures: &Figures) -> Result<LogCost, PricingError> {
        let as_billed = self.bill(figures, self.arch, &|size| size.billed_ms)?;
        let with_init = self.bill(figures, self.arch, &|size| size.billed_ms_with_init)?;
        let duration = as_billed.amount(Item::Duration)?.plus(as_billed.amount(Item::Init)?)?;
        let without = |part: Billed<'_>| -> Result<Exact, PricingError> {
            let rest = self.bill(figures, self.arch, &|size| size.billed_ms.saturating_sub(part(size)))?;
            Ok(as_billed.total.exact.minus(rest.total.exact)?)
        };
        Ok(LogCost {
            total: as_billed.total,
            requests: as_billed.total.exact.minus(duration)?,
            init: without(&|size| size.init_ms)?,
            restore: without(&|size| size.restore_ms)?,
            with_init: with_init.total,
            unpriced: figures.unpriced + self.outside(figures),
            price_book: as_billed.price_book,
        })
    }

    /// Whether Lambda has functions of this size.
    pub(super) fn sells(&self, mb: u32) -> bool {
        let mb = Decimal::from(mb);
        (self.limits.memory_min_mb..=self.limits.memory_max_mb).contains(&mb)
    }

    fn outside(&self, figures: &Figures) -> u64 {
        figures.sizes.iter().filter(|(mb, _)| !self.sells(**mb)).map(|(_, size)| size.reports).sum()
    }

    /// The bill of a log, a function for each memory size, with the milliseconds that `billed` gives.
    pub(super) fn bill(
        &self,
        figures: &Figures,
        arch: Arch,
        billed: Billed<'_>,
    ) -> Result<Bill, PricingError> {
        let functions = figures.sizes.iter().filter(|(mb, _)| self.sells(**mb)).map(|(mb, size)| Function {
            name: format!("{mb} MB"),
            ..Self::function(*mb, arch, size.reports, billed(size))
        });
        self.price(functions.collect())
    }

    /// Invocations at a memory size that take so many billed milliseconds together.
    pub(super) fn function(mb: u32, arch: Arch, requests: u64, billed_ms: u64) -> Function {
        Function {
            arch,
            billed_ms: Some(Decimal::from(billed_ms)),
            ..Function::new(Decimal::from(requests), Decimal::ZERO, Decimal::from(mb))
        }
    }

    pub(super) fn price(&self, mut functions: Vec<Function>) -> Result<Bill, PricingError> {
        if functions.is_empty() {
            let smallest = self.limits.memory_min_mb;
            functions.push(Function {
                billed_ms: Some(Decimal::ZERO),
                ..Function::new(Decimal::ZERO, Decimal::ZERO, smallest)
            });
        }
        bill(self.book, self.limits, &Account::new(self.region, Decimal::from(MONTH_HOURS), functions))
    }

    /// What restores themselves cost, where the runtime pays for them.
    pub(super) fn restores(&self, figures: &Figures) -> Result<Exact, PricingError> {
        let functions = figures.sizes.iter().filter(|(mb, _)| self.sells(**mb)).map(|(mb, size)| Function {
            name: format!("{mb} MB"),
            snapstart: Some(SnapStart { cache_hours: Decimal::ZERO, restores: Decimal::from(size.restores) }),
            ..Self::function(*mb, self.arch, 0, 0)
        });
        Ok(self.price(functions.collect())?.total.exact)
    }

    /// An amount over the span of a log as one over a month; `None` for a span of less than an hour or none,
    /// which says nothing about a month.
    pub fn by_month(amount: Exact, span_ns: Option<u64>) -> Option<Money> {
        const HOUR: u128 = 3_600_000_000_000;
        let span_ns = span_ns?;
        if u128::from(span_ns) < HOUR {
            return None;
        }
        let month = amount.times(Exact::from(u128::from(MONTH_HOURS) * HOUR)).ok()?;
        let quotient = month.over(Exact::from(u128::from(span_ns)), DECIMALS).ok()?;
        Some(Money { exact: quotient.value, ends: quotient.exact })
    }
}

/// GB-seconds that the lines bill: exact, for 1,024 MB and 1,000 ms leave a quotient that ends.
///
/// # Errors
/// Where the sum is beyond all digits, which takes lines that nobody wrote.
pub fn billed_gb_s(figures: &Figures) -> Result<Exact, PricingError> {
    let mb_ms: u128 =
        figures.sizes.iter().map(|(mb, size)| u128::from(*mb) * u128::from(size.billed_ms)).sum();
    Ok(Exact::from(mb_ms).over(Exact::from(1_024_000_u32), DECIMALS)?.value)
}
