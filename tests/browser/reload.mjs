// Opens a page of `diarium serve` in Chromium, edits its file as a writer does,
// and prints what is wrong, one fault a line.
//
//   node reload.mjs URL FILE MODULES
//
// After every save the page reloads by itself and stands where it stood,
// whatever was added above it; nothing complains on the console (the site's
// content security policy holds for the reload script too).
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const [url, file, modules] = process.argv.slice(2);
const require = createRequire(path.resolve(modules, "x.js"));
const { chromium } = require("playwright-core");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const fault = (text) => console.log(text);
const page = await browser.newPage({ viewport: { width: 800, height: 400 } });
page.setDefaultTimeout(60_000);
// The page that shows a mistake has a status that says so, which Chromium notes.
const isExpected = (text) => text.includes("the server responded with a status of 500");
page.on("console", (message) => isExpected(message.text()) || fault(`on the console: ${message.text()}`));
page.on("pageerror", (error) => fault(error.message));

const original = readFileSync(file, "utf8");
let reloaded = 0;

// Saves what an edit makes of the file. Comes back when a page stands that `shows` is true of.
async function save(edit, shows) {
  const loaded = page.waitForEvent("load");
  writeFileSync(file, edit(original));
  await loaded;
  reloaded += 1;
  await page.waitForFunction(shows);
}

// How far below the top of the window the element stands, in pixels.
const top = (id) => page.evaluate((id) => document.getElementById(id)?.getBoundingClientRect().top, id);

async function scrollTo(id, distance) {
  await page.evaluate(([id, distance]) => {
    const element = document.getElementById(id);
    scrollTo({ top: element.getBoundingClientRect().top + scrollY - distance, behavior: "instant" });
  }, [id, distance]);
}

async function stands(id, expected, when) {
  // Twice, because a browser may put back its own idea of the place a little later.
  for (let time = 0; time < 2; time += 1) {
    const actual = await top(id);
    if (!(Math.abs(actual - expected) <= 1)) fault(`${when}: #${id} stands at ${actual}, not at ${expected}`);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
}

const HEADING = "## Föredragande borgarrådet";
const above = (word) => (text) => text.replace(HEADING, `${`Stycket ${word} är nytt.\n\n`.repeat(12)}${HEADING}`);
const says = (words) => new Function(`return document.body.textContent.includes(${JSON.stringify(words)})`);

await page.goto(url, { waitUntil: "load" });
const paragraphs = await page.evaluate(() => [...document.querySelectorAll("[id^=p-]")].map((element) => element.id));
const id = paragraphs[Math.floor(paragraphs.length / 2)];
await scrollTo(id, 37);
if (await page.evaluate(() => scrollY) < 200) fault("the page is too short to try this on");

// 1. Text is added above.
await save(above("Ett"), says("Stycket Ett är nytt."));
await stands(id, 37, "after text was added above");

// 2. It is taken away again, on a page with a place in its address.
await page.goto(`${url}#${paragraphs[1]}`, { waitUntil: "load" });
await scrollTo(id, 11);
await save((text) => text, new Function("return !document.body.textContent.includes('Stycket Ett')"));
await stands(id, 11, "with a place in the address");

// 3. The paragraph at the top is edited, and is called something else from then on.
const neighbour = paragraphs[paragraphs.indexOf(id) + 1];
await page.goto(url, { waitUntil: "load" });
await scrollTo(id, 0);
const before = await top(neighbour);
const words = (await page.evaluate((id) => document.getElementById(id).textContent, id)).trim().split(" ").slice(0, 2).join(" ");
await save((text) => text.replace(words, `Ändrat nu: ${words}`), says("Ändrat nu"));
if (await top(id) !== undefined) fault(`#${id} should be called something else now`);
const after = await top(neighbour);
if (!(Math.abs(after - before) <= 30)) fault(`after an edit at the top, #${neighbour} moved from ${before} to ${after}`);

// 4. and 5. A mistake is made and mended: the place is kept over the page that shows it.
await save((text) => text, new Function(`return document.getElementById(${JSON.stringify(id)}) !== null`));
await scrollTo(id, 52);
await save((text) => text.replace("stance:opposes", "stance:oposes"), says("error[unknown-stance]"));
await save(above("Två"), says("Stycket Två är nytt."));
await stands(id, 52, "after a mistake was mended");

// 6. The reader's own reload is the browser's, as before.
await page.evaluate(() => scrollTo({ top: 700, behavior: "instant" }));
await page.reload({ waitUntil: "load" });
await page.waitForFunction("scrollY === 700");

// 7. A hidden page asks for nothing, and is loaded anew when it is seen again.
await page.addInitScript(() => {
  let isHidden = true;
  Object.defineProperty(document, "hidden", { get: () => isHidden });
  window.show = () => {
    isHidden = false;
    document.dispatchEvent(new Event("visibilitychange"));
  };
});
let asked = 0;
page.on("request", (request) => (asked += request.url().includes("/_diarium/next.js") ? 1 : 0));
await page.goto(url, { waitUntil: "load" });
asked = 0;
writeFileSync(file, above("Tre")(original));
// Another page says when the edit is built.
const other = await browser.newPage();
await other.goto(url, { waitUntil: "load" });
await other.waitForFunction(says("Stycket Tre är nytt."));
if (asked > 0) fault(`a hidden page asked ${asked} times`);
const seen = page.waitForEvent("load");
await page.evaluate(() => window.show());
await seen;
reloaded += 1;
await page.waitForFunction(says("Stycket Tre är nytt."));

await browser.close();
console.log(`reloaded ${reloaded} times`);
