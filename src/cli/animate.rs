//! `coldstart animate SCENARIO`: the story of a run, line by line.

use super::Common;
use super::output::{Done, Failure, Out};
use super::simulate::{Loaded, load, load_log};
use crate::pricing::Exact;
use crate::scenarios::{StoryLine, Teller};
use crate::simulation::Player;
use crate::text::quantity::{Count, Duration};
use crate::text::{lines, width};
use serde::Serialize;
use std::path::PathBuf;

/// Arguments of `coldstart animate`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A scenario file, the id of a built-in scenario (`coldstart scenarios` lists them), or `-` for standard input.
    #[arg(value_name = "SCENARIO", required_unless_present = "logs")]
    scenario: Option<String>,
    /// Replay a log with REPORT lines instead (a file or a folder): requests come as they came there, their times are drawn from those in it.
    #[arg(long, value_name = "FILE|DIR", conflicts_with = "scenario")]
    logs: Option<PathBuf>,
    /// Print the story line by line.
    #[arg(long)]
    plain: bool,
    /// Stop at this virtual time, such as `2m`.
    #[arg(long, value_name = "TIME", value_parser = Duration::parse_nanoseconds)]
    until: Option<u64>,
    /// Seed of the random numbers, in place of the one in the file.
    #[arg(long, value_name = "N", value_parser = Count::parse_whole)]
    seed: Option<u64>,
    /// Price what is used in this region.
    #[arg(long, value_name = "REGION", default_value = "us-east-1")]
    region: String,
    /// Print one JSON document (`coldstart.animate/1`).
    #[arg(long, requires = "plain")]
    json: bool,
}

/// A line of the story in JSON. `cost` is what this line adds to the bill.
#[derive(Serialize)]
struct LineOut<'a> {
    t_s: f64,
    event: &'a str,
    environment: Option<u64>,
    request: Option<u64>,
    text: &'a str,
    cost: Option<Exact>,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let loaded = match (&args.logs, &args.scenario) {
        (Some(log), _) => load_log(log, common)?,
        (None, Some(scenario)) => match load(scenario, common)? {
            Some(loaded) => loaded,
            None => return Ok(2),
        },
        (None, None) => {
            return Err(Failure::input("which scenario? `coldstart scenarios` lists the built-in ones"));
        }
    };
    let book = crate::pricing::PriceBook::built_in();
    let Loaded { scenario, title, limits } = loaded;
    let mut teller = Teller::new(&scenario, &args.region, book, &limits).map_err(Failure::input)?;
    let mut story = Story { out, json: args.json, lines: 0 };
    story.begin(&title)?;
    for line in teller.before() {
        story.tell(&line)?;
    }
    let until = args.until.unwrap_or(u64::MAX);
    let mut player = Player::new(scenario.clone(), args.seed.unwrap_or(scenario.seed));
    for event in player.opening() {
        story.tell(&teller.tell(event))?;
    }
    while let Some(events) = player.step_forward() {
        for event in events {
            if event.at_ns > until {
                return story.end();
            }
            story.tell(&teller.tell(&event))?;
        }
    }
    story.end()
}

/// Writes a story as it is told: it may be long.
struct Story<'a> {
    out: &'a mut Out,
    json: bool,
    lines: u64,
}

impl Story<'_> {
    fn begin(&mut self, title: &str) -> Result<(), Failure> {
        if self.json {
            self.out.text("{\n  \"schema\": \"coldstart.animate/1\",\n  \"story\": [")
        } else {
            self.out.line(title)?;
            self.out.line("")
        }
    }

    fn tell(&mut self, line: &StoryLine) -> Result<(), Failure> {
        self.lines += 1;
        if self.json {
            let document = LineOut {
                t_s: crate::simulation::seconds(line.at_ns),
                event: line.event,
                environment: line.environment,
                request: line.request,
                text: &line.text,
                cost: line.cost,
            };
            let separator = if self.lines == 1 { "" } else { "," };
            return self.out.text(&format!("{separator}\n    {}", serde_json::to_string(&document)?));
        }
        let clock = clock(line.at_ns);
        let indent = width(&clock) + 2;
        let columns = usize::from(self.out.columns()).saturating_sub(indent).max(20);
        let mut before = format!("{clock}  ");
        for part in lines(&line.text, columns) {
            self.out.line(format_args!("{before}{part}"))?;
            before = " ".repeat(indent);
        }
        Ok(())
    }

    fn end(self) -> Done {
        if self.json {
            self.out.line("\n  ]\n}")?;
        }
        Ok(0)
    }
}

/// Virtual time: `00:01:02.500`.
fn clock(ns: u64) -> String {
    let ms = ns / 1_000_000;
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{:03}", ms % 1_000)
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn the_clock_shows_milliseconds() {
        assert_eq!(clock(3_723_004_999_999), "01:02:03.004");
        assert_eq!(clock(0), "00:00:00.000");
    }
}
