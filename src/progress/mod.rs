//! The log of answers and what follows from it.
//!
//! Owns: [`Attempt`], the [`Store`] trait, projections (what is answered, how each topic stands) and the exchange form.
//! Must not know: SQLite, files, the clock, the terminal.

mod attempt;
mod store;

pub use attempt::{Attempt, Certainty, Mode};
pub use store::{Place, Store, StoreError};
