//! Which key means which action in which scope.

use super::action::{Action, Scope, TABLE};
use super::chord::Chord;
use std::collections::BTreeMap;

/// The keys in force.
#[derive(Debug, Clone)]
pub struct Keymap {
    by_key: BTreeMap<(Scope, Chord), Action>,
    by_action: BTreeMap<Action, Vec<Chord>>,
}

impl Default for Keymap {
    /// The keys of the table.
    fn default() -> Self {
        let mut by_key = BTreeMap::new();
        let mut by_action: BTreeMap<Action, Vec<Chord>> = BTreeMap::new();
        for entry in TABLE {
            // A key that does not parse is a slip in the table, which a test below finds.
            for chord in entry.keys.iter().filter_map(|key| key.parse::<Chord>().ok()) {
                by_key.insert((entry.scope, chord), entry.action);
                by_action.entry(entry.action).or_default().push(chord);
            }
        }
        Self { by_key, by_action }
    }
}

impl Keymap {
    /// The action of `chord` in the innermost scope of `chain` that knows it.
    pub fn action(&self, chain: &[Scope], chord: Chord) -> Option<Action> {
        chain.iter().find_map(|scope| self.by_key.get(&(*scope, chord)).copied())
    }

    /// The keys of `action`, the one to show first.
    pub fn keys(&self, action: Action) -> &[Chord] {
        self.by_action.get(&action).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_key_parses_and_is_unique_in_its_scope() {
        let mut seen = BTreeMap::new();
        for entry in TABLE {
            for key in entry.keys {
                let chord: Chord = key.parse().unwrap_or_else(|_| panic!("{key} of {} is no key", entry.id));
                if let Some(other) = seen.insert((entry.scope, chord), entry.id) {
                    panic!("{key} means both {other} and {}", entry.id);
                }
            }
        }
    }

    #[test]
    fn inner_scopes_come_first() {
        let keys = Keymap::default();
        let q: Chord = "q".parse().unwrap();
        assert_eq!(keys.action(&[Scope::Help, Scope::Global], q), Some(Action::CloseHelp));
        assert_eq!(keys.action(&[Scope::Page, Scope::Global], q), Some(Action::LeaveOrQuit));
        assert_eq!(keys.action(&[Scope::Confirm], "tab".parse().unwrap()), None);
    }
}
