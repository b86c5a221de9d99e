//! A figure of a run to be predicted. The simulator, which works it out, is known here by the names of its figures only.

use crate::quiz::question::{Tolerance, Unit};
use serde::{Deserialize, Serialize};

/// A prediction: a scenario, and what of its run is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// The scenario, as a scenario file says it.
    pub scenario: String,
    /// What is asked for.
    pub figure: Figure,
    /// Unit of the key.
    pub unit: Unit,
    /// Largest accepted distance from the key.
    pub tolerance: Tolerance,
    /// Wrong predictions with a known cause.
    pub mistakes: Vec<PredictedMistake>,
}

/// A wrong prediction that tells what went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PredictedMistake {
    /// The figure that was mixed up with the right one.
    pub figure: Figure,
    /// The scenario that was understood, where it is another one.
    pub scenario: Option<String>,
    /// What to say to somebody who gives it.
    pub why: String,
}

/// A figure of a run, by its name in `coldstart.simulate/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The name, nested ones joined by a dot: `latency_ms.p99`.
    pub name: String,
}

/// What a figure measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureKind {
    /// A number of something.
    Count,
    /// A share, from 0 to 1.
    Share,
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
}

/// Figures that can be asked for, and what they measure.
const FIGURES: [(&str, FigureKind); 24] = [
    ("requests", FigureKind::Count),
    ("invocations", FigureKind::Count),
    ("completed", FigureKind::Count),
    ("cold_starts", FigureKind::Count),
    ("cold_start_probability", FigureKind::Share),
    ("throttled", FigureKind::Count),
    ("throttle_probability", FigureKind::Share),
    ("errors", FigureKind::Count),
    ("timeouts", FigureKind::Count),
    ("retries", FigureKind::Count),
    ("environments_created", FigureKind::Count),
    ("mean_environments", FigureKind::Count),
    ("mean_busy", FigureKind::Count),
    ("mean_idle", FigureKind::Count),
    ("max_busy", FigureKind::Count),
    ("mean_lifespan_s", FigureKind::Seconds),
    ("latency_ms.mean", FigureKind::Milliseconds),
    ("latency_ms.p50", FigureKind::Milliseconds),
    ("latency_ms.p90", FigureKind::Milliseconds),
    ("latency_ms.p95", FigureKind::Milliseconds),
    ("latency_ms.p99", FigureKind::Milliseconds),
    ("latency_ms.p999", FigureKind::Milliseconds),
    ("latency_ms.max", FigureKind::Milliseconds),
    ("billed_gb_s", FigureKind::Count),
];

/// The names of all figures that can be asked for.
pub fn figure_names() -> impl Iterator<Item = &'static str> {
    FIGURES.iter().map(|(name, _)| *name)
}

impl Figure {
    /// The figure of that name.
    pub fn named(name: &str) -> Option<Self> {
        FIGURES.iter().any(|(known, _)| *known == name).then(|| Self { name: name.to_owned() })
    }

    /// What it measures.
    pub fn kind(&self) -> FigureKind {
        FIGURES.iter().find(|(known, _)| *known == self.name).map_or(FigureKind::Count, |(_, kind)| *kind)
    }
}

impl FigureKind {
    /// Whether `unit` measures the same.
    pub fn fits(self, unit: &Unit) -> bool {
        matches!(
            (self, unit),
            (Self::Count, Unit::Count(_))
                | (Self::Share, Unit::Share)
                | (Self::Milliseconds | Self::Seconds, Unit::Duration(_))
        )
    }

    /// For messages: `gives a duration`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "a count",
            Self::Share => "a share",
            Self::Milliseconds | Self::Seconds => "a duration",
        }
    }
}
