/** The tools above the views: search and internals; and values that filter. */

import { dress } from "./buttons.js";
import { remember, remembered } from "./memory.js";
import { worded } from "./elements.js";
import { script } from "./parts.js";
import { statesOf } from "./states.js";

/** By what name the choices are kept. */
const CHOICES = "signals_panel";
const PRESSED = "[data-query], [data-row]";
/** How long nobody must type before the server is asked. */
const TYPED_FOR_MS = 250;

/**
 * Lets the tools of a panel be used, unless it listens already. What they say is applied to the
 * rows once these are there.
 *
 * @param {HTMLElement} panel  the ``.sp`` element
 * @returns {Search | null}  null where there are no tools
 */
export function start(panel) {
  if (panel.dataset.listens || !panel.querySelector(".sp-tools")) {
    return null;
  }
  const search = new Search(panel);
  search.start();
  return search;
}

export class Search {
  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.panel = panel;
    /** @type {Rows | null} */
    this.rows = null;
    /** What is pressed before the rows are there waits for them. @type {Promise<void>} */
    this.filled = new Promise((resolve) => (this.tell = resolve));
    this.text = this.find(".sp-search");
    this.internals = this.find(".sp-internals");
    this.outcome = this.find(".sp-outcome");
    this.tabs = /** @type {HTMLInputElement[]} */ (this.findAll(".sp-tab"));
    this.timeline = this.find(".sp-tab[value=timeline]");
    /** @type {Term[]} */
    this.terms = [];
    /** The terms as they are written. @type {Set<string>} */
    this.sources = new Set();
    /** What is wrong with the search; @type {Problem | null} */
    this.problem = null;
    /** What the server found, by its terms; @type {Map<string, Set<number>>} */
    this.answers = new Map();
    this.asking = 0;
    /** What filters the other views, once something does; @type {typeof import("./views.js") | null} */
    this.views = null;
    /** What is said of the rows in each view. @type {Record<string, string>} */
    this.said = {};
    /** Whether the search comes from another request, and nobody has changed it here. */
    this.isFormer = false;
    /** @type {Uint8Array} */
    this.states = new Uint8Array();
    /** Whether internals were shown before a tile was pressed, which shows them. */
    this.hadInternals = false;
  }

  start() {
    this.recall();
    for (const input of [this.text, this.internals]) {
      input.addEventListener("input", () => this.change());
    }
    this.text.addEventListener("focus", () => this.read(), { once: true });
    this.find(".sp-tabs").addEventListener("change", () => {
      this.keep();
      this.say();
    });
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
   * @param {Rows} rows
   */
  async fill(rows) {
    this.rows = rows;
    await this.apply();
    this.tell();
  }

  /** @param {Event} event */
  async copy({ target }) {
    if (target instanceof HTMLElement && target.matches("button")) {
      const scripts = await script(this.panel, "copying", () => import("./tree_text.js"));
      await this.filled;
      await scripts?.copyTree(this.panel, target, /** @type {Rows} */ (this.rows).columns, this.states);
    }
  }

  /** What somebody chose before the script came is not overwritten. */
  recall() {
    /** @type {Partial<Choices>} */
    const { search = "", internals = false, view } = remembered(CHOICES, {});
    this.isFormer = !this.text.value;
    this.text.value ||= search;
    this.internals.checked ||= internals;
    const tab = this.tabs.find((each) => each.value === view);
    if (tab && this.timeline.checked) {
      tab.checked = true;
    }
  }

  keep() {
    remember(CHOICES, {
      search: this.text.value,
      internals: this.internals.checked,
      view: this.tabs.find((tab) => tab.checked)?.value ?? "timeline",
    });
  }

  clear() {
    this.text.value = "";
    this.internals.checked = false;
    this.change();
  }

  /** Shows what somebody chose here. */
  change() {
    this.isFormer = false;
    return this.apply();
  }

  /**
   * Shows what is chosen: what cannot be read, or has nothing that reads it, hides nothing.
   *
   * @param {number} [wanted]  the position of a row to be shown in any case
   */
  async apply(wanted) {
    const language = this.text.value ? await this.read() : null;
    /** @type {Problem | null} */
    const unread = this.text.value ? { kind: "unread", text: "" } : null;
    const { terms, problem } = language?.parse(this.text.value) ?? { terms: [], problem: unread };
    this.terms = terms;
    this.problem = problem;
    this.sources = new Set(language?.sourcesOf(this.text.value));
    const choice = { terms, withInternals: this.internals.checked, wanted };
    if (this.isAnswered()) {
      const filter = language?.filter ?? statesOf;
      const later = this.text.value ? this.sentence("later") : ""; // the rows are awaited
      const said = this.rows ? this.summary(this.show(this.rows, filter(this.rows.columns, choice))) : later;
      this.said = { timeline: said };
      this.applyToViews();
    } else {
      if (this.rows && !this.states.length) {
        this.show(this.rows, statesOf(this.rows.columns, choice)); // till the server says which
      }
      this.said = { timeline: this.sentence("asking") };
      this.ask(wanted);
    }
    this.say();
    this.dress();
    this.keep();
  }

  /** Returns what reads a search: none is fetched for an empty one. */
  read() {
    return script(this.panel, "query", () => import("./query.js"));
  }

  /** Tells whether the server has answered what it is asked; its answers become the terms'. */
  isAnswered() {
    const asked = this.terms.filter((term) => term.fields[0] === "found");
    for (const term of asked) {
      term.found = this.answers.get(`${term.key}:${term.value}`);
    }
    return asked.every((term) => term.found);
  }

  /**
   * Asks the server once nobody types.
   *
   * @param {number} [wanted]  as for ``apply``
   */
  ask(wanted) {
    clearTimeout(this.asking);
    this.asking = setTimeout(async () => {
      const asked = await script(this.panel, "asked", () => import("./asked.js"));
      if (await asked?.answer(this.panel, this.terms, this.answers)) {
        this.apply(wanted);
      }
    }, TYPED_FOR_MS);
  }

  /** The other views are searched by what they say. */
  async applyToViews() {
    if (this.terms.length) {
      this.views ??= await script(this.panel, "views", () => import("./views.js"));
    }
    for (const [view, { hidden, all, ignored }] of this.views?.filterViews(this.panel, this.terms) ?? []) {
      const counted = { shown: all - hidden, hidden, all, internals: 0 };
      const notHere = ignored.length ? this.sentence("notHere", { text: ignored.join(", ") }) : "";
      this.said[view] = [this.summary(counted), notHere].filter(Boolean).join(" ");
    }
    this.say();
  }

  /** Says what is wrong with the search, or what it hides in the view that is chosen. */
  say() {
    const said = this.said[this.tabs.find((tab) => tab.checked)?.value ?? "timeline"] ?? "";
    const isFormer = this.isFormer && said !== "" && this.text.value !== "";
    const told = isFormer ? this.sentence("former", { text: said }) : said;
    this.text.setAttribute("aria-invalid", String(this.problem !== null));
    this.outcome.textContent = this.problem ? this.sentence(this.problem.kind, { text: this.problem.text }) : told;
    this.outcome.classList.toggle("sp-loud", isFormer);
  }

  /** What has come meanwhile is searched too. */
  renew() {
    this.dress();
    this.applyToViews();
  }

  /**
   * @param {Rows} rows
   * @param {Outcome} found
   */
  show(rows, found) {
    rows.show(found.states, this.terms.length ? this.text.value : "");
    this.states = found.states;
    this.find(".sp-internals-count").textContent = `(${found.internals})`;
    return found;
  }

  /** @param {Pick<Outcome, "shown" | "hidden" | "all" | "internals">} found */
  summary({ shown, hidden, all, internals }) {
    if (!shown && internals && !this.internals.checked) {
      return this.sentence("onlyInternals");
    }
    if (!shown && hidden) {
      return this.sentence("nothing");
    }
    return hidden ? this.sentence("hidden", { n: hidden, all }) : "";
  }

  dress() {
    dress(this, this.sources);
  }

  /** @param {Event} event */
  async press(event) {
    const pressed = /** @type {Element} */ (event.target).closest(PRESSED);
    if (pressed instanceof HTMLElement) {
      event.preventDefault(); // else a summary around it would unfold its row
      const scripts = await script(this.panel, "pressing", () => import("./pressing.js"));
      if (pressed.dataset.query) {
        scripts?.toggle(this, pressed);
      } else {
        await this.filled;
        scripts?.reveal(this, this.rowOf(pressed));
      }
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
   * @param {string} name  of a data attribute of the outcome
   * @param {Record<string, string | number>} [values]
   */
  sentence(name, values = {}) {
    return worded(this.outcome.dataset[name], values);
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
