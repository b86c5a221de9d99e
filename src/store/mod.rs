//! Progress in SQLite: one file with every learner's log, reading places and interrupted session.
//!
//! Owns: the file, its schema and migrations, what each failure of it is called.
//! Must not know: what the answers mean, where the file lies by default, the terminal.

mod error;
mod filesystem;
mod read;
mod reading_only;
mod schema;
mod sqlite;

pub use reading_only::{Opened, open_or_reading_only};
pub use sqlite::SqliteStore;
