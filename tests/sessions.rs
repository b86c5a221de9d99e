//! Whole sessions in a pseudo-terminal, with the real program: an exam of thirty questions, a review, a blitz that is too slow, at 80 by 24
//! and 120 by 40. The questions are claims of a pack of the test's own, so that the script knows the answers.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::pty::{Pty, Setup};
use tempfile::TempDir;

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

/// A home, and a pack with two topics of twenty claims each; those with an even number hold.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (order, topic) in [(9_001, "rivers"), (9_002, "roads")] {
            let page = format!(
                "+++\nid = \"{topic}\"\ntitle = \"About {topic}\"\norder = {order}\nsummary = \"Claims about {topic}.\"\nprerequisites = []\nminutes = 1\n+++\n\nNothing is said here.\n"
            );
            write(folder.path().join(format!("pack/content/topics/{topic}.md")), &page);
            let mut questions = format!("topic = \"{topic}\"\n");
            for number in 1..=20 {
                let _ = write!(
                    questions,
                    "\n[[question]]\nid = \"{topic}.{number}\"\ntype = \"true_false\"\nlevel = \"recall\"\ngroup = \"{topic}.{number}\"\nfacts = [\"limits.timeout.max\"]\nprompt = \"Among {topic}, number {number} is even.\"\nanswer = {}\nwhy = {{ true = \"Halve it.\", false = \"Halve it.\" }}\nexplain = \"Even numbers can be halved.\"\n",
                    number % 2 == 0
                );
            }
            write(folder.path().join(format!("pack/quizzes/{topic}.toml")), &questions);
        }
        Self { folder }
    }

    fn pack(&self) -> PathBuf {
        self.folder.path().join("pack")
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// `coldstart quiz` on the two topics, in a terminal.
    fn quiz(&self, size: (u16, u16), arguments: &[&str]) -> Pty {
        let setup = Setup::new(env!("CARGO_BIN_EXE_coldstart"))
            .env("COLDSTART_HOME", self.home())
            .size(size.0, size.1)
            .arg("--pack")
            .arg(self.pack())
            .arg("quiz");
        let topics = ["--topic", "rivers", "--topic", "roads", "--seed", "7"];
        let resumes = arguments.contains(&"--resume");
        let topics = if resumes { &[][..] } else { &topics[..] };
        arguments.iter().chain(topics).fold(setup, Setup::arg).start()
    }

    /// The program on its home screen.
    fn start(&self, size: (u16, u16)) -> Pty {
        Setup::new(env!("CARGO_BIN_EXE_coldstart"))
            .env("COLDSTART_HOME", self.home())
            .size(size.0, size.1)
            .arg("--pack")
            .arg(self.pack())
            .start()
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_coldstart"))
            .env("COLDSTART_HOME", self.home())
            .arg("--pack")
            .arg(self.pack())
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn standing(&self) -> serde_json::Value {
        serde_json::from_str(&self.run(&["progress", "--json"])).unwrap()
    }

    /// The log as (question, mode, correct).
    fn log(&self) -> Vec<(String, String, bool)> {
        let export: serde_json::Value =
            serde_json::from_str(&self.run(&["progress", "export", "-"])).unwrap();
        let text = |attempt: &serde_json::Value, key: &str| attempt[key].as_str().unwrap().to_owned();
        let attempts = export["attempts"].as_array().unwrap().iter();
        attempts
            .map(|attempt| {
                (text(attempt, "question"), text(attempt, "mode"), attempt["correct"].as_bool().unwrap())
            })
            .collect()
    }
}

fn write(path: PathBuf, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).unwrap();
    std::fs::write(path, text).unwrap();
}

/// The claim on the screen.
fn claim(pty: &Pty) -> String {
    let screen = pty.screen();
    let line = screen.lines().find(|line| line.contains("is even.")).expect("a claim is on the screen");
    line.trim().to_owned()
}

/// Whether it holds.
fn holds(pty: &Pty) -> bool {
    let line = claim(pty);
    let number: u32 = line.split_whitespace().find_map(|word| word.parse().ok()).unwrap();
    number.is_multiple_of(2)
}

/// Answers the claim that is on the screen.
fn answer(pty: &mut Pty, right: bool) {
    let claim = holds(pty) == right;
    pty.press(if claim { "a enter" } else { "b enter" });
}

#[test]
fn an_exam_of_thirty_questions() {
    for size in SIZES {
        let place = Place::new();
        let mut pty = place.quiz(size, &["--mode", "exam"]);
        pty.wait_for("Question 1 of 30");
        pty.wait_for("left");
        pty.press("h");
        pty.wait_for("an exam gives no hints");
        // The first one is put off and comes last.
        let first = claim(&pty);
        pty.press("s");
        pty.wait_gone(&first);
        for number in 1..=29 {
            pty.wait_for(&format!("Question {number} of 30"));
            answer(&mut pty, number <= 20);
            let next = number + 1;
            pty.wait_for(&format!("Question {next} of 30"));
            assert!(!pty.screen().contains("Right"), "nothing is judged before the end");
            if number == 12 {
                // It stops and goes on anywhere.
                pty.press("ctrl-c");
                pty.wait_exit();
                pty = place.quiz(size, &["--resume"]);
                pty.wait_for("Question 13 of 30");
            }
        }
        answer(&mut pty, true);
        pty.wait_for("✓ Passed");
        pty.wait_for("21 of 30 right, 70 %");
        pty.wait_for("About rivers");
        pty.press("r");
        pty.wait_for("Question 1 of 30");
        pty.wait_for("✓ Right");
        for number in 2..=30 {
            pty.press("enter");
            pty.wait_for(&format!("Question {number} of 30"));
        }
        pty.press("enter");
        pty.wait_for("✓ Passed");
        // Enter looks through the answers, too, and the result stays.
        pty.press("enter");
        pty.wait_for("Question 1 of 30");
        pty.press("ctrl-c");
        assert_eq!(pty.wait_exit(), 0);
        pty.assert_restored();
        let listed = place.run(&["results"]);
        assert!(listed.contains("✓ passed, 21 of 30 right, 70 %"), "{listed}");
        let report = place.run(&["results", "1"]);
        assert!(report.starts_with("# Exam, ") && report.contains("Passed: 21 of 30 right"), "{report}");
        let json: serde_json::Value = serde_json::from_str(&place.run(&["results", "--json"])).unwrap();
        let result = &json["results"][0];
        assert_eq!(
            (&result["right"], &result["questions"], &result["passed"]),
            (&21.into(), &30.into(), &true.into())
        );
        // And it is found again from the list of sessions, with nothing to go on with.
        let mut again = place.start(size);
        again.wait_for("Contents");
        again.press("s");
        again.wait_for("Mock interview");
        assert!(!again.screen().contains("Begun"));
        again.press("end");
        again.wait_for("Results");
        again.press("enter");
        again.wait_for("✓ Passed");
        again.press("ctrl-c");
        again.wait_exit();
        let log = place.log();
        assert_eq!(log.len(), 30, "{log:?}");
        assert!(log.iter().all(|(_, mode, _)| mode == "exam"));
        assert_eq!(log.iter().filter(|(.., correct)| *correct).count(), 21);
    }
}

#[test]
fn a_review_of_what_is_due() {
    for size in SIZES {
        let place = Place::new();
        // Five claims that were known once, a year ago, and one that was learnt just now.
        let attempts: Vec<String> = (1..=5)
            .map(|number| (number, "2025-11-20T10:00:00Z".to_owned()))
            .chain([(6, coldstart::platform::now().to_string())])
            .map(|(number, at)| {
                format!(
                    r#"{{"id": "a{number}", "question": "rivers.{number}", "rev": 1, "at": "{at}", "mode": "learn", "answer": null, "correct": true, "grade": "good", "certainty": null, "hints": 0, "took_ms": 4000}}"#
                )
            })
            .collect();
        let document =
            format!(r#"{{"schema": "coldstart.progress/1", "attempts": [{}]}}"#, attempts.join(","));
        let file = place.folder.path().join("import.json");
        std::fs::write(&file, document).unwrap();
        place.run(&["progress", "import", file.to_str().unwrap()]);
        assert_eq!(place.standing()["due"], 5);

        let mut pty = place.quiz(size, &["--mode", "review", "--count", "5"]);
        for number in 1..=5 {
            pty.wait_for(&format!("Question {number} of 5"));
            // One is forgotten; with fewer than four others left it does not come back today.
            answer(&mut pty, number != 3);
            pty.wait_for(if number == 3 { "✗ Not right" } else { "✓ Right" });
            pty.press("enter");
        }
        pty.wait_for("4 of 5 right");
        pty.press("ctrl-c");
        pty.wait_exit();
        pty.assert_restored();
        let reviewed: Vec<_> = place.log().into_iter().filter(|(_, mode, _)| mode == "review").collect();
        let mut asked: Vec<&str> = reviewed.iter().map(|(question, ..)| question.as_str()).collect();
        asked.sort_unstable();
        assert_eq!(asked, ["rivers.1", "rivers.2", "rivers.3", "rivers.4", "rivers.5"]);
        assert_eq!(place.standing()["due"], 0);
    }
}

#[test]
fn a_blitz_that_is_too_slow_says_so_and_logs_nothing() {
    let place = Place::new();
    let mut pty = place.quiz((80, 24), &["--mode", "blitz", "--count", "2", "--time", "1s"]);
    pty.wait_for("Out of time");
    pty.press("enter");
    pty.wait_for("Question 2 of 2");
    pty.wait_for("Out of time");
    pty.press("enter");
    pty.wait_for("2 not in time");
    pty.press("ctrl-c");
    pty.wait_exit();
    assert_eq!(place.log(), []);
}

#[test]
fn when_it_is_is_asked_once() {
    let place = Place::new();
    let mut pty = place.start((80, 24));
    pty.wait_for("Contents");
    pty.press("s");
    pty.wait_for("Mock interview");
    pty.press("d");
    pty.wait_for("When is it?");
    pty.text("2001-01-01");
    pty.press("enter");
    pty.wait_for("2001-01-01 has passed");
    pty.press("ctrl-u");
    pty.text("in 10 days");
    pty.press("enter");
    pty.wait_for("How many minutes a day?");
    pty.text("15");
    pty.press("enter");
    pty.wait_for("in 10 days");
    pty.wait_for("15 minutes a day");
    pty.press("enter");
    pty.wait_for("Question 1");
    pty.press("q q P");
    pty.wait_for("Toward a date");
    pty.press("space space");
    pty.wait_for("15 minutes a day");
    pty.press("ctrl-c");
    pty.wait_exit();

    let mut again = place.start((80, 24));
    again.wait_for("Contents");
    again.press("s");
    again.wait_for("Begun");
    again.press("down down down");
    again.wait_for("15 minutes a day");
    again.press("ctrl-c");
    again.wait_exit();
    again.assert_restored();
}

#[test]
fn a_mock_interview_with_a_follow_up_and_a_report() {
    for size in SIZES {
        let place = Place::new();
        let mut questions = "topic = \"roads\"\n".to_owned();
        for (id, follow_up) in [("bridge", "follow_up = [\"roads.tolls\"]\n"), ("tolls", "")] {
            let _ = write!(
                questions,
                "\n[[question]]\nid = \"roads.{id}\"\ntype = \"open\"\nlevel = \"explain\"\ngroup = \"roads.{id}\"\nfacts = [\"limits.timeout.max\"]\nprompt = \"Tell me about the {id}.\"\nrubric = [\n  {{ point = \"says where the {id} is\", weight = 2, must = true, follow_up = \"And where is it?\" }},\n  {{ point = \"says what the {id} costs\", weight = 2 }},\n]\nred_flags = [\"claims that it is free\"]\nmodel_answer = \"It is there and costs something.\"\n{follow_up}explain = \"Place and price.\"\n"
            );
        }
        write(place.pack().join("quizzes/roads.talk.toml"), &questions);
        // One of the two is asked; the bridge leads to the tolls.
        let mut pty = place.quiz(size, &["--mode", "interview", "--count", "1"]);
        pty.wait_for("Tell me about the");
        let asked = if pty.screen().contains("the bridge.") { "bridge" } else { "tolls" };
        pty.wait_for("left");
        pty.text("It is long and wide.");
        pty.press("enter");
        pty.wait_for(&format!("says what the {asked} costs"));
        pty.text("2");
        pty.press("enter");
        pty.wait_for("And where is it?");
        pty.press("enter");
        // What was missing is asked about; one makes the point then, and the other does not.
        let made = size.0 == 80;
        pty.wait_for("Question 1 of 1, follow-up");
        pty.text("At the ford.");
        pty.press("enter");
        pty.wait_for("Tick the points");
        // Nothing ticked is asked about once.
        pty.press(if made { "1" } else { "enter" });
        pty.wait_for(if made { "[x]" } else { "Nothing is ticked" });
        pty.press("enter");
        pty.wait_for(if made { "✓ Right" } else { "✗ Not right" });
        pty.press("enter");
        if asked == "bridge" {
            pty.wait_for("Tell me about the tolls.");
            pty.text("They are at the gate.");
            pty.press("enter");
            pty.wait_for("says what the tolls costs");
            pty.press("1 2");
            pty.press("enter");
            pty.wait_for("✓ Right");
            pty.press("enter");
        }
        pty.wait_for("Mock interview");
        pty.wait_for("2 of 4 points");
        pty.press("pagedown pagedown");
        pty.wait_for("Weak spots");
        pty.wait_for(if made { "some of them only when asked" } else { "says where the" });
        pty.press("s");
        pty.wait_for("report written to");
        pty.press("ctrl-c");
        pty.wait_exit();
        pty.assert_restored();
        assert!(place.log().iter().all(|(_, mode, _)| mode == "interview"));
        let report = std::fs::read_dir(place.home().join("reports")).unwrap().next().unwrap().unwrap();
        let report = std::fs::read_to_string(report.path()).unwrap();
        assert!(report.starts_with("# Mock interview, ") && report.contains("> At the ford."), "{report}");
        assert_eq!(report.contains("The point was made when asked"), made, "{report}");
    }
}

#[test]
fn one_script_of_answers_gives_the_same_log_on_the_screen_and_line_by_line() {
    let (screen, plain) = (Place::new(), Place::new());
    let mut pty = screen.quiz((80, 24), &["--mode", "drill", "--count", "6"]);
    // One question may be left out, and one that was wrong comes back.
    for key in ["a enter", "b enter", "a enter", "s", "a enter", "b enter"] {
        pty.wait_for("is even.");
        let before = claim(&pty);
        pty.press(key);
        if key != "s" {
            pty.wait_for("read on");
            pty.press("enter");
        }
        pty.wait_gone(&before);
    }
    pty.press("ctrl-c");
    pty.wait_exit();

    let mut child = Command::new(env!("CARGO_BIN_EXE_coldstart"))
        .env("COLDSTART_HOME", plain.home())
        .arg("--pack")
        .arg(plain.pack())
        .args(["quiz", "--plain", "--mode", "drill", "--count", "6", "--seed", "7"])
        .args(["--topic", "rivers", "--topic", "roads"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"a\nb\na\n-\na\nb\n").unwrap();
    assert!(child.wait().unwrap().success());
    let log = plain.log();
    assert_eq!(log.len(), 5);
    assert_eq!(screen.log(), log);
}
