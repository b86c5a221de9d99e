//! What to ask next, and how a learner stands.
//!
//! Owns: the choice of questions for each kind of session, the planner toward a date, mastery, calibration, mix-ups, leeches,
//! the cheat sheet, what a team's members know.
//! Must not know: stores, files, the clock, the terminal.

mod anki;
mod calibration;
mod choose;
mod leech;
mod mastery;
mod mixups;
mod plan;
mod queue;
mod report;
mod sheet;
mod standing;
mod team;

pub use anki::anki_text;
pub use calibration::{Calibration, calibration};
pub use choose::{
    NothingToAsk, Request, choose, choose_flagged, default_count, due_and_new, fits_blitz, waiting,
};
pub use leech::{Leech, leeches};
pub use mastery::{TopicMastery, mastery};
pub use mixups::{MixUp, mix_ups};
pub use plan::{Day, Plan, Planner, seconds_each};
pub use queue::{DAILY_NEW, DAILY_REVIEWS, Limits, Today};
pub use report::{Advice, Report, TopicReport, report};
pub use sheet::{SheetEntry, Trouble, sheet};
pub use standing::{Candidate, Item, Standing};
pub use team::{Coverage, LevelsError, MemberLevels, levels_document, merge_levels, read_levels};
