//! Compiles the built-in course into the binary.
//!
//! The course is loaded and checked by the same modules that the program uses, so one with a problem does not build.

#![allow(dead_code, unused_imports, unreachable_pub, reason = "of the library, only loading is needed here")]
#![allow(clippy::struct_field_names, reason = "in the library, this lint leaves what is public alone")]

#[path = "src/calculator/mod.rs"]
mod calculator;
#[path = "src/concurrency/mod.rs"]
mod concurrency;
#[path = "src/content/mod.rs"]
mod content;
#[path = "src/course/mod.rs"]
mod course;
#[path = "src/exercise/mod.rs"]
mod exercise;
#[path = "src/memory/mod.rs"]
mod memory;
#[path = "src/pricing/mod.rs"]
mod pricing;
#[path = "src/quiz/mod.rs"]
mod quiz;
#[path = "src/scenarios/mod.rs"]
mod scenarios;
#[path = "src/simulation/mod.rs"]
mod simulation;
#[path = "src/sketch/mod.rs"]
mod sketch;
#[path = "src/text/mod.rs"]
mod text;

use calculator::Rules;
use content::{Problem, Sources};
use course::Course;
use exercise::Engines;
use pricing::PriceBook;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a build script is told by the environment where to write")]
fn out_dir() -> Result<PathBuf, String> {
    std::env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(|| "OUT_DIR is not set".to_owned())
}

/// Cargo runs this in the package's folder.
fn run() -> Result<(), String> {
    let out = out_dir()?;
    let compiled = [
        "calculator",
        "concurrency",
        "content",
        "course",
        "exercise",
        "memory",
        "pricing",
        "quiz",
        "scenarios",
        "simulation",
        "sketch",
        "text",
    ];
    for source in compiled {
        println!("cargo::rerun-if-changed=src/{source}");
    }
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=content/scenarios");

    let mut sources = Sources::new();
    for folder in
        [content::FACTS_FOLDER, content::TOPICS_FOLDER, pricing::PRICES_FOLDER, quiz::QUIZZES_FOLDER]
    {
        read_folder(folder, &mut sources).map_err(|error| format!("{folder}: {error}"))?;
    }
    for file in [content::GLOSSARY_FILE, course::PATHS_FILE] {
        read_file(file, &mut sources).map_err(|error| format!("{file}: {error}"))?;
    }
    let course = Course::load(&sources).map_err(|problems| report(&sources, &problems))?;
    let prices: Vec<(&str, &str)> = sources.in_folder(pricing::PRICES_FOLDER).collect();
    let book = PriceBook::load(&prices).map_err(|_| "the price book has problems".to_owned())?;
    let rules = Rules::of(&course).map_err(|error| error.to_string())?;
    let problems = exercise::check(&course, &sources, Engines { book: &book, rules: &rules });
    if !problems.is_empty() {
        return Err(report(&sources, &problems));
    }
    let book = book.to_compact().map_err(|error| format!("the price book cannot be written: {error}"))?;
    let sections = course.to_compact().map_err(|error| format!("the course cannot be written: {error}"))?;
    let texts = sources.to_compact().map_err(|error| format!("the texts cannot be written: {error}"))?;
    for (name, bytes) in [
        ("course.index", sections.index.as_slice()),
        ("course.facts", &sections.facts),
        ("course.uses", &sections.uses),
        ("course.glossary", &sections.glossary),
        ("course.paths", &sections.paths),
        ("course.questions", &sections.questions),
        ("course.bodies", sections.bodies.as_bytes()),
        ("course.prices", &book),
        ("course.texts", &texts),
    ] {
        fs::write(out.join(name), bytes).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

/// Adds the files of `folder` to `sources`. While the folder does not exist, Cargo runs this again for every build.
fn read_folder(folder: &str, sources: &mut Sources) -> io::Result<()> {
    println!("cargo::rerun-if-changed={folder}");
    let path = Path::new(folder);
    if !path.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // Files that editors leave lying about are no part of the course.
        if !entry.file_type()?.is_file() || name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        let relative = format!("{folder}/{name}");
        println!("cargo::rerun-if-changed={relative}");
        let text = fs::read_to_string(entry.path())
            .map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}")))?;
        sources.insert(relative, text);
    }
    Ok(())
}

/// Adds a single file to `sources`, where it exists.
fn read_file(file: &str, sources: &mut Sources) -> io::Result<()> {
    println!("cargo::rerun-if-changed={file}");
    if Path::new(file).is_file() {
        sources.insert(file, fs::read_to_string(file)?);
    }
    Ok(())
}

/// Every problem with its line, as compilers show them.
fn report(sources: &Sources, problems: &[Problem]) -> String {
    let mut lines = vec![String::new()];
    for problem in problems {
        let Problem { file, line, column, .. } = problem;
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        lines.push(format!("error: {}", problem.message));
        lines.push(format!("{margin}--> {file}:{line}:{column}"));
        let text = sources.get(file).and_then(|text| text.lines().nth(line.saturating_sub(1)));
        if let Some(text) = text.filter(|_| !problem.span.is_empty()) {
            let before = " ".repeat(column.saturating_sub(1));
            let mark = "^".repeat(problem.found.chars().count().max(1));
            lines.push(format!("{margin} |\n{number} | {text}\n{margin} | {before}{mark}"));
        }
        lines.extend(problem.help.iter().map(|help| format!("{margin} = help: {help}")));
        lines.push(String::new());
    }
    let plural = if problems.len() == 1 { "" } else { "s" };
    lines.push(format!("the course has {} problem{plural}", problems.len()));
    lines.join("\n")
}
