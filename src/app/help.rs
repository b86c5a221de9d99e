//! The text of the help, made from the table of actions.

use super::sheet::{Row, Tone};
use crate::input::{Keymap, Scope, TABLE, shown};
use crate::text::{Side, pad, width};

/// Rows of the help: the scopes of `here` first, then the others.
pub fn rows(keys: &Keymap, here: &[Scope], columns: usize) -> Vec<Row> {
    let mut rows = vec![
        Row::of("Keys", Tone::Accent).and("   what works where you are comes first", Tone::Muted),
        Row::blank(),
    ];
    let mut scopes: Vec<Scope> = here.to_vec();
    for entry in TABLE {
        if !scopes.contains(&entry.scope) {
            scopes.push(entry.scope);
        }
    }
    let wide =
        TABLE.iter().map(|entry| width(&names(keys, entry.action))).max().unwrap_or(0).min(columns / 2);
    for (at, scope) in scopes.iter().enumerate() {
        if at == here.len() {
            rows.push(Row::of("Elsewhere", Tone::Muted));
            rows.push(Row::blank());
        }
        rows.push(Row::of(scope.title(), Tone::Title));
        for entry in TABLE.iter().filter(|entry| entry.scope == *scope) {
            // What has no key is found by its name, in the palette.
            let keys = names(keys, entry.action);
            if keys.is_empty() {
                continue;
            }
            let indent = wide + 4;
            let mut lead =
                Row::of("  ", Tone::Text).and(pad(&keys, wide, Side::Left), Tone::Key).and("  ", Tone::Text);
            for line in crate::text::lines(entry.help, columns.saturating_sub(indent).max(10)) {
                rows.push(
                    std::mem::replace(&mut lead, Row::of(" ".repeat(indent), Tone::Text))
                        .and(line, Tone::Text),
                );
            }
        }
        rows.push(Row::blank());
    }
    rows
}

fn names(keys: &Keymap, action: crate::input::Action) -> String {
    keys.keys(action).iter().map(|chord| shown(*chord)).collect::<Vec<_>>().join(" ")
}
