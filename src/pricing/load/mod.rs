//! Price files into a [`PriceBook`]: every problem with its place, not only the first.
//!
//! A file has `source`, `region`, `price`, `figure` and `derived` lists of tables, and `defaults` for their common keys.
//! An overlay is written in the same way; its rows replace those with the same key and add the others. There, `source` and
//! `confidence` may be left out, and a price may have `discount_percent` instead of `rate`, which lowers every price that
//! the row's other keys fit.

mod row;

use self::row::{Row, helped};
use super::book::{
    Confidence, DerivedKind, DerivedRow, FigureRow, PriceBook, PriceRow, Provenance, RegionRow, SourceRow,
};
use super::exact::Exact;
use super::meter::{Arch, FigureName, Meter};
use crate::text::nearest;
use rust_decimal::Decimal;
use std::fmt;
use std::ops::Range;
use toml::de::DeTable;

/// Something wrong in a price file: where, what, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookProblem {
    /// The file.
    pub file: String,
    /// Byte range of the offending text.
    pub span: Range<usize>,
    /// Line of the first offending byte, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The offending text, at most one line of it.
    pub found: String,
    /// What is wrong.
    pub message: String,
    /// What is accepted, or the nearest spelling.
    pub help: Option<String>,
}

impl fmt::Display for BookProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        if let Some(help) = &self.help {
            write!(f, " ({help})")?;
        }
        Ok(())
    }
}

/// Folder of the price files.
pub const PRICES_FOLDER: &str = "content/prices";

impl PriceBook {
    /// Reads a whole book. `files` are pairs of name and text; a source may be named in any of them.
    pub fn load(files: &[(&str, &str)]) -> Result<Self, Vec<BookProblem>> {
        Self::default().extended(files, false)
    }

    /// This book with the rows of `text` laid over it.
    pub fn overlay(&self, file: &str, text: &str) -> Result<Self, Vec<BookProblem>> {
        self.extended(&[(file, text)], true)
    }

    fn extended(&self, files: &[(&str, &str)], overlay: bool) -> Result<Self, Vec<BookProblem>> {
        let mut reader =
            Reader { book: self.clone(), problems: Vec::new(), overlay, seen: Vec::new(), tiers: Vec::new() };
        let mut parsed = Vec::new();
        for (file, text) in files {
            let (table, errors) = DeTable::parse_recoverable(text);
            let place = Place { file, text };
            for error in errors {
                reader.problems.push(place.problem(error.span().unwrap_or(0..0), error.message()));
            }
            parsed.push((place, table));
        }
        // A file that is not TOML would give follow-on problems about rows that are only half there.
        if reader.problems.is_empty() {
            for (place, table) in &parsed {
                reader.sources(*place, table.get_ref());
            }
            for (place, table) in &parsed {
                reader.rows(*place, table.get_ref());
            }
            reader.check_tiers();
        }
        if reader.problems.is_empty() { Ok(reader.book) } else { Err(reader.problems) }
    }
}

#[derive(Clone, Copy)]
struct Place<'a> {
    file: &'a str,
    text: &'a str,
}

impl Place<'_> {
    fn problem(self, span: Range<usize>, message: impl Into<String>) -> BookProblem {
        let start = (0..=span.start.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at));
        let start = start.unwrap_or(0);
        let before = self.text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let found = self.text.get(start..span.end.max(start)).unwrap_or_default();
        BookProblem {
            file: self.file.to_owned(),
            span: start..span.end.max(start),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            found: found.lines().next().unwrap_or_default().to_owned(),
            message: message.into(),
            help: None,
        }
    }
}

struct Reader {
    book: PriceBook,
    problems: Vec<BookProblem>,
    overlay: bool,
    /// Keys of the rows of these files, to tell a row that is given twice from one that replaces.
    seen: Vec<String>,
    /// Tiers of these files and where they stand, to be checked when all rows are there.
    tiers: Vec<(BookProblem, TierKey)>,
}

/// A tier of a meter, as a price or a limit names it.
struct TierKey {
    meter: Meter,
    region: Option<String>,
    arch: Option<Arch>,
    tier: u32,
}

/// Figures that something is divided by.
const DIVISORS: [FigureName; 8] = [
    FigureName::TierLimit,
    FigureName::DurationStepMs,
    FigureName::EdgeStepMs,
    FigureName::MbPerGb,
    FigureName::ProvisionedStepMinutes,
    FigureName::EventStepKb,
    FigureName::StreamingMbPerGb,
    FigureName::HttpApiStepKb,
];

const LISTS: [&str; 6] = ["source", "defaults", "region", "price", "figure", "derived"];
/// Keys that `defaults` may have.
const COMMON: [&str; 4] = ["region", "arch", "source", "confidence"];
/// Keys that say where a row is from.
const ORIGIN: [&str; 5] = ["fact", "source", "confidence", "supersedes", "statement"];

impl Reader {
    fn sources(&mut self, place: Place<'_>, root: &DeTable<'_>) {
        for (key, _) in root.iter().filter(|(key, _)| !LISTS.contains(&key.get_ref().as_ref())) {
            let problem = place.problem(key.span(), format!("`{}` is not known here", key.get_ref()));
            self.problems.push(helped(problem, key.get_ref(), LISTS));
        }
        for row in self.list(place, root, "source", None, &["id", "title", "url", "as_of", "note"]) {
            let fields = (row.need("id", self), row.need("title", self), row.text("url", self));
            let as_of = row.need("as_of", self);
            if let (Some(id), Some(title), url, Some(as_of)) = (fields.0, fields.1, fields.2, as_of) {
                let note = row.text("note", self);
                self.book.sources.retain(|source| source.id != id);
                let url = url.unwrap_or_default();
                self.book.sources.push(SourceRow { id, title, url, as_of, note });
            }
        }
        if self.overlay && !self.book.sources.iter().any(|source| source.id == place.file) {
            self.book.sources.push(SourceRow {
                id: place.file.to_owned(),
                title: place.file.to_owned(),
                url: String::new(),
                as_of: String::new(),
                note: Some("prices of your own".to_owned()),
            });
        }
        for row in self.list(place, root, "region", None, &["id", "name"]) {
            if let (Some(id), Some(name)) = (row.need("id", self), row.need("name", self)) {
                self.book.regions.retain(|region| region.id != id);
                self.book.regions.push(RegionRow { id, name });
            }
        }
    }

    fn rows(&mut self, place: Place<'_>, root: &DeTable<'_>) {
        let defaults = root.iter().find(|(key, _)| key.get_ref() == "defaults");
        let defaults = defaults.and_then(|(_, value)| {
            if !value.get_ref().is_table() {
                self.problems.push(place.problem(value.span(), "`defaults` must be a table"));
            }
            value.get_ref().as_table()
        });
        for (key, _) in
            defaults.into_iter().flatten().filter(|(key, _)| !COMMON.contains(&key.get_ref().as_ref()))
        {
            let problem = place.problem(key.span(), format!("`{}` cannot be a default", key.get_ref()));
            self.problems.push(helped(problem, key.get_ref(), COMMON));
        }
        let with_origin = |own: &[&'static str]| [own, ORIGIN.as_slice()].concat();

        let keys = with_origin(&["meter", "region", "arch", "tier", "variant", "rate", "discount_percent"]);
        for row in self.list(place, root, "price", defaults, &keys) {
            self.price(&row);
        }
        let keys = with_origin(&["name", "meter", "region", "arch", "tier", "value", "unit"]);
        for row in self.list(place, root, "figure", defaults, &keys) {
            self.figure(&row);
        }
        let keys = with_origin(&["kind", "meter", "memory_mb", "variant", "region"]);
        for row in self.list(place, root, "derived", defaults, &keys) {
            self.derived(&row);
        }
    }

    fn price(&mut self, row: &Row<'_>) {
        let meter = row.choice("meter", Meter::ALL.iter().map(|it| it.name()), Meter::from_name, self);
        let region = self.row_region(row);
        let arch = row.choice("arch", Arch::ALL.map(Arch::name), Arch::from_name, self);
        let tier = row.tier(self);
        let variant = row.text("variant", self);
        let discount = row.decimal("discount_percent", self);
        if row.missing("meter", self) {
            return;
        }
        if let Some(percent) = discount {
            let Some(meter) = meter else { return };
            self.discount(row, percent, |price| {
                price.meter == meter
                    && region.as_deref().is_none_or(|place| price.region.as_deref() == Some(place))
                    && (arch.is_none() || price.arch.is_none() || price.arch == arch)
                    && (tier.is_none() || tier == Some(price.tier))
                    && (variant.is_none() || variant == price.variant)
            });
            return;
        }
        if row.missing("rate", self) {
            return;
        }
        let rate = row.decimal("rate", self);
        let (Some(meter), Some(rate), Some(origin)) = (meter, rate, self.origin(row)) else { return };
        let tier = tier.unwrap_or(1);
        let key = format!("price {} {region:?} {arch:?} {tier} {variant:?}", meter.name());
        let named = Named { meter, region: region.as_deref(), arch, tier: row.own("tier") };
        if self.overlay && !self.reaches(row, &named) {
            return;
        }
        if self.repeated(row, key) {
            return;
        }
        let place = row.place.problem(row.span.clone(), String::new());
        self.tiers.push((place, TierKey { meter, region: region.clone(), arch, tier }));
        let found = PriceRow { meter, region, arch, tier, variant, rate, origin };
        let same = |old: &PriceRow| {
            (old.meter, old.arch, old.tier) == (found.meter, found.arch, found.tier)
                && old.region == found.region
                && old.variant == found.variant
        };
        self.book.prices.retain(|old| !same(old));
        self.book.prices.push(found);
    }

    /// Whether a price of an overlay can be found at all: one that is less particular than the rows of the book beneath it
    /// would never be used, and nobody would notice.
    fn reaches(&mut self, row: &Row<'_>, named: &Named<'_>) -> bool {
        let alike = |price: &&PriceRow| price.meter == named.meter;
        let here = |price: &&PriceRow| named.region.is_none() || price.region.as_deref() == named.region;
        let beneath: Vec<&PriceRow> = self.book.prices.iter().filter(alike).filter(here).collect();
        let message = if beneath.is_empty() {
            return true;
        } else if named.region.is_none() && beneath.iter().any(|price| price.region.is_some()) {
            "this price differs by Region: say which `region`"
        } else if named.arch.is_none() && beneath.iter().any(|price| price.arch.is_some()) {
            "this price differs by architecture: say which `arch`"
        } else if named.arch.is_some() && beneath.iter().all(|price| price.arch.is_none()) {
            "this price is the same on both architectures: leave `arch` out"
        } else if !named.tier && beneath.iter().any(|price| price.tier > 1) {
            "this price has tiers: say which `tier`"
        } else {
            return true;
        };
        self.problems.push(row.place.problem(row.span.clone(), message));
        false
    }

    fn discount(&mut self, row: &Row<'_>, percent: Decimal, fits: impl Fn(&PriceRow) -> bool) {
        if !self.overlay {
            let span = row.span_of("discount_percent");
            self.problems
                .push(row.place.problem(span, "a discount needs a book to lie over; give the `rate`"));
            return;
        }
        if percent > Decimal::ONE_HUNDRED {
            let span = row.span_of("discount_percent");
            self.problems.push(row.place.problem(span, "a discount is at most 100 per cent"));
            return;
        }
        let source = row.place.file;
        let left = Exact::from(Decimal::ONE_HUNDRED - percent);
        let mut changed = 0;
        for price in self.book.prices.iter_mut().filter(|price| fits(price)) {
            let hundredth = Exact::from(Decimal::new(1, 2));
            let rate = left.times(hundredth).and_then(|share| share.times(price.rate.into()));
            match rate.ok().and_then(Exact::to_decimal) {
                Some(rate) => price.rate = rate,
                None => self.problems.push(
                    row.place.problem(row.span_of("discount_percent"), "this discount has too many decimals"),
                ),
            }
            source.clone_into(&mut price.origin.source);
            // The fact is about the public price.
            price.origin.fact = None;
            changed += 1;
        }
        if changed == 0 {
            self.problems
                .push(row.place.problem(row.span.clone(), "no price of the book fits this discount"));
        }
    }

    fn figure(&mut self, row: &Row<'_>) {
        let names = FigureName::ALL.iter().map(|it| it.name());
        let name = row.choice("name", names, FigureName::from_name, self);
        let meter = row.choice("meter", Meter::ALL.iter().map(|it| it.name()), Meter::from_name, self);
        let region = row.own("region").then(|| self.row_region(row)).flatten();
        let arch = row.choice("arch", Arch::ALL.map(Arch::name), Arch::from_name, self);
        let tier = row.tier(self);
        if row.missing("name", self) || row.missing("value", self) {
            return;
        }
        let value = row.decimal("value", self);
        let (Some(name), Some(value), Some(origin)) = (name, value, self.origin(row)) else { return };
        if name == FigureName::TierLimit && (row.missing("meter", self) || row.missing("tier", self)) {
            return;
        }
        if value.is_zero() && DIVISORS.contains(&name) {
            self.problems.push(row.place.problem(row.span_of("value"), "this figure must be above zero"));
        }
        let savings = [FigureName::SavingsMaxPercent, FigureName::SavingsNoUpfrontPercent];
        if value > Decimal::ONE_HUNDRED && savings.contains(&name) {
            self.problems.push(row.place.problem(row.span_of("value"), "a discount is at most 100 per cent"));
        }
        if let (FigureName::TierLimit, Some(meter), Some(tier)) = (name, meter, tier) {
            let place = row.place.problem(row.span_of("value"), String::new());
            self.tiers.push((place, TierKey { meter, region: region.clone(), arch, tier }));
        }
        let unit = row.text("unit", self).unwrap_or_else(|| name.unit().to_owned());
        let key = format!("figure {} {meter:?} {region:?} {arch:?} {tier:?}", name.name());
        if self.repeated(row, key) {
            return;
        }
        let found = FigureRow { name, meter, region, arch, tier, value, unit, origin };
        self.book.figures.retain(|old| {
            (old.name, old.meter, old.arch, old.tier) != (found.name, found.meter, found.arch, found.tier)
                || old.region != found.region
        });
        self.book.figures.push(found);
    }

    fn derived(&mut self, row: &Row<'_>) {
        const KINDS: [&str; 7] = [
            "per_million",
            "per_ms",
            "arm_discount",
            "provisioned_break_even",
            "edge_128mb_second",
            "edge_request_ratio",
            "managed_fee",
        ];
        let Some(kind) = row.need("kind", self) else { return };
        let kind = match kind.as_str() {
            "per_million" if row.missing("meter", self) => return,
            "per_million" => {
                let meters = Meter::ALL.iter().map(|it| it.name());
                match row.choice("meter", meters, Meter::from_name, self) {
                    Some(meter) => DerivedKind::PerMillion { meter },
                    None => return,
                }
            }
            "per_ms" if row.missing("memory_mb", self) => return,
            "per_ms" => match row.decimal("memory_mb", self) {
                Some(memory_mb) => DerivedKind::PerMs { memory_mb },
                None => return,
            },
            "arm_discount" => DerivedKind::ArmDiscount,
            "provisioned_break_even" => DerivedKind::ProvisionedBreakEven,
            "edge_128mb_second" => DerivedKind::Edge128MbSecond,
            "edge_request_ratio" => DerivedKind::EdgeRequestRatio,
            "managed_fee" => match row.need("variant", self) {
                Some(variant) => DerivedKind::ManagedFee { variant },
                None => return,
            },
            other => {
                let problem = row.place.problem(row.span_of("kind"), "no such kind of derived figure");
                self.problems.push(helped(problem, other, KINDS));
                return;
            }
        };
        if let Some(origin) = self.origin(row) {
            self.book.derived.push(DerivedRow { kind, origin });
        }
    }

    /// Tiers must follow each other: a price above the first needs a border below it, and borders must rise.
    fn check_tiers(&mut self) {
        for (place, key) in std::mem::take(&mut self.tiers) {
            let limit = |tier| {
                let region = key.region.as_deref().unwrap_or_default();
                self.book.tier_limit(key.meter, region, key.arch, tier).map(|row| row.value)
            };
            let below = if key.tier > 1 { limit(key.tier - 1) } else { Some(Decimal::ZERO) };
            let message = match (below, limit(key.tier)) {
                (_, Some(own)) if limit(key.tier + 1).is_some_and(|next| next <= own) => {
                    format!("tier {} must end below the end of tier {}", key.tier, key.tier + 1)
                }
                (None, _) => format!("no `tier_limit` says where tier {} ends", key.tier - 1),
                (Some(below), Some(own)) if own <= below => {
                    format!("tier {} must end above {below}, where the tier before it ends", key.tier)
                }
                _ => continue,
            };
            self.problems.push(BookProblem { message, ..place });
        }
    }

    fn row_region(&mut self, row: &Row<'_>) -> Option<String> {
        let region = row.text("region", self)?;
        if !self.book.regions.iter().any(|known| known.id == region) {
            let problem = row.place.problem(row.span_of("region"), "a Region that no `region` row names");
            let known: Vec<&str> = self.book.regions.iter().map(|known| known.id.as_str()).collect();
            let problem = match nearest(&region, known.iter().copied()) {
                Some(_) => helped(problem, &region, known),
                None => BookProblem {
                    help: Some(format!("add region = [{{ id = \"{region}\", name = \"…\" }}]")),
                    ..problem
                },
            };
            self.problems.push(problem);
        }
        Some(region)
    }

    fn origin(&mut self, row: &Row<'_>) -> Option<Provenance> {
        let levels = ["low", "medium", "high"];
        let level = |name: &str| match name {
            "low" => Some(Confidence::Low),
            "medium" => Some(Confidence::Medium),
            "high" => Some(Confidence::High),
            _ => None,
        };
        let confidence = row.choice("confidence", levels, level, self);
        let source = row.text("source", self);
        let (source, confidence) = if self.overlay {
            let own = source.unwrap_or_else(|| row.place.file.to_owned());
            (own, confidence.unwrap_or(Confidence::High))
        } else {
            if row.missing("source", self) || row.missing("confidence", self) {
                return None;
            }
            (source?, confidence?)
        };
        if !self.book.sources.iter().any(|known| known.id == source) {
            let problem =
                row.place.problem(row.span_of("source"), format!("no source has the id `{source}`"));
            let known: Vec<String> = self.book.sources.iter().map(|known| known.id.clone()).collect();
            self.problems.push(helped(problem, &source, known.iter().map(String::as_str)));
        }
        Some(Provenance {
            fact: row.text("fact", self),
            source,
            confidence,
            supersedes: row.text("supersedes", self),
            statement: row.text("statement", self),
        })
    }

    fn repeated(&mut self, row: &Row<'_>, key: String) -> bool {
        if self.seen.contains(&key) {
            self.problems.push(row.place.problem(row.span.clone(), "this row is given twice"));
            return true;
        }
        self.seen.push(key);
        false
    }

    fn list<'a>(
        &mut self,
        place: Place<'a>,
        root: &'a DeTable<'a>,
        name: &str,
        defaults: Option<&'a DeTable<'a>>,
        keys: &[&'static str],
    ) -> Vec<Row<'a>> {
        let Some((_, value)) = root.iter().find(|(key, _)| key.get_ref() == name) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.problems.push(place.problem(value.span(), format!("`{name}` must be a list of tables")));
            return Vec::new();
        };
        let mut rows = Vec::new();
        for item in items {
            let Some(table) = item.get_ref().as_table() else {
                self.problems.push(place.problem(item.span(), format!("a {name} must be a table")));
                continue;
            };
            for (key, _) in table.iter().filter(|(key, _)| !keys.contains(&key.get_ref().as_ref())) {
                let message = format!("a {name} has no key `{}`", key.get_ref());
                let problem = place.problem(key.span(), message);
                self.problems.push(helped(problem, key.get_ref(), keys.iter().copied()));
            }
            rows.push(Row { place, table, defaults, span: item.span() });
        }
        rows
    }
}

/// What a price row says about where it holds.
struct Named<'a> {
    meter: Meter,
    region: Option<&'a str>,
    arch: Option<Arch>,
    tier: bool,
}
