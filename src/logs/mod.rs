//! Lambda's own lines in a log: what they say, what they add up to, what they advise.
//!
//! Owns: the forms of `REPORT` lines and their like, finding them in a stream of bytes, time stamps, figures over a whole log, advice.
//! Must not know: files, compression, the command line, the terminal.
//!
//! A log is read in one pass and bounded memory: percentiles come from a sketch of stated error, and nothing is kept of a line
//! once its figures are counted.

mod advice;
mod around;
mod arrivals;
mod cost;
mod csv;
mod figures;
mod json;
mod marks;
mod read;
mod record;
mod scan;
mod series;
mod spread;
mod text;
mod time;
mod workload;

pub use advice::{Advice, advice, amount};
pub use arrivals::{ArrivalError, Arrivals};
pub use cost::{LogCost, Pricing, billed_gb_s};
pub use figures::{Figures, InitBillings, MemoryUse, Size};
pub use read::{read, records};
pub use record::{InitBilling, InitReport, NS_PER_MS, Record, Report, RestoreReport, RuntimeDone, Status};
pub use scan::{LONGEST_LINE, Place, Problem, Scanner, Sink};
pub use series::{Series, Slot};
pub use spread::Spread;
pub use workload::{ENOUGH_OF_A_SIZE, Workload};
