"""A second reader of the index for search, written from ARCHITECTURE.md, “Search”, alone.

    python3 tests/reader/index.py SITE                checks the whole index
    python3 tests/reader/index.py SITE find WORD…     prints the units that have all words

It shares nothing with the program that writes the index nor with the page that searches
in it, so what one of them takes for granted and the description does not say, shows.
"""

import math
import sys
from bisect import bisect_right
from pathlib import Path
from typing import NamedTuple

from check import Check
from codes import changed, changes, entries, name, names, number, postings, text_path
from literal import Damaged, call
from words import fold, words
from xxh3 import xxh3

BLOCKS_OF_A_FILE = 64
FORMAT = 2
START = {
    "format": int,
    "units": int,
    "bits": int,
    "block": int,
    "rows": str,
    "terms": list,
    "words": list,
    "filters": str,
    "places": dict,
    "silent": str,
    "says": dict,
}
"""What `start.js` holds."""
WEIGHT_IN_COMPOUNDS = 0.5
"""What a part of a compound weighs beside a word of level 1. The index does not say."""


class Word(NamedTuple):
    units: int
    stem: str


class Term(NamedTuple):
    levels: dict[int, int]
    """The level in each unit that has one of the words."""
    forms: list[str]
    in_compounds: list[int]


class Row(NamedTuple):
    slot: int
    path: str
    title: str
    body: str
    day: str
    type: str
    stances: str
    text: str


class Text(NamedTuple):
    case_title: str
    paragraphs: list[tuple[str, str]]
    """The anchor and the words of each."""


class Directory(NamedTuple):
    """Which file holds a key: what tells each from the one before, and its name."""

    firsts: list[str]
    names: list[str]

    @classmethod
    def of(cls, pair):
        firsts, written = pair
        directory = cls(firsts.split(" ") if written else [], names(written))
        if len(directory.firsts) != len(directory.names):
            raise Damaged(f"{len(directory.firsts)} first keys have {len(directory.names)} names")
        return directory

    def name_for(self, folded):
        at = bisect_right(self.firsts, folded)
        return self.names[at - 1] if at else None


class Index:
    """An index whose files are read when they are asked for."""

    def __init__(self, site):
        self.site = Path(site)
        starts = list(self.site.glob("*/start.js"))
        if len(starts) != 1:
            raise Damaged(f"{site}: has {len(starts)} folders with a start.js")
        self.folder = starts[0].parent
        self.files = {}
        self.written = {}
        """The data of each file that was read, as it is written."""
        self.directories = {}
        self.start = self.load("start.js")
        kinds = {key: type(value) for key, value in self.start.items()}
        if kinds != START or self.start["format"] != FORMAT:
            raise Damaged(f"start.js: is of another format: {kinds}")

    def load(self, path):
        """What a file holds."""
        if path not in self.files:
            self.files[path] = self.read(path)
        return self.files[path]

    def read(self, path):
        try:
            called, self.written[path], data = call((self.folder / path).read_bytes().decode())
        except (OSError, ValueError) as error:
            raise Damaged(f"{path}: {error}") from error
        if called != Path(path).stem:
            raise Damaged(f"{path}: calls itself {called}")
        right = name(xxh3(self.written[path].encode()))
        # The name of a text depends on whose it is, too, which its row tells.
        if called not in ("start", right) and not path.startswith("t/"):
            raise Damaged(f"{path}: holds what is called {right}")
        return data

    def filters(self):
        return self.load(f"{self.start['filters']}.js")

    def directory(self, name):
        if name not in self.directories:
            self.directories[name] = Directory.of(self.load(f"d/{name}.js"))
        return self.directories[name]

    def shard_for(self, kind, key):
        """The name of the shard of `words` or `terms` in which a key stands, if it stands anywhere."""
        folded = fold(key)
        name = Directory.of(self.start[kind]).name_for(folded)
        return name and self.directory(name).name_for(folded)

    def shards(self, kind):
        """The names of all shards of `words` or `terms`, in order."""
        return [shard for name in Directory.of(self.start[kind]).names for shard in self.directory(name).names]

    def words_of(self, shard):
        """The words of a shard, in order."""
        return [(key, word_of(key, fields)) for key, fields in entries(self.load(f"w/{shard}.js"))]

    def terms_of(self, shard):
        """The terms of a shard, in order."""
        slot_bits = self.start["bits"]
        return [(key, term_of(key, fields, slot_bits)) for key, fields in entries(self.load(f"s/{shard}.js"))]

    def word(self, key):
        shard = self.shard_for("words", key)
        return dict(self.words_of(shard)).get(key) if shard else None

    def term(self, key):
        shard = self.shard_for("terms", key)
        return dict(self.terms_of(shard)).get(key) if shard else None

    def block_for(self, slot):
        """The name of the block in which the row of a unit stands."""
        file, at = divmod(slot >> self.start["block"], BLOCKS_OF_A_FILE)
        files = names(self.start["rows"])
        return names(self.load(f"d/{files[file]}.js"))[at] if file < len(files) and files[file] else None

    def blocks(self):
        """The names of all blocks that have rows, in order."""
        files = filter(None, names(self.start["rows"]))
        return [block for file in files for block in filter(None, names(self.load(f"d/{file}.js")))]

    def rows_of(self, block):
        return [Row(*row) for row in self.load(f"r/{block}.js")]

    def row(self, slot):
        block = self.block_for(slot)
        rows = {row.slot: row for row in self.rows_of(block)} if block else {}
        if slot not in rows:
            raise Damaged(f"the unit {slot} has no row")
        return rows[slot]

    def text(self, name):
        case_title, *paragraphs = self.load(text_path(name))
        return Text(case_title, list(zip(paragraphs[::2], paragraphs[1::2], strict=True)))

    def find(self, question):
        """The paths of the units that have all words of a question, best first."""
        silent = set(self.start["silent"].split())
        asked = [self.weights(word) for word in words(question) if word not in silent]
        if not asked:
            return []
        found = set.intersection(*map(set, asked))
        weights = {slot: sum(weights[slot] for weights in asked) for slot in found}
        return [self.row(slot).path for slot in sorted(found, key=lambda slot: (-weights[slot], slot))]

    def weights(self, written):
        """What a word weighs in each unit: its level there, times how rare it is."""
        word = self.word(written)
        term = self.term(word.stem) if word else None
        if not term:
            return {}
        levels = dict.fromkeys(term.in_compounds, WEIGHT_IN_COMPOUNDS) | term.levels
        rarity = math.log(1 + (self.start["units"] - len(levels) + 0.5) / (len(levels) + 0.5))
        return {slot: level * rarity for slot, level in levels.items()}


def word_of(key, fields):
    """What the entry of a word says."""
    if not fields:
        return Word(1, key)
    if len(fields) > 1:
        raise Damaged(f"the entry of {key!r} has more fields than that of a word")
    units, change = number(fields[0])
    if units == 1 and not change:
        raise Damaged(f"the entry of {key!r} says what goes without saying")
    return Word(units, changed(key, change) if change else key)


def term_of(key, fields, slot_bits):
    """What the entry of a term says."""
    if len(fields) > 3:
        raise Damaged(f"the entry of {key!r} has more fields than that of a term")
    written, forms, in_compounds = fields + [""] * (3 - len(fields))
    levels = postings(written, slot_bits) if written else {}
    forms = [changed(key, change) for change in changes(forms)] or [key]
    return Term(levels, forms, list(postings(in_compounds, slot_bits, with_levels=False)) if in_compounds else [])


def main(site=None, command="check", *question):
    if site is None or command not in ("check", "find"):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        index = Index(site)
        if command == "find":
            for path in index.find(" ".join(question)):
                print(path)
            return 0
        check = Check(index)
        check.run()
        return check.said()
    except Damaged as damage:
        print(damage)
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
