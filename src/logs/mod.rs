//! Lambda's own lines in a log: what they say, what they add up to, what they advise.
//!
//! Owns: the forms of `REPORT` lines and their like, finding them in a stream of bytes, time stamps, figures over a whole log, advice.
//! Must not know: files, compression, the command line, the terminal.
//!
//! A log is read in one pass and bounded memory: percentiles come from a sketch of stated error, and nothing is kept of a line
//! once its figures are counted.

mod arrivals;
mod csv;
mod json;
mod read;
mod record;
mod scan;
mod text;
mod time;

pub use arrivals::{ArrivalError, Arrivals};
pub use read::{read, records};
pub use record::{InitBilling, InitReport, NS_PER_MS, Record, Report, RestoreReport, RuntimeDone, Status};
pub use scan::{LONGEST_LINE, Place, Problem, Scanner, Sink};
