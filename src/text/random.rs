//! Reproducible randomness for shuffles and draws: the same seed gives the same numbers on every machine, for ever.
//!
//! The generator is xoshiro256++ 1.0, its state filled by `SplitMix64`, both by David Blackman and Sebastiano Vigna and in
//! the public domain (<https://prng.di.unimi.it/>). Not for secrets.

/// A seeded generator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Random {
    state: [u64; 4],
}

impl Random {
    /// The generator of `seed`.
    pub fn new(seed: u64) -> Self {
        let mut counter = seed;
        Self { state: std::array::from_fn(|_| split_mix(&mut counter)) }
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let [c, d] = [c ^ a, d ^ b];
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// A number from 0 to `end` - 1, each equally likely; 0 where `end` is 0.
    ///
    /// Lemire, "Fast Random Integer Generation in an Interval" (2019): the high half of a product, with the few low
    /// halves thrown away that would make some numbers more likely.
    pub fn below(&mut self, end: u64) -> u64 {
        if end == 0 {
            return 0;
        }
        let unfair = end.wrapping_neg() % end;
        loop {
            let product = u128::from(self.next_u64()) * u128::from(end);
            let [high, low] = halves(product);
            if low >= unfair {
                return high;
            }
        }
    }

    /// Puts `items` into one of their orders, each equally likely (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let end = u64::try_from(last + 1).unwrap_or(u64::MAX);
            let chosen = usize::try_from(self.below(end)).unwrap_or(last);
            items.swap(last, chosen);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "takes a product apart")]
fn halves(product: u128) -> [u64; 2] {
    [(product >> 64) as u64, product as u64]
}

/// A step of `SplitMix64`.
fn split_mix(counter: &mut u64) -> u64 {
    *counter = counter.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *counter;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A seed from texts and a number. Stable for ever; `["ab", "c"]` and `["a", "bc"]` give different ones.
pub fn seed_from(parts: &[&str], n: u64) -> u64 {
    let mut hash = FNV_OFFSET;
    for part in parts {
        hash = fnv_1a(hash, part.as_bytes());
        // A byte that no UTF-8 text contains ends each part.
        hash = fnv_1a(hash, &[0xff]);
    }
    hash = fnv_1a(hash, &n.to_le_bytes());
    split_mix(&mut hash)
}

/// FNV-1a with 64 bits, by Fowler, Noll and Vo, public domain (<http://www.isthe.com/chongo/tech/comp/fnv/>).
fn fnv_1a(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_mix_agrees_with_the_published_numbers() {
        let mut counter = 1_234_567;
        let drawn: Vec<u64> = (0..5).map(|_| split_mix(&mut counter)).collect();
        let published = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(drawn, published);
    }

    #[test]
    fn xoshiro_agrees_with_the_reference_code() {
        let mut random = Random { state: [1, 2, 3, 4] };
        let drawn: Vec<u64> = (0..6).map(|_| random.next_u64()).collect();
        let reference = [
            41_943_041,
            58_720_359,
            3_588_806_011_781_223,
            3_591_011_842_654_386,
            9_228_616_714_210_784_205,
            9_973_669_472_204_895_162,
        ];
        assert_eq!(drawn, reference);
    }

    #[test]
    fn fnv_agrees_with_the_published_hashes() {
        for (text, hash) in
            [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
        {
            assert_eq!(fnv_1a(FNV_OFFSET, text.as_bytes()), hash, "{text}");
        }
    }

    #[test]
    fn seeds_tell_parts_apart() {
        let seeds = [
            seed_from(&["ab", "c"], 0),
            seed_from(&["a", "bc"], 0),
            seed_from(&["abc"], 0),
            seed_from(&["ab", "c"], 1),
            seed_from(&[], 0),
        ];
        for (at, seed) in seeds.iter().enumerate() {
            assert!(!seeds[..at].contains(seed), "{at}");
        }
    }

    #[test]
    fn every_number_below_is_about_equally_likely() {
        let mut random = Random::new(7);
        let mut drawn = [0u32; 6];
        for _ in 0..60_000 {
            drawn[usize::try_from(random.below(6)).unwrap()] += 1;
        }
        // Five standard deviations of a binomial with n = 60,000 and p = 1/6 are 457.
        assert!(drawn.iter().all(|&times| times.abs_diff(10_000) < 457), "{drawn:?}");
        assert_eq!((random.below(0), random.below(1)), (0, 0));
    }

    #[test]
    fn every_order_of_three_comes_up_equally_often() {
        let mut random = Random::new(11);
        let mut seen = std::collections::BTreeMap::new();
        for _ in 0..12_000 {
            let mut items = [0, 1, 2];
            random.shuffle(&mut items);
            *seen.entry(items).or_insert(0u32) += 1;
        }
        // Five standard deviations of n = 12,000 and p = 1/6 are 205.
        assert_eq!(seen.len(), 6);
        assert!(seen.values().all(|&times| times.abs_diff(2_000) < 205), "{seen:?}");
    }
}
