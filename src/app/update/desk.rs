//! The calculators.

use crate::app::desk::saved;
use crate::app::desk::saved::Saved;
use crate::app::desk::{Desk, Kept, Tools};
use crate::app::message::{Effect, Msg, Now};
use crate::app::{Model, Screen};
use crate::calculator::Calculator;
use crate::content::Preset;
use crate::input::Action;
use crate::text::printable;

impl Model {
    /// Opens a calculator; from a page with the inputs of the nearest block of its kind.
    pub(in crate::app) fn open_desk(&mut self, calculator: Calculator, now: Now) -> Vec<Effect> {
        let preset = match &self.screen {
            Screen::Reader(reader) => reader.nearest_preset(calculator).cloned().unwrap_or_default(),
            Screen::Logs(log) => log.preset(calculator, self.tools().ok().map(|tools| &*tools.book)),
            _ => Preset::default(),
        };
        self.open_desk_with(calculator, &preset, now)
    }

    /// Opens a calculator with these inputs.
    pub(in crate::app) fn open_desk_with(
        &mut self,
        calculator: Calculator,
        preset: &Preset,
        now: Now,
    ) -> Vec<Effect> {
        let effects = self.save_all(now);
        let fitted = match &self.screen {
            Screen::Logs(log) => log.fitted(),
            _ => None,
        };
        if let Some(text) = self.saved_text.take() {
            match saved::from_text(&text) {
                Ok(saved) => self.saved = saved,
                Err(why) => self.say(&why, true, now),
            }
        }
        match self.tools() {
            Ok(tools) => {
                let desk = Desk::new(calculator, preset, tools).with_fitted(fitted);
                if matches!(self.screen, Screen::Desk(_)) {
                    self.screen = Screen::Desk(Box::new(desk));
                } else {
                    self.enter(Screen::Desk(Box::new(desk)));
                }
            }
            Err(why) => {
                let why = why.to_owned();
                self.say(&why, true, now);
            }
        }
        effects
    }

    pub(in crate::app) fn act_desk(&mut self, action: Action) -> Vec<Effect> {
        let size = self.size;
        let saved = std::mem::take(&mut self.saved);
        let kept = self.with_desk(|desk, tools| desk.act(action, tools, &saved, size));
        self.saved = saved;
        self.keep_calculations(kept)
    }

    /// Writes the named calculations where they have changed, and asks where one of them would be lost.
    pub(in crate::app) fn keep_calculations(&mut self, kept: Option<Kept>) -> Vec<Effect> {
        match kept {
            None | Some(Kept::AsBefore) => return Vec::new(),
            Some(Kept::Changed) => {}
            Some(Kept::Forget(one)) => {
                let question = format!("Forget the calculation “{}”?", printable(&one.name));
                self.ask(question, one.lost(), Msg::ForgetCalculation(one));
                return Vec::new();
            }
            Some(Kept::Replace { before, after }) => {
                let question = format!(
                    "Keep these inputs in the place of the calculation “{}”?",
                    printable(&before.name)
                );
                self.ask(question, before.lost(), Msg::KeepCalculation(after));
                return Vec::new();
            }
        }
        vec![Effect::SaveCalculations(saved::to_text(&self.saved))]
    }

    pub(in crate::app) fn forget_calculation(&mut self, forgotten: &Saved) -> Vec<Effect> {
        self.saved.retain(|one| one != forgotten);
        let saved = std::mem::take(&mut self.saved);
        self.with_desk(|desk, _| desk.fit_saved(&saved));
        self.saved = saved;
        self.keep_calculations(Some(Kept::Changed))
    }

    pub(in crate::app) fn keep_calculation(&mut self, kept: Saved) -> Vec<Effect> {
        self.saved.retain(|one| !one.is_called_as(&kept));
        self.saved.push(kept);
        self.keep_calculations(Some(Kept::Changed))
    }

    /// Works on the calculator that is on the screen.
    pub(in crate::app) fn with_desk<T>(&mut self, work: impl FnOnce(&mut Desk, &Tools) -> T) -> Option<T> {
        let Screen::Desk(desk) = &mut self.screen else { return None };
        let tools = self.tools.get()?.as_ref().ok()?;
        Some(work(desk, tools))
    }

    pub(in crate::app) fn copy_command(&mut self, now: Now) -> Vec<Effect> {
        let Screen::Desk(desk) = &self.screen else { return Vec::new() };
        let Some(command) = desk.command() else { return Vec::new() };
        self.say(&format!("copied: {command}"), false, now);
        vec![Effect::Copy(command)]
    }
}
