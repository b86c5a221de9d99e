//! Two measurements of a workload, as people type them.

use crate::pricing::MemoryModel;
use crate::text::quantity::{Duration, Memory};
use rust_decimal::Decimal;

/// The model through two measurements, `128MB 2.4s, 1024MB 300ms`.
///
/// # Errors
/// What is wrong with the text, or why no model goes through the points.
pub(super) fn fit(text: &str, full_vcpu_mb: Decimal) -> Result<MemoryModel, String> {
    let points: Vec<&str> = text.split([',', ';']).map(str::trim).filter(|point| !point.is_empty()).collect();
    let [a, b] = points.as_slice() else {
        return Err("two measurements are needed, with a comma between them".to_owned());
    };
    MemoryModel::fit(point(a)?, point(b)?, full_vcpu_mb).map_err(|error| error.to_string())
}

/// Memory in MB and duration in ms.
fn point(text: &str) -> Result<(Decimal, Decimal), String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [memory, time] = words.as_slice() else {
        return Err(format!("`{text}` is no measurement; write memory and duration, like 128MB 2.4s"));
    };
    let memory = Memory::parse(memory).map_err(|error| error.to_string())?;
    let time = Duration::parse(time).map_err(|error| error.to_string())?;
    Ok((memory.mb(), time.ms()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_points_give_a_model() {
        let full = Decimal::from(1769);
        let model = fit("128MB 2.4s, 1024MB 300ms", full).unwrap();
        // Pure computing: the time falls as the memory grows.
        assert_eq!(model.time_ms(Decimal::from(512)).round_dp(3), Decimal::from(600));
        for wrong in ["", "128MB 2s", "128MB, 1024MB", "128MB 2 parsecs, 1GB 1s", "2GB 1s, 3GB 1s"] {
            assert!(fit(wrong, full).is_err(), "{wrong}");
        }
    }
}
