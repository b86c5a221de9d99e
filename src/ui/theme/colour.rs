//! Colours: how they are written, how far apart they are, how well they can be read, and what a terminal of few colours shows
//! instead.

use ratatui::style::Color;

/// A colour of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Colour {
    /// What the terminal has where nothing is said.
    Default,
    /// One of the terminal's palette; the first sixteen are whatever its owner has made of them.
    Indexed(u8),
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

/// How many colours a terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Depth {
    /// None are wanted.
    Mono,
    /// The sixteen of every terminal.
    Sixteen,
    /// A fixed palette of 256.
    Palette,
    /// Red, green and blue, eight bits each.
    True,
}

/// What the person says about colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColourChoice {
    /// As the terminal and the environment say.
    #[default]
    Auto,
    /// Colours whatever the environment says.
    Always,
    /// None at all.
    Never,
}

impl Depth {
    /// What to show, by the person's choice, `NO_COLOR`, `TERM` and `COLORTERM`.
    pub fn of(choice: ColourChoice, no_color: bool, term: Option<&str>, colorterm: Option<&str>) -> Self {
        let dumb = term == Some("dumb");
        match choice {
            ColourChoice::Never => return Self::Mono,
            ColourChoice::Auto if no_color || dumb => return Self::Mono,
            ColourChoice::Auto | ColourChoice::Always => {}
        }
        let term = term.unwrap_or_default();
        // Every terminal that Windows still ships shows 16 million colours and says so nowhere.
        if matches!(colorterm, Some("truecolor" | "24bit")) || term.contains("direct") || cfg!(windows) {
            Self::True
        } else if term.contains("256color") {
            Self::Palette
        } else {
            Self::Sixteen
        }
    }
}

/// Names of the terminal's sixteen colours, in the order of its palette.
pub(super) const NAMES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

/// What xterm shows for the sixteen. Others differ, but dark is dark and red is red.
const SIXTEEN: [(u8, u8, u8); 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];

impl Colour {
    /// Reads `default`, a name of the sixteen, or `#rrggbb`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text == "default" {
            return Some(Self::Default);
        }
        if let Some(digits) = text.strip_prefix('#') {
            let plain = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            let number = u32::from_str_radix(digits, 16).ok().filter(|_| plain)?;
            let [_, red, green, blue] = number.to_be_bytes();
            return Some(Self::Rgb(red, green, blue));
        }
        let at = NAMES.iter().position(|name| *name == text)?;
        Some(Self::Indexed(u8::try_from(at).ok()?))
    }

    /// Red, green and blue, as far as they can be known.
    pub(super) fn rgb(self) -> Option<(u8, u8, u8)> {
        match self {
            Self::Default => None,
            Self::Indexed(index) => Some(indexed(index)),
            Self::Rgb(red, green, blue) => Some((red, green, blue)),
        }
    }

    /// The nearest colour that a terminal of `depth` can show. Where it is to be read on `ground`, only colours that can be
    /// are chosen from, as long as there are any: `least` is the least contrast.
    pub(super) fn at(self, depth: Depth, ground: Option<Self>, least: f64) -> Self {
        let (candidates, wanted) = match (depth, self) {
            (Depth::Palette, Self::Rgb(..)) => (16..=255, self),
            (Depth::Sixteen, Self::Rgb(..) | Self::Indexed(16..)) => (0..=15, self),
            _ => return self,
        };
        let Some(wanted) = wanted.rgb() else { return self };
        let legible = |index: u8| {
            let ground = ground.and_then(Self::rgb);
            ground.is_none_or(|ground| contrast(indexed(index), ground) >= least)
        };
        let nearest = |all: bool| {
            candidates
                .clone()
                .filter(|index| all || legible(*index))
                .min_by_key(|index| distance(indexed(*index), wanted))
        };
        nearest(false).or_else(|| nearest(true)).map_or(self, Self::Indexed)
    }

    /// As ratatui has it.
    pub(super) fn shown(self) -> Color {
        match self {
            Self::Default => Color::Reset,
            Self::Indexed(0) => Color::Black,
            Self::Indexed(1) => Color::Red,
            Self::Indexed(2) => Color::Green,
            Self::Indexed(3) => Color::Yellow,
            Self::Indexed(4) => Color::Blue,
            Self::Indexed(5) => Color::Magenta,
            Self::Indexed(6) => Color::Cyan,
            Self::Indexed(7) => Color::Gray,
            Self::Indexed(8) => Color::DarkGray,
            Self::Indexed(9) => Color::LightRed,
            Self::Indexed(10) => Color::LightGreen,
            Self::Indexed(11) => Color::LightYellow,
            Self::Indexed(12) => Color::LightBlue,
            Self::Indexed(13) => Color::LightMagenta,
            Self::Indexed(14) => Color::LightCyan,
            Self::Indexed(15) => Color::White,
            Self::Indexed(index) => Color::Indexed(index),
            Self::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
        }
    }
}

/// The palette of 256: sixteen, a cube of six steps, 24 greys.
fn indexed(index: u8) -> (u8, u8, u8) {
    let step = |level: u8| if level == 0 { 0 } else { 55 + 40 * level };
    match index {
        0..=15 => SIXTEEN.get(usize::from(index)).copied().unwrap_or_default(),
        16..=231 => {
            let cube = index - 16;
            (step(cube / 36), step(cube / 6 % 6), step(cube % 6))
        }
        232.. => {
            let grey = 8 + 10 * (index - 232);
            (grey, grey, grey)
        }
    }
}

/// How different two colours look, roughly: the eye tells greens apart better than reds, and reds better than blues.
fn distance(one: (u8, u8, u8), other: (u8, u8, u8)) -> u32 {
    let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    2 * square(one.0, other.0) + 4 * square(one.1, other.1) + 3 * square(one.2, other.2)
}

/// The contrast of two colours, 1 to 21 (<https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio>).
pub(super) fn contrast(one: (u8, u8, u8), other: (u8, u8, u8)) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance (<https://www.w3.org/TR/WCAG21/#dfn-relative-luminance>).
fn luminance((red, green, blue): (u8, u8, u8)) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        let ratio = |one, other| (contrast(one, other) * 100.0).round() / 100.0;
        assert!((ratio((0, 0, 0), (255, 255, 255)) - 21.0).abs() < 1e-9);
        // The grey that is known as the last one to pass on white.
        assert!((ratio((118, 118, 118), (255, 255, 255)) - 4.54).abs() < 1e-9);
        assert!((ratio((255, 0, 0), (255, 255, 255)) - 4.0).abs() < 1e-9);
    }

    #[test]
    fn colours_are_read_as_they_are_written() {
        for (written, colour) in [
            ("#0a0B0c", Some(Colour::Rgb(10, 11, 12))),
            ("bright-red", Some(Colour::Indexed(9))),
            ("default", Some(Colour::Default)),
            ("#fff", None),
            ("#12345g", None),
            ("#+12345", None),
            ("rouge", None),
        ] {
            assert_eq!(Colour::parse(written), colour, "{written}");
        }
    }

    #[test]
    fn fewer_colours_mean_the_nearest_legible_one() {
        let steel = Colour::Rgb(95, 135, 175);
        assert_eq!(steel.at(Depth::Palette, None, 4.5), Colour::Indexed(67), "it is in the cube");
        assert_eq!(steel.at(Depth::True, None, 4.5), steel);
        let navy = Colour::Rgb(0, 0, 250);
        assert_eq!(navy.at(Depth::Sixteen, None, 4.5), Colour::Indexed(4));
        let on_black = navy.at(Depth::Sixteen, Some(Colour::Indexed(0)), 4.5);
        assert!(contrast(on_black.rgb().unwrap(), (0, 0, 0)) >= 4.5, "{on_black:?}");
        assert_eq!(Colour::Indexed(3).at(Depth::Sixteen, None, 4.5), Colour::Indexed(3));
    }

    #[test]
    fn the_terminal_says_how_many_colours_there_are() {
        use ColourChoice::{Always, Auto, Never};
        for (choice, no_color, term, colorterm, depth) in [
            (Auto, false, Some("xterm-256color"), Some("truecolor"), Depth::True),
            (Auto, false, Some("xterm-256color"), None, Depth::Palette),
            (Auto, false, Some("linux"), None, Depth::Sixteen),
            (Auto, false, None, None, Depth::Sixteen),
            (Auto, true, Some("xterm-256color"), Some("24bit"), Depth::Mono),
            (Auto, false, Some("dumb"), None, Depth::Mono),
            (Always, true, Some("xterm-256color"), None, Depth::Palette),
            (Always, false, Some("dumb"), None, Depth::Sixteen),
            (Never, false, Some("xterm-256color"), Some("truecolor"), Depth::Mono),
        ] {
            if cfg!(windows) && depth != Depth::Mono {
                continue;
            }
            assert_eq!(Depth::of(choice, no_color, term, colorterm), depth, "{choice:?} {term:?}");
        }
    }
}
