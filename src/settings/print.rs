//! Settings to TOML.

use super::{Setting, Settings};
use crate::input::{Action, Chord};
use std::fmt::Write as _;

/// Everything that is in force, as a file that could stand in the place of `config.toml`, with a word on where each value comes
/// from.
pub fn print(settings: &Settings) -> String {
    let mut text = String::new();
    let mut line = |key: &str, value: Option<String>, unset: &str| {
        let from = settings.origin(key);
        let _ = match value {
            Some(value) => writeln!(text, "{:40}# {from}", format!("{key} = {value}")),
            None => writeln!(text, "{:40}# {unset}", format!("# {key}")),
        };
    };
    for setting in [
        Setting::Theme,
        Setting::Ascii,
        Setting::ReducedMotion,
        Setting::Mouse,
        Setting::RolloverHour,
        Setting::DailyNew,
        Setting::DailyReviews,
        Setting::Retention,
        Setting::Welcome,
    ] {
        let value = settings.value(setting).map(|value| value.to_string());
        line(setting.key(), value, "as the locale says");
    }
    line("pager", settings.pager.as_deref().map(quoted), "as PAGER says, else less");
    let packs: Vec<String> = settings.packs.iter().map(|pack| quoted(pack)).collect();
    line("packs", Some(format!("[{}]", packs.join(", "))), "");
    let mut scope = None;
    let mut keys: Vec<(&Action, &Vec<Chord>)> = settings.keys.iter().collect();
    keys.sort_by_key(|(action, _)| (action.entry().scope, **action));
    for (action, chords) in keys {
        let entry = action.entry();
        if scope.replace(entry.scope) != Some(entry.scope) {
            let _ = writeln!(text, "\n[keys.{}]", entry.scope.name());
        }
        let chords: Vec<String> = chords.iter().map(|chord| quoted(&chord.to_string())).collect();
        let _ = writeln!(text, "{} = [{}]", quoted(entry.id), chords.join(", "));
    }
    text
}

/// A text as TOML has it in double quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_printed_is_read_back() {
        let text = "theme = \"dark\"\nascii = false\nmouse = true\npager = \"a \\\"b\\\" \\\\\"\npacks = [\"p\", \"q\"]\n\
                    [keys.page]\ntop = [\"\\\\\", \"ctrl-x\"]\nend = []\n[keys.global]\nfocus.next = [\"f6\"]\n";
        let themes = ["dark".to_owned(), "terminal".to_owned()];
        let (settings, problems) = Settings::read("c", text, &themes);
        assert!(problems.is_empty(), "{problems:?}");
        let printed = print(&settings);
        let (again, problems) = Settings::read("c", &printed, &themes);
        assert!(problems.is_empty(), "{problems:?}\n{printed}");
        assert_eq!((again.keys, again.packs, again.pager), (settings.keys, settings.packs, settings.pager));
        assert_eq!((again.theme, again.ascii, again.mouse), (settings.theme, settings.ascii, settings.mouse));
        assert!(printed.contains("# config.toml") && printed.contains("# default"), "{printed}");
        let (default, problems) = Settings::read("c", &print(&Settings::default()), &themes);
        assert!(problems.is_empty() && default.ascii.is_none() && default.pager.is_none());
    }

    proptest! {
        #[test]
        fn any_text_can_be_quoted(text in any::<String>()) {
            let table: toml::Table = format!("x = {}", quoted(&text)).parse().unwrap();
            prop_assert_eq!(table["x"].as_str().unwrap(), text);
        }
    }
}
