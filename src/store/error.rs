//! What SQLite's errors are called in ours.

use crate::progress::StoreError;
use rusqlite::{Error, ErrorCode, ffi};
use std::fs::OpenOptions;
use std::path::Path;

/// The error for the learner.
pub(super) fn explain(path: &Path, error: &Error) -> StoreError {
    let name = path.display().to_string();
    match error {
        Error::SqliteFailure(failure, message) => {
            let why = message.clone().unwrap_or_else(|| failure.to_string());
            match failure.code {
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy { path: name },
                ErrorCode::DiskFull => StoreError::Full { path: name },
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Damaged { path: name, why },
                ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
                    StoreError::ReadOnly { path: name, why: obstacle(path).unwrap_or(why) }
                }
                _ if is_write_failure(failure.extended_code) => StoreError::Other {
                    path: name,
                    why: "the system refused to write: the disk or its quota may be full, or it fails. The last answer was not kept"
                        .to_owned(),
                },
                _ => StoreError::Other { path: name, why },
            }
        }
        Error::FromSqlConversionFailure(..)
        | Error::InvalidColumnType(..)
        | Error::IntegralValueOutOfRange(..)
        | Error::Utf8Error(..) => StoreError::Damaged { path: name, why: error.to_string() },
        _ => StoreError::Other { path: name, why: error.to_string() },
    }
}

/// A full disk is told by SQLite apart; a quota or a size limit is not.
fn is_write_failure(extended_code: i32) -> bool {
    [
        ffi::SQLITE_IOERR_WRITE,
        ffi::SQLITE_IOERR_FSYNC,
        ffi::SQLITE_IOERR_DIR_FSYNC,
        ffi::SQLITE_IOERR_TRUNCATE,
        ffi::SQLITE_IOERR_SHMSIZE,
    ]
    .contains(&extended_code)
}

/// The system's reason why `path` or its folder cannot be written; SQLite only says "unable to open database file".
fn obstacle(path: &Path) -> Option<String> {
    match OpenOptions::new().append(true).open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let folder = path.parent()?.metadata();
            Some(
                folder
                    .err()
                    .map_or_else(|| "its folder is write-protected".to_owned(), |error| error.to_string()),
            )
        }
        Err(error) => Some(error.to_string()),
        Ok(_) => Some("its folder is write-protected".to_owned()),
    }
}
