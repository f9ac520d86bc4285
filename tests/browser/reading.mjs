// Reads in both browsers, from disk and from a server, as readers do, and prints what
// is wrong, one fault a line.
//
//   node reading.mjs FOLDER
//
// In the folder: `arkiv`, the example archive; `prov`, an archive that does not know
// its address, with a table of dangerous texts and a list that is split by year.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import path from "node:path";
import { BROWSERS, inBrowser, require } from "./harness.mjs";
import { Page, check, tellChecks } from "./page.mjs";

const { Key } = require("selenium-webdriver");
const [folder] = process.argv.slice(2);
const MONTHS = ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"];

const HOME = "https://exempel.example/";
const CASE = "stockholm/2017/kommunalt-atervandringsbidrag.html";
const DOCUMENT = "stockholm/2017/kommunalt-atervandringsbidrag/utlatande.html";
const ROUND = "exempelkoping/2019/avgiftsfria-bad.html";
const LISTS = "amnen/trafik.html";
const CITATION = "Kommunstyrelsen (2018). Utlåtande över motion om återvandringsbidrag. Utlåtande, 2017/000991. Stockholms stad, 25 april 2018. Exempelarkivet.";

try {
  execFileSync("pdftotext", ["-v"], { stdio: "ignore" });
} catch {
  console.error("there is no pdftotext; tests/run installs what is missing");
  process.exit(77);
}

/** Runs in pages: notes what is copied, in the new way and in the old. */
function noteCopies() {
  const writeText = (text) => {
    if (window.refuses) return Promise.reject(new Error("refused"));
    window.copied = text;
    return Promise.resolve();
  };
  Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText } });
  addEventListener("copy", (event) => { window.copied = event.clipboardData.getData("text/plain"); });
}

/** A page of one site in one browser. */
class ReadPage extends Page {
  open(page) {
    return this.browser.open(`${this.site}/${page}`, this.way);
  }

  /** Opens a page that is not a place on the one before; by way of an empty one, which takes long, only if it might be. */
  async openAfresh(page) {
    if (page.includes("#")) await this.driver.get("about:blank");
    await this.open(page);
  }

  /** Goes back with Shift and Tab. */
  back() {
    return this.driver.actions().keyDown(Key.SHIFT).sendKeys(Key.TAB).keyUp(Key.SHIFT).perform();
  }

  /** Puts the pointer on something, in the middle of the window. */
  async point(css) {
    const element = await this.find(css);
    await this.run((element) => element.scrollIntoView({ block: "center", behavior: "instant" }), element);
    await this.driver.actions().move({ origin: element }).perform();
  }

  /** Puts the pointer where nothing is. */
  async pointAway() {
    await this.driver.actions().move({ x: 1, y: 1 }).perform();
  }

  /** What has the focus, whether that shows, and whether it is what is looked for. */
  focus(css = ":focus") {
    return this.run((css) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return { name: document.activeElement.textContent.trim(), isSeen: outlineStyle !== "none" && outlineWidth !== "0px", isIt: document.activeElement.matches(css) };
    }, css);
  }

  /** Goes on by keys until something has the focus. */
  async tabTo(css, step = () => this.press(Key.TAB)) {
    for (let at = 0; at < 250; at += 1) {
      await step();
      const { name, isSeen, isIt } = await this.focus(css);
      assert.ok(isSeen, `nothing shows that ${name} has the focus`);
      if (isIt) return;
    }
    assert.fail(`${css} cannot be reached`);
  }

  /** Chooses a value as a reader does. */
  async choose(name, value) {
    await this.click(`.narrow [name=${name}] option[value="${value}"]`);
  }

  /** Where it is open. */
  address(page) {
    return this.run((page) => location.href.slice(0, location.href.lastIndexOf(page) + page.length), page);
  }
}

async function following(page, check) {
  await check("a reference is followed, and back to where it stands", async () => {
    await page.openAfresh(DOCUMENT);
    await page.run(() => document.querySelector(".text a[title]:not(.term)").scrollIntoView({ block: "center", behavior: "instant" }));
    await page.browser.settle();
    const y = await page.run(() => scrollY);
    assert.ok(y > 0);
    await page.browser.loading(() => page.click(".text a[title]:not(.term)"));
    assert.equal(await page.run(() => document.querySelector("h1").textContent), "Återvandringsbidrag: information och kommunal utbetalning");
    await page.driver.navigate().back();
    await page.until((y) => document.querySelector("article.document") && Math.abs(scrollY - y) < 2, y);
    assert.equal(await page.run(() => document.querySelector("#_card")?.hidden), true);
  });
  const current = () => page.run(() => [...document.querySelectorAll(".contents [aria-current=location]")].map((link) => link.textContent));
  await check("the contents list follows the reader", async () => {
    await page.openAfresh(DOCUMENT);
    assert.deepEqual(await current(), []);
    for (const [id, text] of [["norrmalms-stadsdelsnamnd", "Norrmalms stadsdelsnämnd"], ["beredning", "Beredning"], ["socialnamnden", "Socialnämnden"]]) {
      await page.run((id) => document.getElementById(id).scrollIntoView({ behavior: "instant" }), id);
      await page.until((text) => document.querySelector(".contents [aria-current]")?.textContent === text, text);
      assert.deepEqual(await current(), [text]);
    }
    const { weight, rule } = await page.run(() => {
      const style = getComputedStyle(document.querySelector(".contents [aria-current]"));
      return { weight: style.fontWeight, rule: style.borderLeftWidth };
    });
    assert.deepEqual([weight, rule], ["650", "3px"]);
    await page.run(() => scrollTo({ top: 0, behavior: "instant" }));
    await page.until(() => !document.querySelector(".contents [aria-current]"));
  });
  await check("the contents list keeps that in view, and the page stays where it is", async () => {
    await page.browser.resize(1280, 300);
    await page.openAfresh(`${DOCUMENT}#hasselby-vallingby-stadsdelsnamnd`);
    await page.until(() => document.querySelector(".contents [aria-current]")?.textContent === "Hässelby-Vällingby stadsdelsnämnd");
    const { above, below, top } = await page.run(() => {
      const [list, link] = [".contents", ".contents [aria-current]"].map((css) => document.querySelector(css).getBoundingClientRect());
      return { above: link.top - list.top, below: list.bottom - link.bottom, top: document.getElementById("hasselby-vallingby-stadsdelsnamnd").getBoundingClientRect().top };
    });
    await page.browser.resize(1280, 900);
    assert.ok(above > 0 && below > 0, `${above} px above, ${below} px below`);
    assert.ok(top >= 0 && top < 60, `the section is at ${top} px`);
  });
}

async function cards(page, check) {
  const title = "Återvandringsbidrag: information och kommunal utbetalning";
  const link = ".text a[href$='kommunalt-atervandringsbidrag.html']";
  const state = () => page.run((css) => {
    const [link, card] = [css, "#_card"].map((css) => document.querySelector(css));
    return { title: link.title, describedby: link.getAttribute("aria-describedby"), text: card.textContent, isShown: card.checkVisibility() };
  }, link);
  const shown = { title: "", describedby: "_card", text: title, isShown: true };
  const isShown = () => page.until(() => document.querySelector("#_card").checkVisibility());
  const isGone = () => page.until((css) => !document.querySelector("#_card").checkVisibility() && document.querySelector(css).title !== "", link);
  await check("a card comes under the pointer, stays while that is on it, and goes", async () => {
    await page.openAfresh(DOCUMENT);
    await page.point(link);
    await isShown();
    assert.deepEqual(await state(), shown);
    await page.point("#_card");
    await new Promise((done) => setTimeout(done, 600)); // longer than a card waits for a pointer on its way
    assert.deepEqual(await state(), shown);
    await page.pointAway();
    await isGone();
    assert.equal((await state()).title, title);
  });
  await check("a card explains a term of the glossary", async () => {
    await page.openAfresh(DOCUMENT);
    await page.point(".text a.term[href$='#rotel']");
    await isShown();
    assert.equal((await state()).text, "Ett borgarråds ansvarsområde och kansli i Stockholms stad.");
    await page.pointAway();
    await page.until(() => !document.querySelector("#_card").checkVisibility());
  });
  await check("Escape takes a card away, and the browser shows none of its own", async () => {
    await page.point(link);
    await isShown();
    await page.press(Key.ESCAPE);
    assert.deepEqual(await state(), { ...shown, isShown: false });
    await page.pointAway();
    await isGone();
  });
  await check("a card comes with the focus, goes with Escape and with the focus", async () => {
    await page.openAfresh(DOCUMENT);
    const at = () => page.run((css) => document.activeElement === document.querySelector(css), link);
    await page.run((css) => {
      const links = [...document.querySelectorAll("a[href]")].filter((link) => link.tabIndex >= 0);
      links[links.indexOf(document.querySelector(css)) - 1].focus();
    }, link);
    await page.press(Key.TAB);
    assert.equal(await at(), true);
    assert.deepEqual(await state(), shown);
    await page.press(Key.ESCAPE);
    assert.equal((await state()).isShown, false);
    await page.back();
    // The link before it may have a card of its own.
    const { title: own, describedby } = await state();
    assert.deepEqual([own, describedby], [title, null]);
    await page.press(Key.TAB);
    assert.deepEqual(await state(), shown);
    await page.press(Key.TAB);
    assert.equal((await state()).text, "Motion (2017:40) om information om och utbetalning av återvandringsbidrag");
  });
}

const CSV = `Remissinstans,Tillfrågad,Svar,Åtgärd,Åtgärd – orden,Ställningstagande,Ställningstagande – orden,Skäl,Skäl – orden,Adress
Kultur- och fritidsnämnden,2019-03-04,Har svarat; Beslut 4 juni 2019,Lämnar eget yttrande,antar ett eget yttrande,För (yrkande 1); Delvis för (yrkande 2); Tar inte ställning (yrkande 3),"tillstyrker att unga får bada fritt på loven; tillstyrker ett kallbad, förutsatt att vattnet håller badvattenkvalitet; tar inte ställning",Framgår inte,,${HOME}exempelkoping/2019/avgiftsfria-bad/remissvar-kultur-och-fritidsnamnden.html#m-emghum
Kultur- och fritidsnämnden,2019-03-04,Förvaltningens förslag; Kultur- och fritidsförvaltningen,Föreslås: Godkänner tjänsteutlåtandet,godkänner förvaltningens tjänsteskrivelse,Föreslås: Emot (yrkande 1); Har inget att erinra (yrkande 2); Tar inte ställning (yrkande 3),avstyrker därför det första förslaget; beredd att sköta om det byggs; lämnas ingen synpunkt,Föreslås: Medel saknas (yrkande 1),Nämndens ram medger inte det,${HOME}exempelkoping/2019/avgiftsfria-bad/tjansteskrivelse-kultur-och-fritidsforvaltningen.html#m-2v2cly
Samhällsbyggnadsnämnden,2019-03-04,Svarade efter sista dagen; Beslut 27 augusti 2019,Besvarar remissen med tjänsteutlåtandet,besvarar remissen med förvaltningens tjänsteutlåtande,Emot (yrkande 3),avstyrker en särskild badbuss,Arbete pågår redan (yrkande 2); Medel saknas (yrkande 3),prövas redan i programmet för åstråket; pengar till en linje till finns inte,${HOME}exempelkoping/2019/avgiftsfria-bad/remissvar-samhallsbyggnadsnamnden.html#m-vgganb
Barn- och utbildningsnämnden,2019-03-04,Avstod från att svara; Beslut 21 maj 2019,Avstår från att yttra sig,avstår från att yttra sig,Framgår inte,,Framgår inte,,${HOME}exempelkoping/2019/avgiftsfria-bad/remissvar-barn-och-utbildningsnamnden.html#m-tluw4a
Socialnämnden,2019-03-04,Inget svar i arkivet; Bara förvaltningens förslag; Socialförvaltningen,Föreslås: Hänvisar till tjänsteutlåtandet,hänvisar till förvaltningens tjänsteutlåtande,Föreslås: För (yrkande 1); Har inget att erinra (yrkande 2); För (yrkande 3),välkomnar fritt bad på loven; har inget att invända mot ett kallbad; till nytta för dem som bor utanför centralorten,Föreslås: Framgår inte,,${HOME}exempelkoping/2019/avgiftsfria-bad/tjansteutlatande-socialforvaltningen.html#m-gvjywx
Exempelköpings Fastighets AB,2019-03-04,Inget svar i arkivet,,,,,,,${HOME}exempelkoping/organ/exempelkopings-fastighets-ab.html
`.replaceAll("\n", "\r\n");

async function tables(page, check) {
  const button = ".round .csv button";
  const copied = async () => {
    await page.until(() => window.copied !== undefined);
    return page.run(() => window.copied);
  };
  await check("a referral round is copied as CSV", async () => {
    await page.openAfresh(ROUND);
    assert.equal(await (await page.find(button)).getAccessibleName(), "Kopiera som CSV: Remissen");
    await page.click(button);
    assert.equal(await copied(), CSV);
    await page.until((css) => document.querySelector(css).textContent === "Kopierat", button);
    assert.equal(await page.run(() => document.querySelector("body > .spoken[role=status]").textContent), "Kopierat");
    await page.until((css) => document.querySelector(css).textContent === "Kopiera som CSV", button);
    assert.equal(await (await page.find(button)).getAccessibleName(), "Kopiera som CSV: Remissen");
  });
  for (const [what, prepare] of [
    ["refuses", () => { window.refuses = true; }],
    ["is missing", () => { Object.defineProperty(navigator, "clipboard", { value: undefined }); }],
  ]) {
    await check(`a table is copied where the clipboard ${what}`, async () => {
      await page.openAfresh(ROUND);
      await page.run(prepare);
      await page.click(button);
      assert.equal(await copied(), CSV);
      await page.until((css) => document.querySelector(css).textContent === "Kopierat", button);
      assert.deepEqual(await page.run((css) => [document.activeElement === document.querySelector(css), document.querySelectorAll("textarea").length], button), [true, 0]);
    });
  }
  await check("every table with headings has one button of its own", async () => {
    const names = await Promise.all((await page.driver.findElements({ css: ".csv button" })).map((one) => one.getAccessibleName()));
    const tables = await page.run(() => [...document.querySelectorAll(".table > table > thead")].length);
    assert.equal(names.length, tables);
    assert.equal(new Set(names).size, tables, `${names}`);
  });
}

async function dangers(page, check) {
  await check("no text of a table becomes a formula, and numbers stay numbers", async () => {
    await page.openAfresh("prov/2020/vag/yttrande.html");
    await page.click(".csv button");
    await page.until(() => window.copied !== undefined);
    const expected = [
      "Vad,Hur", "'=1+1,'@SUM(1)", "+46 8 00,\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"", "-5,'-1+2", "\"-1 000,50\",-", "'- nej,\"a, \"\"b\"\"\"",
    ];
    assert.equal(await page.run(() => window.copied), expected.map((line) => `${line}\r\n`).join(""));
  });
  await check("where the archive does not know its address, a citation has the one that is open", async () => {
    const way = "prov/2020/vag/yttrande.html";
    await page.openAfresh(`${way}?x=1#skal`);
    const address = await page.address(way);
    const { citation, bibtex, printed } = await page.run(() => ({
      citation: document.querySelector(".citation").textContent,
      bibtex: document.querySelector(".bibtex").textContent,
      printed: document.querySelector(".printed").firstChild.textContent,
    }));
    assert.equal(citation, `Socialnämnden (2020). Yttrande om vägen. Remissvar. Provkommunen, 1 mars 2020. Prov. ${address}#skal`);
    assert.ok(bibtex.includes(`  url = {${address}#skal}\n`), bibtex);
    assert.ok(bibtex.startsWith("@misc{prov-2020-vag-yttrande-skal,\n"), bibtex);
    assert.equal(printed, address);
  });
  await check("where a list is split, a filter says so", async () => {
    await page.openAfresh("prov/organ/socialnamnden.html?type=Remissvar");
    assert.equal(await page.run(() => document.querySelector(".narrow [role=status]").textContent), "1 av de 11 som står här visas");
  });
}

async function citing(page, check) {
  const box = () => page.run(() => {
    const box = document.querySelector("dialog");
    return {
      isOpen: box.open, hash: location.hash,
      citation: box.querySelector(".citation").textContent, below: document.querySelector("section.cite .citation").textContent,
    };
  });
  const bibtex = () => page.run(() => document.querySelector("dialog .bibtex").textContent);
  await check("a paragraph is cited by its ¶", async () => {
    await page.openAfresh(DOCUMENT);
    await page.point("#p-tcbnvq");
    await page.click("#p-tcbnvq .pilcrow");
    const citation = `${CITATION} ${HOME}${DOCUMENT}#p-tcbnvq`;
    assert.deepEqual(await box(), { isOpen: true, hash: "#p-tcbnvq", citation, below: citation });
    assert.deepEqual((await bibtex()).split("\n"), [
      "@misc{stockholm-2017-kommunalt-atervandringsbidrag-utlatande-p-tcbnvq,",
      "  author = {{Kommunstyrelsen}},",
      "  title = {{Utlåtande över motion om återvandringsbidrag}},",
      "  howpublished = {Utlåtande, 2017/000991},",
      "  organization = {Stockholms stad},",
      "  year = {2018},",
      "  date = {2018-04-25},",
      "  note = {Exempelarkivet},",
      `  url = {${HOME}${DOCUMENT}#p-tcbnvq}`,
      "}",
    ]);
  });
  await check("Escape closes the box, and what was copied is what it shows", async () => {
    await page.press(Key.ENTER); // the first button has the focus
    await page.until(() => window.copied !== undefined);
    assert.equal(await page.run(() => window.copied), `${CITATION} ${HOME}${DOCUMENT}#p-tcbnvq`);
    assert.equal(await page.run(() => document.querySelector("dialog > .spoken").textContent), "Kopierat");
    await page.press(Key.ESCAPE);
    await page.until(() => !document.querySelector("dialog").open);
    await page.until(() => document.activeElement.matches("#p-tcbnvq .pilcrow"));
  });
  await check("an answer is cited as an answer, by the # of its heading", async () => {
    await page.openAfresh(DOCUMENT);
    await page.run(() => document.querySelector("#socialnamnden .anchor").focus());
    await page.press(Key.ENTER);
    const citation = `Socialnämnden (2018): svar på remissen. I: ${CITATION} ${HOME}${DOCUMENT}#socialnamnden`;
    assert.deepEqual(await box(), { isOpen: true, hash: "#socialnamnden", citation, below: citation });
    assert.deepEqual((await bibtex()).split("\n"), [
      "@misc{stockholm-2017-kommunalt-atervandringsbidrag-utlatande-socialnamnden,",
      "  author = {{Socialnämnden}},",
      "  title = {{Svar på remissen. I: Utlåtande över motion om återvandringsbidrag}},",
      "  howpublished = {Utlåtande, 2017/000991},",
      "  organization = {Stockholms stad},",
      "  year = {2018},",
      "  date = {2018-01-30},",
      "  note = {Exempelarkivet},",
      `  url = {${HOME}${DOCUMENT}#socialnamnden}`,
      "}",
    ]);
    await page.click("dialog > .tools:nth-last-child(2) button");
    assert.equal((await box()).isOpen, false);
    assert.equal(await page.run(() => document.activeElement.matches("#socialnamnden .anchor")), true);
  });
  await check("a mark inside an answer is cited so, too, and the citation follows the address", async () => {
    await page.openAfresh(`${DOCUMENT}#m-2dejn3`);
    assert.equal((await box()).below, `Norrmalms stadsdelsnämnd (2017): svar på remissen. I: ${CITATION} ${HOME}${DOCUMENT}#m-2dejn3`);
    await page.run(() => { location.hash = "#_original"; });
    await page.until((citation) => document.querySelector("section.cite .citation").textContent === citation, `${CITATION} ${HOME}${DOCUMENT}`);
    await page.driver.navigate().back();
    await page.until(() => document.querySelector("section.cite .citation").textContent.endsWith("#m-2dejn3"));
  });
  await check("the link in the header cites what the address points at, and leaves it", async () => {
    await page.click("header .tools a");
    const { isOpen, hash, citation } = await box();
    assert.deepEqual([isOpen, hash, citation.slice(-9)], [true, "#m-2dejn3", "#m-2dejn3"]);
    await page.press(Key.ESCAPE);
    await page.openAfresh(CASE);
    await page.click("header .tools a");
    const { citation: ofCase } = await box();
    assert.ok(ofCase.startsWith("Stockholms stad (2017). Återvandringsbidrag: information och kommunal utbetalning. Ärende, 2017/000991, Motion 2017:40. "), ofCase);
    assert.ok(ofCase.endsWith(` Exempelarkivet. ${HOME}${CASE}`), ofCase);
  });
  await check("a link and BibTeX are copied, where the clipboard refuses, too", async () => {
    await page.openAfresh(`${DOCUMENT}#p-tcbnvq`);
    await page.click("header .tools a");
    await page.run(() => { window.refuses = true; });
    const [, link, entry] = await page.driver.findElements({ css: "dialog .citation + .tools button" });
    await link.click();
    await page.until((link) => window.copied === link, `${HOME}${DOCUMENT}#p-tcbnvq`);
    await entry.click();
    await page.until((entry) => window.copied === entry, await bibtex());
    assert.equal((await box()).isOpen, true);
  });
}

async function filters(page, check) {
  const state = () => page.run(() => ({
    query: location.search,
    status: document.querySelector(".narrow [role=status]").textContent,
    heads: [...document.querySelectorAll("#_positions, #_cases, #_documents")].filter((one) => one.checkVisibility()).map((one) => one.id),
    shown: [...document.querySelectorAll(":is(#_positions, #_cases, #_documents) ~ * :is(tbody tr, li)")].filter((one) => one.checkVisibility()).length,
  }));
  const all = { query: "", status: "", heads: ["_positions", "_cases", "_documents"], shown: 24 };
  await check("a list is narrowed down by year, type and stance", async () => {
    await page.openAfresh(LISTS);
    assert.deepEqual(await state(), all);
    await page.choose("year", "2023");
    assert.deepEqual(await state(), { query: "?year=2023", status: "17 av 24 visas", heads: ["_positions", "_documents"], shown: 17 });
    await page.choose("stance", "supports");
    assert.deepEqual(await state(), { query: "?year=2023&stance=supports", status: "4 av 24 visas", heads: ["_positions"], shown: 4 });
    const options = await page.run(() => [...document.querySelectorAll(".narrow [name=type] option")].map((one) => one.textContent));
    assert.deepEqual(options, ["Alla", "Beslut (1)", "Bilaga (2)", "Enkel fråga (0)", "Motion (0)", "Remiss (1)", "Remissvar (3)", "Svar (0)", "Tjänsteutlåtande (1)", "Utlåtande (1)"]);
    await page.choose("type", "Remissvar");
    assert.deepEqual(await state(), { query: "?year=2023&stance=supports&type=Remissvar", status: "7 av 24 visas", heads: ["_positions", "_documents"], shown: 7 });
    await page.click(".narrow button");
    assert.deepEqual(await state(), all);
    assert.equal(await page.run(() => document.activeElement.name), "year");
  });
  await check("a table of which nothing is left goes with its caption and its button", async () => {
    await page.openAfresh("exempelkoping/organ/kultur-och-fritidsnamnden.html");
    const parts = () => page.run(() => ["caption", ".csv"].map((css) => [...document.querySelectorAll(`#_positions ~ * ${css}, #_positions ~ ${css}`)].filter((one) => one.checkVisibility()).length));
    const [captions, buttons] = await parts();
    assert.ok(captions > 1 && captions === buttons, `${captions} captions, ${buttons} buttons`);
    await page.choose("year", "2023");
    assert.deepEqual(await parts(), [1, 1]);
  });
  await check("what is copied of a table is what is left of it", async () => {
    await page.openAfresh(`${LISTS}?stance=opposes`);
    await page.click("#_positions ~ .csv button");
    await page.until(() => window.copied !== undefined);
    const lines = (await page.run(() => window.copied)).split("\r\n");
    assert.deepEqual(lines, [
      "Datum,Vem,Ställningstagande,Ställningstagande – orden,Skäl,Skäl – orden,Ärende,Adress",
      `2023-01-20,Exempelköpings Friluftsförening; Organets beslut,Emot (gäller förslaget till beslut),så som planen är ritad kan föreningen inte stödja den,Annat skäl,hör inte ihop på samma bana,Cykelplan 2024–2032; Cykling,${HOME}exempelkoping/2023/cykelplan/remissvar-friluftsforeningen.html#m-mdik4j`,
      "",
    ]);
  });
  await check("a link leads to a choice, and so does the way back from a result", async () => {
    const chosen = { query: "?year=2023&type=Remissvar", status: "3 av 24 visas", heads: ["_documents"], shown: 3 };
    await page.openAfresh(`${LISTS}?year=2023&type=Remissvar`);
    assert.deepEqual(await state(), chosen);
    await page.choose("year", "");
    await page.choose("year", "2023");
    await page.browser.loading(() => page.click("#_documents ~ ul li:not([hidden]) a"));
    assert.match(await page.run(() => document.querySelector("h1").textContent), /^Kultur- och fritidsnämndens andra svar/);
    await page.driver.navigate().back();
    await page.until(() => document.querySelector(".narrow"));
    const { query, ...rest } = await state();
    assert.deepEqual({ query: query.split(/[?&]/).sort(), ...rest }, { ...chosen, query: ["", "type=Remissvar", "year=2023"] });
    assert.deepEqual(await page.run(() => [...document.querySelectorAll(".narrow select")].map((one) => one.value)), ["2023", "Remissvar", ""]);
  });
  await check("a choice that is not there is none", async () => {
    await page.openAfresh(`${LISTS}?year=1999&stance=%3Cscript%3E`);
    assert.deepEqual(await state(), { ...all, query: "?year=1999&stance=%3Cscript%3E" });
  });
  await check("short lists, and lists that are no listings, have no filters", async () => {
    for (const short of ["stockholm/organ/socialnamnden.html", "index.html", ROUND]) {
      await page.openAfresh(short);
      assert.equal(await page.run(() => document.querySelectorAll(".narrow").length), 0, short);
    }
  });
}

// From the front page to a citation of somebody's very words, with nothing but keys.
async function keys(page, check) {
  await check("keys alone lead from a topic to a case, to who answered how, to the very words and to their citation", async () => {
    const enter = () => page.browser.loading(() => page.press(Key.ENTER));
    const title = () => page.run(() => document.querySelector("h1").textContent);
    await page.openAfresh("index.html");
    await page.tabTo(".topics a[href$='amnen/atervandringsbidrag.html']");
    await enter();
    assert.equal(await title(), "Återvandringsbidrag");
    await page.tabTo(`.entries > li > a[href$='${CASE}']`);
    await enter();
    await page.tabTo(".round .table");
    await page.tabTo("tr:has(th a[href$='norrmalms-stadsdelsnamnd.html']) .said.stance .words");
    await enter();
    assert.equal(await page.run(() => `${location.hash} ${document.querySelector(":target").lastChild.textContent}`), "#m-2dejn3 tycker inte att staden ska ge sig in på att betala bidrag");
    await page.tabTo("header .tools a", () => page.back());
    await page.press(Key.ENTER);
    await page.until(() => document.querySelector("dialog").open);
    assert.deepEqual(await page.focus(), { name: "Kopiera hänvisningen", isSeen: true, isIt: true });
    await page.press(Key.ENTER);
    await page.until(() => window.copied);
    assert.equal(await page.run(() => window.copied), `Norrmalms stadsdelsnämnd (2017): svar på remissen. I: ${CITATION} ${HOME}${DOCUMENT}#m-2dejn3`);
    await page.press(Key.TAB, Key.ENTER);
    await page.until((link) => window.copied === link, `${HOME}${DOCUMENT}#m-2dejn3`);
    await page.press(Key.ESCAPE);
    await page.until(() => !document.querySelector("dialog").open);
    assert.deepEqual(await page.focus(), { name: "Hänvisa hit", isSeen: true, isIt: true });
  });
  await check("keys alone narrow a list down", async () => {
    await page.openAfresh(LISTS);
    await page.tabTo(".narrow [name=stance]");
    await page.press("E"); // as in all selects: what begins so
    await page.press(Key.ENTER); // where the choices are a list by now, it is closed
    await page.until(() => location.search === "?stance=opposes");
    await page.tabTo(".narrow button");
    await page.press(Key.ENTER);
    await page.until(() => location.search === "" && document.activeElement.matches(".narrow [name=year]"));
  });
}

/** The text of a page as it is printed, without the spaces and signs that lines and fonts bring along. */
async function printed(page, of) {
  const file = path.join(folder, `${page.browser.name}-${page.way}.pdf`);
  await page.openAfresh(of);
  await page.browser.print(file);
  assert.ok(statSync(file).size > 10_000, `${statSync(file).size} bytes`);
  return execFileSync("pdftotext", [file, "-"], { encoding: "utf8" }).normalize("NFKC").replace(/\s+/g, "");
}

async function paper(page, check) {
  const today = () => {
    const now = new Date();
    return `Utskriven${now.getDate()}${MONTHS[now.getMonth()]}${now.getFullYear()}`;
  };
  for (const [of, words] of [[DOCUMENT, "tyckerinteattstadenskagesiginpåattbetalabidrag"], [ROUND, "tillstyrkerattungafårbadafrittpåloven"], [`${LISTS}?year=2023`, "17av24visas"]]) {
    await check(`what is printed of ${of} says where it is from and when, and has no buttons`, async () => {
      const before = today();
      const text = await printed(page, of);
      for (const part of [words, `${HOME}${of.replace(/\?.*/, "")}`]) assert.ok(text.includes(part), `${part} is not in ${text}`);
      assert.ok(text.includes(before) || text.includes(today()), text.slice(-300));
      for (const part of ["Hänvisahit", "KopierasomCSV", "Kopierahänvisningen", "BibTeX", "Visaalla"]) assert.ok(!text.includes(part), `${part} is printed`);
    });
  }
}

async function withoutScripts(name) {
  await inBrowser(name, { site: folder, scripts: false }, async (browser) => {
    const page = new ReadPage(browser, "arkiv", "file");
    const visible = async (css) => {
      const found = await page.driver.findElements({ css });
      const shown = await Promise.all(found.map((one) => one.isDisplayed()));
      return found.filter((_, at) => shown[at]);
    };
    await check(`without JavaScript pages are complete and have no dead controls, in ${name}`, async () => {
      for (const of of [DOCUMENT, ROUND, LISTS, "index.html"]) {
        await page.open(of);
        assert.equal((await visible("button, select, dialog, input, [role=status], #_words, #_card")).length, 0, of);
        const text = await (await page.find("body")).getText();
        assert.ok(!/\{\w+\}|Kopiera/.test(text), of);
      }
      await page.open(LISTS);
      assert.equal((await visible("#_positions ~ * tbody tr")).length + (await visible(":is(#_cases, #_documents) ~ ul > li")).length, 24);
    });
    await check(`without JavaScript the citation is a section of the page, in ${name}`, async () => {
      await page.open(DOCUMENT);
      await page.click("header .tools a");
      assert.match(await page.driver.getCurrentUrl(), /#_cite$/);
      assert.equal(await (await page.find("section.cite .citation")).getText(), `${CITATION} ${HOME}${DOCUMENT}`);
      assert.equal(await (await page.find("section.cite .bibtex")).isDisplayed(), false);
      await page.click("section.cite summary");
      assert.equal(await (await page.find("section.cite .bibtex")).isDisplayed(), true);
    });
  });
}

// What stands in a window when something has been opened in it.
const OPENED = {
  "the box to cite from": async (page) => {
    await page.openAfresh(`${DOCUMENT}#m-2dejn3`);
    await page.click("header .tools a");
    await page.click("dialog summary");
  },
  "filters": (page) => page.openAfresh(`${LISTS}?year=2023&stance=supports`),
  "a card": async (page) => {
    await page.openAfresh(DOCUMENT);
    await page.point(".text a[title]");
    await page.until(() => document.querySelector("#_card").checkVisibility());
  },
  "tables": (page) => page.openAfresh(ROUND),
};

async function inWindow(browser, width, scheme) {
  await browser.resize(width, 900);
  const page = new ReadPage(browser, "arkiv", "file");
  for (const [what, open] of Object.entries(OPENED)) {
    await check(`with ${what} at ${width} px, ${scheme}, axe finds nothing and nothing is too wide or small, in ${browser.name}`, async () => {
      await open(page);
      const { wide, small, out } = await page.run(() => {
        const seen = [...document.querySelectorAll("button, select, summary, .tools a, dialog, .card")].filter((one) => one.checkVisibility());
        const rects = seen.map((one) => [one.outerHTML.slice(0, 60), one.getBoundingClientRect(), one]);
        return {
          wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          small: rects.filter(([, { width, height }]) => width < 24 || height < 24).map(([html]) => html),
          out: rects.filter(([, { left, right }]) => left < 0 || right > innerWidth).map(([html]) => html),
        };
      });
      assert.deepEqual({ wide, small, out }, { wide: 0, small: [], out: [] });
      if (browser.name === "firefox") return; // axe reads what both make alike
      assert.deepEqual(await page.violations(), []);
    });
  }
}

async function all(name) {
  await inBrowser(name, { site: folder, width: 1280 }, async (browser) => {
    await browser.before(noteCopies);
    for (const way of ["file", "http"]) {
      const here = (what, body) => check(`${what}, by ${way} in ${name}`, body);
      const page = new ReadPage(browser, "arkiv", way);
      for (const part of [following, cards, tables, citing, filters, keys, paper]) await part(page, here);
      await dangers(new ReadPage(browser, "prov", way), here);
    }
    await inWindow(browser, 1280, "light");
  });
  await inBrowser(name, { site: folder, width: 320, scheme: "dark" }, (browser) => inWindow(browser, 320, "dark"));
  await withoutScripts(name);
}

await Promise.all(BROWSERS.map(all));
tellChecks();
