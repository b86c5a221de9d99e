//! A progress bar on standard error, for people who wait.

use crate::platform;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Runs that are over sooner show no bar.
const SILENT: Duration = Duration::from_secs(1);
const BETWEEN: Duration = Duration::from_millis(100);
const WIDTH: usize = 30;

/// Shows how far a run is, at most ten times a second, where standard error is a terminal.
#[derive(Debug)]
pub(in crate::cli) struct Progress {
    started: Instant,
    drawn: Option<Instant>,
    /// Columns of what stands on the line.
    columns: usize,
    wanted: bool,
    ascii: bool,
}

impl Progress {
    pub(super) fn new(ascii: bool) -> Self {
        let environment = platform::Environment::read();
        let dumb = environment.term.as_deref() == Some("dumb");
        Self {
            started: platform::tick(),
            drawn: None,
            columns: 0,
            wanted: std::io::stderr().is_terminal() && !dumb,
            ascii: ascii || !environment.utf8,
        }
    }

    /// Seconds since the beginning.
    pub(super) fn elapsed_s(&self) -> f64 {
        (platform::tick() - self.started).as_secs_f64()
    }

    /// Draws the bar, if it is time to. `share` is what is done, from 0 to 1.
    pub(super) fn update(&mut self, share: f64) {
        if !self.wanted {
            return;
        }
        let now = platform::tick();
        let spent = now - self.started;
        if spent < SILENT || self.drawn.is_some_and(|drawn| now - drawn < BETWEEN) {
            return;
        }
        self.drawn = Some(now);
        let text = bar(share, spent, self.ascii);
        let columns = crate::text::width(&text);
        let padding = " ".repeat(self.columns.saturating_sub(columns));
        self.columns = columns;
        // A bar that cannot be drawn is no reason to stop.
        let mut stderr = std::io::stderr();
        let _ = write!(stderr, "\r{text}{padding}").and_then(|()| stderr.flush());
    }
}

/// The line is left as it was.
impl Drop for Progress {
    fn drop(&mut self) {
        if self.columns > 0 {
            let mut stderr = std::io::stderr();
            let _ = write!(stderr, "\r{}\r", " ".repeat(self.columns)).and_then(|()| stderr.flush());
        }
    }
}

fn bar(share: f64, spent: Duration, ascii: bool) -> String {
    let (done, open) = if ascii { ("#", ".") } else { ("█", "░") };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
    let percent = (share.clamp(0.0, 1.0) * 100.0) as usize;
    let filled = percent * WIDTH / 100;
    let left = if share > 0.01 {
        format!(", about {:.0} s left", (spent.as_secs_f64() * (1.0 - share) / share).ceil())
    } else {
        String::new()
    };
    format!("{}{} {percent:3} %{left}", done.repeat(filled), open.repeat(WIDTH - filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fits_and_says_what_is_left() {
        let half = bar(0.5, Duration::from_secs(3), true);
        assert_eq!(half, "###############...............  50 %, about 3 s left");
        assert!(crate::text::width(&bar(0.999, Duration::from_secs(9_999_999), false)) < 80);
        assert!(bar(2.0, SILENT, true).contains("100 %"));
    }
}
