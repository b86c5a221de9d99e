//! What can be played: a run of the simulator, or a request's way through CloudFront.

use super::edge::Walk;
use super::reel::{Heading, Incident, Reel};
use super::survey::MarkKind;
use crate::scenarios::StoryLine;

/// Something that plays, with its place in it.
#[derive(Debug, Clone)]
pub enum Film {
    /// A run of the simulator.
    Run(Box<Reel>),
    /// A request's way through CloudFront.
    Edge(Box<Walk>),
}

impl From<Reel> for Film {
    fn from(reel: Reel) -> Self {
        Self::Run(Box::new(reel))
    }
}

impl From<Walk> for Film {
    fn from(walk: Walk) -> Self {
        Self::Edge(Box::new(walk))
    }
}

impl Film {
    /// A heading.
    pub fn title(&self) -> &str {
        match self {
            Self::Run(reel) => &reel.scene().title,
            Self::Edge(walk) => &walk.way().title,
        }
    }

    /// Virtual time in nanoseconds.
    pub fn now_ns(&self) -> u64 {
        match self {
            Self::Run(reel) => reel.now_ns(),
            Self::Edge(walk) => walk.now_ns(),
        }
    }

    /// When it ends, in nanoseconds.
    pub fn end_ns(&self) -> u64 {
        match self {
            Self::Run(reel) => reel.end_ns(),
            Self::Edge(walk) => walk.end_ns(),
        }
    }

    /// Steps from the beginning.
    pub fn position(&self) -> u64 {
        match self {
            Self::Run(reel) => reel.position(),
            Self::Edge(walk) => walk.position(),
        }
    }

    /// What the last step brought, in words.
    pub fn told(&self) -> &[StoryLine] {
        match self {
            Self::Run(reel) => reel.told(),
            Self::Edge(walk) => walk.told(),
        }
    }

    /// The id of the fact behind it.
    pub fn fact(&self) -> Option<&'static str> {
        match self {
            Self::Run(reel) => reel.fact(),
            Self::Edge(walk) => Some(walk.fact()),
        }
    }

    /// When the next thing happens, in nanoseconds.
    pub fn next_at_ns(&mut self) -> Option<u64> {
        match self {
            Self::Run(reel) => reel.next_at_ns(),
            Self::Edge(walk) => walk.next_at_ns(),
        }
    }

    /// When the last thing happened, in nanoseconds.
    pub fn last_at_ns(&self) -> u64 {
        match self {
            Self::Run(reel) => reel.last_at_ns(),
            Self::Edge(walk) => walk.last_at_ns(),
        }
    }

    /// Whether nothing runs.
    pub fn is_idle(&self) -> bool {
        match self {
            Self::Run(reel) => reel.is_idle(),
            Self::Edge(walk) => walk.is_idle(),
        }
    }

    /// Goes to the next thing that happens; false at the end.
    pub fn step_forward(&mut self) -> bool {
        match self {
            Self::Run(reel) => reel.step_forward(),
            Self::Edge(walk) => walk.step_forward(),
        }
    }

    /// Takes the last thing back that happened; false at the beginning.
    pub fn step_back(&mut self) -> bool {
        match self {
            Self::Run(reel) => reel.step_back(),
            Self::Edge(walk) => walk.step_back(),
        }
    }

    /// Goes to a virtual time: everything up to it has happened.
    pub fn seek(&mut self, at_ns: u64) {
        match self {
            Self::Run(reel) => reel.seek(at_ns),
            Self::Edge(walk) => walk.seek(at_ns),
        }
    }

    /// Plays to a virtual time, as far as `most` steps lead. False where it was too far.
    pub fn play_to(&mut self, at_ns: u64, most: u64) -> bool {
        match self {
            Self::Run(reel) => reel.play_to(at_ns, most),
            Self::Edge(walk) => {
                walk.seek(at_ns.max(walk.now_ns()));
                true
            }
        }
    }

    /// Goes to the next or previous incident; false where there is none.
    pub fn jump(&mut self, to: Incident, heading: Heading) -> bool {
        match self {
            Self::Run(reel) => reel.jump(to, heading),
            Self::Edge(walk) => walk.jump(to, heading),
        }
    }

    /// Instants to mark on the track, and whether something is refused there.
    pub fn marks(&self) -> Box<dyn Iterator<Item = (u64, bool)> + '_> {
        match self {
            Self::Run(reel) => {
                let marks = reel.survey().marks().iter();
                Box::new(marks.map(|mark| (mark.at_ns, mark.kind == MarkKind::Throttle)))
            }
            Self::Edge(walk) => Box::new(walk.marks().map(|at_ns| (at_ns, false))),
        }
    }
}
