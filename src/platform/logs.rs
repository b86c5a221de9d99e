//! Log files: plain or gzip, one or a folder of them.

use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Most files of a folder.
const MOST_FILES: usize = 100_000;
/// Most folders within each other.
const DEEPEST: usize = 16;
/// The first bytes of a gzip file.
const GZIP: [u8; 2] = [0x1F, 0x8B];

/// Opens a log and unpacks it if it is compressed, told by its first bytes. What is read of the file itself is added to `bytes`.
///
/// # Errors
/// Where it cannot be opened or begun.
pub fn open_log(path: &Path, bytes: &Arc<AtomicU64>) -> io::Result<Box<dyn Read>> {
    unpacked(Counted { input: File::open(path)?, bytes: Arc::clone(bytes) })
}

/// Counts what is read.
struct Counted {
    input: File,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// The bytes of a log, unpacked if they are gzip.
///
/// # Errors
/// Where the first of them cannot be read.
pub fn unpacked(input: impl Read + 'static) -> io::Result<Box<dyn Read>> {
    let mut input = BufReader::with_capacity(256 << 10, input);
    // A pipe may give its first byte alone; then more is asked for.
    let first = input.fill_buf()?;
    if first.first() == Some(&GZIP[0]) {
        if first.len() >= 2 {
            return Ok(if first.starts_with(&GZIP) {
                Box::new(MultiGzDecoder::new(input))
            } else {
                Box::new(input)
            });
        }
        let mut start = [0; 2];
        let read = input.read(&mut start[..1])? + input.read(&mut start[1..])?;
        let begun = io::Cursor::new(start[..read].to_vec());
        let whole = begun.chain(input);
        return Ok(if start == GZIP && read == 2 {
            Box::new(MultiGzDecoder::new(BufReader::new(whole)))
        } else {
            Box::new(whole)
        });
    }
    Ok(Box::new(input))
}

/// Why a file cannot be read, in words for people.
pub fn why_unread(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not read this (permission denied)".to_owned(),
        io::ErrorKind::IsADirectory => "this is a folder; a file is wanted".to_owned(),
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            format!("what is packed in it is cut off or broken ({error})")
        }
        _ => error.to_string(),
    }
}

/// The log files at `path`: itself, or, of a folder, every regular file in it and below, by name. Hidden ones and links are left out.
///
/// # Errors
/// Where a folder cannot be read, or holds too much.
pub fn log_files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    collect(path, DEEPEST, &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    if depth == 0 {
        return Err(io::Error::other(format!("{}: too many folders within each other", folder.display())));
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if entry.file_name().as_encoded_bytes().first() == Some(&b'.') {
            continue;
        }
        if kind.is_dir() {
            collect(&entry.path(), depth - 1, found)?;
        } else if kind.is_file() {
            if found.len() == MOST_FILES {
                return Err(io::Error::other(format!("there are more than {MOST_FILES} files")));
            }
            found.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn read(bytes: Vec<u8>) -> io::Result<String> {
        let mut text = String::new();
        unpacked(io::Cursor::new(bytes))?.read_to_string(&mut text).map(|_| text)
    }

    fn packed(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn gzip_is_told_by_its_first_bytes() {
        assert_eq!(read(b"plain".to_vec()).unwrap(), "plain");
        assert_eq!(read(Vec::new()).unwrap(), "");
        assert_eq!(read(vec![0x1F]).unwrap(), "\u{1F}");
        let mut two = packed("one\n");
        two.extend(packed("two\n"));
        assert_eq!(read(two).unwrap(), "one\ntwo\n");
        let mut cut = packed("a text that is cut off");
        cut.truncate(15);
        assert!(read(cut).is_err());
    }

    #[test]
    fn a_folder_gives_its_files_in_order() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b/2.log", "a.log", ".hidden", "b/1.gz"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let found = log_files(folder.path()).unwrap();
        let names: Vec<_> =
            found.iter().map(|it| it.strip_prefix(folder.path()).unwrap().display().to_string()).collect();
        assert_eq!(names, ["a.log", "b/1.gz", "b/2.log"]);
        let one = folder.path().join("a.log");
        assert_eq!(log_files(&one).unwrap(), [one]);
    }
}
