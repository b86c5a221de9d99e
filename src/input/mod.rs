//! What people press, in our own terms.
//!
//! Owns: [`Chord`], the key type of the whole program, and its notation.
//! Must not know: crossterm, the screen, what a key does.

mod chord;

pub use chord::{BadChord, Chord, Key};
