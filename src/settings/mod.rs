//! What the learner has set: one file, `config.toml`, and what overrides it for a run.
//!
//! Owns: the settings and their defaults, reading them with every problem in its place, changing one of them without
//! touching the rest of the file, printing what is in force.
//! Must not know: where the file is, the environment, what a theme looks like.

mod edit;
mod keys;
mod load;
mod print;

pub use edit::{NotChanged, change};
pub use print::print;

use crate::input::{Action, Chord};
use std::collections::BTreeMap;
use std::fmt;

/// The name of the theme that is used where none is set.
pub const DEFAULT_THEME: &str = "terminal";

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Name of the theme.
    pub theme: String,
    /// Whether only ASCII characters are drawn; `None` leaves it to the locale.
    pub ascii: Option<bool>,
    /// Whether nothing moves by itself.
    pub reduced_motion: bool,
    /// Whether clicks are asked for. Off leaves selecting and copying to the terminal.
    pub mouse: bool,
    /// The hour of the local time at which the learner's day begins, 0 to 23.
    pub rollover_hour: u8,
    /// Memories that a day begins at most, 0 to 999.
    pub daily_new: u32,
    /// Memories that a day reviews at most, 1 to 9,999.
    pub daily_reviews: u32,
    /// Predicted recall at which a memory is due, in per cent, 70 to 97.
    pub retention_percent: u8,
    /// Whether the card for newcomers is still to be shown.
    pub welcome: bool,
    /// The command that long text is read in.
    pub pager: Option<String>,
    /// Folders of packs, as they are written in the file.
    pub packs: Vec<String>,
    /// Keys of actions that differ from the table's.
    pub keys: BTreeMap<Action, Vec<Chord>>,
    /// Where a value comes from, for those that are not the default.
    origins: BTreeMap<&'static str, Origin>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: DEFAULT_THEME.to_owned(),
            ascii: None,
            reduced_motion: false,
            mouse: false,
            rollover_hour: 4,
            daily_new: 10,
            daily_reviews: 60,
            retention_percent: 90,
            welcome: true,
            pager: None,
            packs: Vec::new(),
            keys: BTreeMap::new(),
            origins: BTreeMap::new(),
        }
    }
}

/// Where a value comes from; a later one overrides an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Nobody has set it.
    Default,
    /// `config.toml`.
    File,
    /// A variable of the environment.
    Environment,
    /// A flag of the command line.
    Flag,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Default => "default",
            Self::File => "config.toml",
            Self::Environment => "environment",
            Self::Flag => "flag",
        })
    }
}

/// A value as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Number(u32),
    /// A text.
    Text(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(&print::quoted(text)),
        }
    }
}

/// The settings that have one value each and can be changed from inside the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// [`Settings::theme`]
    Theme,
    /// [`Settings::ascii`]
    Ascii,
    /// [`Settings::reduced_motion`]
    ReducedMotion,
    /// [`Settings::mouse`]
    Mouse,
    /// [`Settings::rollover_hour`]
    RolloverHour,
    /// [`Settings::daily_new`]
    DailyNew,
    /// [`Settings::daily_reviews`]
    DailyReviews,
    /// [`Settings::retention_percent`]
    Retention,
    /// [`Settings::welcome`]
    Welcome,
}

impl Setting {
    /// Its key in the file.
    pub fn key(self) -> &'static str {
        match self {
            Self::Theme => "theme",
            Self::Ascii => "ascii",
            Self::ReducedMotion => "reduced_motion",
            Self::Mouse => "mouse",
            Self::RolloverHour => "rollover_hour",
            Self::DailyNew => "daily_new",
            Self::DailyReviews => "daily_reviews",
            Self::Retention => "retention_percent",
            Self::Welcome => "welcome",
        }
    }
}

/// Keys whose value a variable of the environment can give: `theme` by `COLDSTART_THEME`, and so on.
pub const FROM_ENVIRONMENT: [&str; 9] = [
    "theme",
    "ascii",
    "reduced_motion",
    "mouse",
    "rollover_hour",
    "daily_new",
    "daily_reviews",
    "retention_percent",
    "pager",
];

/// What a whole number may be: its key, from, to, and what it is.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    key: &'static str,
    from: u32,
    to: u32,
    what: &'static str,
}

/// The settings that are whole numbers.
const NUMBERS: [Bounds; 4] = [
    Bounds { key: "rollover_hour", from: 0, to: 23, what: "an hour of the day" },
    Bounds { key: "daily_new", from: 0, to: 999, what: "a number of new memories a day" },
    Bounds { key: "daily_reviews", from: 1, to: 9_999, what: "a number of reviews a day" },
    Bounds { key: "retention_percent", from: 70, to: 97, what: "a recall in per cent that can be kept" },
];

/// The variable of the environment that overrides `key`.
pub fn variable(key: &str) -> String {
    format!("COLDSTART_{}", key.to_uppercase())
}

impl Settings {
    /// Where the value of `key` comes from.
    pub fn origin(&self, key: &str) -> Origin {
        self.origins.get(key).copied().unwrap_or(Origin::Default)
    }

    /// The value of a setting as the file has it; `None` where nothing is to be written.
    pub fn value(&self, setting: Setting) -> Option<Value> {
        match setting {
            Setting::Theme => Some(Value::Text(self.theme.clone())),
            Setting::Ascii => self.ascii.map(Value::Flag),
            Setting::ReducedMotion => Some(Value::Flag(self.reduced_motion)),
            Setting::Mouse => Some(Value::Flag(self.mouse)),
            Setting::RolloverHour => Some(Value::Number(self.rollover_hour.into())),
            Setting::DailyNew => Some(Value::Number(self.daily_new)),
            Setting::DailyReviews => Some(Value::Number(self.daily_reviews)),
            Setting::Retention => Some(Value::Number(self.retention_percent.into())),
            Setting::Welcome => Some(Value::Flag(self.welcome)),
        }
    }

    /// Notes that a value is now the file's.
    pub fn now_in_file(&mut self, setting: Setting) {
        self.origins.insert(setting.key(), Origin::File);
    }

    /// Takes a value over that comes as one word, from the environment or a flag.
    ///
    /// # Errors
    /// A sentence that says what is accepted; the value is as it was.
    pub fn set_word(&mut self, key: &str, word: &str, from: Origin, themes: &[String]) -> Result<(), String> {
        let word = word.trim();
        let key = match key {
            "theme" => {
                load::known_theme(word, themes)
                    .map_err(|help| format!("there is no theme `{word}`; {help}"))?;
                word.clone_into(&mut self.theme);
                "theme"
            }
            "ascii" => {
                self.ascii = Some(flag(word)?);
                "ascii"
            }
            "reduced_motion" => {
                self.reduced_motion = flag(word)?;
                "reduced_motion"
            }
            "mouse" => {
                self.mouse = flag(word)?;
                "mouse"
            }
            "pager" => {
                self.pager = Some(word.to_owned());
                "pager"
            }
            other => {
                let bounds = NUMBERS.iter().find(|bounds| bounds.key == other);
                let bounds = bounds.ok_or_else(|| format!("there is no setting `{other}`"))?;
                let number = word.parse().ok().filter(|number| bounds.hold(*number));
                let number = number.ok_or_else(|| {
                    format!("`{word}` is not {}; accepted: {} to {}", bounds.what, bounds.from, bounds.to)
                })?;
                self.set_number(bounds.key, number);
                bounds.key
            }
        };
        self.origins.insert(key, from);
        Ok(())
    }
}

impl Settings {
    /// Sets a whole number that its bounds hold.
    fn set_number(&mut self, key: &str, number: u32) {
        let small = u8::try_from(number).unwrap_or(u8::MAX);
        match key {
            "rollover_hour" => self.rollover_hour = small,
            "daily_new" => self.daily_new = number,
            "daily_reviews" => self.daily_reviews = number,
            "retention_percent" => self.retention_percent = small,
            _ => {}
        }
    }
}

impl Bounds {
    fn hold(self, number: u32) -> bool {
        (self.from..=self.to).contains(&number)
    }
}

fn flag(word: &str) -> Result<bool, String> {
    match word.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(format!("`{word}` is neither true nor false")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn themes() -> Vec<String> {
        ["terminal", "dark"].map(str::to_owned).to_vec()
    }

    #[test]
    fn a_later_layer_overrides_an_earlier_one() {
        let (mut settings, problems) =
            Settings::read("c", "theme = \"dark\"\nmouse = true\nrollover_hour = 2\n", &themes());
        assert!(problems.is_empty());
        settings.set_word("rollover_hour", "6", Origin::Environment, &themes()).unwrap();
        settings.set_word("theme", "terminal", Origin::Flag, &themes()).unwrap();
        assert_eq!((settings.theme.as_str(), settings.rollover_hour), ("terminal", 6));
        let origins = ["theme", "ascii", "mouse", "rollover_hour"].map(|key| settings.origin(key));
        assert_eq!(origins, [Origin::Flag, Origin::Default, Origin::File, Origin::Environment]);
    }

    #[test]
    fn a_bad_word_changes_nothing_and_says_what_is_accepted() {
        let mut settings = Settings::default();
        for (key, word, said) in [
            ("theme", "drak", "did you mean `dark`?"),
            ("mouse", "maybe", "neither true nor false"),
            ("rollover_hour", "24", "accepted: 0 to 23"),
            ("daily_new", "-1", "accepted: 0 to 999"),
            ("daily_reviews", "0", "accepted: 1 to 9999"),
            ("retention_percent", "98", "accepted: 70 to 97"),
            ("retention_percent", "0.9", "accepted: 70 to 97"),
            ("colour", "1", "no setting"),
        ] {
            let why = settings.set_word(key, word, Origin::Flag, &themes()).unwrap_err();
            assert!(why.contains(said), "{why}");
        }
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn the_day_begins_when_the_calendar_says_where_nothing_is_set() {
        let zone = jiff::tz::TimeZone::UTC;
        let standard = crate::progress::Calendar::new(zone.clone());
        let set = standard.clone().with_rollover(Settings::default().rollover_hour);
        for hour in 0..24 {
            let at =
                jiff::civil::date(2026, 1, 2).at(hour, 0, 0, 0).to_zoned(zone.clone()).unwrap().timestamp();
            assert_eq!(standard.day(at), set.day(at));
        }
    }
}
