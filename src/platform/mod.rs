//! The machine that the program runs on: folders, clock, randomness, environment.
//!
//! Owns: every look at the outside that is not the terminal.
//! Must not know: what the program does with it.
