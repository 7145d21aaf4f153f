/** Rows of the timeline into the clipboard, and links to them. */

import { made } from "./elements.js";
import { rowText } from "./row_text.js";

const SAID_FOR_MS = 4000;

/** @type {number | undefined} */
let forgetting;

/**
 * Give each row that is unfolded a button that copies it, and a link, unless it has them.
 *
 * @param {HTMLElement} panel
 */
export function addButtons(panel) {
  panel.querySelectorAll(".sp-row > details[open] > .sp-details > dd.sp-id").forEach(addButton);
}

/** @param {Element} place */
function addButton(place) {
  const row = place.closest(".sp-row");
  if (row && !place.querySelector("button")) {
    const attributes = { type: "button", tabindex: row.getAttribute("tabindex") ?? 0 };
    const button = made("button", "sp-copy", liveRegion(row).dataset.copy, attributes);
    button.addEventListener("click", () => copyRow(row));
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
