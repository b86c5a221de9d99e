//! The texts that a course is made of, by path: the only way that files come into the domain.

use std::collections::BTreeMap;

/// An ordered set of texts. Paths are relative to a pack's root and use `/`: `content/topics/limits.md`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    texts: BTreeMap<String, String>,
}

impl Sources {
    /// No texts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text, replacing the one of the same path.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.texts.insert(path.into(), text.into());
    }

    /// The text at `path`.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Path and text of every file, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files that lie directly in `folder` (written without a final slash).
    pub fn in_folder<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.iter().filter(move |(path, _)| path.rsplit_once('/').is_some_and(|(parent, _)| parent == folder))
    }

    /// These texts with `pack` laid over them: a path in both is the pack's, other paths of the pack are added.
    #[must_use]
    pub fn overlaid(mut self, pack: Self) -> Self {
        self.texts.extend(pack.texts);
        self
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
        Self { texts: texts.into_iter().map(|(path, text)| (path.into(), text.into())).collect() }
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
        let topics: Vec<_> = both.in_folder("content/topics").map(|(path, _)| path).collect();
        assert_eq!(topics, ["content/topics/a.md", "content/topics/b.md"]);
        assert_eq!(both.in_folder("content").count(), 0);
    }
}
