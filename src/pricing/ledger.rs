//! Writes lines and steps while a bill is worked out, and keeps account of what has been used of every price tier.

use super::bill::{Bill, BookUse, Item, Line, Money, Step};
use super::book::{PriceBook, PriceRow, Provenance};
use super::error::PricingError;
use super::exact::Exact;
use super::meter::{Arch, FigureName, Meter};
use std::collections::HashMap;

pub(super) struct Ledger<'a> {
    pub(super) book: &'a PriceBook,
    pub(super) region: &'a str,
    /// Name of the function whose lines are being written.
    pub(super) function: Option<String>,
    lines: Vec<Line>,
    steps: Vec<Step>,
    assumptions: Vec<String>,
    used: BookUse,
    /// Units of tiered meters so far.
    filled: HashMap<(Meter, Option<Arch>), Exact>,
}

/// What a line is about, apart from the numbers.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) item: Item,
    pub(super) arch: Option<Arch>,
    pub(super) unit: &'a str,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(book: &'a PriceBook, region: &'a str) -> Self {
        Self {
            book,
            region,
            function: None,
            lines: Vec::new(),
            steps: Vec::new(),
            assumptions: Vec::new(),
            used: BookUse { region: region.to_owned(), ..BookUse::default() },
            filled: HashMap::new(),
        }
    }

    /// The value of a figure; its fact is noted in `facts`.
    pub(super) fn figure(
        &mut self,
        name: FigureName,
        facts: &mut Vec<String>,
    ) -> Result<Exact, PricingError> {
        let row = self.book.figure(name)?;
        facts.extend(row.origin.fact.clone());
        Ok(row.value.into())
    }

    pub(super) fn assume(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if !self.assumptions.contains(&sentence) {
            self.assumptions.push(sentence);
        }
    }

    pub(super) fn step(
        &mut self,
        label: &str,
        formula: String,
        value: Exact,
        unit: &'static str,
        facts: Vec<String>,
    ) {
        let label = match &self.function {
            Some(name) => format!("{name}: {label}"),
            None => label.to_owned(),
        };
        self.steps.push(Step { label, formula, value, unit, facts });
    }

    /// A line of a meter with one price.
    pub(super) fn charge(
        &mut self,
        entry: Entry<'_>,
        meter: Meter,
        quantity: Exact,
    ) -> Result<Exact, PricingError> {
        self.charge_because(entry, meter, quantity, Vec::new())
    }

    /// The same with facts that the quantity rests on.
    pub(super) fn charge_because(
        &mut self,
        entry: Entry<'_>,
        meter: Meter,
        quantity: Exact,
        facts: Vec<String>,
    ) -> Result<Exact, PricingError> {
        let row = self.book.price(meter, self.region, entry.arch)?;
        let facts = row.origin.fact.iter().cloned().chain(facts).collect();
        self.note(&row.origin);
        self.line(entry, None, quantity, row.rate.into(), facts)
    }

    /// Lines of a meter with price tiers, one per tier that is touched.
    pub(super) fn charge_tiered(
        &mut self,
        entry: Entry<'_>,
        meter: Meter,
        quantity: Exact,
    ) -> Result<Exact, PricingError> {
        let key = (meter, entry.arch);
        let start = self.filled.get(&key).copied().unwrap_or_default();
        let end = start.plus(quantity)?;
        let mut sum = Exact::ZERO;
        for part in self.parts(meter, entry.arch, start, end)? {
            self.note(&part.row.origin);
            sum =
                sum.plus(self.line(entry, part.tier, part.quantity, part.row.rate.into(), part.facts)?)?;
        }
        self.filled.insert(key, end);
        Ok(sum)
    }

    /// Takes the last `quantity` units of a tiered meter off again, from the highest tier downwards.
    pub(super) fn forgive_tiered(
        &mut self,
        entry: Entry<'_>,
        meter: Meter,
        quantity: Exact,
        fact: Option<&str>,
    ) -> Result<Exact, PricingError> {
        let end = self.filled(meter, entry.arch);
        let mut sum = Exact::ZERO;
        for mut part in self.parts(meter, entry.arch, end.minus(quantity)?, end)? {
            part.facts.extend(fact.map(str::to_owned));
            sum =
                sum.plus(self.line(entry, part.tier, -part.quantity, part.row.rate.into(), part.facts)?)?;
        }
        Ok(sum)
    }

    pub(super) fn filled(&self, meter: Meter, arch: Option<Arch>) -> Exact {
        self.filled.get(&(meter, arch)).copied().unwrap_or_default()
    }

    pub(super) fn line(
        &mut self,
        entry: Entry<'_>,
        tier: Option<u32>,
        quantity: Exact,
        rate: Exact,
        facts: Vec<String>,
    ) -> Result<Exact, PricingError> {
        let amount = quantity.times(rate)?;
        let formula =
            format!("{} {} × ${} = {}", quantity.grouped(), entry.unit, rate.grouped(), dollars(amount));
        self.lines.push(Line {
            item: entry.item,
            function: self.function.clone(),
            arch: entry.arch,
            tier,
            quantity,
            unit: entry.unit.to_owned(),
            rate,
            amount,
            formula,
            facts,
        });
        Ok(amount)
    }

    pub(super) fn note(&mut self, origin: &Provenance) {
        let Some(source) = self.book.source(origin) else { return };
        if !source.as_of.is_empty() && (self.used.as_of.is_empty() || source.as_of < self.used.as_of) {
            self.used.as_of.clone_from(&source.as_of);
        }
        if !self.used.sources.contains(&source.title) {
            self.used.sources.push(source.title.clone());
        }
    }

    /// The bill of what has been written. `requests` are what the price per million is taken over.
    pub(super) fn close(mut self, requests: Exact) -> Result<Bill, PricingError> {
        self.lines.sort_by_key(|line| line.item);
        let total = self.lines.iter().try_fold(Exact::ZERO, |sum, line| sum.plus(line.amount))?;
        let per_million_requests = if requests.is_zero() {
            None
        } else {
            let quotient = total.times(Exact::from(1_000_000_u32))?.over(requests, 18)?;
            Some(Money { exact: quotient.value, ends: quotient.exact })
        };
        Ok(Bill {
            lines: self.lines,
            steps: self.steps,
            assumptions: self.assumptions,
            price_book: self.used,
            total: Money::exactly(total),
            per_million_requests,
        })
    }

    /// The pieces of the units from `start` to `end`, by tier.
    fn parts(
        &self,
        meter: Meter,
        arch: Option<Arch>,
        start: Exact,
        end: Exact,
    ) -> Result<Vec<Part<'a>>, PricingError> {
        let tiers = self.book.tiers(meter, self.region, arch)?;
        let several = tiers.len() > 1;
        let mut parts = Vec::new();
        for tier in &tiers {
            let from = start.max(tier.from);
            let to = tier.to.map_or(end, |limit| end.min(limit));
            // A bill of nothing still shows its line, in the tier where it would begin.
            let empty = parts.is_empty() && start == end && from == start && to == end;
            if to <= from && !empty {
                continue;
            }
            let Some(row) = tier.price else {
                return Err(self.book.missing(meter, self.region, arch, tier.number));
            };
            let limit = tier.limit.and_then(|limit| limit.origin.fact.clone());
            parts.push(Part {
                tier: several.then_some(tier.number),
                quantity: to.minus(from)?,
                row,
                facts: row.origin.fact.clone().into_iter().chain(limit).collect(),
            });
            if empty {
                break;
            }
        }
        Ok(parts)
    }
}

struct Part<'a> {
    tier: Option<u32>,
    quantity: Exact,
    row: &'a PriceRow,
    facts: Vec<String>,
}

/// `$4.366675`, `−$0.2`.
pub(super) fn dollars(amount: Exact) -> String {
    if amount.is_negative() {
        format!("−${}", (-amount).grouped())
    } else {
        format!("${}", amount.grouped())
    }
}
