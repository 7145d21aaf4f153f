/**
 * The rows of the timeline: what they say, as columns, and how they are shown.
 *
 * @typedef {object} Rows  also what a list that draws only the rows in sight has to offer
 * @property {import("./filter.js").Columns} columns
 * @property {(states: Uint8Array) => void} show  shows and hides rows, by the filter's states
 * @property {(row: number) => void} open  unfolds a row that is shown, goes to it, focuses it
 */

import { HIDDEN, KEPT } from "./filter.js";

const NONE = Number.NaN;

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
        columns: columnsOf(elements.map((element) => element.dataset)),
        show: (states) => elements.forEach((element, row) => show(element, states[row])),
        open: (row) => open(elements[row]),
    };
}

/**
 * @param {DOMStringMap[]} rows
 * @returns {import("./filter.js").Columns}
 */
function columnsOf(rows) {
    const positions = new Map();
    const texts = (/** @type {string} */ name) =>
        Int32Array.from(rows, (row) => positionOf(row[name] ?? "", positions));
    const numbers = (/** @type {string} */ name, otherwise = 0) =>
        Float64Array.from(rows, (row) => (row[name] ? Number(row[name]) : otherwise));
    return {
        length: rows.length,
        id: numbers("id"),
        depth: numbers("depth"),
        kind: texts("kind"),
        signal: texts("signal"),
        sender: texts("sender"),
        receiver: texts("receiver"),
        method: texts("method"),
        count: numbers("count", 1),
        total: numbers("ns", NONE),
        self: numbers("self", NONE),
        sql: numbers("sql"),
        error: numbers("error"),
        finding: numbers("finding"),
        internal: numbers("internal"),
        texts: [...positions.keys()], // last: the columns above fill it
    };
}

/**
 * @param {string} text
 * @param {Map<string, number>} positions
 */
function positionOf(text, positions) {
    let position = positions.get(text);
    if (position === undefined) {
        position = positions.size;
        positions.set(text, position);
    }
    return position;
}

/**
 * @param {HTMLElement} element
 * @param {number} state
 */
function show(element, state) {
    element.hidden = state === HIDDEN;
    element.classList.toggle("sp-kept", state === KEPT);
    if (state === KEPT && element.dataset.kind === "run") {
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
