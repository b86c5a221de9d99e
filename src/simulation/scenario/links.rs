//! What a scenario file says about databases, aliases and deployments: parts that name each other.

use super::keys;
use super::parse::place;
use super::quantity;
use super::reader::{Fields, Reader};
use super::{Alarm, Alias, Database, Quotas, Shift};

/// Names that parts of a scenario may refer to.
pub(super) struct Known<'a> {
    pub(super) functions: Vec<&'a str>,
    /// Whether each function has a reservation.
    pub(super) reserved: Vec<bool>,
    pub(super) databases: Vec<Database>,
}

impl<'v> Known<'v> {
    pub(super) fn read<'t>(reader: &mut Reader<'_>, top: Fields<'v, 't>, specs: &[Fields<'v, 't>]) -> Self {
        let mut databases: Vec<Database> = Vec::new();
        for fields in reader.tables(top, "database", keys::DATABASE) {
            for (key, example) in
                [("name", "name = \"orders\""), ("max_connections", "max_connections = 100")]
            {
                if fields.get(key).is_none() {
                    reader.missing(fields, "a database", key, example);
                }
            }
            let name = reader.text(fields, "name").unwrap_or_default();
            if databases.iter().any(|known| known.name == name) {
                reader.report(place(fields, "name"), format!("there are two databases named `{name}`"));
            }
            let max_connections = reader.small_count(fields, "max_connections").unwrap_or_default();
            let kept_back = reader.small_count(fields, "reserved_connections").unwrap_or_default();
            if kept_back > max_connections {
                reader.report(
                    place(fields, "reserved_connections"),
                    format!("more than the {max_connections} of `max_connections`"),
                );
            }
            databases.push(Database {
                name,
                max_connections: max_connections.saturating_sub(kept_back),
                refused_after_ns: reader.duration(fields, "refused_after").unwrap_or_default(),
            });
        }
        let name = |spec: &Fields<'v, 't>| {
            spec.get("name").and_then(|value| value.get_ref().as_str()).unwrap_or_default()
        };
        Self {
            functions: specs.iter().map(name).collect(),
            reserved: specs.iter().map(|spec| spec.get("reserved").is_some()).collect(),
            databases,
        }
    }

    /// The database of a function, and the connections of each of its environments.
    pub(super) fn database_of(&self, reader: &mut Reader<'_>, spec: Fields<'_, '_>) -> Option<(usize, u32)> {
        let connections = reader.small_count(spec, "connections");
        let Some(name) = reader.text(spec, "database") else {
            if connections.is_some() {
                reader.report_with_help(
                    place(spec, "connections"),
                    "`connections` says nothing without a `database`",
                    "for example `database = \"orders\"`",
                );
            }
            return None;
        };
        let found = self.databases.iter().position(|database| database.name == name);
        if found.is_none() {
            let names: Vec<&str> = self.databases.iter().map(|database| database.name.as_str()).collect();
            reader.report_unknown(place(spec, "database"), "a database of this scenario", &name, &names);
        }
        Some((found?, connections.unwrap_or(1)))
    }

    /// The alias of a source of the function at place `at`.
    pub(super) fn alias(
        &self,
        reader: &mut Reader<'_>,
        source: Fields<'_, '_>,
        at: usize,
        quotas: &Quotas,
    ) -> Option<Alias> {
        let value = source.get("alias")?;
        let fields = reader.fields(value, "`alias`", keys::ALIAS)?;
        let Some(name) = reader.text(fields, "additional_version") else {
            if fields.get("additional_version").is_none() {
                let example = "additional_version = \"api-2\"";
                reader.missing(fields, "`alias`", "additional_version", example);
            }
            return None;
        };
        let Some(additional) = self.functions.iter().position(|known| *known == name) else {
            let span = place(fields, "additional_version");
            reader.report_unknown(span, "a function of this scenario", &name, &self.functions);
            return None;
        };
        if additional == at {
            reader.report(place(fields, "additional_version"), "an alias points to two different versions");
        }
        if [at, additional].iter().any(|at| self.reserved.get(*at).copied().unwrap_or_default()) {
            reader.report(
                value.span(),
                "versions share the reserved concurrency of their function, which is not simulated: leave `reserved` out",
            );
        }
        let weight = reader.parse(fields, "weight", quantity::share).unwrap_or_default();
        let shift = self::shift(reader, fields, quotas);
        if shift.is_none() && fields.get("weight").is_none() && fields.get("deployment").is_none() {
            reader.missing(fields, "`alias`", "weight", "weight = \"10%\"");
        }
        if shift.is_some() && fields.get("weight").is_some() {
            reader.report(place(fields, "weight"), "a deployment sets the weight itself");
        }
        Some(Alias { additional, weight, shift })
    }
}

fn shift(reader: &mut Reader<'_>, fields: Fields<'_, '_>, quotas: &Quotas) -> Option<Shift> {
    let starts_ns = reader.duration(fields, "start").unwrap_or_default();
    let alarm = fields.get("alarm").and_then(|value| {
        let of = reader.fields(value, "`alarm`", keys::ALARM)?;
        for (key, example) in [("error_share", "error_share = \"5%\""), ("period", "period = \"1m\"")] {
            if of.get(key).is_none() {
                reader.missing(of, "`alarm`", key, example);
            }
        }
        let error_share = reader.parse(of, "error_share", quantity::share)?;
        let period_ns = reader.duration(of, "period")?;
        if period_ns == 0 {
            reader.report(place(of, "period"), "an alarm looks at a period of more than nothing");
        }
        (period_ns > 0).then_some(Alarm { error_share, period_ns })
    });
    let Some(name) = reader.text(fields, "deployment") else {
        for key in ["start", "alarm"] {
            if fields.get(key).is_some() && fields.get("deployment").is_none() {
                reader.report_with_help(
                    place(fields, key),
                    format!("`{key}` says nothing without a `deployment`"),
                    "for example `deployment = \"Canary10Percent5Minutes\"`",
                );
            }
        }
        return None;
    };
    let known = &quotas.delivery.deployments;
    let short = name.strip_prefix("Lambda").unwrap_or(&name);
    let Some(found) = known.iter().find(|known| known.name == short) else {
        let names: Vec<&str> = known.iter().map(|known| known.name.as_str()).collect();
        reader.report_unknown(place(fields, "deployment"), "a deployment configuration", &name, &names);
        return None;
    };
    let share = |percent: u32| f64::from(percent) / 100.0;
    Some(Shift {
        starts_ns,
        first: share(found.first_percent),
        step: share(found.step_percent),
        interval_ns: found.interval_ns,
        alarm,
    })
}
