//! Exponential and normal draws by the ziggurat method (Marsaglia and Tsang 2000) with 256 layers.
//!
//! One random number, one table look-up and one multiplication for about 99 draws in 100. The layer comes from bits that
//! the position does not use, which avoids the correlation of the original (Doornik 2005).

use super::math::{const_sqrt, count_to_f64, exp, ln, round_to_u64};
use super::random::Rng;

const LAYERS: usize = 256;
const TWO_53: f64 = 9_007_199_254_740_992.0;

/// Where the tail of the exponential begins, and the area of a layer.
const EXPONENTIAL_TAIL: f64 = 7.697_117_470_131_05;
const EXPONENTIAL_AREA: f64 = 0.003_949_659_822_581_572;

/// The same for the upper half of the unscaled normal density exp(−x²/2).
const NORMAL_TAIL: f64 = 3.654_152_885_361_009;
const NORMAL_AREA: f64 = 0.004_928_673_233_974_655;

struct Table {
    /// Width of a layer over 2^53.
    scale: [f64; LAYERS],
    /// Positions below this lie under the curve for certain.
    inside: [u64; LAYERS],
    /// Height of the curve at the layer's right edge; the next entry is at its left edge.
    height: [f64; LAYERS + 1],
}

const fn table(normal: bool) -> Table {
    let (tail, area) = if normal { (NORMAL_TAIL, NORMAL_AREA) } else { (EXPONENTIAL_TAIL, EXPONENTIAL_AREA) };
    let mut edge = [0.0; LAYERS + 1];
    edge[0] = area / density(normal, tail);
    edge[1] = tail;
    let mut layer = 2;
    while layer < LAYERS {
        let height = density(normal, edge[layer - 1]) + area / edge[layer - 1];
        edge[layer] = if normal { const_sqrt(-2.0 * ln(height)) } else { -ln(height) };
        layer += 1;
    }
    let mut made = Table { scale: [0.0; LAYERS], inside: [0; LAYERS], height: [0.0; LAYERS + 1] };
    let mut layer = 0;
    while layer < LAYERS {
        made.scale[layer] = edge[layer] / TWO_53;
        made.inside[layer] = round_to_u64(edge[layer + 1] / edge[layer] * TWO_53 - 0.5);
        made.height[layer] = density(normal, edge[layer]);
        layer += 1;
    }
    made.height[LAYERS] = 1.0;
    made
}

const fn density(normal: bool, x: f64) -> f64 {
    if normal { exp(-0.5 * x * x) } else { exp(-x) }
}

static EXPONENTIAL: Table = table(false);
static NORMAL: Table = table(true);

/// A draw from the exponential distribution of mean 1.
#[inline]
pub(super) fn exponential(rng: &mut Rng) -> f64 {
    let bits = rng.next();
    let layer = (bits & 0xff) as usize;
    let position = bits >> 11;
    let x = count_to_f64(position) * EXPONENTIAL.scale[layer];
    if position < EXPONENTIAL.inside[layer] { x } else { exponential_edge(rng, layer, x) }
}

#[cold]
#[inline(never)]
fn exponential_edge(rng: &mut Rng, mut layer: usize, mut x: f64) -> f64 {
    let mut beyond = 0.0;
    loop {
        if layer == 0 {
            // What lies beyond the tail's beginning is exponential again.
            beyond += EXPONENTIAL_TAIL;
        } else {
            let (low, high) = (EXPONENTIAL.height[layer], EXPONENTIAL.height[layer + 1]);
            if low + (high - low) * rng.unit() < exp(-x) {
                return beyond + x;
            }
        }
        let bits = rng.next();
        layer = (bits & 0xff) as usize;
        let position = bits >> 11;
        x = count_to_f64(position) * EXPONENTIAL.scale[layer];
        if position < EXPONENTIAL.inside[layer] {
            return beyond + x;
        }
    }
}

/// A draw from the normal distribution of mean 0 and standard deviation 1.
#[inline]
pub(super) fn normal(rng: &mut Rng) -> f64 {
    loop {
        let bits = rng.next();
        let layer = (bits & 0xff) as usize;
        let position = bits >> 11;
        let x = count_to_f64(position) * NORMAL.scale[layer];
        let signed = if bits & 0x100 == 0 { x } else { -x };
        if position < NORMAL.inside[layer] {
            return signed;
        }
        if layer == 0 {
            let tail = normal_tail(rng);
            return if bits & 0x100 == 0 { tail } else { -tail };
        }
        let (low, high) = (NORMAL.height[layer], NORMAL.height[layer + 1]);
        if low + (high - low) * rng.unit() < exp(-0.5 * x * x) {
            return signed;
        }
    }
}

/// Marsaglia's method for what lies beyond the last layer.
#[cold]
#[inline(never)]
fn normal_tail(rng: &mut Rng) -> f64 {
    loop {
        let x = exponential(rng) / NORMAL_TAIL;
        let y = exponential(rng);
        if 2.0 * y > x * x {
            return NORMAL_TAIL + x;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::Purpose;
    use super::*;

    #[test]
    fn the_layers_close_at_the_top() {
        // The last layer must reach the curve's peak, or tail and area do not belong together.
        for (normal, area, made) in [(false, EXPONENTIAL_AREA, &EXPONENTIAL), (true, NORMAL_AREA, &NORMAL)] {
            let edge = made.scale[LAYERS - 1] * TWO_53;
            assert!((density(normal, edge) + area / edge - 1.0).abs() < 1e-9);
        }
    }

    /// Share of draws below each of `points` against the distribution function, within five standard deviations.
    fn fits(draw: impl Fn(&mut Rng) -> f64, points: &[(f64, f64)]) {
        let mut rng = Rng::stream(7, Purpose::Handler, 0);
        let n = 2_000_000_u32;
        let draws: Vec<f64> = (0..n).map(|_| draw(&mut rng)).collect();
        for &(point, share) in points {
            let below = u32::try_from(draws.iter().filter(|x| **x < point).count()).unwrap();
            let found = f64::from(below) / f64::from(n);
            let sd = (share * (1.0 - share) / f64::from(n)).sqrt();
            assert!((found - share).abs() < 5.0 * sd, "at {point}: {found} against {share}");
        }
    }

    #[test]
    fn exponential_has_its_distribution() {
        let points: Vec<(f64, f64)> = [0.001, 0.01, 0.1, 0.5, 1.0, 2.0, 4.0, 7.0, 7.7, 8.5, 10.0]
            .map(|x| (x, 1.0 - f64::exp(-x)))
            .to_vec();
        fits(exponential, &points);
    }

    #[test]
    fn normal_has_its_distribution() {
        fits(
            normal,
            &[
                (-3.719_016_485_455_709, 1e-4),
                (-3.090_232_306_167_813, 0.001),
                (-1.959_963_984_540_054, 0.025),
                (-1.0, 0.158_655_253_931_457_05),
                (0.0, 0.5),
                (0.253_347_103_135_799_8, 0.6),
                (2.326_347_874_040_841, 0.99),
                (3.719_016_485_455_709, 0.9999),
            ],
        );
    }
}
