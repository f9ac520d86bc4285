// What scripts share that try pages out: one thing checked after the other, a page of a
// site in one browser, and what axe finds on it.
import { readFileSync } from "node:fs";
import { PATIENCE, require } from "./harness.mjs";

/** The program of axe, which runs in pages. */
export const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Against which rules it reads: WCAG 2.2 A and AA. */
export const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

let checked = 0;

/** One thing that must be so. What is wrong is said, and the next is tried. */
export async function check(what, body) {
  checked += 1;
  try {
    await body();
  } catch (error) {
    console.log(`${what}: ${error.message.split("\n").slice(0, 14).join(" ")}`);
  }
}

/** Says how many things were checked, so that none can be left out unseen. */
export function tellChecks() {
  console.log(`checked ${checked} times`);
}

/** A page of one site in one browser. */
export class Page {
  constructor(browser, site, way) {
    Object.assign(this, { browser, driver: browser.driver, site, way });
  }

  run(script, ...args) {
    return this.browser.run(script, ...args);
  }

  /** Waits until something in the page is so, which it asks itself: the driver asks five times a second. */
  async until(script, ...args) {
    const soon = `const [args, patience] = arguments; return new Promise((done) => {
      const start = Date.now();
      const look = () => {
        const found = (${script})(...args);
        if (found || Date.now() - start > patience) done(found);
        else setTimeout(look, 5);
      };
      look();
    });`;
    if (!(await this.run(soon, args, PATIENCE))) throw new Error(`never so: ${script} ${args}`);
  }

  find(css) {
    return this.driver.findElement({ css });
  }

  async click(css) {
    await (await this.find(css)).click();
  }

  press(...keys) {
    return this.driver.actions().sendKeys(...keys).perform();
  }

  /** What axe finds on it, a rule and its first places in each. */
  async violations() {
    const { violations } = await this.run(`${AXE}; return axe.run({ preload: false, runOnly: arguments[0] });`, LEVELS);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.target).join(" | ")}`);
  }
}
