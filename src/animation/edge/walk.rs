//! The walk through both trips: a place in it, forwards and backwards, and its story.

use super::trip::{Found, Leg, Part, Prices, Trip, Work, trip, trips};
use super::{Answer, EdgeError, EdgeRules, Point, Product, Setup, Way};
use crate::animation::reel::{Heading, Incident};
use crate::pricing::{Exact, PricingError};
use crate::scenarios::{StoryLine, time};
use std::sync::Arc;

/// Something that happens on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Moment {
    line: StoryLine,
    /// Whether the request enters another part of its way.
    enters: bool,
    /// Whether the viewer waits for more than usual: an INIT, or a copy that is missing.
    costly: bool,
}

/// Everything that is the same whatever stands at the points.
#[derive(Debug)]
struct Ground {
    way: Way,
    rules: EdgeRules,
    prices: Prices,
}

/// A million requests, and single ones, with one setup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// How long the viewer of the first request waits, in nanoseconds.
    pub first_ns: u64,
    /// How long the viewer of the second one waits, in nanoseconds.
    pub second_ns: u64,
    /// The mean over a million, when environments are there, in nanoseconds.
    pub mean_ns: u64,
    /// Functions that run for a million requests.
    pub runs: u64,
    /// What a million requests cost, when environments are there, in dollars.
    pub million: Exact,
}

/// Two requests on their way through CloudFront, and where they are.
#[derive(Debug, Clone)]
pub struct Walk {
    ground: Arc<Ground>,
    setup: Setup,
    trips: [Trip; 2],
    moments: Arc<Vec<Moment>>,
    position: usize,
    now_ns: u64,
    told: Vec<StoryLine>,
}

impl Walk {
    /// The walk that comes with the program, at its beginning.
    ///
    /// # Errors
    /// Where its file, a fact or a price is missing or not as expected.
    pub fn new(rules: EdgeRules, prices: Prices) -> Result<Self, EdgeError> {
        let way = Way::built_in().map_err(EdgeError::Data)?;
        let setup = way.setup.clone();
        Ok(Self::on(Arc::new(Ground { way, rules, prices }), setup)?)
    }

    fn on(ground: Arc<Ground>, setup: Setup) -> Result<Self, PricingError> {
        let trips = trips(&ground.way, &setup, &ground.prices)?;
        let mut moments = Vec::new();
        for trip in &trips {
            Teller { way: &ground.way, setup: &setup, trip, moments: &mut moments }.tell();
        }
        let mut walk = Self {
            ground,
            setup,
            trips,
            moments: Arc::new(moments),
            position: 0,
            now_ns: 0,
            told: Vec::new(),
        };
        walk.retell();
        Ok(walk)
    }

    /// The same walk with something else on the way, at the same moment.
    ///
    /// # Errors
    /// Where a price is missing.
    pub fn changed(&self, setup: Setup) -> Result<Self, PricingError> {
        let mut walk = Self::on(Arc::clone(&self.ground), setup)?;
        walk.seek(self.now_ns);
        Ok(walk)
    }

    /// What is assumed.
    pub fn way(&self) -> &Way {
        &self.ground.way
    }

    /// What AWS allows.
    pub fn rules(&self) -> &EdgeRules {
        &self.ground.rules
    }

    /// What stands on the way.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Both requests.
    pub fn trips(&self) -> &[Trip; 2] {
        &self.trips
    }

    /// Virtual time in nanoseconds.
    pub fn now_ns(&self) -> u64 {
        self.now_ns
    }

    /// The end in nanoseconds.
    pub fn end_ns(&self) -> u64 {
        self.ground.way.end_ns
    }

    /// Moments that have passed.
    pub fn position(&self) -> u64 {
        self.position as u64
    }

    /// What the last step brought, in words.
    pub fn told(&self) -> &[StoryLine] {
        &self.told
    }

    /// The id of the fact behind it.
    pub fn fact(&self) -> &'static str {
        self.last().and_then(|moment| moment.line.fact).unwrap_or("edge.triggers")
    }

    /// When the last thing happened, in nanoseconds.
    pub fn last_at_ns(&self) -> u64 {
        self.last().map_or(0, |moment| moment.line.at_ns)
    }

    /// When the next thing happens, in nanoseconds.
    pub fn next_at_ns(&self) -> Option<u64> {
        self.moments.get(self.position).map(|moment| moment.line.at_ns)
    }

    /// Whether no request is on its way.
    pub fn is_idle(&self) -> bool {
        self.trip().is_none_or(|trip| self.now_ns >= trip.answered_ns())
    }

    /// The request that is on its way, or was last.
    pub fn trip(&self) -> Option<&Trip> {
        self.trips.iter().rev().find(|trip| trip.sent_ns() <= self.now_ns)
    }

    /// Where that request is.
    pub fn part(&self) -> Option<Part> {
        let trip = self.trip()?;
        trip.parts.iter().find(|part| (part.from_ns..part.to_ns).contains(&self.now_ns)).copied()
    }

    /// Instants of INITs and of requests that find no copy.
    pub fn marks(&self) -> impl Iterator<Item = u64> {
        self.moments.iter().filter(|moment| moment.costly).map(|moment| moment.line.at_ns)
    }

    /// Dollars that the functions have cost so far.
    pub fn cost(&self) -> Exact {
        let passed = self.moments.iter().take(self.position).filter_map(|moment| moment.line.cost);
        // Thousandths of a cent: far from anything that could not be exact.
        passed.fold(Exact::ZERO, |sum, cost| sum.plus(cost).unwrap_or(sum))
    }

    /// Functions that have run so far.
    pub fn runs(&self) -> usize {
        self.moments.iter().take(self.position).filter(|moment| moment.line.cost.is_some()).count()
    }

    /// What the setup means for single requests and for a million.
    ///
    /// # Errors
    /// Where a price is missing.
    pub fn outcome(&self) -> Result<Outcome, PricingError> {
        let Ground { way, prices, .. } = &*self.ground;
        let of = |found| trip((0, 0), found, false, (way, &self.setup), prices);
        let (miss, hit) = if self.setup.answer() == Answer::ViewerRequest {
            (of(Found::NotAsked)?, of(Found::NotAsked)?)
        } else {
            (of(Found::Miss)?, of(Found::Hit)?)
        };
        let hits = u64::from(self.setup.hit_per_cent.min(100));
        let misses = 100 - hits;
        let [first, second] = &self.trips;
        let count = |trip: &Trip| trip.parts.iter().filter(|part| part.work.is_some()).count() as u64;
        let each =
            |trip: &Trip, of_hundred: u64| trip.cost().times(Exact::from(u128::from(of_hundred) * 10_000));
        Ok(Outcome {
            first_ns: first.total_ns(),
            second_ns: second.total_ns(),
            mean_ns: (hit.total_ns() * hits + miss.total_ns() * misses) / 100,
            runs: (count(&hit) * hits + count(&miss) * misses) * 10_000,
            million: each(&hit, hits)?.plus(each(&miss, misses)?)?,
        })
    }

    /// The whole story.
    pub fn story(&self) -> impl Iterator<Item = &StoryLine> {
        self.moments.iter().map(|moment| &moment.line)
    }

    /// What is the case before anything happens.
    pub fn before(&self) -> StoryLine {
        let Way { viewer, .. } = &self.ground.way;
        let lambda = Point::ALL.into_iter().any(|point| self.setup.at(point) == Some(Product::Lambda));
        let environments = match (lambda, self.setup.prepared) {
            (true, false) => {
                format!(", and no environment of Lambda@Edge exists in the Region near {viewer}")
            }
            (true, true) => format!(", but environments of Lambda@Edge are idle in the Region near {viewer}"),
            (false, _) => String::new(),
        };
        StoryLine {
            at_ns: 0,
            event: "cache_empty",
            environment: None,
            request: None,
            text: format!("CloudFront's cache is empty{environments}."),
            cost: None,
            fact: Some("edge.triggers"),
        }
    }

    /// Goes to the next thing that happens; false at the end.
    pub fn step_forward(&mut self) -> bool {
        let Some(next_ns) = self.next_at_ns() else {
            self.now_ns = self.end_ns();
            return false;
        };
        self.position += 1;
        self.now_ns = next_ns;
        self.retell();
        true
    }

    /// Takes the last thing back that happened; false at the beginning.
    pub fn step_back(&mut self) -> bool {
        let stepped = self.position > 0;
        self.position = self.position.saturating_sub(1);
        self.now_ns = self.last_at_ns();
        self.retell();
        stepped
    }

    /// Goes to a virtual time: everything up to it has happened.
    pub fn seek(&mut self, at_ns: u64) {
        self.now_ns = at_ns.min(self.end_ns());
        self.position = self.moments.partition_point(|moment| moment.line.at_ns <= self.now_ns);
        self.retell();
    }

    /// Goes to the next or previous incident; false where there is none.
    pub fn jump(&mut self, to: Incident, heading: Heading) -> bool {
        let wanted = |moment: &Moment| match to {
            Incident::Phase => moment.enters,
            Incident::Trouble => moment.costly,
        };
        let found = match heading {
            Heading::Forwards => {
                self.moments.iter().skip(self.position).position(wanted).map(|at| at + self.position)
            }
            Heading::Backwards => self.moments.iter().take(self.position.saturating_sub(1)).rposition(wanted),
        };
        let Some(moment) = found.and_then(|at| self.moments.get(at)) else { return false };
        self.now_ns = moment.line.at_ns;
        self.position = found.unwrap_or(0) + 1;
        self.retell();
        true
    }

    fn last(&self) -> Option<&Moment> {
        self.moments.get(self.position.checked_sub(1)?)
    }

    fn retell(&mut self) {
        self.told = vec![self.last().map_or_else(|| self.before(), |moment| moment.line.clone())];
    }
}

/// Tells one trip.
struct Teller<'a> {
    way: &'a Way,
    setup: &'a Setup,
    trip: &'a Trip,
    moments: &'a mut Vec<Moment>,
}

impl Teller<'_> {
    fn moment(&self, at_ns: u64, event: &'static str, fact: &'static str, text: String) -> Moment {
        let line = StoryLine {
            at_ns,
            event,
            environment: None,
            request: Some(self.trip.request),
            text,
            cost: None,
            fact: Some(fact),
        };
        Moment { line, enters: false, costly: false }
    }

    /// The request enters another part of its way.
    fn say(&mut self, at_ns: u64, event: &'static str, fact: &'static str, text: String) {
        let moment = self.moment(at_ns, event, fact, text);
        self.moments.push(Moment { enters: true, ..moment });
    }

    fn tell(mut self) {
        for part in self.trip.parts.clone() {
            match (part.leg, part.work) {
                (Leg::At(point), Some(work)) => self.function(point, part, work),
                (leg, _) => self.passed(leg, part),
            }
        }
    }

    /// A part without a function of one's own.
    fn passed(&mut self, leg: Leg, part: Part) {
        let Way { viewer, origin, .. } = self.way;
        let (from, to) = (part.from_ns, part.to_ns);
        let took = time(part.length_ns());
        match leg {
            Leg::ToEdge => {
                let text = format!(
                    "A browser in {viewer} asks for a page: request {}. CloudFront's edge location near it has it after {took}.",
                    self.trip.request
                );
                self.say(from, "request_arrived", "edge.triggers", text);
            }
            Leg::Cache if self.trip.found == Found::Hit => {
                let text = "The cache has a copy: a hit. The origin is not asked, and ② and ③ do not run."
                    .to_owned();
                self.say(to, "cache_hit", "edge.trigger.origin-request", text);
            }
            Leg::Cache => {
                let text = format!(
                    "The cache has no copy: a miss. The request has to go on to the origin in {origin}."
                );
                let moment = self.moment(to, "cache_missed", "edge.trigger.origin-request", text);
                self.moments.push(Moment { enters: true, costly: true, ..moment });
            }
            Leg::Origin => {
                let text = format!(
                    "The request leaves for the origin in {origin}: {took} there, at work, and back."
                );
                self.say(from, "origin_asked", "edge.trigger.origin-request", text);
                if self.setup.at(Point::OriginResponse).is_none() {
                    let text =
                        "The answer is here. Nothing stands at ③: CloudFront keeps it in the cache as it is."
                            .to_owned();
                    self.say(to, "cached", "edge.trigger.origin-response", text);
                }
            }
            Leg::Back => {
                let worked = match self.trip.worked_ns() {
                    0 => "No code of yours ran".to_owned(),
                    worked => format!(
                        "Your functions took {} of it and cost {}",
                        time(worked),
                        dollars(self.trip.cost())
                    ),
                };
                let text =
                    format!("The viewer has its answer after {}. {worked}.", time(self.trip.total_ns()));
                self.say(to, "request_answered", "edge.trigger.blocking", text);
            }
            Leg::At(_) => {}
        }
    }

    /// A function at a point: what runs and why, its INIT, what it did and what it costs.
    fn function(&mut self, point: Point, part: Part, work: Work) {
        let sign = point.sign();
        let (event, ended, fact) = match point {
            Point::ViewerRequest => {
                ("viewer_request_started", "viewer_request_ended", "edge.trigger.viewer-request")
            }
            Point::OriginRequest => {
                ("origin_request_started", "origin_request_ended", "edge.trigger.origin-request")
            }
            Point::OriginResponse => {
                ("origin_response_started", "origin_response_ended", "edge.trigger.origin-response")
            }
            Point::ViewerResponse => {
                ("viewer_response_started", "viewer_response_ended", "edge.trigger.viewer-response.skipped")
            }
        };
        let when = match point {
            Point::ViewerRequest => "for every request, before the cache is asked",
            Point::OriginRequest => "because the request goes on to the origin",
            Point::OriginResponse => "before the answer is kept: what it changes is cached",
            Point::ViewerResponse => "for every answer, from the cache or not",
        };
        let what = match work.product {
            Product::Functions => "a CloudFront Function runs in the edge location",
            Product::Lambda => "Lambda@Edge runs in a Region near the viewer",
        };
        let text = format!("{sign} {}: {what}, {when}.", capital(point.name()));
        self.say(part.from_ns, event, fact, text);
        if work.init_ns > 0 {
            let text = format!(
                "No environment of this function is in that Region: INIT runs first, {}. The viewer waits, you pay.",
                time(work.init_ns)
            );
            let moment = self.moment(part.from_ns, "init_started", "edge.lambda.no-provisioned", text);
            self.moments.push(Moment { costly: true, ..moment });
            let text = format!("INIT is over; the handler of {sign} runs.");
            self.say(part.from_ns + work.init_ns, "handler_started", "edge.lambda.where", text);
        }
        let took = time(part.length_ns());
        let paid = match (work.product, work.billed_ms) {
            (Product::Lambda, Some(billed)) => format!(
                "You pay for a request and for {billed} ms{}: {}",
                if work.init_ns > 0 { ", INIT included" } else { "" },
                dollars(work.cost)
            ),
            _ => format!("You pay {} for the invocation, nothing for its time", dollars(work.cost)),
        };
        let fact = match work.product {
            Product::Functions => "pricing.cloudfront-functions.invocation",
            Product::Lambda => "pricing.edge.gb-second",
        };
        let text = format!("{sign} is done after {took}. {paid}.");
        let mut moment = self.moment(part.to_ns, ended, fact, text);
        moment.line.cost = Some(work.cost);
        self.moments.push(moment);
        self.and_then(point, part.to_ns);
    }

    /// What follows from a function's end.
    fn and_then(&mut self, point: Point, at_ns: u64) {
        match (point, self.setup.answer()) {
            (Point::ViewerRequest, Answer::ViewerRequest) => {
                let text = "① has answered by itself, a redirect for instance. It goes straight back: no cache, no origin, no ④.".to_owned();
                self.say(at_ns, "answered_at_viewer_request", "edge.generated.viewer", text);
            }
            (Point::OriginRequest, Answer::OriginRequest) => {
                let text = "② has made the page itself: the origin is not asked, ③ does not run. CloudFront keeps the page in the cache.".to_owned();
                self.say(at_ns, "cached", "edge.generated.origin", text);
            }
            (Point::OriginResponse, _) => {
                let text = "CloudFront keeps the answer in the cache as ③ has left it.".to_owned();
                self.say(at_ns, "cached", "edge.trigger.origin-response", text);
            }
            _ => {}
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A few millionths of a dollar, with the digits that count.
fn dollars(cost: Exact) -> String {
    format!("${}", cost.rounded(9).grouped())
}
