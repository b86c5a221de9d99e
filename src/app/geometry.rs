//! Where the panes of the reading screen are: a pure function of the size of the terminal and of the focus.
//!
//! Three panes stand in a row: contents, page, companion. Where there is not room for all of them, the screen is a window
//! that slides along the row with the focus: two panes from 80 columns, one below.

/// A rectangle of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Area {
    /// Column of the left edge, from 0.
    pub x: u16,
    /// Row of the upper edge, from 0.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// The pane that has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    /// The table of contents.
    Outline,
    /// The page.
    #[default]
    Page,
    /// Questions, later calculators and animations, beside the page.
    Companion,
    /// An animation in the page.
    Animation,
}

/// The least terminal that the program can be used in.
pub const MINIMUM: (u16, u16) = (40, 12);
/// Two panes from here.
pub const TWO_PANES: u16 = 80;
/// Three panes from here.
pub const THREE_PANES: u16 = 110;
/// The widest column of text that is comfortable to read.
pub const MEASURE: u16 = 88;

/// Areas of a screen; a pane that is not shown is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Panes {
    /// One row at the top.
    pub header: Area,
    /// The table of contents.
    pub outline: Option<Area>,
    /// The page.
    pub page: Option<Area>,
    /// The companion.
    pub companion: Option<Area>,
    /// One row at the bottom.
    pub footer: Area,
}

/// The middle of a screen between header and footer, with one free row below the header.
pub fn body(width: u16, height: u16) -> Area {
    Area { x: 0, y: 2, width, height: height.saturating_sub(4) }
}

/// Panes of the reading screen. `companion` says whether there is something to show in it.
pub fn panes(width: u16, height: u16, focus: Pane, companion: bool) -> Panes {
    let header = Area { x: 0, y: 0, width, height: 1 };
    let footer = Area { x: 0, y: height.saturating_sub(1), width, height: 1 };
    let body = body(width, height);
    let mut panes = Panes { header, footer, ..Panes::default() };
    let focus = if focus == Pane::Companion && !companion { Pane::Page } else { focus };
    // A pane's area holds its text; one column of air stands on each side, and the separator between two panes.
    if width >= THREE_PANES {
        let left = (width / 5).clamp(24, 34);
        let right = if companion { (width / 3).clamp(36, 60) } else { 0 };
        let middle = width.saturating_sub(left + right);
        panes.outline = Some(Area { x: 1, width: left - 3, ..body });
        panes.page = Some(centred(Area { x: left, width: middle, ..body }));
        panes.companion = companion.then(|| Area { x: left + middle + 1, width: right - 4, ..body });
    } else if width >= TWO_PANES {
        if focus == Pane::Companion {
            let right = width * 11 / 20;
            panes.page = Some(Area { x: 1, width: width - right - 3, ..body });
            panes.companion = Some(Area { x: width - right + 1, width: right - 4, ..body });
        } else {
            let left = 22;
            panes.outline = Some(Area { x: 1, width: left - 3, ..body });
            panes.page = Some(Area { x: left + 1, width: width - left - 3, ..body });
        }
    } else {
        let whole = Area { x: 1, width: width.saturating_sub(3), ..body };
        match focus {
            Pane::Outline => panes.outline = Some(whole),
            Pane::Page | Pane::Animation => panes.page = Some(whole),
            Pane::Companion => panes.companion = Some(whole),
        }
    }
    panes
}

/// A column of text of a comfortable measure in the middle of `area`, with air on both sides.
pub fn centred(area: Area) -> Area {
    let width = area.width.saturating_sub(4).min(MEASURE);
    Area { x: area.x + (area.width - width) / 2, width, ..area }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(panes: &Panes) -> Vec<Area> {
        [panes.outline, panes.page, panes.companion].into_iter().flatten().collect()
    }

    #[test]
    fn panes_never_leave_the_screen_or_meet() {
        for width in 0..260 {
            for height in 0..70 {
                for focus in [Pane::Outline, Pane::Page, Pane::Companion] {
                    for companion in [false, true] {
                        let panes = panes(width, height, focus, companion);
                        let shown = shown(&panes);
                        assert!(!shown.is_empty());
                        for area in &shown {
                            assert!(
                                area.x + area.width <= width.max(1),
                                "{width}x{height} {focus:?}: {area:?}"
                            );
                            assert!(area.height == 0 || area.y + area.height < height);
                        }
                        for pair in shown.windows(2) {
                            assert!(pair[0].x + pair[0].width + 2 <= pair[1].x, "{width}x{height} {focus:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_window_slides_with_the_focus() {
        assert_eq!(shown(&panes(120, 40, Pane::Page, true)).len(), 3);
        let reading = panes(80, 24, Pane::Page, true);
        assert!(reading.outline.is_some() && reading.companion.is_none());
        let asking = panes(80, 24, Pane::Companion, true);
        assert!(asking.outline.is_none() && asking.page.is_some() && asking.companion.is_some());
        assert_eq!(shown(&panes(60, 24, Pane::Companion, true)).len(), 1);
    }

    #[test]
    fn text_keeps_a_comfortable_measure() {
        let wide = panes(300, 60, Pane::Page, true).page.unwrap();
        assert_eq!(wide.width, MEASURE);
    }
}
