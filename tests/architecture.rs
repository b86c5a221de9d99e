//! The direction of imports: every `use crate::…` and `crate::…` path under `src/` against the table below, which is the table of `ARCHITECTURE.md`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Module, modules of ours that it may import, crates that it must not name.
const LAYERS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("content", &["text"]),
    ("pricing", &["text"]),
    ("concurrency", &["text"]),
    ("sketch", &[]),
    ("simulation", &["text", "pricing", "sketch"]),
    ("logs", &["text", "pricing", "sketch"]),
    ("template", &["text", "content", "pricing"]),
    ("memory", &[]),
    ("quiz", &["text", "content", "memory"]),
    ("course", &["text", "content", "pricing", "quiz"]),
    ("calculator", &["text", "content", "course", "pricing", "concurrency"]),
    ("search", &["text", "content", "quiz", "course"]),
    (
        "exercise",
        &[
            "text",
            "content",
            "pricing",
            "concurrency",
            "quiz",
            "course",
            "calculator",
            "simulation",
            "scenarios",
        ],
    ),
    ("progress", &["text", "content", "quiz", "course", "memory"]),
    ("study", &["text", "content", "memory", "quiz", "course", "progress"]),
    ("scenarios", &["text", "content", "pricing", "concurrency", "simulation", "course"]),
    ("animation", &["text", "content", "course", "pricing", "simulation", "scenarios"]),
    ("store", &["progress"]),
    ("highlight", &["text", "content"]),
    ("lint", &["text", "content", "quiz", "course"]),
    ("input", &["text"]),
    ("settings", &["text", "content", "input"]),
    (
        "app",
        &[
            "text",
            "content",
            "pricing",
            "concurrency",
            "simulation",
            "sketch",
            "logs",
            "memory",
            "quiz",
            "course",
            "calculator",
            "exercise",
            "scenarios",
            "animation",
            "search",
            "progress",
            "study",
            "input",
            "settings",
        ],
    ),
    (
        "ui",
        &[
            "text",
            "content",
            "pricing",
            "concurrency",
            "simulation",
            "sketch",
            "logs",
            "memory",
            "quiz",
            "course",
            "calculator",
            "exercise",
            "scenarios",
            "animation",
            "search",
            "progress",
            "study",
            "input",
            "settings",
            "app",
        ],
    ),
    ("platform", &["text", "content", "pricing", "quiz", "course", "progress", "settings"]),
    ("term", &["app", "ui", "input", "platform", "progress"]),
    (
        "cli",
        &[
            "text",
            "content",
            "pricing",
            "concurrency",
            "simulation",
            "sketch",
            "logs",
            "template",
            "memory",
            "quiz",
            "course",
            "calculator",
            "exercise",
            "scenarios",
            "lint",
            "animation",
            "search",
            "progress",
            "study",
            "store",
            "input",
            "settings",
            "app",
            "ui",
            "term",
            "platform",
            "highlight",
        ],
    ),
];

/// Crates of the outside world and the only modules that may name them.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("ratatui", &["ui", "term", "cli"]),
    ("crossterm", &["term"]),
    ("signal_hook", &["term"]),
    ("rustix", &["term", "store"]),
    ("rusqlite", &["store"]),
    ("syntect", &["highlight"]),
    ("two_face", &["highlight"]),
    ("clap", &["cli"]),
    ("annotate_snippets", &["cli"]),
    ("etcetera", &["platform"]),
    ("fuzzy_matcher", &["search"]),
    ("memchr", &["logs"]),
    ("flate2", &["platform"]),
    ("std::fs", &["store", "platform", "term", "cli"]),
    ("std::env", &["platform", "cli"]),
    ("std::process", &["platform", "term", "cli"]),
    ("std::thread", &["term", "platform", "cli"]),
];

#[test]
fn imports_point_downwards() {
    let mut wrong = Vec::new();
    for (module, file) in sources() {
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == module) else {
            panic!(
                "src/{module} is not in the table of tests/architecture.rs; add it there and in ARCHITECTURE.md"
            );
        };
        let code = code_of(&file);
        for target in ours(&code) {
            if target != module && !allowed.contains(&target.as_str()) {
                wrong.push(format!("{}: {module} must not import {target}", file.display()));
            }
        }
        for (outside, may) in OUTSIDE {
            if !may.contains(&module.as_str()) && names(&code, outside) {
                wrong.push(format!("{}: {module} must not name {outside}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_written_table_names_every_module() {
    let text = fs::read_to_string("ARCHITECTURE.md").unwrap();
    let modules: BTreeSet<String> = sources().into_iter().map(|(module, _)| module).collect();
    for module in modules {
        assert!(
            text.contains(&format!("| `{module}` |")),
            "ARCHITECTURE.md does not say what `{module}` owns"
        );
    }
}

/// Every source file with the top-level module that it belongs to.
fn sources() -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    collect(Path::new("src"), &mut found);
    assert!(found.len() > 20, "the sources are not where this test looks");
    found
        .into_iter()
        .filter_map(|path| {
            let inner = path.strip_prefix("src").ok()?.to_path_buf();
            let first = inner.components().next()?.as_os_str().to_str()?.to_owned();
            (!first.contains('.')).then_some((first, path))
        })
        .collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The file without comments and without its unit tests, which may build worlds of their own.
fn code_of(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let body = text.split("#[cfg(test)]").next().unwrap();
    body.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// Modules named by `crate::x` or `crate::{x, y}`.
fn ours(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            let mut in_path = false;
            for c in list.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        found.insert(std::mem::take(&mut word));
                        in_path = false;
                    }
                    ':' => in_path = true,
                    c if depth == 0 && !in_path && (c.is_alphanumeric() || c == '_') => word.push(c),
                    _ => {}
                }
            }
            found.insert(word);
        } else {
            found.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found.retain(|name| !name.is_empty() && name.chars().next().is_some_and(char::is_lowercase));
    found
}

/// Whether `code` uses the path `name`, as a whole word.
fn names(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + name.len()..].chars().next();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.' || c == '"')
            && (after == Some(':') || after == Some(';') || after == Some('{'))
    })
}
