//! Trips: what a request passes on its way, how long each part takes, and what it costs.

use super::{Answer, Point, Product, Setup, Way};
use crate::pricing::{
    Account, Cold, Compute, Exact, FigureName, Function, Limits, Meter, PriceBook, PricingError, bill,
};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::sync::Arc;

/// A part of a request's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Leg {
    /// From the viewer to the edge location.
    ToEdge,
    /// A trigger point.
    At(Point),
    /// A look into the cache.
    Cache,
    /// To the origin, its work, and back.
    Origin,
    /// From the edge location to the viewer.
    Back,
}

impl Leg {
    /// All of them, in the order in which a request that finds no copy passes them.
    pub const ALL: [Self; 8] = [
        Self::ToEdge,
        Self::At(Point::ViewerRequest),
        Self::Cache,
        Self::At(Point::OriginRequest),
        Self::Origin,
        Self::At(Point::OriginResponse),
        Self::At(Point::ViewerResponse),
        Self::Back,
    ];

    /// What it is called.
    pub fn name(self) -> String {
        match self {
            Self::ToEdge => "viewer to edge".to_owned(),
            Self::At(point) => format!("{} {}", point.sign(), point.name()),
            Self::Cache => "cache".to_owned(),
            Self::Origin => "origin and back".to_owned(),
            Self::Back => "edge to viewer".to_owned(),
        }
    }
}

/// What a function did at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// What ran.
    pub product: Product,
    /// INIT before it, in nanoseconds.
    pub init_ns: u64,
    /// Billed milliseconds, where time is billed.
    pub billed_ms: Option<u64>,
    /// What it costs, in dollars.
    pub cost: Exact,
}

/// A part of a trip, in nanoseconds of virtual time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Which.
    pub leg: Leg,
    /// Its beginning.
    pub from_ns: u64,
    /// Its end.
    pub to_ns: u64,
    /// The function that ran.
    pub work: Option<Work>,
}

impl Part {
    /// How long it takes.
    pub fn length_ns(self) -> u64 {
        self.to_ns.saturating_sub(self.from_ns)
    }
}

/// What a request found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// No copy.
    Miss,
    /// A copy.
    Hit,
    /// It was answered before the cache was asked.
    NotAsked,
}

/// A request's way and back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trip {
    /// Which request, counted from 1.
    pub request: u64,
    /// What it found.
    pub found: Found,
    /// Its parts, without gaps.
    pub parts: Vec<Part>,
}

impl Trip {
    /// When the viewer sent it, in nanoseconds.
    pub fn sent_ns(&self) -> u64 {
        self.parts.first().map_or(0, |part| part.from_ns)
    }

    /// When the viewer had the answer, in nanoseconds.
    pub fn answered_ns(&self) -> u64 {
        self.parts.last().map_or(0, |part| part.to_ns)
    }

    /// How long the viewer waited, in nanoseconds.
    pub fn total_ns(&self) -> u64 {
        self.answered_ns() - self.sent_ns()
    }

    /// The part of a leg; `None` where the request does not pass it, or nothing stands there.
    pub fn part(&self, leg: Leg) -> Option<Part> {
        self.parts.iter().find(|part| part.leg == leg).copied()
    }

    /// How long one's own functions took, INIT included, in nanoseconds.
    pub fn worked_ns(&self) -> u64 {
        self.parts.iter().filter(|part| part.work.is_some()).map(|part| part.length_ns()).sum()
    }

    /// What the functions cost, in dollars.
    pub fn cost(&self) -> Exact {
        self.parts.iter().filter_map(|part| part.work).fold(Exact::ZERO, |sum, work| {
            // Some hundredths of a cent: far from anything that could not be exact.
            sum.plus(work.cost).unwrap_or(sum)
        })
    }
}

/// What functions at the edge cost.
#[derive(Debug, Clone)]
pub struct Prices {
    /// Prices.
    pub book: Arc<PriceBook>,
    /// What billing rounds and bounds.
    pub limits: Limits,
    /// Region of the price book; code at the edge costs the same everywhere.
    pub region: String,
}

impl Prices {
    fn work(&self, product: Product, init_ns: u64, ns: u64, memory_mb: u32) -> Result<Work, PricingError> {
        let ms = |ns: u64| Decimal::from(ns) / Decimal::from(1_000_000);
        Ok(match product {
            Product::Functions => {
                let price = self.book.price(Meter::CloudfrontFunction, &self.region, None)?;
                Work { product, init_ns: 0, billed_ms: None, cost: Exact::from(price.rate) }
            }
            Product::Lambda => {
                let cold = (init_ns > 0).then(|| Cold { share: Decimal::ONE, init_ms: ms(init_ns) });
                let function = Function {
                    compute: Compute::Edge,
                    cold,
                    ..Function::new(Decimal::ONE, ms(ns), Decimal::from(memory_mb))
                };
                let account = Account::new(&self.region, Decimal::ONE, vec![function]);
                let cost = bill(&self.book, &self.limits, &account)?.total.exact;
                let step = self.book.figure(FigureName::EdgeStepMs)?.value.max(Decimal::ONE);
                let billed = (ms(ns + init_ns) / step).ceil() * step;
                Work { product, init_ns, billed_ms: billed.to_u64(), cost }
            }
        })
    }
}

/// The way of a request that finds this, on `way` with `setup`; `cold` says whether Lambda@Edge has no environment yet.
///
/// # Errors
/// Where a price is missing.
pub(super) fn trip(
    (request, sent_ns): (u64, u64),
    found: Found,
    cold: bool,
    (way, setup): (&Way, &Setup),
    prices: &Prices,
) -> Result<Trip, PricingError> {
    let mut parts = Vec::new();
    let mut now_ns = sent_ns;
    for leg in Leg::ALL {
        let passed = match (found, leg) {
            (_, Leg::ToEdge | Leg::Back | Leg::At(Point::ViewerRequest)) => true,
            (Found::NotAsked, _)
            | (Found::Hit, Leg::At(Point::OriginRequest | Point::OriginResponse) | Leg::Origin) => false,
            (_, Leg::Origin | Leg::At(Point::OriginResponse)) => setup.answer() == Answer::Origin,
            _ => true,
        };
        let (length_ns, work) = match leg {
            _ if !passed => continue,
            Leg::ToEdge | Leg::Back => (way.to_edge_ns, None),
            Leg::Cache => (way.cache_ns, None),
            Leg::Origin => (way.origin_ns, None),
            Leg::At(point) => {
                let Some(product) = setup.at(point) else { continue };
                let ns = match product {
                    Product::Functions => way.function_ns,
                    Product::Lambda if point.is_at_viewer() => way.lambda_viewer_ns,
                    Product::Lambda => way.lambda_origin_ns,
                };
                let init_ns = if cold && product == Product::Lambda { way.init_ns } else { 0 };
                (ns + init_ns, Some(prices.work(product, init_ns, ns, way.memory_mb)?))
            }
        };
        parts.push(Part { leg, from_ns: now_ns, to_ns: now_ns + length_ns, work });
        now_ns += length_ns;
    }
    Ok(Trip { request, found, parts })
}

/// Both requests: the second finds what the first left behind.
///
/// # Errors
/// Where a price is missing.
pub fn trips(way: &Way, setup: &Setup, prices: &Prices) -> Result<[Trip; 2], PricingError> {
    let (first, second) = if setup.answer() == Answer::ViewerRequest {
        (Found::NotAsked, Found::NotAsked)
    } else {
        (Found::Miss, Found::Hit)
    };
    let [one, two] = way.sent_ns;
    Ok([
        trip((1, one), first, !setup.prepared, (way, setup), prices)?,
        // Every function that the second request meets has run for the first.
        trip((2, two), second, false, (way, setup), prices)?,
    ])
}
