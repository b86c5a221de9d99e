//! Scenarios for people: the built-in ones, what the facts say about limits, what a run costs, and its story in plain words.
//!
//! Owns: the built-in scenario files, the simulator's quotas from facts, bills of runs, the sentences of a story and the facts behind
//! them, the concurrency calculator's formulas put to the test.
//! Must not know: files outside the program, the command line, the terminal.

mod behind;
mod built_in;
mod cost;
mod links;
mod profiles;
mod quotas;
mod replay;
mod story;
mod told;

pub use built_in::{BuiltIn, all, find};
pub use cost::{RunCost, cost};
pub use links::{Link, links};
pub use profiles::profiles;
pub use quotas::{MissingFact, quotas};
pub use replay::{Replayed, replay};
pub use story::{StoryLine, Teller, time};
