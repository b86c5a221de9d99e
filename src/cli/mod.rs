//! The command line: one file for each command. Without a command the terminal UI opens.
//!
//! Owns: flags, output for people and for machines, exit codes.
//! Must not know: how the terminal UI works inside.

mod check;
mod config;
mod facts;
mod learner;
mod output;
mod problems;
mod progress;
mod quiz;
mod read;
mod tui;

use crate::platform::Environment;
use clap::{Args, Parser, Subcommand, ValueEnum};
use output::Out;
use std::io::Write as _;
use std::process::ExitCode;

/// An interactive textbook for AWS Lambda: topics to read, quizzes that remember you, calculators, a simulator.
///
/// Without a command the terminal UI opens. Everything works offline, on the built-in course.
#[derive(Debug, Parser)]
#[command(name = "coldstart", version, max_term_width = 100, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Flags that every command knows.
#[derive(Debug, Args)]
struct Common {
    /// Keep this learner's progress apart from others'.
    #[arg(long, global = true, value_name = "NAME", default_value = "default")]
    profile: crate::progress::ProfileName,
    /// Draw with ASCII characters only.
    #[arg(long, global = true)]
    ascii: bool,
    /// Show the colours of this theme.
    #[arg(long, global = true, value_name = "NAME")]
    theme: Option<String>,
    /// Use colours; `auto` follows the terminal and `NO_COLOR`.
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    color: ColorArg,
    /// Let nothing move by itself.
    #[arg(long, global = true)]
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
    /// Print facts with value, date and source.
    Facts(facts::Args),
    /// Ask questions line by line, or list them.
    Quiz(quiz::Args),
    /// Show, export or import progress.
    Progress(progress::Args),
    /// Validate a content pack (by default the folder `.`) and print every problem.
    Check(check::Args),
    /// Print settings: where they are, what they are, what is wrong with them.
    Config(config::Args),
}

/// Words of the contract for the kinds of session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ModeArg {
    /// Unanswered questions first, in reading order.
    Learn,
    /// A mixed round.
    Drill,
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
        None => tui::run(&cli.common, tui::First::Home),
        Some(Command::Read(args)) => read::run(&args, &cli.common, &mut out),
        Some(Command::Facts(args)) => facts::run(&args, &mut out),
        Some(Command::Quiz(args)) => quiz::run(&args, &cli.common, &mut out),
        Some(Command::Progress(args)) => progress::run(&args, &cli.common, &mut out),
        Some(Command::Check(args)) => check::run(&args, &mut out),
        Some(Command::Config(args)) => config::run(&args, &cli.common.in_force, &mut out),
    };
    let result = result.and_then(|code| out.finish().map(|()| code));
    match result {
        Ok(code) => ExitCode::from(code),
        Err(failure) => failure.report(),
    }
}
