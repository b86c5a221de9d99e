//! What Lambda costs: a dated price book, and exact bills made from it.
//!
//! Owns: prices and their files, the arithmetic of a bill, comparisons, break-even points, the memory model.
//! Money and quantities are [`Exact`] from input to total: a digit is dropped only where AWS drops it, or where a name says so.
//! Must not know: files (texts come in), the command line, the terminal, facts of the course (see [`PriceBook::facts`]).

mod bill;
mod book;
mod breakeven;
mod compact;
mod compare;
mod error;
mod exact;
mod facts;
mod ledger;
mod load;
mod memory;
mod meter;
mod meters;
mod sizing;
mod usage;
mod wide;

pub use bill::{Bill, BookUse, Item, Line, Money, Step};
pub use book::{
    Confidence, DerivedKind, DerivedRow, FigureRow, PriceBook, PriceRow, Provenance, RegionRow, SourceRow,
    Tier,
};
pub use breakeven::{
    Alternative, Breakeven, BreakevenPoint, FargateTasks, Side, breakeven, breakeven_fargate,
    breakeven_points, breakeven_provisioned, breakeven_utilization, fargate_month,
};
pub use compare::{Sensitivity, Variant, Variation, compare, sensitivity};
pub use error::PricingError;
pub use exact::{BeyondExactRange, Exact, Quotient};
pub use facts::PriceFact;
pub use load::{BookProblem, PRICES_FOLDER};
pub use memory::{ASSUMED_CPU_SHARE, CurvePoint, Measured, MemoryModel, balanced, memory_curve, vcpus};
pub use meter::{Arch, FigureName, Meter};
pub use meters::{bill, billed_duration_ms, requests_per_event};
pub use sizing::{Sizing, check_measured};
pub use usage::{
    Account, Cold, Compute, Durable, FrontDoor, Function, Limits, PollerSource, Pollers, Provisioned,
    SavingsPlan, SnapStart, Streaming,
};
