"""Checks that an index is as described, and says of the archive what its rows and texts say."""

from collections import Counter, defaultdict
from contextlib import contextmanager
from itertools import pairwise

from codes import DIGEST_BITS, name, text_path
from words import fold, words
from xxh3 import xxh3

SHOWN = 20
"""How many faults are told; the others are counted."""
LEVELS = range(1, 8)
LEVEL_OF_KEYS = [1]
"""Of what is no word: what results are narrowed down by, and numbers."""


# So many slots at the end are nobody's own.
SPARE = 64


class Check:
    """The whole index, and what was found wrong with it."""

    def __init__(self, index):
        self.index = index
        self.checks = 0
        self.faults = []
        self.words = {}
        self.terms = {}
        self.rows = {}
        self.texts = {}
        self.filters = {}
        self.digest_of = {}
        """The digest of each unit, by its slot."""
        self.seen = defaultdict(set)
        """The units in which a word stands, as far as rows and texts show."""

    def run(self):
        self.read()
        self.every_file_is_reached()
        self.slots()
        self.texts_are_named()
        self.postings()
        self.words_and_their_stems()
        self.what_units_say()
        self.counts()
        self.facets()
        self.numbers_of_cases()
        self.compounds()
        self.pages()

    def expect(self, holds, fault):
        self.checks += 1
        if not holds:
            self.faults.append(fault)

    @contextmanager
    def reading(self, path):
        """What cannot be read is a fault like others, be it damaged or of another shape than described."""
        try:
            yield
        except (ValueError, TypeError, LookupError) as fault:
            self.faults.append(f"{path}: {fault}")

    def said(self):
        """Prints what came of it, and returns the status of the program."""
        for fault in self.faults[:SHOWN]:
            print(fault)
        if len(self.faults) > SHOWN:
            print(f"and {len(self.faults) - SHOWN} faults more")
        counts = {
            "files": len(self.index.files),
            "units": len(self.rows),
            "words": len(self.words),
            "terms": len(self.terms),
            "postings": sum(len(term.levels) + len(term.in_compounds) for term in self.terms.values()),
            "checks": self.checks,
            "faults": len(self.faults),
        }
        print(", ".join(f"{count} {what}" for what, count in counts.items()))
        return 1 if self.faults else 0

    # Reading everything, on the way that leads from `start.js`.

    def read(self):
        with self.reading("start.js"):
            self.filters = self.index.filters()
        for kind, folder, read, into in [
            ("words", "w", self.index.words_of, self.words),
            ("terms", "s", self.index.terms_of, self.terms),
        ]:
            with self.reading("start.js"):
                for shard in self.index.shards(kind):
                    with self.reading(f"{folder}/{shard}.js"):
                        self.shard(kind, shard, read(shard), into)
            self.order(kind, into)
        with self.reading("start.js"):
            for block in self.index.blocks():
                with self.reading(f"r/{block}.js"):
                    self.block(block)

    def shard(self, kind, shard, entries, into):
        for key, entry in entries:
            self.expect(key not in into, f"{kind}: {key!r} stands twice")
            into[key] = entry
            found = self.index.shard_for(kind, key)
            self.expect(found == shard, f"{kind}: {key!r} stands in {shard} and is looked for in {found}")

    def order(self, kind, keys):
        for before, after in pairwise(keys):
            in_order = (fold(before), before) < (fold(after), after)
            self.expect(in_order, f"{kind}: {after!r} stands behind {before!r}")

    def block(self, block):
        rows = self.index.rows_of(block)
        for before, after in pairwise(rows):
            self.expect(before.slot < after.slot, f"rows: {after.slot} stands behind {before.slot}")
        for row in rows:
            self.rows[row.slot] = row
            found = self.index.block_for(row.slot)
            self.expect(found == block, f"rows: {row.slot} stands in {block} and is looked for in {found}")
            if row.text:
                with self.reading(row.path):
                    self.texts[row.slot] = self.index.text(row.text)

    # What was read.

    def every_file_is_reached(self):
        folder = self.index.folder
        files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        for path in sorted(files):
            self.expect(path in self.index.files, f"{path}: nothing leads to it")

    def slots(self):
        """The slots are those that the digests of the units want, or the next."""
        start = self.index.start
        self.expect(len(self.rows) == start["units"], f"rows: {len(self.rows)} of {start['units']} units have one")
        free = 0
        for digest, page in self.digests():
            slot = max(free, digest * (2 ** start["bits"] - SPARE) >> DIGEST_BITS)
            free = slot + 1
            row = self.rows.get(slot)
            self.expect(row and page_of(row) == page, f"rows: a unit of {page} should have the slot {slot}")
            if row:
                self.digest_of[slot] = digest
        self.expect(free <= 1 << start["bits"], f"rows: the slot {free - 1} has more bits than {start['bits']}")

    def digests(self):
        """The digest of each unit, and its page. The parts of a page are numbered, and none is left out."""
        parts = Counter(page_of(row) for row in self.rows.values())
        return sorted((xxh3(f"{page}#{part}".encode()), page) for page in parts for part in range(parts[page]))

    def texts_are_named(self):
        """By what they hold and whose they are, so that two units never share one."""
        for slot, digest in self.digest_of.items():
            if text := self.rows[slot].text:
                written = self.index.written.get(text_path(text), "")
                right = name(xxh3(written.encode(), digest), len(text))
                self.expect(text == right, f"{text_path(text)}: holds what is called {right}")

    def postings(self):
        for key, term in self.terms.items():
            for slot in [*term.levels, *term.in_compounds]:
                self.expect(slot in self.rows, f"terms: {key!r} leads to {slot}, which is no unit")
            allowed = LEVEL_OF_KEYS if key[0] in ":#" else LEVELS
            for slot, level in term.levels.items():
                self.expect(level in allowed, f"terms: {key!r} has the level {level} in {slot}")

    def words_and_their_stems(self):
        forms = defaultdict(list)
        for word, entry in self.words.items():
            forms[entry.stem].append(word)
            self.expect(entry.stem in self.terms, f"words: {word!r} has the stem {entry.stem!r}, which is no term")
        for key, term in self.terms.items():
            if key[0] not in ":#":
                said, true = sorted(term.forms), sorted(forms[key])
                self.expect(said == true, f"terms: {key!r} lists {said}, and is the stem of {true}")
        for word in self.index.start["silent"].split():
            self.expect(word not in self.words, f"words: {word!r} is in the index, and should be silent")

    def what_units_say(self):
        silent = set(self.index.start["silent"].split())
        for slot, row in self.rows.items():
            for word in self.words_shown(row) - silent:
                self.seen[word].add(slot)
                self.expect(word in self.words, f"{row.path}: its word {word!r} is not in the index")
                stem = self.words[word].stem if word in self.words else None
                if stem in self.terms:
                    found = slot in self.terms[stem].levels
                    self.expect(found, f"{row.path}: its word {word!r} has the stem {stem!r}, which does not lead there")

    def words_shown(self, row):
        shown = [row.title, row.body]
        if text := self.texts.get(row.slot):
            shown += [text.case_title, *(paragraph for _, paragraph in text.paragraphs)]
        return {word for part in shown for word in words(part)}

    def counts(self):
        """A word may stand in more units than rows and texts show: names of topics and authors are indexed, too."""
        for word, entry in self.words.items():
            shown = len(self.seen[word])
            self.expect(entry.units >= shown, f"words: {word!r} stands in {shown} units, not in {entry.units}")
        for key, term in self.terms.items():
            if key[0] not in ":#":
                units = [self.words[form].units for form in term.forms if form in self.words]
                possible = range(max(units, default=0), sum(units) + 1)
                count = len(term.levels)
                self.expect(count in possible, f"terms: {key!r} has {count} units, its words {units}")

    # What results are narrowed down by.

    def facets(self):
        facets = defaultdict(lambda: defaultdict(set))
        for key, term in self.terms.items():
            if key.startswith(":"):
                kind, _, value = key[1:].partition("/")
                facets[kind][value] = set(term.levels)
        places = self.index.start["places"]
        self.facet("k", facets["k"], lambda row: [row.type])
        self.facet("d", facets["d"], lambda row: [day_of(row)] if row.day else [])
        self.facet("s", facets["s"], lambda row: row.stances.split())
        self.facet("m", facets["m"], lambda row: {place_of(row)} & places.keys())
        of_a_body = set().union(*facets["b"].values())
        for slot, row in self.rows.items():
            self.expect(not row.body or slot in of_a_body, f"{row.path}: is by {row.body}, and found by no body")
        for kind, listed in self.filters.items():
            for value in facets[kind]:
                self.expect(value in listed[::2], f"filters: {kind}/{value} has no name")
        listed = self.filters.get("m", [])
        said = dict(zip(listed[::2], listed[1::2], strict=True))
        self.expect(said == places, f"filters: the municipalities are {said}, and in start.js {places}")

    def facet(self, kind, said, values_of):
        shown = defaultdict(set)
        for slot, row in self.rows.items():
            for value in values_of(row):
                shown[value].add(slot)
        for value in sorted(said.keys() | shown.keys()):
            differing = said[value] ^ shown[value] if value in said else shown[value]
            paths = [self.rows[slot].path for slot in differing if slot in self.rows]
            self.expect(not differing, f"terms: :{kind}/{value} says otherwise than the rows of {paths}")

    def numbers_of_cases(self):
        for key, term in self.terms.items():
            if key.startswith("#"):
                for slot in term.levels:
                    if row := self.rows.get(slot):
                        self.expect(row.type == "case", f"terms: {key!r} leads to {row.path}, which is no case")

    # Parts of compounds.

    def compounds(self):
        stems = defaultdict(list)
        for key, term in self.terms.items():
            for slot in term.levels:
                stems[slot].append(key)
        for part, term in self.terms.items():
            both = term.levels.keys() & set(term.in_compounds)
            self.expect(not both, f"terms: {part!r} is a word of {sorted(both)}, and said to be none")
            for slot in term.in_compounds:
                has_compound = any(part in stem and part != stem for stem in stems[slot])
                self.expect(has_compound, f"terms: {part!r} is no part of any word of {slot}")

    # Where a result leads.

    def pages(self):
        for row in self.rows.values():
            path, _, place = row.path.partition("#")
            page = self.index.site / f"{path}.html"
            self.expect(page.is_file(), f"{row.path}: there is no such page")
            shown = page.read_text("utf-8") if page.is_file() else ""
            anchors = [anchor for anchor, _ in self.texts[row.slot].paragraphs] if row.slot in self.texts else []
            for anchor in filter(None, [place, *anchors]):
                self.expect(f'id="{anchor}"' in shown, f"{row.path}: its page has no place {anchor}")


def page_of(row):
    return row.path.partition("#")[0] + ".html"


def day_of(row):
    """As terms write it."""
    return f"{row.day[:4]}-{row.day[4:6]}-{row.day[6:]}"


def place_of(row):
    """The folder of the municipality, if it is in one."""
    return page_of(row).removesuffix(".html").partition("/")[0]
