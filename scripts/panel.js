/**
 * Makes the panel's HTML, complete without it, quicker to use: search, filters, keyboard.
 *
 * The toolbar loads this module once a page, and fills the panel anew each time another
 * request is chosen in its History.
 */

import * as keyboard from "./keyboard.js";
import { script } from "./parts.js";
import * as requests from "./requests.js";
import { rowsOf } from "./rows.js";
import * as search from "./search.js";

const PANEL_ID = "SignalsTracePanel";

/** @type {WeakSet<Element>} */
const seen = new WeakSet();

/**
 * Returns the toolbar's element: it may be replaced at any time.
 *
 * @returns {Element | null}
 */
function toolbar() {
  const host = document.getElementById("djDebugRoot");
  return (host?.shadowRoot ?? document).querySelector("#djDebug");
}

/** Starts what the open panel offers; once for each of its elements. */
function start() {
  const panel = /** @type {HTMLElement | null | undefined} */ (
    toolbar()?.querySelector(`#${PANEL_ID} .sp[data-page]`)
  );
  if (panel && !seen.has(panel)) {
    seen.add(panel);
    keyboard.start(panel);
    requests.start(panel);
    const tools = search.start(panel);
    panel.dataset.listens = "yes";
    const stay = async () => (await script(panel, "around", () => import("./around.js")))?.start(panel);
    panel.getRootNode().addEventListener("scroll", stay, { capture: true, once: true });
    fill(panel, tools);
  }
}

/**
 * Waits for the rows: till then, those the server rendered are all there is.
 *
 * @param {HTMLElement} panel
 * @param {search.Search | null} tools
 */
async function fill(panel, tools) {
  const views = laterViews(panel, tools);
  const rows = await (panel.dataset.columns ? longRows(panel) : pageRows(panel));
  if (rows) {
    const filled = tools?.fill(rows);
    await (await views)?.(); // only now: the server would do both at once, and take longer
    await filled;
    panel.dataset.started = "yes";
  }
}

/** @param {HTMLElement} panel */
async function longRows(panel) {
  panel.dataset.started = "yes"; // what there is can be used
  return (await script(panel, "long", () => import("./long.js")))?.longRowsOf(panel);
}

/** @param {HTMLElement} panel */
async function pageRows(panel) {
  const rest = panel.dataset.rest ? await script(panel, "rest", () => import("./rest.js")) : null;
  if (panel.dataset.rest && !(await rest?.isWhole(panel))) {
    return null;
  }
  rowsOf(panel).fill();
  return rowsOf(panel);
}

/**
 * Lets the views come that are not there yet; returns what fetches those that nobody chose.
 *
 * @param {HTMLElement} panel
 * @param {search.Search | null} tools
 */
async function laterViews(panel, tools) {
  const later = await script(panel, "later", () => import("./later.js"));
  return later?.start(panel, () => tools?.renew());
}

toolbar()?.addEventListener("djdt.panel.render", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.panelId === PANEL_ID) {
    start();
  }
});
start(); // the panel may have been rendered before this module came
