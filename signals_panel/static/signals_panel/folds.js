import { made, setAttributes } from "./elements.js";
import { HIDDEN, KEPT } from "./states.js";
export const MAX_INDENT = 12;
export class Folds {
	constructor() {
		this.depth = [];
		this.keys = [];
		this.isRun = () => false;
		this.quiet = () => 0;
		this.lulls = new Map();
		this.states = new Uint8Array();
		this.inner = new Uint32Array();
		this.chosen = new Map();
		this.found = new Map();
		this.search = "";
		this.level = undefined;
	}
	begin(search) {
		if (search !== this.search) {
			this.search = search;
			this.found.clear();
		}
	}
	isFolded(row) {
		const key = this.keys[row];
		const isBy = this.search ? this.found.get(key) : this.chosen.get(key);
		const isRun = () => this.isRun(row) && this.states[row] !== KEPT && (this.chosen.get(key) ?? true);
		return this.hasInner(row) && (isBy ?? isRun());
	}
	hasInner(row) {
		return this.inner[row] > 0 || this.isRun(row);
	}
	fold(row, isFolded = !this.isFolded(row)) {
		(this.search ? this.found : this.chosen).set(this.keys[row], isFolded);
	}
	foldLull(first, isFolded = !this.lulls.get(first)?.isFolded) {
		for (let row = first; row < (this.lulls.get(first)?.end ?? 0); row++) {
			this.fold(row, isFolded);
		}
	}
	foldTo(level) {
		this.level = level;
		for (let row = 0; level !== undefined && row < this.depth.length; row++) {
			this.fold(row, this.depth[row] >= level);
		}
	}
	unfoldAround(row) {
		for (let outer = this.outer(row); outer >= 0; outer = this.outer(outer)) {
			this.fold(outer, false);
		}
	}
	outer(row) {
		let outer = row - 1;
		while (outer >= 0 && this.depth[outer] >= this.depth[row]) {
			outer -= 1;
		}
		return outer;
	}
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
	isInLull(row, first) {
		const isHidden = this.states[row] === HIDDEN && row > first;
		return isHidden || (this.quiet(row) > 0 && this.depth[row] === this.depth[first]);
	}
	look(states) {
		this.states = states;
		this.inner = new Uint32Array(states.length);
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
export function triangle(label, isFolded) {
	const state = { "aria-label": label, "aria-expanded": !isFolded };
	return made("button", "sp-fold", "", { type: "button", tabindex: -1, ...state });
}
export function lullLine(text, depth, isFolded) {
	const line = made("li", `sp-lull sp-indent-${Math.min(depth, MAX_INDENT)}`, "", { "data-depth": depth });
	line.innerHTML = '<div class="sp-line"><span class="sp-what"><span></span></span></div>';
	line.append(triangle(text, isFolded));
	tellLull(line, text, isFolded);
	return line;
}
export function tellLull(line, text, isFolded) {
	const name = (line.querySelector(".sp-what > span"));
	name.textContent = text;
	for (const each of [line, (line.querySelector(".sp-fold"))]) {
		setAttributes(each, { "aria-expanded": !isFolded });
	}
}
export function rowOf(line) {
	return line < 0 ? ~line : line;
}
