// What helps on every page once it is there: the contents list follows the reader,
// links show their titles in cards, tables are copied as CSV, places are cited, lists
// are narrowed down, and what is printed says when. Pages are complete without it, so
// it makes whatever it needs, and where a theme lacks what it looks for, it adds
// nothing. Words of the page are only ever set as text, never as HTML.
"use strict";

(() => {
  // What the script says stands on the page, because only there it is in its language.
  const words = document.querySelector("#_words")?.dataset;

  // Elements and texts -----------------------------------------------------------------

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function button(text, onclick) {
    const element = make("button", { type: "button" }, text);
    element.addEventListener("click", onclick);
    return element;
  }

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const clean = (text) => text.replace(/\s+/g, " ").trim();

  /** Where the page stands for good: the address that was built into it, else the one under which it is open. */
  function home() {
    const built = clean(document.querySelector(".printed")?.firstChild?.textContent ?? "");
    return /^https?:/.test(built) ? built : location.href.replace(/[?#].*/s, "");
  }

  /** What a fragment of an address points at, if that is a place of the page's matter and no part of its frame. */
  function placeOf(hash) {
    try {
      const id = decodeURIComponent(hash.slice(1));
      return id && !id.startsWith("_") ? document.querySelector("main")?.querySelector(`#${CSS.escape(id)}`) : null;
    } catch {
      return null; // a % that means nothing
    }
  }

  // Copying ----------------------------------------------------------------------------

  // How long a button says that it has copied, in milliseconds.
  const SAID = 2000;

  /** A button that copies what a function gives. `of` tells it from others of its name. */
  function copier(label, text, of) {
    let timer = 0;
    const show = (said) => {
      one.textContent = said || label;
      if (of && !said) one.setAttribute("aria-label", `${label}: ${of}`);
      else one.removeAttribute("aria-label");
      say(one, said);
    };
    const one = button(label, async () => {
      const isCopied = await copied(text(), one);
      show(isCopied ? words.copied : words.failed);
      clearTimeout(timer);
      timer = setTimeout(show, SAID, "");
    });
    if (of) one.setAttribute("aria-label", `${label}: ${of}`);
    return one;
  }

  /** Reads something out. An open dialog has a place of its own for that: all else is silent then. */
  function say(near, text) {
    const parent = near.closest("dialog") ?? document.body;
    parent.querySelector(":scope > .spoken").textContent = text;
  }

  const spoken = () => make("p", { class: "spoken", role: "status" });

  async function copied(text, near) {
    // There is no clipboard at addresses that are not secure, and browsers may refuse it.
    const isWritten = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    return isWritten || copiedBySelection(text, near);
  }

  /** The old way. A field would turn line ends into its own, so what is copied is set by hand. */
  function copiedBySelection(text, near) {
    const field = make("textarea", { class: "spoken", "aria-hidden": "true" });
    const set = (event) => {
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
    };
    near.after(field); // inside the dialog that is open: elsewhere nothing can be selected
    field.value = text;
    field.select();
    document.addEventListener("copy", set);
    const isCopied = document.execCommand("copy");
    document.removeEventListener("copy", set);
    field.remove();
    near.focus({ preventScroll: true });
    return isCopied;
  }

  // The contents list ------------------------------------------------------------------

  // A section is being read when it begins above this line, in pixels from the top of
  // the window: there its heading stands after its link was followed, and some more.
  const LINE = 96;

  function followContents() {
    const list = document.querySelector("nav.contents");
    const entries = [...(list?.querySelectorAll('a[href^="#"]') ?? [])]
      .map((link) => ({ link, place: placeOf(link.hash) }))
      .filter(({ place }) => place);
    let current;
    let isAsked = false;
    const look = () => {
      isAsked = false;
      const link = lastAbove(entries)?.link;
      if (link === current) return;
      current?.removeAttribute("aria-current");
      link?.setAttribute("aria-current", "location");
      current = link;
      if (link) keepInView(list, link);
    };
    const ask = () => {
      if (!isAsked) requestAnimationFrame(look);
      isAsked = true;
    };
    if (!entries.length) return;
    addEventListener("scroll", ask, { passive: true });
    addEventListener("resize", ask);
    ask();
  }

  /** The last section above the line. They stand in order, so nine of four hundred are asked where. */
  function lastAbove(entries) {
    let [from, to] = [0, entries.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (entries[middle].place.getBoundingClientRect().top <= LINE) from = middle + 1;
      else to = middle;
    }
    return entries[from - 1];
  }

  /** Scrolls the list alone. `scrollIntoView` would take the page along. */
  function keepInView(list, link) {
    if (list.scrollHeight <= list.clientHeight) return;
    const [outer, inner] = [list.getBoundingClientRect(), link.getBoundingClientRect()];
    const room = outer.height / 4;
    if (inner.top < outer.top + room) list.scrollTop -= outer.top + room - inner.top;
    else if (inner.bottom > outer.bottom - room) list.scrollTop += inner.bottom - outer.bottom + room;
  }

  // Cards ------------------------------------------------------------------------------

  // How long the pointer rests on a link before its card comes, and how long it may be
  // on its way from the link to the card, in milliseconds.
  const REST = 300;
  const GRACE = 250;
  const TITLED = "a.term[title], .text a[title]";

  /**
   * Shows titles in cards of our own: the browser's are small, never come to who uses
   * keys, and leave before they are read. A title is taken from its link for as long,
   * or it would be shown twice.
   */
  function showCards() {
    const card = make("div", { id: "_card", class: "card", role: "tooltip", hidden: "" });
    let link = null;
    let [coming, going] = [0, 0];
    const take = (next) => {
      leave();
      link = next;
      card.textContent = link.title;
      card.lang = link.closest("[lang]").lang;
      link.removeAttribute("title");
      link.setAttribute("aria-describedby", card.id);
    };
    const leave = () => {
      hide();
      clearTimeout(going);
      link?.setAttribute("title", card.textContent);
      link?.removeAttribute("aria-describedby");
      link = null;
    };
    const show = (y) => {
      card.hidden = false;
      putCard(card, link, y);
    };
    // After Escape the title stays away until the link is left, or the browser would show it.
    const hide = () => {
      clearTimeout(coming);
      card.hidden = true;
    };
    // What has the focus, or is pointed at, keeps its card.
    const leaveUnless = (isHeld) => {
      if (link && !isHeld(link)) leave();
    };
    const onPointer = ({ target, pointerType, clientY }) => {
      const over = target.closest?.("a, .card");
      if (pointerType === "touch") return;
      clearTimeout(going);
      if (over && (over === link || over === card)) return;
      if (over?.matches(TITLED)) {
        take(over);
        coming = setTimeout(show, REST, clientY);
      } else {
        going = setTimeout(leaveUnless, GRACE, (one) => one === document.activeElement);
      }
    };
    if (!document.querySelector(TITLED)) return;
    document.body.append(card);
    document.addEventListener("pointerover", onPointer);
    document.documentElement.addEventListener("pointerleave", onPointer);
    document.addEventListener("focusin", ({ target }) => {
      if (!target.matches(TITLED) || !target.matches(":focus-visible")) return;
      take(target);
      show();
    });
    document.addEventListener("focusout", () => leaveUnless((one) => one.matches(":hover") || card.matches(":hover")));
    document.addEventListener("keydown", ({ key }) => { if (key === "Escape") hide(); });
    addEventListener("pagehide", leave); // or it would be there for whoever comes back
  }

  /** Puts a card under the line of a link that is at a height, or over it, and inside the window. */
  function putCard(card, link, y) {
    const EDGE = 8;
    card.style.left = card.style.top = "0"; // or the edge of the page might narrow what we measure
    const lines = [...link.getClientRects()];
    const line = lines.find(({ top, bottom }) => top <= y && y <= bottom) ?? lines[0];
    const { offsetWidth: width, offsetHeight: height } = card;
    const left = Math.max(EDGE, Math.min(line.left, document.documentElement.clientWidth - width - EDGE));
    const isOver = line.bottom + height > innerHeight && line.top > height;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(isOver ? line.top - height : line.bottom) + scrollY}px`;
  }

  // Tables as CSV ----------------------------------------------------------------------

  function offerTables() {
    for (const region of document.querySelectorAll(".table:has(> table > thead)")) {
      const name = document.getElementById(region.getAttribute("aria-labelledby"))?.textContent ?? region.getAttribute("aria-label");
      const table = region.querySelector("table");
      region.before(make("p", { class: "tools csv" }, copier(words.copy, () => csv(table), name && clean(name))));
    }
  }

  /** A table by RFC 4180. What a filter has hidden is left out: what is seen is copied. */
  function csv(table) {
    const [head, ...rows] = grid(table);
    const isSaid = head.cells.map((_, at) => rows.some(({ cells }) => cells[at]?.querySelector(".said")));
    const evidence = rows.map(({ row }) => address(row));
    const hasEvidence = evidence.some(Boolean);
    const line = (cells, write, last) => [...cells.flatMap(write), ...(hasEvidence ? [last] : [])].map(field).join(",") + "\r\n";
    const heads = line(head.cells, (cell, at) => {
      const name = cell ? text(cell) : "";
      return isSaid[at] ? [name, fill(words.quote, { head: name })] : [name];
    }, words.address);
    return heads + rows.map(({ cells }, row) => line(
      isSaid.map((_, at) => cells[at] ?? null),
      (cell, at) => (isSaid[at] ? said(cell) : [cell ? text(cell) : ""]),
      evidence[row],
    )).join("");
  }

  /** The cells of each row by column. One that spans rows stands in all of them, one that spans columns in its first. */
  function grid(table) {
    const open = []; // by column, what spans further rows
    return [...table.rows].filter((row) => !row.hidden).map((row) => {
      const cells = [];
      const spanned = () => {
        while (open[cells.length]?.rows > 0) {
          const one = open[cells.length];
          one.rows -= 1;
          cells.push(one.cell);
        }
      };
      for (const cell of row.cells) {
        spanned();
        for (let nth = 0; nth < cell.colSpan; nth += 1) {
          const shown = nth ? null : cell;
          open[cells.length] = { cell: shown, rows: cell.rowSpan - 1 };
          cells.push(shown);
        }
      }
      spanned();
      return { row, cells };
    });
  }

  /** What a cell says in two columns: the values, after a word on whose they are, and the words that carry them. */
  function said(cell) {
    if (!cell) return ["", ""];
    const all = [...cell.querySelectorAll(".said")];
    const values = all.map((one) => {
      const claims = [...one.querySelectorAll(".claim")].map((claim) => clean(claim.textContent));
      return clean(one.querySelector("b")?.textContent ?? "") + (claims.length ? ` (${claims.join(", ")})` : "");
    });
    const quoted = [...cell.querySelectorAll(".said .words")].map((one) => clean(one.textContent).replace(/^”|”$/g, ""));
    return [clean(`${text(cell)} ${values.join("; ")}`), quoted.join("; ")];
  }

  /**
   * The text of a cell as a reader sees it, in one line. Signs and marks of links say
   * nothing, what the archive writes beside a document's words is none of them, and
   * where a link leads stands in the last column. A day alone is written as the
   * machine's, by which tables are sorted.
   */
  function text(cell) {
    const copy = cell.cloneNode(true);
    const day = copy.querySelector("time");
    if (day && clean(day.textContent) === clean(copy.textContent)) return day.dateTime;
    for (const one of copy.querySelectorAll("svg, .anchor, .pilcrow, .says, .source, .said")) one.remove();
    for (const one of copy.querySelectorAll("p, li, br")) one.before(" ");
    // What stands on a line of its own is a part of its own.
    for (const one of copy.querySelectorAll(".meta, .level, .state")) one.before("\0");
    return copy.textContent.split("\0").map(clean).filter(Boolean).join("; ");
  }

  /** Where the evidence of a row stands, or what it leads to: the same address from disk and from a server, where the site knows its own. */
  function address(row) {
    const link = row.querySelector("a.words") ?? row.querySelector("a.source") ?? row.querySelector("td a[href]") ?? row.querySelector("a[href]");
    return link ? new URL(link.getAttribute("href"), home()).href : "";
  }

  /**
   * A field by RFC 4180. A spreadsheet takes what begins with one of these signs for a
   * formula, which might fetch something or run it, and our texts are other people's.
   * An apostrophe before it is what OWASP advises. Numbers and a dash alone are safe,
   * and would no longer be what they are. (https://owasp.org/www-community/attacks/CSV_Injection)
   */
  function field(text) {
    const isFormula = /^[=+\-@\t\r＝＋－＠]/.test(text) && !/^([+-]?\d[\d\s.,]*%?|-)$/.test(text);
    const safe = isFormula ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  // Citing -----------------------------------------------------------------------------

  /** The citation at the end of the page names the place that the address points at, and comes as a box wherever one is chosen. */
  function offerCitation() {
    const section = document.querySelector("section.cite");
    if (![".citation > .address", ".bibtex code", "h2"].every((css) => section?.querySelector(css))) return;
    const built = {
      plain: clean(section.querySelector(".citation").firstChild.textContent),
      bibtex: section.querySelector(".bibtex").textContent,
    };
    const box = make("dialog", { class: "cite", "aria-labelledby": "_cite_box" }, ...section.cloneNode(true).childNodes);
    box.querySelector("h2").id = "_cite_box";
    let opener = null;
    box.append(make("p", { class: "tools" }, button(words.close, () => box.close())), spoken());
    box.addEventListener("close", () => opener.focus({ preventScroll: true }));
    document.body.append(box);
    [section, box].forEach(offerCopies);
    const update = () => {
      const now = citation(built, placeOf(location.hash));
      for (const part of [section, box]) showCitation(part, now);
    };
    update();
    addEventListener("hashchange", update);
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.('.anchor, .pilcrow, .tools > a[href="#_cite"]');
      if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      opener = link;
      // First, because a browser that goes to a place takes the focus from where it is.
      if (link.hash !== "#_cite") location.hash = link.hash;
      update();
      box.showModal();
    });
  }

  function offerCopies(part) {
    const shown = (css) => () => clean(part.querySelector(css).textContent);
    part.querySelector(".citation").after(make("p", { class: "tools" },
      copier(words.citation, shown(".citation")),
      copier(words.link, shown(".address")),
      copier(words.bibtex, () => part.querySelector(".bibtex").textContent)));
  }

  function showCitation(part, { plain, address, bibtex }) {
    const line = part.querySelector(".citation");
    line.firstChild.textContent = `${plain} `;
    line.querySelector(".address").textContent = address;
    part.querySelector(".bibtex code").textContent = bibtex;
  }

  /**
   * How to refer to a place. An answer inside a document is cited as what it is: a work
   * of its own, by another body and of another day. Keys have the place in them, or two
   * entries of one document would overwrite one another.
   */
  function citation({ plain, bibtex }, place) {
    const address = home() + (place ? location.hash : "");
    let entry = withField(bibtex, "url", address);
    if (place) entry = entry.replace(/^(@\w+\{[^,]*)/, (key) => `${key}-${place.id}`);
    const answer = place?.closest("section.role.response");
    if (!answer) return { plain, address, bibtex: entry };
    const [body, day] = whose(answer);
    const year = day.slice(0, 4) || /^ {2}year = \{(.*)\}/m.exec(bibtex)?.[1] || words.undated;
    const title = /^ {2}title = \{\{(.*)\}\}/m.exec(bibtex)?.[1] ?? "";
    entry = withField(entry, "author", `{${forTex(body)}}`);
    entry = withField(entry, "title", `{${fill(words.title, { title })}}`);
    if (day) entry = withField(withField(entry, "year", year), "date", day);
    return { plain: fill(words.answer, { body, year, citation: plain }), address, bibtex: entry };
  }

  /** Who gave an answer, as the archive says above it, else its heading; and when, as far as that is known. */
  function whose(answer) {
    const role = answer.querySelector(":scope > .says-role");
    const named = role?.querySelector("a") ?? answer.querySelector(":scope > :is(h2, h3, h4, h5, h6)");
    return [named ? text(named) : "", role?.querySelector("time")?.dateTime ?? ""];
  }

  function withField(bibtex, name, value) {
    const line = new RegExp(`^  ${name} = \\{.*\\}(?=,?$)`, "m");
    return bibtex.replace(line, () => `  ${name} = {${value}}`);
  }

  /** What has a meaning for TeX is written out, as in the entry that was built. */
  function forTex(text) {
    const names = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };
    return text.replace(/[\\~^{}&%$#_]/g, (sign) => names[sign] ?? `\\${sign}`);
  }

  // Filters ----------------------------------------------------------------------------

  // With fewer entries than this, a page is read faster than narrowed down.
  const LEAST = 8;
  const FILTERS = ["year", "type", "stance"];

  function offerFilters() {
    if (!document.body.matches(".body, .topic, .person, .party, .municipality, .index")) return;
    const sections = ["positions", "cases", "documents"].map((name) => document.querySelector(`#_${name}`)?.parentElement).filter(Boolean);
    const names = new Map();
    const items = sections.flatMap((section) => [...section.querySelectorAll("tbody tr, .entries > li")].map((element) => item(element, names)));
    const selects = FILTERS.map((kind) => select(kind, items, names)).filter(Boolean);
    if (items.length < LEAST || !selects.length) return;

    const status = make("span", { role: "status" });
    const chosen = () => Object.fromEntries(selects.map((one) => [one.name, one.value]));
    const apply = () => {
      narrow(sections, items, chosen());
      for (const one of selects) count(one, items, chosen(), names);
      const isNarrowed = selects.some(({ value }) => value);
      const n = items.filter(({ element }) => !element.hidden).length;
      // Where the page has only the newest, it must not seem that these are all.
      const isPart = document.querySelector("main > .note");
      status.textContent = isNarrowed ? fill(isPart ? words.here : words.shown, { n, total: items.length }) : "";
      all.hidden = !isNarrowed;
    };
    const change = () => {
      apply();
      remember(chosen());
    };
    const all = button(words.clear, () => {
      for (const one of selects) one.value = "";
      selects[0].focus();
      change();
    });
    const labels = selects.map((one) => make("label", {}, words[one.name], one));
    sections[0].before(make("div", { class: "narrow", role: "group", "aria-label": words.filter }, ...labels, status, all));
    const asked = new URLSearchParams(location.search);
    for (const one of selects) {
      one.value = asked.get(one.name) ?? "";
      if (one.selectedIndex < 0) one.value = ""; // asked for what is not here
      one.addEventListener("change", change);
    }
    apply();
  }

  /** An entry with its values, whose names are noted: those of stances are not what the address calls them. */
  function item(element, names) {
    const values = { year: [], type: [], stance: [] };
    const year = element.querySelector(".year")?.textContent ?? element.querySelector("time")?.dateTime.slice(0, 4);
    if (year) values.year.push(year);
    const type = element.querySelector(":scope > .what")?.textContent;
    if (type) values.type.push(type);
    for (const one of element.querySelectorAll(".said.stance")) {
      const stance = [...one.classList].find((name) => name !== "said" && name !== "stance");
      names.set(stance, one.querySelector("b")?.textContent ?? stance);
      if (!values.stance.includes(stance)) values.stance.push(stance);
    }
    return { element, values };
  }

  /** A choice among the values that there are, if there is any. */
  function select(name, items, names) {
    const values = [...new Set(items.flatMap(({ values }) => values[name]))];
    if (values.length < 2) return null;
    const order = name === "year" ? (a, b) => b - a : (a, b) => (names.get(a) ?? a).localeCompare(names.get(b) ?? b, document.documentElement.lang);
    const options = values.sort(order).map((value) => make("option", { value }));
    // Else Firefox puts back what was chosen before, whatever the address says.
    return make("select", { name, autocomplete: "off" }, make("option", { value: "" }, words.all), ...options);
  }

  /** Writes beside each value how much it would leave, all other choices being as they are. */
  function count(select, items, chosen, names) {
    for (const option of [...select.options].slice(1)) {
      const { value } = option;
      const left = items.filter((one) => one.values[select.name].includes(value) && isLeft(one, { ...chosen, [select.name]: value }));
      option.textContent = `${names.get(value) ?? value} (${left.length})`;
    }
  }

  /**
   * Everything has a year. Whoever asks for a stance asks about positions, and for a
   * type about documents, so what has none is put aside; asked for both, both are
   * shown, because nothing is both.
   */
  function isLeft({ values }, { year, type, stance }) {
    if (year && !values.year.includes(year)) return false;
    return (!type && !stance) || values.type.includes(type) || values.stance.includes(stance);
  }

  /** Hides what is not asked for, with the tables and sections in which nothing is left. */
  function narrow(sections, items, chosen) {
    for (const one of items) one.element.hidden = !isLeft(one, chosen);
    for (const section of sections) {
      const hasAny = (part) => part.querySelector("tbody tr:not([hidden]), .entries > li:not([hidden])");
      section.hidden = !hasAny(section);
      for (const region of section.querySelectorAll(".table")) {
        region.hidden = !hasAny(region);
        const tools = region.previousElementSibling;
        if (tools?.matches(".tools")) tools.hidden = region.hidden;
      }
    }
  }

  /** Keeps the choice in the address, without a step of its own: the back button leads to the page before. */
  function remember(chosen) {
    const fields = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(chosen)) {
      if (value) fields.set(name, value);
      else fields.delete(name);
    }
    history.replaceState(history.state, "", `${location.pathname}${`?${fields}`.replace(/^\?$/, "")}${location.hash}`);
  }

  // Paper ------------------------------------------------------------------------------

  /** A sheet says where it is from and when it was made: an archive may change afterwards. */
  function sign() {
    const line = document.querySelector(".printed");
    const day = line?.querySelector("[data-words]");
    if (!day) return;
    line.firstChild.textContent = home();
    const write = () => {
      const form = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "long", year: "numeric" });
      day.textContent = fill(day.dataset.words, { day: form.format(new Date()) });
      day.hidden = false;
    };
    write();
    addEventListener("beforeprint", write); // a page may be open for days
  }

  followContents();
  showCards();
  sign();
  if (words) {
    document.body.append(spoken());
    offerTables();
    offerCitation();
    offerFilters();
  }
})();
