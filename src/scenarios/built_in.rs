//! The scenarios that come with the program.

use crate::simulation::scenario::About;

macro_rules! files {
    ($($id:literal),* $(,)?) => {
        [$(($id, include_str!(concat!("../../content/scenarios/", $id, ".toml")))),*]
    };
}

/// Id and text, sorted by id.
const FILES: [(&str, &str); 14] = files![
    "canary-release",
    "cold-and-warm",
    "cold-java",
    "cold-java-provisioned",
    "cold-java-snapstart",
    "database-flood",
    "flash-sale",
    "hot-shard",
    "new-account",
    "nightly-batch",
    "poison-message",
    "queue-burst",
    "retry-storm",
    "steady-api",
];

/// A scenario that comes with the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltIn {
    /// What it is called on the command line.
    pub id: &'static str,
    /// A heading.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// What happens and why, in paragraphs.
    pub text: String,
    /// The scenario file.
    pub source: &'static str,
}

/// All of them, sorted by id.
pub fn all() -> Vec<BuiltIn> {
    FILES.into_iter().map(read).collect()
}

/// The one with this id.
pub fn find(id: &str) -> Option<BuiltIn> {
    FILES.into_iter().find(|(known, _)| *known == id).map(read)
}

fn read((id, source): (&'static str, &'static str)) -> BuiltIn {
    let about = About::of(source);
    BuiltIn {
        id,
        title: about.title.unwrap_or_else(|| id.to_owned()),
        summary: about.summary.unwrap_or_default(),
        text: about.text.unwrap_or_default(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_listed_and_explained() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/content/scenarios");
        let mut stems: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        stems.sort();
        assert_eq!(all().iter().map(|it| it.id).collect::<Vec<_>>(), stems);
        for BuiltIn { id, title, summary, text, .. } in all() {
            assert!(title != id && summary.ends_with('.') && text.len() > 200, "{id}");
        }
        assert!(find("steady-api").is_some() && find("steady").is_none());
    }
}
