//! The same month under other settings, and which input moves the total most.

use super::bill::Bill;
use super::book::PriceBook;
use super::error::PricingError;
use super::exact::Exact;
use super::meter::Arch;
use super::meters::bill;
use super::usage::{Account, Compute, Function, Limits, Streaming};
use rust_decimal::Decimal;

/// What is varied, in the order in which variants are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Variation {
    /// Memory sizes, MB. Durations stay as they are; see [`super::memory_curve`] for a model of them.
    Memory(Vec<Decimal>),
    /// Architectures.
    Arch(Vec<Arch>),
    /// Regions.
    Region(Vec<String>),
}

/// A bill under one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The setting: `512 MB`, `arm64`, `eu-west-1`.
    pub label: String,
    /// What it costs.
    pub bill: Bill,
}

/// Prices `account` once for every setting. The setting is that of all functions.
pub fn compare(
    book: &PriceBook,
    limits: &Limits,
    account: &Account,
    variation: &Variation,
) -> Result<Vec<Variant>, PricingError> {
    let priced = |label: String, change: &dyn Fn(&mut Account)| {
        let mut changed = account.clone();
        change(&mut changed);
        bill(book, limits, &changed).map(|bill| Variant { label, bill })
    };
    match variation {
        Variation::Memory(sizes) => sizes
            .iter()
            .map(|size| {
                priced(format!("{} MB", size.normalize()), &|account| {
                    account.functions.iter_mut().for_each(|function| function.memory_mb = *size);
                })
            })
            .collect(),
        Variation::Arch(archs) => archs
            .iter()
            .map(|arch| {
                priced(arch.to_string(), &|account| {
                    account.functions.iter_mut().for_each(|function| function.arch = *arch);
                })
            })
            .collect(),
        Variation::Region(regions) => {
            regions.iter().map(|region| priced(region.clone(), &|it| it.region.clone_from(region))).collect()
        }
    }
}

/// What a change of one input by ten per cent does to the total.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// The input's name as the command line has it.
    pub input: &'static str,
    /// Its value now.
    pub value: Decimal,
    /// Change of the total when the input rises by a tenth, dollars; `None` where AWS does not allow that value.
    pub up: Option<Exact>,
    /// Change of the total when it falls by a tenth.
    pub down: Option<Exact>,
    /// Per cent that the total moves for each per cent of the input, over the range from a tenth less to a tenth more.
    pub elasticity: f64,
}

type Slot = fn(&mut Function) -> Option<&mut Decimal>;

/// The inputs that have a size. Counted ones (environments, MB of memory) are moved in whole units.
const INPUTS: &[(&str, bool, Slot)] = &[
    ("requests", false, |it| Some(&mut it.requests)),
    ("duration", false, |it| Some(&mut it.duration_ms)),
    ("memory", true, |it| Some(&mut it.memory_mb)),
    ("ephemeral", true, |it| it.ephemeral_mb.as_mut()),
    ("cold-share", false, |it| it.cold.as_mut().map(|cold| &mut cold.share)),
    ("init", false, |it| it.cold.as_mut().map(|cold| &mut cold.init_ms)),
    ("provisioned", true, |it| it.provisioned.as_mut().map(|it| &mut it.environments)),
    ("provisioned-hours", false, |it| it.provisioned.as_mut().and_then(|it| it.hours.as_mut())),
    ("provisioned-duration", false, |it| it.provisioned.as_mut().and_then(|it| it.duration_ms.as_mut())),
    ("spillover", false, |it| it.provisioned.as_mut().map(|it| &mut it.spillover)),
    ("event-size", false, |it| it.event_kb.as_mut()),
    ("snapstart-cache-hours", false, |it| it.snapstart.as_mut().map(|it| &mut it.cache_hours)),
    ("snapstart-restores", false, |it| it.snapstart.as_mut().map(|it| &mut it.restores)),
    ("response-size", false, |it| match it.streaming.as_mut() {
        Some(Streaming::Responses { size_mb, .. }) => Some(size_mb),
        _ => None,
    }),
    ("streamed-share", false, |it| match it.streaming.as_mut() {
        Some(Streaming::Responses { share, .. }) => Some(share),
        _ => None,
    }),
    ("streamed-billable", false, |it| match it.streaming.as_mut() {
        Some(Streaming::BillableGb(volume)) => Some(volume),
        _ => None,
    }),
    ("durable-operations", false, |it| it.durable.as_mut().map(|it| &mut it.operations)),
    ("durable-written", false, |it| it.durable.as_mut().map(|it| &mut it.written_gb)),
    ("durable-stored", false, |it| it.durable.as_mut().map(|it| &mut it.stored_gb_months)),
    ("tenant-environments", false, |it| it.tenant_environments.as_mut()),
    ("poller-hours", false, |it| it.pollers.as_mut().map(|it| &mut it.unit_hours)),
    ("logs", false, |it| it.log_gb.as_mut()),
    ("instance-hours", false, |it| match &mut it.compute {
        Compute::ManagedInstances { hours, .. } => Some(hours),
        _ => None,
    }),
];

/// Ranks the inputs of one function (by its index) by how much they move the total, the strongest first. Inputs that are
/// zero or absent are left out.
pub fn sensitivity(
    book: &PriceBook,
    limits: &Limits,
    account: &Account,
    function: usize,
) -> Result<Vec<Sensitivity>, PricingError> {
    let base = bill(book, limits, account)?.total.exact;
    let mut ranked = Vec::new();
    for (input, whole, slot) in INPUTS {
        let mut account = account.clone();
        let Some(place) = account.functions.get_mut(function).and_then(slot) else { continue };
        let value = *place;
        if value.is_zero() {
            continue;
        }
        let at = |percent: i64, account: &mut Account| {
            let moved = value * Decimal::new(percent, 2);
            let moved = if *whole { moved.round() } else { moved };
            if let Some(place) = account.functions.get_mut(function).and_then(slot) {
                *place = moved;
            }
            // A value that AWS refuses has no price; the other direction still tells.
            let total = bill(book, limits, account).ok()?.total.exact;
            Some((moved, total))
        };
        let (up, down) = (at(110, &mut account), at(90, &mut account));
        let now = Some((value, base));
        let elasticity = match (up.or(now), down.or(now)) {
            (Some((high, dear)), Some((low, cheap))) if high != low && !base.is_zero() => {
                let cost = dear.minus(cheap)?.to_f64() / base.to_f64();
                cost / (Exact::from(high - low).to_f64() / Exact::from(value).to_f64())
            }
            _ => 0.0,
        };
        let change = |moved: Option<(Decimal, Exact)>| moved.map(|(_, total)| total.minus(base)).transpose();
        ranked.push(Sensitivity { input, value, up: change(up)?, down: change(down)?, elasticity });
    }
    ranked.sort_by(|a, b| b.elasticity.abs().total_cmp(&a.elasticity.abs()));
    Ok(ranked)
}
