//! The animation on the screen: three views at three sizes, its keys, and every block of the course.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use coldstart::app::animation::{Entry, Motion, Stagehand, View, block_rows, built_in, of_block};
use coldstart::app::desk::Tools;
use coldstart::app::logs::LogRequests;
use coldstart::app::{Msg, Screen};
use coldstart::content::Live;
use coldstart::course::Course;
use coldstart::simulation::scenario::LoggedRequests;
use std::time::Duration;
use support::app::TestApp;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];
const MS: u64 = 1_000_000;

fn tools() -> Tools {
    Tools::of(&Course::built_in()).unwrap()
}

/// The animation of a scenario at a moment.
fn stage(id: &str, view: View, at_ms: u64, width: u16, height: u16) -> TestApp {
    let mut app = TestApp::new(width, height);
    let mut theatre = built_in(id, &tools(), Motion::SMOOTH).unwrap();
    theatre.set_view(view);
    theatre.seek(at_ms * MS);
    app.model.show_animation(Stagehand::of(theatre));
    app
}

fn look(name: &str, id: &str, view: View, at_ms: u64) {
    for (width, height) in SIZES {
        let app = stage(id, view, at_ms, width, height);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), app.screen());
    }
}

#[test]
fn the_path_in_the_middle_of_init() {
    look("path", "cold-and-warm", View::Path, 1_180);
}

#[test]
fn the_fleet_while_it_grows() {
    look("fleet", "flash-sale", View::Fleet, 60_400);
}

#[test]
fn the_time_line_after_the_first_requests() {
    look("timeline", "flash-sale", View::Timeline, 2_200);
}

#[test]
fn a_fleet_of_two_versions_says_which_runs_what() {
    look("fleet_canary", "canary-release", View::Fleet, 130_000);
}

#[test]
fn a_time_line_shows_the_shift_of_an_alias() {
    look("timeline_canary", "canary-release", View::Timeline, 122_000);
}

#[test]
fn a_queue_in_the_fleet() {
    look("fleet_queue", "queue-burst", View::Fleet, 63_000);
}

#[test]
fn the_way_through_cloudfront_while_the_origin_works() {
    look("edge", "edge", View::Path, 1_400);
}

#[test]
fn the_way_through_cloudfront_after_a_hit() {
    look("edge_hit", "edge", View::Path, 4_500);
}

fn now_ms(app: &TestApp) -> u64 {
    app.model.theatre().unwrap().film().now_ns() / MS
}

/// Lets the clock go on as the terminal's loop does.
fn frames(app: &mut TestApp, count: u32) {
    for _ in 0..count {
        app.wait(Duration::from_millis(34));
    }
}

#[test]
fn a_run_plays_pauses_and_steps_back() {
    let mut app = stage("cold-and-warm", View::Path, 1_000, 80, 24);
    assert_eq!(app.model.wake_at(), None, "nothing is due while it stands");
    app.keys("space");
    assert!(app.model.wake_at().is_some());
    frames(&mut app, 30);
    let played = now_ms(&app);
    assert!((1_090..1_115).contains(&played), "a second at a tenth of real time: {played}");
    app.keys("space");
    assert_eq!(app.model.wake_at(), None);
    frames(&mut app, 30);
    assert_eq!(now_ms(&app), played);
    let before = app.screen();
    app.keys("right left");
    assert!(now_ms(&app) <= played);
    assert_ne!(app.screen(), before);
    app.keys("0");
    assert_eq!(now_ms(&app), 0);
    assert_eq!(app.keys(". ").model.theatre().unwrap().film().now_ns(), 1_000 * MS);
}

#[test]
fn long_idle_stretches_are_folded_and_said() {
    let mut app = stage("cold-and-warm", View::Path, 9_000, 80, 24);
    app.keys("space + + +");
    frames(&mut app, 90);
    assert!(now_ms(&app) > 100_000, "{}", now_ms(&app));
    let mut folded = stage("cold-and-warm", View::Path, 160_000, 80, 24);
    folded.keys("space");
    frames(&mut folded, 20);
    assert!(folded.screen().contains("folded"), "{}", folded.screen());
}

#[test]
fn a_change_keeps_the_moment_and_is_compared() {
    let mut app = stage("cold-and-warm", View::Path, 4_010, 80, 24);
    app.keys("w right");
    let screen = app.screen();
    assert_eq!(now_ms(&app), 4_010);
    assert!(screen.contains("1024 MB") && screen.contains("before") && screen.contains("after"), "{screen}");
    assert!(screen.contains("cost"));
    app.keys("delete esc");
    assert!(!app.screen().contains("changed:"));
    // Provisioned concurrency takes the cold start away.
    app.keys("w down down down down down down down right right esc 0 n");
    let theatre = app.model.theatre().unwrap();
    assert_eq!(theatre.reel().unwrap().survey().figures().unwrap().total.tally.cold_starts, 0);
}

#[test]
fn a_prediction_stops_the_run_and_marks_where_it_parts() {
    let mut app = stage("cold-and-warm", View::Path, 0, 80, 24);
    app.keys("p");
    frames(&mut app, 40);
    let screen = app.screen();
    assert!(screen.contains("Predict: request 1 is about to come"), "{screen}");
    assert!(now_ms(&app) < 1_000);
    assert_eq!(app.model.wake_at(), None, "it waits for the answer");
    app.keys("a");
    let screen = app.screen();
    assert!(screen.contains("Prediction and run part") && screen.contains("0 of 1 right"), "{screen}");
    frames(&mut app, 500);
    let screen = app.screen();
    assert!(screen.contains("Predict: request 2"), "{screen}");
    app.keys("a");
    assert!(app.screen().contains("1 of 2 right"), "{}", app.screen());
}

#[test]
fn the_list_of_scenarios_leads_to_a_run() {
    let mut app = TestApp::new(80, 24);
    app.keys("A");
    let known = Stagehand::entries();
    assert_eq!(
        known.len(),
        coldstart::scenarios::all().len() + 2,
        "all scenarios, the edge, a log of one's own"
    );
    assert_eq!(known[0].0, Entry::Known("cold-and-warm"), "the simplest comes first");
    assert!(app.screen().contains(&known[0].1), "{}", app.screen());
    app.keys("down enter");
    assert_eq!(app.model.theatre().unwrap().film().title(), known[1].1);
    // Out of what plays back to the list and its row, out of the list to where one was.
    app.keys("esc");
    assert!(app.model.theatre().is_none() && app.screen().contains(&format!("› {}", known[1].1)));
    app.keys("esc");
    assert!(matches!(app.model.screen, Screen::Home(_)));
}

#[test]
fn a_log_of_ones_own_is_watched_from_the_list() {
    let mut app = TestApp::new(80, 24);
    app.keys("A").keys(&"down ".repeat(40)).keys("enter");
    assert!(app.screen().contains("Which log do you want to watch?"), "{}", app.screen());
    app.text("report.log").keys("enter");
    let (path, number) = app.log_requests.clone().unwrap();
    assert_eq!(path, "report.log");
    // A log that cannot be replayed is said, and the path can be mended.
    let fails = Msg::LogReplayed { number, read: Err("there is nothing in it".to_owned()) };
    app.send(fails);
    assert!(app.screen().contains("there is nothing in it") && app.screen().contains("› report.log"));
    app.keys("enter");
    let number = app.log_requests.clone().unwrap().1;
    let requests = LoggedRequests {
        arrivals: vec![0, 1_000_000_000].into(),
        warm: vec![50_000_000].into(),
        ..LoggedRequests::default()
    };
    let read = LogRequests { requests, memory_mb: Some(512), room: 1 << 30 };
    app.send(Msg::LogReplayed { number, read: Ok(read) });
    assert_eq!(app.model.theatre().unwrap().film().title(), "report.log");
    app.keys("esc esc");
    assert!(app.screen().contains("› A log of your own"), "back to the list: {}", app.screen());
}

#[test]
fn a_prediction_does_not_show_what_it_asks() {
    let mut app = stage("cold-and-warm", View::Path, 0, 80, 24);
    app.keys("p");
    frames(&mut app, 40);
    let screen = app.screen();
    assert!(screen.contains("Predict: request 1"), "{screen}");
    // Neither lanes nor marks say what comes.
    assert!(
        !screen.contains("COLD") && !screen.contains("INVOKE handler") && !screen.contains('┴'),
        "{screen}"
    );
    app.keys("b");
    assert!(app.screen().contains("COLD"), "{}", app.screen());
    frames(&mut app, 500);
    let screen = app.screen();
    assert!(screen.contains("Predict: request 2") && !screen.contains("WARM"), "{screen}");
}

#[test]
fn the_code_is_in_the_language_of_the_runtime() {
    let code = |id: &str| stage(id, View::Path, 1_000, 120, 40).screen();
    assert!(code("cold-and-warm").contains("def handler(event, context):"));
    assert!(code("cold-java").contains("handleRequest(Event event"));
    assert!(code("cold-java-snapstart").contains("afterRestore"));
    let mut app = stage("cold-and-warm", View::Path, 1_000, 120, 40);
    app.keys("w down down down right");
    assert!(app.screen().contains("Rust") && app.screen().contains("async fn handler"), "{}", app.screen());
}

#[test]
fn the_picture_follows_the_request_that_the_story_is_about() {
    // The third request is served by the environment of the first, the sixth by that of the fourth.
    for (at_ms, request) in [(8_010, 3), (150_010, 6)] {
        let app = stage("cold-and-warm", View::Path, at_ms, 80, 24);
        assert!(app.screen().contains(&format!("▸ WARM  request {request} ")), "{}", app.screen());
    }
}

#[test]
fn a_point_at_the_edge_is_changed_and_compared() {
    let mut app = stage("edge", View::Path, 1_400, 80, 24);
    app.keys("w");
    insta::assert_snapshot!("edge_what_if", app.screen());
    // ① and ④ do not mix; ② can be emptied.
    app.keys("right");
    assert!(app.screen().contains("① and ④ take the same product"), "{}", app.screen());
    app.keys("down left");
    let screen = app.screen();
    assert!(
        screen.contains("nothing") && screen.contains("before") && screen.contains("749.8 ms"),
        "{screen}"
    );
    assert_eq!(now_ms(&app), 1_400);
    app.keys("delete esc");
    assert!(!app.screen().contains("changed:"));
    // There is one view, and nothing to predict.
    app.keys("2");
    assert!(app.screen().contains("[path]") && !app.screen().contains("fleet"));
}

#[test]
fn steps_take_the_place_of_motion_where_it_is_reduced() {
    let mut app = TestApp::new(80, 24);
    app.model.show_animation(Stagehand::of(built_in("cold-and-warm", &tools(), Motion::SMOOTH).unwrap()));
    app.model.settings.reduced_motion = true;
    app.keys("space");
    frames(&mut app, 15);
    assert_eq!(now_ms(&app), 0, "for a second nothing moves");
    frames(&mut app, 16);
    assert_eq!(now_ms(&app), 1_000, "then the first event has happened");
}

#[test]
fn every_animation_of_the_course_can_be_played() {
    let course = Course::built_in();
    let mut found = 0;
    for topic in course.topics() {
        let page = course.page(&topic.id).unwrap();
        for (live, _) in page.live_blocks() {
            let Live::Animation(preset) = live else { continue };
            let theatre = of_block(preset, &tools(), Motion::SMOOTH).unwrap();
            for rows in [20, 36, 56] {
                let height = block_rows(preset, rows);
                assert_eq!(theatre.block(55, height, false, "").len(), usize::from(height), "{}", topic.id);
            }
            found += 1;
        }
    }
    assert!(found >= 4, "{found}");
}

#[test]
fn tab_reaches_the_animation_of_a_page_and_it_plays_in_place() {
    let mut app = TestApp::on(Course::built_in(), 120, 40);
    let at = app.model.course.topics().iter().position(|topic| topic.id == "execution-model").unwrap();
    app.keys("home").keys(&"down ".repeat(at)).keys("enter");
    for _ in 0..60 {
        if app.screen().contains("COLD") {
            break;
        }
        app.keys("down");
    }
    app.keys("tab");
    assert!(app.model.theatre().is_some(), "{}", app.screen());
    insta::assert_snapshot!("block_focused", app.screen());
    app.keys("n space");
    frames(&mut app, 10);
    assert!(now_ms(&app) > 1_000);
    app.keys("z");
    assert!(matches!(app.model.screen, Screen::Animation(_)));
    app.keys("esc esc");
    assert!(app.model.theatre().is_none(), "Esc leads from the animation to the page");
    assert_eq!(app.model.wake_at().filter(|_| app.model.theatre().is_some()), None);
}
