/**
 * Makes the panel's HTML, complete without it, quicker to use: search, filters, keyboard.
 *
 * The toolbar loads this module once a page, and fills the panel anew each time another
 * request is chosen in its History.
 */

import * as keyboard from "./keyboard.js";
import { script } from "./parts.js";
import * as requests from "./requests.js";
import { isWhole } from "./rest.js";
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
        toolbar()?.querySelector(`#${PANEL_ID} .sp`)
    );
    if (panel && !seen.has(panel)) {
        seen.add(panel);
        keyboard.start(panel);
        requests.start(panel);
        const tools = search.start(panel);
        panel.dataset.listens = "yes";
        if (panel.dataset.columns) {
            panel.dataset.started = "yes";
            startLong(panel, tools);
        } else {
            startShort(panel, tools);
        }
    }
}

/**
 * @param {HTMLElement} panel
 * @param {search.Search | null} tools
 */
async function startShort(panel, tools) {
    const views = laterViews(panel, tools);
    if (await isWhole(panel)) {
        tools?.fill(rowsOf(panel));
        await (await views)?.();
        panel.dataset.started = "yes";
    }
}

/**
 * Waits for the rows: till then, those the server rendered are all there is.
 *
 * @param {HTMLElement} panel
 * @param {search.Search | null} tools
 */
async function startLong(panel, tools) {
    const views = laterViews(panel, tools);
    const long = await script(panel, "long", () => import("./long.js"));
    const rows = await long?.longRowsOf(panel);
    if (rows) {
        tools?.fill(rows);
        await (await views)?.(); // only now: the server would do both at once, and take longer
    }
}

/**
 * Lets the views come that are not there yet; returns what fetches those that nobody chose.
 *
 * @param {HTMLElement} panel
 * @param {search.Search | null} tools
 */
async function laterViews(panel, tools) {
    const later = await script(panel, "later", () => import("./later.js"));
    return later?.start(panel, () => tools?.dress());
}

toolbar()?.addEventListener("djdt.panel.render", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.panelId === PANEL_ID) {
        start();
    }
});
start(); // the panel may have been rendered before this module came
