/** The panel by keyboard: the timeline's rows as a tree, and keys for the rest. */

import { script } from "./parts.js";
import * as tree from "./tree.js";

/** @typedef {typeof import("./keys.js")} Keys */

/** What is pressed in rows, and anywhere; see keys.js. */
const ROW_KEYS = ["ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft", "Home", "End", "*", "-", "+", "c", "z"];
const PANEL_KEYS = ["/", "?", "f", "u", "l", "[", "]"];
const HEAD_BUTTONS = "[data-fold], [data-zoom]";

/** Toolbars that listen; @type {WeakSet<Element>} */
const started = new WeakSet();

/**
 * Let a panel be used by keyboard.
 *
 * @param {HTMLElement} panel
 */
export function start(panel) {
  const toolbar = /** @type {HTMLElement} */ (panel.closest("#djDebug") ?? panel.parentElement);
  if (!started.has(toolbar)) {
    started.add(toolbar);
    toolbar.addEventListener("keydown", (event) => onKeyDown(event, find(toolbar, ".sp")));
  }
  panel.tabIndex = -1; // a click beside all controls must not leave the toolbar
  find(panel, ".sp-help-button")?.addEventListener("click", () => acting(panel, (keys) => keys.toggleHelp(panel)));
  panel.addEventListener("click", async ({ target }) => {
    const pressed = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest(HEAD_BUTTONS));
    const { fold, zoom } = pressed?.dataset ?? {};
    if (fold) {
      acting(panel, (keys) => keys.foldTo(panel, fold));
    } else if (zoom) {
      (await zooming(panel))?.choose(zoom);
    }
  });
  for (const name of ["pointerover", "focusin"]) {
    find(panel, ".sp-timeline")?.addEventListener(name, () => zooming(panel), { once: true });
  }
  tree.start(panel);
  panel.addEventListener("focusin", () => acting(panel, () => null), { once: true });
  panel.addEventListener("toggle", ({ target }) => offerCopies(panel, target), true);
}

/**
 * Lets a row be copied once it unfolds: what that needs is not fetched before.
 *
 * @param {HTMLElement} panel
 * @param {unknown} details
 */
async function offerCopies(panel, details) {
  if (details instanceof Element && details.closest(".sp-row")) {
    (await copying(panel))?.addButtons(panel);
  }
}

/** @param {HTMLElement} element */
export function copying(element) {
  return script(panelOf(element), "copy", () => import("./copy.js"));
}

/**
 * Returns what zooms the time of the panel that an element is in: one for each panel.
 *
 * @param {HTMLElement} element
 */
export function zooming(element) {
  const panel = panelOf(element);
  return script(panel, "zoom", async () => (await import("./zoom.js")).zoomOf(panel));
}

/** @param {HTMLElement} element */
function panelOf(element) {
  return /** @type {HTMLElement} */ (element.closest(".sp"));
}

/**
 * Tells whether a key or a button was pressed alone.
 *
 * @param {KeyboardEvent | MouseEvent} event
 */
export function isPlain({ ctrlKey, altKey, metaKey }) {
  return !ctrlKey && !altKey && !metaKey;
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement | null} panel
 */
function onKeyDown(event, panel) {
  const isTaken = event.defaultPrevented || !isPlain(event);
  if (isTaken || !panel?.checkVisibility()) {
    return;
  }
  const act = actionOf(event.key, /** @type {HTMLElement} */ (event.target), panel);
  if (act) {
    if (event.key === "/") {
      search(panel); // at once: what is typed next is the search
    } else {
      acting(panel, act);
    }
    event.preventDefault();
    event.stopPropagation(); // the toolbar closes with Escape
  }
}

/**
 * @param {HTMLElement} panel
 * @param {(keys: Keys) => unknown} act
 */
async function acting(panel, act) {
  const keys = await script(panel, "keys", () => import("./keys.js"));
  if (keys) {
    act(keys);
  }
}

/**
 * Return what a key does where it was pressed, if anything.
 *
 * @param {string} key
 * @param {HTMLElement} target
 * @param {HTMLElement} panel
 * @returns {((keys: Keys) => unknown) | false}
 */
function actionOf(key, target, panel) {
  if (isTyped(target)) {
    const leaves = key === "Escape" && target.closest(".sp-tools") !== null;
    return leaves && ((keys) => keys.leaveInput(target, panel));
  }
  const row = /** @type {HTMLElement | null} */ (target.closest(tree.ROWS));
  if (row && isOfRow(key, row, target)) {
    return (keys) => {
      const { activeElement } = /** @type {Document | ShadowRoot} */ (panel.getRootNode());
      const current = /** @type {HTMLElement | null | undefined} */ (activeElement?.closest(tree.ROWS)) ?? row;
      current.focus(); // what has it now may be about to be folded away
      if (row.isConnected) {
        keys.ofRow[key](current); // while the keys came, another one may have left the row
      } else {
        current.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })); // a list came
      }
    };
  }
  const tab = /** @type {HTMLElement | undefined} */ (panel.querySelectorAll(".sp-tab")[Number(key) - 1]);
  return tab ? (keys) => keys.choose(tab, panel) : PANEL_KEYS.includes(key) && ((keys) => keys.ofPanel[key](panel));
}

/**
 * @param {string} key
 * @param {HTMLElement} row
 * @param {HTMLElement} target
 */
function isOfRow(key, row, target) {
  const isOpening = target === row && ["Enter", " "].includes(key);
  const isClosing = key === "Escape" && tree.detailsOf(row)?.open;
  return isOpening || isClosing || ROW_KEYS.includes(key);
}

/**
 * @param {HTMLElement} element
 * @returns {element is HTMLInputElement}
 */
function isTyped(element) {
  return element.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

/**
 * Go to the search, which is the timeline's.
 *
 * @param {HTMLElement} panel
 */
function search(panel) {
  find(panel, ".sp-tab[value=timeline]")?.click();
  find(panel, ".sp-search")?.focus();
}

/**
 * @param {Element} root
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function find(root, selector) {
  return root.querySelector(selector);
}
