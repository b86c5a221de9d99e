//! The calculators: fields on the left, results on the right that change with every key.
//!
//! A field that cannot be read keeps the last good result, greyed, with the reason under the field.

pub mod breakeven_views;
mod concurrency_views;
mod cost_views;
mod fields;
mod figures;
mod measured;
pub mod saved;
mod simulated;

use self::saved::Saved;
use self::simulated::Simulated;
use super::geometry::{self, Area};
use super::sheet::{Row, keep_visible};
use crate::calculator::{
    BreakevenInputs, Calculator, ConcurrencyInputs, CostInputs, Field, InputProblem, Rules, Verdict,
};
use crate::concurrency::Plan;
use crate::content::Preset;
use crate::course::Course;
use crate::input::{Action, Chord, Key, Scope};
use crate::pricing::{ASSUMED_CPU_SHARE, Bill, MemoryModel, PriceBook};
use std::sync::Arc;

/// What the calculators compute with.
#[derive(Debug)]
pub struct Tools {
    /// Prices: the built-in ones with the packs' laid over them.
    pub book: Arc<PriceBook>,
    /// Bounds and quotas.
    pub rules: Rules,
    /// Quotas of the simulator.
    pub simulation: crate::simulation::Quotas,
    /// What AWS allows at the edge, or the fact that is missing.
    pub edge: Result<crate::animation::edge::EdgeRules, String>,
}

impl Tools {
    /// The prices, bounds and quotas that a course gives.
    ///
    /// # Errors
    /// The fact that is missing, in a sentence.
    pub fn of(course: &Course) -> Result<Self, String> {
        Ok(Self {
            book: PriceBook::of(course),
            rules: Rules::of(course).map_err(|error| error.to_string())?,
            simulation: crate::scenarios::quotas(course).map_err(|error| error.to_string())?,
            edge: crate::animation::edge::EdgeRules::of(course),
        })
    }
}

/// A calculator on the screen.
#[derive(Debug)]
pub struct Desk {
    /// Which one.
    pub calculator: Calculator,
    /// Texts of the fields that are filled in, by key.
    values: Vec<(&'static str, String)>,
    cursor: usize,
    /// True until the field under the cursor is edited: the first character typed replaces its text.
    fresh: bool,
    results_have_focus: bool,
    view: View,
    fields_from: usize,
    scroll: usize,
    /// CPU-bound share of the duration in the view of memory, per cent.
    cpu_share: u8,
    standards: Vec<(&'static str, String)>,
    /// The line that asks for something, while it is open.
    prompt: Option<Prompt>,
    /// A workload fitted from measurements, for the view of memory.
    fitted: Option<MemoryModel>,
    /// The chosen row of the view of saved calculations; 0 is the present one.
    saved_cursor: usize,
    answer: Option<Answer>,
    simulated: Option<Simulated>,
    problems: Vec<InputProblem>,
}

/// The last result that could be worked out, with the inputs that it belongs to.
#[derive(Debug)]
enum Answer {
    Cost(Box<(CostInputs, Bill)>),
    Concurrency(Box<(ConcurrencyInputs, Plan)>),
    Breakeven(Box<(BreakevenInputs, Verdict)>),
}

/// What is shown of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The bill, or the plan.
    Result,
    /// Every step of the arithmetic.
    Steps,
    /// Cost and duration against memory.
    Memory,
    /// x86 beside arm64, on demand beside provisioned.
    Compare,
    /// Which input matters most.
    Matters,
    /// A burst over time.
    Burst,
    /// The formulas beside a simulation of the same load.
    Simulated,
    /// Named calculations beside this one.
    Saved,
}

impl View {
    /// The views of a calculator, in the order of their keys.
    fn of(calculator: Calculator) -> &'static [Self] {
        match calculator {
            Calculator::Cost => {
                &[Self::Result, Self::Steps, Self::Memory, Self::Compare, Self::Matters, Self::Saved]
            }
            Calculator::Breakeven => &[Self::Result, Self::Steps, Self::Saved],
            Calculator::Concurrency => {
                &[Self::Result, Self::Steps, Self::Burst, Self::Simulated, Self::Saved]
            }
        }
    }

    fn title(self, calculator: Calculator) -> &'static str {
        match (self, calculator) {
            (Self::Result, Calculator::Cost) => "Bill",
            (Self::Result, Calculator::Concurrency) => "Plan",
            (Self::Result, Calculator::Breakeven) => "Curve",
            (Self::Steps, _) => "Steps",
            (Self::Memory, _) => "Memory",
            (Self::Compare, _) => "Compare",
            (Self::Matters, _) => "Levers",
            (Self::Burst, _) => "Burst",
            (Self::Simulated, _) => "Simulated",
            (Self::Saved, _) => "Saved",
        }
    }
}

/// A line that asks for something.
#[derive(Debug)]
pub struct Prompt {
    wanted: Wanted,
    /// What has been typed.
    pub text: String,
    /// What is wrong with it.
    pub problem: Option<String>,
}

#[derive(Debug, Clone, Copy)]
enum Wanted {
    /// A name for the present inputs.
    Name,
    /// Two measurements: memory and duration each.
    Points,
}

impl Prompt {
    fn new(wanted: Wanted) -> Self {
        Self { wanted, text: String::new(), problem: None }
    }

    /// What stands before the text.
    pub fn label(&self) -> &'static str {
        match self.wanted {
            Wanted::Name => "Keep as",
            Wanted::Points => "Two measurements, like 128MB 2.4s, 1024MB 300ms",
        }
    }
}

/// What becomes of the named calculations.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Kept {
    /// Nothing to write.
    AsBefore,
    /// There is something to write.
    Changed,
    /// One of them is to be forgotten, if that is what the learner means.
    Forget(Saved),
    /// One of them is to give way to another of its name, if that is what the learner means.
    Replace {
        /// The one that would be lost.
        before: Saved,
        /// The one that would be kept.
        after: Saved,
    },
}

/// The areas of a calculator: fields, results; side by side from 80 columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Areas {
    /// The fields, where they are shown.
    pub fields: Option<Area>,
    /// The results, where they are shown.
    pub results: Option<Area>,
}

impl Desk {
    /// A calculator with the inputs of a page's block, or with examples where it needs some and has none.
    pub fn new(calculator: Calculator, preset: &Preset, tools: &Tools) -> Self {
        let mut values = Vec::new();
        for (key, text) in calculator.with_examples(&preset.inputs) {
            if let Some(field) = crate::calculator::field(calculator, &key.replace('_', "-")) {
                values.push((field.key, text));
            }
        }
        if calculator == Calculator::Breakeven && preset.inputs.is_empty() {
            // An example in which both sides are of one size, so that the curve has something to show.
            values.retain(|(key, _)| *key != "requests");
            values.push(("requests", "10M".to_owned()));
        }
        if calculator == Calculator::Concurrency && preset.inputs.is_empty() {
            for (key, text) in [("rps", "100/s"), ("duration", "250ms")] {
                if !values.iter().any(|(other, _)| *other == key) {
                    values.push((key, text.to_owned()));
                }
            }
        }
        let mut desk = Self {
            calculator,
            values,
            cursor: 0,
            fresh: true,
            results_have_focus: false,
            view: View::Result,
            fields_from: 0,
            scroll: 0,
            cpu_share: ASSUMED_CPU_SHARE,
            standards: calculator
                .fields()
                .iter()
                .filter_map(|field| Some((field.key, field.standard_text(&tools.rules)?)))
                .collect(),
            prompt: None,
            fitted: None,
            saved_cursor: 0,
            answer: None,
            simulated: None,
            problems: Vec::new(),
        };
        desk.work_out(tools);
        desk
    }

    /// The same with a workload that was measured, for the view of memory.
    #[must_use]
    pub fn with_fitted(mut self, fitted: Option<MemoryModel>) -> Self {
        self.fitted = fitted;
        self
    }

    /// Whether the results take the keys.
    pub fn results_have_focus(&self) -> bool {
        self.results_have_focus
    }

    /// The line of the shell that gives the same result; `None` while there is none.
    pub fn command(&self) -> Option<String> {
        match self.answer.as_ref()? {
            Answer::Cost(answer) => Some(answer.0.command()),
            Answer::Concurrency(answer) => Some(answer.0.command()),
            Answer::Breakeven(answer) => Some(answer.0.command()),
        }
    }

    /// Areas in a terminal of `size`.
    pub fn areas(&self, size: (u16, u16)) -> Areas {
        let body = geometry::body(size.0, size.1);
        if size.0 < geometry::TWO_PANES {
            let whole = Area { x: 1, width: size.0.saturating_sub(3), ..body };
            return if self.results_have_focus {
                Areas { fields: None, results: Some(whole) }
            } else {
                Areas { fields: Some(whole), results: None }
            };
        }
        let left = (size.0 * 9 / 20).clamp(36, 54);
        let fields = Area { x: 1, width: left - 3, ..body };
        let results = Area { x: left + 1, width: (size.0 - left - 3).min(geometry::MEASURE), ..body };
        Areas { fields: Some(fields), results: Some(results) }
    }

    /// Does an action; `area` is where the fields stand.
    pub fn act(&mut self, action: Action, tools: &Tools, saved: &[Saved], size: (u16, u16)) -> Kept {
        let mut kept = Kept::AsBefore;
        match action {
            Action::FieldAbove => self.move_cursor(-1),
            Action::FieldBelow => self.move_cursor(1),
            Action::StepUp => self.step(true, tools),
            Action::StepDown => self.step(false, tools),
            Action::ClearField => self.set("", tools),
            Action::FocusNext | Action::FocusPrevious => self.results_have_focus = !self.results_have_focus,
            Action::ViewNext | Action::ViewRight => self.turn(1, tools),
            Action::ViewPrevious | Action::ViewLeft => self.turn(-1, tools),
            Action::ResultsDown | Action::ResultsUp if self.view == View::Saved => {
                let last = self.own(saved).len();
                let by = if action == Action::ResultsDown { 1 } else { -1 };
                self.saved_cursor = self.saved_cursor.saturating_add_signed(by).min(last);
            }
            Action::ResultsDown => self.scroll_results(1, tools, saved, size),
            Action::ResultsUp => self.scroll_results(-1, tools, saved, size),
            Action::SaveDesk => self.prompt = Some(Prompt::new(Wanted::Name)),
            Action::Measured => self.prompt = Some(Prompt::new(Wanted::Points)),
            Action::LoadSaved => {
                let chosen =
                    self.saved_cursor.checked_sub(1).and_then(|at| self.own(saved).get(at).copied().cloned());
                if let Some(chosen) = chosen {
                    self.load(&chosen, tools);
                    self.saved_cursor = 0;
                }
            }
            Action::ForgetSaved => {
                let chosen =
                    self.saved_cursor.checked_sub(1).and_then(|at| self.own(saved).get(at).copied().cloned());
                if let Some(chosen) = chosen {
                    kept = Kept::Forget(chosen);
                }
            }
            Action::MoreCpu | Action::LessCpu if self.fitted.is_some() => self.fitted = None,
            Action::MoreCpu => self.cpu_share = (self.cpu_share + 10).min(100),
            Action::LessCpu => self.cpu_share = self.cpu_share.saturating_sub(10),
            _ => {}
        }
        self.keep_cursor_visible(size);
        kept
    }

    /// Gives a key to the line that asks for something; `None` where none is open.
    pub fn prompt_key(&mut self, chord: Chord, tools: &Tools, saved: &mut Vec<Saved>) -> Option<Kept> {
        let prompt = self.prompt.as_mut()?;
        match (chord.typed(), chord.key()) {
            (Some(c), _) if prompt.text.chars().count() < 200 => prompt.text.push(c),
            (None, Key::Backspace) => drop(prompt.text.pop()),
            (None, Key::Esc) => self.prompt = None,
            (None, Key::Enter) => {
                let text = prompt.text.trim().to_owned();
                match prompt.wanted {
                    Wanted::Points => match measured::fit(&text, &tools.rules.limits) {
                        Ok(model) => {
                            self.fitted = Some(model);
                            self.prompt = None;
                        }
                        Err(why) => prompt.problem = Some(why),
                    },
                    Wanted::Name => {
                        self.prompt = None;
                        if !text.is_empty() {
                            let after = self.named(&text);
                            let before = saved.iter().find(|one| one.is_called_as(&after));
                            return match before {
                                Some(before) if *before == after => Some(Kept::AsBefore),
                                Some(before) => Some(Kept::Replace { before: before.clone(), after }),
                                None => {
                                    saved.push(after);
                                    Some(Kept::Changed)
                                }
                            };
                        }
                    }
                }
            }
            _ => {}
        }
        Some(Kept::AsBefore)
    }

    /// Takes a click on a cell: a field, the name of a view, or a saved calculation.
    pub(super) fn click(
        &mut self,
        (column, row): (u16, u16),
        tools: &Tools,
        saved: &[Saved],
        size: (u16, u16),
    ) {
        let areas = self.areas(size);
        if let Some(area) = areas.fields.filter(|area| area.contains(column, row)) {
            self.results_have_focus = false;
            let at = self.fields_from + usize::from(row - area.y);
            if let Some(field) = fields::at(self, usize::from(area.width), at) {
                self.fresh |= field != self.cursor;
                self.cursor = field;
            }
        } else if let Some(area) = areas.results.filter(|area| area.contains(column, row)) {
            self.results_have_focus = true;
            if row == area.y {
                let view = figures::tab_at(self, usize::from(area.width), usize::from(column - area.x));
                if let Some(view) = view.filter(|view| *view != self.view) {
                    self.view = view;
                    self.scroll = 0;
                    self.simulate(tools);
                }
            } else if self.view == View::Saved {
                // The tabs and a blank row stand above, and the heading of the list.
                let at = (self.scroll + usize::from(row - area.y)).checked_sub(3);
                if let Some(at) = at.filter(|at| *at <= self.own(saved).len()) {
                    self.saved_cursor = at;
                }
            }
        }
        self.keep_cursor_visible(size);
    }

    /// The line that asks for something, while it is open.
    pub fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref()
    }

    /// Gives a key to the field under the cursor; `false` where it means nothing there.
    pub fn type_key(&mut self, chord: Chord, tools: &Tools) -> bool {
        if self.results_have_focus {
            return false;
        }
        let mut text = self.text(self.field()).to_owned();
        match (chord.typed(), chord.key()) {
            (Some(c), _) => {
                if self.fresh {
                    text.clear();
                }
                if text.chars().count() < 40 {
                    text.push(c);
                }
            }
            (None, Key::Backspace) if chord.has_ctrl() => text.clear(),
            (None, Key::Backspace) => drop(text.pop()),
            _ => return false,
        }
        self.fresh = false;
        self.set(&text, tools);
        true
    }

    /// Takes pasted text as the text of the field.
    pub fn paste(&mut self, text: &str, tools: &Tools) {
        if !self.results_have_focus {
            let line: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
            self.set(line.trim(), tools);
            self.fresh = false;
        }
    }

    /// The rows of the fields.
    pub fn field_rows(&self, columns: usize) -> Vec<Row> {
        fields::rows(self, columns)
    }

    /// The first row of the fields that is shown.
    pub fn fields_from(&self) -> usize {
        self.fields_from
    }

    /// The names of the views, the present one marked.
    pub fn tabs(&self, columns: usize) -> Row {
        figures::tabs(self, columns)
    }

    /// The rows of the results.
    pub fn result_rows(&self, tools: &Tools, saved: &[Saved], columns: usize) -> Vec<Row> {
        if self.view == View::Saved {
            return self.saved_rows(saved, tools, columns);
        }
        let rows = match &self.answer {
            None => Vec::new(),
            Some(Answer::Breakeven(answer)) => {
                breakeven_views::rows(&answer.0, &answer.1, self.view == View::Steps, columns)
            }
            Some(Answer::Cost(answer)) => cost_views::rows(self, &answer.0, &answer.1, tools, columns),
            Some(Answer::Concurrency(answer)) => match &self.simulated {
                Some(simulated) => simulated::rows(simulated, &answer.1, columns),
                None => concurrency_views::rows(self, &answer.0, &answer.1, tools, columns),
            },
        };
        if self.problems.is_empty() {
            rows
        } else {
            figures::stale(self.calculator, rows, &self.problems, columns)
        }
    }

    /// The first row of the results that is shown.
    pub fn scroll(&self) -> usize {
        self.scroll
    }

    /// Why an action is not possible now.
    pub fn disabled(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::MoreCpu | Action::LessCpu | Action::Measured if self.view != View::Memory => {
                Some("that is for the view of memory")
            }
            Action::LoadSaved | Action::ForgetSaved if self.view != View::Saved => {
                Some("that is for the view of saved calculations")
            }
            // The result on the screen belongs to older inputs then.
            Action::CopyCommand | Action::SaveDesk if !self.problems.is_empty() => {
                Some("a field has to be put right first")
            }
            Action::CopyCommand if self.answer.is_none() => Some("there is no result yet"),
            _ => None,
        }
    }

    /// Scrolls the results by rows, downwards positive.
    pub fn scroll_results(&mut self, by: isize, tools: &Tools, saved: &[Saved], size: (u16, u16)) {
        let Some(area) = self.areas(size).results else { return };
        let total = self.result_rows(tools, saved, usize::from(area.width)).len();
        let last = total.saturating_sub(usize::from(area.height.saturating_sub(2)));
        self.scroll = self.scroll.saturating_add_signed(by).min(last);
    }

    /// Where keys are looked up.
    pub fn scope(&self) -> Scope {
        if self.results_have_focus { Scope::DeskResults } else { Scope::Desk }
    }

    fn field(&self) -> &'static Field {
        let fields = self.calculator.fields();
        // The cursor is kept within the table, which is not empty.
        &fields[self.cursor.min(fields.len() - 1)]
    }

    /// What holds where a field is left empty, as it would be typed.
    fn standard(&self, field: &Field) -> Option<String> {
        self.standards.iter().find(|(key, _)| *key == field.key).map(|(_, text)| text.clone())
    }

    fn text(&self, field: &Field) -> &str {
        self.values.iter().find(|(key, _)| *key == field.key).map_or("", |(_, text)| text)
    }

    fn set(&mut self, text: &str, tools: &Tools) {
        let key = self.field().key;
        self.values.retain(|(other, _)| *other != key);
        if !text.is_empty() {
            // A field that this one is given instead of gives way.
            let excluded = self.field().excludes;
            self.values.retain(|(other, _)| !excluded.contains(other));
            self.values.push((key, text.to_owned()));
        }
        self.work_out(tools);
    }

    fn step(&mut self, up: bool, tools: &Tools) {
        if let Some(text) = self.field().stepped(self.text(self.field()), up, &tools.rules) {
            self.set(&text, tools);
            self.fresh = true;
        }
    }

    fn move_cursor(&mut self, by: isize) {
        let last = self.calculator.fields().len() - 1;
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
        self.fresh = true;
    }

    fn turn(&mut self, by: isize, tools: &Tools) {
        let views = View::of(self.calculator);
        let at = views.iter().position(|view| *view == self.view).unwrap_or(0);
        let next = (at.saturating_add(views.len()).saturating_add_signed(by)) % views.len();
        self.view = views.get(next).copied().unwrap_or(View::Result);
        self.scroll = 0;
        self.simulate(tools);
    }

    fn keep_cursor_visible(&mut self, size: (u16, u16)) {
        let Some(area) = self.areas(size).fields else { return };
        let (place, total) = fields::place(self, usize::from(area.width));
        self.fields_from = keep_visible(self.fields_from, place, usize::from(area.height), total);
    }

    fn work_out(&mut self, tools: &Tools) {
        let result = match self.calculator {
            Calculator::Cost => CostInputs::parse(&self.values).and_then(|inputs| {
                match inputs.bill(&tools.book, &tools.rules) {
                    Ok(bill) => Ok(Answer::Cost(Box::new((inputs, bill)))),
                    Err(error) => Err(vec![inputs.problem(&error, &tools.book, &tools.rules)]),
                }
            }),
            Calculator::Breakeven => BreakevenInputs::parse(&self.values, &tools.rules).and_then(|inputs| {
                match inputs.work_out(&tools.book, &tools.rules) {
                    Ok(verdict) => Ok(Answer::Breakeven(Box::new((inputs, verdict)))),
                    Err(error) => Err(vec![inputs.problem(&error, &tools.book, &tools.rules)]),
                }
            }),
            Calculator::Concurrency => {
                ConcurrencyInputs::parse(&self.values, &tools.rules).and_then(|inputs| match inputs.plan() {
                    Ok(plan) => Ok(Answer::Concurrency(Box::new((inputs, plan)))),
                    Err(error) => Err(vec![inputs.problem(&error)]),
                })
            }
        };
        match result {
            Ok(answer) => {
                self.answer = Some(answer);
                self.problems.clear();
            }
            Err(problems) => self.problems = problems,
        }
        self.simulate(tools);
    }

    /// Simulates the load where that is what is looked at: once for every change, not for every drawing.
    fn simulate(&mut self, tools: &Tools) {
        self.simulated = match &self.answer {
            Some(Answer::Concurrency(answer)) if self.view == View::Simulated => {
                Some(simulated::run(&answer.0, &answer.1, tools))
            }
            _ => None,
        };
    }
}
