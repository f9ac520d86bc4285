// Looks at pages of built sites as readers do, in both browsers. Prints what is wrong
// with them, one fault a line, to the error stream, and then what it has looked at.
//
//   node look.mjs FOLDER
//
// In the folder lie the sites. A few pages of every kind are looked at, in a wide
// window, a narrow one, and one of half the width, which is what a reader has who makes
// everything twice as large: no fault that the harness sees, the stylesheet applied,
// nothing wider than the window. From disk, and in the wide window from a server too.
// In Chromium in each colour scheme, and in the wide window and the narrow one no fault
// that axe finds against WCAG 2.2 A and AA; it reads what both browsers make alike, and
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
const CHECKED = [WIDE, NARROW];
const SCHEMES = ["light", "dark"];
// Bytes from which a page takes axe minutes. It has nothing that smaller ones of its kind have not.
const LARGE = 100_000;

const sites = readdirSync(folder).filter((name) => !name.startsWith("."));
const pages = sites.flatMap((site) => several(path.join(folder, site)).map((page) => `${site}/${page}`));
const small = pages.filter((page) => statSync(path.join(folder, page)).size < LARGE);
let looked = 0;
let checked = 0;
let violations = 0;

// What there is to do in a browser. From disk first and then from a server, because a
// browser loads what comes from another place in another process, and takes longer to
// start one than to look at a page.
function* looks(name) {
  const all = { widths: WIDTHS, schemes: name === "chromium" ? SCHEMES : ["light"], isChecked: name === "chromium" };
  const once = { widths: [WIDE], schemes: ["light"], isChecked: false };
  // Only the page that a host shows anywhere has addresses that count from the host.
  const isServed = (page) => path.basename(page) === "404.html";
  for (const page of pages) if (!isServed(page)) yield { page, way: "file", ...all };
  for (const page of pages) yield { page, way: "http", ...(isServed(page) ? all : once) };
}

/** Does what there is to do, of which other browsers may take their share. */
async function look(name, looks) {
  await inBrowser(name, { site: folder, width: WIDE }, async (browser) => {
    // The policy of a page does not hold for what is added to it so.
    if (name === "chromium") await browser.before(`() => { ${AXE} }`);
    for (const { page, way, widths, schemes, isChecked } of looks) {
      await browser.resize(WIDE, 900);
      await browser.open(page, way);
      for (const scheme of schemes) {
        await browser.prefer(scheme);
        for (const width of widths) {
          await browser.resize(width, 900);
          const found = await faults(browser);
          if (isChecked && CHECKED.includes(width) && small.includes(page)) found.push(...(await violated(browser)));
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

// At the same time, because a browser leaves a processor idle while it waits. What takes
// longest is shared by two.
const shared = looks("chromium");
await Promise.all([look("chromium", shared), look("chromium", shared), look("firefox", looks("firefox"))]);
assert.equal(checked, SCHEMES.length * CHECKED.length * small.length);
const found = new Set(sites.flatMap((site) => [...kinds(path.join(folder, site)).keys()]));
const archives = sites.join(" and ");
console.log(`kinds: ${[...found].sort().join(" ")}`);
console.log(`browsers: looked at ${pages.length} pages of ${archives}, ${looked} times`);
console.log(`axe: ${violations} violations on ${small.length} pages of ${archives}, each at ${CHECKED.join(" and ")} px, in ${SCHEMES.join(" and ")}`);
