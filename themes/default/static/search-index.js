// Reads the index for search. It knows nothing of the page: `search.js` does.
//
// The index is a folder of classic scripts, because nothing else can be loaded by
// a page that was opened from a disk. Each calls `diarium(name, data)`. The
// project's ARCHITECTURE.md describes what they hold.
"use strict";

const diariumIndex = (() => {
  const FORMAT = 1;

  // Loading ------------------------------------------------------------------

  const awaited = new Map();

  // Every file of the index calls this.
  window.diarium = (name, data) => awaited.get(name)?.resolve(data);

  function load(folder, path, name, suffix = "") {
    if (!awaited.has(name)) {
      let settle;
      const promise = new Promise((resolve, reject) => { settle = { resolve, reject }; });
      awaited.set(name, { promise, resolve: settle.resolve });
      const script = document.createElement("script");
      script.src = folder + path + name + ".js" + suffix;
      script.onload = () => {
        script.remove();
        settle.reject(new Error(`${path}${name}.js is not what it should be`)); // unless it was resolved
      };
      script.onerror = () => {
        script.remove();
        awaited.delete(name);
        settle.reject(new Error(`${path}${name}.js cannot be loaded`));
      };
      document.head.append(script);
    }
    return awaited.get(name).promise;
  }

  // Words --------------------------------------------------------------------

  const LONGEST = 40;
  const LETTERS = /(?:(?![\u{10000}-\u{10FFFF}])[\p{Alphabetic}\p{N}]|\u00AD)+/gu;

  // The words of a text in lower case, with where each begins and ends in it.
  function words(text) {
    const found = [];
    for (const match of text.matchAll(LETTERS)) {
      const word = match[0].normalize("NFC").replaceAll("\u00AD", "").toLowerCase().slice(0, LONGEST);
      if (word.length > 1 || /[0-9]/.test(word)) {
        found.push({ word, start: match.index, end: match.index + match[0].length });
      }
    }
    return found;
  }

  // A word without the marks of its letters.
  function fold(word) {
    return word.normalize("NFD").replace(/[\u0300-\u036F]/g, "")
      .replaceAll("æ", "ae").replaceAll("ø", "o").replaceAll("ß", "ss");
  }

  // A number by its letters and its digits without leading zeros.
  function numberKey(text) {
    const runs = text.toLowerCase().match(/[0-9]+|[^\P{Alphabetic}0-9]+/gu) ?? [];
    return "#" + runs.map((run) => run.replace(/^0+(?=[0-9])/, "")).join("/");
  }

  // Numbers ------------------------------------------------------------------

  const DIGITS = new Map();
  for (let code = 33; code < 127; code++) {
    const letter = String.fromCharCode(code);
    if (!'"\\<'.includes(letter)) DIGITS.set(letter, DIGITS.size);
  }
  const VALUES = new Uint8Array(128);
  for (const [letter, value] of DIGITS) VALUES[letter.charCodeAt(0)] = value;

  // Bits, thirteen in two characters.
  class Bits {
    constructor(text) {
      this.text = text;
      this.at = 0;
      this.group = 0;
      this.left = 0;
    }
    fill() {
      this.group = VALUES[this.text.charCodeAt(this.at)] * 91 + VALUES[this.text.charCodeAt(this.at + 1)];
      this.at += 2;
      this.left = 13;
    }
    take(count) {
      let value = 0;
      while (count > 0) {
        if (this.left === 0) this.fill();
        const step = Math.min(count, this.left);
        this.left -= step;
        value = value * 2 ** step + (this.group >> this.left) % 2 ** step;
        count -= step;
      }
      return value;
    }
    // How many times `bit` comes before the other.
    run(bit) {
      let length = 0;
      while (this.take(1) === bit) length++;
      return length;
    }
    gamma() {
      const length = this.run(0);
      return 2 ** length + this.take(length);
    }
  }

  // Postings: which units a term stands in and, where that differs, what it weighs in each.
  function postings(text, slotBits, hasLevels) {
    const bits = new Bits(text);
    const count = bits.gamma();
    const common = hasLevels ? bits.take(3) : 0;
    const low = 31 - Math.clz32(Math.max(1, Math.floor((177 * 2 ** slotBits) / (256 * count))));
    const slots = new Uint32Array(count);
    const levels = new Uint8Array(count).fill(common);
    let next = 0;
    for (let at = 0; at < count; at++) {
      slots[at] = next + bits.run(1) * 2 ** low + bits.take(low);
      next = slots[at] + 1;
      if (hasLevels && count > 1 && bits.take(1) === 1) levels[at] = bits.take(3);
    }
    return { slots, levels };
  }

  // Shards -------------------------------------------------------------------

  // The entries of a shard, each key written out and the rest as fields.
  function entries(text) {
    let key = "";
    return text.split("<").map((entry) => {
      const [head, ...fields] = entry.split(" ");
      key = [...key].slice(0, DIGITS.get(head[0])).join("") + head.slice(1);
      return [key, ...fields];
    });
  }

  // A word in terms of another: how many of its last letters go, and what comes.
  function change(word, how) {
    const letters = [...word];
    return letters.slice(0, letters.length - DIGITS.get(how[0])).join("") + how.slice(1);
  }

  class Directory {
    constructor(index, folder, [firsts, names], parse) {
      Object.assign(this, { index, folder, firsts: firsts.split(" "), parse });
      this.names = names.match(/.{10}/g) ?? [];
      this.parsed = new Map();
    }
    // The number of the shard in which something would stand, given it without marks.
    place(folded) {
      let [low, high] = [0, this.firsts.length];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (this.firsts[middle] <= folded) low = middle; else high = middle;
      }
      return low;
    }
    async shard(number) {
      if (!this.names[number]) return new Map();
      if (!this.parsed.has(number)) {
        const text = await load(this.index.folder, this.folder, this.names[number]);
        this.parsed.set(number, new Map(entries(text).map(this.parse)));
      }
      return this.parsed.get(number);
    }
    // Everything that begins with `prefix`, in at most so many shards.
    async *beginning(prefix, most = Infinity) {
      const [first, last] = [this.place(prefix), this.place(prefix + "\uFFFF")];
      for (let number = first; number <= Math.min(last, first + most - 1); number++) {
        for (const entry of await this.shard(number)) {
          if (fold(entry[0]).startsWith(prefix)) yield entry;
        }
      }
    }
  }

  // The index ----------------------------------------------------------------

  class Index {
    constructor(folder, start) {
      Object.assign(this, { folder, units: start.units, bits: start.bits, says: start.says });
      this.start = start;
      this.silent = new Set(start.silent.split(" "));
      this.rowNames = start.rows.match(/.{10}/g) ?? [];
      this.terms = new Directory(this, "s/", start.terms, ([key, whole, forms, part]) => [key, { key, whole, forms, part }]);
      this.words = new Directory(this, "w/", start.words, ([word, how]) =>
        [word, { word, rank: how ? DIGITS.get(how[0]) : 0, stem: how?.length > 1 ? change(word, how.slice(1)) : word }]);
    }

    // A term, or nothing.
    async term(key) {
      const folded = fold(key);
      return (await this.terms.shard(this.terms.place(folded))).get(key);
    }

    // The postings of a term: whole words, and parts of longer ones.
    whole(term) {
      return term.decoded ??= postings(term.whole, this.bits, true);
    }
    part(term) {
      return term.part ? (term.decodedPart ??= postings(term.part, this.bits, false)) : { slots: [], levels: [] };
    }

    // The words of a text whose stem a term is.
    forms(term) {
      return term.forms ? term.forms.split(",").map((how) => change(term.key, how)) : [term.key];
    }

    // What is known of a word: itself, or those that are the same without marks.
    async known(word) {
      const folded = fold(word);
      const shard = await this.words.shard(this.words.place(folded));
      if (shard.has(word)) return [shard.get(word)];
      return [...shard.values()].filter((one) => fold(one.word) === folded);
    }

    // The commonest words that begin so.
    async completions(prefix, most) {
      const found = [];
      for await (const [, one] of this.words.beginning(fold(prefix), 2)) {
        if (!this.silent.has(one.word)) found.push(one);
      }
      return found.sort((a, b) => b.rank - a.rank || a.word.length - b.word.length).slice(0, most);
    }

    // A word of the archive that is spelt nearly so.
    async near(word) {
      const folded = fold(word);
      const shards = new Set(misspellings(folded).map((other) => this.words.place(other)));
      const allowed = folded.length < 6 ? 1 : 2;
      let best = null;
      for (const number of [...shards].slice(0, 12)) {
        for (const one of (await this.words.shard(number)).values()) {
          const distance = editDistance(folded, fold(one.word), allowed);
          if (distance > allowed) continue;
          const is_better = !best || distance < best.distance || distance === best.distance && one.rank > best.rank;
          if (is_better) best = { word: one.word, rank: one.rank, distance };
        }
      }
      return best?.word ?? null;
    }

    // What a result shows.
    async row(slot) {
      const block = Math.min(slot >> this.start.block, this.rowNames.length - 1);
      const rows = await load(this.folder, "r/", this.rowNames[block]);
      const [, place, title, body, date, kind, stances, text] = rows.find((row) => row[0] === slot);
      const path = place.replace(/(?=#|$)/, ".html");
      const day = date.replace(/(....)(..)(..)/, "$1-$2-$3");
      const town = this.start.places[path.match(/^[^/.]+/)[0]] ?? "";
      return { slot, path, title, body, town, day, kind, stances: stances ? stances.split(" ") : [], text };
    }

    // The paragraphs of a row's text, and the title of its case, where that is another.
    async text(row) {
      if (!row.text) return { within: "", paragraphs: [] };
      const [within, ...flat] = await load(this.folder, `t/${row.text.slice(0, 2)}/`, row.text);
      const paragraphs = [];
      for (let at = 0; at < flat.length; at += 2) paragraphs.push({ anchor: flat[at], text: flat[at + 1] });
      return { within, paragraphs };
    }

    filters() {
      return load(this.folder, "", this.start.filters);
    }
  }

  // Where else a word may stand that is spelt a little differently. Of its first
  // three letters only slips are thought of that are common; any other would lead
  // to another end of the alphabet, and there are too many of these.
  function misspellings(word) {
    const found = [word];
    for (let at = 0; at < word.length; at++) {
      found.push(word.slice(0, at) + word.slice(at + 1));
      if (at > 0) found.push(word.slice(0, at - 1) + word[at] + word[at - 1] + word.slice(at + 1));
      found.push(word.slice(0, at) + word[at] + word.slice(at));
      if (at < 3) continue;
      for (const letter of "abcdefghijklmnopqrstuvwxyz") {
        found.push(word.slice(0, at) + letter + word.slice(at), word.slice(0, at) + letter + word.slice(at + 1));
      }
    }
    return found;
  }

  // How many letters must be put in, left out, changed or swapped with the next
  // to make one word of the other; more than `allowed` may be too few.
  function editDistance(a, b, allowed) {
    if (Math.abs(a.length - b.length) > allowed) return allowed + 1;
    let [before, last] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > allowed) return allowed + 1;
      [before, last] = [last, row];
    }
    return last[b.length];
  }

  // Opens the index in a folder. `fresh` asks past what a browser has kept.
  async function open(folder, fresh = false) {
    awaited.delete("start");
    const start = await load(folder, "", "start", fresh ? `?${Date.now()}` : "");
    if (start.format !== FORMAT) throw new Error(`this is format ${start.format} of the index, not ${FORMAT}`);
    return new Index(folder, start);
  }

  return { open, words, fold, numberKey };
})();
