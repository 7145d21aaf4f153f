/**
 * Which rows are folded, on a page and in a list: one state more of the filter's.
 *
 * Runs are folded at first. A search unfolds all but runs that match themselves, and has folds of
 * its own. Rows nobody received, with nothing else in sight between them, are a lull: one line.
 */

import { made, setAttributes } from "./elements.js";
import { HIDDEN, KEPT } from "./states.js";

/** Deeper rows are indented no further. */
export const MAX_INDENT = 12;

export class Folds {
  constructor() {
    /** @type {Column} */
    this.depth = [];
    /** What each row is known by, though others come; @type {ArrayLike<unknown>} */
    this.keys = [];
    /** @type {(row: number) => boolean} */
    this.isRun = () => false;
    /** Returns how many sends nobody received a row is; 0 for any other row. */
    /** @type {(row: number) => number} */
    this.quiet = () => 0;
    /** The lulls in sight, by their first row; @type {Map<number, Lull>} */
    this.lulls = new Map();
    /** @type {Uint8Array} */
    this.states = new Uint8Array();
    /** How many rows each has inside, runs not counted, of those that are shown. */
    this.inner = new Uint32Array();
    /** What somebody folded (true) or unfolded; @type {Map<unknown, boolean | undefined>} */
    this.chosen = new Map();
    /** The same, of the search that there is; @type {Map<unknown, boolean>} */
    this.found = new Map();
    this.search = "";
    /** To which level all was folded last; @type {number | undefined} */
    this.level = undefined;
  }

  /** @param {string} search  "" for none */
  begin(search) {
    if (search !== this.search) {
      this.search = search;
      this.found.clear();
    }
  }

  /** @param {number} row */
  isFolded(row) {
    const key = this.keys[row];
    const isBy = this.search ? this.found.get(key) : this.chosen.get(key);
    const isRun = () => this.isRun(row) && this.states[row] !== KEPT && (this.chosen.get(key) ?? true);
    return this.hasInner(row) && (isBy ?? isRun());
  }

  /** @param {number} row  if a run, what is inside may not be there yet */
  hasInner(row) {
    return this.inner[row] > 0 || this.isRun(row);
  }

  /**
   * @param {number} row
   * @param {boolean} [isFolded]  the other than it is, unless given
   */
  fold(row, isFolded = !this.isFolded(row)) {
    (this.search ? this.found : this.chosen).set(this.keys[row], isFolded);
  }

  /**
   * Folds a lull, or unfolds it.
   *
   * @param {number} first  its first row
   * @param {boolean} [isFolded]  the other than it is, unless given
   */
  foldLull(first, isFolded = !this.lulls.get(first)?.isFolded) {
    for (let row = first; row < (this.lulls.get(first)?.end ?? 0); row++) {
      this.fold(row, isFolded);
    }
  }

  /**
   * Folds every row that is so deep, or deeper, and no other.
   *
   * @param {number} [level]  none changes nothing
   */
  foldTo(level) {
    this.level = level;
    for (let row = 0; level !== undefined && row < this.depth.length; row++) {
      this.fold(row, this.depth[row] >= level);
    }
  }

  /**
   * Unfolds all that a row is inside of.
   *
   * @param {number} row
   */
  unfoldAround(row) {
    for (let outer = this.outer(row); outer >= 0; outer = this.outer(outer)) {
      this.fold(outer, false);
    }
  }

  /**
   * Returns the row right around another; -1 for none.
   *
   * @param {number} row
   */
  outer(row) {
    let outer = row - 1;
    while (outer >= 0 && this.depth[outer] >= this.depth[row]) {
      outer -= 1;
    }
    return outer;
  }

  /**
   * Returns the rows that are in sight, in order; `~row` is the line of the lull that begins there.
   *
   * @param {Uint8Array} states  by the filter
   */
  inSight(states) {
    const { depth } = this;
    const lines = new Int32Array(2 * states.length);
    let count = 0;
    let folded = Infinity;
    let end = 0;
    this.look(states);
    this.lulls.clear();
    for (let row = 0; row < states.length; row++) {
      if (states[row] === HIDDEN || depth[row] > folded) {
        continue;
      }
      const lull = row >= end && this.lullAt(row);
      if (lull) {
        end = lull.end;
        this.lulls.set(row, lull);
        lines[count++] = ~row;
      }
      folded = this.isFolded(row) ? depth[row] : Infinity;
      if (lull && lull.isFolded) {
        row = end - 1;
      } else {
        lines[count++] = row;
      }
    }
    return lines.subarray(0, count);
  }

  /**
   * Returns the lull that begins with a row; null where none does.
   *
   * @param {number} first
   * @returns {Lull | null}
   */
  lullAt(first) {
    const lull = { count: 0, end: first, isFolded: true };
    let rows = 0;
    for (let row = first; row < this.states.length && this.isInLull(row, first); row++) {
      if (this.states[row] !== HIDDEN) {
        rows += 1;
        lull.count += this.quiet(row);
        lull.end = row + 1;
        lull.isFolded &&= this.chosen.get(this.keys[row]) ?? true;
      }
    }
    return rows > 1 && !this.search ? lull : null;
  }

  /**
   * @param {number} row
   * @param {number} first
   */
  isInLull(row, first) {
    const isHidden = this.states[row] === HIDDEN && row > first;
    return isHidden || (this.quiet(row) > 0 && this.depth[row] === this.depth[first]);
  }

  /** @param {Uint8Array} states */
  look(states) {
    this.states = states;
    this.inner = new Uint32Array(states.length);
    /** @type {number[]} */
    const within = [];
    for (let row = states.length - 1; row >= 0; row--) {
      const depth = this.depth[row];
      const isCounted = states[row] !== HIDDEN && !this.isRun(row);
      this.inner[row] = within[depth + 1] ?? 0;
      within[depth] = (within[depth] ?? 0) + this.inner[row] + Number(isCounted);
      within[depth + 1] = 0;
    }
  }
}

/**
 * Returns the button that folds a row.
 *
 * @param {string} label
 * @param {boolean} isFolded
 */
export function triangle(label, isFolded) {
  const state = { "aria-label": label, "aria-expanded": !isFolded };
  return made("button", "sp-fold", "", { type: "button", tabindex: -1, ...state }); // the arrows do the same
}

/**
 * Returns the line of a lull.
 *
 * @param {string} text
 * @param {number} depth
 * @param {boolean} isFolded
 */
export function lullLine(text, depth, isFolded) {
  const line = made("li", `sp-lull sp-indent-${Math.min(depth, MAX_INDENT)}`, "", { "data-depth": depth });
  line.innerHTML = '<div class="sp-line"><span class="sp-what"><span></span></span></div>';
  line.append(triangle(text, isFolded));
  tellLull(line, text, isFolded);
  return line;
}

/**
 * @param {Element} line
 * @param {string} text
 * @param {boolean} isFolded
 */
export function tellLull(line, text, isFolded) {
  const name = /** @type {HTMLElement} */ (line.querySelector(".sp-what > span"));
  name.textContent = text;
  for (const each of [line, /** @type {Element} */ (line.querySelector(".sp-fold"))]) {
    setAttributes(each, { "aria-expanded": !isFolded });
  }
}

/**
 * Returns the row of a line in sight: its own, or the first of a lull.
 *
 * @param {number} line
 */
export function rowOf(line) {
  return line < 0 ? ~line : line;
}
