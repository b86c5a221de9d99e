//! `config.toml` to settings.

use super::{NUMBERS, Origin, Settings, keys};
use crate::content::Problem;
use crate::content::reader::{Reading, Table};
use crate::text::nearest;
use toml::de::DeTable;

impl Settings {
    /// Reads the settings in `text`, the content of `file`, with everything that is wrong in it. `themes` are the names
    /// that `theme` may have.
    ///
    /// A value that cannot be used leaves the default in force; a file whose syntax is broken leaves all of them.
    pub fn read(file: &str, text: &str, themes: &[String]) -> (Self, Vec<Problem>) {
        let reading = Reading::new(file, text);
        let mut table = reading.root();
        let mut settings = Self::default();
        if DeTable::parse(text).is_ok() {
            settings.take(&mut table, themes);
            table.finish();
        }
        (settings, reading.into_problems())
    }

    fn take(&mut self, table: &mut Table<'_, '_>, themes: &[String]) {
        let reading = table.reading();
        if let Some(theme) = table.optional_text("theme") {
            match known_theme(theme.get_ref(), themes) {
                Ok(()) => self.set("theme", |settings| theme.get_ref().clone_into(&mut settings.theme)),
                Err(help) => reading.report(
                    reading
                        .problem(theme.span(), format!("there is no theme `{}`", theme.get_ref()))
                        .with_help(help),
                ),
            }
        }
        if let Some(flag) = table.optional_flag("ascii") {
            self.set("ascii", |settings| settings.ascii = Some(*flag.get_ref()));
        }
        if let Some(flag) = table.optional_flag("reduced_motion") {
            self.set("reduced_motion", |settings| settings.reduced_motion = *flag.get_ref());
        }
        if let Some(flag) = table.optional_flag("mouse") {
            self.set("mouse", |settings| settings.mouse = *flag.get_ref());
        }
        if let Some(flag) = table.optional_flag("welcome") {
            self.set("welcome", |settings| settings.welcome = *flag.get_ref());
        }
        for bounds in NUMBERS {
            let Some(number) = table.optional_number(bounds.key) else { continue };
            match Some(*number.get_ref()).filter(|number| bounds.hold(*number)) {
                Some(value) => self.set(bounds.key, |settings| settings.set_number(bounds.key, value)),
                None => reading.report(
                    reading
                        .problem(number.span(), format!("`{}` is not {}", bounds.key, bounds.what))
                        .with_help(format!("accepted: {} to {}", bounds.from, bounds.to)),
                ),
            }
        }
        if let Some(pager) = table.optional_text("pager") {
            self.set("pager", |settings| settings.pager = Some(pager.into_inner()));
        }
        if table.has("packs") {
            let packs = table.texts("packs").into_iter().map(toml::Spanned::into_inner).collect();
            self.set("packs", |settings| settings.packs = packs);
        }
        self.keys = keys::read(table);
    }

    fn set(&mut self, key: &'static str, change: impl FnOnce(&mut Self)) {
        change(self);
        self.origins.insert(key, Origin::File);
    }
}

/// Whether there is a theme of this name, else what there is.
pub(super) fn known_theme(name: &str, themes: &[String]) -> Result<(), String> {
    let names = || themes.iter().map(String::as_str);
    if names().any(|known| known == name) {
        return Ok(());
    }
    Err(match nearest(name, names()) {
        Some(right) => format!("did you mean `{right}`?"),
        None => format!("there are: {}", names().collect::<Vec<_>>().join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Action;
    use proptest::prelude::*;

    fn themes() -> Vec<String> {
        ["terminal", "dark", "high-contrast"].map(str::to_owned).to_vec()
    }

    fn read(text: &str) -> (Settings, Vec<String>) {
        let (settings, problems) = Settings::read("config.toml", text, &themes());
        (settings, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_full_file_is_read() {
        let (settings, problems) = read(
            "theme = \"dark\"\nascii = true\nreduced_motion = true\nmouse = true\nrollover_hour = 3\n\
             welcome = false\npager = \"less -R\"\npacks = [\"~/pack\"]\n[keys.page]\npractise = [\"x\"]\n",
        );
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(
            (settings.theme.as_str(), settings.ascii, settings.rollover_hour),
            ("dark", Some(true), 3)
        );
        assert!(settings.reduced_motion && settings.mouse && !settings.welcome);
        assert_eq!((settings.pager.as_deref(), settings.packs.len()), (Some("less -R"), 1));
        assert_eq!(settings.keys[&Action::Practise], ["x".parse().unwrap()]);
        assert_eq!(settings.origin("theme"), Origin::File);
    }

    #[test]
    fn every_slip_has_its_place_and_leaves_the_default() {
        let (settings, problems) = read(
            "them = \"dark\"\ntheme = \"drak\"\nascii = \"yes\"\nrollover_hour = 24\nmouse = true\npacks = \"x\"\n",
        );
        assert_eq!(
            problems,
            [
                "config.toml:2:9: there is no theme `drak` (did you mean `dark`?)",
                "config.toml:3:9: `ascii` is a string (expected true or false)",
                "config.toml:4:17: `rollover_hour` is not an hour of the day (accepted: 0 to 23)",
                "config.toml:6:9: `packs` is a string (expected a list of strings)",
                "config.toml:1:1: unknown key `them` (did you mean `theme`?)",
            ]
        );
        assert_eq!((settings.theme.as_str(), settings.ascii, settings.rollover_hour), ("terminal", None, 4));
        assert!(settings.mouse, "what is right counts");
    }

    #[test]
    fn broken_syntax_leaves_every_default_and_is_the_only_complaint() {
        let (settings, problems) = read("mouse = true\ntheme = \"dark\nfoo = 1\n");
        assert_eq!(settings, Settings::default());
        assert!(!problems.is_empty() && problems.iter().all(|problem| problem.contains("TOML syntax")));
        assert!(problems[0].starts_with("config.toml:2:"), "{problems:?}");
    }

    proptest! {
        #[test]
        fn no_text_stops_the_reader(text in "(theme|keys|mouse|\\[|\\]|\\.|page|=|\"|\n| |x|[0-9]|é){0,40}") {
            let _ = read(&text);
        }
    }
}
