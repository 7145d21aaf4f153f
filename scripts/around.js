/** What stays in sight while one scrolls: the tools, the heads, the rows around the first in sight. */

import { made } from "./elements.js";
import { foldable } from "./rows.js";

const LINE = 25;
/** Of more rows around, the outermost. */
const MOST = 6;

/** @param {HTMLElement} panel */
export function start(panel) {
  const tools = /** @type {HTMLElement} */ (panel.querySelector(".sp-tools"));
  const head = /** @type {HTMLElement | null} */ (panel.querySelector(".sp-timeline > .sp-head"));
  if (head) {
    const around = made("div", "sp-around", "", { "aria-hidden": true });
    head.after(around);
    const set = (/** @type {string} */ name, /** @type {number} */ px) => panel.style.setProperty(name, `${px}px`);
    const renew = () => {
      const lines = head.checkVisibility() ? linesAround(panel, head) : [];
      set("--sp-tools", tools.offsetHeight);
      set("--sp-heads", head.offsetHeight);
      set("--sp-covered", tools.offsetHeight + head.offsetHeight + lines.length * LINE);
      around.replaceChildren(...lines);
    };
    const soon = () => requestAnimationFrame(renew);
    panel.getRootNode().addEventListener("scroll", soon, true);
    for (const name of ["click", "keyup", "input"]) {
      panel.addEventListener(name, soon);
    }
    renew();
  }
}

/**
 * Returns the lines of the rows around the first one that they leave in sight.
 *
 * @param {HTMLElement} panel
 * @param {HTMLElement} head
 */
function linesAround(panel, head) {
  const rows = foldable.get(panel);
  const { bottom } = head.getBoundingClientRect();
  let found = /** @type {number[]} */ ([]);
  for (let count = 0; rows && count <= MOST && count <= found.length; count++) {
    found = [];
    const first = rows.rowAt(bottom + count * LINE + 1);
    for (let row = rows.folds.outer(first); first >= 0 && row >= 0; row = rows.folds.outer(row)) {
      found.unshift(row);
    }
  }
  return found.slice(0, MOST).map((row) => lineOf(/** @type {Foldable} */ (rows), row));
}

/**
 * @param {Foldable} rows
 * @param {number} row
 */
function lineOf(rows, row) {
  const like = rows.element(row);
  const what = like.querySelector(".sp-line, summary");
  const names = [...like.classList].filter((name) => /^sp-(indent|kept)/.test(name));
  const line = made("div", ["sp-line", ...names].join(" "));
  line.append(...(what?.cloneNode(true).childNodes ?? []));
  line.addEventListener("click", () => rows.goTo(row));
  return line;
}
