"""The scripts of the index: `diarium("NAME",DATA);`, where DATA is a literal of JavaScript.

Only what the index is made of is understood (strings, whole numbers, lists and objects),
and nothing is evaluated: whatever else stands in a file is a fault of that file.
"""

import re

STRING = re.compile(r'"([^"\\\x00-\x1f\u2028\u2029]*(?:\\.[^"\\\x00-\x1f\u2028\u2029]*)*)"')
ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)")
ESCAPED = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
NUMBER = re.compile(r"0|[1-9][0-9]*")
BARE_KEY = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
CALL = re.compile(r"diarium\((.*)\);\n?", re.DOTALL)


class Damaged(ValueError):
    """What was read is not what the format allows."""


def call(script):
    """The name that a script gives, and its data: as it is written, and what it is."""
    matched = CALL.fullmatch(script)
    if not matched:
        raise Damaged("is not one call of diarium")
    parser = Parser(matched[1])
    name = parser.string()
    parser.expect(",")
    written = parser.text[parser.at :]
    data = parser.value()
    parser.end()
    return name, written, data


class Parser:
    """Takes a literal apart from the left."""

    def __init__(self, text):
        self.text = text
        self.at = 0

    def value(self):
        match self.text[self.at : self.at + 1]:
            case '"':
                return self.string()
            case "[":
                return list(self.items("[", self.value, "]"))
            case "{":
                return self.object()
        return int(self.take(NUMBER, "a value")[0])

    def string(self):
        written = self.take(STRING, "a string")[1]
        if "\\" not in written:
            return written
        text = ESCAPE.sub(self.unescaped, written)
        # Two escapes may be the halves of one character.
        return text.encode("utf-16", "surrogatepass").decode("utf-16")

    def unescaped(self, escape):
        what = escape[1]
        if len(what) > 1:
            return chr(int(what[1:], 16))
        if what not in ESCAPED:
            raise Damaged(f"has the escape \\{what}")
        return ESCAPED[what]

    def object(self):
        pairs = list(self.items("{", self.pair, "}"))
        if len(dict(pairs)) < len(pairs):
            raise Damaged("has an object that names a key twice")
        return dict(pairs)

    def pair(self):
        key = self.string() if self.text.startswith('"', self.at) else self.take(BARE_KEY, "a key")[0]
        self.expect(":")
        return key, self.value()

    def items(self, opening, item, closing):
        """What stands between brackets, with commas between, and perhaps one behind the last."""
        self.expect(opening)
        while not self.ends(closing):
            yield item()
            if not self.ends(closing):
                self.expect(",")
        self.expect(closing)

    def ends(self, closing):
        return self.text.startswith(closing, self.at)

    def expect(self, mark):
        if not self.text.startswith(mark, self.at):
            raise Damaged(f"has no {mark} at character {self.at} of its call")
        self.at += len(mark)

    def take(self, pattern, what):
        matched = pattern.match(self.text, self.at)
        if not matched:
            raise Damaged(f"has no {what.removeprefix('a ')} at character {self.at} of its call")
        self.at = matched.end()
        return matched

    def end(self):
        if self.at < len(self.text):
            raise Damaged(f"goes on at character {self.at} of its call, where it should end")
