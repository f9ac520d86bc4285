// Searches in both browsers, from disk and from a server, as readers do, and prints
// what is wrong, one fault a line.
//
//   node search.mjs FOLDER
//
// In the folder: `arkiv`, the example archive; `halv`, the same without a shard of its
// index; `elak`, an archive with hostile words; and `words.json`, texts with the words
// and numbers that the program finds in them.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BROWSERS, inBrowser, require } from "./harness.mjs";
import { Page, check, tellChecks } from "./page.mjs";

const { Key } = require("selenium-webdriver");
const [folder] = process.argv.slice(2);
/** The page for searching, of one site in one browser. */
class SearchPage extends Page {
  /** Opens it with a question in its address, as from a link on another page. */
  async open(fields = {}) {
    await this.browser.open(`${this.site}/index.html`, this.way);
    await this.ask(fields);
  }

  /** Goes to a question; from another one, that is a step on the same page. */
  async ask(fields) {
    await this.browser.open(`${this.site}/sok.html${address(fields)}`, this.way);
    await this.answered(fields);
  }

  /** Waits until a question has been answered. */
  answered(fields) {
    return this.until((to) => {
      const hits = document.querySelector("#_hits");
      return document.readyState === "complete" && hits?.dataset.answers === to && hits.getAttribute("aria-busy") === "false";
    }, address(fields));
  }

  /** Types a question where another stood; `keys` follow at once. */
  async type(text, ...keys) {
    const query = await this.find("#_query");
    await query.clear();
    await query.sendKeys(text, ...keys);
  }

  /** What is said of the answer. */
  said() {
    return this.browser.run(() => [...document.querySelectorAll("#_status p")].map((line) => line.textContent));
  }

  titles() {
    return this.browser.run(() => [...document.querySelectorAll("#_hits .title")].map((link) => link.textContent));
  }

  /** The first results, with the words around their hits, once they are there. */
  async results(count) {
    await this.until((count) => {
      const items = [...document.querySelectorAll("#_hits li")].slice(0, count);
      items.find((item) => item.querySelector(".excerpt")?.textContent === "")?.scrollIntoView();
      return items.every((item) => item.querySelector(".excerpt")?.textContent !== "");
    }, count);
    return this.browser.run((count) => [...document.querySelectorAll("#_hits li")].slice(0, count).map((item) => ({
      title: item.querySelector(".title").textContent,
      what: item.querySelector(".what").textContent,
      meta: item.querySelector(".meta").textContent,
      stances: [...item.querySelectorAll(".stance")].map((stance) => stance.textContent),
      excerpt: item.querySelector(".excerpt")?.textContent ?? "",
      marks: [...item.querySelectorAll(".excerpt mark")].map((mark) => mark.textContent),
      href: item.querySelector(".title").getAttribute("href"),
      words: item.querySelector(".excerpt a")?.getAttribute("href") ?? "",
    })), count);
  }

  /** The filters, each value with its count. */
  filters() {
    return this.browser.run(() => Object.fromEntries([...document.querySelectorAll(".filters fieldset")].map((group) => [
      group.querySelector("legend").textContent,
      Object.fromEntries([...group.querySelectorAll("label")].map((label) => {
        const count = label.querySelector(".count").textContent;
        return [label.textContent.slice(0, -count.length).trim(), Number(count)];
      })),
    ])));
  }

  async total() {
    const [first] = await this.said();
    return Number(/^(\d+) träff(?:ar)?$/.exec(first)?.[1] ?? NaN);
  }

  /**
   * Does what leads to a page with a heading, and waits until that has all been loaded:
   * a step back from a page that is still loading may be told of too early, and what is
   * then asked of the page that is left never gets an answer.
   */
  async leads(heading, action) {
    await this.browser.loading(action);
    assert.equal(await this.browser.run(() => document.querySelector("h1").textContent), heading);
  }
}

function address(fields) {
  const pairs = Object.entries(fields).flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
  return `#${new URLSearchParams(pairs)}`;
}

const CASE = "Samverkan med Migrationsverket för att främja frivillig återvandring";
const SNOW = ["Snöröjning på gångbanor", "Fråga om snöröjning på gångbanor", "Svar på fråga om snöröjning på gångbanor", "Vinterväghållning"];

// Questions and what they find.
async function questions(page, check) {
  // As from a link: what is said of the answer, and its first results.
  const finds = (what, fields, said, titles) => check(what, async () => {
    await page.ask(fields);
    assert.deepEqual(await page.said(), said);
    assert.deepEqual((await page.titles()).slice(0, titles.length), titles);
  });

  await check("a result shows title, body, date, type, stance and the words around the hit", async () => {
    await page.open({ q: "bidrag" });
    assert.deepEqual(await page.said(), ["14 träffar"]);
    const [first, second] = await page.results(2);
    assert.equal(first.title, "Utlåtande över motion om återvandringsbidrag");
    assert.equal(first.what, "Utlåtande");
    assert.equal(first.meta, "Kommunstyrelsen · Stockholms stad · 25 april 2018 · För");
    // Emot says the commissioner in it, not the board whose document it is.
    assert.deepEqual(first.stances, ["För"]);
    assert.match(first.excerpt, /^… .*vilka bidrag som går att få/);
    assert.deepEqual(first.marks, ["bidrag", "bidrag"]);
    assert.match(first.href, /^stockholm\/2017\/kommunalt-atervandringsbidrag\/utlatande\.html$/);
    assert.match(first.words, /^stockholm\/2017\/kommunalt-atervandringsbidrag\/utlatande\.html#p-/);
    assert.deepEqual(second.stances, ["Emot"]);
  });
  await check("an answer inside a document says once whose it is", async () => {
    await page.open({ q: "återvandring bidrag" });
    const answer = (await page.results(5)).find(({ title }) => title.includes(", i "));
    const [body] = answer.title.split(",");
    assert.ok(/nämnden$|kontoret$/.test(body) && !answer.meta.includes(body), `${answer.title}: ${answer.meta}`);
  });
  await check("texts are loaded for results in view and no others", async () => {
    await page.open({ q: "kommun" });
    const [{ href }] = await page.results(1);
    assert.ok(href);
    await page.browser.settle();
    const empty = await page.browser.run(() => [...document.querySelectorAll("#_hits .excerpt:empty")].length);
    assert.ok(empty > 0, "every text was loaded");
    const last = await page.browser.run(() => {
      const item = [...document.querySelectorAll("#_hits .excerpt")].at(-1);
      item.scrollIntoView();
      return item.textContent;
    });
    assert.equal(last, "");
    await page.until(() => [...document.querySelectorAll("#_hits .excerpt")].at(-1).textContent !== "");
  });
  await check("more results follow when they are asked for", async () => {
    await page.open({ q: "bidrag" });
    assert.equal((await page.titles()).length, 10);
    await page.click("#_more");
    await page.until(() => document.querySelectorAll("#_hits li").length === 14);
    assert.equal(new Set(await page.browser.run(() => [...document.querySelectorAll("#_hits .title")].map((link) => link.href))).size, 14);
    assert.equal(await page.browser.run(() => document.activeElement === document.querySelectorAll("#_hits .title")[10]), true);
    assert.equal(await (await page.find("#_more")).isDisplayed(), false);
  });
  await check("a word in another form", async () => {
    await page.open({ q: "snöröjningens" });
    assert.deepEqual(await page.titles(), SNOW);
    assert.deepEqual(await page.browser.run(() => document.querySelector("#_hits .title mark").textContent), "Snöröjning");
    assert.deepEqual(await page.said(), ["4 träffar", "Det finns inget med ”snöröjningens”. Här är det som innehåller ”snöröjning”."]);
  });
  await check("forms of a word that stand in the archive find the same", async () => {
    const found = [];
    for (const q of ["biblioteket", "bibliotek", "biblioteks", "gångbana", "gångbanan", "gångbanorna"]) {
      await page.ask({ q });
      found.push([await page.total(), (await page.titles())[0]]);
    }
    assert.ok(found[0][0] > 0 && found[3][0] > 0);
    assert.deepEqual([...found.slice(1, 3), ...found.slice(4)], [found[0], found[0], found[3], found[3]]);
  });
  await check("a part of a compound finds it, after whole words", async () => {
    await page.open({ q: "bidrag" });
    await page.click("#_more");
    await page.until(() => document.querySelectorAll("#_hits li").length === 14);
    const titles = await page.titles();
    const compounds = ["Återvandringsbidrag", "Motion (2017:40) om information om och utbetalning av återvandringsbidrag"];
    compounds.forEach((title) => assert.ok(titles.indexOf(title) >= 9, `${title} is number ${titles.indexOf(title)}`));
  });
  await finds("compounds that begin with a word stand after it", { q: "cykel" }, ["17 träffar"], ["Cykling", "Cykelplan 2024–2032"]);
  await check("and are marked", async () => {
    const marks = await page.browser.run(() => [...document.querySelectorAll("#_hits li:nth-child(n+3) .title mark")].map((mark) => mark.textContent));
    assert.ok(marks.length > 0 && marks.every((mark) => /^cykelplan/.test(mark)), `${marks}`);
  });
  await finds("a word that stands only inside compounds", { q: "gräs" }, ["7 träffar"], ["Beslut om konstgräs på Ängsvallen"]);
  await finds("a word without its dots", { q: "snorojning" },
    ["4 träffar", "Det finns inget med ”snorojning”. Här är det som innehåller ”snöröjning”."], SNOW);
  await finds("a misspelt word finds what was meant", { q: "återvnadring" },
    ["19 träffar", "Det finns inget med ”återvnadring”. Här är det som innehåller ”återvandring”."], ["Återvandring"]);
  await finds("with an ending that the archive does not have, too", { q: "återvndringsbidraget" },
    ["13 träffar", "Det finns inget med ”återvndringsbidraget”. Här är det som innehåller ”återvandringsbidrag”."], ["Återvandringsbidrag"]);
  await finds("of two words, too", { q: "bibliotek bidrg" },
    ["20 träffar", "Det finns inget med ”bidrg”. Här är det som innehåller ”bidrag”.",
      "Inget innehåller alla orden. Här är det som innehåller några av dem."], []);
  await check("a near spelling of a short word is offered and followed", async () => {
    await page.open({ q: "skla" });
    assert.deepEqual(await page.said(), ["Inget i arkivet innehåller ”skla”.", "Menade du skäl?"]);
    await page.click("#_status a");
    await page.answered({ q: "skäl" });
    assert.equal(await (await page.find("#_query")).getAttribute("value"), "skäl");
    assert.ok((await page.total()) > 0);
  });
  for (const spelling of ["KS 2023/1387", "ks2023-1387", "Dnr KS 23/1387", "KS/2023/001387", "2023:1387", "diarienummer 2023/1387"]) {
    await check(`the number ${spelling}`, async () => {
      await page.open({ q: spelling });
      const [first] = await page.results(1);
      assert.deepEqual([first.title, first.what], [CASE, `Har numret ${spelling}`]);
    });
  }
  await finds("a number that nothing has", { q: "KS 1999/4711" },
    ["7 träffar", "Inget innehåller alla orden. Här är det som innehåller några av dem."], []);
  await finds("a title comes before titles that say more", { q: "motion om konstgräs på ängsvallen" }, ["7 träffar"],
    ["Motion om konstgräs på Ängsvallen"]);
  await check("an exact phrase", async () => {
    await page.open({ q: "\"Bidrag till flytten\"" });
    assert.deepEqual(await page.said(), ["1 träff"]);
    const [first] = await page.results(1);
    assert.equal(first.title, "Arbetsmarknadsförvaltningens förslag till yttrande om samverkan med Migrationsverket");
    assert.deepEqual(first.marks, ["Bidrag till flytten"]);
  });
  await finds("a phrase in Swedish quotes, in another case", { q: "”BIDRAG till flytten”" }, ["1 träff"], []);
  await finds("a phrase whose words stand in another order", { q: "\"flytten till bidrag\"" }, ["Inget i arkivet innehåller \"flytten till bidrag\"."], []);
  await finds("a phrase with another form of a word", { q: "\"bidraget till flytten\"" }, ["Inget i arkivet innehåller \"bidraget till flytten\"."], []);
  await finds("a phrase of words that say nothing", { q: "\"och det\"" }, ["Orden är så vanliga eller så korta att de inte går att söka på."], []);
  await finds("several words", { q: "askersund bidrag" }, ["3 träffar"], ["Svar på interpellation om återvandring"]);
  await finds("a body and a topic", { q: "kommunstyrelsen återvandring" }, ["6 träffar"],
    ["Utlåtande över motion om återvandringsbidrag"]);
  await finds("words that no text has together", { q: "snöröjning återvandring" },
    ["23 träffar", "Inget innehåller alla orden. Här är det som innehåller några av dem."], []);
  await finds("words that say nothing", { q: "och att" }, ["Orden är så vanliga eller så korta att de inte går att söka på."], []);
  await finds("what nothing has", { q: "xyzzyx" }, ["Inget i arkivet innehåller ”xyzzyx”."], []);
  await check("nothing asked", async () => {
    await page.open();
    assert.deepEqual([await page.said(), await page.titles()], [[], []]);
  });
  await check("while a word is being typed, what begins so", async () => {
    await page.open();
    await page.type("snör");
    await page.answered({ q: "snör" });
    assert.deepEqual(await page.titles(), SNOW);
    await page.type("och b");
    await page.answered({ q: "och b" });
    assert.deepEqual(await page.said(), []);
  });
  await check("Enter goes from a number to its case, and back again to the number", async () => {
    await page.open();
    await page.leads(CASE, () => page.type("ks2023-1387", Key.ENTER));
    await page.driver.navigate().back();
    await page.answered({ q: "ks2023-1387" });
    assert.equal((await page.titles())[0], CASE);
  });
}

async function narrowing(page, check) {
  const open = async () => {
    if (!(await page.browser.run(() => document.querySelector("#_filters").open))) await page.click("#_filters summary");
    await page.until(() => document.querySelector(".filters fieldset"));
  };
  const option = (group, name) => page.find(`.filters input[data-key="${group}/${name}"]`);
  const isChecked = async (key) => page.browser.run((key) => document.querySelector(`.filters input[data-key="${key}"]`).checked, key);

  await check("a count says what is then shown", async () => {
    await page.open({ q: "återvandring" });
    await open();
    const before = await page.filters();
    assert.deepEqual(Object.keys(before).sort(), ["Kommun", "Organ", "Skäl", "Ställningstagande", "Typ", "År", "Ämne"].sort());
    for (const [kind, group, value, name] of [
      ["k", "Typ", "referral_response", "Remissvar"], ["m", "Kommun", "askersund", "Askersunds kommun"],
      ["b", "Organ", "stockholm/kommunstyrelsen", "Kommunstyrelsen, Stockholms stad"], ["t", "Ämne", "atervandring", "Återvandring"],
      ["s", "Ställningstagande", "opposes", "Emot"], ["g", "Skäl", "outside_competence", "Inte kommunens uppgift"], ["d", "År", "2018", "2018"],
    ]) {
      await (await option(kind, value)).click();
      await page.answered({ q: "återvandring", [kind]: value });
      assert.equal(await page.total(), before[group][name], `${group}: ${name}`);
      assert.ok(before[group][name] > 0);
      // It says itself what it said before, and no other of its kind is gone.
      assert.deepEqual((await page.filters())[group], before[group], group);
      assert.equal(await isChecked(`${kind}/${value}`), true);
      assert.equal(await page.browser.run(() => document.activeElement.dataset.key), `${kind}/${value}`, "the focus is lost");
      await page.press(Key.SPACE);
      await page.answered({ q: "återvandring" });
    }
  });
  await check("of one kind any, of several kinds all", async () => {
    await page.open({ q: "återvandring", k: ["motion", "case"] });
    await open();
    await page.until(() => document.querySelector(".filters input:checked"));
    const { Typ, Kommun } = await page.filters();
    assert.equal(await page.total(), Typ.Motion + Typ["Ärende"]);
    await (await option("m", "askersund")).click();
    await page.answered({ q: "återvandring", k: ["motion", "case"], m: "askersund" });
    assert.equal(await page.total(), Kommun["Askersunds kommun"]);
    assert.deepEqual(await page.titles(), ["Interpellation om återvandring och kommunens roll"]);
  });
  await check("the back button undoes one filter at a time", async () => {
    await page.driver.navigate().back();
    await page.answered({ q: "återvandring", k: ["motion", "case"] });
    assert.equal(await isChecked("m/askersund"), false);
    await page.driver.navigate().forward();
    await page.answered({ q: "återvandring", k: ["motion", "case"], m: "askersund" });
    assert.equal(await isChecked("m/askersund"), true);
  });
  await check("filters are taken away one by one, or all", async () => {
    await page.open({ q: "återvandring", k: ["motion", "case"], m: "askersund" });
    const chosen = () => page.browser.run(() => [...document.querySelectorAll("#_chosen button")].map((button) => button.getAttribute("aria-label")));
    assert.deepEqual(await chosen(), ["Ta bort Motion", "Ta bort Ärende", "Ta bort Askersunds kommun", "Ta bort alla begränsningar"]);
    await page.click("#_chosen button");
    await page.answered({ q: "återvandring", k: "case", m: "askersund" });
    assert.deepEqual(await chosen(), ["Ta bort Ärende", "Ta bort Askersunds kommun", "Ta bort alla begränsningar"]);
    assert.equal(await page.browser.run(() => document.activeElement.getAttribute("aria-label")), "Ta bort Ärende");
    await page.click("#_chosen button:last-child");
    await page.answered({ q: "återvandring" });
    assert.deepEqual(await chosen(), []);
    assert.equal(await page.browser.run(() => document.activeElement.id), "_query");
  });
  await check("filters that leave nothing say so", async () => {
    await page.open({ q: "snöröjning", m: "askersund" });
    assert.deepEqual(await page.said(), ["Inget av de 4 som hittades är kvar när de begränsas så."]);
  });
  await check("filters without a question, the newest first", async () => {
    await page.open({ b: "stockholm/kommunstyrelsen" });
    assert.deepEqual(await page.titles(), ["Remiss av motion om samverkan med Migrationsverket", "Utlåtande över motion om återvandringsbidrag"]);
  });
  await check("sorted by date, and that is a step back, too", async () => {
    await page.open({ q: "bidrag", k: "referral_response" });
    const byRelevance = await page.titles();
    await page.click("#_sort option[value=date]");
    await page.answered({ q: "bidrag", k: "referral_response", sort: "date" });
    const days = await page.browser.run(() => [...document.querySelectorAll("#_hits time")].map((time) => time.dateTime));
    assert.deepEqual(days, ["2018-02-15", "2018-02-01", "2018-01-30", "2018-01-30", "2017-12-19", "2017-12-14"]);
    await page.driver.navigate().back();
    await page.answered({ q: "bidrag", k: "referral_response" });
    assert.deepEqual(await page.titles(), byRelevance);
  });
  await check("a link with a question, filters and an order", async () => {
    await page.open({ q: "bidrag", k: "referral_response", d: "2018", sort: "date" });
    assert.equal(await (await page.find("#_query")).getAttribute("value"), "bidrag");
    assert.equal(await (await page.find("#_sort select")).getAttribute("value"), "date");
    assert.equal(await page.total(), 4);
    assert.equal((await page.titles())[0], "Stadsledningskontoret, i Utlåtande över motion om återvandringsbidrag");
  });
  await check("back from a result, the list is as it was", async () => {
    await page.open({ q: "bidrag" });
    await page.click("#_more");
    await page.until(() => document.querySelectorAll("#_hits li").length === 14);
    const titles = await page.titles();
    const eleventh = (await page.driver.findElements({ css: "#_hits .title" }))[10];
    await page.browser.run((link) => link.scrollIntoView({ block: "center", behavior: "instant" }), eleventh);
    await page.browser.settle(); // texts of what has come into view make room
    const y = await page.browser.run(() => scrollY);
    assert.ok(y > 500, `${y}`);
    await page.leads("Utlåtande över motion om återvandringsbidrag", () => eleventh.click());
    await page.driver.navigate().back();
    await page.answered({ q: "bidrag" });
    assert.deepEqual(await page.titles(), titles);
    await page.until((y) => Math.abs(scrollY - y) < 2, y);
  });
  await check("each question is a step, however it was typed", async () => {
    await page.open();
    await page.type("snöröjning");
    await page.answered({ q: "snöröjning" });
    await page.press(Key.ENTER);
    await page.type("bibliotek");
    await page.answered({ q: "bibliotek" });
    await page.driver.navigate().back();
    await page.answered({ q: "snöröjning" });
    assert.equal(await (await page.find("#_query")).getAttribute("value"), "snöröjning");
    assert.deepEqual(await page.titles(), SNOW);
  });
}

// From the top of the page to a followed result, with nothing but keys.
async function keys(page, check) {
  const focus = () => page.browser.run(() => {
    const { id, className, tagName, dataset } = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    return { name: id || dataset.key || className || tagName, isSeen: outlineStyle !== "none" && outlineWidth !== "0px" };
  });
  const tabTo = async (name) => {
    const passed = [];
    for (let at = 0; at < 60; at += 1) {
      await page.press(Key.TAB);
      const now = await focus();
      passed.push(now.name);
      assert.ok(now.isSeen, `nothing shows that ${now.name} has the focus`);
      if (now.name === name) return;
    }
    assert.fail(`${name} cannot be reached: ${passed}`);
  };
  await check("keys alone lead from the top of the page to a result", async () => {
    await page.open();
    assert.equal((await focus()).name, "_query");
    await page.browser.run(() => document.querySelector(".skip").focus());
    await tabTo("_query");
    await page.press("återvandring", Key.ENTER);
    await page.answered({ q: "återvandring" });
    await tabTo("SUMMARY");
    await page.press(Key.ENTER);
    await page.until(() => document.querySelector(".filters fieldset"));
    await tabTo("k/interpellation");
    await page.press(Key.SPACE);
    await page.answered({ q: "återvandring", k: "interpellation" });
    assert.equal((await focus()).name, "k/interpellation");
    await tabTo("title");
    await page.leads("Interpellation om återvandring", () => page.press(Key.ENTER));
  });
  await check("what is found is announced", async () => {
    await page.open({ q: "bidrag" });
    const role = await page.browser.run(() => document.querySelector("#_status").closest("[role=status]:not([hidden])")?.textContent);
    assert.equal(role, "14 träffar");
  });
}

// An index of which a part is missing, and one that was replaced while it was open.
async function broken(browser, way, check) {
  const isFresh = (url) => /\/sok\/start\.js\?/.test(url);
  const faults = async (some) => {
    const all = await browser.faults();
    const others = all.filter((fault) => !some.test(fault));
    assert.deepEqual(others, []);
  };
  await check("a shard that is missing is asked for afresh once, and then that is said", async () => {
    const page = new SearchPage(browser, "halv", way);
    await page.open();
    browser.requests.length = 0;
    await page.type("bidrag", Key.ENTER);
    await page.until(() => document.querySelector("#_status .failed"));
    assert.deepEqual(await page.said(), ["Sökregistret kan inte läsas just nu. Ladda om sidan eller försök igen om en stund."]);
    assert.deepEqual(await page.titles(), []);
    await faults(/sok\/s\/|console\.error|ERR_FILE_NOT_FOUND/); // after this all requests have been told
    assert.equal(browser.requests.filter(isFresh).length, 1, `${browser.requests}`);
  });
  await check("an index that was replaced is read afresh, without a word", async () => {
    const site = `bytt-${browser.name}-${way}`;
    cpSync(path.join(folder, "arkiv"), path.join(folder, site), { recursive: true });
    const start = path.join(folder, site, "sok/start.js");
    const text = readFileSync(start, "utf8");
    // What the page reads first has other names than the files that are there later.
    writeFileSync(start, text.replace(/(terms:\["","|words:\["",")[a-z2-7]{10}/g, "$1aaaaaaaaaa"));
    const page = new SearchPage(browser, site, way);
    await page.open();
    writeFileSync(start, text);
    await page.type("bidrag", Key.ENTER);
    await page.answered({ q: "bidrag" });
    assert.deepEqual(await page.said(), ["14 träffar"]);
    await faults(/sok\/d\/aaaaaaaaaa|ERR_FILE_NOT_FOUND/);
  });
}

async function hostile(page, check) {
  await check("hostile words are shown as words", async () => {
    const titles = ["</script><script>window.ran=1</script> \"citat\" 'x' &amp; 😀 שלום"];
    await page.open({ q: "zebraord" });
    assert.deepEqual(await page.titles(), titles);
    const [result] = await page.results(1);
    assert.deepEqual(result.marks, ["zebraord"]);
    for (const words of ["<script>window.ran=1</script>", "</script>", "\"citat\"", "'x'", "\\u0041", "😀", "שלום עולם", "\u2028", "\u2029"]) {
      assert.ok(result.excerpt.includes(words), `${JSON.stringify(words)} is not in ${JSON.stringify(result.excerpt)}`);
    }
    assert.deepEqual(await page.browser.run(() => [window.ran ?? 0, document.querySelectorAll("main script, main img").length]), [0, 0]);
  });
  await check("words in another script are found", async () => {
    await page.open({ q: "עולם" });
    assert.deepEqual((await page.results(1))[0].marks, ["עולם"]);
  });
  await check("a hostile question is words, too", async () => {
    const asked = { q: "<img src=x onerror=window.ran=1>", b: "<script>" };
    await page.browser.open(`${page.site}/index.html`, page.way);
    await page.browser.open(`${page.site}/sok.html${address({ ...asked, sort: "<b>", x: "<i>" })}`, page.way);
    await page.answered(asked);
    assert.deepEqual(await page.browser.run(() => [window.ran ?? 0, document.querySelectorAll("main script, main img, main b").length]), [0, 0]);
    assert.equal(await page.browser.run(() => document.querySelector("#_chosen button").textContent), "<script> ×");
  });
}

// Texts fall into the same words as in the program, or what is asked would not be found.
async function sameWords(check) {
  const source = readFileSync(path.join(folder, "arkiv/search-index.js"), "utf8");
  const { composed, words, fold, numberParts } = new Function("window", `${source}; return diariumIndex;`)({});
  await check("texts fall into words as in the program", () => {
    for (const { text, words: expected, folded, key } of JSON.parse(readFileSync(path.join(folder, "words.json"), "utf8"))) {
      const found = words(composed(text)).map(({ word }) => word);
      assert.deepEqual(found, expected, text);
      assert.deepEqual(found.map(fold), folded, text);
      assert.equal(`#${numberParts(composed(text)).join("/")}`, key, text);
    }
  });
}

async function withoutScripts(name) {
  await inBrowser(name, { site: path.join(folder, "arkiv"), scripts: false }, async (browser) => {
    await check(`without JavaScript the page says so and offers the indexes, in ${name}`, async () => {
      await browser.open("sok.html");
      const text = await (await browser.driver.findElement({ css: "main" })).getText();
      assert.match(text, /Sökningen behöver JavaScript/);
      const links = await browser.driver.findElements({ css: "main noscript a" });
      assert.deepEqual(await Promise.all(links.map((link) => link.getText())), ["Startsida", "Ämnen", "Nummer"]);
      for (const css of ["#_search", "#_found"]) {
        assert.equal(await (await browser.driver.findElement({ css })).isDisplayed(), false, css);
      }
    });
  });
}

async function accessible(page, check, what) {
  await check(`axe finds nothing, ${what}`, async () => {
    await page.open({ q: "återvandring", k: "referral_response", s: "opposes" });
    await page.results(2);
    if (!(await page.browser.run(() => document.querySelector("#_filters").open))) await page.click("#_filters summary");
    await page.until(() => document.querySelector(".filters fieldset"));
    assert.deepEqual(await page.violations(), []);
  });
  await check(`nothing is wider than the window or too small to hit, ${what}`, async () => {
    const { wide, small } = await page.browser.run(() => ({
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      small: [...document.querySelectorAll("main :is(button, input, select, summary, .title)")].filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width > 0 && (width < 24 || height < 24);
      }).map((element) => element.outerHTML.slice(0, 80)),
    }));
    assert.deepEqual({ wide, small }, { wide: 0, small: [] });
  });
  await check(`nothing moves when the words around hits come, ${what}`, async () => {
    // A word that every text has, and each result as high before as after.
    await page.open({ q: "kommun" });
    const heights = () => page.browser.run(() => [...document.querySelectorAll("#_hits li")].map((item) => item.offsetHeight));
    const before = await heights();
    await page.browser.run(() => scrollTo({ top: document.body.scrollHeight, behavior: "instant" }));
    await page.results(0);
    await page.until(() => [...document.querySelectorAll("#_hits .excerpt")].at(-1).textContent !== "");
    assert.deepEqual(await heights(), before);
  });
}

async function inWindows(browser, scheme) {
  for (const width of [1280, 320]) {
    await browser.resize(width, 900);
    await accessible(new SearchPage(browser, "arkiv", "file"), check, `at ${width} px, ${scheme}`);
  }
}

async function all(name) {
  await inBrowser(name, { site: folder, width: 1280 }, async (browser) => {
    for (const way of ["file", "http"]) {
      const here = (what, body) => check(`${what}, by ${way} in ${name}`, body);
      await questions(new SearchPage(browser, "arkiv", way), here);
      await narrowing(new SearchPage(browser, "arkiv", way), here);
      await keys(new SearchPage(browser, "arkiv", way), here);
      await hostile(new SearchPage(browser, "elak", way), here);
      await broken(browser, way, here);
    }
    if (name === "chromium") await inWindows(browser, "light");
  });
  if (name === "chromium") await inBrowser(name, { site: folder, width: 1280, scheme: "dark" }, (browser) => inWindows(browser, "dark"));
  await withoutScripts(name);
}

await sameWords(check);
await Promise.all(BROWSERS.map(all));
tellChecks();
