import { copying, find, zooming } from "./keyboard.js";
import { foldable } from "./rows.js";
import { fold, TAB_STOP } from "./tree.js";
import * as ways from "./ways.js";
export const ofRow = {
	ArrowDown: (row) => ways.below(row, 1)?.focus(),
	ArrowUp: (row) => ways.below(row, -1)?.focus(),
	ArrowRight: ways.openOrEnter,
	ArrowLeft: ways.closeOrLeave,
	Home: (row) => ways.shownBeside(row).at(0)?.focus(),
	End: (row) => ways.shownBeside(row).at(-1)?.focus(),
	"*": (row) => ways.siblings(row).forEach((each) => ways.open(each, true)),
	"-": (row) => fold(row, true),
	"+": (row) => fold(row, false),
	c: async (row) => (await copying(row))?.copyRow(row),
	z: async (row) => (await zooming(row))?.showRow(row),
	Enter: (row) => ways.open(row),
	" ": (row) => ways.open(row),
	Escape: ways.closeOrLeave,
};
export const ofPanel = {
	"?": toggleHelp,
	f: (panel) => foldTo(panel, "all"),
	u: (panel) => foldTo(panel, "none"),
	l: (panel) => foldTo(panel, "level"),
	"[": (panel) => find(panel, ".sp-neighbours [rel=prev]")?.click(),
	"]": (panel) => find(panel, ".sp-neighbours [rel=next]")?.click(),
};
export function foldTo(panel, what) {
	const rows = foldable.get(panel);
	rows?.foldTo({ all: 0, none: Infinity, level: rows.level() }[what]);
}
export function choose(tab, panel) {
	tab.click();
	focusRows(panel, tab);
}
export function leaveInput(input, panel) {
	input.value = "";
	input.dispatchEvent(new Event("input", { bubbles: true }));
	focusRows(panel, panel);
}
function focusRows(panel, instead) {
	const stop = find(panel, TAB_STOP);
	(stop?.checkVisibility() ? stop : instead).focus();
}
export function toggleHelp(panel) {
	const isHidden = find(panel, ".sp-help")?.toggleAttribute("hidden");
	find(panel, ".sp-help-button")?.setAttribute("aria-expanded", String(!isHidden));
}
