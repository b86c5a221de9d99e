//! How the environments of a function come to life, in a scenario file.

use super::keys;
use super::laws::distribution_at;
use super::logs;
use super::parse::place;
use super::quantity;
use super::reader::{Fields, Reader};
use super::{Architecture, Distribution, Init, Quotas, SnapStart, Start};
use crate::simulation::Package;

/// INIT or RESTORE of a function; neither takes time where the file says nothing.
pub(super) fn start(
    reader: &mut Reader<'_>,
    spec: Fields<'_, '_>,
    quotas: &Quotas,
    architecture: Architecture,
) -> Start {
    if let Some(value) = spec.get("snapstart") {
        if let Some(init) = spec.get("init") {
            reader.report(
                init.span(),
                "a function with `snapstart` is restored: its INIT runs when a version is published",
            );
        }
        if spec.get("provisioned").is_some() {
            reader.report(
                place(spec, "provisioned"),
                "AWS does not allow provisioned concurrency together with SnapStart",
            );
        }
        let fields = reader.fields(value, "`snapstart`", keys::SNAPSTART);
        let charged = fields.and_then(|fields| reader.flag(fields, "charged")).unwrap_or_default();
        let mut part = |key| {
            fields.and_then(|fields| distribution_at(reader, fields, key)).unwrap_or(Distribution::ZERO)
        };
        return Start::SnapStart(SnapStart { transfer: part("transfer"), restore: part("restore"), charged });
    }
    let Some(value) = spec.get("init") else { return Start::Init(nothing()) };
    // A single distribution is the function's part; it has one key, which is the name of a law.
    let is_law = value
        .get_ref()
        .as_table()
        .is_none_or(|table| table.keys().any(|key| keys::LAWS.contains(&key.get_ref().as_ref())));
    if is_law || logs::is_log(value) {
        let function = logs::distribution(reader, value, logs::Part::Init).unwrap_or(Distribution::ZERO);
        return Start::Init(Init { function, ..nothing() });
    }
    let Some(fields) = reader.fields(value, "`init`", keys::INIT) else { return Start::Init(nothing()) };
    let mut init = profile(reader, fields, quotas, architecture);
    for (key, part) in [
        ("download", &mut init.download),
        ("extensions", &mut init.extensions),
        ("runtime", &mut init.runtime),
        ("function", &mut init.function),
    ] {
        if let Some(law) = distribution_at(reader, fields, key) {
            *part = law;
        }
    }
    Start::Init(init)
}

fn nothing() -> Init {
    let zero = || Distribution::ZERO;
    Init { download: zero(), extensions: zero(), runtime: zero(), function: zero() }
}

/// The cold start of the profile that is named; none takes no time.
fn profile(
    reader: &mut Reader<'_>,
    fields: Fields<'_, '_>,
    quotas: &Quotas,
    architecture: Architecture,
) -> Init {
    let package = reader.choice(fields, "package", &[("zip", Package::Zip), ("image", Package::Image)]);
    let size_kb = reader.parse(fields, "size", quantity::kilobytes).unwrap_or_default();
    let Some(name) = reader.text(fields, "profile") else {
        for key in ["package", "size"] {
            if fields.get(key).is_some() && fields.get("profile").is_none() {
                reader.report_with_help(
                    place(fields, key),
                    format!("`{key}` says nothing without a `profile`"),
                    "for example `profile = \"python3.13\"`",
                );
            }
        }
        return nothing();
    };
    let profiles = &quotas.profiles;
    let Some(found) = profiles.find(&name, architecture, package.unwrap_or_default()) else {
        let span = place(fields, "profile");
        reader.report_unknown(span, "a profile", &name, &profiles.runtimes());
        return nothing();
    };
    profiles.cold_start(found, size_kb)
}
