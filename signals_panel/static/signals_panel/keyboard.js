/** The panel by keyboard: the timeline's rows as a tree, and keys for the rest. */

import { script } from "./parts.js";
import * as tree from "./tree.js";

/** @type {Record<string, (row: HTMLElement) => void>} */
const ROW_KEYS = {
    ArrowDown: (row) => tree.below(row)?.focus(),
    ArrowUp: (row) => tree.above(row)?.focus(),
    ArrowRight: tree.openOrEnter,
    ArrowLeft: tree.closeOrLeave,
    Home: (row) => tree.shownBeside(row).at(0)?.focus(),
    End: (row) => tree.shownBeside(row).at(-1)?.focus(),
    "*": (row) => tree.siblings(row).forEach((each) => tree.fold(each, true)),
    c: async (row) => (await copying(row))?.copyRow(row),
};

/** @type {Record<string, (panel: HTMLElement) => void>} */
const PANEL_KEYS = {
    "/": search,
    "?": toggleHelp,
    "[": (panel) => find(panel, ".sp-neighbours [rel=prev]")?.click(),
    "]": (panel) => find(panel, ".sp-neighbours [rel=next]")?.click(),
};

/** @type {WeakSet<Element>} */
const started = new WeakSet();

/**
 * Let a panel be used by keyboard. A second time does nothing.
 *
 * @param {HTMLElement} panel
 */
export function start(panel) {
    const toolbar = /** @type {HTMLElement} */ (panel.closest("#djDebug") ?? panel.parentElement);
    if (isNew(toolbar)) {
        toolbar.addEventListener("keydown", (event) => onKeyDown(event, find(toolbar, ".sp")));
    }
    if (isNew(panel)) {
        panel.tabIndex = -1; // a click beside all controls must not leave the toolbar
        find(panel, ".sp-help-button")?.addEventListener("click", () => toggleHelp(panel));
        tree.start(panel);
        panel.addEventListener("toggle", ({ target }) => offerCopies(panel, target), true);
    }
}

/**
 * Lets a row be copied once it unfolds: what that needs is not fetched before.
 *
 * @param {HTMLElement} panel
 * @param {unknown} details
 */
async function offerCopies(panel, details) {
    if (details instanceof Element && details.closest(".sp-row")) {
        (await copying(panel))?.start(panel);
    }
}

/** @param {HTMLElement} element */
function copying(element) {
    const panel = /** @type {HTMLElement} */ (element.closest(".sp"));
    return script(panel, "copy", () => import("./copy.js"));
}

/** @param {Element} element */
function isNew(element) {
    return !started.has(element) && started.add(element);
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement | null} panel
 */
function onKeyDown(event, panel) {
    const isTaken = event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey;
    if (isTaken || !panel?.checkVisibility()) {
        return;
    }
    const action = actionOf(event.key, /** @type {HTMLElement} */ (event.target), panel);
    if (action) {
        action();
        event.preventDefault();
        event.stopPropagation(); // the toolbar closes with Escape
    }
}

/**
 * Return what a key does where it was pressed, if anything.
 *
 * @param {string} key
 * @param {HTMLElement} target
 * @param {HTMLElement} panel
 */
function actionOf(key, target, panel) {
    if (isTyped(target)) {
        const leaves = key === "Escape" && target.closest(".sp-tools");
        return leaves ? () => leaveInput(target, panel) : null;
    }
    const row = /** @type {HTMLElement | null} */ (target.closest(".sp-row"));
    return (row && actionOfRow(key, row, target)) ?? actionOfPanel(key, panel);
}

/**
 * @param {string} key
 * @param {HTMLElement} row
 * @param {HTMLElement} target
 */
function actionOfRow(key, row, target) {
    if (target === row && (key === "Enter" || key === " ")) {
        return () => tree.fold(row);
    }
    const action = ROW_KEYS[key];
    return action && (() => {
        row.focus(); // what has it now may be about to be folded away
        action(row);
    });
}

/**
 * @param {string} key
 * @param {HTMLElement} panel
 */
function actionOfPanel(key, panel) {
    const tabs = /** @type {NodeListOf<HTMLElement>} */ (panel.querySelectorAll(".sp-tab"));
    const tab = tabs[Number(key) - 1];
    const action = tab ? () => choose(tab, panel) : PANEL_KEYS[key];
    return action && (() => action(panel));
}

/**
 * @param {HTMLElement} element
 * @returns {element is HTMLInputElement}
 */
function isTyped(element) {
    return element.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

/**
 * Choose a view, and go there: what had the focus is no longer shown.
 *
 * @param {HTMLElement} tab
 * @param {HTMLElement} panel
 */
function choose(tab, panel) {
    tab.click();
    focusRows(panel, tab);
}

/**
 * Empty an input, and go back to the rows that are then shown.
 *
 * @param {HTMLInputElement} input
 * @param {HTMLElement} panel
 */
function leaveInput(input, panel) {
    input.value = "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    focusRows(panel, panel);
}

/**
 * @param {HTMLElement} panel
 * @param {HTMLElement} instead  what has the focus where no rows are shown
 */
function focusRows(panel, instead) {
    const stop = find(panel, tree.TAB_STOP);
    (stop?.checkVisibility() ? stop : instead).focus();
}

/**
 * Go to the search, which is the timeline's.
 *
 * @param {HTMLElement} panel
 */
function search(panel) {
    const timeline = find(panel, ".sp-tab[value=timeline]");
    if (timeline?.matches(":not(:checked)")) {
        timeline.click();
    }
    find(panel, ".sp-search")?.focus();
}

/** @param {HTMLElement} panel */
function toggleHelp(panel) {
    const isHidden = find(panel, ".sp-help")?.toggleAttribute("hidden");
    find(panel, ".sp-help-button")?.setAttribute("aria-expanded", String(!isHidden));
}

/**
 * @param {Element} root
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
function find(root, selector) {
    return root.querySelector(selector);
}
