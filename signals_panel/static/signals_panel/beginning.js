/** What somebody did with the first rows of a long recording before all of them were there. */

import * as tree from "./tree.js";

/**
 * @typedef {object} Done
 * @property {number[]} runs  rows of the columns that are unfolded runs
 * @property {HTMLElement[]} opened  the elements of other rows that are unfolded
 * @property {number} focused  the row that has the focus; -1 for none
 * @property {number} top  the first row in sight, where others were scrolled away; else 0
 * @property {number} offset  how far that row is below the upper edge of what scrolls, in px
 */

/**
 * Returns what was done with a list; rows that are unfolded are made ready to stand elsewhere.
 *
 * @param {HTMLElement} list  as the server rendered it
 * @param {Element} scroller
 * @param {import("./filter.js").Columns} columns
 * @returns {Done}
 */
export function doneWith(list, scroller, columns) {
    const rows = [...placesOf(list, columns)];
    const unfolded = rows.filter(([row]) => row.matches(":has(> details[open])"));
    const opened = unfolded.filter(([row]) => !row.matches(".sp-run")).map(([row]) => row);
    const active = /** @type {Document | ShadowRoot} */ (list.getRootNode()).activeElement;
    const focused = active?.closest(".sp-row");
    const edge = scroller === document.documentElement ? 0 : scroller.getBoundingClientRect().top;
    const first = rows.find(([row]) => headOf(row).getBoundingClientRect().bottom > edge);
    opened.forEach(tree.release);
    return {
        runs: unfolded.filter(([row]) => row.matches(".sp-run")).map(([, place]) => place),
        opened,
        focused: rows.find(([row]) => row === focused)?.[1] ?? -1,
        top: first?.[1] ?? 0,
        offset: first ? first[0].getBoundingClientRect().top - edge : 0,
    };
}

/**
 * Returns what of a row stands for it alone: a run's element has its members in it too.
 *
 * @param {HTMLElement} row
 */
function headOf(row) {
    return (row.matches(".sp-run") && row.querySelector("summary")) || row;
}

/**
 * Yields each row that was rendered and its place among all; they end where the two differ.
 *
 * @param {Element} list
 * @param {import("./filter.js").Columns} columns
 * @returns {Generator<[HTMLElement, number]>}
 */
function* placesOf(list, { length, depth, kind, texts }) {
    let place = -1;
    let around = Infinity; // the depth of the run that was passed last
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(".sp-row"))) {
        place += 1;
        if (row.parentElement === list) {
            while (place < length && depth[place] > around) {
                place += 1; // what a page leaves out of a run
            }
            around = row.matches(".sp-run") ? depth[place] : Infinity;
        }
        if (place >= length || !row.matches(`.sp-${texts[kind[place]]}`)) {
            return;
        }
        yield [row, place];
    }
}
