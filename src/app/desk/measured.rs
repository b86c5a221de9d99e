//! Measurements of a workload, as people type them.

use crate::pricing::{Limits, Measured, MemoryModel, check_measured};
use crate::text::quantity::{Duration, Memory};

/// The model nearest to measurements, `128MB 2.4s, 1024MB 300ms`; through both where there are two.
///
/// # Errors
/// What is wrong with the text, or why no model goes through the points.
pub(super) fn fit(text: &str, limits: &Limits) -> Result<MemoryModel, String> {
    let points: Vec<&str> = text.split([',', ';']).map(str::trim).filter(|point| !point.is_empty()).collect();
    if points.len() < 2 {
        return Err("two measurements at least are needed, with a comma between them".to_owned());
    }
    let points = points.into_iter().map(point).collect::<Result<Vec<_>, _>>()?;
    check_measured(&points, limits)
        .and_then(|()| MemoryModel::fit_all(&points, limits.full_vcpu_mb))
        .map_err(|error| error.to_string())
}

fn point(text: &str) -> Result<Measured, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [memory, time] = words.as_slice() else {
        return Err(format!("`{text}` is no measurement; write memory and duration, like 128MB 2.4s"));
    };
    let memory = Memory::parse(memory).map_err(|error| error.to_string())?;
    let time = Duration::parse(time).map_err(|error| error.to_string())?;
    Ok(Measured { memory_mb: memory.mb(), duration_ms: time.ms(), invocations: 1 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::desk::Tools;
    use crate::course::Course;
    use rust_decimal::Decimal;

    #[test]
    fn points_give_a_model() {
        let limits = Tools::of(&Course::built_in()).unwrap().rules.limits;
        let model = fit("128MB 2.4s, 1024MB 300ms", &limits).unwrap();
        // Pure computing: the time falls as the memory grows.
        assert_eq!(model.time_ms(Decimal::from(512)).round_dp(3), Decimal::from(600));
        let three = fit("128MB 2.4s, 512MB 600ms; 1024MB 300ms", &limits).unwrap();
        assert_eq!(three.time_ms(Decimal::from(256)).round_dp(3), Decimal::from(1200));
        for wrong in [
            "",
            "128MB 2s",
            "128MB, 1024MB",
            "128MB 2 parsecs, 1GB 1s",
            "2GB 1s, 3GB 1s",
            "0 2s, 1GB 1s, 2GB 1s",
            "128MB 2s, 256MB 1s, 1e20 1s",
            "128MB 1e18h, 256MB 1s",
        ] {
            assert!(fit(wrong, &limits).is_err(), "{wrong}");
        }
    }
}
