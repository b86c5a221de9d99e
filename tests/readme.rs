//! What the README shows of the command line is what the program prints.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use assert_cmd::Command;

/// Commands that the README shows with what they print.
fn examples() -> Vec<(String, String)> {
    let readme = include_str!("../README.md");
    let blocks = readme.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let pair = |block: &str| {
        let (command, printed) = block.split_once('\n').unwrap();
        (command.strip_prefix("$ coldstart ").unwrap().to_owned(), printed.to_owned())
    };
    blocks.map(pair).collect()
}

#[test]
fn examples_print_what_the_readme_says() {
    let examples = examples();
    assert!(!examples.is_empty());
    for (arguments, printed) in examples {
        let home = tempfile::tempdir().unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_coldstart"))
            .args(arguments.split(' '))
            .env("COLDSTART_HOME", home.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8(output.stdout).unwrap(), printed, "coldstart {arguments}");
    }
}
