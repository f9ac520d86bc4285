// Opens a built site in Chromium or Firefox, headless, and notes everything that
// is wrong with it.
//
//   import { inBrowser } from "./harness.mjs";
//
//   await inBrowser("firefox", { site: "public", width: 320, scheme: "dark" }, async (browser) => {
//     await browser.open("index.html");          // from disk
//     await browser.open("index.html", "http");  // from a server, in a folder of its own
//     const title = await browser.run(() => document.title);
//     await browser.driver.findElement({ css: "nav a" }).click();
//     await browser.screenshot("/tmp/first.png");
//   });
//
// A fault is a word on the console, an error that nobody catches, a breach of the
// content security policy, something that does not load, or a request to anywhere
// but the site. `inBrowser` throws when there was one. A test that wants faults
// takes them with `await browser.faults()`, and those are forgotten.
//
// What cannot be seen: Firefox says nothing of what it reads from disk. There we
// listen for the events of elements, and so miss images of style sheets, and, in
// pages without scripts, whatever does not load. From a server it says everything,
// and Chromium always does.
//
// `browser.driver` is selenium-webdriver's, for all that readers do: clicks, keys,
// links. It is given the paths of drivers and browsers, so it fetches nothing. What
// it does not have goes through WebDriver BiDi, in which both browsers tell what
// happens while it happens.
//
// Programs and modules are found in PATH and below target/browser; CHROMIUM,
// CHROMEDRIVER, FIREFOX, GECKODRIVER and DIARIUM_BROWSER_TOOLS name others. When one
// is missing, whoever imports this ends with status 77, which by old custom means
// skipped, and says what is missing.

import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import {
  accessSync, constants, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** Where tests/run puts what it installs. */
export const TOOLS = path.resolve(process.env.DIARIUM_BROWSER_TOOLS || path.join(import.meta.dirname, "../../target/browser"));

/** Finds modules for Node that tests/run installs. */
export const require = createRequire(path.join(TOOLS, "x.js"));

const tools = findTools();
const { Builder, Capabilities } = require("selenium-webdriver");

/** The browsers in which pages are looked at. */
export const BROWSERS = ["chromium", "firefox"];

/** Longer than anything takes, on a machine that is busy with other tests too. */
export const PATIENCE = 60_000;

/**
 * Starts a browser, does something with it, and leaves nothing of it behind. Throws
 * what that throws, or when faults are left.
 *
 * @param {"chromium" | "firefox"} name
 * @param {object} options
 * @param {string} options.site the folder of a built site, or the address of one that is served already
 * @param {number} [options.width] of the page, in pixels
 * @param {number} [options.height]
 * @param {"light" | "dark"} [options.scheme] the colour scheme that the reader prefers
 * @param {boolean} [options.scripts] whether the browser runs any
 * @param {(browser: Browser) => Promise<T>} body
 * @returns {Promise<T>}
 * @template T
 */
export async function inBrowser(name, options, body) {
  const browser = new Browser(name, options);
  try {
    await browser.start();
    const result = await body(browser);
    const faults = await browser.faults();
    if (faults.length > 0) throw new Error(`faults in ${name}:\n${faults.join("\n")}`);
    return result;
  } finally {
    await browser.close();
  }
}

class Browser {
  /** Every address that was asked for, in order. */
  requests = [];
  #options;
  #process;
  #server;
  #bidi;
  #context;
  /** Where the site is, by each way to it. */
  #sites = {};
  #page = "";
  #loads = new EventEmitter();
  /** By what they are about, because a browser may tell of one in two ways. */
  #faults = new Map();
  /** Pages that were given up, perhaps because they were loaded anew. */
  #replaced = new Set();

  constructor(name, { site, width = 1280, height = 900, scheme = "light", scripts = true }) {
    this.name = name;
    this.#options = { site, width, height, scheme, scripts };
  }

  async start() {
    const { site, width, height, scripts } = this.#options;
    if (/^https?:/.test(site)) {
      this.#sites.http = new URL(site).href;
    } else {
      this.#server = await serve(site);
      this.#sites = { file: `${pathToFileURL(path.resolve(site)).href}/`, http: this.#server.address };
    }
    const { command, capabilities } = STARTS[this.name](this.#options);
    this.#process = new Driver(command);
    this.driver = await new Builder()
      .disableEnvironmentOverrides()
      .usingServer(`http://127.0.0.1:${await this.#process.port()}`)
      .withCapabilities(new Capabilities({ ...capabilities, webSocketUrl: true, proxy: { proxyType: "direct" } }))
      .build();
    await this.driver.manage().setTimeouts({ script: PATIENCE, pageLoad: PATIENCE });
    this.#bidi = await this.driver.getBidi();
    this.#context = await this.driver.getWindowHandle();
    await this.#listen();
    if (this.name === "chromium" && !scripts) {
      await this.#send("emulation.setScriptingEnabled", { contexts: [this.#context], enabled: false });
    }
    await this.resize(width, height);
  }

  /** Opens a page by its path in the site: "file", from disk, or "http", from a server. */
  async open(page, way = this.#sites.file ? "file" : "http") {
    this.#page = page;
    await this.driver.get(new URL(page, this.#sites[way]).href);
  }

  /** Calls a function in the page, which knows its arguments and nothing else of ours. A promise is waited for. */
  run(script, ...args) {
    return this.driver.executeScript(script, ...args);
  }

  /** Waits until a function in the page gives something true, and gives that. */
  until(script, ...args) {
    return this.driver.wait(() => this.run(script, ...args), PATIENCE, `never so: ${script} ${args}`);
  }

  /** Does something and waits until a page has been loaded after it. */
  async loading(action) {
    await this.settle(); // or it might be the page before of which we are told
    const loaded = once(this.#loads, "load", { signal: AbortSignal.timeout(PATIENCE) });
    await Promise.all([loaded, action()]);
  }

  /** Has a function run in every page from now on, before the page's own scripts. */
  before(script) {
    return this.#send("script.addPreloadScript", { functionDeclaration: `${script}` });
  }

  /** Makes the page as large as this. Windows have a least width, pages do not. */
  async resize(width, height) {
    const size = () => this.run(() => `${[innerWidth, innerHeight]}`);
    const asked = `${[width, height]}`;
    if (await size() === asked) return;
    await this.#send("browsingContext.setViewport", { context: this.#context, viewport: { width, height } });
    const actual = await size();
    if (actual !== asked) throw new Error(`asked for ${asked} px, got ${actual}`);
  }

  /** Has the reader prefer a colour scheme from now on. Only Chromium can be told so while it runs. */
  async prefer(scheme) {
    if (this.#options.scheme === scheme) return;
    this.#options.scheme = scheme;
    await this.#cdp("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
    // Colours that change slowly are there at once.
    await this.run(() => document.getAnimations().forEach((animation) => animation.finish()));
  }

  /** Writes what is seen of the page as PNG, or all of it, as far down as browsers paint at once. */
  async screenshot(file, { whole = false } = {}) {
    const [width, height] = await this.run(() => [innerWidth, document.documentElement.scrollHeight]);
    const clip = { type: "box", x: 0, y: 0, width, height: Math.min(height, 16_000) };
    const area = whole ? { origin: "document", clip } : { origin: "viewport" };
    const { data } = await this.#send("browsingContext.captureScreenshot", { context: this.#context, ...area });
    writeFileSync(file, data, "base64");
  }

  /** Writes the page as PDF, as it is printed on A4. */
  async print(file) {
    const { data } = await this.#send("browsingContext.print", { context: this.#context, page: { width: 21, height: 29.7 } });
    writeFileSync(file, data, "base64");
  }

  /** What was wrong since this was last asked. */
  async faults() {
    await this.settle();
    const faults = [...this.#faults.values()];
    this.#faults.clear();
    this.#replaced.clear();
    return faults;
  }

  /** Comes back when the page has been painted and all that it caused has been told. */
  async settle() {
    // What is told comes in order, so an answer comes after what happened before it.
    // Without scripts, pages have neither frames nor timers to wait for.
    const painted = () =>
      document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    const expression = this.#options.scripts ? `(${painted})()` : "0";
    await this.#send("script.evaluate", { expression, target: { context: this.#context }, awaitPromise: true });
  }

  async close() {
    // Told to, a browser ends its own processes and waits for them; the rest is for what does not listen.
    await this.driver?.quit().catch(() => {});
    await this.#process?.end();
    this.#server?.close();
  }

  async #send(method, params) {
    const { result, error, message } = await this.#bidi.send({ method, params });
    if (error) throw new Error(`${method}: ${error}: ${message}`);
    return result;
  }

  /** Asks Chromium in its own protocol. */
  async #cdp(method, params = {}) {
    const { session } = await this.#send("goog:cdp.getSession", { context: this.#context });
    return this.#send("goog:cdp.sendCommand", { method, params, session });
  }

  /** Listens to what both tell alike, and to what each tells in its own way. */
  async #listen() {
    const listeners = {
      "browsingContext.load": ({ context, url }) => {
        if (context !== this.#context) return;
        if (this.#replaced.delete(url)) this.#faults.delete(this.#failureOf(url));
        this.#loads.emit("load");
      },
      "log.entryAdded": ({ type, method, text }) =>
        this.#note(type === "console" ? `console.${method}: ${text}` : text),
      ...(this.name === "chromium" ? await this.#chromium() : await this.#firefox()),
    };
    for (const [event, listener] of Object.entries(listeners)) this.#bidi.on(event, listener);
    await this.#send("session.subscribe", { events: Object.keys(listeners) });
  }

  /**
   * Of requests, Chromium's BiDi tells when it knows all about them, which may be
   * after the answer that `settle` waits for; its own protocol tells at once. That
   * has too what Chromium writes to the console itself: what did not load, and
   * breaches of the policy.
   */
  async #chromium() {
    for (const method of ["Log.enable", "Network.enable"]) await this.#cdp(method);
    return {
      "goog:cdp.Network.requestWillBeSent": ({ params: { request } }) => this.#asked(request.url),
      "goog:cdp.Log.entryAdded": ({ params: { entry } }) => {
        if (!["error", "warning"].includes(entry.level)) return;
        if (entry.source === "network") this.#failed(entry.url, entry.text);
        else this.#note(entry.text);
      },
    };
  }

  /** Firefox says nothing of requests to the disk, so there elements tell of them. */
  async #firefox() {
    await this.#send("script.addPreloadScript", {
      functionDeclaration: `${tellOfElements}`,
      arguments: [{ type: "channel", value: { channel: "elements" } }],
    });
    const told = new Set();
    return {
      "network.beforeRequestSent": ({ request }) => {
        told.add(request.url);
        this.#asked(request.url);
      },
      "network.responseStarted": ({ request, response }) => {
        if (response.status >= 400) this.#failed(request.url, `status ${response.status}`);
      },
      "network.fetchError": ({ request, navigation, errorText }) => {
        if (errorText === "NS_BINDING_ABORTED") return; // given up, and not missed
        this.#failed(request.url, errorText);
        // So a page is given up that is loaded anew while it loads. That it is, its load tells.
        if (navigation && errorText === "NS_ERROR_FAILURE") this.#replaced.add(request.url);
      },
      "script.message": ({ data }) => {
        const [kind, url] = JSON.parse(data.value);
        // What was told of as a request, we know better from that. To elements, giving up is an error too.
        if (told.has(url)) return;
        if (kind === "load") this.#asked(url);
        else this.#failed(url, "an error");
      },
    };
  }

  #asked(url) {
    this.requests.push(url);
    const isOfNoPlace = /^(data|about|blob|chrome|resource):/.test(url);
    const isInside = Object.values(this.#sites).some((site) => url.startsWith(site));
    if (!isOfNoPlace && !isInside) this.#note(`asks for ${url}`);
  }

  #failed(url, why) {
    this.#note(`does not load ${url}: ${why}`, this.#failureOf(url));
  }

  #failureOf(url) {
    return `${this.#page}: does not load ${url}`;
  }

  #note(text, key = `${this.#page}: ${text}`) {
    if (!this.#faults.has(key)) this.#faults.set(key, `${this.#page}: ${text}`);
  }
}

/** Runs in pages: tells of each element that has loaded something, or failed to. */
function tellOfElements(tell) {
  for (const kind of ["load", "error"]) {
    document.addEventListener(kind, ({ target }) => {
      const url = target.currentSrc || target.src || target.href?.baseVal || target.href;
      if (url) tell(JSON.stringify([kind, new URL(url, document.baseURI).href]));
    }, true);
  }
}

/** How each browser is started. Neither goes online for itself, and both have the whole width for the page. */
const STARTS = {
  chromium: ({ scheme }) => ({
    command: [tools.CHROMEDRIVER, "--port=0"],
    capabilities: {
      browserName: "chrome",
      "goog:chromeOptions": {
        binary: tools.CHROMIUM,
        args: [
          "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
          "--disable-background-networking", "--disable-component-update", "--disable-sync",
          "--hide-scrollbars", `--blink-settings=preferredColorScheme=${scheme === "dark" ? 0 : 1}`,
        ],
      },
    },
  }),
  // What keeps Firefox from going online, geckodriver sets.
  firefox: ({ scheme, scripts }) => ({
    command: [tools.GECKODRIVER, "--port=0", "--websocket-port=0"],
    capabilities: {
      browserName: "firefox",
      "moz:firefoxOptions": {
        binary: tools.FIREFOX,
        args: ["-headless"],
        prefs: {
          "javascript.enabled": scripts,
          "layout.css.prefers-color-scheme.content-override": scheme === "dark" ? 0 : 1,
          "ui.useOverlayScrollbars": 1,
        },
      },
    },
  }),
};

/**
 * A driver, and with it the browser that it starts. Both are in a process group of
 * their own, and keep everything in a folder of their own, so that both can be
 * ended and removed whatever became of the test.
 */
class Driver {
  static #running = new Set();
  #child;
  #folder;

  constructor([program, ...args]) {
    this.#folder = mkdtempSync(path.join(os.tmpdir(), "diarium-browser-"));
    const env = { ...process.env, TMPDIR: this.#folder, HOME: this.#folder };
    for (const name of ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"]) delete env[name];
    this.#child = spawn(program, args, { detached: true, env, stdio: ["ignore", "pipe", "pipe"] });
    Driver.#running.add(this);
  }

  /** The port on which it listens, once it does. */
  port() {
    return new Promise((found, failed) => {
      let said = "";
      const listen = (chunk) => {
        said += chunk;
        const port = /(?:successfully on port |Listening on 127\.0\.0\.1:)(\d+)/.exec(said)?.[1];
        if (port) found(port);
      };
      // Read to the end, or the pipes fill up.
      this.#child.stdout.on("data", listen);
      this.#child.stderr.on("data", listen);
      this.#child.on("error", failed);
      this.#child.on("exit", () => failed(new Error(`${this.#child.spawnfile} ended at once: ${said}`)));
    });
  }

  async end() {
    const { exitCode, signalCode } = this.#child;
    const gone = exitCode ?? signalCode ?? once(this.#child, "exit");
    this.#kill();
    await gone;
    this.#remove();
  }

  #kill() {
    Driver.#running.delete(this);
    try {
      process.kill(-this.#child.pid, "SIGKILL");
    } catch (error) {
      if (error.code !== "ESRCH") throw error; // the group is empty
    }
  }

  #remove() {
    // What has just been killed may write its last file.
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10 });
  }

  static {
    // However this process ends, unless it is killed without a chance to do anything.
    process.once("exit", () => {
      for (const driver of Driver.#running) {
        driver.#kill();
        driver.#remove();
      }
    });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
  }
}

const TYPES = {
  css: "text/css; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  html: "text/html; charset=utf-8",
  ics: "text/calendar; charset=utf-8",
  jpg: "image/jpeg",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  webp: "image/webp",
  woff2: "font/woff2",
  xml: "application/xml",
};

/**
 * Serves the files of a folder, and nothing else, on this machine. They lie in a
 * folder of the server, as on many hosts, so that an address that begins with / leads
 * nowhere. Nothing is guessed: a file without a known type is not shown.
 *
 * @returns {Promise<{ address: string, close: () => void }>}
 */
export async function serve(folder) {
  const root = realpathSync.native(folder);
  const mount = "/kommun/arkiv/";
  const server = createServer((request, response) => {
    const file = inside(root, mount, request.url);
    const type = file ? TYPES[path.extname(file).slice(1)] ?? "application/octet-stream" : TYPES.txt;
    const headers = { "content-type": type, "cache-control": "no-store", "x-content-type-options": "nosniff" };
    response.writeHead(file ? 200 : 404, headers).end(file ? readFileSync(file) : "There is nothing here.");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${server.address().port}${mount}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The file of a folder that an address is of, if there is one. Links are followed, but not out of the folder. */
function inside(root, mount, address) {
  try {
    const asked = decodeURIComponent(address.replace(/\?.*/, ""));
    // A path with detours is none that we gave.
    if (!asked.startsWith(mount) || asked !== path.normalize(asked)) return undefined;
    const file = realpathSync.native(root + path.sep + asked.slice(mount.length));
    return file.startsWith(root + path.sep) && statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined; // no such file, or no such name
  }
}

function findTools() {
  const inPath = [path.join(TOOLS, "bin"), ...(process.env.PATH ?? "").split(path.delimiter)];
  const isProgram = (file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  const found = {};
  const missing = [];
  for (const [variable, ...names] of [
    ["CHROMIUM", "chromium"],
    ["CHROMEDRIVER", "chromedriver"],
    ["FIREFOX", "firefox-esr", "firefox"],
    ["GECKODRIVER", "geckodriver"],
  ]) {
    const named = process.env[variable];
    const places = named ? [named] : names.flatMap((name) => inPath.map((folder) => path.join(folder, name)));
    found[variable] = places.find(isProgram);
    if (!found[variable]) missing.push(names[0]);
  }
  for (const module of ["selenium-webdriver", "axe-core"]) {
    try {
      require.resolve(module);
    } catch {
      missing.push(module);
    }
  }
  if (missing.length > 0) {
    console.error(`there is no ${missing.join(", no ")}; tests/run installs what is missing`);
    process.exit(77);
  }
  return found;
}
