import { made } from "./elements.js";
import { rowText } from "./row_text.js";
const SAID_FOR_MS = 4000;
let forgetting;
export function addButtons(panel) {
	panel.querySelectorAll(".sp-row > details[open] > .sp-details > dd.sp-id").forEach(addButton);
}
function addButton(place) {
	const row = place.closest(".sp-row");
	if (row && !place.querySelector("button")) {
		const attributes = { type: "button", tabindex: row.getAttribute("tabindex") ?? 0 };
		const button = made("button", "sp-copy", liveRegion(row).dataset.copy, attributes);
		button.addEventListener("click", () => copyRow(row));
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
