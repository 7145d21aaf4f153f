/** Ways from row to row of the tree, and into what a row tells. */

import { depthOf, detailsOf, fold, ROWS, treeOf } from "./tree.js";

/** @param {HTMLElement} row */
export function openOrEnter(row) {
  const child = below(row, 1);
  if (isFolded(row)) {
    fold(row, false);
  } else if (detailsOf(row)?.open === false) {
    open(row, true);
  } else if (child && (row.matches(".sp-lull") || depthOf(child) > depthOf(row))) {
    child.focus();
  }
}

/**
 * Close what a row tells, fold a run, or go to the row around; the outermost have none.
 *
 * @param {HTMLElement} row
 */
export function closeOrLeave(row) {
  const parent = parentOf(row);
  if (detailsOf(row)?.open) {
    open(row, false);
  } else if (parent && !(isRun(row) && !isFolded(row))) {
    parent.focus();
  } else {
    fold(row, true);
  }
}

/**
 * Open or close what a row tells; a run tells what is inside it.
 *
 * @param {HTMLElement} row
 * @param {boolean} [isOpen]  the other than it is, unless given
 */
export function open(row, isOpen) {
  if (isRun(row)) {
    fold(row, isOpen === undefined ? undefined : !isOpen);
  } else {
    detailsOf(row)?.toggleAttribute("open", isOpen);
  }
}

/** @param {HTMLElement} row */
function isRun(row) {
  return row.matches(".sp-run, .sp-lull");
}

/** @param {HTMLElement} row */
function isFolded(row) {
  return row.matches(":has(> .sp-fold[aria-expanded=false])");
}

/**
 * Return the rows that are shown, in the list that a row is in.
 *
 * @param {HTMLElement} row
 */
export function shownBeside(row) {
  const rows = /** @type {HTMLElement[]} */ ([...(treeOf(row)?.querySelectorAll(ROWS) ?? [])]);
  return rows.filter((each) => each.checkVisibility());
}

/**
 * Return the row that is shown so many rows below another, if there is one.
 *
 * @param {HTMLElement} row
 * @param {number} by
 */
export function below(row, by) {
  const rows = shownBeside(row);
  return rows[rows.indexOf(row) + by];
}

/**
 * Return the rows with the same parent, this one too.
 *
 * @param {HTMLElement} row
 */
export function siblings(row) {
  const rows = shownBeside(row);
  const depth = depthOf(row);
  const place = rows.indexOf(row);
  const start = rows.slice(0, place).findLastIndex((each) => depthOf(each) < depth) + 1;
  const end = rows.findIndex((each, index) => index > place && depthOf(each) < depth);
  return rows
    .slice(start, end < 0 ? rows.length : end)
    .filter((each) => depthOf(each) === depth);
}

/** @param {HTMLElement} row */
function parentOf(row) {
  const rows = shownBeside(row);
  return rows.slice(0, rows.indexOf(row)).findLast((each) => depthOf(each) < depthOf(row));
}
