import { made } from "./elements.js";
import { rowText } from "./row_text.js";
const SAID_FOR_MS = 4000;
const started = new WeakSet();
let forgetting;
export function start(panel) {
	if (started.has(panel)) {
		return;
	}
	started.add(panel);
	panel.addEventListener("click", ({ target }) => {
		const row = target instanceof Element && target.closest(".sp-copy")?.closest(".sp-row");
		if (row) {
			copyRow(row);
		}
	});
	panel.addEventListener("toggle", ({ target }) => addButton(target), true);
	panel.querySelectorAll(".sp-row details[open]").forEach(addButton);
}
function addButton(details) {
	const place = details instanceof Element && details.querySelector(":scope > .sp-details > dd.sp-id");
	const row = place && place.closest(".sp-row");
	if (row && !place.querySelector(".sp-copy")) {
		const attributes = { type: "button", tabindex: row.getAttribute("tabindex") ?? 0 };
		const button = made("button", "sp-copy", liveRegion(row).dataset.copy, attributes);
		place.append(button, ...linkTo(row, place.textContent ?? ""));
	}
}
function linkTo(row, text) {
	const address = (row.closest(".sp"))?.dataset.page;
	const id = /#(\d+)/.exec(text)?.[1];
	if (!address || !id) {
		return [];
	}
	const attributes = { href: `${address}#row-${id}`, tabindex: row.getAttribute("tabindex") ?? 0 };
	return [" ", made("a", "sp-permalink", liveRegion(row).dataset.link, attributes)];
}
export function copyRow(row) {
	return copied(row, rowText(row));
}
export async function copied(element, text) {
	const live = liveRegion(element);
	try {
		await navigator.clipboard.writeText(text);
		say(live, live.dataset.copied);
	} catch {
		say(live, live.dataset.refused);
	}
}
function liveRegion(element) {
	return (element.closest(".sp")?.querySelector(".sp-said"));
}
function say(live, message = "") {
	clearTimeout(forgetting);
	live.textContent = message;
	forgetting = setTimeout(() => live.replaceChildren(), SAID_FOR_MS);
}
