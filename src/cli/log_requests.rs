//! The requests of a log, for runs that replay them.

use crate::logs::{self, Arrivals};
use crate::platform;
use crate::simulation::scenario::LoggedRequests;
use crate::text::printable;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// The requests of a log and the memory that most of them had, or why there are none. What is read of the files is added to `bytes`;
/// after every piece `go_on` is asked, and where it says no the rest is left unread.
pub(super) fn requests(
    path: &Path,
    bytes: &Arc<AtomicU64>,
    mut go_on: impl FnMut() -> bool,
) -> Result<(LoggedRequests, Option<u32>), String> {
    let said = |error: io::Error| platform::why_unread(&error);
    // A request takes eight bytes here and eight while they are sorted; most of the memory is for the run.
    let most = usize::try_from(platform::available_memory() / 64).unwrap_or(usize::MAX);
    let mut arrivals = Arrivals::new(most);
    for file in platform::log_files(path).map_err(said)? {
        let said = |error: io::Error| match file.strip_prefix(path) {
            Ok(within) if !within.as_os_str().is_empty() => {
                format!("{}: {}", printable(&within.display().to_string()), platform::why_unread(&error))
            }
            _ => platform::why_unread(&error),
        };
        let input = platform::open_log(&file, bytes).map_err(said)?;
        logs::read(input, &mut arrivals, |arrivals, _| arrivals.has_room() && go_on()).map_err(said)?;
    }
    let memory = arrivals.main_memory_mb();
    let read = LoggedRequests {
        arrivals: arrivals.times().map_err(|error| error.to_string())?.into(),
        warm: arrivals.warm().into(),
        cold: arrivals.cold().into(),
        init: arrivals.init().into(),
    };
    Ok((read, memory))
}
