use super::colour::{Colour, contrast};
use super::design::{LEGIBLE, Look, VISIBLE};
use super::*;
use ratatui::style::Color;
use std::collections::BTreeSet;

fn theme_file(name: &str, text: &str) -> ThemeFile {
    ThemeFile { name: name.to_owned(), path: format!("themes/{name}.toml"), text: text.to_owned() }
}

fn own(text: &str) -> (Themes, Vec<String>) {
    let (themes, problems) = Themes::load(&[theme_file("own", text)]);
    (themes, problems.iter().map(ToString::to_string).collect())
}

fn rgb(color: Color) -> Option<(u8, u8, u8)> {
    match color {
        Color::Rgb(red, green, blue) => Some((red, green, blue)),
        Color::Indexed(index) => Colour::Indexed(index).rgb(),
        named => (0..16).map(Colour::Indexed).find(|colour| colour.shown() == named)?.rgb(),
    }
}

#[test]
fn the_built_in_themes_have_no_fault() {
    for (name, text) in BUILT_IN {
        assert_eq!(file::read_all(&[theme_file(name, text)], &Design::default(), &mut BTreeMap::new()), []);
    }
    assert_eq!(Themes::default().names(), ["terminal", "dark", "light", "high-contrast", "mono"]);
}

#[test]
fn everything_can_be_read_on_the_background_that_a_theme_paints() {
    let themes = Themes::default();
    for (name, least) in [("dark", LEGIBLE), ("light", LEGIBLE), ("high-contrast", 7.0)] {
        for depth in [Depth::True, Depth::Palette] {
            let palette = themes.palette(name, depth);
            let ground = palette.ground.and_then(|ground| ground.bg).and_then(rgb).unwrap();
            for token in Token::ALL {
                let style = palette.style(*token);
                let fg = rgb(style.fg.unwrap_or_else(|| panic!("{name} has no colour for {}", token.key())))
                    .unwrap();
                let bg = style.bg.map_or(ground, |bg| rgb(bg).unwrap());
                let least = match (*token, depth) {
                    (Token::Border, _) => VISIBLE,
                    (_, Depth::True) => least,
                    _ => LEGIBLE,
                };
                let found = contrast(fg, bg);
                assert!(found >= least, "{name} at {depth:?}: {} has a contrast of {found:.2}", token.key());
            }
        }
    }
}

#[test]
fn series_and_verdicts_are_told_apart_in_every_colour_theme() {
    let themes = Themes::default();
    for name in themes.names().iter().filter(|name| *name != MONO) {
        for depth in [Depth::True, Depth::Palette] {
            let palette = themes.palette(name, depth);
            let series: BTreeSet<_> =
                (0..6).map(|number| format!("{:?}", palette.style(Token::series(number)))).collect();
            assert_eq!(series.len(), 6, "{name} at {depth:?}");
            assert_ne!(palette.style(Token::Right), palette.style(Token::Wrong));
            assert_ne!(palette.style(Token::Muted), palette.style(Token::Selection));
        }
    }
}

#[test]
fn the_default_theme_leaves_background_and_text_to_the_terminal() {
    let palette = Themes::default().palette(DEFAULT_THEME, Depth::True);
    assert_eq!(palette.ground, None);
    assert_eq!(palette.style(Token::Text), Style::new());
    for token in Token::ALL {
        let style = palette.style(*token);
        assert!(
            style.bg.is_none() && !matches!(style.fg, Some(Color::Rgb(..) | Color::Indexed(_))),
            "{token:?}"
        );
        // White and black would be invisible on one of the two schemes.
        assert!(
            !matches!(style.fg, Some(Color::White | Color::Black | Color::Gray | Color::DarkGray)),
            "{token:?}"
        );
    }
}

#[test]
fn the_default_theme_can_be_read_on_white_and_on_black() {
    let palette = Themes::default().palette(DEFAULT_THEME, Depth::Sixteen);
    let shapes = |token: Token| {
        matches!(
            token,
            // A verdict has its sign and its word; the rest are bars, boxes and lines, with a legend in the text's own colour.
            Token::Right
                | Token::Series1
                | Token::Series2
                | Token::Series3
                | Token::Series4
                | Token::Series5
                | Token::Series6
                | Token::Download
                | Token::Init
                | Token::Restore
                | Token::Invoke
                | Token::Idle
                | Token::Gone
        )
    };
    for token in Token::ALL.iter().filter(|token| !shapes(**token)) {
        let Some(fg) = palette.style(*token).fg else { continue };
        for ground in [(0, 0, 0), (255, 255, 255)] {
            let found = contrast(rgb(fg).unwrap(), ground);
            assert!(found >= VISIBLE, "{} has a contrast of {found:.2} on {ground:?}", token.key());
        }
    }
}

#[test]
fn with_sixteen_colours_nothing_paints_a_background_of_its_own() {
    let themes = own("inherits = \"dark\"\nbackground = \"black\"\n").0;
    let default = themes.palette(DEFAULT_THEME, Depth::Sixteen);
    for name in ["dark", "light", "high-contrast"] {
        assert_eq!(themes.palette(name, Depth::Sixteen), default, "{name}");
    }
    let black = themes.palette("own", Depth::Sixteen);
    assert_eq!(black.ground.and_then(|ground| ground.bg), Some(Color::Black), "who names it shall have it");
    for token in Token::ALL.iter().filter(|token| black.style(**token).bg.is_none()) {
        let fg = rgb(black.style(*token).fg.unwrap()).unwrap();
        let least = if *token == Token::Border { VISIBLE } else { LEGIBLE };
        assert!(contrast(fg, (0, 0, 0)) >= least, "{}", token.key());
    }
}

#[test]
fn without_colour_there_is_none_whatever_the_theme() {
    let themes = Themes::default();
    for name in themes.names() {
        let palette = themes.palette(&name, Depth::Mono);
        assert_eq!(palette.ground, None);
        for token in Token::ALL {
            assert_eq!(
                (palette.style(*token).fg, palette.style(*token).bg),
                (None, None),
                "{name} {token:?}"
            );
        }
        assert!(palette.style(Token::Selection).add_modifier.contains(Modifier::REVERSED));
        assert!(palette.style(Token::Title).add_modifier.contains(Modifier::BOLD));
    }
}

#[test]
fn a_theme_of_ones_own_inherits_what_it_does_not_say() {
    let (themes, problems) = own(
        "inherits = \"dark\"\nbackground = \"#000000\"\naccent = \"#ffffff\"\nselection = { bg = 24, bold = true }\n",
    );
    assert_eq!(problems, Vec::<String>::new());
    let dark = &themes.designs["dark"];
    let own = &themes.designs["own"];
    assert_eq!(own.look(Token::Text), dark.look(Token::Text));
    assert_eq!(
        own.look(Token::Accent),
        Look { fg: Some(Colour::Rgb(255, 255, 255)), ..dark.look(Token::Accent) }
    );
    let selection = own.look(Token::Selection);
    assert_eq!((selection.fg, selection.bg), (dark.look(Token::Selection).fg, Some(Colour::Indexed(24))));
    assert!(selection.modifiers.contains(Modifier::BOLD));
    assert_eq!(themes.names().last().unwrap(), "own");
}

#[test]
fn themes_inherit_from_each_other_in_any_order_but_not_in_a_circle() {
    let (themes, problems) = Themes::load(&[
        theme_file("a", "inherits = \"b\"\ntext = \"red\"\n"),
        theme_file("b", "inherits = \"light\"\nmuted = \"blue\"\n"),
    ]);
    assert_eq!(problems, []);
    assert_eq!(themes.designs["a"].look(Token::Muted).fg, Some(Colour::Indexed(4)));
    assert_eq!(themes.designs["a"].background, themes.designs["light"].background);
    let (_, problems) =
        Themes::load(&[theme_file("a", "inherits = \"b\"\n"), theme_file("b", "inherits = \"a\"\n")]);
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].to_string().starts_with("themes/b.toml:1:12: `a` inherits from this theme"),
        "{problems:?}"
    );
    let (_, problems) = Themes::load(&[theme_file("a", "inherits = \"a\"\n")]);
    assert_eq!(problems.len(), 1);
}

#[test]
fn slips_in_a_theme_have_their_place_and_the_rest_counts() {
    let (themes, problems) = own(
        "inherits = \"drak\"\nacent = \"red\"\ntext = \"rde\"\nmuted = 256\nkey = { fg = \"green\", blod = true, dim = 1 }\n",
    );
    for wanted in [
        "themes/own.toml:1:12: there is no theme `drak` (did you mean `dark`?)",
        "themes/own.toml:2:1: unknown key `acent` (did you mean `accent`?)",
        "themes/own.toml:3:8: `rde` is no colour (did you mean `red`?)",
        "themes/own.toml:4:9: `256` is no colour (accepted:",
        "themes/own.toml:5:23: unknown key `blod` (did you mean `bold`?)",
        "themes/own.toml:5:42: `dim` is a whole number (expected true or false)",
    ] {
        assert!(problems.iter().any(|problem| problem.starts_with(wanted)), "{wanted}\nin {problems:#?}");
    }
    assert_eq!(problems.len(), 6, "{problems:#?}");
    assert_eq!(themes.designs["own"].look(Token::Key).fg, Some(Colour::Indexed(2)));
    let (_, problems) = Themes::load(&[theme_file("dark", "")]);
    assert!(problems[0].to_string().contains("is a theme that is built in"));
}
