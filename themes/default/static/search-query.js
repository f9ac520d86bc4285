// Answers questions with the index that `search-index.js` reads: which units there
// are, in which order, how many of each kind, and which words of them to show.
"use strict";

const diariumSearch = (() => {
  const { words, fold, numberKey } = diariumIndex;

  // Of a phrase whose words are common, so many texts are looked through.
  const MOST_TEXTS = 200;

  // While a word is being typed, so many that begin like it count.
  const MOST_COMPLETIONS = 12;

  // Questions ----------------------------------------------------------------

  // What was asked: words, and phrases in quotes.
  function parse(text) {
    const phrases = [];
    const rest = text.replace(/["“”„»«]([^"“”„»«]+)["“”„»«]?/gu, (_, phrase) => {
      phrases.push(words(phrase).map(({ word }) => word));
      return " " + phrase + " ";
    });
    const isOpen = /[\p{Alphabetic}\p{N}]$/u.test(text);
    return { words: words(rest).map(({ word }) => word), phrases: phrases.filter((phrase) => phrase.length > 1), isOpen };
  }

  // Lists of units: `slots` in order, and a score for each ------------------------

  function both(a, b) {
    const [slots, scores] = [[], []];
    for (let i = 0, j = 0; i < a.slots.length && j < b.slots.length;) {
      if (a.slots[i] < b.slots[j]) i++;
      else if (a.slots[i] > b.slots[j]) j++;
      else {
        slots.push(a.slots[i]);
        scores.push(a.scores[i++] + b.scores[j++]);
      }
    }
    return { slots, scores };
  }

  // Everything of several lists, with what `join` makes of two scores.
  function any(lists, join) {
    if (lists.length === 1) return lists[0];
    const found = new Map();
    for (const { slots, scores } of lists) {
      slots.forEach((slot, at) => found.set(slot, found.has(slot) ? join(found.get(slot), scores[at]) : scores[at]));
    }
    const slots = [...found.keys()].sort((a, b) => a - b);
    return { slots, scores: slots.map((slot) => found.get(slot)) };
  }

  // What the levels of postings stand for.
  const WEIGHTS = [0, 0.2, 0.42, 0.58, 0.71, 0.82, 0.9, 0.96];

  // A term's units. What is rare says more than what is common; a part of a longer
  // word says less than any whole one.
  function scored(index, term, factor = 1) {
    const list = ({ slots, levels }, weigh) => {
      const rarity = Math.log(1 + (index.units - slots.length + 0.5) / (slots.length + 0.5));
      return { slots, scores: Array.from(levels, (level) => factor * rarity * weigh(level)) };
    };
    const whole = list(index.whole(term), (level) => WEIGHTS[level]);
    const part = list(index.part(term), () => 0.02);
    return part.slots.length ? any([whole, part], Math.max) : whole;
  }

  // A word of the question, and what it stands for in the archive.
  async function resolve(index, word, isOpen) {
    const known = await index.known(word);
    const meant = known.map(({ stem }) => ({ stem, factor: 1 }));
    if (isOpen && word.length > 2) {
      for (const { stem } of await index.completions(word, MOST_COMPLETIONS)) {
        if (!meant.some((other) => other.stem === stem)) meant.push({ stem, factor: 0.6 });
      }
    }
    const terms = await Promise.all(meant.map(async ({ stem, factor }) => ({ term: await index.term(stem), factor })));
    const found = terms.filter(({ term }) => term);
    const isUnmarked = known.length > 0 && known.every((one) => one.word !== word);
    return {
      word,
      unmarked: isUnmarked ? known[0].word : null,
      terms: found.map(({ term }) => term),
      list: found.length ? any(found.map(({ term, factor }) => scored(index, term, factor)), Math.max) : null,
    };
  }

  // Answers --------------------------------------------------------------------

  // Units that have a number, however it is written.
  async function byNumber(index, text) {
    const bare = text.trim().replace(/^(dnr|diarienummer|diarienr|ärende|nr|case|no)[.:\s]+/iu, "");
    const key = numberKey(bare);
    const parts = key.slice(1).split("/");
    if (parts.filter((part) => /[0-9]/.test(part)).length < 2 && !/[a-zåäö].*[0-9]{2}/iu.test(bare)) return [];
    const spellings = [key];
    for (const at of [parts.length - 1, 0]) {
      if (!/^[0-9]{1,2}$/.test(parts[at])) continue;
      for (const century of ["20", "19"]) {
        spellings.push("#" + parts.with(at, century + parts[at].padStart(2, "0")).join("/"));
      }
    }
    for (const spelling of spellings) {
      const term = await index.term(spelling);
      if (term) return [...index.whole(term).slots];
    }
    return [];
  }

  // The units that a filter lets through: those with one of its values.
  async function allowed(index, kind, values) {
    const lists = [];
    for (const value of values) {
      const key = `:${kind}/${value}`;
      if (kind === "d") {
        for await (const [, term] of index.terms.beginning(key)) lists.push(index.whole(term).slots);
      } else {
        const term = await index.term(key);
        if (term) lists.push(index.whole(term).slots);
      }
    }
    return new Set(lists.flatMap((slots) => [...slots]));
  }

  // Answers a question: { text, filters: { b: [...] }, isTyping }.
  async function answer(index, { text, filters, isTyping }) {
    const asked = parse(text);
    const loud = asked.words.filter((word) => !index.silent.has(word));
    const isOpen = (at) => isTyping && asked.isOpen && at === asked.words.length - 1;
    const resolved = await Promise.all(asked.words.map((word, at) =>
      index.silent.has(word) ? null : resolve(index, word, isOpen(at))));
    const meant = resolved.filter((one) => one);
    const found = meant.filter((one) => one.list);
    const missing = meant.filter((one) => !one.list).map((one) => one.word);
    const kinds = Object.entries(filters).filter(([, values]) => values.length);

    let hits = { slots: [], scores: [] };
    let isPartial = false;
    if (found.length) {
      const lists = found.map((one) => one.list).sort((a, b) => a.slots.length - b.slots.length);
      const inAll = lists.reduce(both);
      isPartial = missing.length > 0 || inAll.slots.length === 0;
      hits = missing.length || inAll.slots.length || asked.phrases.length ? inAll : any(lists, (a, b) => a + b);
    } else if (!loud.length && !asked.words.length && kinds.length) {
      const slots = [...(await allowed(index, ...kinds[0]))].sort((a, b) => a - b);
      hits = { slots, scores: slots.map(() => 0) };
    }
    for (const [kind, values] of kinds) {
      const set = await allowed(index, kind, values);
      const kept = hits.slots.map((slot, at) => [slot, at]).filter(([slot]) => set.has(slot));
      hits = { slots: kept.map(([slot]) => slot), scores: kept.map(([, at]) => hits.scores[at]) };
    }
    if (missing.length && (missing.length === meant.length || asked.phrases.length)) hits = { slots: [], scores: [] };
    const answer = {
      slots: ranked(hits),
      numbers: await byNumber(index, text),
      missing,
      near: {},
      isPartial: isPartial && hits.slots.length > 0,
      isSilent: asked.words.length > 0 && loud.length === 0,
      unmarked: meant.filter((one) => one.unmarked).map((one) => ({ word: one.word, found: one.unmarked })),
      marks: marker(index, found, asked),
      looked: null,
    };
    if (asked.phrases.length) await keepPhrases(index, asked.phrases, answer);
    if (!answer.numbers.length) for (const word of missing) answer.near[word] = await index.near(word);
    return answer;
  }

  // Slots, the best first; what is equally good stands in the order of slots.
  function ranked({ slots, scores }) {
    const order = Array.from(slots, (_, at) => at).sort((a, b) => scores[b] - scores[a] || a - b);
    return order.map((at) => slots[at]);
  }

  // Keeps the units that have every phrase, word for word.
  async function keepPhrases(index, phrases, answer) {
    const looked = answer.slots.slice(0, MOST_TEXTS);
    const kept = [];
    for (let at = 0; at < looked.length; at += 20) {
      const some = await Promise.all(looked.slice(at, at + 20).map(async (slot) => {
        const row = await index.row(slot);
        const texts = [row.title, ...(await index.text(row)).paragraphs.map(({ text }) => text)];
        const has = (phrase) => texts.some((text) => phraseAt(words(text), phrase) >= 0);
        return phrases.every(has) ? slot : null;
      }));
      kept.push(...some.filter((slot) => slot !== null));
    }
    if (looked.length < answer.slots.length) answer.looked = looked.length;
    answer.slots = kept;
  }

  // Where a phrase begins among the words of a text.
  function phraseAt(found, phrase) {
    for (let at = 0; at + phrase.length <= found.length; at++) {
      if (phrase.every((word, nth) => found[at + nth].word === word)) return at;
    }
    return -1;
  }

  // Orders slots by date, the newest first, until there are so many.
  async function byDate(index, slots, most) {
    const left = new Set(slots);
    const sorted = [];
    const [first, last] = [index.terms.place(":d/"), index.terms.place(":d/\uFFFF")];
    for (let number = last; number >= first && sorted.length < most && left.size; number--) {
      const days = [...(await index.terms.shard(number)).values()].filter(({ key }) => key.startsWith(":d/"));
      for (const term of days.reverse()) {
        for (const slot of index.whole(term).slots) if (left.delete(slot)) sorted.push(slot);
      }
    }
    return sorted.length < most ? [...sorted, ...left] : sorted;
  }

  // How many of the slots each filter would leave.
  async function counts(index, slots) {
    const isHit = new Set(slots);
    const found = {};
    for await (const [key, term] of index.terms.beginning(":")) {
      const [, kind, value] = key.match(/^:(.)\/(.*)$/u);
      const name = kind === "d" ? value.slice(0, 4) : value;
      let count = 0;
      for (const slot of index.whole(term).slots) if (isHit.has(slot)) count++;
      found[kind] ??= new Map();
      if (count) found[kind].set(name, (found[kind].get(name) ?? 0) + count);
    }
    return found;
  }

  // Excerpts -----------------------------------------------------------------

  // Tells of each word of a text which word of the question it is a hit for.
  function marker(index, found, asked) {
    const exact = new Map();
    const parts = [];
    found.forEach(({ terms }, nth) => terms.forEach((term) => {
      index.forms(term).forEach((form) => exact.set(form, nth));
      if (term.key.length > 2) parts.push([fold(term.key), nth]);
    }));
    const of = (word) => {
      if (exact.has(word)) return exact.get(word);
      const folded = fold(word);
      return parts.find(([part]) => folded.length > part.length + 2 && folded.includes(part))?.[1];
    };
    return { of, phrases: asked.phrases };
  }

  // About so many letters stand around a hit.
  const AROUND = 110;

  // The words of a text around its best hit, as pieces of which some are marked.
  function excerpt(row, paragraphs, marks) {
    let best = null;
    for (const { anchor, text } of paragraphs) {
      if (row.title.includes(text)) continue; // it stands above already
      const hits = [];
      const found = words(text);
      for (const phrase of marks.phrases) {
        const at = phraseAt(found, phrase);
        if (at >= 0) hits.push({ start: found[at].start, end: found[at + phrase.length - 1].end, nth: -1 });
      }
      for (const { word, start, end } of found) {
        const nth = marks.of(word);
        if (nth !== undefined) hits.push({ start, end, nth });
      }
      const score = new Set(hits.map(({ nth }) => nth)).size + (hits.some(({ nth }) => nth < 0) ? 100 : 0);
      if (score && (!best || score > best.score)) best = { anchor, text, hits, score };
    }
    if (!best) return null;
    const { anchor, text } = best;
    const hits = best.hits.sort((a, b) => a.start - b.start || b.end - a.end);
    // The window begins at the hit that has the most different words after it.
    const within = (from) => new Set(hits.filter(({ start }) => start >= from.start && start < from.start + 2 * AROUND)
      .map(({ nth }) => nth)).size + (from.nth < 0 ? 100 : 0);
    const from = hits.reduce((a, b) => (within(b) > within(a) ? b : a));
    const start = edge(text, Math.max(0, from.start - AROUND), 1);
    const end = edge(text, Math.min(text.length, from.start + 2 * AROUND), -1);
    const pieces = [];
    let done = start;
    for (const hit of hits.filter((hit) => hit.start >= start && hit.end <= end)) {
      if (hit.start < done) continue;
      pieces.push({ text: text.slice(done, hit.start) }, { text: text.slice(hit.start, hit.end), isHit: true });
      done = hit.end;
    }
    pieces.push({ text: text.slice(done, end) });
    return { anchor, pieces, isCutBefore: start > 0, isCutAfter: end < text.length };
  }

  // The nearest place between words, going in a direction.
  function edge(text, at, step) {
    if (at === 0 || at === text.length) return at;
    for (let near = at; near > 0 && near < text.length && Math.abs(near - at) < 30; near += step) {
      if (/\s/u.test(text[near])) return near + (step > 0 ? 1 : 0);
    }
    return at;
  }

  return { answer, byDate, counts, excerpt };
})();
