//! Seeded random numbers: one independent stream for each purpose, so that changing one part of a scenario leaves the
//! draws of every other part as they were.

/// xoshiro256++ 1.0 (Blackman and Vigna, 2019): 256 bits of state, period 2^256 − 1.
#[derive(Debug, Clone)]
pub(super) struct Rng([u64; 4]);

/// What a stream of random numbers is for. The number is part of the seed: never renumber.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    Arrivals = 1,
    Handler = 2,
    Init = 3,
    Idle = 4,
    Routing = 5,
    Failure = 6,
    Backoff = 7,
    Life = 8,
    Records = 9,
    Alias = 10,
}

impl Rng {
    /// The stream of `purpose` for the `index`-th function or source of a run with `seed`.
    pub(super) fn stream(seed: u64, purpose: Purpose, index: u64) -> Self {
        let mut mixer = SplitMix(seed);
        let mut mixer = SplitMix(mixer.next() ^ (purpose as u64));
        let mut mixer = SplitMix(mixer.next() ^ index);
        Self([mixer.next(), mixer.next(), mixer.next(), mixer.next()])
    }

    /// 64 random bits.
    #[inline]
    pub(super) fn next(&mut self) -> u64 {
        let [a, b, c, d] = self.0;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let (c1, d1) = (c ^ a, d ^ b);
        self.0 = [a ^ d1, b ^ c1, c1 ^ (b << 17), d1.rotate_left(45)];
        result
    }

    /// Uniform over [0, 1), in steps of 2^-53.
    #[inline]
    pub(super) fn unit(&mut self) -> f64 {
        super::math::count_to_f64(self.next() >> 11) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Uniform over 0 … `bound` − 1, without bias (Lemire 2019); 0 where `bound` is 0.
    #[inline]
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        loop {
            let product = u128::from(self.next()) * u128::from(bound);
            #[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
            let low = product as u64;
            if low >= bound || low >= bound.wrapping_neg() % bound.max(1) {
                return (product >> 64) as u64;
            }
        }
    }
}

/// `SplitMix64` (Steele, Lea and Flood 2014), the customary seeder of xoshiro.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// The seed of the `index`-th of several independent runs of a scenario with `seed`.
///
/// A pure function of the two, so that runs can be shared out over threads in any order.
pub fn replication_seed(seed: u64, index: u64) -> u64 {
    let mut outer = SplitMix(seed ^ 0x5265_706c_6963_6174);
    SplitMix(outer.next() ^ index).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xoshiro_gives_the_published_sequence() {
        // The first outputs for the state 1, 2, 3, 4, as in the authors' and every other implementation.
        let mut rng = Rng([1, 2, 3, 4]);
        let first: Vec<u64> = (0..5).map(|_| rng.next()).collect();
        assert_eq!(
            first,
            [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205]
        );
    }

    #[test]
    fn splitmix_gives_the_published_sequence() {
        let mut mixer = SplitMix(1_234_567);
        assert_eq!(mixer.next(), 6_457_827_717_110_365_317);
        assert_eq!(mixer.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn below_is_even_and_stays_below() {
        let mut rng = Rng::stream(1, Purpose::Routing, 0);
        let mut counts = [0_u32; 7];
        for _ in 0..70_000 {
            counts[usize::try_from(rng.below(7)).unwrap()] += 1;
        }
        assert!(counts.iter().all(|&count| (9_600..10_400).contains(&count)), "{counts:?}");
        assert_eq!(rng.below(0), 0);
        assert_eq!(rng.below(1), 0);
    }

    #[test]
    fn seeds_of_replications_differ() {
        let mut seeds: Vec<u64> = (0..1000).map(|index| replication_seed(1, index)).collect();
        seeds.extend((0..1000).map(|index| replication_seed(2, index)));
        seeds.sort_unstable();
        seeds.dedup();
        assert_eq!(seeds.len(), 2000);
    }
}
