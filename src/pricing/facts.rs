//! Prices as facts: what the course teaches about money is taken from the rows that bills are made from.

use super::book::{Confidence, DerivedKind, PriceBook, PriceRow, Provenance};
use super::error::PricingError;
use super::exact::Exact;
use super::meter::{Arch, FigureName, Meter};
use rust_decimal::Decimal;

/// A fact that follows from the price book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceFact {
    /// Stable identifier.
    pub id: String,
    /// The fact in one sentence.
    pub statement: String,
    /// The figure.
    pub value: Decimal,
    /// Its unit, as people write it: `USD per GB-second`.
    pub unit: String,
    /// `2026`, `2026-08` or `2026-08-31`.
    pub as_of: String,
    /// What is vague about the date.
    pub as_of_note: Option<String>,
    /// Title of the source.
    pub source_title: String,
    /// Its address.
    pub source_url: String,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// What older sources say.
    pub supersedes: Option<String>,
}

/// The Region that derived figures are about.
const HOME: &str = "us-east-1";

impl PriceBook {
    /// Every fact that the book's rows give, in the order of the files. An error where a derived figure lacks a price.
    pub fn facts(&self) -> Result<Vec<PriceFact>, PricingError> {
        let mut facts = Vec::new();
        for row in &self.prices {
            let unit = format!("USD per {}", row.meter.unit());
            let statement = row.origin.statement.clone().unwrap_or_else(|| self.sentence(row));
            facts.extend(self.fact(&row.origin, &statement, row.rate, unit));
        }
        for row in &self.figures {
            let statement = row.origin.statement.clone().unwrap_or_else(|| {
                let mut words = row.name.words().to_owned();
                if let Some(first) = words.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                format!("{words} is {{value}} {}.", row.unit)
            });
            facts.extend(self.fact(&row.origin, &statement, row.value, row.unit.clone()));
        }
        for row in &self.derived {
            let (value, unit) = self.derive(&row.kind)?;
            let Some(value) = value.to_decimal() else { continue };
            let statement = row.origin.statement.clone().unwrap_or_default();
            facts.extend(self.fact(&row.origin, &statement, value, unit));
        }
        Ok(facts)
    }

    fn fact(&self, origin: &Provenance, statement: &str, value: Decimal, unit: String) -> Option<PriceFact> {
        let source = self.source(origin)?;
        let exact = Exact::from(value);
        // `$0.50` rather than `$0.5`.
        let tenths = unit.starts_with("USD") && !exact.is_whole() && exact.rounded(1) == exact;
        let shown = if tenths { exact.fixed(2) } else { exact.grouped() };
        Some(PriceFact {
            id: origin.fact.clone()?,
            statement: statement.replace("{value}", &shown),
            value: value.normalize(),
            unit,
            as_of: source.as_of.clone(),
            as_of_note: source.note.clone(),
            source_title: source.title.clone(),
            source_url: source.url.clone(),
            confidence: origin.confidence,
            supersedes: origin.supersedes.clone(),
        })
    }

    /// A row in a sentence that follows from its fields.
    fn sentence(&self, row: &PriceRow) -> String {
        let place = row.region.as_ref().map(|id| {
            let name = self.regions.iter().find(|region| region.id == *id).map(|region| &region.name);
            name.map_or_else(|| id.clone(), |name| format!("{name} ({id})"))
        });
        let place = place.map(|place| format!(" in {place}")).unwrap_or_default();
        let arch = row.arch.map(|arch| format!("{} ", arch.short())).unwrap_or_default();
        let unit = row.meter.unit();
        let tiered = row.tier > 1
            || self
                .figures
                .iter()
                .any(|figure| figure.name == FigureName::TierLimit && figure.meter == Some(row.meter));
        let tier = if tiered { format!("{}-tier ", ordinal(row.tier)) } else { String::new() };
        let (arch, first) = if tiered { (arch, tier) } else { (String::new(), arch) };
        match row.meter {
            Meter::Request => format!("A request{place} costs ${{value}}."),
            Meter::Duration => format!("{first}{arch}duration{place} costs ${{value}} per {unit}."),
            Meter::Provisioned => {
                format!("Keeping {first}provisioned concurrency{place} costs ${{value}} per {unit}.")
            }
            Meter::ProvisionedDuration => {
                format!("Running on {first}provisioned concurrency{place} costs ${{value}} per {unit}.")
            }
            Meter::Ephemeral => format!("Extra ephemeral storage{place} costs ${{value}} per {unit}."),
            meter => {
                let what = meter.words();
                format!(
                    "The price of {what}{place} is ${{value}} per {unit}{}.",
                    if tiered { format!(" in tier {}", row.tier) } else { String::new() }
                )
            }
        }
    }

    /// The value of a derived figure and its unit.
    fn derive(&self, kind: &DerivedKind) -> Result<(Exact, String), PricingError> {
        let rate = |meter, arch| self.price(meter, HOME, arch).map(|row| Exact::from(row.rate));
        let gb = Exact::from(self.figure(FigureName::MbPerGb)?.value);
        let thousand = Exact::from(1000_u32);
        let hundred = Exact::from(100_u32);
        let x86 = Some(Arch::X86_64);
        let (value, unit) = match kind {
            DerivedKind::PerMillion { meter } => {
                let million = rate(*meter, None)?.times(Exact::from(1_000_000_u32))?;
                return Ok((million, format!("USD per million {}s", meter.unit())));
            }
            DerivedKind::PerMs { memory_mb } => {
                let second = rate(Meter::Duration, x86)?.times(Exact::from(*memory_mb))?;
                (second.over(gb.times(thousand)?, 10)?.value, "USD per ms")
            }
            DerivedKind::ArmDiscount => {
                let share =
                    rate(Meter::Duration, Some(Arch::Arm64))?.over(rate(Meter::Duration, x86)?, 10)?;
                (Exact::ONE.minus(share.value)?.times(hundred)?.rounded(0), "percent")
            }
            DerivedKind::ProvisionedBreakEven => {
                let spared = rate(Meter::Duration, x86)?.minus(rate(Meter::ProvisionedDuration, x86)?)?;
                let share = rate(Meter::Provisioned, x86)?.over(spared, 10)?.value;
                (share.times(hundred)?.rounded(0), "percent")
            }
            DerivedKind::Edge128MbSecond => {
                let price = rate(Meter::EdgeDuration, x86)?.times(Exact::from(128_u32))?;
                (price.over(gb, 20)?.value, "USD per 128 MB-second")
            }
            DerivedKind::EdgeRequestRatio => {
                let ratio =
                    rate(Meter::EdgeRequest, None)?.over(rate(Meter::CloudfrontFunction, None)?, 4)?;
                (ratio.value, "times cheaper")
            }
            DerivedKind::ManagedFee { variant } => {
                let row = self.variant(Meter::Ec2Instance, HOME, variant);
                let row = row.ok_or_else(|| self.missing(Meter::Ec2Instance, HOME, None, 1))?;
                let fee = Exact::from(self.figure(FigureName::ManagedFeePercent)?.value);
                (fee.times(Exact::from(row.rate))?.over(hundred, 20)?.value, "USD per hour")
            }
        };
        Ok((value, unit.to_owned()))
    }
}

/// `First` for 1.
fn ordinal(number: u32) -> String {
    match number {
        1 => "First".to_owned(),
        2 => "Second".to_owned(),
        3 => "Third".to_owned(),
        other => format!("{other}th"),
    }
}
