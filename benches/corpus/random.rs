//! Numbers by chance that are the same on every machine.
//!
//! Only additions, multiplications and divisions: what a machine's library says
//! of a logarithm may differ in the last digit, and with it a corpus.

/// A stream of numbers (SplitMix64). Each case has one of its own, so that cases
/// can be made in any order and on any thread.
pub struct Random(u64);

impl Random {
    /// The stream called `name`, with a number of its own.
    pub fn new(seed: u64, name: &str, number: usize) -> Self {
        let state = name.bytes().fold(seed, |state, byte| mix(state ^ u64::from(byte)));
        Self(mix(state ^ (number as u64).wrapping_mul(STEP)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number below `limit`, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        // The high half of the product is spread as evenly as a remainder, and cheaper.
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }

    /// A number from `first` to `last`.
    pub fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last - first + 1)
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of several.
    pub fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())]
    }

    /// A number from 0 up to, but not, 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A factor on a length: log-normal with mean 1. Most texts are short, a few are many times as long.
    pub fn spread(&mut self, sigma: f64) -> f64 {
        let normal = (0..12).map(|_| self.unit()).sum::<f64>() - 6.0;
        exp(sigma * normal - sigma * sigma / 2.0)
    }
}

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// (1 + x / 4096) ^ 4096: near enough to e ^ x, and exactly the same everywhere.
fn exp(x: f64) -> f64 {
    (0..12).fold(1.0 + x / 4096.0, |power, _| power * power)
}

/// Chooses among things of which the first come up often and the last seldom, as words and boards do.
pub struct Ranked {
    sums: Vec<f64>,
}

impl Ranked {
    /// `count` things, the one of rank k with the weight 1 / (k + `shift`).
    pub fn new(count: usize, shift: f64) -> Self {
        let weights = (1..=count).map(|rank| 1.0 / (rank as f64 + shift));
        let sums = weights.scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self { sums: sums.collect() }
    }

    /// The index of one of them.
    pub fn pick(&self, random: &mut Random) -> usize {
        let total = self.sums.last().copied().unwrap_or_default();
        let at = random.unit() * total;
        self.sums.partition_point(|sum| *sum <= at).min(self.sums.len() - 1)
    }

    /// The indices of `count` of them, each once: fewer when one comes up twice.
    pub fn several(&self, random: &mut Random, count: usize) -> Vec<usize> {
        let mut chosen = Vec::with_capacity(count);
        for _ in 0..count {
            let index = self.pick(random);
            if !chosen.contains(&index) {
                chosen.push(index);
            }
        }
        chosen
    }
}
