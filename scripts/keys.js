/** What keys and the buttons that stand for them do. */

import { copying, find, zooming } from "./keyboard.js";
import { foldable } from "./rows.js";
import { fold, TAB_STOP } from "./tree.js";
import * as ways from "./ways.js";

/** What a key does with a row; @type {Record<string, (row: HTMLElement) => unknown>} */
export const ofRow = {
  ArrowDown: (row) => ways.below(row, 1)?.focus(),
  ArrowUp: (row) => ways.below(row, -1)?.focus(),
  ArrowRight: ways.openOrEnter,
  ArrowLeft: ways.closeOrLeave,
  Home: (row) => ways.shownBeside(row).at(0)?.focus(),
  End: (row) => ways.shownBeside(row).at(-1)?.focus(),
  "*": (row) => ways.siblings(row).forEach((each) => ways.open(each, true)),
  "-": (row) => fold(row, true),
  "+": (row) => fold(row, false),
  c: async (row) => (await copying(row))?.copyRow(row),
  z: async (row) => (await zooming(row))?.showRow(row),
  Enter: (row) => ways.open(row),
  " ": (row) => ways.open(row),
  Escape: ways.closeOrLeave,
};

/** What a key does in a panel; @type {Record<string, (panel: HTMLElement) => unknown>} */
export const ofPanel = {
  "?": toggleHelp,
  f: (panel) => foldTo(panel, "all"),
  u: (panel) => foldTo(panel, "none"),
  l: (panel) => foldTo(panel, "level"),
  "[": (panel) => find(panel, ".sp-neighbours [rel=prev]")?.click(),
  "]": (panel) => find(panel, ".sp-neighbours [rel=next]")?.click(),
};

/**
 * @param {Element} panel
 * @param {string} what  "all" rows, "none", those of the current "level"; else nothing
 */
export function foldTo(panel, what) {
  const rows = foldable.get(panel);
  rows?.foldTo({ all: 0, none: Infinity, level: rows.level() }[what]);
}

/**
 * Choose a view, and go there: what had the focus is no longer shown.
 *
 * @param {HTMLElement} tab
 * @param {HTMLElement} panel
 */
export function choose(tab, panel) {
  tab.click();
  focusRows(panel, tab);
}

/**
 * Empty an input, and go back to the rows that are then shown.
 *
 * @param {HTMLInputElement} input
 * @param {HTMLElement} panel
 */
export function leaveInput(input, panel) {
  input.value = "";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  focusRows(panel, panel);
}

/**
 * @param {HTMLElement} panel
 * @param {HTMLElement} instead  what has the focus where no rows are shown
 */
function focusRows(panel, instead) {
  const stop = find(panel, TAB_STOP);
  (stop?.checkVisibility() ? stop : instead).focus();
}

/** @param {HTMLElement} panel */
export function toggleHelp(panel) {
  const isHidden = find(panel, ".sp-help")?.toggleAttribute("hidden");
  find(panel, ".sp-help-button")?.setAttribute("aria-expanded", String(!isHidden));
}
