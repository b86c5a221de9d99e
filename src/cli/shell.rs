//! `coldstart completions` and `coldstart man`: what a shell and `man` want to know of the command line.

use super::Cli;
use super::output::{Done, Failure, Out};
use crate::text::nearest;
use clap::CommandFactory;

/// Arguments of `coldstart completions`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "In bash, once: coldstart completions bash > ~/.local/share/bash-completion/completions/coldstart"
)]
pub(super) struct CompletionsArgs {
    /// The shell they are for.
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Arguments of `coldstart man`.
#[derive(Debug, clap::Args)]
#[command(after_help = "To read one: coldstart man cost | man -l -")]
pub(super) struct ManArgs {
    /// The command it is about, `cost` or `progress export`; without one, the program.
    command: Vec<String>,
}

/// Prints the completions of a shell.
pub(super) fn completions(args: &CompletionsArgs, out: &mut Out) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "coldstart", &mut script);
    out.text(&String::from_utf8_lossy(&script))?;
    Ok(0)
}

/// Prints a manual page.
pub(super) fn man(args: &ManArgs, out: &mut Out) -> Done {
    let mut root = Cli::command();
    root.build();
    let mut page = &root;
    for word in &args.command {
        page = page.find_subcommand(word).ok_or_else(|| {
            let known = page.get_subcommands().map(clap::Command::get_name);
            let near =
                nearest(word, known).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            Failure::input(format!(
                "`{}` has no command `{word}`{near}",
                page.get_bin_name().unwrap_or("coldstart")
            ))
        })?;
    }
    // A page of its own is called by its whole name, as in `coldstart-cost(1)`.
    let name = page.get_display_name().unwrap_or("coldstart").to_owned();
    let mut written = Vec::new();
    clap_mangen::Man::new(page.clone())
        .title(name)
        .source(concat!("coldstart ", env!("CARGO_PKG_VERSION")))
        .render(&mut written)?;
    out.text(&String::from_utf8_lossy(&written))?;
    Ok(0)
}
