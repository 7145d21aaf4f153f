import { depthOf, detailsOf, fold, ROWS, treeOf } from "./tree.js";
export function openOrEnter(row) {
	const child = below(row, 1);
	if (isFolded(row)) {
		fold(row, false);
	} else if (detailsOf(row)?.open === false) {
		open(row, true);
	} else if (child && (row.matches(".sp-lull") || depthOf(child) > depthOf(row))) {
		child.focus();
	}
}
export function closeOrLeave(row) {
	const parent = parentOf(row);
	if (detailsOf(row)?.open) {
		open(row, false);
	} else if (parent && !(isRun(row) && !isFolded(row))) {
		parent.focus();
	} else {
		fold(row, true);
	}
}
export function open(row, isOpen) {
	if (isRun(row)) {
		fold(row, isOpen === undefined ? undefined : !isOpen);
	} else {
		detailsOf(row)?.toggleAttribute("open", isOpen);
	}
}
function isRun(row) {
	return row.matches(".sp-run, .sp-lull");
}
function isFolded(row) {
	return row.matches(":has(> .sp-fold[aria-expanded=false])");
}
export function shownBeside(row) {
	const rows = ([...(treeOf(row)?.querySelectorAll(ROWS) ?? [])]);
	return rows.filter((each) => each.checkVisibility());
}
export function below(row, by) {
	const rows = shownBeside(row);
	return rows[rows.indexOf(row) + by];
}
export function siblings(row) {
	const rows = shownBeside(row);
	const depth = depthOf(row);
	const place = rows.indexOf(row);
	const start = rows.slice(0, place).findLastIndex((each) => depthOf(each) < depth) + 1;
	const end = rows.findIndex((each, index) => index > place && depthOf(each) < depth);
	return rows
		.slice(start, end < 0 ? rows.length : end)
		.filter((each) => depthOf(each) === depth);
}
function parentOf(row) {
	const rows = shownBeside(row);
	return rows.slice(0, rows.indexOf(row)).findLast((each) => depthOf(each) < depthOf(row));
}
