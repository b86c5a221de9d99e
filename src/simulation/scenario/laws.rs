//! Distributions and arrivals in a scenario file.

use super::super::math::count_to_f64;
use super::quantity;
use super::reader::{Fields, Reader, Value, kind};
use super::{Arrivals, Distribution};
use super::{keys, logs};

/// The distribution under `key`, if it is there.
pub(super) fn distribution_at(
    reader: &mut Reader<'_>,
    from: Fields<'_, '_>,
    key: &str,
) -> Option<Distribution> {
    distribution(reader, from.get(key)?)
}

/// A time, which is always the same, or a table with the name of a law.
pub(super) fn distribution(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Distribution> {
    if value.get_ref().as_table().is_none() {
        return reader.parse_value(value, quantity::duration).map(Distribution::Constant);
    }
    let fields = reader.fields(value, "a distribution", keys::LAWS)?;
    let Some((name, parameters)) = fields.only() else {
        reader.report_with_help(
            value.span(),
            "a distribution is a time or one law",
            format!("one of {}", keys::LAWS.join(", ")),
        );
        return None;
    };
    match name.get_ref().as_ref() {
        "exponential" => {
            let [mean] = times(reader, parameters, "an exponential", ["mean"])?;
            positive(reader, parameters, "mean", mean)?;
            Some(Distribution::Exponential { mean })
        }
        "uniform" => {
            let [low, high] = times(reader, parameters, "a uniform", ["low", "high"])?;
            in_order(reader, parameters, ("low", low), ("high", high))?;
            Some(Distribution::Uniform { low, high })
        }
        "normal" => {
            let [mean, sd] = times(reader, parameters, "a normal", ["mean", "sd"])?;
            Some(Distribution::Normal { mean, sd })
        }
        "lognormal" => lognormal(reader, parameters),
        "gamma" => {
            let [mean, sd] = times(reader, parameters, "a gamma", ["mean", "sd"])?;
            positive(reader, parameters, "mean", mean)?;
            positive(reader, parameters, "sd", sd)?;
            Some(Distribution::gamma_from_moments(mean, sd))
        }
        "pareto" => pareto(reader, parameters),
        "empirical" => empirical(reader, parameters),
        _ => None,
    }
}

/// Times that a law cannot do without, in nanoseconds.
fn times<const N: usize>(
    reader: &mut Reader<'_>,
    value: &Value<'_>,
    what: &str,
    names: [&str; N],
) -> Option<[f64; N]> {
    let fields = reader.fields(value, &format!("{what} distribution"), &names)?;
    let found = names.map(|name| {
        if fields.get(name).is_none() {
            reader.missing(fields, &format!("{what} distribution"), name, &format!("{name} = \"100ms\""));
        }
        reader.duration(fields, name).map(count_to_f64)
    });
    found.iter().all(Option::is_some).then(|| found.map(Option::unwrap_or_default))
}

fn positive(reader: &mut Reader<'_>, value: &Value<'_>, name: &str, time: f64) -> Option<()> {
    if time > 0.0 {
        return Some(());
    }
    reader.report(value.span(), format!("`{name}` has to be more than nothing here"));
    None
}

fn in_order(reader: &mut Reader<'_>, value: &Value<'_>, low: (&str, f64), high: (&str, f64)) -> Option<()> {
    if low.1 <= high.1 {
        return Some(());
    }
    reader.report(value.span(), format!("`{}` is more than `{}`", low.0, high.0));
    None
}

fn lognormal(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Distribution> {
    let by_moments = value.get_ref().get("mean").is_some() || value.get_ref().get("sd").is_some();
    if by_moments {
        let [mean, sd] = times(reader, value, "a log-normal", ["mean", "sd"])?;
        positive(reader, value, "mean", mean)?;
        return Some(Distribution::lognormal_from_moments(mean, sd));
    }
    let [median, p99] = times(reader, value, "a log-normal", ["median", "p99"])?;
    positive(reader, value, "median", median)?;
    in_order(reader, value, ("median", median), ("p99", p99))?;
    Some(Distribution::lognormal_from_quantiles(median, p99))
}

fn pareto(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Distribution> {
    let fields = reader.fields(value, "a Pareto distribution", &["minimum", "shape"])?;
    for (name, example) in [("minimum", "minimum = \"100ms\""), ("shape", "shape = 2.5")] {
        if fields.get(name).is_none() {
            reader.missing(fields, "a Pareto distribution", name, example);
        }
    }
    let minimum = reader.duration(fields, "minimum").map(count_to_f64);
    let shape = reader.parse(fields, "shape", |text| match text.parse::<f64>() {
        Ok(shape) if shape > 1.0 && shape.is_finite() => Ok(shape),
        Ok(_) => Err("a Pareto distribution has no mean unless its `shape` is above 1".to_owned().into()),
        Err(_) => Err(format!("`{text}` is not a number").into()),
    });
    let (minimum, shape) = minimum.zip(shape)?;
    positive(reader, value, "minimum", minimum)?;
    Some(Distribution::Pareto { minimum, shape })
}

fn empirical(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Distribution> {
    let fields = reader.fields(value, "an empirical distribution", &["values"])?;
    let values = time_list(reader, fields, "an empirical distribution", "values")?;
    if values.is_empty() {
        reader.report(value.span(), "an empirical distribution needs at least one value");
        return None;
    }
    Some(Distribution::Empirical(values.into()))
}

fn time_list(reader: &mut Reader<'_>, fields: Fields<'_, '_>, what: &str, key: &str) -> Option<Vec<u64>> {
    let Some(value) = fields.get(key) else {
        reader.missing(fields, what, key, &format!("{key} = [\"80ms\", \"95ms\"]"));
        return None;
    };
    let Some(list) = value.get_ref().as_array() else {
        reader.report(value.span(), format!("`{key}` has to be a list of times, not {}", kind(value)));
        return None;
    };
    let times: Vec<Option<u64>> =
        list.iter().map(|item| reader.parse_value(item, quantity::duration)).collect();
    times.into_iter().collect()
}

/// When requests come.
pub(super) fn arrivals(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Arrivals> {
    let fields = reader.fields(value, "`arrivals`", keys::ARRIVALS)?;
    let Some((name, of)) = fields.only() else {
        reader.report_with_help(
            value.span(),
            "a source has one kind of arrivals",
            format!("one of {}", keys::ARRIVALS.join(", ")),
        );
        return None;
    };
    match name.get_ref().as_ref() {
        "poisson" => Some(Arrivals::Poisson { rate: rates(reader, of, "`poisson`", ["rate"])?[0] }),
        "constant" => Some(Arrivals::Constant { rate: rates(reader, of, "`constant`", ["rate"])?[0] }),
        "gaps" => {
            let law = distribution(reader, of)?;
            if law.is_zero() {
                reader.report(of.span(), "the run would never end: there is no time between the requests");
                return None;
            }
            Some(Arrivals::Gaps(law))
        }
        "burst" => {
            let fields = reader.fields(of, "`burst`", &["at", "requests", "over"])?;
            if fields.get("requests").is_none() {
                reader.missing(fields, "`burst`", "requests", "requests = 3000");
            }
            let at_ns = reader.duration(fields, "at").unwrap_or_default();
            let over_ns = reader.duration(fields, "over").unwrap_or_default();
            Some(Arrivals::Burst {
                at_ns,
                requests: reader.parse(fields, "requests", quantity::count)?,
                over_ns,
            })
        }
        "ramp" => {
            let fields = reader.fields(of, "`ramp`", &["from", "to", "over"])?;
            let from = rate(reader, fields, "`ramp`", "from");
            let to = rate(reader, fields, "`ramp`", "to");
            if fields.get("over").is_none() {
                reader.missing(fields, "`ramp`", "over", "over = \"1m\"");
            }
            Some(Arrivals::Ramp { from: from?, to: to?, over_ns: reader.duration(fields, "over")? })
        }
        "daily" => {
            let fields = reader.fields(of, "`daily`", &["low", "high", "peak"])?;
            let low = rate(reader, fields, "`daily`", "low");
            let high = rate(reader, fields, "`daily`", "high");
            if fields.get("peak").is_none() {
                reader.missing(fields, "`daily`", "peak", "peak = \"14:00\"");
            }
            let peak_ns = reader.parse(fields, "peak", quantity::time_of_day);
            let (low, high) = (low?, high?);
            in_order(reader, of, ("low", low), ("high", high))?;
            Some(Arrivals::Daily { low, high, peak_ns: peak_ns? })
        }
        "times" => {
            let mut times = time_list(reader, fields, "`arrivals`", "times")?;
            times.sort_unstable();
            Some(Arrivals::Times(times.into()))
        }
        "log" => Some(Arrivals::Times(logs::requests(reader, of)?.arrivals)),
        _ => None,
    }
}

fn rates<const N: usize>(
    reader: &mut Reader<'_>,
    value: &Value<'_>,
    what: &str,
    names: [&str; N],
) -> Option<[f64; N]> {
    let fields = reader.fields(value, what, &names)?;
    let found = names.map(|name| rate(reader, fields, what, name));
    found.iter().all(Option::is_some).then(|| found.map(Option::unwrap_or_default))
}

fn rate(reader: &mut Reader<'_>, fields: Fields<'_, '_>, what: &str, name: &str) -> Option<f64> {
    if fields.get(name).is_none() {
        reader.missing(fields, what, name, &format!("{name} = 10"));
    }
    reader.parse(fields, name, quantity::rate)
}
