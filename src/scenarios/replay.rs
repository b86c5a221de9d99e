//! A log as a scenario: its requests come when they came there and take times drawn from those in it.

use crate::pricing::Arch;
use crate::simulation::scenario::{LoggedRequests, Logs, Quotas};
use crate::simulation::{Scenario, ScenarioError};
use std::sync::Arc;

/// What is known of the function whose log it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Replayed {
    /// Its memory in MB.
    pub memory_mb: Option<u32>,
    /// Its architecture.
    pub arch: Arch,
}

/// The scenario that replays a log, within so many bytes of memory. `name` stands for it in problems.
///
/// # Errors
/// Where it has no requests, or a run of so many does not fit.
pub fn replay(
    name: &str,
    log: LoggedRequests,
    function: Replayed,
    quotas: &Quotas,
    memory: u64,
) -> Result<Scenario, Vec<ScenarioError>> {
    let size = function.memory_mb.map_or_else(String::new, |mb| format!("memory = \"{mb}MB\"\n"));
    // Where every invocation was the first of its environment, a later one would take as long.
    let warm = if log.warm.is_empty() { "cold" } else { "log" };
    let cold = if log.cold.is_empty() {
        ""
    } else {
        "duration.cold = { log = \"log\" }\ninit = { log = \"log\" }\n"
    };
    let text = format!(
        "name = \"log\"\nrequests = {}\n[[function]]\nname = \"log\"\narch = \"{}\"\n{size}duration.warm = {{ log = \"{warm}\" }}\n{cold}\
         [[function.source]]\narrivals = {{ log = \"log\" }}\n",
        log.arrivals.len(),
        function.arch
    );
    let mut logs = Logs::none();
    logs.insert("cold".to_owned(), Ok(LoggedRequests { warm: Arc::clone(&log.cold), ..log.clone() }));
    logs.insert("log".to_owned(), Ok(log));
    Scenario::parse_with_logs(name, &text, quotas, memory, &logs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::simulate;

    fn requests(warm: &[u64], cold: &[u64], init: &[u64]) -> LoggedRequests {
        LoggedRequests {
            arrivals: vec![0, 1_000_000_000, 2_000_000_000].into(),
            warm: warm.into(),
            cold: cold.into(),
            init: init.into(),
        }
    }

    #[test]
    fn requests_come_as_in_the_log() {
        let course = crate::course::Course::built_in();
        let quotas = crate::scenarios::quotas(&course).unwrap();
        let function = Replayed { memory_mb: Some(512), arch: Arch::Arm64 };
        for log in [
            requests(&[5_000_000], &[7_000_000], &[100_000_000]),
            requests(&[], &[7_000_000], &[100_000_000]),
            requests(&[5_000_000], &[], &[]),
        ] {
            let scenario = replay("report.log", log, function, &quotas, 64 << 20).unwrap();
            assert_eq!(scenario.functions[0].memory_mb, 512);
            let figures = simulate(&scenario, 1, &mut ());
            assert_eq!(
                (figures.total.tally.requests, figures.total.tally.cold_starts),
                (3, 1),
                "{scenario:?}"
            );
        }
        assert!(replay("q", LoggedRequests::default(), function, &quotas, 64 << 20).is_err());
    }
}
