// Opens pages of a built site from disk in Chromium, as readers do, and prints
// what is wrong with them, one fault a line.
//
//   node look.mjs SITE MODULES PAGE...
//
// At each width and in each colour scheme: nothing asked from outside, no
// complaint on the console (the content security policy's among them), the
// stylesheet applied, nothing wider than the window, and no fault that axe finds
// against WCAG 2.2 A and AA.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import path from "node:path";

const [site, modules, ...pages] = process.argv.slice(2);
const require = createRequire(path.resolve(modules, "x.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let looked = 0;
for (const [width, colorScheme] of [[1280, "light"], [320, "dark"]]) {
  // bypassCSP only lets axe in; the policy itself is tried in a first, strict context.
  for (const bypassCSP of [false, true]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP });
    for (const name of pages) {
      const fault = (text) => console.log(`${name} at ${width} px, ${colorScheme}: ${text}`);
      const page = await context.newPage();
      if (!bypassCSP) page.on("console", (message) => ["error", "warning"].includes(message.type()) && fault(message.text()));
      page.on("pageerror", (error) => fault(error.message));
      page.on("request", (request) => /^(file|data|about|blob):/.test(request.url()) || fault(`asks for ${request.url()}`));
      await page.goto(pathToFileURL(path.resolve(site, name)).href);
      if (!bypassCSP) {
        const { wide, styled } = await page.evaluate(() => ({
          wide: document.documentElement.scrollWidth - window.innerWidth,
          styled: document.styleSheets.length > 0 && getComputedStyle(document.querySelector(".skip")).position === "absolute",
        }));
        if (wide > 0) fault(`is ${wide} px wider than the window`);
        if (!styled) fault("has no stylesheet");
        looked += 1;
      } else {
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() =>
          window.axe.run({ preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
        for (const violation of violations) {
          fault(`${violation.id}: ${violation.help}: ${violation.nodes.slice(0, 3).map((node) => node.target).join(" | ")}`);
        }
      }
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
console.log(`looked ${looked} times`);
