// Opens a page of `diarium serve` in a browser, edits its file as a writer does, and
// prints what is wrong, one fault a line.
//
//   node reload.mjs BROWSER SITE PAGE FILE
//
// After every save the page reloads by itself and stands where it stood, whatever was
// added above it, and there is no fault (the site's content security policy holds for
// the reload script too).
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { PATIENCE, inBrowser } from "./harness.mjs";

const [name, site, page, file] = process.argv.slice(2);
const original = readFileSync(file, "utf8");
let reloaded = 0;

const fault = (text) => console.log(text);
const HEADING = "## Föredragande borgarrådet";
const above = (word) => (text) => text.replace(HEADING, `${`Stycket ${word} är nytt.\n\n`.repeat(12)}${HEADING}`);

await inBrowser(name, { site, width: 800, height: 400 }, async (browser) => {
  // Saves what an edit makes of the file. Comes back when the page has been loaded anew
  // and `shows` is true of the words.
  async function save(edit, shows, words) {
    await browser.loading(() => writeFileSync(file, edit(original)));
    reloaded += 1;
    await browser.until(shows, words);
  }

  // How far below the top of the window the element stands, in pixels.
  const top = (id) => browser.run((id) => document.getElementById(id)?.getBoundingClientRect().top, id);

  const scrollTo = (id, distance) => browser.run((id, distance) => {
    const element = document.getElementById(id);
    window.scrollTo({ top: element.getBoundingClientRect().top + scrollY - distance, behavior: "instant" });
  }, id, distance);

  async function stands(id, expected, when) {
    // Twice, because a browser may put back its own idea of the place a little later.
    for (let time = 0; time < 2; time += 1) {
      const actual = await top(id);
      if (!(Math.abs(actual - expected) <= 1)) fault(`${when}: #${id} stands at ${actual}, not at ${expected}`);
      await browser.settle();
    }
  }

  await browser.open(page);
  const paragraphs = await browser.run(() => [...document.querySelectorAll("[id^=p-]")].map((element) => element.id));
  const id = paragraphs[Math.floor(paragraphs.length / 2)];
  await scrollTo(id, 37);
  if (await browser.run(() => scrollY) < 200) fault("the page is too short to try this on");

  // 1. Text is added above.
  await save(above("Ett"), says, "Stycket Ett är nytt.");
  await stands(id, 37, "after text was added above");

  // 2. It is taken away again, on a page with a place in its address.
  await browser.open(`${page}#${paragraphs[1]}`);
  await scrollTo(id, 11);
  await save((text) => text, lacks, "Stycket Ett");
  await stands(id, 11, "with a place in the address");

  // 3. The paragraph at the top is edited, and is called something else from then on.
  const neighbour = paragraphs[paragraphs.indexOf(id) + 1];
  await browser.open(page);
  await scrollTo(id, 0);
  const before = await top(neighbour);
  const text = await browser.run((id) => document.getElementById(id).textContent, id);
  const words = text.trim().split(" ").slice(0, 2).join(" ");
  await save((text) => text.replace(words, `Ändrat nu: ${words}`), says, "Ändrat nu");
  if (await top(id) !== null) fault(`#${id} should be called something else now`);
  const after = await top(neighbour);
  if (!(Math.abs(after - before) <= 30)) fault(`after an edit at the top, #${neighbour} moved from ${before} to ${after}`);

  // 4. and 5. A mistake is made and mended: the place is kept over the page that shows it.
  await save((text) => text, lacks, "Ändrat nu");
  await browser.until((id) => document.getElementById(id) !== null, id);
  await scrollTo(id, 52);
  (await browser.faults()).forEach(fault);
  await save((text) => text.replace("stance:opposes", "stance:oposes"), says, "error[unknown-stance]");
  // The page that shows a mistake has a status that says so.
  const faults = await browser.faults();
  const isExpected = faults.length === 1 && /status (of )?500/.test(faults[0]);
  if (!isExpected) fault(`the page of a mistake: ${faults.join(", ")}`);
  await save(above("Två"), says, "Stycket Två är nytt.");
  await stands(id, 52, "after a mistake was mended");

  // 6. The reader's own reload is the browser's, as before. (WebDriver's forgets the place in Firefox.)
  await browser.run(() => window.scrollTo({ top: 700, behavior: "instant" }));
  await browser.loading(() => browser.run(() => location.reload()));
  await browser.until(() => scrollY === 700);

  // 7. A hidden page asks for nothing, and is loaded anew when it is seen again.
  await browser.before(() => {
    let isHidden = true;
    Object.defineProperty(document, "hidden", { get: () => isHidden });
    window.show = () => {
      isHidden = false;
      document.dispatchEvent(new Event("visibilitychange"));
    };
  });
  await browser.open(page);
  browser.requests.length = 0;
  writeFileSync(file, above("Tre")(original));
  await built("Stycket Tre är nytt.");
  await browser.settle();
  const asked = browser.requests.filter((url) => url.includes("/_diarium/next.js"));
  if (asked.length > 0) fault(`a hidden page asked ${asked.length} times`);
  await browser.loading(() => browser.run(() => window.show()));
  reloaded += 1;
  await browser.until(says, "Stycket Tre är nytt.");
  (await browser.faults()).forEach(fault);
});
console.log(`reloaded ${reloaded} times`);

function says(words) {
  return document.body.textContent.includes(words);
}

function lacks(words) {
  return !document.body.textContent.includes(words);
}

/** Comes back when the server's page has the words. */
async function built(words) {
  const begun = Date.now();
  while (!(await (await fetch(new URL(page, site))).text()).includes(words)) {
    if (Date.now() - begun > PATIENCE) throw new Error(`never built: ${words}`);
    await setTimeout(20);
  }
}
