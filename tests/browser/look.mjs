// Looks at pages of a built site as readers do, in both browsers, and prints what is
// wrong with them, one fault a line.
//
//   node look.mjs SITE PAGE...
//
// In a wide window and a narrow one, in each colour scheme: no fault that the harness
// sees, the stylesheet applied, nothing wider than the window. From disk, and once from
// a server too. In Chromium also no fault that axe finds against WCAG 2.2 A and AA; it
// reads what both browsers make alike, and takes longer than all else here.
import { readFileSync } from "node:fs";
import { BROWSERS, inBrowser, require } from "./harness.mjs";

const [site, ...pages] = process.argv.slice(2);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
let looked = 0;

async function look(name, { width, scheme, ways }) {
  await inBrowser(name, { site, width, height: 900, scheme }, async (browser) => {
    for (const page of pages) {
      for (const way of ways) {
        const fault = (text) => console.log(`${page} by ${way} in ${name} at ${width} px, ${scheme}: ${text}`);
        await browser.open(page, way);
        const { wide, position } = await browser.run(() => ({
          wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          position: document.styleSheets.length > 0 && getComputedStyle(document.querySelector(".skip")).position,
        }));
        if (wide > 0) fault(`is ${wide} px wider than the window`);
        if (position !== "absolute") fault("has no stylesheet");
        (await browser.faults()).forEach(fault);
        if (name === "chromium" && way === "file") (await violations(browser)).forEach(fault);
        looked += 1;
      }
    }
  });
}

async function violations(browser) {
  // The policy of the page does not hold for what the driver runs, so axe needs no exception.
  const run = `${axe}; return axe.run({ preload: false, runOnly: arguments[0] });`;
  const { violations } = await browser.run(run, LEVELS);
  const where = (nodes) => nodes.slice(0, 3).map((node) => node.target).join(" | ");
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${where(nodes)}`);
}

// Both at the same time, because a browser takes long to start and leaves a processor idle.
await Promise.all(BROWSERS.map(async (name) => {
  await look(name, { width: 1280, scheme: "light", ways: ["file", "http"] });
  await look(name, { width: 320, scheme: "dark", ways: ["file"] });
}));
console.log(`looked ${looked} times`);
