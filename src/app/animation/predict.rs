//! Predict, then run: before a request comes the run stops and asks what it will find.

use crate::animation::Reel;
use crate::app::sheet::{Row, Tone};
use crate::simulation::{Event, EventKind, StartKind};

/// What a request can find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guess {
    /// An environment that is ready.
    Warm,
    /// None, so that one is made.
    Cold,
    /// A limit.
    Refused,
}

impl Guess {
    fn words(self) -> &'static str {
        match self {
            Self::Warm => "a ready environment: warm",
            Self::Cold => "no free environment: a cold start",
            Self::Refused => "a limit: refused with 429",
        }
    }

    fn short(self) -> &'static str {
        match self {
            Self::Warm => "a ready environment",
            Self::Cold => "none: a cold start",
            Self::Refused => "a limit: 429",
        }
    }

    /// What the events of a request's arrival mean for it.
    fn of(events: &[&Event], wanted: u64) -> Option<Self> {
        events.iter().find_map(|event| match event.kind {
            EventKind::EnvironmentCreated { request: Some(request), .. } if request == wanted => {
                Some(Self::Cold)
            }
            EventKind::InvokeStarted { request, start, .. } if request == wanted => {
                Some(if start == StartKind::Cold { Self::Cold } else { Self::Warm })
            }
            EventKind::Throttled { request, .. } if request == wanted => Some(Self::Refused),
            _ => None,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Asked {
    request: u64,
    at_ns: u64,
    truth: Guess,
}

/// Predictions and what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prediction {
    on: bool,
    open: Option<Asked>,
    /// What each asked request was predicted to find: instant, prediction, truth.
    past: Vec<(u64, Guess, Guess)>,
    /// Requests up to this one are not asked again.
    done: u64,
    last: Option<Guess>,
}

impl Prediction {
    /// Whether the run stops and asks.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// Whether an answer is awaited.
    pub fn is_asking(&self) -> bool {
        self.open.is_some()
    }

    pub(super) fn toggle(&mut self) {
        let on = !self.on;
        *self = Self { on, past: std::mem::take(&mut self.past), ..Self::default() };
        if on {
            self.past.clear();
        }
    }

    /// Looks whether a request came since `before_ns` that is worth a question. The reel then stands just before it.
    pub(super) fn look(&mut self, reel: &mut Reel, before_ns: u64) -> bool {
        if self.open.is_some() {
            return true;
        }
        let fresh: Vec<&Event> =
            reel.log().events().rev().take_while(|event| event.at_ns >= before_ns).collect();
        let arrivals = fresh.iter().rev().filter_map(|event| match event.kind {
            EventKind::RequestArrived { request, .. } if request > self.done => Some((request, event.at_ns)),
            _ => None,
        });
        let mut last = self.last;
        let mut done = self.done;
        let mut asked = None;
        for (request, at_ns) in arrivals {
            let Some(truth) = Guess::of(&fresh, request) else { continue };
            done = request;
            // Where much happens, the expected is asked only now and then.
            let worth = request <= 12 || last != Some(truth) || request.is_multiple_of(97);
            last = Some(truth);
            if worth {
                asked = Some(Asked { request, at_ns, truth });
                break;
            }
        }
        (self.last, self.done, self.open) = (last, done, asked);
        if let Some(asked) = asked {
            reel.seek(asked.at_ns.saturating_sub(1));
        }
        asked.is_some()
    }

    /// Takes an answer; the instant to go on to.
    pub(super) fn answer(&mut self, guess: Guess) -> Option<u64> {
        let asked = self.open.take()?;
        self.past.push((asked.at_ns, guess, asked.truth));
        Some(asked.at_ns)
    }

    /// The question, while it is open.
    pub(super) fn rows(&self, columns: usize) -> Option<Vec<Row>> {
        let asked = self.open?;
        let mut row = Row::of("▌ ", Tone::Accent);
        for (key, guess) in [("a", Guess::Warm), ("b", Guess::Cold), ("c", Guess::Refused)] {
            row = row.and(key, Tone::Key).and(format!(" {}   ", guess.words()), Tone::Text);
        }
        let text = format!("Predict: request {} is about to come. What does it find?", asked.request);
        let mut rows = vec![Row::of("▌ ", Tone::Accent).and(text, Tone::Title)];
        if crate::text::width(&row.plain()) <= columns {
            rows.push(row);
        } else {
            let short = "a warm   b cold start   c refused (429)";
            rows.push(Row::of("▌ ", Tone::Accent).and(short, Tone::Text));
        }
        Some(rows)
    }

    /// What became of the last prediction, with its tone.
    pub(super) fn verdict(&self) -> Option<(String, Tone)> {
        let (_, guess, truth) = self.past.last().filter(|_| self.on)?;
        let right = self.past.iter().filter(|(_, guess, truth)| guess == truth).count();
        let score = format!("{right} of {} right", self.past.len());
        Some(if guess == truth {
            (format!("✓ As predicted, it finds {}.  {score}", truth.short()), Tone::Right)
        } else {
            (format!("≠ Prediction and run part here: it finds {}.  {score}", truth.short()), Tone::Wrong)
        })
    }

    /// Instants of predictions and whether they were right.
    pub(super) fn marks(&self) -> impl Iterator<Item = (u64, bool)> {
        self.past.iter().map(|(at, guess, truth)| (*at, guess == truth))
    }
}
