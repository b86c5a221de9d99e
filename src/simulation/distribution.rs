//! Distributions of times, drawn in whole nanoseconds.

use std::sync::Arc;

use super::math::{count_to_f64, exp, ln, round_to_u64};
use super::random::Rng;
use super::ziggurat::{exponential, normal};

/// The 99 % point of the normal distribution.
const NORMAL_99: f64 = 2.326_347_874_040_841;

/// A law of durations. All parameters are in nanoseconds; draws are rounded to nanoseconds, negative ones count as 0.
#[derive(Debug, Clone, PartialEq)]
pub enum Distribution {
    /// Always the same.
    Constant(u64),
    /// Memoryless, with this mean.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// Every value between two bounds alike.
    Uniform {
        /// Least value.
        low: f64,
        /// Greatest value.
        high: f64,
    },
    /// Bell-shaped; what would be negative is 0.
    Normal {
        /// Mean before negative draws are cut.
        mean: f64,
        /// Standard deviation before negative draws are cut.
        sd: f64,
    },
    /// The exponential of a normal: what most latencies look like.
    LogNormal {
        /// Logarithm of the median.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// A gamma.
    Gamma {
        /// Shape: (mean / sd)².
        shape: f64,
        /// Scale: sd² / mean.
        scale: f64,
    },
    /// A power-law tail.
    Pareto {
        /// Least value.
        minimum: f64,
        /// Tail index; the mean is finite above 1.
        shape: f64,
    },
    /// One of these, each as likely.
    Empirical(Arc<[u64]>),
}

impl Distribution {
    /// No time at all.
    pub const ZERO: Self = Self::Constant(0);

    /// The log-normal with this median and 99th percentile.
    pub fn lognormal_from_quantiles(median: f64, p99: f64) -> Self {
        Self::LogNormal { mu: ln(median), sigma: ln(p99 / median) / NORMAL_99 }
    }

    /// The log-normal with this mean and standard deviation.
    pub fn lognormal_from_moments(mean: f64, sd: f64) -> Self {
        let variance = ln(1.0 + (sd / mean) * (sd / mean));
        Self::LogNormal { mu: ln(mean) - 0.5 * variance, sigma: variance.sqrt() }
    }

    /// The gamma with this mean and standard deviation.
    pub fn gamma_from_moments(mean: f64, sd: f64) -> Self {
        Self::Gamma { shape: (mean / sd) * (mean / sd), scale: sd * sd / mean }
    }

    /// Mean in nanoseconds; infinite for a Pareto law of shape 1 or less. For the normal it is the mean before negative draws are cut.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Constant(value) => count_to_f64(value),
            Self::Exponential { mean } | Self::Normal { mean, .. } => mean,
            Self::Uniform { low, high } => 0.5 * (low + high),
            Self::LogNormal { mu, sigma } => exp(mu + 0.5 * sigma * sigma),
            Self::Gamma { shape, scale } => shape * scale,
            Self::Pareto { minimum, shape } if shape > 1.0 => minimum * shape / (shape - 1.0),
            Self::Pareto { .. } => f64::INFINITY,
            Self::Empirical(ref values) => {
                values.iter().map(|&value| count_to_f64(value)).sum::<f64>()
                    / count_to_f64(values.len() as u64)
            }
        }
    }

    /// The law of times that are `factor` times as long. `factor` is above 0.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        let whole = |value: u64| round_to_u64(count_to_f64(value) * factor);
        match *self {
            Self::Constant(value) => Self::Constant(whole(value)),
            Self::Exponential { mean } => Self::Exponential { mean: mean * factor },
            Self::Uniform { low, high } => Self::Uniform { low: low * factor, high: high * factor },
            Self::Normal { mean, sd } => Self::Normal { mean: mean * factor, sd: sd * factor },
            Self::LogNormal { mu, sigma } => Self::LogNormal { mu: mu + ln(factor), sigma },
            Self::Gamma { shape, scale } => Self::Gamma { shape, scale: scale * factor },
            Self::Pareto { minimum, shape } => Self::Pareto { minimum: minimum * factor, shape },
            Self::Empirical(ref values) => {
                Self::Empirical(values.iter().map(|value| whole(*value)).collect())
            }
        }
    }

    /// Whether every draw is 0.
    pub fn is_zero(&self) -> bool {
        match self {
            Self::Constant(value) => *value == 0,
            Self::Uniform { high, .. } => *high < 0.5,
            Self::Empirical(values) => values.iter().all(|value| *value == 0),
            _ => false,
        }
    }

    /// A duration in nanoseconds.
    #[inline]
    pub(super) fn draw(&self, rng: &mut Rng) -> u64 {
        match *self {
            Self::Constant(value) => value,
            Self::Exponential { mean } => round_to_u64(exponential(rng) * mean),
            Self::LogNormal { mu, sigma } => round_to_u64(exp(mu + sigma * normal(rng))),
            _ => self.draw_rare(rng),
        }
    }

    #[inline(never)]
    fn draw_rare(&self, rng: &mut Rng) -> u64 {
        match *self {
            Self::Uniform { low, high } => round_to_u64(low + (high - low) * rng.unit()),
            Self::Normal { mean, sd } => round_to_u64(mean + sd * normal(rng)),
            Self::Gamma { shape, scale } => round_to_u64(gamma(shape, rng) * scale),
            // A Pareto variate is the minimum times the exponential of an exponential variate.
            Self::Pareto { minimum, shape } => {
                round_to_u64(minimum * exp((exponential(rng) / shape).min(700.0)))
            }
            Self::Empirical(ref values) => {
                let at = rng.below(values.len() as u64);
                usize::try_from(at).ok().and_then(|at| values.get(at)).copied().unwrap_or_default()
            }
            Self::Constant(_) | Self::Exponential { .. } | Self::LogNormal { .. } => self.draw(rng),
        }
    }
}

/// A gamma variate of scale 1 (Marsaglia and Tsang 2000); shapes below 1 by one draw of shape + 1.
fn gamma(shape: f64, rng: &mut Rng) -> f64 {
    if shape < 1.0 {
        // u^(1/shape) is the exponential of minus an exponential variate over the shape.
        return gamma(shape + 1.0, rng) * exp(-(exponential(rng) / shape).min(700.0));
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(rng);
        let root = 1.0 + c * x;
        if root <= 0.0 {
            continue;
        }
        let v = root * root * root;
        // −ln(u) is an exponential variate.
        if exponential(rng) > -(0.5 * x * x + d - d * v + d * ln(v)) {
            return d * v;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::Purpose;
    use super::*;

    /// Mean and standard deviation of draws, in units of a million nanoseconds.
    fn moments(law: &Distribution) -> (f64, f64) {
        let mut rng = Rng::stream(11, Purpose::Handler, 3);
        let n = 1_000_000_u32;
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..n {
            let x = count_to_f64(law.draw(&mut rng)) / 1e6;
            sum += x;
            squares += x * x;
        }
        let mean = sum / f64::from(n);
        (mean, (squares / f64::from(n) - mean * mean).sqrt())
    }

    #[test]
    fn every_law_has_its_moments() {
        let ms = 1e6;
        let cases = [
            (Distribution::Constant(5_000_000), 5.0, 0.0),
            (Distribution::Exponential { mean: 5.0 * ms }, 5.0, 5.0),
            (Distribution::Uniform { low: 2.0 * ms, high: 8.0 * ms }, 5.0, 3.0_f64.sqrt()),
            (Distribution::Normal { mean: 5.0 * ms, sd: 0.5 * ms }, 5.0, 0.5),
            (Distribution::lognormal_from_moments(5.0 * ms, 4.0 * ms), 5.0, 4.0),
            (Distribution::gamma_from_moments(5.0 * ms, 2.0 * ms), 5.0, 2.0),
            (Distribution::gamma_from_moments(5.0 * ms, 9.0 * ms), 5.0, 9.0),
            (Distribution::Pareto { minimum: 4.0 * ms, shape: 5.0 }, 5.0, (25.0_f64 / 15.0).sqrt()),
            (Distribution::Empirical(vec![1_000_000, 9_000_000].into()), 5.0, 4.0),
        ];
        for (law, mean, sd) in cases {
            let (found, spread) = moments(&law);
            assert!((found - mean).abs() < 5.0 * sd.max(1e-9) / 1000.0, "{law:?}: mean {found}");
            assert!((spread - sd).abs() <= 0.03 * sd, "{law:?}: sd {spread}");
            assert!((law.mean() / ms - mean).abs() < 1e-9, "{law:?}: stated mean {}", law.mean());
        }
    }

    #[test]
    fn a_lognormal_meets_its_quantiles() {
        let law = Distribution::lognormal_from_quantiles(150e6, 600e6);
        let mut rng = Rng::stream(3, Purpose::Init, 0);
        let mut draws: Vec<u64> = (0..1_000_000).map(|_| law.draw(&mut rng)).collect();
        draws.sort_unstable();
        assert!((count_to_f64(draws[500_000]) / 150e6 - 1.0).abs() < 0.005);
        assert!((count_to_f64(draws[990_000]) / 600e6 - 1.0).abs() < 0.01);
    }
}
