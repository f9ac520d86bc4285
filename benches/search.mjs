// What a search loads, and how long it thinks: a built site over http, in Chromium.
//
//   node benches/search.mjs SITE [QUESTION...]
//
// For each question, in a browser that has nothing yet: the bytes and files of the
// index that were loaded until the first results stood there with their excerpts, by
// folder; and how long the answer takes when the shards are there, taken apart anew
// each time, as the median of five.
import { statSync } from "node:fs";
import path from "node:path";
import { inBrowser } from "../tests/browser/harness.mjs";

const [site, ...asked] = process.argv.slice(2);
const questions = asked.length ? asked : [
  "cykelväg", "badhus", "motion cykelväg", "bibliotek avgift", "återvinning taxa", "kommun förslag", "ärende motion",
  "nämnd yttrande remiss", "förskola budget 2019", '"inget att erinra"',
];

const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

for (const question of questions) {
  await inBrowser("chromium", { site, width: 1100, height: 900 }, async (browser) => {
    await browser.open(`sok.html#q=${encodeURIComponent(question)}`, "http");
    await browser.until(() => /\d/.test(document.querySelector("#_status").textContent));
    await new Promise((resolve) => setTimeout(resolve, 2000)); // texts come after that
    const files = new Set(browser.requests.map((url) => new URL(url).pathname.split("/sok/")[1]).filter(Boolean));
    const folders = {};
    for (const file of files) {
      const folder = file.includes("/") ? file.split("/")[0] : "start";
      folders[folder] = (folders[folder] ?? 0) + statSync(path.join(site, "sok", file)).size;
    }
    const hits = await browser.run(() => document.querySelector("#_status").textContent);
    const times = await browser.run(async (text) => {
      const index = await diariumIndex.open(document.querySelector("#_search").dataset.index);
      const times = [];
      for (let time = 0; time < 6; time++) {
        index.terms.parsed.clear();
        index.words.parsed.clear();
        const start = performance.now();
        await diariumSearch.answer(index, { text, filters: {}, isTyping: false });
        if (time > 0) times.push(performance.now() - start);
      }
      return times;
    }, question);
    const bytes = Object.values(folders).reduce((a, b) => a + b, 0);
    console.log(`${question}: ${hits}; ${bytes} bytes in ${files.size} files; ${median(times).toFixed(0)} ms;`,
      Object.entries(folders).map(([folder, bytes]) => `${folder} ${bytes}`).join(", "));
  });
}
