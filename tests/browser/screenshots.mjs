// Takes pictures of built sites in Chromium: of each kind of page the largest, whole, as
// KIND-wide.png, KIND-narrow.png and KIND-dark.png, in a folder for each site.
//
//   node screenshots.mjs FOLDER TO
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { inBrowser } from "./harness.mjs";
import { kinds } from "./kinds.mjs";

const [folder, to] = process.argv.slice(2);
const sites = readdirSync(folder).filter((name) => !name.startsWith("."));
let taken = 0;

// What was taken before may be of kinds that are no more.
for (const site of sites) {
  rmSync(path.join(to, site), { recursive: true, force: true });
  mkdirSync(path.join(to, site), { recursive: true });
}

async function take(name, width, scheme) {
  await inBrowser("chromium", { site: folder, width, scheme }, async (browser) => {
    for (const site of sites) {
      for (const [kind, [page]] of kinds(path.join(folder, site))) {
        await browser.open(`${site}/${page}`, "http");
        await browser.settle();
        await browser.screenshot(path.join(to, site, `${kind}-${name}.png`), { whole: true });
        taken += 1;
      }
    }
  });
}

await Promise.all([take("wide", 1280, "light"), take("narrow", 360, "light"), take("dark", 1280, "dark")]);
console.log(`${taken} pictures are in ${path.relative(".", to)}`);
