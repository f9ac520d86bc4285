// Reloads the page when a newer build stands, at the place where the reader was.
//
// The pages forbid every connection but scripts, styles and images of their own
// address. So this asks by adding a script, which the server holds back until
// there is something newer, or until it is time to ask again.
(() => {
  const token = new URL(document.currentScript.src).searchParams.get("after");
  const isFault = document.body.classList.contains("diarium-fault");
  const key = "diarium-place";
  let isAsking = false;
  let isReloading = false;

  // A hidden page does not ask: browsers open only a handful of connections to
  // one address, and a window full of tabs would leave none for pages.
  function ask() {
    if (isAsking || document.hidden) return;
    isAsking = true;
    const script = document.createElement("script");
    const again = (wait) => {
      script.remove();
      isAsking = false;
      setTimeout(ask, wait);
    };
    script.src = `/_diarium/next.js?after=${token}`;
    script.onload = () => again(0);
    script.onerror = () => again(1000); // the server is gone, and may come back
    document.head.append(script);
  }

  function reload() {
    // The page that shows a mistake keeps the place of the page that it stands for.
    if (!isFault) keepPlace();
    isReloading = true;
    history.scrollRestoration = "manual";
    location.reload();
  }

  // The place is where the elements near the top of the window were. Several,
  // because the one that was edited may be called something else afterwards: a
  // paragraph's id is made of its words.
  function keepPlace() {
    const near = [...document.querySelectorAll("[id]")]
      .filter((element) => element.getClientRects().length > 0 && !isPinned(element))
      .map((element) => [element.id, element.getBoundingClientRect().top])
      .sort(([, a], [, b]) => Math.abs(a) - Math.abs(b))
      .slice(0, 8);
    const place = { path: location.pathname, x: scrollX, y: scrollY, near: scrollY > 0 ? near : [] };
    store((storage) => storage.setItem(key, JSON.stringify(place)));
  }

  // What does not move with the page says nothing about the place in it.
  function isPinned(element) {
    for (let at = element; at; at = at.parentElement) {
      if (["fixed", "sticky"].includes(getComputedStyle(at).position)) return true;
    }
    return false;
  }

  function takeUpPlace() {
    const place = JSON.parse(store((storage) => storage.getItem(key)) ?? "null");
    if (!place) return;
    const isHere = place.path === location.pathname;
    if (isHere && isFault) return;
    store((storage) => storage.removeItem(key));
    if (!isHere) return;
    const go = () => {
      const [id, top] = place.near.find(([id]) => document.getElementById(id)) ?? [];
      const y = id ? scrollY + document.getElementById(id).getBoundingClientRect().top - top : place.y;
      scrollTo({ left: place.x, top: y, behavior: "instant" });
    };
    go();
    // Images have come in above by then.
    addEventListener("load", go, { once: true });
  }

  // Some browsers keep no store for sites that they are told to forget.
  function store(use) {
    try {
      return use(sessionStorage);
    } catch {
      return null;
    }
  }

  takeUpPlace();
  document.addEventListener("diarium-newer", reload);
  document.addEventListener("visibilitychange", ask);
  // The browser keeps the place of pages that are left for another reason. Not
  // sooner: once allowed, it puts back its own, even after the page is loaded.
  addEventListener("pagehide", () => {
    if (!isReloading) history.scrollRestoration = "auto";
  });
  // Not before the page is loaded: it would seem to be loading for as long as we ask.
  addEventListener("pageshow", (event) => {
    isAsking &&= !event.persisted; // what a page had asked before it was left is lost
    ask();
  });
})();
