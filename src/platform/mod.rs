//! What differs between machines: folders, the clock, the environment, crash reports.

pub mod crash;
