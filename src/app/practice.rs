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
}

/// Where the questions stand in a terminal of `size`.
pub fn area(size: (u16, u16)) -> Area {
    centred(Area { x: 0, ..body(size.0, size.1) })
}
