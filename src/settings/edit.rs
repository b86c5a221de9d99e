//! One value of the file changed, and not a byte besides: comments, order and blank lines are the learner's.

use super::Value;
use crate::content::Problem;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// What stands at the top of a file that the program has begun.
const HEAD: &str = "# Settings of coldstart. `coldstart config print` shows what is in force, `coldstart config check` what is wrong.\n\n";

/// Why a file was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotChanged {
    /// Its syntax is broken.
    #[error("{0}; mend that first, nothing was written")]
    Broken(Box<Problem>),
    /// It is written in a way that this program cannot change safely.
    #[error("`{0}` is written in a way that cannot be changed from here; change it in the file")]
    Unusual(&'static str),
}

/// The content of `file` with `key` set to `value`, or without `key` where that is `None`.
///
/// # Errors
/// Where the text is no TOML.
pub fn change(
    file: &str,
    text: &str,
    key: &'static str,
    value: Option<&Value>,
) -> Result<String, NotChanged> {
    let root = parse(file, text)?;
    let found = root.get_ref().iter().find(|(name, _)| name.get_ref() == key);
    let changed = match (found, value) {
        (None, None) => return Ok(text.to_owned()),
        (Some((_, old)), Some(value)) => replaced(text, old.span(), &value.to_string()),
        (Some((name, old)), None) => {
            replaced(text, line_start(text, name.span().start)..line_end(text, old.span().end), "")
        }
        (None, Some(value)) => inserted(text, root.get_ref(), &format!("{key} = {value}")),
    };
    // Whatever the file looks like, what is written must say what was asked for.
    let now = parse(file, &changed).ok();
    let now = now.as_ref().and_then(|root| root.get_ref().get(key));
    if now.map(|value| same(value.get_ref())) == value.cloned().map(Some) {
        Ok(changed)
    } else {
        Err(NotChanged::Unusual(key))
    }
}

fn parse<'t>(file: &str, text: &'t str) -> Result<toml::Spanned<DeTable<'t>>, NotChanged> {
    DeTable::parse(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        let problem = Problem::at(file, text, span, format!("TOML syntax: {}", error.message()));
        NotChanged::Broken(Box::new(problem))
    })
}

fn same(value: &DeValue<'_>) -> Option<Value> {
    match value {
        DeValue::Boolean(flag) => Some(Value::Flag(*flag)),
        DeValue::String(text) => Some(Value::Text(text.to_string())),
        DeValue::Integer(number) => {
            u32::from_str_radix(number.as_str(), number.radix()).ok().map(Value::Number)
        }
        _ => None,
    }
}

/// A new line below the last key that stands above all tables.
fn inserted(text: &str, root: &DeTable<'_>, line: &str) -> String {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut last: Option<usize> = None;
    for (name, value) in root {
        let start = line_start(text, name.span().start);
        // The name of a table has a bracket before it.
        if text.get(start..name.span().start).is_some_and(|before| before.trim().is_empty()) {
            let table = matches!(value.get_ref(), DeValue::Table(_));
            let end = if table { name.span().end } else { value.span().end };
            last = last.max(Some(line_end(text, end)));
        }
    }
    if let Some(at) = last {
        let gap = if text.get(..at).is_some_and(|before| before.ends_with('\n')) { "" } else { newline };
        return replaced(text, at..at, &format!("{gap}{line}{newline}"));
    }
    // Without a key at the top, nothing but comments and blank lines can stand above the first table.
    if let Some(at) = first_header(text) {
        let at = above_comments(text, at);
        return replaced(text, at..at, &format!("{line}{newline}{newline}"));
    }
    let head = if text.trim().is_empty() { HEAD } else { text };
    let gap = if head.ends_with('\n') { "" } else { newline };
    format!("{head}{gap}{line}{newline}")
}

/// The beginning of the first line that opens with a bracket.
fn first_header(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with('[') {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// The beginning of the comment that stands directly above the line at `at`.
fn above_comments(text: &str, mut at: usize) -> usize {
    while at > 0 {
        let start = line_start(text, at - 1);
        if !text.get(start..at).is_some_and(|line| line.trim_start().starts_with('#')) {
            break;
        }
        at = start;
    }
    at
}

fn replaced(text: &str, span: Range<usize>, new: &str) -> String {
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    format!("{before}{new}{after}")
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

/// The beginning of the line below `at`.
fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |newline| at + newline + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn set(text: &str, key: &'static str, value: &Value) -> String {
        change("c", text, key, Some(value)).unwrap()
    }

    fn dark() -> Value {
        Value::Text("dark".to_owned())
    }

    #[test]
    fn the_value_alone_is_replaced() {
        let text = "# mine\ntheme   =   'light' # at work\n\n[keys.page] # keys\ntop = ['T']\n";
        assert_eq!(set(text, "theme", &dark()), text.replace("'light'", "\"dark\""));
    }

    #[test]
    fn a_new_key_stands_below_the_others_and_above_every_table() {
        let text = "mouse = true # yes\npacks = [\n  'a',\n]\n\n# my keys\n[keys.page]\ntop = ['T']\n";
        assert_eq!(set(text, "theme", &dark()), text.replace("]\n\n#", "]\ntheme = \"dark\"\n\n#"));
        let tables = "# my keys\n[keys.page]\ntop = ['T']\n";
        assert_eq!(set(tables, "theme", &dark()), format!("theme = \"dark\"\n\n{tables}"));
        assert_eq!(set("mouse = true", "theme", &dark()), "mouse = true\ntheme = \"dark\"\n");
        assert_eq!(set("# only words", "theme", &dark()), "# only words\ntheme = \"dark\"\n");
        assert_eq!(
            set("keys.page.top = ['T']\n[x]\n", "theme", &dark()),
            "keys.page.top = ['T']\ntheme = \"dark\"\n[x]\n"
        );
        assert_eq!(
            set("mouse = true\r\n[x]\r\n", "ascii", &Value::Flag(true)),
            "mouse = true\r\nascii = true\r\n[x]\r\n"
        );
    }

    #[test]
    fn an_empty_file_begins_with_a_word_of_explanation() {
        let text = set("", "rollover_hour", &Value::Number(3));
        assert!(
            text.starts_with("# Settings of coldstart") && text.ends_with("\nrollover_hour = 3\n"),
            "{text}"
        );
    }

    #[test]
    fn a_key_goes_with_its_line() {
        let text = "mouse = true\nascii = false # by hand\ntheme = 'dark'\n";
        assert_eq!(change("c", text, "ascii", None).unwrap(), "mouse = true\ntheme = 'dark'\n");
        assert_eq!(change("c", text, "reduced_motion", None).unwrap(), text);
    }

    #[test]
    fn a_broken_file_is_left_alone() {
        let why = change("c", "mouse = \n", "theme", Some(&dark())).unwrap_err().to_string();
        assert!(why.starts_with("c:1:") && why.ends_with("nothing was written"), "{why}");
    }

    proptest! {
        #[test]
        fn a_change_changes_nothing_else(
            lines in proptest::collection::vec(
                prop_oneof![
                    Just("mouse = true"), Just("theme = \"x\""), Just("# theme = 1"), Just(""), Just("packs = []"),
                    Just("ascii = true # c"), Just("[keys.page]"), Just("[keys]"), Just("pager = '''\nless\n'''"),
                ], 0..9),
            end in prop_oneof![Just("\n"), Just("")],
        ) {
            let text = lines.join("\n") + end;
            let Ok(before) = text.parse::<toml::Table>() else { return Ok(()) };
            let after: toml::Table = set(&text, "theme", &dark()).parse().unwrap();
            let mut wanted = before;
            wanted.insert("theme".to_owned(), "dark".into());
            prop_assert_eq!(&after, &wanted);
            let without: toml::Table = change("c", &text, "theme", None).unwrap().parse().unwrap();
            wanted.remove("theme");
            prop_assert_eq!(without, wanted);
        }
    }
}
