//! Every kind of question before and after its answer, as text. The line of keys at the bottom is left out of all of these and has a test
//! of its own. The questions are those of the authors' guide.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use coldstart::app::{Msg, Now};
use coldstart::quiz::{Form, Mode, letter};
use std::fmt::Write as _;
use std::time::Duration;
use support::app::TestApp;
use support::guide::{asked, course, session};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

fn started(mode: Mode, id: &str, (width, height): (u16, u16)) -> TestApp {
    let mut app = TestApp::resumed(course(), width, height, Vec::new(), Vec::new(), None);
    let now = Now { at: "2026-11-21T10:00:00Z".parse().unwrap(), tick: Duration::ZERO };
    app.model.take_up(session(mode, id), now);
    // What is wanted of the outside, such as colours of code, is asked for with the next message.
    app.send(Msg::Wake);
    app
}

/// The screen without its last line.
fn screen(app: &TestApp) -> String {
    let screen = app.screen();
    let lines: Vec<&str> = screen.lines().collect();
    lines[..lines.len() - 1].join("\n").trim_end().to_owned()
}

fn footer(app: &TestApp) -> String {
    app.screen().lines().last().unwrap().trim().to_owned()
}

/// What is done to get to the next picture, and its name.
type Step<'s> = (&'s str, &'s dyn Fn(&mut TestApp));

/// Snapshots of a question as it is asked, and after each of `steps`.
fn look(name: &str, id: &str, steps: &[Step<'_>]) {
    for (width, height) in SIZES {
        let mut app = started(Mode::Learn, id, (width, height));
        insta::assert_snapshot!(format!("{name}_asked_{width}x{height}"), screen(&app));
        for (step, act) in steps {
            act(&mut app);
            insta::assert_snapshot!(format!("{name}_{step}_{width}x{height}"), screen(&app));
        }
    }
}

/// The letter of an option, an item or a partner of the question, by its place in the file.
fn letter_of(id: &str, index: usize) -> String {
    let (_, order) = asked(id);
    letter(order.iter().position(|at| *at == index).unwrap()).to_string()
}

#[test]
fn one_option() {
    let wrong = letter_of("example.single", 1);
    look("single", "example.single", &[("wrong", &|app| _ = app.keys(&wrong).keys("enter"))]);
}

#[test]
fn several_options() {
    let (right, wrong) = (letter_of("example.multi", 0), letter_of("example.multi", 2));
    look(
        "multi",
        "example.multi",
        &[("marked", &|app| _ = app.keys(&right).keys(&wrong)), ("wrong", &|app| _ = app.keys("enter"))],
    );
}

#[test]
fn a_claim() {
    look("claim", "example.claim", &[("wrong", &|app| _ = app.keys("a enter"))]);
}

#[test]
fn a_number() {
    look(
        "number",
        "example.numeric",
        &[
            ("without_unit", &|app| _ = app.text("5").keys("enter")),
            ("mistaken", &|app| _ = app.text("min").keys("enter")),
        ],
    );
}

#[test]
fn a_drawn_number() {
    look("drawn", "example.drawn", &[("wrong", &|app| _ = app.text("7").keys("enter"))]);
}

#[test]
fn words() {
    look("text", "example.text", &[("near", &|app| _ = app.text("ThrottlingException").keys("enter"))]);
}

#[test]
fn an_order() {
    look(
        "order",
        "example.order",
        &[("held", &|app| _ = app.keys("down space down")), ("answered", &|app| _ = app.keys("space enter"))],
    );
}

#[test]
fn pairs() {
    look(
        "match",
        "example.match",
        &[("paired", &|app| _ = app.keys("a b enter")), ("answered", &|app| _ = app.keys("a enter"))],
    );
}

#[test]
fn gaps() {
    look(
        "cloze",
        "example.cloze",
        &[
            ("filled", &|app| _ = app.text("two").keys("enter").text("a topc")),
            ("answered", &|app| _ = app.keys("enter")),
        ],
    );
}

#[test]
fn free_words() {
    look(
        "open",
        "example.open",
        &[
            ("said", &|app| {
                app.text("A new environment is made, and its code is loaded before the handler runs, so the caller waits.");
                app.keys("ctrl-j").text("Measure first.");
            }),
            ("rubric", &|app| _ = app.keys("enter")),
            ("nothing_ticked", &|app| _ = app.keys("enter")),
            ("judged", &|app| _ = app.keys("a b enter")),
        ],
    );
}

#[test]
fn a_line_of_code() {
    look(
        "code_line",
        "example.code.line",
        &[("chosen", &|app| _ = app.keys("down")), ("wrong", &|app| _ = app.keys("enter"))],
    );
}

#[test]
fn what_code_returns() {
    look("code_output", "example.code.output", &[("near", &|app| _ = app.text("1").keys("enter"))]);
}

#[test]
fn a_step_of_a_chain() {
    look("chain", "example.chain.busy", &[("right", &|app| _ = app.text("24").keys("enter"))]);
}

#[test]
fn a_prediction() {
    look("predict", "example.predict", &[("mistaken", &|app| _ = app.text("6").keys("enter"))]);
}

/// The line of keys before and after the answer; an exam offers neither hints nor verdicts.
#[test]
fn the_keys_of_every_kind() {
    let mut listed = String::new();
    for id in [
        "example.single",
        "example.multi",
        "example.claim",
        "example.numeric",
        "example.order",
        "example.match",
        "example.cloze",
        "example.open",
        "example.code.line",
    ] {
        let (question, _) = asked(id);
        for (mode, size) in [(Mode::Learn, (80, 24)), (Mode::Exam, (120, 40))] {
            let app = started(mode, id, size);
            let _ = writeln!(listed, "{:10} {:5}  {}", question.kind.name(), mode.name(), footer(&app));
        }
    }
    let mut open = started(Mode::Learn, "example.open", (80, 24));
    open.keys("enter enter");
    let _ = writeln!(listed, "rubric            {}", footer(&open));
    let mut answered = started(Mode::Learn, "example.drawn", (120, 40));
    answered.text("7").keys("enter");
    let _ = writeln!(listed, "answered          {}", footer(&answered));
    insta::assert_snapshot!(listed);
}

/// What is seen on the screen is clicked: row and column of a text.
fn click(app: &mut TestApp, text: &str) {
    let screen = app.screen();
    let (row, line) = screen
        .lines()
        .enumerate()
        .filter(|(_, line)| line.contains(text))
        .last()
        .unwrap_or_else(|| panic!("{text} is not on the screen\n{screen}"));
    let column = coldstart::text::width(&line[..line.find(text).unwrap()]);
    app.send(Msg::Click { column: u16::try_from(column).unwrap(), row: u16::try_from(row).unwrap() });
}

#[test]
fn what_can_be_chosen_can_be_clicked() {
    let logged = |app: &TestApp| {
        let attempt = app.attempts.last().unwrap();
        (attempt.answer.clone().unwrap(), attempt.correct)
    };
    let mut single = started(Mode::Learn, "example.single", (80, 24));
    click(&mut single, "As long as it needs");
    click(&mut single, "Enter answer");
    assert_eq!(logged(&single), (serde_json::json!(3), false));

    let mut multi = started(Mode::Learn, "example.multi", (80, 24));
    click(&mut multi, "It sets environments aside");
    click(&mut multi, "It keeps the function from");
    click(&mut multi, "Enter answer");
    assert_eq!(logged(&multi), (serde_json::json!([1, 2]), true));

    let mut pairs = started(Mode::Learn, "example.match", (80, 24));
    for (left, right) in [
        ("An S3 event", "asynchronously"),
        ("An SNS topic", "asynchronously"),
        ("An API Gateway", "synchronously"),
    ] {
        click(&mut pairs, left);
        let (question, order) = asked("example.match");
        let Form::Match(matching) = question.kind.form() else { unreachable!() };
        let at = matching.rights.iter().position(|other| other == right).unwrap();
        let place = order.iter().position(|index| *index == at).unwrap();
        click(&mut pairs, &format!("{}  {right}", letter(place)));
    }
    click(&mut pairs, "Enter answer");
    assert_eq!(logged(&pairs), (serde_json::json!([1, 2, 1]), true));

    let mut order = started(Mode::Learn, "example.order", (80, 24));
    for (item, place) in [("Extensions", 0), ("The runtime", 1), ("The code outside", 2)] {
        click(&mut order, item);
        click(&mut order, "Space take");
        let screen = order.screen();
        // The first such row is the header.
        let target = screen.lines().rfind(|line| line.contains(&format!(" {}  ", place + 1))).unwrap();
        click(&mut order, target.trim());
        click(&mut order, "Space take");
    }
    click(&mut order, "Enter answer");
    assert_eq!(logged(&order), (serde_json::json!([1, 2, 3]), true));

    let mut line = started(Mode::Learn, "example.code.line", (80, 24));
    click(&mut line, "s3 = boto3.client");
    click(&mut line, "Enter answer");
    assert_eq!(logged(&line), (serde_json::json!(4), true));

    let mut open = started(Mode::Learn, "example.open", (80, 24));
    open.text("It is made.").keys("enter");
    click(&mut open, "says that a new environment");
    click(&mut open, "names provisioned concurrency");
    click(&mut open, "Enter answer");
    let (answer, right) = logged(&open);
    assert_eq!((&answer["points"], right), (&serde_json::json!([1, 3]), true));
}

#[test]
fn code_is_coloured_once_its_parts_are_known() {
    use coldstart::app::sheet::Tone;
    use coldstart::content::{Syntax, SyntaxSpan};
    let mut app = started(Mode::Learn, "example.code.line", (80, 24));
    let (topic, block, lang) = app.code.first().cloned().expect("colours are asked for");
    assert_eq!((block, lang.as_str()), (0, "python"));
    app.send(Msg::Wake);
    assert_eq!(app.code.len(), 1, "they are asked for once");
    let lines = vec![vec![SyntaxSpan { range: 0..6, syntax: Syntax::Keyword }]];
    app.send(Msg::Highlighted { topic, block, lines });
    let keywords = |app: &TestApp| {
        let coldstart::app::Screen::Practice(practice) = &app.model.screen else { unreachable!() };
        let area = coldstart::app::practice::area(app.model.size);
        let shown = practice.panel.shown(&app.model.course, area);
        let pieces = shown.rows.into_iter().flat_map(|row| row.pieces);
        let keywords = pieces.filter(|piece| piece.tone == Tone::Syntax(Syntax::Keyword));
        keywords.map(|piece| piece.text).collect::<Vec<_>>()
    };
    assert_eq!(keywords(&app), ["import"]);
    app.keys("down enter");
    assert_eq!(keywords(&app), ["import"], "after the answer too");
}

#[test]
fn a_question_is_tried_out_with_its_own_numbers() {
    use coldstart::app::Screen;
    let mut drawn = started(Mode::Learn, "example.drawn", (120, 40));
    drawn.text("7").keys("enter t");
    let screen = drawn.screen();
    assert!(matches!(drawn.model.screen, Screen::Desk(_)), "{screen}");
    let (question, _) = asked("example.drawn");
    let rate = question.prompt.split_whitespace().next().unwrap();
    assert!(screen.contains(rate), "the calculator has the rate of this showing, {rate}\n{screen}");
    drawn.keys("esc");
    assert!(drawn.screen().contains("Not right"), "Esc leads back to the answer\n{}", drawn.screen());

    let mut run = started(Mode::Learn, "example.predict", (120, 40));
    run.text("5").keys("enter t");
    assert!(matches!(run.model.screen, Screen::Animation(_)), "{}", run.screen());
    assert!(run.screen().contains("The run of the question"), "{}", run.screen());
}

#[test]
fn an_answer_is_taken_back_from_the_next_question_and_in_an_exam() {
    use coldstart::quiz::{Pick, Session};
    let pick = |id: &str| Pick { question: id.to_owned(), topic: "kinds".to_owned(), showing: 0 };
    for mode in [Mode::Drill, Mode::Exam] {
        let picks = vec![pick("example.numeric"), pick("example.claim"), pick("example.text")];
        let mut app = started(mode, "example.claim", (80, 24));
        let now = Now { at: "2026-11-21T10:00:00Z".parse().unwrap(), tick: Duration::from_secs(1) };
        app.model.take_up(Session::start(mode, "default", picks), now);
        app.text("5min").keys("enter");
        if mode == Mode::Drill {
            app.keys("enter");
        }
        assert!(app.screen().contains("Question 2 of 3"), "{}", app.screen());
        app.keys("u");
        assert!(app.screen().contains("Question 1 of 3"), "{}", app.screen());
        assert!(app.attempts[0].undone);
        app.text("15min").keys("enter");
        let attempt = app.attempts.last().unwrap();
        assert!(attempt.correct && !attempt.undone);
        assert!(attempt.took_ms > app.attempts[0].took_ms, "time goes on from where it was");
        if mode == Mode::Drill {
            app.keys("enter");
        }
        // The next answer is typed into a field, where a letter is text.
        app.keys("a enter");
        if mode == Mode::Drill {
            app.keys("enter");
        }
        app.keys("u");
        assert!(app.screen().contains("Question 3 of 3"), "a letter is text in a field\n{}", app.screen());
        app.keys("ctrl-b");
        assert!(app.screen().contains("Question 2 of 3"), "{}", app.screen());
    }
}

#[test]
fn an_exam_gives_no_hints_and_does_not_say_what_was_right() {
    let mut app = started(Mode::Exam, "example.claim", (80, 24));
    app.keys("h");
    assert!(app.screen().contains("an exam gives no hints"), "{}", app.screen());
    assert!(!app.screen().contains('✓'));
}

#[test]
fn an_open_answer_is_asked_about_once_and_mended_after_an_undo() {
    let mut app = started(Mode::Learn, "example.open", (80, 24));
    assert!(app.keys("enter").screen().contains("Nothing is typed"), "{}", app.screen());
    app.text("It is made.").keys("enter");
    app.keys("a enter");
    let screen = app.keys("u").screen();
    assert!(screen.contains("It is made."), "{screen}");
}
