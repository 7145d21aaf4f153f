/** The tools above the timeline: search and internals; and values that filter. */

import { filter } from "./filter.js";
import { remember, remembered } from "./memory.js";
import { script } from "./parts.js";
import { keys, parse, sourcesOf, termOf, toggled } from "./query.js";

/** In English; a data attribute of this name on the outcome has it in another language. */
const SENTENCES = {
    hidden: "{n} of {all} rows hidden",
    nothing: "Nothing matches.",
    onlyInternals: "Only Django's and third-party rows are left, and they are hidden.",
    noSuchKey: "No such key: {text}. Keys: {keys}.",
    notANumber: "Not a number: {text}. Write it like dur:>2.",
    notAFlag: "Neither 1 nor 0: {text}. Write it like error:1.",
    filterBy: "Filter by {text}",
    goTo: "Show it in the timeline",
    later: "Applied once all rows are here.",
};
const PRESSED = "[data-query], [data-row]";
/** What is not in a folded row: its values are made buttons when it unfolds. */
const IN_SIGHT = ":not(details:not([open]) > .sp-details *)";
/** What a tile counts; one that counts nothing is no button. */
const TILES = ".sp-figures > :not(.sp-none) [data-query]";
const NO_TILES = ":not(.sp-none [data-query])";

/** @type {WeakSet<Element>} */
const started = new WeakSet();

/**
 * Lets the tools of a panel be used; once for each element. What they say is applied to the
 * rows once these are there.
 *
 * @param {HTMLElement} panel  the ``.sp`` element
 * @returns {Search | null}  null where there are no tools
 */
export function start(panel) {
    if (started.has(panel) || !panel.querySelector(".sp-tools")) {
        return null;
    }
    started.add(panel);
    const search = new Search(panel);
    search.start();
    return search;
}

export class Search {
    /** @param {HTMLElement} panel */
    constructor(panel) {
        this.panel = panel;
        /** @type {import("./rows.js").Rows | null} */
        this.rows = null;
        this.text = this.find(".sp-search");
        this.internals = this.find(".sp-internals");
        this.outcome = this.find(".sp-outcome");
        this.tabs = /** @type {HTMLInputElement[]} */ (this.findAll(".sp-tab"));
        this.timeline = this.find(".sp-tab[value=timeline]");
        /** @type {import("./query.js").Term[]} */
        this.terms = [];
        /** @type {Uint8Array} */
        this.states = new Uint8Array();
        /** Whether internals were shown before a tile was pressed, which shows them. */
        this.hadInternals = false;
    }

    start() {
        this.recall();
        for (const input of [this.text, this.internals]) {
            input.addEventListener("input", () => this.apply());
        }
        this.find(".sp-tabs").addEventListener("change", () => this.keep());
        this.find(".sp-clear").addEventListener("click", () => this.clear());
        this.panel.addEventListener("click", (event) => this.press(event));
        this.find(".sp-copies")?.addEventListener("click", (/** @type {Event} */ event) => this.copy(event));
        this.panel.addEventListener("keydown", (event) => {
            const isPress = event.key === "Enter" || event.key === " ";
            if (isPress && /** @type {Element} */ (event.target).matches(PRESSED)) {
                this.press(event);
            }
        });
        this.panel.addEventListener("toggle", () => this.dress(), true); // it does not bubble
        this.apply();
    }

    /**
     * Shows what is chosen in the rows that have come.
     *
     * @param {import("./rows.js").Rows} rows
     */
    fill(rows) {
        this.rows = rows;
        this.apply();
    }

    /** @param {Event} event */
    async copy({ target }) {
        if (target instanceof HTMLElement && target.matches("button") && this.rows) {
            const scripts = await script(this.panel, "copying", () => import("./tree_text.js"));
            await scripts?.copyTree(this.panel, target, this.rows.columns, this.states);
        }
    }

    /** What somebody chose before the script came is not overwritten. */
    recall() {
        const { search = "", internals = false, view } = remembered();
        this.text.value ||= search;
        this.internals.checked ||= internals;
        const tab = this.tabs.find((each) => each.value === view);
        if (tab && this.timeline.checked) {
            tab.checked = true;
        }
    }

    keep() {
        remember({
            search: this.text.value,
            internals: this.internals.checked,
            view: this.tabs.find((tab) => tab.checked)?.value ?? "timeline",
        });
    }

    clear() {
        this.text.value = "";
        this.internals.checked = false;
        this.apply();
    }

    /**
     * Shows what is chosen. A search that cannot be read leaves the one before it in force.
     *
     * @param {number} [wanted]  the position of a row to be shown in any case
     */
    apply(wanted) {
        const { terms, problem } = parse(this.text.value);
        this.terms = problem ? this.terms : terms;
        const said = this.rows ? this.summary(this.filtered(this.rows, wanted)) : this.promise();
        this.text.setAttribute("aria-invalid", String(problem !== null));
        this.outcome.textContent = problem ? this.complaint(problem) : said;
        this.dress();
        this.keep();
    }

    /**
     * @param {import("./rows.js").Rows} rows
     * @param {number} [wanted]
     */
    filtered(rows, wanted) {
        const found = filter(rows.columns, {
            terms: this.terms,
            withInternals: this.internals.checked,
            wanted,
        });
        rows.show(found.states);
        this.states = found.states;
        this.find(".sp-internals-count").textContent = `(${found.internals})`;
        return found;
    }

    /** What becomes of a search while the rows are awaited. */
    promise() {
        return this.text.value ? this.sentence("later") : "";
    }

    /** @param {import("./query.js").Problem} problem */
    complaint({ kind, text }) {
        return this.sentence(kind, { text, keys: keys.join(", ") });
    }

    /** @param {import("./filter.js").Outcome} found */
    summary({ shown, hidden, all, internals }) {
        if (!shown && internals && !this.internals.checked) {
            return this.sentence("onlyInternals");
        }
        if (!shown && hidden) {
            return this.sentence("nothing");
        }
        return hidden ? this.sentence("hidden", { n: hidden, all }) : "";
    }

    /** Makes buttons of the values that filter and of the names of rows. */
    dress() {
        const sources = new Set(sourcesOf(this.text.value));
        for (const element of this.findAll(`[data-query]${IN_SIGHT}${NO_TILES}`)) {
            const term = termOf(element.dataset.query ?? "");
            makeButton(element, this.sentence("filterBy", { text: term }));
            element.setAttribute("aria-pressed", String(sources.has(term)));
        }
        for (const element of this.findAll("[data-row]")) {
            if (this.rowOf(element) >= 0) {
                makeButton(element, this.sentence("goTo"));
            }
        }
    }

    /** @param {Event} event */
    press(event) {
        const pressed = /** @type {Element} */ (event.target).closest(PRESSED);
        if (pressed instanceof HTMLElement) {
            event.preventDefault(); // else a summary around it would unfold its row
            if (pressed.dataset.query) {
                this.toggle(pressed);
            } else {
                this.reveal(this.rowOf(pressed));
            }
        }
    }

    /** @param {HTMLElement} pressed */
    toggle(pressed) {
        const term = termOf(pressed.dataset.query ?? "");
        if (pressed.closest(".sp-figures")) {
            this.leaveTiles(term);
        }
        this.text.value = toggled(this.text.value, term);
        this.showTimeline();
        this.apply();
        if (pressed.getClientRects().length === 0) {
            this.timeline.focus(); // what had the focus is out of sight
        }
    }

    /**
     * A tile counts all rows, Django's too, so these are shown; and one tile is pressed at a time.
     *
     * @param {string} term  that of the tile which is pressed now
     */
    leaveTiles(term) {
        const tiles = new Set(this.findAll(TILES).map((tile) => termOf(tile.dataset.query ?? "")));
        const sources = sourcesOf(this.text.value);
        if (!sources.some((source) => tiles.has(source))) {
            this.hadInternals = this.internals.checked;
        }
        this.internals.checked = sources.includes(term) ? this.hadInternals : true;
        const others = sources.filter((source) => source === term || !tiles.has(source));
        this.text.value = others.join(" ");
    }

    /** @param {number} row */
    reveal(row) {
        if (row >= 0) {
            this.showTimeline();
            this.apply(row);
            this.rows?.open(row);
        }
    }

    showTimeline() {
        if (!this.timeline.checked) {
            this.timeline.checked = true;
            this.timeline.dispatchEvent(new Event("change", { bubbles: true }));
        }
    }

    /**
     * Returns the position of the row whose id an element has; -1 for none, or none yet.
     *
     * @param {HTMLElement} element
     */
    rowOf(element) {
        return this.rows?.columns.id.indexOf(Number(element.dataset.row)) ?? -1;
    }

    /**
     * @param {keyof typeof SENTENCES} name
     * @param {Record<string, string | number>} [values]
     */
    sentence(name, values = {}) {
        const sentence = this.outcome.dataset[name] ?? SENTENCES[name];
        const value = (/** @type {string} */ _, /** @type {string} */ key) => String(values[key]);
        return sentence.replace(/{(\w+)}/g, value);
    }

    /**
     * @param {string} selector
     * @returns {HTMLElement[]}
     */
    findAll(selector) {
        return Array.from(this.panel.querySelectorAll(selector));
    }

    /**
     * @param {string} selector
     * @returns {any}
     */
    find(selector) {
        return this.panel.querySelector(selector);
    }
}

/**
 * Only once: keyboard.js has a say in which of a row's buttons Tab reaches. Till it has, Tab
 * reaches those of the row that it reaches itself.
 *
 * @param {HTMLElement} element
 * @param {string} title  unless it has one
 */
function makeButton(element, title) {
    if (!element.hasAttribute("role")) {
        element.setAttribute("role", "button");
        element.tabIndex = Number(element.closest(".sp-row")?.getAttribute("tabindex") ?? 0);
        element.title ||= title;
    }
}
