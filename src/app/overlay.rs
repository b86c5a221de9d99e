//! What lies over a screen and takes the keys: settings, messages, a question of the program's own.

use super::geometry::{Area, MEASURE};
use super::message::{Effect, Msg, Now};
use super::settings::SettingsView;
use super::sheet::{Row, Tone};
use super::{Model, messages};
use crate::input::{Action, Scope};
use crate::text::lines;

/// An overlay.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// The settings.
    Settings(SettingsView),
    /// The messages of this run, from this row on.
    Messages(usize),
    /// A question before something is destroyed.
    Confirm(Confirm),
}

/// A question of the program's own: yes or no. No is what everything but the yes key means.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirm {
    /// What would be done, as a question.
    pub question: String,
    /// What would be lost, a paragraph each.
    pub details: Vec<String>,
    /// What the model is told on yes.
    pub then: Box<Msg>,
    /// What comes back on no.
    under: Option<Box<Overlay>>,
}

impl Overlay {
    /// Where keys are looked up.
    pub fn scope(&self) -> Scope {
        match self {
            Self::Settings(_) => Scope::Settings,
            Self::Messages(_) => Scope::Messages,
            Self::Confirm(_) => Scope::Confirm,
        }
    }

    /// Whether an action of everywhere works over it. What would change the screen below does not, and a question must be answered.
    pub(super) fn lets_through(&self, action: Action) -> bool {
        match action {
            Action::Quit | Action::Suspend => true,
            Action::ShowHelp | Action::ToggleMouse => !matches!(self, Self::Confirm(_)),
            Action::ShowSettings => matches!(self, Self::Messages(_)),
            Action::ShowMessages => matches!(self, Self::Settings(_)),
            action => action.entry().scope != Scope::Global,
        }
    }
}

impl Model {
    /// Asks whether to do something that cannot be undone. Yes gives the model `then`.
    pub fn ask(&mut self, question: impl Into<String>, details: Vec<String>, then: Msg) {
        let under = self.overlay.take().map(Box::new);
        let confirm = Confirm { question: question.into(), details, then: Box::new(then), under };
        self.overlay = Some(Overlay::Confirm(confirm));
    }

    /// The area of the overlay's text.
    pub fn overlay_area(&self) -> Area {
        let (width, height) = self.size;
        let whole = Area {
            x: 2,
            y: 1,
            width: width.saturating_sub(4).min(MEASURE),
            height: height.saturating_sub(3),
        };
        let whole = Area { x: (width - whole.width) / 2, ..whole };
        match &self.overlay {
            Some(Overlay::Confirm(confirm)) => {
                let rows = confirm.rows(usize::from(whole.width)).len();
                let height = u16::try_from(rows).unwrap_or(u16::MAX).min(whole.height);
                Area { y: whole.y + (whole.height - height) / 2, height, ..whole }
            }
            _ => whole,
        }
    }

    /// The overlay's rows, and the first one to show.
    pub fn overlay_rows(&self) -> Option<(Vec<Row>, usize)> {
        let area = self.overlay_area();
        let columns = usize::from(area.width);
        Some(match self.overlay.as_ref()? {
            Overlay::Settings(view) => {
                let rows = self.settings_rows(*view, columns);
                let from =
                    super::sheet::keep_visible(0, (0, view.last_row()), area.height.into(), rows.len());
                (rows, from)
            }
            Overlay::Messages(from) => (self.message_rows(columns), *from),
            Overlay::Confirm(confirm) => (confirm.rows(columns), 0),
        })
    }

    /// Does what a key means in an overlay.
    pub(super) fn act_overlay(&mut self, action: Action, now: Now) -> Vec<Effect> {
        match action {
            Action::ShowSettings => self.overlay = Some(Overlay::Settings(SettingsView::default())),
            Action::ShowMessages => self.overlay = Some(Overlay::Messages(0)),
            Action::CloseSettings | Action::CloseMessages => self.overlay = None,
            Action::No => {
                if let Some(Overlay::Confirm(confirm)) = self.overlay.take() {
                    self.overlay = confirm.under.map(|under| *under);
                }
            }
            Action::MessagesDown => self.scroll_overlay(messages::STEP),
            Action::MessagesUp => self.scroll_overlay(-messages::STEP),
            Action::Yes => {
                if let Some(Overlay::Confirm(confirm)) = self.overlay.take() {
                    return self.update(*confirm.then, now);
                }
            }
            Action::ToggleMouse => return self.toggle_mouse(now),
            _ => return self.act_settings(action),
        }
        Vec::new()
    }

    /// Turns the wheel over the overlay; false where there is none.
    pub(super) fn wheel_overlay(&mut self, by: isize) -> bool {
        self.scroll_overlay(by);
        self.overlay.is_some()
    }

    fn scroll_overlay(&mut self, by: isize) {
        match &mut self.overlay {
            Some(Overlay::Messages(from)) => *from = from.saturating_add_signed(by),
            Some(Overlay::Settings(view)) => view.step(by.signum()),
            _ => {}
        }
        self.clamp_overlay();
    }

    /// After another size or another step: nothing is scrolled past its end.
    pub(super) fn clamp_overlay(&mut self) {
        let height = usize::from(self.overlay_area().height);
        let total = self.overlay_rows().map_or(0, |(rows, _)| rows.len());
        if let Some(Overlay::Messages(from)) = &mut self.overlay {
            *from = (*from).min(total.saturating_sub(height));
        }
    }

    fn toggle_mouse(&mut self, now: Now) -> Vec<Effect> {
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

    pub(super) fn set_mouse(&mut self, on: bool) -> Vec<Effect> {
        self.mouse = on;
        vec![Effect::SetMouse(on)]
    }
}

impl Confirm {
    fn rows(&self, columns: usize) -> Vec<Row> {
        let mut rows: Vec<Row> =
            lines(&self.question, columns).into_iter().map(|line| Row::of(line, Tone::Title)).collect();
        for detail in &self.details {
            rows.push(Row::blank());
            rows.extend(lines(detail, columns).into_iter().map(|line| Row::of(line, Tone::Text)));
        }
        rows
    }
}
