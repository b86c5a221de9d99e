//! The machine that the program runs on: folders, clock, randomness, environment.
//!
//! Owns: every look at the outside that is neither the terminal nor a file that the learner named.
//! Must not know: what the program does with what is seen.

mod clock;
mod environment;
mod folders;
mod random;

pub use clock::{now, time_zone};
pub use environment::Environment;
pub use folders::{Folders, NoHome};
pub use random::random_u128;
