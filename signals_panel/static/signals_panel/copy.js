/** Rows of the timeline into the clipboard, and links to them. */

import { rowText } from "./row_text.js";

const SAID_FOR_MS = 4000;

/** @type {WeakSet<Element>} */
const started = new WeakSet();

/** @type {number | undefined} */
let forgetting;

/**
 * Give each row that unfolds a button that copies it, and a link. A second time does nothing.
 *
 * @param {HTMLElement} panel
 */
export function start(panel) {
    if (started.has(panel)) {
        return;
    }
    started.add(panel);
    panel.addEventListener("click", ({ target }) => {
        const row = target instanceof Element && target.closest(".sp-copy")?.closest(".sp-row");
        if (row) {
            copyRow(row);
        }
    });
    panel.addEventListener("toggle", ({ target }) => addButton(target), true); // it does not bubble
    panel.querySelectorAll(".sp-row details[open]").forEach(addButton);
}

/** @param {unknown} details */
function addButton(details) {
    const place = details instanceof Element && details.querySelector(":scope > .sp-details > dd.sp-id");
    const row = place && place.closest(".sp-row");
    if (row && !place.querySelector(".sp-copy")) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "sp-copy";
        button.tabIndex = Number(row.getAttribute("tabindex") ?? 0);
        button.textContent = liveRegion(row).dataset.copy ?? "Copy";
        place.append(button, ...linkTo(row, place.textContent ?? ""));
    }
}

/**
 * Return a link to the row on a page of its own, to keep or to send.
 *
 * @param {Element} row
 * @param {string} text  has the id of the row
 */
function linkTo(row, text) {
    const address = /** @type {HTMLElement | null} */ (row.closest(".sp"))?.dataset.page;
    const id = /#(\d+)/.exec(text)?.[1];
    if (!address || !id) {
        return [];
    }
    const link = document.createElement("a");
    link.href = `${address}#row-${id}`;
    link.className = "sp-permalink";
    link.textContent = liveRegion(row).dataset.link ?? "Link";
    link.tabIndex = Number(row.getAttribute("tabindex") ?? 0);
    return [" ", link];
}

/**
 * Copy a row as text, and say so.
 *
 * @param {Element} row
 */
export function copyRow(row) {
    return copied(row, rowText(row));
}

/**
 * Copy a text, and say so in the panel that an element is in.
 *
 * @param {Element} element
 * @param {string} text
 */
export async function copied(element, text) {
    const live = liveRegion(element);
    try {
        await navigator.clipboard.writeText(text);
        say(live, live.dataset.copied ?? "Copied");
    } catch {
        // no permission, or no clipboard at all: browsers have none for plain HTTP
        say(live, live.dataset.refused ?? "Not copied: the browser refused the clipboard");
    }
}

/**
 * Return the element whose changes assistive technology reads out.
 *
 * @param {Element} row
 * @returns {HTMLElement}
 */
function liveRegion(row) {
    const panel = row.closest(".sp") ?? row;
    const found = panel.querySelector(".sp-said");
    return /** @type {HTMLElement | null} */ (found) ?? makeLiveRegion(panel);
}

/** @param {Element} panel */
function makeLiveRegion(panel) {
    const live = document.createElement("p");
    live.className = "sp-said";
    live.setAttribute("role", "status");
    panel.append(live);
    return live;
}

/**
 * Say something for a while: emptied, the same can be said, and read out, again.
 *
 * @param {HTMLElement} live
 * @param {string} message
 */
function say(live, message) {
    clearTimeout(forgetting);
    live.textContent = message;
    forgetting = setTimeout(() => live.replaceChildren(), SAID_FOR_MS);
}
