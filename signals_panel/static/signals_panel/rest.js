import { fetched, fragmentOf, Lack, part } from "./parts.js";
const PIECES = [".sp-rows", "#sp-columns"];
export async function isWhole(panel) {
	const address = panel.dataset.rest ?? "";
	await new Promise(requestAnimationFrame);
	const rows = Number(panel.dataset.rows);
	const rest = await part(panel, { name: "rows", ask: () => fetched(address, read), rows });
	if (!rest) {
		return false;
	}
	const [list, whole] = [panel, rest].map((each) => each.querySelector(".sp-rows"));
	addRows(list, whole);
	panel.querySelector(".sp-timeline")?.append(rest.querySelector("#sp-columns") ?? "");
	panel.querySelector(".sp-cut")?.classList.add("sp-settled");
	return true;
}
function read(answer) {
	const rest = fragmentOf(answer);
	if (!PIECES.every((each) => rest.querySelector(each))) {
		throw new Lack("cut");
	}
	return rest;
}
function addRows(list, whole) {
	const there = [...list.querySelectorAll(":scope > .sp-row")];
	let last = there[0];
	for (const row of [...whole.children]) {
		const known = row.matches(".sp-inside") ? null : there.shift();
		if (!known) {
			last.after(row);
		}
		last = known ?? row;
	}
}
