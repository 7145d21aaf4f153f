/**
 * The rows of the timeline as a tree: roles for assistive technology; keys.js has the ways from row to row.
 *
 * Without this script the rows are a plain list whose items unfold. A `summary` can take no
 * role, so the tree's items are the list's, and it is they that have the focus. Their places
 * among their siblings follow from their levels: browsers count those that are shown.
 */

import { setAttributes } from "./elements.js";
import { script } from "./parts.js";
import { rowsOf } from "./rows.js";

/** @typedef {typeof import("./row_text.js")} Words */

/** The one row that Tab reaches. */
export const TAB_STOP = "[role=treeitem][tabindex='0']:not([hidden])";
/** Rows, and the lines that stand for some that nobody received. */
export const ROWS = ".sp-row, .sp-lull";

/**
 * Give the outermost list of rows the roles of a tree, with one tab stop among its rows.
 *
 * @param {HTMLElement} panel
 */
export function start(panel) {
  const list = panel.querySelector(".sp-rows");
  if (!list) {
    return;
  }
  list.setAttribute("role", "tree");
  list.addEventListener("focusin", onFocus);
  list.addEventListener("toggle", onToggle, true); // it does not bubble
  list.addEventListener("click", onClick);
  rowsOf(panel);
  makeItems(list);
  const changes = { childList: true, subtree: true, attributeFilter: ["hidden"] };
  new MutationObserver(() => makeItems(list)).observe(list, changes);
}

/**
 * @param {HTMLElement} row
 * @param {boolean} [isFolded]  the other than it is, unless given
 */
export function fold(row, isFolded) {
  rowsOf(/** @type {HTMLElement} */ (row.closest(".sp"))).fold(row, isFolded);
}

/** @param {Element} list */
function makeItems(list) {
  for (const row of list.querySelectorAll(":is(.sp-row, .sp-lull):not([role])")) {
    makeItem(/** @type {HTMLElement} */ (row));
  }
  if (!list.querySelector(TAB_STOP)) {
    const rows = /** @type {HTMLElement[]} */ ([...list.children]);
    const first = rows.find((row) => !row.hidden);
    if (first) {
      makeTabStop(first);
    }
  }
}

/** @param {HTMLElement} row */
function makeItem(row) {
  setAttributes(row, { role: "treeitem", "aria-level": depthOf(row) + 1 });
  row.querySelector(":scope > details > summary")?.setAttribute("tabindex", "-1");
  setTabIndex(row, -1);
  tellFold(row);
}

/**
 * Make of a row what it was without the script: it leaves the tree.
 *
 * @param {HTMLElement} row
 */
export function release(row) {
  setTabIndex(row, 0);
  row.querySelector(".sp-fold")?.remove();
  row.hidden = false;
  for (const element of [row, row.querySelector("summary")]) {
    element?.removeAttribute("tabindex");
  }
  for (const name of ["role", "aria-level", "aria-expanded", "aria-description", "aria-label"]) {
    row.removeAttribute(name);
  }
}

/** @param {HTMLElement} row */
function makeTabStop(row) {
  for (const former of treeOf(row)?.querySelectorAll("[role=treeitem][tabindex='0']") ?? []) {
    setTabIndex(/** @type {HTMLElement} */ (former), -1);
  }
  setTabIndex(row, 0);
}

/**
 * Let Tab reach a row and its controls, or neither.
 *
 * @param {HTMLElement} row
 * @param {number} tabIndex
 */
function setTabIndex(row, tabIndex) {
  row.tabIndex = tabIndex;
  for (const each of row.querySelectorAll("a, button:not(.sp-fold), [role=button]")) {
    each.setAttribute("tabindex", String(tabIndex));
  }
}

/** @param {HTMLElement} row */
function tellFold(row) {
  const details = detailsOf(row);
  if (details) {
    setAttributes(row, { "aria-expanded": details.open, "aria-description": "" });
    if (details.open) {
      say(row, "aria-description", (words) => words.detailsOf(row));
    }
  }
}

/**
 * Give a row a text for assistive technology: what that takes is not fetched before.
 *
 * @param {HTMLElement} row
 * @param {string} attribute
 * @param {(words: Words) => string[]} lines
 */
async function say(row, attribute, lines) {
  const panel = /** @type {HTMLElement} */ (row.closest(".sp"));
  const words = await script(panel, "words", () => import("./row_text.js"));
  if (words && row.matches("[role=treeitem]")) {
    row.setAttribute(attribute, lines(words).join(", "));
  }
}

/** @param {Event} event */
function onFocus({ target }) {
  const element = /** @type {HTMLElement} */ (target);
  const row = /** @type {HTMLElement | null} */ (element.closest(ROWS));
  if (row) {
    say(row, "aria-label", (words) => words.headOf(row)); // too dear for all rows
    makeTabStop(row);
    if (element.matches("summary")) {
      row.focus();
    }
  }
}

/**
 * The triangle folds its row, as does the line of a run, which has nothing else to tell.
 *
 * @param {Event} event
 */
function onClick({ target }) {
  const pressed = /** @type {Element} */ (target).closest(".sp-fold, .sp-run > .sp-line, .sp-lull");
  const row = /** @type {HTMLElement | undefined} */ (pressed?.closest(ROWS));
  if (row) {
    fold(row);
    row.focus();
  }
}

/** @param {Event} event */
function onToggle({ target }) {
  const row = /** @type {HTMLElement} */ (target).closest(".sp-row");
  tellFold(/** @type {HTMLElement} */ (row));
}

/**
 * @param {HTMLElement} row
 * @returns {HTMLDetailsElement | null}
 */
export function detailsOf(row) {
  return row.querySelector(":scope > details");
}

/** @param {HTMLElement} row */
export function depthOf(row) {
  return Number(row.dataset.depth);
}

/** @param {HTMLElement} row */
export function treeOf(row) {
  return row.closest("[role=tree]");
}
