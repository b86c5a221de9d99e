//! Compiles the built-in course into the binary.

fn main() {}
