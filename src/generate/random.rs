//! Chance that is the same on every machine and in every release: SplitMix64, and
//! permutations of a range that need no memory.
//!
//! No crate's generator: rows made with the same `--seed` stay the same after an update.

/// A stream of numbers that its seed decides.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// The stream of this seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The stream of this seed that belongs to `name`: tables don't share theirs, so that the
    /// rows of one don't depend on which others are made.
    pub(super) fn named(seed: u64, name: &str) -> Self {
        Self::new(name.bytes().fold(mixed(seed), |state, byte| {
            mixed(state ^ u64::from(byte).wrapping_mul(0x0100_0000_01b3))
        }))
    }

    /// The next number.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// A number below `limit`; 0 when `limit` is 0.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        let product = u128::from(self.next()) * u128::from(limit);
        (product >> 64) as u64
    }

    /// Whether something that happens `percent` times in a hundred does.
    pub(super) fn happens(&mut self, percent: u8) -> bool {
        self.below(100) < u64::from(percent)
    }
}

/// The finishing function of SplitMix64: every bit of the input moves half of the output's.
pub(super) fn mixed(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// Each number below a size once, in an order that doesn't look like one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Permutation {
    size: u64,
    step: u64,
    offset: u64,
}

impl Permutation {
    /// A permutation of `0..size` that `random` chooses.
    pub(super) fn new(size: u64, random: &mut Random) -> Self {
        let size = size.max(1);
        // Near the golden ratio, neighbours land far apart, wherever the walk begins.
        let golden = (u128::from(size) * 6_180_339_887 / 10_000_000_000) as u64;
        let mut step = golden.saturating_add(random.below(size / 16 + 1)).max(1);
        while gcd(step, size) != 1 {
            step += 1;
        }
        Self {
            size,
            step,
            offset: random.below(size),
        }
    }

    /// How many numbers there are.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// The number at this place; places begin anew behind the last.
    pub(super) fn at(&self, place: u64) -> u64 {
        let walked = u128::from(place % self.size) * u128::from(self.step);
        ((walked + u128::from(self.offset)) % u128::from(self.size)) as u64
    }
}

fn gcd(left: u64, right: u64) -> u64 {
    match right {
        0 => left,
        _ => gcd(right, left % right),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn numbers_are_the_same_for_ever() {
        let mut random = Random::new(1);
        let first: Vec<u64> = (0..3).map(|_| random.below(1000)).collect();
        assert_eq!(
            first,
            [566, 745, 971],
            "seeds of old scripts must keep their rows"
        );
    }

    #[test]
    fn names_part_the_streams() {
        let first = |name| Random::named(7, name).next();
        assert_ne!(first("public.users"), first("public.tasks"));
        assert_eq!(first("public.users"), first("public.users"));
    }

    #[test]
    fn a_permutation_gives_each_number_once() {
        for size in [1, 2, 3, 6, 7, 64, 100, 1009, 5040] {
            for seed in 0..5 {
                let permutation = Permutation::new(size, &mut Random::new(seed));
                let seen: BTreeSet<u64> = (0..size).map(|place| permutation.at(place)).collect();
                assert_eq!(seen, (0..size).collect(), "size {size}, seed {seed}");
            }
        }
    }

    #[test]
    fn a_permutation_of_the_largest_size_does_not_overflow() {
        let permutation = Permutation::new(u64::MAX, &mut Random::new(1));
        assert_ne!(permutation.at(u64::MAX - 1), permutation.at(0));
    }
}
