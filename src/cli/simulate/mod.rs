//! `coldstart simulate SCENARIO`: runs a scenario and reports its figures.

mod document;
mod events;
mod outcome;
mod report;
mod source;

pub(super) use source::{Loaded, load, load_log, paragraphs};

use super::Common;
use super::output::{Done, Failure, Out};
use super::waiting::Progress;
use crate::platform::WholeFile;
use crate::simulation::scenario;
use crate::text::quantity::{Count, QuantityError};
use document::Document;
use events::EventLog;
use outcome::{Outcome, Pricing, many, once};
use std::path::{Path, PathBuf};

/// Most replications: their summaries are kept until the end.
const MOST_REPLICATIONS: u64 = 100_000;

/// Arguments of `coldstart simulate`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A scenario file, the id of a built-in scenario (`coldstart scenarios` lists them), or `-` for standard input.
    #[arg(value_name = "SCENARIO", required_unless_present = "help_scenario")]
    scenario: Option<String>,
    /// Seed of the random numbers, in place of the one in the file.
    #[arg(long, value_name = "N", value_parser = Count::parse_whole)]
    seed: Option<u64>,
    /// Run so many times with independent seeds, on all processors; means, and 95 % confidence intervals.
    #[arg(long, value_name = "N", value_parser = replications)]
    replications: Option<u64>,
    /// Write every event as a line of JSON; `-` for standard output, without the report.
    #[arg(long, value_name = "FILE", conflicts_with = "replications")]
    events: Option<PathBuf>,
    /// Price what was used in this region.
    #[arg(long, value_name = "REGION", default_value = "us-east-1")]
    region: String,
    /// Print one JSON document (`coldstart.simulate/1`).
    #[arg(long)]
    json: bool,
    /// Explain the keys of scenario files.
    #[arg(long)]
    help_scenario: bool,
}

fn replications(text: &str) -> Result<u64, String> {
    let number = Count::parse_whole(text).map_err(|error: QuantityError| error.to_string())?;
    if (1..=MOST_REPLICATIONS).contains(&number) {
        Ok(number)
    } else {
        Err(format!("`{text}` is not between 1 and {MOST_REPLICATIONS}"))
    }
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let wanted = match &args.scenario {
        Some(wanted) if !args.help_scenario => wanted,
        _ => {
            out.text(scenario::HELP)?;
            return Ok(0);
        }
    };
    let to_output = args.events.as_deref() == Some(Path::new("-"));
    if to_output && args.json {
        return Err(Failure::input(
            "--events - and --json would both write to standard output; give --events a file",
        ));
    }
    let mut progress = Progress::new(common.ascii);
    let Some(loaded) = load(wanted, common)? else { return Ok(2) };
    let seed = args.seed.unwrap_or(loaded.scenario.seed);
    let book = crate::pricing::PriceBook::of(&common.course());
    book.region(&args.region).map_err(Failure::input)?;
    let pricing = Pricing { book: &book, region: &args.region };
    let outcome = match (&args.events, args.replications) {
        (None, None) => once(&loaded, seed, &pricing, None, &mut progress)?,
        (None, Some(runs)) => {
            let runs = usize::try_from(runs).map_err(Failure::input)?;
            let (outcome, kept) = many(&loaded, seed, runs, &pricing, progress)?;
            progress = kept;
            outcome
        }
        (Some(_), _) if to_output => {
            let mut log = EventLog::new(&loaded.scenario, out.writer());
            once(&loaded, seed, &pricing, Some(&mut log), &mut progress)?;
            return Ok(0);
        }
        (Some(file), _) => {
            let at = |error: std::io::Error| Failure::outside(format!("{}: {error}", file.display()));
            let mut whole = WholeFile::create(file).map_err(at)?;
            let mut log = EventLog::new(&loaded.scenario, &mut whole);
            let outcome = once(&loaded, seed, &pricing, Some(&mut log), &mut progress)?;
            whole.commit().map_err(at)?;
            outcome
        }
    };
    let wall_s = progress.elapsed_s();
    drop(progress);
    if args.json {
        out.line(serde_json::to_string_pretty(&Document::new(seed, wall_s, &outcome))?)?;
    } else {
        let page = report::Page { ascii: common.ascii, columns: usize::from(out.columns()) };
        let text = match &outcome {
            Outcome::Single(run) => page.of_run(&loaded, run, wall_s),
            Outcome::Several(runs) => page.of_means(&loaded, runs, seed, wall_s),
        };
        out.text(&if common.ascii { text.replace('µ', "u") } else { text })?;
    }
    Ok(0)
}
