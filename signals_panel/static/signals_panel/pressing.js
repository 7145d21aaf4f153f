import { sourcesOf, termOf, toggled } from "./query.js";
const TILES = ".sp-figures > :not(.sp-none) [data-query]";
export async function toggle(search, pressed) {
	const term = termOf(pressed.dataset.query ?? "");
	if (pressed.closest(".sp-figures")) {
		leaveTiles(search, term);
	}
	search.text.value = toggled(search.text.value, term);
	search.timeline.click();
	await search.change();
	if (pressed.getClientRects().length === 0) {
		search.timeline.focus();
	}
}
function leaveTiles(search, term) {
	const tiles = new Set(search.findAll(TILES).map((tile) => termOf(tile.dataset.query ?? "")));
	const sources = sourcesOf(search.text.value);
	if (!sources.some((source) => tiles.has(source))) {
		search.hadInternals = search.internals.checked;
	}
	search.internals.checked = sources.includes(term) ? search.hadInternals : true;
	const others = sources.filter((source) => source === term || !tiles.has(source));
	search.text.value = others.join(" ");
}
export async function reveal(search, row) {
	if (row >= 0) {
		search.timeline.click();
		await search.apply(row);
		search.rows?.reveal(row);
	}
}
