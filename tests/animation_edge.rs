//! A request's way through CloudFront: what runs where, the same in both directions, and what it costs.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use coldstart::animation::edge::{Answer, EdgeRules, Found, Leg, Point, Prices, Product, Setup, Walk, Way};
use coldstart::animation::{Heading, Incident};
use coldstart::calculator::Rules;
use coldstart::course::Course;
use coldstart::pricing::{Exact, PriceBook};

const MS: u64 = 1_000_000;

fn walk() -> Walk {
    let course = Course::built_in();
    let limits = Rules::of(&course).unwrap().limits;
    let prices = Prices { book: PriceBook::of(&course), limits, region: "us-east-1".to_owned() };
    Walk::new(EdgeRules::of(&course).unwrap(), prices).unwrap()
}

fn with(change: impl FnOnce(&mut Setup, &EdgeRules)) -> Walk {
    let walk = walk();
    let mut setup = walk.setup().clone();
    change(&mut setup, walk.rules());
    walk.changed(setup).unwrap()
}

/// Points whose function runs for a request.
fn ran(walk: &Walk, request: usize) -> Vec<Point> {
    let parts = walk.trips()[request].parts.iter();
    let point = |leg| if let Leg::At(point) = leg { Some(point) } else { None };
    parts.filter_map(|part| point(part.leg)).collect()
}

/// Everything that can be seen of a moment.
fn picture(walk: &Walk) -> String {
    let (part, told) = (walk.part(), walk.told());
    format!(
        "{} {} {part:?} {told:?} {} {:?} {}",
        walk.now_ns(),
        walk.position(),
        walk.fact(),
        walk.cost(),
        walk.runs()
    )
}

#[test]
fn backwards_shows_what_forwards_showed() {
    let mut walk = walk();
    let mut seen = vec![picture(&walk)];
    while walk.step_forward() {
        seen.push(picture(&walk));
    }
    assert!(seen.len() > 20, "{}", seen.len());
    for (at, before) in seen.iter().enumerate().rev().skip(1) {
        assert!(walk.step_back());
        assert_eq!(picture(&walk), *before, "step {at}");
    }
    assert!(!walk.step_back());
    // A leap shows what steps show at the last of the things that happen then.
    walk.seek(1_400 * MS);
    let (there, now) = (walk.position(), walk.now_ns());
    walk.seek(0);
    while walk.next_at_ns().is_some_and(|at| at <= now) {
        walk.step_forward();
    }
    assert_eq!(walk.position(), there);
}

#[test]
fn a_miss_passes_all_four_points_and_a_hit_two() {
    let walk = walk();
    assert_eq!(ran(&walk, 0), Point::ALL);
    assert_eq!(ran(&walk, 1), [Point::ViewerRequest, Point::ViewerResponse]);
    let [miss, hit] = walk.trips();
    assert_eq!((miss.found, hit.found), (Found::Miss, Found::Hit));
    for trip in walk.trips() {
        // Parts are without gaps, and what the story charges is what the trip costs.
        assert!(trip.parts.windows(2).all(|pair| pair[0].to_ns == pair[1].from_ns));
        let told = walk.story().filter(|line| line.request == Some(trip.request));
        let charged =
            told.filter_map(|line| line.cost).fold(Exact::ZERO, |sum, cost| sum.plus(cost).unwrap());
        assert_eq!(charged, trip.cost());
    }
    assert!(miss.total_ns() > 10 * hit.total_ns());
}

#[test]
fn a_function_that_answers_ends_the_way() {
    let at_viewer = with(|setup, _| setup.answered_by(Answer::ViewerRequest).unwrap());
    for request in [0, 1] {
        assert_eq!(ran(&at_viewer, request), [Point::ViewerRequest]);
        assert!(at_viewer.trips()[request].part(Leg::Cache).is_none());
    }
    let at_origin = with(|setup, _| setup.answered_by(Answer::OriginRequest).unwrap());
    // The origin and origin response are passed over, but the page is kept.
    assert_eq!(ran(&at_origin, 0), [Point::ViewerRequest, Point::OriginRequest, Point::ViewerResponse]);
    assert_eq!(at_origin.trips()[1].found, Found::Hit);
}

#[test]
fn only_what_aws_allows_can_stand_at_a_point() {
    let walk = walk();
    let rules = walk.rules();
    for point in Point::ALL {
        assert!(rules.may(Product::Lambda, point));
        assert_eq!(rules.may(Product::Functions, point), point.is_at_viewer());
        if !point.is_at_viewer() {
            assert!(walk.setup().clone().put(point, Some(Product::Functions), rules).is_err());
        }
    }
    // Viewer events do not mix the two products.
    let mut setup = walk.setup().clone();
    assert!(setup.put(Point::ViewerRequest, Some(Product::Lambda), rules).is_err());
    setup.put(Point::ViewerResponse, None, rules).unwrap();
    setup.put(Point::ViewerRequest, Some(Product::Lambda), rules).unwrap();
    assert!(setup.put(Point::ViewerResponse, Some(Product::Functions), rules).is_err());
    // Who has no function does not answer.
    setup.put(Point::OriginRequest, None, rules).unwrap();
    assert!(setup.answered_by(Answer::OriginRequest).is_err());
}

#[test]
fn the_assumptions_keep_to_the_limits() {
    let (course, walk, way) = (Course::built_in(), walk(), Way::built_in().unwrap());
    let rules = walk.rules();
    assert!(way.function_ns < rules.function_limit_ns);
    assert!(way.init_ns + way.lambda_origin_ns.max(way.lambda_viewer_ns) < rules.lambda_limit_ns);
    let memory = course.fact("edge.lambda.memory.viewer-comparison").unwrap().number_in("MB").unwrap();
    assert_eq!(memory, way.memory_mb.into(), "the memory that every source allows");
    for line in walk.story() {
        assert!(line.text.chars().count() <= 152, "two rows of 80 columns: {}", line.text);
    }
}

#[test]
fn every_fact_behind_the_story_is_in_the_course() {
    let course = Course::built_in();
    for answer in [Answer::Origin, Answer::OriginRequest, Answer::ViewerRequest] {
        let mut walk = with(|setup, _| setup.answered_by(answer).unwrap());
        while walk.step_forward() {
            assert!(course.fact(walk.fact()).is_some(), "{}", walk.fact());
        }
    }
}

/// The example of the chapter: ten million requests at viewer request with 128 MB and 50 ms cost $9.13, as a CloudFront Function
/// $1.00. Here it is 14 ms at viewer request, and a CloudFront Function at $0.10 a million.
#[test]
fn a_million_requests_cost_what_the_pricing_engine_says() {
    let only = |product| {
        with(|setup, rules| {
            for point in Point::ALL {
                setup.put(point, None, rules).unwrap();
            }
            setup.put(Point::ViewerRequest, Some(product), rules).unwrap();
        })
        .outcome()
        .unwrap()
    };
    let (function, lambda) = (only(Product::Functions), only(Product::Lambda));
    assert_eq!(function.million.fixed(2), "0.10");
    assert_eq!((function.runs, lambda.runs), (1_000_000, 1_000_000));
    // 0.60 + 1,000,000 × 0.014 s × 0.125 GB × $0.00005001.
    assert_eq!(lambda.million.fixed(6), "0.687518");
    let at_origin = with(|setup, rules| {
        for point in [Point::ViewerRequest, Point::OriginResponse, Point::ViewerResponse] {
            setup.put(point, None, rules).unwrap();
        }
        setup.hit_per_cent = 95;
    });
    assert_eq!(at_origin.outcome().unwrap().runs, 50_000, "only for what is not in the cache");
}

#[test]
fn jumps_lead_from_one_init_or_miss_to_the_next() {
    let mut walk = walk();
    let mut found = 0;
    while walk.jump(Incident::Trouble, Heading::Forwards) {
        found += 1;
    }
    assert_eq!(found, walk.marks().count());
    assert_eq!(found, 3, "the miss, and INIT of the two functions of Lambda@Edge");
    while walk.jump(Incident::Trouble, Heading::Backwards) {
        found -= 1;
    }
    assert_eq!(found, 1);
    assert!(with(|setup, _| setup.prepared = true).marks().count() == 1);
    assert!(walk.jump(Incident::Phase, Heading::Forwards));
}

#[test]
fn the_story_of_the_first_request_is_told_in_order() {
    let walk = walk();
    let events: Vec<&str> =
        walk.story().filter(|line| line.request == Some(1)).map(|line| line.event).collect();
    assert_eq!(
        events,
        [
            "request_arrived",
            "viewer_request_started",
            "viewer_request_ended",
            "cache_missed",
            "origin_request_started",
            "init_started",
            "handler_started",
            "origin_request_ended",
            "origin_asked",
            "origin_response_started",
            "init_started",
            "handler_started",
            "origin_response_ended",
            "cached",
            "viewer_response_started",
            "viewer_response_ended",
            "request_answered",
        ]
    );
    assert!(walk.story().all(|line| line.environment.is_none()));
}
