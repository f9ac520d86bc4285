// The page for searching: reads the question from the form and the address, shows
// what `search-query.js` answers. What stands in the archive is only ever set as
// text, never as HTML.
"use strict";

(() => {
  const { KINDS } = diariumSearch;
  const [form, query, chosen, found, filters, status, sort, hits, more] =
    ["search", "query", "chosen", "found", "filters", "status", "sort", "hits", "more"]
      .map((name) => document.querySelector(`#_${name}`));
  const order = sort.querySelector("select");

  // How many results are shown at once, and at most when the reader comes back to them.
  const PAGE = 10;
  const MOST_PAGES = 20;

  // How long nothing must be typed before it is searched for, and after how long we
  // say that it takes a while, in milliseconds.
  const PAUSE = 120;
  const PATIENCE = 600;

  // Of the values of a filter, so many are shown.
  const MOST_VALUES = 50;

  let opening = null;
  let index = null;
  let says = null;
  let names = null;
  // The address of the question that is shown or being answered, and which question
  // it is: what comes in for an older one is dropped.
  let current = null;
  let turn = 0;
  // For which question the index was opened afresh.
  let refreshed = null;
  // Whether the last step of the history is a question that is still being typed.
  let isOpen = false;
  let shown = null;

  // Elements -----------------------------------------------------------------------

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  }

  function button(text, label, onclick) {
    const element = make("button", { type: "button", "aria-label": label }, text);
    element.addEventListener("click", onclick);
    return element;
  }

  // Replaces what an element holds. The focus stays on what is called the same, or
  // goes to what stands where it was, or to the question.
  function replace(parent, children) {
    const inside = () => [...parent.querySelectorAll("a, button, input")];
    const called = (element) => element.dataset.key ?? element.getAttribute("href");
    const before = inside();
    const at = before.indexOf(document.activeElement);
    parent.replaceChildren(...children);
    if (at < 0) return;
    const after = inside();
    const same = after.find((element) => called(element) === called(before[at]));
    (same ?? after[Math.min(at, after.length - 1)] ?? query).focus();
  }

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const number = (n) => n.toLocaleString(document.documentElement.lang);
  const quoted = (text) => (/["“”„»«]/u.test(text) ? text : `”${text}”`);

  function day(iso) {
    const [year, month, day] = iso.split("-").map(Number);
    return fill(says.date.day, { day, month: says.month[month], year });
  }

  const marked = (pieces) => pieces.map(({ text, isHit }) => (isHit ? make("mark", {}, text) : text));

  // The question is kept in the address, so that it can be sent as a link -----------

  function read() {
    const fields = new URLSearchParams(location.hash.slice(1));
    const state = { text: fields.get("q") ?? "", sort: fields.get("sort") === "date" ? "date" : "", filters: {} };
    for (const kind of KINDS) {
      const values = fields.getAll(kind).filter((value) => value);
      if (values.length) state.filters[kind] = [...new Set(values)];
    }
    return state;
  }

  function address({ text, sort, filters }) {
    const fields = new URLSearchParams();
    if (text.trim()) fields.set("q", text.trim());
    for (const kind of KINDS) for (const value of filters[kind] ?? []) fields.append(kind, value);
    if (sort) fields.set("sort", sort);
    return `#${fields}`;
  }

  // Asks something else. Every question is a step that the back button undoes; one
  // that is being typed stays the same step.
  function go(state, how = {}) {
    const to = address(state);
    if (to !== address(read())) {
      const isSame = how.isTyping && (isOpen || address(read()) === "#");
      if (isSame) location.replace(to);
      else location.hash = to;
    }
    isOpen = Boolean(how.isTyping);
    ask(state, how);
  }

  function toggled(state, kind, value) {
    const values = state.filters[kind] ?? [];
    const next = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
    return { ...state, filters: { ...state.filters, [kind]: next } };
  }

  // Asking -------------------------------------------------------------------------

  async function ask(state, how = {}) {
    const asked = ++turn;
    const isLate = () => asked !== turn;
    current = address(state);
    hits.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => { if (says) say([says.search.working]); }, PATIENCE);
    try {
      await open(how.isFresh);
      await show(state, how, isLate);
    } catch (error) {
      if (!isLate()) again(error);
    } finally {
      clearTimeout(slow);
      if (!isLate()) {
        hits.setAttribute("aria-busy", "false");
        hits.dataset.answers = current; // for whoever waits for it, as tests do
      }
    }
  }

  // Who asks while the index is being opened waits for that one.
  async function open(isFresh) {
    if (!opening || isFresh) opening = diariumIndex.open(form.dataset.index, isFresh);
    try {
      const opened = await opening;
      if (opened === index) return;
      [index, says, names] = [opened, opened.says, null];
    } catch (error) {
      opening = null;
      throw error;
    }
  }

  // A file that is gone was replaced by a later build: the new index is opened, once
  // for a question. A second time it is the archive that is not whole.
  function again(error) {
    if (refreshed !== current) {
      refreshed = current;
      ask(read(), { isFresh: true });
      return;
    }
    console.error(error);
    if (!shown || address(shown.state) !== current) clear();
    say([make("span", { class: "failed" }, form.dataset.failed)]);
  }

  function clear() {
    shown = null;
    replace(hits, []);
    sort.hidden = more.hidden = true;
  }

  // Does something more for what is shown.
  async function besides(work) {
    const asked = turn;
    try {
      await work(() => asked !== turn);
    } catch (error) {
      if (asked === turn) again(error);
    }
  }

  // Showing ------------------------------------------------------------------------

  async function show(state, { isTyping, isEnter, pages = 1 }, isLate) {
    const hasFilters = Object.keys(state.filters).some((kind) => state.filters[kind].length);
    const isAsked = Boolean(state.text.trim()) || hasFilters;
    if (hasFilters || filters.open) names ??= await index.names();
    const answer = isAsked || filters.open ? await diariumSearch.answer(index, { ...state, isTyping, isLate }) : null;
    if (isLate()) return;
    const isByDate = state.sort === "date" || !state.text.trim();
    const next = { state, answer, slots: isAsked ? answer.slots : [], isByDate, count: 0 };
    const rows = await nextRows(next, pages * PAGE);
    if (isLate()) return;

    shown = next;
    excerpts.disconnect();
    order.value = state.sort;
    sort.hidden = next.slots.length < 2 || !state.text.trim();
    showChosen(state);
    say(isAsked ? lines(state, answer, isTyping) : []);
    replace(hits, rows.map(entry));
    more.hidden = next.count >= next.slots.length;
    // Shown even so, because whoever comes back may find the page as it was left.
    if (isEnter && answer?.numbers.size === 1) {
      const { path } = await index.row([...answer.numbers][0]);
      if (!isLate()) location.href = form.dataset.root + path;
      return;
    }
    if (filters.open) await showFilters(isLate);
  }

  // The next rows of an answer.
  async function nextRows(next, count) {
    const { slots, isByDate } = next;
    if (!slots.length) return [];
    const sorted = isByDate ? await diariumSearch.byDate(index, slots, next.count + count) : slots;
    const rows = await Promise.all([...sorted.slice(next.count, next.count + count)].map((slot) => index.row(slot)));
    next.count += rows.length;
    return rows;
  }

  function say(what) {
    replace(status, what.map((line) => make("p", {}, ...[line].flat())));
  }

  // What is to be said of an answer: how much was found, and what it is.
  function lines(state, answer, isTyping) {
    const words = says.search;
    const total = answer.slots.length;
    const said = [];
    if (answer.isSilent || (answer.isNothing && state.text.trim() && !total)) {
      if (!isTyping) said.push(words.silent);
    } else if (total) {
      said.push(fill(total === 1 ? words.hits.one : words.hits.other, { n: number(total) }));
    } else if (answer.found.slots.length) {
      said.push(fill(words.nothing_left, { n: number(answer.found.slots.length) }));
    } else {
      said.push(fill(words.nothing, { query: quoted(state.text.trim()) }));
    }
    for (const { word, instead } of answer.instead) {
      said.push(fill(words.unmarked, { query: quoted(word), word: quoted(instead) }));
    }
    if (answer.isPartial) said.push(words.some);
    if (answer.looked) said.push(fill(words.unread, { n: answer.looked }));
    for (const { word, text } of answer.near) {
      const [before, after] = words.near.split("{word}");
      said.push([before, make("a", { href: address({ ...state, text }) }, word), after]);
    }
    return said;
  }

  // What a value of a filter is called.
  function named(kind, value) {
    if (kind === "k") return says.type[value] ?? says.search.kind[value] ?? value;
    if (kind === "s") return says.stance[value] ?? value;
    if (kind === "g") return says.ground[value] ?? value;
    return names?.[kind]?.get(value) ?? value;
  }

  // A result. The words around its hits are fetched when it comes near the window.
  function entry(row) {
    const { marks, numbers } = shown.answer;
    const number = shown.state.text.trim();
    const what = numbers.has(row.slot) ? make("strong", {}, fill(says.search.number, { number })) : named("k", row.kind);
    const facts = [];
    // The title of an answer begins with whose it is.
    if (row.body && !row.title.startsWith(`${row.body},`)) facts.push(marked(diariumSearch.marked(row.body, marks)));
    if (row.town && row.town !== row.title) facts.push([row.town]);
    if (row.day) facts.push([make("time", { datetime: row.day }, day(row.day))]);
    for (const stance of row.stances) {
      facts.push([make("span", { class: `said stance ${stance}` }, make("b", {}, says.stance[stance] ?? stance))]);
    }
    const title = make("a", { class: "title", href: form.dataset.root + row.path }, ...marked(diariumSearch.marked(row.title, marks)));
    const meta = make("span", { class: "meta" }, ...facts.flatMap((fact, at) => (at ? [" · ", ...fact] : fact)));
    const words = make("div", {}, title, meta);
    const item = make("li", {}, make("span", { class: "what" }, what), words);
    if (row.text) {
      // Their room is kept, so that nothing moves when they come.
      words.append(make("p", { class: "excerpt" }), make("span", { class: "meta within" }));
      waiting.set(item, row);
      excerpts.observe(item);
    }
    return item;
  }

  const waiting = new WeakMap();
  const excerpts = new IntersectionObserver((items) => {
    for (const { target, isIntersecting } of items) {
      if (!isIntersecting) continue;
      excerpts.unobserve(target);
      besides((isLate) => showExcerpt(target, waiting.get(target), isLate));
    }
  }, { rootMargin: "300px" });

  async function showExcerpt(item, row, isLate) {
    const { within, paragraphs } = await index.text(row);
    if (isLate()) return;
    const { marks } = shown.answer;
    const found = diariumSearch.excerpt(row.title, paragraphs, marks);
    if (within) {
      const [before, after] = says.search.in_case.split("{title}");
      item.querySelector(".within").append(before, ...marked(diariumSearch.marked(within, marks)), after);
    }
    if (!found) return;
    const words = [found.isCutBefore ? "… " : "", ...marked(found.pieces), found.isCutAfter ? " …" : ""];
    // They lead to their paragraph.
    const href = `${form.dataset.root}${row.path.split("#")[0]}#${found.anchor}`;
    item.querySelector(".excerpt").append(found.anchor ? make("a", { href }, ...words) : make("span", {}, ...words));
  }

  // Filters ------------------------------------------------------------------------

  function showChosen(state) {
    const pairs = KINDS.flatMap((kind) => (state.filters[kind] ?? []).map((value) => [kind, value]));
    const buttons = pairs.map(([kind, value]) => {
      const name = named(kind, value);
      const one = button(name, fill(says.search.remove, { name }), () => go(toggled(read(), kind, value)));
      one.dataset.key = `${kind}/${value}`;
      one.append(make("span", { "aria-hidden": "true" }, " ×"));
      return one;
    });
    if (pairs.length > 1) buttons.push(button(says.search.all, says.search.all, () => go({ ...read(), filters: {} })));
    replace(chosen, buttons);
  }

  // The values stand in an order that does not change while they are chosen.
  async function showFilters(isLate) {
    const { state, answer } = shown;
    const counts = await diariumSearch.counts(index, answer.found);
    if (isLate()) return;
    const groups = KINDS.map((kind) => {
      const isChosen = (value) => (state.filters[kind] ?? []).includes(value);
      const known = new Map([...(names[kind]?.keys() ?? [])].map((value, at) => [value, at]));
      const byName = (a, b) => (known.has(a) ? known.get(a) - known.get(b) : named(kind, a) < named(kind, b) ? -1 : 1);
      const byCount = (a, b) => b.all - a.all || byName(a.value, b.value);
      for (const value of state.filters[kind] ?? []) if (!counts[kind].has(value)) counts[kind].set(value, { value, all: 0, count: 0 });
      const all = [...counts[kind].values()].sort(kind === "d" ? (a, b) => b.value - a.value : byCount);
      const items = all.filter(({ value }, at) => at < MOST_VALUES || isChosen(value))
        .map(({ value, count }) => make("li", {}, option(kind, value, count, isChosen(value))));
      if (!items.length) return null;
      const rest = all.length - items.length;
      if (rest) items.push(make("li", { class: "note" }, fill(says.search.fewer, { n: number(rest) })));
      return make("fieldset", {}, make("legend", {}, says.search.filter[kind]), make("ul", {}, ...items));
    });
    const list = filters.querySelector(".filters");
    const places = [...list.querySelectorAll("ul")].map((group) => [group.previousSibling.textContent, group.scrollTop]);
    replace(list, groups.filter(Boolean));
    for (const group of list.querySelectorAll("ul")) {
      group.scrollTop = places.find(([legend]) => legend === group.previousSibling.textContent)?.[1] ?? 0;
    }
  }

  function option(kind, value, count, isChosen) {
    const box = make("input", { type: "checkbox", "data-key": `${kind}/${value}` });
    box.checked = isChosen;
    box.addEventListener("change", () => go(toggled(read(), kind, value)));
    return make("label", {}, box, make("span", {}, named(kind, value), " ", make("span", { class: "count" }, number(count))));
  }

  // The page -----------------------------------------------------------------------

  let pause = 0;
  query.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => go({ ...read(), text: query.value }, { isTyping: true }), PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(pause);
    go({ ...read(), text: query.value }, { isEnter: true });
  });
  order.addEventListener("change", () => go({ ...read(), sort: order.value }));
  more.addEventListener("click", () => besides(async (isLate) => {
    const before = hits.children.length;
    const next = { ...shown };
    const rows = await nextRows(next, PAGE);
    if (isLate()) return;
    shown = next;
    hits.append(...rows.map(entry));
    hits.children[before].querySelector("a").focus();
    more.hidden = shown.count >= shown.slots.length;
  }));
  filters.addEventListener("toggle", () => {
    if (!filters.open) return;
    if (!shown?.answer) ask(read());
    else besides(async (isLate) => {
      names ??= await index.names();
      await showFilters(isLate);
    });
  });
  addEventListener("hashchange", () => {
    const state = read();
    if (address(state) === current) return; // it was our own step
    clearTimeout(pause);
    isOpen = false;
    query.value = state.text;
    ask(state);
  });

  // Whoever follows a result and comes back finds the list as it was.
  addEventListener("pagehide", () => history.replaceState({ count: shown?.count ?? 0, y: scrollY }, ""));

  form.hidden = found.hidden = false;
  query.value = read().text;
  if (!query.value) query.focus();
  const { count = 0, y = 0 } = history.state ?? {};
  ask(read(), { pages: Math.min(MOST_PAGES, Math.max(1, Math.ceil(count / PAGE))) }).then(() => { if (y) scrollTo(0, y); });
})();
