import { setAttributes } from "./elements.js";
import { script } from "./parts.js";
import { rowsOf } from "./rows.js";
export const TAB_STOP = "[role=treeitem][tabindex='0']:not([hidden])";
export const ROWS = ".sp-row, .sp-lull";
export function start(panel) {
	const list = panel.querySelector(".sp-rows");
	if (!list) {
		return;
	}
	list.setAttribute("role", "tree");
	list.addEventListener("focusin", onFocus);
	list.addEventListener("toggle", onToggle, true);
	list.addEventListener("click", onClick);
	rowsOf(panel);
	makeItems(list);
	const changes = { childList: true, subtree: true, attributeFilter: ["hidden"] };
	new MutationObserver(() => makeItems(list)).observe(list, changes);
}
export function fold(row, isFolded) {
	rowsOf((row.closest(".sp"))).fold(row, isFolded);
}
function makeItems(list) {
	for (const row of list.querySelectorAll(":is(.sp-row, .sp-lull):not([role])")) {
		makeItem(row);
	}
	if (!list.querySelector(TAB_STOP)) {
		const rows = ([...list.children]);
		const first = rows.find((row) => !row.hidden);
		if (first) {
			makeTabStop(first);
		}
	}
}
function makeItem(row) {
	setAttributes(row, { role: "treeitem", "aria-level": depthOf(row) + 1 });
	row.querySelector(":scope > details > summary")?.setAttribute("tabindex", "-1");
	setTabIndex(row, -1);
	tellFold(row);
}
export function release(row) {
	setTabIndex(row, 0);
	row.querySelector(".sp-fold")?.remove();
	row.hidden = false;
	for (const element of [row, row.querySelector("summary")]) {
		element?.removeAttribute("tabindex");
	}
	for (const name of ["role", "aria-level", "aria-expanded", "aria-description", "aria-label"]) {
		row.removeAttribute(name);
	}
}
function makeTabStop(row) {
	for (const former of treeOf(row)?.querySelectorAll("[role=treeitem][tabindex='0']") ?? []) {
		setTabIndex(former, -1);
	}
	setTabIndex(row, 0);
}
function setTabIndex(row, tabIndex) {
	row.tabIndex = tabIndex;
	for (const each of row.querySelectorAll("a, button:not(.sp-fold), [role=button]")) {
		each.setAttribute("tabindex", String(tabIndex));
	}
}
function tellFold(row) {
	const details = detailsOf(row);
	if (details) {
		setAttributes(row, { "aria-expanded": details.open, "aria-description": "" });
		if (details.open) {
			say(row, "aria-description", (words) => words.detailsOf(row));
		}
	}
}
async function say(row, attribute, lines) {
	const panel = (row.closest(".sp"));
	const words = await script(panel, "words", () => import("./row_text.js"));
	if (words && row.matches("[role=treeitem]")) {
		row.setAttribute(attribute, lines(words).join(", "));
	}
}
function onFocus({ target }) {
	const element = target;
	const row = (element.closest(ROWS));
	if (row) {
		say(row, "aria-label", (words) => words.headOf(row));
		makeTabStop(row);
		if (element.matches("summary")) {
			row.focus();
		}
	}
}
function onClick({ target }) {
	const pressed = target.closest(".sp-fold, .sp-run > .sp-line, .sp-lull");
	const row = (pressed?.closest(ROWS));
	if (row) {
		fold(row);
		row.focus();
	}
}
function onToggle({ target }) {
	const row = target.closest(".sp-row");
	tellFold(row);
}
export function detailsOf(row) {
	return row.querySelector(":scope > details");
}
export function depthOf(row) {
	return Number(row.dataset.depth);
}
export function treeOf(row) {
	return row.closest("[role=tree]");
}
