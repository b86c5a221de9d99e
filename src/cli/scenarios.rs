//! `coldstart scenarios`: the built-in ones.

use super::output::{Done, Out};
use crate::scenarios::all;
use crate::text::lines;
use serde::Serialize;

/// Arguments of `coldstart scenarios`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print one JSON document (`coldstart.scenarios/1`).
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    scenarios: Vec<ScenarioOut>,
}

#[derive(Serialize)]
struct ScenarioOut {
    id: &'static str,
    title: String,
    summary: String,
    text: String,
}

/// Runs the command.
pub(super) fn run(args: &Args, out: &mut Out) -> Done {
    let known = all();
    if args.json {
        let scenarios = known
            .into_iter()
            .map(|it| ScenarioOut { id: it.id, title: it.title, summary: it.summary, text: it.text })
            .collect();
        out.line(serde_json::to_string_pretty(&Document { schema: "coldstart.scenarios/1", scenarios })?)?;
        return Ok(0);
    }
    let columns = usize::from(out.columns());
    for (at, scenario) in known.iter().enumerate() {
        if at > 0 {
            out.line("")?;
        }
        out.line(format_args!("{}: {}", scenario.id, scenario.title))?;
        for line in lines(&scenario.summary, columns - 2) {
            out.line(format_args!("  {line}"))?;
        }
    }
    out.line("")?;
    out.line("`coldstart simulate ID` runs one, `coldstart animate ID --plain` tells its story.")?;
    out.line("`coldstart animate edge` shows a request's way through CloudFront and the functions on it.")?;
    Ok(0)
}
