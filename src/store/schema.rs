//! The schema, step by step.

use rusqlite::{Connection, Result, Transaction, TransactionBehavior};

/// What every version added. Never edited once released; a change of the schema is a further entry.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("schema/1_log_places_sessions.sql"),
    include_str!("schema/2_annotations.sql"),
    include_str!("schema/3_goals.sql"),
    include_str!("schema/4_results.sql"),
    include_str!("schema/5_flags.sql"),
];

/// Marks the file as ours: "cold" (`PRAGMA application_id`).
pub(super) const APPLICATION_ID: i32 = 0x636f_6c64;

/// What kind of file is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// An empty file, or an empty database.
    Nothing,
    /// A database of ours of this version, from 1.
    Version(i64),
    /// Somebody else's database.
    Foreign,
}

/// Looks at the file without changing it.
pub(super) fn look(connection: &Connection) -> Result<Found> {
    // One transaction for all of it: another process may be making the tables just now.
    let snapshot = connection.unchecked_transaction()?;
    let version: i64 = snapshot.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i32 = snapshot.pragma_query_value(None, "application_id", |row| row.get(0))?;
    Ok(match (application, version) {
        (APPLICATION_ID, 1..) => Found::Version(version),
        (0, 0) if is_empty(&snapshot)? => Found::Nothing,
        _ => Found::Foreign,
    })
}

fn is_empty(connection: &Connection) -> Result<bool> {
    connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)", [], |row| row.get(0))
}

/// The newest version that `migrations` lead to.
pub(super) fn newest(migrations: &[&str]) -> i64 {
    i64::try_from(migrations.len()).unwrap_or(i64::MAX)
}

/// Brings the schema up to date in one transaction: all of it or, on an error, nothing. A file that is newer is left as it is.
pub(super) fn migrate(connection: &mut Connection, migrations: &[&str]) -> Result<()> {
    // Immediate: of two processes one waits here, and finds the work done when it looks.
    let transaction = Transaction::new(connection, TransactionBehavior::Immediate)?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = usize::try_from(version).unwrap_or(0);
    let missing = migrations.get(done..).unwrap_or_default();
    if missing.is_empty() {
        return Ok(());
    }
    for migration in missing {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", newest(migrations))?;
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(connection: &Connection) -> Vec<String> {
        let mut statement = connection.prepare("SELECT name FROM sqlite_schema ORDER BY name").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn every_step_is_taken_once_and_in_order() {
        let mut connection = Connection::open_in_memory().unwrap();
        let steps = [
            "CREATE TABLE a (x); INSERT INTO a VALUES (1)",
            "ALTER TABLE a RENAME TO b",
            "CREATE TABLE c (x)",
        ];
        assert_eq!(look(&connection).unwrap(), Found::Nothing);
        migrate(&mut connection, &steps[..1]).unwrap();
        assert_eq!(
            (look(&connection).unwrap(), tables(&connection)),
            (Found::Version(1), vec!["a".to_owned()])
        );
        migrate(&mut connection, &steps).unwrap();
        migrate(&mut connection, &steps).unwrap();
        assert_eq!(look(&connection).unwrap(), Found::Version(3));
        assert_eq!(tables(&connection), ["b", "c"]);
        assert_eq!(connection.query_row("SELECT x FROM b", [], |row| row.get::<_, i64>(0)).unwrap(), 1);
        migrate(&mut connection, &steps[..1]).unwrap();
        assert_eq!(look(&connection).unwrap(), Found::Version(3), "a newer file is left as it is");
    }

    #[test]
    fn a_step_that_fails_leaves_the_file_as_it_was() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &["CREATE TABLE a (x)"]).unwrap();
        let broken = ["CREATE TABLE a (x)", "CREATE TABLE b (x)", "CREATE TABLE a (x)"];
        assert!(migrate(&mut connection, &broken).is_err());
        assert_eq!(
            (look(&connection).unwrap(), tables(&connection)),
            (Found::Version(1), vec!["a".to_owned()])
        );
    }

    #[test]
    fn somebody_elses_database_is_recognized() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE theirs (x)").unwrap();
        assert_eq!(look(&connection).unwrap(), Found::Foreign);
        connection.execute_batch("PRAGMA user_version = 1").unwrap();
        assert_eq!(look(&connection).unwrap(), Found::Foreign);
    }
}
