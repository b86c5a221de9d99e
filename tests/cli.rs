//! The commands as scripts use them: output, exit status, errors.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use assert_cmd::Command;
use serde_json::Value;
use std::path::Path;

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn run_with(home: &Path, arguments: &[&str], input: &str) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_coldstart"))
        .args(arguments)
        .env("COLDSTART_HOME", home)
        .env_remove("NO_COLOR")
        .write_stdin(input)
        .output()
        .unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn run(arguments: &[&str]) -> Ran {
    let home = tempfile::tempdir().unwrap();
    run_with(home.path(), arguments, "")
}

fn json(ran: &Ran) -> Value {
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.trim_start().starts_with("{\n  \"schema\"") || ran.out.starts_with("{\"schema\""),
        "{}",
        ran.out
    );
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn without_a_terminal_and_without_a_command_there_is_a_hint() {
    let ran = run(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("needs a terminal") && ran.err.contains("--help"), "{}", ran.err);
}

#[test]
fn output_is_plain_where_nobody_looks() {
    for arguments in
        [["read", "execution-model"], ["facts", "limits.timeout"], ["quiz", "--list"], ["--help", "--help"]]
    {
        let ran = run(&arguments);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(!ran.out.contains('\u{1b}') && !ran.out.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_topic_is_found_by_id_and_by_title() {
    let by_id = run(&["read", "execution-model", "--width", "72"]);
    assert!(by_id.out.starts_with("The execution model\n"), "{}", by_id.out);
    assert!(by_id.out.lines().filter(|line| coldstart::text::width(line) > 90).count() < 5);
    assert_eq!(run(&["read", "execution model"]).out, run(&["read", "execution-model"]).out);
    let wrong = run(&["read", "executoin-model"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("did you mean `execution-model`?"), "{}", wrong.err);
}

#[test]
fn a_fact_has_value_date_and_source() {
    let document = json(&run(&["facts", "limits.timeout.max", "--json"]));
    assert_eq!(document["schema"], "coldstart.facts/1");
    let fact = &document["facts"][0];
    assert_eq!((fact["value"].as_str(), fact["unit"].as_str()), (Some("900"), Some("seconds")));
    assert!(fact["as_of"].as_str().unwrap().starts_with("20"));
    assert!(fact["source"]["url"].as_str().unwrap().starts_with("https://"));
    let text = run(&["facts", "timeout", "maximum"]);
    assert!(text.code == 0 || text.err.contains("no fact"), "{}", text.err);
    let wrong = run(&["facts", "limits.timout.max"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("`limits.timeout.max`"), "{}", wrong.err);
}

#[test]
fn who_depends_on_a_fact_is_known() {
    let document = json(&run(&["facts", "--uses", "limits.timeout.max", "--json"]));
    assert!(document["topics"].as_array().unwrap().iter().any(|topic| topic == "limits"), "{document}");
    assert!(!document["questions"].as_array().unwrap().is_empty());
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let program = env!("CARGO_BIN_EXE_coldstart");
    let output = std::process::Command::new("sh")
        .args(["-c", &format!("\"{program}\" facts | head -1; \"{program}\" facts --json | head -c 10")])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn every_question_of_the_list_has_the_keys_of_the_contract() {
    let document = json(&run(&["quiz", "--list", "--json"]));
    let questions = document["questions"].as_array().unwrap();
    assert!(questions.len() >= 20);
    for question in questions {
        for key in ["id", "item", "type", "topic", "level"] {
            assert!(question[key].is_string(), "{key} of {question}");
        }
        assert!(question["facts"].is_array());
    }
    let one = json(&run(&["quiz", "--list", "--topic", "limits", "--json"]));
    assert!(one["questions"].as_array().unwrap().iter().all(|question| question["topic"] == "limits"));
    let wrong = run(&["quiz", "--list", "--topic", "limts"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("did you mean `limits`?"), "{}", wrong.err);
}

#[test]
fn questions_are_asked_line_by_line_and_counted() {
    let home = tempfile::tempdir().unwrap();
    let ask = ["quiz", "--plain", "--topic", "execution-model", "--count", "3", "--seed", "1"];
    let ran = run_with(home.path(), &ask, "?\nnonsense\na\n-\n.\n");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("Question 1 of 3") && ran.out.contains("Question 2 of"), "{}", ran.out);
    let standing = json(&run_with(home.path(), &["progress", "--json"], ""));
    assert_eq!(
        (standing["schema"].as_str(), standing["attempts"].as_u64()),
        (Some("coldstart.standing/1"), Some(1))
    );
    let same = run_with(tempfile::tempdir().unwrap().path(), &ask, "?\nnonsense\na\n-\n.\n");
    assert_eq!(same.out, ran.out, "the same seed asks the same");
}

#[test]
fn progress_goes_out_and_comes_back() {
    let home = tempfile::tempdir().unwrap();
    run_with(
        home.path(),
        &["quiz", "--plain", "--topic", "limits", "--count", "2", "--seed", "3"],
        "a\nb\na\nb\n",
    );
    let export = run_with(home.path(), &["progress", "export", "-"], "");
    let document = json(&export);
    assert_eq!(document["schema"], "coldstart.progress/1");
    let attempts = document["attempts"].as_array().unwrap().len();
    assert!(attempts > 0);
    for key in
        ["item", "questions", "stability", "difficulty", "due", "interval_days", "reps", "lapses", "state"]
    {
        assert!(!document["memory"][0][key].is_null(), "{key}");
    }
    let other = tempfile::tempdir().unwrap();
    let first = run_with(other.path(), &["progress", "import", "-"], &export.out);
    assert_eq!(first.out, format!("{attempts} answers added, 0 were there already\n"), "{}", first.err);
    let second = run_with(other.path(), &["progress", "import", "-"], &export.out);
    assert_eq!(second.out, format!("0 answers added, {attempts} were there already\n"));
    let again = run_with(other.path(), &["progress", "export", "-"], "");
    assert_eq!(json(&again)["attempts"], document["attempts"]);
    assert_eq!(json(&again)["memory"], document["memory"]);
}

#[test]
fn questions_are_flagged_line_by_line_and_travel_with_the_answers() {
    let home = tempfile::tempdir().unwrap();
    let nothing = run_with(home.path(), &["quiz", "--plain", "--flagged"], "");
    assert!(nothing.code == 2 && nothing.err.contains("no question is flagged"), "{}", nothing.err);
    let ask = ["quiz", "--plain", "--topic", "limits", "--count", "3", "--seed", "3"];
    // The first one, the second one and back, and the first one from the second.
    let ran = run_with(home.path(), &ask, "!<\n!\n-\n!\n!\n!<\n!<\n-\n!\n.\n");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("There is no question before this one."), "{}", ran.out);
    assert_eq!(ran.out.matches("\nFlagged; ").count(), 4, "{}", ran.out);
    assert_eq!(ran.out.matches("\nNo longer flagged.").count(), 2, "{}", ran.out);
    let export = run_with(home.path(), &["progress", "export", "-"], "");
    let flags = json(&export)["flags"].clone();
    let standing: Vec<bool> =
        flags.as_array().unwrap().iter().map(|flag| flag["flagged"].as_bool().unwrap()).collect();
    assert_eq!((standing.len(), standing.iter().filter(|flagged| **flagged).count()), (3, 2), "{flags}");
    let other = tempfile::tempdir().unwrap();
    let first = run_with(other.path(), &["progress", "import", "-"], &export.out);
    assert!(first.out.ends_with("3 flags of questions taken over\n"), "{}{}", first.out, first.err);
    let second = run_with(other.path(), &["progress", "import", "-"], &export.out);
    assert!(!second.out.contains("flags"), "{}", second.out);
    assert_eq!(json(&run_with(other.path(), &["progress", "export", "-"], ""))["flags"], flags);
    let asked = run_with(other.path(), &["quiz", "--plain", "--flagged"], "-\n-\n");
    assert_eq!(asked.out.matches("\nFlagged:\nQuestion ").count(), 2, "{}{}", asked.out, asked.err);
    assert!(asked.out.contains("Question 2 of 2 (limits)"), "{}", asked.out);
    let elsewhere = run_with(other.path(), &["quiz", "--plain", "--flagged", "--topic", "cold-starts"], "");
    assert!(elsewhere.err.contains("no question is flagged in the topics named"), "{}", elsewhere.err);
}

#[test]
fn a_bad_import_changes_nothing_and_says_where() {
    let home = tempfile::tempdir().unwrap();
    let bad =
        "{\"schema\": \"coldstart.progress/1\", \"attempts\": [\n{\"id\": \"x\", \"grade\": \"fine\"}]}";
    let ran = run_with(home.path(), &["progress", "import", "-"], bad);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("standard input:2:"), "{}", ran.err);
    assert_eq!(json(&run_with(home.path(), &["progress", "--json"], ""))["attempts"], 0);
}

#[test]
fn profiles_are_kept_apart() {
    let home = tempfile::tempdir().unwrap();
    run_with(home.path(), &["--profile", "ana", "quiz", "--plain", "--count", "1"], "a\n2\ntrue\n5 s\n");
    let attempts = |profile: &str| {
        json(&run_with(home.path(), &["progress", "--json", "--profile", profile], ""))["attempts"]
            .as_u64()
            .unwrap()
    };
    assert_eq!((attempts("ana").min(1), attempts("ben")), (1, 0));
    let wrong = run(&["--profile", "../x", "progress"]);
    assert_eq!(wrong.code, 2);
}

#[test]
fn the_check_finds_problems_and_names_their_places() {
    let pack = tempfile::tempdir().unwrap();
    let quizzes = pack.path().join("quizzes");
    std::fs::create_dir(&quizzes).unwrap();
    std::fs::write(
        quizzes.join("limits.toml"),
        "topic = \"limits\"\n\n[[question]]\nid = \"limits.mine\"\ntype = \"singel\"\nlevel = \"recall\"\n",
    )
    .unwrap();
    let ran = run(&["check", pack.path().to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("quizzes/limits.toml:5:8") && ran.out.contains("did you mean `single`?"),
        "{}",
        ran.out
    );
    let empty = tempfile::tempdir().unwrap();
    let nothing = run(&["check", empty.path().to_str().unwrap()]);
    assert_eq!(nothing.code, 2);
    assert!(nothing.err.contains("holds neither"), "{}", nothing.err);
    assert_eq!(run(&["check", "/no/such/folder"]).code, 2);
}

#[test]
fn the_built_in_course_passes_its_own_check() {
    let ran = run(&["check", "--alone", env!("CARGO_MANIFEST_DIR")]);
    assert_eq!(ran.code, 0, "{}", ran.out);
}

#[test]
fn a_search_finds_pages_facts_and_questions() {
    let document = json(&run(&["search", "maximum", "timeout", "--count", "3", "--json"]));
    assert_eq!(document["schema"], "coldstart.search/1");
    assert_eq!(document["query"], "maximum timeout");
    let document = json(&run(&["search", "timeout max", "--json"]));
    let first = &document["results"][0];
    assert_eq!((first["kind"].as_str(), first["id"].as_str()), (Some("fact"), Some("limits.timeout.max")));
    let title: Vec<char> = first["title"].as_str().unwrap().chars().collect();
    let marked: Vec<String> = first["title_matches"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mark| {
            let at = |place: usize| usize::try_from(mark[place].as_u64().unwrap()).unwrap();
            title[at(0)..at(1)].iter().collect()
        })
        .collect();
    assert_eq!(marked, ["timeout", "max"]);
    let few = json(&run(&["search", "lambda", "--count", "2", "--json"]));
    assert_eq!(few["results"].as_array().unwrap().len(), 2);
    assert!(few["total"].as_u64().unwrap() > 2);
    let text = run(&["search", "execution", "model"]);
    assert!(text.out.starts_with("topic: The execution model"), "{}", text.out);
}

#[test]
fn a_search_that_finds_nothing_is_no_error() {
    let ran = run(&["search", "tiemout"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(ran.out, "Nothing was found for `tiemout`. Did you mean `timeout`?\n");
    let document = json(&run(&["search", "tiemout", "--json"]));
    assert_eq!((document["total"].as_u64(), document["suggestions"][0].as_str()), (Some(0), Some("timeout")));
    assert_eq!(run(&["search", "…"]).code, 0);
    assert_eq!(run(&["search"]).code, 2);
}

#[test]
fn every_action_is_listed_with_its_keys() {
    let document = json(&run(&["keys", "--json"]));
    assert_eq!(document["schema"], "coldstart.keys/1");
    let scopes = document["scopes"].as_array().unwrap();
    let actions: Vec<&Value> = scopes.iter().flat_map(|scope| scope["actions"].as_array().unwrap()).collect();
    assert_eq!(actions.len(), coldstart::input::TABLE.len());
    for action in actions {
        for key in action["keys"].as_array().unwrap() {
            assert!(key.as_str().unwrap().parse::<coldstart::input::Chord>().is_ok(), "{action}");
        }
    }
    let text = run(&["keys"]);
    assert!(
        text.out.starts_with("Everywhere\n") && text.out.contains("Go to the next section."),
        "{}",
        text.out
    );
}

#[test]
fn the_table_of_keys_in_the_readme_is_that_of_the_program() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let (_, after) = readme.split_once("<!-- keys -->").expect("README.md has no line <!-- keys -->");
    let (table, _) = after.split_once("<!-- /keys -->").expect("README.md has no line <!-- /keys -->");
    let now = run(&["keys", "--markdown"]).out;
    assert!(
        table.trim() == now.trim(),
        "the table of keys in README.md is stale: put the output of `coldstart keys --markdown` between \
         <!-- keys --> and <!-- /keys -->"
    );
}

/// The commands that `--help` lists.
fn commands() -> Vec<String> {
    let help = run(&["--help"]).out;
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

#[test]
fn every_shell_completes_every_command() {
    let commands = commands();
    assert!(commands.len() > 20, "{commands:?}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = run(&["completions", shell]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shell}");
        for command in &commands {
            assert!(ran.out.contains(command.as_str()), "{shell}: {command}");
        }
    }
}

#[test]
fn every_command_has_a_manual_page() {
    for command in commands() {
        let ran = run(&["man", &command]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{command}");
        assert!(ran.out.contains(&format!(".TH coldstart-{command} 1")), "{}", ran.out);
    }
    assert!(run(&["man", "team", "merge"]).out.contains(".TH coldstart-team-merge 1"));
    let wrong = run(&["man", "coost"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""));
    assert!(wrong.err.contains("did you mean `cost`?"), "{}", wrong.err);
}

#[test]
fn another_session_leaves_an_exam_that_was_begun_its_place() {
    let home = tempfile::tempdir().unwrap();
    let exam = ["quiz", "--plain", "--mode", "exam", "--count", "3", "--seed", "7"];
    let begun = run_with(home.path(), &exam, "-\n-\n-\n");
    assert!(!begun.out.contains("waits:"), "nothing has been begun: {}", begun.out);
    // Some first line answers a question of any kind but an open one, of which exams have none.
    let answered = ["a", "1", "true", "a b", "1 s"].iter().find(|answer| {
        let ran = run_with(home.path(), &exam, &format!("{answer}\n"));
        ran.out.contains("1 of 3 answered")
    });
    assert!(answered.is_some(), "{}", begun.out);
    let learn = ["quiz", "--plain", "--mode", "learn", "--count", "1"];
    let other = run_with(home.path(), &learn, "a\n");
    assert!(other.out.contains("The exam that was begun (1 of 3 answered) waits"), "{}", other.out);
    let resumed = run_with(home.path(), &["quiz", "--plain", "--resume"], "");
    assert!(resumed.out.contains("1 of 3 answered"), "{}", resumed.out);
}
