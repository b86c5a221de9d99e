//! The log of answers and what follows from it.
//!
//! Owns: [`Attempt`], the [`Store`] trait, projections (what is answered, how each topic stands) and the exchange form.
//! Must not know: SQLite, files, the clock, the terminal.

mod annotation;
mod attempt;
mod calendar;
mod exchange;
mod flag;
mod goal;
mod id;
mod log;
mod path;
mod profile;
mod projection;
mod store;

pub use annotation::{Annotation, NOTE_LIMIT};
pub use attempt::{Attempt, Certainty, Mode};
pub use calendar::Calendar;
pub use exchange::{Imported, MemoryRow, SCHEMA, export, import};
pub use flag::{Flag, Flags};
pub use goal::{Goal, GoalError};
pub use id::attempt_id;
pub use log::merge;
pub use path::{is_done as step_is_done, share as step_share, topic_of};
pub use profile::{ProfileName, ProfileNameError};
pub use projection::{Identity, ItemOf, Progress, QuestionRecord, TopicRecord};
pub use store::{PastSession, Place, RESULTS, Store, StoreError};
