//! The calculators on the screen: what is typed is what the commands would take, and every key is seen at once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use coldstart::app::Msg;
use coldstart::course::Course;
use support::app::TestApp;

fn total(app: &TestApp) -> String {
    let screen = app.screen();
    let line = screen.lines().find(|line| line.contains(" a month")).unwrap_or_else(|| panic!("{screen}"));
    line.split('│').next_back().unwrap().split(" a month").next().unwrap().trim().to_owned()
}

#[test]
fn the_example_of_the_contract() {
    let mut app = TestApp::new(120, 40);
    app.keys("$");
    assert_eq!(total(&app), "$4.37");
    app.keys("ctrl-y");
    assert_eq!(app.copied.as_deref(), Some("coldstart cost --requests 1M --duration 500ms --memory 512MB"));
}

#[test]
fn every_key_changes_the_result() {
    let mut app = TestApp::new(120, 40);
    app.keys("$").text("3");
    assert_eq!(total(&app), "$0.000013");
    app.text("M");
    assert_eq!(total(&app), "$13.10");
    app.keys("backspace").text("k");
    assert_eq!(total(&app), "$0.01");
}

#[test]
fn a_field_that_cannot_be_read_keeps_the_last_result() {
    let mut app = TestApp::new(120, 40);
    app.keys("$ down down").text("20 min");
    let screen = app.screen();
    assert!(screen.contains("The last result that could be worked out"), "{screen}");
    assert!(screen.contains("15 min") || screen.contains("900"), "the limit is named\n{screen}");
    app.keys("ctrl-y ctrl-s");
    assert!(app.screen().contains("a field has to be put right first"), "{}", app.screen());
    assert_eq!(app.copied, None, "the command would be that of older inputs");
    app.keys("up");
    assert!(!app.screen().contains("= 500"), "nor is what was understood of them: {}", app.screen());
    app.keys("down");
    app.keys("ctrl-u").text("500ms");
    assert_eq!(total(&app), "$4.37");
    assert!(!app.screen().contains("The last result"));
}

#[test]
fn several_wrong_fields_leave_the_result_in_view() {
    let mut app = TestApp::new(80, 24);
    let screen = app.keys("#").text("abc").keys("down").text("25x").keys("down").text("zz").screen();
    assert!(screen.contains("Request rate: a number is missing"), "{screen}");
    assert!(screen.contains("Also to put right: Duration, Cold starts"), "{screen}");
    assert!(screen.contains("25 environments busy on average"), "{screen}");
    assert!(!screen.contains("--rps"), "{screen}");
}

#[test]
fn arrows_step_through_sensible_values() {
    let mut app = TestApp::new(120, 40);
    app.keys("$ down down down right");
    assert!(app.screen().contains("768MB"), "{}", app.screen());
    app.keys("left left");
    assert!(app.screen().contains("384MB") || app.screen().contains("256MB"), "{}", app.screen());
}

#[test]
fn a_paste_is_one_value() {
    let mut app = TestApp::new(120, 40);
    app.keys("$");
    app.send(Msg::Paste(" 10M\n\u{1b}[31m".to_owned()));
    assert!(app.screen().contains("10M"), "{}", app.screen());
}

#[test]
fn which_one_from_when_on() {
    let mut app = TestApp::new(120, 40);
    app.keys("%");
    let screen = app.screen();
    // One task of 0.5 vCPU and 1 GB: (0.5 × 0.04048 + 0.004445) × 730 = $18.02; a request at 512 MB and 500 ms costs
    // $0.0000002 + 0.25 × $0.0000166667 = $0.000004366675; 18.02005 / 0.000004366675 = 4.13 M requests.
    assert!(screen.contains("Lambda is cheaper up to 4,126,"), "{screen}");
    assert!(screen.contains("X both cost the same"), "{screen}");
    app.keys("ctrl-y");
    assert_eq!(
        app.copied.as_deref(),
        Some("coldstart breakeven --vs fargate --requests 10M --duration 500ms --memory 512MB")
    );
    // Three steps on: the same function with other memory, which must be told.
    app.keys("right right right");
    assert!(app.screen().contains("--other-memory"), "{}", app.screen());
    // Back by one: the other architecture.
    app.keys("left");
    assert!(app.screen().contains("at most 624 ms"), "{}", app.screen());
}

#[test]
fn a_page_opens_its_calculator_with_its_own_inputs() {
    let mut app = TestApp::on(Course::built_in(), 120, 40);
    let topic = app
        .model
        .course
        .topics()
        .iter()
        .position(|topic| topic.body.contains("```cost"))
        .expect("a topic with a cost block");
    for _ in 0..topic {
        app.keys("down");
    }
    app.keys("g");
    for _ in 0..topic {
        app.keys("down");
    }
    app.keys("enter $");
    assert!(app.screen().contains("What does it cost?"), "{}", app.screen());
    app.keys("esc");
    assert!(app.screen().contains('%'), "back on the page\n{}", app.screen());
}

#[test]
fn all_views_of_the_calculators_draw_at_every_size() {
    for (width, height) in [(40, 12), (80, 24), (120, 40), (200, 60)] {
        for open in ["$", "#", "%"] {
            let mut app = TestApp::new(width, height);
            app.keys(open);
            if open == "#" {
                app.keys("down down down down down down down down down").text("3000");
            }
            for view in 0..if open == "%" { 3 } else { 5 } {
                app.keys("ctrl-n tab");
                insta::assert_snapshot!(
                    format!(
                        "desk_{}_{view}_{width}x{height}",
                        match open {
                            "$" => "cost",
                            "#" => "concurrency",
                            _ => "breakeven",
                        }
                    ),
                    app.screen()
                );
                app.keys("tab");
            }
        }
    }
}

#[test]
fn a_burst_is_drawn_over_time() {
    let mut app = TestApp::new(120, 40);
    app.keys("#");
    let row = app.screen().lines().position(|line| line.contains("Burst  ")).unwrap();
    assert!(row > 0);
    while !app.screen().lines().any(|line| line.contains("› Burst ")) {
        app.keys("down");
    }
    app.text("3000").keys("ctrl-n ctrl-n");
    let screen = app.screen();
    assert!(screen.contains("1000 requests served, 2000 throttled") && screen.contains('░'), "{screen}");
}

#[test]
fn every_live_block_of_the_course_can_be_worked_out() {
    let app = TestApp::on(Course::built_in(), 120, 40);
    let tools = app.model.tools().unwrap();
    let mut blocks = 0;
    for topic in app.model.course.topics() {
        let page = app.model.course.page(&topic.id).unwrap();
        for (live, _) in page.live_blocks() {
            use coldstart::calculator::{Calculator, check_preset};
            use coldstart::content::Live;
            let (calculator, preset) = match live {
                Live::Cost(preset) => (Calculator::Cost, preset),
                Live::Concurrency(preset) => (Calculator::Concurrency, preset),
                Live::Quiz { .. } | Live::Animation(_) => continue,
            };
            blocks += 1;
            let problems = check_preset(calculator, preset, &tools.book, &tools.rules);
            assert!(problems.is_empty(), "{}: {preset:?}: {problems:?}", topic.id);
        }
    }
    assert!(blocks > 0);
}

#[test]
fn calculations_are_kept_under_names_and_compared() {
    let mut app = TestApp::new(120, 40);
    app.keys("$ ctrl-s").text("first q?$").keys("enter");
    let file = app.calculations.clone().unwrap();
    assert!(file.contains("coldstart.calculations/1") && file.contains("first q?$"), "{file}");
    app.keys("up").text("2M").keys("ctrl-b");
    let screen = app.screen();
    assert!(screen.contains("▸ Saved"), "{screen}");
    let line = |name: &str| {
        screen.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name}\n{screen}"))
    };
    assert!(line("now").contains("8.73") && line("first q?$").contains("4.37"), "{screen}");
    app.keys("tab down enter");
    assert!(app.screen().contains("1M"), "{}", app.screen());
    app.keys("down delete");
    assert!(app.screen().contains("Forget the calculation “first q?$”?"), "{}", app.screen());
    assert!(app.screen().contains("requests 1M"), "what is lost is told: {}", app.screen());
    app.keys("enter");
    assert!(app.calculations.as_ref().unwrap().contains("first"), "Enter means no");
    app.keys("delete y");
    assert!(!app.calculations.unwrap().contains("first"));
}

#[test]
fn a_calculation_gives_way_to_another_of_its_name_only_after_a_question() {
    let mut app = TestApp::new(120, 40);
    app.keys("$ ctrl-s").text("mine").keys("enter").text("2M").keys("ctrl-s").text("mine").keys("enter");
    assert!(app.screen().contains("in the place of the calculation “mine”?"), "{}", app.screen());
    app.keys("n");
    assert!(app.calculations.as_ref().unwrap().contains("1M"));
    app.keys("ctrl-s").text("mine").keys("enter y");
    let file = app.calculations.clone().unwrap();
    assert!(file.contains("2M") && !file.contains("1M"), "{file}");
    app.keys("ctrl-s").text("mine").keys("enter");
    assert!(app.model.overlays.is_empty(), "the same inputs again change nothing");
}

#[test]
fn the_question_for_a_name_can_be_left() {
    let mut app = TestApp::new(120, 40);
    app.keys("$ ctrl-s").text("x").keys("esc");
    assert!(app.calculations.is_none());
    assert_eq!(total(&app), "$4.37");
}

#[test]
fn the_formula_stands_beside_its_simulation() {
    let mut app = TestApp::new(120, 40);
    app.keys("# ctrl-n ctrl-n ctrl-n");
    let screen = app.screen();
    let line = |name: &str| {
        screen.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name}\n{screen}"))
    };
    let busy = line("busy on average");
    let figures: Vec<f64> = busy.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [formula, simulated] = figures.as_slice() else { panic!("{busy}") };
    assert!((formula - 25.0).abs() < 1e-9, "{busy}");
    // 200,000 requests put the mean of a load of 25 within 2 % with overwhelming probability; the seed is fixed.
    assert!((simulated / formula - 1.0).abs() < 0.02, "{busy}");
}

#[test]
fn a_workload_is_fitted_from_two_measurements() {
    let mut app = TestApp::new(120, 40);
    app.keys("$ ctrl-n ctrl-n tab m").text("128MB 2 parsecs, 1GB 1s").keys("enter");
    assert!(app.screen().contains("Two measurements"), "{}", app.screen());
    app.keys("esc m").text("128MB 2.4s, 1024MB 300ms").keys("enter");
    let screen = app.screen();
    assert!(screen.contains("Fitted: waits 0 ms"), "{screen}");
    let line = screen.lines().find(|line| line.contains("  512 MB")).unwrap_or_else(|| panic!("{screen}"));
    assert!(line.contains("600 ms"), "{line}");
    app.keys("+");
    assert!(app.screen().contains("CPU-bound share"), "{}", app.screen());
}
