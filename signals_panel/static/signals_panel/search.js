import { dress } from "./buttons.js";
import { remember, remembered } from "./memory.js";
import { worded } from "./elements.js";
import { script } from "./parts.js";
import { statesOf } from "./states.js";
const CHOICES = "signals_panel";
const PRESSED = "[data-query], [data-row]";
const TYPED_FOR_MS = 250;
export function start(panel) {
	if (panel.dataset.listens || !panel.querySelector(".sp-tools")) {
		return null;
	}
	const search = new Search(panel);
	search.start();
	return search;
}
export class Search {
	constructor(panel) {
		this.panel = panel;
		this.rows = null;
		this.filled = new Promise((resolve) => (this.tell = resolve));
		this.text = this.find(".sp-search");
		this.internals = this.find(".sp-internals");
		this.outcome = this.find(".sp-outcome");
		this.tabs = (this.findAll(".sp-tab"));
		this.timeline = this.find(".sp-tab[value=timeline]");
		this.terms = [];
		this.sources = new Set();
		this.problem = null;
		this.answers = new Map();
		this.asking = 0;
		this.views = null;
		this.said = {};
		this.isFormer = false;
		this.states = new Uint8Array();
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
		this.find(".sp-copies")?.addEventListener("click", (event) => this.copy(event));
		this.panel.addEventListener("keydown", (event) => {
			const isPress = event.key === "Enter" || event.key === " ";
			if (isPress && event.target.matches(PRESSED)) {
				this.press(event);
			}
		});
		this.panel.addEventListener("toggle", () => this.dress(), true);
		this.apply();
	}
	async fill(rows) {
		this.rows = rows;
		await this.apply();
		this.tell();
	}
	async copy({ target }) {
		if (target instanceof HTMLElement && target.matches("button")) {
			const scripts = await script(this.panel, "copying", () => import("./tree_text.js"));
			await this.filled;
			await scripts?.copyTree(this.panel, target, this.rows.columns, this.states);
		}
	}
	recall() {
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
	change() {
		this.isFormer = false;
		return this.apply();
	}
	async apply(wanted) {
		const language = this.text.value ? await this.read() : null;
		const unread = this.text.value ? { kind: "unread", text: "" } : null;
		const { terms, problem } = language?.parse(this.text.value) ?? { terms: [], problem: unread };
		this.terms = terms;
		this.problem = problem;
		this.sources = new Set(language?.sourcesOf(this.text.value));
		const choice = { terms, withInternals: this.internals.checked, wanted };
		if (this.isAnswered()) {
			const filter = language?.filter ?? statesOf;
			const later = this.text.value ? this.sentence("later") : "";
			const said = this.rows ? this.summary(this.show(this.rows, filter(this.rows.columns, choice))) : later;
			this.said = { timeline: said };
			this.applyToViews();
		} else {
			if (this.rows && !this.states.length) {
				this.show(this.rows, statesOf(this.rows.columns, choice));
			}
			this.said = { timeline: this.sentence("asking") };
			this.ask(wanted);
		}
		this.say();
		this.dress();
		this.keep();
	}
	read() {
		return script(this.panel, "query", () => import("./query.js"));
	}
	isAnswered() {
		const asked = this.terms.filter((term) => term.fields[0] === "found");
		for (const term of asked) {
			term.found = this.answers.get(`${term.key}:${term.value}`);
		}
		return asked.every((term) => term.found);
	}
	ask(wanted) {
		clearTimeout(this.asking);
		this.asking = setTimeout(async () => {
			const asked = await script(this.panel, "asked", () => import("./asked.js"));
			if (await asked?.answer(this.panel, this.terms, this.answers)) {
				this.apply(wanted);
			}
		}, TYPED_FOR_MS);
	}
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
	say() {
		const said = this.said[this.tabs.find((tab) => tab.checked)?.value ?? "timeline"] ?? "";
		const isFormer = this.isFormer && said !== "" && this.text.value !== "";
		const told = isFormer ? this.sentence("former", { text: said }) : said;
		this.text.setAttribute("aria-invalid", String(this.problem !== null));
		this.outcome.textContent = this.problem ? this.sentence(this.problem.kind, { text: this.problem.text }) : told;
		this.outcome.classList.toggle("sp-loud", isFormer);
	}
	renew() {
		this.dress();
		this.applyToViews();
	}
	show(rows, found) {
		rows.show(found.states, this.terms.length ? this.text.value : "");
		this.states = found.states;
		this.find(".sp-internals-count").textContent = `(${found.internals})`;
		return found;
	}
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
	async press(event) {
		const pressed = event.target.closest(PRESSED);
		if (pressed instanceof HTMLElement) {
			event.preventDefault();
			const scripts = await script(this.panel, "pressing", () => import("./pressing.js"));
			if (pressed.dataset.query) {
				scripts?.toggle(this, pressed);
			} else {
				await this.filled;
				scripts?.reveal(this, this.rowOf(pressed));
			}
		}
	}
	rowOf(element) {
		return this.rows?.columns.id.indexOf(Number(element.dataset.row)) ?? -1;
	}
	sentence(name, values = {}) {
		return worded(this.outcome.dataset[name], values);
	}
	findAll(selector) {
		return Array.from(this.panel.querySelectorAll(selector));
	}
	find(selector) {
		return this.panel.querySelector(selector);
	}
}
