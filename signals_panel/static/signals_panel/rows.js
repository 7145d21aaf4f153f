/**
 * The rows of the timeline: what they say, as columns, and how they are shown.
 *
 * @typedef {object} Rows  also what a list that draws only the rows in sight has to offer
 * @property {import("./filter.js").Columns} columns
 * @property {(states: Uint8Array) => void} show  shows and hides rows, by the filter's states
 * @property {(row: number) => void} open  unfolds a row that is shown, goes to it, focuses it
 */

import { columnsIn } from "./columns.js";
import { HIDDEN, KEPT } from "./filter.js";

const NO_ROWS = '{"length": 0, "texts": [], "labels": {}}';

/**
 * Returns the rows that the server rendered.
 *
 * @param {Element} panel
 * @returns {Rows}
 */
export function rowsOf(panel) {
    const found = panel.querySelectorAll(".sp-row");
    const elements = /** @type {HTMLElement[]} */ ([...found]);
    return {
        columns: columnsIn(panel.querySelector("#sp-columns")?.textContent ?? NO_ROWS),
        show: (states) => elements.forEach((element, row) => show(element, states[row])),
        open: (row) => open(elements[row]),
    };
}

/**
 * @param {HTMLElement} element
 * @param {number} state
 */
function show(element, state) {
    element.hidden = state === HIDDEN;
    element.classList.remove("sp-of-packages"); // till now, its switch hid it without a script
    element.classList.toggle("sp-kept", state === KEPT);
    if (state === KEPT && element.classList.contains("sp-run")) {
        unfold(element); // it is there for the sake of what is in it
    }
}

/** @param {Element} element */
function unfold(element) {
    element.querySelector(":scope > details")?.setAttribute("open", "");
}

/** @param {HTMLElement} element */
function open(element) {
    const summary = element.querySelector("summary");
    for (let row = element.closest(".sp-row"); row; row = row.parentElement?.closest(".sp-row") ?? null) {
        unfold(row);
    }
    element.scrollIntoView({ block: "center" });
    if (!summary && !element.hasAttribute("tabindex")) {
        element.tabIndex = -1; // a row without details takes no focus by itself
    }
    (summary ?? element).focus({ preventScroll: true });
}
