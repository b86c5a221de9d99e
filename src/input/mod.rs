//! Keys, what they mean, and everything that can be done.
//!
//! Owns: [`Chord`], the table of actions, the key map.
//! Must not know: the terminal library that keys come from, or the model that actions change.

mod action;
mod chord;
mod keymap;

pub use action::{Action, Entry, Scope, TABLE};
pub use chord::{Chord, ChordError, Key};
pub use keymap::Keymap;
