import { columnsIn } from "./columns.js";
import { worded } from "./elements.js";
import { HIDDEN, KEPT, SHOWN } from "./states.js";
import { Folds, lullLine, tellLull, triangle } from "./folds.js";
import { script } from "./parts.js";
const NO_ROWS = '{"length": 0, "texts": [], "labels": {}}';
const OF_PACKAGES = "sp-of-packages";
const known = new WeakMap();
export const foldable = new WeakMap();
export function rowsOf(panel) {
	const rows = known.get(panel) ?? new PageRows(panel);
	known.set(panel, rows);
	return rows;
}
class PageRows {
	constructor(panel) {
		this.panel = panel;
		this.hides = null;
		this.folds = new Folds();
		this.columns = columnsIn(NO_ROWS);
		this.elements = [];
		this.lulls = new Map();
		this.states = new Uint8Array();
		foldable.set(panel, this);
		this.read();
	}
	read() {
		this.elements = [...(this.panel.querySelectorAll(".sp-row"))];
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
	fill() {
		this.read();
		this.columns = columnsIn(this.panel.querySelector("#sp-columns")?.textContent ?? NO_ROWS);
	}
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
	arrangeLulls() {
		const former = this.lulls;
		this.lulls = new Map();
		for (const [row, { count, isFolded }] of this.folds.lulls) {
			const first = this.elements[row];
			const words = first.parentElement.dataset.quiet;
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
	label(element) {
		const list = element.closest(".sp-rows");
		const name = element.querySelector(".sp-name, .sp-receiver")?.textContent ?? "";
		return worded(list.dataset.inside, { name });
	}
	fold(element, isFolded) {
		const first = [...this.lulls].find(([, line]) => line === element)?.[0];
		const row = this.elements.indexOf((first ?? element));
		if (first) {
			this.folds.foldLull(row, isFolded);
			this.layOut();
		} else if (row >= 0 && this.folds.hasInner(row)) {
			this.folds.fold(row, isFolded);
			this.layOut();
		}
	}
	rowAt(y) {
		return this.elements.findIndex((element) => !element.hidden && element.getBoundingClientRect().bottom > y);
	}
	element(row) {
		return this.elements[row];
	}
	goTo(row) {
		this.elements[row].focus();
	}
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
	current() {
		return this.elements.findIndex((element) => element.tabIndex === 0);
	}
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
function sendsOf(row) {
	return row.matches(".sp-quiet") ? Number(row.querySelector(".sp-count")?.textContent?.slice(1) ?? 1) : 0;
}
