import { setAttributes } from "./elements.js";
const IN_SIGHT = ":not(details:not([open]) > .sp-details *)";
const NO_TILES = ":not(.sp-none [data-query])";
export function dress(search, sources) {
	for (const element of search.findAll(`[data-query]${IN_SIGHT}${NO_TILES}`)) {
		const term = termOf(element.dataset.query ?? "");
		makeButton(element, search.sentence("filterBy", { text: term }));
		element.setAttribute("aria-pressed", String(sources.has(term)));
	}
	for (const element of search.findAll("[data-row]")) {
		if (search.rowOf(element) >= 0) {
			makeButton(element, search.sentence("goTo"));
		}
	}
}
export function termOf(query) {
	const [key] = /^-?(\w+:)?/.exec(query) ?? [""];
	const value = query.slice(key.length);
	return /[\s"]/.test(value) ? `${key}"${value.replaceAll('"', '""')}"` : query;
}
function makeButton(element, title) {
	if (!element.hasAttribute("role")) {
		const tabindex = element.closest(".sp-row")?.getAttribute("tabindex") ?? 0;
		setAttributes(element, { role: "button", tabindex });
		element.title ||= title;
	}
}
