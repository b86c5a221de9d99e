//! The machine that the program runs on: folders, clock, randomness, environment, packs on disk.
//!
//! Owns: every look at the outside that is neither the terminal nor a file that the learner named.
//! Must not know: what the program does with what is seen.

mod clock;
pub mod crash;
mod environment;
mod files;
mod folders;
mod logs;
mod memory;
mod packs;
mod random;

pub use clock::{now, tick, time_zone};
pub use environment::Environment;
pub use files::{WholeFile, write_whole};
pub use folders::{Folders, NoHome};
pub use logs::{log_files, open_log, unpacked, why_unread};
pub use memory::available_memory;
pub use packs::{LARGEST_PACK, LARGEST_PACK_FILE, MOST_PACK_FILES, Stamp, Watcher, read_pack};
pub use random::random_u128;
