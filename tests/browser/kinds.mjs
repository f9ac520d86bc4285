// Says which pages of a built site to look at, so that every kind of page is among
// them and a new kind needs nobody to remember it.
//
//   import { kinds, several } from "./kinds.mjs";
//
//   kinds("public");    // Map { "body" => ["stad/organ/a.html", …], … }: all pages, the largest first
//   several("public");  // a few pages of each kind
//
// A kind is what a page says of itself: the class of its <body> and, of documents and
// cases, the state in which they are. Pages that share a class are told apart by their
// names, and years and months of a list by whose they are.

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** All pages of a site by their kind, the kinds in the order of the alphabet, the largest page first. */
export function kinds(site) {
  const pages = read(site);
  const size = (page) => pages.get(page).length;
  const groups = {};
  for (const page of [...pages.keys()].sort()) (groups[kind(page, pages)] ??= []).push(page);
  const names = Object.keys(groups).sort();
  return new Map(names.map((name) => [name, groups[name].sort((a, b) => size(b) - size(a))]));
}

/** The largest and the smallest page of each kind, and further ones until every class has been seen. */
export function several(site) {
  const pages = read(site);
  const groups = [...kinds(site).values()];
  const chosen = new Set(groups.flatMap((group) => [group[0], group.at(-1)]));
  const classes = (page) => [...pages.get(page).matchAll(/ class="([^"]*)"/g)].flatMap(([, names]) => names.split(" "));
  const seen = new Set([...chosen].flatMap(classes));
  for (const page of groups.flat()) {
    if (classes(page).every((name) => seen.has(name))) continue;
    chosen.add(page);
    classes(page).forEach((name) => seen.add(name));
  }
  return [...chosen];
}

function read(site) {
  const names = readdirSync(site, { recursive: true }).filter((name) => name.endsWith(".html"));
  return new Map(names.map((name) => [name, readFileSync(path.join(site, name), "utf8")]));
}

function kind(page, pages) {
  const name = bodyClass(page, pages);
  const owner = `${path.dirname(page)}.html`;
  if (name === "index" || (name === "plain" && pages.has(owner))) {
    const isMonth = /\/\d\d\.html$/.test(page);
    if (isMonth) return kind(owner, pages).replace(/year$/, "month");
    const above = pages.has(owner) ? kind(owner, pages) : "archive";
    return above.endsWith("-year") ? above.replace(/year$/, "part") : `${above}-year`;
  }
  if (name === "plain") return page.replace(/\.html$/, "").replaceAll("/", "-");
  const state = /<(?:article class="document|section class="standing) (?:state-)?([^"]*)"/.exec(pages.get(page));
  return [name, ...(state?.[1].split(" ") ?? [])].join("-");
}

function bodyClass(page, pages) {
  const found = /<body class="([^" ]+)/.exec(pages.get(page));
  if (!found) throw new Error(`${page} does not say what it is`);
  return found[1];
}
