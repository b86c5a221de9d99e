//! Words of shell commands, for commands that people copy.

use super::printable;

/// `word` as a POSIX shell takes it: in single quotes where it is more than letters, digits and harmless signs. Always one
/// printable line.
pub fn shell_quoted(word: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-_.,:=/%+@".contains(c);
    if !word.is_empty() && word.chars().all(harmless) {
        word.to_owned()
    } else {
        format!("'{}'", printable(word).replace('\n', " ").replace('\'', r"'\''"))
    }
}
