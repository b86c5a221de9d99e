//! What-ifs of a request's way through CloudFront.

use super::{Compared, Refused, Shown};
use crate::animation::edge::{Answer, Outcome, Point, Product, Setup, Walk};
use crate::scenarios::time;
use crate::text::quantity::grouped;

/// What can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lever {
    At(Point),
    Answer,
    Environments,
    Hits,
}

const LEVERS: [Lever; 7] = [
    Lever::At(Point::ViewerRequest),
    Lever::At(Point::OriginRequest),
    Lever::At(Point::OriginResponse),
    Lever::At(Point::ViewerResponse),
    Lever::Answer,
    Lever::Environments,
    Lever::Hits,
];
const PRODUCTS: [Option<Product>; 3] = [None, Some(Product::Functions), Some(Product::Lambda)];
const ANSWERS: [Answer; 3] = [Answer::Origin, Answer::OriginRequest, Answer::ViewerRequest];
const HITS: [u32; 7] = [0, 50, 80, 90, 95, 99, 100];

/// Changes to the way.
#[derive(Debug)]
pub(super) struct OnWay {
    base: Setup,
    setup: Setup,
    before: Option<Outcome>,
    after: Option<Outcome>,
}

impl OnWay {
    pub(super) fn new(walk: &Walk) -> Self {
        let base = walk.setup().clone();
        Self { setup: base.clone(), base, before: walk.outcome().ok(), after: None }
    }

    pub(super) fn is_changed(&self) -> bool {
        self.setup != self.base
    }

    pub(super) fn turn(&mut self, at: usize, up: bool, walk: &mut Walk) -> Result<(), Refused> {
        const END: Refused = "this is the last value";
        let mut setup = self.setup.clone();
        match LEVERS.get(at).ok_or(END)? {
            Lever::At(point) => {
                let rules = walk.rules();
                // What may never stand here is passed over; what may not beside the others is refused with the reason.
                let allowed: Vec<Option<Product>> = PRODUCTS
                    .into_iter()
                    .filter(|product| product.is_none_or(|product| rules.may(product, *point)))
                    .collect();
                let next = next_of(&allowed, setup.at(*point), up).ok_or(END)?;
                if setup.put(*point, next, rules).is_err()
                    && let Some(beyond) = next_of(&allowed, next, up)
                {
                    setup.put(*point, beyond, rules)?;
                } else {
                    setup.put(*point, next, rules)?;
                }
            }
            Lever::Answer => {
                let next = next_of(&ANSWERS, setup.answer(), up).ok_or(END)?;
                setup.answered_by(next)?;
            }
            Lever::Environments => setup.prepared = !setup.prepared,
            Lever::Hits => setup.hit_per_cent = next_of(&HITS, setup.hit_per_cent, up).ok_or(END)?,
        }
        self.take(setup, walk)
    }

    pub(super) fn reset(&mut self, at: usize, walk: &mut Walk) -> Result<(), Refused> {
        let mut setup = self.setup.clone();
        match LEVERS.get(at) {
            Some(Lever::At(point)) => setup.put(*point, self.base.at(*point), walk.rules())?,
            Some(Lever::Answer) => setup.answered_by(self.base.answer())?,
            Some(Lever::Environments) => setup.prepared = self.base.prepared,
            Some(Lever::Hits) => setup.hit_per_cent = self.base.hit_per_cent,
            None => {}
        }
        self.take(setup, walk)
    }

    fn take(&mut self, setup: Setup, walk: &mut Walk) -> Result<(), Refused> {
        let changed = walk.changed(setup.clone()).map_err(|_| "there is no price for this")?;
        self.after = changed.outcome().ok().filter(|_| setup != self.base);
        self.setup = setup;
        *walk = changed;
        Ok(())
    }

    pub(super) fn shown(&self) -> Vec<Shown> {
        LEVERS
            .into_iter()
            .map(|lever| match lever {
                Lever::At(point) => Shown {
                    name: format!("{} {}", point.sign(), point.name()),
                    value: self.setup.at(point).map_or("nothing", Product::name).to_owned(),
                    changed: self.setup.at(point) != self.base.at(point),
                },
                Lever::Answer => Shown {
                    name: "answered by".to_owned(),
                    value: match self.setup.answer() {
                        Answer::Origin => "the origin",
                        Answer::OriginRequest => "②, a page",
                        Answer::ViewerRequest => "①, a redirect",
                    }
                    .to_owned(),
                    changed: self.setup.answer() != self.base.answer(),
                },
                Lever::Environments => Shown {
                    name: "environments".to_owned(),
                    value: if self.setup.prepared { "idle ones" } else { "none yet: cold" }.to_owned(),
                    changed: self.setup.prepared != self.base.prepared,
                },
                Lever::Hits => Shown {
                    name: "hit ratio".to_owned(),
                    value: format!("{} % (assumed)", self.setup.hit_per_cent),
                    changed: self.setup.hit_per_cent != self.base.hit_per_cent,
                },
            })
            .collect()
    }

    pub(super) fn compared(&self) -> Option<Compared> {
        let (before, after) = (self.before?, self.after?);
        let money = |outcome: Outcome| format!("${}", outcome.million.fixed(2));
        Some(Compared {
            head: "viewer waits",
            rows: vec![
                ("request 1", time(before.first_ns), time(after.first_ns)),
                ("request 2", time(before.second_ns), time(after.second_ns)),
                ("mean, warm", time(before.mean_ns), time(after.mean_ns)),
                ("of a million", "requests".to_owned(), "requests".to_owned()),
                ("functions run", grouped(before.runs.into()), grouped(after.runs.into())),
                ("they cost", money(before), money(after)),
            ],
        })
    }
}

/// The value after `now` in a list, upwards or downwards; the first where `now` is not in it.
fn next_of<T: Copy + PartialEq>(list: &[T], now: T, up: bool) -> Option<T> {
    let Some(at) = list.iter().position(|value| *value == now) else { return list.first().copied() };
    if up { list.get(at + 1) } else { list.get(at.checked_sub(1)?) }.copied()
}
