//! Where a scenario comes from: a file, standard input, or the program itself.

use super::super::Common;
use super::super::output::Failure;
use super::super::problems;
use crate::animation::edge;
use crate::calculator::Rules;
use crate::content::{Problem, Sources};
use crate::logs::{self, Arrivals};
use crate::platform;
use crate::pricing::Limits;
use crate::scenarios;
use crate::simulation::scenario::{LoggedRequests, Logs};
use crate::simulation::{Quotas, Scenario, ScenarioError};
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

/// A scenario that replays a log, ready to be run and priced.
pub(in crate::cli) fn load_log(path: &Path, common: &Common) -> Result<Loaded, Failure> {
    let course = common.course();
    let limits = Rules::of(&course).map_err(Failure::outside)?.limits;
    let quotas = scenarios::quotas(&course).map_err(Failure::outside)?;
    let scenario = replay(path, &quotas).map_err(Failure::input)?;
    let title = printable(&path.display().to_string()).into_owned();
    Ok(Loaded { scenario, title, text: Vec::new(), limits })
}

/// A scenario that replays a log: its requests come when they came there, at the memory that most of them had, and take times drawn from
/// those in the log.
///
/// # Errors
/// Why the log cannot be replayed, in a sentence.
pub(in crate::cli) fn replay(path: &Path, quotas: &Quotas) -> Result<Scenario, String> {
    let shown = printable(&path.display().to_string()).into_owned();
    let (read, memory) = requests(path).map_err(|reason| format!("{shown}: {reason}"))?;
    let memory = memory.map_or_else(String::new, |mb| format!("memory = \"{mb}MB\"\n"));
    // Where every invocation was the first of its environment, a later one would take as long.
    let warm = if read.warm.is_empty() { "cold" } else { "log" };
    let cold = if read.cold.is_empty() {
        ""
    } else {
        "duration.cold = { log = \"log\" }\ninit = { log = \"log\" }\n"
    };
    let text = format!(
        "name = \"log\"\nrequests = {}\n[[function]]\nname = \"log\"\n{memory}duration.warm = {{ log = \"{warm}\" }}\n{cold}\
         [[function.source]]\narrivals = {{ log = \"log\" }}\n",
        read.arrivals.len()
    );
    let mut logs = Logs::none();
    let cold = LoggedRequests { warm: Arc::clone(&read.cold), ..read.clone() };
    logs.insert("cold".to_owned(), Ok(cold));
    logs.insert("log".to_owned(), Ok(read));
    Scenario::parse_with_logs(&shown, &text, quotas, platform::available_memory(), &logs).map_err(|found| {
        format!("{shown}: {}", found.first().map(|it| it.message.as_str()).unwrap_or_default())
    })
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
        let read = requests(&folder.join(&name)).map(|(read, _)| read);
        logs.insert(name, read);
    }
    logs
}

/// The requests of a log and the memory that most of them had, or why there are none.
fn requests(path: &Path) -> Result<(LoggedRequests, Option<u32>), String> {
    let said = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("there is no file {}", path.display()),
        _ => format!("{}: {error}", path.display()),
    };
    // A request takes eight bytes here and eight while they are sorted; most of the memory is for the run.
    let most = usize::try_from(platform::available_memory() / 64).unwrap_or(usize::MAX);
    let mut arrivals = Arrivals::new(most);
    for file in platform::log_files(path).map_err(said)? {
        let input = platform::open_log(&file, &Arc::default()).map_err(said)?;
        logs::read(input, &mut arrivals, |arrivals, _| arrivals.has_room()).map_err(said)?;
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
