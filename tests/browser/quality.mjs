// Asks the same questions of the search page and of Pagefind, over the same pages, and
// prints the pages that each finds, the best first.
//
//   node quality.mjs FOLDER
//
// In the folder: built sites, and `questions`, a line for each: the name of a site, a
// tab, the question. A line is printed for each question and engine: `ours` or
// `pagefind`, then the paths of pages without `.html`, with tabs between.
//
// Pagefind gets what suits it best: the pages that our index leads to and no lists
// beside them, and of each what stands in `main`, not the head and foot of the site.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PATIENCE, TOOLS, inBrowser } from "./harness.mjs";

const PAGEFIND = path.join(TOOLS, "node_modules/.bin/pagefind");
if (!existsSync(PAGEFIND)) {
  console.error("there is no pagefind; tests/run installs what is missing");
  process.exit(77);
}

// So many results are taken: those of the first page, and as many again for each that is passed over.
const MOST = 40;

const [folder] = process.argv.slice(2);
const questions = readFileSync(path.join(folder, "questions"), "utf8").trimEnd().split("\n").map((line) => line.split("\t"));

await inBrowser("chromium", { site: folder }, async (browser) => {
  for (const site of new Set(questions.map(([site]) => site))) {
    const texts = questions.filter(([of]) => of === site).map(([, text]) => text);
    await browser.open(`${site}/sok.html`, "http");
    say("ours", site, texts, await browser.run(searched, texts, MOST, PATIENCE));
    const pages = await browser.run(found);
    await browser.open(indexed(site, pages), "http");
    say("pagefind", site, texts, await browser.run(asked, texts, MOST));
  }
});

function say(engine, site, texts, answers) {
  texts.forEach((text, at) => console.log([engine, site, text, ...answers[at]].join("\t")));
}

/** In the search page: asks each question as a link to it does, and reads the results, further ones too. */
async function searched(texts, most, patience) {
  const root = new URL(`./${document.querySelector("#_search").dataset.root}`, location.href).href;
  const [hits, more] = ["#_hits", "#_more"].map((id) => document.querySelector(id));
  const links = () => [...hits.querySelectorAll(".title")];
  const until = async (isSo) => {
    for (const end = Date.now() + patience; !isSo();) {
      if (Date.now() > end) throw new Error(`never so: ${isSo}, ${location.hash}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const answers = [];
  for (const q of texts) {
    location.hash = `#${new URLSearchParams({ q })}`;
    await until(() => hits.dataset.answers === location.hash && hits.getAttribute("aria-busy") === "false");
    while (links().length < most && !more.hidden) {
      const count = links().length;
      (more.querySelector("button") ?? more).click();
      await until(() => links().length > count);
    }
    const paths = links().map(({ href }) => href.slice(root.length).replace(/\.html(#.*)?$/, ""));
    answers.push([...new Set(paths)]);
  }
  return answers;
}

/** In the search page: every page that a result can lead to. */
async function found() {
  const index = await diariumIndex.open(document.querySelector("#_search").dataset.index);
  const { slots } = await diariumSearch.answer(index, { text: "", filters: {} });
  const rows = await Promise.all([...slots].map((slot) => index.row(slot)));
  return [...new Set(rows.map((row) => row.path.split("#")[0]))];
}

/** Has Pagefind index a copy of some pages. Gives the page, beside them, from which it can be asked. */
function indexed(site, pages) {
  const copy = `pagefind/${site}`;
  const to = path.join(folder, copy);
  for (const page of pages) cpSync(path.join(folder, site, page), path.join(to, page));
  execFileSync(PAGEFIND, ["--silent", "--site", to, "--root-selector", "main"], { stdio: "inherit" });
  const [language] = /lang="[^"]*"/.exec(readFileSync(path.join(folder, site, "sok.html"), "utf8"));
  writeFileSync(path.join(to, "ask.html"), `<!doctype html><html ${language}><link rel="icon" href="data:,"><title>Ask</title>`);
  return `${copy}/ask.html`;
}

/** In that page: asks each question. */
async function asked(texts, most) {
  const root = new URL(".", location.href).pathname;
  const pagefind = await import(`${root}pagefind/pagefind.js`);
  const answers = [];
  for (const text of texts) {
    const { results } = await pagefind.search(text);
    const pages = await Promise.all(results.slice(0, most).map((result) => result.data()));
    answers.push(pages.map(({ url }) => url.replace(root, "").replace(/\.html(#.*)?$/, "")));
  }
  return answers;
}
