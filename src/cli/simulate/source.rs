//! Where a scenario comes from: a file, standard input, or the program itself.

use super::super::Common;
use super::super::log_requests::requests;
use super::super::output::Failure;
use super::super::problems;
use crate::animation::edge;
use crate::calculator::Rules;
use crate::content::{Problem, Sources};
use crate::platform;
use crate::pricing::Limits;
use crate::scenarios::{self, Replayed};
use crate::simulation::scenario::Logs;
use crate::simulation::{Scenario, ScenarioError};
use crate::text::{nearest, printable};
use std::io::{IsTerminal, Read, Write};
use std::path::Path;
use std::sync::Arc;

/// A scenario with what is needed to run and to price it.
pub(in crate::cli) struct Loaded {
    pub(in crate::cli) scenario: Scenario,
    /// The title, else the name, else what was asked for.
    pub(in crate::cli) title: String,
    /// What happens and why, in paragraphs, as the scenario tells it.
    pub(in crate::cli) text: Vec<String>,
    pub(in crate::cli) limits: Limits,
}

/// Reads the scenario that `wanted` names: a built-in id, a path, or `-` for standard input. `None` where its file has
/// problems; they have been told on standard error then.
pub(in crate::cli) fn load(wanted: &str, common: &Common) -> Result<Option<Loaded>, Failure> {
    let (file, text) = text_of(wanted)?;
    let folder = Path::new(wanted).parent().filter(|_| wanted != "-").unwrap_or(Path::new(""));
    let logs = logs_of(&text, folder);
    let course = common.course();
    let quotas = scenarios::quotas(&course).map_err(Failure::outside)?;
    let limits = Rules::of(&course).map_err(Failure::outside)?.limits;
    match Scenario::parse_with_logs(&file, &text, &quotas, platform::available_memory(), &logs) {
        Ok(scenario) => {
            let named = Some(scenario.name.clone()).filter(|name| !name.is_empty());
            let about = crate::simulation::scenario::About::of(&text);
            let title = about.title.or(named).unwrap_or(file);
            let text = paragraphs(&about.text.or(about.summary).unwrap_or_default());
            Ok(Some(Loaded { scenario, title, text, limits }))
        }
        Err(found) => {
            tell(&file, text, found)?;
            Ok(None)
        }
    }
}

/// A scenario that replays a log: its requests come when they came there, at the memory that most of them had, and take times drawn from
/// those in the log.
pub(in crate::cli) fn load_log(path: &Path, common: &Common) -> Result<Loaded, Failure> {
    let shown = printable(&path.display().to_string()).into_owned();
    let (read, memory) = requests(path, &Arc::default(), || true)
        .map_err(|reason| Failure::input(format!("{shown}: {reason}")))?;
    let course = common.course();
    let quotas = scenarios::quotas(&course).map_err(Failure::outside)?;
    let limits = Rules::of(&course).map_err(Failure::outside)?.limits;
    let function = Replayed { memory_mb: memory, ..Replayed::default() };
    let scenario = scenarios::replay(&shown, read, function, &quotas, platform::available_memory()).map_err(
        |found| {
            Failure::input(format!(
                "{shown}: {}",
                found.first().map(|it| it.message.as_str()).unwrap_or_default()
            ))
        },
    )?;
    Ok(Loaded { scenario, title: shown, text: Vec::new(), limits })
}

/// The paragraphs of a text, each on one line.
pub(in crate::cli) fn paragraphs(text: &str) -> Vec<String> {
    let parts = text.split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    parts.filter(|part| !part.is_empty()).map(|part| printable(&part).into_owned()).collect()
}

/// Reads the logs that a scenario names; paths are relative to `folder`.
fn logs_of(text: &str, folder: &Path) -> Logs {
    let mut logs = Logs::none();
    for name in Logs::names(text) {
        let read = requests(&folder.join(&name), &Arc::default(), || true).map(|(read, _)| read);
        logs.insert(name, read);
    }
    logs
}

fn text_of(wanted: &str) -> Result<(String, String), Failure> {
    if let Some(known) = scenarios::find(wanted) {
        return Ok((format!("{}.toml", known.id), known.source.to_owned()));
    }
    let bytes = if wanted == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes)?;
        bytes
    } else {
        std::fs::read(wanted).map_err(|error| missing(wanted, &error))?
    };
    let file = if wanted == "-" { "standard input" } else { wanted };
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(valid).filter(|byte| **byte == b'\n').count() + 1;
        Failure::input(format!("{file}:{line}: this is not UTF-8; save the file as UTF-8"))
    })?;
    Ok((file.to_owned(), text))
}

fn missing(wanted: &str, error: &std::io::Error) -> Failure {
    if error.kind() != std::io::ErrorKind::NotFound {
        return Failure::input(format!("{wanted}: {error}"));
    }
    if wanted == edge::ID {
        return Failure::input(format!(
            "`{wanted}` is a request's way through CloudFront, not a run of environments: `coldstart animate {wanted}` shows it"
        ));
    }
    let known = scenarios::all();
    let near = nearest(wanted.trim_end_matches(".toml"), known.iter().map(|it| it.id));
    let help = near.map_or_else(
        || "`coldstart scenarios` lists the built-in ones".to_owned(),
        |id| format!("did you mean the built-in `{id}`?"),
    );
    Failure::input(format!("there is no file and no built-in scenario `{wanted}`; {help}"))
}

/// Prints the problems of a scenario file on standard error.
fn tell(file: &str, text: String, found: Vec<ScenarioError>) -> Result<(), Failure> {
    let mut sources = Sources::new();
    sources.insert(file.to_owned(), text);
    let found: Vec<Problem> = found
        .into_iter()
        .map(|error| Problem {
            file: error.file,
            span: error.span,
            line: error.line,
            column: error.column,
            found: error.found,
            message: error.message,
            help: error.help,
        })
        .collect();
    let mut stderr = std::io::stderr();
    let colour = stderr.is_terminal() && !platform::Environment::read().no_color;
    stderr.write_all(problems::render(&found, &sources, colour).as_bytes())?;
    writeln!(stderr, "{} in {file}", problems::count(found.len()))?;
    Ok(())
}
