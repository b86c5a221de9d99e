//! Which key means which action in which scope.

use super::action::{Action, Scope, TABLE};
use super::chord::Chord;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The keys in force.
#[derive(Debug, Clone)]
pub struct Keymap {
    by_key: BTreeMap<(Scope, Chord), Action>,
    by_action: BTreeMap<Action, Vec<Chord>>,
}

impl Default for Keymap {
    /// The keys of the table.
    fn default() -> Self {
        Self::with(&BTreeMap::new())
    }
}

impl Keymap {
    /// The keys of the table, but for the actions in `overrides`, which have theirs from there. A key that one of them asks for is
    /// taken from the action that has it by default.
    pub fn with(overrides: &BTreeMap<Action, Vec<Chord>>) -> Self {
        let mut keys = Self { by_key: BTreeMap::new(), by_action: BTreeMap::new() };
        for (action, chords) in overrides {
            for chord in chords {
                keys.bind(*action, *chord);
            }
        }
        for entry in TABLE.iter().filter(|entry| !overrides.contains_key(&entry.action)) {
            // A key that does not parse is a slip in the table, which a test below finds.
            for chord in entry.keys.iter().filter_map(|key| key.parse().ok()) {
                keys.bind(entry.action, chord);
            }
        }
        keys
    }

    /// Gives a free key to an action.
    fn bind(&mut self, action: Action, chord: Chord) {
        if let Entry::Vacant(free) = self.by_key.entry((action.entry().scope, chord)) {
            free.insert(action);
            self.by_action.entry(action).or_default().push(chord);
        }
    }

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
