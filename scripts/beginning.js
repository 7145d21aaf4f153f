/** What somebody did with the first rows of a long recording before all of them were there. */

import { rowsOf } from "./rows.js";
import { edgeOf } from "./scroller.js";
import * as tree from "./tree.js";

/**
 * Returns what was done with a list; rows that are open are made ready to stand elsewhere.
 *
 * @param {HTMLElement} list  as the server rendered it
 * @param {Element} scroller
 * @param {Columns} columns
 * @returns {Done}
 */
export function doneWith(list, scroller, columns) {
  const rows = [...placesOf(list, columns)];
  const open = rows.filter(([row]) => row.matches(":has(> details[open])"));
  const opened = open.map(([row]) => row);
  const { chosen, level } = rowsOf(/** @type {HTMLElement} */ (list.closest(".sp"))).folds;
  const active = /** @type {Document | ShadowRoot} */ (list.getRootNode()).activeElement;
  const focused = active?.closest(".sp-lull")?.nextSibling ?? active?.closest(".sp-row");
  const edge = edgeOf(scroller);
  const first = rows.find(([row]) => row.getBoundingClientRect().bottom > edge);
  opened.forEach(tree.release);
  return {
    folds: rows.map(([row, place]) => [place, chosen.get(row)]),
    level,
    opened,
    told: open.at(-1)?.[1] ?? -1,
    focused: rows.find(([row]) => row === focused)?.[1] ?? -1,
    top: first?.[1] ?? 0,
    offset: first ? first[0].getBoundingClientRect().top - edge : 0,
  };
}

/**
 * Yields each row that was rendered and its place among all; they end where the two differ.
 *
 * @param {Element} list
 * @param {Columns} columns
 * @returns {Generator<[HTMLElement, number]>}
 */
function* placesOf(list, { length, depth, kind, texts }) {
  let place = -1;
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(".sp-row"))) {
    place += 1;
    while (place < length && depth[place] > Number(row.dataset.depth)) {
      place += 1; // what a page leaves out of a run
    }
    if (place >= length || !row.matches(`.sp-${texts[kind[place]]}`)) {
      return;
    }
    yield [row, place];
  }
}
