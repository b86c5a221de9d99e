//! A run to be watched: playing it in both directions at any speed, and what there is to see at each instant.
//!
//! Owns: the reel (a run with its place, the events around it and their story), the pace, the survey of the whole run, and three view
//! models: the path of a request, the fleet of environments, the time line. All of it is computed from the simulator's own events;
//! beside it the one thing to watch that is no run, a request's way through CloudFront.
//! Must not know: the clock, the screen, keys.

mod change;
mod code;
pub mod edge;
mod film;
mod fleet;
mod log;
mod pace;
mod path;
mod reel;
mod survey;
mod timeline;

pub use change::{Change, Lever, Outlook, Variant, compare};
pub use code::{SourceLine, example};
pub use film::Film;
pub use fleet::{Backlog, Cell, Fleet};
pub use log::Log;
pub use pace::{Pace, SPEEDS, Speed};
pub use path::{Case, Lane, Life, Path, Payer, Step};
pub use reel::{Heading, Incident, Reel, Scene};
pub use survey::{Mark, MarkKind, Survey};
pub use timeline::{Bar, Line, TimelineView};

use crate::simulation::Phase;

/// What an environment is doing, as a reader tells it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Lambda fetches code or snapshot.
    Fetch,
    /// INIT.
    Init,
    /// RESTORE from a snapshot.
    Restore,
    /// The handler works.
    Invoke,
    /// Idle, kept ready for money.
    Ready,
    /// Idle and frozen, free of charge.
    Frozen,
    /// It ends.
    Shutdown,
}

impl Stage {
    /// All of them that an environment can be in.
    pub const ALL: [Self; 6] =
        [Self::Invoke, Self::Init, Self::Restore, Self::Fetch, Self::Frozen, Self::Ready];

    /// The stage of an environment in a phase of the simulator.
    pub fn of(phase: Phase, provisioned: bool) -> Self {
        match phase {
            Phase::Download | Phase::Transfer => Self::Fetch,
            Phase::InitExtensions | Phase::InitRuntime | Phase::InitFunction => Self::Init,
            Phase::Restore => Self::Restore,
            Phase::Invoke => Self::Invoke,
            Phase::Idle if provisioned => Self::Ready,
            Phase::Idle => Self::Frozen,
        }
    }

    /// A word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fetch => "fetching",
            Self::Init => "INIT",
            Self::Restore => "RESTORE",
            Self::Invoke => "working",
            Self::Ready => "ready",
            Self::Frozen => "frozen",
            Self::Shutdown => "shut down",
        }
    }

    /// Its sign; no two are the same, so that nothing is told by colour alone.
    pub fn sign(self) -> char {
        match self {
            Self::Fetch => '↓',
            Self::Init => '◐',
            Self::Restore => '◑',
            Self::Invoke => '●',
            Self::Ready => '◇',
            Self::Frozen => '·',
            Self::Shutdown => '┤',
        }
    }

    /// What a bar of it is made of.
    pub fn fill(self) -> char {
        match self {
            Self::Fetch => '░',
            Self::Init => '▓',
            Self::Restore => '▒',
            Self::Invoke => '█',
            Self::Ready => '═',
            Self::Frozen => '─',
            Self::Shutdown => '┤',
        }
    }
}

/// Virtual time in nanoseconds as a clock shows it: `00:01:02.500`.
pub fn clock(ns: u64) -> String {
    let ms = ns / 1_000_000;
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{:03}", ms % 1_000)
}
