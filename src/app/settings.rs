//! The settings, as they are seen and changed inside the program. Every change takes effect at once and is written at once.

use super::message::{Effect, Msg, Now};
use super::overlay::Overlay;
use super::sheet::{Row, Tone};
use super::{Model, Toast, scheduler_of};
use crate::animation::Stage;
use crate::content::{CalloutKind, Mark, Role};
use crate::input::Action;
use crate::settings::{Origin, Setting, Settings, variable};
use crate::text::{Side, clusters, lines, pad, truncate, width};

/// The settings of the screen, from the top.
const LIST: [Setting; 8] = [
    Setting::Theme,
    Setting::Ascii,
    Setting::ReducedMotion,
    Setting::Mouse,
    Setting::RolloverHour,
    Setting::DailyNew,
    Setting::DailyReviews,
    Setting::Retention,
];

/// Rows above the first setting.
const HEAD: usize = 2;

/// State of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SettingsView {
    /// The chosen row of the list.
    pub cursor: usize,
}

impl SettingsView {
    pub(super) fn step(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(LIST.len() - 1);
    }

    /// The last row that must be seen: the one below the cursor's.
    pub(super) fn last_row(self) -> usize {
        HEAD + self.cursor + 1
    }

    /// The setting of a row.
    pub(super) fn at_row(row: usize) -> Option<usize> {
        row.checked_sub(HEAD).filter(|at| *at < LIST.len())
    }

    fn setting(self) -> Setting {
        LIST.get(self.cursor).copied().unwrap_or(Setting::Theme)
    }
}

fn label(setting: Setting) -> &'static str {
    match setting {
        Setting::Theme => "Theme",
        Setting::Ascii => "ASCII only",
        Setting::ReducedMotion => "Reduced motion",
        Setting::Mouse => "Mouse clicks",
        Setting::RolloverHour => "Day begins at",
        Setting::DailyNew => "New a day",
        Setting::DailyReviews => "Reviews a day",
        Setting::Retention => "Recall to keep",
        Setting::Welcome => "Card for newcomers",
    }
}

fn help(setting: Setting) -> &'static str {
    match setting {
        Setting::Theme => {
            "The theme named terminal follows the colours of yours; the others bring their own. The folder themes \
             beside the file is for themes that you make."
        }
        Setting::Ascii => "For terminals and fonts that lack line drawing and signs.",
        Setting::ReducedMotion => "Nothing moves by itself: animations go from step to step.",
        Setting::Mouse => {
            "Clicks and the wheel act on what is under the pointer. The terminal can then select text only with \
             Shift held."
        }
        Setting::RolloverHour => {
            "What you answer before this hour counts for the day before. Days that are over stay as they were counted."
        }
        Setting::DailyNew => "Memories that a review begins on a day at most, between what is due.",
        Setting::DailyReviews => {
            "Memories that are asked again on a day at most; the ones best saved come first."
        }
        Setting::Retention => {
            "A memory is due when its predicted recall has fallen to this. 85 % keeps things fresh with about half \
             the reviews, 95 % is for the weeks before an exam and takes more than twice as many."
        }
        Setting::Welcome => "",
    }
}

/// The end of a path, with a mark where its beginning is cut off.
fn ending(path: &str, room: usize) -> String {
    if width(path) <= room {
        return path.to_owned();
    }
    let all: Vec<(&str, usize)> = clusters(path).collect();
    let mut left = room.saturating_sub(1);
    let kept = all.iter().rev().take_while(|(_, cells)| {
        let fits = *cells <= left;
        left = left.saturating_sub(*cells);
        fits
    });
    let kept: Vec<&str> = kept.map(|(cluster, _)| *cluster).collect();
    format!("…{}", kept.into_iter().rev().collect::<String>())
}

fn yes(flag: bool) -> String {
    if flag { "yes" } else { "no" }.to_owned()
}

impl Model {
    fn shown_value(&self, setting: Setting) -> String {
        match setting {
            Setting::Theme => self.settings.theme.clone(),
            Setting::Ascii => match self.settings.ascii {
                None => format!("by locale ({})", yes(self.ascii())),
                Some(flag) => yes(flag),
            },
            Setting::ReducedMotion => yes(self.settings.reduced_motion),
            Setting::Mouse => yes(self.settings.mouse),
            Setting::RolloverHour => format!("{:02}:00", self.settings.rollover_hour),
            Setting::DailyNew => self.settings.daily_new.to_string(),
            Setting::DailyReviews => self.settings.daily_reviews.to_string(),
            Setting::Retention => format!("{} %", self.settings.retention_percent),
            Setting::Welcome => yes(self.settings.welcome),
        }
    }

    /// The rows of the settings.
    pub(super) fn settings_rows(&self, view: SettingsView, columns: usize) -> Vec<Row> {
        let file = self.config_file.as_deref().unwrap_or("no file: kept for this run only");
        let room = columns.saturating_sub(11);
        let mut rows = vec![
            Row::of("Settings", Tone::Accent).and("   ", Tone::Text).and(ending(file, room), Tone::Muted),
            Row::blank(),
        ];
        let wide = LIST.iter().map(|setting| width(label(*setting))).max().unwrap_or(0);
        for (at, setting) in LIST.iter().enumerate() {
            let here = at == view.cursor;
            let value = truncate(&self.shown_value(*setting), columns.saturating_sub(wide + 8)).into_owned();
            let (left, right) = if here { ("‹ ", " ›") } else { ("  ", "") };
            rows.push(
                Row::of(if here { "› " } else { "  " }, Tone::Accent)
                    .and(pad(label(*setting), wide + 2, Side::Left), Tone::Text)
                    .and(left, Tone::Accent)
                    .and(value, Tone::Title)
                    .and(right, Tone::Accent)
                    .selected(here),
            );
        }
        rows.push(Row::blank());
        let setting = view.setting();
        for line in lines(help(setting), columns) {
            rows.push(Row::of(line, Tone::Muted));
        }
        if let Some(why) = self.overridden(setting) {
            rows.extend(lines(&why, columns).into_iter().map(|line| Row::of(line, Tone::Warning)));
        }
        rows.push(Row::blank());
        rows.extend(preview(columns));
        rows.push(Row::blank());
        let rest = "Keys, pager and packs are set in the file itself; coldstart config print shows how.";
        rows.extend(lines(rest, columns).into_iter().map(|line| Row::of(line, Tone::Muted)));
        rows
    }

    /// Why a change would not be seen, or not last.
    fn overridden(&self, setting: Setting) -> Option<String> {
        if setting == Setting::Theme && !self.colour {
            return Some(
                "No colour is wanted here (NO_COLOR, TERM or --color), so no theme shows any.".to_owned(),
            );
        }
        if setting == Setting::Theme && self.few_colours {
            let why = "This terminal shows sixteen colours (TERM, COLORTERM): a theme with a background of its own looks as terminal does.";
            return Some(why.to_owned());
        }
        match self.settings.origin(setting.key()) {
            Origin::Environment => {
                Some(format!("{} overrides the file at every start.", variable(setting.key())))
            }
            Origin::Flag => Some("A flag overrides the file in this run.".to_owned()),
            Origin::Default | Origin::File => None,
        }
    }

    pub(super) fn act_settings(&mut self, action: Action) -> Vec<Effect> {
        let Some(Overlay::Settings(view)) = self.overlays.last_mut() else { return Vec::new() };
        match action {
            Action::SettingUp => view.step(-1),
            Action::SettingDown => view.step(1),
            Action::SettingNext | Action::SettingPrevious => {
                let setting = view.setting();
                return self.turn(setting, action == Action::SettingNext);
            }
            Action::SettingDefaults => {
                self.ask(
                    "Set everything on the settings screen back to what it was at first?",
                    vec!["Theme, characters, motion, mouse, the hour of the day, daily numbers and the recall to keep. Keys, pager, packs and your progress stay as they are.".to_owned()],
                    Msg::RestoreDefaults,
                );
            }
            _ => {}
        }
        Vec::new()
    }

    /// Puts the cursor on a row of the settings, and turns the setting there to its next value.
    pub(super) fn click_setting(&mut self, row: usize) -> Vec<Effect> {
        let Some(at) = SettingsView::at_row(row) else { return Vec::new() };
        if let Some(Overlay::Settings(view)) = self.overlays.last_mut() {
            view.cursor = at;
        }
        LIST.get(at).map_or_else(Vec::new, |setting| self.turn(*setting, true))
    }

    /// Sets everything on the screen back.
    pub(super) fn restore_defaults(&mut self) -> Vec<Effect> {
        let default = Settings::default();
        self.settings.theme.clone_from(&default.theme);
        self.settings.ascii = default.ascii;
        self.settings.reduced_motion = default.reduced_motion;
        self.settings.mouse = default.mouse;
        self.settings.rollover_hour = default.rollover_hour;
        self.settings.daily_new = default.daily_new;
        self.settings.daily_reviews = default.daily_reviews;
        self.settings.retention_percent = default.retention_percent;
        self.replay();
        let mut effects = self.set_mouse(default.mouse);
        for setting in LIST {
            self.settings.now_in_file(setting);
            // A key that is not in the file has its default, also where that changes in a later version.
            effects.push(Effect::SaveSetting { setting, value: None });
        }
        effects
    }

    fn turn(&mut self, setting: Setting, forwards: bool) -> Vec<Effect> {
        let mut effects = Vec::new();
        match setting {
            Setting::Theme => {
                let count = self.themes.len().max(1);
                let here = self.themes.iter().position(|name| *name == self.settings.theme).unwrap_or(0);
                let there = (here + if forwards { 1 } else { count - 1 }) % count;
                if let Some(name) = self.themes.get(there) {
                    self.settings.theme.clone_from(name);
                }
            }
            Setting::Ascii => {
                let ring = [None, Some(true), Some(false)];
                let here = ring.iter().position(|value| *value == self.settings.ascii).unwrap_or(0);
                let there = (here + if forwards { 1 } else { ring.len() - 1 }) % ring.len();
                self.settings.ascii = ring.get(there).copied().unwrap_or_default();
            }
            Setting::ReducedMotion => self.settings.reduced_motion = !self.settings.reduced_motion,
            Setting::Mouse => {
                self.settings.mouse = !self.settings.mouse;
                effects = self.set_mouse(self.settings.mouse);
            }
            Setting::RolloverHour => {
                let by = if forwards { 1 } else { 23 };
                self.settings.rollover_hour = (self.settings.rollover_hour + by) % 24;
                self.replay();
            }
            Setting::DailyNew => {
                self.settings.daily_new = stepped(self.settings.daily_new, 5, (0, 50), forwards);
            }
            Setting::DailyReviews => {
                self.settings.daily_reviews = stepped(self.settings.daily_reviews, 20, (20, 300), forwards);
            }
            Setting::Retention => {
                let next = stepped(self.settings.retention_percent.into(), 1, (70, 97), forwards);
                self.settings.retention_percent = u8::try_from(next).unwrap_or(90);
                self.replay();
            }
            Setting::Welcome => self.settings.welcome = !self.settings.welcome,
        }
        self.settings.now_in_file(setting);
        effects.push(Effect::SaveSetting { setting, value: self.settings.value(setting) });
        effects
    }

    /// Sees the log by the calendar and the memory model that are set now.
    fn replay(&mut self) {
        let calendar = self.record.progress.calendar().clone().with_rollover(self.settings.rollover_hour);
        self.record.replay(scheduler_of(&self.settings), calendar, &self.course);
        self.recount_screen();
    }

    /// Gives the clicks of the mouse to the program, or back to the terminal.
    pub(super) fn toggle_mouse(&mut self, now: Now) -> Vec<Effect> {
        let on = !self.mouse;
        let key = self.key_of(Action::ToggleMouse);
        self.say(
            &if on {
                format!("the mouse clicks and scrolls here; {key} gives it back to the terminal")
            } else {
                format!("the mouse is the terminal's again and selects text; {key} takes it")
            },
            false,
            now,
        );
        self.set_mouse(on)
    }

    fn set_mouse(&mut self, on: bool) -> Vec<Effect> {
        self.mouse = on;
        vec![Effect::SetMouse(on)]
    }

    /// What became of a setting on its way to the file.
    pub(super) fn setting_saved(&mut self, setting: Setting, result: Result<(), String>, now: Now) {
        match result {
            Ok(()) => {}
            // Nobody has asked for this one to be written.
            Err(_) if setting == Setting::Welcome => {}
            Err(why) => {
                let text = format!("changed for this run only: {why}");
                // One message, not one for each setting that is set back.
                if self.toast.as_ref().is_none_or(|Toast { text: shown, .. }| *shown != text) {
                    self.say(&text, true, now);
                }
            }
        }
    }
}

/// The next multiple of `step` above or below `value`, around from one end of `ends` to the other.
fn stepped(value: u32, step: u32, (from, to): (u32, u32), forwards: bool) -> u32 {
    if forwards {
        let next = (value / step + 1) * step;
        if next > to { from } else { next }
    } else {
        let before = value.div_ceil(step).saturating_sub(1) * step;
        if value <= from { to } else { before.max(from) }
    }
}

/// A little of everything, so that a theme can be judged.
fn preview(columns: usize) -> Vec<Row> {
    let page = |role| Tone::Page(role, Mark::default());
    let code = Tone::Page(Role::Text, Mark { code: true, ..Mark::default() });
    let series = (0..6).fold(Row::of("series    ", Tone::Muted), |row, number| {
        row.and("██", Tone::Series(number)).and(format!(" {}   ", number + 1), Tone::Text)
    });
    let environments = [
        ("download", Stage::Fetch),
        ("init", Stage::Init),
        ("restore", Stage::Restore),
        ("invoke", Stage::Invoke),
        ("idle", Stage::Frozen),
    ];
    let environments = environments.into_iter().fold(Row::blank(), |row, (name, state)| {
        row.and("■ ", Tone::Environment(state)).and(name, Tone::Text).and("  ", Tone::Text)
    });
    vec![
        Row::of("How it looks", Tone::Title),
        Row::of("Heading", page(Role::Heading(2)))
            .and("  text  ", Tone::Text)
            .and("secondary  ", Tone::Muted)
            .and("code()", code)
            .and("  ", Tone::Text)
            .and("link", Tone::Link(Mark::default()))
            .and("  ", Tone::Text)
            .and("Key", Tone::Key),
        Row::of("✓ Right", Tone::Right)
            .and("   ", Tone::Text)
            .and("✗ Not right", Tone::Wrong)
            .and("   careful", Tone::Warning)
            .and("   ", Tone::Text)
            .and("▌ Note   ", page(Role::Callout(CalloutKind::Note)))
            .and("▌ Conflict", page(Role::Callout(CalloutKind::Conflict))),
        Row::of(pad("› the row under the cursor", columns.min(40), Side::Left), Tone::Selected),
        series,
        environments,
    ]
}
