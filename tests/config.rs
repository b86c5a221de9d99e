//! `config.toml` and `coldstart config`, from outside.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use support::pty::{Pty, Setup};

fn run(home: &Path, args: &[&str], variables: &[(&str, &str)]) -> (String, String, i32) {
    let mut command = Command::cargo_bin("coldstart").unwrap();
    command.env_clear().env("COLDSTART_HOME", home).env("LANG", "C.UTF-8").args(args);
    command.envs(variables.iter().copied());
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

#[test]
fn without_a_file_the_defaults_are_in_force_and_none_is_made() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.toml");
    let (printed, errors, code) = run(home.path(), &["config", "print"], &[]);
    assert_eq!((errors.as_str(), code), ("", 0));
    assert!(
        printed.contains("there is no such file yet") && printed.contains("theme = \"terminal\""),
        "{printed}"
    );
    let (path, _, code) = run(home.path(), &["config", "path"], &[]);
    assert_eq!((path.trim(), code), (file.to_str().unwrap(), 0));
    let (checked, _, code) = run(home.path(), &["config", "check"], &[]);
    assert_eq!((checked.as_str(), code), ("no problems\n", 0));
    assert!(!file.exists());
}

#[test]
fn file_environment_and_flag_lie_over_each_other() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("config.toml"), "theme = \"dark\"\nrollover_hour = 2\nmouse = true\n")
        .unwrap();
    let variables = [("COLDSTART_ROLLOVER_HOUR", "5"), ("COLDSTART_THEME", "light")];
    let (printed, _, _) = run(home.path(), &["config", "print", "--theme", "high-contrast"], &variables);
    let line = |key: &str| printed.lines().find(|line| line.starts_with(key)).unwrap().to_owned();
    for (key, value, from) in [
        ("theme", "\"high-contrast\"", "# flag"),
        ("rollover_hour", "5", "# environment"),
        ("mouse", "true", "# config.toml"),
        ("reduced_motion", "false", "# default"),
    ] {
        assert!(line(key).contains(value) && line(key).ends_with(from), "{}", line(key));
    }
}

#[test]
fn what_is_wrong_is_shown_with_its_place_and_stops_nothing() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.toml");
    fs::write(&file, "them = 1\n\n[keys.page]\ntpo = [\"x\"]\n").unwrap();
    fs::create_dir(home.path().join("themes")).unwrap();
    fs::write(home.path().join("themes/mine.toml"), "text = \"rde\"\n").unwrap();
    let (checked, _, code) = run(home.path(), &["config", "check"], &[("COLDSTART_MOUSE", "perhaps")]);
    assert_eq!(code, 1);
    for wanted in [
        "config.toml:1:1",
        "did you mean `theme`?",
        "config.toml:4:1",
        "did you mean `top`?",
        "mine.toml:1:8",
        "did you mean `red`?",
        "COLDSTART_MOUSE: `perhaps` is neither true nor false",
        "4 problems",
    ] {
        assert!(checked.contains(wanted), "{wanted} in\n{checked}");
    }
    let (read, errors, code) = run(home.path(), &["read"], &[]);
    assert!(code == 0 && !read.is_empty());
    assert!(
        errors.starts_with("warning: ") && errors.contains("config.toml:") && errors.contains("more"),
        "{errors}"
    );
}

#[test]
fn a_flag_that_names_nothing_is_an_error() {
    let home = tempfile::tempdir().unwrap();
    let (_, errors, code) = run(home.path(), &["read", "--theme", "drak"], &[]);
    assert_eq!(code, 2);
    assert!(errors.contains("there is no theme `drak`; did you mean `dark`?"), "{errors}");
}

#[test]
fn colours_of_commands_follow_flag_and_environment() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("config.toml"), "them = 1\n").unwrap();
    for (args, variables, coloured) in [
        (&["config", "check"][..], &[][..], false),
        (&["config", "check", "--color", "always"], &[("NO_COLOR", "1")], true),
        (&["config", "check", "--color", "never"], &[], false),
    ] {
        let (checked, _, _) = run(home.path(), args, variables);
        assert_eq!(checked.contains('\u{1b}'), coloured, "{args:?}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("config.toml"), b"theme = \"\xff\"\n").unwrap();
    let (checked, _, code) = run(home.path(), &["config", "check"], &[]);
    assert!(code == 1 && checked.contains("this is not UTF-8"), "{checked}");
}

fn started(home: &Path, variables: &[(&str, &str)]) -> Pty {
    let setup = Setup::new(env!("CARGO_BIN_EXE_coldstart")).env("COLDSTART_HOME", home);
    let pty = variables.iter().fold(setup, |setup, (name, value)| setup.env(name, value)).start();
    pty.wait_for("Contents");
    pty
}

fn config(home: &Path) -> String {
    fs::read_to_string(home.join("config.toml")).unwrap_or_default()
}

#[test]
fn a_change_on_the_settings_screen_is_in_the_file_and_there_again_at_the_next_start() {
    let home = tempfile::tempdir().unwrap();
    let before = "# mine\ntheme = 'dark' # at night\n\n[keys.page]\ntop = [\"T\"] # T for top\ng = []\n";
    fs::write(home.path().join("config.toml"), before).unwrap();
    let mut pty = started(home.path(), &[("COLORTERM", "truecolor")]);
    // The slip in the file is told, and stops nothing.
    pty.wait_for("has no action `g`");
    pty.press("S");
    pty.wait_for("How it looks");
    assert!(
        pty.written() > 0 && pty.bytes_after(0).contains("48;2;21;24;30"),
        "the dark theme paints its background"
    );
    let here = pty.written();
    pty.press("right");
    pty.wait_for("light");
    assert!(pty.bytes_after(here).contains("48;2;251;250;246"), "the new theme is seen at once");
    pty.press("q q");
    assert_eq!(pty.wait_exit(), 0);
    pty.assert_restored();
    let after = config(home.path());
    let wanted = before.replace("'dark'", "\"light\"").replace("at night\n", "at night\nwelcome = false\n");
    assert_eq!(after, wanted, "everything else is as it was");
    let mut again = started(home.path(), &[("COLORTERM", "truecolor")]);
    assert!(again.bytes_after(0).contains("48;2;251;250;246"));
    again.press("q");
    assert_eq!(again.wait_exit(), 0);
}

#[test]
fn a_read_only_file_is_left_as_it_is_and_the_change_counts_for_the_run() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.toml");
    fs::write(&file, "theme = \"dark\"\n").unwrap();
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    let mut pty = started(home.path(), &[]);
    pty.press("S right");
    pty.wait_for("light");
    pty.wait_for("changed for this run only");
    pty.press("L");
    pty.wait_for("is read-");
    pty.press("q q q");
    assert_eq!(pty.wait_exit(), 0);
    assert_eq!(config(home.path()), "theme = \"dark\"\n");
}

#[test]
fn a_broken_file_opens_with_the_defaults_and_is_not_touched() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("config.toml"), "theme = \"dark\nmouse = true\n").unwrap();
    let mut pty = started(home.path(), &[]);
    pty.wait_for("TOML syntax");
    assert!(!pty.bytes_after(0).contains("48;"), "the default theme paints no background");
    pty.press("S right");
    pty.wait_for("changed for this run only");
    pty.press("q q");
    assert_eq!(pty.wait_exit(), 0);
    assert_eq!(config(home.path()), "theme = \"dark\nmouse = true\n");
}

#[test]
fn the_mouse_is_asked_for_by_key_and_by_setting_and_given_back() {
    let home = tempfile::tempdir().unwrap();
    let mut pty = started(home.path(), &[]);
    assert!(!pty.bytes_after(0).contains("\u{1b}[?1000h"));
    pty.press("M");
    pty.wait_for_bytes("\u{1b}[?1000h");
    pty.wait_for("gives it back");
    pty.press("down");
    pty.wait_for("? help");
    let screen = pty.screen();
    let (before, _) = screen.trim_end().lines().last().unwrap().split_once("help").unwrap();
    let (column, row) = (coldstart::text::width(before) + 1, screen.trim_end().lines().count());
    pty.send(format!("\u{1b}[<0;{column};{row}M\u{1b}[<0;{column};{row}m").as_bytes());
    pty.wait_for("what works where you are");
    pty.press("q q");
    assert_eq!(pty.wait_exit(), 0);
    pty.assert_restored();
    fs::write(home.path().join("config.toml"), "mouse = true\n").unwrap();
    let mut again = started(home.path(), &[]);
    again.wait_for_bytes("\u{1b}[?1000h");
    again.press("q");
    assert_eq!(again.wait_exit(), 0);
    again.assert_restored();
}

#[test]
fn packs_that_the_file_names_are_laid_and_watched() {
    let home = tempfile::tempdir().unwrap();
    let team = home.path().join("team");
    let (_, errors, code) = run(home.path(), &["pack", "new", team.to_str().unwrap()], &[]);
    assert_eq!((errors.as_str(), code), ("", 0));
    let (_, _, code) = run(home.path(), &["read", "team-rules"], &[]);
    assert_ne!(code, 0, "nothing names the pack");
    fs::write(home.path().join("config.toml"), "packs = [\"team\"]\nwelcome = false\n").unwrap();
    let (page, errors, code) = run(home.path(), &["read", "team-rules"], &[]);
    assert_eq!((errors.as_str(), code), ("", 0));
    assert!(!page.is_empty());
    let mut pty = Setup::new(env!("CARGO_BIN_EXE_coldstart"))
        .arg("--watch")
        .env("COLDSTART_HOME", home.path())
        .env("LANG", "C.UTF-8")
        .size(120, 40)
        .start();
    pty.wait_for("Contents");
    let file = team.join("content/topics/team-rules.md");
    let text = fs::read_to_string(&file).unwrap();
    let title = text.lines().find(|line| line.starts_with("title")).unwrap();
    fs::write(&file, text.replace(title, "title = \"Rules of the night\"")).unwrap();
    pty.wait_for("Rules of the night");
    pty.press("q");
    assert_eq!(pty.wait_exit(), 0);
}

#[test]
fn a_pack_may_lie_below_the_home_folder() {
    let home = tempfile::tempdir().unwrap();
    let place = tempfile::tempdir().unwrap();
    let team = place.path().join("work/team");
    let (_, errors, code) = run(home.path(), &["pack", "new", team.to_str().unwrap()], &[]);
    assert_eq!((errors.as_str(), code), ("", 0));
    fs::write(home.path().join("config.toml"), "packs = [\"~/work/team\"]\n").unwrap();
    let variables = [("HOME", place.path().to_str().unwrap())];
    let (page, errors, code) = run(home.path(), &["read", "team-rules"], &variables);
    assert_eq!((errors.as_str(), code), ("", 0));
    assert!(!page.is_empty());
    let (_, _, code) = run(home.path(), &["read", "team-rules"], &[]);
    assert_ne!(code, 0, "no home folder, no pack");
}
