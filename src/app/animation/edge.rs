//! A request's way through CloudFront: the map with the four trigger points, and below it miss beside hit, part by part.

use super::dollars;
use super::strip::{Strip, cell_of};
use crate::animation::Stage;
use crate::animation::edge::{Found, Leg, Part, Point, Trip, Walk};
use crate::app::sheet::{Row, Tone};
use crate::pricing::Exact;
use crate::scenarios::time;
use crate::text::quantity::grouped;
use crate::text::{Side, pad, truncate, width};

/// Columns of a time, and of what a million cost.
const TIME: usize = 9;
const MONEY: usize = 9;

/// The rows: the map where there is room for it, and the table.
pub(super) fn rows(walk: &Walk, columns: usize, height: usize) -> Vec<Row> {
    let table = table(walk, columns);
    let mut rows = Vec::new();
    if table.len() + 6 <= height && columns >= 46 {
        rows.extend(map(walk, columns.min(110)));
        rows.push(Row::blank());
    }
    let mut spare = height.saturating_sub(rows.len() + table.len());
    if spare >= table.len() + 2 {
        // Where there is room, each part has a row of air.
        spare -= table.len();
        rows.extend(table.into_iter().flat_map(|row| [row, Row::blank()]));
    } else {
        rows.extend(table);
    }
    if spare > 1 {
        rows.push(Row::blank());
        rows.extend(million(walk, columns));
    }
    rows
}

/// The figures so far, and what they cost.
pub(super) fn figures(walk: &Walk) -> (Vec<String>, String) {
    let answered = walk.trips().iter().filter(|trip| trip.answered_ns() <= walk.now_ns());
    let mut parts: Vec<String> = answered
        .map(|trip| format!("request {} answered in {}", trip.request, time(trip.total_ns())))
        .collect();
    parts.push(match walk.runs() {
        1 => "1 function has run".to_owned(),
        runs => format!("{runs} functions have run"),
    });
    (parts, dollars(walk.cost()))
}

/// What the way means for a million requests.
fn million(walk: &Walk, columns: usize) -> Vec<Row> {
    let Ok(outcome) = walk.outcome() else { return Vec::new() };
    let hits = walk.setup().hit_per_cent;
    let text = format!(
        "Of a million, {hits} % hits: {} runs cost ${}; mean wait {}.",
        grouped(outcome.runs.into()),
        outcome.million.fixed(2),
        time(outcome.mean_ns)
    );
    crate::text::lines(&text, columns.saturating_sub(4))
        .into_iter()
        .map(|line| Row::of("    ", Tone::Text).and(line, Tone::Muted))
        .collect()
}

/// Columns of the table.
struct Columns {
    label: usize,
    what: usize,
    bar: usize,
    money: usize,
}

impl Columns {
    fn of(columns: usize) -> Self {
        let (label, what) = if columns >= 108 { (22, 36) } else { (22, 0) };
        let each = columns.saturating_sub(label + what) / 2;
        let money = if each >= TIME + MONEY + 8 { MONEY } else { 0 };
        Self { label, what, bar: each.saturating_sub(TIME + money + 2).max(4), money }
    }

    /// Columns of one request.
    fn each(&self) -> usize {
        self.bar + TIME + self.money + 2
    }
}

fn table(walk: &Walk, columns: usize) -> Vec<Row> {
    let widths = Columns::of(columns);
    let span_ns = walk.trips().iter().map(Trip::total_ns).max().unwrap_or(1).max(1);
    let mut rows = vec![header(walk, &widths).cut(columns)];
    for leg in Leg::ALL {
        let here = walk.part().is_some_and(|part| part.leg == leg);
        let lead = Row::of(if here { "  ▸ " } else { "    " }, Tone::Accent);
        let label = pad(&leg.name(), widths.label - 4, Side::Left);
        let mut row = lead.and(label, if here { Tone::Title } else { Tone::Text });
        if widths.what > 0 {
            row = row.and(pad(&what(walk, leg), widths.what, Side::Left), Tone::Muted);
        }
        for trip in walk.trips() {
            row = cells(row, walk, trip, leg, (&widths, span_ns));
        }
        rows.push(row.cut(columns));
    }
    let label = pad("    the viewer waits", widths.label + widths.what, Side::Left);
    let mut total = Row::of(label, Tone::Title);
    for trip in walk.trips() {
        let before = widths.bar;
        total = total
            .and(pad(&time(trip.total_ns()), before + TIME, Side::Right), Tone::Title)
            .and(pad(&money(trip.cost(), &widths), widths.money + 2, Side::Left), Tone::Title);
    }
    rows.push(total.cut(columns));
    rows
}

fn header(walk: &Walk, widths: &Columns) -> Row {
    let mut row = Row::of(" ".repeat(widths.label + widths.what), Tone::Text);
    for trip in walk.trips() {
        let (word, tone, why) = match trip.found {
            Found::Miss => ("MISS", Tone::Environment(Stage::Init), "no copy"),
            Found::Hit => ("HIT", Tone::Environment(Stage::Invoke), "a copy"),
            Found::NotAsked => ("①", Tone::Environment(Stage::Ready), "answers"),
        };
        let now = walk.trip().is_some_and(|current| current.request == trip.request);
        let lead = if now { "▸ " } else { "  " };
        let room = widths.bar + TIME - 2;
        let (long, short) =
            (format!("  request {}: {why}", trip.request), format!("  request {}", trip.request));
        let fits = |text: &str| width(word) + width(text) <= room;
        let rest = [long, short].into_iter().find(|text| fits(text)).unwrap_or_default();
        let gap = " ".repeat(room.saturating_sub(width(word) + width(&rest)));
        let money = if widths.money > 0 { "a million" } else { "" };
        row = row
            .and(lead, Tone::Accent)
            .and(word, tone)
            .and(rest, Tone::Title)
            .and(gap, Tone::Text)
            .and(pad(money, widths.money, Side::Right), Tone::Muted)
            .and("  ", Tone::Text);
    }
    row
}

/// What a leg is, for those who have the room to read it.
fn what(walk: &Walk, leg: Leg) -> String {
    let way = walk.way();
    match leg {
        Leg::ToEdge | Leg::Back => format!("{}, and a server near it", way.viewer),
        Leg::Cache => "is there a copy?".to_owned(),
        Leg::Origin => way.origin.clone(),
        Leg::At(point) => match walk.setup().at(point) {
            Some(product) => {
                let rules = walk.rules();
                match product {
                    crate::animation::edge::Product::Functions => {
                        format!("{}, below {}", product.name(), time(rules.function_limit_ns))
                    }
                    crate::animation::edge::Product::Lambda => {
                        format!("{}, {} at most", product.name(), time(rules.lambda_limit_ns))
                    }
                }
            }
            None => "nothing stands here".to_owned(),
        },
    }
}

/// What a million times this cost.
fn money(cost: Exact, widths: &Columns) -> String {
    if widths.money == 0 {
        return String::new();
    }
    let million = cost.times(Exact::from(1_000_000_u128)).map(|million| format!("${}", million.fixed(2)));
    format!("  {}", pad(&million.unwrap_or_default(), widths.money - 2, Side::Right))
}

/// A part of one request: its bar, how long it takes, what it costs.
fn cells(row: Row, walk: &Walk, trip: &Trip, leg: Leg, (widths, span_ns): (&Columns, u64)) -> Row {
    let Some(part) = trip.part(leg) else {
        let text = match leg {
            Leg::At(point) if walk.setup().at(point).is_none() => "–",
            Leg::At(_) => "does not run",
            _ => "not asked",
        };
        let text = truncate(text, widths.each() - 1).into_owned();
        return row.and(pad(&text, widths.each(), Side::Left), Tone::Muted);
    };
    let mut strip = Strip::new(widths.bar);
    let cell = |at_ns: u64| cell_of(at_ns.saturating_sub(trip.sent_ns()), span_ns, widths.bar);
    let from = cell(part.from_ns).min(widths.bar - 1);
    let to = cell(part.to_ns).max(from + 1);
    let (sign, tone) = look(part);
    strip.fill(from, to, '─', tone);
    let now_ns = walk.now_ns();
    if now_ns >= part.from_ns && now_ns >= trip.sent_ns() {
        let done = if now_ns >= part.to_ns { to } else { cell(now_ns).clamp(from, to) };
        strip.fill(from, done, sign, tone);
        if let Some(init_ns) = part.work.map(|work| work.init_ns).filter(|init| *init > 0) {
            let until = cell(part.from_ns + init_ns).clamp(from, done);
            strip.fill(from, until, Stage::Init.fill(), Tone::Environment(Stage::Init));
        }
    }
    let cost = part.work.map(|work| money(work.cost, widths)).unwrap_or_default();
    strip
        .after(row)
        .and(pad(&time(part.length_ns()), TIME, Side::Right), Tone::Text)
        .and(pad(&cost, widths.money + 2, Side::Left), Tone::Title)
}

fn look(part: Part) -> (char, Tone) {
    match part.leg {
        Leg::At(_) => (Stage::Invoke.fill(), Tone::Environment(Stage::Invoke)),
        Leg::Cache => (Stage::Restore.fill(), Tone::Accent),
        Leg::ToEdge | Leg::Origin | Leg::Back => (Stage::Fetch.fill(), Tone::Environment(Stage::Fetch)),
    }
}

/// Viewer, cache and origin, the ways between them, and the points.
fn map(walk: &Walk, columns: usize) -> Vec<Row> {
    const BOX: usize = 15;
    let way = walk.way();
    let left = width(&way.viewer).max(6) + 5;
    let right = width(&way.origin).max(6) + 2;
    let road = columns.saturating_sub(left + right + BOX + 4) / 2;
    let (first, cache) = (left, left + road + 1);
    let second = cache + BOX + 1;
    let end = second + road + 1;
    let here = walk.part().map(|part| part.leg);
    let passed = |leg: Leg| {
        walk.trip().and_then(|trip| trip.part(leg)).is_some_and(|part| part.to_ns <= walk.now_ns())
    };
    let tone = |leg: Leg| match here {
        Some(now) if now == leg => Tone::Accent,
        _ if passed(leg) => Tone::Text,
        _ => Tone::Muted,
    };
    let mut rows: [Strip; 5] = std::array::from_fn(|_| Strip::new(columns));
    let [over, there, names, back, under] = &mut rows;
    let line = |leg: Leg| if here == Some(leg) { '━' } else { '─' };
    for (road_at, leg_there, leg_back) in
        [(first, Leg::ToEdge, Leg::Back), (second, Leg::Origin, Leg::Origin)]
    {
        there.fill(road_at, road_at + road, line(leg_there), tone(leg_there));
        there.put(road_at + road - 1, '▶', tone(leg_there));
        back.fill(road_at, road_at + road, line(leg_back), tone(leg_back));
        back.put(road_at, '◀', tone(leg_back));
    }
    for (point, at, road_row, label_row) in [
        (Point::ViewerRequest, first, &mut *there, &mut *over),
        (Point::ViewerResponse, first, &mut *back, &mut *under),
    ] {
        stop(walk, point, (at, road), (road_row, label_row), tone(Leg::At(point)));
    }
    for (point, at, road_row, label_row) in [
        (Point::OriginRequest, second, &mut *there, &mut *over),
        (Point::OriginResponse, second, &mut *back, &mut *under),
    ] {
        stop(walk, point, (at, road), (road_row, label_row), tone(Leg::At(point)));
    }
    let border = tone(Leg::Cache);
    there.write(cache, "┌─────────────┐", border);
    names.write(cache, "│             │", border);
    back.write(cache, "└─────────────┘", border);
    let state = state(walk);
    names.write(
        cache + (BOX - width(state)) / 2,
        state,
        if here == Some(Leg::Cache) { Tone::Accent } else { Tone::Title },
    );
    there.write(4, "viewer", Tone::Title);
    names.write(4, &way.viewer, Tone::Muted);
    there.write(end, "origin", if here == Some(Leg::Origin) { Tone::Accent } else { Tone::Title });
    names.write(end, &way.origin, Tone::Muted);
    rows.iter().map(|strip| strip.after(Row::blank()).cut(columns)).collect()
}

/// What the cache has to say.
fn state(walk: &Walk) -> &'static str {
    let passed = |leg: Leg| {
        walk.trip().and_then(|trip| trip.part(leg)).is_some_and(|part| part.to_ns <= walk.now_ns())
    };
    match walk.trip().map(|trip| trip.found) {
        Some(Found::Hit) if passed(Leg::Cache) => "copy: a hit",
        Some(Found::Hit) => "cache: a copy",
        Some(Found::Miss) if passed(Leg::At(Point::OriginResponse)) || passed(Leg::Back) => "copy is kept",
        Some(Found::Miss) if passed(Leg::Cache) => "none: a miss",
        _ => "cache: empty",
    }
}

/// A trigger point on its road, and what stands there.
fn stop(
    walk: &Walk,
    point: Point,
    (at, road): (usize, usize),
    (road_row, label_row): (&mut Strip, &mut Strip),
    tone: Tone,
) {
    let middle = at + road / 2;
    let product = walk.setup().at(point);
    let sign = match (product, tone) {
        (None, _) => '○',
        (Some(_), Tone::Accent) => '◉',
        (Some(_), _) => '●',
    };
    road_row.put(middle, sign, if product.is_none() { Tone::Muted } else { tone });
    let name = product.map_or("nothing", crate::animation::edge::Product::name);
    let text = format!("{} {name}", point.sign());
    // Both labels of a row have to have room between them.
    let text = if width(&text) > road + 6 { point.sign().to_string() } else { text };
    let from = middle.saturating_sub(width(&text) / 2);
    label_row.write(from, &text, if tone == Tone::Accent { Tone::Accent } else { Tone::Muted });
}
