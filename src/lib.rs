//! coldstart: an interactive textbook for AWS Lambda.
//!
//! The library is in layers; imports point downwards only (see `ARCHITECTURE.md`, and `tests/architecture.rs`, which checks it).
//! Everything from [`text`] to [`progress`] is the domain: no terminal, no files, no database, no clock.

pub mod content;
pub mod memory;
pub mod progress;
pub mod quiz;
pub mod simulation;
pub mod text;
