import { copied } from "./copy.js";
import { HIDDEN } from "./states.js";
import { fetched, jsonOf, part } from "./parts.js";
export async function copyTree(panel, button, columns, states) {
	const menu = (button.closest(".sp-copies"));
	const address = `${menu.dataset.tree}&format=${button.dataset.format}`;
	const tree = await part(panel, { name: "tree", ask: () => fetched(address, jsonOf) });
	if (tree) {
		const lines = tree.lines;
		const shown = button.dataset.whole ? null : shownIds(columns, states);
		const kept = lines.filter(([id]) => !shown || (id !== null && shown.has(id)));
		await copied(panel, kept.map(([, text]) => text).join("\n"));
		menu.open = false;
		menu.querySelector("summary")?.focus();
	}
}
function shownIds({ id }, states) {
	return new Set(Array.from(id).filter((_, row) => states[row] !== HIDDEN));
}
