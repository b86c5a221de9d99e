//! `coldstart pack new DIR`: a pack to begin with.

use super::output::{Done, Failure, Out};
use crate::text::{printable, shell_quoted};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Arguments of `coldstart pack`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Write a commented example of a pack into a new or empty folder.
    New {
        /// The folder.
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
}

/// The files of the example.
const EXAMPLE: [(&str, &str); 6] = [
    ("README.md", include_str!("pack_example/README.md")),
    ("content/facts/team.sources.toml", include_str!("pack_example/content/facts/team.sources.toml")),
    ("content/facts/team.toml", include_str!("pack_example/content/facts/team.toml")),
    ("content/topics/team-rules.md", include_str!("pack_example/content/topics/team-rules.md")),
    ("quizzes/limits.team.toml", include_str!("pack_example/quizzes/limits.team.toml")),
    ("quizzes/team-rules.toml", include_str!("pack_example/quizzes/team-rules.toml")),
];

/// What of it lies directly in the folder.
const ENTRIES: [&str; 3] = ["content", "quizzes", "README.md"];

/// Runs the command.
pub(super) fn run(args: &Args, out: &mut Out) -> Done {
    let Action::New { dir } = &args.action;
    let shown = printable(&dir.to_string_lossy()).into_owned();
    let failed = |error: io::Error| Failure::outside(format!("{shown}: {error}"));
    let is_new = match fs::read_dir(dir) {
        Ok(mut entries) => {
            if entries.next().is_some() {
                return Err(Failure::input(format!(
                    "{shown} is not empty; name a new or empty folder for the pack"
                )));
            }
            false
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(failed(error)),
    };
    if is_new {
        fs::create_dir_all(dir).map_err(failed)?;
    }
    let written = write(dir);
    if written.is_err() && is_new {
        // Empty again; where that fails too, the first failure is the one to tell.
        let _ = fs::remove_dir(dir);
    }
    written.map_err(failed)?;
    out.line(format_args!("made a pack of {} files in {shown}", EXAMPLE.len()))?;
    let folder = shell_quoted(&shown);
    out.line(format_args!("read it:   coldstart --pack {folder} --watch"))?;
    out.line(format_args!("check it:  coldstart check {folder}"))?;
    Ok(0)
}

/// Writes the example beside its place and moves it there once it is whole.
fn write(dir: &Path) -> io::Result<()> {
    let beside = dir.join(format!(".new.{}", std::process::id()));
    let made = EXAMPLE
        .iter()
        .try_for_each(|(path, text)| {
            let path = beside.join(path);
            fs::create_dir_all(path.parent().unwrap_or(&beside))?;
            fs::write(path, text)
        })
        .and_then(|()| {
            let mut moved = Vec::new();
            for entry in ENTRIES {
                if let Err(error) = fs::rename(beside.join(entry), dir.join(entry)) {
                    for entry in moved {
                        let _ = fs::rename(dir.join(entry), beside.join(entry));
                    }
                    return Err(error);
                }
                moved.push(entry);
            }
            Ok(())
        });
    // What is left there is of no use to anybody.
    let _ = fs::remove_dir_all(&beside);
    made
}
