//! The `coldstart` program.

fn main() {}
