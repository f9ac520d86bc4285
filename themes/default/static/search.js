// The page for searching: reads the question from the form and the address, shows
// what `search-query.js` answers. What stands in the archive is only ever set as
// text, never as HTML.
"use strict";

(() => {
  const form = document.querySelector("#_search");
  const [query, chosen, filters, results, status, failed, advice, sort, hits, more] =
    ["query", "chosen", "filters", "results", "status", "failed", "advice", "sort", "hits", "more"]
      .map((name) => document.querySelector(`#_${name}`));
  const order = sort.querySelector("select");

  // How many results are shown at once.
  const PAGE = 10;

  // How long nothing must be typed before it is searched for, in milliseconds.
  const PAUSE = 120;

  const KINDS = ["k", "m", "b", "t", "s", "g", "d"];

  let index = null;
  let says = null;
  let names = {};
  // Which question is the last; what comes in for an older one is dropped.
  let asked = 0;
  let shown = { slots: [], marks: null, count: 0 };

  // Elements ---------------------------------------------------------------------

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "onclick") element.addEventListener("click", value);
      else if (value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  }

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const counted = (forms, n) => fill(n === 1 ? forms.one : forms.other, { n: n.toLocaleString(document.documentElement.lang) });

  // The question is kept in the address, so that it can be sent as a link ---------

  function read() {
    const fields = new URLSearchParams(location.hash.slice(1));
    const state = { text: fields.get("q") ?? "", sort: fields.get("sort") ?? "", filters: {} };
    for (const kind of KINDS) {
      const values = fields.getAll(kind).filter((value) => value);
      if (values.length) state.filters[kind] = values;
    }
    return state;
  }

  function address(state) {
    const fields = new URLSearchParams();
    if (state.text.trim()) fields.set("q", state.text);
    for (const kind of KINDS) for (const value of state.filters[kind] ?? []) fields.append(kind, value);
    if (state.sort) fields.set("sort", state.sort);
    return `#${fields}`;
  }

  // A step that the back button undoes, or, while typing, the same one changed.
  function go(state, isStep) {
    const to = address(state);
    if (to === (location.hash || "#")) return void search(state, !isStep);
    isTyping = !isStep;
    if (isStep) location.hash = to;
    else location.replace(to);
  }
  let isTyping = false;

  function toggled(state, kind, value) {
    const values = state.filters[kind] ?? [];
    const next = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
    return { ...state, filters: { ...state.filters, [kind]: next } };
  }

  // What a filter's value is called.
  function named(kind, value) {
    if (kind === "k") return says.type[value] ?? says.search.kind[value] ?? value;
    if (kind === "s") return says.stance[value] ?? value;
    if (kind === "g") return says.ground[value] ?? value;
    return names[kind]?.get(value) ?? value;
  }

  // Asking -----------------------------------------------------------------------

  async function search(state, typing) {
    const turn = ++asked;
    const isLate = () => turn !== asked;
    query.value = document.activeElement === query && typing ? query.value : state.text;
    order.value = state.sort;
    failed.hidden = true;
    try {
      if (!index) await open();
      if (Object.keys(state.filters).length || filters.open) await loadNames();
      const hasQuestion = state.text.trim() || Object.keys(state.filters).length;
      results.hidden = !hasQuestion;
      showChosen(state);
      if (!hasQuestion) return void clear();
      status.textContent = says.search.working;
      const answer = await diariumSearch.answer(index, { ...state, isTyping: typing });
      if (isLate()) return;
      const numbers = await Promise.all(answer.numbers.slice(0, PAGE).map((slot) => index.row(slot)));
      if (isLate()) return;
      const slots = answer.slots.filter((slot) => !answer.numbers.includes(slot));
      const isByDate = state.sort === "date" || !state.text.trim();
      shown = { slots, marks: answer.marks, count: 0, isByDate, numbers };
      showAdvice(state, answer);
      hits.replaceChildren();
      numbers.forEach((row) => hits.append(entry(row, fill(says.search.number, { number: state.text.trim() }))));
      await showMore(isLate);
      if (isLate()) return;
      const total = slots.length + numbers.length;
      status.textContent = total ? counted(says.search.hits, total) : "";
      sort.hidden = slots.length < 2;
      if (filters.open) await showFilters(state, isLate);
      document.documentElement.dataset.answered = turn; // for whoever waits for it
    } catch (error) {
      if (isLate()) return;
      console.error(error);
      clear();
      results.hidden = failed.hidden = false;
    }
  }

  function clear() {
    hits.replaceChildren();
    advice.replaceChildren();
    status.textContent = "";
    sort.hidden = more.hidden = true;
    shown = { slots: [], marks: null, count: 0, numbers: [] };
  }

  // A file that is gone was replaced by another build: the new index is asked for once.
  async function open() {
    try {
      index = await diariumIndex.open(form.dataset.index);
    } catch {
      index = await diariumIndex.open(form.dataset.index, true);
    }
    says = index.says;
  }

  async function loadNames() {
    if (names.b) return;
    const lists = await index.filters();
    for (const [kind, flat] of Object.entries(lists)) {
      names[kind] = new Map();
      for (let at = 0; at < flat.length; at += 2) names[kind].set(flat[at], flat[at + 1]);
    }
  }

  // Showing ----------------------------------------------------------------------

  function showAdvice(state, answer) {
    const lines = [];
    const quoted = (text) => `”${text}”`;
    if (answer.isSilent) lines.push(says.search.silent);
    for (const { word, found } of answer.unmarked) {
      lines.push(fill(says.search.unmarked, { query: quoted(word), word: quoted(found) }));
    }
    if (answer.isPartial) lines.push(says.search.some);
    const isNothing = !answer.slots.length && !answer.numbers.length && !answer.isSilent;
    if (isNothing) lines.push(fill(says.search.nothing, { query: quoted(state.text.trim()) }));
    if (answer.looked) lines.push(fill(says.search.unread, { n: answer.looked }));
    const paragraphs = lines.map((line) => make("p", {}, line));
    for (const [word, near] of Object.entries(answer.near)) {
      if (!near) continue;
      const better = { ...state, text: state.text.replace(new RegExp(word.replace(/[^\p{L}\p{N}]/gu, ""), "iu"), near) };
      const [before, after] = says.search.near.split("{word}");
      paragraphs.push(make("p", { class: "near" }, before, make("a", { href: address(better) }, near), after ?? ""));
    }
    advice.replaceChildren(...paragraphs);
  }

  // Shows the next results, with their texts' words around the hits.
  async function showMore(isLate) {
    const { slots, isByDate, count } = shown;
    const sorted = isByDate ? await diariumSearch.byDate(index, slots, count + PAGE) : slots;
    const rows = await Promise.all(sorted.slice(count, count + PAGE).map((slot) => index.row(slot)));
    if (isLate()) return;
    const { marks } = shown;
    const items = rows.map((row) => entry(row));
    hits.append(...items);
    shown.count = count + rows.length;
    more.hidden = shown.count >= slots.length;
    await Promise.all(rows.map(async (row, at) => {
      const { within, paragraphs } = await index.text(row);
      if (isLate()) return;
      const found = marks && diariumSearch.excerpt(row, paragraphs, marks);
      if (within) items[at].querySelector(".title").after(make("span", { class: "meta" }, fill(says.search.in_case, { title: within })));
      if (found) items[at].lastChild.append(...excerpt(row, found));
    }));
  }

  function entry(row, label) {
    const what = label ? make("strong", {}, label) : named("k", row.kind);
    const date = row.day ? make("time", { datetime: row.day }, day(row.day)) : null;
    const facts = [row.body, row.title === row.town ? "" : row.town, date].filter((fact) => fact);
    const meta = facts.flatMap((fact, at) => (at ? [" · ", fact] : [fact]));
    const stances = row.stances.map((stance) => make("span", { class: `said ${stance}` }, make("b", {}, says.stance[stance])));
    return make("li", {},
      make("span", { class: "what" }, what),
      make("div", {}, make("a", { class: "title", href: form.dataset.root + row.path }, row.title),
        make("span", { class: "meta" }, ...meta, ...stances.flatMap((stance) => [" · ", stance]))));
  }

  // The words around a hit; they lead to their paragraph.
  function excerpt(row, { anchor, pieces, isCutBefore, isCutAfter }) {
    const children = pieces.map(({ text, isHit }) => (isHit ? make("mark", {}, text) : text)).filter((piece) => piece !== "");
    if (isCutBefore) children.unshift("… ");
    if (isCutAfter) children.push(" …");
    const page = form.dataset.root + row.path.split("#")[0];
    const words = anchor ? make("a", { href: `${page}#${anchor}` }, ...children) : make("span", {}, ...children);
    return [make("p", { class: "excerpt" }, words)];
  }

  function day(iso) {
    const [year, month, day] = iso.split("-").map(Number);
    return fill(says.date.day, { day, month: says.month[month], year });
  }

  function showChosen(state) {
    const buttons = Object.entries(state.filters).flatMap(([kind, values]) => values.map((value) =>
      make("button", {
        type: "button",
        "aria-label": fill(says.search.remove, { name: named(kind, value) }),
        onclick: () => { go(toggled(state, kind, value), true); query.focus(); },
      }, `${named(kind, value)} ×`)));
    chosen.replaceChildren(...buttons.flatMap((button) => [button, " "]));
  }

  async function showFilters(state, isLate = () => false) {
    const slots = [...shown.slots, ...shown.numbers.map(({ slot }) => slot)];
    const counts = await diariumSearch.counts(index, slots);
    if (isLate()) return;
    const groups = KINDS.filter((kind) => counts[kind]?.size > 0).map((kind) => {
      const known = [...(names[kind]?.keys() ?? [])];
      const values = [...counts[kind]];
      if (kind === "d") values.sort(([a], [b]) => (a < b ? 1 : -1));
      else values.sort(([a, n], [b, m]) => m - n || known.indexOf(a) - known.indexOf(b) || (a < b ? -1 : 1));
      const items = values.slice(0, 30).map(([value, count]) => make("li", {}, option(state, kind, value, count)));
      return make("fieldset", {}, make("legend", {}, says.search.filter[kind]), make("ul", {}, ...items));
    });
    filters.querySelector(".filters").replaceChildren(...groups);
  }

  function option(state, kind, value, count) {
    const box = make("input", { type: "checkbox", value });
    box.checked = (state.filters[kind] ?? []).includes(value);
    box.addEventListener("change", () => go(toggled(read(), kind, value), true));
    return make("label", {}, box, ` ${named(kind, value)} `, make("span", { class: "count" }, String(count)));
  }

  // The page ---------------------------------------------------------------------

  form.hidden = false;
  let pause = 0;
  query.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => go({ ...read(), text: query.value }, false), PAUSE);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(pause);
    const state = { ...read(), text: query.value };
    // A number and nothing else goes straight to its case.
    if (index && shown.numbers?.length === 1 && !shown.slots.length && address(state) === location.hash) {
      location.href = form.dataset.root + shown.numbers[0].path;
      return;
    }
    go(state, true);
  });
  order.addEventListener("change", () => go({ ...read(), sort: order.value }, true));
  more.addEventListener("click", async () => {
    const turn = asked;
    const before = hits.children.length;
    await showMore(() => turn !== asked);
    hits.children[before]?.querySelector("a").focus();
  });
  filters.addEventListener("toggle", async () => {
    if (!filters.open || !index) return;
    await loadNames();
    await showFilters(read());
  });
  addEventListener("hashchange", () => {
    search(read(), isTyping);
    isTyping = false;
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName)) return;
    event.preventDefault();
    query.focus();
  });
  search(read(), false);
  if (!location.hash) query.focus();
})();
