/** The tree as text or Markdown, into the clipboard: all of it, or the rows that are shown. */

import { copied } from "./copy.js";
import { HIDDEN } from "./states.js";
import { fetched, jsonOf, part } from "./parts.js";

/**
 * @param {HTMLElement} panel
 * @param {HTMLElement} button  says in which format, and whether all of it
 * @param {Columns} columns
 * @param {Uint8Array} states  of the rows, by the filter
 */
export async function copyTree(panel, button, columns, states) {
  const menu = /** @type {HTMLDetailsElement} */ (button.closest(".sp-copies"));
  const address = `${menu.dataset.tree}&format=${button.dataset.format}`;
  const tree = await part(panel, { name: "tree", ask: () => fetched(address, jsonOf) });
  if (tree) {
    /** @type {[number | null, string][]} */
    const lines = tree.lines;
    const shown = button.dataset.whole ? null : shownIds(columns, states);
    const kept = lines.filter(([id]) => !shown || (id !== null && shown.has(id)));
    await copied(panel, kept.map(([, text]) => text).join("\n"));
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
}

/**
 * @param {Columns} columns
 * @param {Uint8Array} states
 */
function shownIds({ id }, states) {
  return new Set(Array.from(id).filter((_, row) => states[row] !== HIDDEN));
}
