/** What is pressed to search for it, or to go to a row. */

import { sourcesOf, termOf, toggled } from "./query.js";

/** What a tile counts; one that counts nothing is no button. */
const TILES = ".sp-figures > :not(.sp-none) [data-query]";

/** @typedef {import("./search.js").Search} Search */

/**
 * Searches for a value, or no more.
 *
 * @param {Search} search
 * @param {HTMLElement} pressed
 */
export async function toggle(search, pressed) {
  const term = termOf(pressed.dataset.query ?? "");
  if (pressed.closest(".sp-figures")) {
    leaveTiles(search, term);
  }
  search.text.value = toggled(search.text.value, term);
  search.timeline.click();
  await search.change();
  if (pressed.getClientRects().length === 0) {
    search.timeline.focus(); // what had the focus is out of sight
  }
}

/**
 * A tile counts all rows, Django's too, so these are shown; and one tile is pressed at a time.
 *
 * @param {Search} search
 * @param {string} term  that of the tile which is pressed now
 */
function leaveTiles(search, term) {
  const tiles = new Set(search.findAll(TILES).map((tile) => termOf(tile.dataset.query ?? "")));
  const sources = sourcesOf(search.text.value);
  if (!sources.some((source) => tiles.has(source))) {
    search.hadInternals = search.internals.checked;
  }
  search.internals.checked = sources.includes(term) ? search.hadInternals : true;
  const others = sources.filter((source) => source === term || !tiles.has(source));
  search.text.value = others.join(" ");
}

/**
 * Goes to a row, and shows it whatever the search leaves.
 *
 * @param {Search} search
 * @param {number} row
 */
export async function reveal(search, row) {
  if (row >= 0) {
    search.timeline.click();
    await search.apply(row);
    search.rows?.reveal(row);
  }
}
