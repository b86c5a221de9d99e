//! The texts that a course is made of, by path: the only way that files come into the domain.

use std::collections::BTreeMap;

/// The folder that lists such as the glossary stand in, beside other things.
pub const LISTS_FOLDER: &str = "content";

/// Whether `path` is a file of the list `name`: `content/NAME.toml`, or `content/NAME.WORD.toml`, which adds to it.
pub fn is_list(name: &str, path: &str) -> bool {
    let rest = path.strip_prefix(LISTS_FOLDER).and_then(|rest| rest.strip_prefix('/')?.strip_prefix(name));
    let word = rest.and_then(|rest| rest.strip_suffix(".toml"));
    word.is_some_and(|word| word.is_empty() || word.strip_prefix('.').is_some_and(|word| !word.is_empty()))
}

/// An ordered set of texts. Paths are relative to a pack's root and use `/`: `content/topics/limits.md`.
///
/// Texts lie in layers: those of the course below, those of each pack above the ones before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    texts: BTreeMap<String, Layered>,
    /// The layer that further texts go into.
    top: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Layered {
    text: String,
    layer: usize,
}

impl Sources {
    /// No texts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text, replacing the one of the same path.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.texts.insert(path.into(), Layered { text: text.into(), layer: self.top });
    }

    /// The text at `path`.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(|layered| layered.text.as_str())
    }

    /// The layer of the text at `path`: 0 for the course itself, 1 for the first pack laid over it.
    pub fn layer(&self, path: &str) -> usize {
        self.texts.get(path).map_or(0, |layered| layered.layer)
    }

    /// Path and text of every file, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, layered)| (path.as_str(), layered.text.as_str()))
    }

    /// The files that lie directly in `folder` (written without a final slash).
    pub fn in_folder<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.iter().filter(move |(path, _)| path.rsplit_once('/').is_some_and(|(parent, _)| parent == folder))
    }

    /// These texts with `pack` laid over them: a path in both is the pack's, other paths of the pack are added.
    #[must_use]
    pub fn overlaid(mut self, pack: Self) -> Self {
        self.top += 1;
        let layer = self.top;
        self.texts.extend(
            pack.texts
                .into_iter()
                .map(|(path, above)| (path, Layered { layer: layer + above.layer, ..above })),
        );
        self.top += pack.top;
        self
    }

    /// The texts in the form that [`Sources::from_compact`] reads.
    pub fn to_compact(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_stdvec(&self.iter().collect::<Vec<_>>())
    }

    /// Texts from their compact form.
    pub fn from_compact(bytes: &[u8]) -> Result<Self, postcard::Error> {
        Ok(postcard::from_bytes::<Vec<(&str, &str)>>(bytes)?.into_iter().collect())
    }

    /// The files of the list `name` (see [`is_list`]): those of each layer after those below it, the plain one before those that
    /// add to it.
    pub fn list(&self, name: &str) -> Vec<(&str, &str)> {
        let mut files: Vec<_> =
            self.in_folder(LISTS_FOLDER).filter(|(file, _)| is_list(name, file)).collect();
        files.sort_by_key(|(file, _)| (self.layer(file), file.strip_suffix(".toml")));
        files
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// True if there is no text.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

impl<P: Into<String>, T: Into<String>> FromIterator<(P, T)> for Sources {
    fn from_iter<I: IntoIterator<Item = (P, T)>>(texts: I) -> Self {
        let mut sources = Self::new();
        for (path, text) in texts {
            sources.insert(path, text);
        }
        sources
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_replaces_and_adds() {
        let base: Sources = [("content/topics/a.md", "old"), ("quizzes/a.toml", "q")].into_iter().collect();
        let pack: Sources =
            [("content/topics/a.md", "new"), ("content/topics/b.md", "b")].into_iter().collect();
        let both = base.overlaid(pack);
        assert_eq!(both.get("content/topics/a.md"), Some("new"));
        assert_eq!(both.len(), 3);
        assert_eq!((both.layer("quizzes/a.toml"), both.layer("content/topics/b.md")), (0, 1));
        let topics: Vec<_> = both.in_folder("content/topics").map(|(path, _)| path).collect();
        assert_eq!(topics, ["content/topics/a.md", "content/topics/b.md"]);
        assert_eq!(both.in_folder("content").count(), 0);
    }
}
