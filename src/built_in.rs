//! The course, its texts and the price book that come with the program, as `build.rs` compiled them.

use crate::content::Sources;
use crate::course::{Compact, Course};
use crate::pricing::PriceBook;
use std::sync::{Arc, OnceLock};

impl Course {
    /// The built-in course. Nothing is decoded until it is asked for.
    pub const fn built_in() -> Self {
        Self::from_compact(Compact {
            index: include_bytes!(concat!(env!("OUT_DIR"), "/course.index")),
            facts: include_bytes!(concat!(env!("OUT_DIR"), "/course.facts")),
            uses: include_bytes!(concat!(env!("OUT_DIR"), "/course.uses")),
            paths: include_bytes!(concat!(env!("OUT_DIR"), "/course.paths")),
            glossary: include_bytes!(concat!(env!("OUT_DIR"), "/course.glossary")),
            questions: include_bytes!(concat!(env!("OUT_DIR"), "/course.questions")),
            bodies: include_str!(concat!(env!("OUT_DIR"), "/course.bodies")),
        })
    }
}

impl Sources {
    /// The texts that the built-in course was made of. Packs are laid over them; nobody else pays for them.
    ///
    /// # Panics
    /// Never: the build that wrote them has read them.
    pub fn built_in() -> Self {
        #[expect(clippy::expect_used, reason = "the bytes were written by the same version of this type")]
        Self::from_compact(include_bytes!(concat!(env!("OUT_DIR"), "/course.texts")))
            .expect("the built-in texts decode")
    }
}

impl PriceBook {
    /// The built-in book: decoded when it is first asked for, then kept.
    pub fn built_in() -> &'static Self {
        built_in_book()
    }

    /// What the calculators count with: the built-in book, with the price files of the packs that are laid over the course.
    pub fn of(course: &Course) -> Arc<Self> {
        course.price_files().fold(built_in_book().clone(), |book, (file, text)| {
            // A file that cannot be read was named, and its pack left out, when the packs were laid.
            book.overlay(file, text).map_or(book, Arc::new)
        })
    }
}

fn built_in_book() -> &'static Arc<PriceBook> {
    static BOOK: OnceLock<Arc<PriceBook>> = OnceLock::new();
    BOOK.get_or_init(|| Arc::new(built_in_prices()))
}

#[expect(clippy::expect_used, reason = "the bytes were written by the same version of these types")]
fn built_in_prices() -> PriceBook {
    PriceBook::from_compact(include_bytes!(concat!(env!("OUT_DIR"), "/course.prices")))
        .expect("the built-in price book decodes")
}
