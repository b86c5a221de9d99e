//! Teams' packs on disk. A pack is not trusted: nothing outside its folder is read, and no more than the limits below.

use crate::content::{FACTS_FOLDER, GLOSSARY, LISTS_FOLDER, Problem, TOPICS_FOLDER, is_list};
use crate::course::{PATHS, Pack};
use crate::pricing::PRICES_FOLDER;
use crate::quiz::QUIZZES_FOLDER;
use crate::text::printable;
use std::fs::{self, DirEntry, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Bytes of the largest file of a pack.
pub const LARGEST_PACK_FILE: u64 = 1024 * 1024;
/// Bytes of all files of a pack.
pub const LARGEST_PACK: u64 = 16 * 1024 * 1024;
/// Files of a pack, and entries of its folders that are looked at.
pub const MOST_PACK_FILES: usize = 2_000;

/// The folders of a pack. What lies beside them, or deeper, is no part of it; of the first only lists are.
const FOLDERS: [&str; 5] = [LISTS_FOLDER, FACTS_FOLDER, TOPICS_FOLDER, PRICES_FOLDER, QUIZZES_FOLDER];

/// Reads the pack in `folder`. Whatever is wrong is a problem of the pack: this always gives one, perhaps without texts.
pub fn read_pack(folder: &Path) -> Pack {
    let mut reader = Reader { pack: Pack::default(), bytes: 0 };
    let shown = folder.display().to_string();
    reader.pack.name = printable(&shown).replace('\n', "\u{FFFD}");
    match root_of(folder) {
        Ok(root) => walk(&root, &mut |file| reader.take(file)),
        Err(error) => reader.problem(".", format!("the folder cannot be read: {error}")),
    }
    if reader.pack.sources.is_empty() && reader.pack.problems.is_empty() {
        let name = reader.pack.name.clone();
        let problem = Problem::about_file(
            ".",
            format!(
                "{name} holds neither {FACTS_FOLDER}, {TOPICS_FOLDER} nor {QUIZZES_FOLDER} with files in it"
            ),
        );
        reader
            .pack
            .problems
            .push(problem.with_help("name the folder that the pack's content/ and quizzes/ are in"));
    }
    reader.pack
}

/// What can be seen of a pack without reading it: when each of its files was written, and how long it is. Two that are equal are
/// taken for the same pack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stamp(Vec<(PathBuf, Option<SystemTime>, u64)>);

impl Stamp {
    /// The stamp of the pack in `folder`; an empty one where it cannot be read.
    pub fn of(folder: &Path) -> Self {
        let mut stamp = Self::default();
        let Ok(root) = root_of(folder) else { return stamp };
        walk(&root, &mut |found| {
            if let Found::File { path, .. } = found
                && let Ok(metadata) = path.metadata()
            {
                stamp.0.push((path, metadata.modified().ok(), metadata.len()));
            }
        });
        stamp
    }
}

/// Says when something has been written and the writing is over: editors and tools write several files one after another.
#[derive(Debug, Default)]
pub struct Watcher {
    known: Option<Vec<Stamp>>,
    changed: Option<Vec<Stamp>>,
}

impl Watcher {
    /// Takes in how the packs look now. True once they have stayed the same for one look after a change.
    pub fn look(&mut self, now: Vec<Stamp>) -> bool {
        let Some(known) = &self.known else {
            self.known = Some(now);
            return false;
        };
        if *known == now {
            self.changed = None;
            return false;
        }
        if self.changed.as_ref() == Some(&now) {
            self.known = self.changed.take();
            return true;
        }
        self.changed = Some(now);
        false
    }
}

/// Something in a pack's folders.
enum Found {
    /// A file inside the pack: its path in the pack, and where it really lies.
    File { name: String, path: PathBuf },
    /// Something that is not read: its path in the pack, and why.
    Refused { name: String, why: String, help: &'static str },
}

fn root_of(folder: &Path) -> io::Result<PathBuf> {
    let root = folder.canonicalize()?;
    if root.is_dir() { Ok(root) } else { Err(io::Error::from(io::ErrorKind::NotADirectory)) }
}

/// Gives every file of the pack to `visit`, folder by folder in the order of names. Symbolic links are followed inside `root` only.
fn walk(root: &Path, visit: &mut dyn FnMut(Found)) {
    let mut looked_at = 0;
    for folder in FOLDERS {
        let refused = |why: String, help| Found::Refused { name: folder.to_owned(), why, help };
        let path = match inside(root, &root.join(folder)) {
            Ok(Some(path)) if path.is_dir() => path,
            Ok(_) => continue,
            Err(Outside::Leads) => {
                visit(refused("the link leads out of the pack".to_owned(), LINK_HELP));
                continue;
            }
            Err(Outside::Failed(error)) => {
                visit(refused(format!("the folder cannot be read: {error}"), READ_HELP));
                continue;
            }
        };
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) => {
                visit(refused(format!("the folder cannot be read: {error}"), READ_HELP));
                continue;
            }
        };
        let mut files: Vec<DirEntry> = Vec::new();
        for entry in entries.flatten() {
            looked_at += 1;
            if looked_at > MOST_PACK_FILES {
                visit(refused(
                    format!("the pack has more than {MOST_PACK_FILES} files"),
                    "make two packs of it",
                ));
                return;
            }
            files.push(entry);
        }
        files.sort_by_key(DirEntry::file_name);
        for entry in files {
            if let Some(found) = look_at(root, folder, &entry) {
                visit(found);
            }
        }
    }
}

const LINK_HELP: &str = "put the file itself into the pack";
const READ_HELP: &str = "look at its permissions";

/// What an entry of a folder is; nothing for what is no part of a pack: folders, and files that editors leave lying about.
fn look_at(root: &Path, folder: &str, entry: &DirEntry) -> Option<Found> {
    let name = entry.file_name();
    let path = format!("{folder}/{}", name.to_string_lossy());
    if folder == LISTS_FOLDER && ![GLOSSARY, PATHS].iter().any(|list| is_list(list, &path)) {
        return None;
    }
    let shown = format!("{folder}/{}", printable(&name.to_string_lossy()));
    let refused = |why: String, help| Some(Found::Refused { name: shown.clone(), why, help });
    let Some(text) = name.to_str().filter(|name| !name.contains(crate::text::is_unprintable)) else {
        return refused("the name of this file cannot be shown".to_owned(), "rename it");
    };
    if text.starts_with('.') || text.ends_with('~') {
        return None;
    }
    let path = match inside(root, &entry.path()) {
        Ok(Some(path)) => path,
        Ok(None) => return refused("the link leads nowhere".to_owned(), LINK_HELP),
        Err(Outside::Leads) => return refused("the link leads out of the pack".to_owned(), LINK_HELP),
        Err(Outside::Failed(error)) => {
            return refused(format!("the file cannot be read: {error}"), READ_HELP);
        }
    };
    let metadata = path.metadata().ok()?;
    if metadata.is_dir() {
        return None;
    }
    if !metadata.is_file() {
        return refused("this is no ordinary file".to_owned(), "put a file of text in its place");
    }
    Some(Found::File { name: format!("{folder}/{text}"), path })
}

/// Why a path is not followed.
enum Outside {
    Leads,
    Failed(io::Error),
}

/// Where a path really leads, if that is inside `root`; `None` where there is nothing.
fn inside(root: &Path, path: &Path) -> Result<Option<PathBuf>, Outside> {
    match path.canonicalize() {
        Ok(real) if real.starts_with(root) => Ok(Some(real)),
        Ok(_) => Err(Outside::Leads),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Outside::Failed(error)),
    }
}

struct Reader {
    pack: Pack,
    bytes: u64,
}

impl Reader {
    fn problem(&mut self, file: &str, message: String) {
        self.pack.problems.push(Problem::about_file(file, message));
    }

    fn take(&mut self, found: Found) {
        match found {
            Found::Refused { name, why, help } => {
                self.pack.problems.push(Problem::about_file(&name, why).with_help(help));
            }
            Found::File { name, path } => match read_text(&path) {
                Ok(bytes) => self.keep(name, bytes),
                Err(error) => self.problem(&name, format!("the file cannot be read: {error}")),
            },
        }
    }

    fn keep(&mut self, name: String, bytes: Vec<u8>) {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if length > LARGEST_PACK_FILE {
            let problem = Problem::about_file(
                &name,
                format!("the file is larger than {}", mebibytes(LARGEST_PACK_FILE)),
            );
            self.pack.problems.push(problem.with_help("make several files of it"));
            return;
        }
        let was_below = self.bytes <= LARGEST_PACK;
        self.bytes = self.bytes.saturating_add(length);
        if self.bytes > LARGEST_PACK {
            if was_below {
                self.problem(
                    &name,
                    format!("with this file the pack is larger than {}", mebibytes(LARGEST_PACK)),
                );
            }
            return;
        }
        match String::from_utf8(bytes) {
            Ok(text) => self.pack.sources.insert(name, text),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes());
                let problem = Problem::at(&name, &text, valid..valid, "this is not UTF-8");
                self.pack.problems.push(problem.with_help("save the file as UTF-8"));
            }
        }
    }
}

/// The file's bytes, at most one more than the limit.
fn read_text(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST_PACK_FILE + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn mebibytes(bytes: u64) -> String {
    format!("{} MiB", bytes / (1024 * 1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(length: u64) -> Vec<Stamp> {
        vec![Stamp(vec![(PathBuf::from("a"), None, length)])]
    }

    #[test]
    fn a_change_counts_once_it_has_settled() {
        let mut watcher = Watcher::default();
        let looks = [1, 1, 2, 3, 3, 3, 4, 3, 5, 5];
        let told: Vec<bool> = looks.map(|length| watcher.look(stamp(length))).into();
        assert_eq!(told, [false, false, false, false, true, false, false, false, false, true]);
    }
}
