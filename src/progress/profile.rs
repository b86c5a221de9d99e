//! Names of learners.

use std::fmt;
use std::str::FromStr;

/// The name of a learner's profile: one to 64 letters, digits, spaces and `. _ - + @`, beginning and ending with a letter or digit.
///
/// Names that differ only in the case of letters are different profiles. No name can be mistaken for a path or for an option.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileName(String);

/// A name that no profile can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{found}` cannot be the name of a profile: {why}. Accepted are 1 to 64 letters, digits, spaces and . _ - + @, with a letter or digit at both ends"
)]
pub struct ProfileNameError {
    /// The name given.
    pub found: String,
    why: &'static str,
}

impl ProfileName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ProfileName {
    fn default() -> Self {
        Self("default".to_owned())
    }
}

impl fmt::Display for ProfileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ProfileName {
    type Err = ProfileNameError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let accepted = |c: char| c.is_alphanumeric() || " ._-+@".contains(c);
        let why = if name.is_empty() {
            "it is empty"
        } else if name.chars().count() > 64 {
            "it is too long"
        } else if !name.chars().all(accepted) {
            "it holds a character that is not accepted"
        } else if !name.starts_with(char::is_alphanumeric) || !name.ends_with(char::is_alphanumeric) {
            "it begins or ends with a sign or a space"
        } else {
            return Ok(Self(name.to_owned()));
        };
        let found = name.chars().take(80).flat_map(char::escape_default).collect();
        Err(ProfileNameError { found, why })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_accepted_and_paths_are_not() {
        for name in ["default", "Ana", "Zoë M. O-Brien", "李雷", "team+ana@example.com", "7"] {
            assert_eq!(name.parse::<ProfileName>().unwrap().as_str(), name);
        }
        for name in [
            "",
            " ",
            ".",
            "..",
            "../ana",
            "a/b",
            "a\\b",
            "-x",
            "a\0b",
            "a\nb",
            "ana ",
            "C:x",
            &"x".repeat(65),
        ] {
            assert!(name.parse::<ProfileName>().is_err(), "{name:?}");
        }
    }

    #[test]
    fn the_message_shows_the_name_harmlessly() {
        let message = "a\u{1b}[2J".parse::<ProfileName>().unwrap_err().to_string();
        assert!(message.contains("\\u{1b}[2J") && !message.contains('\u{1b}'), "{message}");
    }
}
