//! Which memory size to take, from measured durations: the fitted curve with its cheapest, its fastest and its balanced size.

use super::bill::BookUse;
use super::book::PriceBook;
use super::error::PricingError;
use super::memory::{CurvePoint, Measured, MemoryModel, balanced, memory_curve};
use super::meter::Arch;
use super::usage::{Account, Function, Limits};
use crate::text::quantity::{Duration, grouped};
use rust_decimal::Decimal;

/// Most measured points.
const MOST_POINTS: usize = 256;
/// Hours of the month that the requests are priced in; their number decides, not the hours.
const MONTH_HOURS: u32 = 730;

/// What measured durations at several memory sizes say, as AWS Lambda Power Tuning shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizing {
    /// What was measured, by memory.
    pub points: Vec<Measured>,
    /// The model that was fitted.
    pub model: MemoryModel,
    /// Time and cost of the sizes that are compared, by memory; never empty.
    pub curve: Vec<CurvePoint>,
    /// Place in the curve of the size that keeps time and cost low together.
    pub balanced: Option<usize>,
    /// Where the prices came from.
    pub price_book: BookUse,
}

impl Sizing {
    /// Fits the model to `points` and prices `requests` at every size that is worth comparing.
    ///
    /// # Errors
    /// Fewer than two sizes, a size or a time that Lambda does not have, points that no model fits, a Region without prices.
    pub fn new(
        book: &PriceBook,
        limits: &Limits,
        (region, arch): (&str, Arch),
        requests: u64,
        mut points: Vec<Measured>,
    ) -> Result<Self, PricingError> {
        check_measured(&points, limits)?;
        points.sort_by_key(|point| point.memory_mb);
        let model = MemoryModel::fit_all(&points, limits.full_vcpu_mb)?;
        let function =
            Function { arch, ..Function::new(Decimal::from(requests), Decimal::ONE, limits.memory_min_mb) };
        let account = Account::new(region, Decimal::from(MONTH_HOURS), vec![function]);
        let curve = memory_curve(book, limits, &account, &model, &compared(&points, limits))?;
        let Some(price_book) = curve.first().map(|point| point.bill.price_book.clone()) else {
            let longest = time(limits.duration_max_ms);
            let message =
                format!("at every size the model takes longer than the longest time-out, {longest}");
            return Err(PricingError::input("measured", sizes_of(&points), message));
        };
        Ok(Self { balanced: balanced(&curve), points, model, curve, price_book })
    }

    /// The cheapest size; of several the fastest.
    pub fn cheapest(&self) -> Option<&CurvePoint> {
        self.curve.iter().find(|point| point.cheapest)
    }

    /// The fastest size; of several the cheapest.
    pub fn fastest(&self) -> Option<&CurvePoint> {
        self.curve.iter().find(|point| point.fastest)
    }

    /// The size that keeps time and cost low together.
    pub fn balanced(&self) -> Option<&CurvePoint> {
        self.curve.get(self.balanced?)
    }

    /// Whether there is a measured point of this size.
    pub fn is_measured(&self, point: &CurvePoint) -> bool {
        self.points.iter().any(|it| it.memory_mb == point.memory_mb)
    }

    /// What a size is, in words: `cheapest, balanced`; nothing where it is none of them.
    pub fn marks(&self, at: usize) -> String {
        let Some(point) = self.curve.get(at) else { return String::new() };
        let marks = [
            (point.cheapest, "cheapest"),
            (self.balanced == Some(at), "balanced"),
            (point.fastest, "fastest"),
        ];
        let named: Vec<&str> = marks.into_iter().filter_map(|(is, name)| is.then_some(name)).collect();
        named.join(", ")
    }

    /// What the model takes for granted, in sentences.
    pub fn assumptions(&self) -> Vec<String> {
        let full = grouped(self.model.full_vcpu_mb.normalize());
        vec![
            format!(
                "A model of one thread: time = wait + computing × max(1, {full} MB / memory); more cores make nothing faster in it."
            ),
            "Balanced is the least mean of cost and time, each as a share of its greatest.".to_owned(),
            "INIT, memory that the work needs, free tier and taxes are not in it.".to_owned(),
        ]
    }
}

fn time(ms: Decimal) -> String {
    Duration::from_ms(ms).map_or_else(|| format!("{ms} ms"), Duration::pretty)
}

/// The memory sizes of points, for people.
fn sizes_of(points: &[Measured]) -> String {
    let mut sizes: Vec<Decimal> = points.iter().map(|point| point.memory_mb.normalize()).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let shown: Vec<String> = sizes.iter().take(6).map(|mb| format!("{mb} MB")).collect();
    match sizes.len() {
        0 => "nothing".to_owned(),
        more if more > shown.len() => format!("{} and others", shown.join(", ")),
        _ => shown.join(", "),
    }
}

/// Whether a model may be fitted to points: two sizes at least, and nothing that Lambda does not have.
///
/// # Errors
/// What is wrong with them.
pub fn check_measured(points: &[Measured], limits: &Limits) -> Result<(), PricingError> {
    if points.len() > MOST_POINTS {
        let message = format!("{MOST_POINTS} points are enough");
        return Err(PricingError::input("measured", format!("{} points", points.len()), message));
    }
    for point in points {
        let (least, most) = (limits.memory_min_mb.normalize(), limits.memory_max_mb.normalize());
        if !(least..=most).contains(&point.memory_mb) {
            let message = format!("a function has {least} MB to {most} MB of memory");
            return Err(PricingError::input(
                "measured",
                format!("{} MB", point.memory_mb.normalize()),
                message,
            ));
        }
        if point.duration_ms > limits.duration_max_ms {
            let message = format!("this is more than the longest time-out, {}", time(limits.duration_max_ms));
            return Err(PricingError::input("measured", time(point.duration_ms), message));
        }
    }
    let first = points.first().map(|point| point.memory_mb);
    if points.iter().all(|point| Some(point.memory_mb) == first) {
        let message = "durations at two memory sizes at least are needed";
        return Err(PricingError::input("measured", sizes_of(points), message));
    }
    Ok(())
}

/// The sizes that are compared: doublings of the least and one and a half of each, as far as a full vCPU or the largest that was
/// measured (beyond, the model gets no faster), and what was measured.
fn compared(points: &[Measured], limits: &Limits) -> Vec<Decimal> {
    let two = Decimal::TWO;
    let largest = points.iter().map(|point| point.memory_mb).fold(limits.full_vcpu_mb, Decimal::max);
    let doublings = std::iter::successors(Some(limits.memory_min_mb), |size| Some(*size * two))
        .take_while(|size| *size <= limits.memory_max_mb);
    let mut sizes: Vec<Decimal> = doublings
        .flat_map(|size| [size, size + (size / two).floor()])
        .chain([limits.full_vcpu_mb])
        .chain(points.iter().map(|point| point.memory_mb))
        .filter(|size| (limits.memory_min_mb..=largest).contains(size))
        .collect();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}
