//! Text as people read and write it: display widths, wrapping, near spellings, quantities.
//!
//! Owns: everything about characters and numbers-as-typed that more than one module needs.
//! Must not know: anything else of this program.

mod nearest;
mod printable;
pub mod quantity;
pub mod random;
mod shell;
mod width;
mod wrap;

pub use nearest::{nearest, slips};
pub use printable::{expand_tabs, is_unprintable, printable, printable_in_place, printable_line};
pub use shell::shell_quoted;
pub use width::{Side, clusters, pad, truncate, width};
pub use wrap::{Piece, Room, Wrapped, lines, wrap};
