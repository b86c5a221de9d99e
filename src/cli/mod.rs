//! The command line: one file for each command. Without a command the terminal UI opens.
//!
//! Owns: flags, output for people and for machines, exit codes.
//! Must not know: how the terminal UI works inside.

mod animate;
mod breakeven;
mod calculator_args;
mod check;
mod concurrency;
mod config;
mod cost;
mod facts;
mod glossary;
mod keys;
mod learner;
mod log_reader;
mod log_requests;
mod logs;
mod memory;
mod notes;
mod output;
mod pack;
mod packs;
mod painter;
mod paths;
mod plot;
mod problems;
mod progress;
mod quiz;
mod quiz_plain;
mod read;
mod results;
mod scenarios;
mod search;
mod sheet;
mod shell;
mod simulate;
mod standing;
mod team;
mod tui;
mod waiting;

use crate::platform::Environment;
use clap::{Args, Parser, Subcommand, ValueEnum};
use output::Out;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// An interactive textbook for AWS Lambda: topics to read, quizzes that remember you, calculators, a simulator.
///
/// Without a command the terminal UI opens. Everything works offline, on the built-in course.
#[derive(Debug, Parser)]
#[command(name = "coldstart", version, max_term_width = 100, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    /// Read the packs again whenever one of their files is written (terminal UI without a command).
    #[arg(long)]
    watch: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The heading of the flags that every command knows: in each help below what the command itself takes.
const GENERAL: &str = "General";
/// What may be typed for a quantity.
const QUANTITIES: &str = "Quantities are written as people write them: 1M, 1.5k (counts); 100ms, 1m30s (times); 512, 1GB (memory); 1%, 0.01 (shares); 100/s (rates).";

/// Flags that every command knows.
#[derive(Debug, Args)]
struct Common {
    /// Keep this learner's progress apart from others'.
    #[arg(long, global = true, help_heading = GENERAL, value_name = "NAME", default_value = "default")]
    profile: crate::progress::ProfileName,
    /// Lay the team's pack in this folder over the built-in course (may be given several times; a later one wins).
    #[arg(long, global = true, help_heading = GENERAL, value_name = "DIR")]
    pack: Vec<PathBuf>,
    /// Draw with ASCII characters only.
    #[arg(long, global = true, help_heading = GENERAL)]
    ascii: bool,
    /// Show the colours of this theme.
    #[arg(long, global = true, help_heading = GENERAL, value_name = "NAME")]
    theme: Option<String>,
    /// Use colours; `auto` follows the terminal and `NO_COLOR`.
    #[arg(long, global = true, help_heading = GENERAL, value_name = "WHEN", value_enum, default_value_t)]
    color: ColorArg,
    /// Let nothing move by itself.
    #[arg(long, global = true, help_heading = GENERAL)]
    reduced_motion: bool,
    /// The settings, in which the flags above have been taken into account.
    #[arg(skip)]
    in_force: config::InForce,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum ColorArg {
    /// As the terminal and the environment say.
    #[default]
    Auto,
    /// Whatever they say.
    Always,
    /// Not at all.
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print a topic.
    Read(read::Args),
    /// Find topics, sections, facts and questions by words.
    Search(search::Args),
    /// Print facts with value, date and source.
    Facts(facts::Args),
    /// Price a month: every line with its formula, exact to the last digit.
    Cost(Box<cost::Args>),
    /// Work out how much runs at once, what is throttled, what to reserve and to provision.
    Concurrency(concurrency::Args),
    /// Find the request rate at which two ways of running the same work cost the same.
    Breakeven(Box<breakeven::Args>),
    /// Explain the words that the chapters use.
    Glossary(glossary::Args),
    /// List the ways through the course, or the steps of one.
    Paths(paths::Args),
    /// Ask questions line by line, or list them.
    Quiz(quiz::Args),
    /// Show, export or import progress.
    Progress(progress::Args),
    /// List the exams, interviews and blitzes that are over, or print the report of one.
    Results(results::Args),
    /// Print what you get wrong, as a sheet to read on the way.
    Sheet(sheet::Args),
    /// Join what a team's members know into one table.
    Team(team::Args),
    /// Make a team's pack of one's own.
    Pack(pack::Args),
    /// Read the REPORT lines of a log: figures, cost, advice.
    Logs(logs::Args),
    /// Choose a memory size: from durations that you measured, or from logs at several sizes.
    Memory(memory::Args),
    /// Run a scenario in the simulator: figures with their distribution, cost, plots.
    Simulate(simulate::Args),
    /// Tell the story of a scenario: what happens, when and why.
    Animate(animate::Args),
    /// List the built-in scenarios.
    Scenarios(scenarios::Args),
    /// List the keys of the terminal UI and what they do.
    Keys(keys::Args),
    /// Print your own bookmarks and notes.
    Notes(notes::Args),
    /// Validate a content pack (by default the folder `.`) and print every problem.
    Check(check::Args),
    /// Print settings: where they are, what they are, what is wrong with them.
    Config(config::Args),
    /// Print what completes commands and flags in a shell.
    Completions(shell::CompletionsArgs),
    /// Print the manual page of the program, or of a command.
    Man(shell::ManArgs),
}

/// Words of the contract for the kinds of session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ModeArg {
    /// Unanswered questions first, in reading order.
    Learn,
    /// A mixed round.
    Drill,
    /// What is due today, with a few new ones between.
    Review,
    /// The lowest predicted recall first.
    Weakest,
    /// Timed, all topics, judged at the end.
    Exam,
    /// Open questions against the clock.
    Interview,
    /// Limits and numbers, seconds for each.
    Blitz,
    /// What you mixed up, side by side.
    Pairs,
    /// Toward a date: what raises recall on that day most.
    Date,
}

impl ModeArg {
    fn mode(self) -> crate::quiz::Mode {
        use crate::quiz::Mode;
        match self {
            Self::Learn => Mode::Learn,
            Self::Drill => Mode::Drill,
            Self::Review => Mode::Review,
            Self::Weakest => Mode::Weakest,
            Self::Exam => Mode::Exam,
            Self::Interview => Mode::Interview,
            Self::Blitz => Mode::Blitz,
            Self::Pairs => Mode::Pairs,
            Self::Date => Mode::Date,
        }
    }
}

/// Runs the command line of this process and says how it went.
pub fn main() -> ExitCode {
    let mut cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // clap prints help and version on standard output, everything else on standard error, and knows the exit code.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let environment = Environment::read();
    match config::InForce::load(&cli.common, &environment) {
        Ok(in_force) => {
            cli.common.ascii = in_force.ascii(&environment);
            // The flags come later and win.
            cli.common.pack.splice(0..0, in_force.packs(&environment));
            cli.common.in_force = in_force;
        }
        Err(failure) => return failure.report(),
    }
    // The terminal UI says it on its home screen; `config` is there to say it.
    if !matches!(cli.command, None | Some(Command::Config(_)))
        && let Some(notice) = cli.common.in_force.notice()
    {
        let _ = writeln!(std::io::stderr(), "warning: {notice}");
    }
    let mut out = Out::standard(cli.common.color);
    let result = match cli.command {
        None => tui::run(&cli.common, cli.watch, tui::First::Home),
        Some(Command::Read(args)) => read::run(&args, &cli.common, &mut out),
        Some(Command::Search(args)) => search::run(&args, &cli.common, &mut out),
        Some(Command::Facts(args)) => facts::run(&args, &cli.common, &mut out),
        Some(Command::Cost(args)) => cost::run(&args, &cli.common, &mut out),
        Some(Command::Concurrency(args)) => concurrency::run(&args, &cli.common, &mut out),
        Some(Command::Breakeven(args)) => breakeven::run(&args, &cli.common, &mut out),
        Some(Command::Glossary(args)) => glossary::run(&args, &cli.common, &mut out),
        Some(Command::Notes(args)) => notes::run(&args, &cli.common, &mut out),
        Some(Command::Paths(args)) => paths::run(&args, &cli.common, &mut out),
        Some(Command::Quiz(args)) => quiz::run(&args, &cli.common, &mut out),
        Some(Command::Progress(args)) => progress::run(&args, &cli.common, &mut out),
        Some(Command::Logs(args)) => logs::run(&args, &cli.common, &mut out),
        Some(Command::Memory(args)) => memory::run(&args, &cli.common, &mut out),
        Some(Command::Simulate(args)) => simulate::run(&args, &cli.common, &mut out),
        Some(Command::Animate(args)) => animate::run(&args, &cli.common, &mut out),
        Some(Command::Scenarios(args)) => scenarios::run(&args, &mut out),
        Some(Command::Keys(args)) => keys::run(&args, &cli.common, &mut out),
        Some(Command::Results(args)) => results::run(&args, &cli.common, &mut out),
        Some(Command::Sheet(args)) => sheet::run(&args, &cli.common, &mut out),
        Some(Command::Team(args)) => team::run(&args, &cli.common, &mut out),
        Some(Command::Pack(args)) => pack::run(&args, &mut out),
        Some(Command::Check(args)) => check::run(&args, &cli.common, &mut out),
        Some(Command::Config(args)) => config::run(&args, &cli.common.in_force, &mut out),
        Some(Command::Completions(args)) => shell::completions(&args, &mut out),
        Some(Command::Man(args)) => shell::man(&args, &mut out),
    };
    let result = result.and_then(|code| out.finish().map(|()| code));
    match result {
        Ok(code) => ExitCode::from(code),
        Err(failure) => failure.report(),
    }
}
