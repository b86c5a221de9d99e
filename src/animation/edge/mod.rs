//! A request's way through CloudFront, past the four trigger points: once past an empty cache, once past a full one.
//!
//! Owns: the points and what may run at them (from facts), the assumptions of the picture, the two trips that follow from both, and
//! the walk through them with its story. No event of the simulator is involved: CloudFront has no environments to keep.

mod trip;
mod walk;

pub use trip::{Found, Leg, Part, Prices, Trip, Work, trips};
pub use walk::{Outcome, Walk};

use crate::content::Value;
use crate::course::Course;
use crate::pricing::PricingError;
use crate::text::quantity::Duration;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;

/// What the walk is called where scenarios are named.
pub const ID: &str = "edge";
const FILE: &str = include_str!("../../../content/ways/edge.toml");

/// Where code of one's own can step in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// Before the cache is asked.
    ViewerRequest,
    /// Before the origin is asked.
    OriginRequest,
    /// Before the origin's answer is kept.
    OriginResponse,
    /// Before the answer goes back to the viewer.
    ViewerResponse,
}

impl Point {
    /// All of them, in the order of a request's way.
    pub const ALL: [Self; 4] =
        [Self::ViewerRequest, Self::OriginRequest, Self::OriginResponse, Self::ViewerResponse];

    /// Its sign in pictures.
    pub fn sign(self) -> char {
        match self {
            Self::ViewerRequest => '①',
            Self::OriginRequest => '②',
            Self::OriginResponse => '③',
            Self::ViewerResponse => '④',
        }
    }

    /// What AWS calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ViewerRequest => "viewer request",
            Self::OriginRequest => "origin request",
            Self::OriginResponse => "origin response",
            Self::ViewerResponse => "viewer response",
        }
    }

    /// Whether it is between viewer and cache.
    pub fn is_at_viewer(self) -> bool {
        matches!(self, Self::ViewerRequest | Self::ViewerResponse)
    }

    pub(super) fn place(self) -> usize {
        Self::ALL.iter().position(|point| *point == self).unwrap_or(0)
    }
}

/// What can run at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Product {
    /// JavaScript inside CloudFront's own servers.
    #[serde(rename = "CloudFront Functions")]
    Functions,
    /// A Lambda function that CloudFront has copied to a Region near the viewer.
    #[serde(rename = "Lambda@Edge")]
    Lambda,
}

impl Product {
    /// What AWS calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Functions => "CloudFront Functions",
            Self::Lambda => "Lambda@Edge",
        }
    }
}

/// What AWS allows, as the course's facts give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdgeRules {
    /// Points of CloudFront Functions.
    functions: Vec<Point>,
    /// Points of Lambda@Edge.
    lambda: Vec<Point>,
    /// What a CloudFront Function stays below, in nanoseconds.
    pub function_limit_ns: u64,
    /// Longest run of Lambda@Edge, in nanoseconds.
    pub lambda_limit_ns: u64,
}

impl EdgeRules {
    /// The rules of a course.
    ///
    /// # Errors
    /// The fact that is missing or says something unexpected, as a team's pack may make it.
    pub fn of(course: &Course) -> Result<Self, String> {
        Ok(Self {
            functions: points(course, "edge.cff.events")?,
            lambda: points(course, "edge.lambda.events")?,
            function_limit_ns: ns(course, "edge.cff.duration")?,
            lambda_limit_ns: ns(course, "edge.lambda.timeout")?,
        })
    }

    /// Whether AWS lets `product` stand at `point`.
    pub fn may(&self, product: Product, point: Point) -> bool {
        match product {
            Product::Functions => &self.functions,
            Product::Lambda => &self.lambda,
        }
        .contains(&point)
    }
}

fn points(course: &Course, id: &str) -> Result<Vec<Point>, String> {
    let wrong = || format!("the animation needs the fact `{id}` with the names of trigger points");
    let fact = course.fact(id).ok_or_else(wrong)?;
    let Some(Value::Text(names)) = &fact.value else { return Err(wrong()) };
    let point = |name: &str| Point::ALL.into_iter().find(|point| point.name() == name.trim());
    names.split(',').map(|name| point(name).ok_or_else(wrong)).collect()
}

fn ns(course: &Course, id: &str) -> Result<u64, String> {
    let ms = course.fact(id).and_then(|fact| fact.number_in("ms"));
    let ns = ms.and_then(|ms| ms.checked_mul(1_000_000.into())?.to_u64());
    ns.ok_or_else(|| format!("the animation needs the fact `{id}` with a time"))
}

/// Who gives the answer of a request that finds no copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Answer {
    /// The origin.
    #[default]
    Origin,
    /// The function at origin request, which makes the page itself.
    OriginRequest,
    /// The function at viewer request: a redirect, a refusal.
    ViewerRequest,
}

/// What stands on the way, and what is found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    points: [Option<Product>; 4],
    answer: Answer,
    /// Whether Lambda@Edge has idle environments already.
    pub prepared: bool,
    /// Requests of a hundred that find a copy, where a million are reckoned with.
    pub hit_per_cent: u32,
}

impl Setup {
    /// What runs at a point.
    pub fn at(&self, point: Point) -> Option<Product> {
        self.points.get(point.place()).copied().flatten()
    }

    /// Who answers: a function can only where there is one.
    pub fn answer(&self) -> Answer {
        match self.answer {
            Answer::ViewerRequest if self.at(Point::ViewerRequest).is_none() => Answer::Origin,
            Answer::OriginRequest if self.at(Point::OriginRequest).is_none() => Answer::Origin,
            answer => answer,
        }
    }

    /// Puts something else at a point.
    ///
    /// # Errors
    /// Why AWS does not allow it, in a sentence.
    pub fn put(
        &mut self,
        point: Point,
        product: Option<Product>,
        rules: &EdgeRules,
    ) -> Result<(), &'static str> {
        if let Some(product) = product {
            if !rules.may(product, point) {
                return Err("CloudFront Functions run only at ① and ④");
            }
            // Fact edge.one-per-event.
            let other = match point {
                Point::ViewerRequest => Point::ViewerResponse,
                _ => Point::ViewerRequest,
            };
            if point.is_at_viewer() && self.at(other).is_some_and(|other| other != product) {
                return Err("① and ④ take the same product or none: change or empty the other one first");
            }
        }
        if let Some(place) = self.points.get_mut(point.place()) {
            *place = product;
        }
        Ok(())
    }

    /// Lets somebody else answer.
    ///
    /// # Errors
    /// Why nobody is there, in a sentence.
    pub fn answered_by(&mut self, answer: Answer) -> Result<(), &'static str> {
        match answer {
            Answer::ViewerRequest if self.at(Point::ViewerRequest).is_none() => {
                Err("there is no function at ①")
            }
            Answer::OriginRequest if self.at(Point::OriginRequest).is_none() => {
                Err("there is no function at ②")
            }
            answer => {
                self.answer = answer;
                Ok(())
            }
        }
    }
}

/// The assumptions of the picture, in nanoseconds where they are times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// A heading.
    pub title: String,
    /// A sentence or two.
    pub summary: String,
    /// What happens and why.
    pub text: String,
    /// Where the viewer is.
    pub viewer: String,
    /// Where the origin is.
    pub origin: String,
    /// When the requests are sent.
    pub sent_ns: [u64; 2],
    /// The end.
    pub end_ns: u64,
    /// Viewer to edge location, one way.
    pub to_edge_ns: u64,
    /// A look into the cache.
    pub cache_ns: u64,
    /// To the origin, its work, and back.
    pub origin_ns: u64,
    /// A CloudFront Function.
    pub function_ns: u64,
    /// Memory of Lambda@Edge.
    pub memory_mb: u32,
    /// INIT of Lambda@Edge.
    pub init_ns: u64,
    /// Lambda@Edge between viewer and cache.
    pub lambda_viewer_ns: u64,
    /// Lambda@Edge between cache and origin.
    pub lambda_origin_ns: u64,
    /// What stands at the points to begin with.
    pub setup: Setup,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WayFile {
    title: String,
    summary: String,
    text: String,
    viewer: String,
    origin: String,
    first: String,
    second: String,
    end: String,
    viewer_to_edge: String,
    cache: String,
    origin_and_back: String,
    function: FunctionFile,
    points: PointsFile,
    million: MillionFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FunctionFile {
    cloudfront: String,
    memory_mb: u32,
    lambda_init: String,
    lambda_at_viewer: String,
    lambda_at_origin: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PointsFile {
    viewer_request: Option<Product>,
    origin_request: Option<Product>,
    origin_response: Option<Product>,
    viewer_response: Option<Product>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MillionFile {
    hit_per_cent: u32,
}

impl Way {
    /// The one that comes with the program.
    ///
    /// # Errors
    /// What is wrong with its file.
    pub fn built_in() -> Result<Self, String> {
        let file: WayFile = toml::from_str(FILE).map_err(|error| error.to_string())?;
        let time = |text: &str| Duration::parse_nanoseconds(text).map_err(|error| error.to_string());
        let PointsFile { viewer_request, origin_request, origin_response, viewer_response } = file.points;
        Ok(Self {
            sent_ns: [time(&file.first)?, time(&file.second)?],
            end_ns: time(&file.end)?,
            to_edge_ns: time(&file.viewer_to_edge)?,
            cache_ns: time(&file.cache)?,
            origin_ns: time(&file.origin_and_back)?,
            function_ns: time(&file.function.cloudfront)?,
            memory_mb: file.function.memory_mb,
            init_ns: time(&file.function.lambda_init)?,
            lambda_viewer_ns: time(&file.function.lambda_at_viewer)?,
            lambda_origin_ns: time(&file.function.lambda_at_origin)?,
            setup: Setup {
                points: [viewer_request, origin_request, origin_response, viewer_response],
                answer: Answer::Origin,
                prepared: false,
                hit_per_cent: file.million.hit_per_cent,
            },
            title: file.title,
            summary: file.summary,
            text: file.text,
            viewer: file.viewer,
            origin: file.origin,
        })
    }
}

/// Why there is no walk.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EdgeError {
    /// The file with the assumptions, or a fact, is not as expected.
    #[error("{0}")]
    Data(String),
    /// A price is missing.
    #[error(transparent)]
    Price(#[from] PricingError),
}
