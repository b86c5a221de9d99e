//! A session of questions that has the screen to itself.

use super::geometry::{Area, body, centred};
use super::panel::Panel;

/// State of the practice screen.
#[derive(Debug)]
pub struct Practice {
    /// What the session is about: a topic's title.
    pub title: String,
    /// The questions being asked.
    pub panel: Panel,
    /// When the session ended, where its result is kept: the moment, or that of a result that is looked at again.
    pub ended: Option<jiff::Timestamp>,
}

/// Where the questions stand in a terminal of `size`.
pub fn area(size: (u16, u16)) -> Area {
    centred(Area { x: 0, ..body(size.0, size.1) })
}
