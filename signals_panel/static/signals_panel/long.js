/**
 * The timeline of a recording too long for a page: only the rows in sight are drawn.
 *
 * Every row has the same height, so where a row stands follows from how many are shown above
 * it. A list higher than browsers can have it is scrolled through in larger steps. What a row tells when it is unfolded is fetched, and shown below the list.
 */

import * as beginning from "./beginning.js";
import { columnsOf, nodeOf } from "./columns.js";
import { drawn } from "./drawing.js";
import { HIDDEN, KEPT, SHOWN } from "./filter.js";
import { fetched, fragmentOf, part } from "./parts.js";
import { scrollerOf } from "./scroller.js";

const ROW_HEIGHT = 26;
/** How high a list may be, in px: browsers make no element much higher, nor say that they do not. */
const MAX_HEIGHT = 10_000_000;
/** How many rows are drawn above and below those in sight. */
const MARGIN = 4;

/** @type {Record<string, (list: LongList) => void>} */
const KEYS = {
    ArrowDown: (list) => list.go(list.current + 1),
    ArrowUp: (list) => list.go(list.current - 1),
    PageDown: (list) => list.go(list.current + list.rowsInSight()),
    PageUp: (list) => list.go(list.current - list.rowsInSight()),
    Home: (list) => list.go(0),
    End: (list) => list.go(list.visible.length - 1),
    Enter: (list) => list.unfold(),
    ArrowRight: (list) => list.unfold(),
    ArrowLeft: (list) => list.leave(),
    "*": (list) => list.unfoldBeside(),
};

/**
 * Asks for the rows of a panel and puts the list in the place of those the server rendered.
 *
 * @param {HTMLElement} panel
 * @returns {Promise<import("./rows.js").Rows | null>}  null where they are not wanted any more
 */
export async function longRowsOf(panel) {
    const first = panel.querySelector(".sp-rows");
    first?.setAttribute("aria-busy", "true");
    const address = panel.dataset.columns ?? "";
    const rows = Number(panel.dataset.rows);
    const columns = await part(panel, { name: "rows", ask: () => fetched(address, columnsOf), rows });
    return columns && first && new LongList(panel, columns);
}

class LongList {
    /**
     * @param {HTMLElement} panel
     * @param {import("./filter.js").Columns} columns
     */
    constructor(panel, columns) {
        this.panel = panel;
        this.columns = columns;
        this.address = panel.dataset.details ?? "";
        this.list = /** @type {HTMLElement} */ (panel.querySelector(".sp-rows"));
        this.scroller = scrollerOf(this.list);
        this.extent = extentOf(columns);
        /** @type {Uint8Array} */
        this.states = new Uint8Array(columns.length).fill(SHOWN);
        /** @type {Set<number>} */
        this.unfolded = new Set();
        this.visible = new Int32Array(0);
        this.current = 0;
        this.inspector = document.createElement("ol");
        /** @type {beginning.Done | null} */
        this.done = beginning.doneWith(this.list, this.scroller, columns);
        this.prepare(panel);
    }

    /** @param {HTMLElement} panel */
    prepare(panel) {
        this.inspector.className = "sp-rows sp-inspector";
        this.inspector.hidden = true;
        const list = /** @type {HTMLElement} */ (this.list.cloneNode(false));
        list.classList.add("sp-long");
        list.removeAttribute("aria-busy");
        list.setAttribute("role", "tree");
        list.tabIndex = -1; // has the focus while the current row is out of sight
        this.list.replaceWith(list);
        this.list = list;
        panel.querySelector(".sp-timeline")?.after(this.inspector);
        panel.querySelector(".sp-cut")?.remove();
        this.scroller.addEventListener("scroll", () => this.draw(), { passive: true });
        list.addEventListener("click", (event) => this.click(event));
        list.addEventListener("keydown", (event) => this.press(event));
    }

    /** @param {Uint8Array} states */
    show(states) {
        this.states = states;
        this.current = 0;
        this.layOut();
        if (this.done) {
            this.takeUp(this.done);
            this.done = null;
        }
    }

    /**
     * Goes on where somebody is with the rows that the server rendered.
     *
     * @param {beginning.Done} done
     */
    takeUp({ runs, opened, focused, top, offset }) {
        runs.forEach((row) => this.unfolded.add(row));
        this.layOut();
        this.inspector.replaceChildren(...opened);
        this.inspector.hidden = opened.length === 0;
        if (top > 0) {
            this.scrollTo(this.nearest(top) * ROW_HEIGHT - offset);
        }
        if (focused >= 0 && this.visible.length > 0) {
            this.current = this.nearest(focused);
            this.draw();
            this.focus();
        }
    }

    /**
     * Returns where a row is, or the last one before it that is visible.
     *
     * @param {number} row
     */
    nearest(row) {
        return Math.max(0, this.visible.findLastIndex((each) => each <= row));
    }

    /** @param {number} row */
    open(row) {
        this.unfoldRunsAround(row);
        this.layOut();
        this.go(this.visible.indexOf(row));
        this.unfold();
    }

    /** Works out which rows are visible; those inside a folded run are not. */
    layOut() {
        const { depth, length } = this.columns;
        const visible = new Int32Array(length);
        let count = 0;
        let folded = Infinity;
        for (let row = 0; row < length; row++) {
            if (depth[row] > folded || this.states[row] === HIDDEN) {
                continue;
            }
            folded = this.isFolded(row) ? depth[row] : Infinity;
            visible[count++] = row;
        }
        this.visible = visible.subarray(0, count);
        this.list.style.setProperty("height", `${Math.min(count * ROW_HEIGHT, MAX_HEIGHT)}px`);
        this.draw();
    }

    /**
     * A run that is shown for the sake of what is in it is not folded.
     *
     * @param {number} row
     */
    isFolded(row) {
        return this.isRun(row) && this.states[row] !== KEPT && !this.unfolded.has(row);
    }

    /** @param {number} row */
    isRun(row) {
        return this.columns.texts[this.columns.kind[row]] === "run";
    }

    /** Draws the rows in sight. */
    draw() {
        const skipped = this.skipped();
        const first = Math.max(0, Math.floor((this.above() + skipped) / ROW_HEIGHT) - MARGIN);
        const last = Math.min(this.visible.length, first + this.rowsInSight() + 2 * MARGIN);
        const rows = [];
        for (let index = first; index < last; index++) {
            rows.push(this.item(index, index * ROW_HEIGHT - skipped));
        }
        const root = /** @type {Document | ShadowRoot} */ (this.list.getRootNode());
        const hadFocus = this.list.contains(root.activeElement);
        this.list.replaceChildren(...rows);
        if (hadFocus) {
            this.focus(); // it was on an element that is no more
        }
    }

    focus() {
        (this.element(this.current) ?? this.list).focus({ preventScroll: true });
    }

    /** Returns how much of the list is scrolled away, in px of its element. */
    above() {
        return this.scroller.getBoundingClientRect().top - this.list.getBoundingClientRect().top;
    }

    /** Returns how many px of rows a px of the element stands for: 1 unless it is too low. */
    step() {
        const inSight = this.scroller.clientHeight;
        const rest = this.visible.length * ROW_HEIGHT - inSight;
        return Math.max(1, rest / (MAX_HEIGHT - inSight));
    }

    /** Returns how many px more of the rows are scrolled away than of the element. */
    skipped() {
        const most = MAX_HEIGHT - this.scroller.clientHeight;
        return Math.max(0, Math.min(this.above(), most)) * (this.step() - 1);
    }

    /**
     * Scrolls so many px of the rows away.
     *
     * @param {number} top
     */
    scrollTo(top) {
        this.scroller.scrollTop += top / this.step() - this.above();
    }

    /**
     * @param {number} index
     * @param {number} top  where it stands in the list, in px
     */
    item(index, top) {
        const row = this.visible[index];
        const li = drawn(this.columns, row, this.extent);
        li.style.setProperty("top", `${top}px`);
        li.classList.toggle("sp-kept", this.states[row] === KEPT);
        li.dataset.index = String(index);
        li.dataset.id = String(this.columns.id[row]);
        li.tabIndex = index === this.current ? 0 : -1;
        li.setAttribute("role", "treeitem");
        li.setAttribute("aria-level", String(this.columns.depth[row] + 1));
        if (this.isRun(row)) {
            li.setAttribute("aria-expanded", String(!this.isFolded(row)));
        }
        return li;
    }

    rowsInSight() {
        return Math.ceil(this.scroller.clientHeight / ROW_HEIGHT);
    }

    /**
     * Goes to a visible row and focuses it.
     *
     * @param {number} index
     */
    go(index) {
        if (this.visible.length === 0) {
            return;
        }
        this.current = Math.max(0, Math.min(index, this.visible.length - 1));
        const place = this.current * ROW_HEIGHT;
        const top = place - this.above() - this.skipped();
        if (top < 0 || top + ROW_HEIGHT > this.scroller.clientHeight) {
            this.scrollTo(place - this.scroller.clientHeight / 2);
        }
        this.draw();
        this.focus();
    }

    /**
     * @param {number} index
     * @returns {HTMLElement | null}
     */
    element(index) {
        return this.list.querySelector(`[data-index="${index}"]`);
    }

    /** Unfolds the current row: a run in place, what another tells below the list. */
    unfold() {
        const row = this.visible[this.current];
        if (!this.isRun(row)) {
            this.inspect(row);
        } else if (!this.unfolded.delete(row)) {
            this.unfolded.add(row);
        }
        this.layOut();
        this.focus();
    }

    /** Unfolds every run beside the current row. */
    unfoldBeside() {
        const { depth, length } = this.columns;
        const current = this.visible[this.current];
        let row = current;
        while (row > 0 && depth[row - 1] >= depth[current]) {
            row -= 1;
        }
        for (; row < length && depth[row] >= depth[current]; row++) {
            if (depth[row] === depth[current] && this.isRun(row)) {
                this.unfolded.add(row);
            }
        }
        this.layOut();
        this.go(this.visible.indexOf(current));
    }

    /** Folds the current row's run, or goes to the row around it. */
    leave() {
        const { depth } = this.columns;
        const row = this.visible[this.current];
        if (this.unfolded.delete(row)) {
            this.layOut();
            this.go(this.current);
            return;
        }
        let index = this.current - 1;
        while (index >= 0 && depth[this.visible[index]] >= depth[row]) {
            index -= 1;
        }
        if (index >= 0) {
            this.go(index);
        }
    }

    /** @param {number} row */
    unfoldRunsAround(row) {
        const { depth } = this.columns;
        let inner = depth[row];
        for (let outer = row - 1; outer >= 0 && inner > 0; outer--) {
            if (depth[outer] < inner) {
                inner = depth[outer];
                if (this.isRun(outer)) {
                    this.unfolded.add(outer);
                }
            }
        }
    }

    /** @param {number} row */
    async inspect(row) {
        const node = nodeOf(this.columns, row);
        if (node > 0) {
            this.inspector.hidden = true; // what another row told
            const address = `${this.address}&node=${node}&id=${this.columns.id[row]}`;
            const told = await part(this.panel, { name: "row", ask: () => fetched(address, fragmentOf) });
            if (told) {
                told.querySelector("details")?.setAttribute("open", "");
                this.inspector.replaceChildren(told);
                this.inspector.hidden = false;
            }
        }
    }

    /** @param {Event} event */
    click(event) {
        const item = /** @type {Element} */ (event.target).closest("[data-index]");
        if (item instanceof HTMLElement) {
            this.current = Number(item.dataset.index);
            this.unfold();
        }
    }

    /** @param {KeyboardEvent} event */
    press(event) {
        const act = KEYS[event.key];
        if (act && !event.ctrlKey && !event.altKey && !event.metaKey) {
            event.preventDefault();
            event.stopPropagation();
            act(this);
        }
    }
}

/**
 * Returns how long the timeline is, in ns.
 *
 * @param {import("./filter.js").Columns} columns
 */
function extentOf({ start, total, length }) {
    let extent = 1;
    for (let row = 0; row < length; row++) {
        extent = Math.max(extent, start[row] + total[row] || 0);
    }
    return extent;
}
