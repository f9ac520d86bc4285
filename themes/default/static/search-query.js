// Answers questions with the index that `search-index.js` reads: which units there
// are, in which order, how many of each kind, and which words of them to show.
//
// A list of units is two arrays of numbers, side by side: `slots`, which rise, and
// `scores`. A common word stands in 100,000 units, so nothing here makes an object
// for each of them.
"use strict";

const diariumSearch = (() => {
  const { composed, words, fold, numberParts, withoutEnding } = diariumIndex;

  // What results are narrowed down by: type, municipality, body, topic, position, ground, year.
  const KINDS = ["k", "m", "b", "t", "s", "g", "d"];

  // For a phrase so many texts are looked through at most, so many at once.
  const MOST_TEXTS = 200;
  const TEXTS_AT_ONCE = 20;

  // While a word is being typed, so many that begin like it count.
  const MOST_COMPLETIONS = 12;

  // What the levels of postings stand for.
  const WEIGHTS = [0, 0.2, 0.42, 0.58, 0.71, 0.82, 0.91, 1.05];

  // What a compound counts for, beside a word that is not a part of another: less
  // at its heaviest than that at its lightest.
  const COMPOUND = 0.15;

  // What a word counts for that only begins like the unknown one that was typed.
  const COMPLETION = 0.6;

  // For an unknown word with so many letters at least the nearest is put.
  const SHORTEST_GUESS = 5;

  // So many of the best results are put in order by their titles. A page shows as many,
  // so their rows are loaded anyway; those who ask for many words mostly know a title.
  const MOST_TITLES = 10;
  const MOST_TITLES_OF_MANY = 20;

  // A unit with the very number that was asked for comes before all others.
  const NUMBER = 250;

  // Questions ----------------------------------------------------------------------

  // What was asked: words, and phrases in quotes. A quote that is not closed yet
  // counts as one when the question is complete.
  function parse(text, isTyping) {
    const phrases = [];
    const rest = text.replace(/["“”„»«]([^"“”„»«]*)(["“”„»«]|$)/gu, (whole, inside, close, at) => {
      if (!close && isTyping) return ` ${inside}`;
      const phrase = words(inside).map((word) => ({ ...word, start: word.start + at + 1, end: word.end + at + 1 }));
      if (phrase.length) phrases.push(phrase);
      return " ".repeat(whole.length);
    });
    const loose = words(rest);
    const last = loose.at(-1);
    if (isTyping && last?.end === text.length) last.isOpen = true;
    return { loose, phrases };
  }

  // Lists of units -----------------------------------------------------------------

  const EMPTY = { slots: new Uint32Array(0), scores: new Float32Array(0) };

  const list = (length) => ({ slots: new Uint32Array(length), scores: new Float32Array(length) });

  const cut = ({ slots, scores }, length) => ({ slots: slots.subarray(0, length), scores: scores.subarray(0, length) });

  // The units of both lists, with the sum of their scores.
  function both(a, b) {
    const found = list(Math.min(a.slots.length, b.slots.length));
    let count = 0;
    for (let i = 0, j = 0; i < a.slots.length && j < b.slots.length;) {
      const difference = a.slots[i] - b.slots[j];
      if (difference === 0) {
        found.slots[count] = a.slots[i];
        found.scores[count++] = a.scores[i] + b.scores[j];
      }
      if (difference <= 0) i++;
      if (difference >= 0) j++;
    }
    return cut(found, count);
  }

  // The units of either list. What is in both has the greater score or, with `isSum`, the sum.
  function either(a, b, isSum) {
    const found = list(a.slots.length + b.slots.length);
    let count = 0;
    for (let i = 0, j = 0; i < a.slots.length || j < b.slots.length;) {
      const [left, right] = [i < a.slots.length ? a.slots[i] : Infinity, j < b.slots.length ? b.slots[j] : Infinity];
      const x = left <= right ? a.scores[i++] : 0;
      const y = right <= left ? b.scores[j++] : 0;
      found.slots[count] = left < right ? left : right;
      found.scores[count++] = isSum ? x + y : x > y ? x : y;
    }
    return cut(found, count);
  }

  // The units of any of many lists. Two by two, so that the long ones are gone through seldom.
  function any(lists, isSum = false) {
    let left = lists;
    while (left.length > 1) {
      const next = [];
      for (let at = 0; at < left.length; at += 2) next.push(left[at + 1] ? either(left[at], left[at + 1], isSum) : left[at]);
      left = next;
    }
    return left[0] ?? EMPTY;
  }

  // Slots, the best first; what is equally good stands in the order of slots. Score
  // and slot are one number each, because numbers sort without a function.
  function ranked({ slots, scores }) {
    const keys = Float64Array.from(slots, (slot, at) => Math.round(scores[at] * 4096) * 2 ** 32 + (2 ** 32 - 1 - slot));
    keys.sort();
    const best = new Uint32Array(slots.length);
    for (let at = 0; at < keys.length; at++) best[at] = 2 ** 32 - 1 - (keys[keys.length - 1 - at] % 2 ** 32);
    return best;
  }

  // Words ------------------------------------------------------------------------

  // Of a unit that has a word, how much that says: the more, the fewer others have it.
  function rarity(index, term) {
    const count = index.whole(term).slots.length;
    return Math.log(1 + (index.units - count + 0.5) / (count + 0.5));
  }

  function scored({ slots, levels }, factor) {
    const weights = WEIGHTS.map((weight) => factor * weight);
    const found = { slots, scores: new Float32Array(slots.length) };
    for (let at = 0; at < slots.length; at++) found.scores[at] = weights[levels[at]];
    return found;
  }

  // Short endings are words by chance too often. So says the program, too, where it takes compounds apart.
  const isCompound = (head, tail) => head >= 3 && (tail >= 4 || (tail === 3 && head >= 4));

  // The units of a term: those with the word, and those with compounds that begin
  // or end with it. The former are those that stand in the same shard.
  async function withCompounds(index, term, says) {
    const part = index.part(term);
    const lists = [scored(index.whole(term), says), scored({ slots: part.slots, levels: new Uint8Array(part.slots.length).fill(2) }, COMPOUND * says)];
    const longer = (await index.beside(term)).filter(({ key }) => isCompound(term.key.length, key.length - term.key.length));
    return any([...lists, ...longer.map((one) => scored(index.whole(one), COMPOUND * says))]);
  }

  // The same of all terms that are forms of one word. The commonest says how rare it is.
  async function withForms(index, term) {
    const terms = [term, ...await index.relatives(term)];
    const says = Math.min(...terms.map((one) => rarity(index, one)));
    return { terms, list: any(await Promise.all(terms.map((one) => withCompounds(index, one, says)))) };
  }

  // A word that may have been meant. Numbers are nobody's misspelling, nor is what is too short.
  // Where the archive has no such form of it, its ending is left out.
  async function near(index, word) {
    if (/[0-9]/.test(word) || word.length < 4) return null;
    const bare = withoutEnding(word);
    return (await index.near(word)) ?? (bare.length < word.length && bare.length > SHORTEST_GUESS ? index.near(bare) : null);
  }

  // What stands in the archive for a word of the question. `list` is missing where nothing does.
  async function resolve(index, asked, isExact = false) {
    const { word } = asked;
    if (index.silent.has(word)) return { ...asked, isSilent: true };
    const known = await index.known(word);
    const silent = known.length ? [] : [...index.silent].filter((other) => fold(other) === fold(word));
    if (silent.length) return { ...asked, isSilent: true, accepted: new Set(silent) };
    const stems = new Set(known.map(({ stem }) => stem));
    const found = (await Promise.all([...stems].map((stem) => index.term(stem)))).filter(Boolean);
    const families = isExact
      ? found.map((term) => ({ terms: [term], list: scored(index.whole(term), rarity(index, term)) }))
      : await Promise.all(found.map((term) => withForms(index, term)));
    const terms = families.flatMap((family) => family.terms);
    const lists = families.map((family) => family.list);
    // Lets the units of other terms count, too.
    const add = async (others, factor) => {
      for (const term of await Promise.all([...others].map((stem) => index.term(stem)))) {
        if (!term) continue;
        terms.push(term);
        lists.push(scored(index.whole(term), factor * rarity(index, term)));
      }
    };
    // A word that is not known may be another form of one that is, or the beginning of
    // one, even when nobody types any more.
    const form = known.length || asked.isOpen || isExact ? null : await index.form(word);
    if (form) return { ...(await resolve(index, { ...asked, word: form })), ...asked, instead: form };
    if (!isExact && word.length > 1 && (asked.isOpen || !known.length)) {
      const others = (await index.completions(word, MOST_COMPLETIONS)).map(({ stem }) => stem).filter((stem) => !stems.has(stem));
      await add(new Set(others), known.length ? COMPOUND : COMPLETION);
    }
    // It may also stand only at the end of compounds.
    if (!isExact && !known.length && !asked.isOpen) await add(await index.endings(word), COMPOUND);
    // Nothing is that: then it is misspelt. Of short words too many are nearly so, and
    // what is still being typed may yet become something: there it is left to the reader.
    const isGuessed = !terms.length && !asked.isOpen && !isExact && word.length >= SHORTEST_GUESS;
    const meant = isGuessed ? await near(index, word) : null;
    if (meant) return { ...(await resolve(index, { ...asked, word: meant })), ...asked, instead: meant };
    const isUnmarked = known.length > 0 && known[0].key !== word;
    return {
      ...asked,
      terms,
      accepted: new Set(isUnmarked ? known.map(({ key }) => key) : [word]),
      instead: isUnmarked ? known[0].key : null,
      list: terms.length ? any(lists) : null,
    };
  }

  // Case numbers -------------------------------------------------------------------

  // Words before a number that say only that it is one, and short forms of others.
  const REGISTER = /^(dnr|diarienummer|diarienr|ärende|ärendenr|ärendenummer|nr|nummer|case|no|number)$/u;
  const SHORT = { mot: "motion", motionen: "motion", utl: "utlåtande", utlåtandet: "utlåtande", interpellationen: "interpellation" };

  // The units that have the number that is asked for, however it is written.
  async function byNumber(index, text) {
    const written = numberParts(composed(text));
    const parts = written.filter((part) => !REGISTER.test(part)).map((part) => SHORT[part] ?? part);
    const digits = parts.filter((part) => /^[0-9]/.test(part));
    const isNumber = parts.length > 1 || digits[0]?.length > 4 || parts.length < written.length;
    if (!digits.length || !isNumber || parts.length > 9 || /["“”„»«]/u.test(text)) return [];
    // A year may be written in two digits.
    const spellings = [parts];
    parts.forEach((part, at) => {
      if (!/^[0-9]{1,2}$/.test(part)) return;
      for (const century of ["20", "19"]) spellings.push(parts.with(at, century + part.padStart(2, "0")));
    });
    for (const spelling of spellings) {
      const term = await index.term(`#${spelling.join("/")}`);
      if (term) return [...index.whole(term).slots];
    }
    return [];
  }

  // Filters ------------------------------------------------------------------------

  // The units that have a value that can be filtered by. Of days, the year counts.
  async function withValue(index, kind, value) {
    const key = `:${kind}/${value}`;
    const terms = kind === "d" ? await index.terms.beginning(key) : [await index.term(key)];
    return terms.filter(Boolean).map((term) => index.whole(term).slots);
  }

  // For each unit of a list the kinds of filters that it does not pass, a bit for each.
  async function failures(index, slots, filters) {
    const fails = new Uint8Array(slots.length);
    for (const [kind, values] of Object.entries(filters)) {
      const passes = new Uint8Array(2 ** index.bits);
      for (const value of values) {
        for (const some of await withValue(index, kind, value)) for (const slot of some) passes[slot] = 1;
      }
      const bit = 1 << KINDS.indexOf(kind);
      for (let at = 0; at < slots.length; at++) if (!passes[slots[at]]) fails[at] |= bit;
    }
    return fails;
  }

  // How many units there are of each value of each kind: `all` of those that were
  // found, and `count` of those that pass the filters of all other kinds. So a
  // value's count is what it would show, chosen by itself or beside others of its kind.
  async function counts(index, { slots, fails }) {
    const NONE = 255;
    const state = new Uint8Array(2 ** index.bits).fill(NONE);
    for (let at = 0; at < slots.length; at++) state[slots[at]] = fails[at];
    const found = Object.fromEntries(KINDS.map((kind) => [kind, new Map()]));
    for (const term of await index.terms.beginning(":")) {
      const kind = term.key[1];
      const others = KINDS.includes(kind) ? ~(1 << KINDS.indexOf(kind)) : 0;
      const value = kind === "d" ? term.key.slice(3, 7) : term.key.slice(3);
      let [all, count] = [0, 0];
      for (const slot of index.whole(term).slots) {
        if (state[slot] === NONE) continue;
        all++;
        if ((state[slot] & others) === 0) count++;
      }
      if (!all) continue;
      const before = found[kind].get(value);
      found[kind].set(value, { value, all: all + (before?.all ?? 0), count: count + (before?.count ?? 0) });
    }
    return found;
  }

  // Phrases ------------------------------------------------------------------------

  // Where a phrase begins among the words of a text.
  function phraseAt(found, phrase) {
    for (let at = 0; at + phrase.length <= found.length; at++) {
      if (phrase.every((accepted, nth) => accepted.has(found[at + nth].word))) return at;
    }
    return -1;
  }

  // Which units have the phrases was found out for the last ones already.
  let checked = { key: "", has: new Map() };

  // Those of the slots that have every phrase, word for word; null when it is too late.
  async function withPhrases(index, phrases, slots, isLate) {
    const key = JSON.stringify(phrases.map((phrase) => phrase.map((accepted) => [...accepted])));
    if (checked.key !== key || checked.index !== index) checked = { key, index, has: new Map() };
    const { has } = checked;
    const look = async (slot) => {
      const row = await index.row(slot);
      const texts = [row.title, ...(await index.text(row)).paragraphs.map(({ text }) => text)].map(words);
      has.set(slot, phrases.every((phrase) => texts.some((text) => phraseAt(text, phrase) >= 0)));
    };
    for (let at = 0; at < slots.length; at += TEXTS_AT_ONCE) {
      if (isLate()) return null;
      await Promise.all([...slots.subarray(at, at + TEXTS_AT_ONCE)].filter((slot) => !has.has(slot)).map(look));
    }
    return slots.filter((slot) => has.get(slot));
  }

  // Only those units of a list that stand among some slots.
  function only(found, slots) {
    const sorted = Uint32Array.from(slots).sort();
    return both(found, { slots: sorted, scores: new Float32Array(sorted.length) });
  }

  // Titles -------------------------------------------------------------------------

  // How far a title is what was asked, from 0 to 1: of all words of either, how many
  // both have.
  function likeness(index, title, count, marks) {
    const said = words(title).filter(({ word }) => !index.silent.has(word));
    const hits = new Set(said.map(({ word }) => marks.of(word)).filter((nth) => nth !== undefined));
    return hits.size / (said.length + count - hits.size);
  }

  // Puts the best slots in order anew: whose title says what was asked, and nothing
  // else, counts twice. Scores alone do not tell it from a title that says more.
  async function byTitle(index, slots, { slots: sorted, scores }, count, marks) {
    const best = slots.subarray(0, count > 2 ? MOST_TITLES_OF_MANY : MOST_TITLES);
    const rows = await Promise.all([...best].map((slot) => index.row(slot)));
    const score = ({ slot, title }) => scores[sorted.indexOf(slot)] * (1 + likeness(index, title, count, marks));
    const scored = rows.map((row) => [row.slot, score(row)]).sort(([, a], [, b]) => b - a);
    best.set(scored.map(([slot]) => slot));
  }

  // Answers ------------------------------------------------------------------------

  // Every unit there is: each has a type.
  async function everything(index) {
    const kinds = await index.terms.beginning(":k/");
    return any(kinds.map((term) => ({ slots: index.whole(term).slots, scores: new Float32Array(index.whole(term).slots.length) })));
  }

  // Answers a question: { text, filters: { b: [...] }, sort }. Comes back with nothing when `isLate` says so meanwhile.
  async function answer(index, { text, filters, sort = "", isTyping = false, isLate = () => false }) {
    const question = composed(text);
    const asked = parse(question, isTyping);
    const [loose, phrases, numbers] = await Promise.all([
      Promise.all(asked.loose.map((word) => resolve(index, word))),
      Promise.all(asked.phrases.map((phrase) => Promise.all(phrase.map((word) => resolve(index, word, true))))),
      byNumber(index, question),
    ]);
    // What has just been begun and fits nothing yet is not held against the rest.
    const meant = [...loose, ...phrases.flat()].filter((one) => !one.isSilent && !(one.isOpen && !one.list && one.word.length < 3));
    const known = meant.filter((one) => one.list);
    const missing = meant.filter((one) => !one.list);
    const lists = known.map((one) => one.list).sort((a, b) => a.slots.length - b.slots.length);

    let found = EMPTY;
    let isPartial = false;
    if (!question.trim()) {
      found = await everything(index);
    } else if (lists.length && (!phrases.length || !missing.length)) {
      found = lists.reduce(both);
      isPartial = missing.length > 0;
      if (!found.slots.length && !phrases.length) {
        found = any(lists, true);
        isPartial = true;
      }
    }

    let looked = 0;
    const exact = phrases.map((phrase) => phrase.map(({ word, accepted }) => accepted ?? new Set([word])));
    const isSilentPhrase = phrases.some((phrase) => phrase.every((one) => one.isSilent));
    if (isSilentPhrase) {
      found = EMPTY; // its words stand in nearly every text, and no list says in which
    } else if (phrases.length && found.slots.length) {
      let candidates = ranked(found);
      if (candidates.length > MOST_TEXTS) {
        const fails = await failures(index, candidates, filters);
        candidates = candidates.filter((_, at) => !fails[at]);
      }
      if (candidates.length > MOST_TEXTS) {
        looked = MOST_TEXTS;
        candidates = candidates.subarray(0, MOST_TEXTS);
      }
      const kept = await withPhrases(index, exact, candidates, isLate);
      if (!kept) return null;
      found = only(found, kept);
    }
    if (numbers.length) {
      const first = { slots: Uint32Array.from(numbers), scores: new Float32Array(numbers.length).fill(NUMBER) };
      found = either(isPartial ? EMPTY : found, first, false);
    }
    const fails = await failures(index, found.slots, filters);
    const passing = { slots: found.slots.filter((_, at) => !fails[at]), scores: found.scores.filter((_, at) => !fails[at]) };
    const slots = ranked(passing);
    const marks = marker(index, loose.filter((one) => one.list), exact);
    const count = loose.filter((one) => !one.isSilent).length;
    if (count && !numbers.length && sort !== "date") await byTitle(index, slots, passing, count, marks);
    const spelt = numbers.length ? [] : await Promise.all(missing.map(async (one) => ({ ...one, near: await near(index, one.word) })));
    return {
      found: { slots: found.slots, fails },
      slots,
      numbers: new Set(numbers),
      isPartial: isPartial && !numbers.length && found.slots.length > 0,
      isSilent: isSilentPhrase || (loose.length > 0 && !phrases.length && loose.every((one) => one.isSilent)),
      isNothing: !meant.length,
      instead: meant.filter((one) => one.instead),
      near: spelt.filter((one) => one.near).map((one) => ({ word: one.near, text: question.slice(0, one.start) + one.near + question.slice(one.end) })),
      looked,
      marks,
    };
  }

  // Orders slots by date, the newest first and those without one last, until there are so many.
  async function byDate(index, slots, most) {
    const isLeft = new Uint8Array(2 ** index.bits);
    for (const slot of slots) isLeft[slot] = 1;
    const sorted = [];
    const names = await index.terms.names(":d/", ":d/\uFFFF");
    const wanted = Math.min(most, slots.length);
    for (const name of names.reverse()) {
      if (sorted.length >= wanted) break;
      const days = [...(await index.terms.shard(name)).values()].filter(({ key }) => key.startsWith(":d/"));
      for (const day of days.reverse()) {
        for (const slot of index.whole(day).slots) {
          if (!isLeft[slot]) continue;
          isLeft[slot] = 0;
          sorted.push(slot);
        }
      }
    }
    if (sorted.length < wanted) for (const slot of slots) if (isLeft[slot]) sorted.push(slot);
    return sorted;
  }

  // Marks --------------------------------------------------------------------------

  // Tells of each word of a text which word of the question it is a hit for.
  function marker(index, meant, phrases) {
    const exact = new Map();
    const parts = [];
    meant.forEach(({ terms }, nth) => {
      for (const term of terms) {
        for (const form of index.forms(term)) exact.set(form, nth);
        parts.push({ key: term.key, nth });
      }
    });
    const of = (word) => {
      if (exact.has(word)) return exact.get(word);
      const isPart = ({ key }) => {
        const at = word.indexOf(key);
        return at === 0 ? isCompound(key.length, word.length - key.length) : at > 0 && isCompound(at, word.length - at);
      };
      return parts.find(isPart)?.nth;
    };
    return { of, phrases };
  }

  // The hits in a text: where each begins and ends, and what it is one for; a phrase counts for more than any word.
  function hitsIn(text, { of, phrases }) {
    const found = words(text);
    const hits = [];
    phrases.forEach((phrase, nth) => {
      for (let from = 0; ;) {
        const at = phraseAt(found.slice(from), phrase);
        if (at < 0) break;
        const end = from + at + phrase.length;
        hits.push({ start: found[from + at].start, end: found[end - 1].end, nth: -1 - nth });
        from = end;
      }
    });
    for (const { word, start, end } of found) {
      const nth = of(word);
      if (nth !== undefined) hits.push({ start, end, nth });
    }
    return hits.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  // A text as pieces, of which the hits are marked, from a place to another.
  function pieces(text, hits, start = 0, end = text.length) {
    const found = [];
    let done = start;
    for (const hit of hits) {
      if (hit.start < done || hit.end > end) continue;
      found.push({ text: text.slice(done, hit.start) }, { text: text.slice(hit.start, hit.end), isHit: true });
      done = hit.end;
    }
    found.push({ text: text.slice(done, end) });
    return found.filter((piece) => piece.text);
  }

  const marked = (text, marks) => pieces(text, hitsIn(text, marks));

  // So many letters of an excerpt stand before its first hit, and so many it has in
  // all: a hit is in sight even in the narrowest window.
  const BEFORE = 50;
  const MOST_BEFORE = 120;
  const LENGTH = 220;

  // How much is found: another word says more than the same again, a phrase more than all words.
  const worth = (hits) => new Set(hits.map(({ nth }) => nth)).size + (hits.some(({ nth }) => nth < 0) ? 100 : 0);

  // The words of a text around its best hit; where there is none, its beginning.
  function excerpt(title, paragraphs, marks) {
    const others = paragraphs.filter(({ text }) => text.trim() && !title.includes(text.trim())); // that stands above already
    let best = null;
    for (const { anchor, text } of others) {
      const hits = hitsIn(text, marks);
      if (hits.length && (!best || worth(hits) > best.worth)) best = { anchor, text, hits, worth: worth(hits) };
    }
    best ??= others.length ? { ...others[0], hits: [], worth: 0 } : null;
    if (!best) return null;
    const { anchor, text, hits } = best;
    // It begins at the hit that has the most different ones after it.
    const after = (from) => hits.filter((hit) => hit.start >= from.start && hit.end <= from.start + LENGTH - BEFORE);
    const from = hits.length ? hits.reduce((a, b) => (worth(after(b)) > worth(after(a)) ? b : a)) : { start: 0, end: 0 };
    const start = text.length <= LENGTH ? 0 : gap(text, before(text, from), from.start) ?? from.start;
    const full = Math.max(start + LENGTH, from.end);
    const end = full >= text.length ? text.length : gap(text, full - 1, full - BEFORE) ?? full;
    return { anchor, pieces: pieces(text, hits, start, end), isCutBefore: start > 0, isCutAfter: end < text.length };
  }

  // Where an excerpt begins: some way before a hit, and further where little follows it.
  const before = (text, { start }) => Math.max(start - MOST_BEFORE, Math.min(start - BEFORE, text.length - LENGTH));

  // The first place from one to another, in either direction, where a word begins.
  function gap(text, from, to) {
    const step = Math.sign(to - from);
    for (let at = from; at !== to; at += step) if (at <= 0 || /\s/u.test(text[at - 1])) return Math.max(0, at);
    return null;
  }

  return { KINDS, answer, byDate, counts, marked, excerpt };
})();
