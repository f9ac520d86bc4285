// Tries the harness on pages that are wrong on purpose: each kind of fault, in each
// browser, from disk and from a server.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { BROWSERS, PATIENCE, inBrowser, serve } from "./harness.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "diarium-harness-"));
after(() => rmSync(folder, { recursive: true }));
// Browsers keep their things below this, so that it shows what they leave.
process.env.TMPDIR = path.join(folder, "tmp");
mkdirSync(process.env.TMPDIR);

// Another site, from which everything can be had.
const other = path.join(folder, "other");
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>';
const outside = await serve(write(other, { "picture.svg": SVG, "page.html": "<p>Page</p>" }));
after(() => outside.close());

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:";
const script = (text) => ({ body: '<script src="script.js"></script>', files: { "script.js": text } });

const PICTURE = `<img src="${outside.address}picture.svg" alt="">`;

// What is wrong with a page, what has to be said of it, and how to make it so.
const WRONG = {
  "error on the console": [/console\.error: So it is$/, script('console.error("So it is")')],
  "warning on the console": [/console\.warn: Perhaps$/, script('console.warn("Perhaps")')],
  "word on the console": [/console\.log: Hello$/, script('console.log("Hello")')],
  "uncaught error": [/Error: Thrown$/, script('throw new Error("Thrown")')],
  "error after loading": [/Error: Late$/, script('onload = () => setTimeout(() => { throw new Error("Late") })')],
  "unhandled rejection": [/Error: Refused$/, script('Promise.reject(new Error("Refused"))')],
  "script against the policy": [/Content.Security.Policy.*script/, { body: "<script>document.title = 1</script>" }],
  "style against the policy": [/Content.Security.Policy.*style/, { body: '<p style="color: red">Red</p>' }],
  "image against the policy": [/Content.Security.Policy.*img-src/s, { body: PICTURE }],
  "image from outside": [/asks for http.*picture\.svg$/, { policy: "", body: PICTURE }],
  "image from a closed port": [
    /(asks for|does not load) http:\/\/127\.0\.0\.2:1\/x\.png/,
    { policy: "", body: '<img src="http://127.0.0.2:1/x.png" alt="">' },
  ],
  "frame from outside": [
    /asks for http.*page\.html$/,
    { policy: "", body: `<iframe src="${outside.address}page.html"></iframe>` },
  ],
  "request from outside": [
    /asks for http.*page\.html$/,
    { policy: "", ...script(`fetch("${outside.address}page.html", { mode: "no-cors" })`) },
  ],
  "image from elsewhere on the disk": [
    /(asks for|does not load) .*other\/picture\.svg/,
    { body: '<img src="../../other/picture.svg" alt="">' },
  ],
  "missing script": [/does not load .*missing\.js/, { body: '<script src="missing.js"></script>' }],
  // From a server, Chromium says that what came in its place is no style.
  "missing style": [
    /(does not load|Refused to apply) .*missing\.css/,
    { body: '<link rel="stylesheet" href="missing.css">' },
  ],
  "missing image": [/does not load .*missing\.png/, { body: '<img src="missing.png" alt="">' }],
  "missing background": [
    /does not load .*missing\.png/,
    {
      body: '<link rel="stylesheet" href="style.css">',
      files: { "style.css": "body { background: url(missing.png) }" },
      isSeen: (browser, way) => browser === "chromium" || way === "http",
    },
  ],
  // Only a server says what a file is.
  "script of a wrong type": [
    /script\.txt.*MIME type/,
    { body: '<script src="script.txt"></script>', files: { "script.txt": "1" }, isSeen: (_, way) => way === "http" },
  ],
};

const site = path.join(folder, "site");
const CLEAN = "clean å/page.html";
const LONG = "long.html";
write(site, {
  [CLEAN]: page(`<link rel="stylesheet" href="../style.css"><script src="../script.js"></script>
<img src="../picture.svg" alt="">`),
  [LONG]: page('<link rel="stylesheet" href="style.css"><p>A long page</p>'),
  "style.css": "p { height: 5000px }\n@media (prefers-color-scheme: dark) { body { background: black } }",
  "script.js": 'document.title = "Run"',
  "picture.svg": SVG,
});
for (const [name, [, { body, policy, files }]] of Object.entries(WRONG)) {
  write(path.join(site, name), { "page.html": page(body, policy), ...files });
}

// At the same time, because a browser takes long to start and leaves a processor idle.
test("browsers", { concurrency: true }, (t) => Promise.all(BROWSERS.flatMap((name) => [
  t.test(`${name} with scripts`, (t) => withScripts(t, name)),
  t.test(`${name} without scripts`, () => withoutScripts(name)),
  t.test(`${name} interrupted`, () => interrupted(name)),
])));

async function withScripts(t, name) {
  const session = inBrowser(name, { site, width: 320, height: 500 }, async (browser) => {
    await t.test("a page that is loaded anew while it loads is not missed", async () => {
      for (let wait = 2; wait < 12; wait += 1) {
        await browser.open(LONG, "http");
        const twice = (wait) => {
          window.setTimeout(() => {
            location.reload();
            window.setTimeout(() => location.reload(), wait);
          });
        };
        await browser.loading(() => browser.run(twice, wait));
        await setTimeout(100);
        assert.deepEqual(await browser.faults(), [], `${wait} ms`);
      }
    });

    await t.test("the page is as large as it is told", async () => {
      await browser.open(LONG);
      // Nothing is taken by the bar of a long page.
      const sizes = () => [innerWidth, document.documentElement.clientWidth, innerHeight];
      const picture = path.join(folder, `${name}.png`);
      assert.deepEqual(await browser.run(sizes), [320, 320, 500]);
      await browser.screenshot(picture);
      assert.deepEqual(sizeOf(picture), [320, 500]);
      await browser.resize(1000, 700);
      assert.deepEqual(await browser.run(sizes), [1000, 1000, 700]);
      await browser.screenshot(picture, { whole: true });
      const [width, height] = sizeOf(picture);
      assert.ok(width === 1000 && height > 5000, `${width} ${height}`);
      assert.equal(await browser.run(isDark), false);
    });
    if (name === "chromium") {
      await t.test("the colour scheme is what it is told", async () => {
        for (const scheme of ["dark", "light"]) {
          await browser.prefer(scheme);
          assert.equal(await browser.run(isDark), scheme === "dark");
        }
      });
    }
    for (const way of ["file", "http"]) {
      await t.test(`no fault in a clean page by ${way}`, async () => {
        browser.requests.length = 0;
        await browser.open(CLEAN, way);
        assert.equal(await browser.run(() => document.title), "Run");
        assert.deepEqual(await browser.faults(), []);
        assert.ok(browser.requests.some((url) => url.endsWith("/picture.svg")), `${browser.requests}`);
      });
      for (const [wrong, [pattern, { isSeen = () => true }]] of Object.entries(WRONG)) {
        if (!isSeen(name, way)) continue;
        await t.test(`${wrong} by ${way}`, async () => {
          await browser.open(`${wrong}/page.html`, way);
          assertSome(await browser.faults(), pattern);
        });
      }
    }
    await t.test("what is waited for", async () => {
      await browser.before(() => (window.early = document.title === ""));
      await browser.open(CLEAN, "http");
      assert.equal(await browser.run(() => window.early), true);
      await browser.loading(() => browser.run(() => void setTimeout(() => location.assign("../long.html"))));
      const shows = (words) => document.body.textContent.includes(words) && location.href;
      assert.match(await browser.until(shows, "long page"), /long\.html$/);
    });
    // Not taken, so it is thrown.
    await browser.open("uncaught error/page.html");
  });
  await assert.rejects(session, /^Error: faults in .*\nuncaught error\/page\.html: .*Error: Thrown$/);
}

async function withoutScripts(name) {
  const session = inBrowser(name, { site, scheme: "dark", scripts: false }, async (browser) => {
    await browser.open(CLEAN);
    assert.equal(await browser.run(() => document.title), "Page");
    assert.equal(await browser.run(isDark), true);
    assert.equal(await browser.run(() => getComputedStyle(document.body).backgroundColor), "rgb(0, 0, 0)");
    assert.deepEqual(await browser.faults(), []);
    for (const wrong of ["missing image", "missing background", "image from outside", "style against the policy"]) {
      await browser.open(`${wrong}/page.html`, "http");
      assertSome(await browser.faults(), WRONG[wrong][0]);
    }
    throw new Error("on purpose");
  });
  await assert.rejects(session, /^Error: on purpose$/);
}

async function interrupted(name) {
  const harness = JSON.stringify(path.join(import.meta.dirname, "harness.mjs"));
  const program = `
    import { inBrowser } from ${harness};
    const never = () => new Promise(() => setInterval(() => {}, 1000));
    await inBrowser("${name}", { site: "." }, () => (console.log("ready"), never()));`;
  const stdio = ["ignore", "pipe", "inherit"];
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio });
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  assert.deepEqual(await once(child, "exit"), [1, null]);
}

// Each of them ended in a way that was not foreseen.
test("nothing is left of the browsers", async () => {
  assert.deepEqual(readdirSync(process.env.TMPDIR), []);
  if (process.platform !== "linux") return;
  const isOurs = (pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "latin1").includes(`${process.env.TMPDIR}/diarium-browser-`);
    } catch {
      return false; // gone, or somebody else's
    }
  };
  const begun = Date.now();
  // What has been ended may take a moment to go.
  while (readdirSync("/proc").some((pid) => /^\d+$/.test(pid) && isOurs(pid))) {
    assert.ok(Date.now() - begun < PATIENCE, "a browser goes on");
    await setTimeout(20);
  }
});

test("the server has the files of the folder and nothing else", async (t) => {
  symlinkSync(path.join(other, "picture.svg"), path.join(site, "link.svg"));
  symlinkSync(path.join(site, "style.css"), path.join(site, "link.css"));
  const server = await serve(site);
  t.after(() => server.close());
  const { pathname, port } = new URL(server.address);
  // As written: URL would straighten it.
  const get = async (address) => {
    const [response] = await once(http.get({ port, host: "127.0.0.1", path: address, agent: false }), "response");
    return [response.statusCode, response.headers["content-type"], (await response.toArray()).join("")];
  };
  const css = [200, "text/css; charset=utf-8", readFileSync(path.join(site, "style.css"), "utf8")];
  assert.deepEqual(await get(`${pathname}style.css`), css);
  assert.deepEqual(await get(`${pathname}style.css?some=thing`), css);
  assert.deepEqual(await get(`${pathname}link.css`), css);
  assert.deepEqual((await get(`${pathname}script.js`)).slice(0, 2), [200, "text/javascript; charset=utf-8"]);
  assert.deepEqual((await get(`${pathname}clean%20%C3%A5/page.html`)).slice(0, 2), [200, "text/html; charset=utf-8"]);
  for (const address of [
    "/", "/style.css", pathname.slice(0, -1),
    ...[
      "", "none.css", "STYLE.css", "missing%20image", "missing%20image/", "style.css/", "/style.css", "./style.css",
      "link.svg", "../other/picture.svg", "..%2fother%2fpicture.svg", "%2e%2e/other/picture.svg", "%", "style.css%00",
    ].map((name) => pathname + name),
  ]) {
    assert.equal((await get(address))[0], 404, address);
  }
});

function page(body, policy = POLICY) {
  const head = policy && `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">${head}<title>Page</title><link rel="icon" href="data:,"></head>
<body>${body}</body></html>
`;
}

function assertSome(faults, pattern) {
  const isThere = faults.some((fault) => pattern.test(fault));
  assert.ok(isThere, `nothing like ${pattern} in ${JSON.stringify(faults, null, 2)}`);
}

function isDark() {
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** Width and height of a PNG, which stand at its beginning. */
function sizeOf(file) {
  const bytes = readFileSync(file);
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}
