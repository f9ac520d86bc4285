//! Bits as printable characters, thirteen in two.
//!
//! A script holds text, and whatever is no plain printable character may be
//! changed on its way to a browser. Two of 91 characters have 8,281 values, which
//! is more than thirteen bits have: 23 % more than the bits, where base 64 takes 33 %.

/// What the digits 0 to 90 are written as: printable ASCII but for the space,
/// which parts fields, `<`, which parts entries, and `"` and `\`, which a script would read.
pub const DIGITS: [u8; 91] = digits();

const fn digits() -> [u8; 91] {
    let mut digits = [0; 91];
    let (mut count, mut byte) = (0, b'!');
    while byte <= b'~' {
        if byte != b'"' && byte != b'\\' && byte != b'<' {
            digits[count] = byte;
            count += 1;
        }
        byte += 1;
    }
    assert!(count == 91);
    digits
}

/// How many bits two characters hold.
const GROUP: u32 = 13;

/// What they are for each value.
static GROUPS: [[u8; 2]; 1 << GROUP] = groups();

const fn groups() -> [[u8; 2]; 1 << GROUP] {
    let mut groups = [[0; 2]; 1 << GROUP];
    let mut value = 0;
    while value < groups.len() {
        groups[value] = [DIGITS[value / DIGITS.len()], DIGITS[value % DIGITS.len()]];
        value += 1;
    }
    groups
}

/// Writes bits, the highest first.
#[derive(Debug, Default)]
pub struct Bits {
    text: Vec<u8>,
    /// Bits that are not written yet, the last one lowest.
    open: u64,
    count: u32,
}

impl Bits {
    /// Adds the lowest `count` bits of a value, at most 32.
    pub fn push(&mut self, value: u64, count: u32) {
        debug_assert!(count <= 32 && value >> count == 0);
        self.open = self.open << count | value;
        self.count += count;
        // Several groups at once: how many bits of the last one there are is foreseen by no processor.
        if self.count > u64::BITS - 32 {
            self.write();
        }
    }

    /// Writes all whole groups.
    fn write(&mut self) {
        while self.count >= GROUP {
            self.count -= GROUP;
            self.text.extend(GROUPS[(self.open >> self.count) as usize % GROUPS.len()]);
        }
    }

    /// Adds a number of at least 1: the zeros before its first bit tell how long it is (Elias gamma).
    pub fn push_gamma(&mut self, number: u64) {
        let length = number.ilog2();
        self.push(0, length);
        self.push(number, length + 1);
    }

    /// Adds a number with its lowest `low` bits as they are and before them the rest in ones, with a zero after it (Rice).
    pub fn push_rice(&mut self, number: u64, low: u32) {
        let mut ones = number >> low;
        while ones >= 16 {
            self.push(0xFFFF, 16);
            ones -= 16;
        }
        self.push((2 << ones) - 2, ones as u32 + 1);
        self.push(number % (1 << low), low);
    }

    /// Everything as characters; zeros fill the last two.
    pub fn finish(mut self) -> String {
        self.write();
        if self.count > 0 {
            self.push(0, GROUP - self.count);
            self.write();
        }
        String::from_utf8(self.text).expect("digits are ASCII")
    }
}

/// Reads bits that [`Bits`] wrote. Everything is `None` when there are no more.
pub struct Read<'t> {
    text: std::slice::Chunks<'t, u8>,
    open: u64,
    count: u32,
}

impl<'t> Read<'t> {
    /// Those of a text.
    pub fn new(text: &'t str) -> Self {
        Self { text: text.as_bytes().chunks(2), open: 0, count: 0 }
    }

    /// So many bits, at most 32.
    pub fn take(&mut self, count: u32) -> Option<u64> {
        while self.count < count {
            let [first, second] = self.text.next()? else { return None };
            let value = |digit: &u8| DIGITS.binary_search(digit).ok().map(|value| value as u64);
            self.open = self.open << GROUP | (91 * value(first)? + value(second)?);
            self.count += GROUP;
        }
        self.count -= count;
        let value = self.open >> self.count;
        self.open ^= value << self.count;
        Some(value)
    }

    /// How many bits of one kind come before one of the other.
    fn run(&mut self, bit: u64) -> Option<u64> {
        let mut length = 0;
        while self.take(1)? == bit {
            length += 1;
        }
        Some(length)
    }

    /// What [`Bits::push_gamma`] wrote.
    pub fn take_gamma(&mut self) -> Option<u64> {
        let length = u32::try_from(self.run(0)?).ok().filter(|length| *length < 32)?;
        Some(1 << length | self.take(length)?)
    }

    /// What [`Bits::push_rice`] wrote.
    pub fn take_rice(&mut self, low: u32) -> Option<u64> {
        Some(self.run(1)? << low | self.take(low)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirteen_bits_are_two_characters() {
        let mut bits = Bits::default();
        bits.push(0, 13);
        bits.push(0x1FFF, 13);
        bits.push(1, 1);
        assert_eq!(bits.finish(), "!!~#P#");
    }

    #[test]
    fn what_was_written_is_read() {
        let mut bits = Bits::default();
        for number in 1..300 {
            bits.push_gamma(number);
            bits.push_rice(number, (number % 7) as u32);
        }
        let text = bits.finish();
        let mut read = Read::new(&text);
        for number in 1..300 {
            assert_eq!((read.take_gamma(), read.take_rice((number % 7) as u32)), (Some(number), Some(number)));
        }
        assert_eq!(Read::new("!!").take_gamma(), None, "zeros without an end");
        assert_eq!(Read::new("!").take(1), None);
    }
}
