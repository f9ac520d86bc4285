"""What the index takes for a word."""

import unicodedata

LONGEST = 40
SOFT_HYPHEN = "\u00ad"
MARKS = range(0x300, 0x370)
FOLDED = str.maketrans({"æ": "ae", "ø": "o", "ß": "ss"} | {chr(mark): None for mark in MARKS})
SPLITTING_MARKS = {chr(mark) for mark in range(0x300, 0x363)} - {"\u0345"}


def fold(word):
    """A word as it is sorted: without what tells `å` from `a`."""
    return unicodedata.normalize("NFD", word).translate(FOLDED)


def words(text):
    """The words of a text, in order, but for those of which Python does not know where they end."""
    text = unicodedata.normalize("NFC", text).replace(SOFT_HYPHEN, "")
    runs = "".join(char if is_of_words(char) or is_doubtful(char) else " " for char in text).split()
    found = [lower(run)[:LONGEST] for run in runs if not any(map(is_doubtful, run))]
    return [word for word in found if len(word) > 1 or word in "0123456789"]


def lower(run):
    """Each letter alone, so that `Σ` is `σ` at the end of a word, too."""
    return "".join(char.lower() for char in run)


def is_of_words(char):
    return char <= "\uffff" and unicodedata.category(char)[0] in "LN"


def is_doubtful(char):
    """Some marks and symbols count as letters: the property Alphabetic, which `unicodedata` does not tell."""
    category = unicodedata.category(char)
    is_mark = category[0] == "M" and char not in SPLITTING_MARKS
    is_letter_in_circle = category == "So" and char.lower() != char.upper()
    return char <= "\uffff" and (is_mark or is_letter_in_circle)
