//! Allowances that refill continuously.

/// A bucket of tokens, counted in parts of a token so that refilling by the nanosecond is exact.
#[derive(Debug, Clone)]
pub(super) struct Bucket {
    level: u64,
    capacity: u64,
    /// Parts that come back with every nanosecond.
    per_ns: u64,
    /// Parts of one token.
    token: u64,
    /// Nanoseconds from empty to full.
    fill_ns: u64,
    updated: u64,
}

impl Bucket {
    /// A full bucket of `tokens`, which refills in `fill_ns`.
    pub(super) fn new(tokens: u64, fill_ns: u64) -> Self {
        let fill_ns = fill_ns.max(1);
        // So many that sums cannot overflow: far beyond any quota.
        let tokens = tokens.min((1 << 62) / fill_ns);
        let capacity = tokens * fill_ns;
        Self { level: capacity, capacity, per_ns: tokens, token: fill_ns, fill_ns, updated: 0 }
    }

    /// Whether there is a token at `now`, which must not lie before an earlier call.
    #[inline]
    pub(super) fn has_one(&mut self, now: u64) -> bool {
        let elapsed = (now - self.updated).min(self.fill_ns);
        self.updated = now;
        self.level = (self.level + elapsed * self.per_ns).min(self.capacity);
        self.level >= self.token
    }

    /// Takes the token that [`Self::has_one`] has just seen.
    #[inline]
    pub(super) fn spend(&mut self) {
        self.level -= self.token;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    impl Bucket {
        fn take(&mut self, now: u64) -> bool {
            let has = self.has_one(now);
            if has {
                self.spend();
            }
            has
        }
    }

    #[test]
    fn a_full_bucket_serves_its_size_and_then_its_rate() {
        let mut bucket = Bucket::new(1000, 10 * SECOND);
        assert_eq!((0..1500).filter(|_| bucket.take(0)).count(), 1000);
        // A token comes back every 10 ms, not a nanosecond earlier.
        assert!(!bucket.take(SECOND / 100 - 1));
        assert!(bucket.take(SECOND / 100));
        assert!(!bucket.take(SECOND / 100));
        assert_eq!((0..1500).filter(|_| bucket.take(100 * SECOND)).count(), 1000, "never more than full");
    }

    #[test]
    fn a_constant_demand_above_the_rate_empties_it_when_the_formula_says() {
        // 200 a second on 1,000 + 100 a second: the first refusal is at 1000 / (200 − 100) = 10 s.
        let mut bucket = Bucket::new(1000, 10 * SECOND);
        let first = (0..10_000).map(|i| i * 5_000_000).find(|&at| !bucket.take(at)).unwrap();
        assert!(first.abs_diff(10 * SECOND) <= 20_000_000, "{first}");
    }
}
