//! The price book: dated, sourced rows, and how a price is found among them.

use super::error::PricingError;
use super::exact::Exact;
use super::meter::{Arch, FigureName, Meter};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Every price and figure that bills are made from. Built by the loader, never by hand.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PriceBook {
    pub(super) sources: Vec<SourceRow>,
    pub(super) regions: Vec<RegionRow>,
    pub(super) prices: Vec<PriceRow>,
    pub(super) figures: Vec<FigureRow>,
    pub(super) derived: Vec<DerivedRow>,
}

/// Where rows were read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRow {
    /// Name that rows refer to.
    pub id: String,
    /// Title of the page or file.
    pub title: String,
    /// Its address; empty for an overlay.
    pub url: String,
    /// `2026`, `2026-08` or `2026-08-31`.
    pub as_of: String,
    /// What is vague about the date.
    pub note: Option<String>,
}

/// A Region's code and the name that people use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionRow {
    /// `eu-west-1`.
    pub id: String,
    /// `Ireland`.
    pub name: String,
}

/// How far a row can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Could not be verified.
    Low,
    /// Derived, second hand, or contradicted by another copy.
    Medium,
    /// Read in an official page or price list.
    High,
}

/// What every row says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The fact that the row's figure is; `None` for rows that no fact stands for.
    pub fact: Option<String>,
    /// Id of the source.
    pub source: String,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// What older sources say.
    pub supersedes: Option<String>,
    /// The row in a sentence, with `{value}` for the figure; `None` where the sentence follows from the fields.
    pub statement: Option<String>,
}

/// One price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceRow {
    /// What costs it.
    pub meter: Meter,
    /// Where; `None` for everywhere.
    pub region: Option<String>,
    /// For which architecture; `None` for both.
    pub arch: Option<Arch>,
    /// Which price tier, from 1.
    pub tier: u32,
    /// Which of several kinds, such as an instance type.
    pub variant: Option<String>,
    /// US dollars per unit of the meter.
    pub rate: Decimal,
    /// Its source.
    pub origin: Provenance,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureRow {
    /// Which figure.
    pub name: FigureName,
    /// For tier limits: of which meter.
    pub meter: Option<Meter>,
    /// For tier limits: in which Region, if not in all.
    pub region: Option<String>,
    /// For tier limits: of which architecture.
    pub arch: Option<Arch>,
    /// For tier limits: of which tier.
    pub tier: Option<u32>,
    /// The figure.
    pub value: Decimal,
    /// Its unit, as people write it.
    pub unit: String,
    /// Its source.
    pub origin: Provenance,
}

/// A figure that follows from prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DerivedRow {
    /// How it follows.
    pub kind: DerivedKind,
    /// Its source: that of the prices, or a page that states it as well.
    pub origin: Provenance,
}

/// The ways in which figures follow from prices. All are about N. Virginia, or about everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DerivedKind {
    /// Dollars for a million units of a meter, in its first tier.
    PerMillion {
        /// What is counted.
        meter: Meter,
    },
    /// Dollars for a millisecond of an `x86_64` function, to ten decimals.
    PerMs {
        /// Memory of the function, MB.
        memory_mb: Decimal,
    },
    /// How much cheaper arm64 duration is, in whole per cent.
    ArmDiscount,
    /// The utilization from which provisioned concurrency is cheaper, in whole per cent.
    ProvisionedBreakEven,
    /// Dollars for a second of Lambda@Edge at 128 MB.
    Edge128MbSecond,
    /// Price of a Lambda@Edge request in CloudFront Functions invocations.
    EdgeRequestRatio,
    /// The hourly fee on an instance type.
    ManagedFee {
        /// The instance type.
        variant: String,
    },
}

/// A price tier of a meter: from `from` up to `to` units a month, each at `rate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier<'a> {
    /// Number of the tier, from 1.
    pub number: u32,
    /// Where it begins.
    pub from: Exact,
    /// Where it ends; `None` for the last.
    pub to: Option<Exact>,
    /// The price; `None` where it is not known.
    pub price: Option<&'a PriceRow>,
    /// The row that gives the end.
    pub limit: Option<&'a FigureRow>,
}

impl PriceBook {
    /// The price of one unit of `meter`, where it has a single price.
    pub fn price(&self, meter: Meter, region: &str, arch: Option<Arch>) -> Result<&PriceRow, PricingError> {
        self.find(meter, region, arch, 1, None).ok_or_else(|| self.missing(meter, region, arch, 1))
    }

    /// The price of a variant of `meter`, such as an instance type, where the book has it.
    pub fn variant(&self, meter: Meter, region: &str, variant: &str) -> Option<&PriceRow> {
        self.find(meter, region, None, 1, Some(variant))
    }

    /// The price tiers of `meter`, first to last. The first one's price is always known.
    pub fn tiers(
        &self,
        meter: Meter,
        region: &str,
        arch: Option<Arch>,
    ) -> Result<Vec<Tier<'_>>, PricingError> {
        self.price(meter, region, arch)?;
        let mut tiers = Vec::new();
        let mut from = Exact::ZERO;
        for number in 1.. {
            let limit = self.tier_limit(meter, region, arch, number);
            let price = self.find(meter, region, arch, number, None);
            let to = limit.map(|row| Exact::from(row.value));
            tiers.push(Tier { number, from, to, price, limit });
            match to {
                Some(end) => from = end,
                None => break,
            }
        }
        Ok(tiers)
    }

    /// A figure that is not a tier limit.
    pub fn figure(&self, name: FigureName) -> Result<&FigureRow, PricingError> {
        self.figures.iter().find(|row| row.name == name).ok_or(PricingError::MissingFigure { name })
    }

    /// The Region as it stands in the book, or an error with the nearest name and all that are known.
    pub fn region(&self, id: &str) -> Result<&RegionRow, PricingError> {
        self.regions.iter().find(|row| row.id == id).ok_or_else(|| {
            let known: Vec<String> = self.regions.iter().map(|row| row.id.clone()).collect();
            let by_name = self.regions.iter().find(|row| row.name.eq_ignore_ascii_case(id));
            let nearest = by_name
                .map(|row| row.id.as_str())
                .or_else(|| crate::text::nearest(id, known.iter().map(String::as_str)));
            PricingError::UnknownRegion { region: id.to_owned(), nearest: nearest.map(str::to_owned), known }
        })
    }

    /// All Regions of the book.
    pub fn regions(&self) -> &[RegionRow] {
        &self.regions
    }

    /// The source of a row.
    pub fn source(&self, origin: &Provenance) -> Option<&SourceRow> {
        self.sources.iter().find(|row| row.id == origin.source)
    }

    /// All prices of the book.
    pub fn prices(&self) -> &[PriceRow] {
        &self.prices
    }

    pub(super) fn missing(&self, meter: Meter, region: &str, arch: Option<Arch>, tier: u32) -> PricingError {
        let of_meter = || self.prices.iter().filter(|row| row.meter == meter && row.tier == tier);
        let place = |row: &PriceRow| row.region.clone().unwrap_or_else(|| "everywhere".to_owned());
        let mut known: BTreeSet<String> =
            of_meter().filter(|row| row.arch.is_none() || row.arch == arch).map(place).collect();
        if known.is_empty() {
            let on = |row: &PriceRow| {
                row.arch.map_or_else(|| place(row), |arch| format!("{} on {arch}", place(row)))
            };
            known = of_meter().map(on).collect();
        }
        PricingError::MissingPrice {
            meter,
            region: region.to_owned(),
            arch,
            tier,
            known: known.into_iter().collect(),
        }
    }

    fn find(
        &self,
        meter: Meter,
        region: &str,
        arch: Option<Arch>,
        tier: u32,
        variant: Option<&str>,
    ) -> Option<&PriceRow> {
        self.prices
            .iter()
            .filter(|row| row.meter == meter && row.tier == tier && row.variant.as_deref() == variant)
            .filter(|row| row.region.as_deref().is_none_or(|place| place == region))
            .filter(|row| row.arch.is_none() || row.arch == arch)
            .max_by_key(|row| (row.region.is_some(), row.arch.is_some()))
    }

    pub(super) fn tier_limit(
        &self,
        meter: Meter,
        region: &str,
        arch: Option<Arch>,
        tier: u32,
    ) -> Option<&FigureRow> {
        self.figures
            .iter()
            .filter(|row| row.name == FigureName::TierLimit && row.meter == Some(meter))
            .filter(|row| row.tier == Some(tier) && (row.arch.is_none() || row.arch == arch))
            .filter(|row| row.region.as_deref().is_none_or(|place| place == region))
            .max_by_key(|row| (row.region.is_some(), row.arch.is_some()))
    }
}
