//! coldstart: an interactive textbook for AWS Lambda.
//!
//! The library is in layers; imports point downwards only (see `ARCHITECTURE.md`, and `tests/architecture.rs`, which checks it).
//! Everything from [`text`] to [`progress`] is the domain: no terminal, no files, no database, no clock.

pub mod animation;
pub mod app;
mod built_in;
pub mod calculator;
#[cfg(all(feature = "cli", feature = "tui", feature = "store"))]
pub mod cli;
pub mod concurrency;
pub mod content;
pub mod course;
pub mod exercise;
#[cfg(feature = "highlight")]
pub mod highlight;
pub mod input;
pub mod lint;
pub mod logs;
pub mod memory;
#[cfg(any(feature = "cli", feature = "tui"))]
pub mod platform;
pub mod pricing;
pub mod progress;
pub mod quiz;
pub mod scenarios;
pub mod search;
pub mod settings;
pub mod simulation;
pub mod sketch;
#[cfg(feature = "store")]
pub mod store;
pub mod study;
pub mod template;
#[cfg(feature = "tui")]
pub mod term;
pub mod text;
#[cfg(feature = "tui")]
pub mod ui;
