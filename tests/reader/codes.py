"""How the index writes names, numbers, changes of words, entries and postings."""

from literal import Damaged

DIGEST_BITS = 64
NAME_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
NAME_BITS = 5
"""Of a digest, in each letter."""
NAME_LENGTH = 10
TEXT_NAME_LENGTH = 12
DIGITS = [chr(code) for code in range(ord("!"), ord("~") + 1) if chr(code) not in '"\\<']
VALUES = {digit: value for value, digit in enumerate(DIGITS)}
BASE = 45
"""Of numbers: a digit from here on says that another follows."""
BITS_OF_TWO_DIGITS = 13
BITS_OF_A_LEVEL = 3


def name(digest, length=NAME_LENGTH):
    """The first bits of a digest, as letters."""
    shifts = range(DIGEST_BITS - NAME_BITS, 0, -NAME_BITS)
    return "".join(NAME_LETTERS[(digest >> shift) % len(NAME_LETTERS)] for shift in shifts)[:length]


def names(written):
    """Names that are written one after the other. Hyphens stand for a file that is not needed."""
    if len(written) % NAME_LENGTH:
        raise Damaged(f"{len(written)} letters are no names of {NAME_LENGTH} each")
    return [written[at : at + NAME_LENGTH].strip("-") for at in range(0, len(written), NAME_LENGTH)]


def text_path(text):
    """The file of a text, of which there are too many for one folder."""
    if len(text) != TEXT_NAME_LENGTH:
        raise Damaged(f"{text!r} is no name of {TEXT_NAME_LENGTH} letters")
    return f"t/{text[:2]}/{text}.js"


def digit(text, at=0):
    """The value of one digit."""
    value = VALUES.get(text[at : at + 1])
    if value is None:
        raise Damaged(f"{text!r} has no digit at {at}")
    return value


def number(text):
    """A number at the beginning of a text, and what follows it."""
    value = at = 0
    while (next_digit := digit(text, at)) >= BASE:
        value = value * BASE + next_digit - BASE
        at += 1
    return value * BASE + next_digit, text[at + 1 :]


def changed(word, change):
    """What a change makes of a word."""
    goes = digit(change)
    if goes > len(word):
        raise Damaged(f"the change {change!r} takes more from {word!r} than it has")
    return word[: len(word) - goes] + change[1:]


def changes(text):
    """A list of changes. Whatever stands first in one is its digit, be it a comma."""
    while text:
        end = text.find(",", 1)
        if end < 0:
            yield text
            return
        yield text[:end]
        text = text[end + 1 :]
        if not text:
            raise Damaged("a list of changes ends with a comma")


def entries(shard):
    """The entries of a shard: for each its key and its other fields."""
    key = ""
    for entry in shard.split("<") if shard else []:
        written, *fields = entry.split(" ")
        shared = digit(written)
        if shared > len(key):
            raise Damaged(f"{written!r} shares more with {key!r} than that has")
        key = key[:shared] + written[1:]
        if fields and not fields[-1]:
            raise Damaged(f"the entry of {key!r} ends with an empty field")
        yield key, fields


class Bits:
    """Bits that are read from the left."""

    def __init__(self, text):
        if len(text) % 2:
            raise Damaged(f"{text!r} has half a group of bits")
        groups = [digit(text, at) * len(DIGITS) + digit(text, at + 1) for at in range(0, len(text), 2)]
        if any(group >> BITS_OF_TWO_DIGITS for group in groups):
            raise Damaged(f"{text!r} has a group of more than {BITS_OF_TWO_DIGITS} bits")
        self.bits = "".join(f"{group:0{BITS_OF_TWO_DIGITS}b}" for group in groups)
        self.at = 0

    def take(self, count):
        """The next bits, as a number."""
        if self.at + count > len(self.bits):
            raise Damaged("bits end too soon")
        taken = self.bits[self.at : self.at + count]
        self.at += count
        return int(taken, 2) if taken else 0

    def run(self, bit):
        """How many times a bit stands here."""
        end = self.bits.find("0" if bit == "1" else "1", self.at)
        if end < 0:
            raise Damaged("bits end too soon")
        count, self.at = end - self.at, end
        return count

    def gamma(self):
        zeros = self.run("0")
        return self.take(zeros + 1)

    def rice(self, low):
        high = self.run("1")
        self.take(1)
        return high << low | self.take(low)

    def end(self):
        """Only what fills the last group may be left."""
        left = self.bits[self.at :]
        if "1" in left or len(left) >= BITS_OF_TWO_DIGITS:
            raise Damaged("bits go on where they should end")


def low_bits(count, slot_bits):
    """How many bits of a distance are written as they are."""
    return max(0, (177 * 2**slot_bits // (256 * count)).bit_length() - 1)


def postings(text, slot_bits, with_levels=True):
    """The units of a term: their slots, in order, with the level of each."""
    bits = Bits(text)
    count = bits.gamma()
    usual = bits.take(BITS_OF_A_LEVEL) if with_levels else None
    low = low_bits(count, slot_bits)
    levels = {}
    slot = -1
    for _ in range(count):
        slot += 1 + bits.rice(low)
        is_other = with_levels and count > 1 and bits.take(1)
        levels[slot] = bits.take(BITS_OF_A_LEVEL) if is_other else usual
    bits.end()
    return levels
