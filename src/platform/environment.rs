//! The process environment, read once.

use crate::settings::{FROM_ENVIRONMENT, variable as variable_of};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

/// What the environment says that concerns us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// `COLDSTART_HOME`: the folder that holds everything.
    pub home: Option<PathBuf>,
    /// `HOME`, or `USERPROFILE` on Windows: the user's own folder.
    pub user_home: Option<PathBuf>,
    /// `NO_COLOR` is set and not empty (<https://no-color.org>).
    pub no_color: bool,
    /// `TERM`.
    pub term: Option<String>,
    /// `COLORTERM`; `truecolor` and `24bit` promise 16 million colours.
    pub colorterm: Option<String>,
    /// `SSH_CONNECTION` is set: the terminal is far away.
    pub ssh: bool,
    /// `COLDSTART_MAY_PANIC` is set: Ctrl-G panics, so that tests can see what happens then.
    pub may_panic: bool,
    /// `PAGER`: what long text is read in.
    pub pager: Option<String>,
    /// Whether text may be more than ASCII: true unless `LC_ALL`, else `LC_CTYPE`, else `LANG` names another encoding than UTF-8.
    /// Where none is set, as in many containers, the terminal still reads UTF-8.
    pub utf8: bool,
    /// `COLDSTART_THEME` and the other variables that override a setting, by the setting's key.
    settings: BTreeMap<&'static str, String>,
}

impl Environment {
    /// Reads the environment of this process.
    #[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
    pub fn read() -> Self {
        Self::from_variables(|name| std::env::var_os(name))
    }

    /// What the variables say that `variable` knows. Empty ones count as not set.
    pub fn from_variables(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let text = |name: &str| set(name).map(|value| value.to_string_lossy().into_owned());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(text);
        Self {
            home: set("COLDSTART_HOME").map(PathBuf::from),
            user_home: set(if cfg!(windows) { "USERPROFILE" } else { "HOME" }).map(PathBuf::from),
            no_color: set("NO_COLOR").is_some(),
            term: text("TERM"),
            colorterm: text("COLORTERM"),
            ssh: set("SSH_CONNECTION").is_some(),
            may_panic: set("COLDSTART_MAY_PANIC").is_some(),
            pager: text("PAGER"),
            settings: FROM_ENVIRONMENT
                .into_iter()
                .filter_map(|key| Some((key, text(&variable_of(key))?)))
                .collect(),
            utf8: cfg!(windows) || locale.is_none_or(|locale| is_utf8(&locale)),
        }
    }
}

impl Environment {
    /// What the environment says about a setting, by its key in `config.toml`.
    pub fn setting(&self, key: &str) -> Option<&str> {
        self.settings.get(key).map(String::as_str)
    }
}

/// `de_DE.UTF-8`, `C.utf8`, and the bare `UTF-8` that macOS sets.
fn is_utf8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::from_variables(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn empty_is_not_set() {
        let empty =
            environment(&[("COLDSTART_HOME", ""), ("NO_COLOR", ""), ("TERM", ""), ("SSH_CONNECTION", "")]);
        assert_eq!(empty, environment(&[]));
        assert!(!empty.no_color && !empty.ssh && empty.home.is_none() && empty.utf8);
        let full = environment(&[
            ("COLDSTART_HOME", "/h"),
            ("NO_COLOR", "0"),
            ("TERM", "xterm"),
            ("COLORTERM", "truecolor"),
        ]);
        assert!(full.no_color);
        assert_eq!(environment(&[("COLDSTART_THEME", "dark")]).setting("theme"), Some("dark"));
        assert_eq!(environment(&[("COLDSTART_THEME", "")]).setting("theme"), None);
        assert_eq!((full.home, full.term.as_deref()), (Some(PathBuf::from("/h")), Some("xterm")));
    }

    #[cfg(not(windows))]
    #[test]
    fn the_first_locale_that_is_set_decides() {
        for (variables, utf8) in [
            (&[("LANG", "de_DE.UTF-8")][..], true),
            (&[("LC_CTYPE", "UTF-8"), ("LANG", "C")], true),
            (&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")], false),
            (&[("LC_ALL", ""), ("LANG", "C.utf8")], true),
            (&[("LANG", "en_US.ISO-8859-1")], false),
        ] {
            assert_eq!(environment(variables).utf8, utf8, "{variables:?}");
        }
    }
}
