//! Opening that never fails: where answers cannot be kept, the program can still be read in.

use super::SqliteStore;
use crate::progress::{Annotation, Attempt, Flag, Goal, PastSession, Place, ProfileName, Store, StoreError};
use std::path::Path;

/// A store, and what the learner has to be told about it.
pub struct Opened {
    /// Keeps answers or, where `notice` is given, refuses them with that error and reads what can be read.
    pub store: Box<dyn Store + Send>,
    /// Why answers are not kept.
    pub notice: Option<StoreError>,
}

/// Opens `path` for a learner: to read and write, else to read only, else an empty store that refuses every write.
pub fn open_or_reading_only(path: &Path, profile: &ProfileName) -> Opened {
    let why = match SqliteStore::open(path, profile) {
        Ok(store) => return Opened { store: Box::new(store), notice: None },
        Err(why) => why,
    };
    let store: Box<dyn Store + Send> = match SqliteStore::open_reading(path, profile, &why) {
        Ok(store) => Box::new(store),
        Err(_) => Box::new(NullStore { why: why.clone() }),
    };
    Opened { store, notice: Some(why) }
}

/// Holds nothing and refuses everything.
struct NullStore {
    why: StoreError,
}

impl NullStore {
    fn refuse<T>(&self) -> Result<T, StoreError> {
        Err(self.why.clone())
    }
}

impl Store for NullStore {
    fn append(&mut self, _: &Attempt) -> Result<bool, StoreError> {
        self.refuse()
    }

    fn append_all(&mut self, _: &[Attempt]) -> Result<usize, StoreError> {
        self.refuse()
    }

    fn undo(&mut self, _: &str) -> Result<(), StoreError> {
        self.refuse()
    }

    fn attempts(&self) -> Result<Vec<Attempt>, StoreError> {
        Ok(Vec::new())
    }

    fn places(&self) -> Result<Vec<Place>, StoreError> {
        Ok(Vec::new())
    }

    fn save_place(&mut self, _: &Place) -> Result<(), StoreError> {
        self.refuse()
    }

    fn session(&self) -> Result<Option<String>, StoreError> {
        Ok(None)
    }

    fn save_session(&mut self, _: Option<&str>) -> Result<(), StoreError> {
        self.refuse()
    }

    fn goal(&self) -> Result<Option<Goal>, StoreError> {
        Ok(None)
    }

    fn save_goal(&mut self, _: Option<&Goal>) -> Result<(), StoreError> {
        self.refuse()
    }

    fn results(&self) -> Result<Vec<PastSession>, StoreError> {
        Ok(Vec::new())
    }

    fn save_result(&mut self, _: &PastSession) -> Result<(), StoreError> {
        self.refuse()
    }

    fn annotations(&self) -> Result<Vec<Annotation>, StoreError> {
        Ok(Vec::new())
    }

    fn save_annotation(&mut self, _: &Annotation) -> Result<(), StoreError> {
        self.refuse()
    }

    fn flags(&self) -> Result<Vec<Flag>, StoreError> {
        Ok(Vec::new())
    }

    fn save_flags(&mut self, _: &[Flag]) -> Result<usize, StoreError> {
        self.refuse()
    }

    fn changed_outside(&mut self) -> Result<bool, StoreError> {
        Ok(false)
    }
}
