//! The course that comes with the program, as `build.rs` compiled it.

use crate::course::{Compact, Course};

impl Course {
    /// The built-in course. Nothing is decoded until it is asked for.
    pub const fn built_in() -> Self {
        Self::from_compact(Compact {
            index: include_bytes!(concat!(env!("OUT_DIR"), "/course.index")),
            facts: include_bytes!(concat!(env!("OUT_DIR"), "/course.facts")),
            uses: include_bytes!(concat!(env!("OUT_DIR"), "/course.uses")),
            glossary: include_bytes!(concat!(env!("OUT_DIR"), "/course.glossary")),
            questions: include_bytes!(concat!(env!("OUT_DIR"), "/course.questions")),
            bodies: include_str!(concat!(env!("OUT_DIR"), "/course.bodies")),
        })
    }
}
