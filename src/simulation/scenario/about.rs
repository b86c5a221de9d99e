//! What a scenario file says about itself, for lists and stories.

use toml::de::DeTable;

/// The words of a scenario file. All are optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// A heading.
    pub title: Option<String>,
    /// One sentence.
    pub summary: Option<String>,
    /// What happens and why, in paragraphs.
    pub text: Option<String>,
}

impl About {
    /// The words of a file. What cannot be read is left out here: [`super::Scenario::parse`] reports it.
    pub fn of(text: &str) -> Self {
        let (document, _) = DeTable::parse_recoverable(text);
        let words = |key: &str| {
            let value = document.get_ref().get(key)?.get_ref().as_str()?;
            Some(value.trim().to_owned())
        };
        Self { title: words("title"), summary: words("summary"), text: words("text") }
    }
}

#[cfg(test)]
mod tests {
    use super::About;

    #[test]
    fn words_are_taken_where_they_are() {
        let about = About::of("name = \"n\"\ntitle = \"A title\"\ntext = \"\"\"\nOne.\n\nTwo.\n\"\"\"\n");
        assert_eq!(about.title.as_deref(), Some("A title"));
        assert_eq!((about.summary, about.text.as_deref()), (None, Some("One.\n\nTwo.")));
        assert_eq!(About::of("title = 5\n[["), About::default());
    }
}
