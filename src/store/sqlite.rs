//! The store itself.

use super::error::explain;
use super::schema::{self, Found, MIGRATIONS};
use super::{filesystem, read};
use crate::progress::{
    Annotation, Attempt, Certainty, Flag, Flags, Goal, PastSession, Place, ProfileName, Store, StoreError,
    merge,
};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};
use std::cell::Cell;
use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long to wait for another process that is writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// One learner's view of the file.
///
/// Profiles are a column and not a file each: the contract knows one `progress.db`, a backup is one file, and no name of a profile
/// ever becomes a path. Ids are unique within a profile, so that one learner can import another's export.
///
/// Opening creates the folder and an empty file where there is none, which shows a write-protected folder at once, but writes
/// nothing: schema and journal mode follow with the first write.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    path: PathBuf,
    profile: ProfileName,
    /// The tables are known to be there.
    has_tables: Cell<bool>,
    /// Journal mode and schema are as they should be for writing.
    prepared: bool,
    /// The file has a write-ahead log.
    has_wal: bool,
    /// `PRAGMA data_version` when the log was last read.
    seen: Cell<i64>,
    /// Why nothing is written, where that is so.
    refuses: Option<StoreError>,
}

/// What a write has to survive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Survives {
    /// The end of the process, however sudden.
    Kill,
    /// A power cut too.
    PowerCut,
}

impl SqliteStore {
    /// Opens `path` for a learner, for reading and writing. An older file is brought up to date.
    ///
    /// # Errors
    /// [`StoreError::Newer`], [`StoreError::ReadOnly`], [`StoreError::Damaged`] (also somebody else's database),
    /// [`StoreError::Busy`], [`StoreError::Full`]; nothing has been changed then.
    pub fn open(path: &Path, profile: &ProfileName) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            create_private_folder(folder).map_err(|error| StoreError::ReadOnly {
                path: folder.display().to_string(),
                why: error.to_string(),
            })?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut store = Self::connect(path, path.as_os_str(), flags, profile)?;
        let fault = |error| explain(path, &error);
        if store.connection.is_readonly("main").map_err(fault)? {
            let why = "the file is write-protected".to_owned();
            return Err(StoreError::ReadOnly { path: path.display().to_string(), why });
        }
        // FULL: a commit waits for the disk. fullfsync makes macOS mean it; elsewhere it changes nothing.
        store.connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON").map_err(fault)?;
        match store.look()? {
            Found::Nothing => {}
            Found::Version(version) => {
                if version < schema::newest(MIGRATIONS) {
                    store.prepare()?;
                }
                store.has_tables.set(true);
            }
            Found::Foreign => return Err(store.foreign()),
        }
        Ok(store)
    }

    /// Opens an existing file of this version for reading; every write is refused with `why`.
    pub(super) fn open_reading(
        path: &Path,
        profile: &ProfileName,
        why: &StoreError,
    ) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Self::connect(path, path.as_os_str(), flags, profile).and_then(Self::expect_readable);
        let store = match opened {
            // A file with a write-ahead log in a folder that takes no further files can be read by this means only. What a killed
            // process left in the log itself is not seen.
            Err(StoreError::ReadOnly { .. }) => {
                let flags = flags | OpenFlags::SQLITE_OPEN_URI;
                Self::connect(path, immutable_uri(path).as_ref(), flags, profile)
                    .and_then(Self::expect_readable)
            }
            other => other,
        }?;
        Ok(Self { refuses: Some(why.clone()), ..store })
    }

    /// The profiles that have answers, sorted.
    pub fn profiles(&self) -> Result<Vec<String>, StoreError> {
        self.read(read::profiles)
    }

    /// The learner whose store this is.
    pub fn profile(&self) -> &ProfileName {
        &self.profile
    }

    fn connect(
        path: &Path,
        name: &std::ffi::OsStr,
        flags: OpenFlags,
        profile: &ProfileName,
    ) -> Result<Self, StoreError> {
        let fault = |error| explain(path, &error);
        let connection = Connection::open_with_flags(Path::new(name), flags).map_err(fault)?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(fault)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            profile: profile.clone(),
            has_tables: Cell::new(false),
            prepared: false,
            has_wal: false,
            seen: Cell::new(0),
            refuses: None,
        })
    }

    fn expect_readable(self) -> Result<Self, StoreError> {
        match self.look()? {
            Found::Version(version) if version == schema::newest(MIGRATIONS) => {
                self.has_tables.set(true);
                Ok(self)
            }
            Found::Nothing => Ok(self),
            Found::Version(version) => Err(StoreError::Other {
                path: self.path.display().to_string(),
                why: format!("it has the older format {version} and cannot be brought up to date"),
            }),
            Found::Foreign => Err(self.foreign()),
        }
    }

    /// What the file is; a newer one is an error.
    fn look(&self) -> Result<Found, StoreError> {
        let known = schema::newest(MIGRATIONS);
        match schema::look(&self.connection).map_err(|error| self.explain(&error))? {
            Found::Version(found) if found > known => {
                Err(StoreError::Newer { path: self.path.display().to_string(), found, known })
            }
            other => Ok(other),
        }
    }

    fn foreign(&self) -> StoreError {
        StoreError::Damaged {
            path: self.path.display().to_string(),
            why: "it is a database of another program".to_owned(),
        }
    }

    fn explain(&self, error: &rusqlite::Error) -> StoreError {
        explain(&self.path, error)
    }

    /// What `read` finds; nothing while the tables are not there.
    fn read<T: Default>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        if !self.has_tables.get() {
            match self.look()? {
                Found::Nothing => return Ok(T::default()),
                Found::Version(_) => self.has_tables.set(true),
                Found::Foreign => return Err(self.foreign()),
            }
        }
        read(&self.connection).map_err(|error| self.explain(&error))
    }

    /// Journal mode and schema, once for every opened file and not before the first write.
    fn prepare(&mut self) -> Result<(), StoreError> {
        let path = self.path.clone();
        let fault = |error| explain(&path, &error);
        let wanted = if filesystem::is_local(&self.path) { "wal" } else { "delete" };
        let mode = |connection: &Connection| {
            connection.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0))
        };
        if mode(&self.connection).map_err(fault)? != wanted {
            // Another process may be in the way, or the file system may not share memory. The mode that is there is safe as well,
            // and a fault that forbids writing shows in the write itself.
            let _ = self.connection.pragma_update_and_check(None, "journal_mode", wanted, |_| Ok(()));
        }
        self.has_wal = mode(&self.connection).map_err(fault)? == "wal";
        schema::migrate(&mut self.connection, MIGRATIONS).map_err(fault)?;
        self.has_tables.set(true);
        self.prepared = true;
        Ok(())
    }

    /// Runs `write` in a transaction of its own: all of it, or nothing.
    fn write<T>(
        &mut self,
        survives: Survives,
        write: impl FnOnce(&Transaction<'_>, &str) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        if let Some(why) = &self.refuses {
            return Err(why.clone());
        }
        if !self.prepared {
            self.prepare()?;
        }
        // With a write-ahead log, NORMAL leaves out the wait for the disk and is otherwise as safe. Without one it is not.
        let synchronous = if survives == Survives::Kill && self.has_wal { "NORMAL" } else { "FULL" };
        let known = schema::newest(MIGRATIONS);
        let connection = &mut self.connection;
        let profile = self.profile.as_str();
        let run = || {
            connection.pragma_update(None, "synchronous", synchronous)?;
            let transaction = Transaction::new(connection, TransactionBehavior::Immediate)?;
            let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
            if version != known {
                return Ok(Err(version));
            }
            let value = write(&transaction, profile)?;
            transaction.commit()?;
            Ok(Ok(value))
        };
        let path = || self.path.display().to_string();
        match run() {
            Ok(Ok(value)) => Ok(value),
            // A newer program has changed the file since it was opened here.
            Ok(Err(found)) => Err(StoreError::Newer { path: path(), found, known }),
            Err(error) => Err(explain(&self.path, &error)),
        }
    }

    fn data_version(&self) -> Result<i64, StoreError> {
        self.connection
            .pragma_query_value(None, "data_version", |row| row.get(0))
            .map_err(|error| self.explain(&error))
    }
}

impl Store for SqliteStore {
    fn append(&mut self, attempt: &Attempt) -> Result<bool, StoreError> {
        Ok(self.append_all(std::slice::from_ref(attempt))? == 1)
    }

    fn append_all(&mut self, attempts: &[Attempt]) -> Result<usize, StoreError> {
        if attempts.is_empty() {
            return Ok(0);
        }
        // Two attempts of one id within the call are joined first, so that the order does not matter.
        let attempts = merge(attempts.iter().cloned());
        self.write(Survives::PowerCut, |transaction, profile| {
            let mut new = 0;
            for attempt in &attempts {
                new += insert(transaction, profile, attempt)?;
            }
            Ok(new)
        })
    }

    fn undo(&mut self, attempt_id: &str) -> Result<(), StoreError> {
        let known = self.write(Survives::PowerCut, |transaction, profile| {
            let known = transaction.query_row(
                "SELECT EXISTS (SELECT 1 FROM attempts WHERE profile = ?1 AND id = ?2)",
                [profile, attempt_id],
                |row| row.get::<_, bool>(0),
            )?;
            if known {
                mark_undone(transaction, profile, attempt_id)?;
            }
            Ok(known)
        })?;
        if known {
            return Ok(());
        }
        let why = format!("there is no answer `{attempt_id}` of {} to take back", self.profile);
        Err(StoreError::Other { path: self.path.display().to_string(), why })
    }

    fn attempts(&self) -> Result<Vec<Attempt>, StoreError> {
        // Read first: a commit that comes between is told again, rather than missed.
        self.seen.set(self.data_version()?);
        let mut attempts = self.read(|connection| read::attempts(connection, self.profile.as_str()))?;
        attempts.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        Ok(attempts)
    }

    fn places(&self) -> Result<Vec<Place>, StoreError> {
        let mut places = self.read(|connection| read::places(connection, self.profile.as_str()))?;
        places.sort_by(|a, b| (Reverse(a.at), &a.topic).cmp(&(Reverse(b.at), &b.topic)));
        Ok(places)
    }

    fn save_place(&mut self, place: &Place) -> Result<(), StoreError> {
        self.write(Survives::Kill, |transaction, profile| {
            transaction.execute(
                "INSERT INTO places (profile, topic, anchor, block, line, percent, finished, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT DO UPDATE SET anchor = ?3, block = ?4, line = ?5, percent = ?6, finished = ?7, at = ?8",
                params![
                    profile,
                    place.topic,
                    place.anchor,
                    place.block,
                    place.line,
                    place.percent,
                    place.finished,
                    place.at.to_string()
                ],
            )
        })?;
        Ok(())
    }

    fn session(&self) -> Result<Option<String>, StoreError> {
        self.read(|connection| read::session(connection, self.profile.as_str()))
    }

    fn save_session(&mut self, session: Option<&str>) -> Result<(), StoreError> {
        self.write(Survives::Kill, |transaction, profile| match session {
            Some(session) => transaction.execute(
                "INSERT INTO sessions (profile, session) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET session = ?2",
                [profile, session],
            ),
            None => transaction.execute("DELETE FROM sessions WHERE profile = ?1", [profile]),
        })?;
        Ok(())
    }

    fn goal(&self) -> Result<Option<Goal>, StoreError> {
        self.read(|connection| read::goal(connection, self.profile.as_str()))
    }

    fn save_goal(&mut self, goal: Option<&Goal>) -> Result<(), StoreError> {
        let json = goal.map(serde_json::to_string).transpose().map_err(|error| StoreError::Other {
            path: self.path.display().to_string(),
            why: error.to_string(),
        })?;
        self.write(Survives::PowerCut, |transaction, profile| match json {
            Some(json) => transaction.execute(
                "INSERT INTO goals (profile, goal) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET goal = ?2",
                [profile, &json],
            ),
            None => transaction.execute("DELETE FROM goals WHERE profile = ?1", [profile]),
        })?;
        Ok(())
    }

    fn results(&self) -> Result<Vec<PastSession>, StoreError> {
        self.read(|connection| read::results(connection, self.profile.as_str()))
    }

    fn save_result(&mut self, result: &PastSession) -> Result<(), StoreError> {
        self.write(Survives::PowerCut, |transaction, profile| {
            transaction.execute(
                "INSERT INTO results (profile, at, session) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                [profile, &result.at.to_string(), &result.session],
            )
        })?;
        Ok(())
    }

    fn annotations(&self) -> Result<Vec<Annotation>, StoreError> {
        self.read(|connection| read::annotations(connection, self.profile.as_str()))
    }

    fn save_annotation(&mut self, annotation: &Annotation) -> Result<(), StoreError> {
        self.write(Survives::PowerCut, |transaction, profile| {
            if annotation.is_empty() {
                return transaction.execute(
                    "DELETE FROM annotations WHERE profile = ?1 AND topic = ?2 AND anchor = ?3",
                    [profile, &annotation.topic, &annotation.anchor],
                );
            }
            transaction.execute(
                "INSERT INTO annotations (profile, topic, anchor, title, bookmarked, note, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT DO UPDATE SET title = ?4, bookmarked = ?5, note = ?6, at = ?7",
                params![
                    profile,
                    annotation.topic,
                    annotation.anchor,
                    annotation.title,
                    annotation.bookmarked,
                    annotation.note,
                    annotation.at.to_string(),
                ],
            )
        })?;
        Ok(())
    }

    fn flags(&self) -> Result<Vec<Flag>, StoreError> {
        self.read(|connection| read::flags(connection, self.profile.as_str()))
    }

    fn save_flags(&mut self, flags: &[Flag]) -> Result<usize, StoreError> {
        if flags.is_empty() {
            return Ok(0);
        }
        self.write(Survives::PowerCut, |transaction, profile| {
            let mut known: Flags = read::flags(transaction, profile)?.into_iter().collect();
            let mut changed = 0;
            for flag in flags {
                if known.put(flag.clone()) {
                    changed += transaction.execute(
                        "INSERT INTO flags (profile, question, flagged, at) VALUES (?1, ?2, ?3, ?4)
                         ON CONFLICT DO UPDATE SET flagged = ?3, at = ?4",
                        params![profile, flag.question, flag.flagged, flag.at.to_string()],
                    )?;
                }
            }
            Ok(changed)
        })
    }

    fn changed_outside(&mut self) -> Result<bool, StoreError> {
        Ok(self.data_version()? != self.seen.get())
    }
}

/// Inserts an attempt unless its id is there; returns how many rows are new. A mark of being taken back is added either way.
fn insert(transaction: &Transaction<'_>, profile: &str, attempt: &Attempt) -> rusqlite::Result<usize> {
    let new = transaction.execute(
        "INSERT INTO attempts (profile, id, question, rev, at, day, mode, answer, correct, grade, certainty, hints, took_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            profile,
            attempt.id,
            attempt.question,
            attempt.rev,
            attempt.at.to_string(),
            attempt.day.map(|day| day.to_string()),
            attempt.mode.name(),
            attempt.answer.as_ref().map(ToString::to_string),
            attempt.correct,
            attempt.grade.name(),
            attempt.certainty.map(Certainty::name),
            attempt.hints,
            i64::try_from(attempt.took_ms).unwrap_or(i64::MAX),
        ],
    )?;
    if attempt.undone {
        mark_undone(transaction, profile, &attempt.id)?;
    }
    Ok(new)
}

fn mark_undone(transaction: &Transaction<'_>, profile: &str, attempt: &str) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO undone (profile, attempt) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        [profile, attempt],
    )?;
    Ok(())
}

/// What a learner answers is their own business: the folder is closed to others, where it is made here.
fn create_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The file as a URI that promises SQLite that nobody writes it.
fn immutable_uri(path: &Path) -> std::ffi::OsString {
    let mut uri = std::ffi::OsString::from("file:");
    for part in path.to_string_lossy().split_inclusive(['%', '?', '#']) {
        match part.char_indices().next_back() {
            Some((at, '%')) => uri.push(format!("{}%25", &part[..at])),
            Some((at, '?')) => uri.push(format!("{}%3f", &part[..at])),
            Some((at, '#')) => uri.push(format!("{}%23", &part[..at])),
            _ => uri.push(part),
        }
    }
    uri.push("?immutable=1");
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_with_signs_of_a_uri_are_escaped() {
        assert_eq!(immutable_uri(Path::new("/a b/50%?#/x")), "file:/a b/50%25%3f%23/x?immutable=1");
    }

    /// SQLite answers a file that may not grow as it answers a full disk.
    #[test]
    fn a_full_disk_refuses_the_answer_and_keeps_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = SqliteStore::open(&folder.path().join("p.db"), &ProfileName::default()).unwrap();
        let attempt = |id: u32| Attempt {
            id: id.to_string(),
            question: "q".repeat(500),
            rev: 1,
            at: jiff::Timestamp::UNIX_EPOCH,
            day: None,
            mode: crate::progress::Mode::Learn,
            answer: None,
            correct: true,
            grade: crate::memory::Grade::Good,
            certainty: None,
            hints: 0,
            took_ms: 0,
            undone: false,
        };
        store.append(&attempt(0)).unwrap();
        let limit = |store: &SqliteStore, pages: i64| {
            store.connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
        };
        limit(&store, 1);
        let kept = (1..100).take_while(|&id| store.append(&attempt(id)).is_ok()).count();
        assert!(kept < 99);
        let path = folder.path().join("p.db").display().to_string();
        assert_eq!(store.append(&attempt(1_000)), Err(StoreError::Full { path }));
        assert_eq!(store.attempts().unwrap().len(), kept + 1);
        limit(&store, 1 << 20);
        assert_eq!(store.append(&attempt(1_000)), Ok(true));
        assert_eq!(store.attempts().unwrap().len(), kept + 2);
    }
}
