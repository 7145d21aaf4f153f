/** The panel's own line of requests: their list, those that came meanwhile, and which to show. */

import { isPlain } from "./keyboard.js";
import { fetched, fragmentOf, script } from "./parts.js";

/** One question for requests that come in a burst. */
const QUIET_FOR_MS = 400;

/** What nobody waits for comes when the rest is there. */
const IDLE_AFTER_MS = 1000;

/** @type {HTMLElement | null} */
let latest = null;

/**
 * Lets a panel list the latest requests and show another.
 *
 * @param {HTMLElement} panel
 */
export function start(panel) {
  if (!latest) {
    watch();
  }
  latest = panel;
  const requests = /** @type {HTMLDetailsElement | null} */ (panel.querySelector(".sp-requests"));
  requests?.addEventListener("toggle", async () => (await others(panel))?.list(panel, requests));
  panel.addEventListener("click", (event) => press(event, panel));
  setTimeout(() => import("./outlines.js").then((outlines) => outlines.keep(panel)).catch(() => null), IDLE_AFTER_MS);
}

/**
 * Shows the request of a link that was pressed, where there is a toolbar to show it in.
 *
 * @param {MouseEvent} event
 * @param {HTMLElement} panel
 */
async function press(event, panel) {
  const target = /** @type {Element} */ (event.target);
  const pressed = target.closest("[data-request]");
  const toolbar = /** @type {HTMLElement | null} */ (panel.closest("#djDebug"));
  const isMeant = isPlain(event) && !event.shiftKey;
  const compared = target.closest("a[data-compare]");
  if (compared instanceof HTMLAnchorElement && isMeant) {
    event.preventDefault();
    const scripts = await script(panel, "comparing", () => import("./comparing.js"));
    await scripts?.compare(panel, compared);
  }
  if (pressed instanceof HTMLElement && toolbar?.dataset.renderPanelUrl && isMeant) {
    event.preventDefault();
    const scripts = await others(panel);
    await scripts?.show(toolbar, panel, pressed.dataset.request ?? "");
  }
}

/**
 * Returns what is needed only once somebody wants to see another request.
 *
 * @param {HTMLElement} panel
 */
function others(panel) {
  return script(panel, "others", () => import("./others.js"));
}

/** Asks what came meanwhile when the page has fetched something: nothing is asked otherwise. */
function watch() {
  let timer = 0;
  new PerformanceObserver((entries) => {
    if (entries.getEntries().some(isOfPage)) {
      clearTimeout(timer);
      timer = setTimeout(renew, QUIET_FOR_MS);
    }
  }).observe({ type: "resource" });
}

/**
 * Tells whether the page itself fetched something from its own site.
 *
 * @param {PerformanceEntry} entry
 */
function isOfPage(entry) {
  const { initiatorType, name } = /** @type {PerformanceResourceTiming} */ (entry);
  const address = new URL(name, location.href);
  const own = new URL(latest?.querySelector("nav")?.dataset.neighbours ?? "", location.href);
  const prefix = own.pathname.replace(/signals\/neighbours\/$/, "");
  return (
    ["fetch", "xmlhttprequest"].includes(initiatorType) &&
    address.origin === location.origin &&
    !address.pathname.startsWith(prefix)
  );
}

/** Says how many requests came meanwhile; where the server does not tell, nothing changes. */
async function renew() {
  const shown = latest?.querySelector("nav");
  if (shown?.isConnected && shown.dataset.neighbours) {
    try {
      shown.replaceWith(await fetched(shown.dataset.neighbours, fragmentOf));
    } catch {
      // as long as the toolbar's own requests come through, the next question will
    }
  }
}
