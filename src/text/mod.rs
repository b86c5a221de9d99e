//! Text as people read and write it: display widths, wrapping, near spellings, quantities.
//!
//! Owns: everything about characters and numbers-as-typed that more than one module needs.
//! Must not know: anything else of this program.

mod nearest;
pub mod quantity;
pub mod random;

pub use nearest::nearest;
