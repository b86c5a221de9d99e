//! Erlang's loss formula and Poisson quantiles, exact to the last digits of a float and quick at any load.

/// Share of requests that finds all of `servers` busy when the offered load is `load` (requests a second × mean seconds),
/// arrivals are random and refused requests go away: Erlang B. It does not depend on the law of the durations.
///
/// 1/B is the sum over j of c! / ((c − j)! a^j). All terms are positive, so nothing cancels, and they die out after about
/// √a of them: a load of a million takes microseconds.
pub fn erlang_b(load: f64, servers: u64) -> f64 {
    if load <= 0.0 || load.is_nan() {
        return if servers == 0 { 1.0 } else { 0.0 };
    }
    let mut term = 1.0;
    let mut sum = 1.0;
    for left in (1..=servers).rev() {
        #[expect(clippy::cast_precision_loss, reason = "counts of environments are far below 2^53")]
        let ratio = left as f64 / load;
        term *= ratio;
        sum += term;
        // Beyond this the loss is below every share that a float can tell from zero, or the rest is.
        if sum > 1e300 {
            return 0.0;
        }
        if ratio < 1.0 && term < sum * 1e-18 * (1.0 - ratio) {
            break;
        }
    }
    1.0 / sum
}

/// The least number of servers with which at most a share of `promise` is refused; `None` for a promise of nothing.
pub fn servers_for(load: f64, promise: f64) -> Option<u64> {
    if promise <= 0.0 || promise.is_nan() || load.is_nan() {
        return None;
    }
    if erlang_b(load, 0) <= promise {
        return Some(0);
    }
    let mut high = 1;
    while erlang_b(load, high) > promise {
        high *= 2;
    }
    let mut low = high / 2;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if erlang_b(load, middle) > promise { low = middle } else { high = middle }
    }
    Some(high)
}

/// The least numbers n for which a Poisson variable of mean `load` is at most n with probability `levels` (ascending):
/// how many environments are busy, at most, in that share of all instants (M/G/∞, any law of durations).
///
/// Weights are relative to the most likely count, so no factorials occur; those below 10⁻²⁰ of it are left out.
pub fn poisson_quantiles<const N: usize>(load: f64, levels: [f64; N]) -> [u64; N] {
    const NEGLIGIBLE: f64 = 1e-20;
    if load <= 0.0 || load.is_nan() {
        return [0; N];
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "floor of a positive load")]
    let mode = load.floor() as u64;
    #[expect(clippy::cast_precision_loss, reason = "loads are far below 2^53")]
    let float = |count: u64| count as f64;
    let mut below = Vec::new();
    let mut weight = 1.0;
    for count in (1..=mode).rev() {
        weight *= float(count) / load;
        if weight < NEGLIGIBLE {
            break;
        }
        below.push(weight);
    }
    let mut weights: Vec<f64> = below.iter().rev().copied().collect();
    let first = mode - u64::try_from(below.len()).unwrap_or(mode);
    weights.push(1.0);
    weight = 1.0;
    for count in mode + 1.. {
        weight *= load / float(count);
        if weight < NEGLIGIBLE {
            break;
        }
        weights.push(weight);
    }
    let total: f64 = weights.iter().sum();
    let mut found = [first; N];
    for (level, out) in levels.into_iter().zip(&mut found) {
        let mut sum = 0.0;
        for weight in &weights {
            sum += weight;
            if sum >= level * total {
                break;
            }
            *out += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The textbook recursion.
    fn recursive(load: f64, servers: u32) -> f64 {
        (1..=servers).fold(1.0, |b, k| load * b / (f64::from(k) + load * b))
    }

    #[test]
    fn known_losses() {
        for (load, servers, loss) in [
            (20.0, 20, 0.158_892),
            (90.0, 100, 0.026_956_6),
            (100.0, 90, 0.146_097),
            (900.0, 1000, 0.000_059_3),
            (1000.0, 1000, 0.024_812),
        ] {
            assert!(
                (erlang_b(load, servers) - loss).abs() < 1e-6,
                "B({load}, {servers}) = {}",
                erlang_b(load, servers)
            );
        }
    }

    #[test]
    fn ends_of_the_range() {
        assert!((erlang_b(5.0, 0) - 1.0).abs() < f64::EPSILON);
        assert!(erlang_b(0.0, 5).abs() < f64::EPSILON);
        assert!(erlang_b(1.0, u64::MAX).abs() < f64::EPSILON);
        // B(a, a) tends to √(2 / (π a)).
        assert!((erlang_b(1e6, 1_000_000) / (2.0 / (std::f64::consts::PI * 1e6)).sqrt() - 1.0).abs() < 1e-2);
        assert_eq!(servers_for(50.0, 0.0), None);
        assert_eq!(servers_for(0.0, 0.01), Some(1));
        assert_eq!(servers_for(3.0, 1.0), Some(0));
    }

    #[test]
    fn sizes_for_a_promise() {
        for (load, one_percent, one_permille) in [(5.0, 11, 14), (50.0, 64, 71), (200.0, 221, 238)] {
            assert_eq!(servers_for(load, 0.01), Some(one_percent));
            assert_eq!(servers_for(load, 0.001), Some(one_permille));
        }
    }

    #[test]
    fn known_quantiles() {
        assert_eq!(poisson_quantiles(50.0, [0.5, 0.95, 0.99, 0.999]), [50, 62, 67, 73]);
        assert_eq!(poisson_quantiles(0.0, [0.5, 0.999]), [0, 0]);
        // Normal approximation with a continuity correction, far out.
        let [p999] = poisson_quantiles(1e6, [0.999]);
        assert!((i64::try_from(p999).unwrap() - 1_003_092).abs() <= 2, "{p999}");
    }

    proptest! {
        #[test]
        fn sum_and_recursion_agree(load in 0.01_f64..3000.0, servers in 0_u32..3000) {
            let (sum, recursion) = (erlang_b(load, servers.into()), recursive(load, servers));
            prop_assert!((sum - recursion).abs() <= recursion * 1e-10 + 1e-290);
        }

        #[test]
        fn quantiles_split_the_distribution(load in 0.01_f64..300.0, level in 0.01_f64..0.9999) {
            let [n] = poisson_quantiles(load, [level]);
            let cdf = |n: u64| -> f64 {
                let mut weight = (-load).exp();
                let mut sum = weight;
                for k in 1..=n {
                    weight *= load / f64::from(u32::try_from(k).unwrap());
                    sum += weight;
                }
                sum
            };
            prop_assert!(cdf(n) >= level - 1e-9);
            prop_assert!(n == 0 || cdf(n - 1) < level + 1e-9);
        }
    }
}
