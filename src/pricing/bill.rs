//! A bill: lines that add up exactly, the steps that led to them, and what was assumed.

use super::exact::{BeyondExactRange, Exact};
use super::meter::Arch;
use jiff::civil::Date;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// The priced month of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// The lines, in the order of the contract.
    pub lines: Vec<Line>,
    /// How quantities came about.
    pub steps: Vec<Step>,
    /// What was assumed, in sentences.
    pub assumptions: Vec<String>,
    /// Where prices came from.
    pub price_book: BookUse,
    /// Sum of the lines.
    pub total: Money,
    /// Dollars for a million requests, or `None` without requests.
    pub per_million_requests: Option<Money>,
}

impl Bill {
    /// The lines of one item.
    pub fn of(&self, item: Item) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.item == item)
    }

    /// The sum of the lines of one item.
    pub fn amount(&self, item: Item) -> Result<Exact, BeyondExactRange> {
        self.of(item).try_fold(Exact::ZERO, |sum, line| sum.plus(line.amount))
    }
}

/// An amount of dollars, exact and for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// Every digit; of a quotient that does not end, eighteen decimals.
    pub exact: Exact,
    /// False for a quotient that does not end.
    pub ends: bool,
}

impl Money {
    /// An amount with all its digits.
    pub const fn exactly(exact: Exact) -> Self {
        Self { exact, ends: true }
    }

    /// Whole cents, half away from zero: `4.37`.
    pub fn rounded(&self) -> String {
        self.exact.fixed(2)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pair = serializer.serialize_struct("Money", 2)?;
        pair.serialize_field("exact", &self.exact)?;
        pair.serialize_field("rounded", &self.rounded())?;
        pair.end()
    }
}

/// One line. `quantity` × `rate` = `amount`, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What is billed.
    pub item: Item,
    /// Whose it is, where several functions are priced and the line belongs to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Architecture, where the price depends on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arch: Option<Arch>,
    /// Price tier, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<u32>,
    /// How much.
    pub quantity: Exact,
    /// Of what: `requests`, `GB-seconds`.
    pub unit: String,
    /// Dollars per unit.
    pub rate: Exact,
    /// Dollars; negative for what is taken off.
    pub amount: Exact,
    /// The multiplication as people write it.
    pub formula: String,
    /// Facts that the rate and the tier rest on.
    pub facts: Vec<String>,
}

/// One step of the arithmetic before a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What is worked out.
    pub label: String,
    /// How, with the numbers.
    pub formula: String,
    /// The result.
    pub value: Exact,
    /// Its unit.
    pub unit: &'static str,
    /// Facts that went into it.
    pub facts: Vec<String>,
}

/// The part of the price book that a bill rests on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BookUse {
    /// The Region.
    pub region: String,
    /// The oldest date among the prices used.
    pub as_of: String,
    /// Titles of the sources, each once.
    pub sources: Vec<String>,
}

impl BookUse {
    /// Days from the date of the oldest price used to `today`; a date that names only a month or a year counts as its last day.
    /// `None` where nothing is dated.
    pub fn age_days(&self, today: Date) -> Option<i32> {
        let mut parts = self.as_of.split('-').map(str::parse::<i16>);
        let year = parts.next()?.ok()?;
        let month = parts.next().map_or(Some(12), |month| month.ok().and_then(|it| i8::try_from(it).ok()))?;
        let first = Date::new(year, month, 1).ok()?;
        let day = match parts.next() {
            Some(day) => Date::new(year, month, i8::try_from(day.ok()?).ok()?).ok()?,
            None => first.last_of_month(),
        };
        Some(day.until(today).ok()?.get_days())
    }
}

impl Serialize for BookUse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut book = serializer.serialize_struct("BookUse", 3)?;
        book.serialize_field("region", &self.region)?;
        book.serialize_field("as_of", &self.as_of)?;
        book.serialize_field("source", &self.sources.join("; "))?;
        book.end()
    }
}

/// The items of a bill, named as in the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// Requests.
    Requests,
    /// On-demand duration.
    Duration,
    /// What cold starts add to it.
    Init,
    /// Ephemeral storage above what is included.
    Ephemeral,
    /// Keeping environments provisioned.
    Provisioned,
    /// Running in them.
    ProvisionedDuration,
    /// Keeping a snapshot.
    SnapstartCache,
    /// Restoring from it.
    SnapstartRestore,
    /// Streamed volume.
    Streaming,
    /// Lambda@Edge requests.
    EdgeRequests,
    /// Lambda@Edge duration.
    EdgeDuration,
    /// Durable operations.
    DurableOperations,
    /// Data that they write.
    DurableWritten,
    /// Data that is kept.
    DurableStored,
    /// Environments of single tenants.
    TenantEnvironments,
    /// Provisioned event pollers.
    Pollers,
    /// Instances and their fee.
    ManagedInstances,
    /// Logs.
    Logs,
    /// What stands before the function.
    FrontDoor,
    /// A discount on duration.
    SavingsPlan,
    /// What the free tier forgives.
    FreeTier,
}

impl Item {
    /// The name in JSON and CSV.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Duration => "duration",
            Self::Init => "init",
            Self::Ephemeral => "ephemeral",
            Self::Provisioned => "provisioned",
            Self::ProvisionedDuration => "provisioned_duration",
            Self::SnapstartCache => "snapstart_cache",
            Self::SnapstartRestore => "snapstart_restore",
            Self::Streaming => "streaming",
            Self::EdgeRequests => "edge_requests",
            Self::EdgeDuration => "edge_duration",
            Self::DurableOperations => "durable_operations",
            Self::DurableWritten => "durable_written",
            Self::DurableStored => "durable_stored",
            Self::TenantEnvironments => "tenant_environments",
            Self::Pollers => "pollers",
            Self::ManagedInstances => "managed_instances",
            Self::Logs => "logs",
            Self::FrontDoor => "front_door",
            Self::SavingsPlan => "savings_plan",
            Self::FreeTier => "free_tier",
        }
    }
}
