//! `coldstart keys`: everything that can be done in the terminal UI, and the keys for it.

use super::Common;
use super::output::{Done, Out};
use crate::input::{Entry, Keymap, Scope, TABLE, shown};
use crate::text::{Side, lines, pad, width};
use serde::Serialize;

/// Arguments of `coldstart keys`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print one JSON document (`coldstart.keys/1`).
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print the table of the README.
    #[arg(long)]
    markdown: bool,
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    scopes: Vec<ScopeOut>,
}

#[derive(Serialize)]
struct ScopeOut {
    id: &'static str,
    title: &'static str,
    actions: Vec<ActionOut>,
}

#[derive(Serialize)]
struct ActionOut {
    id: &'static str,
    label: &'static str,
    help: &'static str,
    keys: Vec<String>,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    // The README has the keys that are built in, whoever makes its table.
    let keys = if args.markdown { Keymap::default() } else { Keymap::with(&common.in_force.settings.keys) };
    if args.json {
        let scopes = scopes().into_iter().map(|scope| ScopeOut {
            id: scope.name(),
            title: scope.title(),
            actions: entries(scope).map(|entry| action(entry, &keys)).collect(),
        });
        let document = Document { schema: "coldstart.keys/1", scopes: scopes.collect() };
        out.line(serde_json::to_string_pretty(&document)?)?;
    } else if args.markdown {
        out.text(&markdown(&keys))?;
    } else {
        let columns = usize::from(out.columns());
        let wide = TABLE.iter().map(|entry| width(&names(entry, &keys))).max().unwrap_or(0);
        for (at, scope) in scopes().into_iter().enumerate() {
            if at > 0 {
                out.line("")?;
            }
            out.line(scope.title())?;
            for entry in entries(scope) {
                let mut lead = pad(&names(entry, &keys), wide, Side::Left);
                for line in lines(entry.help, columns.saturating_sub(wide + 4).max(20)) {
                    out.line(format_args!("  {lead}  {line}"))?;
                    lead = " ".repeat(wide);
                }
            }
        }
    }
    Ok(0)
}

/// The table of the README, one row for each action.
fn markdown(keys: &Keymap) -> String {
    let mut table = "| where | keys | what happens |\n|---|---|---|\n".to_owned();
    for scope in scopes() {
        for entry in entries(scope) {
            let chords = keys.keys(entry.action).iter();
            let listed: Vec<String> =
                chords.map(|chord| format!("`{}`", shown(*chord).replace('|', "\\|"))).collect();
            // What has no key is found in the palette.
            let shown = if listed.is_empty() { "palette".to_owned() } else { listed.join(" ") };
            let row = [scope.title(), &shown, entry.help].join(" | ");
            table.push_str(&["| ", &row, " |\n"].concat());
        }
    }
    table
}

/// The scopes in the order of the help: what works everywhere first.
fn scopes() -> Vec<Scope> {
    let mut scopes = vec![Scope::Global];
    for entry in TABLE {
        if !scopes.contains(&entry.scope) {
            scopes.push(entry.scope);
        }
    }
    scopes
}

fn entries(scope: Scope) -> impl Iterator<Item = &'static Entry> {
    TABLE.iter().filter(move |entry| entry.scope == scope)
}

fn names(entry: &Entry, keys: &Keymap) -> String {
    let names: Vec<String> = keys.keys(entry.action).iter().map(|chord| shown(*chord)).collect();
    if names.is_empty() { "(palette)".to_owned() } else { names.join(" ") }
}

fn action(entry: &Entry, keys: &Keymap) -> ActionOut {
    ActionOut {
        id: entry.id,
        label: entry.label,
        help: entry.help,
        keys: keys.keys(entry.action).iter().map(ToString::to_string).collect(),
    }
}
