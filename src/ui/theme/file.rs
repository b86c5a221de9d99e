//! Theme files.

use super::colour::{Colour, NAMES};
use super::design::{Design, Look};
use super::token::Token;
use crate::content::Problem;
use crate::content::reader::{Reading, Table, wrong_type};
use ratatui::style::Modifier;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::DeValue;

/// What the learner put into the folder of themes: name, path as it is to be shown, text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeFile {
    /// The file's name without `.toml`.
    pub name: String,
    /// Its path, for messages.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// Words for modifiers.
const MODIFIERS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

/// Reads `files` onto the themes that there are already. `base` is what a file inherits that names nothing.
/// A file of which something is wrong gives what is right in it.
pub(super) fn read_all(
    files: &[ThemeFile],
    base: &Design,
    designs: &mut BTreeMap<String, Design>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let built_in: Vec<String> = designs.keys().cloned().collect();
    for file in files {
        if built_in.contains(&file.name) {
            let problem =
                Problem::about_file(&file.path, format!("`{}` is a theme that is built in", file.name));
            problems.push(problem.with_help("give the file another name"));
        }
        load(file, files, base, &mut Vec::new(), designs, &mut problems);
    }
    problems
}

/// Reads a file after those that it inherits from; `above` are the ones that wait for it.
fn load<'f>(
    file: &'f ThemeFile,
    files: &'f [ThemeFile],
    base: &Design,
    above: &mut Vec<&'f str>,
    designs: &mut BTreeMap<String, Design>,
    problems: &mut Vec<Problem>,
) {
    if designs.contains_key(&file.name) {
        return;
    }
    let reading = Reading::new(&file.path, &file.text);
    let mut table = reading.root();
    let mut design = base.clone();
    if let Some(parent) = table.optional_text("inherits") {
        let name = parent.get_ref().as_str();
        above.push(&file.name);
        let complaint = if above.contains(&name) {
            Some(format!("`{name}` inherits from this theme"))
        } else {
            if let Some(parent) = files.iter().find(|other| other.name == name) {
                load(parent, files, base, above, designs, problems);
            }
            designs.get(name).is_none().then(|| format!("there is no theme `{name}`"))
        };
        above.pop();
        match complaint {
            Some(message) => {
                let names = designs.keys().map(String::as_str).collect::<Vec<_>>();
                reading.report(
                    reading
                        .problem(parent.span(), message)
                        .with_help(format!("there are: {}", names.join(", ")))
                        .with_nearest(name, names),
                );
            }
            None => design = designs.get(name).cloned().unwrap_or_default(),
        }
    }
    fill(&mut design, &mut table);
    table.finish();
    problems.extend(reading.into_problems());
    designs.insert(file.name.clone(), design);
}

fn fill(design: &mut Design, table: &mut Table<'_, '_>) {
    let reading = table.reading();
    if let Some(value) = table.value("background") {
        design.background = colour(reading, "background", &value).filter(|colour| *colour != Colour::Default);
    }
    for token in Token::ALL {
        if let Some(value) = table.value(token.key()) {
            let look = look(reading, token.key(), &value, design.look(*token));
            design.set(*token, look);
        }
    }
}

/// A look: a colour, or a table of colours and modifiers. What is not said is inherited.
fn look(reading: &Reading<'_>, key: &str, value: &Spanned<DeValue<'_>>, mut look: Look) -> Look {
    let DeValue::Table(entries) = value.get_ref() else {
        look.fg = colour(reading, key, value).or(look.fg);
        return look;
    };
    for (name, value) in entries {
        let name_text = name.get_ref().as_ref();
        if let Some((_, modifier)) = MODIFIERS.iter().find(|(known, _)| *known == name_text) {
            match value.get_ref() {
                DeValue::Boolean(on) => look.modifiers.set(*modifier, *on),
                _ => wrong_type(reading, name_text, value, "true or false"),
            }
            continue;
        }
        match name_text {
            "fg" => look.fg = colour(reading, "fg", value).or(look.fg),
            "bg" => look.bg = colour(reading, "bg", value).or(look.bg),
            _ => {
                let known = || ["fg", "bg"].into_iter().chain(MODIFIERS.map(|(name, _)| name));
                let problem = reading
                    .problem(name.span(), format!("unknown key `{name_text}`"))
                    .with_help(format!("accepted: {}", known().collect::<Vec<_>>().join(", ")))
                    .with_nearest(name_text, known());
                reading.report(problem);
            }
        }
    }
    look
}

fn colour(reading: &Reading<'_>, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Colour> {
    let (found, message) = match value.get_ref() {
        DeValue::String(text) => (Colour::parse(text), format!("`{text}` is no colour")),
        DeValue::Integer(number) => {
            let index = u8::from_str_radix(number.as_str(), number.radix()).ok();
            (index.map(Colour::Indexed), format!("`{number}` is no colour"))
        }
        _ => {
            wrong_type(reading, key, value, "a colour, or a table such as { fg = \"red\", bold = true }");
            return None;
        }
    };
    if found.is_none() {
        let problem = reading
            .problem(value.span(), message)
            .with_help("accepted: \"#rrggbb\", 0 to 255, \"default\", or a name such as \"bright-red\"");
        reading.report(match value.get_ref() {
            DeValue::String(text) => problem.with_nearest(text, NAMES),
            _ => problem,
        });
    }
    found
}
