// Looks at pages of built sites as readers do, in both browsers. Prints what is wrong
// with them, one fault a line, to the error stream, and then what it has looked at.
//
//   node look.mjs FOLDER
//
// In the folder lie the sites. A few pages of every kind are looked at, in a wide
// window, a narrow one, and one of half the width, which is what a reader has who makes
// everything twice as large: no fault that the harness sees, the stylesheet applied,
// nothing wider than the window. From disk, and in the wide window from a server too.
// In Chromium also no fault that axe finds against WCAG 2.2 A and AA, in the wide window
// and the narrow one, in each colour scheme; it reads what both browsers make alike, and
// takes longer than all else here.
import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { inBrowser } from "./harness.mjs";
import { kinds, several } from "./kinds.mjs";
import { AXE, LEVELS } from "./page.mjs";

const [folder] = process.argv.slice(2);
const WIDE = 1280;
const NARROW = 320;
const WIDTHS = [WIDE, 640, NARROW];
// Bytes from which a page takes axe minutes. It has nothing that smaller ones of its kind have not.
const LARGE = 100_000;

const sites = readdirSync(folder).filter((name) => !name.startsWith("."));
const pages = sites.flatMap((site) => several(path.join(folder, site)).map((page) => `${site}/${page}`));
const small = pages.filter((page) => statSync(path.join(folder, page)).size < LARGE);
let looked = 0;
let checked = 0;
let violations = 0;

async function look(name, scheme, ways) {
  await inBrowser(name, { site: folder, width: WIDE, scheme }, async (browser) => {
    // The policy of a page does not hold for what is added to it so.
    if (name === "chromium") await browser.before(`() => { ${AXE} }`);
    for (const page of pages) {
      // Only the page that a host shows anywhere has addresses that count from the host.
      const possible = path.basename(page) === "404.html" ? ["http"] : ways;
      for (const [at, way] of possible.entries()) {
        await browser.resize(WIDE, 900);
        await browser.open(page, way);
        for (const width of at === 0 ? WIDTHS : [WIDE]) {
          await browser.resize(width, 900);
          const found = await faults(browser);
          const isChecked = name === "chromium" && at === 0 && width !== 640 && small.includes(page);
          if (isChecked) found.push(...(await violated(browser)));
          for (const text of found) {
            console.error(`${page} by ${way} in ${name} at ${width} px, ${scheme}: ${text}`);
            process.exitCode = 1;
          }
          looked += 1;
        }
      }
    }
  });
}

async function faults(browser) {
  const { wide, position } = await browser.run(() => ({
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    position: document.styleSheets.length > 0 && getComputedStyle(document.querySelector(".skip")).position,
  }));
  const found = await browser.faults();
  if (wide > 0) found.push(`is ${wide} px wider than the window`);
  if (position !== "absolute") found.push("has no stylesheet");
  return found;
}

async function violated(browser) {
  const found = await browser.run(async (levels) => {
    const { violations } = await window.axe.run({ preload: false, runOnly: levels, resultTypes: ["violations"] });
    const where = (nodes) => nodes.slice(0, 3).map((node) => node.target).join(" | ");
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${where(nodes)}`);
  }, LEVELS);
  checked += 1;
  violations += found.length;
  return found;
}

// At the same time, because a browser takes long to start and leaves a processor idle.
await Promise.all([
  look("chromium", "light", ["file", "http"]),
  look("chromium", "dark", ["file"]),
  look("firefox", "light", ["file", "http"]),
]);
assert.equal(checked, 4 * small.length);
const found = new Set(sites.flatMap((site) => [...kinds(path.join(folder, site)).keys()]));
console.log(`kinds: ${[...found].sort().join(" ")}`);
console.log(`looked at ${pages.length} pages, ${looked} times`);
console.log(`axe: ${violations} violations on ${small.length} pages, each in light and dark, wide and narrow`);
