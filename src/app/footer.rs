//! The line at the bottom: which keys it names, and where each of them stands, so that it can be clicked.

use super::aside::Aside;
use super::panel::Panel;
use super::{Model, Screen};
use crate::input::{Action, Chord, Key, Scope, TABLE, shown};
use crate::quiz::Form;
use crate::text::width;

/// Cells between two keys.
const GAP: usize = 3;

/// A key in the bottom line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FooterItem {
    /// Column of its first cell.
    pub x: u16,
    /// Cells of key, blank and label together.
    pub width: u16,
    /// The key as it is shown.
    pub key: String,
    /// What it does.
    pub label: &'static str,
    /// What a click on it does; `None` where it stands for several actions.
    pub action: Option<Action>,
}

impl Model {
    /// Key and label of the actions for the bottom line, most important first.
    pub fn footer(&self) -> Vec<(String, &'static str)> {
        self.footer_entries().into_iter().map(|(key, label, _)| (key, label)).collect()
    }

    /// The keys that fit into the bottom line, from left to right.
    pub fn footer_items(&self) -> Vec<FooterItem> {
        let room = usize::from(self.size.0.saturating_sub(2));
        let entries = self.footer_entries();
        let last = entries.len().saturating_sub(1);
        // Help stands last and is never crowded out: where the keys do not all fit, it is how to find the others.
        let reserve = entries.last().map_or(0, |(key, label, _)| width(key) + 1 + width(label));
        let mut used = 0;
        let mut items = Vec::new();
        for (at, (key, label, action)) in entries.into_iter().enumerate() {
            let gap = if used == 0 { 0 } else { GAP };
            let need = width(&key) + 1 + width(label);
            let kept = if at == last { 0 } else { reserve + GAP };
            if used + gap + need + kept > room {
                continue;
            }
            let (Ok(x), Ok(width)) = (u16::try_from(1 + used + gap), u16::try_from(need)) else { continue };
            items.push(FooterItem { x, width, key, label, action });
            used += gap + need;
        }
        items
    }

    fn footer_entries(&self) -> Vec<(String, &'static str, Option<Action>)> {
        let chain = self.chain();
        // In a text field a character is text.
        let typing = chain
            .iter()
            .any(|scope| matches!(scope, Scope::Field | Scope::Search | Scope::Day | Scope::LogPath))
            || matches!(self.aside, Some(Aside::Note { .. }));
        let mut entries: Vec<_> = TABLE
            .iter()
            .filter(|entry| chain.contains(&entry.scope))
            .filter(|entry| self.overlays.is_empty() || entry.scope != Scope::Global)
            .filter(|entry| self.disabled(entry.action).is_none())
            .filter_map(|entry| Some((entry.footer?, entry)))
            .collect();
        // Where characters are text, the way out stands beside the way on.
        let field = chain.contains(&Scope::Field);
        let rank_of = |rank: u8, action: Action| if field && action == Action::Back { 11 } else { rank };
        entries.sort_by_key(|(rank, entry)| rank_of(*rank, entry.action));
        entries
            .into_iter()
            .filter_map(|(_, entry)| {
                let chord = self.keys.keys(entry.action).iter().find(|chord| {
                    // A key that an inner scope takes for something else would not do what the footer says.
                    self.keys.action(&chain, **chord) == Some(entry.action)
                        && !(typing && chord.typed().is_some())
                })?;
                match entry.action {
                    Action::OptionA => Some((self.letters()?, "choose", None)),
                    Action::Toggle if self.is_ordering() => Some((shown(*chord), "take", Some(entry.action))),
                    // Enter does the same.
                    Action::LookBack if chain.contains(&Scope::Result) => None,
                    Action::LeaveOrQuit if !matches!(self.screen, Screen::Home(_)) => None,
                    // One of a pair: the other arrow goes the other way.
                    _ if *chord == Chord::plain(Key::Down) => Some(("↑↓".to_owned(), entry.label, None)),
                    _ => Some((shown(*chord), entry.label, Some(entry.action))),
                }
            })
            .collect()
    }

    /// Whether items are being put in order.
    fn is_ordering(&self) -> bool {
        let question = self.panel().and_then(Panel::question);
        question.is_some_and(|question| matches!(question.kind.form(), Form::Order(_)))
    }

    /// The letters that choose an option of the present question.
    fn letters(&self) -> Option<String> {
        let panel = self.panel()?;
        if !panel.has_letters() {
            return Some("↑↓".to_owned());
        }
        let last = panel.options().checked_sub(1)?;
        Some(format!("a–{}", crate::quiz::letter(last)))
    }
}
