//! A run with its place in it: forwards, backwards, to any instant, and what has just happened in words.

use super::log::{Begin, Log};
use super::path::{Finder, Path};
use super::survey::{MarkKind, Survey};
use crate::pricing::{Limits, PriceBook, PricingError};
use crate::scenarios::{RunCost, StoryLine, Teller, cost};
use crate::simulation::scenario::{End, Start};
use crate::simulation::{Event, EventKind, Figures, Phase, Player, Scenario, Snapshot};
use std::sync::Arc;

/// Events that the log is meant to hold at least, where the run has so many.
const KEPT: u64 = 12_000;
/// Places at which the teller's knowledge is kept at most, and the steps between them at first.
const KNOWN: usize = 32;
const KNOWN_DISTANCE: u64 = 20_000;
/// Steps in search of something that is not in the survey.
const SEARCH: u64 = 400_000;
/// Pieces of a survey.
const PIECES: u32 = 8;

/// What is played, and with which prices.
#[derive(Debug, Clone)]
pub struct Scene {
    /// The scenario.
    pub scenario: Scenario,
    /// Its seed.
    pub seed: u64,
    /// A heading.
    pub title: String,
    /// Prices.
    pub book: Arc<PriceBook>,
    /// What billing rounds and bounds.
    pub limits: Limits,
    /// Region of the prices.
    pub region: String,
}

/// Forwards or backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// To what comes.
    Forwards,
    /// To what was.
    Backwards,
}

/// What one may want to jump to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incident {
    /// An environment enters another phase.
    Phase,
    /// A cold start or a refusal.
    Trouble,
}

/// A run that is being watched.
#[derive(Debug, Clone)]
pub struct Reel {
    scene: Arc<Scene>,
    survey: Arc<Survey>,
    player: Player,
    teller: Teller,
    /// What the teller knew at some places, the first of them the beginning: position, instant, teller.
    known: Vec<(u64, u64, Teller)>,
    /// Steps between two of these.
    distance: u64,
    log: Log,
    told: Vec<StoryLine>,
    fact: Option<&'static str>,
    now_ns: u64,
    kept_ns: u64,
    moved: u64,
    /// Looks ahead for the path of a request, once somebody has asked.
    finder: Option<Box<Finder>>,
}

impl Reel {
    /// A run at its beginning.
    ///
    /// # Errors
    /// Where the price book lacks the region or a price.
    pub fn new(scene: Scene) -> Result<Self, PricingError> {
        let survey = Survey::new(&scene.scenario, scene.seed, PIECES);
        let teller = Teller::new(&scene.scenario, &scene.region, &scene.book, &scene.limits)?;
        let player = Player::new(scene.scenario.clone(), scene.seed);
        let kept = u128::from(KEPT) * 1_000_000_000 / u128::from(survey.events_per_s().max(1));
        let kept_ns = u64::try_from(kept).unwrap_or(u64::MAX).max(1_000_000_000);
        let mut teller = teller;
        for event in player.opening() {
            teller.note(event);
        }
        let begin = Begin { at_ns: 0, position: 0, there: player.snapshot(), teller: teller.clone() };
        let log = Log::new(begin);
        let mut reel = Self {
            scene: Arc::new(scene),
            survey: Arc::new(survey),
            player,
            known: vec![(0, 0, teller.clone())],
            distance: KNOWN_DISTANCE,
            teller,
            log,
            told: Vec::new(),
            fact: None,
            now_ns: 0,
            kept_ns,
            moved: 0,
            finder: None,
        };
        reel.retell();
        Ok(reel)
    }

    /// What is played.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// The whole run at a glance.
    pub fn survey(&self) -> &Survey {
        &self.survey
    }

    /// Virtual time in nanoseconds.
    pub fn now_ns(&self) -> u64 {
        self.now_ns
    }

    /// When the run ends, in nanoseconds; as far as it was looked over where only requests end it.
    pub fn end_ns(&self) -> u64 {
        match self.scene.scenario.end {
            End::At(end) => end,
            End::AfterRequests(_) => self.survey.covered_ns().max(self.now_ns),
        }
    }

    /// Whether it is at the end.
    pub fn has_ended(&self) -> bool {
        self.player.has_ended()
    }

    /// The player's position, in steps.
    pub fn position(&self) -> u64 {
        self.player.position()
    }

    /// What has happened lately; it reaches back over at least [`Self::reach_ns`].
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// How far back the log is sure to reach.
    pub fn reach_ns(&self) -> u64 {
        self.kept_ns
    }

    /// What there is.
    pub fn snapshot(&self) -> Snapshot {
        self.player.snapshot()
    }

    /// The figures so far, those of `coldstart simulate` at the end.
    pub fn figures(&self) -> Figures {
        self.player.figures()
    }

    /// What has been used so far costs so much.
    ///
    /// # Errors
    /// Where the price book lacks a price.
    pub fn cost(&self) -> Result<RunCost, PricingError> {
        self.cost_of(&self.figures())
    }

    /// What a run with these figures costs.
    ///
    /// # Errors
    /// Where the price book lacks a price.
    pub fn cost_of(&self, figures: &Figures) -> Result<RunCost, PricingError> {
        let Scene { scenario, region, book, limits, .. } = &*self.scene;
        cost(scenario, figures, region, book, limits)
    }

    /// What the last step brought, in words; where many things happened since the last look, only the last of them.
    pub fn told(&self) -> &[StoryLine] {
        &self.told
    }

    /// The id of the fact behind it.
    pub fn fact(&self) -> Option<&'static str> {
        self.fact
    }

    /// Events that the last movement passed.
    pub fn moved(&self) -> u64 {
        self.moved
    }

    /// When the next thing happens, in nanoseconds.
    pub fn next_at_ns(&mut self) -> Option<u64> {
        self.player.next_at_ns()
    }

    /// When the last thing happened, in nanoseconds.
    pub fn last_at_ns(&self) -> u64 {
        self.log.last_ns()
    }

    /// Whether nothing runs: every environment is idle.
    pub fn is_idle(&self) -> bool {
        self.snapshot().environments.iter().all(|it| it.phase == Phase::Idle)
    }

    /// Goes to the next thing that happens; false at the end.
    pub fn step_forward(&mut self) -> bool {
        let before = self.player.position();
        let Some(events) = self.player.step_forward() else {
            self.now_ns = self.now_ns.max(self.end_ns());
            return false;
        };
        // All events come from the last of the silent steps that were taken.
        let at = self.player.position().saturating_sub(1).max(before);
        self.moved = events.len() as u64;
        for event in events {
            self.now_ns = event.at_ns;
            self.log.push(at, event);
        }
        self.tell_last();
        self.trim();
        true
    }

    /// Takes the last thing back that happened; false at the beginning.
    pub fn step_back(&mut self) -> bool {
        let stepped = self.player.step_back();
        self.now_ns = self.player.now_ns();
        self.retrace();
        // Forwards one came here by the event before; what has silently happened since then is taken back too.
        if let Some(last) = self.log.last_at() {
            self.player.go_to(last + 1);
        }
        self.now_ns = if self.player.position() == 0 { 0 } else { self.log.last_ns() };
        self.moved = 1;
        stepped
    }

    /// Goes to a virtual time: everything up to it has happened.
    pub fn seek(&mut self, at_ns: u64) {
        let at_ns = at_ns.min(self.end_ns());
        if at_ns >= self.now_ns && at_ns - self.now_ns <= self.kept_ns {
            self.play_to(at_ns, u64::MAX);
            return;
        }
        if at_ns > self.now_ns {
            self.pass_to(at_ns.saturating_sub(self.kept_ns.saturating_mul(2)));
            self.keep_known();
        }
        self.player.seek(at_ns);
        self.now_ns = at_ns;
        self.retrace();
        self.moved = 0;
    }

    /// Plays to a virtual time, as far as `most` steps lead. False where it was too far; the time is then that of the last event.
    pub fn play_to(&mut self, at_ns: u64, most: u64) -> bool {
        let at_ns = at_ns.min(self.end_ns()).max(self.now_ns);
        let mut passed = 0;
        let log = &mut self.log;
        let before = log.len();
        let reached = self.player.play_to(at_ns, most, |position, event| {
            passed += 1;
            log.push(position, event.clone());
        });
        log.saw(self.player.position());
        self.moved = passed;
        self.now_ns = if reached { at_ns } else { self.log.last_ns().max(self.now_ns) };
        if passed > 0 {
            // Everything but the last step is only noted.
            let last = self.log.last_step().len();
            let all = self.log.len();
            for event in self.log.events().skip(before).take(all - before - last.min(all - before)) {
                self.teller.note(event);
            }
            self.tell_last();
            self.trim();
        }
        reached
    }

    /// Goes to the next or previous incident; false where there is none.
    pub fn jump(&mut self, to: Incident, heading: Heading) -> bool {
        match (to, heading) {
            (Incident::Trouble, _) => self.jump_to_trouble(heading),
            (Incident::Phase, Heading::Forwards) => {
                for _ in 0..SEARCH {
                    if !self.step_forward() {
                        return false;
                    }
                    if self.log.last_step().into_iter().any(is_phase) {
                        return true;
                    }
                }
                false
            }
            (Incident::Phase, Heading::Backwards) => {
                while self.step_back() {
                    if self.log.last_step().into_iter().any(is_phase) {
                        return true;
                    }
                }
                false
            }
        }
    }

    fn jump_to_trouble(&mut self, heading: Heading) -> bool {
        let marks = self.survey.marks();
        let now = self.now_ns;
        let found = match heading {
            Heading::Forwards => {
                let at = marks.partition_point(|mark| mark.at_ns <= now);
                marks.get(at)
            }
            Heading::Backwards => {
                let at = marks.partition_point(|mark| mark.at_ns < now);
                at.checked_sub(1).and_then(|at| marks.get(at))
            }
        };
        if let Some(mark) = found.copied() {
            self.seek(mark.at_ns);
            return true;
        }
        if heading == Heading::Backwards || self.survey.figures().is_some() && self.survey.has_all_marks() {
            return false;
        }
        // Beyond what was looked over.
        for _ in 0..SEARCH {
            if !self.step_forward() {
                return false;
            }
            if self.log.last_step().into_iter().any(is_trouble) {
                return true;
            }
        }
        false
    }

    /// The last cold start up to now, else the first to come: time and environment.
    pub(super) fn cold_start_near(&self, now_ns: u64) -> Option<(u64, u64)> {
        let cold = |at_ns: u64, kind: MarkKind| match kind {
            MarkKind::Cold { environment } => Some((at_ns, environment)),
            MarkKind::Throttle => None,
        };
        let lately = self.log.events().rev().find_map(|event| match event.kind {
            EventKind::EnvironmentCreated { environment, request: Some(_) } => {
                Some((event.at_ns, environment))
            }
            _ => None,
        });
        let marks = self.survey.marks();
        let split = marks.partition_point(|mark| mark.at_ns <= now_ns);
        let (past, future) = marks.split_at(split);
        lately
            .or_else(|| past.iter().rev().find_map(|mark| cold(mark.at_ns, mark.kind)))
            .or_else(|| future.iter().find_map(|mark| cold(mark.at_ns, mark.kind)))
    }

    /// The path of a request at this place; `None` where no request is served.
    pub fn path(&mut self) -> Option<Path> {
        let mut finder = self.finder.take().unwrap_or_else(|| Box::new(Finder::new(self)));
        let path = finder.path(self);
        self.finder = Some(finder);
        path
    }

    /// Another player of the same run.
    pub(super) fn scout(&self) -> Player {
        Player::new(self.scene.scenario.clone(), self.scene.seed)
    }

    /// Where a scout begins its way to an instant: position, and what the teller knows there.
    pub(super) fn base_camp(&self, at_ns: u64) -> (u64, Teller) {
        let (position, _, teller) = self.known_before(at_ns);
        (position, teller)
    }

    /// Whether an alias of the run shifts traffic.
    pub(super) fn has_shifts(&self) -> bool {
        let mut sources = self.scene.scenario.functions.iter().flat_map(|function| &function.sources);
        sources.any(|source| source.alias.is_some())
    }

    /// Whether environments of a function start from a snapshot.
    pub(super) fn starts_from_snapshot(&self, function: u32) -> bool {
        let function = self.scene.scenario.functions.get(function as usize);
        function.is_some_and(|function| matches!(function.start, Start::SnapStart(_)))
    }

    /// Brings log and story to the player's position.
    fn retrace(&mut self) {
        let position = self.player.position();
        let since = self.now_ns.min(self.player.now_ns()).saturating_sub(self.kept_ns);
        if self.log.covers(position, since) {
            self.log.truncate(position);
        } else {
            let ended = self.player.has_ended();
            let from = since.saturating_sub(self.kept_ns);
            // The log begins where everything is known: at a place that was kept, and on from there in silence.
            let (start, _, teller) = self.known_before(from);
            self.teller = teller;
            self.player.go_to(start);
            self.pass_to(from);
            let mut log = Log::new(self.here(from));
            // That the run has ended is no step of its own.
            let steps = position.saturating_sub(self.player.position()).saturating_add(u64::from(ended));
            self.player.play_to(u64::MAX, steps, |at, event| log.push(at, event.clone()));
            self.log = log;
        }
        self.retell();
    }

    /// Passes everything up to `at_ns` in silence; the teller takes note, and keeps what it knows now and then.
    fn pass_to(&mut self, at_ns: u64) {
        loop {
            let teller = &mut self.teller;
            let reached = self.player.play_to(at_ns, KNOWN_DISTANCE, |_, event| teller.note(event));
            if reached {
                return;
            }
            self.keep_known();
        }
    }

    /// Keeps what the teller knows here, where the last such place is far enough behind.
    fn keep_known(&mut self) {
        let position = self.player.position();
        if self.known.last().is_some_and(|(last, ..)| position < last + self.distance) {
            return;
        }
        if self.known.len() >= KNOWN {
            let mut keep = false;
            self.known.retain(|_| {
                keep = !keep;
                keep
            });
            self.distance *= 2;
        }
        self.known.push((position, self.player.now_ns(), self.teller.clone()));
    }

    /// The last place at which the teller's knowledge was kept before an instant.
    fn known_before(&self, at_ns: u64) -> (u64, u64, Teller) {
        let known = self.known.iter().rev().find(|(_, at, _)| *at < at_ns).or_else(|| self.known.first());
        known.cloned().unwrap_or_else(|| (0, 0, self.teller.clone()))
    }

    fn here(&self, at_ns: u64) -> Begin {
        let teller = self.teller.clone();
        Begin { at_ns, position: self.player.position(), there: self.player.snapshot(), teller }
    }

    /// Tells the whole log again, and the last step in words.
    fn retell(&mut self) {
        if let Some(teller) = self.log.teller() {
            self.teller = teller.clone();
        }
        let last = self.log.last_step().len();
        let notes = self.log.len() - last;
        for event in self.log.events().take(notes) {
            self.teller.note(event);
        }
        self.tell_last();
    }

    fn tell_last(&mut self) {
        let events: Vec<Event> = self.log.last_step().into_iter().cloned().collect();
        let made = events.iter().any(|event| matches!(event.kind, EventKind::EnvironmentCreated { .. }));
        let many = events.len() > 3;
        self.told.clear();
        self.fact = None;
        for event in &events {
            let line = self.teller.tell(event);
            // The environment is made for the request that comes; that it comes need not be said twice.
            let known = made && matches!(event.kind, EventKind::RequestArrived { .. });
            self.fact = line.fact.or(self.fact);
            if !known && (!many || self.told.is_empty()) {
                self.told.push(line);
            }
        }
        if events.is_empty() && self.log.is_whole() {
            self.told = self.teller.before();
            self.fact = self.told.last().and_then(|line| line.fact);
            // They are all made at once; the last stands for all.
            if let Some(event) = self.player.opening().last() {
                let line = self.teller.clone().tell(event);
                self.fact = line.fact;
                self.told.push(line);
            }
        }
        self.log.saw(self.player.position());
    }

    /// After a movement forwards: keeps a place where the log can begin, and drops what is long past.
    fn trim(&mut self) {
        self.keep_known();
        if self.now_ns.saturating_sub(self.log.last_begin_ns()) >= self.kept_ns {
            let here = self.here(self.now_ns);
            self.log.keep(here, self.now_ns.saturating_sub(self.kept_ns.saturating_mul(2)));
        }
    }
}

fn is_phase(event: &Event) -> bool {
    !matches!(event.kind, EventKind::RequestArrived { .. } | EventKind::RequestRetried { .. })
}

fn is_trouble(event: &Event) -> bool {
    matches!(event.kind, EventKind::EnvironmentCreated { request: Some(_), .. } | EventKind::Throttled { .. })
}
