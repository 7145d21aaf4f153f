/** The rows that the server rendered: what they say, as columns, and how they are shown. */

import { columnsIn } from "./columns.js";
import { worded } from "./elements.js";
import { HIDDEN, KEPT, SHOWN } from "./states.js";
import { Folds, lullLine, tellLull, triangle } from "./folds.js";
import { script } from "./parts.js";

const NO_ROWS = '{"length": 0, "texts": [], "labels": {}}';
/** Hidden by its switch, till the filter has a say in it. */
const OF_PACKAGES = "sp-of-packages";

/** @type {WeakMap<HTMLElement, PageRows>} */
const known = new WeakMap();
/** What folds the rows of a panel, which a long list takes over; @type {WeakMap<Element, Foldable>} */
export const foldable = new WeakMap();

/**
 * Returns the rows of a panel that there are so far; always the same object.
 *
 * @param {HTMLElement} panel
 */
export function rowsOf(panel) {
  const rows = known.get(panel) ?? new PageRows(panel);
  known.set(panel, rows);
  return rows;
}

class PageRows {
  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.panel = panel;
    /** What tells of what rows hide, once one does; @type {typeof import("./hides.js") | null} */
    this.hides = null;
    this.folds = new Folds();
    this.columns = columnsIn(NO_ROWS);
    /** @type {HTMLElement[]} */
    this.elements = [];
    /** The lines of lulls, by the elements of their first rows; @type {Map<Element, HTMLElement>} */
    this.lulls = new Map();
    /** @type {Uint8Array} */
    this.states = new Uint8Array();
    foldable.set(panel, this);
    this.read();
  }

  /** Takes the rows there are; which are shown is not known before their columns are. */
  read() {
    this.elements = [.../** @type {NodeListOf<HTMLElement>} */ (this.panel.querySelectorAll(".sp-row"))];
    const { elements, folds } = this;
    folds.keys = elements;
    folds.depth = elements.map((element) => Number(element.dataset.depth));
    folds.isRun = (row) => elements[row].matches(".sp-run");
    const quiet = elements.map(sendsOf);
    folds.quiet = (row) => quiet[row];
    this.states = Uint8Array.from(elements, (element) => {
      const isHidden = element.matches(`.${OF_PACKAGES}`);
      return isHidden ? HIDDEN : element.matches(".sp-kept") ? KEPT : SHOWN;
    });
    this.layOut();
  }

  /** Takes all rows, and what they say. */
  fill() {
    this.read();
    this.columns = columnsIn(this.panel.querySelector("#sp-columns")?.textContent ?? NO_ROWS);
  }

  /**
   * @param {Uint8Array} states
   * @param {string} search
   */
  show(states, search) {
    this.elements.forEach((element) => element.classList.remove(OF_PACKAGES));
    this.states = states;
    this.folds.begin(search);
    this.layOut();
  }

  layOut() {
    this.arrange();
    if (!this.hides && this.columns.length && this.elements.some((_, row) => this.folds.isFolded(row))) {
      this.tellHidden();
    }
  }

  async tellHidden() {
    this.hides = await script(this.panel, "hides", () => import("./hides.js"));
    this.arrange();
  }

  arrange() {
    const shown = new Set(this.folds.inSight(this.states));
    this.elements.forEach((element, row) => {
      const isHidden = !shown.has(row) && !element.classList.contains(OF_PACKAGES);
      if (element.hidden !== isHidden) {
        element.hidden = isHidden;
      }
      element.classList.toggle("sp-kept", this.states[row] === KEPT);
      this.tellFold(element, row);
    });
    this.arrangeLulls();
  }

  /** A line that stays is the same element: it may have the focus. */
  arrangeLulls() {
    const former = this.lulls;
    this.lulls = new Map();
    for (const [row, { count, isFolded }] of this.folds.lulls) {
      const first = this.elements[row];
      const words = /** @type {HTMLElement} */ (first.parentElement).dataset.quiet;
      const text = worded(words, { n: count });
      const line = former.get(first) ?? lullLine(text, this.folds.depth[row], isFolded);
      tellLull(line, text, isFolded);
      if (line.nextSibling !== first) {
        first.before(line);
      }
      former.delete(first);
      this.lulls.set(first, line);
    }
    former.forEach((line) => line.remove());
  }

  /**
   * @param {HTMLElement} element
   * @param {number} row
   */
  tellFold(element, row) {
    const isFolded = this.folds.isFolded(row);
    const button = element.querySelector(":scope > .sp-fold");
    element.classList.toggle("sp-folded", isFolded);
    if (button) {
      button.setAttribute("aria-expanded", String(!isFolded));
      button.toggleAttribute("hidden", !this.folds.hasInner(row));
    } else if (this.folds.hasInner(row)) {
      element.append(triangle(this.label(element), isFolded));
    }
    if (this.hides) {
      const badges = isFolded ? this.hides.hidesOf(this.columns, row, this.folds.inner[row]) : [];
      element.querySelectorAll(".sp-hides").forEach((badge) => badge.remove());
      element.querySelector(".sp-what")?.append(...badges);
    }
    if (element.matches(".sp-run")) {
      element.setAttribute("aria-expanded", String(!isFolded));
    }
  }

  /** @param {Element} element */
  label(element) {
    const list = element.closest(".sp-rows");
    const name = element.querySelector(".sp-name, .sp-receiver")?.textContent ?? "";
    return worded(/** @type {HTMLElement} */ (list).dataset.inside, { name });
  }

  /**
   * Folds a row, or unfolds it; without others inside it stays as it is.
   *
   * @param {Element} element
   * @param {boolean} [isFolded]  the other than it is, unless given
   */
  fold(element, isFolded) {
    const first = [...this.lulls].find(([, line]) => line === element)?.[0];
    const row = this.elements.indexOf(/** @type {HTMLElement} */ (first ?? element));
    if (first) {
      this.folds.foldLull(row, isFolded);
      this.layOut();
    } else if (row >= 0 && this.folds.hasInner(row)) {
      this.folds.fold(row, isFolded);
      this.layOut();
    }
  }

  /** @param {number} y */
  rowAt(y) {
    return this.elements.findIndex((element) => !element.hidden && element.getBoundingClientRect().bottom > y);
  }

  /** @param {number} row */
  element(row) {
    return this.elements[row];
  }

  /** @param {number} row */
  goTo(row) {
    this.elements[row].focus();
  }

  /** @param {number} [level] */
  foldTo(level) {
    let row = this.current();
    const hadFocus = this.elements[row]?.matches(":focus-within");
    this.folds.foldTo(level);
    this.layOut();
    while (hadFocus && this.elements[row]?.hidden) {
      row = this.folds.outer(row);
      this.elements[row]?.focus();
    }
  }

  level() {
    const current = this.panel.querySelector("[role=treeitem][tabindex='0']");
    return Number(current?.getAttribute("data-depth") ?? 0);
  }

  /** Returns the row that Tab reaches. */
  current() {
    return this.elements.findIndex((element) => element.tabIndex === 0);
  }

  /** @param {number} row */
  reveal(row) {
    const element = this.elements[row];
    this.folds.unfoldAround(row);
    this.folds.fold(row, false);
    this.layOut();
    element.querySelector("details")?.setAttribute("open", "");
    element.scrollIntoView({ block: "center" });
    element.focus({ preventScroll: true });
  }
}

/**
 * Returns how many sends nobody received a row is; 0 for any other row.
 *
 * @param {Element} row
 */
function sendsOf(row) {
  return row.matches(".sp-quiet") ? Number(row.querySelector(".sp-count")?.textContent?.slice(1) ?? 1) : 0;
}
