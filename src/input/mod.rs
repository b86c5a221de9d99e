//! What people press, in our own terms, what it means, and everything that can be done.
//!
//! Owns: [`Chord`], the key type of the whole program, and its notation; the table of actions; the key map.
//! Must not know: crossterm, the screen, the model that actions change.

mod action;
mod chord;
mod keymap;
mod shown;

pub use action::{Action, Entry, Scope, TABLE};
pub use chord::{BadChord, Chord, Key};
pub use keymap::Keymap;
pub use shown::shown;
