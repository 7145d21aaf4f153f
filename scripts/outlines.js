/** Outlines of the requests that were looked at in this tab: they outlive a restart of the server. */

import { remember, remembered } from "./memory.js";
import { fetched, jsonOf } from "./parts.js";

const NAME = "signals_panel.outlines";
const MOST = 12;
const MOST_BYTES = 200_000;

/**
 * @typedef {object} Seen
 * @property {Record<string, string | number>} line
 * @property {unknown} outline
 */

/**
 * Keeps the outline of the request that a panel shows. Nobody waits for it: where it does not come,
 * the request cannot be compared once the store has forgotten it, and nothing is said.
 *
 * @param {HTMLElement} panel
 */
export async function keep(panel) {
  const address = /** @type {HTMLElement | null} */ (panel.querySelector(".sp-request"))?.dataset.outline;
  const asked = new URL(address ?? "", location.href).searchParams.get("request_id");
  if (address && !panel.dataset.columns && !seen().some((each) => each.line.request_id === asked)) {
    const outline = await fetched(address, (answer) => answer.byteLength < MOST_BYTES && jsonOf(answer));
    if (outline) {
      remember(NAME, [...seen(), outline].slice(-MOST));
    }
  }
}

/**
 * Returns what is kept, the latest last.
 *
 * @returns {Seen[]}
 */
export function seen() {
  return remembered(NAME, []);
}
