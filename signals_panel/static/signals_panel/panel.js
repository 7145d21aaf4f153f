/**
 * Makes the panel's HTML, complete without it, quicker to use: search, filters, keyboard.
 *
 * The toolbar loads this module once a page, and fills the panel anew each time another
 * request is chosen in its History.
 */

import * as keyboard from "./keyboard.js";
import { isWhole } from "./rest.js";
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
        if (panel.dataset.columns) {
            panel.dataset.started = "yes";
            startLong(panel);
        } else {
            startShort(panel);
        }
    }
}

/** @param {HTMLElement} panel */
async function startShort(panel) {
    if (await isWhole(panel)) {
        search.start(panel);
        panel.dataset.started = "yes";
    }
    keyboard.start(panel);
}

/**
 * Waits for the rows: till then, those the server rendered are all there is.
 *
 * @param {HTMLElement} panel
 */
async function startLong(panel) {
    keyboard.start(panel);
    const [long, sums] = await Promise.all([import("./long.js"), import("./sums.js")]);
    const apply = search.start(panel, await long.longRowsOf(panel));
    sums.start(panel, apply);
}

toolbar()?.addEventListener("djdt.panel.render", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.panelId === PANEL_ID) {
        start();
    }
});
start(); // the panel may have been rendered before this module came
