/** Rows of the timeline into the clipboard, and links to them. */

import { made } from "./elements.js";
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
    const attributes = { type: "button", tabindex: row.getAttribute("tabindex") ?? 0 };
    const button = made("button", "sp-copy", liveRegion(row).dataset.copy, attributes);
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
  const attributes = { href: `${address}#row-${id}`, tabindex: row.getAttribute("tabindex") ?? 0 };
  return [" ", made("a", "sp-permalink", liveRegion(row).dataset.link, attributes)];
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
    say(live, live.dataset.copied);
  } catch {
    // no permission, or no clipboard at all: browsers have none for plain HTTP
    say(live, live.dataset.refused);
  }
}

/**
 * Return the element whose changes assistive technology reads out, and which has the words.
 *
 * @param {Element} element
 * @returns {HTMLElement}
 */
function liveRegion(element) {
  return /** @type {any} */ (element.closest(".sp")?.querySelector(".sp-said"));
}

/**
 * Say something for a while: emptied, the same can be said, and read out, again.
 *
 * @param {HTMLElement} live
 * @param {string} [message]
 */
function say(live, message = "") {
  clearTimeout(forgetting);
  live.textContent = message;
  forgetting = setTimeout(() => live.replaceChildren(), SAID_FOR_MS);
}
