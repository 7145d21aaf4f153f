/**
 * The rows of the timeline as a tree: roles for assistive technology, ways from row to row.
 *
 * Without this script the rows are a plain list whose items unfold. A `summary` can take no
 * role, so the tree's items are the list's, and it is they that have the focus. Their places
 * among their siblings follow from their levels: browsers count those that are shown.
 */

import * as text from "./row_text.js";

/** The one row that Tab reaches. */
export const TAB_STOP = ".sp-row[tabindex='0']:not([hidden])";

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
    makeItems(list);
    const changes = { childList: true, subtree: true, attributeFilter: ["hidden"] };
    new MutationObserver(() => makeItems(list)).observe(list, changes);
}

/** @param {HTMLElement} row */
export function openOrEnter(row) {
    const child = below(row);
    if (detailsOf(row)?.open === false) {
        fold(row, true);
    } else if (child && depthOf(child) > depthOf(row)) {
        child.focus();
    }
}

/** @param {HTMLElement} row */
export function closeOrLeave(row) {
    if (detailsOf(row)?.open) {
        fold(row, false);
    } else {
        parentOf(row)?.focus();
    }
}

/**
 * @param {HTMLElement} row
 * @param {boolean} [isOpen]  the other than it is, unless given
 */
export function fold(row, isOpen) {
    detailsOf(row)?.toggleAttribute("open", isOpen);
}

/**
 * Return the rows that are shown, in the list that a row is in.
 *
 * @param {HTMLElement} row
 */
export function shownBeside(row) {
    const rows = /** @type {HTMLElement[]} */ ([...(treeOf(row)?.querySelectorAll(".sp-row") ?? [])]);
    return rows.filter((each) => each.checkVisibility());
}

/** @param {HTMLElement} row */
export function below(row) {
    const rows = shownBeside(row);
    return rows[rows.indexOf(row) + 1];
}

/** @param {HTMLElement} row */
export function above(row) {
    const rows = shownBeside(row);
    return rows[rows.indexOf(row) - 1];
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

/** @param {Element} list */
function makeItems(list) {
    list.querySelectorAll(".sp-rows").forEach((inner) => inner.setAttribute("role", "group"));
    for (const row of list.querySelectorAll(".sp-row:not([role])")) {
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
    row.setAttribute("role", "treeitem");
    row.setAttribute("aria-level", String(depthOf(row) + 1));
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
    for (const element of [row, row.querySelector("summary")]) {
        element?.removeAttribute("tabindex");
    }
    for (const name of ["role", "aria-level", "aria-expanded", "aria-description", "aria-label"]) {
        row.removeAttribute(name);
    }
}

/** @param {HTMLElement} row */
function makeTabStop(row) {
    for (const former of treeOf(row)?.querySelectorAll(".sp-row[tabindex='0']") ?? []) {
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
    for (const each of row.querySelectorAll("a, button, [role=button]")) {
        if (each.closest(".sp-row") === row) {
            each.setAttribute("tabindex", String(tabIndex));
        }
    }
}

/** @param {HTMLElement} row */
function tellFold(row) {
    const details = detailsOf(row);
    if (details) {
        const description = details.open ? text.detailsOf(row).join(", ") : "";
        row.setAttribute("aria-expanded", String(details.open));
        row.setAttribute("aria-description", description);
    }
}

/** @param {Event} event */
function onFocus({ target }) {
    const element = /** @type {HTMLElement} */ (target);
    const row = /** @type {HTMLElement | null} */ (element.closest(".sp-row"));
    if (row) {
        row.setAttribute("aria-label", text.headOf(row).join(", ")); // too dear for all rows
        makeTabStop(row);
        if (element.matches("summary")) {
            row.focus();
        }
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
function detailsOf(row) {
    return row.querySelector(":scope > details");
}

/** @param {HTMLElement} row */
function depthOf(row) {
    return Number(row.dataset.depth);
}

/** @param {HTMLElement} row */
function treeOf(row) {
    return row.closest("[role=tree]");
}

/** @param {HTMLElement} row */
function parentOf(row) {
    const rows = shownBeside(row);
    const before = rows.slice(0, rows.indexOf(row));
    return before.findLast((each) => depthOf(each) < depthOf(row));
}
