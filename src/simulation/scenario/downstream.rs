//! What stands behind functions and before them: a database with its connections, an alias with its versions.

/// A database that functions connect to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    /// Unique within the scenario.
    pub name: String,
    /// Connections that functions may open in all.
    pub max_connections: u32,
    /// How long it takes until a connection is refused.
    pub refused_after_ns: u64,
}

/// An alias that divides requests between the function it stands at and another version.
#[derive(Debug, Clone, PartialEq)]
pub struct Alias {
    /// Place of the additional version among the functions.
    pub additional: usize,
    /// Share of the requests that it gets at the beginning.
    pub weight: f64,
    /// A deployment that shifts the traffic.
    pub shift: Option<Shift>,
}

/// How a deployment shifts traffic to the additional version.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// When it begins.
    pub starts_ns: u64,
    /// Share that is shifted first.
    pub first: f64,
    /// Share that follows after each interval.
    pub step: f64,
    /// Time between two shifts.
    pub interval_ns: u64,
    /// The alarm that rolls it back.
    pub alarm: Option<Alarm>,
}

/// An alarm on the errors of the additional version.
#[derive(Debug, Clone, PartialEq)]
pub struct Alarm {
    /// Share of the invocations that ended in a period from which it goes off.
    pub error_share: f64,
    /// How often it looks.
    pub period_ns: u64,
}

/// A predefined deployment configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// Its name, without `Lambda` in front, such as `Canary10Percent5Minutes`.
    pub name: String,
    /// Percent of the traffic that is shifted first.
    pub first_percent: u32,
    /// Percent that follows after each interval.
    pub step_percent: u32,
    /// Time between two shifts.
    pub interval_ns: u64,
}
