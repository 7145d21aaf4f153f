import * as beginning from "./beginning.js";
import { columnsOf, nodeOf } from "./binary.js";
import { drawn, said } from "./drawing.js";
import { KEPT, SHOWN } from "./states.js";
import { made, setAttributes, worded } from "./elements.js";
import { isPlain } from "./keyboard.js";
import { foldable } from "./rows.js";
import { Folds, lullLine, rowOf, triangle } from "./folds.js";
import { hidesOf } from "./hides.js";
import { Overview } from "./overview.js";
import { fetched, fragmentOf, part } from "./parts.js";
import { edgeOf, scrollerOf } from "./scroller.js";
const ROW_HEIGHT = 26;
const MAX_HEIGHT = 10_000_000;
const MARGIN = 4;
const KEYS = {
	ArrowDown: (list) => list.go(list.current + 1),
	ArrowUp: (list) => list.go(list.current - 1),
	PageDown: (list) => list.go(list.current + list.rowsInSight()),
	PageUp: (list) => list.go(list.current - list.rowsInSight()),
	Home: (list) => list.go(0),
	End: (list) => list.go(list.visible.length - 1),
	Enter: (list) => list.open(),
	" ": (list) => list.open(),
	ArrowRight: (list) => list.openOrEnter(),
	ArrowLeft: (list) => list.closeOrLeave(),
	"*": (list) => list.unfoldBeside(),
	"-": (list) => list.fold(true),
	"+": (list) => list.fold(false),
};
export async function longRowsOf(panel) {
	const first = panel.querySelector(".sp-rows");
	first?.setAttribute("aria-busy", "true");
	const address = panel.dataset.columns ?? "";
	const rows = Number(panel.dataset.rows);
	const columns = await part(panel, { name: "rows", ask: () => fetched(address, columnsOf), rows });
	return columns && first && new LongList(panel, columns);
}
export class LongList {
	constructor(panel, columns) {
		this.panel = panel;
		this.columns = columns;
		this.list = (panel.querySelector(".sp-rows"));
		this.scroller = scrollerOf(this.list);
		this.extent = Number(this.list.dataset.extent);
		this.states = new Uint8Array(columns.length).fill(SHOWN);
		this.folds = new Folds();
		this.folds.depth = columns.depth;
		this.folds.keys = Array.from({ length: columns.length }, (_, row) => row);
		this.folds.isRun = (row) => this.isRun(row);
		this.folds.quiet = (row) => (said(columns, row, "kind") === "quiet" ? columns.count[row] : 0);
		this.visible = new Int32Array(0);
		this.current = 0;
		this.inspector = made("ol", "sp-rows sp-inspector");
		this.told = -1;
		this.done = beginning.doneWith(this.list, this.scroller, columns);
		this.folds.foldTo(this.done.level);
		this.overview = new Overview((panel.querySelector(".sp-overview")), this);
		this.prepare(panel);
		foldable.set(panel, this);
	}
	prepare(panel) {
		this.inspector.hidden = true;
		const list = (this.list.cloneNode(false));
		list.classList.add("sp-long");
		list.removeAttribute("aria-busy");
		list.setAttribute("role", "tree");
		list.tabIndex = -1;
		this.list.replaceWith(list);
		this.list = list;
		panel.querySelector(".sp-timeline")?.after(this.inspector);
		panel.querySelector(".sp-cut")?.remove();
		const scrolled = this.scroller === document.documentElement ? document : this.scroller;
		scrolled.addEventListener("scroll", () => this.draw());
		const sizes = new ResizeObserver(() => this.drawnAt(this.inSight()[1] - 1) || this.draw());
		[list, this.scroller].forEach((each) => sizes.observe(each));
		new ResizeObserver(() => this.uncover()).observe(this.inspector);
		list.addEventListener("click", (event) => this.click(event));
		list.addEventListener("focusin", ({ target }) => {
			this.current = Number(target.dataset.index ?? this.current);
		});
		for (const part of [list, this.inspector]) {
			part.addEventListener("keydown", (event) => this.press(event));
		}
	}
	show(states, search) {
		this.states = states;
		this.folds.begin(search);
		this.current = 0;
		this.overview.renew();
		this.layOut();
		if (this.done) {
			this.takeUp(this.done);
			this.done = null;
		}
	}
	takeUp({ folds, opened, told, focused, top, offset }) {
		folds.forEach(([row, isFolded]) => this.folds.chosen.set(row, isFolded));
		this.layOut();
		this.inspector.replaceChildren(...opened);
		this.inspector.hidden = !opened.length;
		this.told = told;
		if (top > 0) {
			this.scrollTo(this.nearest(top) * ROW_HEIGHT - offset);
		}
		if (focused >= 0 && this.visible.length > 0) {
			this.current = this.nearest(focused);
			this.draw();
			this.focus();
		}
	}
	nearest(row) {
		return Math.max(0, this.visible.findLastIndex((line) => rowOf(line) <= row));
	}
	reveal(row) {
		this.folds.unfoldAround(row);
		this.folds.fold(row, false);
		this.layOut();
		this.goTo(row);
		this.open(true);
	}
	layOut() {
		this.visible = this.folds.inSight(this.states);
		const height = Math.min(this.visible.length * ROW_HEIGHT, MAX_HEIGHT);
		this.list.style.setProperty("height", `${height}px`);
		this.draw();
	}
	isRun(row) {
		return this.columns.texts[this.columns.kind[row]] === "run";
	}
	draw() {
		const skipped = this.skipped();
		const first = Math.max(0, Math.floor((this.above() + skipped) / ROW_HEIGHT) - MARGIN);
		const last = Math.min(this.visible.length, first + this.rowsInSight() + 2 * MARGIN);
		const rows = [];
		for (let index = first; index < last; index++) {
			rows.push(this.item(index, index * ROW_HEIGHT - skipped));
		}
		const root = (this.list.getRootNode());
		const hadFocus = this.list.contains(root.activeElement);
		this.list.replaceChildren(...rows);
		if (hadFocus) {
			this.focus();
		}
		this.overview.mark();
	}
	focus() {
		(this.drawnAt(this.current) ?? this.list).focus({ preventScroll: true });
	}
	above() {
		return edgeOf(this.scroller) - this.list.getBoundingClientRect().top;
	}
	step() {
		const inSight = this.scroller.clientHeight;
		const rest = this.visible.length * ROW_HEIGHT - inSight;
		return Math.max(1, rest / (MAX_HEIGHT - inSight));
	}
	skipped() {
		const most = MAX_HEIGHT - this.scroller.clientHeight;
		return Math.max(0, Math.min(this.above(), most)) * (this.step() - 1);
	}
	covered() {
		return Number.parseFloat(this.panel.style.getPropertyValue("--sp-covered")) || 0;
	}
	height() {
		return this.scroller.clientHeight - this.inspector.offsetHeight;
	}
	inSight() {
		const top = this.above() + this.skipped();
		const ends = [top + this.covered(), top + this.scroller.clientHeight].map((y) => Math.floor(y / ROW_HEIGHT));
		return ends.map((index) => Math.max(0, Math.min(index, this.visible.length)));
	}
	center(index) {
		const covered = this.covered();
		const place = Math.max(0, Math.min(index, this.visible.length)) * ROW_HEIGHT;
		this.scrollTo(Math.max(-covered, place - (this.height() + covered) / 2));
	}
	scrollTo(top) {
		this.scroller.scrollTop += top / this.step() - this.above();
	}
	item(index, top) {
		const line = this.visible[index];
		const li = line < 0 ? this.lull(~line) : this.element(line);
		const tree = { role: "treeitem", "aria-level": this.columns.depth[rowOf(line)] + 1 };
		li.style.setProperty("top", `${top}px`);
		setAttributes(li, { "data-index": index, tabindex: index === this.current ? 0 : -1, ...tree });
		return li;
	}
	lull(first) {
		const { count, isFolded } = (this.folds.lulls.get(first));
		const text = worded(this.list.dataset.quiet, { n: count });
		return lullLine(text, this.columns.depth[first], isFolded);
	}
	element(row) {
		const li = drawn(this.columns, row, this.extent, this.panel.dataset);
		li.classList.toggle("sp-kept", this.states[row] === KEPT);
		li.classList.toggle("sp-told", row === this.told);
		li.dataset.id = String(this.columns.id[row]);
		if (this.folds.hasInner(row)) {
			const isFolded = this.folds.isFolded(row);
			const label = worded(this.list.dataset.inside, { name: said(this.columns, row, "name") });
			li.setAttribute("aria-expanded", String(!isFolded));
			li.classList.toggle("sp-folded", isFolded);
			li.append(triangle(label, isFolded));
			if (isFolded) {
				li.querySelector(".sp-what")?.append(...hidesOf(this.columns, row, this.folds.inner[row]));
			}
		}
		return li;
	}
	rowsInSight() {
		return Math.ceil(this.scroller.clientHeight / ROW_HEIGHT);
	}
	go(index) {
		if (this.visible.length > 0) {
			this.seek(index);
			this.focus();
		}
	}
	seek(index) {
		this.current = Math.max(0, Math.min(index, this.visible.length - 1));
		if (!this.isClear(this.current)) {
			this.center(this.current);
		}
		this.draw();
	}
	isClear(index) {
		const top = index * ROW_HEIGHT - this.above() - this.skipped();
		return top >= this.covered() && top + ROW_HEIGHT <= this.height();
	}
	uncover() {
		const isThere = this.inspector.offsetHeight > 0 && this.told === this.line && this.drawnAt(this.current);
		if (isThere && !this.isClear(this.current)) {
			this.seek(this.current);
		}
	}
	drawnAt(index) {
		return this.list.querySelector(`[data-index="${index}"]`);
	}
	open(isOpen) {
		const row = this.line;
		if (row < 0 || this.isRun(row)) {
			this.fold(isOpen === undefined ? undefined : !isOpen);
		} else if (isOpen ?? this.told !== row) {
			this.inspect(row);
		} else {
			this.close();
		}
		this.focus();
	}
	close() {
		this.told = -1;
		this.inspector.hidden = true;
		this.draw();
		this.focus();
	}
	fold(isFolded) {
		const row = this.line;
		if (row < 0) {
			this.folds.foldLull(~row, isFolded);
		} else {
			this.folds.fold(row, isFolded);
		}
		this.layOut();
		this.go(this.current);
	}
	rowAt(y) {
		const top = y - this.list.getBoundingClientRect().top + this.skipped();
		return rowOf(this.visible[Math.max(0, Math.floor(top / ROW_HEIGHT))] ?? -1);
	}
	goTo(row) {
		this.go(this.visible.indexOf(row));
	}
	foldTo(level) {
		const row = rowOf(this.line ?? 0);
		this.folds.foldTo(level);
		this.layOut();
		this.seek(this.nearest(row));
	}
	get line() {
		return this.visible[this.current];
	}
	level() {
		return this.columns.depth[rowOf(this.line ?? 0)];
	}
	openOrEnter() {
		const row = this.line;
		const next = this.visible[this.current + 1];
		if (this.isFolded(row)) {
			this.fold(false);
		} else if (row >= 0 && !this.isRun(row) && this.told !== row) {
			this.open(true);
		} else if (row < 0 || this.columns.depth[rowOf(next)] > this.columns.depth[row]) {
			this.go(this.current + 1);
		}
	}
	isFolded(line) {
		return line < 0 ? this.folds.lulls.get(~line)?.isFolded : this.folds.isFolded(line);
	}
	unfoldBeside() {
		const { depth, length } = this.columns;
		const current = rowOf(this.line);
		let row = current;
		while (row > 0 && depth[row - 1] >= depth[current]) {
			row -= 1;
		}
		for (; row < length && depth[row] >= depth[current]; row++) {
			if (depth[row] === depth[current]) {
				this.folds.fold(row, false);
			}
		}
		this.layOut();
		this.go(this.nearest(current));
	}
	closeOrLeave() {
		const row = this.line;
		const outer = this.folds.outer(rowOf(row));
		const isUnfolded = (row < 0 || this.isRun(row)) && !this.isFolded(row);
		if (this.told === row) {
			this.close();
		} else if (outer >= 0 && !isUnfolded) {
			this.goTo(outer);
		} else {
			this.fold(true);
		}
	}
	async inspect(row) {
		const node = nodeOf(this.columns, row);
		if (node > 0) {
			this.inspector.hidden = true;
			this.told = row;
			const address = `${this.panel.dataset.details}&node=${node}&id=${this.columns.id[row]}`;
			const told = await part(this.panel, { name: "row", ask: () => fetched(address, fragmentOf) });
			if (told && this.told === row) {
				told.querySelector("details")?.setAttribute("open", "");
				this.inspector.replaceChildren(told);
				this.inspector.hidden = false;
				this.draw();
			}
		}
	}
	click(event) {
		const pressed = event.target;
		const item = pressed.closest("[data-index]");
		if (item instanceof HTMLElement) {
			this.current = Number(item.dataset.index);
			if (pressed.matches(".sp-fold")) {
				this.fold();
			} else {
				this.open();
			}
		}
	}
	press(event) {
		const isToClose = event.key === "Escape" && this.told >= 0;
		const isInList = event.currentTarget === this.list;
		const act = isToClose ? (list) => list.close() : isInList && KEYS[event.key];
		if (act && isPlain(event)) {
			event.preventDefault();
			event.stopPropagation();
			act(this);
		}
	}
}
