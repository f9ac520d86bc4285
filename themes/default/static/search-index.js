// Reads the index for search. It knows nothing of the page: `search.js` does.
//
// The index is a folder of classic scripts, because nothing else can be loaded by
// a page that was opened from a disk. Each calls `diarium(name, data)`. The
// project's ARCHITECTURE.md describes what they hold.
"use strict";

const diariumIndex = (() => {
  const FORMAT = 2;

  // Loading ------------------------------------------------------------------

  // What was asked for, by name. A name says what a file holds, so it stays true.
  const asked = new Map();

  // Every file of the index calls this.
  window.diarium = (name, data) => asked.get(name)?.resolve(data);

  function load(folder, path, name, suffix = "") {
    const known = asked.get(name);
    if (known) return known.promise;
    const one = {};
    one.promise = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      const fail = () => {
        asked.delete(name); // it may be there the next time
        reject(new Error(`${path}${name}.js cannot be read`));
      };
      one.resolve = (data) => {
        one.isHere = true;
        resolve(data);
      };
      script.onload = () => {
        script.remove();
        if (!one.isHere) fail(); // it was something else, such as a host's own page
      };
      script.onerror = () => {
        script.remove();
        fail();
      };
      script.src = `${folder}${path}${name}.js${suffix}`;
      document.head.append(script);
    });
    asked.set(name, one);
    return one.promise;
  }

  // Words: the same rule as in the program's `search::words` --------------------

  const LONGEST = 40;
  const WORD = /(?:(?![\u{10000}-\u{10FFFF}])[\p{Alphabetic}\p{N}]|\u00AD)+/gu;

  // A text in which letters and their marks are one character each.
  const composed = (text) => (/[\u0300-\u1FFF\u2100-\uFFFF]/.test(text) ? text.normalize("NFC") : text);

  // The words of a composed text in lower case, with where each begins and ends in it.
  function words(text) {
    const found = [];
    for (const { 0: written, index: start } of text.matchAll(WORD)) {
      // A small sigma is one letter to the index, wherever in a word it stands.
      const word = written.replaceAll("\u00AD", "").replaceAll("Σ", "σ").toLowerCase().slice(0, LONGEST);
      if (word.length > 1 || /[0-9]/.test(word)) found.push({ word, start, end: start + written.length });
    }
    return found;
  }

  // A word without the marks of its letters.
  function fold(word) {
    if (/^[\0-\x7F]*$/.test(word)) return word;
    return word.normalize("NFD").replace(/[\u0300-\u036F]/g, "")
      .replaceAll("æ", "ae").replaceAll("ø", "o").replaceAll("ß", "ss");
  }

  // The letters and the digits of a number, without leading zeros. Joined by `/`
  // and after a `#` they are its key.
  function numberParts(text) {
    const runs = text.toLowerCase().match(/[0-9]+|(?:(?![0-9])[\p{Alphabetic}\p{N}])+/gu) ?? [];
    return runs.map((run) => run.replace(/^0+(?=[0-9])/, ""));
  }

  // Numbers --------------------------------------------------------------------

  // What the digits 0 to 90 are written as, and what each character stands for.
  const DIGITS = new Uint8Array(128);
  {
    let count = 0;
    for (let code = 33; code < 127; code++) if (!'"\\<'.includes(String.fromCharCode(code))) DIGITS[code] = count++;
  }
  const digit = (text) => DIGITS[text.charCodeAt(0)];

  // Bits, thirteen in two characters. The next ones stand at the top of `hold`,
  // so that a run of them is counted at once: a common word has 100,000 numbers.
  class Bits {
    constructor(text) {
      Object.assign(this, { text, at: 0, hold: 0, left: 0 });
    }
    fill() {
      while (this.left < 19) {
        const group = 91 * DIGITS[this.text.charCodeAt(this.at)] + DIGITS[this.text.charCodeAt(this.at + 1)];
        this.hold |= group << (19 - this.left);
        this.left += 13;
        this.at += 2;
      }
    }
    // A number of so many bits.
    take(count) {
      if (count > 19) return this.take(count - 19) * 2 ** 19 + this.take(19);
      if (count === 0) return 0;
      this.fill();
      const value = this.hold >>> (32 - count);
      this.hold <<= count;
      this.left -= count;
      return value;
    }
    // How many ones come before a zero.
    ones() {
      let length = 0;
      for (;;) {
        this.fill();
        const run = Math.clz32(~this.hold);
        if (run < this.left) {
          this.hold <<= run + 1;
          this.left -= run + 1;
          return length + run;
        }
        length += this.left;
        this.hold = this.left = 0;
      }
    }
    // A number after as many zeros as it has bits after its first.
    gamma() {
      let length = 0;
      while (this.take(1) === 0) length++;
      return 2 ** length + this.take(length);
    }
  }

  const NOTHING = { slots: new Uint32Array(0), levels: new Uint8Array(0) };

  // Postings: which units a term stands in and, where that differs, what it weighs in each.
  function postings(text, slotBits, hasLevels) {
    if (!text) return NOTHING;
    const bits = new Bits(text);
    const count = bits.gamma();
    const common = hasLevels ? bits.take(3) : 0;
    const low = 31 - Math.clz32(Math.max(1, Math.floor((177 * 2 ** slotBits) / (256 * count))));
    const slots = new Uint32Array(count);
    const levels = new Uint8Array(count).fill(common);
    let next = 0;
    for (let at = 0; at < count; at++) {
      const slot = next + (bits.ones() << low) + bits.take(low);
      slots[at] = slot;
      next = slot + 1;
      if (hasLevels && count > 1 && bits.take(1) === 1) levels[at] = bits.take(3);
    }
    return { slots, levels };
  }

  // Shards -----------------------------------------------------------------------

  // The first so many characters of a text; some are two to JavaScript.
  function first(text, count) {
    return /[\uD800-\uDBFF]/.test(text) ? [...text].slice(0, count).join("") : text.slice(0, count);
  }

  // The entries of a shard, each key written out and the rest as fields.
  function entries(text) {
    let key = "";
    return text.split("<").map((entry) => {
      const [head, ...fields] = entry.split(" ");
      key = first(key, digit(head)) + head.slice(1);
      return [key, ...fields];
    });
  }

  // A word in terms of another: how many of its last letters go, and what comes.
  const change = (word, how) => word.slice(0, word.length - digit(how)) + how.slice(1);

  // The number that a field begins with, and what comes after it. All its digits but the last are 45 or more.
  function leadingNumber(text) {
    let value = 0;
    for (let at = 0; ; at++) {
      const one = DIGITS[text.charCodeAt(at)];
      if (one < 45) return { value: 45 * value + one, rest: text.slice(at + 1) };
      value = 45 * value + one - 45;
    }
  }

  // Names of files, which all have ten letters.
  const tens = (names) => names.match(/.{10}/g) ?? [];

  // Which of several parts something stands in, by the first of each, given it without marks.
  function place(firsts, folded) {
    let [low, high] = [0, firsts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (firsts[middle] <= folded) low = middle;
      else high = middle;
    }
    return low;
  }

  // The shards of one kind. Their names stand in files of their own, whose names stand in `start`.
  class Directory {
    constructor(folder, kind, [firsts, names], parse) {
      Object.assign(this, { folder, kind, parse, firsts: firsts.split(" "), pages: tens(names) });
      this.parsed = new Map();
    }
    // The names of all shards from one that has something to one that has something else.
    async names(from, to = from) {
      const pages = this.pages.slice(place(this.firsts, from), place(this.firsts, to) + 1);
      const found = await Promise.all(pages.map(async (page) => {
        const [firsts, names] = await load(this.folder, "d/", page);
        const all = firsts.split(" ");
        return tens(names).slice(place(all, from), place(all, to) + 1);
      }));
      return found.flat();
    }
    // What stands in a shard, by its keys.
    async shard(name) {
      if (!this.parsed.has(name)) {
        const text = await load(this.folder, this.kind, name);
        this.parsed.set(name, new Map(entries(text).map(this.parse)));
      }
      return this.parsed.get(name);
    }
    // The shard in which something would stand.
    async around(folded) {
      const [name] = await this.names(folded);
      return name ? this.shard(name) : new Map();
    }
    // Everything that begins so when marks do not count, in at most so many shards.
    async beginning(prefix, most = Infinity) {
      const names = (await this.names(prefix, `${prefix}\uFFFF`)).slice(0, most);
      const shards = await Promise.all(names.map((name) => this.shard(name)));
      return shards.flatMap((shard) => [...shard.values()].filter(({ key }) => fold(key).startsWith(prefix)));
    }
  }

  // The index --------------------------------------------------------------------

  // What words of Swedish or English may end with.
  const ENDING = /^((e|a|o)?r(na)?s?|(e|a)?(n|t)?s?|(a|e)?ns?|na?s?|(a|e)de?s?|(a|e)?ts?|are?s?|ast(e|a)?|ed|ing|ly|'s)$/u;

  // Endings of Swedish words that the program's stemmer leaves: of `sträcka` it makes
  // `sträck`, and of `sträckan` nothing else. What stands before them, and which forms
  // of a term without one, and of a term with it, show that both are such a word.
  const LEFT_ENDINGS = [
    { left: "an", after: /.../u, bare: ["or", "orna"], full: ["", "s"] },
    { left: "an", after: /..../u, bare: ["a"], full: ["", "s"] },
    { left: "et", after: /.../u, bare: ["", "e", "en"], full: ["", "s"] },
    { left: "en", after: /.../u, bare: ["e"], full: ["a", "as"] },
    { left: "n", after: /..(el|er)$/u, bare: [""], full: ["", "s"] },
    { left: "t", after: /...../u, bare: ["", "a"], full: [""] },
  ];

  // A word that may have an `e` before its last letter or have lost it, as `cykel` has in
  // `cyklar`, and the endings before which it does.
  const LAST_E = /^(.+[^aeiouyåäö])(e?)([lnr])$/u;
  const WITHOUT_E = ["ar", "arna", "ars", "arnas", "er", "erna", "ers", "ernas", "or", "orna", "ors", "ornas"];

  // Shorter endings are words by chance too often.
  const SHORTEST_ENDING = 4;

  // In so many shards a near spelling is looked for, or the end of a compound.
  const MOST_SHARDS = 12;

  // The names of so many blocks of rows stand in one file, as a power of two.
  const BLOCKS = 6;

  // So many texts are kept; each is about 6 KB.
  const MOST_TEXTS = 600;

  class Index {
    constructor(folder, start) {
      Object.assign(this, { folder, start, units: start.units, bits: start.bits, says: start.says });
      this.silent = new Set(start.silent.split(" "));
      this.isSwedish = this.silent.has("och");
      this.rowPages = tens(start.rows);
      this.texts = new Map();
      this.terms = new Directory(folder, "s/", start.terms, ([key, whole, forms, part]) =>
        [key, { key, wholeText: whole, forms, partText: part }]);
      this.words = new Directory(folder, "w/", start.words, ([key, how]) => {
        const { value: units, rest } = how ? leadingNumber(how) : { value: 1, rest: "" };
        return [key, { key, units, stem: rest ? change(key, rest) : key }];
      });
    }

    // A term, or nothing.
    async term(key) {
      return (await this.terms.around(fold(key))).get(key);
    }

    // The units that have a term, and those that have it only as the end of longer words.
    whole(term) {
      return (term.whole ??= postings(term.wholeText, this.bits, true));
    }
    part(term) {
      return (term.part ??= postings(term.partText, this.bits, false));
    }

    // The words of a text whose stem a term is.
    forms(term) {
      return term.forms ? term.forms.split(",").map((how) => change(term.key, how)) : [term.key];
    }

    // The terms that begin with another one, as far as they stand beside it.
    async beside(term) {
      const shard = await this.terms.around(fold(term.key));
      return [...shard.values()].filter(({ key }) => key.startsWith(term.key) && key !== term.key);
    }

    // Whether a word stands in the archive that is a term and one of some endings.
    has(term, endings) {
      const forms = this.forms(term);
      return endings.some((ending) => forms.includes(term.key + ending));
    }

    // Other terms that are forms of the same word: those that stand beside it, and the
    // one that has or has lost an `e`.
    async relatives(term) {
      if (!this.isSwedish) return [];
      const shard = await this.terms.around(fold(term.key));
      const found = [...shard.values()].filter((other) => this.isLeft(other, term) || this.isLeft(term, other));
      return [...found, await this.respelt(term)].filter(Boolean);
    }

    // Whether a term is another one and an ending that the stemmer leaves.
    isLeft(full, bare) {
      if (!full.key.startsWith(bare.key)) return false;
      const ending = full.key.slice(bare.key.length);
      const rules = LEFT_ENDINGS.filter(({ left, after }) => left === ending && after.test(bare.key));
      return rules.some((rule) => this.has(bare, rule.bare) && this.has(full, rule.full));
    }

    // `cykel` for `cykl`, or the other way round. Few words look so, and only for these
    // another shard is loaded.
    async respelt(term) {
      const [, head, e, last] = LAST_E.exec(term.key) ?? [];
      if (!head || head.endsWith(last) || !this.has(term, e ? [""] : WITHOUT_E)) return null;
      const other = e ? head + last : `${head}e${last}`;
      if (!e && !(await this.words.around(fold(other))).has(other)) return null;
      const found = await this.term(other);
      return found && this.has(found, e ? WITHOUT_E : [""]) ? found : null;
    }

    // What is known of a word: itself, or those that are the same without marks, the commonest first.
    async known(word) {
      const folded = fold(word);
      const shard = await this.words.around(folded);
      if (shard.has(word)) return [shard.get(word)];
      const alike = [...shard.values()].filter((one) => fold(one.key) === folded);
      return alike.sort((a, b) => b.units - a.units);
    }

    // The commonest word of the archive of which this is another form. Stems are made by
    // the program; here it is enough that the word is one with an ending.
    async form(word) {
      const shard = await this.words.around(fold(word));
      const forms = [...shard.values()].filter(({ stem }) =>
        stem.length > 2 && word.startsWith(stem) && ENDING.test(word.slice(stem.length)));
      const best = forms.sort((a, b) => b.stem.length - a.stem.length || b.units - a.units);
      return best[0]?.key ?? null;
    }

    // The commonest words that begin so; if there are none, those that do when marks do not count.
    async completions(prefix, most) {
      const alike = (await this.words.beginning(fold(prefix), 2)).filter((one) => !this.silent.has(one.key));
      const exact = alike.filter((one) => one.key.startsWith(prefix));
      const found = exact.length ? exact : alike;
      return found.sort((a, b) => b.units - a.units || a.key.length - b.key.length).slice(0, most);
    }

    // The stems of compounds that end with a word that stands nowhere by itself. The
    // program took compounds apart by the words that there are; this one is none, and
    // all words must be gone through, which is for small archives.
    async endings(word) {
      if (word.length < SHORTEST_ENDING || this.words.pages.length > 1) return [];
      const names = await this.words.names("", "\uFFFF");
      if (names.length > MOST_SHARDS) return [];
      const shards = await Promise.all(names.map((name) => this.words.shard(name)));
      const isCompound = ({ key }) => {
        const at = key.indexOf(word, 3);
        return at > 0 && ENDING.test(key.slice(at + word.length));
      };
      return [...new Set(shards.flatMap((shard) => [...shard.values()].filter(isCompound).map(({ stem }) => stem)))];
    }

    // A word of the archive that is spelt nearly so.
    async near(word) {
      const folded = fold(word);
      const allowed = folded.length < 8 ? 1 : 2;
      const names = await Promise.all(misspellings(folded).map((other) => this.words.names(other)));
      const shards = await Promise.all([...new Set(names.flat())].slice(0, MOST_SHARDS).map((name) => this.words.shard(name)));
      let best = null;
      for (const one of shards.flatMap((shard) => [...shard.values()])) {
        if (Math.abs(one.key.length - word.length) > allowed + 1) continue; // folding may add a letter
        const distance = editDistance(folded, fold(one.key), best?.distance ?? allowed);
        if (distance > allowed) continue;
        if (!best || distance < best.distance || (distance === best.distance && one.units > best.units)) {
          best = { word: one.key, units: one.units, distance };
        }
      }
      return best?.word ?? null;
    }

    // What a result shows.
    async row(slot) {
      const block = slot >> this.start.block;
      const names = tens(await load(this.folder, "d/", this.rowPages[block >> BLOCKS]));
      const rows = await load(this.folder, "r/", names[block % 2 ** BLOCKS]);
      const [, place, title, body, date, kind, stances, text] = rows.find((row) => row[0] === slot);
      const path = place.replace(/(?=#|$)/, ".html");
      const town = this.start.places[path.match(/^[^/.]+/)[0]] ?? "";
      const day = date.replace(/(....)(..)(..)/, "$1-$2-$3");
      return { slot, path, title: composed(title), body, town, day, kind, stances: stances.split(" ").filter(Boolean), text };
    }

    // The paragraphs of a row's text, and the title of its case, where that is another.
    async text(row) {
      if (!row.text) return { within: "", paragraphs: [] };
      if (!this.texts.has(row.text)) {
        const [within, ...flat] = await load(this.folder, `t/${row.text.slice(0, 2)}/`, row.text);
        asked.delete(row.text); // it is kept here, for a while
        if (this.texts.size >= MOST_TEXTS) this.texts.clear();
        const paragraphs = [];
        for (let at = 0; at < flat.length; at += 2) paragraphs.push({ anchor: flat[at], text: composed(flat[at + 1]) });
        this.texts.set(row.text, { within: composed(within), paragraphs });
      }
      return this.texts.get(row.text);
    }

    // What the values of filters are called, by their kind, in alphabetical order.
    async names() {
      const lists = await load(this.folder, "", this.start.filters);
      const pairs = (flat) => flat.flatMap((key, at) => (at % 2 ? [] : [[key, flat[at + 1]]]));
      return Object.fromEntries(Object.entries(lists).map(([kind, flat]) => [kind, new Map(pairs(flat))]));
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
  // to make one word of the other; anything above `allowed` when there are more.
  function editDistance(a, b, allowed) {
    if (Math.abs(a.length - b.length) > allowed) return allowed + 1;
    let [before, last] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        row.push(cost);
        least = Math.min(least, cost);
      }
      if (least > allowed) return allowed + 1;
      [before, last] = [last, row];
    }
    return last[b.length];
  }

  // A word without the longest ending that it may have.
  function withoutEnding(word) {
    for (let at = Math.max(1, word.length - 5); at < word.length; at++) if (ENDING.test(word.slice(at))) return word.slice(0, at);
    return word;
  }

  // Opens the index in a folder. `isFresh` asks past what a browser has kept.
  async function open(folder, isFresh = false) {
    asked.delete("start");
    const start = await load(folder, "", "start", isFresh ? `?${Date.now()}` : "");
    if (start.format !== FORMAT) throw new Error(`this is format ${start.format} of the index, not ${FORMAT}`);
    return new Index(folder, start);
  }

  return { open, composed, words, fold, numberParts, withoutEnding };
})();
