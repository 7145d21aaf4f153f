import { rowsOf } from "./rows.js";
import { edgeOf } from "./scroller.js";
import * as tree from "./tree.js";
export function doneWith(list, scroller, columns) {
	const rows = [...placesOf(list, columns)];
	const open = rows.filter(([row]) => row.matches(":has(> details[open])"));
	const opened = open.map(([row]) => row);
	const { chosen, level } = rowsOf((list.closest(".sp"))).folds;
	const active = (list.getRootNode()).activeElement;
	const focused = active?.closest(".sp-lull")?.nextSibling ?? active?.closest(".sp-row");
	const edge = edgeOf(scroller);
	const first = rows.find(([row]) => row.getBoundingClientRect().bottom > edge);
	opened.forEach(tree.release);
	return {
		folds: rows.map(([row, place]) => [place, chosen.get(row)]),
		level,
		opened,
		told: open.at(-1)?.[1] ?? -1,
		focused: rows.find(([row]) => row === focused)?.[1] ?? -1,
		top: first?.[1] ?? 0,
		offset: first ? first[0].getBoundingClientRect().top - edge : 0,
	};
}
function* placesOf(list, { length, depth, kind, texts }) {
	let place = -1;
	for (const row of (list.querySelectorAll(".sp-row"))) {
		place += 1;
		while (place < length && depth[place] > Number(row.dataset.depth)) {
			place += 1;
		}
		if (place >= length || !row.matches(`.sp-${texts[kind[place]]}`)) {
			return;
		}
		yield [row, place];
	}
}
